//! Resolves the names of the ends of a connection: pods, Functions, workloads, addresses, and external
//! networks. Names flow in; pods or addresses flow out, or a sentence that suggests the nearest match.

use super::owned::OwnedReport;
use crate::engine::network::address;
use crate::engine::network::stand_ins::workloads;
use crate::model::{Labels, Snapshot, Space};

/// Kinds of workloads by the names that kubectl accepts, with the name of their stand-ins first.
const KINDS: [&[&str]; 7] = [
    &["deployment", "deploy", "deployments"],
    &["statefulset", "sts", "statefulsets"],
    &["daemonset", "ds", "daemonsets"],
    &["replicaset", "rs", "replicasets"],
    &["replicationcontroller", "rc"],
    &["job", "jobs"],
    &["cronjob", "cj", "cronjobs"],
];

/// Returns the pods or the address that a value of an option names.
///
/// # Errors
/// If the value is invalid, or names nothing.
pub fn pods(snapshot: &Snapshot, word: &str, option: &str) -> Result<Vec<OwnedReport>, String> {
    if let Some(address) = address(word) {
        return Ok(vec![OwnedReport::Address(address)]);
    }
    // External traffic enters through the gateway.
    if matches!(word, "gateway" | "internet") {
        return gateway(snapshot);
    }
    let Some((namespace, name)) = word.split_once('/') else {
        let others = if option == "--to" {
            "publisher, dns, api-server, internet, gateway"
        } else {
            "gateway, internet"
        };
        return Err(format!(
            "Invalid {option} \"{word}\": use NS/POD, NS/fn/FUNCTION, an address, or one of {others}."
        ));
    };
    let Some(space) = snapshot.space(namespace).filter(|space| !space.is_cluster()) else {
        return Err(missing("namespace", namespace));
    };
    let named = |name: &str| OwnedReport::Pod(namespace.to_owned(), name.to_owned());
    let (kind, own) = match name.split_once('/') {
        Some(("fn" | "function" | "functions", function)) => {
            let own =
                space.pods.iter().filter(|(_, pod)| pod.function() == Some(function) && !pod.finished());
            ("Function with pods", own.map(|(name, _)| named(name)).collect::<Vec<_>>())
        }
        Some((kind, workload)) => {
            ("workload with pods", of_workload(space, kind, workload).iter().map(|one| named(one)).collect())
        }
        None => ("pod", space.pods.contains_key(name).then(|| named(name)).into_iter().collect()),
    };
    if own.is_empty() { Err(missing(kind, word) + &did_you_mean(space, name, option)) } else { Ok(own) }
}

fn of_workload(space: &Space, kind: &str, name: &str) -> Vec<String> {
    let Some(kind) = KINDS.iter().find(|names| names.contains(&kind)).and_then(|names| names.first()) else {
        return Vec::new();
    };
    let stand_in = format!("{kind}/{name}");
    if space.pods.contains_key(stand_in.as_str()) {
        return vec![stand_in];
    }
    let found = workloads(space).into_iter().find(|(of, _)| of == kind);
    let Some(workload) = found.and_then(|(_, all)| all.get(name)) else { return Vec::new() };
    let own = |labels: &Labels| workload.template_labels.iter().all(|(key, value)| labels.is(key, value));
    let pods = space.pods.iter().filter(|(_, pod)| !pod.finished() && own(&pod.meta.labels));
    let none = workload.template_labels.is_empty();
    pods.filter(|_| !none).map(|(name, _)| name.to_string()).collect()
}

/// Returns the pods of the gateway through which internet traffic enters.
fn gateway(snapshot: &Snapshot) -> Result<Vec<OwnedReport>, String> {
    let space = snapshot.space("istio-system");
    let pods = space.iter().flat_map(|space| &space.pods);
    let own = pods.filter(|(_, pod)| pod.is_gateway() && !pod.finished());
    let own: Vec<OwnedReport> =
        own.map(|(name, _)| OwnedReport::Pod("istio-system".into(), name.to_string())).collect();
    if own.is_empty() {
        Err(missing("pod of the gateway, app=istio-ingressgateway in", "istio-system"))
    } else {
        Ok(own)
    }
}

/// Returns ` Did you mean …?` if another object of the namespace has the name.
pub fn did_you_mean(space: &Space, name: &str, option: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or_default();
    let home = &space.name;
    let mut all: Vec<String> = Vec::new();
    if space.functions.contains_key(name) {
        all.push(format!("{home}/fn/{name}"));
    }
    let short =
        |kind: &str| KINDS.iter().find(|names| names.first() == Some(&kind)).and_then(|names| names.get(1));
    for (kind, workloads) in workloads(space) {
        if workloads.contains_key(name) {
            all.push(format!("{home}/{}/{name}", short(kind).unwrap_or(&kind)));
        }
    }
    if option == "--to" && space.services.contains_key(name) {
        all.push(format!("{home}/svc/{name}"));
    }
    if all.is_empty() {
        let near =
            space.pods.keys().filter(|pod| pod.starts_with(name) && !name.is_empty() && !pod.contains('/'));
        all.extend(near.take(2).map(|pod| format!("{home}/{pod}")));
    }
    if all.is_empty() { String::new() } else { format!(" Did you mean {}?", all.join(" or ")) }
}

pub fn missing(what: &str, name: &str) -> String {
    format!("No {what} {name}, or no permission to read it. Check the name, and -n or -f.")
}
