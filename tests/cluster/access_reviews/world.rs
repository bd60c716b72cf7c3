//! Roles, bindings and questions by the throw of dice, the same for the same seed.
//! In: dice and two namespaces; out: objects for a server, and questions about them.

use fnsec::engine::access::{AccessRequest, Who};
use serde_json::{Value, json};

pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it fits") % sides
    }

    fn one(&mut self, of: &[impl AsRef<str>]) -> String {
        of[self.throw(of.len())].as_ref().to_owned()
    }

    fn some(&mut self, of: &[&str], most: usize) -> Vec<String> {
        (0..=self.throw(most)).map(|_| self.one(of)).collect()
    }
}

const VERBS: [&str; 11] = [
    "get",
    "list",
    "watch",
    "create",
    "patch",
    "delete",
    "deletecollection",
    "bind",
    "escalate",
    "impersonate",
    "*",
];
const GROUPS: [&str; 5] = ["", "", "apps", "rbac.authorization.k8s.io", "*"];
const RESOURCES: [&str; 10] = [
    "pods",
    "pods/log",
    "pods/exec",
    "secrets",
    "deployments",
    "deployments/scale",
    "clusterroles",
    "*/scale",
    "*/*",
    "*",
];
const NAMES: [&str; 3] = ["x", "y", "admin"];
const URLS: [&str; 6] = ["/metrics", "/healthz*", "/api/*", "/logs/**", "*", "/version"];
const USERS: [&str; 4] = ["reviews-anna", "reviews-bob", "reviews-carl", "reviews-dora"];
const TEAMS: [&str; 4] = ["reviews-devs", "reviews-ops", "reviews-audit", "reviews-guests"];
const ACCOUNTS: [&str; 3] = ["default", "bot", "deployer"];
const ROLES: [&str; 8] = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "missing"];

fn rule(dice: &mut Dice, namespaced: bool) -> Value {
    let verbs = dice.some(&VERBS, 3);
    if !namespaced && dice.throw(5) == 0 {
        return json!({"verbs": verbs, "nonResourceURLs": dice.some(&URLS, 2)});
    }
    let names = if dice.throw(4) == 0 { dice.some(&NAMES, 2) } else { Vec::new() };
    let (groups, resources) = (dice.some(&GROUPS, 2), dice.some(&RESOURCES, 3));
    json!({"verbs": verbs, "apiGroups": groups, "resources": resources, "resourceNames": names})
}

fn role(dice: &mut Dice, namespace: &str, name: &str) -> Value {
    let (mut kind, mut meta) = ("ClusterRole", json!({"name": name}));
    if !namespace.is_empty() {
        kind = "Role";
        meta["namespace"] = json!(namespace);
    } else if dice.throw(3) == 0 {
        meta["labels"] = json!({"reviews-to": dice.one(&["middle", "top"])});
    }
    let rules: Vec<Value> = (0..=dice.throw(5)).map(|_| rule(dice, !namespace.is_empty())).collect();
    json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": meta, "rules": rules})
}

fn gathering(name: &str, from: &str, into: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": {"name": name, "labels": {"reviews-to": into}},
        "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"reviews-to": from}}]},
        "rules": [{"verbs": ["delete"], "apiGroups": ["*"], "resources": ["*"]}],
    })
}

fn subject(dice: &mut Dice, spaces: &[String], namespaced: bool) -> Value {
    let group = "rbac.authorization.k8s.io";
    match dice.throw(if namespaced { 5 } else { 3 }) {
        0 => json!({"kind": "User", "apiGroup": group, "name": dice.one(&USERS)}),
        1 => json!({"kind": "Group", "apiGroup": group, "name": dice.one(&TEAMS)}),
        2 => json!({"kind": "ServiceAccount", "name": dice.one(&ACCOUNTS), "namespace": dice.one(spaces)}),
        3 => json!({"kind": "ServiceAccount", "name": dice.one(&ACCOUNTS)}),
        // Every account and everybody: only within the namespaces of this test.
        _ => {
            let all = format!("system:serviceaccounts:{}", dice.one(spaces));
            let names =
                [all, "system:authenticated".into(), format!("system:serviceaccount:{}:bot", spaces[0])];
            let name = dice.one(&names);
            let kind = if name.contains("account:") { "User" } else { "Group" };
            json!({"kind": kind, "apiGroup": group, "name": name})
        }
    }
}

