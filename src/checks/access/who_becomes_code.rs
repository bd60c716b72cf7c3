//! Whoever may change a Function runs code as the namespace, and reads its Secrets by mounting them.

use super::holds::{Hold, READS, cluster_wide, here};
use super::strangers::{Reader, reader, take_out, who};
use crate::checks::prelude::*;
use crate::engine::access::Right;

pub static CHECK: Check = Check {
    id: "who-becomes-code",
    family: Access,
    severity: High,
    title: "More than the team can have its code run here",
    why: "Who may create or change a Function, or enter its pods, runs code as the namespace: with its account, its Secrets and everything it reaches.",
    page: include_str!("who_becomes_code.md"),
    reads: READS,
    find,
    fixes,
};

/// Rights to have code run; who has one of them needs no other.
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
        .seen(format!("{} gives {}", hold.role(), right.shown()))
        .says(format!("{} can have code run {place}", who(hold.subject)))
        .key(format!("{} {}", hold.subject.shown(), hold.role()));
    Some(match sort {
        Reader::Anonymous => finding.graded(Critical, "raised from high: not even a login is asked for"),
        Reader::Everybody | Reader::Strangers => finding,
        Reader::Stranger if cluster => {
            finding.graded(Info, "lowered from high: operators and deployers make workloads everywhere")
        }
        Reader::Stranger => finding.graded(Low, "lowered from high: it is one account, perhaps a deployer's"),
        Reader::Admin => return None,
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.severity == Info {
        return Vec::new();
    }
    take_out(scope, finding, "all that", "not only the right to run code")
}
