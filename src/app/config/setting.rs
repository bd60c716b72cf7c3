//! The types of settings: how each is read from a file, shown, and described by the schema.

use crate::verdicts::config::fields::{Fields, guess};
use serde_json::{Value, json};

/// A value that a configuration can contain.
pub trait Setting: Sized {
    /// Reads the value; `None` after an error was recorded.
    fn read(fields: &mut Fields, pointer: &str, value: &Value) -> Option<Self>;
    /// Returns it as it is written in a file.
    fn value(&self) -> Value;
    /// Returns its JSON schema.
    fn schema() -> Value;
}

impl Setting for bool {
    fn read(fields: &mut Fields, pointer: &str, value: &Value) -> Option<Self> {
        if !value.is_boolean() {
            fields.fault(pointer, "invalid value: use true or false");
        }
        value.as_bool()
    }

    fn value(&self) -> Value {
        (*self).into()
    }

    fn schema() -> Value {
        json!({"type": "boolean"})
    }
}

impl Setting for String {
    fn read(fields: &mut Fields, pointer: &str, value: &Value) -> Option<Self> {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            fields.fault(pointer, "expected a string");
        }
        text.map(ToOwned::to_owned)
    }

    fn value(&self) -> Value {
        self.as_str().into()
    }

    fn schema() -> Value {
        json!({"type": "string", "minLength": 1})
    }
}

impl Setting for Vec<String> {
    fn read(fields: &mut Fields, pointer: &str, value: &Value) -> Option<Self> {
        let before = fields.faults.len();
        let words = fields.words(pointer, value);
        (fields.faults.len() == before).then_some(words)
    }

    fn value(&self) -> Value {
        self.as_slice().into()
    }

    fn schema() -> Value {
        json!({"type": "array", "items": {"type": "string"}})
    }
}

/// Returns the known word that a value is.
pub(super) fn one_of<'k>(
    fields: &mut Fields,
    pointer: &str,
    value: &Value,
    known: &[&'k str],
) -> Option<&'k str> {
    let word = value.as_str().unwrap_or_default();
    let found = known.iter().copied().find(|one| *one == word);
    if found.is_none() {
        let guess = guess(word, known.iter().copied());
        fields.fault(pointer, format!("invalid value{guess}: use {}", known.join(", ")));
    }
    found
}

/// Declares a setting with a fixed set of words; the first one is the default.
macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$one:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$one])* $variant,)+ }

        impl $name {
            /// Every word, the default first.
            pub const WORDS: &[&str] = &[$($word),+];

            /// Returns the word of the choice.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::app::config::setting::Setting for $name {
            fn read(
                fields: &mut $crate::verdicts::config::fields::Fields,
                pointer: &str,
                value: &serde_json::Value,
            ) -> Option<Self> {
                let word = $crate::app::config::setting::one_of(fields, pointer, value, Self::WORDS)?;
                [$(($word, Self::$variant)),+].into_iter().find(|(own, _)| *own == word).map(|(_, one)| one)
            }

            fn value(&self) -> serde_json::Value {
                self.word().into()
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({"enum": Self::WORDS})
            }
        }
    };
}

pub(super) use choices;
