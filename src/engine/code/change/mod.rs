//! Changes a source at the place of one flow, so that the flow is gone. A text and a place flow in; the new text, or
//! why it cannot be changed, flows out. The result is analysed again: only this flow may be missing from it, and
//! nothing may be new.

mod command;
mod comparison;
mod default;
mod import;
mod logged;
mod parameters;
mod scan;
mod shell;
mod statement;
mod template;
mod token;
mod variable;
mod verification;
mod yaml;

use super::environment::Environment;
use super::report::{Analysis, Flow, Language};
use super::rule::CodeRule;
use std::ops::Range;

/// At most so many flows of one source are tried.
const TRIES: usize = 8;

/// The flow to remove, and the secrets that the configuration adds to the source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CodeEdit {
    pub language: Language,
    pub rule: CodeRule,
    /// The place of its last step, from 1, in characters.
    pub line: u32,
    pub column: u32,
    /// Names of variables and paths of folders from Secrets.
    pub variables: Vec<String>,
    pub folders: Vec<String>,
}

/// A range of the text, and its replacement.
type Patch = (Range<usize>, String);

/// Returns the text without one flow.
///
/// # Errors
/// If the source cannot be analysed, the flow does not exist, or it is written in a way that cannot be changed.
pub fn change(text: &str, edit: &CodeEdit) -> Result<String, String> {
    let mut environment = Environment::default();
    edit.variables.iter().for_each(|name| environment.variable(name, ""));
    edit.folders.iter().for_each(|path| environment.folder(path));
    let before = super::run(edit.language, text, &environment)
        .map_err(|why| format!("line {}: {}", why.line, why.reason.text()))?;
    let is_meant = |flow: &&Flow| {
        flow.rule == edit.rule && (flow.sink.line, flow.sink.column) == (edit.line, edit.column)
    };
    let flow = before.flows.iter().find(is_meant).ok_or("the code is different")?;
    attempt(edit.language, text, &environment, &before, flow)
        .ok_or_else(|| "the code is written in a way that cannot be changed".to_owned())
}

/// Marks the flows that a change can remove.
pub(super) fn mark(language: Language, text: &str, environment: &Environment<'_>, analysis: &mut Analysis) {
    if analysis.incomplete.is_some() {
        return;
    }
    let tried = analysis.flows.iter().enumerate().filter(|(_, flow)| has_change(flow.rule)).take(TRIES);
    let found = tried.filter(|(_, flow)| attempt(language, text, environment, analysis, flow).is_some());
    let places: Vec<usize> = found.map(|(place, _)| place).collect();
    for place in places {
        if let Some(flow) = analysis.flows.get_mut(place) {
            flow.changeable = true;
        }
    }
}

const fn has_change(rule: CodeRule) -> bool {
    matches!(
        rule,
        CodeRule::UnsafeDeserialization
            | CodeRule::SecretFallback
            | CodeRule::SecretCompared
            | CodeRule::SecretLogged
            | CodeRule::SqlInjection
            | CodeRule::CommandInjection
            | CodeRule::TokenNotVerified
            | CodeRule::TlsVerificationOff
    )
}

/// Returns the first change of the text that removes the flow and nothing else.
fn attempt(
    language: Language,
    text: &str,
    environment: &Environment<'_>,
    before: &Analysis,
    flow: &Flow,
) -> Option<String> {
    let at = offset(text, flow.sink.line, flow.sink.column)?;
    let proposals: Vec<Vec<Patch>> = match flow.rule {
        CodeRule::UnsafeDeserialization => yaml::patches(text, at, language).into_iter().collect(),
        CodeRule::SecretFallback => default::patches(text, at, language).into_iter().collect(),
        CodeRule::SecretCompared => comparison::patches(text, at, language).into_iter().collect(),
        CodeRule::SecretLogged => logged::patches(text, at, language),
        CodeRule::SqlInjection => {
            statement::patches(text, at, language, &flow.sink.name).into_iter().collect()
        }
        CodeRule::CommandInjection => {
            command::patches(text, at, language, &flow.sink.name).into_iter().collect()
        }
        CodeRule::TokenNotVerified => token::patches(text, at, language).into_iter().collect(),
        CodeRule::TlsVerificationOff => verification::patches(text, at, language).into_iter().collect(),
        _ => Vec::new(),
    };
    proposals.into_iter().filter_map(|patches| patched(text, patches)).find(|new| {
        super::run(language, new, environment).is_ok_and(|after| is_as_wanted(before, &after, flow))
    })
}

/// Whether exactly the flows at one place are gone, and the code still talks to the same hosts.
fn is_as_wanted(before: &Analysis, after: &Analysis, gone: &Flow) -> bool {
    let is_gone = |flow: &&Flow| {
        flow.rule == gone.rule && (flow.sink.line, flow.sink.column) == (gone.sink.line, gone.sink.column)
    };
    let mut wanted: Vec<_> = before.flows.iter().filter(|flow| !is_gone(flow)).map(identity).collect();
    let mut left: Vec<_> = after.flows.iter().map(identity).collect();
    wanted.sort_unstable();
    left.sort_unstable();
    let hosts = |analysis: &Analysis| -> Vec<String> {
        let uses = analysis.uses.get().unwrap_or_default();
        uses.endpoints.iter().map(super::report::ContactedHost::text).collect()
    };
    wanted == left && hosts(before) == hosts(after) && after.incomplete.is_none()
}

fn identity(flow: &Flow) -> (CodeRule, &str, &str) {
    (flow.rule, flow.source.as_ref().map_or("", |source| &source.name), &flow.sink.name)
}

fn offset(text: &str, line: u32, column: u32) -> Option<usize> {
    let line = usize::try_from(line).ok()?.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let before = usize::try_from(column).ok()?.checked_sub(1)?;
    let within: usize = text.get(start..)?.chars().take(before).map(char::len_utf8).sum();
    Some(start.saturating_add(within))
}

/// From the last patch to the first, so that the positions of the others stay valid.
fn patched(text: &str, mut patches: Vec<Patch>) -> Option<String> {
    patches.sort_by_key(|(span, _)| span.start);
    let mut new = text.to_owned();
    for (span, replacement) in patches.into_iter().rev() {
        new.get(span.clone())?;
        new.replace_range(span, &replacement);
    }
    (new != text).then_some(new)
}
