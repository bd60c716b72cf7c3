//! The language of everything that people read: strings of the program, check pages and documents.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use fnsec::checks;
use regex::Regex;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What must not occur, and what to write instead.
const NEVER: &[(&str, &str)] = &[
    (r"\b(any|every|some)body\b", "anyone, every client, or who it is"),
    (r"\bnobody\b", "no one, or who it is"),
    (r"\bbears?\b", "has"),
    (r"\bin clear\b", "in plaintext"),
    (r"\b\w+ (is|are) no [a-z]+", "is not a, or invalid"),
    (r"\b(is|are|was|were) told\b|\btells? of\b", "is reported, shows"),
    (r"\bfor ever\b", "indefinitely, without expiry"),
    (r"\bthe way (back|outside)\b", "undo, external address"),
    (r"\blingers?\b", "waits"),
    (r"\bcomes? of\b", "is generated from"),
    (r"\bpast (an?|the|every|all) (APIRule|door|sidecar|gateway|polic)", "bypassing"),
    (r"\bthe ground\b", "the background"),
    (r"\bstands? (in|on|before|behind)\b", "is"),
    (r"\blies in\b", "is in"),
    (r"\bmakes no sense\b", "is invalid"),
    (r"\bknows nothing\b", "has no"),
];

/// What others write, word for word, and names of the field.
const OTHERS: [&str; 3] = ["src/engine/mesh/schema", "src/source/demo", "src/engine/packages"];

/// The widest title that a list shows whole.
const WIDTH: usize = 48;

fn files(folder: &Path, ends: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, ends, found);
        } else if path.extension().is_some_and(|end| ends.iter().any(|one| end == *one)) {
            found.push(path);
        }
    }
}

/// The string literals of a source, with their lines; tests and comments left out.
fn strings(text: &str) -> Vec<(usize, String)> {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let literal = Regex::new(r#""((?:[^"\\]|\\.)*)""#).expect("an expression");
    let mut all = Vec::new();
    for (at, line) in own.lines().enumerate() {
        if !line.trim_start().starts_with("//") {
            all.extend(literal.captures_iter(line).map(|found| (at + 1, found[1].to_owned())));
        }
    }
    all
}

/// Help texts are written as comments of the arguments.
fn help(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(at, line)| Some((at + 1, line.trim().strip_prefix("/// ")?.to_owned()))).collect()
}

fn texts() -> Vec<(String, usize, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    files(&root.join("src"), &["rs", "md"], &mut sources);
    files(&root.join("docs"), &["md"], &mut sources);
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"] {
        sources.push(root.join(name));
    }
    let mut all = Vec::new();
    for path in sources {
        let name = path.strip_prefix(root).expect("within").display().to_string();
        if OTHERS.iter().any(|other| name.starts_with(other)) || name.contains("tests") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable");
        let mut lines = if Path::new(&name).extension().is_some_and(|end| end == "md") {
            text.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned())).collect()
        } else {
            strings(&text)
        };
        if name.starts_with("src/cli") {
            lines.extend(help(&text));
        }
        all.extend(lines.into_iter().map(|(line, text)| (name.clone(), line, text)));
    }
    all
}

#[test]
fn no_text_has_a_word_that_readers_stumble_over() {
    let never: Vec<(Regex, &str)> = NEVER
        .iter()
        .map(|(pattern, instead)| (Regex::new(&format!("(?i){pattern}")).expect("a pattern"), *instead))
        .collect();
    let mut wrong = Vec::new();
    for (file, line, text) in texts() {
        for (pattern, instead) in &never {
            if let Some(found) = pattern.find(&text).filter(|found| !is_meant(found.as_str())) {
                wrong.push(format!("{file}:{line}: \"{}\" (write: {instead}) in: {text}", found.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}

/// Ordinary English that a pattern matches.
fn is_meant(found: &str) -> bool {
    found.to_lowercase().starts_with("there ")
        || ["longer", "more", "less", "one"].iter().any(|end| found.ends_with(&format!(" no {end}")))
}

#[test]
fn titles_of_checks_fit_their_column_and_differ() {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for check in checks::ALL {
        let width = check.title.chars().count();
        assert!(width <= WIDTH, "{}: \"{}\" is {width} wide, more than {WIDTH}", check.id, check.title);
        if let Some(other) = known.insert(check.title, check.id) {
            panic!("{} and {other} have the same title: {}", check.id, check.title);
        }
    }
}
