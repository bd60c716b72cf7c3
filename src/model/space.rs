//! Everything in one namespace, one sorted map per kind; the nameless space contains cluster-wide objects.

use super::account::{MetadataOnly, ServiceAccount};
use super::apirule::ApiRule;
use super::event::Subscription;
use super::external_reports::{Constraint, ImageReport, KyvernoPolicy, PolicyReport};
use super::function::Function;
use super::index::{LabelIndex, Labelled, Lazy, SelectorIndex};
use super::mesh::{
    AuthorizationPolicy, Gateway, GatewayConfig, MeshConfig, PeerAuthentication, RequestAuthentication,
    VirtualService,
};
use super::module::{DockerRegistry, LimitRange, MeshModule, Node, RateLimit};
use super::namespace::Namespace;
use super::network_policy::NetworkPolicy;
use super::oathkeeper::OathkeeperRule;
use super::pod::Pod;
use super::rbac::{Binding, Role};
use super::route::{HttpRoute, Ingress};
use super::serverless::Serverless;
use super::service::Service;
use super::workload::Workload;
use super::{Kind, Labels, Meta, TypeFault};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Indexes of labels and selectors.
#[derive(Debug)]
struct ByLabels {
    functions: LabelIndex<Arc<Function>>,
    pods: LabelIndex<Arc<Pod>>,
    workloads: LabelIndex<Arc<Workload>>,
    services: SelectorIndex<Arc<Service>>,
}

impl Labelled for Arc<Function> {
    /// The labels that its pods get.
    fn labels(&self) -> Cow<'_, Labels> {
        Cow::Owned(self.labels_of_pods())
    }
}

impl Labelled for Arc<Pod> {
    fn labels(&self) -> Cow<'_, Labels> {
        Cow::Borrowed(&self.meta.labels)
    }
}

impl Labelled for Arc<Workload> {
    /// The labels of the pods that it creates.
    fn labels(&self) -> Cow<'_, Labels> {
        Cow::Borrowed(&self.template_labels)
    }
}

impl Labelled for Arc<Service> {
    /// The labels that it selects by.
    fn labels(&self) -> Cow<'_, Labels> {
        Cow::Borrowed(&self.selector)
    }
}

/// Objects of one kind, by name.
pub type Map<T> = BTreeMap<Arc<str>, Arc<T>>;

macro_rules! space {
    ($($kind:ident $field:ident $type:ty;)+) => {
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Space {
            pub name: Arc<str>,
            $(pub $field: Map<$type>,)+
            /// Objects that could not be read, or only in part, with the reason; the readable part of the
            /// latter is kept.
            pub unreadable: BTreeMap<(Kind, String), String>,
            labels: Lazy<ByLabels>,
        }

        /// One object of any kind.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Object { $($kind(Box<$type>),)+ }

        impl Object {
            pub fn kind(&self) -> Kind {
                match self { $(Self::$kind(_) => Kind::$kind,)+ }
            }

            pub fn meta(&self) -> &Meta {
                match self { $(Self::$kind(object) => &object.meta,)+ }
            }

            pub fn meta_mut(&mut self) -> &mut Meta {
                match self { $(Self::$kind(object) => &mut object.meta,)+ }
            }
        }

        impl Space {
            /// Inserts an object; returns whether anything but its resource version is new.
            pub(super) fn insert(&mut self, object: Object) -> bool {
                let name: Arc<str> = object.meta().name.as_str().into();
                let key = (object.kind(), name.to_string());
                match object.meta().faults.as_slice() {
                    [] => self.unreadable.remove(&key),
                    faults => self.unreadable.insert(key, words(faults)),
                };
                self.forget_labels(object.kind());
                match object { $(Object::$kind(object) => put(&mut self.$field, name, *object),)+ }
            }

            pub(super) fn remove(&mut self, kind: Kind, name: &str) -> bool {
                self.forget_labels(kind);
                let broken = self.unreadable.remove(&(kind, name.to_owned())).is_some();
                let gone = match kind { $(Kind::$kind => self.$field.remove(name).is_some(),)+ };
                broken || gone
            }

            pub fn names(&self, kind: Kind) -> Vec<Arc<str>> {
                match kind { $(Kind::$kind => self.$field.keys().cloned().collect(),)+ }
            }

            pub fn count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$kind => self.$field.len(),)+ }
            }

            pub fn meta(&self, kind: Kind, name: &str) -> Option<&Meta> {
                match kind { $(Kind::$kind => self.$field.get(name).map(|object| &object.meta),)+ }
            }
        }

    };
}

