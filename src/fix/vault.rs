//! Values that must stay hidden: replaced by marks before anything is shown, restored when the request is
//! sent. (Not related to `HashiCorp` Vault.)
//!
//! A vault exists as long as its plan and is never written anywhere.

mod hidden;
#[cfg(test)]
mod tests;

use super::userinfo;
use crate::checks::fix::{CarriedPart, Carry};
use crate::model::{Kind, ObjectRef};
use hidden::Mask;
use serde_json::Value;
use std::fmt::{self, Write};
use std::ops::Range;

#[derive(Clone, Default, PartialEq)]
pub struct Vault {
    kept: Vec<StoredValue>,
}

#[derive(Clone, PartialEq)]
struct StoredValue {
    value: String,
    object: ObjectRef,
    pointer: String,
}

impl fmt::Debug for Vault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Vault({} values)", self.kept.len())
    }
}

/// Returns the mark that represents value `number` (from 1).
#[must_use]
pub fn mark(number: usize) -> String {
    format!("{OPEN}{number}›")
}

const OPEN: &str = "‹masked-";

/// What is shown in the place of a masked value that is never restored.
pub const DOTS: &str = "••••••••";

/// Returns an object as it may be shown, with dots for every value that is masked.
#[must_use]
pub fn shown(object: &ObjectRef, value: &Value) -> Value {
    let mut kept = Vault::default();
    let mut text = kept.mask(value, object, &[]).to_string();
    for number in (1..=kept.len()).rev() {
        text = text.replace(&mark(number), DOTS);
    }
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// Returns the marks of a text in order, and the pieces around them: always one piece more than marks.
pub fn marks(text: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut pieces, mut marks) = (Vec::new(), Vec::new());
    let (mut from, mut at) = (0, 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(OPEN)).map(|found| at + found) {
        let digits = start + OPEN.len();
        let rest = text.get(digits..).unwrap_or_default();
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        at = digits + count;
        if count > 0 && rest.get(count..).is_some_and(|rest| rest.starts_with('›')) {
            at += '›'.len_utf8();
            pieces.push(text.get(from..start).unwrap_or_default());
            marks.push(text.get(start..at).unwrap_or_default());
            from = at;
        }
    }
    pieces.push(text.get(from..).unwrap_or_default());
    (pieces, marks)
}

/// Returns the key under which a value, or a part of it, is kept.
#[must_use]
pub fn place(pointer: &str, part: CarriedPart) -> String {
    let of = match part {
        CarriedPart::Whole => return pointer.to_owned(),
        CarriedPart::User => "user",
        CarriedPart::Password => "password",
        CarriedPart::Userinfo => "userinfo",
    };
    format!("{pointer}#{of}")
}

impl Vault {
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Adds a value; the same value at the same place gets the same mark.
    pub fn keep(&mut self, value: &str, object: &ObjectRef, pointer: &str) -> String {
        let same =
            |kept: &StoredValue| kept.value == value && kept.object == *object && kept.pointer == pointer;
        if let Some(at) = self.kept.iter().position(same) {
            return mark(at + 1);
        }
        self.kept.push(StoredValue { value: value.into(), object: object.clone(), pointer: pointer.into() });
        mark(self.kept.len())
    }

    /// Returns the mark for the value at a place, if one is kept.
    #[must_use]
    pub fn mark_of(&self, object: &ObjectRef, pointer: &str) -> Option<String> {
        let at = self.kept.iter().position(|kept| kept.object == *object && kept.pointer == pointer)?;
        Some(mark(at + 1))
    }

