//! The table of the parts of an object that each check looks at, held to what the checks really do.

use crate::support::Estate;
use crate::support::cases::cases;
use fnsec::checks::{Check, fields};
use fnsec::model::{Kind, Scope};
use std::collections::BTreeSet;

/// What a check says of an estate, without asking what it could not see.
fn says(check: &Check, estate: &Estate) -> BTreeSet<String> {
    let snapshot = estate.snapshot();
    let spaces = snapshot.spaces().chain([snapshot.cluster()]);
    spaces
        .flat_map(|space| (check.find)(&Scope::new(&snapshot, space, estate.today())))
        .map(|finding| format!("{finding:?}"))
        .collect()
}

/// The second level of an object: where its parts are.
fn parts(value: &serde_json::Value) -> Vec<String> {
    let mut all = Vec::new();
    for top in ["spec", "status", "metadata"] {
        let keys = value.get(top).and_then(|part| part.as_object()).into_iter().flat_map(|map| map.keys());
        let wanted =
            keys.filter(|key| top != "metadata" || ["labels", "annotations"].contains(&key.as_str()));
        all.extend(wanted.map(|key| format!("/{top}/{}", key.replace('~', "~0").replace('/', "~1"))));
    }
    all
}

#[test]
fn a_check_that_says_something_else_without_a_part_is_known_to_look_at_it() {
    let mut unknown: BTreeSet<String> = BTreeSet::new();
    let mut tried = 0;
    for case in cases() {
        // This one reports the faults themselves.
        if case.check.id == "object-refused" {
            continue;
        }
        let before = says(case.check, &case.estate);
        for (target, value) in &case.estate.objects {
            let Some(kind) = target.known().filter(|kind| matches!(kind, Kind::Function | Kind::APIRule))
            else {
                continue;
            };
            for part in parts(value) {
                let mut estate = case.estate.clone();
                let (parent, key) = part.rsplit_once('/').expect("a pointer");
                let object = estate.objects.get_mut(target).expect("there");
                let map = object.pointer_mut(parent).and_then(|one| one.as_object_mut()).expect("a mapping");
                map.remove(&key.replace("~1", "/").replace("~0", "~"));
                tried += 1;
                if says(case.check, &estate) != before && !fields::reads(case.check.id, kind, &part) {
                    unknown.insert(format!("{} looks at {part} of {kind:?}", case.check.id));
                }
            }
        }
    }
    assert!(tried > 1000, "{tried} parts");
    assert!(unknown.is_empty(), "{unknown:#?}");
}
