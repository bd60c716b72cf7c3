//! Findings about objects that are being deleted: they disappear by themselves, and creations are refused.

use super::fix::EditKind;
use super::prelude::*;
use crate::model::strings::SmallStr;

/// Lowers a finding to at most low, with the reason, if its object or its namespace is being deleted.
#[must_use]
pub fn mark(scope: &Scope<'_>, finding: Finding) -> Finding {
    let Some(what) = leaving(scope, &finding) else { return finding };
    let severity = finding.severity.max(Low);
    let said = match (finding.note.as_str(), severity == finding.severity) {
        ("", true) => format!("{what} is being deleted"),
        ("", false) => format!("lowered from {}: {what} is being deleted", finding.severity),
        (note, _) => format!("{note}; {what} is being deleted"),
    };
    finding.graded(severity, said)
}

/// Removes fixes that would create an object in a namespace that is being deleted: the server refuses it.
#[must_use]
pub fn allowed(scope: &Scope<'_>, mut fixes: Vec<Fix>) -> Vec<Fix> {
    if is_terminating(scope) {
        let creates =
            |edit: &Edit| matches!(edit.change, EditKind::Create(_)) && edit.target.namespace == scope.name();
        fixes.retain(|fix| !fix.edits.iter().any(creates));
    }
    fixes
}

fn leaving(scope: &Scope<'_>, finding: &Finding) -> Option<String> {
    if is_terminating(scope) {
        return Some(format!("namespace {}", scope.name()));
    }
    let object = &finding.object;
    let own = object.known().and_then(|kind| scope.space.meta(kind, &object.name));
    if own.is_some_and(|meta| meta.deleting) {
        return Some(format!("{} {}", object.kind, object.name));
    }
    let functions = &finding.functions;
    let gone = |name: &SmallStr| {
        scope.space.functions.get(name.as_str()).is_some_and(|function| function.meta.deleting)
    };
    (!functions.is_empty() && functions.iter().all(gone)).then(|| some_of(functions))
}

fn is_terminating(scope: &Scope<'_>) -> bool {
    scope.space.namespace().is_some_and(|namespace| namespace.meta.deleting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::calendar::Day;
    use crate::model::namespace::Namespace;
    use crate::model::{Change, Dirty, Object, Snapshot};

    #[test]
    fn nothing_new_is_proposed_in_a_namespace_that_is_being_deleted() {
        let meta = |deleting| Meta { name: "shop".into(), deleting, ..Meta::default() };
        let create = Edit::create(ObjectRef::new(Kind::Secret, "shop", "a"), json!({}));
        let modify = Edit::modify(ObjectRef::new(Kind::Function, "shop", "a"), Vec::new());
        let fixes =
            vec![Fix::new("one", Risk::Safe).edit(create), Fix::new("other", Risk::Safe).edit(modify)];
        for (deleting, left) in [(false, 2), (true, 1)] {
            let mut snapshot = Snapshot::default();
            let namespace = Object::Namespace(Box::new(Namespace { meta: meta(deleting) }));
            snapshot.apply(Change::Put(namespace), &mut Dirty::default());
            let space = snapshot.space("shop").expect("there");
            let scope = Scope::new(&snapshot, space, Day::new(2026, 11, 1));
            assert_eq!(allowed(&scope, fixes.clone()).len(), left);
        }
    }
}
