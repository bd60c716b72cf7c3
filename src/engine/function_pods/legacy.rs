//! With image builds: a Job that builds the image as root, and a pod that runs it.

use super::{Forecast, Purpose};
use crate::engine::pod_security::defaults;
use crate::model::function::{Function, LABEL_MANAGED, LABEL_NAME};
use crate::model::pod_spec::{
    Capabilities, Container, PodMetadata, PodSecurityContext, PodSpec, PodTemplate, Port, Profile,
    SecurityContext, Volume,
};

pub fn pods(function: &Function) -> Vec<Forecast> {
    vec![serving(function), building(function)]
}

fn context(user: i64) -> PodSecurityContext {
    PodSecurityContext {
        run_as_user: Some(user),
        seccomp_profile: Some(Profile { kind: "RuntimeDefault".into() }),
        ..PodSecurityContext::default()
    }
}

fn container(name: &str, add: &[&str], read_only: bool) -> Container {
    let capabilities = Capabilities {
        given: true,
        add: add.iter().map(ToString::to_string).collect(),
        drop: vec!["ALL".into()],
    };
    let security_context = SecurityContext {
        privileged: Some(false),
        read_only_root_filesystem: Some(read_only),
        proc_mount: Some("Default".into()),
        capabilities,
        ..SecurityContext::default()
    };
    Container { name: name.into(), security_context, ..Container::default() }
}

fn secret(name: &str) -> Volume {
    Volume {
        name: name.into(),
        secret: Some(name.into()),
        sources: vec!["secret".into()],
        ..Volume::default()
    }
}

fn template(containers: (Option<Container>, Container), user: i64, volumes: Vec<Volume>) -> PodTemplate {
    let spec = PodSpec {
        init_containers: containers.0.into_iter().collect(),
        containers: vec![containers.1],
        security_context: context(user),
        volumes,
        ..PodSpec::default()
    };
    let mut template = PodTemplate { metadata: PodMetadata::default(), spec };
    defaults::pod(&mut template);
    template
}

fn serving(function: &Function) -> Forecast {
    let ports = vec![Port { container_port: 8080, ..Port::default() }];
    let serving = Container { ports, ..container("function", &[], true) };
    let mounts = function.secret_mounts.iter().map(|mount| secret(&mount.secret));
    Forecast {
        purpose: Purpose::Serve,
        template: template((None, serving), 10_001, mounts.collect()),
        labels: function.labels_of_pods(),
        service_account: "serverless-function",
        token: false,
        sure: true,
    }
}

fn building(function: &Function) -> Forecast {
    let builder = container("executor", &["CHOWN", "FOWNER", "SETGID", "DAC_OVERRIDE"], false);
    let fetcher = function.is_git().then(|| container("repo-fetcher", &[], true));
    let labels = [(LABEL_NAME, function.meta.name.as_str()), (LABEL_MANAGED, "function-controller")];
    let volumes =
        vec![secret("serverless-registry-config-default"), secret("serverless-package-registry-config")];
    Forecast {
        purpose: Purpose::Build,
        template: template((fetcher, builder), 0, volumes),
        labels: labels.into_iter().collect(),
        service_account: "default",
        token: true,
        sure: true,
    }
}
