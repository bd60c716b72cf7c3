#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
mod support;
use fnsec::checks;
use fnsec::model::{Kind, Scope};
use std::collections::{BTreeMap, BTreeSet};
use support::Estate;
use support::cases::cases;
fn raw(check: &checks::Check, estate: &Estate) -> BTreeSet<String> {
    let snapshot = estate.snapshot();
    let mut all = BTreeSet::new();
    for space in snapshot.spaces().chain([snapshot.cluster()]) {
        for f in (check.find)(&Scope::new(&snapshot, space, estate.today())) {
            all.insert(format!("{f:?}"));
        }
    }
    all
}
#[test]
fn experiment() {
    let mut table: BTreeMap<(&str, String), BTreeSet<String>> = BTreeMap::new();
    for case in cases() {
        let before = raw(case.check, &case.estate);
        for (target, value) in &case.estate.objects {
            let Some(kind) = target.known().filter(|k| matches!(k, Kind::Function | Kind::APIRule)) else {
                continue;
            };
            let mut tops: Vec<String> = Vec::new();
            for part in ["spec", "status", "metadata"] {
                if let Some(map) = value.get(part).and_then(|v| v.as_object()) {
                    for key in map.keys() {
                        if part != "metadata" || ["labels", "annotations"].contains(&key.as_str()) {
                            tops.push(format!("/{part}/{}", key.replace('~', "~0").replace('/', "~1")));
                        }
                    }
                }
            }
            for top in tops {
                let mut estate = Estate {
                    objects: case.estate.objects.clone(),
                    feeds: case.estate.feeds.clone(),
                    today: case.estate.today,
                };
                let v = estate.objects.get_mut(target).unwrap();
                let (parent, key) = top.rsplit_once('/').unwrap();
                v.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
                if raw(case.check, &estate) != before {
                    table.entry((case.check.id, format!("{kind:?}"))).or_default().insert(top.clone());
                }
            }
        }
    }
    for ((c, k), v) in table {
        println!("{k} {c}: {v:?}");
    }
}
