//! APIRules as a table: the requirements of each rule, and its problems.

use super::Ways;
use crate::cli::gather::SourceVerdicts;
use crate::engine::mesh::weaker::{Detour, shadowed, weaker};
use crate::engine::mesh::{GeneratedObjects, caller_words, drift};
use crate::model::apirule::RouteRule;
use crate::output::text::{Paint, clean, lined};

pub(super) fn table(
    chosen: &[&GeneratedObjects],
    ways: &Ways<'_>,
    gathered: &SourceVerdicts,
    paint: Paint,
) -> String {
    let head =
        ["NAMESPACE", "APIRULE", "HOST", "METHODS", "PATH", "SERVICE", "ALLOWS"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> =
        std::iter::once(head).chain(chosen.iter().flat_map(|made| rows(made))).collect();
    let mut out = lined(&rows, paint);
    for made in chosen {
        let name = clean(&format!("{}/{}", made.rule.meta.namespace, made.rule.meta.name));
        let mut lines = remarks(made);
        let actual = drift::actual(&made.rule, &gathered.snapshot);
        if !(actual.policies.is_empty() && actual.requests.is_empty()) {
            lines.extend(drift::drift(made, &actual));
        }
        lines.extend(ways.around(made).map(|(way, by)| detour(way, by)));
        if !lines.is_empty() {
            out.extend(["\n", &name, "\n"]);
            out.extend(lines.iter().map(|line| format!("  {}\n", clean(line))));
        }
    }
    out
}

fn remarks(made: &GeneratedObjects) -> Vec<String> {
    let refused = made.errors.iter().map(|error| format!("refused: {error}"));
    let path = |at: usize| made.rule.rules.get(at).map_or("", |rule| rule.path.as_str());
    let opened = weaker(made).into_iter().map(|bypass| {
        let (strict, weak) = (path(bypass.strict), path(bypass.weak));
        format!(
            "bypassed: rule {} ({strict}) denies {} {} with {}, but rule {} ({weak}) allows it",
            bypass.strict, bypass.method, bypass.path, bypass.shows, bypass.weak
        )
    });
    let closed = shadowed(made).into_iter().map(|one| {
        let rule = path(one.rule);
        format!(
            "unreachable: rule {} ({rule}) routes {} {}, but no policy allows it",
            one.rule, one.method, one.path
        )
    });
    let notes = made.notes.iter().map(|note| format!("note: {note}"));
    refused.chain(notes).chain(opened).chain(closed).collect()
}

fn detour(way: &Detour, by: &GeneratedObjects) -> String {
    let name = &by.rule.meta.name;
    format!(
        "bypassed through another host: rule {} denies {} {} with {}, but APIRule {name} allows it to the same pods on host {}",
        way.strict, way.method, way.path, way.shows, way.host
    )
}

fn rows(made: &GeneratedObjects) -> Vec<Vec<String>> {
    let host = if made.host.is_empty() { &made.rule.host } else { &made.host };
    let row = |(at, one): (usize, &RouteRule)| {
        let service = made.rule.target(one).map(|(namespace, name)| format!("{namespace}/{name}"));
        let meta = &made.rule.meta;
        let methods = one.methods.join(",");
        let cells = [
            meta.namespace.as_str(),
            meta.name.as_str(),
            host,
            &methods,
            &one.path,
            &service.unwrap_or_default(),
            &caller_words(made, at),
        ];
        cells.iter().map(|cell| clean(cell)).collect()
    };
    made.rule.rules.iter().enumerate().map(row).collect()
}
