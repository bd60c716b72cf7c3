//! The selected cell of the map or the access grid as a line of `expect:`, which `fnsec test` answers.

use crate::app::Place;
use crate::app::map::access_table::AccessMark;
use crate::app::model::Model;
use crate::engine::access::{AccessAnswer, AccessRequest, Capability, Right, Who};
use crate::engine::connection::{Joint, of_namespaces, of_pods};
use crate::engine::mesh::entry::{self, Callers};
use crate::engine::mesh::{ConnectionVerdict, unseen};
use crate::engine::network::Reachability;
use crate::engine::network::stand_ins::lacks_pods;
use crate::engine::pod_network::{self, PodNetwork, PodPeer};
use crate::model::rbac::Subject;
use crate::model::{Extent, Kind, Snapshot};
use crate::source::Origin;
use crate::verdicts::expect::{self, Target};
use crate::yaml;
use serde_json::json;

/// Returns the test of the selected cell, or why it has none.
///
/// # Errors
/// If no cell is selected, or its answer is not known.
pub fn lines(model: &Model) -> Result<String, String> {
    if model.grids.what_if.is_some() {
        return Err("close the what-if change first: a test is about what is in force".into());
    }
    let sentences = match &model.place {
        Place::Reach if model.cursor(0).row == 0 => vec![internet(model)?],
        Place::Reach => vec![namespaces(model)?],
        Place::Pair(from, to) => vec![pods(model, from, to)?],
        Place::Access(_) => rights(model)?,
        _ => return Err("open the map or the access grid, and select a cell".into()),
    };
    for sentence in &sentences {
        expect::parse(sentence).map_err(|why| format!("the name cannot be written in a test: {why}"))?;
    }
    Ok(yaml::print(&json!(sentences)))
}

fn unknown(why: &str) -> String {
    format!("the answer is unknown, so that there is no test: {why}")
}

fn internet(model: &Model) -> Result<String, String> {
    let reach = model.grids.shown().ok_or("the map is not ready yet")?;
    let to = reach.matrix.names.get(model.grids.reach_column).ok_or("select a cell first")?;
    let snapshot = &model.snapshot;
    let whole = matches!(model.session.origin, Origin::Cluster | Origin::Recording);
    let routes = entry::routes(snapshot, whole);
    let mut own = routes.iter().filter(|route| *route.service.0 == **to);
    if own.clone().any(|route| matches!(route.callers, Callers::Anyone)) {
        return Ok(format!("internet may reach {to}/*"));
    }
    let kinds = [Kind::APIRule, Kind::VirtualService, Kind::Ingress, Kind::HTTPRoute];
    let doubt = own
        .find_map(|route| if let Callers::Unknown(why) = &route.callers { Some(why.clone()) } else { None });
    let doubt =
        doubt.or_else(|| kinds.iter().find_map(|kind| unseen::objects(snapshot, *kind).into_iter().next()));
    doubt.map_or_else(|| Ok(format!("internet may not reach {to}/*")), |why| Err(unknown(&why)))
}

/// With more pods and Functions than this, no key waits for what decides between all of them.
const MOST: usize = 5_000;

/// Returns what decides between all pods, and those that workloads will create; nothing if that would take too long.
fn pod_network(model: &Model) -> Option<PodNetwork> {
    let count = model.snapshot.count(Kind::Pod) + model.snapshot.count(Kind::Function);
    (count <= MOST).then(|| PodNetwork::of(&model.snapshot))
}

/// The map shows pods that exist; a test is also about those that workloads will create.
fn has_all_pods(model: &Model, names: [&str; 2]) -> Result<(), String> {
    let snapshot = &model.snapshot;
    let files = snapshot.extent() == Extent::Files;
    let lacks = |name: &&str| snapshot.space(name).is_some_and(|space| lacks_pods(space, files));
    let why = |name| {
        format!("{name} has workloads without pods, and there are too many pods to add them: use fnsec reach")
    };
    names.into_iter().find(lacks).map_or(Ok(()), |name| Err(why(name)))
}

