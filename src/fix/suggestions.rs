//! What to change first: findings that one change resolves, with the risk of that change.
//!
//! Findings of a namespace with their fixes flow in; causes flow out, the best ratio of benefit to risk
//! first. Nothing is guessed: findings belong together when they propose the same change, or when a copy of
//! the snapshot with the change in it no longer has them.

use super::plan::Inputs;
use super::{Plan, effects};
use crate::checks::fix::EditKind;
use crate::checks::{Edit, Finding, Fix, Risk, Verdict, find, fingerprint, judge};
use crate::model::calendar::Day;
use crate::model::{Dirty, Kind, ObjectRef, Scope, Snapshot};
use crate::verdicts::{Counts, score};
use crate::yaml::pointer::Op;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A finding with the changes that would resolve it.
pub type FindingFixes<'a> = (&'a Arc<Finding>, &'a [Fix]);

/// Maximum number of changes tried on a copy, for each namespace; the others are grouped only by what they
/// propose.
const TRIALS: usize = 16;

#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    pub title: String,
    pub risk: Risk,
    pub target: ObjectRef,
    /// The namespace that it changes; empty for cluster-wide objects.
    pub namespace: String,
    /// The finding that proposes it.
    pub by: Arc<Finding>,
    /// The findings it resolves, worst first.
    pub clears: Vec<Arc<Finding>>,
    pub counts: Counts,
    creates: bool,
    change: Key,
}

/// The effect of a fix, regardless of its title and of the state it expects.
type Key = Vec<(ObjectRef, String)>;

impl Cause {
    fn new(fix: &Fix, edit: &Edit, by: &Arc<Finding>, clears: Vec<Arc<Finding>>) -> Self {
        let target = edit.target.clone();
        let mut cause = Self {
            title: fix.title.clone(),
            risk: fix.risk,
            namespace: target.home().to_owned(),
            by: Arc::clone(by),
            clears,
            counts: Counts::default(),
            creates: matches!(edit.change, EditKind::Create(_)),
            change: key(fix),
            target,
        };
        cause.count();
        cause
    }

    /// Returns whether it changes nothing outside the namespace of the finding that proposes it.
    fn is_own(&self) -> bool {
        let home = self.by.home();
        !home.is_empty() && self.change.iter().all(|(target, _)| target.home() == home)
    }

    /// Returns whether a fix is this change, regardless of its title.
    #[must_use]
    pub fn is(&self, fix: &Fix) -> bool {
        key(fix) == self.change
    }

    /// Returns where it acts: `payments`, `payments/refund`, or `cluster`. A new object is named after its
    /// purpose.
    #[must_use]
    pub fn place(&self) -> String {
        let (namespace, target) = (&self.namespace, &self.target);
        if namespace.is_empty() {
            return format!("cluster/{}", target.name);
        }
        let object = if self.creates { &self.by.object } else { target };
        let shared = self.creates && self.clears.iter().any(|cleared| cleared.object != self.by.object);
        if shared || object.kind == Kind::Namespace {
            return namespace.clone();
        }
        format!("{namespace}/{}", object.name)
    }

    fn count(&mut self) {
        self.clears.sort_by_cached_key(|finding| (finding.severity, fingerprint::of(finding)));
        self.clears.dedup_by(|one, other| Arc::ptr_eq(one, other));
        self.counts = Counts::default();
        self.clears.iter().for_each(|cleared| self.counts.count(cleared.severity));
    }

    /// Returns the score points that its findings cost.
    #[must_use]
    pub fn removed(&self) -> u32 {
        score::cost(&self.counts)
    }

    /// Returns its risk: 1 if nothing is disturbed, 3 if something may stop working.
    #[must_use]
    pub fn risk_rank(&self) -> u32 {
        match self.risk {
            Risk::Safe => 1,
            Risk::Restarts => 2,
            Risk::MayBreak => 3,
        }
    }

    #[must_use]
    pub fn ratio(&self) -> f64 {
        f64::from(self.removed()) / f64::from(self.risk_rank())
    }

    /// `1 high, 2 medium`
    #[must_use]
    pub fn cleared(&self) -> String {
        self.counts.words()
    }
}

