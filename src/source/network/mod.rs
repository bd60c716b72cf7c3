//! The route to a server: its address, certificates and proxies, and the client that uses them.

pub mod address;
mod note;
pub mod proxy;
mod retry;
pub mod tls;

use super::bounds::{Bound, BoundedBody};
use super::login::Credentials;
use super::trouble::{Trouble, TroubleKind};
use futures::TryFutureExt;
use http::header::AUTHORIZATION;
use http::{Request, StatusCode};
use kube::client::Body;
use kube::{Client, Config};
use note::{CountedBody, NetworkNote};
use retry::Retry;
use std::time::Duration;
use tower::{BoxError, Layer, ServiceExt, service_fn};

/// Returns a client that adds the credentials, bounds the answers and retries within a time limit.
///
/// # Errors
/// If the client cannot be set up with this configuration.
pub fn client(config: Config, credentials: Credentials, retry: Option<Duration>) -> Result<Client, Trouble> {
    let namespace = config.default_namespace.clone();
    let inner = Client::try_from(config).map_err(|why| Trouble::of("Setting up the connection", &why))?;
    let authorized =
        service_fn(move |request: Request<Body>| send(inner.clone(), credentials.clone(), request));
    let asking = Retry { within: retry.unwrap_or_default() }.layer(authorized);
    let bounded = service_fn(move |request: Request<Body>| {
        let bound = Bound::of(request.uri());
        let answer = asking.clone().oneshot(request);
        answer.map_ok(move |answer| answer.map(|body| BoundedBody::new(body, bound)))
    });
    Ok(Client::new(bounded, namespace))
}

async fn send(
    client: Client,
    credentials: Credentials,
    mut request: Request<Body>,
) -> Result<http::Response<CountedBody>, BoxError> {
    if let Some(header) = credentials.header().await? {
        request.headers_mut().insert(AUTHORIZATION, header);
    }
    let note = NetworkNote::of(&request);
    let answer = client.send(request).await.inspect_err(|why| note.failed(why))?;
    let answer = note.answered(answer);
    if answer.status() == StatusCode::UNAUTHORIZED {
        credentials.refused().await;
    }
    // The credentials are not meant for the target of a redirect.
    if answer.status().is_redirection() {
        let why = format!(
            "the server redirects to another address (HTTP {}), which is not followed",
            answer.status().as_u16()
        );
        let next = "Name the address of the API server itself in the kubeconfig.";
        return Err(Trouble::new(TroubleKind::Other, "Asking the server", why, next).into());
    }
    Ok(answer)
}
