//! Statements of SQL and filters of document databases.

use super::super::report::Reason;
use super::super::rule::CodeRule;
use super::super::tables::{sinks, stores};
use super::path::Segment;
use super::run::FlowRun;
use super::site::Site;
use super::value::{Piece, Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    pub fn statement_run(&mut self, site: &Site<'a>) {
        if sinks::SQL.contains(&site.root) && sinks::is_condition(site.root, site.name) {
            // A condition that is put together from text.
            let condition = site.first();
            if matches!(self.shape(condition), ValueShape::Join(_)) {
                let name = self.name_of(site);
                self.reach(CodeRule::SqlInjection, condition, site.span, &name, None);
            }
            return;
        }
        if !sinks::SQL.contains(&site.root) || !sinks::is_statement(site.root, site.name) {
            return;
        }
        if self.is_prepared(site) {
            return;
        }
        let statement = self.statement_of(site);
        self.changes_rows(statement, site);
        let name = self.name_of(site);
        self.reach(CodeRule::SqlInjection, statement, site.span, &name, None);
    }

    /// Whether a call runs a statement that was prepared before, so that it is passed values only.
    fn is_prepared(&self, site: &Site<'a>) -> bool {
        let Some(receiver) = site.receiver else { return false };
        let prepares = |segment: &Segment<'_>| {
            matches!(
                segment,
                Segment::Member("prepare" | "prepareStatement" | "prepared" | "preparedStatement")
            )
        };
        let segments = self.paths.segments(receiver.path);
        segments.iter().skip_while(|segment| !prepares(segment)).any(|segment| *segment == Segment::Call)
    }

    /// The statement: the first argument, or a field of it.
    fn statement_of(&self, site: &Site<'a>) -> Value {
        let first = site.either(0, "query").or_else(|| site.keyword("sql")).unwrap_or_default();
        for name in ["text", "sql", "query"] {
            if let Some(text) = self.field(first, name) {
                return text;
            }
        }
        // An object that is not a statement, such as a model of an ORM.
        if matches!(self.shape(first), ValueShape::Object(_)) { Value::default() } else { first }
    }

    fn changes_rows(&mut self, statement: Value, site: &Site<'a>) {
        let beginning = self.beginning(statement).to_ascii_uppercase();
        if ["INSERT", "UPDATE", "DELETE", "DROP", "MERGE", "UPSERT", "ALTER", "TRUNCATE"]
            .iter()
            .any(|verb| beginning.starts_with(verb))
        {
            self.facts.change(site.span);
        }
    }

    fn beginning(&self, statement: Value) -> &'a str {
        match self.shape(statement) {
            ValueShape::Text(text) => text.trim_start(),
            ValueShape::Join(pieces) => match pieces.first() {
                Some(Piece::Text(text)) => text.trim_start(),
                Some(Piece::Value(_)) | None => "",
            },
            _ => "",
        }
    }

    /// A statement that is passed to an object which is not resolved.
    pub fn unknown_statement(&mut self, site: &Site<'a>) {
        if !matches!(site.name, "query" | "execute" | "raw" | "executemany" | "exec")
            || site.receiver.is_none()
        {
            return;
        }
        let statement = self.statement_of(site);
        let beginning = self.beginning(statement).to_ascii_uppercase();
        let verb = beginning.split_whitespace().next().unwrap_or_default();
        if matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH" | "CALL" | "UPSERT" | "MERGE") {
            self.reach(CodeRule::SqlInjection, statement, site.span, site.name, Some(Reason::UnknownObject));
        }
    }

    /// Calls that change what is stored outside of the Function.
    pub fn stored_elsewhere(&mut self, site: &Site<'a>) {
        // `client.send(new PutObjectCommand({ … }))`.
        let command = self.paths.name(self.paths.parent(site.first().path));
        let is_command = site.name == "send"
            && stores::is_store(site.root)
            && command.is_some_and(stores::is_changing_command);
        if is_command || stores::is_change(site.root, site.name) {
            self.facts.change(site.span);
        }
    }

    /// A filter in which the caller chooses an object, and with it an operator.
    pub fn filtered(&mut self, site: &Site<'a>) {
        if !sinks::DOCUMENTS.contains(&site.root) {
            return;
        }
        if site.name.starts_with("insert")
            || site.name.starts_with("update")
            || site.name.starts_with("delete")
            || site.name.starts_with("replace")
            || matches!(site.name, "save" | "create" | "remove" | "bulkWrite" | "findOneAndUpdate")
        {
            self.facts.change(site.span);
        }
        if !sinks::is_filter(site.name) {
            return;
        }
        let name = self.name_of(site);
        let filter = site.either(0, "filter").unwrap_or_default();
        self.filter_part(filter, &name, site, 0);
    }

    fn filter_part(&mut self, filter: Value, name: &str, site: &Site<'a>, depth: u8) {
        match self.shape(filter).clone() {
            ValueShape::Object(fields) if depth < 4 => {
                for (key, value) in fields.named {
                    match key {
                        "$where" | "$function" | "$accumulator" => {
                            self.reach(CodeRule::CodeInjection, value, site.span, name, None);
                        }
                        "$eq" => {}
                        "$regex" => {
                            self.reach(CodeRule::PatternFromInput, value, site.span, name, None);
                            self.filter_part(value, name, site, depth.saturating_add(1));
                        }
                        _ => self.filter_part(value, name, site, depth.saturating_add(1)),
                    }
                }
                if let Some(rest) = fields.rest {
                    self.reach(CodeRule::NoSqlInjection, rest, site.span, name, None);
                }
            }
            ValueShape::List(items) if depth < 4 => {
                for item in items.first.into_iter().chain(items.rest) {
                    self.filter_part(item, name, site, depth.saturating_add(1));
                }
            }
            ValueShape::Join(_) | ValueShape::Object(_) | ValueShape::List(_) => {}
            _ => self.reach(CodeRule::NoSqlInjection, filter, site.span, name, None),
        }
    }
}
