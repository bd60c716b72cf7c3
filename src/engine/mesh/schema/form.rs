//! The schema of a value, and how the API server validates one.

use super::Validation;
use crate::model::apirule::SchemaFault;
use serde_json::{Map, Value};

/// The required type of a value.
pub enum ValueForm {
    /// A string that satisfies these rules.
    Text(&'static [TextRule]),
    /// A string with a named format; for such a field the server accepts any list, too.
    Format(&'static [TextRule]),
    /// A value that is decoded whatever its type, because the model reports when it is not a string.
    Loose,
    Number {
        least: i64,
        most: i64,
    },
    Flag,
    List {
        least: usize,
        most: usize,
        of: &'static Self,
    },
    Object {
        fields: &'static [SchemaField],
        /// A rule between fields.
        whole: fn(&Map<String, Value>) -> Option<&'static str>,
    },
    /// Any keys, each with a string value.
    Texts,
    /// An object whose content is preserved.
    Open,
}

pub struct SchemaField {
    pub name: &'static str,
    pub required: bool,
    pub form: &'static ValueForm,
}

/// A rule for a string, and the server's message where it is violated.
pub struct TextRule {
    pub holds: fn(&str) -> bool,
    pub why: &'static str,
}

pub const REQUIRED: &str = "Required value";
/// Deeper than any field of the schema, so that no input can exhaust the stack.
const ANY: usize = usize::MAX;

pub const fn required(name: &'static str, form: &'static ValueForm) -> SchemaField {
    SchemaField { name, required: true, form }
}

pub const fn optional(name: &'static str, form: &'static ValueForm) -> SchemaField {
    SchemaField { name, required: false, form }
}

pub const fn object(fields: &'static [SchemaField]) -> ValueForm {
    ValueForm::Object { fields, whole: |_| None }
}

pub const fn list(of: &'static ValueForm) -> ValueForm {
    ValueForm::List { least: 0, most: ANY, of }
}

pub const fn filled(of: &'static ValueForm) -> ValueForm {
    ValueForm::List { least: 1, most: ANY, of }
}

/// One walk through a value.
pub struct ValueWalk {
    place: String,
    pub found: Validation,
}

impl ValueWalk {
    pub fn new(place: &str) -> Self {
        Self { place: place.into(), found: Validation::default() }
    }

    pub fn fault(&mut self, why: impl Into<String>) {
        self.found.faults.push(SchemaFault { pointer: self.place.clone(), why: why.into() });
    }

    fn within(&mut self, segment: &str, look: impl FnOnce(&mut Self)) {
        let length = self.place.len();
        self.place.push('/');
        self.place.push_str(&segment.replace('~', "~0").replace('/', "~1"));
        look(self);
        self.place.truncate(length);
    }

    pub fn value(&mut self, form: &ValueForm, value: &Value) {
        if !form.takes(value) {
            return self.fault(format!("must be of type {}, not {}", form.word(), word(value)));
        }
        match (form, value) {
            (ValueForm::Text(rules) | ValueForm::Format(rules), Value::String(text)) => {
                for rule in rules.iter().filter(|rule| !(rule.holds)(text)) {
                    self.fault(format!("\"{text}\": {}", rule.why));
                }
            }
            (ValueForm::Number { least, most }, Value::Number(number)) => {
                let held = whole(value).unwrap_or_default();
                if held < *least {
                    self.fault(format!("{number}: should be greater than or equal to {least}"));
                }
                if held > *most {
                    self.fault(format!("{number}: should be less than or equal to {most}"));
                }
            }
            (ValueForm::List { least, most, of }, Value::Array(items)) => {
                if items.len() < *least {
                    self.fault(format!("should have at least {least} items"));
                }
                if items.len() > *most {
                    self.fault(format!("must have at most {most} items, not {}", items.len()));
                }
                for (at, item) in items.iter().enumerate() {
                    self.within(&at.to_string(), |walk| walk.value(of, item));
                }
            }
            (ValueForm::Object { fields, whole }, Value::Object(map)) => self.object(fields, *whole, map),
            (ValueForm::Texts, Value::Object(map)) => {
                for (name, value) in map.iter().filter(|(_, value)| !value.is_null()) {
                    self.within(name, |walk| walk.value(&ValueForm::Text(&[]), value));
                }
            }
            _ => {}
        }
    }

    fn object(
        &mut self,
        fields: &[SchemaField],
        whole: fn(&Map<String, Value>) -> Option<&'static str>,
        map: &Map<String, Value>,
    ) {
        for name in map.keys().filter(|name| !fields.iter().any(|field| field.name == name.as_str())) {
            self.within(name, |walk| walk.found.unknown.push(walk.place.clone()));
        }
        for field in fields {
            // A field that is null counts as absent.
            match map.get(field.name).filter(|value| !value.is_null()) {
                Some(value) => self.within(field.name, |walk| walk.value(field.form, value)),
                None if field.required => self.within(field.name, |walk| walk.fault(REQUIRED)),
                None => {}
            }
        }
        if let Some(why) = whole(map) {
            self.fault(why);
        }
    }
}

impl ValueForm {
    fn takes(&self, value: &Value) -> bool {
        match self {
            Self::Text(_) | Self::Loose => value.is_string(),
            Self::Format(_) => value.is_string() || value.is_array(),
            Self::Number { .. } => whole(value).is_some(),
            Self::Flag => value.is_boolean(),
            Self::List { .. } => value.is_array(),
            Self::Object { .. } | Self::Texts | Self::Open => value.is_object(),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Format(_) | Self::Loose => "string",
            Self::Number { .. } => "integer",
            Self::Flag => "boolean",
            Self::List { .. } => "array",
            Self::Object { .. } | Self::Texts | Self::Open => "object",
        }
    }

    fn empty(&self) -> Value {
        match self {
            Self::Text(_) | Self::Format(_) | Self::Loose => Value::String(String::new()),
            Self::Number { .. } => 0.into(),
            Self::Flag => false.into(),
            Self::List { .. } => Value::Array(Vec::new()),
            Self::Object { .. } | Self::Texts | Self::Open => Value::Object(Map::new()),
        }
    }

    /// Whether the value was converted to this schema; what cannot be converted is left unchanged.
    pub fn fit(&self, value: &mut Value) -> bool {
        if !self.takes(value) {
            return matches!(self, Self::Loose);
        }
        match (self, value) {
            (Self::Format(_), value) => return value.is_string(),
            (Self::Number { .. }, value) => {
                if let Some(number) = whole(value) {
                    *value = number.into();
                }
            }
            (Self::List { of, .. }, Value::Array(items)) => {
                for item in items.iter_mut() {
                    if !of.fit(item) {
                        *item = of.empty();
                    }
                }
            }
            (Self::Object { fields, .. }, Value::Object(map)) => {
                for field in *fields {
                    let fits = map.get_mut(field.name).is_none_or(|value| field.form.fit(value));
                    if !fits {
                        map.remove(field.name);
                    }
                }
            }
            (Self::Texts, Value::Object(map)) => map.retain(|_, value| value.is_string()),
            _ => {}
        }
        true
    }
}

/// A number without a fraction, in any notation.
fn whole(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| {
        #[expect(clippy::cast_possible_truncation, reason = "exact up to there")]
        number.as_f64().filter(|held| held.fract() == 0.0 && held.abs() < 9e15).map(|held| held as i64)
    })
}

fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
