//! The Pod Security level that each namespace enforces, and the strictest one that each template meets.

use super::{Area, Fact, Facts, NamespaceOpenness};
use crate::cli::gather::SourceVerdicts;
use crate::cli::pod_security::Judge;
use crate::engine::pod_security::{Exemptions, Level, Version, labels};
use crate::model::Space;

pub fn facts(gathered: &SourceVerdicts) -> Facts {
    let snapshot = &gathered.snapshot;
    snapshot
        .spaces()
        .flat_map(|space| enforced(space).into_iter().chain(templates(gathered, space)))
        .collect()
}

/// Returns the level that a namespace enforces; nothing if the Namespace was not read.
pub fn level(space: &Space) -> Option<Level> {
    let labels_of = |name: &crate::model::Labels| {
        name.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    };
    space.namespace().map(|namespace| labels(&labels_of(&namespace.meta.labels)).enforce.0)
}

fn enforced(space: &Space) -> Option<((Area, String), Fact)> {
    let level = level(space)?;
    Some((
        (Area::PodSecurity, format!("namespace {} enforces", space.name)),
        Fact::new(openness(level), level.as_str()),
    ))
}

fn openness(level: Level) -> NamespaceOpenness {
    match level {
        Level::Privileged => NamespaceOpenness::Open,
        Level::Baseline => NamespaceOpenness::Limited,
        Level::Restricted => NamespaceOpenness::Closed,
    }
}

fn templates(gathered: &SourceVerdicts, space: &Space) -> Vec<((Area, String), Fact)> {
    let judged = |level| {
        let exemptions = Exemptions::default();
        Judge { level, version: Version::Latest, exemptions, user: String::new() }.space(gathered, space)
    };
    let (baseline, restricted) = (judged(Level::Baseline), judged(Level::Restricted));
    let pairs = baseline.iter().zip(&restricted).filter(|(one, _)| one.template);
    let fact = |(baseline, restricted): (
        &crate::output::pod_security::PodVerdict,
        &crate::output::pod_security::PodVerdict,
    )| {
        let level = match (baseline.violations.is_empty(), restricted.violations.is_empty()) {
            (true, true) => Level::Restricted,
            (true, false) => Level::Baseline,
            (false, _) => Level::Privileged,
        };
        let purpose = baseline.forecast.map(|(purpose, _)| format!(" ({purpose})")).unwrap_or_default();
        let name = format!("{}/{}/{}{purpose} meets", baseline.object.kind, space.name, baseline.object.name);
        ((Area::PodSecurity, name), Fact::new(openness(level), level.as_str()))
    };
    pairs.map(fact).collect()
}
