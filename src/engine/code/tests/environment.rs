//! What the configuration says about the environment of a source.

use super::super::{Environment, analyse_in};
use super::{CodeRule, Language};

fn logged(environment: &Environment<'_>, body: &str) -> bool {
    let source = format!("const fs = require('fs');\nmodule.exports = {{ main: () => {{ {body} }} }};\n");
    let analysis = analyse_in(Language::JavaScript, &source, environment).expect("it parses");
    analysis.flows.iter().any(|flow| flow.rule == CodeRule::SecretLogged)
}

#[test]
fn a_variable_from_a_secret_is_a_secret_whatever_its_name() {
    let mut environment = Environment::default();
    environment.variable("PROVIDER", "value");
    environment.variable("DB_USER", "user");
    environment.variable("DB", "host");
    assert!(logged(&environment, "console.log(process.env.PROVIDER);"));
    assert!(!logged(&environment, "console.log(process.env.DB_USER, process.env.DB, process.env.STAGE);"));
    assert!(!logged(&Environment::default(), "console.log(process.env.PROVIDER);"));
}

#[test]
fn a_file_below_a_mounted_secret_is_a_secret() {
    let mut environment = Environment::default();
    environment.folder("/opt/provider/");
    assert!(logged(&environment, "console.log(fs.readFileSync('/opt/provider/value', 'utf8'));"));
    assert!(!logged(&environment, "console.log(fs.readFileSync('/opt/provider-list/value', 'utf8'));"));
}
