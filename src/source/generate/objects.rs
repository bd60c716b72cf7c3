//! The objects of a generated cluster, built from the same parts as the demo's.

use super::Size;
use super::draw::Draw;
use crate::model::platform::Era;
use crate::source::demo::builders;
use crate::source::demo::function::{DemoFunction, git, node, python};
use crate::source::demo::platform::{self, Versions};
use crate::source::demo::pod::{PodDefaults, pod};
use crate::source::demo::rbac::{self, group};
use crate::source::demo::route::{self, DemoRoute, PARTNERS, route};
use crate::source::demo::texts::{self, packages, requirements};
use crate::source::demo::{space, workload};
use crate::yaml::Put;
use serde_json::{Value, json};

/// Namespaces that come first and contain no Functions.
pub const PLATFORM: [&str; 3] = ["kyma-system", "istio-system", "kube-system"];

/// The seeds for each kind of object.
const SPACE: u64 = 1;
const FUNCTION: u64 = 2;
const RULE: u64 = 3;
const POLICY: u64 = 4;

pub fn space(at: usize) -> String {
    PLATFORM.get(at).map_or_else(|| format!("team-{at:04}"), |name| (*name).to_owned())
}

/// Returns how a namespace is configured, and so what its pods get.
fn around(size: Size, at: usize) -> (PodDefaults, &'static str) {
    let mut draw = Draw::new(size.seed, SPACE, at);
    let level = draw.of(&["", "", "", "baseline", "baseline", "restricted", "privileged"]);
    (PodDefaults { injects: draw.chance(35), token: draw.chance(80) }, level)
}

pub fn namespace(size: Size, at: usize) -> Value {
    let name = space(at);
    let (around, level) = around(size, at);
    let mut labels = json!({"kubernetes.io/metadata.name": name});
    if around.injects {
        labels.put(["istio-injection"], json!("enabled"));
    }
    if !level.is_empty() {
        labels.put(["pod-security.kubernetes.io/enforce"], json!(level));
    }
    builders::labelled(builders::object("v1", "Namespace", "", &name), labels)
}

pub fn account(namespace: &str) -> Value {
    builders::object("v1", "ServiceAccount", namespace, "default")
}

/// Returns the objects that show the era and the versions.
pub fn platform() -> Vec<Value> {
    let versions =
        Versions { serverless: "1.13.0", controller: "function-buildless-controller", gateway: "3.10.0" };
    platform::controllers(&versions)
}

pub fn binding(namespace: &str) -> Value {
    let team = [group(&format!("{namespace}-developers"))];
    rbac::binding(namespace, "team", ("ClusterRole", "edit"), &team)
}

pub fn secret(namespace: &str) -> Value {
    space::sealed(namespace, "database", &["user", "password", "url"])
}

pub fn network_policy(size: Size, at: usize) -> Value {
    let home = space(home(size, POLICY, at));
    let mut policy = if at.is_multiple_of(2) { space::ingress(&home) } else { space::egress(&home) };
    let name = format!("{}-{at}", builders::name(&policy));
    policy.put(["metadata", "uid"], json!(builders::uid(&["NetworkPolicy", &home, &name])));
    policy.put(["metadata", "name"], json!(name));
    policy
}

/// Returns the namespace of an object: most are in few namespaces, none in the platform's.
fn home(size: Size, what: u64, at: usize) -> usize {
    let teams = size.namespaces.saturating_sub(PLATFORM.len()).max(1);
    PLATFORM.len() + Draw::new(size.seed, what, at).skewed(teams)
}

fn name(size: Size, at: usize) -> String {
    let mut draw = Draw::new(size.seed, FUNCTION, at);
    let subject = draw.of(&["order", "invoice", "customer", "stock", "price", "report", "login", "mail"]);
    let verb = draw.of(&["create", "update", "sync", "export", "notify", "check", "import", "merge"]);
    format!("{subject}-{verb}-{at}")
}

/// Returns a Function with its Service and its pod.
pub fn function(size: Size, at: usize) -> [Value; 3] {
    let home = home(size, FUNCTION, at);
    let mut draw = Draw::new(size.seed ^ 0xf0f0, FUNCTION, at);
    let (around, level) = around(size, home);
    let mut object = describe(name(size, at), &mut draw, level).manifest(&space(home));
    object.put(["status"], workload::ready(&object, Era::Buildless));
    let deployment = workload::deployment(&object, Era::Buildless);
    let pod = pod(&deployment, around, 0, Era::Buildless);
    [builders::written_by(object.clone(), "kubectl-client-side-apply"), workload::service(&object), pod]
}

fn describe(name: String, draw: &mut Draw, level: &str) -> DemoFunction {
    let made = match draw.below(10) {
        // The container that fetches a repository is refused where `restricted` is enforced.
        0 if level != "restricted" => {
            git(name, "nodejs22", "https://git.harbour-goods.example/team/functions.git", "src", "main")
        }
        1 | 2 => python(
            name,
            draw.of(&[texts::REPORT, texts::SETTLE, texts::FORECAST]),
            &requirements(&["requests==2.32.5", "psycopg[binary]"]),
        ),
        _ => {
            let source =
                draw.of(&[texts::ORDER, texts::STOCK, texts::SEARCH, texts::CATALOG, texts::CHECKOUT]);
            let version = draw.of(&["1.12.2", "1.12.2", "^1.6.0", "latest"]);
            let runtime = draw.of(&["nodejs20", "nodejs22", "nodejs24"]);
            let deps = packages(&name, &[("axios", version), ("pg", "8.16.3")]);
            node(name, source, &deps).runtime(runtime)
        }
    };
    let made = made.env("LOG_LEVEL", "info").secret("DATABASE_PASSWORD", "database", "password");
    if draw.chance(3) {
        return made.env("DATABASE_URL", &texts::database("db.internal", "app"));
    }
    made
}

pub fn api_rule(size: Size, at: usize) -> Value {
    // Each leads to a different Function.
    let target = at * 4 % size.functions.max(1);
    let mut draw = Draw::new(size.seed, RULE, at);
    let service = name(size, target);
    let host = format!("{service}-{at}");
    let plain = route(host.clone(), &host, service);
    let mut rule = guarded(plain, at, &mut draw).manifest(&space(home(size, FUNCTION, target)));
    rule.put(["status"], route::status(&rule, None, false));
    rule
}

fn guarded(plain: DemoRoute, at: usize, draw: &mut Draw) -> DemoRoute {
    match draw.below(10) {
        0 => plain.open(&["GET"], "/status"),
        1 => plain.open(&["GET", "POST"], "/*"),
        2 => plain.tokens(PARTNERS, &["GET", "POST"], "/*", ""),
        3 => {
            let hidden = json!([route::old_rule("/.*", &["GET"], "no_auth", Value::Null)]);
            plain.born_old(hidden)
        }
        _ => plain.jwt(&["GET", "POST"], "/*", &format!("app-{at}")),
    }
}
