//! The only exit for writes: every write of this program passes through here, and read-only mode is enforced
//! here.

use super::path::{is_name, segment};
use super::trouble::{Trouble, TroubleKind};
use super::{failure, message};
use crate::fix::Write;
use crate::model::{Kind, ObjectRef};
use crate::yaml::Put;
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::BodyExt;
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The server's answer to a write.
#[derive(Debug, Clone, PartialEq)]
pub struct SubmitOutcome {
    pub code: u16,
    pub object: Value,
    /// The server's `Warning` headers, verbatim.
    pub warnings: Vec<String>,
}

#[derive(Clone)]
pub struct Submitter {
    client: Client,
    /// Started in read-only mode, which cannot be changed later.
    read_only: bool,
    /// Whether writing is armed; shared by all clones.
    armed: Arc<AtomicBool>,
}

/// An answer after this time counts as missing.
const PATIENCE: Duration = Duration::from_secs(20);
const MANAGER: &str = "fnsec";
const WHOLE: &str = "application/json";
/// Requests the metadata of an object alone.
const METADATA: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

impl Submitter {
    #[must_use]
    pub fn new(client: Client, read_only: bool) -> Self {
        Self { client, read_only, armed: Arc::new(AtomicBool::new(true)) }
    }

    /// Arms or disarms writing, unless read-only mode rules it out.
    pub fn arm(&self, armed: bool) {
        self.armed.store(armed, Ordering::SeqCst);
    }

    /// Returns the current object; `None` if there is none.
    ///
    /// # Errors
    /// If the object cannot be read for another reason than its absence.
    pub async fn fresh(&self, target: &ObjectRef) -> Result<Option<Value>, Trouble> {
        self.read_as(target, WHOLE).await
    }

    /// Returns the current object as it may be shown: the values of a Secret are not requested at all.
    ///
    /// # Errors
    /// If the object cannot be read for another reason than its absence.
    pub async fn shown(&self, target: &ObjectRef) -> Result<Option<Value>, Trouble> {
        self.read_as(target, if target.kind == Kind::Secret { METADATA } else { WHOLE }).await
    }

