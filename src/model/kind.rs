//! The kinds that are read, as one table: where each is served and how it is fetched.

/// How much of an object leaves the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    Whole,
    /// Only `metadata`: Secret values never enter the program through a watch.
    Metadata,
}

/// Where objects of a kind live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Cluster,
    Namespaced,
    /// Namespaced, but only one namespace matters.
    Only(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    pub kind: Kind,
    pub name: &'static str,
    pub plural: &'static str,
    pub group: &'static str,
    /// In order of preference; the first one served is watched.
    pub versions: &'static [&'static str],
    pub reach: Reach,
    pub load: Load,
}

impl Info {
    pub fn api_version(&self) -> String {
        self.api_version_of(self.versions.first().copied().unwrap_or("v1"))
    }

    pub fn api_version_of(&self, version: &str) -> String {
        if self.group.is_empty() { version.into() } else { format!("{}/{version}", self.group) }
    }

    /// `functions.serverless.kyma-project.io`, as a Role names it.
    pub fn resource(&self) -> String {
        if self.group.is_empty() { self.plural.into() } else { format!("{}.{}", self.plural, self.group) }
    }

    pub fn namespaced(&self) -> bool {
        !matches!(self.reach, Reach::Cluster)
    }
}

macro_rules! kinds {
    ($($kind:ident $plural:literal $group:literal [$($version:literal),+] $reach:expr, $load:ident;)+) => {
        /// A kind of object that some check or screen reads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            pub const ALL: [Kind; [$(Kind::$kind),+].len()] = [$(Kind::$kind),+];

            pub const fn info(self) -> Info {
                match self {
                    $(Kind::$kind => Info {
                        kind: self, name: stringify!($kind), plural: $plural, group: $group,
                        versions: &[$($version),+], reach: $reach, load: Load::$load,
                    },)+
                }
            }
        }
    };
}

use Reach::{Cluster, Namespaced, Only};

kinds! {
    Namespace           "namespaces"            ""                             ["v1"]                        Cluster,             Whole;
    Function            "functions"             "serverless.kyma-project.io"   ["v1alpha2", "v1alpha1"]      Namespaced,          Whole;
    APIRule             "apirules"              "gateway.kyma-project.io"      ["v2", "v2alpha1", "v1beta1"] Namespaced,          Whole;
    Serverless          "serverlesses"          "operator.kyma-project.io"     ["v1alpha1"]                  Namespaced,          Whole;
    Service             "services"              ""                             ["v1"]                        Namespaced,          Whole;
    Pod                 "pods"                  ""                             ["v1"]                        Namespaced,          Whole;
    Deployment          "deployments"           "apps"                         ["v1"]                        Namespaced,          Whole;
    DaemonSet           "daemonsets"            "apps"                         ["v1"]                        Namespaced,          Whole;
    ServiceAccount      "serviceaccounts"       ""                             ["v1"]                        Namespaced,          Whole;
    Secret              "secrets"               ""                             ["v1"]                        Namespaced,          Metadata;
    ConfigMap           "configmaps"            ""                             ["v1"]                        Only("kyma-system"), Metadata;
    NetworkPolicy       "networkpolicies"       "networking.k8s.io"            ["v1"]                        Namespaced,          Whole;
    AuthorizationPolicy "authorizationpolicies" "security.istio.io"            ["v1", "v1beta1"]             Namespaced,          Whole;
    Role                "roles"                 "rbac.authorization.k8s.io"    ["v1"]                        Namespaced,          Whole;
    RoleBinding         "rolebindings"          "rbac.authorization.k8s.io"    ["v1"]                        Namespaced,          Whole;
    ClusterRole         "clusterroles"          "rbac.authorization.k8s.io"    ["v1"]                        Cluster,             Whole;
    ClusterRoleBinding  "clusterrolebindings"   "rbac.authorization.k8s.io"    ["v1"]                        Cluster,             Whole;
}

impl Kind {
    /// One bit a kind, for sets of kinds.
    pub const fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_resource() {
        let mut resources: Vec<String> = Kind::ALL.iter().map(|kind| kind.info().resource()).collect();
        resources.sort();
        resources.dedup();
        assert_eq!(resources.len(), Kind::ALL.len());
    }

    #[test]
    fn no_watch_ever_asks_for_secret_values() {
        assert_eq!(Kind::Secret.info().load, Load::Metadata);
    }
}
