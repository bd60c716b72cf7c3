//! Which fields of the fixtures' objects are text that may hold a credential.

use crate::support::Estate;
use crate::support::cases::cases;
use fnsec::model::ObjectRef;
use serde_json::Value;
use std::collections::BTreeMap;

/// Fields that get no credential, because there is no object to look at without them. They are masked like all others
/// where they are printed. A pointer, and the reason.
const IDENTIFIERS: &[(&str, &str)] = &[
    ("/apiVersion", "it says what the object is"),
    ("/kind", "it says what the object is"),
    ("/metadata/name", "objects are told apart by their names"),
    ("/metadata/namespace", "objects are told apart by their namespaces"),
];

/// A text field of one object of a fixture.
#[derive(Clone)]
pub struct Field {
    pub target: ObjectRef,
    pub pointer: String,
}

/// A fixture, and the fields of its objects.
pub struct Fixture {
    pub name: String,
    pub estate: Estate,
    pub fields: Vec<Field>,
}

fn is_identifier(pointer: &str) -> bool {
    IDENTIFIERS.iter().any(|(name, _)| pointer == *name)
}

/// Text fields by kind and pointer, each in at most `most` fixtures.
pub fn fixtures(most: usize) -> Vec<Fixture> {
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut all = Vec::new();
    for case in cases() {
        let mut fields = Vec::new();
        for (target, value) in &case.estate.objects {
            let mut value = value.clone();
            // Not in every fixture, and free text in any object.
            value["metadata"]["annotations"]["example.com/note"] = "a note".into();
            value["metadata"]["annotations"][LAST_APPLIED] = "{}".into();
            for pointer in texts(&value, String::new()) {
                let place: String = pointer.chars().filter(|letter| !letter.is_ascii_digit()).collect();
                let count = known.entry((target.kind.to_string(), place)).or_default();
                if !is_identifier(&pointer) && *count < most {
                    *count += 1;
                    fields.push(Field { target: target.clone(), pointer });
                }
            }
        }
        let name = format!("{}/{}.{}", case.check.id, case.sort, case.name);
        all.push(Fixture { name, estate: case.estate.clone(), fields });
    }
    all
}

pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The pointers of all texts.
fn texts(value: &Value, at: String) -> Vec<String> {
    match value {
        Value::String(_) => vec![at],
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, inner)| texts(inner, format!("{at}/{index}")))
            .collect(),
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, inner)| {
                texts(inner, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")))
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
