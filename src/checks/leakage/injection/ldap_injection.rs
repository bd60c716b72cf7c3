//! What a caller sends becomes a part of an LDAP filter.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "ldap-injection",
    family: Leakage,
    severity: Medium,
    title: "Caller input is part of an LDAP filter",
    why: "A caller who controls a part of a filter reads entries that the Function was not meant to return, or logs in as someone else.",
    page: include_str!("ldap_injection.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::LdapInjection], code::reaches)
}
