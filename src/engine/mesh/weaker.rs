//! Rules that weaken each other: found by evaluating the generated policies for sampled requests, not by
//! comparing text.

use super::generate::GeneratedObjects;
use super::index::Mesh;
use super::request::{Request, Token, Workload};
use crate::model::apirule::{Authorization, RouteRule};
use crate::model::index::jwt;
use crate::model::mesh::Action;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A request that a rule would deny and that another rule's policy admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bypass {
    /// The rule that matches the request.
    pub strict: usize,
    /// The rule whose policy admits it.
    pub weak: usize,
    pub method: String,
    pub path: String,
    /// The caller's token, as text.
    pub shows: String,
}

/// A request that a rule would admit and that no policy allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShadowedRequest {
    pub rule: usize,
    pub method: String,
    pub path: String,
    pub shows: String,
}

/// Another host that leads to the same pods and requires less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detour {
    /// Positions in the given list.
    pub guarded: usize,
    pub open: usize,
    pub strict: usize,
    pub method: String,
    pub path: String,
    pub host: String,
    pub shows: String,
}

/// Earlier rules that a later, weaker rule weakens; one example for each pair of rules.
#[must_use]
pub fn weaker(made: &GeneratedObjects) -> Vec<Bypass> {
    let mut found: BTreeMap<(usize, usize), Bypass> = BTreeMap::new();
    ask(made, |trial| {
        let Some(weak) = trial.admits else { return };
        if !trial.meant && weak != trial.rule {
            let (strict, shows) = (trial.rule, trial.shows.to_owned());
            let (method, path) = (trial.method.to_owned(), trial.path.to_owned());
            found.entry((strict, weak)).or_insert(Bypass { strict, weak, method, path, shows });
        }
    });
    found.into_values().collect()
}

/// Routes to pods whose policies deny every intended caller; one example for each rule and method.
#[must_use]
pub fn shadowed(made: &GeneratedObjects) -> Vec<ShadowedRequest> {
    let mut found: BTreeMap<(usize, String), ShadowedRequest> = BTreeMap::new();
    ask(made, |trial| {
        if trial.meant && trial.admits.is_none() {
            let (rule, method) = (trial.rule, trial.method.to_owned());
            let (path, shows) = (trial.path.to_owned(), trial.shows.to_owned());
            found.entry((rule, method.clone())).or_insert(ShadowedRequest { rule, method, path, shows });
        }
    });
    found.into_values().collect()
}

/// The result for one caller and one request.
struct Trial<'a> {
    rule: usize,
    method: &'a str,
    path: &'a str,
    shows: &'a str,
    /// Whether the rule on its own would admit it.
    meant: bool,
    /// The rule whose policy admits it.
    admits: Option<usize>,
}

/// The ALLOW policies alone: an external authorizer is called regardless of them.
struct Judge {
    mesh: Mesh,
    alone: Vec<Option<Mesh>>,
    pods: Vec<Option<Workload>>,
}

impl Judge {
    fn of(made: &GeneratedObjects) -> Self {
        let allow = made.policies.iter().filter(|policy| policy.policy.action == Action::Allow);
        let rules = 0..made.rule.rules.len();
        let own = |at: usize| made.alone(at).map(Mesh::without_custom);
        Self {
            mesh: Mesh::build(allow.map(|one| one.policy.clone()).collect(), made.requests.clone()),
            alone: rules.clone().map(own).collect(),
            pods: rules.map(|at| made.workload(at)).collect(),
        }
    }
}

