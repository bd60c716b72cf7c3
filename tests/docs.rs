//! What is written down about the program is what the program says; `FNSEC_WRITE_DOCS=1` writes it anew.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use fnsec::checks::{self, page};
use fnsec::run::scenes;
use fnsec::run::stage::Stage;
use fnsec::source::SourceRequest;
use fnsec::view::{export, theme};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Holds a file to a text, or writes it.
fn hold(path: &Path, text: &str) {
    if std::env::var_os("FNSEC_WRITE_DOCS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "{} is out of date: FNSEC_WRITE_DOCS=1 cargo test --test docs", path.display());
}

#[test]
fn every_check_has_its_page_in_the_docs() {
    let folder = root().join("docs/checks");
    let mut index = String::from("# Checks\n\n| check | severity | family | says |\n|---|---|---|---|\n");
    for check in checks::ALL {
        hold(&folder.join(format!("{}.md", check.id)), &page::whole(check));
        let (id, family) = (check.id, check.family.word());
        let _ = writeln!(index, "| [{id}]({id}.md) | {} | {family} | {} |", check.severity, check.title);
    }
    hold(&folder.join("README.md"), &index);
    let known = fs::read_dir(&folder).expect("readable").count();
    assert_eq!(known, checks::ALL.len() + 1, "a page in docs/checks belongs to no check");
}

#[test]
fn the_schema_of_configuration_files_is_that_of_the_program() {
    let text = serde_json::to_string_pretty(&fnsec::app::config::schema()).expect("text");
    hold(&root().join("docs/config.schema.json"), &(text + "\n"));
}

#[test]
fn the_picture_in_the_readme_is_the_real_screen() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let svg = runtime.block_on(async {
        let wanted = SourceRequest { demo: true, ..SourceRequest::default() };
        let mut stage = Stage::open(&wanted, scenes::TODAY, (120, 36)).await.expect("the demo opens");
        export::svg(&stage.paint(&theme::load("fnsec-dark").expect("a theme")), "fnsec: overview")
    });
    hold(&root().join("docs/overview.svg"), &svg);
}

#[test]
fn the_readme_names_every_family_and_every_exit_code() {
    let readme = fs::read_to_string(root().join("README.md")).expect("readable");
    for family in checks::Family::ALL {
        assert!(readme.contains(family.word()), "{}", family.word());
    }
    for code in [0, 1, 2, 3, 4, 5, 70, 130] {
        assert!(readme.contains(&format!("| {code} |")), "exit code {code}");
    }
}

/// A limit as the page writes it, as the source does.
fn expression(limit: &str) -> String {
    let (number, unit) = limit.split_once(' ').unwrap_or((limit, ""));
    let number = number.replace(',', "_");
    match unit {
        "MiB" => format!("{number} << 20"),
        "KiB" => format!("{number} << 10"),
        "s" => format!("Duration::from_secs({number})"),
        _ => number,
    }
}

fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push_str(&fs::read_to_string(path).expect("text"));
        }
    }
}

#[test]
#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn every_bound_has_its_constant_and_its_test() {
    let page = fs::read_to_string(root().join("docs/bounds.md")).expect("readable");
    let mut all = String::new();
    sources(&root().join("src"), &mut all);
    sources(&root().join("tests"), &mut all);
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.len() > 15, "rows of the page are found");
    for row in rows {
        let [what, limit, constant, _, test] = row[..] else { panic!("five columns: {row:?}") };
        let (file, name) = constant.trim_matches('`').split_once("` `").expect("a file and a name");
        let text = fs::read_to_string(root().join("src").join(file)).expect("a file of the source");
        let line = text.lines().find(|line| line.contains(&format!("const {name}: ")));
        let value =
            line.and_then(|line| line.split_once(" = ")).map(|(_, value)| value.trim_end_matches(';'));
        assert_eq!(value, Some(expression(limit).as_str()), "{what}: {file} {name}");
        assert!(all.contains(&format!("fn {}()", test.trim_matches('`'))), "{what}: there is no test {test}");
    }
}
