//! What a subject can do, directly by a permission, or indirectly by permissions that amount to it.
//!
//! Each path names all the permissions it requires, and how they lead there; none of them is a bug of the
//! server.

use super::answer::GrantedBy;
use super::granted::GrantedPermission;
use super::index::AccessIndex;
use super::permissions::Right;
use super::subject::Who;

/// The capabilities that matter in a namespace with Functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    ReadSource,
    ReadSecrets,
    Enter,
    BecomeCode,
    BeAccounts,
    OpenPolicies,
    GiveRights,
}

/// One path to a capability.
#[derive(Debug, PartialEq, Eq)]
pub struct EscalationPath {
    pub to: Capability,
    /// All of these are required.
    pub rights: &'static [Right],
    /// Empty when the permission is the capability itself.
    pub how: &'static str,
}

/// How a subject has a capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CapabilityReach {
    No,
    /// By a permission over named objects only.
    Some,
    Indirect,
    Direct,
}

impl Capability {
    pub const ALL: [Self; 7] = [
        Self::ReadSource,
        Self::ReadSecrets,
        Self::Enter,
        Self::BecomeCode,
        Self::BeAccounts,
        Self::OpenPolicies,
        Self::GiveRights,
    ];

    /// A short description, for the legend of a column.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ReadSource => "read the source of Functions",
            Self::ReadSecrets => "read Secrets, including the registry's",
            Self::Enter => "run commands in running pods",
            Self::BecomeCode => "run their own code",
            Self::BeAccounts => "impersonate another user or account",
            Self::OpenPolicies => "change what protects Functions",
            Self::GiveRights => "grant permissions that they do not have",
        }
    }

    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::ReadSource => "source",
            Self::ReadSecrets => "secrets",
            Self::Enter => "exec",
            Self::BecomeCode => "code",
            Self::BeAccounts => "tokens",
            Self::OpenPolicies => "policies",
            Self::GiveRights => "rights",
        }
    }

    pub fn ways(self) -> impl Iterator<Item = &'static EscalationPath> {
        WAYS.iter().filter(move |way| way.to == self)
    }
}

impl EscalationPath {
    #[must_use]
    pub const fn is_direct(&self) -> bool {
        self.how.is_empty()
    }
}

const fn way(to: Capability, rights: &'static [Right], how: &'static str) -> EscalationPath {
    EscalationPath { to, rights, how }
}

const MOUNT: &str = "their pod mounts the Secret";
const FUNCTION: &str = "their Function mounts the Secret";
const RUNS_AS: &str = "their pod runs as any ServiceAccount of the namespace";
const BOUND: &str = "they bind a role that grants it";
const GROWN: &str = "they add it to a role that they have";

