//! Everything that was read at one point in time.

use super::entry::{RecordedKey, RecordedPoint, RecordedRight, RefusedRead, UnreadDocument};
use crate::model::{Feed, Kind};
use crate::source::message::without_credentials;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The content of one point. Objects are kept as text.
#[derive(Clone, Default)]
pub struct PointState {
    pub point: RecordedPoint,
    pub objects: BTreeMap<RecordedKey, Arc<RawValue>>,
    pub refused: Vec<RefusedRead>,
    pub rights: Vec<RecordedRight>,
    pub unread: Vec<UnreadDocument>,
}

/// Returns the name of a kind in a recording, which is unique.
pub fn word(kind: Kind) -> String {
    format!("{kind:?}")
}

/// Returns the kind with a name of a recording.
pub fn kind(word: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| self::word(*kind) == word)
}

/// Returns the first kind of a resource, which a path means.
#[must_use]
pub fn of_resource(resource: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.info().resource() == resource)
}

/// Returns how the requests of a feed name its place: the namespace, and the only object of interest.
pub fn place_of(kind: Kind, place: &str) -> (String, String) {
    match kind.info().reach {
        crate::model::kind::KindScope::Only(namespace, name) => (namespace.to_owned(), name.to_owned()),
        crate::model::kind::KindScope::Cluster => (String::new(), place.to_owned()),
        crate::model::kind::KindScope::Namespaced => (place.to_owned(), String::new()),
    }
}

/// Returns why a feed gave nothing; nothing if it is complete, or nothing was expected of it.
pub fn refusal(feed: &Feed) -> Option<(u16, &'static str, String)> {
    match feed {
        Feed::Opening(_) => {
            Some((504, "Timeout", "there was no complete answer when this was recorded".into()))
        }
        Feed::Failed(why) => Some((503, "ServiceUnavailable", why.clone())),
        Feed::LoggedOut(why) => Some((401, "Unauthorized", why.clone())),
        Feed::Forbidden(why) => Some((403, "Forbidden", why.clone())),
        Feed::Live | Feed::Stale(..) | Feed::NotServed | Feed::NotAsked | Feed::Absent => None,
    }
}

/// Returns what identifies an object, by its own fields.
///
/// # Errors
/// If the object has no name, or its kind is unknown.
pub fn key_of(object: &RawValue) -> Result<RecordedKey, String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Shell {
        api_version: String,
        kind: String,
        metadata: Names,
    }
    #[derive(Deserialize)]
    struct Names {
        #[serde(default)]
        namespace: String,
        name: String,
    }
    let shell: Shell =
        serde_json::from_str(object.get()).map_err(|_| "the object has no kind or no name".to_owned())?;
    let group = shell.api_version.split_once('/').map_or("", |(group, _)| group);
    let kind = Kind::ALL.into_iter().map(Kind::info);
    let info = kind.into_iter().find(|info| info.name == shell.kind && info.group == group);
    let info = info.ok_or_else(|| "the object is of an unknown kind".to_owned())?;
    let namespace = if info.namespaced() { shell.metadata.namespace } else { String::new() };
    Ok(RecordedKey { resource: info.resource(), namespace, name: shell.metadata.name })
}

impl PointState {
    /// Removes credentials from every text that is not part of an object.
    pub fn redact_texts(&mut self) {
        let point = &mut self.point;
        let own = [&mut point.context, &mut point.user].into_iter().chain(&mut point.groups);
        let refused = self.refused.iter_mut().map(|refused_read| &mut refused_read.message);
        let unread = self.unread.iter_mut().flat_map(|unread_document| {
            [&mut unread_document.file, &mut unread_document.why, &mut unread_document.hint]
        });
        for text in own.chain(refused).chain(unread) {
            *text = without_credentials(text);
        }
    }
}
