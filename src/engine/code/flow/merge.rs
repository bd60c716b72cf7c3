//! A value that is one of two: after a branch, or by a default.

use super::run::Run;
use super::value::{CALLS, Fields, Items, Shape, ShapeId, UNKNOWN, Value};

impl<'a> Run<'_, 'a> {
    /// A value that is one of two.
    pub fn merge(&mut self, left: Value, right: Value) -> Value {
        if left == right {
            return left;
        }
        let taint = self.taints.union(left.taint, right.taint);
        let path = match (left.path, right.path) {
            (one, other) if one == other => one,
            (one, 0) if *self.shape(right) == Shape::Nothing => one,
            (0, other) if *self.shape(left) == Shape::Nothing => other,
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
            (Shape::Function(_), Shape::Function(_)) => return self.one_of(&[left.shape], &[right.shape]),
            (Shape::OneOf(all), Shape::Function(_)) => return self.one_of(&all, &[right.shape]),
            (Shape::Function(_), Shape::OneOf(all)) => return self.one_of(&all, &[left.shape]),
            (Shape::OneOf(all), Shape::OneOf(others)) => return self.one_of(&all, &others),
            (Shape::Nothing, _) => return right.shape,
            (_, Shape::Nothing) => return left.shape,
            (one, other) if one == other => return left.shape,
            (Shape::Bool(_) | Shape::Check(_), Shape::Bool(_) | Shape::Check(_)) => {
                Shape::Check(self.check_of(left).join(self.check_of(right)))
            }
            (Shape::Object(one), Shape::Object(other)) => self.merge_fields(one, other),
            (Shape::List(one), Shape::List(other)) => self.merge_items(one, other),
            // An alternative that is put together says more than one that is constant.
            (Shape::Join(pieces), _) if right.taint == 0 => Shape::Join(pieces),
            (_, Shape::Join(pieces)) if left.taint == 0 => Shape::Join(pieces),
            _ => Shape::Unknown,
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
            _ => self.shapes.add(Shape::OneOf(all)),
        }
    }

    fn merge_fields(&mut self, mut one: Fields<'a>, other: Fields<'a>) -> Shape<'a> {
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
        Shape::Object(one)
    }

    fn merge_items(&mut self, one: Items, other: Items) -> Shape<'a> {
        if one.first.len() == other.first.len() && one.rest == other.rest {
            let pairs: Vec<(Value, Value)> = one.first.iter().copied().zip(other.first).collect();
            let first = pairs.into_iter().map(|(left, right)| self.merge(left, right)).collect();
            return Shape::List(Items { first, rest: one.rest });
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
        Shape::List(Items { first: Vec::new(), rest })
    }
}