    /// Returns the origin of the value behind each mark in a text.
    pub fn origins<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a ObjectRef, &'a str)> {
        let used = move |(at, _): &(usize, &StoredValue)| text.contains(&mark(at + 1));
        self.kept.iter().enumerate().filter(used).map(|(_, kept)| (&kept.object, kept.pointer.as_str()))
    }

    /// Restores the values wherever their marks are.
    #[must_use]
    pub fn restore(&self, value: &Value) -> Value {
        if self.kept.is_empty() {
            return value.clone();
        }
        map_strings(value, &mut String::new(), &mut |text, _| {
            let mut text = text.to_owned();
            for (at, kept) in self.kept.iter().enumerate() {
                if text.contains('‹') {
                    text = text.replace(&mark(at + 1), &kept.value);
                }
            }
            text
        })
    }

    /// Replaces everything in an object that looks like a credential with marks. Values in `carried` are
    /// replaced, whatever they look like.
    pub fn mask(&mut self, value: &Value, object: &ObjectRef, carried: &[&Carry]) -> Value {
        if object.kind == Kind::Secret {
            return self.mask_secret(value, object);
        }
        let named = hidden::named(value);
        map_strings(value, &mut String::new(), &mut |text, pointer| {
            let carry = carried.iter().find(|carry| carry.pointer == pointer);
            if let Some(taken) = carry.and_then(|carry| self.take(text, object, carry)) {
                return taken;
            }
            let name = named.iter().find(|(at, _)| at == pointer).map(|(_, name)| name.as_str());
            self.cover(text, object, pointer, name)
        })
    }

    /// Returns a text with its hidden parts masked.
    fn cover(&mut self, text: &str, object: &ObjectRef, pointer: &str, name: Option<&str>) -> String {
        match hidden::of(text, pointer, name) {
            Mask::Whole => self.keep(text, object, pointer),
            Mask::Parts(parts) => self.cut(text, &parts, object, pointer),
        }
    }

    /// Masks a carried value, or the part of an address that contains it.
    fn take(&mut self, text: &str, object: &ObjectRef, carry: &Carry) -> Option<String> {
        if carry.part == CarriedPart::Whole {
            return Some(self.keep(text, object, &carry.pointer));
        }
        let span = userinfo::span(text)?;
        let (raw, tail) = (text.get(span.clone())?, text.get(span.end..)?);
        let at = |part: CarriedPart| place(&carry.pointer, part);
        let mark = self.keep(raw, object, &at(CarriedPart::Userinfo));
        if let Some((user, password)) = userinfo::parts(raw) {
            self.keep(&user, object, &at(CarriedPart::User));
            self.keep(&password, object, &at(CarriedPart::Password));
        }
        let tail = self.cover(tail, object, &carry.pointer, None);
        Some([text.get(..span.start)?, &mark, &tail].concat())
    }

    /// Returns whether the name and the password alone show how the two were written.
    #[must_use]
    pub fn is_usual(&self, object: &ObjectRef, pointer: &str) -> bool {
        let [user, password, raw] = [CarriedPart::User, CarriedPart::Password, CarriedPart::Userinfo]
            .map(|part| self.part(object, pointer, part));
        userinfo::joined(user, password) == raw
    }

    /// Returns whether a part of an address is missing or empty.
    #[must_use]
    pub fn is_blank(&self, object: &ObjectRef, pointer: &str, part: CarriedPart) -> bool {
        self.part(object, pointer, part).is_empty()
    }

    fn part(&self, object: &ObjectRef, pointer: &str, part: CarriedPart) -> &str {
        let place = place(pointer, part);
        let kept = self.kept.iter().find(|kept| kept.object == *object && kept.pointer == place);
        kept.map_or("", |kept| kept.value.as_str())
    }

    fn cut(&mut self, text: &str, parts: &[Range<usize>], object: &ObjectRef, pointer: &str) -> String {
        let mut out = String::new();
        let mut from = 0;
        for part in parts {
            let (Some(before), Some(secret)) = (text.get(from..part.start), text.get(part.clone())) else {
                continue;
            };
            out.push_str(before);
            out.push_str(&self.keep(secret, object, pointer));
            from = part.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }

    fn mask_secret(&mut self, value: &Value, object: &ObjectRef) -> Value {
        map_strings(value, &mut String::new(), &mut |text, pointer| {
            let is_value = pointer.starts_with("/data/") || pointer.starts_with("/stringData/");
            if is_value && !text.is_empty() {
                self.keep(text, object, pointer)
            } else if pointer.starts_with("/metadata/annotations/") && text.trim_start().starts_with('{') {
                // A copy of the object, values included.
                self.keep(text, object, pointer)
            } else {
                self.cover(text, object, pointer, None)
            }
        })
    }
}

/// Returns a copy with every string replaced by the result of `change` for it and its pointer.
fn map_strings(value: &Value, pointer: &mut String, change: &mut dyn FnMut(&str, &str) -> String) -> Value {
    let length = pointer.len();
    match value {
        Value::String(text) => Value::String(change(text, pointer)),
        Value::Array(items) => {
            let each = items.iter().enumerate().map(|(at, item)| {
                let _ = write!(pointer, "/{at}");
                let mapped = map_strings(item, pointer, change);
                pointer.truncate(length);
                mapped
            });
            Value::Array(each.collect())
        }
        Value::Object(map) => {
            let each = map.iter().map(|(key, item)| {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                let mapped = map_strings(item, pointer, change);
                pointer.truncate(length);
                (key.clone(), mapped)
            });
            Value::Object(each.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
