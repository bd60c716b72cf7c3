//! Which routes accept which kinds of tokens.

use super::{Area, Fact, Facts, NamespaceOpenness};
use crate::cli::gather::SourceVerdicts;
use crate::cli::tokens::locks;
use crate::engine::mesh::Decision;
use crate::engine::mesh::weaker::shown;

pub fn facts(gathered: &SourceVerdicts) -> Facts {
    let locks = locks(gathered);
    let mut facts = Facts::new();
    for sort in locks.sorts() {
        let token = shown(&sort.issuer, &sort.holds);
        for opened in locks.opened_by(&sort) {
            let Some(lock) = locks.all().get(opened.lock) else { continue };
            let to = &lock.routed;
            let (namespace, name) = &to.service;
            let route = format!("{} {}{} to {namespace}/{name}", to.methods.join(","), to.host, to.path);
            let fact = match opened.verdict {
                Decision::Allowed => Fact::new(NamespaceOpenness::Limited, "accepted"),
                Decision::Denied => Fact::new(NamespaceOpenness::Closed, "refused"),
                Decision::Unknown => {
                    Fact::new(NamespaceOpenness::Unknown, format!("unknown: {}", opened.why))
                }
            };
            facts.insert((Area::Token, format!("{token} at {}", route.trim_start())), fact);
        }
    }
    facts
}
