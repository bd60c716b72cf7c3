//! An open Function that takes huge bodies, or works on one call for long.

use super::open;
use crate::checks::prelude::*;
use crate::checks::variables;
use crate::model::function::Env;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "large-requests-allowed",
    family: Exposure,
    severity: Low,
    title: "Anybody may send this Function huge requests",
    why: "Few calls of this sort fill its memory or keep all of it busy, and whoever sends them needs no token.",
    page: include_str!("large_requests_allowed.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Optional(Kind::APIRule), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

/// Seconds; the runtimes stop after 180 unless told otherwise.
const LONG: u64 = 600;
/// Megabytes; Node takes 1 unless told otherwise.
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
    let name = &function.meta.name;
    let message = match env.name.as_str() {
        "FUNC_TIMEOUT" if number > LONG => {
            format!("{name} works up to {number} seconds on a call from anybody")
        }
        "REQ_MB_LIMIT" if number > LARGE && function.runtime.starts_with("nodejs") => {
            format!("{name} reads up to {number} MB of a call from anybody")
        }
        _ => return None,
    };
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/env/{at}/value"));
    Some(finding.seen(format!("{}={text}", env.name)).says(message).key(&*env.name))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let costs = "The pods are replaced. Calls that are larger or longer than the runtime's own limit fail from then on.";
    variables::removal(scope, finding, Risk::MayBreak, costs)
}
