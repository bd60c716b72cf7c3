//! `a == b` becomes `hmac.compare_digest` in Python, and `crypto.timingSafeEqual` in JavaScript.

use super::super::report::Language;
use super::{Patch, import, scan};
use std::ops::Range;

pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    match language {
        Language::JavaScript => javascript(text, at),
        Language::Python => python(text, at),
    }
}

/// Digests have one length, which `timingSafeEqual` requires; comparing them says the same of the texts.
fn javascript(text: &str, at: usize) -> Option<Vec<Patch>> {
    let comparison = scan::comparison(text, at, Language::JavaScript)?;
    let (name, import) = match crypto(text) {
        Some(name) => (name.to_owned(), None),
        None => ("crypto".to_owned(), Some(module(text)?)),
    };
    let written = |side: &Range<usize>| text.get(side.clone());
    let sides = [written(&comparison.left)?, written(&comparison.right)?];
    let is_compared_as_text = sides.iter().any(|side| is_never_empty(side));
    let digest = |side: &str| {
        let value = if is_literal(side) {
            side.to_owned()
        } else if is_compared_as_text {
            format!("String({side} ?? '')")
        } else {
            format!("String(JSON.stringify({side}))")
        };
        format!("{name}.createHash('sha256').update({value}).digest()")
    };
    let not = if comparison.is_negated { "!" } else { "" };
    let whole = comparison.left.start..comparison.right.end;
    let [left, right] = sides.map(digest);
    let new = format!("{not}{name}.timingSafeEqual({left}, {right})");
    Some([(whole, new)].into_iter().chain(import).collect())
}

/// Returns the name that the module `crypto` has in a source as a whole.
fn crypto(text: &str) -> Option<&str> {
    let modules = ["'crypto'", "\"crypto\"", "'node:crypto'", "\"node:crypto\""];
    text.lines().find_map(|line| {
        let line = line.trim();
        let module = modules.into_iter().find(|module| line.contains(module))?;
        let rest = line.strip_prefix("const ").or_else(|| line.strip_prefix("import "))?;
        let by_require =
            rest.split_once('=').filter(|(_, rest)| rest.trim().starts_with(&format!("require({module}")));
        let by_import = rest.split_once(" from ").filter(|(_, rest)| rest.trim().starts_with(module));
        let (name, _) = by_require.or(by_import)?;
        let name = name.trim();
        let name = name.strip_prefix("* as ").unwrap_or(name).trim();
        (!name.is_empty() && name.chars().all(scan::is_name)).then_some(name)
    })
}

/// Returns the import of `crypto`, unless the name means something else already.
fn module(text: &str) -> Option<Patch> {
    let is_name = |letter: char| letter.is_alphanumeric() || "_$.-/".contains(letter);
    let is_taken = text.match_indices("crypto").any(|(at, word)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        let in_quotes = before.is_some_and(|letter| "'\":".contains(letter))
            && after.is_some_and(|letter| "'\"".contains(letter));
        let longer =
            before.is_some_and(is_name) || after.is_some_and(|letter| letter != '.' && is_name(letter));
        !in_quotes && !longer
    });
    if is_taken {
        return None;
    }
    let is_module = text.lines().any(|line| line.starts_with("import ") || line.starts_with("export "));
    let quote = if text.contains("require(\"") || text.contains("from \"") { '"' } else { '\'' };
    let line = if is_module {
        format!("import crypto from {quote}crypto{quote};\n")
    } else {
        format!("const crypto = require({quote}crypto{quote});\n")
    };
    // A directive stays the first statement.
    let first = text.lines().next().unwrap_or_default();
    let strict = ["'use strict'", "\"use strict\""].iter().any(|word| first.starts_with(word));
    let start = if strict { text.find('\n').map_or(text.len(), |end| end.saturating_add(1)) } else { 0 };
    Some((start..start, line))
}

fn python(text: &str, at: usize) -> Option<Vec<Patch>> {
    let comparison = scan::comparison(text, at, Language::Python)?;
    let whole = comparison.left.start..comparison.right.end;
    let not = if comparison.is_negated { "not " } else { "" };
    let sides = [text.get(comparison.left)?, text.get(comparison.right)?];
    let is_compared_as_text = sides.iter().any(|side| is_never_empty(side));
    let [left, right] = sides.map(|side| bytes(side, is_compared_as_text));
    let (left, right) = (left?, right?);
    let mut patches = vec![(whole, format!("{not}hmac.compare_digest({left}, {right})"))];
    patches.extend(import::module(text, "hmac")?);
    Some(patches)
}

/// Whether one side is a text with at least one letter, so that a missing value, taken as an empty text, never equals it.
/// Otherwise the sides are written so that what is missing differs from an empty text: a caller who sends one does not
/// get in where the secret is not set.
fn is_never_empty(side: &str) -> bool {
    let mut letters = side.trim_start_matches('f').chars();
    let (quote, first) = (letters.next(), letters.next());
    let is_filled = is_literal(side.trim_start_matches('f'))
        && first != quote
        && !first.is_some_and(|letter| matches!(letter, '$' | '{'));
    is_filled || [".hexdigest()", ".digest('hex')", ".digest(\"hex\")"].iter().any(|end| side.ends_with(end))
}

fn is_literal(side: &str) -> bool {
    side.starts_with(['"', '\'', '`'])
}

/// The bytes of one side of a comparison in Python.
fn bytes(side: &str, is_compared_as_text: bool) -> Option<String> {
    const OPERATORS: [&str; 6] = [" in ", " is ", " not ", "lambda", " <", " >"];
    if OPERATORS.iter().any(|one| side.contains(one)) || side.starts_with("not ") || side.contains('\n') {
        return None;
    }
    let plain = side.trim_start_matches('f');
    let is_whole = !side.contains(' ') || side.ends_with(plain.get(..1)?) && !side.contains(" + ");
    let is_text = is_literal(plain) && is_whole || side.ends_with(".hexdigest()") && !side.contains(' ');
    Some(match (is_compared_as_text, is_text) {
        (false, _) => format!("repr({side}).encode()"),
        (true, true) => format!("{side}.encode()"),
        (true, false) => format!("str({side} or \"\").encode()"),
    })
}
