//! The kind of an object in a reference: one that this tool reads, or the name of any other.

use super::Kind;
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// A kind with its API group. Dereferences to its name, without the group; compared with a [`Kind`], a kind of
/// another group that has the same name differs.
#[derive(Debug, Clone)]
pub enum ObjectKind {
    Known(Kind),
    Other(Box<str>),
}

impl ObjectKind {
    /// Returns the kind of this name in the group of an API version, such as `apps/v1`.
    #[must_use]
    pub fn of(api_version: &str, name: &str) -> Self {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let known = Kind::ALL.into_iter().find(|kind| kind.info().name == name && kind.info().group == group);
        known.map_or_else(|| Self::Other(name.into()), Self::Known)
    }
}

impl Default for ObjectKind {
    fn default() -> Self {
        Self::Other(Box::default())
    }
}

impl Deref for ObjectKind {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Known(kind) => kind.info().name,
            Self::Other(name) => name,
        }
    }
}

impl PartialEq<Kind> for ObjectKind {
    fn eq(&self, other: &Kind) -> bool {
        matches!(self, Self::Known(kind) if kind == other)
    }
}

impl PartialEq for ObjectKind {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for ObjectKind {}

impl PartialOrd for ObjectKind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ObjectKind {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for ObjectKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self)
    }
}

impl Serialize for ObjectKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ObjectRef;

    #[test]
    fn a_kind_of_another_group_with_the_same_name_is_another_kind() {
        assert_eq!(ObjectKind::of("v1", "Service"), Kind::Service);
        let knative = ObjectKind::of("serving.knative.dev/v1", "Service");
        assert!(knative != Kind::Service && &*knative == "Service", "{knative}");
    }

    #[test]
    fn a_reference_is_read_as_it_was_written() {
        for version in ["v1", "serving.knative.dev/v1"] {
            let object = ObjectRef::of(version, "Service", "shop", "cart");
            let text = serde_json::to_string(&object).expect("a reference");
            let back: ObjectRef = serde_json::from_str(&text).expect("a reference");
            assert_eq!((back.known(), &back), (object.known(), &object), "{text}");
        }
    }
}
