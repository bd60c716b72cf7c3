//! What browsers of other origins may do. v1beta1 has a default, v2 has none.

use super::note::{NoteGrade, Notes};
use crate::engine::mesh::schema;
use serde_json::{Map, Value};

/// Converts the policy; returns whether rules must answer preflight requests.
pub(super) fn policy(written: Option<&Value>, spec: &mut Map<String, Value>, notes: &mut Notes) -> bool {
    let Some(Value::Object(written)) = written else {
        notes.add(
            NoteGrade::Closes,
            "pages of other origins lose access: v1beta1 allows all origins by default, v2 none",
        );
        return false;
    };
    let mut policy = Map::new();
    for (key, value) in written {
        match (key.as_str(), value.as_str()) {
            ("maxAge", Some(text)) => match schema::seconds(text) {
                Some(seconds) if seconds > 0 => {
                    policy.insert(key.clone(), seconds.into());
                }
                _ => notes.add(NoteGrade::Changes, format!("maxAge \"{text}\" has no v2 form")),
            },
            _ => {
                policy.insert(key.clone(), value.clone());
            }
        }
    }
    spec.insert("corsPolicy".into(), Value::Object(policy));
    true
}
