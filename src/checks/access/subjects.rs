//! Subjects of the bindings of a scope, each with the permissions that its role grants.

use crate::engine::access::{self, Powers, Right};
use crate::model::rbac::{Binding, Role, RoleRef, Subject};
use crate::model::reads::Reads;
use crate::model::space::Map;
use crate::model::{Kind, ObjectRef, Scope};
use std::sync::Arc;

/// What a check reads to find out who has permissions where Functions run.
pub const READS: &[Reads] = &[
    Reads::Optional(Kind::Function),
    Reads::Kind(Kind::RoleBinding),
    Reads::Kind(Kind::Role),
    Reads::Everywhere(Kind::ClusterRoleBinding),
    Reads::Everywhere(Kind::ClusterRole),
];

pub struct Hold<'a> {
    pub kind: Kind,
    pub binding: &'a Binding,
    pub at: usize,
    pub subject: &'a Subject,
    pub powers: Powers,
}

impl Hold<'_> {
    pub fn object(&self) -> ObjectRef {
        ObjectRef::new(self.kind, &self.binding.meta.namespace, &self.binding.meta.name)
    }

    pub fn path(&self) -> String {
        format!("/subjects/{}", self.at)
    }

    /// Whether the role is an administrator's, which grants everything.
    pub fn everything(&self) -> bool {
        self.powers.has(Right::ReadSecrets) && self.powers.has(Right::EscalateRoles)
    }

    pub fn role(&self) -> String {
        format!("{} {}", self.binding.role.kind, self.binding.role.name)
    }
}

/// Returns the permissions granted by RoleBindings of the namespace; in the cluster scope, by the cluster's.
pub fn here<'a>(scope: &Scope<'a>) -> Vec<Hold<'a>> {
    if scope.space.is_cluster() {
        return cluster_wide(scope);
    }
    let bindings = scope.space.role_bindings.values();
    bindings.flat_map(|binding| of(scope, Kind::RoleBinding, binding)).collect()
}

/// Returns the permissions granted by the cluster's bindings, without Kubernetes' own.
pub fn cluster_wide<'a>(scope: &Scope<'a>) -> Vec<Hold<'a>> {
    let bindings = scope.cluster().cluster_role_bindings.values();
    bindings.flat_map(|binding| of(scope, Kind::ClusterRoleBinding, binding)).collect()
}

fn of<'a>(scope: &Scope<'_>, kind: Kind, binding: &'a Binding) -> Vec<Hold<'a>> {
    if binding.meta.labels.is("kubernetes.io/bootstrapping", "rbac-defaults") {
        return Vec::new();
    }
    let powers = powers(scope, &binding.role);
    let powers = if kind == Kind::RoleBinding { powers.namespaced() } else { powers };
    let each = binding.subjects.iter().enumerate();
    each.map(|(at, subject)| Hold { kind, binding, at, subject, powers }).collect()
}

const BUILT_IN: [&str; 4] = ["view", "edit", "admin", "cluster-admin"];

/// Returns the roles whose rules a binding grants; empty if its role is missing or shows no rules.
pub fn granted_roles(scope: &Scope<'_>, role: &RoleRef) -> Vec<Arc<Role>> {
    let cluster = &scope.cluster().cluster_roles;
    let own = |roles: &Map<Role>| roles.get(role.name.as_str()).map(|role| vec![Arc::clone(role)]);
    let found = match role.kind.as_str() {
        "Role" => own(&scope.space.roles),
        // The aggregated rules of Kubernetes' built-in roles are known.
        _ if BUILT_IN.contains(&role.name.as_str()) => own(cluster),
        _ => cluster.get(role.name.as_str()).map(|role| access::parts(cluster, role)),
    };
    found.filter(|parts| parts.iter().any(|role| !role.rules.is_empty())).unwrap_or_default()
}

fn powers(scope: &Scope<'_>, role: &RoleRef) -> Powers {
    let parts = granted_roles(scope, role);
    match parts.as_slice() {
        [] if role.kind == "ClusterRole" => by_name(&role.name),
        parts => Powers::of(parts.iter().flat_map(|role| &role.rules)),
    }
}

/// Kubernetes' built-in roles, for users who cannot read them and folders that do not contain them.
/// Kyma adds its own kinds to them.
fn by_name(name: &str) -> Powers {
    const VIEW: &[Right] = &[
        Right::ReadFunctions,
        Right::ReadPods,
        Right::ReadDeployments,
        Right::ReadReplicaSets,
        Right::ReadConfigMaps,
        Right::ReadLogs,
    ];
    const EDIT: &[Right] = &[
        Right::ReadSecrets,
        Right::CreateSecrets,
        Right::Exec,
        Right::Attach,
        Right::ChangePods,
        Right::CreatePods,
        Right::CreateDeployments,
        Right::CreateDaemonSets,
        Right::CreateStatefulSets,
        Right::CreateReplicaSets,
        Right::CreateReplicationControllers,
        Right::CreateJobs,
        Right::CreateCronJobs,
        Right::ChangeDeployments,
        Right::ChangeDaemonSets,
        Right::ChangeStatefulSets,
        Right::ChangeReplicaSets,
        Right::ChangeReplicationControllers,
        Right::ChangeCronJobs,
        Right::CreateFunctions,
        Right::ChangeFunctions,
        Right::IssueTokens,
        Right::ImpersonateAccounts,
        Right::EditNetworkPolicies,
        Right::EditAuthorizationPolicies,
        Right::EditRequestAuthentications,
        Right::EditPeerAuthentications,
        Right::EditEnvoyFilters,
        Right::EditApiRules,
    ];
    const ADMIN: &[Right] =
        &[Right::CreateRoles, Right::CreateRoleBindings, Right::ChangeRoles, Right::ChangeRoleBindings];
    let sum = |sets: &[&[Right]]| Powers {
        whole: sets.iter().copied().flatten().fold(0, |bits, right| bits | right.bit()),
        named: 0,
    };
    match name {
        "view" => sum(&[VIEW]),
        "edit" => sum(&[VIEW, EDIT]),
        "admin" => sum(&[VIEW, EDIT, ADMIN]),
        "cluster-admin" => Powers::ALL,
        _ => Powers::default(),
    }
}
