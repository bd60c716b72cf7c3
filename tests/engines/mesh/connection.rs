//! What a sidecar makes of a connection, whatever is asked through it.

use super::naive::{drawn, line};
use super::{get, labels, mesh, pod, policies, snapshot, token};
use fnsec::engine::mesh::{
    ConnectionVerdict, Decision, INGRESS, InForce, Mesh, MeshCaller, MeshVisit, PairMatrix, Request,
    Treatment, Workload,
};
use fnsec::model::network_policy::Protocol;
use fnsec::model::pod::Pod;
use fnsec::model::{Change, Dirty, Feed, Kind, Meta};
use proptest::prelude::*;
use std::sync::Arc;

const STRICT: &str = "PA@istio-system {mtls: {mode: STRICT}}";
const WEB: &str = "AP {rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}]}";
const GATEWAY: &str = "AP {rules: [{from: [{source: {principals: \
    [cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account]}}]}]}";

/// A pod of a namespace with a service account.
fn of(namespace: &str, account: &str, sidecar: bool) -> Pod {
    let meta = Meta { namespace: namespace.into(), name: account.into(), ..Meta::default() };
    Pod { meta, service_account: account.into(), sidecar, ..Pod::default() }
}

fn asked(
    mesh: &Mesh,
    caller: &MeshCaller,
    target: &Workload,
    request: Option<&Request>,
) -> ConnectionVerdict {
    mesh.between(MeshVisit { caller, target, port: Some(8080), protocol: Protocol::Tcp, request })
}

fn from(lines: &str, source: &Pod) -> ConnectionVerdict {
    let mesh = mesh(lines);
    asked(&mesh, &MeshCaller::pod(&mesh, source), &pod(), None)
}

fn say(lines: &str, source: &Pod) -> (Treatment, Vec<String>) {
    let told = from(lines, source);
    (told.say, told.names())
}

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

#[test]
fn strict_refuses_a_pod_without_a_sidecar_and_names_the_object() {
    assert_eq!(say(STRICT, &of("shop", "web", false)), (Treatment::Denied, names(&["istio-system/p0"])));
    assert_eq!(say(STRICT, &of("shop", "web", true)), (Treatment::Allowed, names(&[])));
    assert_eq!(say("", &of("shop", "web", false)), (Treatment::Allowed, names(&[])));
    let mesh = mesh(STRICT);
    let outside = MeshCaller::address("203.0.113.7".parse().expect("an address"));
    assert_eq!(asked(&mesh, &outside, &pod(), None).say, Treatment::Denied);
}

#[test]
fn a_list_of_principals_lets_in_whom_it_names_by_their_certificate() {
    assert_eq!(say(WEB, &of("shop", "web", true)), (Treatment::Allowed, names(&["shop/p0"])));
    assert_eq!(say(WEB, &of("shop", "batch", true)), (Treatment::Denied, names(&["shop/p0"])));
    assert_eq!(say(WEB, &of("shop", "web", false)).0, Treatment::Denied, "it shows no certificate");
    let disabled = format!("{WEB}\nPA {{mtls: {{mode: DISABLE}}}}");
    assert_eq!(say(&disabled, &of("shop", "web", true)).0, Treatment::Denied, "nobody shows one");
}

#[test]
fn the_gateway_gets_in_where_only_the_gateway_may() {
    let gateway = of("istio-system", "istio-ingressgateway-service-account", true);
    assert_eq!(MeshCaller::pod(&mesh(""), &gateway).principal.as_deref(), Some(INGRESS));
    assert_eq!(say(GATEWAY, &gateway), (Treatment::Allowed, names(&["shop/p0"])));
    assert_eq!(say(GATEWAY, &of("shop", "web", true)), (Treatment::Denied, names(&["shop/p0"])));
    let mut own = of("istio-system", "", false);
    own.meta.labels = labels(&[("app", "istio-ingressgateway")]);
    assert_eq!(say(&format!("{GATEWAY}\n{STRICT}"), &own).0, Treatment::Allowed, "it is a proxy itself");
}

#[test]
fn a_deny_policy_refuses_all_or_some() {
    let web = of("shop", "web", true);
    let all = "AP {action: DENY, rules: [{from: [{source: {namespaces: [shop]}}]}]}";
    assert_eq!(say(all, &web), (Treatment::Denied, names(&["shop/p0"])));
    assert_eq!(say(all, &of("pay", "web", true)).0, Treatment::Allowed);
    let told =
        from("AP {action: DENY, rules: [{to: [{operation: {methods: [DELETE], paths: [/a]}}]}]}", &web);
    assert_eq!((told.say, told.why.as_str()), (Treatment::Depends, "not DELETE /a"));
}

