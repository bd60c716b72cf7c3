//! Functions, in every served version, with their text already analysed.

use super::code::Code;
use super::leak::Leak;
use super::pod_spec::{PodSecurityContext, SecurityContext};
use super::strings::{InternedStr, SmallStr};
use super::{Kind, Labels, Meta, ObjectRef};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Function {
    pub meta: Meta,
    /// When a client other than its controller changed it last, as recorded by the server; empty if none
    /// did.
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
    /// What the source does.
    pub code: Code,
    /// Secrets that the source does not mention; empty unless it was analysed to its end.
    pub unused: Vec<UnusedSecret>,
    /// Places where the code disables certificate verification.
    pub unverified: Vec<TlsBypass>,
    pub dependencies: Vec<Dependency>,
    /// Options of the dependency text that set package indexes.
    pub indexes: Vec<PackageIndex>,
    /// Why the dependency text could not be parsed, if so.
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

impl Source {
    /// Returns its word in lists.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Inline { .. } => "inline",
            Self::Git(_) => "git",
            Self::Missing => "none",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Git {
    /// Without the part before the `@`, which may be a password.
    pub url: String,
    pub userinfo: Userinfo,
    pub reference: String,
    pub base_dir: String,
    /// `basic` or `key`; empty without credentials.
    pub auth: String,
    pub secret: Option<String>,
    pub checkout: Checkout,
}

/// What is known of the files in a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Checkout {
    /// No clone is known.
    #[default]
    None,
    /// There is a clone, and why the files could not be read from it.
    Unreadable(Box<str>),
    Read {
        commit: Box<str>,
        /// Paths in the repository.
        source: Box<str>,
        dependencies: Box<str>,
    },
}

/// What an address contains before its `@`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Userinfo {
    #[default]
    None,
    /// A name alone, as in `git@host`; it may still be a token.
    Name,
    /// A name and a password.
    Password,
    /// A name that looks like a token, and no password.
    Token,
}

/// `spec.resourceConfiguration.function`, or the older `spec.resources`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Resources {
    /// The module's preset applies.
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

/// The source of an environment value. Of a literal its length is kept, and its text only where the name
/// has a public meaning ([`is_public`]).
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

/// A Secret that a Function gets and whose name its source does not contain, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusedSecret {
    Env(usize),
    Mount(usize),
}

/// A place in the code that disables certificate verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsBypass {
    /// JSON pointer of the text.
    pub path: &'static str,
    pub line: u32,
    pub column: u32,
    pub setting: &'static str,
}

/// An option of a `requirements.txt` that sets where packages come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageIndex {
    pub option: IndexOption,
    /// An address or a host, without the part before its `@`.
    pub address: String,
    pub userinfo: Userinfo,
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexOption {
    /// Replaces the public index.
    Index,
    /// Added to the index; the higher version wins.
    Extra,
    /// A page or folder to search as well.
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
    /// Returns a reference to it in the version it was read in.
    #[must_use]
    pub fn reference(&self) -> ObjectRef {
        let version = if self.version.is_empty() { "v1alpha2" } else { &self.version };
        let api = Kind::Function.info().api_version_of(version);
        ObjectRef::of(&api, Kind::Function.info().name, &self.meta.namespace, &self.meta.name)
    }

    #[must_use]
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.status.conditions.iter().find(|condition| condition.kind == kind)
    }

    /// Returns what is known of its files, if they are in git.
    #[must_use]
    pub fn checkout(&self) -> Option<&Checkout> {
        match &self.source {
            Source::Git(git) => Some(&git.checkout),
            Source::Inline { .. } | Source::Missing => None,
        }
    }

    /// Returns the pointers that stand for its source and for its dependencies in git; the second is no field.
    #[must_use]
    pub fn pointers_of_files(&self) -> (&'static str, &'static str) {
        if self.version == "v1alpha1" {
            ("/spec/reference", "/spec/baseDir")
        } else {
            ("/spec/source/gitRepository", "/spec/source/gitRepository/dependencies")
        }
    }

    #[must_use]
    pub fn is_git(&self) -> bool {
        matches!(self.source, Source::Git(_))
    }

    /// Returns the labels that the controller sets on this Function's pods.
    #[must_use]
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

/// Whether a variable configures a runtime or the platform: its value is not a secret, and checks read it.
/// Addresses among them lose the part before their `@`.
#[must_use]
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