/// The prefix of names that belong to a document that could not be read, instead of an object of a server.
pub const DOCUMENT: &str = "document ";

/// Returns the reason why an object, or a document that may have been one, could not be read.
#[must_use]
pub fn unread(name: &str, why: &str) -> String {
    match name.strip_prefix(DOCUMENT) {
        Some(place) => format!("{place} was not read: {why}"),
        None => format!("{name} could not be read: {why}"),
    }
}

/// Returns what could not be read of an object, as one reason.
fn words(faults: &[TypeFault]) -> String {
    faults.iter().map(TypeFault::words).collect::<Vec<_>>().join("; ")
}

/// An object whose metadata can be changed in place.
pub trait Stored {
    fn meta_mut(&mut self) -> &mut Meta;
}

macro_rules! stored {
    ($($type:ident)+) => {
        $(impl Stored for $type {
            fn meta_mut(&mut self) -> &mut Meta {
                &mut self.meta
            }
        })+
    };
}

stored! {
    ApiRule AuthorizationPolicy Binding DockerRegistry Function Gateway GatewayConfig HttpRoute Ingress LimitRange
    MeshConfig MeshModule Namespace NetworkPolicy Node OathkeeperRule PeerAuthentication Pod RateLimit
    RequestAuthentication Role MetadataOnly Serverless Service ServiceAccount Subscription VirtualService Workload
    Constraint ImageReport KyvernoPolicy PolicyReport
}

space! {
    Namespace             namespaces              Namespace;
    Node                  nodes                   Node;
    Function              functions               Function;
    GitRepository         git_repositories        MetadataOnly;
    APIRule               api_rules               ApiRule;
    Service               services                Service;
    Ingress               ingresses               Ingress;
    HTTPRoute             http_routes             HttpRoute;
    VirtualService        virtual_services        VirtualService;
    Gateway               gateways                Gateway;
    OathkeeperRule        oathkeeper_rules        OathkeeperRule;
    RateLimit             rate_limits             RateLimit;
    Subscription          subscriptions           Subscription;
    Pod                   pods                    Pod;
    Deployment            deployments             Workload;
    DaemonSet             daemon_sets             Workload;
    StatefulSet           stateful_sets           Workload;
    ReplicaSet            replica_sets            Workload;
    ReplicationController replication_controllers Workload;
    Job                   jobs                    Workload;
    CronJob               cron_jobs               Workload;
    PodTemplate           pod_templates           Workload;
    LimitRange            limit_ranges            LimitRange;
    ServiceAccount        accounts                ServiceAccount;
    Secret                secrets                 MetadataOnly;
    ConfigMap             config_maps             MetadataOnly;
    Role                  roles                   Role;
    RoleBinding           role_bindings           Binding;
    ClusterRole           cluster_roles           Role;
    ClusterRoleBinding    cluster_role_bindings   Binding;
    NetworkPolicy         network_policies        NetworkPolicy;
    AuthorizationPolicy   authorization_policies  AuthorizationPolicy;
    RequestAuthentication request_authentications RequestAuthentication;
    PeerAuthentication    peer_authentications    PeerAuthentication;
    EnvoyFilter           envoy_filters           MetadataOnly;
    CiliumNetworkPolicy            cilium_policies            MetadataOnly;
    CiliumClusterwideNetworkPolicy cilium_wide_policies       MetadataOnly;
    CalicoNetworkPolicy            calico_policies            MetadataOnly;
    GlobalNetworkPolicy            calico_wide_policies       MetadataOnly;
    AntreaNetworkPolicy            antrea_policies            MetadataOnly;
    AntreaClusterNetworkPolicy     antrea_wide_policies       MetadataOnly;
    AdminNetworkPolicy             admin_policies             MetadataOnly;
    BaselineAdminNetworkPolicy     baseline_admin_policies    MetadataOnly;
    ClusterNetworkPolicy           cluster_policies           MetadataOnly;
    Serverless            serverlesses            Serverless;
    DockerRegistry        docker_registries       DockerRegistry;
    APIGateway            api_gateways            MeshModule;
    Istio                 istios                  MeshModule;
    MeshConfig            mesh_configs            MeshConfig;
    GatewayConfig         gateway_configs         GatewayConfig;
    VulnerabilityReport      vulnerability_reports     ImageReport;
    ExposedSecretReport      exposed_secret_reports    ImageReport;
    PolicyReport             policy_reports            PolicyReport;
    ClusterPolicyReport      cluster_policy_reports    PolicyReport;
    OpenReport               open_reports              PolicyReport;
    OpenClusterReport        open_cluster_reports      PolicyReport;
    KyvernoPolicy            kyverno_policies          KyvernoPolicy;
    KyvernoClusterPolicy     kyverno_cluster_policies  KyvernoPolicy;
    GatekeeperPrivileged     gatekeeper_privileged     Constraint;
    GatekeeperHostNamespace  gatekeeper_host_namespace Constraint;
    GatekeeperHostFilesystem gatekeeper_host_filesystem Constraint;
}

