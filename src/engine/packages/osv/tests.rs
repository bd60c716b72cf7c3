//! Events and versions of records, by the evaluation that the schema defines.

use super::*;
use Language::{Npm, Pip};
use proptest::prelude::*;

fn record(ecosystem: &str, name: &str, events: &str, versions: &str) -> Record {
    let text = format!(
        r#"{{"id": "X-1", "affected": [{{"package": {{"ecosystem": "{ecosystem}", "name": "{name}"}},
            "ranges": [{{"type": "ECOSYSTEM", "events": {events}}}], "versions": {versions}}}]}}"#
    );
    read(&text).expect("a record")
}

fn fixed(version: &str) -> Answer {
    Answer::Affected { fixed: Some(version.into()) }
}

#[test]
fn a_version_between_introduced_and_fixed_is_affected() {
    let one = record("npm", "axios", r#"[{"introduced": "1.0.0"}, {"fixed": "1.6.0"}]"#, "[]");
    let ask = |version| one.affects(Npm, "axios", version);
    assert_eq!(ask("1.0.0"), fixed("1.6.0"));
    assert_eq!(ask("v1.5.9"), fixed("1.6.0"));
    assert_eq!(ask("1.6.0-rc.1"), fixed("1.6.0"));
    assert_eq!(ask("0.27.2"), Answer::Unaffected);
    assert_eq!(ask("1.6.0"), Answer::Unaffected);
    assert_eq!(one.affects(Npm, "axio", "1.5.0"), Answer::Unaffected);
    assert_eq!(one.affects(Pip, "axios", "1.5.0"), Answer::Unaffected);
}

#[test]
fn python_versions_are_ordered_by_pep_440() {
    let one = record("PyPI", "Python_Jose", r#"[{"introduced": "0"}, {"fixed": "3.10.0"}]"#, "[]");
    let ask = |version| one.affects(Pip, "python-jose", version);
    assert_eq!(ask("3.9.0"), fixed("3.10.0"));
    assert_eq!(ask("3.10rc1"), fixed("3.10.0"));
    assert_eq!(ask("3.10"), Answer::Unaffected);
    assert_eq!(ask("3.10.0.post1"), Answer::Unaffected);
    assert_eq!(ask("1!0.1"), Answer::Unaffected);
}

#[test]
fn several_lines_have_their_own_lowest_fix() {
    let events = r#"[{"introduced": "2.0.0"}, {"fixed": "1.4.2"}, {"introduced": "0"}, {"fixed": "2.3.1"}]"#;
    let one = record("npm", "a", events, "[]");
    assert_eq!(one.affects(Npm, "a", "1.0.0"), fixed("1.4.2"));
    assert_eq!(one.affects(Npm, "a", "1.9.0"), Answer::Unaffected);
    assert_eq!(one.affects(Npm, "a", "2.1.0"), fixed("2.3.1"));
}

#[test]
fn last_affected_limits_and_explicit_versions_count() {
    let last = record("npm", "a", r#"[{"introduced": "0"}, {"last_affected": "1.2.0"}]"#, r#"["3.0.0"]"#);
    let none = Answer::Affected { fixed: None };
    assert_eq!(last.affects(Npm, "a", "1.2.0"), none);
    assert_eq!(last.affects(Npm, "a", "1.2.1"), Answer::Unaffected);
    assert_eq!(last.affects(Npm, "a", "3.0.0"), none);
    let limit = record("npm", "a", r#"[{"introduced": "0"}, {"limit": "2.0.0"}]"#, "[]");
    assert_eq!(limit.affects(Npm, "a", "1.9.9"), none);
    assert_eq!(limit.affects(Npm, "a", "2.0.0"), Answer::Unaffected);
    let same = record("PyPI", "a", "[]", r#"["1.0"]"#);
    assert_eq!(same.affects(Pip, "a", "1.0.0"), none);
}

#[test]
fn what_cannot_be_compared_is_unknown_and_never_unaffected() {
    let one = record("npm", "a", r#"[{"introduced": "0"}, {"fixed": "one"}]"#, "[]");
    assert!(matches!(one.affects(Npm, "a", "1.0.0"), Answer::Unknown(_)));
    let one = record("PyPI", "a", r#"[{"introduced": "0"}]"#, "[]");
    assert!(matches!(one.affects(Pip, "a", "latest"), Answer::Unknown(_)));
}

#[test]
fn a_withdrawn_record_affects_nothing_and_a_broken_one_says_why() {
    let mut one = record("npm", "a", r#"[{"introduced": "0"}]"#, "[]");
    one.withdrawn = Some("2026-01-01T00:00:00Z".into());
    assert_eq!(one.affects(Npm, "a", "1.0.0"), Answer::Unaffected);
    assert!(read("{").is_err() && read("{}").is_err() && read("[]").is_err());
}

#[test]
fn a_record_with_too_many_events_is_unknown() {
    let many = serde_json::json!(vec![serde_json::json!({"introduced": "0"}); 1_001]).to_string();
    let one = record("npm", "a", &many, "[]");
    let why = "more than 1000 events of one package".to_owned();
    assert_eq!(one.affects(Npm, "a", "1.0.0"), Answer::Unknown(why));
}

proptest! {
    #[test]
    fn no_version_makes_the_comparison_panic(version in "\\PC*", event in "\\PC{0,12}") {
        for (ecosystem, language) in [("npm", Npm), ("PyPI", Pip)] {
            let events = serde_json::json!([{"introduced": event}, {"fixed": version}]).to_string();
            let _ = record(ecosystem, "a", &events, "[]").affects(language, "a", &version);
        }
    }
}
