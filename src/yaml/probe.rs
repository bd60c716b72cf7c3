//! The position of one value, found by parsing the text down to it with the library that parses all values:
//! the reference for `Places`, and the fallback where the faster parser refuses a text.

use super::parse::budget;
use super::pointer::tokens;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// The line and column, from 1, where the value of `pointer` starts in the first document of `text`.
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let path = tokens(pointer)?;
    let found = Cell::new(false);
    let probe = Probe { path: &path, found: &found, budget: &budget(text) };
    let document = serde_yaml::Deserializer::from_str(text).next()?;
    let error = probe.deserialize(document).err()?;
    if !found.get() {
        return None;
    }
    error.location().map_or(Some((1, 1)), |at| Some((at.line(), at.column())))
}

/// Walks down to the target and fails there on purpose: only an error has a position.
#[derive(Clone, Copy)]
struct Probe<'p> {
    path: &'p [String],
    found: &'p Cell<bool>,
    budget: &'p Cell<usize>,
}

impl Probe<'_> {
    fn here<E: Error>(&self) -> Result<(), E> {
        if self.path.is_empty() {
            self.found.set(true);
            return Err(E::custom("found"));
        }
        let left = self.budget.get().checked_sub(1);
        self.budget.set(left.ok_or_else(|| E::custom("repetition limit exceeded"))?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Probe<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Probe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.here()
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.here()
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.here()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.here()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.here()
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.here()
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.here()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.here()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.here()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.here()?;
        let Some((first, rest)) = self.path.split_first() else {
            return Ok(());
        };
        let index: usize = first.parse().map_err(A::Error::custom)?;
        for _ in 0..index {
            if seq.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        seq.next_element_seed(Probe { path: rest, ..self })?;
        drain(|| Ok(seq.next_element::<IgnoredAny>()?.is_some()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.here()?;
        let Some((first, rest)) = self.path.split_first() else {
            return Ok(());
        };
        while let Some(key) = map.next_key_seed(Key)? {
            if key.as_ref() == Some(first) {
                map.next_value_seed(Probe { path: rest, ..self })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.here()?;
        Err(A::Error::custom("tagged"))
    }
}

fn drain<E>(mut more: impl FnMut() -> Result<bool, E>) -> Result<(), E> {
    while more()? {}
    Ok(())
}

/// Reads a key as a string; any other key matches nothing.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<String>;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        let budget = Cell::new(usize::MAX);
        let read = super::read::ValueReader::new(&budget, false);
        Ok(match read.deserialize(from)? {
            serde_json::Value::String(text) => Some(text),
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        })
    }
}
