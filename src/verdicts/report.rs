//! All verdicts, kept up to date: only what became dirty is evaluated again.

mod round;
mod space;

pub use space::{Counts, SpaceReport, WORST_CHECKS, Worst};

use super::Policy;
use super::exceptions::{self, ExceptionContext, Idle, Uses};
use crate::checks::{Finding, Severity, position};
use crate::model::calendar::Day;
use crate::model::parallel;
use crate::model::{Bits, Dirty, Scope, Snapshot};
use round::Round;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The number of namespaces from which threads are worth their cost.
const MANY: usize = 32;

/// Every namespace's report; the one without a name is about cluster-wide objects.
#[derive(Debug, Default)]
pub struct Report {
    spaces: BTreeMap<Arc<str>, SpaceReport>,
    queue: BTreeMap<Arc<str>, Bits>,
    /// The namespace that is being evaluated.
    round: Option<Round>,
    policy: Arc<Policy>,
    /// The namespaces to judge; empty means all. The others are read only for their influence.
    only: Arc<BTreeSet<String>>,
    uses: Uses,
    /// The number of checks that `step` has run, as a measure of the work.
    pub asked: u64,
    /// Increases whenever a verdict changes.
    pub generation: u64,
    /// The generation in which a namespace was last removed.
    pub forgot: u64,
}

impl Clone for Report {
    /// Clones the report; the copy restarts an unfinished round.
    fn clone(&self) -> Self {
        let mut queue = self.queue.clone();
        if let Some(round) = &self.round {
            *queue.entry(Arc::clone(&round.name)).or_default() |= round.bits;
        }
        Self {
            spaces: self.spaces.clone(),
            queue,
            round: None,
            policy: Arc::clone(&self.policy),
            only: Arc::clone(&self.only),
            uses: self.uses.clone(),
            asked: self.asked,
            generation: self.generation,
            forgot: self.forgot,
        }
    }
}

impl Report {
    /// Returns an empty report that follows a policy.
    pub fn with(policy: Policy) -> Self {
        Self { policy: Arc::new(policy), ..Self::default() }
    }

    /// Returns an empty report with the same settings.
    #[must_use]
    pub fn anew(&self) -> Self {
        let now = self.generation + 1;
        let (policy, only) = (Arc::clone(&self.policy), Arc::clone(&self.only));
        Self { policy, only, generation: now, forgot: now, ..Self::default() }
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Evaluates everything from scratch with the default policy.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn of(snapshot: &Snapshot, today: Day) -> Self {
        Self::by(Policy::default(), snapshot, today)
    }

    /// Evaluates everything from scratch.
    #[cfg(any(test, feature = "testing"))]
    pub fn by(policy: Policy, snapshot: &Snapshot, today: Day) -> Self {
        let mut report = Self::with(policy);
        report.mark_all(snapshot);
        report.finish(snapshot, today);
        report
    }

    /// Evaluates some namespaces only; an empty list means all.
    pub fn of_namespaces(policy: Policy, snapshot: &Snapshot, today: Day, only: &[String]) -> Self {
        let mut report = Self::with(policy);
        report.limit(only);
        report.mark_all(snapshot);
        report.finish(snapshot, today);
        report
    }

    /// Judges only these namespaces from now on; an empty list means all.
    pub fn limit(&mut self, only: &[String]) {
        self.only = Arc::new(only.iter().filter(|name| !name.is_empty()).cloned().collect());
    }

    /// Judges the set of files with these names from now on; none for a cluster.
    pub fn enter(&mut self, set: Vec<String>) {
        let policy = std::mem::take(&mut self.policy);
        self.policy = Arc::new(Arc::unwrap_or_clone(policy).in_set(set));
    }

    /// Returns whether a namespace is judged here; cluster-wide objects always are.
    pub fn covers(&self, name: &str) -> bool {
        name.is_empty() || self.only.is_empty() || self.only.contains(name)
    }

    /// Evaluates the whole queue on all processors; the verdicts are the same as with single steps.
    pub fn finish(&mut self, snapshot: &Snapshot, today: Day) {
        if parallel::workers() > 1 && self.queue.len() >= MANY {
            self.look_together(snapshot, today);
            self.weigh(snapshot, today);
        }
        while self.step(snapshot, today) {}
    }

    /// Judges only these namespaces, for a scan that reports them before it judges the others.
    pub fn look_at<'a>(&mut self, names: impl Iterator<Item = &'a str>, snapshot: &Snapshot, today: Day) {
        for name in names.filter(|name| snapshot.space(name).is_some()).collect::<Vec<_>>() {
            self.queue.insert(name.into(), Bits::MAX);
        }
        self.look_together(snapshot, today);
    }

