//! Reads the configuration, key by key, so that every error has its line.

use super::fields::{Fields, guess};
use super::{Config, Fault};
use crate::checks::{self, Severity};
use crate::model::calendar::Day;
use crate::verdicts::exceptions::{Exception, ExceptionTarget};
use crate::verdicts::expect::{self, PlacedExpectation};
use crate::yaml::pointer::child;
use serde_json::Value;

/// The key of the explorer is read by `app/config`.
pub(super) const KEYS: [&str; 7] =
    ["version", "checks", "parameters", "exceptions", "acceptByAnnotation", "expect", super::EXPLORER];
pub(super) const PARAMETERS: [&str; 6] =
    ["allowedRegistries", "allowedIssuers", "systemNamespaces", "endOfLife", "manySecrets", "staleDays"];
pub(super) const EXCEPTION: [&str; 8] =
    ["check", "fingerprint", "object", "namespace", "sets", "reason", "by", "expires"];
pub(super) const CHECK: [&str; 2] = ["enabled", "severity"];

/// Reads a whole configuration file.
///
/// # Errors
/// Every error in the file, with its line.
pub fn read(file: &str, text: &str) -> Result<Config, Vec<Fault>> {
    let (fields, value) = Fields::of(file, text).map_err(|fault| vec![fault])?;
    let mut reader = Reader { fields, config: Config::default() };
    reader.whole(&value);
    if reader.fields.faults.is_empty() { Ok(reader.config) } else { Err(reader.fields.faults) }
}

struct Reader {
    fields: Fields,
    config: Config,
}

impl Reader {
    fn whole(&mut self, value: &Value) {
        if value.is_null() {
            return;
        }
        let Some(map) = self.fields.mapping("", value, &KEYS) else { return };
        if map.get("version").is_some_and(|version| *version != 1) {
            self.fields.fault("/version", "unsupported version: this release of fnsec reads version 1");
        }
        if let Some(checks) = map.get("checks") {
            self.checks(checks);
        }
        if let Some(parameters) = map.get("parameters") {
            self.parameters(parameters);
        }
        match map.get("acceptByAnnotation") {
            None => {}
            Some(Value::Bool(on)) => self.config.by_annotation = Some(*on),
            Some(_) => self.fields.fault("/acceptByAnnotation", "invalid value: use true or false"),
        }
        match map.get("exceptions") {
            None | Some(Value::Null) => {}
            Some(Value::Array(all)) => all.iter().enumerate().for_each(|(at, one)| self.exception(at, one)),
            Some(_) => self.fields.fault("/exceptions", "expected a list of exceptions"),
        }
        match map.get("expect") {
            None | Some(Value::Null) => {}
            Some(Value::Array(all)) => all.iter().enumerate().for_each(|(at, one)| self.expected(at, one)),
            Some(_) => self.fields.fault("/expect", "expected a list of sentences"),
        }
    }

    fn expected(&mut self, at: usize, value: &Value) {
        let pointer = format!("/expect/{at}");
        let Some(sentence) = value.as_str() else {
            return self
                .fields
                .fault(&pointer, "expected a sentence, such as \"internet may not reach pay/*\"");
        };
        match expect::parse(sentence) {
            Ok(expectation) => {
                let place = format!("{}:{}", self.fields.file, self.fields.line(&pointer));
                self.config.expect.push(PlacedExpectation {
                    sentence: sentence.to_owned(),
                    place,
                    expectation,
                });
            }
            Err(why) => self.fields.fault(&pointer, format!("{why} in \"{sentence}\"")),
        }
    }

