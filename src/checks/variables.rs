//! Environment variables of a Function, as its pods see them. A Function flows in; effective variables flow out.

use super::Finding;
use super::fix::{Edit, Fix, Risk};
use crate::model::Scope;
use crate::model::function::{Env, EnvValue, Function};
use crate::yaml::pointer::Op;
use std::collections::HashMap;

/// Returns the effective variables with their positions: the last one of each name.
pub fn effective(function: &Function) -> impl Iterator<Item = (usize, &Env)> {
    let last: HashMap<&str, usize> =
        function.env.iter().enumerate().map(|(at, one)| (one.name.as_str(), at)).collect();
    function.env.iter().enumerate().filter(move |(at, one)| last.get(one.name.as_str()) == Some(at))
}

/// Returns the value of a variable whose meaning is public.
#[must_use]
pub fn text(env: &Env) -> Option<&str> {
    match &env.value {
        EnvValue::Literal { public, .. } => public.as_deref(),
        EnvValue::Secret { .. } | EnvValue::ConfigMap { .. } | EnvValue::Field => None,
    }
}

/// Removes the variable that a finding is named after from its Function, if both exist.
#[must_use]
pub fn removal(scope: &Scope<'_>, finding: &Finding, risk: Risk, costs: &str) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let edit = Edit::modify(finding.object.clone(), without(function, &finding.key));
    vec![Fix::new(format!("Remove {}", finding.key), risk).costs(costs).edit(edit)]
}

/// Removes every occurrence of a variable, starting with the last, so that positions stay valid.
fn without(function: &Function, name: &str) -> Vec<Op> {
    let places = function.env.iter().enumerate().filter(|(_, one)| one.name == name);
    places.rev().map(|(at, _)| Op::remove(format!("/spec/env/{at}"))).collect()
}