fn put<T: Stored + PartialEq + Clone>(map: &mut Map<T>, name: Arc<str>, mut object: T) -> bool {
    let Some(old) = map.get_mut(&name) else {
        map.insert(name, Arc::new(object));
        return true;
    };
    let version = std::mem::take(&mut object.meta_mut().resource_version);
    let current = Arc::make_mut(old);
    let known = std::mem::take(&mut current.meta_mut().resource_version);
    let same = *current == object;
    object.meta_mut().resource_version = version;
    drop(known);
    *current = object;
    !same
}

impl Space {
    /// Whether the next pod with these labels gets a sidecar: its own label decides before its namespace's.
    pub fn injects(&self, pod: &super::Labels) -> bool {
        match pod.get("sidecar.istio.io/inject") {
            Some(word) => word == "true",
            None => self.namespace().is_some_and(super::namespace::Namespace::injects),
        }
    }

    /// Returns the Functions behind a Service, by name or by pod selector.
    pub fn functions_of(&self, service: &str) -> Vec<String> {
        if self.functions.contains_key(service) {
            return vec![service.to_owned()];
        }
        let selector = self.services.get(service).map(|service| &service.selector);
        let Some(selector) = selector.filter(|selector| !selector.is_empty()) else {
            return Vec::new();
        };
        self.functions_by_pod_labels()
            .with_labels(selector)
            .map(|function| function.meta.name.to_string())
            .collect()
    }

    /// Returns the Functions by the labels that their pods get.
    pub fn functions_by_pod_labels(&self) -> &LabelIndex<Arc<Function>> {
        &self.by_labels().functions
    }

    /// Returns the pods by their labels.
    pub fn pods_by_labels(&self) -> &LabelIndex<Arc<Pod>> {
        &self.by_labels().pods
    }

    /// Returns workloads that keep pods running, by the labels of the pods that they create.
    pub fn workloads_by_pod_labels(&self) -> &LabelIndex<Arc<Workload>> {
        &self.by_labels().workloads
    }

    /// Returns the Services by the pods that they select.
    pub fn services_by_selector(&self) -> &SelectorIndex<Arc<Service>> {
        &self.by_labels().services
    }

    /// Drops the label indexes that were generated from a kind which changed.
    fn forget_labels(&mut self, kind: Kind) {
        const INDEXED: crate::model::Bits = Kind::bits(&[
            Kind::Function,
            Kind::Pod,
            Kind::Deployment,
            Kind::StatefulSet,
            Kind::DaemonSet,
            Kind::Service,
        ]);
        if kind.bit() & INDEXED != 0 {
            self.labels.forget();
        }
    }

    fn by_labels(&self) -> &ByLabels {
        self.labels.get(|| {
            let workloads = self.deployments.values().chain(self.stateful_sets.values());
            ByLabels {
                functions: LabelIndex::of(self.functions.values().cloned()),
                pods: LabelIndex::of(self.pods.values().cloned()),
                workloads: LabelIndex::of(workloads.chain(self.daemon_sets.values()).cloned()),
                services: SelectorIndex::of(self.services.values().cloned()),
            }
        })
    }

    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Whether this is the nameless space of cluster-wide objects.
    pub fn is_cluster(&self) -> bool {
        self.name.is_empty()
    }

    /// Returns the Namespace object, which is in its own space.
    pub fn namespace(&self) -> Option<&Namespace> {
        self.namespaces.get(&self.name).map(AsRef::as_ref)
    }

    pub fn is_empty(&self) -> bool {
        Kind::ALL.into_iter().all(|kind| self.count(kind) == 0) && self.unreadable.is_empty()
    }
}
