//! One line of a `requirements.txt` that names a package.
//! A line without comments flows in; the name, the spec and the pin flow out.

use super::{Pin, is_commit, scheme};

/// Name, spec and pin, borrowed from the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Requirement<'a> {
    pub name: &'a str,
    pub spec: &'a str,
    pub pin: Pin,
}

pub(super) fn read(line: &str) -> Requirement<'_> {
    let line = without_options(line);
    if let Some(bare) = bare(line) {
        return bare;
    }
    let end =
        line.find(|symbol: char| !(symbol.is_alphanumeric() || "._-".contains(symbol))).unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(end).unwrap_or((line, ""));
    let rest = after_extras(rest.trim_start());
    if let Some(target) = rest.strip_prefix('@') {
        let spec = without_marker_of_url(target.trim());
        return Requirement { name, spec, pin: address(spec) };
    }
    let spec = rest.split(';').next().unwrap_or_default().trim();
    let spec = spec.strip_prefix('(').unwrap_or(spec);
    let spec = spec.strip_suffix(')').unwrap_or(spec).trim();
    Requirement { name, spec, pin: versions(spec) }
}

/// Cuts `--hash=…` and other options that follow the requirement.
pub(super) fn without_options(line: &str) -> &str {
    let cut = line.find(" -").into_iter().chain(line.find("\t-")).min();
    // A marker or a spec never contains a word that starts with a dash.
    cut.and_then(|at| line.get(..at)).unwrap_or(line).trim()
}

fn after_extras(rest: &str) -> &str {
    if !rest.starts_with('[') {
        return rest;
    }
    rest.split_once(']').map_or("", |(_, rest)| rest).trim_start()
}

/// After a URL a marker needs a blank before its semicolon.
fn without_marker_of_url(target: &str) -> &str {
    target.split(" ;").next().unwrap_or_default().trim()
}

/// A line that is a URL, a path or a wheel, without a name in front.
fn bare(line: &str) -> Option<Requirement<'_>> {
    let spec = without_marker_of_url(line);
    let lower = spec.to_ascii_lowercase();
    let file = [".whl", ".zip", ".tar.gz", ".tgz"].iter().any(|end| lower.ends_with(end));
    let named = spec.contains('@') && scheme(spec).is_none();
    let local = spec.starts_with(['.', '/', '~']) || lower.starts_with("file:");
    if named && !local || !(scheme(spec).is_some() || local || file) {
        return None;
    }
    Some(Requirement { name: name_of(spec), spec, pin: address(spec) })
}

fn name_of(spec: &str) -> &str {
    let (place, fragment) = spec.split_once('#').unwrap_or((spec, ""));
    let egg = fragment.split('&').find_map(|part| part.strip_prefix("egg="));
    let last = place.trim_end_matches('/').rsplit('/').next();
    let chosen = egg.or(last).unwrap_or(spec);
    chosen.split(['[', '@', '?']).next().unwrap_or(chosen)
}

/// The pin of a URL or a path.
pub(super) fn address(spec: &str) -> Pin {
    let place = spec.split('#').next().unwrap_or_default();
    let Some((scheme, rest)) = scheme(place) else {
        return Pin::Path;
    };
    if let Some((_, _)) = scheme.split_once('+') {
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        let commit = path.rsplit_once('@').map_or("", |(_, commit)| commit);
        return Pin::Git { pinned: is_commit(commit) };
    }
    match scheme.as_str() {
        "file" => Pin::Path,
        "git" | "ssh" => Pin::Git { pinned: false },
        other => Pin::Url { secure: other == "https" },
    }
}

/// One exact clause is enough: the others cannot widen it.
pub(super) fn versions(spec: &str) -> Pin {
    if spec.is_empty() {
        return Pin::Missing;
    }
    if spec.split(',').any(is_exact) {
        return Pin::Exact;
    }
    Pin::Range
}

fn is_exact(clause: &str) -> bool {
    let clause = clause.trim();
    if let Some(version) = clause.strip_prefix("===") {
        return !version.trim().is_empty();
    }
    let Some(version) = clause.strip_prefix("==") else {
        return false;
    };
    let version = version.trim();
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    version.starts_with(|symbol: char| symbol.is_ascii_digit()) && !version.contains('*')
}
