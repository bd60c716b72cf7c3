//! Every key that a screen names is one that is in effect: with every action on another key, no default key is left.

use fnsec::app::KeyAction;
use fnsec::app::input::keymap::{Bindings, KEYMAP, KeyBinding};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Returns a table in which each action has one key that no text contains.
pub fn remapped() -> Bindings {
    let mut letters = '\u{400}'..='\u{4ff}';
    let mut given: BTreeMap<KeyAction, char> = BTreeMap::new();
    let keys = |binding: &KeyBinding| {
        let letter = *given.entry(binding.action).or_insert_with(|| letters.next().expect("a letter"));
        match binding.action {
            KeyAction::Back => "esc".to_owned(),
            KeyAction::Cancel => "ctrl-c".to_owned(),
            _ => letter.to_string(),
        }
    };
    let all: Vec<String> = KEYMAP.iter().map(keys).collect();
    let rows = KEYMAP.iter().zip(all);
    rows.map(|(row, keys)| KeyBinding { keys: keys.into(), ..row.clone() }).collect::<Vec<_>>().into()
}

/// Returns the default keys that a line names.
fn named(line: &str) -> Vec<String> {
    if FIXED.iter().any(|fixed| line.contains(fixed)) {
        return Vec::new();
    }
    // Letters of the eight families, the colours of cells, and code.
    if line.contains("T token") || line.contains("all ports") || line.contains("const ") {
        return Vec::new();
    }
    let is_edge = |letter: char| "()\"'`,.;·│┌┐└┘─▌".contains(letter);
    // What a dialog cuts is no word.
    let words = line.split_whitespace().filter(|word| word.chars().count() == 1 || !word.contains('│'));
    let words: Vec<&str> = words.map(|word| word.trim_matches(is_edge)).collect();
    let is_short = |word: Option<&&str>| word.is_some_and(|word| word.chars().count() <= 1);
    let default = |keys: &str| KEYMAP.iter().any(|row| row.each().any(|one| one == keys));
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        if default(&format!("{word},{next}")) {
            found.push(format!("{word} {next}"));
            continue;
        }
        let is_lower = next.chars().all(|letter| letter.is_ascii_lowercase());
        let verb = is_lower && next.ends_with('s') && !next.ends_with("ss") && !next.ends_with("us");
        let is_number = |word: Option<&&str>| {
            word.is_some_and(|word| word.starts_with("{}") || word.parse::<u64>().is_ok())
        };
        let is_key = match *word {
            "a" | "A" => verb,
            // A grid of letters, a number of seconds, a glyph; a line that is typed begins with `>`.
            "" | "." | "/" | "<" | ">" => false,
            "?" => matches!(next, "help" | "keys"),
            ":" => matches!(next, "command" | "write"),
            "s" if is_number(before) || at == 0 => false,
            _ if words.len() == 1 => false,
            digit if digit.parse::<u8>().is_ok() => {
                TABS.contains(&next) && matches!(before, Some(&"in" | &"see"))
            }
            one if one.chars().count() == 1 => {
                let after = words.get(at + 1);
                default(one) && !is_short(before) && !is_short(after) && !is_number(after)
            }
            ctrl => ctrl.starts_with("ctrl-") && ctrl != "ctrl-c",
        };
        if is_key {
            found.push((*word).to_owned());
        }
    }
    found
}

const TABS: [&str; 7] = ["Overview", "Namespaces", "Functions", "Findings", "Reach", "Access", "Changes"];

#[test]
fn with_every_key_remapped_no_screen_names_a_key_that_is_no_longer_one() {
    let mut wrong = Vec::new();
    for (scene, played) in super::super::PLAYED.iter() {
        for line in &played.remapped {
            let keys = named(line);
            if !keys.is_empty() {
                wrong.push(format!("{scene}: {keys:?}: {}", line.trim()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Keys of questions and of texts that are typed, which no configuration changes.
const FIXED: [&str; 9] = [
    "y apply",
    "y discard",
    "y copy",
    "y copies",
    "Y of all",
    "n or esc",
    "ctrl-u clear",
    "ctrl-z ",
    "ctrl-d delete",
];

#[test]
fn no_sentence_of_the_explorer_names_a_key_literally() {
    let mut wrong = Vec::new();
    for folder in ["src/app", "src/view", "src/run"] {
        for file in files(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let name = file.to_string_lossy().into_owned();
            // The table itself, sets of keys, keys of scenes, and what may be written as a key.
            if ["keymap.rs", "app/config/", "scenes.rs", "tests.rs", "external_reports.rs"]
                .iter()
                .any(|one| name.contains(one))
            {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let literals = line.split('"').skip(1).step_by(2).filter(|text| text.contains(' '));
                for text in literals.filter(|text| !FIXED.iter().any(|fixed| text.contains(fixed))) {
                    let keys = named(text);
                    if !keys.is_empty() {
                        wrong.push(format!("{name}: {keys:?}: {text}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "ask the key table instead:\n{}", wrong.join("\n"));
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            all.push(path);
        }
    }
    all
}

#[test]
fn a_key_in_a_sentence_is_recognised_and_an_article_is_not() {
    assert_eq!(named("You may not patch. y r copies a request."), ["y r"]);
    assert_eq!(named("Rehearsal · not run yet (D)"), ["D"]);
    assert_eq!(named("A asks for confirmation"), ["A"]);
    assert_eq!(named("u in 7 Changes previews the undo."), ["u", "7"]);
    assert_eq!(named("H L C H L · M C 31 a token in A row"), Vec::<String>::new());
    assert_eq!(named("next try in 8 s"), Vec::<String>::new());
}