fn binding(dice: &mut Dice, namespace: &str, name: &str, spaces: &[String]) -> Value {
    let namespaced = !namespace.is_empty();
    let mut meta = json!({"name": name});
    if namespaced {
        meta["namespace"] = json!(namespace);
    }
    let of_cluster = !namespaced || dice.throw(2) == 0;
    let own = format!("reviews-{}", dice.one(&["r0", "r1", "r2", "r3", "top", "middle", "missing"]));
    let role = if of_cluster { own } else { dice.one(&ROLES) };
    let subjects: Vec<Value> = (0..=dice.throw(3)).map(|_| subject(dice, spaces, namespaced)).collect();
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": if namespaced { "RoleBinding" } else { "ClusterRoleBinding" },
        "metadata": meta, "subjects": subjects,
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": if of_cluster { "ClusterRole" } else { "Role" }, "name": role},
    })
}

/// Roles and bindings of every sort the server takes.
pub fn objects(dice: &mut Dice, spaces: &[String]) -> Vec<Value> {
    let mut all =
        vec![gathering("reviews-top", "top", "nowhere"), gathering("reviews-middle", "middle", "top")];
    all.extend((0..4).map(|at| role(dice, "", &format!("reviews-r{at}"))));
    all.push(json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": {"name": "reviews-leaf", "labels": {"reviews-to": "middle"}},
        "rules": [{"verbs": ["leaf", "get"], "apiGroups": ["apps"], "resources": ["deployments/status"]}],
    }));
    all.extend((0..10).map(|at| binding(dice, "", &format!("reviews-b{at}"), spaces)));
    for space in spaces {
        all.extend((0..7).map(|at| role(dice, space, &format!("r{at}"))));
        all.extend((0..30).map(|at| binding(dice, space, &format!("b{at}"), spaces)));
    }
    all
}

/// The last object of each kind, and what can be asked once the authorizer knows them all.
pub fn sentinels(space: &str) -> (Vec<Value>, Vec<(Who, AccessRequest)>) {
    let rules = json!([{"verbs": ["get"], "apiGroups": ["reviews"], "resources": ["sentinels"]}]);
    let subjects =
        json!([{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "reviews-sentinel"}]);
    let mut all = Vec::new();
    for (prefix, namespace) in [("", Some(space)), ("Cluster", None)] {
        let meta = json!({"name": "reviews-last", "namespace": namespace});
        let kind = format!("{prefix}Role");
        let role = json!({"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": "reviews-last"});
        let api = "rbac.authorization.k8s.io/v1";
        all.push(json!({"apiVersion": api, "kind": kind, "metadata": meta, "rules": rules}));
        all.push(json!({"apiVersion": api, "kind": format!("{kind}Binding"), "metadata": meta, "roleRef": role, "subjects": subjects}));
    }
    let ask = |namespace: &str| {
        let who = Who::exactly("reviews-sentinel", [""; 0]);
        (who, AccessRequest::on("get", "reviews", "sentinels", namespace))
    };
    (all, vec![ask(space), ask("")])
}

fn account(dice: &mut Dice, spaces: &[String]) -> Who {
    let space = dice.one(spaces);
    Who::account(&space, &dice.one(&ACCOUNTS))
}

pub fn who(dice: &mut Dice, spaces: &[String]) -> Who {
    match dice.throw(8) {
        0..=2 => Who::exactly(dice.one(&USERS), dice.some(&TEAMS, 2)),
        3 => Who::logged_in(dice.one(&USERS), dice.some(&TEAMS, 1)),
        4 | 5 => account(dice, spaces),
        6 => Who::exactly(account(dice, spaces).user, [""; 0]),
        _ if dice.throw(6) == 0 => Who::exactly("root", ["system:masters"]),
        _ => Who::group(&dice.one(&TEAMS)),
    }
}

pub fn action(dice: &mut Dice, spaces: &[String]) -> AccessRequest {
    let verb = dice.one(&[&VERBS[..], &["leaf", "update"]].concat());
    if dice.throw(8) == 0 {
        let paths =
            ["/metrics", "/healthz/etcd", "/healthz", "/api/v1", "/logs/a", "/version/", "/", "/openapi/v3"];
        return AccessRequest::path(&verb, &dice.one(&paths));
    }
    let resources = ["pods", "secrets", "deployments", "clusterroles", "nodes", "*", "pods/log"];
    let twice = spaces.iter().chain(spaces).map(String::as_str);
    let spaces: Vec<&str> = twice.chain(["", "reviews-nowhere"]).collect();
    let part = dice.one(&["", "", "log", "exec", "scale", "status", "*"]);
    let name = dice.one(&["", "", "x", "y", "admin", "z"]);
    let (group, resource, space) = (dice.one(&GROUPS), dice.one(&resources), dice.one(&spaces));
    AccessRequest::on(&verb, &group, &resource, &space).part(&part).named(&name)
}
