//! Environment variables of a Function, as its pods see them. A Function flows in; what counts flows out.

use crate::model::function::{Env, EnvValue, Function};
use crate::yaml::pointer::Op;

/// The variables that count, with their places: of two of one name the last one does.
pub fn effective(function: &Function) -> impl Iterator<Item = (usize, &Env)> {
    let all = function.env.iter().enumerate();
    all.filter(|(at, one)| !function.env.iter().skip(at + 1).any(|later| later.name == one.name))
}

/// The text of a variable whose meaning is public.
pub fn text(env: &Env) -> Option<&str> {
    match &env.value {
        EnvValue::Literal { public, .. } => public.as_deref(),
        EnvValue::Secret { .. } | EnvValue::ConfigMap { .. } | EnvValue::Field => None,
    }
}

/// What takes a variable out, however often it is there: from the last on, so that places stay what they were.
pub fn without(function: &Function, name: &str) -> Vec<Op> {
    let places = function.env.iter().enumerate().filter(|(_, one)| one.name == name);
    places.rev().map(|(at, _)| Op::remove(format!("/spec/env/{at}"))).collect()
}
