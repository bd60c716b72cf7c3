//! Expectations about connections, by NetworkPolicies and the policies of the mesh.

use super::answer::{Answer, Asked};
use crate::engine::connection::{Joint, of_namespaces, of_pods};
use crate::engine::network::{End, Outlet, Reachability};
use crate::model::Kind;
use crate::model::pod::Pod;
use crate::verdicts::expect::{Destination, Target};
use std::sync::Arc;

/// A pod, and the name it is known by.
struct Peer {
    namespace: String,
    name: String,
    shown: String,
    pod: Arc<Pod>,
}

impl Peer {
    fn end(&self) -> End<'_> {
        End::Pod(&self.namespace, &self.name)
    }
}

/// Answers whether some pod may open a connection to another one, or to the internet.
pub fn connection(asked: &Asked<'_>, from: &Target, may: bool, to: &Destination) -> Answer {
    let sources = peers(asked, from);
    let mut unknown = asked.unread(&[Kind::Pod, Kind::NetworkPolicy, Kind::Namespace]);
    if sources.is_empty() && (from.name != "*" || may) {
        unknown.push(format!("{}/{} has no known pod", from.namespace, from.name));
    }
    if asked.peopled.spaces().all(|space| space.pods.is_empty()) {
        unknown.push("no pod was read".to_owned());
    }
    let mut allowed = Vec::new();
    let mut take = |joint: Joint, words: String| match joint.verdict {
        Reachability::Allowed => allowed.push(words),
        Reachability::Unknown if joint.why.is_empty() => unknown.push(format!("whether {words}")),
        Reachability::Unknown => unknown.push(format!("whether {words}: {}", joint.why)),
        Reachability::Denied => {}
    };
    match to {
        Destination::Internet => {
            for peer in &sources {
                let reached = asked.outlets.reach(&asked.network, peer.end(), Outlet::Internet);
                let joint = Joint { verdict: reached.verdict, why: String::new() };
                take(joint, format!("{} connects to the internet", peer.shown));
            }
        }
        // Namespaces are compared by classes of pods, since the pairs of their pods would be too many.
        Destination::Pods(target) if from.name == "*" && target.name == "*" => {
            for (one, other, joint) in cells(asked, from, target) {
                take(joint, format!("a pod of {one} connects to a pod of {other}"));
            }
        }
        Destination::Pods(target) => {
            let targets = peers(asked, target);
            for (one, other, joint) in pairs(asked, &sources, &targets) {
                take(joint, format!("{} connects to {}", one.shown, other.shown));
            }
            if targets.is_empty() && (target.name != "*" || may) {
                unknown.push(format!("{}/{} has no known pod", target.namespace, target.name));
            }
        }
    }
    if let Destination::Pods(_) = to {
        unknown.extend(asked.unread(&[Kind::AuthorizationPolicy, Kind::PeerAuthentication]));
    }
    match (may, allowed.is_empty()) {
        (true, false) => Answer::Holds,
        (true, true) if unknown.is_empty() => Answer::Fails(vec!["no connection is allowed".into()]),
        (true, true) => Answer::Unknown(unknown),
        (false, _) => Answer::of(allowed, unknown),
    }
}

/// Returns whether pods can connect to others, each pair that exists.
fn pairs<'p>(
    asked: &Asked<'_>,
    sources: &'p [Peer],
    targets: &'p [Peer],
) -> Vec<(&'p Peer, &'p Peer, Joint)> {
    let mut all = Vec::new();
    for one in sources {
        for other in targets {
            if (&one.namespace, &one.name) == (&other.namespace, &other.name) {
                continue;
            }
            let Some(answer) = asked.network.answer(one.end(), other.end()) else { continue };
            let network = match (answer.sure().is_none(), answer.possible().is_none()) {
                (false, _) => Reachability::Allowed,
                (true, false) => Reachability::Unknown,
                (true, true) => Reachability::Denied,
            };
            all.push((one, other, of_pods(network, &asked.meshed(&one.pod, &other.pod))));
        }
    }
    all
}

/// Returns whether pods of namespaces can connect to each other.
fn cells(asked: &Asked<'_>, from: &Target, to: &Target) -> Vec<(String, String, Joint)> {
    let names = |target: &Target| {
        let own = asked.network.namespaces().filter(|name| target.has_namespace(name));
        own.map(str::to_owned).collect::<Vec<_>>()
    };
    let (sources, targets) = (names(from), names(to));
    let mut all = Vec::new();
    for one in &sources {
        for other in &targets {
            let Some(cell) = asked.network.cell(one, other) else { continue };
            let joint = of_namespaces(cell.openness, &asked.crowd(one, other));
            all.push((one.clone(), other.clone(), joint));
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
                all.push(Peer {
                    namespace: space.name.to_string(),
                    name: name.to_string(),
                    shown: format!("{}/{}", space.name, function.unwrap_or(name)),
                    pod: Arc::clone(pod),
                });
            }
        }
    }
    all
}
