//! Requests to other hosts: who chooses the host, and what is sent there.

use super::super::form::Span;
use super::super::report::{Reason, Via};
use super::super::rule::CodeRule;
use super::super::tables::sinks;
use super::facts::Contact;
use super::path::Segment;
use super::role::ValueRole;
use super::run::FlowRun;
use super::site::Site;
use super::taint::Label;
use super::value::{Piece, Value, ValueShape};

/// What the caller chooses of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Nothing,
    Host,
    Path,
}

/// What the method of a request says about data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Reads,
    Posts,
    Writes,
}

/// Parts of addresses to which a POST request only asks for something.
const ASKING: &[&str] = &[
    "token",
    "oauth",
    "login",
    "authenticate",
    "search",
    "query",
    "graphql",
    "lookup",
    "validat",
    "verif",
    "check",
    "analy",
    "predict",
    "translat",
    "convert",
    "calculat",
    "quote",
    "preview",
    "score",
    "completion",
    "embedding",
    "generat",
    "render",
    "classif",
    "moderat",
    "sentiment",
    "detect",
    "$batch",
    "/rpc",
];

impl<'a> FlowRun<'_, 'a> {
    pub fn requested(&mut self, site: &Site<'a>) {
        let Some(url) = self.address(site) else { return };
        match self.method_of(site) {
            Method::Reads => {}
            Method::Posts if self.only_asks(url) => {}
            Method::Posts => self.facts.may_change(site.span),
            Method::Writes => self.facts.change(site.span),
        }
        let name = self.name_of(site);
        let mut choice = self.choice_of(url, self.paths.has_call(site.callee.path));
        match choice {
            Choice::Nothing => {}
            Choice::Host => {
                // An address that was validated as a whole is one of the code.
                if self.judge(CodeRule::ServerSideRequestForgery, url, None).is_none() {
                    choice = Choice::Path;
                }
                self.reach(CodeRule::ServerSideRequestForgery, url, site.span, &name, None);
            }
            Choice::Path => {
                let reason = Some(Reason::FixedHost);
                self.reach(CodeRule::ServerSideRequestForgery, url, site.span, &name, reason);
            }
        }
        let contact = self.contact(url, site.span);
        self.sent_along(site, &contact, choice, &name);
        self.facts.contact(contact);
    }

    /// The address of a request.
    fn address(&mut self, site: &Site<'a>) -> Option<Value> {
        let first = site.either(0, "url");
        if site.is_global {
            return if site.root == "fetch" { first } else { None };
        }
        if !sinks::CLIENTS.contains(&site.root) || !sinks::is_request(site.name) {
            return None;
        }
        if matches!(site.root, "http" | "https")
            && !matches!(site.name, "get" | "request" | "HTTPConnection" | "HTTPSConnection")
        {
            return None;
        }
        let first = first?;
        let python = self.language == super::super::report::Language::Python;
        if python && matches!(site.name, "request" | "stream") {
            return site.either(1, "url");
        }
        for name in ["url", "uri", "baseURL", "hostname", "host"] {
            if let Some(url) = self.field(first, name) {
                return Some(url);
            }
        }
        if matches!(self.shape(first), ValueShape::Object(_)) { None } else { Some(first) }
    }

    /// Whether a POST request only asks for something, such as a token or what a search finds.
    fn only_asks(&self, url: Value) -> bool {
        self.pieces(url).iter().any(|piece| {
            let text = match piece {
                Piece::Text(text) => text,
                Piece::Value(value) => self.paths.name(value.path).unwrap_or_default(),
            };
            let text = text.to_ascii_lowercase();
            ASKING.iter().any(|word| text.contains(word))
        })
    }

    fn method_of(&self, site: &Site<'a>) -> Method {
        match site.name {
            "post" => return Method::Posts,
            "put" | "patch" | "delete" | "del" => return Method::Writes,
            _ => {}
        }
        let options = site.values().into_iter().find_map(|value| self.field(value, "method"));
        let method = options.or_else(|| site.either(0, "method")).and_then(|method| self.text_of(method));
        let is = |name: &str| method.is_some_and(|method| method.eq_ignore_ascii_case(name));
        if is("PUT") || is("PATCH") || is("DELETE") {
            Method::Writes
        } else if is("POST") {
            Method::Posts
        } else {
            Method::Reads
        }
    }

    /// What the caller chooses of the address; a client that was created may have a base of its own.
    fn choice_of(&self, url: Value, has_base: bool) -> Choice {
        let mut prefix = String::new();
        let mut base = false;
        for piece in self.pieces(url) {
            match piece {
                Piece::Text(text) => prefix.push_str(text),
                Piece::Value(value) if !self.sent(value) => {
                    base |= prefix.is_empty();
                    prefix.push('x');
                }
                Piece::Value(_) => {
                    if prefix.contains(['?', '#']) {
                        return Choice::Nothing;
                    }
                    let is_relative = has_base && !prefix.is_empty() && !prefix.contains(':');
                    let fixed = base || is_relative || is_host_fixed(&prefix);
                    return if fixed { Choice::Path } else { Choice::Host };
                }
            }
        }
        let joined = matches!(self.shape(url), ValueShape::Join(_) | ValueShape::Text(_));
        match (self.sent(url), joined) {
            (false, _) => Choice::Nothing,
            (true, false) => Choice::Host,
            (true, true) => Choice::Path,
        }
    }

    /// The host of an address, as far as the code names it.
    fn contact(&self, url: Value, span: Span) -> Contact {
        let mut literal = String::new();
        let mut via = Via::Literal;
        for piece in self.pieces(url) {
            match piece {
                Piece::Text(text) => literal.push_str(text),
                Piece::Value(value)
                    if literal.is_empty() && self.paths.role(value.path) == ValueRole::Variable =>
                {
                    let name = self.paths.name(value.path).unwrap_or_default();
                    via = Via::Environment(name.into());
                    break;
                }
                Piece::Value(value) => {
                    let host = literal.split_once("://").map_or("", |(_, host)| host);
                    if !host.contains(['/', ':']) {
                        via = if self.paths.role(value.path) == ValueRole::Variable {
                            Via::Environment(self.paths.name(value.path).unwrap_or_default().into())
                        } else {
                            Via::Unresolved
                        };
                        literal.clear();
                    }
                    break;
                }
            }
        }
        let (scheme, host, port) = parts(&literal);
        if host.is_empty() && via == Via::Literal {
            via = Via::Unresolved;
        }
        Contact { via, scheme, host, port, span }
    }

    /// Secrets that a request sends: all variables to anyone, one secret in plaintext or to any host.
    fn sent_along(&mut self, site: &Site<'a>, contact: &Contact, choice: Choice, name: &str) {
        let plaintext = contact.scheme == "http" && is_public(&contact.host);
        for value in site.values() {
            self.leak(CodeRule::SecretSent, &[Label::Environment], value, site.span, name);
            if plaintext || choice == Choice::Host {
                self.leak(CodeRule::SecretSent, &[Label::Secret, Label::Token], value, site.span, name);
            }
        }
    }

    /// The client that a call creates keeps the address that it is given.
    pub fn client_of(&mut self, site: &Site<'a>) -> Option<Value> {
        if !sinks::CLIENTS.contains(&site.root) || (site.name != "create" && site.name != "extend") {
            return None;
        }
        let base = self.field(site.first(), "baseURL").or_else(|| self.field(site.first(), "prefixUrl"))?;
        let contact = self.contact(base, site.span);
        self.facts.contact(contact);
        Some(Value { path: self.paths.then(site.callee.path, Segment::Call), ..Value::default() })
    }
}

