//! `--to` without `--from`: every source with access, and sources whose access is unknown.

use super::ends::{Ground, ReachQuery, ask_from, targets};
use super::owned::OwnedReport;
use super::probes::line;
use crate::engine::network::{Outlets, Reachability};
use crate::model::{Kind, Snapshot};
use crate::output::reach::ConnectionReport;
use crate::output::text::{Paint, clean, lined};
use std::collections::BTreeMap;

/// One kind of caller, with the answer for each of its pods and each destination pod.
struct AdmittedSource {
    from: String,
    told: Vec<ConnectionReport>,
}

impl AdmittedSource {
    /// Returns the verdict: allowed if one of its pods has access.
    fn verdict(&self) -> Reachability {
        let has = |verdict: Reachability| {
            self.told.iter().any(|connection_report| connection_report.entry() == verdict)
        };
        if has(Reachability::Allowed) {
            Reachability::Allowed
        } else if has(Reachability::Unknown) {
            Reachability::Unknown
        } else {
            Reachability::Denied
        }
    }

    fn first(&self) -> Option<&ConnectionReport> {
        let verdict = self.verdict();
        self.told.iter().find(|one| one.entry() == verdict)
    }

    fn why(&self) -> String {
        let Some(told) = self.first() else { return String::new() };
        let network = told.answer.why.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        if network.is_empty() { told.mesh.words() } else { network }
    }
}

/// Every source with access, or with unknown access.
pub struct AdmittedSources {
    to: String,
    admitted: Vec<AdmittedSource>,
    /// Number of sources without access.
    others: usize,
    /// Sources that may be missing from the list, and why.
    gaps: Vec<String>,
}

impl AdmittedSources {
    /// Returns the sources that may connect to the destination of a query.
    ///
    /// # Errors
    /// If the destination is not found.
    pub fn of(ground: Ground<'_>, asked: &ReachQuery<'_>) -> Result<Self, String> {
        let outlets = Outlets::of(ground.snapshot, ground.network);
        let targets = targets(ground.snapshot, ground.network, &outlets, asked)?;
        let own: Vec<String> = targets.iter().map(|target| target.end.shown()).collect();
        let mut all: BTreeMap<String, Vec<ConnectionReport>> = BTreeMap::new();
        for (from, source) in sources(ground.snapshot) {
            // A pod that connects to itself is not a guest.
            if own.contains(&source.shown()) {
                continue;
            }
            all.entry(from).or_default().extend(ask_from(ground, &outlets, &source, &targets));
        }
        let all = all.into_iter().filter(|(_, told)| !told.is_empty());
        let all: Vec<AdmittedSource> = all.map(|(from, told)| AdmittedSource { from, told }).collect();
        let count = all.len();
        let admitted: Vec<AdmittedSource> =
            all.into_iter().filter(|one| one.verdict() != Reachability::Denied).collect();
        let others = count - admitted.len();
        Ok(Self { to: asked.to.into(), admitted, others, gaps: gaps(ground.snapshot) })
    }

    pub fn table(&self, paint: Paint) -> String {
        let head = ["FROM", "ACCESS", "WHY"].map(str::to_owned).to_vec();
        let row =
            |guest: &AdmittedSource| [&guest.from, guest.verdict().word(), &guest.why()].map(clean).to_vec();
        let rows: Vec<Vec<String>> = std::iter::once(head).chain(self.admitted.iter().map(row)).collect();
        let mut out = if self.admitted.is_empty() { String::new() } else { lined(&rows, paint) + "\n" };
        let others = if self.admitted.is_empty() {
            "No visible source has access"
        } else {
            "No other source has access"
        };
        out += &clean(&format!("{others} to {}: {} checked.", self.to, self.others));
        out.push('\n');
        out.extend(self.gaps.iter().map(|why| clean(&format!("Not known: {why}.")) + "\n"));
        out
    }

    pub fn lines(&self, asked: &ReachQuery<'_>) -> String {
        let one = |guest: &AdmittedSource| {
            line(&ReachQuery { from: &guest.from, ..*asked }, &guest.told).to_string() + "\n"
        };
        self.admitted.iter().map(one).collect()
    }
}

/// Returns every pod, under the name of its Function if it has one.
fn sources(snapshot: &Snapshot) -> Vec<(String, OwnedReport)> {
    let mut all = Vec::new();
    for space in snapshot.spaces() {
        for (name, pod) in space.pods.iter().filter(|(_, pod)| !pod.finished()) {
            let function = pod.function().filter(|name| space.functions.contains_key(*name));
            let from = match function {
                Some(function) => format!("{}/fn/{function}", space.name),
                None => format!("{}/{name}", space.name),
            };
            all.push((from, OwnedReport::Pod(space.name.to_string(), name.to_string())));
        }
    }
    all
}

/// Returns why the list may be incomplete.
fn gaps(snapshot: &Snapshot) -> Vec<String> {
    let feed = snapshot.feeds().everywhere(Kind::Pod);
    let partly = snapshot
        .feeds()
        .iter()
        .any(|(kind, place, feed)| kind == Kind::Pod && !place.is_empty() && feed.known());
    match (feed.known(), partly) {
        (true, _) => Vec::new(),
        (false, true) => vec!["pods of other namespaces were not read".into()],
        (false, false) => vec![format!("pods could not be read ({})", feed.why().trim_end_matches('.'))],
    }
}
