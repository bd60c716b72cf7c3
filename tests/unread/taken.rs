//! Something is taken away that could be seen: the verdicts may become unknown, and never better.

use crate::support::cases::{cases, of_clusters};
use crate::support::{Estate, TODAY};
use fnsec::checks::judge;
use fnsec::checks::{Check, Verdict};
use fnsec::model::{Change, Dirty, Extent, Feed, Kind, ObjectRef, Scope, Snapshot, Space};
use fnsec::verdicts::Report;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is taken away.
#[derive(Debug, Clone)]
pub enum Taken {
    /// A kind, and how it is missing.
    Kind(Kind, Feed),
    /// An object that cannot be read any more.
    Object(ObjectRef),
    /// A field of an object, which now has the wrong type.
    Field(ObjectRef, String),
    /// A document of an unknown kind, beside the others.
    Document,
}

/// A value that no field of any kind takes.
fn wrong(value: &Value) -> Value {
    if value.is_array() { json!({"wrong": {}}) } else { json!([[]]) }
}

/// What is left without all of it.
pub fn without(estate: &Estate, taken: &[&Taken]) -> Snapshot {
    let mut estate = estate.clone();
    let mut changes: Vec<Change> = Vec::new();
    for one in taken {
        match one {
            Taken::Kind(kind, feed) => {
                estate.feeds.retain(|(of, _)| of != kind);
                estate.feeds.push((*kind, feed.clone()));
            }
            Taken::Object(target) => {
                let kind = target.known().expect("a kind that is read");
                let (namespace, name) = (target.namespace.clone(), target.name.clone());
                changes.push(Change::Unreadable {
                    kind,
                    namespace: namespace.into(),
                    name: name.into(),
                    why: "it broke".into(),
                });
            }
            Taken::Field(target, pointer) => {
                let object = estate.objects.get_mut(target).expect("there");
                // Something around it may be gone already.
                if let Some(field) = object.pointer_mut(pointer) {
                    *field = wrong(field);
                }
            }
            Taken::Document => changes.extend(documents(&estate)),
        }
    }
    let (mut snapshot, mut dirty) = (estate.snapshot(), Dirty::default());
    for change in changes {
        snapshot.apply(change, &mut dirty);
    }
    snapshot
}

/// A document that may have been anything, anywhere.
fn documents(estate: &Estate) -> Vec<Change> {
    let snapshot = estate.snapshot();
    let spaces: Vec<String> = snapshot.spaces().map(|space| space.name.to_string()).collect();
    let homes = |kind: Kind| {
        let within = kind.info().namespaced() || kind == Kind::Namespace;
        if within { spaces.clone() } else { vec![String::new()] }
    };
    let broken = |kind: Kind, namespace: String| Change::Unreadable {
        kind,
        namespace,
        name: "document a.yaml:1".into(),
        why: "it broke".into(),
    };
    Kind::ALL
        .into_iter()
        .flat_map(|kind| homes(kind).into_iter().map(move |home| broken(kind, home)))
        .collect()
}

pub fn verdict(check: &Check, snapshot: &Snapshot, name: &str, estate: &Estate) -> Verdict {
    let empty = Space::named(name);
    let space = snapshot.space(name).unwrap_or(&empty);
    judge(check, &Scope::new(snapshot, space, estate.today()))
}

/// Everything that can be taken away from an estate without being itself what a finding is about.
pub fn takes(estate: &Estate) -> Vec<Taken> {
    let mut all = vec![Taken::Document];
    let kinds: BTreeSet<Kind> = estate.objects.keys().filter_map(ObjectRef::known).collect();
    for kind in kinds {
        for feed in [
            Feed::Forbidden("403".into()),
            Feed::Failed("reset".into()),
            Feed::LoggedOut("401".into()),
            Feed::Opening(3),
            Feed::NotAsked,
        ] {
            all.push(Taken::Kind(kind, feed));
        }
    }
    for (target, value) in &estate.objects {
        all.push(Taken::Object(target.clone()));
        for pointer in pointers(value, 3) {
            if !pointer.starts_with("/metadata/name")
                && pointer != "/metadata"
                && pointer != "/apiVersion"
                && pointer != "/kind"
            {
                all.push(Taken::Field(target.clone(), pointer));
            }
        }
    }
    all
}

