//! The flow analysis: runs over the common form with abstract values.

mod answer;
mod assign;
mod call;
mod check;
mod checks;
mod class;
mod client;
mod closure;
mod database;
mod decorated;
mod doubt;
mod each;
mod effect;
mod either;
mod emitter;
mod eval;
mod facts;
mod few;
mod finish;
mod found;
mod groups;
mod handler;
mod invoke;
mod kept;
mod kept_elements;
mod key;
mod kubernetes;
mod later;
mod library;
mod limited;
mod member;
mod merge;
mod model;
mod mutate;
mod path;
mod python_text;
mod reached;
mod role;
mod rounds;
mod run;
mod schema;
mod segment;
mod site;
mod special;
mod taint;
mod text;
mod truth;
mod value;
mod weak;

pub use client::parts;

use super::environment::Environment;
use super::form::Form;
use super::report::{Analysis, Language};

/// Follows the values of a source.
pub fn follow(form: &Form<'_>, language: Language, source: &str, environment: &Environment<'_>) -> Analysis {
    let mut run = run::FlowRun::new(form, language, environment);
    run.whole();
    run.finish(source)
}
