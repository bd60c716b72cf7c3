//! Generated clusters have the requested size, are the same every time, and are realistic.

use super::*;
use crate::model::Kind;
use crate::source::embedded::Embedded;
use std::collections::BTreeSet;

const SMALL: Size = Size { functions: 404, namespaces: 30, seed: 7 };

#[test]
fn every_object_has_a_place_and_a_name_of_its_own() {
    let cluster = Embedded::new();
    let (mut made, mut uids) = (0, BTreeSet::new());
    for object in estate(SMALL) {
        made += 1;
        assert!(uids.insert(object["metadata"]["uid"].to_string()), "{object}");
        assert!(cluster.seed(object.clone()), "{object}");
    }
    let kept: usize = Kind::ALL.into_iter().map(|kind| cluster.objects(kind).len()).sum();
    assert_eq!(kept, made);
}

#[test]
fn a_generated_cluster_has_the_requested_size() {
    let count = |name: &str| estate(SMALL).filter(|value| value["kind"] == name).count();
    assert_eq!((count("Function"), count("Pod"), count("Service")), (404, 404, 404));
    assert_eq!((count("Namespace"), count("APIRule")), (30, 100));
    assert_eq!((count("RoleBinding"), count("Secret"), count("NetworkPolicy")), (27, 27, 10));
}

#[test]
fn the_large_one_has_the_measured_proportions() {
    assert_eq!((Size::LARGE.api_rules(), Size::LARGE.network_policies()), (5_000, 350));
}

#[test]
fn the_seed_decides_everything() {
    let other = Size { seed: 8, ..SMALL };
    assert!(estate(SMALL).eq(estate(SMALL)));
    assert!(!estate(SMALL).eq(estate(other)));
}

#[test]
fn functions_and_pods_weigh_what_real_ones_do() {
    let mean = |name: &str| {
        let all: Vec<usize> =
            estate(SMALL).filter(|one| one["kind"] == name).map(|value| value.to_string().len()).collect();
        all.iter().sum::<usize>() / all.len()
    };
    let (function, pod) = (mean("Function"), mean("Pod"));
    assert!((1_500..3_500).contains(&function), "{function}");
    assert!((3_000..6_500).contains(&pod), "{pod}");
}

#[test]
fn every_object_can_be_read() {
    for object in estate(SMALL) {
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| kind.info().name == object["kind"])
            .expect("a kind that is read");
        assert!(crate::decode::object(kind, &object.to_string()).is_ok(), "{object}");
    }
}

#[test]
fn teams_differ_in_size() {
    let spaces = |object: &Value| object["metadata"]["namespace"].to_string();
    let all: Vec<String> =
        estate(SMALL).filter(|one| one["kind"] == "Function").map(|value| spaces(&value)).collect();
    let used: BTreeSet<&String> = all.iter().collect();
    let most = used.iter().map(|space| all.iter().filter(|one| *one == *space).count()).max();
    assert!(used.len() > 15 && most > Some(40), "{} {most:?}", used.len());
}

#[test]
fn no_size_is_too_small() {
    for (functions, namespaces) in [(0, 0), (1, 0), (0, 1), (1, 1), (5, 3)] {
        let size = Size { functions, namespaces, seed: 0 };
        assert_eq!(estate(size).filter(|value| value["kind"] == "Function").count(), functions);
    }
}
