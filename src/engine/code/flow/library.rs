//! The result of a call of a library: what of the arguments is in it.

use super::super::form::Span;
use super::super::tables::passing::{self, Passing};
use super::path::Segment;
use super::role::Role;
use super::run::Run;
use super::site::Site;
use super::taint::{Act, Label, Marks, TaintId};
use super::value::{Fields, Piece, Shape, Trust, Value};

impl<'a> Run<'_, 'a> {
    pub fn result(&mut self, site: &Site<'a>) -> Value {
        if let Some(value) = self.role_call(site) {
            return value;
        }
        if let Some(value) = self.check_call(site) {
            return value;
        }
        if let Some(value) = self.collection_call(site) {
            return value;
        }
        if let Some(value) = self.schema_call(site) {
            return value;
        }
        if let Some(value) = self.client_of(site) {
            return value;
        }
        if let Some(value) = self.special(site) {
            return value;
        }
        self.call_backs(site);
        let path = self.paths.then(site.callee.path, Segment::Call);
        if let Some(receiver) = site.receiver
            && let Some(value) = self.method(receiver, site)
        {
            return value;
        }
        match passing::function(site.root, site.name) {
            Some(passing) => self.pass(passing, site, path),
            None => self.unknown(site, path),
        }
    }

    /// A method of a text or a collection.
    fn method(&mut self, receiver: Value, site: &Site<'a>) -> Option<Value> {
        let of_module = site.root.is_empty() || receiver.taint != 0 || self.paths.has_call(receiver.path);
        let known = matches!(self.shape(receiver), Shape::Text(_) | Shape::Join(_) | Shape::List(_) | Shape::Object(_));
        if !of_module && !known {
            return None;
        }
        match site.name {
            "split" | "rsplit" | "partition" | "rpartition" | "splitlines" => {
                let item = Value { shape: 0, path: 0, ..receiver };
                Some(self.list(Vec::new(), Some(item)))
            }
            "concat" => Some(self.concatenated(receiver, site)),
            "join" => Some(self.joined(receiver, site)),
            "format" => Some(self.formatted(receiver, site)),
            "replace" | "replaceAll" | "sub" => Some(self.replaced(receiver, site.first(), site.at(1), site)),
            "get" if !site.arguments.is_empty() => Some(self.got(receiver, site)),
            "/" | "joinpath" => None,
            "|" => {
                let all = [receiver, site.first()];
                Some(self.combined(&all, site.span))
            }
            name => {
                let passing = passing::method(name)?;
                if receiver.taint == 0 && !known {
                    return None;
                }
                Some(self.passed_on(passing, receiver, site))
            }
        }
    }

    /// The value for a key: of a constant table nothing that the caller chose.
    fn got(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let key = site.first();
        let value = self.index(receiver, key, site.span);
        let noted = self.taints.has(value.taint, Label::Keyed);
        let taint = if noted {
            self.taints.change(value.taint, Act::Through, site.span, site.name, |label| label != Label::Keyed, Marks::default())
        } else {
            value.taint
        };
        let value = Value { taint, ..value };
        match site.at(1) {
            Some(default) if self.function_of(default).is_none() => self.default_to(value, default),
            _ => value,
        }
    }

    fn concatenated(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let mut sum = receiver;
        for value in site.values() {
            sum = self.add(sum, value, site.span);
        }
        sum
    }

    fn joined(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let (separator, list) = match self.shape(receiver) {
            // Python: the separator joins the list.
            Shape::Text(_) | Shape::Join(_) => (receiver, site.first()),
            _ => (site.first(), receiver),
        };
        let Shape::List(items) = self.shape(list).clone() else {
            let all = [list];
            return self.join_text(&all, site.span);
        };
        let mut pieces = Vec::new();
        for item in items.first.into_iter().chain(items.rest) {
            pieces.push(item);
            pieces.push(separator);
        }
        let value = self.join_text(&pieces, site.span);
        Value { taint: self.taints.union(value.taint, list.taint), ..value }
    }

    /// `"…{}…".format(…)`.
    fn formatted(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let Some(text) = self.text_of(receiver) else {
            let mut all = vec![receiver];
            all.extend(site.values());
            return self.join_text(&all, site.span);
        };
        let mut values = site.values().into_iter();
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let piece = self.shaped(Shape::Text(before));
            pieces.push(piece);
            let (_, after) = after.split_once('}').unwrap_or(("", after));
            pieces.extend(values.next());
            rest = after;
        }
        let piece = self.shaped(Shape::Text(rest));
        pieces.push(piece);
        pieces.extend(values);
        self.join_text(&pieces, site.span)
    }

    /// Text in which a pattern is replaced.
    pub fn replaced(&mut self, text: Value, pattern: Value, by: Option<Value>, site: &Site<'a>) -> Value {
        let by = by.unwrap_or_default();
        if self.function_of(by).is_some() {
            let element = Value { shape: 0, path: 0, ..text };
            self.call_back(by, &[element], site.span);
        }
        let replacement = self.text_of(by);
        let marks = self.replacement(pattern, replacement);
        let taint = self.taints.change(text.taint, Act::Through, site.span, site.name, |_| true, marks.and(Marks::TEXT));
        let taint = self.taints.union(taint, by.taint);
        if taint == 0 { Value { taint, ..text } } else { Value { taint, ..Value::default() } }
    }

    fn replacement(&mut self, pattern: Value, by: Option<&str>) -> Marks {
        use super::super::pattern::{Strictness, strictness};
        let by = by.unwrap_or("-");
        if by.contains("$&") || by.contains(r"\\\g<0>") {
            return Marks::LITERAL_PATTERN;
        }
        if by.contains("&lt;") || by.contains("&amp;") {
            return Marks::ESCAPED;
        }
        let limited = by.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' '));
        match *self.shape(pattern) {
            Shape::Pattern(source) => match strictness(source, false, false) {
                Strictness::Outside if limited => Marks::CLEANED,
                Strictness::Breaks => Marks::ONE_LINE,
                Strictness::Whole
                | Strictness::Partial
                | Strictness::Prefix
                | Strictness::Outside
                | Strictness::Dots
                | Strictness::Some
                    if source.contains("\\n") || source.contains("\\s") =>
                {
                    Marks::ONE_LINE.and(Marks::REPLACED)
                }
                _ => Marks::REPLACED,
            },
            Shape::Text("\n" | "\r" | "\r\n" | "\\n") => Marks::ONE_LINE,
            Shape::Text(source) if strictness(source, false, false) == Strictness::Outside => Marks::CLEANED,
            _ => Marks::REPLACED,
        }
    }

    /// The result of a method that passes its object on.
    fn passed_on(&mut self, passing: Passing, receiver: Value, site: &Site<'a>) -> Value {
        let marks = match passing {
            Passing::Nothing => return Value::default(),
            Passing::Text => Marks::TEXT,
            _ => Marks::default(),
        };
        if receiver.taint == 0 {
            return match self.shape(receiver) {
                Shape::Text(_) if passing == Passing::Text || site.name == "encode" => receiver,
                Shape::List(_) | Shape::Object(_) => receiver,
                _ => Value { path: self.paths.then(site.callee.path, Segment::Call), ..Value::default() },
            };
        }
        let structure = matches!(self.shape(receiver), Shape::List(_) | Shape::Object(_) | Shape::Join(_));
        // A part of a secret is shown on purpose.
        let cut = matches!(site.name, "slice" | "substring" | "substr");
        let keep = |label| !(cut && label == Label::Secret);
        let taint = self.taints.change(receiver.taint, Act::Through, site.span, site.name, keep, marks);
        match site.name {
            "pop" | "shift" | "next" | "popitem" | "at" => {
                let element = self.element(receiver);
                Value { taint, ..element }
            }
            "json" => {
                let path = self.paths.then(receiver.path, Segment::Parsed);
                self.parsed(Value { path, taint, ..Value::default() })
            }
            _ if structure => Value { taint, ..receiver },
            _ => Value { taint, path: if passing == Passing::Same { receiver.path } else { 0 }, shape: 0 },
        }
    }

    /// All arguments in one value.
    pub fn combined(&mut self, values: &[Value], span: Span) -> Value {
        let mut fields = Fields::default();
        let mut taint = 0;
        for value in values {
            taint = self.taints.union(taint, value.taint);
            self.spread(&mut fields, *value);
        }
        let value = self.shaped(Shape::Object(fields));
        Value { taint: self.taints.step(taint, Act::Join, span, ""), ..value }
    }

    /// A structure that is read from text: its members are places of their own.
    fn parsed(&mut self, value: Value) -> Value {
        let mut parts = self.taints.parts(value.taint).to_vec();
        let mut path = 0;
        for part in &mut parts {
            if part.label == Label::Caller {
                part.origin = self.paths.then(part.origin, Segment::Parsed);
                // Text that was parsed may have any structure.
                part.marks = Marks::default();
                path = part.origin;
            }
        }
        let taint = self.taints.add(parts);
        Value { path, taint, ..Value::default() }
    }

    fn pass(&mut self, passing: Passing, site: &Site<'a>, path: u32) -> Value {
        let marks = match passing {
            Passing::Nothing => return Value { path, ..Value::default() },
            Passing::Joined => return self.joined_path(site, path),
            Passing::Same => Marks::default(),
            Passing::Parsed => {
                let taint = self.through(site, Marks::default());
                return self.parsed(Value { taint, ..Value::default() });
            }
            Passing::Text => Marks::TEXT,
            Passing::Line => Marks::TEXT.and(Marks::ONE_LINE),
            Passing::Quoted => Marks::TEXT.and(Marks::QUOTED),
            Passing::Escaped => Marks::TEXT.and(Marks::ESCAPED),
            Passing::Encoded => Marks::TEXT.and(Marks::ENCODED),
            Passing::FileName => Marks::TEXT.and(Marks::FILE_NAME),
            Passing::LiteralPattern => Marks::TEXT.and(Marks::LITERAL_PATTERN),
            Passing::Ldap => Marks::TEXT.and(Marks::LDAP_ESCAPED),
        };
        let taint = self.through(site, marks);
        let first = site.first();
        let keeps = passing == Passing::Same
            || (passing == Passing::Text && matches!(self.shape(first), Shape::Text(_) | Shape::Join(_)));
        let shape = if keeps { first.shape } else { 0 };
        let path = if taint != 0 { 0 } else { path };
        Value { shape, path, taint }
    }

    /// What all arguments contain, after the call.
    fn through(&mut self, site: &Site<'a>, marks: Marks) -> TaintId {
        let mut taint = site.receiver.map_or(0, |receiver| receiver.taint);
        for passed in &site.arguments {
            taint = self.taints.union(taint, passed.value.taint);
        }
        self.taints.change(taint, Act::Through, site.span, site.name, |_| true, marks)
    }

    fn joined_path(&mut self, site: &Site<'a>, path: u32) -> Value {
        let mut pieces: Vec<Value> = site.receiver.filter(|receiver| receiver.taint != 0).into_iter().collect();
        for value in site.values() {
            pieces.push(value);
            let separator = self.shaped(Shape::Text("/"));
            pieces.push(separator);
        }
        pieces.pop();
        let value = self.join_text(&pieces, site.span);
        let path = if site.root == "pathlib" { path } else { 0 };
        Value { path, ..value }
    }

    fn random(&mut self, site: &Site<'a>) -> Value {
        let part = self.taints.begin(Label::Random, 0, Marks::default(), site.span, site.name);
        Value { taint: self.taints.add(vec![part]), ..Value::default() }
    }

    /// A function of which nothing is known: of a client nothing returns, of a helper perhaps the argument.
    fn unknown(&mut self, site: &Site<'a>, path: u32) -> Value {
        let receiver = site.receiver.filter(|receiver| receiver.taint != 0);
        if let Some(receiver) = receiver
            && self.paths.role(receiver.path) != Role::Response
        {
            let taint = self.taints.change(
                receiver.taint,
                Act::Through,
                site.span,
                site.name,
                |label| label == Label::Caller,
                Marks::THROUGH_CALL,
            );
            return Value { taint, ..Value::default() };
        }
        let helper = !self.paths.has_call(site.callee.path)
            && (site.root.starts_with('.') || (site.root.is_empty() && site.receiver.is_none()));
        if helper && !asks(site.name) {
            let lost = self.lost(&site.values(), site.span, site.name);
            return Value { path, ..lost };
        }
        Value { path, ..Value::default() }
    }

    /// Calls with an effect of their own.
    fn special(&mut self, site: &Site<'a>) -> Option<Value> {
        match (site.root, site.name) {
            ("util", "promisify" | "callbackify") | ("asyncio", "run" | "wait_for" | "shield") => Some(site.first()),
            ("Object", "assign") => {
                let values = site.values();
                Some(self.combined(&values, site.span))
            }
            ("Object", "create") if *self.shape(site.first()) == Shape::Nothing => Some(self.shaped(Shape::Table)),
            ("Map" | "WeakMap", _) if site.arguments.is_empty() => Some(self.shaped(Shape::Table)),
            ("Promise", "all" | "allSettled") | ("asyncio", "gather") if site.arguments.len() == 1 => {
                Some(site.first())
            }
            ("Math", "random") => Some(self.random(site)),
            ("random", "random" | "randint" | "choice" | "choices" | "randrange" | "getrandbits" | "sample" | "uniform")
                if !self.paths.contains(site.callee.path, "SystemRandom") =>
            {
                Some(self.random(site))
            }
            ("Math", _) => {
                let taint = self.through(site, Marks::default());
                let random = self.taints.has(taint, Label::Random);
                Some(if random { Value { taint, ..Value::default() } } else { Value::default() })
            }
            ("re", "compile") => {
                let pattern = site.first();
                let Some(text) = self.text_of(pattern) else { return None };
                let value = self.shaped(Shape::Pattern(text));
                Some(Value { path: self.paths.then(site.callee.path, Segment::Call), ..value })
            }
            ("RegExp", _) => {
                let text = self.text_of(site.first())?;
                Some(self.shaped(Shape::Pattern(text)))
            }
            ("re", "sub") => Some(self.replaced(site.at(2).unwrap_or_default(), site.first(), site.at(1), site)),
            ("crypto", "digest") if self.paths.contains(site.callee.path, "createHmac") => Some(self.digest(site)),
            ("hmac", "hexdigest" | "digest") => Some(self.digest(site)),
            ("traceback", "format_exc" | "format_exception" | "format_tb") => {
                let part = self.taints.begin(Label::Stack, 0, Marks::default(), site.span, site.name);
                Some(Value { taint: self.taints.add(vec![part]), ..Value::default() })
            }
            ("@sap/xsenv", "getServices" | "readServices" | "serviceCredentials" | "filterServices")
            | ("cfenv", "get_service" | "get_credential") => Some(self.bound(site)),
            ("fs" | "fs-extra", "readFile" | "readFileSync" | "readJson" | "readJsonSync")
            | ("open", "open")
            | ("io" | "aiofiles", "open")
            | ("pathlib", "read_text" | "read_bytes") => self.mounted(site),
            ("getattr", _) => {
                let name = self.text_of(site.at(1)?)?;
                Some(self.member(site.first(), name, site.span))
            }
            ("crypto", "createHash") => {
                let first = site.first();
                Some(Value { path: self.paths.then(site.callee.path, Segment::Call), taint: 0, ..first })
            }
            ("Buffer", "alloc") => Some(self.shaped(Shape::Text("0"))),
            ("lxml", "XMLParser") => self.xml_parser(site),
            _ => None,
        }
    }

    /// The credentials of a service that is bound to the Function.
    fn bound(&mut self, site: &Site<'a>) -> Value {
        let path = self.paths.then(site.callee.path, Segment::Call);
        let part = self.taints.begin(Label::Secret, path, Marks::default(), site.span, "service binding");
        Value { path, taint: self.taints.add(vec![part]), ..Value::default() }
    }

    /// The content of a mounted file, if its path is that of a secret.
    fn mounted(&mut self, site: &Site<'a>) -> Option<Value> {
        let file = if site.root == "pathlib" { site.receiver? } else { site.first() };
        let Some(Piece::Text(path)) = self.pieces(file).first().copied() else { return None };
        if !super::super::tables::names::is_secret_path(path) {
            return None;
        }
        self.facts.file(path, site.span);
        self.call_backs(site);
        let origin = self.paths.then(site.callee.path, Segment::Call);
        let part = self.taints.begin(Label::Secret, origin, Marks::TEXT, site.span, "mounted secret");
        Some(Value { taint: self.taints.add(vec![part]), ..Value::default() })
    }

    fn digest(&mut self, site: &Site<'a>) -> Value {
        let part = self.taints.begin(Label::Digest, 0, Marks::default(), site.span, site.name);
        Value { taint: self.taints.add(vec![part]), ..Value::default() }
    }

    /// The pieces of a text.
    pub fn pieces(&self, value: Value) -> Vec<Piece<'a>> {
        match self.shape(value) {
            Shape::Join(pieces) => pieces.clone(),
            Shape::Text(text) => vec![Piece::Text(text)],
            _ => vec![Piece::Value(value)],
        }
    }

    /// Marks what a function vouches for after it returns.
    pub fn vouch(&mut self, value: Value, trust: Trust) {
        for claim in self.claims(value, trust) {
            if !self.state.trusted.contains(&claim) {
                self.state.trusted.push(claim);
            }
        }
    }
}

/// Whether the name of a function says that it asks for something, rather than returning its argument.
fn asks(name: &str) -> bool {
    let plain = name.trim_start_matches('_');
    [
        "get", "find", "fetch", "query", "load", "lookup", "is", "has", "check", "verify", "validate", "assert",
        "create", "send", "post", "save", "store", "publish", "delete", "remove", "update", "insert", "count", "log",
        "emit", "notify", "list",
    ]
    .iter()
    .any(|verb| {
        plain.strip_prefix(verb).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('_') || rest.chars().next().is_some_and(char::is_uppercase)
        })
    })
}
