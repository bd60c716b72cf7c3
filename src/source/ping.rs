//! Checks whether a server answers: its version, the response time, and the HTTP status.

use super::Trouble;
use super::message;
use http::Request;
use http_body_util::BodyExt;
use kube::Client;
use kube::client::Body;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The first answer of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PingAnswer {
    /// The HTTP status; `None` without an answer.
    pub status: Option<u16>,
    /// From the request to the end of the answer, connection included.
    pub time: Duration,
    /// The version that the server reports, or why there is none.
    pub version: Result<String, Trouble>,
}

const WHAT: &str = "Asking the server for its version";

/// Asks a server for its version, once.
pub async fn ping(client: &Client) -> PingAnswer {
    let begun = Instant::now();
    let mut status = None;
    let version = ask(client, &mut status).await;
    PingAnswer { status, time: begun.elapsed(), version }
}

async fn ask(client: &Client, status: &mut Option<u16>) -> Result<String, Trouble> {
    let of = |why: kube::Error| Trouble::of(WHAT, &why);
    let request = Request::get("/version").body(Body::empty());
    let request = request.map_err(|why| of(kube::Error::HttpError(why)))?;
    let answer = client.send(request).await.map_err(of)?;
    let code = answer.status().as_u16();
    *status = Some(code);
    let is_success = answer.status().is_success();
    let body = answer.into_body().collect().await.map_err(of)?.to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    if !is_success {
        return Err(Trouble::status(WHAT, code, text("reason"), text("message")));
    }
    match text("gitVersion") {
        "" => Err(Trouble::status(WHAT, code, "", "the answer does not contain a Kubernetes version")),
        version => Ok(message::line(version)),
    }
}
