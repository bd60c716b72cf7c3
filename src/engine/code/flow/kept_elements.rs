//! Elements that a test keeps: what it checks of their members is known of them alone.

use super::path::{PathId, Segment};
use super::run::FlowRun;
use super::taint::{Label, TextPart};
use super::value::{Claim, Value, ValueShape};

/// The first place that stands for the elements which a test keeps; places of items come before.
const FIRST: u16 = 1 << 12;

impl FlowRun<'_, '_> {
    /// The elements of a list for which a condition is true.
    pub fn elements_with(&mut self, element: Value, condition: Value) -> Value {
        let known = self.state.trusted.len();
        self.assume(condition, true);
        let kept = self.vouched(element);
        let kept = match self.shape(kept).clone() {
            ValueShape::List(pair) if !pair.first.is_empty() => {
                let all: Vec<Value> = pair.first.iter().map(|item| self.vouched(*item)).collect();
                let list = self.list(all, pair.rest);
                Value { path: kept.path, ..list }
            }
            _ => kept,
        };
        let claims = self.state.trusted.split_off(known);
        let origin = kept.path;
        let own = |part: &TextPart| part.label == Label::Caller && part.origin == origin;
        let about: Vec<Claim> = claims
            .into_iter()
            .filter(|claim| claim.of != origin && self.is_within(claim.of, origin))
            .collect();
        if origin == 0 || about.is_empty() || !self.taints.parts(kept.taint).iter().any(own) {
            return kept;
        }
        let place = FIRST.saturating_add(u16::try_from(known).unwrap_or(u16::MAX >> 1));
        let path = self.paths.then(origin, Segment::Place(place));
        let parts = self.taints.parts(kept.taint).to_vec();
        let parts =
            parts.into_iter().map(|part| if own(&part) { TextPart { origin: path, ..part } } else { part });
        let taint = self.taints.add(parts.collect());
        for claim in about {
            let of = self.moved(claim.of, origin, path);
            self.trust(Claim { of, ..claim });
        }
        Value { path, taint, ..kept }
    }

    /// A value whose parts are without what a validation in force covers.
    pub fn vouched_parts(&mut self, value: Value, depth: u8) -> Value {
        if self.state.trusted.is_empty() || value.taint == 0 {
            return value;
        }
        let vouched = self.vouched(value);
        let Some(below) = depth.checked_sub(1) else { return vouched };
        if vouched.taint == value.taint {
            return vouched;
        }
        let shape = match self.shape(vouched).clone() {
            ValueShape::List(mut items) => {
                for item in items.first.iter_mut().chain(&mut items.rest) {
                    *item = self.vouched_parts(*item, below);
                }
                ValueShape::List(items)
            }
            ValueShape::Object(mut fields) => {
                for field in fields.named.iter_mut().map(|(_, field)| field).chain(&mut fields.rest) {
                    *field = self.vouched_parts(*field, below);
                }
                ValueShape::Object(fields)
            }
            _ => return vouched,
        };
        let new = self.shapes.add(shape);
        if let Some(truth) = self.truths.get(&vouched.shape).cloned() {
            self.truths.insert(new, truth);
        }
        Value { shape: new, ..vouched }
    }

    fn is_within(&self, mut path: PathId, whole: PathId) -> bool {
        while path != 0 && path != whole {
            path = self.paths.parent(path);
        }
        path == whole
    }

    /// The path that continues another one like a path continues the first.
    fn moved(&mut self, path: PathId, from: PathId, to: PathId) -> PathId {
        if path == from || path == 0 {
            return to;
        }
        let parent = self.paths.parent(path);
        let parent = self.moved(parent, from, to);
        match self.paths.last(path) {
            Some(segment) => self.paths.then(parent, segment),
            None => parent,
        }
    }
}
