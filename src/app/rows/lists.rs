//! The rows of the screens, computed when their data changed and kept until then.

use crate::app::model::{Model, Order};
use crate::app::rows::filter::{Facets, Filter};
use crate::app::rows::since::standing;
use crate::app::state::rows::NamespaceRow;
use crate::checks::{self, Family, Finding};
use crate::model::namespace::is_system;
use crate::model::{Feed, Kind, Labels, ObjectKind};
use crate::verdicts::report::Worst;
use crate::verdicts::{Counts, score};
use std::cmp::Ordering;

pub(in crate::app) fn namespaces(model: &Model) -> Vec<NamespaceRow> {
    use crate::app::screen::place::ScreenKind;
    let filter = model.filter(ScreenKind::Namespaces);
    let wanted = |row: &NamespaceRow| {
        let facets = Facets {
            text: &[&row.name, &row.level],
            namespace: &row.name,
            severity: row.counts.worst(),
            kind: "Namespace",
            labels: labels_of(model, filter, &row.name),
            ..Facets::default()
        };
        filter.matches(&facets)
            && (model.settings.show_system
                || row.functions > 0
                || !is_system(&row.name)
                || row.counts.total() > 0)
    };
    let mut rows: Vec<NamespaceRow> =
        namespace_names(model).iter().map(|name| namespace_row(model, name)).filter(wanted).collect();
    let order = model.order(ScreenKind::Namespaces);
    rows.sort_by(|one, other| compare(one, other, order).then_with(|| one.name.cmp(&other.name)));
    if model.is_reversed(ScreenKind::Namespaces) {
        rows.reverse();
    }
    rows
}

fn compare(one: &NamespaceRow, other: &NamespaceRow, order: Order) -> Ordering {
    match order {
        Order::Name => Ordering::Equal,
        Order::Functions => other.functions.cmp(&one.functions),
        Order::Level => level_rank(&one.level).cmp(&level_rank(&other.level)),
        // Without a score nothing is known; these are last.
        Order::Score => (one.score.is_none(), one.score).cmp(&(other.score.is_none(), other.score)),
        Order::Risk
        | Order::Namespace
        | Order::Check
        | Order::Title
        | Order::Runtime
        | Order::Source
        | Order::State
        | Order::Exposed => risk(&one.counts).cmp(&risk(&other.counts)),
    }
}

/// Returns a rank that sorts the least restricted level first, and unknown ones last.
fn level_rank(level: &str) -> usize {
    ["(none)", "privileged", "baseline", "restricted"].iter().position(|one| *one == level).unwrap_or(4)
}

/// Returns the namespaces with objects, and those of which only the name is known.
pub fn namespace_names(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = model
        .snapshot
        .spaces()
        .map(|space| space.name.to_string())
        .filter(|name| model.report.covers(name))
        .collect();
    names.extend(
        model
            .snapshot
            .feeds()
            .iter()
            .filter(|(kind, name, _)| *kind == Kind::Namespace && !name.is_empty())
            .map(|(_, name, _)| name.to_owned()),
    );
    names.sort();
    names.dedup();
    names
}

fn namespace_row(model: &Model, name: &str) -> NamespaceRow {
    let space = model.snapshot.space(name);
    let report = model.report.space(name);
    let counts = report.map(|report| report.counts).unwrap_or_default();
    let level = match space.and_then(crate::model::Space::namespace) {
        Some(namespace) => namespace.meta.labels.get(ENFORCE).unwrap_or("(none)").to_owned(),
        None => "?".to_owned(),
    };
    let feed = model.snapshot.feeds().of(Kind::Function, name);
    let blind = match feed {
        Feed::Forbidden(why) if counts.total() == 0 && counts.passed == 0 => Some(why.clone()),
        _ => None,
    };
    NamespaceRow {
        functions: space.map_or(0, |space| space.functions.len()),
        worst: report.map(|report| report.worst_checks).unwrap_or_default(),
        families: report.map(|report| report.worst).unwrap_or_default(),
        score: score::of(&counts),
        name: name.to_owned(),
        level,
        counts,
        blind,
    }
}

pub const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

/// Returns a key that sorts the worst first.
pub(in crate::app) fn risk(counts: &Counts) -> std::cmp::Reverse<[usize; 5]> {
    std::cmp::Reverse(counts.findings)
}

fn labels_of<'a>(model: &'a Model, filter: &Filter, namespace: &str) -> Option<&'a Labels> {
    let space = filter.reads_labels().then(|| model.snapshot.space(namespace)).flatten()?;
    Some(&space.namespace()?.meta.labels)
}

/// Returns whether a filter shows a finding; its labels are those of its object.
#[must_use]
pub fn passes_filter(model: &Model, filter: &Filter, finding: &Finding) -> bool {
    let check = checks::find(finding.check);
    let (family, title) = check.map_or(("", ""), |check| (check.family.word(), check.title));
    filter.matches(&Facets {
        text: &[finding.check, title, &finding.message, &finding.object.name, finding.home()],
        more: Some(&|| finding.subject()),
        // A Namespace is in itself, as its row shows it.
        namespace: finding.home(),
        kind: &finding.object.kind,
        severity: Some(finding.severity),
        family,
        check: finding.check,
        standing: if filter.reads_standing() { standing(model, finding) } else { None },
        labels: if filter.reads_labels() { object_labels(model, finding) } else { None },
    })
}

fn object_labels<'a>(model: &'a Model, finding: &Finding) -> Option<&'a Labels> {
    let ObjectKind::Known(kind) = finding.object.kind else { return None };
    let meta = model.snapshot.space(finding.home())?.meta(kind, &finding.object.name)?;
    Some(&meta.labels)
}

/// Returns the families in their order, each with its worst severity.
pub fn strip(families: &[Worst; 8]) -> impl Iterator<Item = (Family, Worst)> {
    Family::ALL.into_iter().zip(*families)
}