    fn id(&mut self, pointer: &str, word: &str) -> Option<&'static str> {
        if let Some(check) = checks::find(word) {
            return Some(check.id);
        }
        let guess = guess(word, checks::ALL.iter().map(|check| check.id));
        self.fields.fault(pointer, format!("unknown check \"{word}\"{guess}"));
        None
    }

    fn checks(&mut self, value: &Value) {
        let Some(map) = value.as_object() else {
            return self.fields.fault(
                "/checks",
                "expected a mapping from checks to off, on, a severity, or {enabled, severity}",
            );
        };
        for (word, wish) in map {
            let pointer = child("/checks", word);
            let Some(id) = self.id(&pointer, word) else { continue };
            match wish {
                Value::Bool(on) => self.switch(id, *on),
                Value::String(word) => self.grade(&pointer, id, word),
                Value::Object(_) => self.tune(&pointer, id, wish),
                _ => self
                    .fields
                    .fault(&pointer, "invalid value: use off, on, a severity, or {enabled, severity}"),
            }
        }
    }

    fn switch(&mut self, id: &'static str, on: bool) {
        if !on {
            self.config.policy.off.insert(id);
        }
    }

    fn grade(&mut self, pointer: &str, id: &'static str, word: &str) {
        match (word, word.parse::<Severity>()) {
            ("off", _) => self.switch(id, false),
            ("on", _) => {}
            (_, Ok(severity)) => drop(self.config.policy.grades.insert(id, severity)),
            (_, Err(why)) => self.fields.fault(pointer, format!("{why}, on or off")),
        }
    }

    fn tune(&mut self, pointer: &str, id: &'static str, value: &Value) {
        let Some(map) = self.fields.mapping(pointer, value, &CHECK) else { return };
        match map.get("enabled") {
            None => {}
            Some(Value::Bool(on)) => self.switch(id, *on),
            Some(_) => self.fields.fault(&format!("{pointer}/enabled"), "invalid value: use true or false"),
        }
        match map.get("severity") {
            None => {}
            Some(Value::String(word)) => self.grade(&format!("{pointer}/severity"), id, word),
            Some(_) => self.fields.fault(
                &format!("{pointer}/severity"),
                "invalid value: use critical, high, medium, low or info",
            ),
        }
    }

    fn number(&mut self, pointer: &str, value: &Value) -> Option<u32> {
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            self.fields.fault(pointer, "expected a whole number");
        }
        number
    }

    fn parameters(&mut self, value: &Value) {
        let Some(map) = self.fields.mapping("/parameters", value, &PARAMETERS) else { return };
        for (key, value) in map {
            let pointer = format!("/parameters/{key}");
            match key.as_str() {
                "allowedRegistries" | "allowedIssuers" | "systemNamespaces" => {
                    let words = self.fields.words(&pointer, value);
                    let own = &mut self.config.parameters;
                    *match key.as_str() {
                        "allowedRegistries" => &mut own.allowed_registries,
                        "allowedIssuers" => &mut own.allowed_issuers,
                        _ => &mut own.system_namespaces,
                    } = words;
                }
                "manySecrets" => {
                    let number = self.number(&pointer, value);
                    let own = &mut self.config.parameters.many_secrets;
                    *own = number.map_or(*own, |number| number as usize);
                }
                "staleDays" => {
                    let number = self.number(&pointer, value);
                    let own = &mut self.config.parameters.stale_days;
                    *own = number.unwrap_or(*own);
                }
                "endOfLife" => self.end_of_life(&pointer, value),
                _ => {}
            }
        }
    }

    fn end_of_life(&mut self, pointer: &str, value: &Value) {
        let Some(map) = value.as_object() else {
            return self.fields.fault(pointer, "expected a mapping from runtimes to dates");
        };
        for (runtime, day) in map {
            match day.as_str().and_then(Day::parse) {
                Some(day) => drop(self.config.parameters.end_of_life.insert(runtime.clone(), day)),
                None => {
                    self.fields
                        .fault(&child(pointer, runtime), "invalid date: use YYYY-MM-DD, such as 2026-12-31");
                }
            }
        }
    }

    fn exception(&mut self, at: usize, value: &Value) {
        let pointer = format!("/exceptions/{at}");
        let before = self.fields.faults.len();
        let Some(map) = self.fields.mapping(&pointer, value, &EXCEPTION) else { return };
        let word = |key: &str| map.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default();
        let check = match word("check") {
            "" => {
                self.fields.fault(&pointer, "exception without a check: add check");
                None
            }
            id => self.id(&format!("{pointer}/check"), id),
        };
        if word("reason").is_empty() {
            self.fields.fault(&pointer, "exception without a reason: add reason");
        }
        let expires = match map.get("expires") {
            None | Some(Value::Null) => None,
            Some(day) => {
                let read = day.as_str().and_then(Day::parse);
                if read.is_none() {
                    self.fields.fault(
                        &format!("{pointer}/expires"),
                        "invalid date: use YYYY-MM-DD, such as 2026-12-31",
                    );
                }
                read
            }
        };
        let sets = self.sets(&pointer, map.get("sets"));
        let target = self.target(&pointer, (word("fingerprint"), word("object"), word("namespace")));
        let line = self.fields.line(&pointer);
        if let (Some(check), Some(target), true) = (check, target, before == self.fields.faults.len()) {
            self.config.policy.exceptions.push(Exception {
                check,
                target,
                reason: word("reason").to_owned(),
                by: word("by").to_owned(),
                expires,
                sets,
                place: format!("{}:{line}", self.fields.file),
            });
        }
    }

    /// Returns the names of sets; an empty list could mean none or all.
    fn sets(&mut self, pointer: &str, value: Option<&Value>) -> Vec<String> {
        let Some(value) = value else { return Vec::new() };
        let pointer = child(pointer, "sets");
        let before = self.fields.faults.len();
        let sets = self.fields.words(&pointer, value);
        let is_named = !sets.is_empty() && sets.iter().all(|set| !set.trim().is_empty());
        if !is_named && before == self.fields.faults.len() {
            self.fields.fault(&pointer, "name at least one set, such as [dev], or leave out sets for all");
        }
        sets
    }

    fn target(&mut self, pointer: &str, given: (&str, &str, &str)) -> Option<ExceptionTarget> {
        match given {
            ("", "", "") => {
                self.fields.fault(
                    pointer,
                    "exception without a target: add fingerprint, object (Kind/namespace/name) or namespace",
                );
                None
            }
            (print, "", "") => Some(ExceptionTarget::Fingerprint(print.to_owned())),
            ("", "", namespace) => Some(ExceptionTarget::Namespace(namespace.to_owned())),
            ("", object, "") => {
                let parts: Vec<&str> = object.split('/').collect();
                let target = match parts.as_slice() {
                    [kind, name] => Some((*kind, "", *name)),
                    [kind, namespace, name] => Some((*kind, *namespace, *name)),
                    _ => None,
                };
                if target.is_none() {
                    self.fields.fault(
                        &format!("{pointer}/object"),
                        "invalid object: use Kind/namespace/name, or Kind/name for cluster-wide objects",
                    );
                }
                target.map(|(kind, namespace, name)| ExceptionTarget::Object {
                    kind: kind.into(),
                    namespace: namespace.into(),
                    name: name.into(),
                })
            }
            _ => {
                self.fields.fault(
                    pointer,
                    "exception with several targets: use only one of fingerprint, object and namespace",
                );
                None
            }
        }
    }
}
