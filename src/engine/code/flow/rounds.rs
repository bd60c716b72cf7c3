//! Loops: two rounds for any collection, one for each item of a short list of constants.

use super::super::form::{AssignTarget, Loop, Span};
use super::super::report::Language;
use super::path::Segment;
use super::run::FlowRun;
use super::value::{Claim, Trust, Value, ValueShape};

/// A list of at most so many constants has a round for each.
const ITEMS: usize = 16;

impl<'f, 'a> FlowRun<'f, 'a> {
    pub fn rounds(&mut self, round: &'f Loop<'a>) {
        let over = round.over.as_ref().map(|over| (self.eval(over), over.span));
        let each = over.and_then(|(over, _)| self.each_item(over, round.keys));
        let before = self.fork();
        self.leaving.push(Vec::new());
        for count in 0..each.as_ref().map_or(2, Vec::len) {
            if let (Some((over, span)), Some(target)) = (over, &round.target) {
                let item = each.as_ref().and_then(|each| each.get(count)).copied();
                let element = match item {
                    Some(item) => item,
                    None => self.element_for(over, round.keys, target, span),
                };
                self.assign(target, element, span);
            }
            if let Some(test) = &round.test {
                let value = self.eval(test);
                self.assume(value, true);
            }
            self.block(&round.body);
            if !self.state.live {
                break;
            }
        }
        for state in self.leaving.pop().unwrap_or_default() {
            self.join(state);
        }
        if each.is_some() {
            return;
        }
        let trusted = self.state.trusted.clone();
        self.join(before);
        if round.over.is_some() {
            // What holds for each element after a loop over all of them holds for all.
            self.keep_elements(&trusted);
        }
    }

    /// The items of a short list of constants or of functions, each of which has a round of its own.
    pub fn each_item(&self, over: Value, keys: bool) -> Option<Vec<Value>> {
        let ValueShape::List(items) = self.shape(over) else { return None };
        let plain = |value: &Value| {
            value.taint == 0
                && match self.shape(*value) {
                    ValueShape::Text(_) | ValueShape::Function(_) => true,
                    // Objects with methods.
                    ValueShape::Object(fields) => {
                        fields.named.iter().any(|(_, field)| self.function_of(*field).is_some())
                    }
                    // A key and its value.
                    ValueShape::List(pair) => {
                        pair.first.first().is_some_and(|key| self.text_of(*key).is_some())
                    }
                    _ => false,
                }
        };
        let short = (1..=ITEMS).contains(&items.first.len()) && items.rest.is_none() && !keys;
        (short && items.first.iter().all(plain)).then(|| items.first.clone())
    }

    /// What a loop over a collection assigns; of a table with a key and a value both.
    fn element_for(&mut self, over: Value, keys: bool, target: &AssignTarget<'a>, span: Span) -> Value {
        if keys {
            return self.key_of(over);
        }
        let pairs = matches!(target, AssignTarget::List(_)) && self.language == Language::JavaScript;
        let entries = if pairs { self.listed_parts(over, "entries", span) } else { None };
        self.element(entries.unwrap_or(over))
    }

    fn keep_elements(&mut self, trusted: &[Claim]) {
        for claim in trusted {
            // Of a member under each key of a longer list the analysis knows that it was tested.
            if self.paths.last(claim.of) == Some(Segment::Index) {
                let of = self.paths.parent(claim.of);
                self.trust(Claim { of, trust: Trust::Accepted });
            }
            if self.paths.last(claim.of) == Some(Segment::Element) && !self.state.trusted.contains(claim) {
                self.state.trusted.push(*claim);
            }
        }
    }
}
