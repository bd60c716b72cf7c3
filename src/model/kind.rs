//! The kinds that are read, as one table: where each is served and how it is fetched.

/// How much of an object is fetched from the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    Whole,
    /// Only `metadata`: Secret values never enter the program through a watch.
    Metadata,
}

/// Where objects of a kind live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindScope {
    Cluster,
    Namespaced,
    /// Namespaced, but only one object is relevant: its namespace, and its name.
    Only(&'static str, &'static str),
}

/// A set of kinds, and of other inputs that can change, one bit each.
pub type Bits = u128;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindInfo {
    pub kind: Kind,
    pub name: &'static str,
    pub plural: &'static str,
    pub group: &'static str,
    /// In order of preference; the first one served is watched.
    pub versions: &'static [&'static str],
    pub reach: KindScope,
    pub load: Load,
}

impl KindInfo {
    #[must_use]
    pub fn api_version(&self) -> String {
        self.api_version_of(self.versions.first().copied().unwrap_or("v1"))
    }

    #[must_use]
    pub fn api_version_of(&self, version: &str) -> String {
        if self.group.is_empty() { version.into() } else { format!("{}/{version}", self.group) }
    }

    /// Returns `functions.serverless.kyma-project.io`, as a Role names it.
    #[must_use]
    pub fn resource(&self) -> String {
        if self.group.is_empty() { self.plural.into() } else { format!("{}.{}", self.plural, self.group) }
    }

    #[must_use]
    pub fn namespaced(&self) -> bool {
        !matches!(self.reach, KindScope::Cluster)
    }

    /// Whether an object of the resource belongs to this kind.
    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn includes(&self, object: &serde_json::Value) -> bool {
        let is = |key: &str, value: &str| {
            object.get("metadata").and_then(|meta| meta.get(key)).is_some_and(|found| found == value)
        };
        match self.reach {
            KindScope::Only(namespace, name) => is("namespace", namespace) && is("name", name),
            KindScope::Cluster | KindScope::Namespaced => true,
        }
    }

    /// Returns the name in a list of kinds: the resource, distinguished from others of the same name.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.reach {
            KindScope::Only(_, name) => format!("{}/{name}", self.plural),
            _ if self.plural == "networkpolicies" && self.group != "networking.k8s.io" => self.resource(),
            _ if matches!(self.group, "kyverno.io" | "openreports.io") => self.resource(),
            KindScope::Cluster | KindScope::Namespaced => self.plural.to_owned(),
        }
    }

    /// Returns the one namespace that its objects are read from; empty when it is read from all.
    #[must_use]
    pub fn place(&self) -> &'static str {
        if let KindScope::Only(namespace, _) = self.reach { namespace } else { "" }
    }
}

macro_rules! kinds {
    ($($kind:ident $(= $name:literal)? $plural:literal $group:literal [$($version:literal),+] $reach:expr, $load:ident;)+) => {
        /// A kind of object that some check or screen reads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            pub const ALL: [Kind; [$(Kind::$kind),+].len()] = [$(Kind::$kind),+];

            pub const fn info(self) -> KindInfo {
                match self {
                    $(Kind::$kind => KindInfo {
                        kind: self, name: kinds!(@name $kind $($name)?), plural: $plural, group: $group,
                        versions: &[$($version),+], reach: $reach, load: Load::$load,
                    },)+
                }
            }
        }
    };
    (@name $kind:ident) => { stringify!($kind) };
    (@name $kind:ident $name:literal) => { $name };
}

use KindScope::{Cluster, Namespaced, Only};

