//! Environment variables of a Function, as its pods see them. A Function flows in; what counts flows out.

use super::Finding;
use super::fix::{Edit, Fix, Risk};
use crate::model::Scope;
use crate::model::function::{Env, EnvValue, Function};
use crate::yaml::pointer::Op;
use std::collections::HashMap;

/// The variables that count, with their places: of two of one name the last one does.
pub fn effective(function: &Function) -> impl Iterator<Item = (usize, &Env)> {
    let last: HashMap<&str, usize> =
        function.env.iter().enumerate().map(|(at, one)| (one.name.as_str(), at)).collect();
    function.env.iter().enumerate().filter(move |(at, one)| last.get(one.name.as_str()) == Some(at))
}

/// The text of a variable whose meaning is public.
pub fn text(env: &Env) -> Option<&str> {
    match &env.value {
        EnvValue::Literal { public, .. } => public.as_deref(),
        EnvValue::Secret { .. } | EnvValue::ConfigMap { .. } | EnvValue::Field => None,
    }
}

/// Takes the variable that a finding is named after out of its Function, if both are there.
pub fn removal(scope: &Scope<'_>, finding: &Finding, risk: Risk, costs: &str) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let edit = Edit::modify(finding.object.clone(), without(function, &finding.key));
    vec![Fix::new(format!("Remove {}", finding.key), risk).costs(costs).edit(edit)]
}

/// What takes a variable out, however often it is there: from the last on, so that places stay what they were.
fn without(function: &Function, name: &str) -> Vec<Op> {
    let places = function.env.iter().enumerate().filter(|(_, one)| one.name == name);
    places.rev().map(|(at, _)| Op::remove(format!("/spec/env/{at}"))).collect()
}
