//! Which callers a sidecar lets connect: only callers with a certificate of the mesh, or others too.

use super::index::Mesh;
use super::request::Workload;
use crate::model::mesh::PeerAuthentication;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MtlsMode {
    /// Only callers with a certificate.
    Strict,
    /// Any caller; one with a certificate is identified by it.
    Permissive,
    /// Any caller, and none is identified.
    Disable,
}

/// The mode of a port, by the most specific object that sets one: workload, namespace, mesh.
pub fn mode(mesh: &Mesh, pod: &Workload, port: Option<u16>) -> MtlsMode {
    mode_and_source(mesh, pod, port).0
}

/// The mode of a port, and the object that sets it; none where no object does.
pub fn mode_and_source<'a>(
    mesh: &'a Mesh,
    pod: &Workload,
    port: Option<u16>,
) -> (MtlsMode, Option<&'a PeerAuthentication>) {
    let own = &mesh.place(&pod.namespace).peers;
    let root = &mesh.place(mesh.root()).peers;
    let selected = own_of(mesh, pod);
    let wide = |list| oldest(list, |one: &PeerAuthentication| one.attached.is_wide());
    let of_port = selected
        .and_then(|authentication| Some((read(authentication.ports.get(&port?)?)?, Some(authentication))));
    let of = |one: Option<&'a PeerAuthentication>| {
        one.and_then(|one| Some((read(one.mode.as_deref()?)?, Some(one))))
    };
    of_port
        .or_else(|| of(selected))
        .or_else(|| of(wide(own)))
        .or_else(|| of(wide(root)))
        .unwrap_or((MtlsMode::Permissive, None))
}

/// The modes to consider where no port was named: the mode of most ports, and those of ports with their own.
pub fn everywhere<'a>(mesh: &'a Mesh, pod: &Workload) -> Vec<(MtlsMode, Option<&'a PeerAuthentication>)> {
    let ports = own_of(mesh, pod)
        .into_iter()
        .flat_map(|authentication| authentication.ports.keys().map(|port| Some(*port)));
    std::iter::once(None).chain(ports).map(|port| mode_and_source(mesh, pod, port)).collect()
}

/// The object that selects the pod by its labels.
fn own_of<'a>(mesh: &'a Mesh, pod: &Workload) -> Option<&'a PeerAuthentication> {
    let own = &mesh.place(&pod.namespace).peers;
    oldest(own, |one| !one.attached.is_wide() && one.attached.selects(&pod.labels))
}

/// Of several objects in the same place the oldest is in effect.
fn oldest(
    list: &[Arc<PeerAuthentication>],
    fits: impl Fn(&PeerAuthentication) -> bool,
) -> Option<&PeerAuthentication> {
    let fitting = list.iter().map(AsRef::as_ref).filter(|authentication| fits(authentication));
    fitting.min_by(|one, other| {
        (&one.meta.created, &one.meta.name).cmp(&(&other.meta.created, &other.meta.name))
    })
}

fn read(word: &str) -> Option<MtlsMode> {
    match word {
        "STRICT" => Some(MtlsMode::Strict),
        "PERMISSIVE" => Some(MtlsMode::Permissive),
        "DISABLE" => Some(MtlsMode::Disable),
        _ => None,
    }
}
