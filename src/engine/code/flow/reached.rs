//! Calls of libraries: each is looked up in the tables of sinks, then rules look at calls of their own.

use super::super::report::Reason;
use super::super::rule::CodeRule;
use super::super::tables::sinks::{self, CallValue, Sink};
use super::path::Segment;
use super::role::ValueRole;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Label, Marks};
use super::value::{Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// Looks at a call, before its result is computed.
    pub fn reached(&mut self, site: &Site<'a>) {
        if let Some(sink) = sinks::sink(site.root, site.name, site.is_global) {
            // A compiled pattern is applied to the text, not built from it.
            let applied = sink.rule == CodeRule::PatternFromInput && self.paths.has_call(site.callee.path);
            if !applied {
                self.sunk(sink, site);
            }
        }
        self.logged(site);
        self.responded(site);
        self.emitted(site);
        if !sinks::SQL.contains(&site.root) {
            self.unknown_statement(site);
        }
        if site.root.is_empty() {
            return;
        }
        self.timed_code(site);
        self.program(site);
        self.deserialized(site);
        self.entities(site);
        self.statement_run(site);
        self.filtered(site);
        self.directory(site);
        self.requested(site);
        self.weakened(site);
        self.kubernetes(site);
        self.stored_elsewhere(site);
        self.file_used(site);
        self.mailed(site);
    }

    fn sunk(&mut self, sink: Sink, site: &Site<'a>) {
        let values = match sink.place {
            CallValue::Receiver => site.receiver.into_iter().collect(),
            CallValue::First => site.at(0).into_iter().collect(),
            CallValue::Second => site.at(1).into_iter().collect(),
            CallValue::Both => site.at(0).into_iter().chain(site.at(1)).collect(),
            CallValue::Named(place, name) => site.either(place, name).into_iter().collect(),
            CallValue::Any => site.values(),
        };
        let name = self.name_of(site);
        for value in values {
            self.reach(sink.rule, value, site.span, &name, sink.reason);
        }
    }

    /// The name of a call for people.
    pub fn name_of(&self, site: &Site<'a>) -> String {
        let text = self.paths.text(site.callee.path);
        if text.is_empty() { site.name.to_owned() } else { text }
    }

    /// `setTimeout` and `setInterval` with text.
    fn timed_code(&mut self, site: &Site<'a>) {
        if !site.is_global || !matches!(site.root, "setTimeout" | "setInterval") {
            return;
        }
        let first = site.first();
        let text = matches!(self.shape(first), ValueShape::Join(_))
            || self.taints.parts(first.taint).iter().any(|part| part.marks.has(Marks::TEXT));
        if text {
            self.reach(CodeRule::CodeInjection, first, site.span, site.root, None);
        }
    }

    /// Programs that are started with a list of arguments.
    fn program(&mut self, site: &Site<'a>) {
        if matches!(site.root, "kubernetes" | "@kubernetes/client-node") {
            return self.program_in_pod(site);
        }
        if !matches!(site.root, "child_process" | "execa" | "cross-spawn" | "subprocess" | "asyncio") {
            return;
        }
        let name = self.name_of(site);
        match (site.root, site.name) {
            (
                "child_process" | "execa" | "cross-spawn",
                "spawn" | "spawnSync" | "execFile" | "execFileSync" | "execa" | "execaSync" | "cross-spawn",
            ) => {
                let shell = site.values().into_iter().find_map(|value| self.field(value, "shell"));
                let shell = shell.is_some_and(|shell| !self.is_false(shell));
                let first = site.first();
                self.reach(CodeRule::CommandInjection, first, site.span, &name, None);
                let Some(arguments) = site.at(1) else { return };
                if shell || self.runs_script(first, arguments) {
                    self.reach(CodeRule::CommandInjection, arguments, site.span, &name, None);
                }
            }
            ("subprocess", "run" | "call" | "Popen" | "check_call" | "check_output")
            | ("asyncio", "create_subprocess_exec") => {
                let Some(first) = site.either(0, "args") else { return };
                let shell = site.keyword("shell").is_some_and(|shell| self.is_true(shell));
                if shell {
                    self.reach(CodeRule::CommandInjection, first, site.span, &name, None);
                } else if let ValueShape::List(items) = self.shape(first).clone() {
                    let program = items.first.first().copied().unwrap_or_default();
                    self.reach(CodeRule::CommandInjection, program, site.span, &name, None);
                    if self.runs_script(program, first) {
                        self.reach(CodeRule::CommandInjection, first, site.span, &name, None);
                    }
                } else if !matches!(self.shape(first), ValueShape::Join(_)) {
                    self.reach(CodeRule::CommandInjection, first, site.span, &name, None);
                }
            }
            _ => {}
        }
    }

    /// A program that is started in a container of another pod.
    fn program_in_pod(&mut self, site: &Site<'a>) {
        let command = match site.name {
            "stream" => site.keyword("command"),
            "exec" => site.at(3),
            _ => None,
        };
        let Some(command) = command else { return };
        let first = match self.shape(command) {
            ValueShape::List(items) => items.first.first().copied().unwrap_or_default(),
            _ => command,
        };
        let whole = if self.runs_script(first, command) { command } else { first };
        let name = self.name_of(site);
        self.reach(CodeRule::CommandInjection, whole, site.span, &name, None);
    }

    /// Whether a program is a shell or an interpreter that gets its script as an argument.
    fn runs_script(&self, program: Value, arguments: Value) -> bool {
        let Some(program) = self.text_of(program) else { return false };
        let base = program.rsplit('/').next().unwrap_or(program);
        let shell = matches!(
            base,
            "sh" | "bash"
                | "zsh"
                | "ash"
                | "dash"
                | "cmd"
                | "cmd.exe"
                | "powershell"
                | "pwsh"
                | "python"
                | "python3"
                | "node"
                | "perl"
                | "ruby"
                | "php"
        );
        let ValueShape::List(items) = self.shape(arguments) else { return false };
        let mut flags = items.first.iter().filter_map(|item| self.text_of(*item));
        shell && flags.any(|flag| matches!(flag, "-c" | "-e" | "/c" | "-lc" | "-Command" | "-ec" | "-r"))
    }

    /// `yaml.load`, of which the loader decides.
    fn deserialized(&mut self, site: &Site<'a>) {
        if !matches!(site.root, "yaml" | "ruamel" | "js-yaml" | "torch" | "numpy") {
            return;
        }
        let name = self.name_of(site);
        let first = site.first();
        let is = |keyword: &str, truth: bool| {
            site.keyword(keyword)
                .is_some_and(|value| if truth { self.is_true(value) } else { self.is_false(value) })
        };
        let objects = match (site.root, site.name) {
            ("torch", "load") if is("weights_only", true) => None,
            ("torch", "load") if is("weights_only", false) => Some(None),
            ("torch", "load") => Some(Some(Reason::Version)),
            ("numpy", "load") if is("allow_pickle", true) => Some(None),
            _ => None,
        };
        if let Some(reason) = objects {
            return self.reach(CodeRule::UnsafeDeserialization, first, site.span, &name, reason);
        }
        match (site.root, site.name) {
            ("yaml" | "ruamel", "unsafe_load" | "unsafe_load_all" | "full_load_unsafe") => {
                self.reach(CodeRule::UnsafeDeserialization, first, site.span, &name, None);
            }
            ("yaml", "load" | "load_all") => match site.either(1, "Loader") {
                Some(loader) => {
                    let unsafe_loader =
                        matches!(self.paths.name(loader.path), Some("Loader" | "UnsafeLoader" | "CLoader"));
                    if unsafe_loader {
                        self.reach(CodeRule::UnsafeDeserialization, first, site.span, &name, None);
                    }
                }
                None => {
                    self.reach(
                        CodeRule::UnsafeDeserialization,
                        first,
                        site.span,
                        &name,
                        Some(Reason::Version),
                    );
                }
            },
            ("js-yaml", "load" | "loadAll") => {
                let schema = site.at(1).and_then(|options| self.field(options, "schema"));
                let full =
                    schema.is_some_and(|schema| self.paths.name(schema.path) == Some("DEFAULT_FULL_SCHEMA"));
                if full {
                    self.reach(CodeRule::UnsafeDeserialization, first, site.span, &name, None);
                }
            }
            _ => {}
        }
    }

    /// Parsers of XML that resolve external entities.
    fn entities(&mut self, site: &Site<'a>) {
        if !matches!(site.root, "libxmljs" | "libxmljs2" | "libxml-xsd" | "lxml" | "xml") {
            return;
        }
        let name = self.name_of(site);
        match (site.root, site.name) {
            (
                "libxmljs" | "libxmljs2" | "libxml-xsd",
                "parseXml" | "parseXmlString" | "parseXmlAsync" | "libxmljs",
            ) => {
                let noent = site.at(1).and_then(|options| {
                    self.field(options, "noent").or_else(|| self.field(options, "replaceEntities"))
                });
                if noent.is_some_and(|noent| self.is_true(noent)) {
                    self.reach(CodeRule::XmlExternalEntities, site.first(), site.span, &name, None);
                }
            }
            ("xml", "parse") if site.receiver.is_some_and(|parser| self.resolves(parser)) => {
                self.reach(CodeRule::XmlExternalEntities, site.first(), site.span, &name, None);
            }
            ("xml", "parse" | "parseString") => {
                let parser = site.either(1, "parser").filter(|parser| self.resolves(*parser));
                if parser.is_some() {
                    self.reach(CodeRule::XmlExternalEntities, site.first(), site.span, &name, None);
                }
            }
            ("lxml", "fromstring" | "parse" | "XML" | "iterparse") => match site.either(1, "parser") {
                Some(parser) if self.resolves(parser) => {
                    self.reach(CodeRule::XmlExternalEntities, site.first(), site.span, &name, None);
                }
                Some(_) => {}
                None => {
                    self.reach(
                        CodeRule::XmlExternalEntities,
                        site.first(),
                        site.span,
                        &name,
                        Some(Reason::Version),
                    );
                }
            },
            _ => {}
        }
    }

    /// Whether a parser was set to resolve entities.
    fn resolves(&self, parser: Value) -> bool {
        self.paths.contains(parser.path, "resolving parser")
    }

    /// A parser of `xml.sax` after a feature of it was set.
    pub fn with_feature(&mut self, parser: Value, site: &Site<'a>) -> Value {
        let feature = site.first();
        let entities = self.paths.name(feature.path) == Some("feature_external_ges")
            || self.text_of(feature).is_some_and(|text| text.ends_with("/external-general-entities"));
        let on = site.at(1).is_some_and(|state| {
            self.is_true(state) || matches!(self.shape(state), ValueShape::Number(number) if *number != 0.0)
        });
        if site.root != "xml" || !entities || !on {
            return parser;
        }
        Value { path: self.paths.then(parser.path, Segment::Member("resolving parser")), ..parser }
    }

    /// The parser of lxml, by its settings.
    pub fn xml_parser(&mut self, site: &Site<'a>) -> Option<Value> {
        if (site.root, site.name) != ("lxml", "XMLParser") {
            return None;
        }
        let resolves = site.keyword("resolve_entities").is_some_and(|value| self.is_true(value));
        let mut path = self.paths.then(site.callee.path, Segment::Call);
        if resolves {
            path = self.paths.then(path, Segment::Member("resolving parser"));
        }
        Some(Value { path, ..Value::default() })
    }

    /// LDAP filters in options.
    fn directory(&mut self, site: &Site<'a>) {
        if !matches!(site.root, "ldapjs" | "ldapts" | "activedirectory2") || site.name != "search" {
            return;
        }
        let name = self.name_of(site);
        self.reach(CodeRule::LdapInjection, site.first(), site.span, &name, None);
        let filter = site.at(1).and_then(|options| self.field(options, "filter"));
        if let Some(filter) = filter {
            self.reach(CodeRule::LdapInjection, filter, site.span, &name, None);
        }
    }

    /// A repetition in a pattern that takes exponential time, applied to the caller's text.
    pub fn slow_pattern(&mut self, pattern: Value, text: Value, span: super::super::form::Span) {
        let (ValueShape::Pattern(source) | ValueShape::Text(source)) = *self.shape(pattern) else { return };
        if self.sent(text) && super::super::pattern::is_slow(source) {
            self.reach(CodeRule::SlowPattern, text, span, "regular expression", None);
        }
    }

    /// An object under two keys that the caller chooses, one of which may be `__proto__`.
    pub fn polluted(&mut self, object: Value, key: Value, span: super::super::form::Span) {
        if self.taints.has(object.taint, Label::Keyed)
            && self.language == super::super::report::Language::JavaScript
        {
            self.reach(CodeRule::PrototypePollution, key, span, "assignment", None);
        }
    }

    /// Files with constant names, and secrets that are read from them.
    fn file_used(&mut self, site: &Site<'a>) {
        let files =
            matches!(site.root, "fs" | "fs-extra" | "open" | "io" | "pathlib" | "shutil" | "aiofiles");
        if !files {
            return;
        }
        if let Some(path) = self.text_of(site.first())
            && path.contains('/')
            && !path.contains('\n')
        {
            self.facts.file(path, site.span);
        }
    }

    /// Types of events that are emitted.
    fn emitted(&mut self, site: &Site<'a>) {
        if !matches!(site.name, "emitCloudEvent" | "emit_cloud_event" | "publishCloudEvent") {
            return;
        }
        if let Some(kind) = site.either(0, "type").and_then(|value| self.text_of(value)) {
            self.facts.event(kind, site.span);
        }
    }

    /// What is written to a log.
    fn logged(&mut self, site: &Site<'a>) {
        let own = site.root.is_empty() || site.root.starts_with('.');
        let named = own && matches!(site.name, "info" | "warn" | "warning" | "error" | "debug");
        if !sinks::is_logger(site.root, site.name) && !named {
            return;
        }
        let name = self.name_of(site);
        for passed in &site.arguments {
            let value = passed.value;
            if named && site.receiver.is_none() {
                return;
            }
            self.leak(
                CodeRule::SecretLogged,
                &[Label::Secret, Label::Environment, Label::Token],
                value,
                site.span,
                &name,
            );
            let whole = self.taints.parts(value.taint).iter().any(|part| part.label == Label::Event);
            if whole && !named {
                self.leak(CodeRule::EventLogged, &[Label::Event], value, site.span, &name);
            }
            let text = matches!(self.shape(value), ValueShape::Join(_))
                || self.taints.parts(value.taint).iter().any(|part| part.marks.has(Marks::TEXT));
            let own = self.paths.role(value.path) != ValueRole::Headers;
            // Loggers print texts inside of objects with their line breaks escaped.
            let nested = matches!(self.shape(value), ValueShape::Object(_) | ValueShape::List(_));
            if text && own && !named && !nested {
                self.reach(CodeRule::LogInjection, value, site.span, &name, Some(Reason::LogReader));
            }
        }
    }
}