/// All paths, direct ones first within each capability.
pub static WAYS: &[EscalationPath] = &[
    way(Capability::ReadSource, &[Right::ReadFunctions], ""),
    way(
        Capability::ReadSource,
        &[Right::ReadPods],
        "the pods of git Functions name the repository; inline source is in their environment",
    ),
    way(
        Capability::ReadSource,
        &[Right::ReadDeployments],
        "the Deployment of a Function contains its source",
    ),
    way(Capability::ReadSource, &[Right::ReadReplicaSets], "old ReplicaSets keep old source"),
    way(Capability::ReadSource, &[Right::ReadConfigMaps], "image builds keep the source in ConfigMaps"),
    way(Capability::ReadSource, &[Right::Exec], "inside the pod, the source is a file"),
    way(Capability::ReadSecrets, &[Right::ReadSecrets], ""),
    way(Capability::ReadSecrets, &[Right::CreatePods], MOUNT),
    way(Capability::ReadSecrets, &[Right::CreateDeployments], MOUNT),
    way(Capability::ReadSecrets, &[Right::CreateJobs], MOUNT),
    way(Capability::ReadSecrets, &[Right::CreateCronJobs], MOUNT),
    way(Capability::ReadSecrets, &[Right::ChangeDeployments], MOUNT),
    way(Capability::ReadSecrets, &[Right::CreateFunctions], FUNCTION),
    way(Capability::ReadSecrets, &[Right::ChangeFunctions], FUNCTION),
    way(Capability::ReadSecrets, &[Right::Exec], "inside a pod that mounts it, a Secret is a file"),
    way(Capability::Enter, &[Right::Exec], ""),
    way(Capability::Enter, &[Right::Attach], "they attach to a process that reads its input"),
    way(Capability::Enter, &[Right::AddContainers], "their debug container runs in the pod"),
    way(
        Capability::Enter,
        &[Right::ProxyNodes],
        "the kubelet's own API runs commands in any pod of the node",
    ),
    way(Capability::BecomeCode, &[Right::CreateFunctions], ""),
    way(Capability::BecomeCode, &[Right::ChangeFunctions], ""),
    way(Capability::BecomeCode, &[Right::CreatePods], ""),
    way(Capability::BecomeCode, &[Right::CreateDeployments], ""),
    way(Capability::BecomeCode, &[Right::ChangeDeployments], ""),
    way(Capability::BecomeCode, &[Right::CreateStatefulSets], ""),
    way(Capability::BecomeCode, &[Right::CreateDaemonSets], ""),
    way(Capability::BecomeCode, &[Right::CreateJobs], ""),
    way(Capability::BecomeCode, &[Right::CreateCronJobs], ""),
    way(Capability::BecomeCode, &[Right::ChangePods], "they change the image of a running pod"),
    way(Capability::BecomeCode, &[Right::Exec], "commands in a pod are code"),
    way(Capability::BeAccounts, &[Right::IssueTokens], ""),
    way(Capability::BeAccounts, &[Right::ImpersonateAccounts], ""),
    way(Capability::BeAccounts, &[Right::ImpersonateUsers], ""),
    way(Capability::BeAccounts, &[Right::CreatePods], RUNS_AS),
    way(Capability::BeAccounts, &[Right::CreateDeployments], RUNS_AS),
    way(Capability::BeAccounts, &[Right::ChangeDeployments], RUNS_AS),
    way(Capability::BeAccounts, &[Right::CreateJobs], RUNS_AS),
    way(Capability::BeAccounts, &[Right::CreateCronJobs], RUNS_AS),
    way(
        Capability::BeAccounts,
        &[Right::CreateFunctions],
        "their Function runs as the default ServiceAccount",
    ),
    way(
        Capability::BeAccounts,
        &[Right::ChangeFunctions],
        "their Function runs as the default ServiceAccount",
    ),
    way(Capability::BeAccounts, &[Right::Exec], "inside a pod, its token is a file"),
    way(
        Capability::BeAccounts,
        &[Right::CreateSecrets, Right::ReadSecrets],
        "the server fills a Secret of the token type, and they read it",
    ),
    way(Capability::OpenPolicies, &[Right::EditApiRules], ""),
    way(Capability::OpenPolicies, &[Right::EditAuthorizationPolicies], ""),
    way(Capability::OpenPolicies, &[Right::EditRequestAuthentications], ""),
    way(Capability::OpenPolicies, &[Right::EditPeerAuthentications], ""),
    way(Capability::OpenPolicies, &[Right::EditNetworkPolicies], ""),
    way(Capability::OpenPolicies, &[Right::EditEnvoyFilters], ""),
    way(
        Capability::OpenPolicies,
        &[Right::LabelNamespaces],
        "labels decide the Pod Security level and the sidecar",
    ),
    way(
        Capability::OpenPolicies,
        &[Right::ChangeFunctions],
        "annotations of the Function make its traffic bypass the sidecar",
    ),
    way(
        Capability::OpenPolicies,
        &[Right::ChangeDeployments],
        "labels of the pods remove them from policies",
    ),
    way(Capability::GiveRights, &[Right::EscalateRoles, Right::ChangeRoles], ""),
    way(Capability::GiveRights, &[Right::EscalateClusterRoles, Right::ChangeClusterRoles], ""),
    way(Capability::GiveRights, &[Right::BindRoles, Right::CreateRoleBindings], BOUND),
    way(Capability::GiveRights, &[Right::BindClusterRoles, Right::CreateRoleBindings], BOUND),
    way(Capability::GiveRights, &[Right::BindClusterRoles, Right::CreateClusterRoleBindings], BOUND),
    way(Capability::GiveRights, &[Right::EscalateRoles, Right::CreateRoles], GROWN),
    way(
        Capability::GiveRights,
        &[Right::CreateRequests, Right::ApproveRequests, Right::ApproveSigners],
        "they sign a certificate for any user",
    ),
];

impl GrantedPermission {
    /// How a subject has a capability, by its strongest path.
    #[must_use]
    pub fn reach(self, to: Capability) -> CapabilityReach {
        let all = self.all();
        let of = |way: &EscalationPath| {
            let whole = way.rights.iter().all(|right| all.has(*right));
            let some = way.rights.iter().all(|right| all.has_some(*right));
            match (whole, some, way.is_direct()) {
                (true, _, true) => CapabilityReach::Direct,
                (true, _, false) => CapabilityReach::Indirect,
                (false, true, _) => CapabilityReach::Some,
                (false, false, _) => CapabilityReach::No,
            }
        };
        to.ways().map(of).max().unwrap_or(CapabilityReach::No)
    }
}

/// A path that is available to a subject, with the chains that grant each required permission.
pub type Path = (&'static EscalationPath, Vec<(Right, Vec<GrantedBy>)>);

impl AccessIndex {
    /// Every path of a subject to a capability in a namespace, with the chains that grant each permission.
    #[must_use]
    pub fn ways(&self, who: &Who, to: Capability, namespace: &str) -> Vec<Path> {
        let all = self.permission_of(who, namespace).all();
        let open = to.ways().filter(|way| way.rights.iter().all(|right| all.has_some(*right)));
        let chained = |way: &'static EscalationPath| {
            let each = way.rights.iter().map(|right| (*right, self.chains(who, *right, namespace)));
            (way, each.collect())
        };
        open.map(chained).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_description_leaves_room_before_the_bar_beside_it() {
        for one in Capability::ALL {
            assert!(one.words().len() < 42, "{} is too long for the page of a subject", one.words());
        }
    }
}