fn ask(made: &GeneratedObjects, mut each: impl FnMut(&Trial<'_>)) {
    if made.policies.is_empty() || made.targets.is_empty() {
        return;
    }
    let (judge, callers) = (Judge::of(made), callers(&made.rule.rules));
    let rules = made.templates();
    let by_name: BTreeMap<&str, usize> =
        made.policies.iter().map(|policy| (policy.policy.meta.name.as_str(), policy.rule)).collect();
    let host = concrete(&made.host);
    for (method, path) in requests(&rules) {
        let Some(rule) = made.route(&method, &path) else { continue };
        let (Some(Some(pod)), Some(Some(alone))) = (judge.pods.get(rule), judge.alone.get(rule)) else {
            continue;
        };
        for (shows, token) in &callers {
            let request = Request::through_gateway(&method, &host, &path).with_token(token.clone());
            let request = judge.mesh.sent(pod, request);
            let answer = judge.mesh.evaluate(pod, &request);
            let admits =
                answer.allowed().then(|| answer.by.first().and_then(|one| by_name.get(one.name.as_str())));
            // Of several policies that admit it, the rule's own is reported.
            let own = answer.by.iter().any(|object| by_name.get(object.name.as_str()) == Some(&rule));
            let admits = if answer.allowed() && own { Some(rule) } else { admits.flatten().copied() };
            let meant = alone.evaluate(pod, &request).allowed();
            each(&Trial { rule, method: &method, path: &path, shows, meant, admits });
        }
    }
}

/// A name that a wildcard host matches.
#[must_use]
pub fn concrete(host: &str) -> String {
    host.strip_prefix('*').map_or_else(|| host.to_owned(), |end| format!("any{end}"))
}

/// Callers to sample: one without a token, and every kind of token that some rule names.
pub fn callers(rules: &[RouteRule]) -> Vec<(String, Option<Token>)> {
    let mut sorts: BTreeSet<(String, Authorization)> = BTreeSet::new();
    for config in rules.iter().filter_map(jwt) {
        let bare = [Authorization::default()];
        for entry in config.authorizations.iter().chain(&bare) {
            sorts.extend(config.issuers.iter().map(|one| (one.issuer.clone(), entry.clone())));
        }
    }
    let token = |(issuer, entry): (String, Authorization)| {
        let token = Token::of(&issuer, &entry.audiences, &entry.scopes);
        (shown(&issuer, &entry), Some(token))
    };
    std::iter::once(("no token".to_owned(), None)).chain(sorts.into_iter().map(token)).collect()
}

/// A kind of token, as text.
#[must_use]
pub fn shown(issuer: &str, entry: &Authorization) -> String {
    let part = |word: &str, list: &[String]| {
        if list.is_empty() { String::new() } else { format!(", {word} {}", list.join(" and ")) }
    };
    format!("a token of {issuer}{}{}", part("audience", &entry.audiences), part("scope", &entry.scopes))
}

const MOST: usize = 600;

/// Methods and paths that distinguish rules: every pattern filled with the segments of the others, and paths
/// just next to it.
pub fn requests(rules: &[RouteRule]) -> BTreeSet<(String, String)> {
    let words: BTreeSet<&str> =
        rules.iter().flat_map(|rule| rule.path.split('/')).filter(|word| is_word(word)).collect();
    let words: Vec<&str> = words.into_iter().chain(["x"]).collect();
    let mut paths: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    for rule in rules {
        for path in fill(&rule.path, &words) {
            if paths.len() >= MOST {
                break;
            }
            paths.insert(format!("{path}/"));
            paths.extend(path.strip_suffix('/').filter(|rest| !rest.is_empty()).map(str::to_owned));
            paths.insert(path);
        }
    }
    let methods: BTreeSet<&String> = rules.iter().flat_map(|rule| &rule.methods).collect();
    methods
        .into_iter()
        .flat_map(|method| paths.iter().map(move |path| (method.clone(), path.clone())))
        .collect()
}

fn is_word(word: &str) -> bool {
    !matches!(word, "" | "*" | "{*}" | "{**}")
}

/// The paths that a pattern matches, with these segments in place of its operators: the last one changes first, and
/// each path is made once it is known to be among the first.
pub(super) fn fill(pattern: &str, words: &[&str]) -> Vec<String> {
    let pattern = if pattern == "/*" { "/{**}" } else { pattern };
    let segments: Vec<&str> = pattern.trim_start_matches('/').split('/').collect();
    let number = segments.iter().fold(1_usize, |all, segment| all.saturating_mul(count(segment, words)));
    let path = |mut number: usize| {
        let mut picked = Vec::with_capacity(segments.len());
        for segment in segments.iter().rev() {
            let count = count(segment, words).max(1);
            picked.push(choice(segment, words, number % count));
            number /= count;
        }
        picked.iter().rev().flat_map(|segment| ["/", segment]).collect()
    };
    (0..number.min(MOST)).map(path).collect()
}

/// How many texts a segment of a pattern may stand for: for `{**}` no segment, each word, and each before some others.
fn count(segment: &str, words: &[&str]) -> usize {
    match segment {
        "{*}" => words.len(),
        "{**}" => 1 + words.len() + words.len() * words.len().min(BEHIND),
        _ => 1,
    }
}

/// How many words follow another one in the place of `{**}`.
const BEHIND: usize = 4;

/// The text of this number.
fn choice<'a>(segment: &'a str, words: &[&'a str], at: usize) -> Cow<'a, str> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    match (segment, at.checked_sub(1), at.checked_sub(1 + words.len())) {
        ("{*}", ..) => word(at).into(),
        ("{**}", None, _) => "".into(),
        ("{**}", Some(one), None) => word(one).into(),
        ("{**}", _, Some(pair)) => {
            let behind = words.len().clamp(1, BEHIND);
            format!("{}/{}", word(pair / behind), word(pair % behind)).into()
        }
        _ => segment.into(),
    }
}

/// APIRules whose pods another APIRule also exposes, by another host and with weaker requirements; one
/// example for each pair.
#[must_use]
pub fn detours(all: &[&GeneratedObjects]) -> Vec<Detour> {
    let judges: Vec<Judge> = all.iter().map(|made| Judge::of(made)).collect();
    let mut by_service: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    // Pods that share a label share at least one of its pairs: only those are compared.
    for (at, made) in all.iter().enumerate() {
        for target in &made.targets {
            let pairs = target.selector.iter().map(|(_, value)| (target.namespace.as_str(), value));
            for pair in pairs {
                let list = by_service.entry(pair).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
    }
    let pairs: BTreeSet<(usize, usize)> = by_service
        .values()
        .filter(|list| list.len() < 64)
        .flat_map(|list| list.iter().flat_map(|one| list.iter().map(move |other| (*one, *other))))
        .filter(|(one, other)| one != other)
        .collect();
    let found = pairs.into_iter().filter_map(|(guarded, open)| {
        let (one, other) = (all.get(guarded)?, all.get(open)?);
        let (judge, others) = (judges.get(guarded)?, judges.get(open)?);
        detour(one, judge, other, others).map(|detour| Detour { guarded, open, ..detour })
    });
    found.collect()
}

fn detour(
    guarded: &GeneratedObjects,
    judge: &Judge,
    open: &GeneratedObjects,
    others: &Judge,
) -> Option<Detour> {
    if guarded.host == open.host {
        return None;
    }
    let callers = callers(&guarded.rule.rules);
    let host = concrete(&open.host);
    let both: Vec<RouteRule> = guarded.templates().iter().chain(open.templates().iter()).cloned().collect();
    for (method, path) in requests(&both) {
        let (Some(strict), Some(way)) = (guarded.route(&method, &path), open.route(&method, &path)) else {
            continue;
        };
        let (Some(Some(pod)), Some(Some(alone))) = (judge.pods.get(strict), judge.alone.get(strict)) else {
            continue;
        };
        let same = others.pods.get(way).and_then(Option::as_ref).is_some_and(|other| share(pod, other));
        if !same {
            continue;
        }
        for (shows, token) in &callers {
            let own = concrete(&guarded.host);
            let asked = Request::through_gateway(&method, &own, &path).with_token(token.clone());
            let by_way = Request { host: host.clone(), ..asked.clone() };
            let kept_out = alone.evaluate(pod, &alone.sent(pod, asked)).denied();
            let other = others.pods.get(way).and_then(Option::as_ref)?;
            if kept_out && others.mesh.evaluate(other, &others.mesh.sent(other, by_way)).allowed() {
                let (method, path, host, shows) = (method.clone(), path.clone(), host.clone(), shows.clone());
                return Some(Detour { guarded: 0, open: 0, strict, method, path, host, shows });
            }
        }
    }
    None
}

/// Whether every pod of one target is a pod of the other.
fn share(one: &Workload, other: &Workload) -> bool {
    let within = |workload: &Workload, other: &Workload| {
        workload.labels.iter().all(|(key, value)| other.labels.is(key, value))
    };
    one.namespace == other.namespace && (within(one, other) || within(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Segment by segment, with the first ones kept after each.
    fn naive(pattern: &str, words: &[&str]) -> Vec<String> {
        let mut made = vec![String::new()];
        for segment in pattern.trim_start_matches('/').split('/') {
            let all: Vec<String> = match segment {
                "{*}" => words.iter().map(ToString::to_string).collect(),
                "{**}" => {
                    let two = words
                        .iter()
                        .flat_map(|one| words.iter().take(4).map(move |other| format!("{one}/{other}")));
                    let one = words.iter().map(ToString::to_string);
                    std::iter::once(String::new()).chain(one).chain(two).collect()
                }
                word => vec![word.to_owned()],
            };
            let longer = made.iter().flat_map(|start| all.iter().map(move |one| format!("{start}/{one}")));
            made = longer.take(MOST).collect();
        }
        made
    }

    proptest::proptest! {
        #[test]
        fn paths_are_filled_as_if_segment_by_segment(
            pattern in "(/(a|b|\\{\\*\\}|\\{\\*\\*\\}|)){1,6}", words in proptest::collection::vec("[a-c]", 0..6)
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(fill(&pattern, &words), naive(&pattern, &words));
        }
    }
}
