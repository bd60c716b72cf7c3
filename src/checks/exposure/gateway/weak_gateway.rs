//! A gateway that accepts tokens in plaintext or over outdated TLS versions.

use crate::checks::prelude::*;
use crate::model::mesh::{Gateway, Server};
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "weak-gateway",
    family: Exposure,
    severity: Medium,
    title: "Gateway accepts plaintext or outdated TLS",
    why: "Anyone on the network path can read tokens and cookies sent in plaintext or over outdated TLS versions.",
    page: include_str!("weak_gateway.md"),
    reads: &[Reads::Optional(Kind::Gateway)],
    find,
    fixes,
};

const PLAIN: [&str; 4] = ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let gateways = scope.space.gateways.values().map(AsRef::as_ref).filter(|one| is_public(one));
    gateways
        .flat_map(|gateway| {
            let (servers, mut taken) = (gateway.servers.iter().enumerate(), BTreeSet::new());
            servers.flat_map(|(at, server)| judge(gateway, at, server, &mut taken)).collect::<Vec<_>>()
        })
        .collect()
}

/// Whether it selects the pods that accept external traffic.
fn is_public(gateway: &Gateway) -> bool {
    let names = ["istio", "app"].iter().filter_map(|key| gateway.selector.get(key));
    gateway.selector.is_empty() || names.into_iter().any(|name| name.ends_with("ingressgateway"))
}

/// Returns what identifies a finding: the first server of a port is known by the port, further ones by their hosts too.
fn key(taken: &mut BTreeSet<String>, what: &str, server: &Server) -> String {
    let port = format!("{what} {}", server.port);
    if taken.insert(port.clone()) { port } else { format!("{port} {}", server.hosts.join(" ")) }
}

fn judge(gateway: &Gateway, at: usize, server: &Server, taken: &mut BTreeSet<String>) -> Vec<Finding> {
    let name = &gateway.meta.name;
    let object = ObjectRef::new(Kind::Gateway, &gateway.meta.namespace, name);
    let base = format!("/spec/servers/{at}");
    let hosts = some_of(&server.hosts);
    let mut found = Vec::new();
    if PLAIN.contains(&server.protocol.to_ascii_uppercase().as_str()) && !server.https_redirect {
        let message = format!("Accepts plaintext traffic for {hosts} on port {}", server.port);
        // Only plain HTTP can be answered with a redirect.
        let field = if server.protocol == "HTTP" { "tls/httpsRedirect" } else { "port/protocol" };
        let finding = Finding::new(&CHECK, object.clone()).at(format!("{base}/{field}")).says(message);
        found.push(
            finding
                .with_evidence(format!("protocol {}, no redirect", server.protocol))
                .key(key(taken, "plain", server)),
        );
    }
    if matches!(server.min_version.as_str(), "TLSV1_0" | "TLSV1_1") {
        let message = format!("Accepts outdated TLS versions for {hosts}");
        let finding = Finding::new(&CHECK, object.clone()).at(format!("{base}/tls/minProtocolVersion"));
        found.push(finding.with_evidence(&*server.min_version).says(message).key(key(taken, "tls", server)));
    }
    if server.hosts.iter().any(|host| matches!(host.as_str(), "*" | "*/*")) {
        let message = "Accepts traffic for every host, so any APIRule may claim any host name";
        let note = "lowered from medium: a route must still name the host";
        let finding =
            Finding::new(&CHECK, object).at(format!("{base}/hosts")).with_evidence("*").says(message);
        found.push(finding.graded(Low, note).key(key(taken, "hosts", server)));
    }
    found
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let (title, value, note, cost) = if finding.path.ends_with("/httpsRedirect") {
        (
            "Redirect callers to HTTPS",
            json!(true),
            "plaintext calls get a redirect and are not forwarded",
            "Clients that do not follow redirects fail. A server with TLS must exist for the same hosts.",
        )
    } else if finding.path.ends_with("/minProtocolVersion") {
        (
            "Require TLS 1.2 or later",
            json!("TLSV1_2"),
            "the oldest version that is still secure",
            "Clients that support only older versions cannot connect any more.",
        )
    } else {
        return Vec::new();
    };
    let edit =
        Edit::modify(finding.object.clone(), vec![Op::set(&*finding.path, value)]).note(&*finding.path, note);
    vec![Fix::new(title, Risk::MayBreak).costs(cost).edit(edit)]
}
