//! Events and versions of records, by the evaluation that the schema defines.

use super::*;
use crate::model::advisories::Impact;
use PackageManager::{Npm, Pip};
use proptest::prelude::*;

fn advisory(ecosystem: &str, events: &str, versions: &str) -> Advisory {
    let text = format!(
        r#"{{"id": "X-1", "affected": [{{"package": {{"ecosystem": "{ecosystem}", "name": "Some_Package"}},
            "ranges": [{{"type": "ECOSYSTEM", "events": {events}}}], "versions": {versions}}}]}}"#
    );
    let mut record = read(text.as_bytes()).expect("a record");
    record.packages.remove(0).2
}

fn fixed(advisory: &Advisory, language: PackageManager, version: &str) -> Option<String> {
    lowest_fixed(language, std::slice::from_ref(advisory), version)
}

#[test]
fn a_version_between_introduced_and_fixed_is_affected() {
    let one = advisory("npm", r#"[{"introduced": "1.0.0"}, {"fixed": "1.6.0"}]"#, "[]");
    for version in ["1.0.0", "v1.5.9", "1.6.0-rc.1"] {
        assert_eq!(affects(Npm, &one, version), Answer::Affected, "{version}");
        assert_eq!(fixed(&one, Npm, version).as_deref(), Some("1.6.0"), "{version}");
    }
    for version in ["0.27.2", "1.6.0"] {
        assert_eq!(affects(Npm, &one, version), Answer::Unaffected, "{version}");
    }
}

#[test]
fn python_versions_are_ordered_by_pep_440() {
    let one = advisory("PyPI", r#"[{"introduced": "0"}, {"fixed": "3.10.0"}]"#, "[]");
    for version in ["3.9.0", "3.10rc1"] {
        assert_eq!(affects(Pip, &one, version), Answer::Affected, "{version}");
    }
    for version in ["3.10", "3.10.0.post1", "1!0.1"] {
        assert_eq!(affects(Pip, &one, version), Answer::Unaffected, "{version}");
    }
}

#[test]
fn several_lines_have_their_own_lowest_fix() {
    let events = r#"[{"introduced": "2.0.0"}, {"fixed": "1.4.2"}, {"introduced": "0"}, {"fixed": "2.3.1"}]"#;
    let one = advisory("npm", events, "[]");
    assert_eq!(fixed(&one, Npm, "1.0.0").as_deref(), Some("1.4.2"));
    assert_eq!(affects(Npm, &one, "1.9.0"), Answer::Unaffected);
    assert_eq!(fixed(&one, Npm, "2.1.0").as_deref(), Some("2.3.1"));
}

#[test]
fn a_fix_that_another_advisory_affects_is_not_the_lowest() {
    let first = advisory("npm", r#"[{"introduced": "0"}, {"fixed": "1.2.0"}]"#, "[]");
    let second = advisory("npm", r#"[{"introduced": "1.1.0"}, {"fixed": "1.3.0"}]"#, "[]");
    assert_eq!(lowest_fixed(Npm, &[first, second], "1.0.0").as_deref(), Some("1.3.0"));
}

#[test]
fn last_affected_limits_and_explicit_versions_count() {
    let last = advisory("npm", r#"[{"introduced": "0"}, {"last_affected": "1.2.0"}]"#, r#"["3.0.0"]"#);
    for (version, answer) in
        [("1.2.0", Answer::Affected), ("1.2.1", Answer::Unaffected), ("3.0.0", Answer::Affected)]
    {
        assert_eq!(affects(Npm, &last, version), answer, "{version}");
    }
    assert_eq!(fixed(&last, Npm, "1.2.0"), None);
    let limit = advisory("npm", r#"[{"introduced": "0"}, {"limit": "2.0.0"}]"#, "[]");
    assert_eq!(affects(Npm, &limit, "1.9.9"), Answer::Affected);
    assert_eq!(affects(Npm, &limit, "2.0.0"), Answer::Unaffected);
    let same = advisory("PyPI", "[]", r#"["1.0"]"#);
    assert_eq!(affects(Pip, &same, "1.0.0"), Answer::Affected);
}

#[test]
fn what_cannot_be_compared_is_unknown_and_never_unaffected() {
    let one = advisory("npm", r#"[{"introduced": "0"}, {"fixed": "one"}]"#, "[]");
    assert!(matches!(affects(Npm, &one, "1.0.0"), Answer::Unknown(_)));
    assert_eq!(share(Npm, &one, "^1.0.0"), Share::Some);
    let one = advisory("PyPI", r#"[{"introduced": "0"}]"#, "[]");
    assert!(matches!(affects(Pip, &one, "latest"), Answer::Unknown(_)));
}

#[test]
fn a_withdrawn_record_affects_nothing_and_a_broken_one_says_why() {
    let text = r#"{"id": "X", "withdrawn": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "a"}}]}"#;
    assert!(read(text.as_bytes()).expect("a record").packages.is_empty());
    assert!(read(b"{").is_err() && read(b"{}").is_err() && read(b"[]").is_err());
}

#[test]
fn a_record_with_too_many_events_is_unknown() {
    let many = serde_json::json!(vec![serde_json::json!({"introduced": "0"}); 1_001]).to_string();
    let one = advisory("npm", &many, "[]");
    let why = "more than 1000 events of one package".to_owned();
    assert_eq!(affects(Npm, &one, "1.0.0"), Answer::Unknown(why));
}

#[test]
fn a_range_is_affected_as_a_whole_in_part_or_not() {
    let one = advisory("npm", r#"[{"introduced": "0.5.0"}, {"fixed": "1.6.0"}]"#, "[]");
    for (spec, expected) in [
        ("^0.21.0", Share::All),
        ("~1.5", Share::All),
        ("1.4.x", Share::All),
        (">=1.0.0 <1.6.0", Share::All),
        ("0.5.0 - 1.5.9", Share::All),
        ("npm:axios@^0.21.0", Share::All),
        ("^1.0.0", Share::Some),
        (">= 1.2", Share::Some),
        ("*", Share::Some),
        ("latest", Share::Some),
        ("^0.4.0 || ^0.21.0", Share::Some),
        ("^1.6.0", Share::None),
        ("2.x", Share::None),
        ("^0.4.0", Share::None),
    ] {
        assert_eq!(share(Npm, &one, spec), expected, "{spec}");
    }
    let one = advisory("PyPI", r#"[{"introduced": "0"}, {"fixed": "2.31.0"}]"#, "[]");
    for (spec, expected) in [
        ("~=2.28.0", Share::All),
        ("<2.30,>=2.0", Share::All),
        (">=2.0", Share::Some),
        ("", Share::Some),
        (">=2.31", Share::None),
    ] {
        assert_eq!(share(Pip, &one, spec), expected, "{spec}");
    }
    assert_eq!(floor(Npm, "~1.7.0 || ^0.4").as_deref(), Some("1.7.1"));
    let last = advisory("npm", r#"[{"introduced": "0"}, {"last_affected": "1.2.0"}]"#, "[]");
    assert_eq!(share(Npm, &last, "^1.0.0"), Share::Some);
    let never = advisory("npm", r#"[{"introduced": "0"}]"#, "[]");
    assert_eq!(share(Npm, &never, "latest"), Share::All);
    assert_eq!(share(Npm, &never, "^1.0.0"), Share::All);
}

#[test]
fn the_severity_is_the_databases_word_or_the_score_of_the_vector() {
    let impact = |rest: &str| {
        let text = format!(
            r#"{{"id": "X-1", "affected": [{{"package": {{"ecosystem": "npm", "name": "a"}}}}]{rest}}}"#
        );
        read(text.as_bytes()).expect("a record").packages.remove(0).2.impact
    };
    assert_eq!(impact(""), None);
    assert_eq!(impact(r#", "database_specific": {"severity": "MODERATE"}"#), Some(Impact::Medium));
    let vector =
        r#", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]"#;
    assert_eq!(impact(vector), Some(Impact::Critical));
}

#[test]
fn the_pinned_version_is_read_from_each_way_to_pin() {
    for (language, spec, version) in [
        (Npm, "1.2.3", "1.2.3"),
        (Npm, "= v1.2.3", "1.2.3"),
        (Npm, "npm:axios@0.21.1", "0.21.1"),
        (Pip, "==2.0", "2.0"),
        (Pip, ">=1,===2.0", "2.0"),
    ] {
        assert_eq!(pinned(language, spec), version, "{spec}");
    }
}

proptest! {
    #[test]
    fn no_version_makes_the_comparison_panic(version in "\\PC*", event in "\\PC{0,12}") {
        for (ecosystem, language) in [("npm", Npm), ("PyPI", Pip)] {
            let events = serde_json::json!([{"introduced": event}, {"fixed": version}]).to_string();
            let one = advisory(ecosystem, &events, "[]");
            let _ = (affects(language, &one, &version), share(language, &one, &version));
        }
    }
}
