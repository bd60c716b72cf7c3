//! The freshness of each kind, and the reason why a kind is missing.

use super::Kind;
use std::collections::BTreeMap;

/// The state of one kind in one namespace (or everywhere).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// Requested, not answered completely yet; the number of objects so far.
    Opening(usize),
    Live,
    /// Was live; the reason why it no longer is, as text.
    Stale(String),
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

impl Feed {
    /// Whether everything of the kind is known, though it may be slightly outdated.
    #[must_use]
    pub fn known(&self) -> bool {
        matches!(self, Self::Live | Self::Stale(_))
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
            Self::Stale(_) => "stale",
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
            Self::Stale(why) | Self::Failed(why) | Self::LoggedOut(why) | Self::Forbidden(why) => why,
            Self::NotServed => "the cluster does not serve this kind",
            Self::Absent => "the object does not exist",
            Self::NotAsked => "other namespaces were not read, because of -n",
        }
    }
}

/// Every feed: by kind, and by namespace where the whole cluster may not be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feeds(BTreeMap<(Kind, String), Feed>);

impl Feeds {
    /// Sets the state of a kind; an empty namespace is the whole cluster.
    pub fn set(&mut self, kind: Kind, namespace: &str, feed: Feed) {
        self.0.insert((kind, namespace.into()), feed);
    }

    /// Returns the state of a kind in a namespace: its own feed, else the cluster's.
    #[must_use]
    pub fn of(&self, kind: Kind, namespace: &str) -> Feed {
        let own = self.0.get(&(kind, namespace.to_owned()));
        let whole = || self.0.get(&(kind, String::new()));
        own.or_else(whole).cloned().unwrap_or(Feed::Opening(0))
    }

    /// Returns the feed of exactly this place, if it ever had a state.
    #[must_use]
    pub fn own(&self, kind: Kind, namespace: &str) -> Option<&Feed> {
        self.0.get(&(kind, namespace.to_owned()))
    }

    /// Returns the state of a kind in all namespaces, which only a cluster-wide feed has.
    #[must_use]
    pub fn everywhere(&self, kind: Kind) -> Feed {
        self.of(kind, "")
    }

    pub fn iter(&self) -> impl Iterator<Item = (Kind, &str, &Feed)> {
        self.0.iter().map(|((kind, namespace), feed)| (*kind, namespace.as_str(), feed))
    }

    #[must_use]
    pub fn all_settled(&self) -> bool {
        self.0.values().all(|feed| !matches!(feed, Feed::Opening(_)))
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_never_spoke_is_opening() {
        assert_eq!(Feeds::default().of(Kind::Pod, "a"), Feed::Opening(0));
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
