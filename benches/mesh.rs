//! The mesh over a large cluster: five thousand APIRules, each with a Function of its own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use divan::{Bencher, black_box};
use fnsec::engine::mesh::weaker::{detours, weaker};
use fnsec::engine::mesh::{GeneratedObjects, GenerationContext, Mesh, Request, Token, generate};
use fnsec::engine::tokens::Locks;
use fnsec::model::apirule::{Access, ApiRule, Authorization, Issuer, Jwt, RouteRule, ServiceTarget};
use fnsec::model::service::Service;
use fnsec::model::{Change, Dirty, Feed, Kind, Meta, Object, Snapshot};

const RULES: usize = 5_000;
const SPACES: usize = 500;
const ISSUERS: usize = 20;

fn main() {
    divan::main();
}

fn meta(at: usize) -> Meta {
    Meta {
        namespace: format!("space-{:03}", at % SPACES).into(),
        name: format!("name-{at}").into(),
        ..Meta::default()
    }
}

fn jwt(at: usize) -> Access {
    let issuer = format!("https://id-{}.example", at % ISSUERS);
    let authorizations = match at % 3 {
        0 => Vec::new(),
        _ => vec![Authorization {
            audiences: vec![format!("audience-{}", at % 700)],
            ..Authorization::default()
        }],
    };
    let issuers = vec![Issuer { jwks: format!("{issuer}/keys"), issuer, ..Issuer::default() }];
    Access::Jwt(Jwt { issuers, authorizations, ..Jwt::default() })
}

fn rule(at: usize) -> ApiRule {
    let route = |path: &str, methods: &[&str], access: Access| RouteRule {
        path: path.into(),
        methods: methods.iter().map(ToString::to_string).collect(),
        access,
        ..RouteRule::default()
    };
    ApiRule {
        meta: meta(at),
        origin: "v2".into(),
        version: "v2".into(),
        host: format!("host-{at}.example.com"),
        gateway: "kyma-system/kyma-gateway".into(),
        service: Some(ServiceTarget { name: format!("name-{at}"), namespace: None, port: 80 }),
        rules: vec![
            route("/health", &["GET"], Access::Open("noAuth".into())),
            route("/orders/{*}", &["GET", "POST"], jwt(at)),
            route("/{**}", &["GET"], jwt(at)),
        ],
        ..ApiRule::default()
    }
}

fn snapshot() -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().into();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    for at in 0..RULES {
        let name = format!("name-{at}");
        let selector = [("app", name.as_str()), ("managed-by", "function-controller")].into_iter().collect();
        let service = Service { meta: meta(at), selector, ..Service::default() };
        snapshot.apply(Change::Put(Object::Service(Box::new(service))), &mut dirty);
        snapshot.apply(Change::Put(Object::APIRule(Box::new(rule(at)))), &mut dirty);
    }
    snapshot
}

fn all(snapshot: &Snapshot) -> Vec<GeneratedObjects> {
    let rules = snapshot.spaces().flat_map(|space| space.api_rules.values());
    rules.map(|rule| generate(rule, &GenerationContext::manifests(snapshot))).collect()
}

/// One request against the policies of a namespace.
#[divan::bench]
fn evaluate(bencher: Bencher<'_, '_>) {
    let snapshot = snapshot();
    let all = all(&snapshot);
    let mesh = Mesh::intended(&snapshot, &all);
    let made = all.first().expect("one");
    let pod = made.workload(1).expect("a pod");
    let request = Request::through_gateway("GET", &made.host, "/orders/1");
    bencher.bench(|| mesh.evaluate(black_box(&pod), black_box(&request)));
}

/// One APIRule, validated and turned into policies and a route.
#[divan::bench]
fn generate_one(bencher: Bencher<'_, '_>) {
    let snapshot = snapshot();
    let rule = rule(7);
    bencher.bench(|| generate(black_box(&rule), &GenerationContext::manifests(&snapshot)));
}

/// All of them, each asked whether its rules undo each other.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn weaker_everywhere(bencher: Bencher<'_, '_>) {
    let all = all(&snapshot());
    bencher.bench(|| all.iter().map(|made| weaker(made).len()).sum::<usize>());
}

/// Which of all hosts lead to the same pods with less.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn detours_everywhere(bencher: Bencher<'_, '_>) {
    let all = all(&snapshot());
    bencher.bench(|| detours(&all.iter().collect::<Vec<_>>()).len());
}

/// Every route that asks for a token, from nothing.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn tokens_index(bencher: Bencher<'_, '_>) {
    let snapshot = snapshot();
    let all = all(&snapshot);
    bencher.bench(|| Locks::of(Mesh::intended(&snapshot, &all), &all, &snapshot).all().len());
}

/// What one token opens.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn tokens_of_one(bencher: Bencher<'_, '_>) {
    let snapshot = snapshot();
    let all = all(&snapshot);
    let locks = Locks::of(Mesh::intended(&snapshot, &all), &all, &snapshot);
    let token = Token::of("https://id-1.example", &["audience-1".into()], &[]);
    bencher.bench(|| locks.opened(black_box(&token)).len());
}

/// Which sorts of tokens are as good as each other.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn tokens_classes(bencher: Bencher<'_, '_>) {
    let snapshot = snapshot();
    let all = all(&snapshot);
    let locks = Locks::of(Mesh::intended(&snapshot, &all), &all, &snapshot);
    bencher.bench(|| locks.classes().len());
}