kinds! {
    Namespace             "namespaces"             ""                              ["v1"]                        Cluster,    Whole;
    Node                  "nodes"                  ""                              ["v1"]                        Cluster,    Whole;
    // Functions, and what exposes them.
    Function              "functions"              "serverless.kyma-project.io"    ["v1alpha2", "v1alpha1"]      Namespaced, Whole;
    GitRepository         "gitrepositories"        "serverless.kyma-project.io"    ["v1alpha1"]                  Namespaced, Whole;
    APIRule               "apirules"               "gateway.kyma-project.io"       ["v2", "v2alpha1", "v1beta1", "v1alpha1"] Namespaced, Whole;
    Service               "services"               ""                              ["v1"]                        Namespaced, Whole;
    Ingress               "ingresses"              "networking.k8s.io"             ["v1"]                        Namespaced, Whole;
    HTTPRoute             "httproutes"             "gateway.networking.k8s.io"     ["v1", "v1beta1"]             Namespaced, Whole;
    VirtualService        "virtualservices"        "networking.istio.io"           ["v1", "v1beta1", "v1alpha3"] Namespaced, Whole;
    Gateway               "gateways"               "networking.istio.io"           ["v1", "v1beta1", "v1alpha3"] Namespaced, Whole;
    OathkeeperRule = "Rule" "rules"                "oathkeeper.ory.sh"             ["v1alpha1"]                  Namespaced, Whole;
    RateLimit             "ratelimits"             "gateway.kyma-project.io"       ["v1alpha1"]                  Namespaced, Whole;
    Subscription          "subscriptions"          "eventing.kyma-project.io"      ["v1alpha2", "v1alpha1"]      Namespaced, Whole;
    // Workloads.
    Pod                   "pods"                   ""                              ["v1"]                        Namespaced, Whole;
    Deployment            "deployments"            "apps"                          ["v1"]                        Namespaced, Whole;
    DaemonSet             "daemonsets"             "apps"                          ["v1"]                        Namespaced, Whole;
    StatefulSet           "statefulsets"           "apps"                          ["v1"]                        Namespaced, Whole;
    ReplicaSet            "replicasets"            "apps"                          ["v1"]                        Namespaced, Whole;
    ReplicationController "replicationcontrollers" ""                              ["v1"]                        Namespaced, Whole;
    Job                   "jobs"                   "batch"                         ["v1"]                        Namespaced, Whole;
    CronJob               "cronjobs"               "batch"                         ["v1"]                        Namespaced, Whole;
    PodTemplate           "podtemplates"           ""                              ["v1"]                        Namespaced, Whole;
    LimitRange            "limitranges"            ""                              ["v1"]                        Namespaced, Whole;
    // Identities and what they own.
    ServiceAccount        "serviceaccounts"        ""                              ["v1"]                        Namespaced, Whole;
    Secret                "secrets"                ""                              ["v1"]                        Namespaced, Metadata;
    ConfigMap             "configmaps"             ""                              ["v1"]                        Namespaced, Metadata;
    Role                  "roles"                  "rbac.authorization.k8s.io"     ["v1"]                        Namespaced, Whole;
    RoleBinding           "rolebindings"           "rbac.authorization.k8s.io"     ["v1"]                        Namespaced, Whole;
    ClusterRole           "clusterroles"           "rbac.authorization.k8s.io"     ["v1"]                        Cluster,    Whole;
    ClusterRoleBinding    "clusterrolebindings"    "rbac.authorization.k8s.io"     ["v1"]                        Cluster,    Whole;
    // Who may connect to whom.
    NetworkPolicy         "networkpolicies"        "networking.k8s.io"             ["v1"]                        Namespaced, Whole;
    AuthorizationPolicy   "authorizationpolicies"  "security.istio.io"             ["v1", "v1beta1"]             Namespaced, Whole;
    RequestAuthentication "requestauthentications" "security.istio.io"             ["v1", "v1beta1"]             Namespaced, Whole;
    PeerAuthentication    "peerauthentications"    "security.istio.io"             ["v1", "v1beta1"]             Namespaced, Whole;
    EnvoyFilter           "envoyfilters"           "networking.istio.io"           ["v1alpha3"]                  Namespaced, Metadata;
    // Policies of network plugins that are listed, not evaluated.
    CiliumNetworkPolicy            "ciliumnetworkpolicies"            "cilium.io"                ["v2"]       Namespaced, Metadata;
    CiliumClusterwideNetworkPolicy "ciliumclusterwidenetworkpolicies" "cilium.io"                ["v2"]       Cluster,    Metadata;
    CalicoNetworkPolicy = "NetworkPolicy" "networkpolicies"           "crd.projectcalico.org"    ["v1"]       Namespaced, Metadata;
    GlobalNetworkPolicy            "globalnetworkpolicies"            "crd.projectcalico.org"    ["v1"]       Cluster,    Metadata;
    AntreaNetworkPolicy = "NetworkPolicy" "networkpolicies"           "crd.antrea.io"            ["v1beta1"]  Namespaced, Metadata;
    AntreaClusterNetworkPolicy = "ClusterNetworkPolicy" "clusternetworkpolicies" "crd.antrea.io" ["v1beta1"]  Cluster,    Metadata;
    AdminNetworkPolicy             "adminnetworkpolicies"             "policy.networking.k8s.io" ["v1alpha1"] Cluster,    Metadata;
    BaselineAdminNetworkPolicy     "baselineadminnetworkpolicies"     "policy.networking.k8s.io" ["v1alpha1"] Cluster,    Metadata;
    ClusterNetworkPolicy           "clusternetworkpolicies"           "policy.networking.k8s.io" ["v1alpha2"] Cluster,    Metadata;
    // The platform itself.
    Serverless            "serverlesses"           "operator.kyma-project.io"      ["v1alpha1"]                  Namespaced, Whole;
    DockerRegistry        "dockerregistries"       "operator.kyma-project.io"      ["v1alpha1"]                  Namespaced, Whole;
    APIGateway            "apigateways"            "operator.kyma-project.io"      ["v1alpha1"]                  Cluster,    Whole;
    Istio                 "istios"                 "operator.kyma-project.io"      ["v1alpha2", "v1alpha1"]      Namespaced, Whole;
    MeshConfig = "ConfigMap"    "configmaps"       ""                              ["v1"] Only("istio-system", "istio"),              Whole;
    GatewayConfig = "ConfigMap" "configmaps"       ""                              ["v1"] Only("kyma-system", "api-gateway-config"),  Whole;
    // Results of other tools, and other admission controllers that enforce what a check asks for.
    VulnerabilityReport            "vulnerabilityreports"   "aquasecurity.github.io"   ["v1alpha1"]                          Namespaced, Whole;
    ExposedSecretReport            "exposedsecretreports"   "aquasecurity.github.io"   ["v1alpha1"]                          Namespaced, Whole;
    PolicyReport                   "policyreports"          "wgpolicyk8s.io"           ["v1alpha2", "v1beta1", "v1alpha1"]   Namespaced, Whole;
    ClusterPolicyReport            "clusterpolicyreports"   "wgpolicyk8s.io"           ["v1alpha2", "v1beta1", "v1alpha1"]   Cluster,    Whole;
    OpenReport = "Report"          "reports"                "openreports.io"           ["v1alpha1"]                          Namespaced, Whole;
    OpenClusterReport = "ClusterReport" "clusterreports"    "openreports.io"           ["v1alpha1"]                          Cluster,    Whole;
    KyvernoPolicy = "Policy"       "policies"               "kyverno.io"               ["v1", "v2beta1"]                     Namespaced, Whole;
    KyvernoClusterPolicy = "ClusterPolicy" "clusterpolicies" "kyverno.io"              ["v1", "v2beta1"]                     Cluster,    Whole;
    // Each constraint is a kind of its own, generated from a template; these are of Gatekeeper's own
    // library.
    GatekeeperPrivileged = "K8sPSPPrivilegedContainer" "k8spspprivilegedcontainer" "constraints.gatekeeper.sh" ["v1beta1", "v1alpha1"] Cluster, Whole;
    GatekeeperHostNamespace = "K8sPSPHostNamespace"    "k8spsphostnamespace"       "constraints.gatekeeper.sh" ["v1beta1", "v1alpha1"] Cluster, Whole;
    GatekeeperHostFilesystem = "K8sPSPHostFilesystem"  "k8spsphostfilesystem"      "constraints.gatekeeper.sh" ["v1beta1", "v1alpha1"] Cluster, Whole;
}

