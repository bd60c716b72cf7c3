//! One scan, ready to be written: findings in a stable order, gaps with their reasons, counts.
//!
//! Verdicts of the requested namespaces flow in; what a filter leaves of them flows out.

use super::comparison::BaselineComparison;
use super::filter::ReportFilter;
use super::gap::Gap;
use super::item::{Item, ObjectPlace, Of, order};
pub use super::object::ObjectPlaces;
use super::suppressions::Suppressions;
use super::unseen::NotSeen;
use crate::checks::judge;
use crate::checks::{self, Check, Finding, Severity, Verdict, fingerprint};
use crate::fix::suggestions::{self, BestCauses, Cause};
use crate::model::calendar::Day;
use crate::model::kind::KindScope;
use crate::model::reads::Reads;
use crate::model::{Feed, Kind, Memo, Scope, Snapshot, Space};
use crate::source::Origin;
use crate::source::manifests::{IgnoredCounts, ManifestIndex, SkippedInput};
use crate::verdicts::SpaceReport;
use crate::verdicts::attack_path::{self, AttackPath};
use crate::verdicts::{AcceptedFinding, Counts, Idle, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The source of the verdicts.
#[derive(Debug, Clone)]
pub struct Header {
    pub origin: Origin,
    pub name: String,
    /// Every namespace that was read, even if nothing was found there.
    pub namespaces: Vec<String>,
    pub files: Option<Arc<ManifestIndex>>,
    pub today: Day,
}

/// Maximum number of reported causes.
const CAUSES: usize = 20;

pub struct Scan {
    pub header: Header,
    pub items: Vec<Item>,
    /// What to change first, once it was computed.
    pub causes: Vec<Of<Cause>>,
    pub gaps: Vec<Gap>,
    /// Counts of all findings, shown or not.
    pub counts: Counts,
    pub verdicts: usize,
    /// Findings that are counted but not shown.
    pub hidden: usize,
    /// Accepted findings; they are not counted.
    pub accepted: Vec<Of<AcceptedFinding>>,
    /// Chains of findings, by namespace.
    pub paths: Vec<(String, AttackPath)>,
    /// Exceptions that have no effect.
    pub idle: Vec<Idle>,
    /// What other tools have found.
    pub others: super::external_reports::Others,
    /// What could not be read, and may have changed the verdicts.
    pub unseen: Vec<NotSeen>,
    /// What silences checks and findings.
    pub silenced: Suppressions,
    /// The sets of files, if there are several.
    pub sets: Vec<String>,
    /// The checks that were run.
    pub judged: BTreeSet<&'static str>,
    /// The comparison with a baseline, if there is one.
    pub baseline: Option<BaselineComparison>,
    indexes: Vec<Arc<ManifestIndex>>,
}

impl Scan {
    pub fn new(header: Header, snapshot: &Snapshot, report: &Report, filter: &ReportFilter) -> Self {
        let mut scan = Self::begin(header);
        for name in scan.header.namespaces.clone().iter().map(String::as_str).chain([""]) {
            scan.look(name, snapshot, report, filter);
        }
        scan.end(snapshot, report, filter);
        scan.items.sort_by(|one, other| order(one).cmp(&order(other)));
        scan
    }

    /// Returns an empty scan.
    #[must_use]
    pub fn begin(header: Header) -> Self {
        let indexes = header.files.clone().into_iter().collect();
        Self {
            header,
            items: Vec::new(),
            causes: Vec::new(),
            gaps: Vec::new(),
            counts: Counts::default(),
            verdicts: 0,
            hidden: 0,
            accepted: Vec::new(),
            paths: Vec::new(),
            idle: Vec::new(),
            others: super::external_reports::Others::default(),
            unseen: Vec::new(),
            silenced: Suppressions::default(),
            sets: Vec::new(),
            judged: BTreeSet::new(),
            baseline: None,
            indexes,
        }
    }

    /// Adds the report of one namespace.
    pub fn look(&mut self, name: &str, snapshot: &Snapshot, report: &Report, filter: &ReportFilter) {
        let files = self.header.files.clone();
        let (empty, memo) = (Space::named(name), Memo::default());
        let space = snapshot.space(name).unwrap_or(&empty);
        let scope = Scope::new(snapshot, space, self.header.today).with(&memo);
        let told = report.space(name);
        let known = told.map(|space_report| space_report.verdicts.as_slice()).unwrap_or_default();
        let taken = told.into_iter().flat_map(SpaceReport::accepted);
        let taken = taken.filter(|accepted| filter.wants_id(accepted.finding.check)).cloned();
        self.accepted.extend(taken.map(|what| Of { what, files: files.clone(), sets: Vec::new() }));
        let judged = |check: &Check| {
            let there = name.is_empty() || !check.judges_configuration();
            there
                && check.has_input(snapshot.parameters())
                && report.policy().judges(check)
                && filter.wants(check)
        };
        for (at, check) in checks::ALL.iter().enumerate().filter(|(_, check)| judged(check)) {
            self.judged.insert(check.id);
            let verdict = known.get(at).cloned().flatten().unwrap_or_else(|| judge(check, &scope));
            self.take(check, name, verdict, &scope, snapshot, filter);
        }
        // A chain is reported as a whole or not at all.
        if filter.is_whole() && !name.is_empty() {
            let all: Vec<Arc<Finding>> = told.into_iter().flat_map(SpaceReport::findings).cloned().collect();
            let mut paths = attack_path::paths(&all);
            paths.retain(|path| space.functions.contains_key(path.function.as_str()));
            paths.sort_by(|one, other| one.function.cmp(&other.function));
            self.paths.extend(paths.into_iter().map(|path| (name.to_owned(), path)));
        }
    }

    /// Adds what the report contains about all namespaces together.
    pub fn end(&mut self, snapshot: &Snapshot, report: &Report, filter: &ReportFilter) {
        if filter.checks.is_empty() && filter.families.is_empty() {
            let files = self.header.files.clone();
            self.others =
                super::external_reports::Others::of(snapshot, &self.header.namespaces, files.as_ref());
        }
        self.paths.sort_by_key(|(_, path)| path.severity);
        let idle = report.idle(snapshot, self.header.today);
        self.idle = idle.into_iter().filter(|one| filter.wants_id(one.check)).collect();
    }

    /// Returns the findings since the last call, in the order of the report.
    pub fn take_items(&mut self) -> Vec<Item> {
        let mut items = std::mem::take(&mut self.items);
        items.sort_by(|one, other| order(one).cmp(&order(other)));
        items
    }

    fn take(
        &mut self,
        check: &'static Check,
        name: &str,
        verdict: Verdict,
        scope: &Scope<'_>,
        snapshot: &Snapshot,
        filter: &ReportFilter,
    ) {
        match verdict {
            // Every finding was accepted.
            Verdict::Findings(found) if found.is_empty() => {}
            Verdict::Findings(found) => {
                self.verdicts += 1;
                for finding in found {
                    self.counts.count(finding.severity);
                    if filter.severity.is_some_and(|least| finding.severity > least) {
                        self.hidden += 1;
                        continue;
                    }
                    let fixes = (check.fixes)(scope, &finding);
                    self.items.push(Item::new(check, finding, fixes, self.header.files.clone()));
                }
            }
            // Outside namespaces, only checks that read cluster-wide objects count.
            Verdict::Pass | Verdict::Unknown(_) if name.is_empty() && !is_wide(check) => {}
            Verdict::Pass => {
                self.verdicts += 1;
                self.counts.passed += 1;
            }
            Verdict::Unknown(missing) => {
                let why = missing.first().map_or("unknown", |(kind, _)| reason(snapshot, *kind, name));
                if name.is_empty() && why == Feed::Opening(0).word() {
                    // Limiting a scan to some namespaces is a choice, not a gap.
                    return;
                }
                self.verdicts += 1;
                self.counts.unknown += 1;
                self.gaps.push(Gap { check, namespace: name.to_owned(), missing, why });
            }
        }
    }

    /// Computes what to change first. This takes time, so only outputs that show it request it. A part of the
    /// findings would underrate a change, so filtered scans do not report it.
    pub fn weigh(&mut self, snapshot: &Snapshot, filter: &ReportFilter) {
        if filter.is_whole() {
            let mut bargains = BestCauses::default();
            self.weigh_part(&self.items, snapshot, &mut bargains);
            self.conclude(bargains);
        }
    }

    /// Computes what would resolve these findings, which are all findings of some namespaces.
    pub fn weigh_part(&self, items: &[Item], snapshot: &Snapshot, bargains: &mut BestCauses) {
        let mut homes: BTreeMap<&str, Vec<suggestions::FindingFixes<'_>>> = BTreeMap::new();
        for item in items {
            homes.entry(item.finding.home()).or_default().push((&item.finding, &item.fixes));
        }
        for found in homes.values() {
            bargains.add(suggestions::of(found, snapshot, self.header.today), CAUSES);
        }
    }

    /// Keeps the best of what was computed.
    pub fn conclude(&mut self, bargains: BestCauses) {
        let files = self.header.files.clone();
        let best = bargains.best(CAUSES).into_iter();
        self.causes = best.map(|what| Of { what, files: files.clone(), sets: Vec::new() }).collect();
    }

    /// Returns documents that could not be read at all, each once.
    #[must_use]
    pub fn skipped(&self) -> Vec<&SkippedInput> {
        let mut seen = BTreeSet::new();
        let all = self.indexes.iter().flat_map(|files| &files.troubles);
        all.filter(|skipped| seen.insert((skipped.place(), skipped.why.as_str()))).collect()
    }

    /// Returns the objects in the files, as `Kind/namespace/name`; nothing if the source is not files.
    #[must_use]
    pub fn objects(&self) -> Option<BTreeSet<String>> {
        let all = || self.indexes.iter().flat_map(|files| files.objects()).collect();
        (self.header.origin == Origin::Manifests).then(all)
    }

    /// Returns the documents that no check reads.
    #[must_use]
    pub fn aside(&self) -> Option<&IgnoredCounts> {
        self.indexes.first().map(|files| &files.aside)
    }

    /// Of refused kinds, only those matter here without which a verdict is unknown.
    pub fn keep_what_matters(&mut self) {
        let missing: BTreeSet<Kind> =
            self.gaps.iter().flat_map(|gap| &gap.missing).map(|(kind, _)| *kind).collect();
        self.unseen.retain(|not_seen| {
            not_seen.kind.is_none_or(|kind| missing.contains(&kind) || not_seen.logged_out)
        });
    }

    /// Hides findings below a severity; they are still counted.
    pub fn hide(&mut self, least: Option<Severity>) {
        let before = self.items.len();
        self.items.retain(|item| least.is_none_or(|least| item.finding.severity <= least));
        self.hidden += before - self.items.len();
    }

    /// Names the set that everything in this scan is in.
    pub fn call(&mut self, set: &str) {
        let name = || vec![set.to_owned()];
        self.sets = name();
        self.items.iter_mut().for_each(|item| item.sets = name());
        self.accepted.iter_mut().for_each(|one| one.sets = name());
    }

    /// Adds the scan of another set. The same finding at the same place of the same file counts once.
    pub fn join(&mut self, other: Self) {
        self.sets.extend(other.sets);
        let known: BTreeMap<ObjectPlace, usize> =
            self.items.iter().enumerate().map(|(at, item)| (item.place(), at)).collect();
        let mut counts = other.counts;
        for item in other.items {
            let same = known.get(&item.place()).and_then(|at| self.items.get_mut(*at));
            if let Some(same) = same {
                counts.discount(item.finding.severity);
                // New in one of the sets is new.
                same.standing = same.standing.min(item.standing);
                same.sets.extend(item.sets);
                same.new_in.extend(item.new_in);
            } else {
                self.items.push(item);
            }
        }
        self.counts.add(&counts);
        self.join_accepted(other.accepted);
        self.causes.extend(other.causes);
        self.gaps.extend(other.gaps);
        self.verdicts += other.verdicts;
        self.hidden += other.hidden;
        self.paths.extend(other.paths);
        let fresh = other.idle.into_iter().filter(|idle| !self.idle.contains(idle)).collect::<Vec<_>>();
        self.idle.extend(fresh);
        self.others.join(other.others);
        self.unseen.extend(other.unseen);
        self.judged.extend(other.judged);
        self.indexes.extend(other.indexes);
        self.header.namespaces.extend(other.header.namespaces);
        self.header.namespaces.sort();
        self.header.namespaces.dedup();
        self.items.sort_by(|one, other| order(one).cmp(&order(other)));
        self.unseen.sort();
        self.unseen.dedup();
    }

    fn join_accepted(&mut self, others: Vec<Of<AcceptedFinding>>) {
        let print = |one: &Of<AcceptedFinding>| fingerprint::of(&one.what.finding);
        let known: BTreeMap<String, usize> =
            self.accepted.iter().enumerate().map(|(at, one)| (print(one), at)).collect();
        for one in others {
            match known.get(&print(&one)).and_then(|at| self.accepted.get_mut(*at)) {
                Some(same) => same.sets.extend(one.sets),
                None => self.accepted.push(one),
            }
        }
    }

    /// Returns the percentage of known verdicts, rounded down; an unread document counts as one unknown
    /// verdict.
    #[must_use]
    pub fn coverage(&self) -> u8 {
        let all = self.verdicts + self.skipped().into_iter().filter(|skipped| skipped.matters()).count();
        let known = self.verdicts - self.counts.unknown;
        (known * 100).checked_div(all).map_or(0, |percent| u8::try_from(percent).unwrap_or(100))
    }

    /// Returns whether a counted finding has at least this severity.
    #[must_use]
    pub fn reaches(&self, least: Severity) -> bool {
        self.counts.worst().is_some_and(|worst| worst <= least)
    }
}

/// Returns whether the check reads cluster-wide objects; kinds that it only consults do not count.
fn is_wide(check: &Check) -> bool {
    let wide = |kind: Kind| kind != Kind::Namespace && kind.info().reach == KindScope::Cluster;
    check.reads.iter().any(|read| match read {
        Reads::Kind(kind) | Reads::Optional(kind) | Reads::Everywhere(kind) => wide(*kind),
        Reads::Hint(_)
        | Reads::Hints(_)
        | Reads::OtherPolicies
        | Reads::Code
        | Reads::Source
        | Reads::Packages
        | Reads::Advisories
        | Reads::Platform
        | Reads::Exposure
        | Reads::ExposureHint
        | Reads::Callees
        | Reads::Tokens => false,
    })
}

fn reason(snapshot: &Snapshot, kind: Kind, namespace: &str) -> &'static str {
    let feeds = snapshot.feeds();
    let [own, whole] = [feeds.of(kind, namespace), feeds.everywhere(kind)];
    [own, whole].iter().find(|feed| !feed.known()).map_or("unreadable", |feed| feed.word())
}
