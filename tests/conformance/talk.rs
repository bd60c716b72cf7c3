//! The wire of the conformance script: requests as text, answers with everything that was said.

use http::{Method, Request};
use http_body_util::BodyExt;
use kube::Client;
use kube::client::Body;
use serde_json::Value;
use std::time::Duration;

/// A server under test, and a namespace on it that is ours alone.
pub struct Server {
    pub client: Client,
    pub namespace: String,
}

/// What came back: the code, the raw `Warning` headers, the body.
#[derive(Debug)]
pub struct Answer {
    pub code: u16,
    pub warnings: Vec<String>,
    pub body: Value,
}

/// Whole objects, or their metadata alone.
pub const METADATA_LIST: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
pub const METADATA: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const JSON: &str = "application/json";
const PATIENCE: Duration = Duration::from_secs(20);

impl Answer {
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Asserts a Status with this code and reason, and returns its message.
    pub fn refused(&self, code: u16, reason: &str) -> &str {
        assert_eq!((self.code, self.text("/reason")), (code, reason), "{self:?}");
        assert_eq!(self.text("/kind"), "Status");
        assert_eq!(self.text("/status"), "Failure");
        assert_eq!(self.body["code"], code);
        self.text("/message")
    }

    pub fn version(&self) -> &str {
        self.text("/metadata/resourceVersion")
    }

    /// Asserts success and hands the answer on.
    pub fn fine(self) -> Self {
        assert!((200..300).contains(&self.code), "{self:?}");
        self
    }
}

impl Server {
    /// The path of a namespaced collection of ours.
    pub fn path(&self, root: &str, plural: &str) -> String {
        format!("/{root}/namespaces/{}/{plural}", self.namespace)
    }

    pub fn functions(&self) -> String {
        self.path("apis/serverless.kyma-project.io/v1alpha2", "functions")
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, JSON, JSON, None).await
    }

    pub async fn get_as(&self, path: &str, accept: &str) -> Answer {
        self.ask(Method::GET, path, accept, JSON, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, JSON, JSON, Some(body)).await
    }

    #[expect(clippy::similar_names, reason = "the names that the field uses")]
    pub async fn merge(&self, path: &str, patch: &Value) -> Answer {
        self.ask(Method::PATCH, path, JSON, "application/merge-patch+json", Some(patch)).await
    }

    pub async fn delete(&self, path: &str, options: Option<&Value>) -> Answer {
        self.ask(Method::DELETE, path, JSON, JSON, options).await
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        accept: &str,
        media: &str,
        body: Option<&Value>,
    ) -> Answer {
        let bytes = body.map(Value::to_string).unwrap_or_default().into_bytes();
        let request = Request::builder().method(method).uri(path);
        let request = request.header("accept", accept).header("content-type", media);
        let request = request.body(Body::from(bytes)).expect("a request");
        let answer = self.client.send(request).await.expect("an answer");
        let code = answer.status().as_u16();
        let warnings = answer.headers().get_all("warning").iter();
        let warnings = warnings.map(|line| line.to_str().expect("a header of text").to_owned()).collect();
        let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
        Answer { code, warnings, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// The first `count` events of a watch.
    pub async fn events(&self, path: &str, accept: &str, count: usize) -> Vec<Value> {
        let read = async {
            let request = Request::get(path).header("accept", accept).body(Body::empty());
            let answer = self.client.send(request.expect("a request")).await.expect("an answer");
            assert!(answer.status().is_success(), "{path}: {}", answer.status());
            let mut body = answer.into_body();
            let mut bytes = Vec::new();
            while lines(&bytes).count() < count {
                let Some(frame) = body.frame().await else { break };
                bytes.extend(frame.expect("a frame").into_data().expect("data"));
            }
            lines(&bytes).take(count).map(|line| serde_json::from_slice(line).expect("JSON")).collect()
        };
        tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| panic!("{path}: too few events"))
    }
}

/// Whole lines only; what follows the last newline is still on its way.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"))
}
