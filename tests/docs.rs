//! What is written down about the program is what the program says; `FNSEC_WRITE_DOCS=1` writes it anew.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use fnsec::checks::{self, page};
use fnsec::run::scenes;
use fnsec::run::stage::Stage;
use fnsec::source::Wanted;
use fnsec::view::{export, theme};
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
        index += &format!(
            "| [{id}]({id}.md) | {} | {} | {} |\n",
            check.severity,
            check.family.word(),
            check.title,
            id = check.id
        );
    }
    hold(&folder.join("README.md"), &index);
    let known = fs::read_dir(&folder).expect("readable").count();
    assert_eq!(known, checks::ALL.len() + 1, "a page in docs/checks belongs to no check");
}

#[test]
fn the_picture_in_the_readme_is_the_real_screen() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let svg = runtime.block_on(async {
        let wanted = Wanted { demo: true, ..Wanted::default() };
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
