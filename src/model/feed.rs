//! The freshness of each kind, and the reason why a kind is missing.

use super::Kind;
use std::collections::BTreeMap;

/// The state of one kind in one namespace (or everywhere).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// Requested, not answered completely yet; the number of objects so far.
    Opening(usize),
    Live,
    /// Was live; what was lost, and the reason as text.
    Stale(Loss, String),
    /// Never arrived, and not because of missing permissions: the reason as text.
    Failed(String),
    /// Never arrived, because the server no longer accepts the credentials: the reason as text.
    LoggedOut(String),
    /// The server's own message.
    Forbidden(String),
    NotServed,
    /// The single object that was requested does not exist.
    Absent,
    /// Not read, because only some namespaces were requested.
    NotAsked,
}

/// What a feed that was live lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The connection, or the answers of the server.
    Connection,
    /// The server no longer accepts the credentials.
    Credentials,
}

impl Feed {
    /// Whether everything of the kind is known, though it may be slightly outdated.
    #[must_use]
    pub fn known(&self) -> bool {
        matches!(self, Self::Live | Self::Stale(..))
    }

    /// Whether the kind is served and may not be read, or could not be fetched.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Forbidden(_) | Self::Failed(_) | Self::LoggedOut(_) | Self::Opening(_))
    }

    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opening(_) => "opening",
            Self::Live => "live",
            Self::Stale(..) => "stale",
            Self::Failed(_) => "failed",
            Self::LoggedOut(_) => "unauthenticated",
            Self::Forbidden(_) => "forbidden",
            Self::NotServed => "not served",
            Self::NotAsked => "not asked",
            Self::Absent => "absent",
        }
    }

    /// Returns why nothing can be concluded from this feed.
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::Opening(_) => "still loading",
            Self::Live => "live",
            Self::Stale(_, why) | Self::Failed(why) | Self::LoggedOut(why) | Self::Forbidden(why) => why,
            Self::NotServed => "the cluster does not serve this kind",
            Self::Absent => "the object does not exist",
            Self::NotAsked => "other namespaces were not read, because of -n",
        }
    }
}

/// Every feed: by kind, and by namespace where the whole cluster may not be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feeds {
    places: BTreeMap<Kind, BTreeMap<Box<str>, Feed>>,
    /// How many are being listed.
    opening: usize,
}

/// How far the first listing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub all: usize,
    /// The kind that is being listed with the most objects so far, and their number.
    pub slowest: Kind,
    pub objects: usize,
}

impl Feeds {
    /// Sets the state of a kind; an empty namespace is the whole cluster.
    pub fn set(&mut self, kind: Kind, namespace: &str, feed: Feed) {
        let opens = |feed: &Feed| usize::from(matches!(feed, Feed::Opening(_)));
        let after = opens(&feed);
        let places = self.places.entry(kind).or_default();
        let before = if let Some(known) = places.get_mut(namespace) {
            opens(&std::mem::replace(known, feed))
        } else {
            places.insert(namespace.into(), feed);
            0
        };
        self.opening = self.opening + after - before;
    }

    /// Returns the state of a kind in a namespace: its own feed, else the cluster's.
    #[must_use]
    pub fn of(&self, kind: Kind, namespace: &str) -> &Feed {
        let places = self.places.get(&kind);
        let found = places.and_then(|places| places.get(namespace).or_else(|| places.get("")));
        found.unwrap_or(&Feed::Opening(0))
    }

    /// Returns the feed of exactly this place, if it ever had a state.
    #[must_use]
    pub fn own(&self, kind: Kind, namespace: &str) -> Option<&Feed> {
        self.places.get(&kind)?.get(namespace)
    }

    /// Returns the state of a kind in all namespaces, which only a cluster-wide feed has.
    #[must_use]
    pub fn everywhere(&self, kind: Kind) -> &Feed {
        self.of(kind, "")
    }

    /// Whether the server refuses a kind somewhere.
    #[must_use]
    pub fn forbids(&self, kind: Kind) -> bool {
        let places = self.places.get(&kind).into_iter().flatten();
        places.into_iter().any(|(_, feed)| matches!(feed, Feed::Forbidden(_)))
    }

    pub fn iter(&self) -> impl Iterator<Item = (Kind, &str, &Feed)> {
        let places = |(kind, places): (&Kind, _)| (*kind, places);
        let each = self.places.iter().map(places);
        each.flat_map(|(kind, places): (Kind, &BTreeMap<Box<str>, Feed>)| {
            places.iter().map(move |(namespace, feed)| (kind, &**namespace, feed))
        })
    }

    #[must_use]
    pub fn all_settled(&self) -> bool {
        self.opening == 0
    }

    /// Returns how far the first listing is; nothing once it is complete.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        if self.opening == 0 {
            return None;
        }
        let opening = self.iter().filter_map(|(kind, _, feed)| {
            let Feed::Opening(objects) = feed else { return None };
            Some((*objects, kind))
        });
        let (objects, slowest) = opening.max()?;
        let all = self.iter().count();
        Some(Progress { done: all - self.opening, all, slowest, objects })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_never_spoke_is_opening() {
        assert_eq!(Feeds::default().of(Kind::Pod, "a"), &Feed::Opening(0));
    }

    #[test]
    fn a_namespace_answers_before_the_cluster() {
        let mut feeds = Feeds::default();
        feeds.set(Kind::Pod, "", Feed::Forbidden("no".into()));
        feeds.set(Kind::Pod, "mine", Feed::Live);
        assert!(feeds.of(Kind::Pod, "mine").known());
        assert!(!feeds.of(Kind::Pod, "other").known());
    }
}
