//! Opening a policy: the objects that decide who connects to whom, shown as YAML.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::model::{Kind, ObjectRef, Space};

/// Returns the policies that a screen can show.
fn each(space: &Space) -> impl Iterator<Item = (Kind, &str)> {
    let network = space.network_policies.keys().map(|name| (Kind::NetworkPolicy, &**name));
    let authorization = space.authorization_policies.keys().map(|name| (Kind::AuthorizationPolicy, &**name));
    let peers = space.peer_authentications.keys().map(|name| (Kind::PeerAuthentication, &**name));
    let requests = space.request_authentications.keys().map(|name| (Kind::RequestAuthentication, &**name));
    network.chain(authorization).chain(peers).chain(requests)
}

/// Returns every policy, those of the selected namespace first.
pub fn all(model: &Model) -> Vec<String> {
    let here = crate::app::map::grid::namespace(model).unwrap_or_default();
    let mut spaces: Vec<&Space> = model.snapshot.spaces().collect();
    spaces.sort_by_key(|space| *space.name != *here);
    let named = |space: &'_ Space| -> Vec<String> {
        each(space).map(|(kind, name)| format!("{}/{name} {}", space.name, kind.info().name)).collect()
    };
    spaces.into_iter().flat_map(named).collect()
}

pub fn choose(model: &mut Model, chosen: &str) -> Vec<Effect> {
    let found = chosen.split_once('/').and_then(|(namespace, rest)| {
        let (name, kind) = rest.rsplit_once(' ')?;
        let kind = Kind::ALL.into_iter().find(|one| one.info().name == kind)?;
        Some(ObjectRef::of(&kind.info().api_version(), kind.info().name, namespace, name))
    });
    found.map_or_else(Vec::new, |object| navigate::go(model, Place::Object(object)))
}
