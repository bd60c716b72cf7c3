//! Listing: pages with continue tokens, one namespace or all, whole objects or metadata only.

use super::answer::{HttpAnswer, ServerRefusal, text_answer};
use super::query::Query;
use super::route::ResourcePath;
use super::store::{Store, value};
use crate::yaml::Put;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use bytes::Bytes;
use serde_json::{Value, json};
use std::borrow::Cow;

/// Where the next page starts: the revision of the first page, and its last key.
struct Continue {
    revision: u64,
    after: (String, String),
}

impl Continue {
    fn read(token: &str) -> Option<Self> {
        let bytes = BASE64.decode(token).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.split('/');
        let revision = parts.next()?.parse().ok()?;
        Some(Self { revision, after: (parts.next()?.to_owned(), parts.next()?.to_owned()) })
    }

    fn token(&self) -> String {
        BASE64.encode(format!("{}/{}/{}", self.revision, self.after.0, self.after.1))
    }
}

pub fn list(store: &Store, place: &ResourcePath, query: &Query, metadata_only: bool) -> HttpAnswer {
    let resume = match query.text("continue").map(Continue::read) {
        None => None,
        Some(Some(token)) if store.since(token.revision, place.kind, None).is_some() => Some(token),
        Some(Some(_)) => return expired().answer(),
        Some(None) => return ServerRefusal::new(400, "BadRequest", "continue key is not valid").answer(),
    };
    let revision = resume.as_ref().map_or(store.revision(), |token| token.revision);
    let after = resume.as_ref().map(|token| (token.after.0.as_str(), token.after.1.as_str()));
    let mut rest = store
        .objects(place.kind, place.namespace.as_deref())
        .filter(|(key, _)| after.is_none_or(|last| *key > last))
        .filter(|(key, _)| matches_fields(*key, query.text("fieldSelector")))
        .peekable();
    let limit = query.number("limit").filter(|limit| *limit > 0);
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let (mut items, mut count) = (String::new(), 0);
    let mut last = (String::new(), String::new());
    while let Some(((space, name), object)) = rest.next_if(|_| count < limit) {
        last = (space.to_owned(), name.to_owned());
        items.push_str(if count == 0 { "" } else { "," });
        items.push_str(&shown(object, metadata_only));
        count += 1;
    }
    let left = rest.count();
    let mut meta = json!({"resourceVersion": revision.to_string()});
    if left > 0 {
        meta.put(["continue"], json!(Continue { revision, after: last }.token()));
        meta.put(["remainingItemCount"], json!(left));
    }
    text_answer(200, envelope(place, metadata_only, &meta, &items))
}

fn envelope(place: &ResourcePath, metadata_only: bool, meta: &Value, items: &str) -> String {
    let info = place.kind.info();
    let (kind, api) = if metadata_only {
        ("PartialObjectMetadataList".to_owned(), "meta.k8s.io/v1".to_owned())
    } else {
        (format!("{}List", info.name), info.api_version_of(&place.version))
    };
    format!("{{\"kind\":\"{kind}\",\"apiVersion\":\"{api}\",\"metadata\":{meta},\"items\":[{items}]}}")
}

/// Returns the text of an object, or of its metadata alone.
pub fn shown(object: &Bytes, metadata_only: bool) -> Cow<'_, str> {
    if metadata_only {
        return only_metadata(&value(object)).to_string().into();
    }
    String::from_utf8_lossy(object)
}

pub fn only_metadata(object: &Value) -> Value {
    json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"]})
}

/// Refuses fields that objects cannot be selected by, instead of ignoring them.
pub fn unselectable(query: &Query) -> Option<ServerRefusal> {
    let parts = query.text("fieldSelector").unwrap_or_default().split(',').filter(|part| !part.is_empty());
    let mut fields = parts.map(|part| part.split_once('=').map_or(part, |(field, _)| field));
    let strange = fields.find(|field| !matches!(*field, "metadata.name" | "metadata.namespace"))?;
    Some(ServerRefusal::new(400, "BadRequest", format!("field label not supported: {strange}")))
}

/// Whether an object matches `metadata.name=x` and `metadata.namespace=y`, the fields that every kind
/// supports.
pub fn matches_fields((namespace, name): (&str, &str), selector: Option<&str>) -> bool {
    selector.unwrap_or_default().split(',').filter(|part| !part.is_empty()).all(|part| {
        let Some((field, wanted)) = part.split_once('=') else {
            return false;
        };
        let wanted = wanted.trim_start_matches('=');
        match field {
            "metadata.name" => name == wanted,
            "metadata.namespace" => namespace == wanted,
            _ => false,
        }
    })
}

pub fn expired() -> ServerRefusal {
    ServerRefusal::new(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
    )
}