/// Every place of a value, down to a depth.
fn pointers(value: &Value, depth: usize) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => {
            map.iter().map(|(key, inner)| (key.replace('~', "~0").replace('/', "~1"), inner)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(at, inner)| (at.to_string(), inner)).collect(),
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (key, inner) in inner {
        all.push(format!("/{key}"));
        if depth > 0 {
            all.extend(pointers(inner, depth - 1).into_iter().map(|rest| format!("/{key}{rest}")));
        }
    }
    all
}

/// Whether a verdict became a pass that was none.
pub fn is_better(before: &Verdict, after: &Verdict) -> bool {
    matches!(after, Verdict::Pass) && !matches!(before, Verdict::Pass)
}

#[test]
fn nothing_that_is_taken_away_makes_a_verdict_of_a_fixture_a_pass() {
    let mut better: BTreeSet<String> = BTreeSet::new();
    let mut tried = 0;
    for case in cases() {
        for extent in [Extent::Cluster, Extent::Files] {
            let mut estate = case.estate.clone();
            estate.extent = extent;
            let whole = estate.snapshot();
            let names: Vec<String> =
                whole.spaces().map(|space| space.name.to_string()).chain([String::new()]).collect();
            let before: Vec<Verdict> =
                names.iter().map(|name| verdict(case.check, &whole, name, &estate)).collect();
            if before.iter().all(|one| matches!(one, Verdict::Pass)) {
                continue;
            }
            // Files are not refused.
            let is_given = |one: &Taken| extent == Extent::Cluster || !matches!(one, Taken::Kind(..));
            for taken in takes(&estate).into_iter().filter(is_given) {
                let less = without(&estate, &[&taken]);
                tried += 1;
                for (name, before) in names.iter().zip(&before) {
                    if is_better(before, &verdict(case.check, &less, name, &estate)) {
                        better.insert(format!(
                            "{}: {}.{} {extent:?} without {taken:?}",
                            case.check.id, case.sort, case.name
                        ));
                    }
                }
            }
        }
    }
    assert!(better.is_empty(), "{} of {tried}: {better:#?}", better.len());
    assert!(tried > 5_000, "{tried} cases");
}

/// A namespace that nothing leads to or from.
const STRANGERS: &str = "apiVersion: v1
kind: Namespace
metadata: {name: elsewhere}
---
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: stranger, namespace: elsewhere}
spec: {runtime: nodejs24, source: {inline: {source: 'x'}}}
---
apiVersion: v1
kind: Service
metadata: {name: stranger, namespace: elsewhere}
spec: {selector: {app: stranger}, ports: [{port: 80}]}
---
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: stranger, namespace: elsewhere}
spec:
  hosts: [stranger.elsewhere.example]
  gateway: kyma-system/kyma-gateway
  service: {name: stranger, port: 80}
  rules: [{path: /x, methods: [GET], noAuth: true}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: stranger, namespace: elsewhere}
spec: {podSelector: {}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: stranger, namespace: elsewhere}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: stranger}]
";

#[test]
fn a_fixture_beside_another_namespace_keeps_its_verdicts() {
    let mut changed: BTreeSet<String> = BTreeSet::new();
    let other = Estate::read(STRANGERS);
    for case in cases() {
        let mut more = case.estate.clone();
        more.objects.extend(other.objects.clone());
        let (before, after) =
            (Report::of(&case.estate.snapshot(), TODAY), Report::of(&more.snapshot(), TODAY));
        for (name, space) in before.spaces().filter(|(name, _)| !name.is_empty()) {
            let same = after.space(name).is_some_and(|one| one.verdicts == space.verdicts);
            if !same {
                changed.insert(format!("{}/{}.{} in {name}", case.check.id, case.sort, case.name));
            }
        }
    }
    let _ = of_clusters();
    assert!(changed.is_empty(), "{changed:#?}");
}
