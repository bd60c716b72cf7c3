//! Computes what a screen shows besides its rows, when its inputs changed.

use crate::app::Place;
use crate::app::model::Model;
use crate::app::rows::external_reports;
use crate::app::rows::lists::risk;
use crate::app::state::page::{CutStep, Guardrails, Page, PageKey, PathCut, Posture};
use crate::checks::{Finding, Severity, fingerprint};
use crate::engine::pod_security::{Level, Version, evaluate};
use crate::fix::effects;
use crate::model::apirule::Access;
use crate::model::network_policy::NetworkPolicy;
use crate::model::{Kind, Labels, Space};
use crate::verdicts::attack_path::AttackPath;
use crate::verdicts::{Coverage, attack_path, score};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The width of a terminal from which the Overview has room for the attack paths of the cluster.
const PATHS_FROM: u16 = 170;

/// For how many paths it is computed what cuts them.
const CUT: usize = 6;

/// Computes the page of the current screen again, if anything that it shows changed; returns whether it did.
pub fn refresh(model: &mut Model) -> bool {
    let covered = Some((model.report.generation, model.changes));
    if model.page.covered != covered {
        model.page.coverage = Coverage::of(&model.report);
        model.page.covered = covered;
    }
    let has_room = model.size.0 >= PATHS_FROM;
    let summed = Some((model.report.generation, model.changes, has_room));
    if matches!(model.place, Place::Overview) && model.page.summed != summed {
        model.page.posture = posture(model);
        model.page.paths = if has_room { paths(model) } else { Vec::new() };
        model.page.path_cuts = path_cuts(model);
        model.page.summed = summed;
    }
    let key = key(model);
    if model.page.key.as_ref() == Some(&key) {
        return false;
    }
    let page = of_place(model);
    let before = std::mem::take(&mut model.page);
    let Page { coverage, summed, posture, paths, path_cuts, .. } = before;
    model.page = Page { key: Some(key), covered, coverage, summed, posture, paths, path_cuts, ..page };
    true
}

/// Returns the findings of a page that is on screen with this filter, if this screen has any.
pub fn on_screen(model: &Model) -> Option<&[Arc<Finding>]> {
    let has_findings =
        matches!(model.place, Place::Overview | Place::Namespace(_) | Place::Function(..) | Place::Object(_));
    let known = model.page.key.as_ref().filter(|_| has_findings)?;
    let is_it = known.place == model.place
        && known.selected == selected(model)
        && known.accepted == model.settings.show_accepted
        && known.filter == model.filter(model.place.kind()).text;
    is_it.then_some(&model.page.findings)
}

/// Returns the selected namespace, where a screen shows its findings.
fn selected(model: &Model) -> Option<String> {
    matches!(model.place, Place::Overview).then(|| {
        let row = model.lists.namespaces.get(model.cursor(0).row);
        row.map(|row| row.name.clone()).unwrap_or_default()
    })
}

fn key(model: &Model) -> PageKey {
    PageKey {
        place: model.place.clone(),
        generation: model.report.generation,
        changes: model.changes,
        accepted: model.settings.show_accepted,
        filter: model.filter(model.place.kind()).text.clone(),
        selected: selected(model),
    }
}

fn of_place(model: &Model) -> Page {
    match &model.place {
        Place::Namespace(name) => {
            let space = model.snapshot.space(name);
            Page {
                findings: (model.spec().findings)(model),
                reports: space.map(external_reports::of_namespace).unwrap_or_default(),
                guardrails: space.map(guardrails).unwrap_or_default(),
                worst_of_rule: worst_of_rule(model, name),
                ..Page::default()
            }
        }
        Place::Function(namespace, name) => {
            let space = model.snapshot.space(namespace);
            let reports = space.map(|space| external_reports::of_function(space, name, model.today));
            Page {
                findings: (model.spec().findings)(model),
                path: attack_path::path(name, &model.findings_of(namespace)),
                reports: reports.unwrap_or_default(),
                ..Page::default()
            }
        }
        Place::Overview | Place::Object(_) => {
            Page { findings: (model.spec().findings)(model), ..Page::default() }
        }
        Place::Namespaces
        | Place::Functions
        | Place::Findings
        | Place::Reach
        | Place::Pair(..)
        | Place::Access(_)
        | Place::Changes
        | Place::Plan(_)
        | Place::Fix
        | Place::Explain(_) => Page::default(),
    }
}

