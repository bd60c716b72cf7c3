//! The questions of a fix, and the answers: everything missing or invalid is reported at once.

use crate::checks::fix::{AnswerForm, Need};
use crate::checks::{Edit, Fix};
use crate::yaml::pointer::Op;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// Answers to the questions of a fix, by name.
pub type Inputs = BTreeMap<String, String>;

/// The answers without which there is no plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingAnswers {
    pub missing: Vec<Need>,
    /// Names of invalid answers, and why they are invalid.
    pub refused: Vec<(String, String)>,
}

impl MissingAnswers {
    /// Returns the options for every answer, such as `--set issuer=VALUE` and `--set axios=VERSION`.
    #[must_use]
    pub fn options(&self) -> Vec<String> {
        let missing = self.missing.iter().map(|need| (need.name.to_string(), placeholder(need.form)));
        let refused = self.refused.iter().map(|(name, _)| (name.clone(), "VALUE"));
        missing.chain(refused).map(|(name, value)| format!("--set {name}={value}")).collect()
    }

    /// Returns the questions, and what is wrong with the answers.
    #[must_use]
    pub fn questions(&self) -> String {
        let asks: Vec<&str> = self.missing.iter().map(|need| need.asks.as_str()).collect();
        let asks = (!asks.is_empty()).then(|| format!("this fix needs {}", asks.join("; and ")));
        let wrong = |(name, why): &(String, String)| format!("invalid value for {name}: {why}");
        asks.into_iter().chain(self.refused.iter().map(wrong)).collect::<Vec<_>>().join("; ")
    }
}

fn placeholder(form: AnswerForm) -> &'static str {
    match form {
        AnswerForm::Text => "VALUE",
        AnswerForm::Version(_) => "VERSION",
        AnswerForm::Commit => "COMMIT",
    }
}

impl fmt::Display for MissingAnswers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.questions())?;
        if self.missing.is_empty() {
            Ok(())
        } else {
            write!(out, ". Set it with {}", self.options().join(" "))
        }
    }
}

/// Returns the answers, completed by the defaults of a fix.
pub(super) fn of(fix: &Fix, inputs: &Inputs) -> Result<Inputs, MissingAnswers> {
    let (mut all, mut open) = (inputs.clone(), MissingAnswers::default());
    for need in &fix.needs {
        let given = inputs.get(&*need.name).filter(|value| !value.trim().is_empty());
        let value = given.cloned().unwrap_or_else(|| need.default.clone());
        if value.is_empty() {
            open.missing.push(need.clone());
        } else if let Some(why) = need.refuse(&value) {
            open.refused.push((need.name.to_string(), why));
        } else {
            all.insert(need.name.to_string(), value);
        }
    }
    if open == MissingAnswers::default() { Ok(all) } else { Err(open) }
}

pub(super) fn fill_op(op: &Op, answers: &Inputs) -> Op {
    match op {
        Op::Set { path, value } => Op::Set { path: path.clone(), value: fill(value, answers) },
        Op::Test { .. } | Op::Remove { .. } | Op::Move { .. } | Op::Copy { .. } => op.clone(),
    }
}

/// Replaces `${name}` in every string and every key.
pub(super) fn fill(value: &Value, answers: &Inputs) -> Value {
    match value {
        Value::String(text) => Value::String(filled(text, answers)),
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, answers)).collect()),
        Value::Object(map) => {
            map.iter().map(|(key, item)| (filled(key, answers), fill(item, answers))).collect()
        }
        other => other.clone(),
    }
}

fn filled(text: &str, answers: &Inputs) -> String {
    if !text.contains("${") {
        return text.to_owned();
    }
    answers.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{name}}}"), value))
}

/// Removes mappings that the operations of an edit left empty.
pub(super) fn tidy(edit: &Edit, draft: &mut Value) {
    for path in &edit.tidy {
        let Some((parent, key)) = path.rsplit_once('/') else { continue };
        let parent = draft.pointer_mut(parent).and_then(Value::as_object_mut);
        let key = key.replace("~1", "/").replace("~0", "~");
        if let Some(fields) = parent
            && fields.get(&key).and_then(Value::as_object).is_some_and(serde_json::Map::is_empty)
        {
            fields.remove(&key);
        }
    }
}
