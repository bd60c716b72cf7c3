//! Asks the server about every kind, a few at a time and within one time limit.

use super::{NeededRight, Rights};
use crate::cli::doctor::check::reason;
use crate::model::Kind;
use crate::model::kind::KindScope;
use crate::source::access::{may, may_read_namespace};
use crate::source::watches::WatchScope;
use crate::source::{Trouble, discover};
use futures::StreamExt;
use kube::Client;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Number of concurrent requests.
const AT_ONCE: usize = 8;

/// Returns what can be read of each kind; kinds without an answer in time are unknown.
///
/// # Errors
/// If the server does not report what it serves; `None` means no answer in time.
pub async fn ask(client: &Client, scope: &WatchScope, limit: Duration) -> Result<Rights, Option<Trouble>> {
    let end = Instant::now() + limit;
    let catalogue = timeout_at(end, discover::catalogue(client)).await.map_err(|_| None)?.map_err(Some)?;
    let each = Kind::watched().into_iter().map(|kind| {
        let served = catalogue.of(kind).is_some();
        async move {
            if !served {
                return (kind, NeededRight::NotServed);
            }
            let right = match timeout_at(end, of(client, scope, kind)).await {
                Ok(Ok(right)) => right,
                Ok(Err(trouble)) => NeededRight::Unknown(reason(&trouble).into()),
                Err(_) => NeededRight::Unknown(format!("no answer within {} s", limit.as_secs_f32())),
            };
            (kind, right)
        }
    });
    Ok(futures::stream::iter(each).buffered(AT_ONCE).collect().await)
}

async fn of(client: &Client, scope: &WatchScope, kind: Kind) -> Result<NeededRight, Trouble> {
    let (namespace, name) = match kind.info().reach {
        KindScope::Only(namespace, name) => (namespace, name),
        KindScope::Cluster | KindScope::Namespaced => ("", ""),
    };
    let (list, watch) = both(client, kind, namespace, name).await?;
    if list && watch {
        return Ok(NeededRight::Allowed);
    }
    let mut places = scope.named.clone();
    if places.is_empty() && !scope.fallback.is_empty() {
        places.push(scope.fallback.clone());
    }
    let divided = kind == Kind::Namespace || kind.info().reach == KindScope::Namespaced;
    if !divided || places.is_empty() {
        return Ok(NeededRight::Refused { list, watch });
    }
    let mut allowed = Vec::new();
    for place in &places {
        if is_allowed(client, kind, place).await? {
            allowed.push(place.clone());
        }
    }
    // If some of the named namespaces are refused, less can be read than requested.
    Ok(if allowed.len() == places.len() {
        NeededRight::Within(allowed)
    } else {
        NeededRight::Refused { list, watch }
    })
}

async fn is_allowed(client: &Client, kind: Kind, place: &str) -> Result<bool, Trouble> {
    if kind == Kind::Namespace {
        return may_read_namespace(client, place).await;
    }
    let (list, watch) = both(client, kind, place, "").await?;
    Ok(list && watch)
}

async fn both(client: &Client, kind: Kind, namespace: &str, name: &str) -> Result<(bool, bool), Trouble> {
    let [list, watch] = ["list", "watch"].map(|verb| may(client, verb, kind, namespace, name));
    tokio::try_join!(list, watch)
}
