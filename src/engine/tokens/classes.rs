//! Sorts of tokens, which of them open exactly the same, and what a change does to them.

use super::{Locks, Opened, Routed};
use crate::engine::mesh::Token;
use crate::model::apirule::Authorization;
use std::collections::{BTreeMap, BTreeSet};

/// A token as somebody may hold it: an issuer, audiences and scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sort {
    pub issuer: String,
    pub holds: Authorization,
}

impl Sort {
    pub fn token(&self) -> Token {
        Token::of(&self.issuer, &self.holds.audiences, &self.holds.scopes)
    }
}

/// Sorts that open exactly the same routes: whoever has one may as well have the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub sorts: Vec<Sort>,
    /// Positions of the locks they open.
    pub opens: Vec<usize>,
}

impl Locks {
    /// Every sort of token that some route speaks of.
    pub fn sorts(&self) -> BTreeSet<Sort> {
        let mut sorts = BTreeSet::new();
        for lock in self.all() {
            for issuer in &lock.issuers {
                let sort = |entry: &Authorization| Sort { issuer: issuer.clone(), holds: tidy(entry) };
                sorts.extend(lock.accepts.iter().map(sort));
            }
        }
        sorts
    }

    /// What a sort of token opens beyond what is open to everybody.
    pub fn opened_by(&self, sort: &Sort) -> Vec<Opened> {
        let mut opened = self.opened(&sort.token());
        opened.retain(|one| !one.anyway);
        opened
    }

    /// All sorts by what they open; a class of several is a set of interchangeable tokens.
    pub fn classes(&self) -> Vec<Class> {
        let mut classes: BTreeMap<Vec<usize>, Vec<Sort>> = BTreeMap::new();
        for sort in self.sorts() {
            let opens: Vec<usize> = self.opened_by(&sort).iter().map(|one| one.lock).collect();
            if !opens.is_empty() {
                classes.entry(opens).or_default().push(sort);
            }
        }
        classes.into_iter().map(|(opens, sorts)| Class { sorts, opens }).collect()
    }

    fn routes(&self, sort: &Sort) -> BTreeSet<Routed> {
        let opened = self.opened_by(sort);
        opened.iter().filter_map(|one| self.all().get(one.lock)).map(|lock| lock.routed.clone()).collect()
    }
}

fn tidy(entry: &Authorization) -> Authorization {
    let sorted = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    Authorization { scopes: sorted(&entry.scopes), audiences: sorted(&entry.audiences) }
}

/// What a sort of token gains and loses when rules change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub sort: Sort,
    pub gains: Vec<Routed>,
    pub loses: Vec<Routed>,
}

/// The sorts of tokens that open something else afterwards.
pub fn change(before: &Locks, after: &Locks) -> Vec<Change> {
    let sorts: BTreeSet<Sort> = before.sorts().into_iter().chain(after.sorts()).collect();
    let each = sorts.into_iter().filter_map(|sort| {
        let (old, new) = (before.routes(&sort), after.routes(&sort));
        let gains = new.difference(&old).cloned().collect();
        let loses = old.difference(&new).cloned().collect();
        (old != new).then_some(Change { sort, gains, loses })
    });
    each.collect()
}
