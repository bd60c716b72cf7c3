//! Calls with a result of their own: randomness, digests, patterns, mounted files.

use super::super::tables::names;
use super::path::Segment;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Label, Marks};
use super::value::{FieldValues, Piece, Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// Calls with an effect of their own.
    #[expect(clippy::too_many_lines, reason = "one row for each call")]
    pub fn special(&mut self, site: &Site<'a>) -> Option<Value> {
        match (site.root, site.name) {
            (
                "util" | "bluebird" | "pify" | "es6-promisify" | "util.promisify" | "thenify" | "denodeify",
                "promisify" | "promisifyAll" | "callbackify" | "pify" | "es6-promisify" | "util.promisify"
                | "thenify" | "denodeify",
            )
            | ("asyncio", "run" | "wait_for" | "shield") => Some(site.first()),
            ("assert" | "assert/strict" | "tiny-invariant" | "invariant", _) => {
                self.asserted(site);
                Some(Value::default())
            }
            ("bottle" | "flask" | "werkzeug", "abort") | ("process" | "sys", "exit") => {
                self.state.live = false;
                Some(Value::default())
            }
            ("functools", "partial") => {
                Some(self.bind(site.first(), site.arguments.get(1..).unwrap_or_default()))
            }
            ("Object" | "Reflect", "getPrototypeOf") if self.function_of(site.first()).is_some() => {
                let path = self.paths.then(site.callee.path, Segment::Member(super::member::PROTOTYPE));
                Some(Value { path, ..Value::default() })
            }
            // A tree may be checked before it is compiled.
            ("ast", "parse") => Some(self.unknown_call(&site.values(), site.span, site.name)),
            ("path", "parse") => Some(self.path_parts(site)),
            ("Object", "keys" | "values" | "entries") => {
                self.listed_parts(site.first(), site.name, site.span)
            }
            ("Object", "fromEntries") => self.made_of_pairs(site.first()),
            ("Object", "assign") => {
                let values = site.values();
                Some(self.combined(&values, site.span))
            }
            ("Object", "create") if *self.shape(site.first()) == ValueShape::Nothing => {
                Some(self.shaped(ValueShape::Table))
            }
            ("Map" | "WeakMap", "Map" | "WeakMap") if site.arguments.is_empty() => {
                Some(self.shaped(ValueShape::Object(FieldValues::default())))
            }
            ("Map" | "WeakMap", "Map" | "WeakMap") => self.table_of(site.first()),
            ("Set" | "WeakSet", "Set" | "WeakSet") if site.arguments.is_empty() => {
                Some(self.list(Vec::new(), None))
            }
            ("Promise", "all" | "allSettled") | ("asyncio", "gather") if site.arguments.len() == 1 => {
                Some(site.first())
            }
            ("Math", "random") => Some(self.random(site)),
            (
                "random",
                "random" | "randint" | "choice" | "choices" | "randrange" | "getrandbits" | "sample"
                | "uniform",
            ) if !self.paths.contains(site.callee.path, "SystemRandom") => Some(self.random(site)),
            ("Math", _) => {
                let taint = self.through(site, Marks::default());
                let random = self.taints.has(taint, Label::Random);
                Some(if random { Value { taint, ..Value::default() } } else { Value::default() })
            }
            // The anchors are those of lines: what a match says is not known.
            ("re", "compile") if site.arguments.len() > 1 && !self.ignores_case(site) => {
                Some(Value { path: self.paths.then(site.callee.path, Segment::Call), ..Value::default() })
            }
            ("RegExp", _)
                if site
                    .at(1)
                    .is_some_and(|flags| self.text_of(flags).is_none_or(|text| text.contains('m'))) =>
            {
                None
            }
            ("re", "compile") => {
                let pattern = site.first();
                let text = self.text_of(pattern)?;
                let value = self.shaped(ValueShape::Pattern(text));
                Some(Value { path: self.paths.then(site.callee.path, Segment::Call), ..value })
            }
            ("RegExp", _) => {
                let text = self.text_of(site.first())?;
                Some(self.shaped(ValueShape::Pattern(text)))
            }
            ("re", "sub") => {
                Some(self.replaced(site.at(2).unwrap_or_default(), site.first(), site.at(1), site))
            }
            ("crypto", "digest") if self.paths.contains(site.callee.path, "createHmac") => {
                Some(self.digest(site))
            }
            ("hmac", "hexdigest" | "digest") => Some(self.digest(site)),
            ("traceback", "format_exc" | "format_exception" | "format_tb") => {
                let part = self.taints.begin(Label::Stack, 0, Marks::default(), site.span, site.name);
                Some(Value { taint: self.taints.add(vec![part]), ..Value::default() })
            }
            ("@sap/xsenv", "getServices" | "readServices" | "serviceCredentials" | "filterServices")
            | ("cfenv", "get_service" | "get_credential") => Some(self.bound(site)),
            ("fs" | "fs-extra", "readFile" | "readFileSync" | "readJson" | "readJsonSync")
            | ("open" | "io" | "aiofiles", "open")
            | ("pathlib", "read_text" | "read_bytes") => self.mounted(site),
            ("URLSearchParams", _) if matches!(self.shape(site.first()), ValueShape::Object(_)) => {
                let taint = self.through(site, Marks::TEXT.and(Marks::ENCODED));
                Some(Value { taint, ..Value::default() })
            }
            ("string", "substitute" | "safe_substitute") => {
                let mut all = vec![site.receiver.unwrap_or_default()];
                all.extend(site.values());
                Some(self.join_text(&all, site.span))
            }
            ("dict", "dict") => self.dict_of_keywords(site),
            ("str", "str") => self.shown_object(site),
            ("str", "maketrans") => self.letter_table(site),
            ("len", _) => Some(self.count_of(site.first())),
            ("getattr", _) => {
                let name = site.at(1)?;
                let known =
                    self.text_of(name).is_some() || matches!(self.shape(site.first()), ValueShape::Object(_));
                known.then(|| self.index(site.first(), name, site.span))
            }
            ("crypto", "createHash") => {
                let first = site.first();
                Some(Value { path: self.paths.then(site.callee.path, Segment::Call), taint: 0, ..first })
            }
            ("Buffer", "alloc") => Some(self.shaped(ValueShape::Text("0"))),
            ("lxml", "XMLParser") => self.xml_parser(site),
            _ => None,
        }
    }

    /// Whether a pattern is compiled with a flag that changes its letters alone.
    fn ignores_case(&self, site: &Site<'a>) -> bool {
        let flags = site.either(1, "flags");
        flags.is_some_and(|flags| {
            matches!(self.paths.name(flags.path), Some("IGNORECASE" | "I" | "ASCII" | "A" | "UNICODE" | "U"))
        })
    }

    /// A function that throws unless a condition holds.
    fn asserted(&mut self, site: &Site<'a>) {
        let (first, second) = (site.first(), site.at(1).unwrap_or_default());
        match site.name {
            "equal" | "strictEqual" | "deepEqual" | "deepStrictEqual" => {
                let check = self.equality(first, &[second]);
                let value = self.shaped(ValueShape::Check(check));
                self.assume(value, true);
            }
            "match" => {
                let check = self.matched(second, first, false, false);
                let value = self.shaped(ValueShape::Check(check));
                self.assume(value, true);
            }
            "ok" | "assert" | "assert/strict" | "tiny-invariant" | "invariant" | "default" => {
                self.assume(first, true);
            }
            _ => {}
        }
    }

    /// The parts of a path, of which the folder alone leads to others.
    fn path_parts(&mut self, site: &Site<'a>) -> Value {
        let whole = site.first();
        let taint = self.through(site, Marks::TEXT);
        let name = self.through(site, Marks::TEXT.and(Marks::FILE_NAME));
        let mut fields = FieldValues::default();
        for (field, taint) in [("dir", taint), ("root", taint), ("base", name), ("name", name), ("ext", name)]
        {
            self.put(&mut fields, field, Value { taint, ..Value::default() });
        }
        let object = self.shaped(ValueShape::Object(fields));
        Value { taint: whole.taint, ..object }
    }

    /// A promise that is made with a function, and the call that resolves it.
    pub fn promise(&mut self, site: &Site<'a>) -> Option<Value> {
        if site.root != "Promise" || !site.is_global || site.receiver.is_some() {
            return None;
        }
        if site.name == "resolve" {
            let value = site.first();
            let before = self.resolved.pop()?;
            let merged = before.map_or(value, |known| self.merge(known, value));
            self.resolved.push(Some(merged));
            return Some(Value::default());
        }
        let function = site.first();
        self.function_of(function)?;
        let path = self.paths.then(site.callee.path, Segment::Member("resolve"));
        self.resolved.push(None);
        self.call_back(function, &[Value { path, ..Value::default() }], site.span);
        Some(self.resolved.pop().flatten().unwrap_or_default())
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
        if !names::is_secret_path(path) && !self.environment.has_file(path) {
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
}
