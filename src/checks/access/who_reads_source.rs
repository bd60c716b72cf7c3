//! Source is readable through more kinds than Function, and by more subjects than the team.

use super::external_subjects::{OutsideReader, reader, take_out, who};
use super::grants::{ReadGrant, reading};
use crate::checks::prelude::*;
use crate::model::rbac::{Binding, Subject};

pub static CHECK: Check = Check {
    id: "who-reads-source",
    family: Access,
    severity: Medium,
    title: "Source is readable outside the team",
    why: "Anyone who can read Functions or their pods in a namespace can read the code and every plaintext value in it; a binding to a wide group or foreign account exposes both.",
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
    if built_in {
        return Vec::new();
    }
    let Some(reading) = reading(scope, &binding.role) else {
        return Vec::new();
    };
    let each = binding.subjects.iter().enumerate().filter_map(|(at, subject)| {
        let reader = reader(scope, subject, reading.everything)?;
        let object = ObjectRef::new(kind, scope.name(), &binding.meta.name);
        Some(finding(scope, object, binding, reader, &reading, (at, subject)))
    });
    each.collect()
}

fn finding(
    scope: &Scope<'_>,
    object: ObjectRef,
    binding: &Binding,
    reader: OutsideReader,
    reading: &ReadGrant,
    (at, subject): (usize, &Subject),
) -> Finding {
    let cluster = scope.space.is_cluster();
    let whose = if cluster { "every Function of the cluster".into() } else { some_of(&reading.functions) };
    // One cause, one finding: the rule that grants access to source may grant access to Secrets too.
    let also = match (reading.secrets, cluster) {
        (true, true) => ", and every Secret",
        (true, false) => ", and the Secrets next to it",
        (false, _) => "",
    };
    let through = format!("{} {}", binding.role.kind, binding.role.name);
    let kinds = if reading.everything { "everything".into() } else { reading.kinds.join(", ") };
    let finding = Finding::new(&CHECK, object)
        .at(format!("/subjects/{at}"))
        .with_evidence(format!("{through} reads {kinds}"))
        .says(format!("{} can read the source of {whose}{also}", who(subject)))
        .about(reading.functions.iter().cloned())
        .key(subject.shown());
    graded(cluster, reader, reading.everything, finding)
}

fn graded(cluster: bool, reader: OutsideReader, everything: bool, finding: Finding) -> Finding {
    match reader {
        OutsideReader::Anonymous => finding.graded(High, "raised from medium: no authentication is required"),
        OutsideReader::Everybody | OutsideReader::Strangers => finding,
        OutsideReader::Stranger if cluster && everything => {
            finding.graded(Low, "lowered from medium: it can read everything, as deployers can")
        }
        OutsideReader::Stranger if cluster => {
            finding.graded(Info, "lowered from medium: operators and monitoring read these kinds everywhere")
        }
        OutsideReader::Stranger if everything => finding,
        OutsideReader::Stranger => {
            finding.graded(Low, "lowered from medium: a single account, perhaps a deployer's")
        }
        OutsideReader::Admin => {
            finding.graded(Info, "lowered from medium: administrators can read everything by design")
        }
    }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.severity == Info {
        return Vec::new();
    }
    take_out(scope, finding, "everything that", "not only access to source")
}
