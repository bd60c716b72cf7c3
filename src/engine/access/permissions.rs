//! Named permissions, on which a capability or an escalation path depends, and sets of them.

use super::rule::{any_or_star, resource_is};
use crate::model::rbac::RbacRule;

/// The target of a permission; any one of its verbs is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermissionNeed {
    pub verbs: &'static [&'static str],
    pub group: &'static str,
    pub resource: &'static str,
    pub subresource: &'static str,
}

macro_rules! rights {
    ($($right:ident $group:literal $resource:literal $subresource:literal [$($verb:literal)+];)+) => {
        /// A named permission.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Right { $($right),+ }

        impl Right {
            pub const ALL: [Right; [$(Right::$right),+].len()] = [$(Right::$right),+];

            pub const fn wanted(self) -> PermissionNeed {
                match self {
                    $(Right::$right => PermissionNeed {
                        verbs: &[$($verb),+], group: $group, resource: $resource, subresource: $subresource,
                    },)+
                }
            }
        }
    };
}

rights! {
    // Reading.
    ReadFunctions       "serverless.kyma-project.io" "functions"   ""  ["get" "list" "watch"];
    ReadPods            ""                           "pods"        ""  ["get" "list" "watch"];
    ReadDeployments     "apps"                       "deployments" ""  ["get" "list" "watch"];
    ReadReplicaSets     "apps"                       "replicasets" ""  ["get" "list" "watch"];
    ReadConfigMaps      ""                           "configmaps"  ""  ["get" "list" "watch"];
    ReadSecrets         ""                           "secrets"     ""  ["get" "list" "watch"];
    ReadLogs            ""                           "pods"        "log" ["get"];
    // Entering running pods.
    Exec                ""                           "pods"        "exec"   ["create" "get"];
    Attach              ""                           "pods"        "attach" ["create" "get"];
    AddContainers       ""                           "pods"        "ephemeralcontainers" ["patch" "update"];
    ChangePods          ""                           "pods"        ""       ["patch" "update"];
    ProxyNodes          ""                           "nodes"       "proxy"  ["create" "get"];
    // Running code.
    CreatePods                   ""      "pods"                   "" ["create"];
    CreateDeployments            "apps"  "deployments"            "" ["create"];
    CreateDaemonSets             "apps"  "daemonsets"             "" ["create"];
    CreateStatefulSets           "apps"  "statefulsets"           "" ["create"];
    CreateReplicaSets            "apps"  "replicasets"            "" ["create"];
    CreateReplicationControllers ""      "replicationcontrollers" "" ["create"];
    CreateJobs                   "batch" "jobs"                   "" ["create"];
    CreateCronJobs               "batch" "cronjobs"               "" ["create"];
    ChangeDeployments            "apps"  "deployments"            "" ["patch" "update"];
    ChangeDaemonSets             "apps"  "daemonsets"             "" ["patch" "update"];
    ChangeStatefulSets           "apps"  "statefulsets"           "" ["patch" "update"];
    ChangeReplicaSets            "apps"  "replicasets"            "" ["patch" "update"];
    ChangeReplicationControllers ""      "replicationcontrollers" "" ["patch" "update"];
    ChangeCronJobs               "batch" "cronjobs"               "" ["patch" "update"];
    CreateFunctions     "serverless.kyma-project.io" "functions"  "" ["create"];
    ChangeFunctions     "serverless.kyma-project.io" "functions"  "" ["patch" "update"];
    // Acting as another identity.
    IssueTokens         "" "serviceaccounts" "token" ["create"];
    CreateSecrets       "" "secrets"         ""      ["create"];
    ImpersonateUsers    "" "users"           ""      ["impersonate"];
    ImpersonateGroups   "" "groups"          ""      ["impersonate"];
    ImpersonateAccounts "" "serviceaccounts" ""      ["impersonate"];
    CreateRequests      "certificates.k8s.io" "certificatesigningrequests" ""         ["create"];
    ApproveRequests     "certificates.k8s.io" "certificatesigningrequests" "approval" ["patch" "update"];
    ApproveSigners      "certificates.k8s.io" "signers"                    ""         ["approve"];
    // Granting permissions.
    CreateRoles               "rbac.authorization.k8s.io" "roles"               "" ["create"];
    CreateClusterRoles        "rbac.authorization.k8s.io" "clusterroles"        "" ["create"];
    CreateRoleBindings        "rbac.authorization.k8s.io" "rolebindings"        "" ["create"];
    CreateClusterRoleBindings "rbac.authorization.k8s.io" "clusterrolebindings" "" ["create"];
    ChangeRoles               "rbac.authorization.k8s.io" "roles"               "" ["patch" "update"];
    ChangeClusterRoles        "rbac.authorization.k8s.io" "clusterroles"        "" ["patch" "update"];
    ChangeRoleBindings        "rbac.authorization.k8s.io" "rolebindings"        "" ["patch" "update"];
    ChangeClusterRoleBindings "rbac.authorization.k8s.io" "clusterrolebindings" "" ["patch" "update"];
    BindRoles                 "rbac.authorization.k8s.io" "roles"               "" ["bind"];
    BindClusterRoles          "rbac.authorization.k8s.io" "clusterroles"        "" ["bind"];
    EscalateRoles             "rbac.authorization.k8s.io" "roles"               "" ["escalate"];
    EscalateClusterRoles      "rbac.authorization.k8s.io" "clusterroles"        "" ["escalate"];
    // Removing protection; a policy that is added may allow what the others deny.
    EditNetworkPolicies        "networking.k8s.io"   "networkpolicies"        "" ["create" "delete" "deletecollection" "patch" "update"];
    EditAuthorizationPolicies  "security.istio.io"   "authorizationpolicies"  "" ["create" "delete" "deletecollection" "patch" "update"];
    EditRequestAuthentications "security.istio.io"   "requestauthentications" "" ["create" "delete" "deletecollection" "patch" "update"];
    EditPeerAuthentications    "security.istio.io"   "peerauthentications"    "" ["create" "delete" "deletecollection" "patch" "update"];
    EditEnvoyFilters           "networking.istio.io" "envoyfilters"           "" ["create" "delete" "deletecollection" "patch" "update"];
    EditApiRules               "gateway.kyma-project.io" "apirules"           "" ["create" "delete" "deletecollection" "patch" "update"];
    LabelNamespaces            ""                    "namespaces"             "" ["patch" "update"];
}