/// Whether the beginning of an address decides which host it leads to.
fn is_host_fixed(prefix: &str) -> bool {
    let authority = prefix.split_once("://").map(|(_, rest)| rest).or_else(|| prefix.strip_prefix("//"));
    if let Some(rest) = authority {
        return rest.contains(['/', '?', '#']);
    }
    // What is no part of the name of a host begins a path.
    let is_part_of_host = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':');
    let scheme = prefix.trim_end_matches('/');
    !scheme.ends_with(':') && prefix.contains(|letter| !is_part_of_host(letter))
}

/// Scheme, host and port of the beginning of a URL, without credentials, path and query.
pub fn parts(text: &str) -> (String, String, Option<u16>) {
    let Some((scheme, rest)) = text.split_once("://") else { return Default::default() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let plain =
        name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'));
    if !plain || scheme.len() > 8 {
        return Default::default();
    }
    (scheme.to_ascii_lowercase(), name.to_ascii_lowercase(), port.parse().ok())
}

/// Whether a host is outside the cluster.
fn is_public(host: &str) -> bool {
    let inside = [".svc", ".local", ".cluster", ".internal", ".localhost"];
    let parts = host.split('.').count();
    parts >= 2
        && !inside.iter().any(|end| host.ends_with(end))
        && !host.contains(".svc.")
        && !host.starts_with("127.")
        && !host.starts_with("10.")
        && !host.starts_with("192.168.")
        // A Service is reached as name.namespace.
        && (parts > 2 || is_top_level(host))
}

/// Whether a name of two parts ends with a common top-level domain.
fn is_top_level(host: &str) -> bool {
    let end = host.rsplit('.').next().unwrap_or_default();
    matches!(
        end,
        "com" | "org" | "net" | "io" | "dev" | "de" | "eu" | "cloud" | "app" | "example" | "co" | "uk"
    )
}
