//! What a call of the handler leaves in the module: a later call finds what the caller of an earlier one sent.

use super::path::{PathId, Segment};
use super::role::ValueRole;
use super::run::{FlowRun, FlowState};
use super::segment::EARLIER;
use super::taint::{Label, TextPart};
use super::value::{FieldValues, Items, Value, ValueShape};

/// Structures are followed so deep.
const DEPTH: u8 = 5;

impl FlowRun<'_, '_> {
    /// Continues with what the module has after a call; false if nothing of a caller is in it.
    pub fn keep_for_later(&mut self, before: &FlowState) -> bool {
        let form = self.form;
        let mut inside = vec![false; before.values.len()];
        for function in &form.functions {
            let (start, end) = function.variables;
            for place in inside.iter_mut().take(end as usize).skip(start as usize) {
                *place = true;
            }
        }
        let mut kept: Vec<(usize, Value)> = Vec::new();
        for (place, known) in before.values.iter().enumerate() {
            let after = self.state.values.get(place).copied().unwrap_or_default();
            let is_new = after != *known && inside.get(place) == Some(&false);
            if is_new && self.taints.has(after.taint, Label::Caller) {
                kept.push((place, after));
            }
        }
        let mut found = false;
        let mut values = before.values.clone();
        for (place, after) in kept {
            let after = self.of_earlier(after, DEPTH);
            found |= self.taints.has(after.taint, Label::Caller);
            let known = before.values.get(place).copied().unwrap_or_default();
            let merged = self.merge(known, after);
            if let Some(value) = values.get_mut(place) {
                *value = merged;
            }
        }
        self.state = FlowState { values, trusted: before.trusted.clone(), live: true };
        found
    }

    /// A value with the event of an earlier call in the place of this one's.
    fn of_earlier(&mut self, value: Value, depth: u8) -> Value {
        if value.taint == 0 {
            return value;
        }
        let value = self.vouched(value);
        let mut parts: Vec<TextPart> = self.taints.parts(value.taint).to_vec();
        for part in &mut parts {
            part.origin = self.earlier(part.origin);
        }
        let taint = self.taints.add(parts);
        let path = self.earlier(value.path);
        let Some(below) = depth.checked_sub(1) else { return Value { shape: 0, path, taint } };
        let shape = match self.shape(value).clone() {
            ValueShape::Object(fields) => {
                let named =
                    fields.named.into_iter().map(|(name, field)| (name, self.of_earlier(field, below)));
                let named = named.collect();
                let rest = fields.rest.map(|rest| self.of_earlier(rest, below));
                let keys = self.of_earlier(Value { taint: fields.keys, ..Value::default() }, 0).taint;
                self.shapes.add(ValueShape::Object(FieldValues { named, rest, keys }))
            }
            ValueShape::List(items) => {
                let first = items.first.into_iter().map(|item| self.of_earlier(item, below)).collect();
                let rest = items.rest.map(|rest| self.of_earlier(rest, below));
                self.shapes.add(ValueShape::List(Items { first, rest }))
            }
            ValueShape::Join(_) | ValueShape::Check(_) | ValueShape::Position(_) | ValueShape::TypeOf(_) => 0,
            ValueShape::Unknown
            | ValueShape::Nothing
            | ValueShape::Bool(_)
            | ValueShape::Number(_)
            | ValueShape::Text(_)
            | ValueShape::Pattern(_)
            | ValueShape::Function(_)
            | ValueShape::OneOf(_)
            | ValueShape::Class(_)
            | ValueShape::Table => value.shape,
        };
        Value { shape, path, taint }
    }

    /// A path of the event as one of an earlier event.
    fn earlier(&mut self, path: PathId) -> PathId {
        let segments = self.paths.segments(path);
        let Some((Segment::Parameter(0), rest)) = segments.split_first().map(|(first, rest)| (*first, rest))
        else {
            return path;
        };
        let root = self.paths.root(Segment::Parameter(EARLIER), ValueRole::Event);
        rest.iter().fold(root, |path, segment| self.paths.then(path, *segment))
    }
}
