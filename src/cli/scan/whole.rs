//! A scan of every set of a source, as one.

use crate::cli::fix;
use crate::cli::gather::SourceVerdicts;
use crate::cli::set_names;
use crate::model::Kind;
use crate::output::baseline::{SetScan, compare};
use crate::output::given::{Given, listed};
use crate::output::idle;
use crate::output::{ReportFilter, Scan};
use crate::source::Origin;
use crate::verdicts::Policy;
use crate::verdicts::baseline::Baseline;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a scan computes beside the findings.
pub struct ScanExtras<'a> {
    pub filter: &'a ReportFilter,
    /// What to change first.
    pub weigh: bool,
    /// Fixes as replacements of text.
    pub fixes: bool,
    /// The files that were given, so that sets are named below them.
    pub files: &'a [PathBuf],
    /// Every finding, whatever severity the filter shows.
    pub all: bool,
}

/// A whole scan, set by set.
pub struct Whole {
    /// At least one.
    parts: Vec<SetScan>,
    /// The files that were given.
    files: Vec<PathBuf>,
    /// The names of the sets below them, whatever a baseline calls them.
    names: Vec<String>,
}

impl Whole {
    /// Returns the scan of all sets together.
    pub fn joined(self) -> Option<Scan> {
        let several = self.parts.len() > 1;
        let scans = self.parts.into_iter().map(|mut part| {
            if several {
                part.scan.call(&part.name);
            }
            part.scan
        });
        scans.reduce(|mut all, scan| {
            all.join(scan);
            all
        })
    }

    /// Returns the scan of all sets together, each compared with a baseline.
    pub fn against(mut self, baseline: &Baseline, file: &str) -> Option<Scan> {
        let given = self.given(baseline);
        self.name_as(baseline);
        let mut comparison = compare(&mut self.parts, baseline, file, &given);
        let mut scan = self.joined()?;
        comparison.count(&scan.items);
        scan.baseline = Some(comparison);
        Some(scan)
    }

    /// Returns the findings of all sets as a baseline.
    pub fn baseline(&self) -> Baseline {
        let mut baseline = Baseline::default();
        for part in &self.parts {
            // What could not be rendered may leave a set without objects.
            let has_objects = part.scan.objects().is_none_or(|objects| !objects.is_empty());
            let name = Some(part.name.clone()).filter(|name| has_objects && !name.is_empty());
            baseline.sets.extend(name);
            part.scan.items.iter().for_each(|item| baseline.add_in(&item.finding, &part.name));
        }
        baseline
    }

    /// Calls the sets as a baseline does, if it was written from another folder.
    pub fn name_as(&mut self, baseline: &Baseline) {
        if self.parts.iter().any(|part| baseline.sets.contains(&part.name)) {
            return;
        }
        for part in self.parts.iter_mut().filter(|part| part.scan.header.origin == Origin::Manifests) {
            let paths = listed(&part.scan.header.name);
            let names: BTreeSet<&String> = paths.filter_map(|path| baseline.set_at(path)).collect();
            if let (Some(name), 1) = (names.first(), names.len()) {
                part.name.clone_from(name);
            }
        }
    }

    /// Returns which sets of a baseline the files that were given include.
    fn given(&self, baseline: &Baseline) -> Given {
        let is_files = self.parts.iter().all(|part| part.scan.header.origin == Origin::Manifests);
        let files: &[PathBuf] = if is_files { &self.files } else { &[] };
        let shown = self.parts.iter().map(|part| part.scan.header.name.clone()).collect::<Vec<_>>();
        Given::of(files, &self.names, &shown, baseline, Path::exists)
    }
}

/// Checks each set; nothing if there is none.
pub async fn of(all: Vec<SourceVerdicts>, policy: &Policy, wish: &ScanExtras<'_>) -> Option<Whole> {
    let severity = wish.filter.severity.filter(|_| !wish.all);
    let filter = ReportFilter { severity, ..wish.filter.clone() };
    let names: Vec<String> = all.iter().map(|one| one.set.clone()).collect();
    let called: Vec<Vec<String>> = all
        .iter()
        .map(|source_verdicts| set_names::all(&source_verdicts.connection, &source_verdicts.set))
        .collect();
    let mut parts = Vec::new();
    for (mut gathered, name) in all.into_iter().zip(names.clone()) {
        let mut scan = scan(&mut gathered, policy, &filter);
        let listed = gathered.snapshot.feeds().everywhere(Kind::Namespace).known();
        let limited = !gathered.connection.only.is_empty() || !listed;
        if wish.weigh {
            scan.weigh(&gathered.snapshot, wish.filter);
        }
        let on_disk = gathered.connection.files.as_ref().is_some_and(|files| files.tree.is_disk());
        if wish.fixes && on_disk {
            fix::replacements::fill(gathered, &mut scan.items).await;
        }
        parts.push(SetScan { name, scan, limited });
    }
    idle::settle(&mut parts, &policy.exceptions, &called);
    (!parts.is_empty()).then_some(Whole { parts, files: wish.files.to_vec(), names })
}

/// Checks one set.
pub fn scan(gathered: &mut SourceVerdicts, policy: &Policy, filter: &ReportFilter) -> Scan {
    gathered.judge(policy.clone());
    let mut scan = Scan::new(gathered.header(), &gathered.snapshot, &gathered.report, filter);
    scan.unseen = gathered.not_seen(&filter.kinds());
    scan.keep_what_matters();
    scan
}
