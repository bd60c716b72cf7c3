//! A Secret mounted over files the runtime needs, or named like a volume of the controller.

use crate::checks::prelude::*;
use crate::model::function::SecretMount;

pub static CHECK: Check = Check {
    id: "dangerous-secret-mount",
    family: PodSecurity,
    severity: Medium,
    title: "Secret mount hides files or blocks deployment",
    why: "A mount hides everything below its path: the handler, the certificates the runtime trusts, the pod's token. Some Secret names make the Deployment invalid.",
    page: include_str!("dangerous_secret_mount.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes,
};

/// Names of volumes that the controller creates.
const NAMES: [&str; 5] = ["sources", "tmp", "package-registry-config", "local", "git-repository"];
const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let each = scope.space.functions.values();
    each.flat_map(|function| {
        let mounts = function.secret_mounts.iter().enumerate();
        mounts.filter_map(move |(at, mount)| judge(function, at, mount)).collect::<Vec<_>>()
    })
    .collect()
}

fn judge(function: &Function, at: usize, mount: &SecretMount) -> Option<Finding> {
    let (field, message) = if clashes(function, &mount.secret) {
        (
            "secretName",
            format!("Secret {} has the name of a reserved volume: the Deployment is refused", mount.secret),
        )
    } else if mount.secret.contains('.') {
        (
            "secretName",
            format!(
                "Secret {} has a dot in its name, invalid for a volume: the Deployment is refused",
                mount.secret
            ),
        )
    } else {
        let hidden = hides(&mount.path)?;
        ("mountPath", format!("Secret {} mounted at {} hides {hidden}", mount.secret, mount.path))
    };
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/secretMounts/{at}/{field}"));
    Some(
        finding
            .with_evidence(format!("{} at {}", mount.secret, mount.path))
            .says(message)
            .key(&*mount.secret),
    )
}

fn clashes(function: &Function, secret: &str) -> bool {
    let there = match secret {
        "local" => function.runtime.starts_with("python"),
        "git-repository" => function.is_git(),
        _ => true,
    };
    NAMES.contains(&secret) && there
}

/// Returns what a mount at a path hides. A mount exactly over the token keeps it from the Function: no harm.
fn hides(path: &str) -> Option<&'static str> {
    let path = path.trim_end_matches('/');
    let below =
        |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if path.is_empty() {
        Some("the whole file system")
    } else if below("/usr/src/app") || below("/kubeless") {
        Some("the code and its modules")
    } else if below("/etc") {
        Some("the system's certificates and settings")
    } else if path == "/tmp" {
        Some("the only writable folder")
    } else if below("/var/run/secrets") && path != TOKEN {
        Some("the pod's tokens")
    } else {
        None
    }
}

/// Proposes another path only: another name would be another Secret.
fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let function = scope.space.functions.get(finding.object.name.as_str());
    let (Some(function), true) = (function, finding.path.ends_with("/mountPath")) else {
        return Vec::new();
    };
    let place = format!("/bindings/{}", finding.key);
    let edit = Edit::modify(function_ref(function), vec![Op::set(&*finding.path, json!(place))])
        .note(&*finding.path, "the usual path for bindings; the code must read them there");
    vec![
        Fix::new("Mount the Secret under /bindings", Risk::MayBreak)
            .costs("The pods are replaced; code that reads the old path no longer finds the files.")
            .edit(edit),
    ]
}
