//! All verdicts, kept up to date: what became dirty is looked at again, and nothing else.

use super::exceptions::{self, Given, Idle};
use super::{ALL, Accepted, Check, Family, Finding, Policy, Severity, position};
use crate::model::calendar::Day;
use crate::model::{Bits, Dirty, Kind, Scope, Snapshot};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a check says of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Findings(Vec<Arc<Finding>>),
    /// Not evaluated: the kinds that were missing, and why. Never a pass.
    Unknown(Vec<(Kind, String)>),
}

/// How many findings of each severity, and how many verdicts of each sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub findings: [usize; 5],
    pub passed: usize,
    pub unknown: usize,
}

impl Counts {
    pub fn of(&self, severity: Severity) -> usize {
        self.findings.get(severity as usize).copied().unwrap_or(0)
    }

    pub fn total(&self) -> usize {
        self.findings.iter().sum()
    }

    pub fn worst(&self) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| self.of(*severity) > 0)
    }

    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.findings.iter_mut().zip(other.findings) {
            *mine += theirs;
        }
        self.passed += other.passed;
        self.unknown += other.unknown;
    }

    pub fn count(&mut self, severity: Severity) {
        if let Some(slot) = self.findings.get_mut(severity as usize) {
            *slot += 1;
        }
    }
}

/// The verdicts of one namespace, one a check, in the order of [`ALL`].
#[derive(Debug, Clone, Default)]
pub struct SpaceReport {
    pub verdicts: Vec<Option<Verdict>>,
    pub counts: Counts,
    /// The worst finding of each family.
    pub worst: [Option<Severity>; 8],
    /// Findings by the Function they concern.
    pub by_function: BTreeMap<String, Counts>,
    /// Findings that do not count, by the check's place in [`ALL`].
    accepted: BTreeMap<usize, Vec<Accepted>>,
}

impl SpaceReport {
    pub fn findings(&self) -> impl Iterator<Item = &Arc<Finding>> {
        self.verdicts.iter().flat_map(|verdict| match verdict {
            Some(Verdict::Findings(all)) => all.as_slice(),
            Some(Verdict::Pass | Verdict::Unknown(_)) | None => &[],
        })
    }

    /// Findings that somebody accepted; they count nowhere.
    pub fn accepted(&self) -> impl Iterator<Item = &Accepted> {
        self.accepted.values().flatten()
    }

    /// The checks that could not be evaluated, with what they missed.
    pub fn unknown(&self) -> impl Iterator<Item = (&'static Check, &[(Kind, String)])> {
        ALL.iter().zip(&self.verdicts).filter_map(|(check, verdict)| match verdict {
            Some(Verdict::Unknown(missing)) => Some((*check, missing.as_slice())),
            Some(Verdict::Pass | Verdict::Findings(_)) | None => None,
        })
    }

    /// Takes a verdict in; says whether it is new.
    fn put(&mut self, at: usize, verdict: Option<Verdict>, accepted: Vec<Accepted>) -> bool {
        let Some(slot) = self.verdicts.get_mut(at) else { return false };
        let before = self.accepted.remove(&at).unwrap_or_default();
        let news = *slot != verdict || before != accepted;
        *slot = verdict;
        if !accepted.is_empty() {
            self.accepted.insert(at, accepted);
        }
        news
    }

    fn recount(&mut self) {
        let mut counts = Counts::default();
        let mut by_function: BTreeMap<String, Counts> = BTreeMap::new();
        for verdict in self.verdicts.iter().flatten() {
            match verdict {
                Verdict::Pass => counts.passed += 1,
                Verdict::Unknown(_) => counts.unknown += 1,
                Verdict::Findings(all) => all.iter().for_each(|finding| {
                    counts.count(finding.severity);
                    for name in concerned(finding) {
                        by_function.entry(name.to_owned()).or_default().count(finding.severity);
                    }
                }),
            }
        }
        (self.counts, self.by_function) = (counts, by_function);
        self.worst = self.worst_by_family();
    }

    fn worst_by_family(&self) -> [Option<Severity>; 8] {
        Family::ALL.map(|family| {
            let own = ALL.iter().zip(&self.verdicts).filter(|(check, _)| check.family == family);
            let found = own.filter_map(|(_, verdict)| match verdict {
                Some(Verdict::Findings(all)) => all.iter().map(|one| one.severity).min(),
                Some(Verdict::Pass | Verdict::Unknown(_)) | None => None,
            });
            found.min()
        })
    }
}