fn connection(
    snapshot: &Snapshot,
    (from, to): (&Target, &Target),
    joints: impl IntoIterator<Item = Joint>,
) -> Result<String, String> {
    let sentence = |may: &str| Ok(format!("{} {may} connect to {}", written(from), written(to)));
    let mut doubt = None;
    for joint in joints {
        match joint.verdict {
            Reachability::Allowed => return sentence("may"),
            Reachability::Unknown => doubt = doubt.or(Some(joint.why)),
            Reachability::Denied => {}
        }
    }
    if snapshot.spaces().all(|space| space.pods.is_empty()) {
        return Err("no pod and no workload was read, so that there is no test".into());
    }
    match doubt.or_else(|| pod_network::gaps(snapshot).into_iter().next()) {
        Some(why) => Err(unknown(&why)),
        None => sentence("may not"),
    }
}

fn written(target: &Target) -> String {
    format!("{}/{}", target.namespace, target.name)
}

fn target(namespace: &str, name: &str) -> Target {
    Target { namespace: namespace.to_owned(), name: name.to_owned() }
}

fn namespaces(model: &Model) -> Result<String, String> {
    let reach = model.grids.shown().ok_or("the map is not ready yet")?;
    let (row, column) = (model.cursor(0).row, model.grids.reach_column);
    let from = reach.from(row).ok_or("select a cell first")?;
    let to = reach.matrix.names.get(column).ok_or("select a cell first")?;
    let named = (&target(from, "*"), &target(to, "*"));
    let has_all = has_all_pods(model, [from, to]);
    if has_all.is_err()
        && let Some(pods) = pod_network(model)
    {
        return connection(&pods.snapshot, named, pods.between_namespaces(from, to));
    }
    has_all?;
    let cell = reach.cell(row, column).ok_or("select a cell first")?;
    connection(&model.snapshot, named, [of_namespaces(cell.openness, &reach.crowd)])
}

/// Whether a pod, or a Function, is a single pod.
fn is_alone(model: &Model, target: &Target) -> bool {
    let pods = model.snapshot.space(&target.namespace).into_iter().flat_map(|space| space.pods.values());
    pods.filter(|pod| pod.function() == Some(&target.name) && !pod.finished()).nth(1).is_none()
}

fn pods(model: &Model, from: &str, to: &str) -> Result<String, String> {
    let reach = model.grids.shown().ok_or("the map is not ready yet")?;
    let pair = reach.pairs.rows.get(model.cursor(0).row).ok_or("select a pair first")?;
    let named = |namespace: &str, pod: &str| {
        let function = model.snapshot.space(namespace).and_then(|space| space.pods.get(pod)?.function());
        target(namespace, function.unwrap_or(pod))
    };
    let (one, other) = (named(from, &pair.from), named(to, &pair.to));
    let has_all = has_all_pods(model, [from, to]);
    // A test of a Function is about all of its pods.
    let is_whole = has_all.is_ok() && is_alone(model, &one) && is_alone(model, &other);
    if !is_whole && let Some(pods) = pod_network(model) {
        let targets: Vec<PodPeer<'_>> = pods.pods(to, &other.name).collect();
        let own =
            |one: PodPeer<'_>| targets.iter().filter_map(|to| pods.between(one, *to)).collect::<Vec<_>>();
        let joints: Vec<Joint> = pods.pods(from, &one.name).flat_map(own).collect();
        return connection(&pods.snapshot, (&one, &other), joints);
    }
    has_all?;
    let none = ConnectionVerdict::none("no sidecar");
    let mesh = reach.crowd.pair(&pair.from, &pair.to).unwrap_or(&none);
    connection(&model.snapshot, (&one, &other), [of_pods(pod_network::verdict(&pair.answer), mesh)])
}

