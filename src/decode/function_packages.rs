//! The packages that a Function's dependency text declares, and where they come from.

use super::git;
use crate::engine::packages;
use crate::model::function::{Dependency, IndexOption, PackageIndex};

/// Returns the packages that a text declares, or why it cannot be parsed; none for development.
pub(super) fn dependencies(
    runtime: &str,
    text: Option<(&'static str, &str)>,
) -> (Vec<Dependency>, Option<String>) {
    let Some((_, text)) = text else {
        return (Vec::new(), None);
    };
    let parsed = if runtime.starts_with("python") { Ok(packages::python(text)) } else { packages::npm(text) };
    match parsed {
        Ok(all) => (all.into_iter().filter(|one| !one.dev).map(dependency).collect(), None),
        Err(problem) => (Vec::new(), Some(format!("line {}: {}", problem.line, problem.message))),
    }
}

/// Returns the options that set where packages come from.
pub(super) fn indexes(runtime: &str, text: Option<(&'static str, &str)>) -> Vec<PackageIndex> {
    use packages::OptionKind as Kind;
    let text = text.filter(|_| runtime.starts_with("python")).map_or("", |(_, text)| text);
    let one = |option: packages::IndexOption| {
        let kind = match option.kind {
            Kind::IndexUrl => IndexOption::Index,
            Kind::ExtraIndexUrl => IndexOption::Extra,
            Kind::FindLinks => IndexOption::Links,
            Kind::TrustedHost => IndexOption::Trusted,
            Kind::NoIndex | Kind::Requirement | Kind::Constraint | Kind::Pre => return None,
        };
        let (address, userinfo) = git::bare(&option.value);
        Some(PackageIndex { option: kind, address, userinfo, line: option.line, column: option.column })
    };
    packages::python_options(text).into_iter().filter_map(one).collect()
}

fn dependency(one: packages::Dependency) -> Dependency {
    use packages::Pin;
    let (pinned, form) = match one.pin {
        Pin::Exact => (true, "an exact version"),
        Pin::Range => (false, "a range"),
        Pin::Tag => (false, "a mutable tag"),
        Pin::Git { pinned: true } => (true, "a git commit"),
        Pin::Git { pinned: false } => (false, "a git address without a commit"),
        Pin::Url { secure: true } => (false, "an address"),
        Pin::Url { secure: false } => (false, "an unencrypted address"),
        Pin::Path => (true, "a path"),
        Pin::Missing => (false, "no version"),
    };
    Dependency {
        name: one.name.into(),
        spec: one.spec.into(),
        pinned,
        form: form.into(),
        line: one.line,
        column: one.column,
    }
}
