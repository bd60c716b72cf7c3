//! What a source allows, as the engines answer it: routes, tokens, connections, permissions and Pod Security. Each
//! fact has a name that is the same in two sources, so that they can be compared.

mod connections;
pub mod pods;
pub mod rights;
pub mod routes;
mod tokens;

use crate::cli::gather::SourceVerdicts;
use std::collections::BTreeMap;

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    Route,
    Token,
    Connection,
    Right,
    PodSecurity,
}

/// How much a fact allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamespaceOpenness {
    Closed,
    /// To some: a token, some ports, some pods.
    Limited,
    Open,
    /// Not known; never compared as closed.
    Unknown,
}

/// A fact, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub state: String,
    pub openness: NamespaceOpenness,
}

/// Facts by area and name.
pub type Facts = BTreeMap<(Area, String), Fact>;

impl Area {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Token => "token",
            Self::Connection => "connection",
            Self::Right => "right",
            Self::PodSecurity => "pod-security",
        }
    }
}

impl Fact {
    pub fn new(openness: NamespaceOpenness, state: impl Into<String>) -> Self {
        Self { state: state.into(), openness }
    }
}

/// Returns the facts of one set; of two with one name, the more open one.
pub fn of(gathered: &SourceVerdicts) -> Facts {
    let own = routes::facts(gathered)
        .into_iter()
        .chain(tokens::facts(gathered))
        .chain(connections::facts(gathered))
        .chain(rights::facts(gathered))
        .chain(pods::facts(gathered));
    let mut facts = Facts::new();
    own.for_each(|(name, fact)| add(&mut facts, name, fact));
    facts
}

/// Adds the facts of one set to those of others; of two with one name, the more open one is kept.
pub fn join(facts: &mut Facts, other: &Facts) {
    for (name, fact) in other {
        add(facts, name.clone(), fact.clone());
    }
}

fn add(facts: &mut Facts, name: (Area, String), fact: Fact) {
    match facts.get_mut(&name) {
        Some(known) if known.openness < fact.openness => *known = fact,
        Some(_) => {}
        None => drop(facts.insert(name, fact)),
    }
}
