//! Labels and annotations: small sorted lists, because most objects have only a few.

use super::lenient::drop_value;
use super::recent::Recent;
use super::strings::shared;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Sorted pairs of text; lookups are binary searches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Labels(Arc<[KeyValue]>);

type KeyValue = (Arc<str>, Box<str>);

/// Objects from one template arrive one after the other, so a few are enough.
const RECENT: usize = 1_024;

thread_local! {
    static KNOWN: Recent<[KeyValue]> = Recent::up_to(RECENT);
}

impl Default for Labels {
    fn default() -> Self {
        Self(alike([].into()))
    }
}

/// Returns the pairs, in the memory of equal ones: the pods of a `ReplicaSet` have the same labels and
/// annotations.
fn alike(pairs: Arc<[KeyValue]>) -> Arc<[KeyValue]> {
    // A thread that is ending no longer has a table.
    KNOWN.try_with(|known| known.keep(Arc::clone(&pairs))).unwrap_or(pairs)
}

impl Labels {
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.binary_search_by(|(k, _)| (**k).cmp(key)).ok()?;
        self.0.get(found).map(|(_, value)| &**value)
    }

    #[must_use]
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Returns the same labels, in the memory of equal ones.
    #[must_use]
    pub fn shared(&self) -> Self {
        Self(alike(Arc::clone(&self.0)))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns these labels, with others merged over them; the others win.
    #[must_use]
    pub fn with<'a>(&'a self, over: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all: BTreeMap<&str, &str> = self.iter().collect();
        all.extend(over);
        all.into_iter().collect()
    }
}

impl<K: Into<Box<str>>, V: Into<Box<str>>> FromIterator<(K, V)> for Labels {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let sorted: BTreeMap<Box<str>, Box<str>> =
            pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        let pairs: Vec<KeyValue> = sorted.into_iter().map(|(key, value)| (shared(&key), value)).collect();
        Self(alike(pairs.into()))
    }
}

impl<'de> Deserialize<'de> for Labels {
    /// Values that are not strings are kept as the text that they print as; null is an empty list.
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let raw: Option<Pairs> = Option::deserialize(input)?;
        let Some(Pairs(mut pairs)) = raw else { return Ok(Self::default()) };
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        // For a key that occurs twice the last one counts.
        pairs.reverse();
        pairs.dedup_by(|(one, _), (other, _)| one == other);
        pairs.reverse();
        // Text that was copied into annotations may be secret, and must not stay in a table.
        Ok(Self(pairs.into()))
    }
}

struct Pairs(Vec<KeyValue>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_map(Map)
    }
}

struct Map;

impl<'de> Visitor<'de> for Map {
    type Value = Pairs;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a map of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or_default().min(64));
        while let Some((SharedKey(key), Text(value))) = map.next_entry()? {
            pairs.push((key, value));
        }
        Ok(Pairs(pairs))
    }
}

/// A key, in the memory that all objects with it share.
struct SharedKey(Arc<str>);

impl<'de> Deserialize<'de> for SharedKey {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_str(AnyKey).map(Self)
    }
}

struct AnyKey;

impl Visitor<'_> for AnyKey {
    type Value = Arc<str>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Arc<str>, E> {
        Ok(shared(text))
    }
}

struct Text(Box<str>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(AnyText).map(Self)
    }
}

struct AnyText;

const TEXT: &str = "a string";

impl<'de> Visitor<'de> for AnyText {
    type Value = Box<str>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Box<str>, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Box<str>, E> {
        Ok(text.into())
    }

    fn visit_unit<E>(self) -> Result<Box<str>, E> {
        Ok(Box::default())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Box<str>, E> {
        drop_value(Unexpected::Bool(value), TEXT)?;
        Ok(value.to_string().into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Box<str>, E> {
        drop_value(Unexpected::Signed(value), TEXT)?;
        Ok(value.to_string().into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Box<str>, E> {
        drop_value(Unexpected::Unsigned(value), TEXT)?;
        Ok(value.to_string().into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Box<str>, E> {
        drop_value(Unexpected::Float(value), TEXT)?;
        Ok(Value::from(value).to_string().into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Box<str>, A::Error> {
        drop_value(Unexpected::Seq, TEXT)?;
        let value = Value::deserialize(SeqAccessDeserializer::new(list))?;
        Ok(value.to_string().into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Box<str>, A::Error> {
        drop_value(Unexpected::Map, TEXT)?;
        let value = Value::deserialize(MapAccessDeserializer::new(map))?;
        Ok(value.to_string().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(json: &str) -> Labels {
        serde_json::from_str(json).expect("reads")
    }

    #[test]
    fn equal_labels_share_their_memory() {
        let [one, other] = [labels(r#"{"b":"2","a":"1"}"#), labels(r#"{"a":"1","b":"2"}"#)];
        assert!(Arc::ptr_eq(&one.shared().0, &other.shared().0));
        assert_eq!(one.shared(), one);
    }

    #[test]
    fn labels_are_found_whatever_their_order() {
        let labels = labels(r#"{"b":"2","a":"1","c":"3"}"#);
        assert_eq!((labels.get("a"), labels.get("c"), labels.len()), (Some("1"), Some("3"), 3));
    }

    #[test]
    fn of_a_key_that_is_there_twice_the_last_one_counts() {
        let labels = labels(r#"{"a":"1","b":"2","a":"3"}"#);
        assert_eq!((labels.get("a"), labels.len()), (Some("3"), 2));
    }

    #[test]
    fn values_that_are_not_strings_are_kept_as_they_print() {
        let labels = labels(r#"{"a":true,"b":-7,"c":1.5,"d":null,"e":[1,"x"],"f":{"g":1}}"#);
        let values: Vec<&str> = labels.iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["true", "-7", "1.5", "", r#"[1,"x"]"#, r#"{"g":1}"#]);
    }

    #[test]
    fn null_means_empty_labels_and_a_list_is_invalid() {
        assert!(labels("null").is_empty());
        assert!(serde_json::from_str::<Labels>("[]").is_err());
    }
}
