//! Classifies subjects outside the team: a binding's subject flows in, its class flows out.

use crate::checks::prelude::*;
use crate::model::namespace::is_system;
use crate::model::rbac::Subject;

/// Classes of subjects that need a review; members of the team are not among them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OutsideReader {
    Anonymous,
    Everybody,
    /// All `ServiceAccounts` of another namespace.
    Strangers,
    Stranger,
    Admin,
}

/// Classifies a subject; `everything` is true if its role is an administrator's.
pub fn reader(scope: &Scope<'_>, subject: &Subject, everything: bool) -> Option<OutsideReader> {
    if is_filled_in_later(scope, subject) {
        return None;
    }
    let own = scope.name();
    let foreign = |namespace: &str, reader| (!is_system(namespace) && namespace != own).then_some(reader);
    let name = subject.name.as_str();
    match subject.kind.as_str() {
        // Without a namespace it is an account of the binding's own namespace, or matches no one.
        "ServiceAccount" if subject.namespace.is_empty() => None,
        "ServiceAccount" => foreign(&subject.namespace, OutsideReader::Stranger),
        "Group" if name == "system:unauthenticated" => Some(OutsideReader::Anonymous),
        "User" if name == "system:anonymous" => Some(OutsideReader::Anonymous),
        "Group" if subject.is_everybody() => Some(OutsideReader::Everybody),
        "Group" if name.starts_with(ACCOUNTS) => {
            foreign(name.strip_prefix(ACCOUNTS).unwrap_or_default(), OutsideReader::Strangers)
        }
        "User" if name.starts_with(ACCOUNT) => {
            let rest = name.strip_prefix(ACCOUNT).unwrap_or_default();
            foreign(rest.split(':').next().unwrap_or_default(), OutsideReader::Stranger)
        }
        _ if name.starts_with("system:") => None,
        _ => everything.then_some(OutsideReader::Admin),
    }
}

/// Whether a name is a template placeholder, or the namespace that kustomize replaces when an operator is
/// deployed: the final name is unknown.
fn is_filled_in_later(scope: &Scope<'_>, subject: &Subject) -> bool {
    let open = |name: &String| ["${", "$(", "{{", "<"].iter().any(|mark| name.contains(mark));
    let own = scope.is_from_files() && subject.kind == "ServiceAccount" && subject.namespace == "system";
    own || open(&subject.name) || open(&subject.namespace)
}

const ACCOUNTS: &str = "system:serviceaccounts:";
const ACCOUNT: &str = "system:serviceaccount:";

/// Returns the subject as the beginning of a sentence.
pub fn who(subject: &Subject) -> String {
    match (subject.kind.as_str(), subject.name.as_str()) {
        ("Group", "system:unauthenticated") | ("User", "system:anonymous") => {
            "Any unauthenticated client".into()
        }
        ("Group", "system:authenticated") => "Any authenticated user".into(),
        ("Group", "system:serviceaccounts") => "Every ServiceAccount of the cluster".into(),
        ("Group", name) => match name.strip_prefix(ACCOUNTS) {
            Some(namespace) => format!("Every ServiceAccount of {namespace}"),
            None => format!("Group {name}"),
        },
        ("ServiceAccount", name) => format!("ServiceAccount {}/{name}", subject.namespace),
        (_, name) => match name.strip_prefix(ACCOUNT) {
            Some(account) => format!("ServiceAccount {}", account.replacen(':', "/", 1)),
            None => format!("User {name}"),
        },
    }
}

/// Returns the fix that removes the subject at a finding's path from its binding.
pub fn take_out(scope: &Scope<'_>, finding: &Finding, loses: &str, more: &str) -> Vec<Fix> {
    let name = finding.object.name.as_str();
    let cluster = finding.object.kind == Kind::ClusterRoleBinding;
    let bindings = if cluster { &scope.cluster().cluster_role_bindings } else { &scope.space.role_bindings };
    let at = finding.path.rsplit('/').next().and_then(|at| at.parse::<usize>().ok());
    let Some((binding, at)) = bindings.get(name).zip(at) else {
        return Vec::new();
    };
    let Some(subject) = binding.subjects.get(at) else {
        return Vec::new();
    };
    let mut ops = vec![
        Op::test(format!("{}/kind", finding.path), json!(subject.kind)),
        Op::test(format!("{}/name", finding.path), json!(subject.name)),
    ];
    if !subject.namespace.is_empty() {
        ops.push(Op::test(format!("{}/namespace", finding.path), json!(subject.namespace)));
    }
    ops.push(Op::remove(&*finding.path));
    let edit = Edit::modify(finding.object.clone(), ops)
        .note("/subjects", "the remaining subjects keep the role; its rules do not change");
    let price = format!(
        "{} loses {loses} {} {} grants here, {more}. First find out what uses it, and bind a narrower role for that.",
        subject.shown(),
        binding.role.kind,
        binding.role.name
    );
    vec![Fix::new("Remove the subject from the binding", Risk::MayBreak).costs(price).edit(edit)]
}
