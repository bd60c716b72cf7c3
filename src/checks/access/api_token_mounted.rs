//! Functions cannot choose a ServiceAccount, so their pods mount a token of the namespace's default account.

use crate::checks::prelude::*;
use crate::engine::function_pods::holds_again;
use crate::model::account::ServiceAccount;
use std::collections::{BTreeMap, BTreeSet};

pub static CHECK: Check = Check {
    id: "api-token-mounted",
    family: Access,
    severity: Medium,
    title: "Function pods mount a Kubernetes API token",
    why: "All Functions share the namespace's ServiceAccount, and its token is mounted by default: compromised code can call the Kubernetes API with it.",
    page: include_str!("api_token_mounted.md"),
    reads: &[Reads::Kind(Kind::Pod), Reads::Kind(Kind::ServiceAccount), Reads::Hint(Kind::Function)],
    find,
    fixes,
};

const PATH: &str = "/automountServiceAccountToken";
const RESTART: &str = "restart";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let mut by_account: BTreeMap<&str, Vec<&Pod>> = BTreeMap::new();
    for pod in serving(scope) {
        by_account.entry(account_of(pod)).or_default().push(pod);
    }
    let seen = by_account.into_iter().filter_map(|(account, pods)| judge(scope, account, &pods));
    seen.chain(to_come(scope)).collect()
}

/// Files without pods: reports the token that Function pods will get unless the mount is disabled elsewhere.
fn to_come(scope: &Scope<'_>) -> Option<Finding> {
    let functions: Vec<&str> = scope.space.functions.keys().map(AsRef::as_ref).collect();
    let first = scope.space.functions.values().next().filter(|_| scope.is_from_files())?;
    let account = account_named(scope, "default");
    if account.is_some_and(|one| one.automount == Some(false)) || serving(scope).next().is_some() {
        return None;
    }
    let (object, path) = match account {
        Some(_) => (ObjectRef::new(Kind::ServiceAccount, scope.name(), "default"), PATH),
        None => (function_ref(first), ""),
    };
    let get = if functions.len() == 1 { "gets" } else { "get" };
    let message = format!("{} {get} a Kubernetes API token: no file disables the mount", some_of(&functions));
    let finding = Finding::new(&CHECK, object).at(path).with_evidence("only files were read").says(message);
    let note = "lowered from medium: no pod was seen";
    Some(finding.graded(Low, note).sure(Confidence::Possible).about(functions).key("to come"))
}

fn account_of(pod: &Pod) -> &str {
    if pod.service_account.is_empty() { "default" } else { &pod.service_account }
}

fn account_named<'a>(scope: &Scope<'a>, name: &str) -> Option<&'a ServiceAccount> {
    scope.space.accounts.get(name).map(AsRef::as_ref)
}

fn judge(scope: &Scope<'_>, account: &str, pods: &[&Pod]) -> Option<Finding> {
    let holders: Vec<&&Pod> = pods.iter().filter(|pod| pod.token_mounted).collect();
    let functions: BTreeSet<&str> = holders.iter().filter_map(|pod| pod.function()).collect();
    if functions.is_empty() {
        return None;
    }
    let named: Vec<&str> = functions.into_iter().collect();
    let (listed, hold) = (some_of(&named), if named.len() == 1 { "mounts" } else { "mount" });
    let known = account_named(scope, account);
    // Admission decides again when a pod is recreated.
    let off = !holders.iter().any(|pod| holds_again(&pod.template.spec, known));
    let (object, path) = match holders.first() {
        // Files with pods rarely contain the default account that every namespace gets.
        Some(pod) if scope.is_from_files() && known.is_none() => {
            (ObjectRef::new(Kind::Pod, scope.name(), &pod.meta.name), "/spec/serviceAccountName")
        }
        _ => (ObjectRef::new(Kind::ServiceAccount, scope.name(), account), PATH),
    };
    let finding = Finding::new(&CHECK, object)
        .at(path)
        .with_evidence(format!("{} of {} Function pod{}", holders.len(), pods.len(), plural(pods.len())))
        .about(named);
    if off {
        let message = format!("{listed} still {hold} a token of {account}: restart the pods");
        let note = "lowered from medium: new pods get no token";
        return Some(finding.says(message).graded(Low, note).key(RESTART));
    }
    let message = format!("{listed} {hold} an API token of ServiceAccount {account}");
    Some(finding.says(message).key("mounted"))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.object.kind != Kind::ServiceAccount {
        return Vec::new();
    }
    let account = finding.object.name.as_str();
    let known = account_named(scope, account);
    // The pod's own field overrides the ServiceAccount's.
    if finding.key == RESTART || known.is_none_or(|one| one.automount == Some(false)) {
        return Vec::new();
    }
    let others: Vec<&str> = scope
        .space
        .pods
        .values()
        .filter(|pod| pod.function().is_none() && !pod.finished() && pod.token_mounted)
        .filter(|pod| account_of(pod) == account)
        .map(|pod| pod.meta.name.as_str())
        .collect();
    let also = if others.is_empty() {
        "No other pod of this account mounts it now.".into()
    } else {
        format!("Other pods of this account lose their token too: {}.", some_of(&others))
    };
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(PATH, json!(false))])
        .note(PATH, "pods that need the token can enable it in their own spec; Functions have no such field");
    let price = format!(
        "Running pods keep the token until you restart them. Functions that call the Kubernetes API then stop working. {also}"
    );
    vec![Fix::new("Disable automounting of the API token", Risk::MayBreak).costs(price).edit(edit)]
}