    /// Drops the findings of a namespace that a scan has reported; the fact that it was judged remains.
    pub fn shed(&mut self, name: &str) {
        self.spaces.get_mut(name).into_iter().for_each(SpaceReport::shed);
    }

    fn look_together(&mut self, snapshot: &Snapshot, today: Day) {
        let waiting: Vec<(Arc<str>, Bits)> = std::mem::take(&mut self.queue).into_iter().collect();
        let (known, policy) = (&self.spaces, &*self.policy);
        let seen = parallel::map(&waiting, |(name, bits)| {
            let space = snapshot.space(name);
            let mut round = Round::begin(Arc::clone(name), *bits, known.get(name));
            while space.is_some_and(|space| round.step(policy, Scope::new(snapshot, space, today))) {}
            (round.end(), space.is_some())
        });
        for ((name, report), is_there) in seen {
            if is_there { self.take(name, report) } else { self.forget(&name) }
        }
    }

    /// Queues what must be evaluated again.
    pub fn mark(&mut self, snapshot: &Snapshot, dirty: &Dirty) {
        if let Some(round) = self.round.as_mut().filter(|_| !dirty.is_empty()) {
            round.forget();
        }
        if dirty.everywhere != 0 {
            let names = snapshot.spaces().map(|space| Arc::clone(&space.name)).chain([Arc::from("")]);
            for name in names.filter(|name| self.covers(name)).collect::<Vec<_>>() {
                *self.queue.entry(name).or_default() |= dirty.everywhere;
            }
        }
        for (name, bits) in &dirty.spaces {
            if !self.covers(name) {
                continue;
            }
            *self.queue.entry(Arc::clone(name)).or_default() |= bits;
        }
    }

    /// Queues everything.
    pub fn mark_all(&mut self, snapshot: &Snapshot) {
        self.mark(snapshot, &Dirty { everywhere: Bits::MAX, ..Dirty::default() });
    }

    /// Switches to another policy; only the namespaces that it affects are evaluated again.
    pub fn follow(&mut self, policy: Policy, snapshot: &Snapshot) {
        if let Some(round) = self.round.take() {
            *self.queue.entry(round.name).or_default() |= round.bits;
        }
        // A configuration does not know which set is judged.
        let policy = policy.in_set(self.policy.set.clone());
        let before = std::mem::replace(&mut self.policy, Arc::new(policy));
        for (name, space) in &self.spaces {
            self.uses.count(name, space, &self.policy.exceptions);
        }
        if !before.differs_by_exceptions(&self.policy) {
            return self.mark_all(snapshot);
        }
        let changed = before.exceptions.changed(&self.policy.exceptions);
        let concerned = |space: &SpaceReport| {
            let accepted = space.accepted().map(|accepted| &accepted.finding);
            space.findings().chain(accepted).any(|finding| !changed.covering(finding).is_empty())
        };
        let names =
            self.spaces.iter().filter(|(_, space)| concerned(space)).map(|(name, _)| Arc::clone(name));
        for name in names.collect::<Vec<_>>() {
            self.queue.insert(name, Bits::MAX);
        }
        // Verdicts about the exceptions themselves change even if no other verdict does.
        self.queue.entry(Arc::from("")).or_default();
    }

    pub fn is_settled(&self) -> bool {
        self.queue.is_empty() && self.round.is_none()
    }

    /// Evaluates one check of one namespace again; returns false if the queue was empty.
    pub fn step(&mut self, snapshot: &Snapshot, today: Day) -> bool {
        let Some(mut round) = self.round.take().or_else(|| self.begin()) else { return false };
        let Some(space) = snapshot.space(&round.name) else {
            self.forget(&round.name);
            return self.rest(snapshot, today);
        };
        if round.step(&self.policy, Scope::new(snapshot, space, today)) {
            self.round = Some(round);
            self.asked += 1;
            return true;
        }
        let (name, report) = round.end();
        self.take(name, report);
        self.rest(snapshot, today)
    }

