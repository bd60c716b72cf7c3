//! The rows of the screens, computed when their data changed and kept until then.

use crate::app::Place;
use crate::app::model::{Model, Order};
use crate::app::rows::filter::Facets;
use crate::app::rows::{FindingRow, FunctionRow, Kept};
use crate::checks::{self, Family, Finding};
use crate::model::namespace::is_system;
use crate::model::{Feed, Kind};
use crate::verdicts::attack_path::{self, AttackPath};
use crate::verdicts::report::Worst;
use crate::verdicts::{Counts, score};

/// A namespace with the columns of its row.
#[derive(Debug, Clone, PartialEq)]
pub struct NamespaceRow {
    pub name: String,
    pub functions: usize,
    /// `baseline`, `(none)`, or `?` when the Namespace object was not seen.
    pub level: String,
    pub families: [Worst; 8],
    pub counts: Counts,
    pub score: Option<u8>,
    /// Why nothing could be evaluated, if so.
    pub blind: Option<String>,
}

/// Rows, kept with what they were computed from; those that no screen shows may be out of date.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    pub namespaces: Vec<NamespaceRow>,
    pub functions: Kept<FunctionRow>,
    pub findings: Kept<FindingRow>,
    /// The attack paths of the namespace on screen.
    pub paths: Vec<AttackPath>,
    stamp: Option<Stamp>,
    pub(in crate::app) more: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Stamp {
    generation: u64,
    changes: u64,
    filters: [String; 3],
    orders: [(Order, bool); 3],
    system: bool,
    accepted: bool,
    detail: Option<String>,
}

impl Lists {
    /// Whether the rows have the current filter and order; the cluster may have changed since.
    pub fn are_of_view(model: &Model) -> bool {
        let now = Stamp::of(model);
        let known = model.lists.stamp.as_ref();
        known.is_some_and(|known| {
            Stamp { generation: known.generation, changes: known.changes, ..now } == *known
        })
    }

    /// Recomputes what is out of date, and lets the cursors follow their rows.
    pub fn refresh(model: &mut Model) {
        if Self::compute(model) {
            model.follow_rows();
        }
    }

    /// Recomputes what this screen shows; returns whether anything it depends on changed.
    pub fn compute(model: &mut Model) -> bool {
        crate::app::map::grid::refresh(model);
        let stamp = Stamp::of(model);
        let changed = model.lists.stamp.as_ref() != Some(&stamp);
        if changed {
            model.refresh_marks();
            model.lists.namespaces = namespaces(model);
            model.lists.stamp = Some(stamp);
        }
        let shown = match model.place {
            Place::Functions => (true, false),
            Place::Findings | Place::Explain(_) => (false, true),
            _ => (false, false),
        };
        if changed {
            let near = (model.lists.functions.is_near(model), model.lists.findings.is_near(model));
            long(model, (shown.0 || near.0, shown.1 || near.1));
        } else {
            long(model, shown);
        }
        if let (Place::Namespace(name), true) = (&model.place, changed) {
            model.lists.paths = attack_path::paths(&model.findings_of(name));
        }
        changed
    }

    /// Builds a part of the long lists while the loop is idle, so that they open without delay.
    pub fn prepare(model: &mut Model) {
        model.lists.more = false;
        if !model.report.is_settled() {
            return;
        }
        let (mut functions, mut findings) =
            (std::mem::take(&mut model.lists.functions), std::mem::take(&mut model.lists.findings));
        let more = functions.prepare(model) || findings.prepare(model);
        (model.lists.functions, model.lists.findings) = (functions, findings);
        model.lists.more = more;
    }

    /// Whether a part of them is missing.
    #[must_use]
    pub fn is_preparing(&self) -> bool {
        self.more
    }
}

/// Updates the lists of Functions and of findings, as far as they are needed.
fn long(model: &mut Model, (functions, findings): (bool, bool)) {
    if functions && !model.lists.functions.is_fresh(model) {
        let mut kept = std::mem::take(&mut model.lists.functions);
        kept.refresh(model);
        model.lists.functions = kept;
    }
    if findings && !model.lists.findings.is_fresh(model) {
        let mut kept = std::mem::take(&mut model.lists.findings);
        kept.refresh(model);
        model.lists.findings = kept;
    }
}

impl Stamp {
    fn of(model: &Model) -> Self {
        use crate::app::screen::place::ScreenKind;
        Self {
            generation: model.report.generation,
            changes: model.changes,
            filters: [ScreenKind::Namespaces, ScreenKind::Functions, ScreenKind::Findings]
                .map(|sort| model.filter(sort).text.clone()),
            orders: [ScreenKind::Namespaces, ScreenKind::Functions, ScreenKind::Findings]
                .map(|sort| (model.order(sort), model.is_reversed(sort))),
            system: model.settings.show_system,
            accepted: model.settings.show_accepted,
            detail: model.detail_of(),
        }
    }
}

fn namespaces(model: &Model) -> Vec<NamespaceRow> {
    use crate::app::screen::place::ScreenKind;
    let filter = model.filter(ScreenKind::Namespaces);
    let wanted = |row: &NamespaceRow| {
        let facets = Facets {
            text: &[&row.name, &row.level],
            namespace: &row.name,
            severity: row.counts.worst(),
            ..Facets::default()
        };
        filter.lets(&facets)
            && (model.settings.show_system
                || row.functions > 0
                || !is_system(&row.name)
                || row.counts.total() > 0)
    };
    let mut rows: Vec<NamespaceRow> =
        namespace_names(model).iter().map(|name| namespace_row(model, name)).filter(wanted).collect();
    match model.order(ScreenKind::Namespaces) {
        Order::Risk => rows.sort_by(|one, other| {
            risk(&one.counts).cmp(&risk(&other.counts)).then(one.name.cmp(&other.name))
        }),
        Order::Name => rows.sort_by(|one, other| one.name.cmp(&other.name)),
        Order::Size => {
            rows.sort_by(|one, other| other.functions.cmp(&one.functions).then(one.name.cmp(&other.name)));
        }
    }
    if model.is_reversed(ScreenKind::Namespaces) {
        rows.reverse();
    }
    rows
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

#[must_use]
pub fn lets(filter: &crate::app::rows::filter::Filter, finding: &Finding) -> bool {
    let check = checks::find(finding.check);
    let (family, title) = check.map_or(("", ""), |check| (check.family.word(), check.title));
    filter.lets(&Facets {
        text: &[finding.check, title, &finding.message, &finding.object.name, &finding.object.namespace],
        namespace: &finding.object.namespace,
        kind: &finding.object.kind,
        severity: Some(finding.severity),
        family,
    })
}

/// Returns the families in their order, each with its worst severity.
pub fn strip(families: &[Worst; 8]) -> impl Iterator<Item = (Family, Worst)> {
    Family::ALL.into_iter().zip(*families)
}
