//! The built program records files with planted credentials: the recording contains none of them.

use crate::rounds::{count, rounds};
use crate::run::World;

const USUAL: usize = 36;

/// The beginning of base64 of `password=`, which is the name and not the value.
const NAME: &str = "cGFzc3dvcmQ9";

#[test]
fn no_recording_contains_a_planted_value() {
    let mut found = Vec::new();
    for round in rounds(count(USUAL)) {
        let world = World::new();
        world.file("all.yaml", &round.text());
        let run = world.run("record all.fnrec -f all.yaml");
        assert!(run.code == 0 || run.code == 4, "{}", run.all());
        let text = world.read("all.fnrec").replace(NAME, "");
        found.extend(round.leaks(&(text + &run.all()), "record"));
    }
    assert!(found.is_empty(), "{} leaks: {found:#?}", found.len());
}
