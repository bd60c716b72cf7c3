//! A value that is one of two: after a branch, or by a default.

use super::run::FlowRun;
use super::value::{CALLS, FieldValues, Items, ShapeId, UNKNOWN, Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// A value that is one of two.
    pub fn merge(&mut self, left: Value, right: Value) -> Value {
        if left == right {
            return left;
        }
        let taint = self.taints.union(left.taint, right.taint);
        let path = match (left.path, right.path) {
            (one, other) if one == other => one,
            (one, 0) if *self.shape(right) == ValueShape::Nothing => one,
            (0, other) if *self.shape(left) == ValueShape::Nothing => other,
            _ => 0,
        };
        let shape = self.merge_shapes(left, right);
        Value { shape, path, taint }
    }

    fn merge_shapes(&mut self, left: Value, right: Value) -> u32 {
        if left.shape == right.shape {
            return left.shape;
        }
        let (one, other) = (self.shape(left).clone(), self.shape(right).clone());
        let merged = match (one, other) {
            (ValueShape::Function(_), ValueShape::Function(_)) => {
                return self.one_of(&[left.shape], &[right.shape]);
            }
            (ValueShape::OneOf(all), ValueShape::Function(_)) => return self.one_of(&all, &[right.shape]),
            (ValueShape::Function(_), ValueShape::OneOf(all)) => return self.one_of(&all, &[left.shape]),
            (ValueShape::OneOf(all), ValueShape::OneOf(others)) => return self.one_of(&all, &others),
            (ValueShape::Nothing, _) => return right.shape,
            (_, ValueShape::Nothing) => return left.shape,
            (one, other) if one == other => return left.shape,
            (ValueShape::Bool(_) | ValueShape::Check(_), ValueShape::Bool(_) | ValueShape::Check(_)) => {
                ValueShape::Check(self.check_of(left).join(self.check_of(right)))
            }
            (ValueShape::Object(one), ValueShape::Object(other)) => self.merge_fields(one, other),
            (ValueShape::List(one), ValueShape::List(other)) => self.merge_items(one, other),
            // An alternative that is put together says more than one that is constant.
            (ValueShape::Join(pieces), _) if right.taint == 0 => ValueShape::Join(pieces),
            (_, ValueShape::Join(pieces)) if left.taint == 0 => ValueShape::Join(pieces),
            _ => ValueShape::Unknown,
        };
        self.shapes.add(merged)
    }

    /// One of several functions; more than are called are as good as an unknown one.
    fn one_of(&mut self, all: &[ShapeId], others: &[ShapeId]) -> ShapeId {
        let mut all = all.to_vec();
        for other in others {
            if !all.iter().any(|known| self.is_same_function(*known, *other)) {
                all.push(*other);
            }
        }
        match all.as_slice() {
            [only] => *only,
            several if several.len() > CALLS => UNKNOWN,
            _ => self.shapes.add(ValueShape::OneOf(all)),
        }
    }

    fn merge_fields(&mut self, mut one: FieldValues<'a>, other: FieldValues<'a>) -> ValueShape<'a> {
        for (name, value) in other.named {
            match one.named.iter().position(|(known, _)| *known == name) {
                Some(place) => {
                    let known = one.named.get(place).map_or(value, |(_, known)| *known);
                    let merged = self.merge(known, value);
                    if let Some(field) = one.named.get_mut(place) {
                        field.1 = merged;
                    }
                }
                None => one.named.push((name, value)),
            }
        }
        one.keys = self.taints.union(one.keys, other.keys);
        one.rest = match (one.rest, other.rest) {
            (Some(left), Some(right)) => Some(self.merge(left, right)),
            (left, right) => left.or(right),
        };
        ValueShape::Object(one)
    }

    fn merge_items(&mut self, one: Items, other: Items) -> ValueShape<'a> {
        if one.first.len() == other.first.len() && one.rest == other.rest {
            let pairs: Vec<(Value, Value)> = one.first.iter().copied().zip(other.first).collect();
            let first = pairs.into_iter().map(|(left, right)| self.merge(left, right)).collect();
            return ValueShape::List(Items { first, rest: one.rest });
        }
        let all = one.first.into_iter().chain(one.rest).chain(other.first).chain(other.rest);
        let all: Vec<Value> = all.collect();
        let mut rest: Option<Value> = None;
        for value in all {
            rest = Some(match rest {
                Some(known) => self.merge(known, value),
                None => value,
            });
        }
        ValueShape::List(Items { first: Vec::new(), rest })
    }
}
