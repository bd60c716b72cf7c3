//! What a configuration means, and the errors of an invalid one.

use super::*;
use crate::checks::Severity;
use crate::model::calendar::Day;
use crate::verdicts::exceptions::ExceptionTarget;

fn good(text: &str) -> Config {
    read("fnsec.yaml", text).expect("reads")
}

fn bad(text: &str) -> Vec<String> {
    read("fnsec.yaml", text).expect_err("is refused").iter().map(ToString::to_string).collect()
}

#[test]
fn an_empty_configuration_is_the_default() {
    assert_eq!(good(""), Config::default());
    assert_eq!(good("version: 1\nchecks: {}\nexceptions:\n"), Config::default());
}

#[test]
fn checks_are_switched_and_graded() {
    let config = good(
        "checks:\n  api-token-mounted: off\n  custom-runtime-image: low\n  runtime-end-of-life: {severity: high}\n  who-reads-source: {enabled: false}\n  unauthenticated-route: on\n",
    );
    let off: Vec<&str> = config.policy.off.iter().copied().collect();
    assert_eq!(off, ["api-token-mounted", "who-reads-source"]);
    assert_eq!(config.policy.grades.get("custom-runtime-image"), Some(&Severity::Low));
    assert_eq!(config.policy.grades.get("runtime-end-of-life"), Some(&Severity::High));
}

#[test]
fn parameters_and_exceptions_are_read() {
    let config = good(
        "parameters:\n  allowedRegistries: [registry.example.com/a]\n  endOfLife: {nodejs22: 2027-01-31}\n  manySecrets: 9\nexceptions:\n- check: unauthenticated-route\n  object: APIRule/shop/hooks\n  reason: signed by the partner\n  by: anna\n  expires: 2026-12-31\n- {check: api-token-mounted, namespace: shop, reason: needed}\n",
    );
    assert_eq!(config.parameters.allowed_registries, ["registry.example.com/a"]);
    assert_eq!(config.parameters.end_of_life["nodejs22"], Day::new(2027, 1, 31));
    assert_eq!(config.parameters.many_secrets, 9);
    let [first, second] = config.policy.exceptions.as_slice() else { panic!("two") };
    assert_eq!(first.place, "fnsec.yaml:6");
    assert_eq!(first.expires, Some(Day::new(2026, 12, 31)));
    assert_eq!(second.target, ExceptionTarget::Namespace("shop".into()));
    assert!(!first.is_expired(Day::new(2026, 12, 31)) && first.is_expired(Day::new(2027, 1, 1)));
}

#[test]
fn a_misspelt_key_is_reported_with_its_line_and_a_suggestion() {
    assert_eq!(
        bad("checks:\n  api-token-mountd: off\nexeptions: []\n"),
        [
            "fnsec.yaml:3: unknown key \"exeptions\"; did you mean \"exceptions\"? (known keys: version, checks, parameters, exceptions, acceptByAnnotation, expect, explorer)",
            "fnsec.yaml:2: unknown check \"api-token-mountd\"; did you mean \"api-token-mounted\"?",
        ]
    );
}

#[test]
fn all_errors_are_reported_at_once() {
    let faults = bad(
        "version: 2\nchecks: {api-token-mounted: urgent}\nparameters: {manySecrets: some}\nexceptions:\n- {check: api-token-mounted, namespace: shop}\n- {check: api-token-mounted, reason: x, expires: soon}\n",
    );
    assert_eq!(faults.len(), 6, "{faults:#?}");
    assert!(faults.iter().any(|fault| fault.contains(":5: exception without a reason")), "{faults:#?}");
}

#[test]
fn broken_yaml_is_a_sentence_with_a_line() {
    let faults = bad("checks:\n  a: [\n");
    assert!(faults.len() == 1 && faults[0].starts_with("fnsec.yaml:"), "{faults:?}");
}

#[test]
fn expectations_are_read_with_their_lines_and_errors_name_the_word() {
    let config = good("expect:\n- internet may not reach pay/*\n- no namespace below baseline\n");
    let places: Vec<&str> = config.expect.iter().map(|one| one.place.as_str()).collect();
    assert_eq!(places, ["fnsec.yaml:2", "fnsec.yaml:3"]);
    assert_eq!(
        bad("expect:\n- no namespace below baseline\n- internet my reach pay/*\n"),
        [
            "fnsec.yaml:3: expected \"may\", found \"my\"; did you mean \"may\"? in \"internet my reach pay/*\""
        ]
    );
}
