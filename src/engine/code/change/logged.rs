//! A secret is removed from what a call logs.

use super::super::report::Language;
use super::{Patch, scan};
use std::ops::Range;

/// Returns the proposals in the order of how much they leave: a field of an object, an argument, a part of a message, and
/// at last a statement that logs nothing else.
pub fn patches(text: &str, at: usize, language: Language) -> Vec<Vec<Patch>> {
    let Some(call) = scan::call(text, at, language) else { return Vec::new() };
    let objects = call.arguments.iter().flat_map(|argument| fields(text, argument.clone(), language));
    let mut all: Vec<Vec<Patch>> = objects.collect();
    all.extend(arguments(text, &call, language));
    for argument in &call.arguments {
        all.extend(added(text, argument.clone(), language));
        all.extend(template(text, argument.clone(), language));
    }
    all.extend(placeholder(text, &call));
    all.extend(statement(text, at, &call, language));
    all
}

/// One proposal for each argument but the first.
fn arguments(text: &str, call: &scan::ScannedCall, language: Language) -> Vec<Vec<Patch>> {
    // A message with places for values needs as many values.
    let first = call.arguments.first().and_then(|first| text.get(first.clone())).unwrap_or_default();
    let is_format = language == Language::Python && first.starts_with('f');
    if first.contains('%') || (first.contains('{') && language == Language::Python && !is_format) {
        return Vec::new();
    }
    let pairs = call.arguments.iter().zip(call.arguments.iter().skip(1));
    pairs.map(|(before, secret)| vec![(before.end..secret.end, String::new())]).collect()
}

/// `"key " + KEY` becomes `"key "`, and `"key " + KEY + "."` becomes `"key " + "."`.
fn added(text: &str, message: Range<usize>, language: Language) -> Vec<Vec<Patch>> {
    let mut all = Vec::new();
    let is_text = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(['"', '\'', '`']));
    if !is_text(message.start) {
        return all;
    }
    let (mut here, mut plus) = (message.start, None);
    while here < message.end {
        let is_plus = text.get(here..).is_some_and(|rest| rest.starts_with(" + "));
        if is_plus {
            all.extend(plus.map(|start| vec![(start..here, String::new())]));
            plus = Some(here);
            here = here.saturating_add(3);
            continue;
        }
        let Some(next) = scan::after(text, here, language) else { return Vec::new() };
        here = next;
    }
    all.extend(plus.map(|start| vec![(start..message.end, String::new())]));
    all
}

/// `` `key ${KEY}` `` becomes `` `key ` ``.
fn template(text: &str, message: Range<usize>, language: Language) -> Vec<Vec<Patch>> {
    let written = text.get(message.clone()).unwrap_or_default();
    let (open, is_one) = match language {
        Language::JavaScript => ("${", written.starts_with('`')),
        Language::Python => ("{", written.starts_with("f\"") || written.starts_with("f'")),
    };
    if !is_one {
        return Vec::new();
    }
    let each = written.match_indices(open).filter_map(|(place, _)| {
        let start = message.start.saturating_add(place);
        let close = scan::closing(text, start.saturating_add(open.len()).checked_sub(1)?, language)?;
        Some(vec![(start..close.saturating_add(1), String::new())])
    });
    each.filter(|patches| patches.iter().all(|(range, _)| range.end < message.end)).collect()
}

/// `{ name, key: KEY }` becomes `{ name }`.
fn fields(text: &str, object: Range<usize>, language: Language) -> Vec<Vec<Patch>> {
    if !text.get(object.clone()).is_some_and(|written| written.starts_with('{')) {
        return Vec::new();
    }
    let fields = scan::list(text, object.start, object.end.saturating_sub(1), language).unwrap_or_default();
    let each = fields.iter().enumerate().map(|(at, field)| {
        let before = at.checked_sub(1).and_then(|at| fields.get(at));
        let range = match (before, fields.get(at.saturating_add(1))) {
            (Some(before), _) => before.end..field.end,
            (None, Some(next)) => field.start..next.start,
            (None, None) => field.clone(),
        };
        vec![(range, String::new())]
    });
    // An empty object says nothing.
    each.filter(|_| fields.len() > 1).collect()
}

/// `"key %s of %s", KEY, name` becomes `"key  of %s", name`: each place with its value.
fn placeholder(text: &str, call: &scan::ScannedCall) -> Vec<Vec<Patch>> {
    let Some((message, values)) = call.arguments.split_first() else { return Vec::new() };
    let written = text.get(message.clone()).unwrap_or_default();
    let places: Vec<usize> = written.match_indices('%').map(|(place, _)| place).collect();
    let is_text = written.starts_with(['"', '\'']);
    let is_plain = |place: &usize| {
        written
            .get(*place..)
            .is_some_and(|rest| ["%s", "%r", "%d", "%o", "%j"].iter().any(|one| rest.starts_with(one)))
    };
    if !is_text || places.len() != values.len() || !places.iter().all(is_plain) {
        return Vec::new();
    }
    let befores = call.arguments.iter();
    let each = places.iter().zip(values).zip(befores).map(|((place, value), before)| {
        let start = message.start.saturating_add(*place);
        vec![(start..start.saturating_add(2), String::new()), (before.end..value.end, String::new())]
    });
    each.collect()
}

/// A statement on lines of its own, if the statement before it ends there.
fn statement(text: &str, at: usize, call: &scan::ScannedCall, language: Language) -> Option<Vec<Patch>> {
    let lead = scan::line_before(text, at)?;
    let start = at.checked_sub(lead.len())?;
    let rest = text.get(call.close.saturating_add(1)..)?;
    let rest = rest.strip_prefix(';').unwrap_or(rest);
    let tail = rest.find('\n')?;
    if call.arguments.len() != 1 || !lead.trim().is_empty() || !rest.get(..tail)?.trim().is_empty() {
        return None;
    }
    let end = text.len().checked_sub(rest.len())?.saturating_add(tail).saturating_add(1);
    let before = text.get(..start)?.trim_end();
    let ends = before.is_empty() || before.ends_with(['{', '}', ';']);
    (language == Language::Python || ends).then(|| vec![(start..end, String::new())])
}