fn rights(model: &Model) -> Result<Vec<String>, String> {
    let table = model.grids.access.as_ref().ok_or("the grid is not ready yet")?;
    if table.namespace.is_empty() {
        return Err("a test is about one namespace: open one from this cell".into());
    }
    let row = table.rows.get(model.cursor(0).row).ok_or("select a cell first")?;
    let to = *Capability::ALL.get(model.grids.access_column).ok_or("select a cell first")?;
    let mark = row.marks.get(model.grids.access_column).copied().unwrap_or(AccessMark::Unknown);
    let who = asked(&row.subject);
    let has = |right: &Right| {
        let wanted = right.wanted();
        let can = |verb: &&str| {
            let action = AccessRequest::on(verb, wanted.group, wanted.resource, &table.namespace);
            table.access.can(&who, &action.part(wanted.subresource))
        };
        let answers: Vec<AccessAnswer> = wanted.verbs.iter().map(can).collect();
        if answers.iter().any(|access_answer| matches!(access_answer, AccessAnswer::Allowed(_))) {
            return Some(true);
        }
        let is_unknown = answers.iter().any(|answer| matches!(answer, AccessAnswer::Unknown(_)));
        (!is_unknown).then_some(false)
    };
    let subject = subject(&row.subject)?;
    let line = |may: &str, right: &Right| {
        let wanted = right.wanted();
        let part =
            if wanted.subresource.is_empty() { String::new() } else { format!("/{}", wanted.subresource) };
        let group = if wanted.group.is_empty() { String::new() } else { format!(".{}", wanted.group) };
        let verbs = wanted.verbs.join(",");
        format!("{subject} {may} {verbs} {}{group}{part} in {}", wanted.resource, table.namespace)
    };
    match mark {
        AccessMark::Unknown => {
            let gap = table.access.gaps(&who, &table.namespace).into_iter().next();
            let gap =
                gap.map_or_else(|| "not every role and binding could be read".into(), |gap| gap.to_string());
            Err(unknown(&gap))
        }
        AccessMark::Some => {
            Err("the permission is over named objects only, so that there is no test of the cell".into())
        }
        AccessMark::Here | AccessMark::Cluster | AccessMark::Indirect => {
            let way = to.ways().find(|way| way.rights.iter().all(|right| has(right) == Some(true)));
            let way = way.ok_or_else(|| unknown("no path to it is certain"))?;
            Ok(way.rights.iter().map(|right| line("may", right)).collect())
        }
        AccessMark::No => {
            let direct = to.ways().filter(|way| way.is_direct());
            let missing = direct.map(|way| way.rights.iter().find(|right| has(right) == Some(false)));
            let missing: Option<Vec<&Right>> = missing.collect();
            let missing =
                missing.ok_or("every authenticated user may do it, so that there is no test of the cell")?;
            Ok(missing.into_iter().map(|right| line("may not", right)).collect())
        }
    }
}

/// Returns the identity that a test asks for: a user is authenticated.
fn asked(subject: &Subject) -> Who {
    match subject.kind.as_str() {
        "Group" | "ServiceAccount" => Who::of(subject),
        _ if subject.name.starts_with("system:serviceaccount:") => Who::of(subject),
        _ => Who::logged_in(&*subject.name, [""; 0]),
    }
}

fn subject(subject: &Subject) -> Result<String, String> {
    let (kind, name) = match subject.kind.as_str() {
        "Group" => ("group", subject.name.clone()),
        "ServiceAccount" => ("account", format!("{}/{}", subject.namespace, subject.name)),
        _ => {
            match subject.name.strip_prefix("system:serviceaccount:").and_then(|name| name.split_once(':')) {
                Some((namespace, name)) => ("account", format!("{namespace}/{name}")),
                None => ("user", subject.name.clone()),
            }
        }
    };
    if name.contains('"') {
        return Err("the name has a quote, which a test cannot contain".into());
    }
    let is_plain = !name.is_empty() && !name.contains(char::is_whitespace);
    Ok(if is_plain { format!("{kind} {name}") } else { format!("{kind} \"{name}\"") })
}
