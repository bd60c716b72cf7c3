//! What a source reports, and what becomes dirty by it.

use super::platform::{Schema, Version};
use super::{Bits, Feed, Kind, Object};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One piece of news about the cluster.
#[derive(Debug, Clone)]
pub enum Change {
    Put(Object),
    Gone {
        kind: Kind,
        namespace: String,
        name: String,
    },
    /// A whole listing ended: of this kind only these names are left in these namespaces.
    Listed {
        kind: Kind,
        namespace: String,
        names: BTreeSet<(String, String)>,
    },
    /// An object that made no sense, with the reason.
    Unreadable {
        kind: Kind,
        namespace: String,
        name: String,
        why: String,
    },
    Feed {
        kind: Kind,
        namespace: String,
        feed: Feed,
    },
    Schema(Schema),
    /// A watch that was lost is tried again in so many seconds.
    Pause(u64),
    /// The version of the API server.
    Server(Version),
}

/// Something of files that could not be read, as a kind in a namespace that it may have been of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub kind: Kind,
    pub namespace: String,
    pub name: String,
    pub why: String,
}

impl From<Unread> for Change {
    fn from(one: Unread) -> Self {
        Self::Unreadable { kind: one.kind, namespace: one.namespace, name: one.name, why: one.why }
    }
}

/// Which parts of which namespaces must be looked at again, as sets of bits of [`super::scope::Reads`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dirty {
    pub spaces: BTreeMap<Arc<str>, Bits>,
    /// Bits that are dirty in every namespace.
    pub everywhere: Bits,
}

impl Dirty {
    pub fn mark(&mut self, space: &str, bits: Bits) {
        if let Some(known) = self.spaces.get_mut(space) {
            *known |= bits;
        } else {
            self.spaces.insert(space.into(), bits);
        }
    }

    /// Whether anything of these bits is dirty, wherever it is.
    pub fn touches(&self, bits: Bits) -> bool {
        self.everywhere & bits != 0 || self.spaces.values().any(|one| one & bits != 0)
    }

    pub fn is_empty(&self) -> bool {
        self.spaces.is_empty() && self.everywhere == 0
    }

    pub fn absorb(&mut self, other: Self) {
        self.everywhere |= other.everywhere;
        for (space, bits) in other.spaces {
            *self.spaces.entry(space).or_default() |= bits;
        }
    }
}
