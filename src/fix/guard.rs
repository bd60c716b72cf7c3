//! Changes that cannot succeed with any fix: refused before anything is planned or written.

use super::plan_error::PlanError;
use crate::checks::Fix;
use crate::checks::fix::EditKind;
use crate::model::{ObjectRef, Snapshot};
use crate::yaml::pointer::{self, Op};
use serde_json::Value;

/// Refuses to create objects in a namespace that is being deleted: the API server does not accept new objects
/// there.
#[must_use]
pub fn terminating(fix: &Fix, snapshot: &Snapshot) -> Option<PlanError> {
    let ends = |name: &str| {
        let space = snapshot.space(name).filter(|_| !name.is_empty());
        space.and_then(|space| space.namespace()).is_some_and(|namespace| namespace.meta.deleting)
    };
    let mut new = fix.edits.iter().filter(|edit| matches!(edit.change, EditKind::Create(_)));
    let edit = new.find(|edit| ends(&edit.target.namespace))?;
    Some(PlanError::Terminating(edit.target.clone()))
}

/// Refuses to change an object that is being deleted.
pub(super) fn leaving(full: &Value, target: &ObjectRef) -> Result<(), PlanError> {
    let time = full.pointer("/metadata/deletionTimestamp").and_then(Value::as_str);
    match time.filter(|time| !time.is_empty()) {
        Some(_) => Err(PlanError::Leaving(target.clone())),
        None => Ok(()),
    }
}

/// A version of an API that has fewer fields, or accepts fewer values, than the one that fixes are written
/// for.
struct Older {
    kind: &'static str,
    version: &'static str,
    newer: &'static str,
    /// The fields of `spec`; a fix may set no others.
    fields: &'static [&'static str],
    /// Fields of `spec` that accept only these values.
    values: &'static [(&'static str, &'static [&'static str])],
}

/// From the CRDs of the releases that served them.
const OLDER: [Older; 4] = [
    Older {
        kind: "Function",
        version: "serverless.kyma-project.io/v1alpha1",
        newer: "v1alpha2",
        fields: &[
            "baseDir",
            "buildResources",
            "deps",
            "env",
            "labels",
            "maxReplicas",
            "minReplicas",
            "reference",
            "resources",
            "runtime",
            "runtimeImageOverride",
            "source",
            "type",
        ],
        values: &[(
            "runtime",
            &["nodejs10", "nodejs12", "nodejs14", "nodejs16", "python37", "python38", "python39"],
        )],
    },
    Older {
        kind: "APIRule",
        version: "gateway.kyma-project.io/v1beta1",
        newer: "v2",
        fields: &["corsPolicy", "gateway", "host", "rules", "service", "timeout"],
        values: &[],
    },
    Older {
        kind: "APIRule",
        version: "gateway.kyma-project.io/v1alpha1",
        newer: "v2",
        fields: &["gateway", "rules", "service"],
        values: &[],
    },
    Older {
        kind: "Subscription",
        version: "eventing.kyma-project.io/v1alpha1",
        newer: "v1alpha2",
        fields: &["config", "filter", "id", "protocol", "protocolsettings", "sink"],
        values: &[],
    },
];

