//! Each layer names only those above it; the sources themselves are read.
#![allow(clippy::string_slice)]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the top down; a layer may name itself and what stands before it.
const LAYERS: [&str; 13] = [
    "model", "yaml", "engine", "decode", "checks", "verdicts", "fix", "source", "output", "app", "view",
    "term", "run",
];

/// What a layer must not touch, whoever offers it, and why.
const NEVER: [(&str, &[&str], &str); 9] = [
    (
        "model",
        &["tokio", "kube::", "ratatui", "std::fs", "std::env", "SystemTime", "Instant"],
        "plain values know no I/O, no clock, no screen",
    ),
    ("yaml", &["kube::", "tokio", "ratatui"], "text is text, whoever reads it"),
    ("engine", &["kube::", "tokio", "ratatui", "std::fs", "std::env", "SystemTime"], "engines are pure"),
    ("decode", &["kube::", "tokio", "ratatui", "std::fs"], "it decodes and analyses, nothing else"),
    (
        "checks",
        &["kube::", "tokio", "ratatui", "std::fs", "std::env", "SystemTime", "Instant", "jiff"],
        "a check is a pure function of its scope",
    ),
    (
        "fix",
        &["kube::", "tokio", "ratatui", "std::fs", "std::env", "SystemTime"],
        "plans are values; nothing is sent from here",
    ),
    ("output", &["ratatui", "tokio", "kube::"], "reports are text made of verdicts"),
    (
        "app",
        &[".await", "kube::", "ratatui", "std::fs", "SystemTime", "Instant::now", "crossterm"],
        "the state machine is synchronous and knows no terminal",
    ),
    ("view", &[".await", "&mut Model", "tokio", "kube::"], "drawing only reads the model"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

fn layer(name: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name);
    let mut found = Vec::new();
    files(&root, &mut found);
    found.into_iter().map(|path| (path.clone(), code(&fs::read_to_string(path).expect("readable")))).collect()
}

/// The source without comments and without its test modules, which may use what they like.
fn code(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    own.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms of the crate that a text names, within groups as well.
fn named(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| -> String {
        rest.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    let mut all = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            all.insert(name(rest));
            continue;
        };
        let (mut depth, mut start) = (0, 0);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    all.insert(name(&group[start..at]));
                    start = at + 1;
                }
                _ => {}
            }
        }
        all.insert(name(&group[start..]));
    }
    all
}

/// The longest chain of `super::` in a text.
fn climb(text: &str) -> usize {
    let mut longest = 0;
    for (at, _) in text.match_indices("super::") {
        let chain = text[at..].split("::").take_while(|part| *part == "super").count();
        longest = longest.max(chain);
    }
    longest
}

/// How many modules a file is below the root of the crate.
fn depth(path: &Path) -> usize {
    let parts = path.iter().skip_while(|part| *part != "src").count() - 1;
    if path.ends_with("mod.rs") { parts - 1 } else { parts }
}

#[test]
fn groups_and_chains_hide_no_name() {
    let text = "use crate::{app, model::{Kind, view}, verdicts::report};\nfn f() { crate::decode::object() }";
    let all: Vec<String> = named(text).into_iter().collect();
    assert_eq!(all, ["app", "decode", "model", "verdicts"]);
    assert_eq!((climb("use super::super::x; super::y"), climb("x")), (2, 0));
    assert_eq!((depth(Path::new("/x/src/app/fix.rs")), depth(Path::new("/x/src/app/mod.rs"))), (2, 1));
}

#[test]
fn every_layer_names_only_those_above_it() {
    for (at, name) in LAYERS.iter().enumerate() {
        for (path, text) in layer(name) {
            let named = named(&text);
            for below in &LAYERS[at + 1..] {
                assert!(
                    !named.contains(*below),
                    "{} names crate::{below}, which stands below {name}: move the code down, or hand the value in from there",
                    path.display()
                );
            }
            assert!(!named.contains("cli"), "{} names the command line, which only wires", path.display());
            assert!(
                climb(&text) < depth(&path),
                "{} leaves its layer by super::, which hides what it names: write crate::",
                path.display()
            );
        }
    }
}

#[test]
fn no_layer_touches_what_is_not_its_own() {
    for (name, never, why) in NEVER {
        for (path, text) in layer(name) {
            for word in never {
                assert!(!text.contains(word), "{} uses {word}: {why}", path.display());
            }
        }
    }
}

/// What walks findings, verdicts or objects: `app/rows` does it when its inputs changed, not for each frame.
const COMPUTED: [&str; 10] = [
    "attack_path::path",
    "external_reports::of_",
    "external_reports::totals",
    "findings_here()",
    "findings_of(",
    "effects::",
    "pod_security::",
    "isolates_",
    "score::whole",
    "Coverage::of",
];

#[test]
fn the_view_paints_what_was_computed_before() {
    for (path, text) in layer("view") {
        for word in COMPUTED {
            assert!(
                !text.contains(word),
                "{} computes with {word} for each frame: keep the result in app/state/page.rs",
                path.display()
            );
        }
    }
}

#[test]
fn colours_are_named_in_the_theme_alone() {
    for (path, text) in layer("view") {
        let own = path.components().any(|part| part.as_os_str() == "theme" || part.as_os_str() == "export");
        assert!(
            own || !text.contains("Color::"),
            "{} names a colour: name a Role, and let themes decide",
            path.display()
        );
    }
}

#[test]
fn only_the_yaml_layer_names_the_yaml_library() {
    for name in LAYERS.iter().filter(|name| **name != "yaml") {
        for (path, text) in layer(name) {
            assert!(!text.contains("serde_yaml"), "{} names serde_yaml: use crate::yaml", path.display());
        }
    }
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("src"), &mut found);
    files(&root.join("tests"), &mut found);
    for path in found {
        let lines = fs::read_to_string(&path).expect("readable").lines().count();
        assert!(lines <= 400, "{} has {lines} lines: one idea a file", path.display());
    }
}

#[test]
fn a_check_that_reads_a_cluster_wide_kind_is_judged_there_or_reads_it_as_context() {
    use fnsec::checks::check::CLUSTER_WIDE;
    use fnsec::model::Kind;
    use fnsec::model::kind::KindScope;
    use fnsec::model::reads::Reads;
    /// Read by checks of namespaces: what these objects contain decides there.
    const CONTEXT: &[Kind] = &[Kind::Namespace];
    for check in fnsec::checks::ALL {
        for read in check.reads {
            let (Reads::Kind(kind) | Reads::Optional(kind) | Reads::Everywhere(kind)) = read else {
                continue;
            };
            let is_known = CLUSTER_WIDE.contains(kind) || CONTEXT.contains(kind);
            assert!(
                kind.info().reach != KindScope::Cluster || is_known,
                "{} reads {kind:?}, which is cluster-wide: list it in CLUSTER_WIDE (checks/check.rs) or here as context",
                check.id
            );
        }
    }
}
