//! Collects the answers of a command, one for each set of files, with what could not be read for them. This is
//! the one place that writes them and derives the exit code.

use super::exit::{CommandResult, Exit, Failure, Outcome};
use super::gather::SourceVerdicts;
use super::out::Output;
use crate::output::{NotSeen, unseen};
use crate::yaml;
use crate::yaml::Put;
use serde_json::{Value, json};

/// How the answers of several sets are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// For people: unread items are listed below.
    Text,
    /// One value per line; unread items are the last one.
    Lines,
    /// One JSON document; a list becomes an object with this name if something could not be read.
    Json(&'static str),
    /// YAML documents, each with its own separator.
    Yaml,
}

/// The answers so far.
#[derive(Debug, Default)]
pub struct Answers {
    parts: Vec<(String, Vec<String>)>,
    unseen: Vec<NotSeen>,
    allow_unread: bool,
}

impl Answers {
    pub fn new(allow_unread: bool) -> Self {
        Self { allow_unread, ..Self::default() }
    }

    /// Adds the texts for one set, one per output, and what could not be read there.
    pub fn add(&mut self, gathered: &SourceVerdicts, unseen: Vec<NotSeen>, texts: Vec<String>) {
        self.parts.push((gathered.connection.name.clone(), texts));
        self.note(unseen);
    }

    /// Returns whether no answer was collected.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Adds only what could not be read: the answers are already written.
    pub fn note(&mut self, unseen: Vec<NotSeen>) {
        self.unseen.extend(unseen);
        self.unseen.sort();
        self.unseen.dedup();
    }

    /// Returns the exit code that follows from what could not be read.
    pub fn exit(&self) -> Exit {
        Outcome::of(&self.unseen, self.allow_unread).exit()
    }

    /// Writes all answers.
    ///
    /// # Errors
    /// If an output cannot be written.
    pub fn write<F: Copy>(&self, outputs: &[Output<F>], shape: impl Fn(F) -> Shape) -> CommandResult {
        for (at, output) in outputs.iter().enumerate() {
            let texts: Vec<(&str, &str)> = self
                .parts
                .iter()
                .filter_map(|(name, texts)| Some((name.as_str(), texts.get(at)?.as_str())))
                .collect();
            output.write(&self.text(&texts, shape(output.format))?)?;
        }
        Ok(self.exit())
    }

    fn text(&self, texts: &[(&str, &str)], shape: Shape) -> Result<String, Failure> {
        let several = texts.len() > 1;
        Ok(match shape {
            Shape::Text => {
                let titled = |(name, text): &(&str, &str)| {
                    if several {
                        format!("SET  {}\n{text}\n", crate::output::text::clean(name))
                    } else {
                        (*text).to_owned()
                    }
                };
                texts.iter().map(titled).collect::<String>() + &unseen::lines(&self.unseen)
            }
            Shape::Lines => {
                let last = (!self.unseen.is_empty())
                    .then(|| format!("{}\n", json!({"notSeen": unseen::value(&self.unseen)})));
                texts.iter().map(|(_, text)| *text).collect::<String>() + &last.unwrap_or_default()
            }
            Shape::Yaml => {
                let mut all: Vec<String> = texts.iter().map(|(_, text)| (*text).to_owned()).collect();
                if !self.unseen.is_empty() {
                    all.push(yaml::print(&json!({"notSeen": unseen::value(&self.unseen)})));
                }
                all.retain(|text| !text.trim().is_empty());
                all.join("---\n")
            }
            Shape::Json(name) => format!("{:#}\n", self.json(texts, name)?),
        })
    }

    fn json(&self, texts: &[(&str, &str)], name: &str) -> Result<Value, Failure> {
        let mut values = Vec::new();
        for (set, text) in texts {
            let value: Value = serde_json::from_str(text)
                .map_err(|_| Failure { exit: Exit::Bug, words: "An answer is not valid JSON.".into() })?;
            values.push((*set, value));
        }
        let mut all = match values.len() {
            1 => values.pop().map(|(_, value)| value).unwrap_or_default(),
            _ if values.iter().all(|(_, value)| value.is_array()) => values
                .into_iter()
                .flat_map(|(_, value)| value.as_array().cloned().unwrap_or_default())
                .collect(),
            _ => {
                json!({"sets": values.into_iter().map(|(set, value)| json!({"set": set, "answer": value})).collect::<Vec<_>>()})
            }
        };
        if !self.unseen.is_empty() {
            if !all.is_object() {
                all = json!({name: all});
            }
            all.put(["notSeen"], unseen::value(&self.unseen));
        }
        Ok(all)
    }
}
