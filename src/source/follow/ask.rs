//! The requests for one kind, and how their answers are read.

use super::WatchTarget;
use crate::model::kind::Load;
use crate::source::Trouble;
use crate::source::message;
use crate::source::path::{is_name, segment};
use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use http::Request;
use http_body_util::BodyExt;
use kube::Client;
use kube::client::Body;
use serde::Deserialize;
use std::time::Duration;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListRequest {
    /// The only object that can be read.
    One,
    /// The first page, in the current state of the server.
    Page,
    /// Everything at once, from the server's memory; at least as new as a known version.
    Whole(Option<String>),
    /// The events after a version.
    Watch(String),
}

/// Objects of the first page: a screenful arrives long before the rest.
pub const PAGE: u32 = 500;
/// Idle timeout while reading an answer.
pub const PATIENCE: Duration = Duration::from_secs(60);

const WHOLE: &str = "application/json";
const PARTIAL_LIST: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const PARTIAL: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

impl ListRequest {
    pub fn what(&self) -> &'static str {
        match self {
            Self::One => "Reading",
            Self::Page | Self::Whole(_) => "Listing",
            Self::Watch(_) => "Watching",
        }
    }

    fn query(&self) -> String {
        match self {
            Self::One => String::new(),
            Self::Page => format!("limit={PAGE}"),
            Self::Whole(None) => "resourceVersion=0".into(),
            Self::Whole(Some(version)) => {
                format!("resourceVersion={}&resourceVersionMatch=NotOlderThan", segment(version))
            }
            Self::Watch(version) => {
                format!("watch=true&allowWatchBookmarks=true&resourceVersion={}", segment(version))
            }
        }
    }
}

impl WatchTarget {
    pub(super) fn request(&self, ask: &ListRequest) -> Result<Request<Vec<u8>>, Trouble> {
        let info = self.served.kind.info();
        let names = self.namespace.iter().chain(&self.name);
        if let Some(name) = names.into_iter().find(|name| !is_name(name)) {
            let why = format!("\"{}\" is not a valid object name", message::line(name));
            return Err(Trouble::configuration(ask.what(), why, "Check the namespace's name."));
        }
        let path = format!("{}?{}", self.path(ask), self.query(ask));
        let accept = match (info.load, ask) {
            (Load::Whole, _) => WHOLE,
            (Load::Metadata, ListRequest::One | ListRequest::Watch(_)) => PARTIAL,
            (Load::Metadata, ListRequest::Page | ListRequest::Whole(_)) => PARTIAL_LIST,
        };
        let request = Request::get(path).header("accept", accept).body(Vec::new());
        request.map_err(|_| {
            let why = "a name contains an invalid character";
            Trouble::configuration(ask.what(), why, "Check the namespace's name.")
        })
    }

    fn path(&self, ask: &ListRequest) -> String {
        let info = self.served.kind.info();
        let root = if info.group.is_empty() { "api" } else { "apis" };
        let (api, plural) = (info.api_version_of(self.served.version), info.plural);
        let place = self.namespace.as_ref().map(|name| format!("namespaces/{}/", segment(name)));
        let place = place.unwrap_or_default();
        match (&self.name, ask) {
            (Some(name), ListRequest::One) => format!("/{root}/{api}/{place}{plural}/{}", segment(name)),
            // Deprecated, but the only way to name the object in the path, which permissions within a
            // namespace require.
            (Some(name), ListRequest::Watch(_)) if self.alone => {
                format!("/{root}/{api}/watch/{place}{plural}/{}", segment(name))
            }
            _ => format!("/{root}/{api}/{place}{plural}"),
        }
    }

    fn query(&self, ask: &ListRequest) -> String {
        match &self.name {
            Some(name) if !self.alone => {
                format!("{}&fieldSelector=metadata.name%3D{}", ask.query(), segment(name))
            }
            _ => ask.query(),
        }
    }

    /// Returns the body of an answer in pieces; a refusal as trouble.
    pub(super) async fn pieces(
        &self,
        ask: &ListRequest,
    ) -> Result<impl Stream<Item = Result<Bytes, Trouble>> + use<>, Trouble> {
        let request = self.request(ask)?.map(Body::from);
        body(&self.client, ask.what(), request).await
    }
}

/// Returns the body of an answer in pieces, as they arrive.
///
/// # Errors
/// If there is no answer in time, or it is a refusal.
pub async fn body(
    client: &Client,
    what: &'static str,
    request: Request<Body>,
) -> Result<impl Stream<Item = Result<Bytes, Trouble>> + use<>, Trouble> {
    let answer = in_time(what, client.send(request)).await?.map_err(|why| Trouble::of(what, &why))?;
    let code = answer.status().as_u16();
    if !answer.status().is_success() {
        let body = in_time(what, answer.into_body().collect()).await?;
        let body = body.map_err(|why| Trouble::of(what, &why))?;
        return Err(refusal(what, code, &body.to_bytes()));
    }
    Ok(answer.into_body().into_data_stream().map_err(move |why| Trouble::of(what, &why)))
}

/// Waits for an answer, for a limited time.
///
/// # Errors
/// If there is no answer in time.
pub async fn in_time<T>(what: &str, answer: impl Future<Output = T>) -> Result<T, Trouble> {
    tokio::time::timeout(PATIENCE, answer).await.map_err(|_| {
        let why = format!("no answer for {} seconds", PATIENCE.as_secs());
        Trouble::status(what, 504, "Timeout", &why)
    })
}

fn refusal(what: &str, code: u16, body: &[u8]) -> Trouble {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Status {
        reason: String,
        message: String,
    }
    let status: Status = serde_json::from_slice(body).unwrap_or_default();
    Trouble::status(what, code, &status.reason, &status.message)
}
