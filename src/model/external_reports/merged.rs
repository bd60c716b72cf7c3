//! Reports and Functions combined: one row per report and Function, and the totals.

use super::functions::{Owners, Standing};
use super::{Grade, ImageReport, PolicyOutcome, PolicyReport, ReportEntry, ReportSubject, Tally, Weight};
use crate::model::calendar::Day;
use crate::model::{Kind, Meta, Space};
use std::collections::{BTreeMap, BTreeSet};

/// Which tool reported it, and how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportTool {
    /// Vulnerabilities in an image.
    Trivy,
    /// Secrets in an image.
    TrivySecrets,
    /// A policy, by the engine that evaluated it.
    Policy(String),
}

impl ReportTool {
    /// Returns the name for people.
    #[must_use]
    pub fn shown(&self) -> String {
        let Self::Policy(engine) = self else { return "Trivy".into() };
        let mut letters = engine.chars();
        let first =
            letters.next().map_or_else(|| "Policies".into(), |letter| letter.to_uppercase().to_string());
        first + letters.as_str()
    }
}

/// One report's results for one Function, or for an object without a Function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other<'a> {
    pub source: ReportTool,
    pub kind: Kind,
    pub meta: &'a Meta,
    pub function: Option<&'a str>,
    /// `node:22`, where the report is about an image.
    pub image: String,
    /// For an image, by grade.
    pub tally: Tally,
    /// For policies, by result.
    pub outcomes: BTreeMap<Weight, u32>,
    pub worst: Vec<ReportEntry>,
    pub checked: Option<Day>,
    pub standing: Standing,
    /// The number of outcomes of the report that were not kept.
    pub left: u32,
}

/// The number of the worst outcomes that are shown.
const WORST: usize = 5;

/// Returns all results of other tools for a namespace.
pub fn of_space(space: &Space) -> Vec<Other<'_>> {
    let images = [
        (ReportTool::Trivy, Kind::VulnerabilityReport, &space.vulnerability_reports),
        (ReportTool::TrivySecrets, Kind::ExposedSecretReport, &space.exposed_secret_reports),
    ];
    let policies = [
        (Kind::PolicyReport, &space.policy_reports),
        (Kind::ClusterPolicyReport, &space.cluster_policy_reports),
        (Kind::OpenReport, &space.open_reports),
        (Kind::OpenClusterReport, &space.open_cluster_reports),
    ];
    if images.iter().all(|(.., reports)| reports.is_empty())
        && policies.iter().all(|(_, reports)| reports.is_empty())
    {
        return Vec::new();
    }
    let (owners, mut all) = (Owners::of(space), Vec::new());
    for (source, kind, reports) in images {
        all.extend(reports.values().flat_map(|report| of_image(&owners, &source, kind, report)));
    }
    for (kind, reports) in policies {
        all.extend(reports.values().flat_map(|report| of_policies(&owners, kind, report)));
    }
    // Reports without results are left out.
    all.retain(|one| one.tally.total() > 0 || !one.outcomes.is_empty());
    all
}

/// Returns the results of other tools for one Function.
pub fn of_function<'a>(space: &'a Space, name: &str) -> Vec<Other<'a>> {
    let mut all = of_space(space);
    all.retain(|other| other.function == Some(name));
    all
}

fn of_image<'a>(
    owners: &Owners<'a>,
    source: &ReportTool,
    kind: Kind,
    report: &'a ImageReport,
) -> Vec<Other<'a>> {
    let functions = owners.scanned(report);
    let one = |function: Option<&'a str>| Other {
        source: source.clone(),
        kind,
        meta: &report.meta,
        function,
        image: report.image.short(),
        tally: report.tally,
        outcomes: BTreeMap::new(),
        worst: report.worst.clone(),
        checked: report.checked,
        standing: function.map_or(Standing::Unknown, |name| owners.standing(name, report)),
        left: 0,
    };
    if functions.is_empty() {
        return vec![one(None)];
    }
    functions.into_iter().map(|name| one(Some(name))).collect()
}

/// An outcome, and the object it is about.
type SubjectOutcome<'a> = (&'a PolicyOutcome, Option<&'a ReportSubject>);

