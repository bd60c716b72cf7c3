//! One credential can push and pull every Function image of the cluster, and each namespace has a copy.

use crate::checks::prelude::*;
use crate::model::account::MetadataOnly;
use crate::model::namespace::is_system;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "registry-credential-in-namespace",
    family: Access,
    severity: Medium,
    title: "Shared registry credential in this namespace",
    why: "The registry has one user for push and pull, copied into every namespace: anyone who can read Secrets in one of them can overwrite all images.",
    page: include_str!("registry_credential_in_namespace.md"),
    reads: &[Reads::Kind(Kind::Secret), Reads::Hint(Kind::Function), Reads::Platform],
    find,
    fixes: no_fix,
};

/// Which module a registry credential belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Registry {
    Serverless,
    Docker,
}

impl Registry {
    const ALL: [Self; 2] = [Self::Serverless, Self::Docker];

    fn of(secret: &MetadataOnly) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.owns(secret))
    }

    fn owns(self, secret: &MetadataOnly) -> bool {
        let name = secret.meta.name.as_str();
        let named = match self {
            Self::Serverless => name == "serverless-registry-config-default",
            Self::Docker => matches!(name, "dockerregistry-config" | "dockerregistry-config-external"),
        };
        let theirs = secret.meta.labels.is(&format!("{}/managed-by", self.prefix()), "user");
        !theirs && (named || secret.meta.labels.is(&format!("{}/config", self.prefix()), "credentials"))
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Serverless => "serverless.kyma-project.io",
            Self::Docker => "dockerregistry.kyma-project.io",
        }
    }
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if is_system(scope.name()) {
        return Vec::new();
    }
    let secrets = scope.space.secrets.values();
    secrets.filter_map(|secret| judge(scope, secret, Registry::of(secret)?)).collect()
}

fn judge(scope: &Scope<'_>, secret: &MetadataOnly, registry: Registry) -> Option<Finding> {
    let name = &secret.meta.name;
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Secret, scope.name(), name))
        .at("/metadata/name")
        .with_evidence("values not read");
    let said = match (registry, scope.platform().era) {
        (Registry::Docker, _) => {
            finding.says("This Docker registry credential can push images, not only pull them")
        }
        // dead-registry-credentials reports leftovers of image builds.
        (Registry::Serverless, Era::Buildless) => return None,
        (Registry::Serverless, Era::Legacy) => {
            finding.says("Anyone who can read it can overwrite the image of any Function")
        }
        (Registry::Serverless, Era::Unknown) => finding
            .says("Anyone who can read it can overwrite the image of any Function, if images are built here")
            .sure(Confidence::Likely),
    };
    if scope.space.functions.is_empty() {
        let note = "lowered from medium: no Function was seen here, but all namespaces share the credential";
        return Some(said.graded(Info, note));
    }
    Some(said)
}
