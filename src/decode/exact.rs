//! Locates decoding errors: JSON text flows in, a typed value or the pointer of the first wrong field flows
//! out.

use super::mapping::Mapping;
use crate::model::{TypeFault, lenient};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment, Track};
use std::fmt;

/// Why an object could not be decoded, in our own text: a library's message may repeat the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub pointer: String,
    pub expected: String,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => out.write_str(&self.expected),
            pointer => write!(out, "{pointer} {}", self.expected),
        }
    }
}

impl std::error::Error for Error {}

/// Errors without a position: our own messages about values that were decoded.
impl From<serde_json::Error> for Error {
    fn from(why: serde_json::Error) -> Self {
        Self { pointer: String::new(), expected: expected(&why) }
    }
}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self { pointer: String::new(), expected: words.to_string() }
    }
}

/// Decodes a text; the pointer of the failing field is determined only on an error.
///
/// # Errors
/// If the text is not valid JSON, or a field has the wrong type.
pub fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Error> {
    let mut input = serde_json::Deserializer::from_str(text);
    let read = T::deserialize(Mapping(&mut input)).and_then(|made| input.end().map(|()| made));
    read.map_err(|why| {
        let mut track = Track::new();
        let mut input = serde_json::Deserializer::from_str(text);
        let again = T::deserialize(Mapping(serde_path_to_error::Deserializer::new(&mut input, &mut track)));
        let failing = again.err().unwrap_or(why);
        Error { pointer: pointer(&track.path()), expected: expected(&failing) }
    })
}

/// Decodes a part of an object, located at `place`.
///
/// # Errors
/// If the value, or a field of it, has the wrong type.
pub fn from_value_at<T: DeserializeOwned>(place: &str, value: &Value) -> Result<T, Error> {
    let mut track = Track::new();
    let input = Mapping(serde_path_to_error::Deserializer::new(value, &mut track));
    T::deserialize(input).map_err(|why: serde_json::Error| Error {
        pointer: format!("{place}{}", pointer(&track.path())),
        expected: expected(&why),
    })
}

/// Decodes a part of an object that may have any form; an unexpected form counts as absent, and is noted.
///
/// # Errors
/// If the value has the wrong type and decoding must be exact.
pub fn part_at<T: DeserializeOwned + Default>(place: &str, value: &Value) -> Result<T, Error> {
    from_value_at(place, value).or_else(|why| lenient::drop_error(why).map(|()| T::default()))
}

/// Reports that a value at `place` has the wrong form, in the same way as [`part_at`].
///
/// # Errors
/// If decoding must be exact.
pub fn unfit(place: &str, expected: &str) -> Result<(), Error> {
    lenient::drop_error(Error { pointer: place.to_owned(), expected: expected.to_owned() })
}

fn pointer(path: &Path) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(segment).collect()
}

/// What was expected, without the value that was found.
fn expected(why: &serde_json::Error) -> String {
    let text = why.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    if !why.is_data() {
        return "is not valid JSON".into();
    }
    if let Some((_, wanted)) = text.rsplit_once(", expected ") {
        return format!("must be {}", plain(wanted));
    }
    if let Some(field) = text.strip_prefix("missing field ") {
        return format!("has no {}", field.trim_matches('`'));
    }
    text.to_owned()
}

/// A type in the terms of YAML and JSON.
fn plain(wanted: &str) -> &str {
    let number = |word: &str| {
        let digits = word.trim_start_matches(['i', 'u']);
        digits.len() < word.len() && (digits == "size" || digits.parse::<u16>().is_ok())
    };
    match wanted {
        "a sequence" | "a list" => "a list",
        "a map" | "a mapping" | "a map of strings" => "a mapping",
        "f64" | "f32" => "a number",
        "any value" => "another value",
        "unit" => "empty",
        word if number(word) => "an integer",
        word if word.starts_with("struct ") => "a mapping",
        word => word,
    }
}

/// The type of a value, as text.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

impl Error {
    /// The fault of a field, with the type that was found.
    pub fn fault(&self, found: Option<&Value>) -> TypeFault {
        let why = match found {
            Some(found)
                if self.expected.starts_with("must be ") && !self.expected.ends_with(type_of(found)) =>
            {
                format!("{}, not {}", self.expected, type_of(found))
            }
            _ => self.expected.clone(),
        };
        TypeFault { pointer: self.pointer.clone(), why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Inner {
        _value: Vec<String>,
        #[serde(rename = "a/b")]
        _odd: u16,
    }

    #[test]
    fn the_first_wrong_field_is_named_and_its_value_is_not() {
        let error = from_str::<Inner>(r#"{"_value": ["x", {"password": "hunter2"}]}"#).expect_err("wrong");
        assert_eq!(error.to_string(), "/_value/1 must be a string");
        let error = from_str::<Inner>(r#"{"a/b": "hunter2"}"#).expect_err("wrong");
        assert_eq!(error.to_string(), "/a~1b must be an integer");
        let value = serde_json::json!({"a/b": 70000});
        let error = from_value_at::<Inner>("/spec", &value).expect_err("wrong");
        assert_eq!(error.to_string(), "/spec/a~1b must be an integer");
    }

    #[test]
    fn invalid_json_is_reported_as_such() {
        assert_eq!(from_str::<Inner>("{").expect_err("wrong").to_string(), "is not valid JSON");
    }
}
