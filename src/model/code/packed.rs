//! What the code talks to and reads, as it is kept: one piece of memory for each Function, a third of what its parts
//! would take. Facts flow in; bytes are kept; facts flow out.

use super::{ContactedHost, KubernetesCall, NameUse, Namespace, Uses, Verb, Via};

/// Facts in one piece: counts, lines, and texts with their lengths.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PackedFacts(Box<[u8]>);

impl std::fmt::Debug for PackedFacts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(formatter)
    }
}

impl PackedFacts {
    /// Keeps facts; none take no memory.
    #[must_use]
    pub fn of(uses: &Uses) -> Self {
        if *uses == Uses::default() {
            return Self::default();
        }
        let mut out = vec![u8::from(uses.whole_environment)];
        let named = [&uses.modules, &uses.environment, &uses.files, &uses.events];
        for list in named {
            number(&mut out, list.len());
            for one in list {
                number(&mut out, one.line as usize);
                text(&mut out, &one.name);
            }
        }
        number(&mut out, uses.endpoints.len());
        for one in &uses.endpoints {
            endpoint(&mut out, one);
        }
        number(&mut out, uses.kubernetes.len());
        for call in &uses.kubernetes {
            number(&mut out, call.line as usize);
            out.push(call.verb as u8);
            text(&mut out, &call.resource);
            match &call.namespace {
                Namespace::None => out.push(0),
                Namespace::Unresolved => out.push(1),
                Namespace::Literal(name) => {
                    out.push(2);
                    text(&mut out, name);
                }
                Namespace::Environment(name) => {
                    out.push(3);
                    text(&mut out, name);
                }
            }
        }
        Self(out.into())
    }

    /// Returns the facts, if there are any.
    #[must_use]
    pub fn get(&self) -> Option<Uses> {
        if self.0.is_empty() {
            return None;
        }
        let mut reader = Reader(&self.0);
        let whole_environment = reader.byte() == 1;
        let (modules, environment) = (reader.list(Reader::named), reader.list(Reader::named));
        let (files, events) = (reader.list(Reader::named), reader.list(Reader::named));
        let endpoints = reader.list(Reader::endpoint);
        let kubernetes = reader.list(Reader::call);
        Some(Uses { endpoints, kubernetes, events, environment, whole_environment, files, modules })
    }

    /// Returns the bytes that they take, besides the reference to them.
    #[cfg(test)]
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.len()
    }
}

fn endpoint(out: &mut Vec<u8>, one: &ContactedHost) {
    number(out, one.line as usize);
    match &one.via {
        Via::Literal => out.push(0),
        Via::Unresolved => out.push(1),
        Via::Environment(name) => {
            out.push(2);
            text(out, name);
        }
    }
    text(out, &one.scheme);
    text(out, &one.host);
    number(out, one.port.map_or(0, |port| usize::from(port).saturating_add(1)));
}

/// Seven bits in each byte, the lowest first; the highest bit says that another byte follows.
fn number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        out.push(u8::try_from(number & 127).unwrap_or(0) | 128);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or(0));
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// What is left to read; where there is nothing left, zeros are read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn number(&mut self) -> usize {
        let mut number = 0;
        for place in 0..5 {
            let byte = self.byte();
            number |= usize::from(byte & 127) << (7 * place);
            if byte < 128 {
                break;
            }
        }
        number
    }

    fn line(&mut self) -> u32 {
        u32::try_from(self.number()).unwrap_or(u32::MAX)
    }

    fn text(&mut self) -> &'a str {
        let length = self.number();
        let Some((text, rest)) = self.0.split_at_checked(length) else { return "" };
        self.0 = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> T) -> Box<[T]> {
        let count = self.number().min(self.0.len());
        (0..count).map(|_| one(self)).collect()
    }

    fn named(&mut self) -> NameUse {
        let line = self.line();
        NameUse { name: self.text().into(), line }
    }

    fn endpoint(&mut self) -> ContactedHost {
        let line = self.line();
        let via = match self.byte() {
            0 => Via::Literal,
            1 => Via::Unresolved,
            _ => Via::Environment(self.text().into()),
        };
        let (scheme, host) = (self.text().into(), self.text().into());
        let port = self.number().checked_sub(1).and_then(|port| u16::try_from(port).ok());
        ContactedHost { via, scheme, host, port, line }
    }

    fn call(&mut self) -> KubernetesCall {
        const VERBS: [Verb; 8] = [
            Verb::Get,
            Verb::List,
            Verb::Watch,
            Verb::Create,
            Verb::Update,
            Verb::Patch,
            Verb::Delete,
            Verb::DeleteCollection,
        ];
        let line = self.line();
        let verb = VERBS.get(usize::from(self.byte())).copied().unwrap_or(Verb::Get);
        let resource = self.text().into();
        let namespace = match self.byte() {
            0 => Namespace::None,
            1 => Namespace::Unresolved,
            2 => Namespace::Literal(self.text().into()),
            _ => Namespace::Environment(self.text().into()),
        };
        KubernetesCall { verb, resource, namespace, line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, line: u32) -> NameUse {
        NameUse { name: name.into(), line }
    }

    fn uses() -> Uses {
        let endpoint = |via, host: &str, port, line| ContactedHost {
            via,
            scheme: "http".into(),
            host: host.into(),
            port,
            line,
        };
        let call =
            |verb, namespace| KubernetesCall { verb, resource: "configmap".into(), namespace, line: 300 };
        Uses {
            endpoints: Box::new([
                endpoint(Via::Literal, "orders.shop", Some(65_535), 3),
                endpoint(Via::Environment("ORDERS".into()), "", None, 70_000),
                endpoint(Via::Unresolved, "", Some(0), u32::MAX),
            ]),
            kubernetes: Box::new([
                call(Verb::DeleteCollection, Namespace::None),
                call(Verb::Get, Namespace::Literal("shop".into())),
                call(Verb::List, Namespace::Environment("SPACE".into())),
                call(Verb::Watch, Namespace::Unresolved),
            ]),
            events: Box::new([named("shop.order.v1", 9)]),
            environment: Box::new([named("ÄÖ", 1), named("B", 128)]),
            whole_environment: true,
            files: Box::default(),
            modules: Box::new([named(&"m".repeat(300), 2)]),
        }
    }

    #[test]
    fn facts_are_the_same_after_they_were_kept() {
        assert_eq!(PackedFacts::of(&uses()).get(), Some(uses()));
        assert_eq!(PackedFacts::of(&Uses::default()).get(), None);
        let verbs =
            [Verb::Get, Verb::List, Verb::Watch, Verb::Create, Verb::Update, Verb::Patch, Verb::Delete];
        for verb in verbs {
            let call = KubernetesCall { verb, resource: "pod".into(), namespace: Namespace::None, line: 1 };
            let one = Uses { kubernetes: Box::new([call]), ..Uses::default() };
            assert_eq!(PackedFacts::of(&one).get(), Some(one));
        }
    }

    #[test]
    fn facts_that_are_cut_off_are_read_without_a_panic() {
        let whole = PackedFacts::of(&uses()).0;
        for length in 0..whole.len() {
            let cut = whole.get(..length).unwrap_or_default();
            let _ = PackedFacts(cut.into()).get();
        }
    }
}
