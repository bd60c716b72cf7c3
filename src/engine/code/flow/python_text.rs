//! Texts of Python: objects that become text, tables of letters, messages with headers.

use super::super::rule::CodeRule;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Act, Marks};
use super::value::{FieldValues, NOTHING, Piece, Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// `dict(a=1, b=2)`.
    pub fn dict_of_keywords(&mut self, site: &Site<'a>) -> Option<Value> {
        if site.at(0).is_some() || site.keyword("**").is_some() {
            return None;
        }
        let mut fields = FieldValues::default();
        let mut taint = 0;
        for passed in &site.arguments {
            taint = self.taints.union(taint, passed.value.taint);
            self.put(&mut fields, passed.name?, passed.value);
        }
        let object = self.shaped(ValueShape::Object(fields));
        Some(Value { taint, ..object })
    }

    /// The text of an object whose class says what it is.
    pub fn shown_object(&mut self, site: &Site<'a>) -> Option<Value> {
        let object = site.at(0)?;
        let own = self.field(object, "__str__")?;
        let id = self.function_of(own)?;
        let form = self.form;
        let class = form.classes.iter().find(|class| class.methods.iter().any(|(_, method)| *method == id));
        if let Some(class) = class {
            self.set(class.this, object);
        }
        self.call_with(own, &[], site.span)
    }

    /// `str.maketrans`: a table without line breaks is only its letters, any other one a table.
    pub fn letter_table(&mut self, site: &Site<'a>) -> Option<Value> {
        let letters = match (site.at(0), site.at(2)) {
            (Some(table), None) if site.arguments.len() == 1 => return Some(table),
            (Some(from), removed) => [Some(from), removed],
            (None, _) => return None,
        };
        let texts: Vec<&'a str> =
            letters.into_iter().flatten().map(|text| self.text_of(text)).collect::<Option<_>>()?;
        if texts.iter().any(|text| text.contains('\n')) {
            let fields = FieldValues {
                rest: Some(Value { shape: NOTHING, ..Value::default() }),
                ..FieldValues::default()
            };
            return Some(self.shaped(ValueShape::Object(fields)));
        }
        Some(self.shaped(ValueShape::Text(texts.first().copied().unwrap_or_default())))
    }

    /// `translate` takes control characters away, unless its table is known to have none.
    pub fn translated(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let letters = match self.shape(site.first()) {
            ValueShape::Text(_) => true,
            ValueShape::Object(fields) => fields.rest.is_none() && !fields.named.is_empty(),
            _ => false,
        };
        let line = if letters { Marks::TEXT } else { Marks::TEXT.and(Marks::ONE_LINE).and(Marks::REPLACED) };
        let taint = self.taints.change(receiver.taint, Act::Through, site.span, site.name, |_| true, line);
        Value { taint, ..Value::default() }
    }

    /// A message with headers that is put together by hand.
    pub fn mailed(&mut self, site: &Site<'a>) {
        if site.root == "smtplib" && site.name == "sendmail" {
            let Some(message) = site.either(2, "msg") else { return };
            let headers = self.headers_of(message);
            let name = self.name_of(site);
            for header in headers {
                self.reach(CodeRule::HeaderInjection, header, site.span, &name, None);
            }
        }
    }

    /// What of a message that is put together by hand is before its first empty line.
    fn headers_of(&self, message: Value) -> Vec<Value> {
        let ValueShape::Join(pieces) = self.shape(message) else { return Vec::new() };
        let mut headers = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) if text.contains("\n\n") || text.contains("\r\n\r\n") => break,
                Piece::Text(_) => {}
                Piece::Value(value) => headers.push(*value),
            }
        }
        headers
    }
}
