//! Resolves the names of the two ends of a connection.

use super::mesh::Asker;
use super::names::{did_you_mean, missing, pods};
use super::owned::OwnedReport;
use crate::engine::network::{ConnectionAnswer, Network, Outlet, Outlets};
use crate::model::Snapshot;
use crate::model::network_policy::Protocol;
use crate::output::reach::ConnectionReport;

/// One query, as written.
#[derive(Clone, Copy)]
pub struct ReachQuery<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub port: Option<u16>,
    pub protocol: Protocol,
}

/// A pod or an address, and the port that traffic to it arrives at.
pub struct ReachEnd {
    pub end: OwnedReport,
    port: Option<u16>,
    protocol: Protocol,
}

/// The data that queries are evaluated on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub snapshot: &'a Snapshot,
    pub network: &'a Network,
    pub mesh: &'a Asker,
}

/// Answers a query: once for each pair of pods that it means.
///
/// # Errors
/// If an end is not found, or has no network.
pub fn ask(ground: Ground<'_>, asked: &ReachQuery<'_>) -> Result<Vec<ConnectionReport>, String> {
    let Ground { snapshot, network, .. } = ground;
    let outlets = Outlets::of(snapshot, network);
    let sources = pods(snapshot, asked.from, "--from")?;
    let targets = targets(snapshot, network, &outlets, asked)?;
    let mut all = Vec::new();
    for source in &sources {
        for target in &targets {
            let answer = answer(network, &outlets, source, &target.end).ok_or_else(|| {
                format!("{} or {} has ended, so it has no network.", source.shown(), target.end.shown())
            })?;
            all.push(tell(ground, source, target, answer));
        }
    }
    Ok(all)
}

/// Returns the answers for one source; ends without a network are left out.
pub fn ask_from(
    ground: Ground<'_>,
    outlets: &Outlets,
    source: &OwnedReport,
    targets: &[ReachEnd],
) -> Vec<ConnectionReport> {
    let each = targets.iter().filter_map(|target| {
        let answer = answer(ground.network, outlets, source, &target.end)?;
        Some(tell(ground, source, target, answer))
    });
    each.collect()
}

fn answer(
    network: &Network,
    outlets: &Outlets,
    source: &OwnedReport,
    target: &OwnedReport,
) -> Option<ConnectionAnswer> {
    match target {
        OwnedReport::Outlet(outlet) => outlets.answer(network, source.end()?, *outlet),
        OwnedReport::Pod(..) | OwnedReport::Address(_) => network.answer(source.end()?, target.end()?),
    }
}

fn tell(
    ground: Ground<'_>,
    source: &OwnedReport,
    target: &ReachEnd,
    answer: ConnectionAnswer,
) -> ConnectionReport {
    let ends = (source, &target.end);
    ConnectionReport {
        mesh: ground.mesh.between(ground.snapshot, ends, target.port, target.protocol),
        from: source.shown(),
        to: target.end.shown(),
        port: target.port,
        protocol: target.protocol,
        answer,
        request: ground.mesh.asks(),
    }
}

/// Resolves the destination of a query.
///
/// # Errors
/// If the destination is not found.
pub fn targets(
    snapshot: &Snapshot,
    network: &Network,
    outlets: &Outlets,
    asked: &ReachQuery<'_>,
) -> Result<Vec<ReachEnd>, String> {
    if let Some(outlet) = Outlet::read(asked.to) {
        return outlet_targets(outlets, outlet, asked);
    }
    if let [namespace, "svc" | "service", name] = asked.to.split('/').collect::<Vec<_>>().as_slice() {
        let space = snapshot.space(namespace);
        let found = space.and_then(|space| Some((space, space.services.get(*name)?)));
        let hint = || space.map(|space| did_you_mean(space, name, "--to")).unwrap_or_default();
        let (space, service) = found.ok_or_else(|| missing("Service", asked.to) + &hint())?;
        let backends = network
            .backends(space, service, asked.port)
            .map_err(|why| format!("{} does not lead to a known pod: {}.", asked.to, why.words()))?;
        let target = |backend: crate::engine::network::Backend| ReachEnd {
            end: OwnedReport::Pod((*namespace).to_owned(), backend.pod),
            port: Some(backend.port),
            protocol: backend.protocol,
        };
        return Ok(backends.into_iter().map(target).collect());
    }
    let ends = pods(snapshot, asked.to, "--to")?;
    Ok(ends.into_iter().map(|end| ReachEnd { end, port: asked.port, protocol: asked.protocol }).collect())
}

fn outlet_targets(
    outlets: &Outlets,
    outlet: Outlet,
    asked: &ReachQuery<'_>,
) -> Result<Vec<ReachEnd>, String> {
    let Some(pods) = outlets.pods(outlet) else {
        let port = asked.port.or(Some(443));
        return Ok(vec![ReachEnd { end: OwnedReport::Outlet(outlet), port, protocol: asked.protocol }]);
    };
    let pods = pods.map_err(|why| format!("{} does not lead to a known pod: {why}.", asked.to))?;
    let target = |(namespace, name, protocol, port): &(String, String, Protocol, u16)| ReachEnd {
        end: OwnedReport::Pod(namespace.clone(), name.clone()),
        port: Some(*port),
        protocol: *protocol,
    };
    Ok(pods.iter().map(target).collect())
}
