//! What a command could not read, the same for every command: as text, in JSON, and in the exit code.

use crate::model::{Feed, Kind, Snapshot};
use crate::source::manifests::ManifestIndex;
use crate::source::watches::BESIDE;
use serde::Serialize;
use std::fmt;

/// Something requested or given that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotSeen {
    /// A kind, an object or the place of a document.
    pub what: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    pub why: String,
    /// The kind that the source did not give, if a whole kind is missing.
    #[serde(skip)]
    pub kind: Option<Kind>,
    /// Whether the server refused the credentials themselves.
    #[serde(skip)]
    pub logged_out: bool,
}

impl fmt::Display for NotSeen {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.namespace.is_empty() { String::new() } else { format!(" in {}", self.namespace) };
        write!(out, "{}{place}: {}", self.what, self.why.trim_end_matches('.'))
    }
}

/// Maximum number of objects that are named; beyond it, only their number is given.
const NAMED: usize = 50;

/// Returns everything of these kinds that could not be read, in these namespaces; none named means all.
#[must_use]
pub fn not_seen(
    snapshot: &Snapshot,
    kinds: &[Kind],
    only: &[String],
    files: Option<&ManifestIndex>,
) -> Vec<NotSeen> {
    let mut all = refused(snapshot, kinds, only);
    all.extend(broken(snapshot, kinds, only, files.is_some()));
    let documents = files.into_iter().flat_map(|files| &files.troubles);
    let concerned = documents.filter(|document| match &document.kinds {
        None => true,
        Some(own) => own.iter().any(|kind| kinds.contains(kind)),
    });
    all.extend(concerned.map(|skipped| NotSeen {
        what: skipped.place(),
        namespace: skipped.namespace.clone().unwrap_or_default(),
        why: if skipped.hint.is_empty() {
            skipped.why.clone()
        } else {
            format!("{}. {}", skipped.why, skipped.hint)
        },
        kind: None,
        logged_out: false,
    }));
    all.sort();
    all.dedup();
    all
}

/// Returns kinds that the source did not give.
fn refused(snapshot: &Snapshot, kinds: &[Kind], only: &[String]) -> Vec<NotSeen> {
    let within = |place: &str| {
        only.is_empty()
            || place.is_empty()
            || BESIDE.contains(&place)
            || only.iter().any(|name| name == place)
    };
    let feeds = snapshot.feeds().iter();
    let ours = feeds.filter(|(kind, place, feed)| kinds.contains(kind) && feed.is_refusal() && within(place));
    let one = |(kind, place, feed): (Kind, &str, &Feed)| NotSeen {
        what: kind.info().shown(),
        namespace: if kind.info().place().is_empty() { place.to_owned() } else { String::new() },
        why: feed.why().to_owned(),
        kind: Some(kind),
        logged_out: matches!(feed, Feed::LoggedOut(_)),
    };
    ours.map(one).collect()
}

/// Returns objects that could not be read, or only in part. Documents are named by their index entry, if
/// there is one.
fn broken(snapshot: &Snapshot, kinds: &[Kind], only: &[String], indexed: bool) -> Vec<NotSeen> {
    let within = |name: &str| only.is_empty() || name.is_empty() || only.iter().any(|one| one == name);
    let spaces = snapshot.spaces().chain([snapshot.cluster()]).filter(|space| within(&space.name));
    let each = spaces.flat_map(|space| space.unreadable.iter().map(move |entry| (space, entry)));
    let mut all: Vec<NotSeen> = each
        .filter(|(_, ((kind, name), _))| {
            kinds.contains(kind) && !(indexed && name.starts_with(crate::model::space::DOCUMENT))
        })
        .map(|(space, ((kind, name), why))| NotSeen {
            what: format!("{} {name}", kind.info().name),
            namespace: space.name.to_string(),
            why: why.clone(),
            kind: None,
            logged_out: false,
        })
        .collect();
    if all.len() > NAMED {
        let rest = all.len() - NAMED;
        all.truncate(NAMED);
        let why = "their fields have the wrong type".to_owned();
        all.push(NotSeen {
            what: format!("{rest} more objects"),
            namespace: String::new(),
            why,
            kind: None,
            logged_out: false,
        });
    }
    all
}

/// Returns one line each, for below a table; empty if everything was read.
#[must_use]
pub fn lines(all: &[NotSeen]) -> String {
    let line =
        |not_seen: &NotSeen| ["Not seen: ", &super::text::clean(&not_seen.to_string()), ".\n"].concat();
    all.iter().map(line).collect::<Vec<_>>().concat()
}

/// Returns the value of `notSeen` in a document.
#[must_use]
pub fn value(all: &[NotSeen]) -> serde_json::Value {
    serde_json::to_value(all).unwrap_or_default()
}
