//! Properties of dependency texts: `package.json`, `requirements.txt`, versions, and changes of one entry.

use super::{breaks, from_place};
use fnsec::engine::packages::{
    Dependency, OptionKind, PackageEdit, PackageManager, Pin, bare, change, encryptable, imitation, npm, osv,
    python, python_options, registered, requested,
};
use serde_json::{Value, json};

/// Names and specs are those that the JSON has, each behind its quote; a spec is pinned by itself as in the text.
pub fn package_json(text: &str) {
    match npm(text) {
        Err(problem) => {
            assert!(problem.line as usize <= breaks(text) + 2 && problem.column >= 1);
            assert!(
                !serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'))
                    .is_ok_and(|value| value.is_object())
            );
        }
        Ok(found) => {
            for one in &found {
                // A byte order mark is not counted as a column.
                let body = text.strip_prefix('\u{feff}').unwrap_or(text);
                let rest = from_place(body, one.line, one.column - 1).unwrap_or_default();
                assert!(rest.starts_with('"'), "{one:?} in {text:?}");
                assert_eq!(PackageManager::Npm.pin(&one.spec), one.pin);
            }
            changes(PackageManager::Npm, text, &found);
        }
    }
    let wrapped = json!({"dependencies": {"a": text}}).to_string();
    let found = npm(&wrapped).expect("JSON");
    assert_eq!((found.len(), found[0].spec.as_str()), (1, text));
}

/// Packages and options are in the order of the text, each where its text starts, and not two at one place.
pub fn requirements(text: &str) {
    let found = python(text);
    let mut last = (0, 0);
    for one in &found {
        assert!(!one.name.is_empty() && (one.line, one.column) > last, "{one:?} in {text:?}");
        last = (one.line, one.column);
        let rest = from_place(text, one.line, one.column);
        let rest = rest.unwrap_or_else(|| panic!("{one:?} is outside {text:?}"));
        let letter = |rest: &str| rest.chars().find(|letter| !letter.is_whitespace() && *letter != '\\');
        assert!(letter(rest).is_some(), "{one:?} in {text:?}");
        assert!(!one.spec.contains('\n') && one.spec.trim() == one.spec, "{one:?}");
        if !one.spec.contains("://") && matches!(one.pin, Pin::Exact | Pin::Range) {
            assert_eq!(PackageManager::Pip.pin(&one.spec), one.pin, "{one:?}");
        }
    }
    for one in python_options(text) {
        assert!(
            from_place(text, one.line, one.column).is_some_and(|rest| rest.starts_with('-')),
            "{one:?} in {text:?}"
        );
        let flag = matches!(one.kind, OptionKind::NoIndex | OptionKind::Pre);
        assert!(!one.value.contains(char::is_whitespace) || flag, "{one:?}");
    }
    assert_eq!(
        python(&text.replace("\r\n", "\n")).len(),
        python(&text.replace("\r\n", "\n").replace('\n', "\r\n")).len()
    );
    changes(PackageManager::Pip, text, &found);
}

/// A change that is made pins what it should, is made once, and leaves the other entries as they were.
fn changes(language: PackageManager, text: &str, found: &[Dependency]) {
    let read = |text: &str| match language {
        PackageManager::Npm => npm(text).unwrap_or_default(),
        PackageManager::Pip => python(text),
    };
    for one in found.iter().take(4) {
        let spec = bare(&one.spec);
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let pin =
            |to: &str| PackageEdit::Pin { name: one.name.clone(), spec: spec.clone(), to: to.to_owned() };
        let encrypt = || PackageEdit::Encrypt { name: one.name.clone(), spec: spec.clone() };
        // Only an address that can be encrypted is ever asked to be.
        let encrypt = encryptable(&one.spec).then(encrypt);
        for edit in [pin("1.2.3"), pin(commit)].into_iter().chain(encrypt) {
            let Ok(new) = change(language, text, &edit) else { continue };
            let after = read(&new);
            assert_eq!(after.len(), found.len(), "{edit:?} in {text:?}");
            let meant = |was: &Dependency| was.name == one.name && bare(&was.spec) == spec;
            for (was, is) in found.iter().zip(&after).filter(|(was, _)| !meant(was)) {
                assert_eq!((&was.name, &was.spec), (&is.name, &is.spec), "{edit:?} in {text:?}");
            }
            assert!(breaks(&new) == breaks(text) || language == PackageManager::Pip, "{edit:?} in {text:?}");
        }
    }
}

/// A version that is accepted pins exactly; a spec is pinned the same with blanks around it.
pub fn versions(text: &str) {
    for language in [PackageManager::Npm, PackageManager::Pip] {
        if language.refuse(text).is_none() {
            let exact = if language == PackageManager::Pip { format!("=={text}") } else { text.to_owned() };
            assert_eq!(language.pin(&exact), Pin::Exact, "{language:?} {text:?}");
            assert!(!text.contains(char::is_whitespace));
        }
        names(language, text);
    }
    let _ = osv::read(text.as_bytes());
    let short = text.trim().len() < 200;
    assert!(
        !short || PackageManager::Npm.pin(text) == PackageManager::Npm.pin(&format!(" {text} ")),
        "{text:?}"
    );
    if let Some((one, other)) = text.split_once(',') {
        let exact = |spec: &str| PackageManager::Pip.pin(spec) == Pin::Exact;
        if !text.contains("://") {
            assert_eq!(exact(text), exact(one) || exact(other), "{text:?}");
        }
    }
}

/// The name in a registry is its own name there; a name that imitates another is not that one.
fn names(language: PackageManager, text: &str) {
    let Some(name) = registered(language, text, "1.0.0") else { return };
    assert_eq!(registered(language, &name, "1.0.0").as_deref(), Some(&*name), "{language:?} {text:?}");
    assert!(imitation(language, &name).is_none_or(|found| found.of != name), "{language:?} {text:?}");
    assert!(text.contains(requested(language, text)), "{language:?} {text:?}");
}
