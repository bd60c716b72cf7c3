//! A Function may request more than its code needs, and the schema allows it.

use super::standard;
use crate::checks::prelude::*;
use crate::engine::function_pods::{Purpose, forecast};
use crate::engine::pod_security::{Level, evaluate};
use crate::model::platform::{Era, Version};
use crate::model::pod_spec::{Capabilities, PodSecurityContext, Profile, SecurityContext};

pub static CHECK: Check = Check {
    id: "weak-security-context",
    family: PodSecurity,
    severity: High,
    title: "Security context weakens the defaults",
    why: "An attacker who exploits the Function's code gets what its security context allows: root, capabilities, the node's devices.",
    page: include_str!("weak_security_context.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Platform],
    find,
    fixes,
};

const POD: &str = "/spec/podSecurityContext";
const CONTAINER: &str = "/spec/containerSecurityContext";
/// The first version that has the fields.
const MERGES: Version = Version(1, 10, 0);

/// A weakening field and its value.
struct Weakness {
    path: String,
    says: String,
    /// The API server itself refuses the resulting pod.
    refused: bool,
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let platform = scope.platform();
    if platform.era == Era::Legacy || platform.version.is_some_and(|version| version < MERGES) {
        return Vec::new();
    }
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let weak = weaknesses(function);
    let first = weak.first()?;
    let words: Vec<&str> = weak.iter().map(|weakness| weakness.says.as_str()).collect();
    let message = format!("The Function sets {}", words.join(", "));
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(&*first.path)
        .with_evidence(words.join(", "))
        .says(message)
        .key("context");
    Some(grade(scope, function, &weak, finding))
}

fn grade(scope: &Scope<'_>, function: &Function, weak: &[Weakness], finding: Finding) -> Finding {
    if weak.iter().any(|one| one.refused) {
        let note = "lowered from high: the API server refuses such a pod, so the old one keeps running";
        return finding.graded(Medium, note);
    }
    let edition = standard::edition(scope);
    let pods = forecast(function, scope.platform());
    let mut serving = pods.iter().filter(|pod| pod.purpose == Purpose::Serve);
    if serving.any(|pod| !evaluate(&pod.template, Level::Baseline, edition).is_empty()) {
        return finding;
    }
    let root = weak
        .iter()
        .any(|weakness| weakness.says.contains("runAsUser: 0") || weakness.says.contains("runAsNonRoot"));
    let word = if root { "may run as root" } else { "it violates only level restricted" };
    finding.graded(if root { Medium } else { Low }, format!("lowered from high: baseline admits it; {word}"))
}

fn weaknesses(function: &Function) -> Vec<Weakness> {
    let mut all = Vec::new();
    if let Some(pod) = &function.pod_context {
        of_pod(pod, &mut all);
    }
    if let Some(container) = &function.container_context {
        of_container(container, &mut all);
    }
    all
}

fn weak(base: &str, field: &str, says: String, refused: bool) -> Weakness {
    Weakness { path: format!("{base}/{field}"), says, refused }
}

fn of_pod(pod: &PodSecurityContext, all: &mut Vec<Weakness>) {
    let root = pod.run_as_user == Some(0);
    all.extend(root.then(|| weak(POD, "runAsUser", "runAsUser: 0".into(), false)));
    let may = pod.run_as_non_root == Some(false);
    all.extend(may.then(|| weak(POD, "runAsNonRoot", "runAsNonRoot: false".into(), false)));
    profiles(POD, pod.seccomp_profile.as_ref(), pod.app_armor_profile.as_ref(), all);
    let custom = pod.se_linux_options.as_ref().is_some_and(|options| is_custom(&options.kind));
    all.extend(custom.then(|| weak(POD, "seLinuxOptions", "an SELinux type of its own".into(), false)));
    let names: Vec<&str> =
        pod.sysctls.iter().map(|one| one.name.as_str()).filter(|name| !is_safe(name)).collect();
    let listed =
        (!names.is_empty()).then(|| weak(POD, "sysctls", format!("sysctl {}", names.join(", ")), false));
    all.extend(listed);
}

fn of_container(own: &SecurityContext, all: &mut Vec<Weakness>) {
    let flag = |is: bool, field: &str, says: &str, refused: bool| {
        is.then(|| weak(CONTAINER, field, says.to_owned(), refused))
    };
    let escalates = own.allow_privilege_escalation == Some(true);
    // The controller adds allowPrivilegeEscalation: false, and the two exclude each other.
    let alone = own.privileged == Some(true) && !escalates;
    all.extend(flag(own.privileged == Some(true), "privileged", "privileged: true", alone));
    all.extend(flag(escalates, "allowPrivilegeEscalation", "allowPrivilegeEscalation: true", false));
    all.extend(flag(own.run_as_user == Some(0), "runAsUser", "runAsUser: 0", false));
    all.extend(flag(own.run_as_non_root == Some(false), "runAsNonRoot", "runAsNonRoot: false", false));
    let writable = own.read_only_root_filesystem == Some(false);
    all.extend(flag(writable, "readOnlyRootFilesystem", "readOnlyRootFilesystem: false", false));
    let unmasked = own.proc_mount.as_deref() == Some("Unmasked");
    all.extend(flag(unmasked, "procMount", "procMount: Unmasked", true));
    let host = own.windows_options.host_process == Some(true);
    all.extend(flag(host, "windowsOptions", "a Windows host process", true));
    let custom = own.se_linux_options.as_ref().is_some_and(|options| is_custom(&options.kind));
    all.extend(flag(custom, "seLinuxOptions", "an SELinux type of its own", false));
    profiles(CONTAINER, own.seccomp_profile.as_ref(), own.app_armor_profile.as_ref(), all);
    all.extend(added(&own.capabilities));
}

fn added(capabilities: &Capabilities) -> Option<Weakness> {
    let beyond: Vec<&str> =
        capabilities.add.iter().map(String::as_str).filter(|name| *name != "NET_BIND_SERVICE").collect();
    let says = format!("capabilities {}", beyond.join(", "));
    (!beyond.is_empty()).then(|| weak(CONTAINER, "capabilities/add", says, false))
}

fn profiles(base: &str, seccomp: Option<&Profile>, armor: Option<&Profile>, all: &mut Vec<Weakness>) {
    let off = |profile: Option<&Profile>| profile.is_some_and(|one| one.kind == "Unconfined");
    all.extend(off(seccomp).then(|| weak(base, "seccompProfile", "seccomp Unconfined".into(), false)));
    all.extend(off(armor).then(|| weak(base, "appArmorProfile", "AppArmor Unconfined".into(), false)));
}

fn is_custom(kind: &str) -> bool {
    !matches!(kind, "" | "container_t" | "container_init_t" | "container_kvm_t" | "container_engine_t")
}

/// Returns whether the baseline level of any version admits a sysctl.
fn is_safe(name: &str) -> bool {
    const SAFE: [&str; 5] = [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_syncookies",
    ];
    SAFE.contains(&name)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let ops = weaknesses(function).into_iter().map(|weakness| Op::remove(weakness.path)).collect();
    let edit = Edit::modify(function_ref(function), ops)
        .note(&*finding.path, "the controller sets its own, stricter default")
        // An empty capabilities field counts as one that drops nothing.
        .tidy(format!("{CONTAINER}/capabilities"))
        .tidy(CONTAINER)
        .tidy(POD);
    vec![
        Fix::new("Return to the controller's defaults", Risk::Restarts)
            .costs("The pods are replaced and reinstall their dependencies. Code that needs root, a capability or a writable file system fails: find out why the field was set.")
            .edit(edit),
    ]
}
