//! The mesh: policies as people write them, and what they let in.

mod connection;
mod contradictions;
mod evaluation;
pub mod generated;
pub mod legacy;
mod legacy_refusals;
mod naive;
mod peers;
mod routes;
mod versions;

use fnsec::decode;
use fnsec::engine::mesh::{Mesh, MeshAnswer, Request, Token, Workload};
use fnsec::model::kind::Load;
use fnsec::model::{Change, Dirty, Feed, Kind, Labels, Snapshot};
use fnsec::yaml;

/// A snapshot of manifests, every kind of which is known in full.
pub fn snapshot(text: &str) -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place();
        snapshot.apply(Change::Feed { kind, namespace: namespace.into(), feed: Feed::Live }, &mut dirty);
    }
    for doc in yaml::parse(text).expect("YAML").into_iter().filter(|doc| !doc.value.is_null()) {
        let of = doc.value["kind"].as_str().unwrap_or_default().to_owned();
        let fits = |one: &Kind| one.info().name == of && one.info().includes(&doc.value);
        let whole = |one: &Kind| one.info().load == Load::Whole || of != "ConfigMap";
        let special = Kind::ALL.into_iter().filter(whole).find(fits);
        let kind = special.or_else(|| Kind::ALL.into_iter().find(fits)).expect("a kind");
        let object = decode::object(kind, &doc.value.to_string()).expect("an object");
        snapshot.apply(Change::Put(object), &mut dirty);
    }
    snapshot
}

/// Policies of the namespace `shop`, one a line: its kind, then its spec.
pub fn policies(lines: &str) -> String {
    let doc = |(at, line): (usize, &str)| {
        let (kind, spec) = line.trim().split_once(' ').expect("a kind and a spec");
        let (kind, home) = kind.split_once('@').unwrap_or((kind, "shop"));
        let kind = match kind {
            "AP" => "AuthorizationPolicy",
            "RA" => "RequestAuthentication",
            "PA" => "PeerAuthentication",
            other => panic!("{other} is no short name"),
        };
        format!(
            "apiVersion: security.istio.io/v1\nkind: {kind}\nmetadata: {{name: p{at}, namespace: {home}}}\nspec: {spec}\n"
        )
    };
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    lines.enumerate().map(doc).collect::<Vec<_>>().join("---\n")
}

pub fn mesh(lines: &str) -> Mesh {
    Mesh::of(&snapshot(&policies(lines)))
}

pub fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().copied().collect()
}

/// A pod of the namespace `shop` with the label `app: x`.
pub fn pod() -> Workload {
    Workload::labelled("shop", &labels(&[("app", "x")]))
}

pub fn get(path: &str) -> Request {
    Request::through_gateway("GET", "x.example.com", path)
}

pub fn token(issuer: &str, audiences: &[&str], scopes: &[&str]) -> Token {
    let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    Token::of(issuer, &owned(audiences), &owned(scopes))
}

pub fn ask(lines: &str, request: &Request) -> MeshAnswer {
    mesh(lines).evaluate(&pod(), request)
}

pub fn word(lines: &str, request: &Request) -> &'static str {
    ask(lines, request).verdict.word()
}
