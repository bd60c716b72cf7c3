//! Retries reads: for a busy server, an error of a proxy, a connection that is refused or reset. Only
//! commands use this: the explorer retries by itself, and shows the error meanwhile.

use futures::future::BoxFuture;
use http::{Method, Request, Response, StatusCode};
use kube::client::Body;
use std::error::Error;
use std::io::ErrorKind;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use tower::{BoxError, Layer, Service};

/// Maximum attempts of one request, as in client-go.
const TRIES: u32 = 10;
/// Maximum attempts if no one listens, or for errors without `Retry-After`.
const TRIES_OF_A_FAULT: u32 = 4;
/// The first pause; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Retries for as long as `within`, measured from the first attempt of each request.
#[derive(Clone)]
pub struct Retry {
    pub within: Duration,
}

impl<S> Layer<S> for Retry {
    type Service = Retrying<S>;

    fn layer(&self, inner: S) -> Retrying<S> {
        Retrying { inner, within: self.within }
    }
}

#[derive(Clone)]
pub struct Retrying<S> {
    inner: S,
    within: Duration,
}

impl<S, B> Service<Request<Body>> for Retrying<S>
where
    S: Service<Request<Body>, Response = Response<B>, Error = BoxError> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
{
    type Response = Response<B>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<B>, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let ready = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, ready);
        let within = self.within;
        // Only reads may be repeated, because it is unknown whether a write arrived.
        if request.method() != Method::GET {
            return Box::pin(inner.call(request));
        }
        let (parts, _) = request.into_parts();
        Box::pin(async move {
            let begun = Instant::now();
            let mut tries = 1;
            loop {
                let answer = inner.call(Request::from_parts(parts.clone(), Body::empty())).await;
                let Some(pause) = pause(&answer, tries) else { return answer };
                if begun.elapsed() + pause >= within {
                    return answer;
                }
                tracing::info!(
                    path = parts.uri.path(),
                    tries,
                    pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                    "request is sent again"
                );
                tokio::time::sleep(pause).await;
                std::future::poll_fn(|context| inner.poll_ready(context)).await?;
                tries += 1;
            }
        })
    }
}

/// Returns how long to wait before the next attempt; `None` if another one is pointless.
fn pause<B>(answer: &Result<Response<B>, BoxError>, tries: u32) -> Option<Duration> {
    let own = PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(LONGEST_PAUSE);
    let (asked, most) = match answer {
        Ok(answer) => {
            let asked = answer.headers().get(http::header::RETRY_AFTER);
            let asked =
                asked.and_then(|value| value.to_str().ok()?.trim().parse().ok()).map(Duration::from_secs);
            match answer.status() {
                StatusCode::TOO_MANY_REQUESTS => (asked, TRIES),
                status if status.is_server_error() && asked.is_some() => (asked, TRIES),
                status if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED => {
                    (None, TRIES_OF_A_FAULT)
                }
                _ => return None,
            }
        }
        Err(why) if is_passing(&**why) => (None, TRIES_OF_A_FAULT),
        Err(_) => return None,
    };
    (tries < most).then_some(asked.unwrap_or(own).max(PAUSE))
}

/// Returns whether a connection failed for a temporary reason.
fn is_passing(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<std::io::Error>()
            && matches!(
                io.kind(),
                ErrorKind::ConnectionRefused
                    | ErrorKind::ConnectionReset
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::BrokenPipe
                    | ErrorKind::UnexpectedEof
            )
        {
            return true;
        }
        if one.to_string().contains("connection closed before message completed") {
            return true;
        }
        cause = one.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tower::{ServiceExt, service_fn};

    type Answer = Result<Response<()>, BoxError>;

    /// Sends requests to a server with this answer; returns the number of attempts, the result, and the time
    /// on a paused clock.
    fn ask(method: Method, within: u64, answer: fn(u32) -> Answer) -> (u32, Answer, Duration) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(async move {
            let count = Arc::new(AtomicU32::new(0));
            let counted = count.clone();
            let server = service_fn(move |_: Request<Body>| {
                let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
                async move { answer(number) }
            });
            let begun = Instant::now();
            let request = Request::builder().method(method).body(Body::empty()).expect("a request");
            let layer = Retry { within: Duration::from_secs(within) };
            let answer = layer.layer(server).oneshot(request).await;
            (count.load(Ordering::SeqCst), answer, begun.elapsed())
        })
    }

    #[allow(clippy::unnecessary_wraps)]
    fn with(code: u16, after: Option<&str>) -> Answer {
        let mut answer = Response::builder().status(code);
        if let Some(after) = after {
            answer = answer.header("retry-after", after);
        }
        Ok(answer.body(()).expect("an answer"))
    }

    fn status(answer: Answer) -> u16 {
        answer.expect("an answer").status().as_u16()
    }

    #[test]
    fn a_busy_server_is_asked_again_when_it_said() {
        let (count, answer, took) =
            ask(Method::GET, 30, |number| if number < 3 { with(429, Some("1")) } else { with(200, None) });
        assert_eq!((count, status(answer)), (3, 200));
        assert!(took >= Duration::from_secs(2), "{took:?}");
    }

    #[test]
    fn it_ends_within_the_time_and_after_ten_tries() {
        let (count, answer, took) = ask(Method::GET, 5, |_| with(429, Some("2")));
        assert_eq!((count, status(answer)), (3, 429));
        assert!(took < Duration::from_secs(5));
        assert_eq!(ask(Method::GET, 10_000, |_| with(429, Some("1"))).0, TRIES);
        assert_eq!(ask(Method::GET, 5, |_| with(429, Some("100000"))).0, 1);
        assert_eq!(ask(Method::GET, 100, |_| with(503, None)).0, TRIES_OF_A_FAULT);
    }

    #[test]
    fn refused_and_reset_connections_are_tried_again() {
        let (count, answer, _) = ask(Method::GET, 30, |number| {
            if number < 3 {
                let kinds = [ErrorKind::ConnectionRefused, ErrorKind::ConnectionReset];
                Err(std::io::Error::from(kinds[number as usize - 1]).into())
            } else {
                with(200, None)
            }
        });
        assert_eq!((count, status(answer)), (3, 200));

        assert_eq!(ask(Method::GET, 30, |_| Err("invalid peer certificate".into())).0, 1);
    }

    #[test]
    fn a_refusal_and_a_write_are_sent_once() {
        assert_eq!(ask(Method::GET, 30, |_| with(403, None)).0, 1);
        for method in [Method::POST, Method::PATCH, Method::DELETE] {
            assert_eq!(ask(method, 30, |_| with(429, Some("1"))).0, 1);
        }
    }
}
