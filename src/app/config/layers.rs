//! Where settings come from: defaults, then files, then the environment, then flags. Each replaces what was
//! there before, and every value keeps its origin.

use super::{ExplorerConfig, FIELDS, field};
use crate::verdicts::config::EXPLORER;
use crate::verdicts::config::Fault;
use crate::verdicts::config::fields::Fields;
use crate::yaml::pointer::child;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file, and the line in it.
    File(String, usize),
    /// An environment variable.
    Env(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, line) => write!(out, "{file}:{line}"),
            Self::Env(name) => write!(out, "${name}"),
            Self::Flag(name) => out.write_str(name),
        }
    }
}

/// The settings in effect, their origins, and what is invalid in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EffectiveSettings {
    pub config: ExplorerConfig,
    /// By setting; what is missing has its default.
    origins: BTreeMap<&'static str, Origin>,
    /// Invalid values; the setting keeps the value from before.
    pub faults: Vec<Fault>,
}

impl EffectiveSettings {
    /// Returns where a setting comes from; `default` if from nowhere else.
    #[must_use]
    pub fn origin(&self, key: &str) -> String {
        self.origins.get(key).map_or_else(|| "default".into(), ToString::to_string)
    }

    /// Reads the settings of a file, below its key `explorer`.
    pub fn file(&mut self, name: &str, text: &str) {
        let (mut fields, value) = match Fields::of(name, text) {
            Ok(read) => read,
            Err(fault) => return self.faults.push(fault),
        };
        if let Some(own) = value.get(EXPLORER).filter(|own| !own.is_null()) {
            self.mapping(&mut fields, own);
        }
        self.faults.append(&mut fields.faults);
    }

    fn mapping(&mut self, fields: &mut Fields, value: &Value) {
        let pointer = child("", EXPLORER);
        let known: Vec<&str> = FIELDS.iter().map(|field| field.key).collect();
        let Some(map) = fields.mapping(&pointer, value, &known) else { return };
        for (key, value) in map {
            let Some(field) = field(key) else { continue };
            let pointer = child(&pointer, key);
            if self.config.set(key, fields, &pointer, value) {
                let origin = Origin::File(fields.file.clone(), fields.line(&pointer));
                self.origins.insert(field.key, origin);
            }
        }
    }

    /// Sets one value from a text of the environment or of a flag.
    pub fn text(&mut self, key: &str, text: &str, origin: Origin) {
        let Some(field) = field(key) else { return };
        let name = origin.to_string();
        let (mut fields, value) = match Fields::of(&name, text) {
            Ok(read) => read,
            Err(fault) => return self.faults.push(fault),
        };
        let is_list = matches!(self.config.value(key), Value::Array(_));
        let value = match value {
            Value::Bool(_) => value,
            _ if is_list => text.split(',').map(str::trim).filter(|one| !one.is_empty()).collect(),
            _ => Value::from(text.trim()),
        };
        if self.config.set(key, &mut fields, "", &value) {
            self.origins.insert(field.key, origin);
        }
        self.faults.append(&mut fields.faults);
    }

    /// Sets values from the environment; an empty variable counts as unset.
    pub fn environment(&mut self, read: impl Fn(&str) -> Option<String>) {
        for field in FIELDS {
            let Some(name) = field.env else { continue };
            if let Some(text) = read(name).filter(|text| !text.trim().is_empty()) {
                self.text(field.key, &text, Origin::Env(name.into()));
            }
        }
    }
}
