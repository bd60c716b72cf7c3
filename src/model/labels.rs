//! Labels and annotations: small sorted lists, because most objects carry a handful.

use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// Sorted pairs of text; lookups are binary searches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Labels(Box<[(Box<str>, Box<str>)]>);

impl Labels {
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.binary_search_by(|(k, _)| (**k).cmp(key)).ok()?;
        self.0.get(found).map(|(_, value)| &**value)
    }

    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// These labels with others laid over them; the others win.
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
        Self(sorted.into_iter().collect())
    }
}

impl<'de> Deserialize<'de> for Labels {
    /// Values that are no text are kept as the text they print as; null is no labels.
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let raw: Option<BTreeMap<Box<str>, Text>> = Option::deserialize(input)?;
        Ok(raw.unwrap_or_default().into_iter().map(|(key, text)| (key, text.into_text())).collect())
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(Box<str>),
    Other(serde_json::Value),
}

impl Text {
    fn into_text(self) -> Box<str> {
        match self {
            Self::Plain(text) => text,
            Self::Other(serde_json::Value::Null) => "".into(),
            Self::Other(value) => value.to_string().into(),
        }
    }
}