/// Returns the causes of the findings of one namespace: each finding's first fix, and everything that it
/// resolves.
#[must_use]
pub fn of(found: &[FindingFixes<'_>], snapshot: &Snapshot, today: Day) -> Vec<Cause> {
    let mut proposed: BTreeMap<Key, BTreeSet<usize>> = BTreeMap::new();
    for (at, (_, fixes)) in found.iter().enumerate() {
        for fix in *fixes {
            proposed.entry(key(fix)).or_default().insert(at);
        }
    }
    let (mut seen, mut causes, mut trials) = (BTreeSet::new(), Vec::new(), 0);
    for (by, fix) in
        found.iter().filter_map(|(by, fixes)| Some((*by, fixes.first().filter(|fix| !fix.by_choice)?)))
    {
        let Some(edit) = fix.edits.first() else { continue };
        let change = key(fix);
        let mut clears = proposed.get(&change).cloned().unwrap_or_default();
        if !seen.insert(change) {
            continue;
        }
        if trials < TRIALS && is_new(fix, snapshot) {
            trials += 1;
            clears.extend(findings_removed(fix, found, snapshot, today));
        }
        let clears = clears.iter().filter_map(|at| found.get(*at)).map(|(one, _)| Arc::clone(one)).collect();
        causes.push(Cause::new(fix, edit, by, clears));
    }
    causes
}

/// Collects the causes of one namespace after another, and keeps only those that may be among the best.
#[derive(Debug, Default)]
pub struct BestCauses {
    /// Changes to one namespace, proposed from within it.
    own: Vec<Cause>,
    /// Changes that other namespaces may propose as well, with the findings they resolve there.
    shared: Vec<Cause>,
}

impl BestCauses {
    /// Adds the causes of one namespace.
    pub fn add(&mut self, causes: Vec<Cause>, most: usize) {
        let (own, mut shared): (Vec<Cause>, Vec<Cause>) = causes.into_iter().partition(Cause::is_own);
        let (contested, own): (Vec<Cause>, Vec<Cause>) =
            own.into_iter().partition(|one| shared.iter().any(|wider| covers(wider, one)));
        shared.extend(contested);
        self.shared.extend(shared);
        self.own.extend(own);
        self.own = best(std::mem::take(&mut self.own), most);
    }

    #[must_use]
    pub fn best(self, most: usize) -> Vec<Cause> {
        best(self.own.into_iter().chain(self.shared), most)
    }
}

/// Returns the best causes of several namespaces: the same change counts once, and a finding that a better
/// change also resolves is left out.
pub fn best(causes: impl IntoIterator<Item = Cause>, most: usize) -> Vec<Cause> {
    let mut merged: BTreeMap<Key, Cause> = BTreeMap::new();
    for cause in causes {
        match merged.get_mut(&cause.change) {
            Some(known) => {
                known.clears.extend(cause.clears);
                known.count();
            }
            None => {
                merged.insert(cause.change.clone(), cause);
            }
        }
    }
    let mut all: Vec<Cause> = merged.into_values().filter(|cause| cause.removed() > 0).collect();
    // Compared by cross-multiplication, so that equal ratios are equal.
    all.sort_by(|one, other| {
        (other.removed() * one.risk_rank())
            .cmp(&(one.removed() * other.risk_rank()))
            .then(other.removed().cmp(&one.removed()))
            .then_with(|| one.change.cmp(&other.change))
    });
    let mut kept: Vec<Cause> = Vec::new();
    for cause in all {
        if kept.len() == most {
            break;
        }
        if !kept.iter().any(|better| covers(better, &cause)) {
            kept.push(cause);
        }
    }
    kept
}

fn covers(better: &Cause, cause: &Cause) -> bool {
    let has = |wanted: &Arc<Finding>| better.clears.iter().any(|cleared| Arc::ptr_eq(cleared, wanted));
    cause.clears.iter().all(has)
}

fn key(fix: &Fix) -> Key {
    fix.edits.iter().map(|edit| (edit.target.clone(), written(edit))).collect()
}

fn written(edit: &Edit) -> String {
    let change = match &edit.change {
        EditKind::Create(value) => value.to_string(),
        EditKind::Modify(ops) => {
            let acting: Vec<&Op> = ops.iter().filter(|op| !matches!(op, Op::Test { .. })).collect();
            serde_json::to_string(&acting).unwrap_or_default()
        }
        EditKind::Delete => "delete".into(),
    };
    change + &serde_json::to_string(&(&edit.carries, &edit.rewrites)).unwrap_or_default()
}

/// Returns whether the fix only creates objects: other fixes need the whole objects, which a snapshot does
/// not keep.
fn is_new(fix: &Fix, snapshot: &Snapshot) -> bool {
    fix.edits.iter().all(|edit| {
        let target = &edit.target;
        let made = matches!(edit.change, EditKind::Create(_)) && edit.carries.is_empty();
        let space = snapshot.space(&target.namespace);
        let there = |kind| space.is_some_and(|space| space.meta(kind, &target.name).is_some());
        made && target.known().is_some_and(|kind| kind.info().namespaced() && !there(kind))
    })
}

/// Returns the findings that a copy with the change in it no longer has; none if that is unknown.
fn findings_removed(fix: &Fix, found: &[FindingFixes<'_>], snapshot: &Snapshot, today: Day) -> Vec<usize> {
    let Some((copy, dirty)) = changed(fix, snapshot) else {
        return Vec::new();
    };
    let mut left: BTreeMap<(&str, &str), Option<BTreeSet<String>>> = BTreeMap::new();
    let mut all = Vec::new();
    for (at, (finding, _)) in found.iter().enumerate() {
        let (check, home) = (finding.check, finding.home());
        let now = left.entry((check, home)).or_insert_with(|| again(check, home, &copy, &dirty, today));
        if now.as_ref().is_some_and(|prints| !prints.contains(&fingerprint::of(finding))) {
            all.push(at);
        }
    }
    all
}

/// Returns the snapshot with the change; `None` if an answer is missing or an object is invalid.
fn changed(fix: &Fix, snapshot: &Snapshot) -> Option<(Snapshot, Dirty)> {
    let plan = Plan::new(fix, &Inputs::new(), &[]).ok()?;
    let (copy, dirty, unclear) = effects::applied(&plan, snapshot);
    unclear.is_empty().then_some((copy, dirty))
}

/// Returns the fingerprints that a check would have; `None` if it does not read what changed, or is unknown.
fn again(id: &str, home: &str, copy: &Snapshot, dirty: &Dirty, today: Day) -> Option<BTreeSet<String>> {
    let (check, space) = (find(id)?, copy.space(home)?);
    let bits = dirty.everywhere | dirty.spaces.get(home).copied().unwrap_or_default();
    if check.bits() & bits == 0 {
        return None;
    }
    match judge(check, &Scope::new(copy, space, today)) {
        Verdict::Pass => Some(BTreeSet::new()),
        Verdict::Findings(all) => Some(all.iter().map(|finding| fingerprint::of(finding)).collect()),
        Verdict::Unknown(_) => None,
    }
}

#[cfg(test)]
mod tests;
