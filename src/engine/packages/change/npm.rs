//! The entries of a `package.json` changed: only their values are written anew.

use super::spec::{bare, npm_at, over_tls};
use super::{Change, Patch};
use crate::engine::packages::npm::{Placed, placed};
use crate::engine::packages::{Pin, Problem};

pub(super) fn patches(text: &str, change: &Change) -> Result<Vec<Patch>, String> {
    let (name, spec) = match change {
        Change::Pin { name, spec, .. } | Change::Encrypt { name, spec } => (name, spec),
        Change::EncryptOption { .. } | Change::Drop { .. } | Change::OnlyIndex { .. } => {
            return Err("a package.json has no options".into());
        }
    };
    let all = placed(text).map_err(|Problem { message, .. }| message)?;
    let meant = all.into_iter().filter(|one| {
        let own = &one.dependency;
        !own.dev && own.name == *name && bare(&own.spec) == *spec
    });
    let patch = |one: Placed| {
        let new = new(&one, change)?;
        Some((one.value?, serde_json::to_string(&new).ok()?))
    };
    Ok(meant.filter_map(patch).collect())
}

fn new(one: &Placed, change: &Change) -> Option<String> {
    let spec = &one.dependency.spec;
    match change {
        Change::Pin { to, .. } => Some(match one.dependency.pin {
            Pin::Git { .. } => npm_at(spec, to),
            Pin::Exact | Pin::Range | Pin::Tag | Pin::Url { .. } | Pin::Path | Pin::Missing => {
                format!("{}{to}", alias(spec).unwrap_or_default())
            }
        }),
        Change::Encrypt { .. } => {
            let (scheme, rest) = spec.split_once("://")?;
            Some(format!("{}://{rest}", over_tls(scheme.trim())?))
        }
        Change::EncryptOption { .. } | Change::Drop { .. } | Change::OnlyIndex { .. } => None,
    }
}

/// `npm:name@`, behind which the version of another package's name stands.
fn alias(spec: &str) -> Option<String> {
    let alias = spec.trim().strip_prefix("npm:")?;
    let at = alias.get(1..)?.find('@').map_or(alias.len(), |at| at + 1);
    Some(format!("npm:{}@", alias.get(..at)?))
}
