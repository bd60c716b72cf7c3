//! What a source reports, and what it makes out of date.

use super::platform::{Schema, Version};
use super::{Bits, Feed, Kind, Object};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The number of names of a listing that are processed together.
const PART: usize = 500;

/// One update from the cluster.
#[derive(Debug, Clone)]
pub enum Change {
    Put(Object),
    Gone {
        kind: Kind,
        namespace: String,
        name: String,
    },
    /// A listing was read: of this kind only these names are left in these namespaces, from one name up to
    /// another.
    Listed {
        kind: Kind,
        namespace: String,
        names: BTreeSet<(String, String)>,
        /// The first name in the range, and the first one after it; none for all.
        from: Option<(String, String)>,
        until: Option<(String, String)>,
    },
    /// An object that could not be parsed, with the reason.
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
    /// A lost watch is retried in this many seconds.
    Pause(u64),
    /// The version of the API server.
    Server(Version),
}

/// A part of the files that could not be read, as a kind in a namespace that it may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadPart {
    pub kind: Kind,
    pub namespace: String,
    pub name: String,
    pub why: String,
}

impl From<UnreadPart> for Change {
    fn from(one: UnreadPart) -> Self {
        Self::Unreadable { kind: one.kind, namespace: one.namespace, name: one.name, why: one.why }
    }
}

/// Which parts of which namespaces must be evaluated again, as sets of bits of [`super::reads::Reads`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dirty {
    pub spaces: BTreeMap<Arc<str>, Bits>,
    /// Bits that are dirty in every namespace.
    pub everywhere: Bits,
}

impl Change {
    /// Returns the changes for a complete listing, in parts that are each applied at once.
    #[must_use]
    pub fn listed(kind: Kind, namespace: &str, names: BTreeSet<(String, String)>) -> Vec<Self> {
        let mut parts: Vec<BTreeSet<(String, String)>> = Vec::new();
        let mut rest = names.into_iter().peekable();
        while parts.is_empty() || rest.peek().is_some() {
            parts.push(rest.by_ref().take(PART).collect());
        }
        let starts: Vec<_> = parts.iter().skip(1).map(|part| part.first().cloned()).collect();
        let from = [None].into_iter().chain(starts.clone());
        let until = starts.into_iter().chain([None]);
        let each = parts.into_iter().zip(from).zip(until);
        each.map(|((names, from), until)| Self::Listed {
            kind,
            namespace: namespace.to_owned(),
            names,
            from,
            until,
        })
        .collect()
    }
}

impl Dirty {
    pub fn mark(&mut self, space: &str, bits: Bits) {
        if let Some(known) = self.spaces.get_mut(space) {
            *known |= bits;
        } else {
            self.spaces.insert(space.into(), bits);
        }
    }

    /// Whether anything of these bits is dirty, in any namespace.
    #[must_use]
    pub fn affects(&self, bits: Bits) -> bool {
        self.everywhere & bits != 0 || self.spaces.values().any(|space| space & bits != 0)
    }

    #[must_use]
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
