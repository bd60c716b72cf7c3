//! Reads the fields of a configuration one by one, so that every error has its line and names what was meant.
//! The text of a YAML file flows in; values and faults flow out.

use super::{Fault, suggest};
use crate::yaml;
use crate::yaml::pointer::child;
use serde_json::{Map, Value};

/// The positions of one file, and the errors that were found in it.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// The name of the file, as it is shown.
    pub file: String,
    places: yaml::ValuePositions,
    pub faults: Vec<Fault>,
}

impl Fields {
    /// Parses a text; an empty one is `null`.
    ///
    /// # Errors
    /// If the text is not YAML.
    pub fn of(file: &str, text: &str) -> Result<(Self, Value), Fault> {
        let docs = yaml::parse(text).map_err(|fault| Fault {
            file: file.into(),
            line: fault.line,
            message: fault.message.clone(),
        })?;
        let value = docs.into_iter().next().map_or(Value::Null, |doc| doc.value);
        Ok((Self { file: file.into(), places: yaml::ValuePositions::of(text), faults: Vec::new() }, value))
    }

    /// Returns the line of a value, from 1.
    #[must_use]
    pub fn line(&self, pointer: &str) -> usize {
        self.places.find(pointer).map_or(1, |(line, _)| line)
    }

    /// Records an error at a value.
    pub fn fault(&mut self, pointer: &str, message: impl Into<String>) {
        let line = self.line(pointer);
        self.faults.push(Fault { file: self.file.clone(), line, message: message.into() });
    }

    /// Returns the mapping at a place, and reports its unknown keys.
    pub fn mapping<'v>(
        &mut self,
        pointer: &str,
        value: &'v Value,
        known: &[&str],
    ) -> Option<&'v Map<String, Value>> {
        let Some(map) = value.as_object() else {
            self.fault(pointer, format!("expected a mapping with the keys {}", known.join(", ")));
            return None;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let guess = guess(key, known.iter().copied());
            let known = known.join(", ");
            self.fault(&child(pointer, key), format!("unknown key \"{key}\"{guess} (known keys: {known})"));
        }
        Some(map)
    }

    /// Returns a list of strings; anything else is an error.
    pub fn words(&mut self, pointer: &str, value: &Value) -> Vec<String> {
        let list = value.as_array().map(Vec::as_slice);
        let words: Option<Vec<String>> =
            list.and_then(|all| all.iter().map(|one| one.as_str().map(ToOwned::to_owned)).collect());
        words.unwrap_or_else(|| {
            self.fault(pointer, "expected a list of strings");
            Vec::new()
        })
    }
}

/// Returns `; did you mean "…"?`, if a known name is close.
pub fn guess<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    suggest(word, known).map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"))
}
