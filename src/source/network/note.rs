//! Requests in the log: method and path, then status, time and size; never headers or bodies.

use crate::source::Trouble;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use kube::client::Body;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;
use tracing::{debug, info, warn};

/// The data kept for a request until its answer ends.
pub struct NetworkNote {
    method: http::Method,
    path: String,
    begun: Instant,
}

impl NetworkNote {
    pub fn of(request: &Request<Body>) -> Self {
        let path = request.uri().path_and_query().map(|path| path.as_str().to_owned());
        Self { method: request.method().clone(), path: path.unwrap_or_default(), begun: Instant::now() }
    }

    fn ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Logs a request without an answer.
    pub fn failed(&self, error: &kube::Error) {
        let why = Trouble::of("Asking the server", error).why;
        warn!(target: "fnsec::request", method = %self.method, path = self.path, ms = self.ms(), why, "request failed");
    }

    /// Notes the start of an answer. It is logged with its size when it has ended.
    pub fn answered(self, answer: Response<Body>) -> Response<CountedBody> {
        let status = answer.status().as_u16();
        debug!(target: "fnsec::request", method = %self.method, path = self.path, status, ms = self.ms(), "answer began");
        answer.map(|inner| CountedBody { inner, note: self, status, bytes: 0 })
    }
}

/// A body that is logged when it ends or is dropped.
pub struct CountedBody {
    inner: Body,
    note: NetworkNote,
    status: u16,
    bytes: u64,
}

impl Drop for CountedBody {
    fn drop(&mut self) {
        let Self { note, status, bytes, .. } = self;
        info!(target: "fnsec::request", method = %note.method, path = note.path, status, ms = note.ms(), bytes, "request");
    }
}

impl http_body::Body for CountedBody {
    type Data = Bytes;
    type Error = <Body as http_body::Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
