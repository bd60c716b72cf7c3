//! How fresh each kind is, and why when it is not there at all.

use super::Kind;
use std::collections::BTreeMap;

/// The state of one kind in one namespace (or everywhere).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// Asked, not answered in full yet; holds how many objects came so far.
    Opening(usize),
    Live,
    /// Was live; the reason it is not, in words.
    Stale(String),
    /// Never arrived, and not for lack of rights: the reason in words.
    Failed(String),
    /// Never arrived, because the server no longer accepts the credentials: the reason in words.
    LoggedOut(String),
    /// The server's own sentence.
    Forbidden(String),
    NotServed,
    /// The one object that was asked for is not there.
    Absent,
    /// Not read, because only some namespaces were asked for.
    NotAsked,
}

impl Feed {
    /// Whether everything of the kind is known, if perhaps a little old.
    pub fn known(&self) -> bool {
        matches!(self, Self::Live | Self::Stale(_))
    }

    /// Whether the kind is there and may not be seen, or could not be fetched.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Forbidden(_) | Self::Failed(_) | Self::LoggedOut(_) | Self::Opening(_))
    }

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

    /// Why nothing can be concluded from this feed.
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
    /// An empty namespace stands for the whole cluster.
    pub fn set(&mut self, kind: Kind, namespace: &str, feed: Feed) {
        self.0.insert((kind, namespace.into()), feed);
    }

    /// What is known of a kind in a namespace: its own feed, else the cluster's.
    pub fn of(&self, kind: Kind, namespace: &str) -> Feed {
        let own = self.0.get(&(kind, namespace.to_owned()));
        let whole = || self.0.get(&(kind, String::new()));
        own.or_else(whole).cloned().unwrap_or(Feed::Opening(0))
    }

    /// The feed of exactly this place, if it ever spoke.
    pub fn own(&self, kind: Kind, namespace: &str) -> Option<&Feed> {
        self.0.get(&(kind, namespace.to_owned()))
    }

    /// What is known of a kind everywhere; only a cluster-wide feed can promise that.
    pub fn everywhere(&self, kind: Kind) -> Feed {
        self.of(kind, "")
    }

    pub fn iter(&self) -> impl Iterator<Item = (Kind, &str, &Feed)> {
        self.0.iter().map(|((kind, namespace), feed)| (*kind, namespace.as_str(), feed))
    }

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