// The four bits above them are taken, see `Reads`.
const _: () = assert!(Kind::ALL.len() <= 124, "each kind needs its own bit");

impl Kind {
    /// Returns the space of an object: a Namespace is in the space that it names, other cluster-wide objects
    /// are in the nameless one.
    #[must_use]
    pub fn home(self, namespace: &str, name: &str) -> String {
        match self {
            Self::Namespace => name.to_owned(),
            _ if self.info().namespaced() => namespace.to_owned(),
            _ => String::new(),
        }
    }

    /// Returns the short name that users know from kubectl.
    #[must_use]
    pub fn short(self) -> Option<&'static str> {
        Some(match self {
            Self::Function => "fn",
            Self::Namespace => "ns",
            Self::ServiceAccount => "sa",
            Self::ConfigMap => "cm",
            Self::Service => "svc",
            Self::Deployment => "deploy",
            Self::NetworkPolicy => "netpol",
            Self::AuthorizationPolicy => "ap",
            Self::RequestAuthentication => "ra",
            Self::PeerAuthentication => "pa",
            Self::VirtualService => "vs",
            Self::Gateway => "gw",
            Self::Ingress => "ing",
            _ => return None,
        })
    }

    /// Returns the bit of a kind, for sets of kinds.
    #[must_use]
    pub const fn bit(self) -> Bits {
        1 << (self as u32)
    }

    /// Returns the kinds that the explorer and the scan watch; commands fetch the others when they need
    /// them.
    #[must_use]
    pub fn watched() -> Vec<Self> {
        Self::ALL.into_iter().filter(|kind| !kind.is_rare()).collect()
    }

    /// Whether no check reads a kind: it is numerous, and its owners or pods already contain everything that checks
    /// need; or only a migration needs it.
    #[must_use]
    pub const fn is_rare(self) -> bool {
        matches!(
            self,
            Self::ReplicaSet
                | Self::ReplicationController
                | Self::Job
                | Self::PodTemplate
                | Self::GitRepository
        )
    }

    /// Whether the rest of an object is still valid when a field of it could not be read. A rule that
    /// restricts or grants, and of which a part is missing, means something else.
    #[must_use]
    pub const fn is_read_in_part(self) -> bool {
        matches!(
            self,
            Self::Function
                | Self::APIRule
                | Self::Service
                | Self::Ingress
                | Self::HTTPRoute
                | Self::VirtualService
                | Self::Subscription
                | Self::Pod
                | Self::Deployment
                | Self::DaemonSet
                | Self::StatefulSet
                | Self::ReplicaSet
                | Self::ReplicationController
                | Self::Job
                | Self::CronJob
                | Self::PodTemplate
                | Self::ServiceAccount
        )
    }

    /// Whether one object of the kind decides about every namespace, wherever it is: settings of a module, a
    /// kind of which only one object is read, and gateways.
    #[must_use]
    pub fn decides_everywhere(self) -> bool {
        let info = self.info();
        let single = matches!(info.reach, KindScope::Only(..));
        single || info.group == "operator.kyma-project.io" || self == Self::Gateway
    }

    /// Whether the kind belongs to another tool: results, and policies that may enforce what a check asks
    /// for.
    #[must_use]
    pub const fn is_others(self) -> bool {
        matches!(
            self,
            Self::VulnerabilityReport
                | Self::ExposedSecretReport
                | Self::PolicyReport
                | Self::ClusterPolicyReport
                | Self::OpenReport
                | Self::OpenClusterReport
        ) || self.is_other_admission()
    }

    /// Whether it is a policy of another admission controller; some do what Pod Security or a check of
    /// signatures does.
    #[must_use]
    pub const fn is_other_admission(self) -> bool {
        matches!(
            self,
            Self::KyvernoPolicy
                | Self::KyvernoClusterPolicy
                | Self::GatekeeperPrivileged
                | Self::GatekeeperHostNamespace
                | Self::GatekeeperHostFilesystem
        )
    }

    /// Policies that also decide about the network, in a format that this tool does not evaluate.
    pub const FOREIGN_POLICIES: [Self; 9] = [
        Self::CiliumNetworkPolicy,
        Self::CiliumClusterwideNetworkPolicy,
        Self::CalicoNetworkPolicy,
        Self::GlobalNetworkPolicy,
        Self::AntreaNetworkPolicy,
        Self::AntreaClusterNetworkPolicy,
        Self::AdminNetworkPolicy,
        Self::BaselineAdminNetworkPolicy,
        Self::ClusterNetworkPolicy,
    ];

    pub const FOREIGN_BITS: Bits = Self::bits(&Self::FOREIGN_POLICIES);

    #[must_use]
    pub const fn bits(kinds: &[Self]) -> Bits {
        let (mut bits, mut rest) = (0, kinds);
        while let [first, others @ ..] = rest {
            bits |= first.bit();
            rest = others;
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_resource_or_its_own_object() {
        let own = |kind: &Kind| format!("{} {:?}", kind.info().resource(), kind.info().reach);
        let mut resources: Vec<String> = Kind::ALL.iter().map(own).collect();
        resources.sort();
        resources.dedup();
        assert_eq!(resources.len(), Kind::ALL.len());
    }

    #[test]
    fn no_watch_ever_asks_for_secret_values() {
        assert_eq!(Kind::Secret.info().load, Load::Metadata);
    }
}
