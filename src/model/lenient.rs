//! Lenient parsing, where one bad field must not hide its neighbours: a value of another type counts as
//! absent. Any deserializer's values flow in, once and in place; typed values or their defaults flow out.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// Reads absent and null as the default; another type is an error.
///
/// # Errors
/// If the value has another type.
pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(input: D) -> Result<T, D::Error> {
    Option::deserialize(input).map(Option::unwrap_or_default)
}

thread_local! {
    static EXACT: Cell<bool> = const { Cell::new(false) };
    static DROPPED: Cell<usize> = const { Cell::new(0) };
}

/// Runs a parser, and counts the values that it left out because they were of another type.
pub fn counted<T>(read: impl FnOnce() -> T) -> (T, usize) {
    let before = DROPPED.get();
    let made = read();
    (made, DROPPED.get().saturating_sub(before))
}

/// Runs a parser in which a value of another type is an error, as in the API server.
pub fn exact<T>(read: impl FnOnce() -> T) -> T {
    let before = EXACT.replace(true);
    let made = read();
    EXACT.set(before);
    made
}

/// Counts a value of another type, or refuses it where every value must be exact.
pub(super) fn drop_value<E: Error>(found: Unexpected<'_>, expected: &str) -> Result<(), E> {
    if EXACT.get() {
        Err(E::invalid_type(found, &expected))
    } else {
        drop_error(()).map_err(|()| E::custom(""))
    }
}

/// Counts a part that is left out for this reason, or returns the reason where every value must be exact.
///
/// # Errors
/// The given reason, where every value must be exact.
pub fn drop_error<E>(why: E) -> Result<(), E> {
    if EXACT.get() {
        return Err(why);
    }
    DROPPED.set(DROPPED.get() + 1);
    Ok(())
}

/// Returns a value of the right type, or counts that it was of another.
fn count_dropped<T: Lenient, E: Error>(made: Option<T>, found: Unexpected<'_>) -> Result<Option<T>, E> {
    if made.is_none() {
        drop_value(found, T::EXPECTED)?;
    }
    Ok(made)
}

/// A type that can be read leniently; each form of value that it does not override is of another type.
pub trait Lenient: Sized {
    /// The type that it is read from, as text.
    const EXPECTED: &'static str = "a mapping";

    #[must_use]
    fn of_bool(_: bool) -> Option<Self> {
        None
    }

    #[must_use]
    fn of_number(_: i64) -> Option<Self> {
        None
    }

    #[must_use]
    fn of_text(_: &str) -> Option<Self> {
        None
    }

    /// Reads a list; by default it is a value of another type.
    ///
    /// # Errors
    /// If the input is malformed.
    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// Reads a mapping; by default it is a value of another type.
    ///
    /// # Errors
    /// If the input is malformed.
    fn of_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// Reads a value, or takes the default when it is null or of another type.
///
/// # Errors
/// If the input is invalid, or the value has another type where every value must be exact.
pub fn lenient<'de, D: Deserializer<'de>, T: Lenient + Default>(input: D) -> Result<T, D::Error> {
    Ok(IfValid::deserialize(input)?.0.unwrap_or_default())
}

/// A struct whose fields are all lenient; it is never read from a list, which serde would allow.
///
/// # Errors
/// If the input is invalid.
pub fn of_fields<'de, A: MapAccess<'de>, T: Deserialize<'de>>(map: A) -> Result<Option<T>, A::Error> {
    T::deserialize(MapAccessDeserializer::new(map)).map(Some)
}

/// A value of the right type, if there was one.
pub struct IfValid<T>(pub Option<T>);

impl<'de, T: Lenient> Deserialize<'de> for IfValid<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Any(PhantomData)).map(Self)
    }
}

struct Any<T>(PhantomData<T>);

impl<'de, T: Lenient> Visitor<'de> for Any<T> {
    type Value = Option<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Option<T>, E> {
        count_dropped(T::of_bool(value), Unexpected::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Option<T>, E> {
        count_dropped(T::of_number(value), Unexpected::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Option<T>, E> {
        count_dropped(i64::try_from(value).ok().and_then(T::of_number), Unexpected::Unsigned(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Option<T>, E> {
        count_dropped(None, Unexpected::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Option<T>, E> {
        count_dropped(T::of_text(value), Unexpected::Str(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, input: D) -> Result<Option<T>, D::Error> {
        input.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Option<T>, A::Error> {
        count_dropped(T::of_list(list)?, Unexpected::Seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        count_dropped(T::of_map(map)?, Unexpected::Map)
    }
}

impl Lenient for bool {
    const EXPECTED: &'static str = "a boolean";

    fn of_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Lenient for i64 {
    const EXPECTED: &'static str = "an integer";

    fn of_number(value: i64) -> Option<Self> {
        Some(value)
    }
}

impl Lenient for String {
    const EXPECTED: &'static str = "a string";

    fn of_text(value: &str) -> Option<Self> {
        Some(value.to_owned())
    }
}

impl<T: Lenient> Lenient for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn of_bool(value: bool) -> Option<Self> {
        T::of_bool(value).map(Some)
    }

    fn of_number(value: i64) -> Option<Self> {
        T::of_number(value).map(Some)
    }

    fn of_text(value: &str) -> Option<Self> {
        T::of_text(value).map(Some)
    }

    fn of_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        T::of_list(list).map(|read| read.map(Some))
    }

    fn of_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        T::of_map(map).map(|read| read.map(Some))
    }
}

/// Leaves out items of another type.
impl<T: Lenient> Lenient for Vec<T> {
    const EXPECTED: &'static str = "a list";

    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut items = Self::new();
        while let Some(IfValid(item)) = list.next_element()? {
            items.extend(item);
        }
        items.shrink_to_fit();
        Ok(Some(items))
    }
}

/// Leaves out entries of another type.
impl<T: Lenient> Lenient for BTreeMap<String, T> {
    fn of_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut entries = Self::new();
        while let Some((key, IfValid(value))) = map.next_entry()? {
            entries.extend(value.map(|value| (key, value)));
        }
        Ok(Some(entries))
    }
}
