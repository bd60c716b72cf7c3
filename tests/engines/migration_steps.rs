//! Between two steps nothing is closed that was open, and nothing is open that was not.

use fnsec::decode;
use fnsec::engine::mesh::{
    GenerationContext, INGRESS, Mesh, MeshCaller, MeshVisit, OATHKEEPER, Request, Treatment, Workload,
    generate,
};
use fnsec::engine::migration::steps::{MigratedRule, shared};
use fnsec::engine::migration::{Additions, migrate};
use fnsec::model::network_policy::Protocol;
use fnsec::model::{Change, Dirty, Feed, Kind, ObjectRef, Snapshot};
use serde_json::{Value, json};

fn old(name: &str) -> Value {
    json!({"apiVersion": "gateway.kyma-project.io/v1beta1", "kind": "APIRule",
    "metadata": {"name": name, "namespace": "shop"},
    "spec": {"host": format!("{name}.example.com"), "gateway": "kyma-system/kyma-gateway",
        "service": {"name": "orders", "port": 80}, "rules": [
            {"path": "/post", "methods": ["POST"], "accessStrategies": [{"handler": "no_auth"}]},
            {"path": "/.*", "methods": ["GET"], "accessStrategies": [{"handler": "jwt", "config": {
                "trusted_issuers": ["https://id.example.com"], "jwks_urls": ["https://id.example.com/keys"]}}]},
        ]}})
}

fn world(more: &[(Kind, &Value)]) -> Snapshot {
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "orders", "namespace": "shop"},
        "spec": {"selector": {"app": "orders"}, "ports": [{"port": 80}]}});
    let pod = json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "orders", "namespace": "shop", "labels": {"app": "orders"}},
        "spec": {"containers": [{"name": "istio-proxy", "image": "proxy"}, {"name": "function", "image": "a"}]}});
    let gateway = json!({"apiVersion": "networking.istio.io/v1", "kind": "Gateway",
        "metadata": {"name": "kyma-gateway", "namespace": "kyma-system"}, "spec": {"servers": [
            {"port": {"number": 443, "protocol": "HTTPS"}, "hosts": ["*.example.com"]}]}});
    let own = [(Kind::Service, &service), (Kind::Pod, &pod), (Kind::Gateway, &gateway)];
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().to_owned();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    for (kind, value) in own.into_iter().chain(more.iter().copied()) {
        snapshot.apply(Change::Put(decode::object(kind, &value.to_string()).expect("valid")), &mut dirty);
    }
    snapshot
}

/// Asks the policies in force once the first of two APIRules is v2.
fn between(policy: Option<&Value>, principal: &str, method: &str, host: &str, path: &str) -> Treatment {
    let new = migrate(&old("one"), &Additions::default()).expect("expressed").object;
    let policy = policy.map(|policy| (Kind::AuthorizationPolicy, policy));
    let all: Vec<(Kind, &Value)> = [(Kind::APIRule, &new)].into_iter().chain(policy).collect();
    let snapshot = world(&all);
    let space = snapshot.space("shop").expect("a namespace");
    let made = generate(&space.api_rules["one"], &GenerationContext::cluster(&snapshot));
    assert_eq!(made.valid, Some(true), "{:?}", made.errors);
    let mesh = Mesh::intended(&snapshot, [&made]);
    let request =
        Request { principal: Some(principal.into()), ..Request::through_gateway(method, host, path) };
    let caller = MeshCaller { principal: Some(principal.into()), ..MeshCaller::default() };
    let target = Workload::of(&space.pods["orders"]);
    let visit = MeshVisit {
        caller: &caller,
        target: &target,
        port: Some(8080),
        protocol: Protocol::Tcp,
        request: Some(&request),
    };
    mesh.between(visit).say
}

#[test]
fn between_two_steps_every_route_admits_whom_it_admitted() {
    let (one, two) = (old("one"), old("two"));
    let new = [&one, &two].map(|old| migrate(old, &Additions::default()).expect("expressed").object);
    let names = ["one", "two"].map(|name| ObjectRef::new(Kind::APIRule, "shop", name));
    let pairs = [
        MigratedRule { object: &names[0], before: &one, after: Some(&new[0]) },
        MigratedRule { object: &names[1], before: &two, after: Some(&new[1]) },
    ];
    let found = shared(&world(&[]), &pairs);
    let [only] = found.as_slice() else { panic!("{found:?}") };
    let policy = only.policy.as_ref().expect("a policy");
    let with = |principal, method, host, path| between(Some(policy), principal, method, host, path);
    assert_eq!(
        between(None, INGRESS, "POST", "two.example.com", "/post"),
        Treatment::Denied,
        "closed without it"
    );
    assert_eq!(with(INGRESS, "POST", "two.example.com", "/post"), Treatment::Allowed);
    assert_eq!(with(OATHKEEPER, "GET", "two.example.com", "/x"), Treatment::Allowed);
    assert_eq!(with(INGRESS, "POST", "one.example.com", "/post"), Treatment::Allowed);
    // What needs a token is not open from the gateway.
    assert_eq!(with(INGRESS, "GET", "one.example.com", "/x"), Treatment::Denied);
    assert_eq!(with(INGRESS, "GET", "two.example.com", "/x"), Treatment::Denied);
    assert_eq!(with(INGRESS, "POST", "two.example.com", "/other"), Treatment::Denied);
}
