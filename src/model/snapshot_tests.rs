//! The snapshot as a whole: which change makes what outdated, and what remains after a listing.

use super::*;
use crate::model::mesh::MeshConfig;

#[test]
fn a_setting_of_the_mesh_makes_every_namespace_stale() {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    let mut config = MeshConfig::default();
    config.meta.namespace = "istio-system".into();
    config.meta.name = "istio".into();
    snapshot.apply(Change::Put(Object::MeshConfig(Box::new(config))), &mut dirty);
    assert_ne!(dirty.everywhere & Kind::MeshConfig.bit(), 0);
}

#[test]
fn a_module_and_a_policy_of_the_whole_mesh_make_every_namespace_stale() {
    for (kind, home) in [
        (Kind::Istio, "kyma-system"),
        (Kind::Gateway, "kyma-system"),
        (Kind::PeerAuthentication, "istio-system"),
    ] {
        assert!(holds_everywhere(kind, home), "{kind:?}");
    }
    assert!(!holds_everywhere(Kind::PeerAuthentication, "shop"));
}

#[test]
fn entry_points_follow_their_objects_into_the_namespace_they_lead_to() {
    use crate::model::route::{HttpRoute, RoutedPath};
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    let mut route = HttpRoute::default();
    (route.meta.namespace, route.meta.name) = ("gateways".into(), "shop".into());
    let leads = |service: &str| RoutedPath {
        namespace: "shop".into(),
        service: service.into(),
        ..RoutedPath::default()
    };
    route.paths = vec![leads("orders"), leads("stock")];
    snapshot.apply(Change::Put(Object::HTTPRoute(Box::new(route.clone()))), &mut dirty);
    assert_ne!(dirty.spaces["shop"] & Reads::EXPOSURE, 0);
    let reached =
        |snapshot: &Snapshot| ["orders", "stock"].map(|name| snapshot.ways().to("shop", name).count());
    assert_eq!(reached(&snapshot), [1, 1]);
    route.paths.pop();
    snapshot.apply(Change::Put(Object::HTTPRoute(Box::new(route))), &mut dirty);
    assert_eq!(reached(&snapshot), [1, 0]);
    let gone = Change::Gone { kind: Kind::HTTPRoute, namespace: "gateways".into(), name: "shop".into() };
    snapshot.apply(gone, &mut dirty);
    assert_eq!(reached(&snapshot), [0, 0]);
}

#[test]
fn a_feed_of_one_place_is_known_everywhere() {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    let namespace = Kind::MeshConfig.info().place().to_owned();
    snapshot.apply(Change::Feed { kind: Kind::MeshConfig, namespace, feed: Feed::Live }, &mut dirty);
    assert_ne!(dirty.everywhere & Kind::MeshConfig.bit(), 0);
}

#[test]
fn a_listing_in_parts_leaves_what_the_whole_would_leave() {
    let object = |space: usize, at: usize| {
        let mut one = crate::model::service::Service::default();
        (one.meta.namespace, one.meta.name) = (format!("n{space:02}").into(), format!("s{at:02}").into());
        Change::Put(Object::Service(Box::new(one)))
    };
    let mut whole = Snapshot::default();
    for at in 0..2_000 {
        whole.apply(object(at / 50, at % 50), &mut Dirty::default());
    }
    let left = (0..2_000)
        .filter(|at| at % 3 != 0)
        .map(|at| (format!("n{:02}", at / 50), format!("s{:02}", at % 50)));
    let parts = Change::listed(Kind::Service, "", left.clone().collect());
    assert!(parts.len() > 2, "{}", parts.len());
    for part in parts {
        whole.apply(part, &mut Dirty::default());
    }
    let found: Vec<(String, String)> = whole
        .spaces()
        .flat_map(|space| space.services.keys().map(|name| (space.name.to_string(), name.to_string())))
        .collect();
    assert_eq!(found, left.collect::<Vec<_>>());
}

#[test]
fn a_listing_of_namespaces_that_are_in_namespaces_is_taken_in() {
    let names = (0..1_200).map(|at| (format!("n{}", at / 700), format!("s{:04}", 2_000 - at)));
    let mut snapshot = Snapshot::default();
    let mut gone = crate::model::namespace::Namespace::default();
    gone.meta.name = "gone".into();
    snapshot.apply(Change::Put(Object::Namespace(Box::new(gone))), &mut Dirty::default());
    for part in Change::listed(Kind::Namespace, "", names.collect()) {
        snapshot.apply(part, &mut Dirty::default());
    }
    assert_eq!(snapshot.count(Kind::Namespace), 0);
}
