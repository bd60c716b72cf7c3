//! Expectations about connections, by NetworkPolicies and the policies of the mesh.

use super::answer::{Answer, PreparedEngines};
use crate::engine::connection::Joint;
use crate::engine::network::{Outlet, Reachability};
use crate::engine::pod_network::PodPeer;
use crate::model::Kind;
use crate::verdicts::expect::{Destination, Target};

/// Answers whether some pod may open a connection to another one, or to the internet.
pub fn connection(asked: &PreparedEngines<'_>, from: &Target, may: bool, to: &Destination) -> Answer {
    let sources = peers(asked, from);
    let mut unknown = asked.unread(&[Kind::Pod, Kind::NetworkPolicy, Kind::Namespace]);
    if sources.is_empty() && (from.name != "*" || may) {
        unknown.push(format!("{}/{} has no known pod", from.namespace, from.name));
    }
    if asked.pods.is_empty() {
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
                let reached = asked.outlets.reach(&asked.pods.network, peer.end(), Outlet::Internet);
                let joint = Joint { verdict: reached.verdict, why: String::new() };
                take(joint, format!("{} connects to the internet", shown(peer)));
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
            for one in &sources {
                for other in &targets {
                    let Some(joint) = asked.pods.between(*one, *other) else { continue };
                    take(joint, format!("{} connects to {}", shown(one), shown(other)));
                }
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

/// Returns whether pods of namespaces can connect to each other.
fn cells(asked: &PreparedEngines<'_>, from: &Target, to: &Target) -> Vec<(String, String, Joint)> {
    let names = |target: &Target| {
        let own = asked.pods.network.namespaces().filter(|name| target.has_namespace(name));
        own.map(str::to_owned).collect::<Vec<_>>()
    };
    let (sources, targets) = (names(from), names(to));
    let mut all = Vec::new();
    for one in &sources {
        for other in &targets {
            let Some(joint) = asked.pods.between_namespaces(one, other) else { continue };
            all.push((one.clone(), other.clone(), joint));
        }
    }
    all
}

/// Returns the pods of a target: those of a Function of this name, or the pod itself.
fn peers<'a>(asked: &'a PreparedEngines<'_>, target: &'a Target) -> Vec<PodPeer<'a>> {
    let spaces = asked.pods.snapshot.spaces().filter(|space| target.has_namespace(&space.name));
    spaces.flat_map(|space| asked.pods.pods(&space.name, &target.name)).collect()
}

fn shown(peer: &PodPeer<'_>) -> String {
    format!("{}/{}", peer.namespace, peer.pod.function().unwrap_or(peer.name))
}
