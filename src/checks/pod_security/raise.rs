//! Raises the level of a namespace as far as its pods allow.
//! A scope flows in; the possible changes, with the pods that prevent more, flow out.

use super::standard::{Fit, edition, fit, label, policy};
use crate::checks::prelude::*;
use crate::engine::pod_security::Level;

/// Enforces what every pod satisfies. If one does not, only warns first, and enforces only by choice: the same
/// command run twice must not go further than the first time.
pub(super) fn fixes(scope: &Scope<'_>) -> Vec<Fix> {
    let fit = fit(scope);
    let sound = fit.level > Level::Privileged && fit.unseen.is_empty();
    if sound {
        return vec![enforce(scope, fit.level, Risk::Safe, price(scope, &fit))];
    }
    let first = warn(scope, &fit);
    let enforce = enforce(scope, Level::Baseline, Risk::MayBreak, price(scope, &fit)).by_choice();
    first.into_iter().chain([enforce]).collect()
}

fn enforce(scope: &Scope<'_>, level: Level, risk: Risk, price: String) -> Fix {
    let mut draft = Draft::new(scope);
    draft.set("enforce", level, &why_enforce(scope, level));
    draft.raise(Level::Restricted, "pods that violate the strictest level cause a warning, but are admitted");
    Fix::new(format!("Enforce {level}"), risk).costs(price).edit(draft.edit)
}

fn why_enforce(scope: &Scope<'_>, level: Level) -> String {
    let fetches = scope.space.functions.values().any(|function| function.is_git());
    match level {
        Level::Restricted => "pods that violate the strictest level are refused".into(),
        Level::Baseline if fetches => {
            "pods with dangerous settings are refused; Functions from Git do not satisfy restricted".into()
        }
        Level::Baseline | Level::Privileged => "pods with dangerous settings are refused".into(),
    }
}

fn price(scope: &Scope<'_>, fit: &Fit) -> String {
    let against: Vec<&String> = fit.against.iter().collect();
    let verb = if against.len() == 1 { "violates" } else { "violate" };
    if !against.is_empty() {
        return format!("{} {verb} baseline: once stopped, such pods do not start again.", some_of(&against));
    }
    let satisfied = "Every pod seen here satisfies it; jobs that are not running now were not seen.";
    unknown(scope, fit).unwrap_or_else(|| satisfied.into())
}

/// Returns a sentence about the kinds that could not be listed.
fn unknown(scope: &Scope<'_>, fit: &Fit) -> Option<String> {
    let unseen: Vec<&str> = fit.unseen.iter().map(|kind| kind.info().plural).collect();
    let words = || {
        format!(
            "You may not list {} in {}, so it is unknown whether a pod violates the level.",
            some_of(&unseen),
            scope.name()
        )
    };
    (!unseen.is_empty()).then(words)
}

/// Sets warn and audit to baseline; returns nothing where both are set already.
fn warn(scope: &Scope<'_>, fit: &Fit) -> Option<Fix> {
    let mut draft = Draft::new(scope);
    draft.raise(Level::Baseline, "pods that violate it cause a warning, but are admitted");
    let in_the_way: Vec<&String> = fit.against.iter().collect();
    let price = if in_the_way.is_empty() {
        "Nothing is refused: check the warnings before you enforce a level.".to_owned()
    } else {
        format!("Nothing is refused. Fix {} before you enforce baseline.", some_of(&in_the_way))
    };
    let price = unknown(scope, fit).map_or_else(|| price.clone(), |why| format!("{price} {why}"));
    draft.changes.then(|| Fix::new("Warn at baseline", Risk::Safe).costs(price).edit(draft.edit))
}

/// Labels to be set on the Namespace of a scope.
pub(super) struct Draft<'a> {
    scope: &'a Scope<'a>,
    pub edit: Edit,
    pub changes: bool,
}

impl<'a> Draft<'a> {
    pub fn new(scope: &'a Scope<'a>) -> Self {
        let edit = Edit::modify(ObjectRef::new(Kind::Namespace, "", scope.name()), Vec::new());
        Self { scope, edit, changes: false }
    }

    /// Sets a level and pins its version.
    pub fn set(&mut self, mode: &str, level: Level, why: &str) {
        let version = format!("{mode}-version");
        let pinned = "the version of the standard: a cluster upgrade does not tighten the level";
        if let crate::checks::fix::EditKind::Modify(ops) = &mut self.edit.change {
            ops.push(Op::set(label(mode), json!(level.as_str())));
            ops.push(Op::set(label(&version), json!(edition(self.scope).to_string())));
        }
        self.edit.notes.push((label(mode), why.to_owned()));
        self.edit.notes.push((label(&version), pinned.to_owned()));
        self.changes = true;
    }

