//! Asks the engines whether an expectation holds.

use super::answer::{Answer, PreparedEngines};
use super::{connections, rights, routes};
use crate::cli::facts::pods::level;
use crate::engine::pod_security::Level;
use crate::model::Kind;
use crate::verdicts::expect::Expectation;

/// Asks the engines whether an expectation holds.
pub fn ask(asked: &PreparedEngines<'_>, expectation: &Expectation) -> Answer {
    match expectation {
        Expectation::Internet { may, to } => routes::internet(asked, *may, to),
        Expectation::Token { issuer, audiences, scopes, opens } => {
            routes::token(asked, issuer, audiences, scopes, opens)
        }
        Expectation::Right { subject, may, verbs, resource, name, place } => {
            let wish = rights::AskedPermission { subject, verbs, resource, name, place };
            rights::right(asked, *may, &wish)
        }
        Expectation::Connection { from, may, to } => connections::connection(asked, from, *may, to),
        Expectation::Level { least, namespace } => levels(asked, *least, namespace.as_deref()),
    }
}

/// System namespaces need privileges, so they count only if they are named.
fn levels(asked: &PreparedEngines<'_>, least: Level, named: Option<&str>) -> Answer {
    let (mut against, mut unknown) = (Vec::new(), asked.unread(&[Kind::Namespace]));
    let spaces = asked.gathered.snapshot.spaces();
    let own: Vec<_> = match named {
        Some(name) => spaces.filter(|space| &*space.name == name).collect(),
        None => spaces.filter(|space| !asked.parameters.is_system(&space.name)).collect(),
    };
    if let (Some(name), true) = (named, own.is_empty()) {
        unknown.push(format!("the namespace {name} was not read"));
    }
    for space in own {
        match level(space) {
            Some(level) if level < least => {
                against.push(format!("namespace {} enforces {level}", space.name));
            }
            Some(_) => {}
            None => unknown.push(format!("the Namespace {} was not read", space.name)),
        }
    }
    Answer::of(against, unknown)
}
