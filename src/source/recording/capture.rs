//! From what was read to one point of a recording.

use super::entry::{RecordedPoint, RecordedRight, RecordedSchema, RefusedRead, UnreadDocument};
use super::state::{PointState, place_of, refusal, word};
use super::tap::Tap;
use crate::model::{Feed, Kind, Snapshot};
use crate::source::access::OwnIdentity;
use crate::source::manifests::{ManifestIndex, SkippedInput};
use crate::source::watches::WatchScope;
use std::collections::BTreeSet;

/// Everything that belongs to one point, besides what went through the client.
pub struct Snap<'a> {
    pub snapshot: &'a Snapshot,
    /// What the source is: `cluster`, `manifests` or `demo`.
    pub origin: &'static str,
    /// The name of the source.
    pub name: &'a str,
    pub scope: &'a WatchScope,
    /// The namespaces that are reported on; none means all.
    pub only: &'a [String],
    pub files: Option<&'a ManifestIndex>,
    pub identity: OwnIdentity,
    pub rights: Vec<RecordedRight>,
    /// RFC 3339, in UTC.
    pub time: String,
}

/// Returns the state of the source, as it was read through a tap.
#[must_use]
pub fn capture(tap: &Tap, snap: Snap<'_>) -> PointState {
    let Snap { snapshot, origin, name, scope, only, files, identity, rights, time } = snap;
    let feeds = snapshot.feeds();
    let absent: BTreeSet<Kind> =
        feeds.iter().filter(|(_, _, feed)| **feed == Feed::NotServed).map(|(kind, _, _)| kind).collect();
    let served = Kind::ALL.into_iter().filter(|kind| !absent.contains(kind));
    let point = RecordedPoint {
        time,
        context: name.to_owned(),
        origin: origin.to_owned(),
        named: scope.named.clone(),
        fallback: scope.fallback.clone(),
        only: only.to_vec(),
        served: served.map(word).collect(),
        server: snapshot.server().map(|version| format!("v{version}")),
        schema: snapshot.schema().map(|schema| RecordedSchema {
            runtimes: schema.runtimes.clone(),
            contexts: schema.has_contexts,
        }),
        user: identity.user,
        groups: identity.groups,
    };
    let files = files.into_iter().flat_map(|files| &files.troubles);
    PointState {
        point,
        objects: tap.objects(),
        refused: refused(tap, snapshot),
        rights,
        unread: files.map(unread).collect(),
    }
}

/// Returns a refusal for each feed that is not complete: the server's own, or the reason of the feed.
fn refused(tap: &Tap, snapshot: &Snapshot) -> Vec<RefusedRead> {
    let mut all = BTreeSet::new();
    for (kind, place, feed) in snapshot.feeds().iter() {
        let Some((code, reason, message)) = refusal(feed) else { continue };
        let (namespace, name) = place_of(kind, place);
        let resource = kind.info().resource();
        // A path leads to the first kind of its resource.
        let of_path = super::state::of_resource(&resource).unwrap_or(kind);
        let own = tap.refusal(of_path, &namespace, &name);
        all.insert(own.unwrap_or_else(|| RefusedRead {
            resource,
            namespace,
            name,
            code,
            reason: reason.to_owned(),
            message,
        }));
    }
    all.into_iter().collect()
}

fn unread(one: &SkippedInput) -> UnreadDocument {
    UnreadDocument {
        file: one.file.clone(),
        line: one.line,
        why: one.why.clone(),
        kinds: one.kinds.as_ref().map(|kinds| kinds.iter().copied().map(word).collect()),
        namespace: one.namespace.clone(),
        hint: one.hint.clone(),
    }
}
