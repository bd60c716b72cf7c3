//! Policies whose `APIRule` is gone: no controller removes them, and they stay in force.

use crate::checks::prelude::*;
use crate::engine::mesh::{Mesh, Workload};
use crate::model::Labels;
use crate::model::mesh::{
    Action, Attachment, AuthorizationPolicy, OWNER, OWNER_SPACE, RequestAuthentication,
};
use std::collections::BTreeMap;

/// The policies left over from one `APIRule`.
#[derive(Default)]
struct Leftovers<'a> {
    policies: Vec<&'a AuthorizationPolicy>,
    requests: Vec<&'a RequestAuthentication>,
}

/// Reports each deleted `APIRule` of this namespace whose policies still apply to Functions here.
pub(in crate::checks::exposure) fn find(check: &'static Check, scope: &Scope<'_>) -> Vec<Finding> {
    left(scope).iter().filter_map(|(name, left)| finding(check, scope, name, left)).collect()
}

fn left<'a>(scope: &Scope<'a>) -> BTreeMap<&'a str, Leftovers<'a>> {
    let mut all: BTreeMap<&str, Leftovers<'_>> = BTreeMap::new();
    for policy in scope.space.authorization_policies.values() {
        if let Some(name) = missing_owner(scope, &policy.meta) {
            all.entry(name).or_default().policies.push(policy);
        }
    }
    for request in scope.space.request_authentications.values() {
        if let Some(name) = missing_owner(scope, &request.meta) {
            all.entry(name).or_default().requests.push(request);
        }
    }
    all
}

/// Returns the missing owner; owners in other namespaces are not checked from here.
fn missing_owner<'a>(scope: &Scope<'a>, meta: &'a Meta) -> Option<&'a str> {
    let name = meta.labels.get(OWNER).filter(|_| meta.labels.is(OWNER_SPACE, scope.name()))?;
    let alive = scope.space.api_rules.contains_key(name);
    (!alive && !meta.deleting).then_some(name)
}

impl Leftovers<'_> {
    fn attached(&self) -> impl Iterator<Item = &Attachment> {
        let policies = self.policies.iter().map(|policy| &policy.attached);
        policies.chain(self.requests.iter().map(|request| &request.attached))
    }

    fn reaches(&self, pod: &Labels) -> bool {
        self.attached().any(|attachment| attachment.selects(pod))
    }

    fn objects(&self, scope: &Scope<'_>) -> Vec<ObjectRef> {
        let object = |kind, meta: &Meta| ObjectRef::new(kind, scope.name(), &meta.name);
        let policies = self.policies.iter().map(|policy| object(Kind::AuthorizationPolicy, &policy.meta));
        let requests = self.requests.iter().map(|request| object(Kind::RequestAuthentication, &request.meta));
        policies.chain(requests).collect()
    }
}

fn finding(check: &'static Check, scope: &Scope<'_>, name: &str, left: &Leftovers<'_>) -> Option<Finding> {
    let functions = scope.space.functions.values();
    let reached: Vec<String> = functions
        .filter(|function| left.reaches(&function.labels_of_pods()))
        .map(|function| function.meta.name.to_string())
        .collect();
    let objects = left.objects(scope);
    let first = objects.first().filter(|_| !reached.is_empty())?.clone();
    let names: Vec<String> = objects.iter().map(ObjectRef::short).collect();
    let finding = Finding::new(check, first)
        .at("/metadata/labels")
        .with_evidence(some_of(&names))
        .says(format!(
            "APIRule {name} is gone, but its policies still control access to {}",
            some_of(&reached)
        ))
        .about(reached)
        .sure(Confidence::Likely)
        .key(key(name));
    Some(finding.graded(
        Medium,
        "lowered from high: it still enforces a former APIRule, but no controller maintains it",
    ))
}

fn key(name: &str) -> String {
    format!("orphans of {name}")
}

/// Deletes them only if that admits no one: another policy must protect the pods that they apply to.
pub(in crate::checks::exposure) fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let all = left(scope);
    let Some((name, left)) = all.into_iter().find(|(name, _)| key(name) == finding.key) else {
        return Vec::new();
    };
    if !closes_only(scope, &left) {
        return Vec::new();
    }
    let objects = left.objects(scope);
    let count = objects.len();
    let title = if count == 1 {
        "Delete the orphaned object".into()
    } else {
        format!("Delete the {count} orphaned objects")
    };
    let fix = Fix::new(title, Risk::MayBreak).costs(format!(
        "Callers whom these policies admit, on the host of the former APIRule {name}, get 403 from then on. If its VirtualService still exists, delete it by hand."
    ));
    vec![objects.into_iter().fold(fix, |fix, target| fix.edit(Edit::delete(target)))]
}

/// Pods that no ALLOW policy selects are open to any client, so the last one must stay. So must policies with
/// an external authorizer, which only restrict access.
fn closes_only(scope: &Scope<'_>, left: &Leftovers<'_>) -> bool {
    let mesh = Mesh::near(scope.whole(), scope.name());
    let blind = [Kind::AuthorizationPolicy, Kind::RequestAuthentication]
        .iter()
        .any(|kind| mesh.gap(scope.name(), *kind).is_some());
    let plain = left.policies.iter().all(|one| one.action == Action::Allow);
    let goes = |name: &str, namespace: &str| {
        namespace == scope.name() && left.policies.iter().any(|one| one.meta.name == name)
    };
    let guarded = |pod: &Workload| {
        let mut others = mesh.policies(pod).filter(|policy| !goes(&policy.meta.name, &policy.meta.namespace));
        others.any(|one| one.action == Action::Allow)
    };
    let functions = scope.space.functions.values().map(|function| Workload::of_function(function));
    let pods = scope.space.pods.values().map(|one| Workload::of(one));
    let mut reached = functions.chain(pods).filter(|pod| left.reaches(&pod.labels));
    !blind && plain && reached.all(|pod| guarded(&pod))
}