    fn begin(&mut self) -> Option<Round> {
        let (name, bits) = self.queue.pop_first()?;
        let known = self.spaces.get(&name);
        Some(Round::begin(name, bits, known))
    }

    /// Computes the verdicts that depend on all others once the queue is empty.
    fn rest(&mut self, snapshot: &Snapshot, today: Day) -> bool {
        if self.queue.is_empty() {
            self.weigh(snapshot, today);
        }
        true
    }

    /// Stores the new report of a namespace.
    fn take(&mut self, name: Arc<str>, report: Option<SpaceReport>) {
        if let Some(mut report) = report {
            self.generation += 1;
            report.changed = self.generation;
            self.uses.count(&name, &report, &self.policy.exceptions);
            self.spaces.insert(name, report);
        } else {
            self.spaces.entry(name).or_default();
        }
    }

    fn forget(&mut self, name: &str) {
        self.uses.forget(name);
        if self.spaces.remove(name).is_some() {
            self.generation += 1;
            self.forgot = self.generation;
        }
    }

    /// Adds the verdicts about the configuration's exceptions to the cluster-wide report.
    pub fn weigh(&mut self, snapshot: &Snapshot, today: Day) {
        let policy = Arc::clone(&self.policy);
        let (spaces, uses, only) = (&self.spaces, &self.uses, &*self.only);
        let given = ExceptionContext { policy: &policy, spaces, uses, snapshot, today, only };
        let told = exceptions::verdicts(given);
        let Some(report) = self.spaces.get_mut("") else { return };
        let mut news = false;
        for (check, verdict) in told {
            let Some(at) = position(check.id) else { continue };
            let (verdict, accepted) = match verdict {
                Some(verdict) => {
                    let (verdict, accepted) = policy.apply(check, verdict, snapshot.cluster(), today);
                    (Some(verdict), accepted)
                }
                None => (None, Vec::new()),
            };
            news |= report.put(at, verdict, accepted);
        }
        if news {
            report.recount();
            self.generation += 1;
            report.changed = self.generation;
            self.uses.count(&Arc::from(""), report, &policy.exceptions);
        }
    }

    /// Returns expired exceptions, and those that certainly match nothing.
    pub fn idle(&self, snapshot: &Snapshot, today: Day) -> Vec<Idle> {
        let (policy, spaces, uses, only) = (&*self.policy, &self.spaces, &self.uses, &*self.only);
        ExceptionContext { policy, spaces, uses, snapshot, today, only }.idle()
    }

    pub fn space(&self, name: &str) -> Option<&SpaceReport> {
        self.spaces.get(name)
    }

    pub fn spaces(&self) -> impl Iterator<Item = (&str, &SpaceReport)> {
        self.spaces.iter().map(|(name, report)| (&**name, report))
    }

    pub fn counts(&self) -> Counts {
        let mut all = Counts::default();
        self.spaces.values().for_each(|space| all.add(&space.counts));
        all
    }

    /// Returns every namespace under its interned name.
    pub fn homes(&self) -> impl Iterator<Item = (&Arc<str>, &SpaceReport)> {
        self.spaces.iter()
    }

    /// Returns the generation in which a verdict of a namespace changed last.
    #[must_use]
    pub fn changed(&self, name: &str) -> u64 {
        self.spaces.get(name).map_or(0, |report| report.changed)
    }

    /// Returns the namespaces in which a verdict changed after a generation.
    pub fn changed_since(&self, generation: u64) -> impl Iterator<Item = &Arc<str>> {
        self.homes().filter(move |(_, report)| report.changed > generation).map(|(name, _)| name)
    }

    /// Returns all findings, worst first, then by namespace, check, object and place.
    #[cfg(any(test, feature = "testing"))]
    pub fn findings(&self) -> Vec<Arc<Finding>> {
        let mut graded: [Vec<Arc<Finding>>; Severity::ALL.len()] = Default::default();
        for finding in self.spaces.values().flat_map(SpaceReport::findings) {
            if let Some(own) = graded.get_mut(finding.severity as usize) {
                own.push(Arc::clone(finding));
            }
        }
        graded.concat()
    }
}
