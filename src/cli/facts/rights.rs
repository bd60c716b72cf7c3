//! Who may do what: the permissions that matter for Functions, by subject and namespace.

use super::{Area, Fact, Facts, NamespaceOpenness};
use crate::cli::gather::SourceVerdicts;
use crate::engine::access::{AccessIndex, Right, Who, with_roles_of_files};
use crate::output::access::subject;

/// Returns the permissions that a source grants.
pub fn access(gathered: &SourceVerdicts) -> AccessIndex {
    AccessIndex::of(&with_roles_of_files(gathered.snapshot.clone()))
}

pub fn facts(gathered: &SourceVerdicts) -> Facts {
    let access = access(gathered);
    let names: Vec<String> = access.namespaces().map(str::to_owned).collect();
    let mut facts = Facts::new();
    for namespace in names.iter().map(String::as_str).chain([""]) {
        let place = if namespace.is_empty() { "everywhere".to_owned() } else { format!("in {namespace}") };
        for one in access.subjects(namespace) {
            let who = Who::of(&one);
            let held = access.permission_of(&who, namespace);
            // What a subject may do everywhere is reported once.
            let powers = if namespace.is_empty() { held.wide } else { held.here };
            for right in Right::ALL {
                let fact = match (powers.has(right), powers.has_some(right)) {
                    (true, _) => Fact::new(NamespaceOpenness::Open, "allowed"),
                    (false, true) => Fact::new(NamespaceOpenness::Limited, "allowed for some names"),
                    (false, false) => continue,
                };
                facts.insert((Area::Right, format!("{} may {} {place}", subject(&one), right.shown())), fact);
            }
            for gap in access.gaps(&who, namespace) {
                let name = format!("{} has other permissions {place}", subject(&one));
                facts.insert(
                    (Area::Right, name),
                    Fact::new(NamespaceOpenness::Unknown, format!("unknown: {gap}")),
                );
            }
        }
    }
    facts
}
