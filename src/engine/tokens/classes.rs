//! Kinds of tokens, which of them are accepted by exactly the same routes, and the effect of a change on
//! them.

use super::{Locks, TokenAccess};
use crate::engine::mesh::Token;
use crate::model::apirule::Authorization;
use std::collections::{BTreeMap, BTreeSet};

/// The properties of a token: an issuer, audiences and scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenKind {
    pub issuer: String,
    pub holds: Authorization,
}

impl TokenKind {
    #[must_use]
    pub fn token(&self) -> Token {
        Token::of(&self.issuer, &self.holds.audiences, &self.holds.scopes)
    }
}

/// Kinds of tokens that exactly the same routes accept: either can be used in place of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenClass {
    pub sorts: Vec<TokenKind>,
    /// Positions of the locks that accept them.
    pub opens: Vec<usize>,
}

impl Locks {
    /// Every kind of token that some route names.
    #[must_use]
    pub fn sorts(&self) -> BTreeSet<TokenKind> {
        let mut sorts = BTreeSet::new();
        for lock in self.all() {
            for issuer in &lock.issuers {
                let sort = |entry: &Authorization| TokenKind { issuer: issuer.clone(), holds: tidy(entry) };
                sorts.extend(lock.accepts.iter().map(sort));
            }
        }
        sorts
    }

    /// The routes that accept a kind of token, without those that are open to anyone.
    #[must_use]
    pub fn opened_by(&self, kind: &TokenKind) -> Vec<TokenAccess> {
        let mut opened = self.opened(&kind.token());
        opened.retain(|one| !one.anyway);
        opened
    }

    /// All kinds, grouped by the routes that accept them; a class of several is a set of interchangeable
    /// tokens.
    #[must_use]
    pub fn classes(&self) -> Vec<TokenClass> {
        let mut classes: BTreeMap<Vec<usize>, Vec<TokenKind>> = BTreeMap::new();
        for sort in self.sorts() {
            let opens: Vec<usize> = self.opened_by(&sort).iter().map(|one| one.lock).collect();
            if !opens.is_empty() {
                classes.entry(opens).or_default().push(sort);
            }
        }
        classes.into_iter().map(|(opens, sorts)| TokenClass { sorts, opens }).collect()
    }
}

fn tidy(entry: &Authorization) -> Authorization {
    let sorted = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    Authorization { scopes: sorted(&entry.scopes), audiences: sorted(&entry.audiences) }
}
