//! Rounds of planting: one fixture, one field of each of its objects, one form for each field.

use crate::fields::{Field, LAST_APPLIED, fixtures};
use crate::forms::{Plant, planted};
use serde_json::{Value, json};

/// Fields of one object that get a credential at once: more would leave nothing that can be judged.
const TOGETHER: usize = 3;
/// Fixtures in which the same field of the same kind gets one, each time another.
const TIMES: usize = 2;
/// Rounds that this takes for each time.
const ROUNDS: usize = 140;

/// Objects with credentials in them.
pub struct Round {
    pub fixture: String,
    pub objects: Vec<Value>,
    pub plants: Vec<(Field, Plant)>,
}

/// How many rounds a run has; `FNSEC_CASES` raises it.
pub fn count(usual: usize) -> usize {
    std::env::var("FNSEC_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .map_or(usual, |cases: usize| cases.max(usual))
}

/// So many rounds, spread over all that there are; the same ones each time.
pub fn rounds(count: usize) -> Vec<Round> {
    let mut all = Vec::new();
    let mut seed = 0;
    for fixture in fixtures(TIMES.max(count / ROUNDS)) {
        let mut left = fixture.fields.clone();
        while !left.is_empty() {
            let mut objects = fixture.estate.objects.clone();
            let mut plants: Vec<(Field, Plant)> = Vec::new();
            left.retain(|field| {
                if plants.iter().filter(|(one, _)| one.target == field.target).count() >= TOGETHER {
                    return true;
                }
                seed += 1;
                let plant = planted(seed as usize * 7, seed);
                let object = objects.get_mut(&field.target).expect("there");
                put(object, &field.pointer, &plant.text);
                plants.push((field.clone(), plant));
                false
            });
            let objects = objects.into_values().collect();
            all.push(Round { fixture: fixture.name.clone(), objects, plants });
        }
    }
    let step = (all.len() / count.max(1)).max(1);
    all.into_iter().step_by(step).collect()
}

fn put(object: &mut Value, pointer: &str, text: &str) {
    if pointer.starts_with("/metadata/annotations/") {
        let key = pointer.rsplit('/').next().expect("a key").replace("~1", "/").replace("~0", "~");
        let text =
            if key == LAST_APPLIED { json!({"spec": {"note": text}}).to_string() } else { text.to_owned() };
        object["metadata"]["annotations"][key] = text.into();
    } else if let Some(field) = object.pointer_mut(pointer) {
        *field = text.into();
    }
}

impl Round {
    /// The objects as one file.
    pub fn text(&self) -> String {
        fnsec::yaml::print_all(&self.objects)
    }

    /// What of the planted values a text shows, each with its place.
    pub fn leaks(&self, text: &str, of: &str) -> Vec<String> {
        let shown = |plant: &Plant| plant.parts().any(|part| text.contains(part));
        let place = |field: &Field| format!("{} {}", field.target.kind, field.pointer);
        let leaks = self.plants.iter().filter(|(_, plant)| shown(plant));
        leaks
            .map(|(field, plant)| format!("{of} shows {} ({}) of {}", place(field), plant.form, self.fixture))
            .collect()
    }
}
