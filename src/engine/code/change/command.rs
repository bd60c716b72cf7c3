//! A command of the shell becomes a program with a list of arguments.

use super::super::report::Language;
use super::variable::words;
use super::{Patch, import, scan, shell, template};
use std::ops::Range;

pub fn patches(text: &str, at: usize, language: Language, sink: &str) -> Option<Vec<Patch>> {
    match language {
        Language::JavaScript => javascript(text, at, sink),
        Language::Python => python(text, at, sink),
    }
}

fn javascript(text: &str, at: usize, sink: &str) -> Option<Vec<Patch>> {
    let language = Language::JavaScript;
    // Other modules have functions of these names that take no list.
    let old = sink.strip_prefix("child_process.").filter(|name| matches!(*name, "exec" | "execSync"))?;
    let new = format!("{}File{}", "exec", old.strip_prefix("exec")?);
    let Some(call) = scan::call_of(text, at, language, old) else { return promised(text, at) };
    // With a shell among the options, the list would be joined again.
    if options(text, &call).contains("shell") {
        return None;
    }
    let mut patches = vec![(call.name.clone(), new.clone()), list(text, &call, language)?];
    // A function that is imported by its name needs the new name as well.
    if text.get(at..call.name.start)?.trim_start_matches("await ").is_empty() {
        patches.push(import::beside(text, "child_process", old, &new)?);
    }
    Some(patches)
}

/// `run(…)`, where `const run = promisify(exec)`.
fn promised(text: &str, at: usize) -> Option<Vec<Patch>> {
    let language = Language::JavaScript;
    let start = at.saturating_add(if text.get(at..)?.starts_with("await ") { "await ".len() } else { 0 });
    let name =
        text.get(start..)?.split(|letter| !scan::is_name(letter)).next().filter(|name| !name.is_empty())?;
    let call = scan::call_of(text, start, language, name)?;
    if options(text, &call).contains("shell") {
        return None;
    }
    let definition = format!("const {name} = ");
    let value = text.find(&definition)?.saturating_add(definition.len());
    let made = text.get(value..)?.lines().next()?.trim_end().trim_end_matches(';');
    let inner = made.strip_prefix("util.").unwrap_or(made).strip_prefix("promisify(")?.strip_suffix(')')?;
    let lead = inner.strip_suffix("exec")?;
    let is_module = [
        "",
        "cp.",
        "child_process.",
        "childProcess.",
        "require('child_process').",
        "require(\"child_process\").",
    ];
    if !is_module.contains(&lead) {
        return None;
    }
    let old = made.rfind("exec").map(|place| value.saturating_add(place))?;
    let mut patches = vec![list(text, &call, language)?];
    if words(text).filter(|word| *word == name).count() == 2 {
        patches.push((old..old.saturating_add("exec".len()), "execFile".to_owned()));
    } else {
        // Other calls still need the shell.
        let own = format!("{}execFile)", made.strip_suffix("exec)")?);
        patches.push((call.name.clone(), own));
    }
    if lead.is_empty() {
        patches.push(import::beside(text, "child_process", "exec", "execFile")?);
    }
    Some(patches)
}

fn python(text: &str, at: usize, sink: &str) -> Option<Vec<Patch>> {
    let language = Language::Python;
    let (module, function) = sink.rsplit_once('.')?;
    let start = at.saturating_add(if text.get(at..)?.starts_with("await ") { "await ".len() } else { 0 });
    let call = scan::first_call(text, start, language)?;
    let command = list(text, &call, language)?;
    match (module, function) {
        ("subprocess", "run" | "call" | "Popen" | "check_call" | "check_output") => {
            let shell = call.keyword(text, "shell")?;
            if text.get(shell.clone())?.trim_end_matches(',').trim_end() != "shell=True"
                || options(text, &call).contains("executable")
            {
                return None;
            }
            Some(vec![command, without(&call, shell)])
        }
        ("asyncio", "create_subprocess_shell") => {
            let (range, list) = command;
            let arguments = list.strip_prefix('[')?.strip_suffix(']')?.to_owned();
            Some(vec![(call.name.clone(), "create_subprocess_exec".to_owned()), (range, arguments)])
        }
        ("os", "system") if call.arguments.len() == 1 => {
            let end = call.close.saturating_add(1);
            let (before, after) = (scan::line_before(text, at)?, text.get(end..)?);
            let is_statement =
                before.trim().is_empty() && after.trim_start_matches(' ').starts_with(['\n', '#']);
            let is_compared = [" == 0", " != 0"].iter().any(|one| after.starts_with(one));
            let name = match (is_statement || after.is_empty(), is_compared) {
                (true, _) => "run",
                (false, true) => "call",
                (false, false) => return None,
            };
            let mut patches = vec![(start..call.open, format!("subprocess.{name}")), command];
            patches.extend(import::module(text, "subprocess")?);
            Some(patches)
        }
        ("os", "popen") if call.arguments.len() == 1 => {
            let end = call.close.saturating_add(1);
            let rest = text.get(end..)?.strip_prefix(".read()")?;
            let after = text.len().checked_sub(rest.len())?;
            let mut patches = vec![
                (start..call.open, "subprocess.run".to_owned()),
                command,
                (call.close..after, ", stdout=subprocess.PIPE, text=True).stdout".to_owned()),
            ];
            patches.extend(import::module(text, "subprocess")?);
            Some(patches)
        }
        _ => None,
    }
}

/// The command as a list, in JavaScript as a program and a list.
fn list(text: &str, call: &scan::ScannedCall, language: Language) -> Option<Patch> {
    let command = call.arguments.first()?;
    let body = template::whole(text, command.clone(), language)?;
    let arguments = shell::arguments(&body, language)?;
    let new = match language {
        Language::JavaScript => {
            let (program, others) = arguments.split_first()?;
            format!("{program}, [{}]", others.join(", "))
        }
        Language::Python => format!("[{}]", arguments.join(", ")),
    };
    Some((command.clone(), new))
}

/// The text of the arguments after the first.
fn options<'a>(text: &'a str, call: &scan::ScannedCall) -> &'a str {
    let start = call.arguments.first().map_or(call.open, |first| first.end);
    text.get(start..call.close).unwrap_or_default()
}

/// Removes an argument with the comma before it.
fn without(call: &scan::ScannedCall, argument: &Range<usize>) -> Patch {
    let before = call.arguments.iter().rev().find(|one| one.end <= argument.start);
    let start = before.map_or(argument.start, |one| one.end);
    (start..argument.end, String::new())
}
