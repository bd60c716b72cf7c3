//! Anyone who can change a Function can run code in the namespace, and read its Secrets by mounting them.

use super::external_subjects::{OutsideReader, reader, take_out, who};
use super::subjects::{Hold, READS, cluster_wide, here};
use crate::checks::prelude::*;
use crate::engine::access::Right;

pub static CHECK: Check = Check {
    id: "who-becomes-code",
    family: Access,
    severity: High,
    title: "Subjects outside the team can run code here",
    why: "Anyone who can create or change a Function, or exec into its pods, runs code with the namespace's ServiceAccount, Secrets and network access.",
    page: include_str!("who_becomes_code.md"),
    reads: READS,
    find,
    fixes,
};

/// Permissions that each suffice to run code.
const CODE: [Right; 12] = [
    Right::ChangeFunctions,
    Right::CreateFunctions,
    Right::Exec,
    Right::AddContainers,
    Right::CreatePods,
    Right::ChangePods,
    Right::CreateDeployments,
    Right::ChangeDeployments,
    Right::CreateStatefulSets,
    Right::CreateDaemonSets,
    Right::CreateJobs,
    Right::CreateCronJobs,
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.space.is_cluster() {
        return cluster_wide(scope).iter().filter_map(|hold| judge(scope, hold)).collect();
    }
    if scope.space.functions.is_empty() {
        return Vec::new();
    }
    here(scope).iter().filter_map(|hold| judge(scope, hold)).collect()
}

fn judge(scope: &Scope<'_>, hold: &Hold<'_>) -> Option<Finding> {
    let right = CODE.into_iter().find(|right| hold.powers.has(*right))?;
    let sort = reader(scope, hold.subject, false)?;
    let cluster = scope.space.is_cluster();
    let place = if cluster { "in every namespace".to_owned() } else { format!("in {}", scope.name()) };
    let finding = Finding::new(&CHECK, hold.object())
        .at(hold.path())
        .with_evidence(format!("{} grants {}", hold.role(), right.shown()))
        .says(format!("{} can run code {place}", who(hold.subject)))
        .key(format!("{} {}", hold.subject.shown(), hold.role()));
    Some(match sort {
        OutsideReader::Anonymous => {
            finding.graded(Critical, "raised from high: no authentication is required")
        }
        OutsideReader::Everybody | OutsideReader::Strangers => finding,
        OutsideReader::Stranger if cluster => {
            finding.graded(Info, "lowered from high: operators and deployers create workloads everywhere")
        }
        OutsideReader::Stranger => {
            finding.graded(Low, "lowered from high: a single account, perhaps a deployer's")
        }
        OutsideReader::Admin => return None,
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.severity == Info {
        return Vec::new();
    }
    take_out(scope, finding, "everything that", "not only the permission to run code")
}
