//! A Function talks to a public host without encryption.

use crate::checks::code::{PLAIN, source_text};
use crate::checks::destinations;
use crate::checks::prelude::*;
use crate::model::code::ContactedHost;

pub static CHECK: Check = Check {
    id: "plaintext-http-to-public-host",
    family: Reach,
    severity: Medium,
    title: "Code calls a public host without TLS",
    why: "Anyone on the way to the host reads what is sent, credentials included, and decides what the Function gets as the answer.",
    page: include_str!("plaintext_http_to_public_host.md"),
    reads: PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = scope.space.functions.values();
    functions.flat_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Vec<Finding> {
    let uses = function.code.uses().into_iter().flat_map(|uses| uses.endpoints);
    let is_plain = |one: &ContactedHost| {
        matches!(&*one.scheme, "http" | "ws")
            && destinations::is_named(one)
            && destinations::is_public(one.host.trim_end_matches('.'))
    };
    let report = |endpoint: &ContactedHost| {
        Finding::new(&CHECK, function_ref(function))
            .at(source_text(function))
            .line(endpoint.line, 1)
            .with_evidence(format!("{}://{}", endpoint.scheme, endpoint.host))
            .says(format!("The code calls {} without TLS", endpoint.text()))
            .sure(sure(endpoint))
            .key(format!("{} {}", endpoint.scheme, endpoint.host))
    };
    uses.filter(is_plain).map(|contacted_host| report(&contacted_host)).collect()
}

/// A name of two parts may be a Service of another namespace.
fn sure(endpoint: &ContactedHost) -> Confidence {
    if endpoint.host.split('.').count() > 2 { Confidence::Certain } else { Confidence::Likely }
}
