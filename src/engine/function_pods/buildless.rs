//! Without image builds: sources are copied in at pod start, sources from git by an init container.

use super::{Forecast, HARDENS, MERGES, Purpose};
use crate::engine::pod_security::defaults;
use crate::model::function::{EnvValue, Function};
use crate::model::platform::Version;
use crate::model::pod_spec::{
    Capabilities, Container, EnvSource, LocalReference, PodMetadata, PodSecurityContext, PodSpec,
    PodTemplate, Port, Profile, SecurityContext, ValueFrom, Volume,
};

pub fn pod(function: &Function, version: Version, sure: bool) -> Forecast {
    let git = function.is_git();
    let serving = Container {
        name: "function".into(),
        image: function.image_override.clone().into(),
        ports: vec![Port { container_port: 8080, ..Port::default() }],
        security_context: container_context(function, version),
        env: env(function),
        ..Container::default()
    };
    let fetching = git.then(|| Container {
        name: "init".into(),
        security_context: fetching_context(version),
        ..Container::default()
    });
    let mut template = PodTemplate {
        metadata: PodMetadata::default(),
        spec: PodSpec {
            init_containers: fetching.into_iter().collect(),
            containers: vec![serving],
            volumes: volumes(function),
            security_context: pod_context(function, version),
            ..PodSpec::default()
        },
    };
    let annotations = function.pod_annotations.iter().filter(|(key, _)| key.contains("apparmor"));
    template.metadata.annotations = annotations.map(|(key, value)| (key.into(), value.into())).collect();
    defaults::pod(&mut template);
    let shadowed = function.secret_mounts.iter().any(|mount| mount.path == TOKEN_PATH);
    Forecast {
        purpose: Purpose::Serve,
        template,
        labels: function.labels_of_pods(),
        service_account: "default",
        // The init container of a git source gets the token nevertheless.
        token: !shadowed || git,
        sure,
    }
}

const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

fn drop_all() -> Capabilities {
    Capabilities { given: true, add: Vec::new(), drop: vec!["ALL".into()] }
}

/// Fields that the user left unset get defaults; before 1.10 they could not be set.
fn pod_context(function: &Function, version: Version) -> PodSecurityContext {
    let own = function.pod_context.as_deref().filter(|_| version >= MERGES).cloned().unwrap_or_default();
    PodSecurityContext {
        run_as_user: own.run_as_user.or(Some(1000)),
        seccomp_profile: own.seccomp_profile.or_else(|| Some(Profile { kind: "RuntimeDefault".into() })),
        ..own
    }
}

/// Capabilities are replaced as a whole: a user who adds one and drops none gets the container runtime's
/// defaults.
fn container_context(function: &Function, version: Version) -> SecurityContext {
    let own =
        function.container_context.as_deref().filter(|_| version >= MERGES).cloned().unwrap_or_default();
    let hardened = version >= HARDENS;
    SecurityContext {
        privileged: own.privileged.or(Some(false)),
        allow_privilege_escalation: own.allow_privilege_escalation.or(hardened.then_some(false)),
        read_only_root_filesystem: own.read_only_root_filesystem.or(Some(version >= MERGES)),
        run_as_non_root: own.run_as_non_root.or(hardened.then_some(true)),
        proc_mount: own.proc_mount.or_else(|| Some("Default".into())),
        capabilities: if own.capabilities.given { own.capabilities } else { drop_all() },
        ..own
    }
}

/// Neither `allowPrivilegeEscalation` nor `runAsNonRoot` is set, in no version so far.
fn fetching_context(version: Version) -> SecurityContext {
    SecurityContext {
        privileged: Some(false),
        read_only_root_filesystem: Some(version >= MERGES),
        proc_mount: Some("Default".into()),
        capabilities: drop_all(),
        ..SecurityContext::default()
    }
}

fn env(function: &Function) -> Vec<EnvSource> {
    let secret = |value: &EnvValue| match value {
        EnvValue::Secret { name, .. } => Some(LocalReference { name: name.to_string() }),
        EnvValue::Literal { .. } | EnvValue::ConfigMap { .. } | EnvValue::Field => None,
    };
    let all = function.env.iter().filter_map(|one| secret(&one.value));
    all.map(|name| EnvSource { value_from: ValueFrom { secret_key_ref: Some(name) } }).collect()
}

fn volumes(function: &Function) -> Vec<Volume> {
    let of = |name: &str, source: &str, secret: Option<&str>| Volume {
        name: name.into(),
        secret: secret.map(Into::into),
        sources: vec![source.into()],
        ..Volume::default()
    };
    let mut volumes = vec![
        of("sources", "emptyDir", None),
        of("package-registry-config", "secret", Some("serverless-package-registry-config")),
        of("tmp", "emptyDir", None),
    ];
    volumes.extend(function.is_git().then(|| of("git-repository", "emptyDir", None)));
    let mounts = function.secret_mounts.iter().map(|mount| mount.secret.as_str());
    volumes.extend(mounts.map(|secret| of(secret, "secret", Some(secret))));
    volumes
}
