//! Which callers a sidecar lets connect: with a certificate of the mesh only, or others too.

use super::place::Mesh;
use super::request::Workload;
use crate::model::mesh::PeerAuthentication;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nobody without a certificate.
    Strict,
    /// Anybody; those with a certificate are known by it.
    Permissive,
    /// Anybody, and nobody is known.
    Disable,
}

/// The mode of a port, by the nearest object that says one: workload, namespace, mesh.
pub fn mode(mesh: &Mesh, pod: &Workload, port: Option<u16>) -> Mode {
    let own = &mesh.place(&pod.namespace).peers;
    let root = &mesh.place(mesh.root()).peers;
    let selected = oldest(own, |one| !one.attached.is_wide() && one.attached.selects(&pod.labels));
    let wide = |list| oldest(list, |one: &PeerAuthentication| one.attached.is_wide());
    let of_port =
        selected.and_then(|one| port.and_then(|port| one.ports.get(&port))).and_then(|word| read(word));
    let of = |one: Option<&PeerAuthentication>| one.and_then(|one| read(one.mode.as_deref()?));
    of_port
        .or_else(|| of(selected))
        .or_else(|| of(wide(own)))
        .or_else(|| of(wide(root)))
        .unwrap_or(Mode::Permissive)
}

/// Of several that say the same thing the oldest is in force.
fn oldest(
    list: &[Arc<PeerAuthentication>],
    fits: impl Fn(&PeerAuthentication) -> bool,
) -> Option<&PeerAuthentication> {
    let fitting = list.iter().map(AsRef::as_ref).filter(|one| fits(one));
    fitting.min_by(|one, other| {
        (&one.meta.created, &one.meta.name).cmp(&(&other.meta.created, &other.meta.name))
    })
}

fn read(word: &str) -> Option<Mode> {
    match word {
        "STRICT" => Some(Mode::Strict),
        "PERMISSIVE" => Some(Mode::Permissive),
        "DISABLE" => Some(Mode::Disable),
        _ => None,
    }
}