    /// Sets warn and audit to a level, unless they are at least that strict already.
    pub fn raise(&mut self, level: Level, why: &str) {
        let policy = policy(self.scope);
        let labels = self.scope.space.namespace().map(|namespace| &namespace.meta.labels);
        for (mode, now) in [("warn", policy.warn.0), ("audit", policy.audit.0)] {
            let said =
                labels.is_some_and(|all| all.get(&format!("pod-security.kubernetes.io/{mode}")).is_some());
            if !said || now < level {
                let why = if mode == "warn" { why } else { "the same for the audit log" };
                self.set(mode, level, why);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::fix::EditKind;
    use crate::decode;
    use crate::model::calendar::Day;
    use crate::model::{Change, Dirty, Feed, Snapshot};
    use crate::yaml::pointer;

    fn space(labels: &Value) -> Value {
        json!({ "metadata": { "name": "payments", "labels": labels } })
    }

    fn proposed(labels: &Value, objects: &[(Kind, Value)]) -> Vec<Fix> {
        let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
        for kind in Kind::ALL {
            snapshot.apply(Change::Feed { kind, namespace: String::new(), feed: Feed::Live }, &mut dirty);
        }
        for (kind, value) in [(Kind::Namespace, space(labels))].iter().chain(objects) {
            let object = decode::object(*kind, &value.to_string()).expect("reads");
            snapshot.apply(Change::Put(object), &mut dirty);
        }
        let scope = Scope::new(&snapshot, snapshot.space("payments").expect("there"), Day::new(2026, 11, 1));
        fixes(&scope)
    }

    fn labels_after(labels: &Value, fix: usize, objects: &[(Kind, Value)]) -> Value {
        let EditKind::Modify(ops) = &proposed(labels, objects)[fix].edits[0].change else {
            panic!("changes the namespace")
        };
        pointer::apply(&space(labels), ops).expect("fits")["metadata"]["labels"].clone()
    }

    fn level(labels: &Value, mode: &str) -> String {
        labels[format!("pod-security.kubernetes.io/{mode}")].as_str().unwrap_or("none").to_owned()
    }

    #[test]
    fn warnings_go_one_step_beyond_and_every_version_is_pinned() {
        let after = labels_after(&Value::Null, 0, &git());
        assert_eq!(
            ["enforce", "warn", "audit"].map(|mode| level(&after, mode)),
            ["baseline", "restricted", "restricted"]
        );
        for mode in ["enforce-version", "warn-version", "audit-version"] {
            assert_eq!(level(&after, mode), "v1.33", "{mode}");
        }
    }

    #[test]
    fn a_stricter_warning_of_their_own_stays() {
        let own = json!({ "pod-security.kubernetes.io/warn": "restricted", "pod-security.kubernetes.io/warn-version": "v1.30" });
        let after = labels_after(&own, 0, &[(Kind::Pod, privileged())]);
        assert_eq!([level(&after, "warn"), level(&after, "warn-version")], ["restricted", "v1.30"]);
        assert_eq!([level(&after, "audit"), level(&after, "enforce")], ["baseline", "none"]);
    }

    #[test]
    fn who_breaks_baseline_is_named_before_it_is_enforced() {
        let objects = [(Kind::Pod, privileged())];
        let after = labels_after(&Value::Null, 1, &objects);
        assert_eq!(level(&after, "enforce"), "baseline");
        let second = &proposed(&Value::Null, &objects)[1];
        assert_eq!((second.risk, second.price.contains("agent violates baseline")), (Risk::MayBreak, true));
    }

    fn git() -> [(Kind, Value); 1] {
        let source = json!({ "gitRepository": { "url": "https://git.example.com/a.git" } });
        let meta = json!({ "name": "refund", "namespace": "payments" });
        [(Kind::Function, json!({ "metadata": meta, "spec": { "runtime": "nodejs22", "source": source } }))]
    }

    fn privileged() -> Value {
        let container = json!({ "name": "a", "securityContext": { "privileged": true } });
        json!({ "metadata": { "name": "agent", "namespace": "payments" }, "spec": { "containers": [container] } })
    }
}
