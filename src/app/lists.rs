//! The rows of the screens, computed when what they show changed and kept until then.

use super::Place;
use super::filter::Facets;
use super::model::{Model, Order};
use crate::checks::attack::{self, AttackPath};
use crate::checks::{self, Counts, Family, Finding, Severity, score};
use crate::model::namespace::is_system;
use crate::model::{Feed, Kind};
use std::sync::Arc;

/// A namespace with what the lists say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamespaceRow {
    pub name: String,
    pub functions: usize,
    /// `baseline`, `(none)`, or `?` when the Namespace object was not seen.
    pub level: String,
    pub families: [Option<Severity>; 8],
    pub counts: Counts,
    pub score: Option<u8>,
    /// Why nothing could be evaluated, if so.
    pub blind: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FunctionRow {
    pub namespace: Arc<str>,
    pub name: Arc<str>,
    pub counts: Counts,
}

/// Rows kept with what they were computed from; those no screen shows now may be out of date.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    pub namespaces: Vec<NamespaceRow>,
    pub functions: Vec<FunctionRow>,
    pub findings: Vec<Arc<Finding>>,
    /// The attack paths of the namespace on screen.
    pub paths: Vec<AttackPath>,
    stamp: Option<Stamp>,
    /// Whether functions and findings are of the stamp, too.
    fresh: (bool, bool),
}

#[derive(Debug, Clone, PartialEq)]
struct Stamp {
    generation: u64,
    changes: u64,
    filters: [String; 3],
    orders: [Order; 3],
    system: bool,
    accepted: bool,
    detail: Option<String>,
}

impl Lists {
    /// Computes again what is out of date, and lets the cursors follow their rows.
    pub fn refresh(model: &mut Model) {
        if Self::compute(model) {
            model.follow_rows();
        }
    }

    /// Computes again what this screen shows; says whether anything it depends on changed.
    pub fn compute(model: &mut Model) -> bool {
        super::grid::refresh(model);
        let stamp = Stamp::of(model);
        let changed = model.lists.stamp.as_ref() != Some(&stamp);
        if changed {
            model.refresh_marks();
            model.lists.namespaces = namespaces(model);
            model.lists.stamp = Some(stamp);
            model.lists.fresh = (false, false);
        }
        if matches!(model.place, Place::Functions) && !model.lists.fresh.0 {
            model.lists.functions = functions(model);
            model.lists.fresh.0 = true;
        }
        if matches!(model.place, Place::Findings | Place::Explain(_)) && !model.lists.fresh.1 {
            model.lists.findings = findings(model);
            model.lists.fresh.1 = true;
        }
        if let (Place::Namespace(name), true) = (&model.place, changed) {
            model.lists.paths = attack::paths(&model.findings_of(name));
        }
        changed
    }
}

impl Stamp {
    fn of(model: &Model) -> Self {
        use super::place::Sort;
        Self {
            generation: model.report.generation,
            changes: model.changes,
            filters: [Sort::Namespaces, Sort::Functions, Sort::Findings]
                .map(|sort| model.filter(sort).text.clone()),
            orders: [Sort::Namespaces, Sort::Functions, Sort::Findings].map(|sort| model.order(sort)),
            system: model.settings.show_system,
            accepted: model.settings.show_accepted,
            detail: model.detail_of(),
        }
    }
}

fn namespaces(model: &Model) -> Vec<NamespaceRow> {
    use super::place::Sort;
    let filter = model.filter(Sort::Namespaces);
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
    match model.order(Sort::Namespaces) {
        Order::Risk => rows.sort_by(|one, other| {
            risk(&one.counts).cmp(&risk(&other.counts)).then(one.name.cmp(&other.name))
        }),
        Order::Name => rows.sort_by(|one, other| one.name.cmp(&other.name)),
        Order::Size => {
            rows.sort_by(|one, other| other.functions.cmp(&one.functions).then(one.name.cmp(&other.name)));
        }
    }
    rows
}

/// Namespaces with objects, and those that are only known by name.
pub fn namespace_names(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = model.snapshot.spaces().map(|space| space.name.to_string()).collect();
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
    let blind = match &feed {
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

/// Sorts worst first.
fn risk(counts: &Counts) -> std::cmp::Reverse<[usize; 5]> {
    std::cmp::Reverse(counts.findings)
}

fn functions(model: &Model) -> Vec<FunctionRow> {
    use super::place::Sort;
    let filter = model.filter(Sort::Functions);
    let mut rows = Vec::with_capacity(model.snapshot.count(Kind::Function));
    for space in model.snapshot.spaces() {
        let report = model.report.space(&space.name);
        for (name, function) in &space.functions {
            let counts =
                report.and_then(|report| report.by_function.get(&**name)).copied().unwrap_or_default();
            let facets = Facets {
                text: &[name, &function.runtime, &space.name],
                namespace: &space.name,
                kind: "Function",
                severity: counts.worst(),
                family: "",
            };
            if filter.is_empty() || filter.lets(&facets) {
                rows.push(FunctionRow { namespace: Arc::clone(&space.name), name: Arc::clone(name), counts });
            }
        }
    }
    match model.order(Sort::Functions) {
        Order::Risk | Order::Size => rows.sort_by_key(|row| risk(&row.counts)),
        Order::Name => rows.sort_by(|one, other| one.name.cmp(&other.name)),
    }
    rows
}

fn findings(model: &Model) -> Vec<Arc<Finding>> {
    use super::place::Sort;
    let filter = model.filter(Sort::Findings);
    let mut all = model.report.findings();
    if model.settings.show_accepted {
        let spaces = model.report.spaces();
        all.extend(spaces.flat_map(|(_, space)| space.accepted().map(|one| Arc::clone(&one.finding))));
    }
    if !filter.is_empty() {
        all.retain(|finding| lets(filter, finding));
    }
    match model.order(Sort::Findings) {
        Order::Risk => {}
        Order::Name => all.sort_by(|one, other| {
            (&one.object.namespace, &one.object.name).cmp(&(&other.object.namespace, &other.object.name))
        }),
        Order::Size => all.sort_by_key(|finding| checks::position(finding.check)),
    }
    all
}

pub fn lets(filter: &super::filter::Filter, finding: &Finding) -> bool {
    let family = checks::find(finding.check).map_or("", |check| check.family.word());
    filter.lets(&Facets {
        text: &[finding.check, &finding.message, &finding.object.name, &finding.object.namespace],
        namespace: &finding.object.namespace,
        kind: &finding.object.kind,
        severity: Some(finding.severity),
        family,
    })
}

/// The letter of a family's worst finding, or a dot.
pub fn strip(families: &[Option<Severity>; 8]) -> impl Iterator<Item = (Family, Option<Severity>)> {
    Family::ALL.into_iter().zip(*families)
}
