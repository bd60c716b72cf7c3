//! Changes entries of a `package.json`: only their values are rewritten.

use super::spec::{bare, npm_at, over_tls};
use super::{PackageEdit, Patch};
use crate::engine::packages::npm::{PlacedDependency, placed};
use crate::engine::packages::{Pin, Problem};

pub(super) fn patches(text: &str, change: &PackageEdit) -> Result<Vec<Patch>, String> {
    let (name, spec) = match change {
        PackageEdit::Pin { name, spec, .. } | PackageEdit::Encrypt { name, spec } => (name, spec),
        PackageEdit::EncryptOption { .. } | PackageEdit::Drop { .. } | PackageEdit::OnlyIndex { .. } => {
            return Err("a package.json has no options".into());
        }
    };
    let all = placed(text).map_err(|Problem { message, .. }| message)?;
    let meant = all.into_iter().filter(|one| {
        let own = &one.dependency;
        !own.dev && own.name == *name && bare(&own.spec) == *spec
    });
    let patch = |placed_dependency: PlacedDependency| {
        let new = new(&placed_dependency, change)?;
        Some((placed_dependency.value?, serde_json::to_string(&new).ok()?))
    };
    Ok(meant.filter_map(patch).collect())
}

fn new(one: &PlacedDependency, change: &PackageEdit) -> Option<String> {
    let spec = &one.dependency.spec;
    match change {
        PackageEdit::Pin { to, .. } => Some(match one.dependency.pin {
            Pin::Git { .. } => npm_at(spec, to),
            Pin::Exact | Pin::Range | Pin::Tag | Pin::Url { .. } | Pin::Path | Pin::Missing => {
                format!("{}{to}", alias(spec).unwrap_or_default())
            }
        }),
        PackageEdit::Encrypt { .. } => {
            let (scheme, rest) = spec.split_once("://")?;
            Some(format!("{}://{rest}", over_tls(scheme.trim())?))
        }
        PackageEdit::EncryptOption { .. } | PackageEdit::Drop { .. } | PackageEdit::OnlyIndex { .. } => None,
    }
}

/// `npm:name@`, after which the version of the other package follows.
fn alias(spec: &str) -> Option<String> {
    let alias = spec.trim().strip_prefix("npm:")?;
    let at = alias.get(1..)?.find('@').map_or(alias.len(), |at| at + 1);
    Some(format!("npm:{}@", alias.get(..at)?))
}