fn of_policies<'a>(owners: &Owners<'a>, kind: Kind, report: &'a PolicyReport) -> Vec<Other<'a>> {
    // Grouped by Function and by policy engine.
    let mut parts: BTreeMap<(Option<&str>, &str), Vec<SubjectOutcome<'a>>> = BTreeMap::new();
    for outcome in &report.outcomes {
        let whole = report.scope.as_ref().filter(|_| outcome.subjects.is_empty());
        let targets: Vec<Option<&ReportSubject>> = if outcome.subjects.is_empty() {
            vec![whole]
        } else {
            outcome.subjects.iter().map(Some).collect()
        };
        for target in targets {
            let function = target.and_then(|target| owners.function(target));
            parts.entry((function, outcome.source.as_str())).or_default().push((outcome, target));
        }
    }
    let parts = parts.into_iter();
    parts.map(|((function, engine), told)| part(kind, report, function, engine, told)).collect()
}

fn part<'a>(
    kind: Kind,
    report: &'a PolicyReport,
    function: Option<&'a str>,
    engine: &str,
    mut told: Vec<SubjectOutcome<'a>>,
) -> Other<'a> {
    let mut outcomes = BTreeMap::new();
    for (one, _) in &told {
        *outcomes.entry(one.weight).or_default() += 1;
    }
    told.sort_by_key(|(one, _)| (one.weight, one.grade));
    Other {
        source: ReportTool::Policy(engine.to_owned()),
        kind,
        meta: &report.meta,
        function,
        image: String::new(),
        tally: Tally::default(),
        outcomes,
        worst: told.iter().take(WORST).map(|(one, target)| hit(one, *target)).collect(),
        checked: told.iter().filter_map(|(one, _)| one.checked).max(),
        standing: Standing::Unknown,
        left: report.left,
    }
}

fn hit(outcome: &PolicyOutcome, target: Option<&ReportSubject>) -> ReportEntry {
    let rule = if outcome.rule.is_empty() { String::new() } else { format!("/{}", outcome.rule) };
    ReportEntry {
        id: format!("{}{rule}", outcome.policy),
        at: target.map_or_else(String::new, |report_subject| {
            format!("{}/{}", report_subject.kind.to_lowercase(), report_subject.name)
        }),
        grade: outcome.grade,
        title: outcome.message.clone(),
    }
}

/// The total of one source over many reports; reports about images that no longer run are only counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    pub tally: Tally,
    pub outcomes: BTreeMap<Weight, u32>,
    /// As `namespace/name`.
    pub functions: BTreeSet<(String, String)>,
    pub stale: usize,
}

/// Returns totals by source; secrets in images separate from their vulnerabilities.
pub fn totals<'a>(all: impl IntoIterator<Item = &'a Other<'a>>) -> BTreeMap<ReportTool, Total> {
    let mut totals: BTreeMap<ReportTool, Total> = BTreeMap::new();
    for one in all {
        let total = totals.entry(one.source.clone()).or_default();
        if one.standing == Standing::Stale {
            total.stale += 1;
            continue;
        }
        total.tally.absorb(&one.tally);
        for (weight, count) in &one.outcomes {
            *total.outcomes.entry(*weight).or_default() += count;
        }
        let function = one.function.map(|name| (one.meta.namespace.to_string(), name.to_owned()));
        total.functions.extend(function);
    }
    totals
}

impl Total {
    /// Returns `3 critical, 12 high`, or `2 fail, 1 warn`; no more than two grades.
    #[must_use]
    pub fn words(&self, secrets: bool) -> String {
        words(&self.tally, &self.outcomes, secrets)
    }
}

impl Other<'_> {
    /// Returns `3 critical, 12 high`, or `2 fail`.
    #[must_use]
    pub fn words(&self) -> String {
        words(&self.tally, &self.outcomes, self.source == ReportTool::TrivySecrets)
    }
}

fn words(tally: &Tally, outcomes: &BTreeMap<Weight, u32>, secrets: bool) -> String {
    if secrets {
        let count = tally.total();
        let most = tally.worst().filter(|grade| *grade != Grade::Unknown);
        let most = most.map_or_else(String::new, |grade| format!(", worst {}", grade.word()));
        return format!("{count} secret{}{most}", if count == 1 { "" } else { "s" });
    }
    let grades = tally.each().take(2).map(|(grade, count)| format!("{count} {}", grade.word()));
    let judged = outcomes.iter().map(|(weight, count)| format!("{count} {}", weight.word()));
    grades.chain(judged).collect::<Vec<_>>().join(", ")
}
