//! Which columns lists show.

use super::setting::{Setting, one_of};
use crate::verdicts::config::fields::Fields;
use crate::verdicts::config::schema::object;
use crate::yaml::pointer::child;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The name of a column, and the titles that it has.
type ColumnName = (&'static str, &'static [&'static str]);

/// The lists whose columns can be chosen, each with its columns and their titles. A list always shows the
/// column that names its rows.
const LISTS: [(&str, &[ColumnName]); 3] = [
    (
        "namespaces",
        &[
            ("functions", &["FN"]),
            ("level", &["PSS"]),
            ("families", &["T R L N P G A X", "TRLNPGAX"]),
            ("critical", &["C"]),
            ("high", &["H"]),
            ("medium", &["M"]),
            ("low", &["L"]),
            ("score", &["SCORE"]),
            ("trend", &["TREND"]),
        ],
    ),
    (
        "functions",
        &[
            ("namespace", &["NAMESPACE"]),
            ("runtime", &["RUNTIME"]),
            ("source", &["SOURCE"]),
            ("runs", &["RUNS"]),
            ("exposed", &["EXPOSED"]),
            ("findings", &["FINDINGS"]),
        ],
    ),
    (
        "findings",
        &[
            ("severity", &["SEV"]),
            ("check", &["CHECK"]),
            ("object", &["OBJECT"]),
            ("namespace", &["NAMESPACE"]),
            ("fix", &["FIX"]),
        ],
    ),
];

/// The columns that are shown, by list; a list that is missing shows all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(BTreeMap<&'static str, Vec<&'static str>>);

impl Columns {
    /// Whether a list shows the column with this title.
    #[must_use]
    pub fn shows(&self, list: &str, title: &str) -> bool {
        let Some(chosen) = self.0.get(list) else { return true };
        let named = names(list).and_then(|all| all.iter().find(|(_, titles)| titles.contains(&title)));
        named.is_none_or(|(name, _)| chosen.contains(name))
    }

    /// Whether a list hides any column.
    #[must_use]
    pub fn hides_any(&self, list: &str) -> bool {
        self.0.contains_key(list)
    }
}

fn names(list: &str) -> Option<&'static [ColumnName]> {
    LISTS.iter().find(|(name, _)| *name == list).map(|(_, columns)| *columns)
}

impl Setting for Columns {
    fn read(fields: &mut Fields, pointer: &str, value: &Value) -> Option<Self> {
        let before = fields.faults.len();
        let lists = LISTS.map(|(list, _)| list);
        let map = fields.mapping(pointer, value, &lists)?;
        let mut columns = Self::default();
        for (list, all) in LISTS {
            let Some(chosen) = map.get(list) else { continue };
            let pointer = child(pointer, list);
            let known: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            let words = fields.words(&pointer, chosen);
            let words = words.iter().enumerate().filter_map(|(at, word)| {
                one_of(fields, &format!("{pointer}/{at}"), &Value::from(word.as_str()), &known)
            });
            columns.0.insert(list, words.collect());
        }
        (fields.faults.len() == before).then_some(columns)
    }

    fn value(&self) -> Value {
        self.0.iter().map(|(list, names)| ((*list).to_owned(), json!(names))).collect::<Map<_, _>>().into()
    }

    fn schema() -> Value {
        let lists = LISTS.map(|(list, _)| list);
        let of = |list: &str| {
            let known: Vec<&str> = names(list).unwrap_or_default().iter().map(|(name, _)| *name).collect();
            json!({"type": "array", "items": {"enum": known}})
        };
        object(&lists, of, &[])
    }
}
