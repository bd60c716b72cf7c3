//! The JSON schema of a whole configuration file, for editors.

use super::{FIELDS, field};
use crate::verdicts::config::schema::{described, object, whole};
use serde_json::{Value, json};

/// Returns the schema: the part that configures checks, and the settings of the explorer.
#[must_use]
pub fn schema() -> Value {
    let keys: Vec<&str> = FIELDS.iter().map(|field| field.key).collect();
    let of = |key: &str| field(key).map_or(json!({}), |field| described((field.schema)(), field.help.trim()));
    let explorer = object(&keys, of, &[]);
    whole(&described(explorer, "The settings of the explorer; only your own file may contain them."))
}