#[test]
fn what_depends_on_the_request_says_on_what() {
    let web = of("shop", "web", true);
    let told = from("AP {rules: [{to: [{operation: {methods: [GET], paths: [/orders]}}]}]}", &web);
    assert_eq!((told.say, told.why.as_str()), (Treatment::Depends, "only GET /orders"));
    let every = "AP {rules: [{to: [{operation: {paths: ['/*']}}]}]}";
    assert_eq!(say(every, &web).0, Treatment::Allowed);
    let custom = "AP {action: CUSTOM, provider: {name: ext}, rules: [{}]}";
    assert_eq!(say(custom, &web), (Treatment::Depends, names(&["shop/p0"])));
}

#[test]
fn what_cannot_be_told_of_one_policy_is_no_refusal_beside_another() {
    let web = of("shop", "web", true);
    let known = "AP {rules: [{to: [{operation: {methods: [GET]}}]}]}";
    let strange = "AP {rules: [{when: [{key: 'experimental.envoy.filters.a.b[c]', values: [x]}]}]}";
    let told = from(&format!("{known}\n{strange}"), &web);
    assert_eq!(told.say, Treatment::Depends);
    assert!(told.why.starts_with("certainly GET; unknown for others: "), "{}", told.why);
    assert_eq!(say(strange, &web).0, Treatment::Unknown);
}

#[test]
fn a_token_helps_only_where_somebody_believes_its_issuer() {
    let allow = "AP {rules: [{from: [{source: {requestPrincipals: ['https://id.example/*']}}]}]}";
    let (web, issuer) = (of("shop", "web", true), "https://id.example");
    assert_eq!(say(allow, &web).0, Treatment::Denied, "nobody verifies tokens");
    let believed = format!("{allow}\nRA {{jwtRules: [{{issuer: '{issuer}', jwksUri: x}}]}}");
    let told = from(&believed, &web);
    assert_eq!(
        (told.say, told.why.as_str()),
        (Treatment::Depends, "only with a token of https://id.example/*")
    );
    let other = format!("{allow}\nRA {{jwtRules: [{{issuer: 'https://other', jwksUri: x}}]}}");
    assert_eq!(say(&other, &web).0, Treatment::Denied);
    let mesh = mesh(&believed);
    let with = get("/").with_token(token(issuer, &[], &[]));
    let caller = MeshCaller::pod(&mesh, &web);
    assert_eq!(asked(&mesh, &caller, &pod(), Some(&with)).say, Treatment::Allowed);
    assert_eq!(asked(&mesh, &caller, &pod(), Some(&get("/"))).say, Treatment::Denied);
}

#[test]
fn without_a_sidecar_or_past_it_the_mesh_has_no_say() {
    let (mesh, web) = (mesh(&format!("{STRICT}\n{WEB}")), MeshCaller::default());
    let bare = Workload { sidecar: false, ..pod() };
    assert_eq!(asked(&mesh, &web, &bare, None).say, Treatment::None);
    let annotations = labels(&[("traffic.sidecar.istio.io/excludeInboundPorts", "8080")]);
    let partly = Workload { annotations, ..pod() };
    assert_eq!(asked(&mesh, &web, &partly, None).say, Treatment::None);
    let at = |port, protocol| {
        let visit = MeshVisit { caller: &web, target: &partly, port, protocol, request: None };
        mesh.between(visit).say
    };
    assert_eq!(at(Some(9090), Protocol::Tcp), Treatment::Denied);
    assert_eq!(at(None, Protocol::Tcp), Treatment::Depends);
    assert_eq!(at(Some(9090), Protocol::Udp), Treatment::None);
}

#[test]
fn a_port_with_a_mode_of_its_own_is_told_from_the_others() {
    let own = "PA {selector: {matchLabels: {app: x}}, mtls: {mode: STRICT}, portLevelMtls: {'8080': {mode: PERMISSIVE}}}";
    let (mesh, target, caller) = (mesh(own), pod(), MeshCaller::default());
    let at = |port| {
        let visit =
            MeshVisit { caller: &caller, target: &target, port, protocol: Protocol::Tcp, request: None };
        mesh.between(visit).say
    };
    assert_eq!(
        (at(Some(8080)), at(Some(9090)), at(None)),
        (Treatment::Allowed, Treatment::Denied, Treatment::Depends)
    );
}

