//! The dependencies of a `package.json`, parsed as npm parses them.
//! Text flows in; dependencies in the order of the text, or why it is not a manifest, flow out.

use std::collections::BTreeMap;
use std::ops::Range;

use super::semver::{self, SpecKind};
use super::{Dependency, Pin, Problem, is_commit, json, scheme};
use crate::engine::Walk;

/// Groups that npm installs, weakest first: an optional entry replaces a plain one of the same name.
const GROUPS: &[&str] = &["devDependencies", "peerDependencies", "dependencies", "optionalDependencies"];

/// A package, and the position of its spec in the text, with its quotes.
pub(super) struct PlacedDependency {
    pub dependency: Dependency,
    pub value: Option<Range<usize>>,
}

/// Reads a `package.json`; blank text has no dependencies.
///
/// # Errors
/// If the text is not JSON, or not a JSON object.
pub fn npm(text: &str) -> Result<Vec<Dependency>, Problem> {
    Ok(placed(text)?.into_iter().map(|one| one.dependency).collect())
}

pub(super) fn placed(text: &str) -> Result<Vec<PlacedDependency>, Problem> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    if body.trim().is_empty() {
        return Ok(Vec::new());
    }
    check(body)?;
    let skipped = text.len() - body.len();
    let mut walk = Walk::new(body);
    let all: Vec<(usize, PlacedDependency)> = json::entries(body)
        .into_iter()
        .filter_map(|entry| {
            let rank = GROUPS.iter().position(|group| *group == entry.group)?;
            let (line, column) = walk.to(entry.offset);
            let spec = entry.value.unwrap_or_default();
            let pin = pin(&spec);
            let dependency = Dependency { name: entry.key, spec, pin, dev: rank == 0, line, column };
            let value = entry.span.map(|span| span.start + skipped..span.end + skipped);
            Some((rank, PlacedDependency { dependency, value }))
        })
        .collect();
    Ok(winners(all))
}

fn check(body: &str) -> Result<(), Problem> {
    let refuse = |message: String, line: usize, column: usize| Problem {
        message,
        line: u32::try_from(line).unwrap_or(u32::MAX).max(1),
        column: u32::try_from(column).unwrap_or(u32::MAX).max(1),
    };
    match serde_json::from_str::<serde_json::Value>(body) {
        Ok(value) if value.is_object() => Ok(()),
        Ok(_) => Err(refuse("the text is JSON, but not an object".into(), 1, 1)),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(refuse(format!("the text is not JSON: {error}"), line, column))
        }
    }
}

/// Of entries with the same name npm installs the one of the strongest group, and of equals the last.
fn winners(all: Vec<(usize, PlacedDependency)>) -> Vec<PlacedDependency> {
    let mut best: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (index, (rank, one)) in all.iter().enumerate() {
        let seen = best.entry(one.dependency.name.clone()).or_default();
        *seen = (*seen).max((*rank, index));
    }
    all.into_iter()
        .enumerate()
        .filter(|(index, (_, one))| best.get(&one.dependency.name).is_some_and(|(_, winner)| winner == index))
        .map(|(_, (_, one))| one)
        .collect()
}

/// Classifies a spec in the order npm tries its meanings.
pub(super) fn pin(spec: &str) -> Pin {
    let spec = spec.trim();
    if let Some(alias) = spec.strip_prefix("npm:") {
        return alias_pin(alias);
    }
    if spec.is_empty() {
        return Pin::Missing;
    }
    if is_path(spec) {
        return Pin::Path;
    }
    if let Some(pin) = git(spec).or_else(|| url(spec)) {
        return pin;
    }
    let lower = spec.to_ascii_lowercase();
    let archive = [".tgz", ".tar.gz", ".tar"].iter();
    if spec.contains('/') || archive.clone().any(|end| lower.ends_with(end)) {
        return Pin::Path;
    }
    match semver::kind(spec) {
        SpecKind::Version => Pin::Exact,
        SpecKind::Range => Pin::Range,
        SpecKind::Neither => Pin::Tag,
    }
}

/// `npm:name@spec`; the `@` of a scope in the name does not count.
fn alias_pin(alias: &str) -> Pin {
    let name = alias.strip_prefix('@').unwrap_or(alias);
    let spec = name.split_once('@').map_or("", |(_, spec)| spec).trim();
    match semver::kind(spec) {
        _ if spec.is_empty() => Pin::Missing,
        SpecKind::Version => Pin::Exact,
        SpecKind::Range => Pin::Range,
        SpecKind::Neither => Pin::Tag,
    }
}

fn is_path(spec: &str) -> bool {
    let protocols = ["file:", "link:", "portal:", "workspace:"];
    let drive = matches!(spec.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    drive
        || spec.starts_with(['.', '/'])
        || spec.starts_with("~/")
        || protocols.iter().any(|protocol| {
            spec.get(..protocol.len()).is_some_and(|start| start.eq_ignore_ascii_case(protocol))
        })
}

fn git(spec: &str) -> Option<Pin> {
    let (place, commit) = spec.split_once('#').unwrap_or((spec, ""));
    let commit = commit.split("::").next().unwrap_or_default();
    let pinned = is_commit(commit);
    let hosts = ["github:", "gitlab:", "bitbucket:", "gist:", "sourcehut:"];
    let by_protocol = hosts.iter().any(|host| place.starts_with(host))
        || place.starts_with("git@")
        || scheme(place).is_some_and(|(scheme, rest)| {
            scheme.starts_with("git+")
                || matches!(scheme.as_str(), "git" | "ssh")
                || (scheme.starts_with("http") && is_hosted(rest))
        });
    (by_protocol || is_shorthand(place)).then_some(Pin::Git { pinned })
}

/// The main page of a repository on a known host is cloned; any path below it is downloaded.
fn is_hosted(rest: &str) -> bool {
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let Some((host, path)) = rest.split_once('/') else {
        return false;
    };
    let host = host.strip_prefix("www.").unwrap_or(host);
    let known = ["github.com", "gitlab.com", "bitbucket.org", "git.sr.ht"];
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let repository = match parts.as_slice() {
        [user, name] | [user, name, "tree", ..] => !user.is_empty() && !name.is_empty(),
        _ => false,
    };
    (known.contains(&host) && repository) || host == "gist.github.com"
}

/// `user/repository`, which npm looks for on GitHub.
fn is_shorthand(place: &str) -> bool {
    let Some((user, name)) = place.split_once('/') else {
        return false;
    };
    let odd = |text: &str| text.contains(|symbol: char| symbol.is_whitespace() || ":@/".contains(symbol));
    !user.is_empty() && !name.is_empty() && !odd(user) && !odd(name)
}

fn url(spec: &str) -> Option<Pin> {
    let (scheme, _) = scheme(spec)?;
    Some(Pin::Url { secure: scheme == "https" })
}
