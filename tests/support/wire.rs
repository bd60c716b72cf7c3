//! A wire between a client and a server, on which one write goes wrong: before it is sent, after it was done, or late.

use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use kube::Client;
use kube::client::Body;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tower::{BoxError, service_fn};

/// What goes wrong with a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The answer takes so many seconds.
    Slow(u64),
    /// The request is held back for so many seconds, whether or not anybody still waits.
    Late(u64),
    /// Nobody listens.
    Refused,
    /// The connection ends before the server has the request.
    ResetBefore,
    /// The connection ends once the server is done.
    ResetAfter,
    /// The server refuses it with this code, undone.
    Status(u16),
    /// A proxy answers with this code although the server is done.
    StatusAfter(u16),
    /// Half of the answer arrives.
    Half,
    /// Nobody ever answers, and nothing was done.
    Silence,
    /// Nobody ever answers, and it is done.
    SilenceAfter,
    /// The process is killed before the request leaves.
    KillBefore,
    /// The process is killed before the answer arrives.
    KillAfter,
}

/// A write that the server did.
pub type Done = (String, String);

#[derive(Clone)]
pub struct Wire {
    /// The mishap, and how many writes go well before it.
    pub mishap: Arc<Mutex<Option<(usize, Mishap)>>>,
    /// Method and path of what the server did.
    pub done: Arc<Mutex<Vec<Done>>>,
    pub killed: Arc<Notify>,
    server: Client,
}

impl Wire {
    pub fn to(server: Client) -> Self {
        Self { mishap: Arc::default(), done: Arc::default(), killed: Arc::default(), server }
    }

    /// A client at the near end.
    pub fn client(&self) -> Client {
        let wire = self.clone();
        let service = service_fn(move |request: Request<Body>| {
            let wire = wire.clone();
            async move { wire.carry(request).await }
        });
        Client::new(service, "default")
    }

    async fn carry(&self, request: Request<Body>) -> Result<Response<Full<bytes::Bytes>>, BoxError> {
        let method = request.method().to_string();
        let path = request.uri().path().to_owned();
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let is_dry = parts.uri.query().is_some_and(|query| query.contains("dryRun"))
            || body.windows(6).any(|part| part == b"dryRun");
        let is_write =
            !is_dry && matches!(method.as_str(), "POST" | "PATCH" | "DELETE") && !path.contains("reviews");
        let request = Request::from_parts(parts, Body::from(body.to_vec()));
        let mishap = if is_write { self.take() } else { None };
        let reset = || Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into());
        let at = (method, path);
        match mishap {
            None => self.serve(request, at, is_write).await,
            Some(Mishap::Slow(seconds)) => {
                let answer = self.serve(request, at, true).await;
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                answer
            }
            Some(Mishap::Late(seconds)) => {
                let wire = self.clone();
                let late = tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                    wire.serve(request, at, true).await
                });
                late.await?
            }
            Some(Mishap::Refused) => Err(std::io::Error::from(std::io::ErrorKind::ConnectionRefused).into()),
            Some(Mishap::ResetBefore) => reset(),
            Some(Mishap::ResetAfter) => {
                drop(self.serve(request, at, true).await);
                reset()
            }
            Some(Mishap::Status(code)) => Ok(status(code)),
            Some(Mishap::StatusAfter(code)) => {
                drop(self.serve(request, at, true).await);
                Ok(status(code))
            }
            Some(Mishap::Half) => {
                let answer = self.serve(request, at, true).await?;
                let (parts, body) = answer.into_parts();
                let body = body.collect().await?.to_bytes();
                let half = body.slice(..body.len() / 2);
                Ok(Response::from_parts(parts, Full::new(half)))
            }
            Some(Mishap::Silence) => std::future::pending().await,
            Some(Mishap::SilenceAfter) => {
                drop(self.serve(request, at, true).await);
                std::future::pending().await
            }
            Some(Mishap::KillBefore) => self.kill().await,
            Some(Mishap::KillAfter) => {
                drop(self.serve(request, at, true).await);
                self.kill().await
            }
        }
    }

    fn take(&self) -> Option<Mishap> {
        let mut next = self.mishap.lock().expect("free");
        match &mut *next {
            Some((0, mishap)) => {
                let mishap = *mishap;
                *next = None;
                Some(mishap)
            }
            Some((before, _)) => {
                *before -= 1;
                None
            }
            None => None,
        }
    }

    async fn kill<T>(&self) -> T {
        self.killed.notify_one();
        std::future::pending().await
    }

    async fn serve(
        &self,
        request: Request<Body>,
        at: Done,
        is_write: bool,
    ) -> Result<Response<Full<bytes::Bytes>>, BoxError> {
        let answer = self.server.send(request).await?;
        if is_write && answer.status().is_success() {
            self.done.lock().expect("free").push(at);
        }
        let (parts, body) = answer.into_parts();
        Ok(Response::from_parts(parts, Full::new(body.collect().await?.to_bytes())))
    }
}

fn status(code: u16) -> Response<Full<bytes::Bytes>> {
    let words =
        format!("{{\"kind\":\"Status\",\"code\":{code},\"reason\":\"\",\"message\":\"as the wire wishes\"}}");
    Response::builder().status(code).body(Full::new(words.into())).expect("an answer")
}