/// Refuses fields and values that the version of an object does not have.
pub(super) fn outdated(
    full: &Value,
    target: &ObjectRef,
    base: &Value,
    draft: &Value,
) -> Result<(), PlanError> {
    // A draft may be of a newer version than the object.
    let version = |value: &'_ Value| value.get("apiVersion").and_then(Value::as_str).map(ToOwned::to_owned);
    let written = version(draft).or_else(|| version(full)).unwrap_or_else(|| target.api_version.to_string());
    let Some(older) = OLDER.iter().find(|one| *one.kind == *target.kind && one.version == written) else {
        return Ok(());
    };
    for op in pointer::between(base, draft) {
        let Op::Set { path, .. } = &op else { continue };
        let Some(field) = path.strip_prefix("/spec/").and_then(|rest| rest.split('/').next()) else {
            continue;
        };
        let value = draft.pointer(&format!("/spec/{field}"));
        let taken = older.values.iter().find(|(name, _)| *name == field);
        let why = if !older.fields.contains(&field) {
            format!("has no spec.{field}")
        } else if let Some(value) =
            taken.and_then(|(_, taken)| value?.as_str().filter(|value| !taken.contains(value)))
        {
            format!("does not support {value} in spec.{field}")
        } else {
            continue;
        };
        return Err(PlanError::Outdated {
            object: target.clone(),
            why: format!("{written} {why}; convert it to {} first", older.newer),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Edit, Risk};
    use crate::decode;
    use crate::fix::plan::{Inputs, Plan};
    use crate::model::{Change, Dirty, Kind};
    use serde_json::json;

    fn planned(full: &Value, op: Op) -> Result<Plan, String> {
        let target = ObjectRef::of(
            full["apiVersion"].as_str().unwrap_or_default(),
            full["kind"].as_str().unwrap_or_default(),
            "shop",
            "pay",
        );
        let fix = Fix::new("Change it", Risk::Restarts).edit(Edit::modify(target, vec![op]));
        Plan::new(&fix, &Inputs::new(), &[Some(full.clone())]).map_err(|misfit| misfit.to_string())
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    fn object(api: &str, kind: &str, spec: Value) -> Value {
        json!({"apiVersion": api, "kind": kind, "metadata": {"name": "pay", "namespace": "shop"}, "spec": spec})
    }

    #[test]
    fn an_older_version_gets_only_what_it_knows() {
        let old = object(
            "serverless.kyma-project.io/v1alpha1",
            "Function",
            json!({"runtime": "nodejs12", "source": "x"}),
        );
        let said = |op: Op| planned(&old, op).map_or_else(|why| why, |_| "fits".into());
        assert!(
            said(Op::set("/spec/runtime", json!("nodejs24")))
                .contains("does not support nodejs24 in spec.runtime")
        );
        assert!(
            said(Op::set("/spec/containerSecurityContext/privileged", json!(false)))
                .contains("has no spec.containerSecurityContext")
        );
        assert_eq!(said(Op::set("/spec/runtime", json!("nodejs16"))), "fits");
        assert_eq!(said(Op::set("/metadata/labels/a", json!("b"))), "fits");
        assert_eq!(said(Op::remove("/spec/source")), "fits");
        let rule = object("gateway.kyma-project.io/v1beta1", "APIRule", json!({"host": "a", "rules": []}));
        let said =
            planned(&rule, Op::set("/spec/hosts", json!(["a"]))).map_or_else(|why| why, |_| "fits".into());
        assert!(said.contains("convert it to v2 first"), "{said}");
        let new = object("serverless.kyma-project.io/v1alpha2", "Function", json!({"runtime": "nodejs20"}));
        assert!(planned(&new, Op::set("/spec/runtime", json!("nodejs24"))).is_ok());
    }

    #[test]
    fn what_is_being_deleted_is_left_alone() {
        let mut going =
            object("serverless.kyma-project.io/v1alpha2", "Function", json!({"runtime": "nodejs20"}));
        going["metadata"]["deletionTimestamp"] = json!("2026-11-01T00:00:00Z");
        let said = planned(&going, Op::set("/spec/runtime", json!("nodejs24")))
            .map_or_else(|why| why, |_| "fits".into());
        assert_eq!(said, "Function/pay in shop is being deleted and is not changed");
    }

    #[test]
    fn nothing_is_created_in_a_namespace_that_is_being_deleted() {
        let target = ObjectRef::new(Kind::NetworkPolicy, "shop", "closed");
        let fix = Fix::new("Close it", Risk::MayBreak).edit(Edit::create(target, json!({})));
        for (stamp, refused) in [(json!("2026-11-01T00:00:00Z"), true), (Value::Null, false)] {
            let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
            let space = json!({"metadata": {"name": "shop", "deletionTimestamp": stamp}});
            let space = decode::object(Kind::Namespace, &space.to_string()).expect("reads");
            snapshot.apply(Change::Put(space), &mut dirty);
            assert_eq!(terminating(&fix, &snapshot).is_some(), refused);
        }
    }
}