impl Right {
    #[must_use]
    pub const fn bit(self) -> u128 {
        1 << (self as u32)
    }

    /// Requests for cluster-scoped objects, which no RoleBinding allows.
    const CLUSTER: u128 = Self::ProxyNodes.bit()
        | Self::ImpersonateUsers.bit()
        | Self::ImpersonateGroups.bit()
        | Self::CreateRequests.bit()
        | Self::ApproveRequests.bit()
        | Self::ApproveSigners.bit()
        | Self::CreateClusterRoles.bit()
        | Self::CreateClusterRoleBindings.bit()
        | Self::ChangeClusterRoles.bit()
        | Self::ChangeClusterRoleBindings.bit()
        | Self::EscalateClusterRoles.bit();

    /// `create pods` or `get/list/watch secrets`.
    #[must_use]
    pub fn shown(self) -> String {
        let wanted = self.wanted();
        let part = if wanted.subresource.is_empty() { "" } else { "/" };
        format!("{} {}{part}{}", wanted.verbs.join("/"), wanted.resource, wanted.subresource)
    }
}

impl PermissionNeed {
    pub(super) fn covered_by(&self, rule: &RbacRule, verb: &str) -> bool {
        any_or_star(&rule.verbs, verb)
            && any_or_star(&rule.api_groups, self.group)
            && rule.resources.iter().any(|resource| resource_is(resource, self.resource, self.subresource))
    }

    /// Whether a request with this verb names its object: on create there is no name yet.
    pub(super) fn carries_name(&self, verb: &str) -> bool {
        verb != "create" || !self.subresource.is_empty()
    }
}

/// The permissions of a subject: over all objects, or over named ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Powers {
    pub whole: u128,
    pub named: u128,
}

impl Powers {
    pub const ALL: Self = Self { whole: (1 << Right::ALL.len()) - 1, named: 0 };

    /// What rules allow; rules with resource names are kept apart.
    pub fn of<'a>(rules: impl Iterator<Item = &'a RbacRule>) -> Self {
        let mut powers = Self::default();
        for rule in rules.filter(|rule| !rule.resources.is_empty()) {
            for right in Right::ALL {
                powers.add(rule, right);
            }
        }
        powers
    }

    fn add(&mut self, rule: &RbacRule, right: Right) {
        let wanted = right.wanted();
        let named = !rule.resource_names.is_empty();
        let mut verbs = wanted.verbs.iter().filter(|verb| !named || wanted.carries_name(verb));
        if verbs.any(|verb| wanted.covered_by(rule, verb)) {
            let set = if named { &mut self.named } else { &mut self.whole };
            *set |= right.bit();
        }
    }

    /// What remains of them when a RoleBinding grants them.
    #[must_use]
    pub fn namespaced(self) -> Self {
        Self { whole: self.whole & !Right::CLUSTER, named: self.named & !Right::CLUSTER }
    }

    #[must_use]
    pub fn has(self, right: Right) -> bool {
        self.whole & right.bit() != 0
    }

    #[must_use]
    pub fn has_some(self, right: Right) -> bool {
        (self.whole | self.named) & right.bit() != 0
    }

    #[must_use]
    pub fn has_any(self, rights: &[Right]) -> bool {
        rights.iter().any(|right| self.has(*right))
    }
}

impl std::ops::BitOr for Powers {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self { whole: self.whole | other.whole, named: self.named | other.named }
    }
}
