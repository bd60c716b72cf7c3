//! Exceptions that accept nothing any more. The configuration and all verdicts flow in; idle exceptions flow
//! out, and findings about the configuration itself. A check's `find` never sees a configuration, so the
//! report calls this module after all other checks.

mod exception;
mod findings;
mod list;
#[cfg(test)]
mod tests;
mod uses;

pub use exception::{Exception, ExceptionTarget, is_called};
pub use list::Exceptions;
pub use uses::{Use, Uses};

use super::Policy;
use super::report::SpaceReport;
use super::suggest::suggest;
use crate::checks::exceptions::{exception_expired, exception_unmatched};
use crate::checks::{self, Check, Finding, Verdict, position};
use crate::model::calendar::Day;
use crate::model::{Scope, Snapshot, Space};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An exception that accepts nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    pub check: &'static str,
    pub place: String,
    /// Its last day if it expired; `None` if nothing matches it.
    pub expired: Option<Day>,
    /// A name that no set has, and the nearest one that a set has.
    pub no_set: Option<(String, Option<String>)>,
    /// Its target, as text.
    target: String,
    /// Whether everything that it may cover was checked.
    seen: bool,
    /// How many findings it would accept if it had not expired.
    counting: usize,
}

impl Idle {
    /// Returns the names of sets in an exception that no set has; `all` are the names of each set.
    #[must_use]
    pub fn without_set(exception: &Exception, all: &[Vec<String>]) -> Vec<Self> {
        let missing = exception.sets.iter().filter(|set| !all.iter().any(|names| is_called(set, names)));
        let one = |set: &String| Self {
            check: exception.check,
            place: exception.place.clone(),
            expired: None,
            no_set: Some((set.clone(), nearest(set, all))),
            target: exception.target.words(),
            seen: false,
            counting: 0,
        };
        missing.map(one).collect()
    }

    #[must_use]
    pub fn words(&self) -> String {
        if let Some((name, near)) = &self.no_set {
            let near = near.as_ref().map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
            return format!("no set is called \"{name}\"{near}");
        }
        match self.expired {
            Some(day) => format!("expired on {day}, so its findings count again"),
            None => "matches nothing: the finding is gone, or the exception names something else".into(),
        }
    }
}

/// Returns the nearest name of a set, as a whole or only its last part.
fn nearest(set: &str, all: &[Vec<String>]) -> Option<String> {
    let names = all.iter().filter_map(|names| names.last()).map(String::as_str);
    let last = |name: &'_ str| name.rsplit('/').next().map(str::to_owned);
    let ends: Vec<String> = names.clone().filter_map(last).collect();
    suggest(set, names.chain(ends.iter().map(String::as_str))).map(str::to_owned)
}

/// All verdicts, and the inputs they were derived from.
#[derive(Clone, Copy)]
pub struct ExceptionContext<'a> {
    pub policy: &'a Policy,
    pub spaces: &'a BTreeMap<Arc<str>, SpaceReport>,
    pub uses: &'a Uses,
    pub snapshot: &'a Snapshot,
    pub today: Day,
    /// The namespaces that are checked; empty means all.
    pub only: &'a BTreeSet<String>,
}

/// Whether a check, by its position, has a verdict in every namespace.
type Everywhere = RefCell<BTreeMap<usize, bool>>;

impl ExceptionContext<'_> {
    /// Returns expired exceptions, and those that certainly match nothing.
    #[must_use]
    pub fn idle(self) -> Vec<Idle> {
        let policy = self.policy;
        if policy.exceptions.is_empty() {
            return Vec::new();
        }
        let everywhere = RefCell::default();
        let each = policy.exceptions.iter().enumerate();
        each.filter_map(|(at, one)| self.judge(one, self.uses.of(at), &everywhere)).collect()
    }

    fn judge(self, exception: &Exception, uses: Use, everywhere: &Everywhere) -> Option<Idle> {
        if !exception.is_for(&self.policy.set) {
            return None;
        }
        let (at, check) = placed(exception.check)?;
        let idle = |expired, seen, counting| Idle {
            check: exception.check,
            place: exception.place.clone(),
            no_set: None,
            expired,
            target: exception.target.words(),
            seen,
            counting,
        };
        let seen = || self.is_seen(&exception.target, at, check, everywhere);
        if let Some(day) = exception.expires.filter(|_| exception.is_expired(self.today)) {
            return Some(idle(Some(day), seen(), uses.counting));
        }
        (uses.accepts == 0 && seen()).then(|| idle(None, true, 0))
    }

    fn is_seen(self, target: &ExceptionTarget, at: usize, check: &Check, everywhere: &Everywhere) -> bool {
        if !self.policy.judges(check) {
            return false;
        }
        match target {
            ExceptionTarget::Namespace(name) => self.is_judged(name, at, check),
            ExceptionTarget::Object { kind, name, .. } if kind == "Namespace" => {
                self.is_judged(name, at, check)
            }
            // Findings about cluster-scoped objects may be reported in any namespace.
            ExceptionTarget::Object { namespace, .. } if !namespace.is_empty() => {
                self.is_judged(namespace, at, check)
            }
            ExceptionTarget::Object { .. } | ExceptionTarget::Fingerprint(_) => {
                let mut known = everywhere.borrow_mut();
                *known.entry(at).or_insert_with(|| self.is_judged_everywhere(at, check))
            }
        }
    }

    fn is_judged_everywhere(self, at: usize, check: &Check) -> bool {
        self.is_known(&Space::named(""), check)
            && self.snapshot.spaces().all(|space| self.is_judged(&space.name, at, check))
            && (!check.judges_cluster() || self.is_judged("", at, check))
    }

    /// Whether a check has a complete verdict for a namespace; one that does not exist has no findings.
    fn is_judged(self, name: &str, at: usize, check: &Check) -> bool {
        if !(name.is_empty() || self.only.is_empty() || self.only.contains(name)) {
            return false;
        }
        let Some(space) = self.snapshot.space(name) else {
            return self.is_known(&Space::named(name), check);
        };
        let verdict = self.spaces.get(name).and_then(|report| report.verdicts.get(at));
        matches!(verdict, Some(Some(Verdict::Pass | Verdict::Findings(_)))) && self.is_known(space, check)
    }

    fn is_known(self, space: &Space, check: &Check) -> bool {
        Scope::new(self.snapshot, space, self.today).missing(check.reads).is_empty()
    }
}

/// Returns the check and its position; `None` for checks of the configuration itself.
fn placed(id: &str) -> Option<(usize, &'static Check)> {
    let check = checks::find(id).filter(|check| !check.judges_configuration())?;
    Some((position(id)?, check))
}

/// Returns the verdicts of both checks; `None` if there is no exception.
pub fn verdicts(given: ExceptionContext<'_>) -> [(&'static Check, Option<Verdict>); 2] {
    let idle: Vec<Idle> = given.idle().into_iter().filter(|one| one.seen).collect();
    let of = |check: &'static Check, tell: fn(&Idle) -> Option<Finding>| {
        let found: Vec<Arc<Finding>> = idle.iter().filter_map(tell).map(Arc::new).collect();
        let verdict = if found.is_empty() { Verdict::Pass } else { Verdict::Findings(found) };
        (check, (!given.policy.exceptions.is_empty() && given.policy.judges(check)).then_some(verdict))
    };
    [of(&exception_expired::CHECK, findings::expired), of(&exception_unmatched::CHECK, findings::unmatched)]
}
