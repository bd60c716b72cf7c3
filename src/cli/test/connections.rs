//! Expectations about connections, by NetworkPolicies.

use super::answer::{Answer, Asked};
use crate::engine::network::{End, Openness, Outlet, Reachability};
use crate::model::Kind;
use crate::verdicts::expect::{Destination, Target};

/// Namespace and name of a pod, and the name it is known by.
type Peer = (String, String, String);

/// Answers whether some pod may open a connection to another one, or to the internet.
pub fn connection(asked: &Asked<'_>, from: &Target, may: bool, to: &Destination) -> Answer {
    let sources = peers(asked, from);
    let mut unknown = asked.unread(&[Kind::Pod, Kind::NetworkPolicy, Kind::Namespace]);
    if sources.is_empty() && (from.name != "*" || may) {
        unknown.push(format!("{}/{} has no known pod", from.namespace, from.name));
    }
    let mut allowed = Vec::new();
    let mut take = |verdict: Reachability, words: String| match verdict {
        Reachability::Allowed => allowed.push(words),
        Reachability::Unknown => unknown.push(format!("whether {words}")),
        Reachability::Denied => {}
    };
    match to {
        Destination::Internet => {
            for (namespace, name, shown) in &sources {
                let reached =
                    asked.outlets.reach(&asked.network, End::Pod(namespace, name), Outlet::Internet);
                take(reached.verdict, format!("{shown} connects to the internet"));
            }
        }
        // Namespaces are compared by classes of pods, since the pairs of their pods would be too many.
        Destination::Pods(target) if from.name == "*" && target.name == "*" => {
            for (one, other, openness) in cells(asked, from, target) {
                let verdict = match openness {
                    Openness::Empty | Openness::None => Reachability::Denied,
                    Openness::Unknown => Reachability::Unknown,
                    Openness::Some | Openness::All => Reachability::Allowed,
                };
                take(verdict, format!("a pod of {one} connects to a pod of {other}"));
            }
        }
        Destination::Pods(target) => {
            let targets = peers(asked, target);
            for (namespace, name, shown) in &sources {
                for other in &targets {
                    if (&other.0, &other.1) == (namespace, name) {
                        continue;
                    }
                    let answer =
                        asked.network.answer(End::Pod(namespace, name), End::Pod(&other.0, &other.1));
                    let Some(answer) = answer else { continue };
                    let verdict = match (answer.sure().is_none(), answer.possible().is_none()) {
                        (false, _) => Reachability::Allowed,
                        (true, false) => Reachability::Unknown,
                        (true, true) => Reachability::Denied,
                    };
                    take(verdict, format!("{shown} connects to {}", other.2));
                }
            }
            if targets.is_empty() && (target.name != "*" || may) {
                unknown.push(format!("{}/{} has no known pod", target.namespace, target.name));
            }
        }
    }
    match (may, allowed.is_empty()) {
        (true, false) => Answer::Holds,
        (true, true) if unknown.is_empty() => Answer::Fails(vec!["no connection is allowed".into()]),
        (true, true) => Answer::Unknown(unknown),
        (false, _) => Answer::of(allowed, unknown),
    }
}

/// Returns how open namespaces are to each other.
fn cells(asked: &Asked<'_>, from: &Target, to: &Target) -> Vec<(String, String, Openness)> {
    let names = |target: &Target| {
        let own = asked.network.namespaces().filter(|name| target.has_namespace(name));
        own.map(str::to_owned).collect::<Vec<_>>()
    };
    let (sources, targets) = (names(from), names(to));
    let mut all = Vec::new();
    for one in &sources {
        for other in &targets {
            let cell = asked.network.cell(one, other);
            all.extend(cell.map(|cell| (one.clone(), other.clone(), cell.openness)));
        }
    }
    all
}

/// Returns the pods of a target: those of a Function of this name, or the pod itself.
fn peers(asked: &Asked<'_>, target: &Target) -> Vec<Peer> {
    let spaces = asked.peopled.spaces().filter(|space| target.has_namespace(&space.name));
    let mut all = Vec::new();
    for space in spaces {
        for (name, pod) in space.pods.iter().filter(|(_, pod)| !pod.finished()) {
            let function = pod.function();
            if target.name == "*" || function == Some(target.name.as_str()) || target.name == **name {
                let shown = format!("{}/{}", space.name, function.unwrap_or(name));
                all.push((space.name.to_string(), name.to_string(), shown));
            }
        }
    }
    all
}
