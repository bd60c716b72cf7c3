//! An open Function that accepts huge bodies or long-running requests.

use super::super::auth::open;
use crate::checks::prelude::*;
use crate::checks::variables;
use crate::model::function::Env;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "large-requests-allowed",
    family: Exposure,
    severity: Low,
    title: "Anyone can send huge or long-running requests",
    why: "A few such requests exhaust its memory or block it, and the sender needs no token.",
    page: include_str!("large_requests_allowed.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Optional(Kind::APIRule), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

/// In seconds; the runtimes' default is 180.
const LONG: u64 = 600;
/// In megabytes; the default of Node is 1.
const LARGE: u64 = 25;

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let open: BTreeSet<String> =
        open::routes(scope).into_iter().filter_map(|open| open.functions).flatten().collect();
    let functions = open.iter().filter_map(|name| scope.space.functions.get(name.as_str()));
    let of = |function: &Function| {
        variables::effective(function).filter_map(|(at, one)| judge(function, at, one)).collect()
    };
    functions.flat_map(|function| -> Vec<Finding> { of(function) }).collect()
}

fn judge(function: &Function, at: usize, env: &Env) -> Option<Finding> {
    let text = variables::text(env)?;
    let number: u64 = text.trim().parse().ok()?;
    let message = match env.name.as_str() {
        "FUNC_TIMEOUT" if number > LONG => {
            format!("Any client can make it work {number} seconds on one request")
        }
        "REQ_MB_LIMIT" if number > LARGE && function.runtime.starts_with("nodejs") => {
            format!("Any client can send it requests of up to {number} MB")
        }
        _ => return None,
    };
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/env/{at}/value"));
    Some(finding.with_evidence(format!("{}={text}", env.name)).says(message).key(&*env.name))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let costs = "The pods are replaced. Requests that exceed the runtime's default limit fail from then on.";
    variables::removal(scope, finding, Risk::MayBreak, costs)
}
