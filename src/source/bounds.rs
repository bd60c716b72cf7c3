//! Limits for answers: a server that never stops must not use all memory.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::BoxError;

/// Maximum bytes of a list: far more than the largest clusters send.
pub const LIST: usize = 512 << 20;
/// Maximum bytes of any other answer: one object, discovery, a schema.
pub const ANSWER: usize = 32 << 20;
/// Maximum bytes of one line of a watch: etcd stores objects of 1.5 MiB.
pub const EVENT: usize = 16 << 20;

/// Effectively unlimited, yet safe to add to a clock.
pub const NO_LIMIT: Duration = Duration::from_secs(365 * 86_400);

/// An answer, or a line of a watch, that exceeds its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    pub part: &'static str,
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is larger than {} MiB", self.part, self.limit >> 20)
    }
}

impl std::error::Error for TooLarge {}

/// What is counted, and its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    limit: usize,
    part: &'static str,
    /// Whether counting restarts with every line.
    lines: bool,
}

impl Bound {
    /// Returns the limit of the answer to a request.
    pub fn of(request: &http::Uri) -> Self {
        let query = request.query().unwrap_or_default();
        let asks = |name: &str| query.split('&').any(|pair| pair.starts_with(name));
        if query.split('&').any(|pair| matches!(pair, "watch=true" | "watch=1")) {
            return Self { limit: EVENT, part: "one event of the watch", lines: true };
        }
        if asks("limit=") || asks("resourceVersion=") {
            return Self { limit: LIST, part: "the list", lines: false };
        }
        Self { limit: ANSWER, part: "the answer", lines: false }
    }
}

/// A body that ends with an error once it exceeds its limit.
pub struct BoundedBody<B> {
    inner: B,
    bound: Bound,
    seen: usize,
}

impl<B> BoundedBody<B> {
    pub fn new(inner: B, bound: Bound) -> Self {
        Self { inner, bound, seen: 0 }
    }

    fn count(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        let too_large = TooLarge { part: self.bound.part, limit: self.bound.limit };
        if !self.bound.lines {
            self.seen = self.seen.saturating_add(bytes.len());
            return if self.seen > self.bound.limit { Err(too_large) } else { Ok(()) };
        }
        for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            self.seen = if at == 0 { self.seen.saturating_add(line.len()) } else { line.len() };
            if self.seen > self.bound.limit {
                return Err(too_large);
            }
        }
        Ok(())
    }
}

impl<B> Body for BoundedBody<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_frame(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Ready(Some(Err(why))) => Poll::Ready(Some(Err(why.into()))),
            Poll::Ready(Some(Ok(frame))) => {
                let counted = frame.data_ref().map_or(Ok(()), |data| this.count(data));
                Poll::Ready(Some(counted.map(|()| frame).map_err(Into::into)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // The size that a server announces is not trusted, so no memory is reserved for it.
        SizeHint::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{BodyExt, Full};

    fn read(bound: Bound, text: &'static [u8]) -> Result<usize, BoxError> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let body = BoundedBody::new(Full::new(Bytes::from_static(text)), bound);
        runtime.block_on(body.collect()).map(|all| all.to_bytes().len())
    }

    fn of(uri: &'static str) -> Bound {
        Bound::of(&http::Uri::from_static(uri))
    }

    #[test]
    fn requests_have_the_bound_of_their_kind() {
        assert_eq!(of("/api/v1/pods?limit=500").limit, LIST);
        assert_eq!(of("/api/v1/pods?resourceVersion=0").limit, LIST);
        assert_eq!(of("/api").limit, ANSWER);
        let watch = of("/api/v1/pods?watch=true&resourceVersion=7");
        assert!(watch.lines && watch.limit == EVENT);
    }

    #[test]
    fn an_answer_ends_where_its_bound_is() {
        let bound = Bound { limit: 8, part: "the answer", lines: false };
        assert_eq!(read(bound, b"12345678").expect("it fits"), 8);
        let why = read(bound, b"123456789").expect_err("too large");
        assert!(why.downcast_ref::<TooLarge>().is_some() && why.to_string().contains("the answer"));
    }

    #[test]
    fn lines_are_counted_one_by_one() {
        let bound = Bound { limit: 4, part: "one event of the watch", lines: true };
        assert_eq!(read(bound, b"1234\n1234\n1234\n").expect("they fit"), 15);
        assert!(read(bound, b"1234\n12345").is_err());
    }
}
