//! Source is read through more kinds than Function, and by more subjects than the team.

use super::grants::{Reading, reading};
use crate::checks::prelude::*;
use crate::model::namespace::is_system;
use crate::model::rbac::{Binding, Subject};

pub static CHECK: Check = Check {
    id: "who-reads-source",
    family: Access,
    severity: Medium,
    title: "More than the team reads the source",
    why: "Whoever may read Functions or their pods in a namespace reads the code, with every plain value in it; a binding to a wide group or to a foreign account opens it to strangers.",
    page: include_str!("who_reads_source.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::RoleBinding),
        Reads::Kind(Kind::Role),
        Reads::Everywhere(Kind::ClusterRoleBinding),
        Reads::Everywhere(Kind::ClusterRole),
        Reads::Platform,
    ],
    find,
    fixes,
};

/// Readers that a person should look at; members of the team are none of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Anonymous,
    Everybody,
    /// All `ServiceAccounts` of another namespace.
    Strangers,
    Stranger,
    Admin,
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.space.is_cluster() {
        let bindings = scope.space.cluster_role_bindings.values();
        return bindings.flat_map(|binding| judge(scope, Kind::ClusterRoleBinding, binding)).collect();
    }
    if scope.space.functions.is_empty() {
        return Vec::new();
    }
    let bindings = scope.space.role_bindings.values();
    bindings.flat_map(|binding| judge(scope, Kind::RoleBinding, binding)).collect()
}

fn judge(scope: &Scope<'_>, kind: Kind, binding: &Binding) -> Vec<Finding> {
    let built_in = binding.meta.labels.is("kubernetes.io/bootstrapping", "rbac-defaults");
    let Some(reading) = reading(scope, &binding.role).filter(|_| !built_in) else {
        return Vec::new();
    };
    let each = binding.subjects.iter().enumerate().filter_map(|(at, subject)| {
        let reader = reader(scope.name(), subject, reading.everything)?;
        let object = ObjectRef::new(kind, scope.name(), &binding.meta.name);
        Some(told(scope, object, binding, reader, &reading, (at, subject)))
    });
    each.collect()
}

fn reader(own: &str, subject: &Subject, everything: bool) -> Option<Reader> {
    let foreign = |namespace: &str, reader| (!is_system(namespace) && namespace != own).then_some(reader);
    let name = subject.name.as_str();
    match subject.kind.as_str() {
        "ServiceAccount" => foreign(&subject.namespace, Reader::Stranger),
        "Group" if name == "system:unauthenticated" => Some(Reader::Anonymous),
        "User" if name == "system:anonymous" => Some(Reader::Anonymous),
        "Group" if subject.is_everybody() => Some(Reader::Everybody),
        "Group" if name.starts_with(ACCOUNTS) => {
            foreign(name.strip_prefix(ACCOUNTS).unwrap_or_default(), Reader::Strangers)
        }
        "User" if name.starts_with(ACCOUNT) => {
            let rest = name.strip_prefix(ACCOUNT).unwrap_or_default();
            foreign(rest.split(':').next().unwrap_or_default(), Reader::Stranger)
        }
        _ if name.starts_with("system:") => None,
        _ => everything.then_some(Reader::Admin),
    }
}

const ACCOUNTS: &str = "system:serviceaccounts:";
const ACCOUNT: &str = "system:serviceaccount:";

fn told(
    scope: &Scope<'_>,
    object: ObjectRef,
    binding: &Binding,
    reader: Reader,
    reading: &Reading,
    (at, subject): (usize, &Subject),
) -> Finding {
    let cluster = scope.space.is_cluster();
    let whose = if cluster { "every Function of the cluster".into() } else { some_of(&reading.functions) };
    let through = format!("{} {}", binding.role.kind, binding.role.name);
    let kinds = if reading.everything { "everything".into() } else { reading.kinds.join(", ") };
    let finding = Finding::new(&CHECK, object)
        .at(format!("/subjects/{at}"))
        .seen(format!("{through} reads {kinds}"))
        .says(format!("{} can read the source of {whose}", who(subject)))
        .about(reading.functions.iter().cloned())
        .key(subject.shown());
    graded(cluster, reader, reading.everything, finding)
}

fn graded(cluster: bool, reader: Reader, everything: bool, finding: Finding) -> Finding {
    match reader {
        Reader::Anonymous => finding.graded(High, "raised from medium: not even a login is asked for"),
        Reader::Everybody | Reader::Strangers => finding,
        Reader::Stranger if cluster && everything => {
            finding.graded(Low, "lowered from medium: it reads everything, as deployers do")
        }
        Reader::Stranger if cluster => {
            finding.graded(Info, "lowered from medium: operators and monitoring read such kinds everywhere")
        }
        Reader::Stranger if everything => finding,
        Reader::Stranger => {
            finding.graded(Low, "lowered from medium: it is one account, perhaps a deployer's")
        }
        Reader::Admin => {
            finding.graded(Info, "lowered from medium: an administrator by policy reads everything")
        }
    }
}

fn who(subject: &Subject) -> String {
    match (subject.kind.as_str(), subject.name.as_str()) {
        ("Group", "system:unauthenticated") | ("User", "system:anonymous") => {
            "Anybody, without a login,".into()
        }
        ("Group", "system:authenticated") => "Everybody with a login".into(),
        ("Group", "system:serviceaccounts") => "Every ServiceAccount of the cluster".into(),
        ("Group", name) => match name.strip_prefix(ACCOUNTS) {
            Some(namespace) => format!("Every ServiceAccount of {namespace}"),
            None => format!("group {name}"),
        },
        ("ServiceAccount", name) => format!("ServiceAccount {}/{name}", subject.namespace),
        (_, name) => match name.strip_prefix(ACCOUNT) {
            Some(account) => format!("ServiceAccount {}", account.replacen(':', "/", 1)),
            None => format!("user {name}"),
        },
    }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let name = finding.object.name.as_str();
    let cluster = scope.space.is_cluster();
    let bindings = if cluster { &scope.space.cluster_role_bindings } else { &scope.space.role_bindings };
    let at = finding.path.rsplit('/').next().and_then(|at| at.parse::<usize>().ok());
    let Some((binding, at)) = bindings.get(name).zip(at).filter(|_| finding.severity != Info) else {
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
        .note("/subjects", "who is left keeps the role; its rules do not change");
    let price = format!(
        "{} loses all that {} {} grants here, not only the source: see first what uses it, and bind a narrower role to that.",
        subject.shown(),
        binding.role.kind,
        binding.role.name
    );
    vec![Fix::new("Take the subject out of the binding", Risk::MayBreak).costs(price).edit(edit)]
}
