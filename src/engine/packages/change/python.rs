//! Changes lines of a `requirements.txt`: specs and options, and nothing around them.

use super::spec::{bare, over_tls, pip_at};
use super::{PackageEdit, Patch};
use crate::engine::packages::python::{Line, WrittenOption, editable, lines, worded};
use crate::engine::packages::{OptionKind, Pin, requirement};
use std::ops::Range;

pub(super) fn patches(text: &str, change: &PackageEdit) -> Vec<Patch> {
    let lines = lines(text);
    match change {
        PackageEdit::Pin { name, spec, to } => {
            lines.iter().filter_map(|line| pin(line, (name, spec), to)).collect()
        }
        PackageEdit::Encrypt { name, spec } => {
            lines.iter().filter_map(|line| encrypt(line, (name, spec))).collect()
        }
        PackageEdit::EncryptOption { kind, address } => {
            options(&lines, *kind, address).filter_map(|(line, one)| secure(line, &one)).collect()
        }
        PackageEdit::Drop { kind, address } => {
            options(&lines, *kind, address).map(|(line, one)| drop(text, line, &one)).collect()
        }
        PackageEdit::OnlyIndex { address } => only(text, &lines, address),
    }
}

/// The part of a line that names a package, and where it starts.
fn wanted(line: &Line) -> Option<(usize, &str)> {
    let option = line.text.starts_with('-');
    let wanted = editable(&line.text).or_else(|| (!option).then_some(line.text.as_str()))?;
    Some((line.text.len() - wanted.len(), wanted))
}

/// Returns the position of a slice in its line; nothing if the slice is of another text.
fn place(line: &Line, part: &str) -> Option<usize> {
    place_in(&line.text, part)
}

fn pin(line: &Line, (name, spec): (&str, &str), to: &str) -> Option<Patch> {
    let (from, wanted) = wanted(line)?;
    let found = requirement::read(wanted);
    if found.name != name || bare(found.spec) != *spec {
        return None;
    }
    match found.pin {
        Pin::Git { .. } => {
            let at = place(line, found.spec)?;
            Some((line.span(at..at + found.spec.len()), pip_at(found.spec, to)?))
        }
        Pin::Missing => {
            let head = requirement::without_options(wanted).split(';').next()?.trim_end();
            let at = from + place_in(wanted, head)? + head.len();
            Some((line.span(at..at), format!("=={to}")))
        }
        Pin::Exact | Pin::Range | Pin::Tag | Pin::Url { .. } | Pin::Path => {
            let at = place(line, found.spec)?;
            Some((line.span(at..at + found.spec.len()), format!("=={to}")))
        }
    }
}

fn place_in(whole: &str, part: &str) -> Option<usize> {
    let at = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (at + part.len() <= whole.len()).then_some(at)
}

fn encrypt(line: &Line, (name, spec): (&str, &str)) -> Option<Patch> {
    let (_, wanted) = wanted(line)?;
    let found = requirement::read(wanted);
    if found.name != name || bare(found.spec) != *spec {
        return None;
    }
    scheme(line, place(line, found.spec)?, found.spec)
}

/// Only the scheme before `://` is rewritten.
fn scheme(line: &Line, at: usize, address: &str) -> Option<Patch> {
    let (scheme, _) = address.split_once("://")?;
    let blank = scheme.len() - scheme.trim_start().len();
    let own = scheme.trim();
    Some((line.span(at + blank..at + blank + own.len()), over_tls(own)?.to_owned()))
}

/// Options of one kind with an address, each with its line.
fn options<'a>(
    lines: &'a [Line],
    kind: OptionKind,
    address: &'a str,
) -> impl Iterator<Item = (&'a Line, WrittenOption<'a>)> + 'a {
    let each = lines.iter().flat_map(|line| worded(line).into_iter().map(move |one| (line, one)));
    each.filter(move |(_, one)| one.kind == kind && bare(unquoted(one.value)) == address)
}

fn unquoted(value: &str) -> &str {
    value.trim_matches(['"', '\''])
}

fn secure(line: &Line, one: &WrittenOption<'_>) -> Option<Patch> {
    let value = unquoted(one.value);
    scheme(line, place(line, value)?, value)
}

/// The option with its value, and its whole line unless the line contains something else.
fn drop(text: &str, line: &Line, one: &WrittenOption<'_>) -> Patch {
    let span = line.span(one.span.clone());
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let rest = text.get(span.end..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |at| span.end + at + 1);
    let around = [text.get(start..span.start), text.get(span.end..end)];
    let alone = around.iter().flatten().all(|part| part.trim().is_empty());
    if alone {
        return (start..end, String::new());
    }
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    (span.start..span.end + blanks, String::new())
}

/// The second index becomes the only one; the option of the first is removed.
fn only(text: &str, lines: &[Line], address: &str) -> Vec<Patch> {
    let mut patches = Vec::new();
    for (line, one) in options(lines, OptionKind::ExtraIndexUrl, address) {
        let name = one.span.start..one.span.start + one.name.len();
        if patches.is_empty() {
            patches.push((line.span(name), "--index-url".to_owned()));
        } else {
            patches.push(drop(text, line, &one));
        }
    }
    if patches.is_empty() {
        return patches;
    }
    let each = lines.iter().flat_map(|line| worded(line).into_iter().map(move |one| (line, one)));
    let first = each.filter(|(_, one)| one.kind == OptionKind::IndexUrl);
    patches.extend(first.map(|(line, one)| drop(text, line, &one)));
    patches
}

/// Kept here, since only changes need to know where an entry ends.
impl Line {
    /// The range of a part of the line in the text; the text between joined lines belongs to it.
    pub(super) fn span(&self, piece: Range<usize>) -> Range<usize> {
        let end = piece.end.checked_sub(1).map_or(0, |last| self.source(last) + 1);
        if piece.is_empty() { end..end } else { self.source(piece.start)..end }
    }
}
