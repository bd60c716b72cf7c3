//! Keys of tables: what iterates over them gets keys, values or both.

use super::super::form::Span;
use super::super::report::Language;
use super::path::Segment;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Act, Label, Marks};
use super::value::{FieldValues, Trust, Value, ValueCheck, ValueShape};

/// The place that stands for any key of an object.
const KEYS: u16 = u16::MAX - 1;

impl<'a> FlowRun<'_, 'a> {
    /// A table of pairs, such as `new Map([['a', 1]])`.
    pub fn table_of(&mut self, pairs: Value) -> Option<Value> {
        let ValueShape::List(items) = self.shape(pairs).clone() else { return None };
        let mut fields = FieldValues::default();
        for item in items.first.into_iter().chain(items.rest) {
            let ValueShape::List(pair) = self.shape(item).clone() else { return None };
            let [key, value] = *pair.first.as_slice() else { return None };
            match self.text_of(key) {
                Some(name) => self.put(&mut fields, name, value),
                None => self.put_any(&mut fields, key, value),
            }
        }
        let object = self.shaped(ValueShape::Object(fields));
        Some(Value { taint: pairs.taint, ..object })
    }

    /// Sets a field under a key that is not constant.
    pub fn put_any(&mut self, fields: &mut FieldValues<'a>, key: Value, value: Value) {
        fields.keys = self.taints.union(fields.keys, key.taint);
        fields.rest = Some(fields.rest.map_or(value, |rest| self.merge(rest, value)));
    }

    /// The keys, the values or both of a table whose fields are known.
    pub fn listed_parts(&mut self, table: Value, name: &str, span: Span) -> Option<Value> {
        let ValueShape::Object(fields) = self.shape(table).clone() else {
            return self.sent_parts(table, name, span);
        };
        if fields.rest.is_none() && !fields.named.is_empty() {
            return self.listed_each(table, &fields, name);
        }
        let key = fields.key();
        let all: Vec<Value> = fields.named.iter().map(|(_, value)| *value).chain(fields.rest).collect();
        let value = self.any_of(all.into_iter());
        let part = match name {
            "keys" => key,
            "values" => value,
            "items" | "entries" => self.list(vec![key, value], None),
            _ => return None,
        };
        let list = self.list(Vec::new(), Some(part));
        let taint = self.taints.step(list.taint, super::taint::Act::Through, span, "");
        self.same_count(table, list);
        Some(Value { taint, ..list })
    }

    /// The same for an object of the caller: what is checked of its keys is not checked of its values.
    fn sent_parts(&mut self, table: Value, name: &str, span: Span) -> Option<Value> {
        let pairs = matches!(name, "items" | "entries");
        let plain = *self.shape(table) == ValueShape::Unknown;
        if !pairs || !plain || !self.taints.has(table.taint, Label::Caller) {
            return None;
        }
        let value = self.element(table);
        let known = table.path != 0;
        let path = if known { self.paths.then(table.path, Segment::Place(KEYS)) } else { 0 };
        let mut parts = self.taints.parts(table.taint).to_vec();
        for part in parts.iter_mut().filter(|part| part.label == Label::Caller) {
            // A copy has no place of its own.
            part.origin = if known { path } else { self.paths.then(part.origin, Segment::Place(KEYS)) };
            part.marks = part.marks.and(Marks::TEXT);
        }
        let key = Value { path, taint: self.taints.add(parts), ..Value::default() };
        let pair = self.list(vec![key, value], None);
        let list = self.list(Vec::new(), Some(pair));
        Some(Value { taint: self.taints.step(list.taint, Act::Through, span, ""), ..list })
    }

    /// A table that is made from pairs of keys and values.
    pub fn made_of_pairs(&mut self, pairs: Value) -> Option<Value> {
        let ValueShape::List(items) = self.shape(pairs).clone() else { return None };
        self.table_of(pairs).filter(|_| !items.first.is_empty() || items.rest.is_some())
    }

    /// The same for a table of which all keys are constant.
    fn listed_each(&mut self, table: Value, fields: &FieldValues<'a>, name: &str) -> Option<Value> {
        let mut all = Vec::with_capacity(fields.named.len());
        for (key, value) in &fields.named {
            let key = self.shaped(ValueShape::Text(key));
            all.push(match name {
                "keys" => key,
                "values" => *value,
                "items" | "entries" => self.list(vec![key, *value], None),
                _ => return None,
            });
        }
        let list = self.list(all, None);
        self.same_count(table, list);
        Some(list)
    }

    /// What is known by whether a table has elements is known of a list of them.
    fn same_count(&mut self, table: Value, list: Value) {
        if let Some(truth) = self.truths.get(&table.shape).cloned() {
            self.truths.insert(list.shape, truth);
        }
    }

    /// The methods of tables that list their parts.
    pub fn listed_by_method(&mut self, receiver: Value, site: &Site<'a>) -> Option<Value> {
        let plain = site.arguments.is_empty() && matches!(site.name, "keys" | "values" | "items" | "entries");
        if plain { self.listed_parts(receiver, site.name, site.span) } else { None }
    }

    /// What two sets have in common, and what one has more than the other.
    pub fn set_call(&mut self, site: &Site<'a>) -> Option<Value> {
        let (left, right) = (site.receiver?, site.first());
        if !matches!(site.name, "-" | "difference" | "intersection") {
            return None;
        }
        let listed = |one: Value| {
            matches!(self.shape(one), ValueShape::List(_) | ValueShape::Object(_)) && !self.sent(one)
        };
        match site.name {
            "intersection" => (listed(left) || listed(right)).then(Value::default),
            // Nothing is left of what is in a list of the code.
            _ if listed(right) && self.sent(left) => {
                let check = ValueCheck::new(Vec::new(), self.claims(left, Trust::Listed));
                Some(self.with_truth(Value { taint: left.taint, ..Value::default() }, check, false))
            }
            "-" => {
                let taint = self.taints.union(left.taint, right.taint);
                let taint = self.taints.only(taint, |label| label == super::taint::Label::Random);
                Some(Value { taint, ..Value::default() })
            }
            _ => None,
        }
    }

    /// What a loop over a table gets: in Python its keys.
    pub fn iterated(&self, fields: &FieldValues<'a>) -> Option<Value> {
        (self.language == Language::Python).then(|| fields.key())
    }
}