fn posture(model: &Model) -> Posture {
    let rules = model.snapshot.spaces().flat_map(|space| space.api_rules.values());
    let routes = rules.filter(|rule| !rule.is_refused()).flat_map(|rule| &rule.rules);
    let mut posture = Posture { score: score::whole(&model.report), ..Posture::default() };
    for route in routes {
        posture.routes += 1;
        posture.open_routes += usize::from(matches!(route.access, Access::Open(_)));
    }
    posture
}

/// Returns the worst attack paths of the cluster, from the namespaces at most risk.
fn paths(model: &Model) -> Vec<(String, AttackPath)> {
    /// Namespaces that are searched, and paths that are kept.
    const MOST: usize = 24;
    let mut worst: Vec<_> = model.report.spaces().collect();
    worst.sort_by_key(|(_, report)| risk(&report.counts));
    let mut paths: Vec<(String, AttackPath)> = Vec::new();
    for (name, _) in worst.into_iter().take(MOST) {
        let own = attack_path::paths(&model.findings_of(name));
        paths.extend(own.into_iter().map(|path| (name.to_string(), path)));
    }
    paths.sort_by_key(|(_, path)| path.severity);
    paths.truncate(MOST);
    paths
}

/// Returns what cuts the first paths; only what lies in a namespace whose verdicts changed is computed again.
fn path_cuts(model: &Model) -> Vec<PathCut> {
    let each = model.page.paths.iter().take(CUT).map(|path| {
        let changed = model.report.changed(&path.0);
        let known = model.page.path_cuts.iter().find(|cut| cut.changed == changed && cut.of == *path);
        known.cloned().unwrap_or_else(|| PathCut { of: path.clone(), changed, steps: cuts(model, path) })
    });
    each.collect()
}

/// Returns the first fix of each link, with what is left of the path after it; those that end it come first.
fn cuts(model: &Model, (namespace, path): &(String, AttackPath)) -> Vec<CutStep> {
    let findings = model.findings_of(namespace);
    let cut = |(at, link): (usize, &attack_path::Link)| {
        let is_it = |one: &&Arc<Finding>| one.check == link.check && fingerprint::of(one) == link.fingerprint;
        let finding = findings.iter().find(is_it)?;
        let title = model.fixes(finding).into_iter().next()?.title;
        let left: Vec<Arc<Finding>> = findings.iter().filter(|one| !is_it(one)).cloned().collect();
        let left = attack_path::path(&path.function, &left).map(|left| match left.severity {
            severity if severity > path.severity => format!("leaves {}", severity.short()),
            _ => "another link remains".to_owned(),
        });
        Some(CutStep { words: format!("{} {title}", at + 1), left })
    };
    let mut all: Vec<CutStep> = path.links.iter().enumerate().filter_map(cut).collect();
    all.sort_by_key(|step| step.left.is_some());
    all
}

/// Returns the worst finding of each APIRule of a namespace, down to medium.
fn worst_of_rule(model: &Model, namespace: &str) -> BTreeMap<String, Severity> {
    let mut worst = BTreeMap::new();
    for finding in model.findings_of(namespace) {
        if finding.object.kind == Kind::APIRule && finding.severity <= Severity::Medium {
            let known = worst.entry(finding.object.name.to_string()).or_insert(finding.severity);
            *known = finding.severity.min(*known);
        }
    }
    worst
}

fn guardrails(space: &Space) -> Guardrails {
    let pods: Vec<_> = space.pods.values().filter(|pod| !pod.finished()).collect();
    let fit =
        |level| pods.iter().filter(|pod| evaluate(&pod.template, level, Version::Latest).is_empty()).count();
    let functions: Vec<Labels> = space.functions.values().map(|function| function.labels_of_pods()).collect();
    let isolated = |isolates: fn(&NetworkPolicy, &Labels) -> bool| {
        let policies = || space.network_policies.values();
        functions.iter().filter(|labels| policies().any(|policy| isolates(policy, labels))).count()
    };
    Guardrails {
        pods: pods.len(),
        baseline: fit(Level::Baseline),
        restricted: fit(Level::Restricted),
        refused: effects::refused(space).len(),
        ingress: isolated(NetworkPolicy::isolates_ingress),
        egress: isolated(NetworkPolicy::isolates_egress),
    }
}
