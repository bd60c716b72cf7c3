//! What stands between a check that found nothing and its pass: objects that could not be read, or not whole,
//! and, over files, what is absent from them.
//!
//! Findings are told all the same; only a pass needs that everything was seen.

use super::{Check, Finding, fields};
use crate::model::scope::Reads;
use crate::model::{Feed, Kind, Scope};

/// The kinds that a pass would rest on and that were not seen whole, each with the reason.
pub fn doubts(check: &Check, scope: &Scope<'_>) -> Vec<(Kind, String)> {
    check.reads.iter().flat_map(|read| of(check, scope, *read)).collect()
}

fn of(check: &Check, scope: &Scope<'_>, read: Reads) -> Vec<(Kind, String)> {
    match read {
        Reads::Kind(kind) | Reads::Optional(kind) => {
            let mut all = unread(check, scope, kind);
            all.extend(absent(scope, kind, count(scope, kind)));
            all
        }
        Reads::Everywhere(kind) => {
            let mut all = scope.missing(&[read]);
            all.extend(unread(check, scope, kind));
            all.extend(elsewhere(scope, kind));
            all.extend(absent(scope, kind, scope.whole().count(kind)));
            all
        }
        Reads::Exposure | Reads::Tokens => {
            let mut all = unread(check, scope, Kind::APIRule);
            all.extend(scope.unseen_everywhere(Kind::APIRule));
            all.extend(absent(scope, Kind::APIRule, scope.whole().count(Kind::APIRule)));
            all
        }
        Reads::Platform | Reads::Hint(_) | Reads::Hints(_) | Reads::OtherPolicies | Reads::ExposureHint => {
            Vec::new()
        }
    }
}

/// Objects of the namespace in which something that this check looks at could not be read.
fn unread(check: &Check, scope: &Scope<'_>, kind: Kind) -> Vec<(Kind, String)> {
    if !kind.is_read_in_part() {
        return Vec::new();
    }
    let own = scope.space.unreadable.iter().filter(|((of, _), _)| *of == kind);
    let concerned = own.filter(|((_, name), _)| {
        let faults = scope.space.meta(kind, name).map(|meta| meta.faults.as_slice());
        faults.is_none_or(|faults| faults.iter().any(|fault| fields::reads(check.id, kind, &fault.pointer)))
    });
    concerned.map(|((_, name), why)| (kind, format!("{name} could not be read: {why}"))).collect()
}

fn elsewhere(scope: &Scope<'_>, kind: Kind) -> Vec<(Kind, String)> {
    if kind.is_read_in_part() { scope.unseen_everywhere(kind) } else { Vec::new() }
}

/// Files may leave out what the cluster has.
fn absent(scope: &Scope<'_>, kind: Kind, count: usize) -> Option<(Kind, String)> {
    let served = scope.whole().feeds().everywhere(kind) != Feed::NotServed;
    (scope.is_from_files() && served && count == 0).then(|| (kind, "none among the files".into()))
}

/// How many objects of a kind there are where a check of this scope looks for them.
fn count(scope: &Scope<'_>, kind: Kind) -> usize {
    let info = kind.info();
    if !info.place().is_empty() || !info.namespaced() && kind != Kind::Namespace {
        return scope.whole().count(kind);
    }
    scope.space.count(kind)
}

/// Leaves out findings about fields that could not be read: they would take what is missing for what is there.
pub fn take_unsound(found: &mut Vec<Finding>, scope: &Scope<'_>) -> Option<(Kind, String)> {
    let mut reason = None;
    found.retain(|finding| {
        let why = unsound(finding, scope);
        let sound = why.is_none();
        reason = reason.take().or(why);
        sound
    });
    reason
}

fn unsound(finding: &Finding, scope: &Scope<'_>) -> Option<(Kind, String)> {
    let kind = finding.object.known()?;
    let meta = scope.space.meta(kind, &finding.object.name)?;
    let touched =
        meta.faults.iter().find(|fault| !finding.path.is_empty() && fault.touches(&finding.path))?;
    Some((kind, format!("{} could not be read: {}", finding.object.name, touched.words())))
}