fn concerned(finding: &Finding) -> impl Iterator<Item = &str> {
    let own = (finding.object.kind == "Function").then_some(finding.object.name.as_str());
    own.into_iter().chain(finding.functions.iter().map(String::as_str))
}

/// Fewer namespaces are not worth a thread.
const MANY: usize = 32;

/// Every namespace's report; the nameless one is about cluster-wide objects.
#[derive(Debug, Clone, Default)]
pub struct Report {
    spaces: BTreeMap<Arc<str>, SpaceReport>,
    queue: BTreeMap<Arc<str>, Bits>,
    policy: Arc<Policy>,
    /// Goes up whenever a verdict changed.
    pub generation: u64,
}

impl Report {
    /// An empty report that will follow a policy.
    pub fn with(policy: Policy) -> Self {
        Self { policy: Arc::new(policy), ..Self::default() }
    }

    /// The same, empty again.
    pub fn anew(&self) -> Self {
        Self { policy: Arc::clone(&self.policy), generation: self.generation + 1, ..Self::default() }
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Everything from scratch, at once, by the catalogue alone.
    pub fn of(snapshot: &Snapshot, today: Day) -> Self {
        Self::by(Policy::default(), snapshot, today)
    }

    /// Everything from scratch, at once.
    pub fn by(policy: Policy, snapshot: &Snapshot, today: Day) -> Self {
        let mut report = Self::with(policy);
        report.mark_all(snapshot);
        report.finish(snapshot, today);
        report
    }

    /// Looks at everything that waits, on all processors; the verdicts are those of one step after the other.
    pub fn finish(&mut self, snapshot: &Snapshot, today: Day) {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        if workers > 1 && self.queue.len() >= MANY {
            self.look_together(snapshot, today, workers);
            self.weigh(snapshot, today);
        }
        while self.step(snapshot, today) {}
    }

    fn look_together(&mut self, snapshot: &Snapshot, today: Day, workers: usize) {
        let waiting: Vec<(Arc<str>, Bits)> = std::mem::take(&mut self.queue).into_iter().collect();
        let next = AtomicUsize::new(0);
        let (known, policy) = (&self.spaces, &*self.policy);
        let work = || {
            let mut seen = Vec::new();
            while let Some((name, bits)) = waiting.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Some(space) = snapshot.space(name) else {
                    seen.push((Arc::clone(name), None));
                    continue;
                };
                let before = known.get(name);
                let bits = if before.is_some() { *bits } else { Bits::MAX };
                let mut report = before.cloned().unwrap_or_default();
                if refresh(&mut report, policy, &Scope::new(snapshot, space, today), bits) {
                    report.recount();
                    seen.push((Arc::clone(name), Some(report)));
                }
            }
            seen
        };
        let seen = std::thread::scope(|scope| {
            let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
            let mut seen = work();
            for other in others {
                match other.join() {
                    Ok(more) => seen.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            seen
        });
        for (name, report) in seen {
            self.generation += 1;
            match report {
                Some(report) => drop(self.spaces.insert(name, report)),
                None => drop(self.spaces.remove(&name)),
            }
        }
    }

    /// Notes what must be looked at again.
    pub fn mark(&mut self, snapshot: &Snapshot, dirty: &Dirty) {
        if dirty.everywhere != 0 {
            let names = snapshot.spaces().map(|space| Arc::clone(&space.name)).chain([Arc::from("")]);
            for name in names.collect::<Vec<_>>() {
                *self.queue.entry(name).or_default() |= dirty.everywhere;
            }
        }
        for (name, bits) in &dirty.spaces {
            *self.queue.entry(Arc::clone(name)).or_default() |= bits;
        }
    }

    /// Everything must be looked at again.
    pub fn mark_all(&mut self, snapshot: &Snapshot) {
        self.mark(snapshot, &Dirty { everywhere: Bits::MAX, ..Dirty::default() });
    }

    /// Follows another policy; only where it makes a difference is looked at again.
    pub fn follow(&mut self, policy: Policy, snapshot: &Snapshot) {
        let before = std::mem::replace(&mut self.policy, Arc::new(policy));
        if !before.differs_by_exceptions(&self.policy) {
            return self.mark_all(snapshot);
        }
        let changed = before.changed_exceptions(&self.policy);
        let concerned = |space: &SpaceReport| {
            let accepted = space.accepted().map(|one| &one.finding);
            space.findings().chain(accepted).any(|one| changed.iter().any(|exception| exception.covers(one)))
        };
        let names =
            self.spaces.iter().filter(|(_, space)| concerned(space)).map(|(name, _)| Arc::clone(name));
        for name in names.collect::<Vec<_>>() {
            self.queue.insert(name, Bits::MAX);
        }
        // What is said of the exceptions themselves is new even where no verdict is.
        self.queue.entry(Arc::from("")).or_default();
    }

    pub fn is_settled(&self) -> bool {
        self.queue.is_empty()
    }

    /// Looks at one namespace again; false when nothing was waiting.
    pub fn step(&mut self, snapshot: &Snapshot, today: Day) -> bool {
        let Some((name, bits)) = self.queue.pop_first() else {
            return false;
        };
        self.look(snapshot, name, bits, today);
        if self.queue.is_empty() {
            self.weigh(snapshot, today);
        }
        true
    }

    fn look(&mut self, snapshot: &Snapshot, name: Arc<str>, bits: Bits, today: Day) {
        let Some(space) = snapshot.space(&name) else {
            self.generation += u64::from(self.spaces.remove(&name).is_some());
            return;
        };
        let fresh = !self.spaces.contains_key(&name);
        let report = self.spaces.entry(name).or_default();
        let scope = Scope::new(snapshot, space, today);
        if refresh(report, &self.policy, &scope, if fresh { Bits::MAX } else { bits }) {
            report.recount();
            self.generation += 1;
        }
    }

    /// What the verdicts say of the configuration's exceptions stands among what is cluster-wide.
    fn weigh(&mut self, snapshot: &Snapshot, today: Day) {
        let policy = Arc::clone(&self.policy);
        let given = Given { policy: &policy, spaces: &self.spaces, snapshot, today };
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
        }
    }

    /// Exceptions that ran out, and those that surely match nothing.
    pub fn idle(&self, snapshot: &Snapshot, today: Day) -> Vec<Idle> {
        Given { policy: &self.policy, spaces: &self.spaces, snapshot, today }.idle()
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

    /// All findings, worst first, then by namespace, check, object and place.
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

/// Runs the checks that read what changed; says whether any verdict is new.
fn refresh(report: &mut SpaceReport, policy: &Policy, scope: &Scope<'_>, bits: Bits) -> bool {
    report.verdicts.resize(ALL.len(), None);
    let mut news = false;
    for (at, check) in ALL.iter().enumerate().filter(|(_, check)| policy.judges(check)) {
        let there =
            if scope.space.is_cluster() { check.judges_cluster() } else { !check.judges_configuration() };
        let known = report.verdicts.get(at).is_some_and(Option::is_some);
        if !there || (known && check.bits() & bits == 0) {
            continue;
        }
        let (verdict, accepted) = policy.apply(check, judge(check, scope), scope.space, scope.today);
        news |= report.put(at, Some(verdict), accepted);
    }
    news
}

/// A check that lacks something it needs says unknown; one that only lacks the view of other
/// namespaces still tells what it found, and says unknown instead of pass.
pub fn judge(check: &Check, scope: &Scope<'_>) -> Verdict {
    use crate::model::scope::Reads;
    let (wide, own): (Vec<Reads>, Vec<Reads>) =
        check.reads.iter().partition(|read| matches!(read, Reads::Everywhere(_)));
    let missing = scope.missing(&own);
    if !missing.is_empty() {
        return Verdict::Unknown(missing);
    }
    let mut found = (check.find)(scope);
    if found.is_empty() {
        let missing = scope.missing(&wide);
        return if missing.is_empty() { Verdict::Pass } else { Verdict::Unknown(missing) };
    }
    found.sort_by(|one, other| key(one).cmp(&key(other)));
    Verdict::Findings(found.into_iter().map(Arc::new).collect())
}

fn key(finding: &Finding) -> (Severity, &str, &str, u32, &str) {
    (finding.severity, &finding.object.kind, &finding.object.name, finding.line, &finding.path)
}
