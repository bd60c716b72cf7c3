//! A command of the shell becomes a program with a list of arguments, in JavaScript.

use super::super::report::Language;
use super::{Patch, scan, template};

/// Letters that mean something to a shell.
const SPECIAL: &str = "|&;<>()\"'*?~#!\\\n\t[]{}=%$";

pub fn patches(text: &str, at: usize, language: Language, sink: &str) -> Option<Vec<Patch>> {
    if language != Language::JavaScript {
        return None;
    }
    let call = scan::call_of(text, at, language, sink.rsplit('.').next()?)?;
    let (old, new) = match text.get(call.name.clone())? {
        "exec" => ("exec", "execFile"),
        "execSync" => ("execSync", "execFileSync"),
        _ => return None,
    };
    let command = call.arguments.first()?;
    let whole = text.get(command.clone())?;
    let body = match whole.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        Some(body) => body.to_owned(),
        None => template::body(text, command.clone(), language)?,
    };
    let (program, arguments) = words(&body)?;
    let list = format!("\"{program}\", [{}]", arguments.join(", "));
    let mut patches = vec![(call.name.clone(), new.to_owned()), (command.clone(), list)];
    // A function that is imported by its name needs the new name as well.
    if text.get(at..call.name.start)?.trim_start_matches("await ").is_empty() {
        let import = text.find(&format!("{{ {old} }}"))?;
        let name = import.saturating_add(2);
        patches.push((name..name.saturating_add(old.len()), format!("{old}, {new}")));
    }
    Some(patches)
}

/// Returns the program, and the arguments as expressions; each value is a whole argument or a part of one.
fn words(body: &str) -> Option<(String, Vec<String>)> {
    let mut all: Vec<(String, bool)> = Vec::new();
    let mut rest = body;
    let mut begins = true;
    while let Some(letter) = rest.chars().next() {
        if let Some(tail) = rest.strip_prefix("${") {
            let (value, tail) = tail.split_once('}')?;
            if value.contains(['{', '`']) {
                return None;
            }
            push(&mut all, &format!("${{{value}}}"), true, begins);
            (begins, rest) = (false, tail);
            continue;
        }
        let tail = rest.get(letter.len_utf8()..)?;
        if letter == ' ' {
            begins = true;
        } else if SPECIAL.contains(letter) {
            return None;
        } else {
            push(&mut all, &letter.to_string(), false, begins);
            begins = false;
        }
        rest = tail;
    }
    let (program, arguments) = all.split_first()?;
    if program.1 {
        return None;
    }
    Some((program.0.clone(), arguments.iter().map(written).collect()))
}

fn push(all: &mut Vec<(String, bool)>, part: &str, has_value: bool, begins: bool) {
    match all.last_mut().filter(|_| !begins) {
        Some((word, valued)) => {
            word.push_str(part);
            *valued |= has_value;
        }
        None => all.push((part.to_owned(), has_value)),
    }
}

/// Writes an argument: a text, a value, or a text with values in it.
fn written((word, has_value): &(String, bool)) -> String {
    let alone = word.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    match alone.filter(|value| !value.contains("${") && !value.contains('}')) {
        Some(value) => value.trim().to_owned(),
        None if *has_value => format!("`{word}`"),
        None => format!("\"{word}\""),
    }
}
