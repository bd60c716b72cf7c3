//! Functions, in every served version, with their text already analysed.

use super::leak::Leak;
use super::pod_spec::{PodSecurityContext, SecurityContext};
use super::words::{InternedStr, SmallStr};
use super::{Labels, Meta};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Function {
    pub meta: Meta,
    /// When anybody but its controller changed it last, as the server noted it down; empty if it did not.
    pub touched: SmallStr,
    /// `v1alpha1` or `v1alpha2`, as the object was read.
    pub version: InternedStr,
    pub runtime: InternedStr,
    pub image_override: SmallStr,
    pub source: Source,
    pub env: Vec<Env>,
    pub secret_mounts: Vec<SecretMount>,
    /// Labels and annotations that reach the pods.
    pub pod_labels: Labels,
    pub pod_annotations: Labels,
    pub replicas: Option<i64>,
    pub resources: Resources,
    pub pod_context: Option<Box<PodSecurityContext>>,
    pub container_context: Option<Box<SecurityContext>>,
    pub leaks: Vec<Leak>,
    /// Where the code leaves certificates unchecked.
    pub unverified: Vec<TlsBypass>,
    pub dependencies: Vec<Dependency>,
    /// Where the dependency text tells the installer to look for packages.
    pub indexes: Vec<Index>,
    /// Why the dependency text could not be read, if it could not.
    pub dependencies_fault: Option<String>,
    pub status: Status,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub enum Source {
    Inline {
        lines: u32,
    },
    Git(Box<Git>),
    #[default]
    Missing,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Git {
    /// Without what stands before the `@`: it may be a password.
    pub url: String,
    pub userinfo: Userinfo,
    pub reference: String,
    pub base_dir: String,
    /// `basic` or `key`; empty without credentials.
    pub auth: String,
    pub secret: Option<String>,
}

/// What an address carries before its `@`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Userinfo {
    #[default]
    None,
    /// A name alone, as in `git@host`; it may be a token all the same.
    Name,
    /// A name and a password.
    Password,
    /// A name that looks like a token, and no password.
    Token,
}

/// `spec.resourceConfiguration.function`, or `spec.resources` of old.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Resources {
    /// The module's preset is taken.
    #[default]
    Preset,
    Profile(String),
    Custom {
        limits: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Env {
    pub name: InternedStr,
    pub value: EnvValue,
}

/// Where an environment value comes from; a literal keeps its length, and its text only where the
/// name is one whose meaning is public ([`is_public`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvValue {
    Literal { length: usize, public: Option<Box<str>> },
    Secret { name: InternedStr, key: InternedStr },
    ConfigMap { name: InternedStr, key: InternedStr },
    Field,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretMount {
    pub secret: String,
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    pub name: InternedStr,
    pub spec: InternedStr,
    pub pinned: bool,
    /// "a range", "a tag", "a git address without a commit", …
    pub form: InternedStr,
    pub line: u32,
    pub column: u32,
}

/// A place in the code that turns the check of certificates off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsBypass {
    /// JSON pointer of the text.
    pub path: &'static str,
    pub line: u32,
    pub column: u32,
    pub setting: &'static str,
}

/// An option of a `requirements.txt` that says from where packages come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    pub option: IndexOption,
    /// An address or a host, without what stands before its `@`.
    pub address: String,
    pub userinfo: Userinfo,
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexOption {
    /// In place of the public index.
    Index,
    /// Beside the index; the higher version wins.
    Extra,
    /// A page or folder to look through as well.
    Links,
    /// A host whose certificate is not checked.
    Trusted,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    pub observed_generation: i64,
    pub runtime_image: InternedStr,
    pub commit: SmallStr,
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    pub kind: InternedStr,
    pub status: InternedStr,
    pub reason: InternedStr,
    pub message: String,
}

impl Function {
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.status.conditions.iter().find(|condition| condition.kind == kind)
    }

    pub fn ready(&self) -> bool {
        self.condition("Running").is_some_and(|running| running.status == "True")
    }

    pub fn is_git(&self) -> bool {
        matches!(self.source, Source::Git(_))
    }

    /// The labels that the controller puts on this Function's pods.
    pub fn labels_of_pods(&self) -> Labels {
        let mut own = vec![
            (LABEL_NAME, self.meta.name.as_str()),
            (LABEL_MANAGED, "function-controller"),
            (LABEL_RESOURCE, "deployment"),
            ("app.kubernetes.io/name", self.meta.name.as_str()),
        ];
        if !self.meta.uid.is_empty() {
            own.push((LABEL_UUID, self.meta.uid.as_str()));
        }
        self.pod_labels.with(own)
    }
}

/// Variables that tune a runtime or the platform: what they say is no secret, and checks read it.
/// Addresses among them lose what stands before their `@`.
pub fn is_public(name: &str) -> bool {
    const NAMES: [&str; 27] = [
        "FUNC_NAME",
        "FUNC_RUNTIME",
        "FUNC_TIMEOUT",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "KYMA_INTERNAL_LOGGER_ENABLED",
        "NODE_OPTIONS",
        "NODE_TLS_REJECT_UNAUTHORIZED",
        "NO_PROXY",
        "NPM_CONFIG_REGISTRY",
        "NPM_CONFIG_STRICT_SSL",
        "PIP_EXTRA_INDEX_URL",
        "PIP_INDEX_URL",
        "PIP_TRUSTED_HOST",
        "PUBLISHER_PROXY_ADDRESS",
        "PYTHONHTTPSVERIFY",
        "PYTHONINSPECT",
        "PYTHONSTARTUP",
        "REQ_MB_LIMIT",
        "SERVER_INTERNAL_LOGGER",
        "SERVICE_NAMESPACE",
        "TRACE_COLLECTOR_ENDPOINT",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "npm_config_registry",
        "npm_config_strict_ssl",
    ];
    NAMES.contains(&name)
}

pub const LABEL_NAME: &str = "serverless.kyma-project.io/function-name";
pub const LABEL_MANAGED: &str = "serverless.kyma-project.io/managed-by";
pub const LABEL_RESOURCE: &str = "serverless.kyma-project.io/resource";
pub const LABEL_UUID: &str = "serverless.kyma-project.io/uuid";
