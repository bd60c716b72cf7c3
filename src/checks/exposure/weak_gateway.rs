//! A gateway that lets tokens travel in clear, or over TLS of long ago.

use crate::checks::prelude::*;
use crate::model::mesh::{Gateway, Server};

pub static CHECK: Check = Check {
    id: "weak-gateway",
    family: Exposure,
    severity: Medium,
    title: "A gateway takes calls without proper TLS",
    why: "Tokens and cookies that arrive unencrypted, or over versions of TLS that can be broken, are known to whoever listens on the way.",
    page: include_str!("weak_gateway.md"),
    reads: &[Reads::Optional(Kind::Gateway)],
    find,
    fixes,
};

const PLAIN: [&str; 4] = ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let gateways = scope.space.gateways.values().map(AsRef::as_ref).filter(|one| is_public(one));
    gateways
        .flat_map(|one| {
            let servers = one.servers.iter().enumerate();
            servers.flat_map(|(at, server)| judge(one, at, server)).collect::<Vec<_>>()
        })
        .collect()
}

/// Whether it is about the pods that take calls from outside.
fn is_public(gateway: &Gateway) -> bool {
    let names = ["istio", "app"].iter().filter_map(|key| gateway.selector.get(key));
    gateway.selector.is_empty() || names.into_iter().any(|name| name.ends_with("ingressgateway"))
}

fn judge(gateway: &Gateway, at: usize, server: &Server) -> Vec<Finding> {
    let name = &gateway.meta.name;
    let object = ObjectRef::new(Kind::Gateway, &gateway.meta.namespace, name);
    let base = format!("/spec/servers/{at}");
    let hosts = some_of(&server.hosts);
    let mut found = Vec::new();
    if PLAIN.contains(&server.protocol.to_ascii_uppercase().as_str()) && !server.https_redirect {
        let message = format!("Gateway {name} takes unencrypted calls for {hosts} at port {}", server.port);
        // Only plain HTTP can be answered with a redirect.
        let field = if server.protocol == "HTTP" { "tls/httpsRedirect" } else { "port/protocol" };
        let finding = Finding::new(&CHECK, object.clone()).at(format!("{base}/{field}")).says(message);
        found.push(
            finding
                .seen(format!("protocol {}, no redirect", server.protocol))
                .key(format!("plain {}", server.port)),
        );
    }
    if matches!(server.min_version.as_str(), "TLSV1_0" | "TLSV1_1") {
        let message = format!("Gateway {name} takes calls for {hosts} over a TLS that can be broken");
        let finding = Finding::new(&CHECK, object.clone()).at(format!("{base}/tls/minProtocolVersion"));
        found.push(finding.seen(&*server.min_version).says(message).key(format!("tls {}", server.port)));
    }
    if server.hosts.iter().any(|host| matches!(host.as_str(), "*" | "*/*")) {
        let message = format!("Gateway {name} takes calls for every host, so any APIRule may claim any name");
        let note = "lowered from medium: a route must still name the host";
        let finding = Finding::new(&CHECK, object).at(format!("{base}/hosts")).seen("*").says(message);
        found.push(finding.graded(Low, note).key(format!("hosts {}", server.port)));
    }
    found
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let (title, value, note, cost) = if finding.path.ends_with("/httpsRedirect") {
        (
            "Send callers to HTTPS",
            json!(true),
            "an unencrypted call is answered with a redirect, and goes no further",
            "Clients that do not follow redirects fail; there must be a server with TLS for the same hosts.",
        )
    } else if finding.path.ends_with("/minProtocolVersion") {
        (
            "Ask for TLS 1.2",
            json!("TLSV1_2"),
            "the oldest version that is still sound",
            "Clients that only speak older versions cannot connect any more.",
        )
    } else {
        return Vec::new();
    };
    let edit =
        Edit::modify(finding.object.clone(), vec![Op::set(&*finding.path, value)]).note(&*finding.path, note);
    vec![Fix::new(title, Risk::MayBreak).costs(cost).edit(edit)]
}
