//! Which namespaces connect to which, and which Functions to the internet, by NetworkPolicies.

use super::{Area, Fact, Facts, NamespaceOpenness};
use crate::cli::gather::SourceVerdicts;
use crate::engine::network::stand_ins;
use crate::engine::network::{self, ConnectionEnd, Network, Outlet, Outlets, Reachability};
use crate::model::Snapshot;

pub fn facts(gathered: &SourceVerdicts) -> Facts {
    let mut snapshot = gathered.snapshot.clone();
    stand_ins::add(&mut snapshot);
    let network = Network::of(&snapshot);
    let mut facts = between(&network);
    facts.extend(outlets(&snapshot, &network));
    facts
}

fn between(network: &Network) -> Facts {
    let matrix = network.matrix();
    let mut facts = Facts::new();
    for (row, from) in matrix.names.iter().enumerate() {
        for (column, to) in matrix.names.iter().enumerate() {
            let Some(cell) = matrix.cell(row, column) else { continue };
            let fact = match cell.openness {
                // Without pods there is nothing to connect.
                network::Openness::Empty => continue,
                network::Openness::None => Fact::new(NamespaceOpenness::Closed, "denied"),
                network::Openness::Unknown => Fact::new(NamespaceOpenness::Unknown, "unknown"),
                network::Openness::Some => {
                    Fact::new(NamespaceOpenness::Limited, format!("some pods or ports ({})", cell.ports))
                }
                network::Openness::All => Fact::new(NamespaceOpenness::Open, "every pod and port"),
            };
            let name = if row == column { format!("within {from}") } else { format!("{from} to {to}") };
            facts.insert((Area::Connection, name), fact);
        }
    }
    facts
}

fn outlets(snapshot: &Snapshot, network: &Network) -> Facts {
    let outlets = Outlets::of(snapshot, network);
    let mut facts = Facts::new();
    for space in snapshot.spaces() {
        for (name, pod) in space.pods.iter().filter(|(_, pod)| !pod.finished()) {
            let Some(function) = pod.function() else { continue };
            let reached = outlets.reach(network, ConnectionEnd::Pod(&space.name, name), Outlet::Internet);
            let fact = match reached.verdict {
                Reachability::Allowed => Fact::new(NamespaceOpenness::Open, "allowed"),
                Reachability::Denied => Fact::new(NamespaceOpenness::Closed, "denied"),
                Reachability::Unknown => {
                    Fact::new(NamespaceOpenness::Unknown, format!("unknown: {}", reached.why))
                }
            };
            facts.insert(
                (Area::Connection, format!("Function {}/{function} to the internet", space.name)),
                fact,
            );
        }
    }
    facts
}
