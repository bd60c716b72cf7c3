//! The metadata of every object: its name, its labels, its owners.

use super::strings::SmallStr;
use super::{Kind, Labels, ObjectKind, TypeFault};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

/// The part of `metadata` that is used; managed fields and last-applied text are never kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    pub namespace: SmallStr,
    pub name: SmallStr,
    pub uid: SmallStr,
    pub resource_version: SmallStr,
    pub generation: i64,
    pub labels: Labels,
    pub annotations: Labels,
    /// RFC 3339, as the server wrote it.
    pub created: SmallStr,
    pub owners: Arc<[Owner]>,
    pub deleting: bool,
    /// Fields of the object that could not be read, anywhere in it.
    pub faults: Vec<TypeFault>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Owner {
    pub kind: SmallStr,
    pub name: SmallStr,
    pub uid: SmallStr,
    pub controller: bool,
}

impl Meta {
    #[must_use]
    pub fn controller(&self) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.controller)
    }
}

/// A reference to an object: enough to find it again, on screen and on the server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "RawRef")]
pub struct ObjectRef {
    pub namespace: SmallStr,
    pub kind: ObjectKind,
    pub name: SmallStr,
    pub api_version: Word,
}

/// A string that thousands of objects share: for the kinds that this tool reads it needs no memory.
pub type Word = Cow<'static, str>;

/// The same as it is written: its kind is recognised by its API group as well.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawRef {
    namespace: String,
    kind: String,
    name: String,
    api_version: String,
}

impl From<RawRef> for ObjectRef {
    fn from(raw: RawRef) -> Self {
        Self::of(&raw.api_version, &raw.kind, &raw.namespace, &raw.name)
    }
}

impl ObjectRef {
    #[must_use]
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Self {
        let info = kind.info();
        Self::of(&info.api_version(), info.name, namespace, name)
    }

    #[must_use]
    pub fn of(api_version: &str, kind: &str, namespace: &str, name: &str) -> Self {
        let (kind, api_version) = shared(kind, api_version);
        Self { namespace: namespace.into(), kind, name: name.into(), api_version }
    }

    /// Returns the kind, if it is one that this tool reads.
    #[must_use]
    pub fn known(&self) -> Option<Kind> {
        match &self.kind {
            ObjectKind::Known(kind) => Some(*kind),
            ObjectKind::Other(_) => None,
        }
    }

    /// Returns the namespace it belongs to; a Namespace belongs to itself.
    #[must_use]
    pub fn home(&self) -> &str {
        if self.kind == Kind::Namespace { &self.name } else { &self.namespace }
    }

    /// Returns `function/refund`, the form that the terminal shows.
    #[must_use]
    pub fn short(&self) -> String {
        format!("{}/{}", self.kind.to_lowercase(), self.name)
    }
}

/// Returns the kind, and its version as a static string, where this program knows them.
fn shared(kind: &str, api_version: &str) -> (ObjectKind, Word) {
    static VERSIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let of =
            |kind: Kind| kind.info().versions.iter().map(move |version| kind.info().api_version_of(version));
        Kind::ALL.into_iter().flat_map(of).collect()
    });
    let version = VERSIONS.iter().find(|known| *known == api_version);
    let version =
        version.map_or_else(|| Cow::Owned(api_version.to_owned()), |known| Cow::Borrowed(known.as_str()));
    (ObjectKind::of(api_version, kind), version)
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(out, "{}/{}", self.kind, self.name)
        } else {
            write!(out, "{}/{} in {}", self.kind, self.name, self.namespace)
        }
    }
}
