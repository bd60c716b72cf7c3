//! Policies whose `APIRule` is gone: nobody takes them away any more, and they stay in force.

use super::generated_policies_drifted::CHECK;
use crate::checks::prelude::*;
use crate::engine::mesh::{Mesh, Workload};
use crate::model::Labels;
use crate::model::mesh::{
    Action, Attachment, AuthorizationPolicy, OWNER, OWNER_SPACE, RequestAuthentication,
};
use std::collections::BTreeMap;

/// What is left of one `APIRule`.
#[derive(Default)]
struct Left<'a> {
    policies: Vec<&'a AuthorizationPolicy>,
    requests: Vec<&'a RequestAuthentication>,
}

/// One finding for each `APIRule` of this namespace that is gone and still has policies about Functions here.
pub(super) fn find(scope: &Scope<'_>) -> Vec<Finding> {
    left(scope).iter().filter_map(|(name, left)| told(scope, name, left)).collect()
}

fn left<'a>(scope: &Scope<'a>) -> BTreeMap<&'a str, Left<'a>> {
    let mut all: BTreeMap<&str, Left<'_>> = BTreeMap::new();
    for policy in scope.space.authorization_policies.values() {
        if let Some(name) = gone(scope, &policy.meta) {
            all.entry(name).or_default().policies.push(policy);
        }
    }
    for request in scope.space.request_authentications.values() {
        if let Some(name) = gone(scope, &request.meta) {
            all.entry(name).or_default().requests.push(request);
        }
    }
    all
}

/// The owner that is not there; owners in other namespaces are not looked for from here.
fn gone<'a>(scope: &Scope<'a>, meta: &'a Meta) -> Option<&'a str> {
    let name = meta.labels.get(OWNER).filter(|_| meta.labels.is(OWNER_SPACE, scope.name()))?;
    let alive = scope.space.api_rules.contains_key(name);
    (!alive && !meta.deleting).then_some(name)
}

impl Left<'_> {
    fn attached(&self) -> impl Iterator<Item = &Attachment> {
        let policies = self.policies.iter().map(|one| &one.attached);
        policies.chain(self.requests.iter().map(|one| &one.attached))
    }

    fn reaches(&self, pod: &Labels) -> bool {
        self.attached().any(|one| one.selects(pod))
    }

    fn objects(&self, scope: &Scope<'_>) -> Vec<ObjectRef> {
        let object = |kind, meta: &Meta| ObjectRef::new(kind, scope.name(), &meta.name);
        let policies = self.policies.iter().map(|one| object(Kind::AuthorizationPolicy, &one.meta));
        let requests = self.requests.iter().map(|one| object(Kind::RequestAuthentication, &one.meta));
        policies.chain(requests).collect()
    }
}

fn told(scope: &Scope<'_>, name: &str, left: &Left<'_>) -> Option<Finding> {
    let functions = scope.space.functions.values();
    let reached: Vec<String> = functions
        .filter(|function| left.reaches(&function.labels_of_pods()))
        .map(|function| function.meta.name.to_string())
        .collect();
    let objects = left.objects(scope);
    let first = objects.first().filter(|_| !reached.is_empty())?.clone();
    let names: Vec<String> = objects.iter().map(ObjectRef::short).collect();
    let finding = Finding::new(&CHECK, first)
        .at("/metadata/labels")
        .seen(some_of(&names))
        .says(format!(
            "APIRule {name} is gone, and what it made still decides who gets to {}",
            some_of(&reached)
        ))
        .about(reached)
        .sure(Confidence::Likely)
        .key(key(name));
    Some(finding.graded(Medium, "lowered from high: it says what an APIRule once said, and nobody keeps it"))
}

fn key(name: &str) -> String {
    format!("orphans of {name}")
}

/// They are deleted where that lets nobody in: where pods that they let somebody into are guarded by others, too.
pub(super) fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
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
        "Delete what is left of it".into()
    } else {
        format!("Delete the {count} objects that are left of it")
    };
    let fix = Fix::new(title, Risk::MayBreak).costs(format!(
        "Who gets in by them, over the host that APIRule {name} had, gets 403 from then on. Its VirtualService, where one is left, still leads there: delete it by hand."
    ));
    vec![objects.into_iter().fold(fix, |fix, target| fix.edit(Edit::delete(target)))]
}

/// Pods that no ALLOW policy selects are open to everybody: the last one must not go. Nor what asks an
/// external authorizer, which only ever closes.
fn closes_only(scope: &Scope<'_>, left: &Left<'_>) -> bool {
    let mesh = Mesh::near(scope.whole(), scope.name());
    let blind = [Kind::AuthorizationPolicy, Kind::RequestAuthentication]
        .iter()
        .any(|kind| mesh.gap(scope.name(), *kind).is_some());
    let plain = left.policies.iter().all(|one| one.action == Action::Allow);
    let goes = |name: &str, namespace: &str| {
        namespace == scope.name() && left.policies.iter().any(|one| one.meta.name == name)
    };
    let guarded = |pod: &Workload| {
        let mut others = mesh.policies(pod).filter(|one| !goes(&one.meta.name, &one.meta.namespace));
        others.any(|one| one.action == Action::Allow)
    };
    let functions = scope.space.functions.values().map(|one| Workload::of_function(one));
    let pods = scope.space.pods.values().map(|one| Workload::of(one));
    let mut reached = functions.chain(pods).filter(|pod| left.reaches(&pod.labels));
    !blind && plain && reached.all(|pod| guarded(&pod))
}
