//! Values of a kubeconfig with the types that kubectl expects; values of another type are refused with their
//! place.

use super::place::FieldPlace;
use crate::source::Trouble;
use secrecy::SecretString;
use serde_json::Value;

/// A value and its place.
pub struct PlacedValue<'v> {
    value: &'v Value,
    pub at: FieldPlace,
}

impl<'v> PlacedValue<'v> {
    pub fn new(value: &'v Value, at: FieldPlace) -> Self {
        Self { value, at }
    }

    /// Returns the same value with another subject.
    pub fn with(&self, at: FieldPlace) -> Self {
        Self { value: self.value, at }
    }

    /// Returns the value of a field; `null` counts as missing.
    fn get(&self, name: &str) -> Option<&'v Value> {
        self.value.get(name).filter(|value| !value.is_null())
    }

    fn expected(&self, name: &str, what: &str, found: &Value) -> Trouble {
        self.at.refuse(name, format!("expected {what}, found {}", kind(found)))
    }

    /// Refuses a value that is not a mapping.
    ///
    /// # Errors
    /// If the value is not a mapping.
    pub fn mapping(self) -> Result<Self, Trouble> {
        match self.value {
            Value::Object(_) | Value::Null => Ok(self),
            other => Err(self.expected("", "a mapping", other)),
        }
    }

    /// Returns the string in a field; empty if there is none.
    ///
    /// # Errors
    /// If the value is not a string.
    pub fn text(&self, name: &str) -> Result<String, Trouble> {
        match self.get(name) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(other @ (Value::Number(_) | Value::Bool(_))) => {
                Err(self.expected(name, "a string in quotes", other))
            }
            Some(other) => Err(self.expected(name, "text", other)),
        }
    }

    /// Returns the string in a field, unless it is empty.
    ///
    /// # Errors
    /// If the value is not a string.
    pub fn some(&self, name: &str) -> Result<Option<String>, Trouble> {
        Ok(Some(self.text(name)?).filter(|text| !text.is_empty()))
    }

    /// Returns the string in a field as a secret, unless it is empty.
    ///
    /// # Errors
    /// If the value is not a string.
    pub fn secret(&self, name: &str) -> Result<Option<SecretString>, Trouble> {
        Ok(self.some(name)?.map(SecretString::from))
    }

    /// Returns the boolean in a field; false if there is none.
    ///
    /// # Errors
    /// If the value is not a boolean.
    pub fn flag(&self, name: &str) -> Result<bool, Trouble> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(self.expected(name, "true or false", other)),
        }
    }

    /// Returns the mapping in a field, if any.
    ///
    /// # Errors
    /// If the value is not a mapping.
    pub fn child(&self, name: &str) -> Result<Option<PlacedValue<'v>>, Trouble> {
        self.get(name).map(|value| PlacedValue::new(value, self.at.within(name)).mapping()).transpose()
    }

    /// Returns the items of the list in a field; none if there is no list.
    ///
    /// # Errors
    /// If the value is not a list.
    pub fn list(&self, name: &str) -> Result<Vec<PlacedValue<'v>>, Trouble> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let at = self.at.within(name);
                let each = items.iter().enumerate();
                Ok(each
                    .map(|(index, value)| PlacedValue::new(value, at.within(&index.to_string())))
                    .collect())
            }
            Some(other) => Err(self.expected(name, "a list", other)),
        }
    }

    /// Returns the strings of the list in a field.
    ///
    /// # Errors
    /// If the value is not a list of strings.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, Trouble> {
        let each = self.list(name)?.into_iter();
        each.map(|node| match node.value {
            Value::String(text) => Ok(text.clone()),
            other => Err(node.expected("", &format!("a string in {name}"), other)),
        })
        .collect()
    }

    /// Returns the fields of a mapping of strings.
    ///
    /// # Errors
    /// If the value is not a mapping of strings.
    pub fn pairs(&self, name: &str) -> Result<Vec<(String, String)>, Trouble> {
        let Some(child) = self.child(name)? else { return Ok(Vec::new()) };
        let keys = child.value.as_object().into_iter().flat_map(|fields| fields.keys());
        keys.map(|key| Ok((key.clone(), child.text(key)?))).collect()
    }

    /// Returns the fields of a mapping of lists of strings.
    ///
    /// # Errors
    /// If the value is not a mapping of lists of strings.
    pub fn lists(&self, name: &str) -> Result<Vec<(String, Vec<String>)>, Trouble> {
        let Some(child) = self.child(name)? else { return Ok(Vec::new()) };
        let keys = child.value.as_object().into_iter().flat_map(|fields| fields.keys());
        keys.map(|key| Ok((key.clone(), child.texts(key)?))).collect()
    }

    pub fn value(&self, name: &str) -> Option<&'v Value> {
        self.get(name)
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
