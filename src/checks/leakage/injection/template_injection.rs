//! What a caller sends is compiled as a template.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "template-injection",
    family: Leakage,
    severity: High,
    title: "Caller input is compiled as a template",
    why: "Templates of most engines call functions: a caller who writes one runs code in the pod.",
    page: include_str!("template_injection.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::TemplateInjection], code::reaches)
}