    async fn read_as(&self, target: &ObjectRef, accept: &str) -> Result<Option<Value>, Trouble> {
        let what = format!("Reading {target}");
        let request = Request::get(path(target, Some(&target.name))?);
        match self.exchange(&what, build(&what, request, accept, Vec::new())?).await {
            Ok(outcome) => Ok(Some(outcome.object)),
            Err(trouble) if trouble.kind == TroubleKind::NotFound => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Runs a server dry run of a write; nothing is changed. Allowed in read-only mode.
    ///
    /// # Errors
    /// If the request cannot be sent, or the server refuses the change.
    pub async fn rehearse(&self, write: &Write) -> Result<SubmitOutcome, Trouble> {
        self.send(&format!("Rehearsing the change to {}", write.target()), write, true).await
    }

    /// Sends a write.
    ///
    /// # Errors
    /// If writing is not allowed now, the request cannot be sent, or the server refuses the change.
    pub async fn apply(&self, write: &Write) -> Result<SubmitOutcome, Trouble> {
        self.why_not(write)?;
        self.send(&format!("Applying the change to {}", write.target()), write, false).await
    }

    /// Checks that writing is allowed now.
    ///
    /// # Errors
    /// If fnsec runs in read-only mode, or changes are not armed.
    pub fn why_not(&self, write: &Write) -> Result<(), Trouble> {
        let what = format!("Applying the change to {}", write.target());
        if self.read_only {
            let next = "Start without --read-only, or copy the YAML and apply it elsewhere.";
            return Err(Trouble::new(TroubleKind::Forbidden, what, "fnsec runs in read-only mode", next));
        }
        if !self.armed.load(Ordering::SeqCst) {
            let next = "Arm changes with :write, or copy the YAML and apply it elsewhere.";
            return Err(Trouble::new(TroubleKind::Forbidden, what, "changes are not armed", next));
        }
        Ok(())
    }

    async fn send(&self, what: &str, write: &Write, dry: bool) -> Result<SubmitOutcome, Trouble> {
        let target = write.target();
        let flags = if dry { "&dryRun=All" } else { "" };
        let query = format!("?fieldManager={MANAGER}&fieldValidation=Strict{flags}");
        let (method, path, media, body) = match write {
            Write::Create { body, .. } => {
                (Method::POST, path(target, None)?, "application/json", body.to_string())
            }
            Write::Patch { patch, .. } => (
                Method::PATCH,
                path(target, Some(&target.name))?,
                "application/merge-patch+json",
                patch.to_string(),
            ),
            Write::Delete { uid, resource_version, .. } => {
                let conditions = json!({"uid": uid, "resourceVersion": resource_version});
                let mut options =
                    json!({"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": conditions});
                if dry {
                    options.put(["dryRun"], json!(["All"]));
                }
                (Method::DELETE, path(target, Some(&target.name))?, "application/json", options.to_string())
            }
        };
        let query = if method == Method::DELETE { String::new() } else { query };
        let request =
            Request::builder().method(method).uri(format!("{path}{query}")).header("content-type", media);
        let answer = self.exchange(what, build(what, request, WHOLE, body.into_bytes())?).await;
        // A rehearsal changes nothing, whatever its outcome.
        let answer =
            answer.map_err(|trouble| if dry { Trouble { unsure: false, ..trouble } } else { trouble });
        let outcome = match &answer {
            Ok(outcome) => outcome.code.to_string(),
            Err(trouble) => trouble.why.clone(),
        };
        tracing::info!(target: "fnsec::write", verb = %write.verb(), object = %target, dry_run = dry, outcome, "write");
        answer
    }

    async fn exchange(&self, what: &str, request: Request<Body>) -> Result<SubmitOutcome, Trouble> {
        let is_read = request.method() == Method::GET;
        let answer = tokio::time::timeout(PATIENCE, self.read(what, request)).await;
        let answer = answer.unwrap_or_else(|_| {
            let why = format!("no answer within {} seconds", PATIENCE.as_secs());
            Err(Trouble::new(TroubleKind::Unreachable, what, why, "Check the object before you retry.")
                .unsure())
        });
        answer.map_err(|trouble| if is_read { Trouble { unsure: false, ..trouble } } else { trouble })
    }

    async fn read(&self, what: &str, request: Request<Body>) -> Result<SubmitOutcome, Trouble> {
        let sent = self.client.send(request).await;
        let answer = sent.map_err(|why| {
            let trouble = Trouble::of(what, &why);
            if failure::never_left(&why) { trouble } else { trouble.unsure() }
        })?;
        let code = answer.status().as_u16();
        let headers = answer.headers().get_all("warning").iter();
        let warnings =
            headers.filter_map(|value| warning(&String::from_utf8_lossy(value.as_bytes()))).collect();
        let body = answer.into_body().collect().await;
        let is_refusal = (400..500).contains(&code);
        // A refusal counts, even if its body could not be read.
        let bytes: Bytes = match body {
            Ok(body) => body.to_bytes(),
            Err(_) if is_refusal => Bytes::new(),
            Err(why) => return Err(Trouble::of(what, &why).unsure()),
        };
        let object: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if (200..300).contains(&code) {
            if object.is_object() {
                return Ok(SubmitOutcome { code, object, warnings });
            }
            let why = "the answer is not the expected JSON";
            return Err(
                Trouble::new(TroubleKind::Other, what, why, "Check the object before you retry.").unsure()
            );
        }
        let field = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let trouble = Trouble::status(what, code, &field("reason"), &field("message"));
        // An error of the server, or of a proxy on the way, does not show what was done before it.
        Err(if code >= 500 { trouble.unsure() } else { trouble })
    }
}

fn build(
    what: &str,
    request: http::request::Builder,
    accept: &str,
    body: Vec<u8>,
) -> Result<Request<Body>, Trouble> {
    let request = request.header("accept", accept).body(Body::from(body));
    request.map_err(|_| {
        let why = "a name contains an invalid character";
        Trouble::configuration(what, why, "Check the object's name and namespace.")
    })
}

/// Returns the path of a collection, or of one object in it.
///
/// # Errors
/// If a name would lead to another object: the server cannot have an object of such a name.
fn path(target: &ObjectRef, name: Option<&str>) -> Result<String, Trouble> {
    let root = if target.api_version.contains('/') { "apis" } else { "api" };
    let known = target.known();
    let plural =
        known.map_or_else(|| format!("{}s", target.kind.to_lowercase()), |kind| kind.info().plural.into());
    let namespaced = known.map_or(!target.namespace.is_empty(), |kind| kind.info().namespaced());
    let place =
        if namespaced { format!("namespaces/{}/", part(target, &target.namespace)?) } else { String::new() };
    let tail = name.map(|name| Ok::<_, Trouble>(format!("/{}", part(target, name)?))).transpose()?;
    let version =
        target.api_version.split('/').map(|one| part(target, one)).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("/{root}/{}/{place}{}{}", version.join("/"), part(target, &plural)?, tail.unwrap_or_default()))
}

fn part(target: &ObjectRef, name: &str) -> Result<String, Trouble> {
    if is_name(name) {
        return Ok(segment(name));
    }
    let why = format!("\"{}\" is not a valid object name", message::line(name));
    let what = message::line(&format!("Addressing {target}"));
    Err(Trouble::new(TroubleKind::Refused, what, why, "Correct the object's name and namespace."))
}

/// Returns the text of a `299 - "text"` warning, unescaped.
fn warning(header: &str) -> Option<String> {
    let text = header.strip_prefix("299 ")?.split_once('"')?.1;
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            '"' => break,
            other => out.push(other),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_read_with_their_quotes() {
        assert_eq!(warning(r#"299 - "pods \"a\" violate""#).as_deref(), Some("pods \"a\" violate"));
        assert_eq!(warning("199 - \"x\""), None);
    }

    #[test]
    fn names_that_lead_to_another_object_are_refused() {
        for (namespace, name) in
            [("shop", "../../../x"), ("shop", ".."), ("a/b", "x"), ("shop", "a%2Fb"), ("", "x")]
        {
            let target = ObjectRef::new(Kind::Function, namespace, name);
            let trouble = path(&target, Some(name)).expect_err(name);
            assert_eq!(trouble.kind, TroubleKind::Refused);
        }
        let odd = ObjectRef::new(Kind::Function, "shop", "a?b#c d");
        let path = path(&odd, Some("a?b#c d")).expect("a path");
        assert!(path.ends_with("/functions/a%3Fb%23c%20d"), "{path}");
    }

    #[test]
    fn warnings_keep_all_their_letters() {
        let text = "299 - \"Über-Richtlinie „x“ …\"";
        let value = http::HeaderValue::from_bytes(text.as_bytes()).expect("a header");
        let read = warning(&String::from_utf8_lossy(value.as_bytes()));
        assert_eq!(read.as_deref(), Some("Über-Richtlinie „x“ …"));
    }

    #[test]
    fn paths_follow_the_kind() {
        let namespace = ObjectRef::new(Kind::Namespace, "", "shop");
        assert_eq!(path(&namespace, Some("shop")).expect("a path"), "/api/v1/namespaces/shop");
        let function = ObjectRef::new(Kind::Function, "shop", "a");
        assert_eq!(
            path(&function, None).expect("a path"),
            "/apis/serverless.kyma-project.io/v1alpha2/namespaces/shop/functions"
        );
    }

    #[tokio::test]
    async fn the_values_of_a_secret_are_not_requested_to_show_it() {
        let cluster = crate::source::embedded::Embedded::new();
        cluster.seed(json!({"apiVersion": "v1", "kind": "Secret", "data": {"key": "c2VjcmV0"},
            "metadata": {"namespace": "shop", "name": "keys", "labels": {"app": "x"}}}));
        let submitter = Submitter::new(cluster.client("shop"), true);
        let target = ObjectRef::new(Kind::Secret, "shop", "keys");
        let shown = submitter.shown(&target).await.expect("is read").expect("exists");
        assert_eq!(shown.pointer("/metadata/labels/app"), Some(&json!("x")));
        assert!(!shown.to_string().contains("c2VjcmV0"), "{shown}");
    }
}
