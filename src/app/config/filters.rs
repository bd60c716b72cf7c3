//! Filters with names.

use super::setting::Setting;
use crate::verdicts::config::fields::Fields;
use crate::yaml::pointer::child;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The most filters, and the most characters of one.
pub const MOST: usize = 100;
pub const LONGEST: usize = 200;

/// Filters as they are typed, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters(pub BTreeMap<String, String>);

impl Setting for Filters {
    fn read(fields: &mut Fields, pointer: &str, value: &Value) -> Option<Self> {
        let Some(map) = value.as_object() else {
            fields.fault(
                pointer,
                "expected a mapping from names to filters, such as open: \"sev:high ns:shop\"",
            );
            return None;
        };
        if map.len() > MOST {
            fields.fault(pointer, format!("more than {MOST} filters"));
            return None;
        }
        let before = fields.faults.len();
        let mut filters = BTreeMap::new();
        for (name, value) in map {
            let pointer = child(pointer, name);
            match value.as_str().map(str::trim) {
                Some("") | None => fields.fault(&pointer, "expected a filter, such as \"sev:high ns:shop\""),
                Some(text) if text.chars().count() > LONGEST => {
                    fields.fault(&pointer, format!("longer than {LONGEST} characters"));
                }
                Some(text) => match crate::app::rows::filter::Filter::parse(text).fault() {
                    Some(why) => fields.fault(&pointer, why.to_owned()),
                    None => drop(filters.insert(name.clone(), text.to_owned())),
                },
            }
        }
        (fields.faults.len() == before).then_some(Self(filters))
    }

    fn value(&self) -> Value {
        self.0.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect::<Map<_, _>>().into()
    }

    fn schema() -> Value {
        json!({
            "type": "object", "maxProperties": MOST,
            "additionalProperties": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        })
    }
}
