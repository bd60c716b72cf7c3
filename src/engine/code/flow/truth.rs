//! What the truth of a value says about others: a message that is set only where a check fails, a list of errors.

use super::super::form::Logic;
use super::super::report::Language;
use super::run::FlowRun;
use super::value::{Claim, FieldValues, KnownTruth, NOTHING, Piece, Value, ValueCheck, ValueShape};

impl FlowRun<'_, '_> {
    /// The check of a value that is not one itself.
    pub fn truth_of(&self, value: Value) -> Option<&ValueCheck> {
        let truth = self.truths.get(&value.shape)?;
        (!truth.of_elements || self.language == Language::Python).then_some(&truth.check)
    }

    /// The number of elements of a value: what is known where there are none.
    pub fn count_of(&mut self, value: Value) -> Value {
        let Some(truth) = self.truths.get(&value.shape).filter(|truth| truth.of_elements) else {
            return Value::default();
        };
        let check = truth.check.clone();
        self.with_truth(Value::default(), check, false)
    }

    /// A collection to which an element was added.
    pub fn filled(&mut self, value: Value) -> Value {
        self.truths.insert(value.shape, KnownTruth { check: never_false(), of_elements: true });
        value
    }

    /// The value after one of two ways, on each of which other claims hold.
    pub fn one_of_two(&mut self, merged: Value, left: (Value, &[Claim]), right: (Value, &[Claim])) -> Value {
        if left.0.shape == right.0.shape && left.1.is_empty() && right.1.is_empty() {
            return merged;
        }
        let merged = self.parts_of_two(merged, left, right);
        let elements = self.has_elements(left.0) && self.has_elements(right.0);
        let check = self.stand(left, elements).join(self.stand(right, elements));
        if let ValueShape::Check(_) | ValueShape::Bool(_) = self.shape(merged) {
            return Value { shape: self.shapes.add(ValueShape::Check(check)), ..merged };
        }
        if check == self.stand((merged, &[]), elements) {
            return merged;
        }
        self.with_truth(merged, check, elements)
    }

    /// The same for the parts of two lists of equal length, and for the fields of two objects.
    fn parts_of_two(&mut self, merged: Value, left: (Value, &[Claim]), right: (Value, &[Claim])) -> Value {
        let nothing = Value { shape: NOTHING, ..Value::default() };
        match (self.shape(left.0).clone(), self.shape(right.0).clone(), self.shape(merged).clone()) {
            (ValueShape::List(one), ValueShape::List(other), ValueShape::List(mut items))
                if one.first.len() == other.first.len() =>
            {
                for (place, item) in items.first.iter_mut().enumerate() {
                    if let (Some(first), Some(second)) = (one.first.get(place), other.first.get(place)) {
                        *item = self.one_of_two(*item, (*first, left.1), (*second, right.1));
                    }
                }
                Value { shape: self.shapes.add(ValueShape::List(items)), ..merged }
            }
            (ValueShape::Object(one), ValueShape::Object(other), ValueShape::Object(mut fields)) => {
                for (name, field) in &mut fields.named {
                    let of = |fields: &FieldValues<'_>| {
                        let named =
                            fields.named.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
                        named.or(fields.rest).unwrap_or(nothing)
                    };
                    *field = self.one_of_two(*field, (of(&one), left.1), (of(&other), right.1));
                }
                Value { shape: self.shapes.add(ValueShape::Object(fields)), ..merged }
            }
            _ => merged,
        }
    }

    /// The value of `and` and `or`, which keeps what both sides say.
    pub fn with_both(&mut self, logic: Logic, first: Value, second: Value, value: Value) -> Value {
        if logic == Logic::Else || (self.truth_of(first).is_none() && self.truth_of(second).is_none()) {
            return value;
        }
        let (one, other) = (self.check_of(first), self.check_of(second));
        let check = if logic == Logic::And { one.and(other) } else { one.or(other) };
        self.with_truth(value, check, false)
    }

    pub fn with_truth(&mut self, value: Value, check: ValueCheck, of_elements: bool) -> Value {
        let shape = self.shapes.again(value.shape);
        self.truths.insert(shape, KnownTruth { check, of_elements });
        Value { shape, ..value }
    }

    fn has_elements(&self, value: Value) -> bool {
        matches!(self.shape(value), ValueShape::List(_) | ValueShape::Object(_))
    }

    /// What follows where the value is true, and where it is false, with the claims of its way.
    fn stand(&self, (value, claims): (Value, &[Claim]), elements: bool) -> ValueCheck {
        let mut check = match self.truths.get(&value.shape) {
            Some(truth) if truth.of_elements == elements => truth.check.clone(),
            _ => self.plain_stand(value, elements),
        };
        for side in [&mut check.yes, &mut check.no].into_iter().flatten() {
            for claim in claims {
                if !side.contains(claim) {
                    side.push(*claim);
                }
            }
        }
        check
    }

    fn plain_stand(&self, value: Value, elements: bool) -> ValueCheck {
        let truth = match self.shape(value) {
            ValueShape::Check(check) => return check.clone(),
            ValueShape::Nothing => Some(false),
            ValueShape::Bool(truth) => Some(*truth),
            ValueShape::Number(number) => Some(*number != 0.0),
            ValueShape::Text(text) => Some(!text.is_empty()),
            ValueShape::Join(pieces) => {
                let some = |piece: &Piece<'_>| matches!(piece, Piece::Text(text) if !text.is_empty());
                pieces.iter().any(some).then_some(true)
            }
            ValueShape::List(items) if elements => match (items.first.is_empty(), items.rest) {
                (false, _) => Some(true),
                (true, None) => Some(false),
                (true, Some(_)) => None,
            },
            ValueShape::Object(fields) if elements => match (fields.named.is_empty(), fields.rest) {
                (false, _) => Some(true),
                (true, None) => Some(false),
                (true, Some(_)) => None,
            },
            ValueShape::List(_) | ValueShape::Object(_) => {
                (self.language == Language::JavaScript).then_some(true)
            }
            ValueShape::Pattern(_)
            | ValueShape::Function(_)
            | ValueShape::OneOf(_)
            | ValueShape::Class(_)
            | ValueShape::Table => Some(true),
            ValueShape::Unknown | ValueShape::Position(_) | ValueShape::TypeOf(_) => None,
        };
        match truth {
            Some(true) => never_false(),
            Some(false) => ValueCheck { yes: None, no: Some(Vec::new()) },
            None => ValueCheck::new(Vec::new(), Vec::new()),
        }
    }
}

fn never_false() -> ValueCheck {
    ValueCheck { yes: Some(Vec::new()), no: None }
}