#[test]
fn a_caller_that_goes_past_its_sidecar_in_part_is_sure_only_where_both_come_to_the_same() {
    let mut web = of("shop", "web", true);
    web.meta.annotations = labels(&[("traffic.sidecar.istio.io/excludeOutboundPorts", "80")]);
    assert_eq!(say(STRICT, &web).0, Treatment::Unknown);
    assert_eq!(say("", &web).0, Treatment::Allowed);
    assert_eq!(say(GATEWAY, &web).0, Treatment::Denied);
}

#[test]
fn what_could_not_be_read_is_unknown_unless_it_cannot_matter() {
    let web = of("shop", "web", true);
    let without = |lines: &str, kind: Kind| {
        let mut snapshot = snapshot(&policies(lines));
        let feed = Feed::Forbidden("no".into());
        snapshot.apply(Change::Feed { kind, namespace: String::new(), feed }, &mut Dirty::default());
        let mesh = Mesh::of(&snapshot);
        let told = asked(&mesh, &MeshCaller::pod(&mesh, &web), &pod(), None);
        if told.say == Treatment::Unknown {
            assert!(told.why.contains("could not be read"), "{}", told.why);
        }
        told.say
    };
    let deny = "AP {action: DENY, rules: [{}]}";
    assert_eq!(without("", Kind::AuthorizationPolicy), Treatment::Unknown);
    assert_eq!(without(deny, Kind::AuthorizationPolicy), Treatment::Denied);
    assert_eq!(without("", Kind::PeerAuthentication), Treatment::Allowed);
    assert_eq!(without(WEB, Kind::PeerAuthentication), Treatment::Unknown);
    let token = "AP {rules: [{from: [{source: {requestPrincipals: ['*']}}]}]}";
    assert_eq!(without(token, Kind::RequestAuthentication), Treatment::Unknown);
    assert_eq!(without(WEB, Kind::RequestAuthentication), Treatment::Allowed);
}

#[test]
fn of_two_namespaces_each_two_sorts_are_asked_once() {
    let lines = format!("{WEB}\nAP {{selector: {{matchLabels: {{app: open}}}}, rules: [{{}}]}}");
    let pods = |all: Vec<Pod>| -> Vec<(Arc<str>, Arc<Pod>)> {
        all.into_iter().map(|pod| (pod.meta.name.as_str().into(), Arc::new(pod))).collect()
    };
    let (from, mut to) = (pods(vec![of("shop", "web", true), of("shop", "batch", true)]), pods(vec![]));
    for name in ["open", "shut"] {
        let mut pod = of("shop", name, true);
        pod.meta.labels = labels(&[("app", name)]);
        to.extend(pods(vec![pod]));
    }
    let crowd = PairMatrix::of(
        &InForce::from(mesh(&lines)),
        from.iter().map(|(name, pod)| (name, pod)),
        to.iter().map(|(name, pod)| (name, pod)),
        "shop",
    );
    let say = |from: &str, to: &str| crowd.pair(from, to).expect("asked").say;
    assert_eq!((say("web", "open"), say("web", "shut")), (Treatment::Allowed, Treatment::Allowed));
    assert_eq!((say("batch", "open"), say("batch", "shut")), (Treatment::Allowed, Treatment::Denied));
    assert_eq!((crowd.all(), crowd.cut), (None, false));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn what_is_said_of_every_request_holds_for_each(
        all in prop::collection::vec(drawn(), 0..5), namespace in "team|shop|else", sidecar in any::<bool>()
    ) {
        let mesh = mesh(&all.iter().map(line).collect::<Vec<_>>().join("\n"));
        let caller = MeshCaller::pod(&mesh, &of(&namespace, "x", sidecar));
        let told = asked(&mesh, &caller, &pod(), None);
        prop_assert!(told.say != Treatment::Unknown && told.say != Treatment::None);
        for method in ["GET", "POST", "PUT"] {
            for path in ["/", "/a", "/a/", "/a/b", "/a/b/c", "/b", "/%zz"] {
                let request = Request { method: method.into(), principal: caller.principal.clone(), ..get(path) };
                let one = mesh.evaluate(&pod(), &request).verdict;
                let fits = match told.say {
                    Treatment::Allowed => one == Decision::Allowed,
                    Treatment::Denied => one == Decision::Denied,
                    Treatment::Depends | Treatment::Unknown | Treatment::None => true,
                };
                prop_assert!(fits, "{:?} but {} {}: {:?}", told, method, path, one);
            }
        }
    }
}
