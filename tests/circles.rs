//! No file of the crate names a file that names it, through however many others.
//!
//! Files of a circle can only be read, tested and moved together. One circle is allowed: a module and the files in
//! its folder, because `x/mod.rs` declares them and defines what they share. The graph is read from paths in the
//! sources; a call of a method names no file.
#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

#[path = "circles/graph.rs"]
mod graph;
#[path = "circles/names.rs"]
mod names;
#[path = "circles/tokens.rs"]
mod tokens;

use graph::{Graph, Modules, circles};
use std::fs;
use std::path::Path;

/// Returns the path below `src/` and the text of every file that is not a test.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            if name == "tests" || name.ends_with("_tests") {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let file = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
                found.push((file, fs::read_to_string(&path).expect("readable")));
            }
        }
    }
    found.sort();
    found
}

fn graph(files: &[(&str, &str)]) -> Graph {
    let files: Vec<_> = files.iter().map(|(file, text)| ((*file).into(), (*text).into())).collect();
    Modules::of(&files).graph()
}

/// Returns the circles among files, each as `a → b`.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    circles(&graph(files)).into_iter().map(|circle| circle.join(" → ")).collect()
}

#[test]
fn no_files_name_each_other() {
    let sources = sources();
    assert!(sources.len() > 100, "the sources were not found");
    let all = circles(&Modules::of(&sources).graph());
    let lines: Vec<String> = all.iter().map(|all| format!("  {} → {}", all.join(" → "), all[0])).collect();
    assert!(
        all.is_empty(),
        "files that name each other:\n{}\nmove what both need into a file below both",
        lines.join("\n")
    );
}

#[test]
fn the_state_of_the_explorer_does_not_name_the_model() {
    let graph = Modules::of(&sources()).graph();
    for (file, named) in graph.iter().filter(|(file, _)| file.starts_with("app/state/")) {
        assert!(
            !named.contains("app/model.rs"),
            "{file} names the model: change the model beside the feature"
        );
    }
}

#[test]
fn a_circle_is_found_through_groups_new_names_and_calls() {
    let circle = [
        ("lib.rs", "pub mod a; pub mod b; pub mod c;"),
        ("a.rs", "use crate::{b::{self as other, One}, c};\nfn f() { other::g(); c::h() }"),
        ("b.rs", "pub struct One;\npub fn g() {}"),
        ("c.rs", "pub fn h() -> Option<super::a::Two> { None }"),
    ];
    assert_eq!(found(&circle), ["a.rs → c.rs"]);
}

#[test]
fn a_name_belongs_to_the_file_that_defines_it() {
    let files = [
        ("lib.rs", "pub mod a; pub mod b;"),
        ("a/mod.rs", "mod one; mod two;\npub use one::One;\npub use two::*;"),
        ("a/one.rs", "pub struct One;"),
        ("a/two.rs", "use crate::b::f;\npub struct Two;"),
        ("b.rs", "use crate::a::One;\npub fn f() {}"),
    ];
    let graph = graph(&files);
    assert_eq!(graph["b.rs"].iter().collect::<Vec<_>>(), ["a/one.rs"]);
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn a_module_and_the_files_in_its_folder_may_name_each_other() {
    let inner = [
        ("lib.rs", "pub mod a;"),
        ("a/mod.rs", "mod b; mod c;\npub struct One;\nfn f() { b::g(); c::h() }"),
        ("a/b.rs", "pub fn g() -> super::One { super::One }"),
        ("a/c.rs", "pub fn h() -> super::One { super::One }"),
    ];
    assert_eq!(found(&inner), [""; 0]);
    let mut siblings = inner;
    siblings[2].1 = "use super::c::h;\npub fn g() -> super::One { h() }";
    assert_eq!(found(&siblings), [""; 0]);
    siblings[3].1 = "use super::b::g;\npub fn h() -> super::One { g() }";
    assert_eq!(found(&siblings), ["a/b.rs → a/c.rs"]);
}

#[test]
fn tests_comments_strings_and_scopes_of_visibility_name_nothing() {
    let files = [
        ("lib.rs", "pub mod a; pub mod b;"),
        ("a.rs", "pub fn f(b: &'static str) -> char { crate::b::g(); '\"' }"),
        (
            "b.rs",
            "//! [`crate::a::f`]\n/* crate::a::f() /* */ */\nconst TEXT: &str = \"crate::a::f()\";\n\
             const RAW: &str = r#\"\"crate::a::f()\"#;\npub(in crate::a) fn h() {}\npub fn g() {}\n\
             #[cfg(test)]\nmod tests { use crate::a::f; fn t() { f(\"}\"); } }\n#[cfg(test)]\nuse crate::a::f;",
        ),
    ];
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn a_module_inside_a_file_calls_that_file_super() {
    let files = [
        ("lib.rs", "pub mod a; pub mod b;"),
        ("a.rs", "pub struct One;\nmod inner { use super::One; use super::super::b::g; }"),
        ("b.rs", "pub fn g() {}"),
    ];
    assert_eq!(graph(&files)["a.rs"].iter().collect::<Vec<_>>(), ["b.rs"]);
}
