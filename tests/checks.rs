//! Every check against its fixtures: `tests/checks/<id>/{fail,pass,unknown}.<case>.yaml`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod support;

use fnsec::checks::{self, page};
use fnsec::model::reads::Reads;
use fnsec::model::{Dirty, Kind, Scope, Snapshot, Space};
use fnsec::verdicts::Report;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use support::cases::{cases, look, of_clusters};
use support::take;

#[test]
fn every_fixture_gets_the_verdict_its_name_says() {
    for case in cases() {
        let (found, unknown) = look(case.check, &case.estate);
        let at = format!("{}/{}.{}", case.check.id, case.sort, case.name);
        let said: Vec<&str> = found.iter().map(|one| &*one.message).collect();
        match case.sort.as_str() {
            "fail" => assert!(!found.is_empty(), "{at} finds nothing"),
            "pass" => {
                assert!(found.is_empty() && !unknown, "{at} does not pass: {said:?}, unknown {unknown}");
            }
            "unknown" => assert!(unknown, "{at} claims to know: {said:?}"),
            other => panic!("{at}: a fixture is fail, pass or unknown, not {other}"),
        }
    }
}

/// A scan of some checks reads what they say they read, and nothing else.
#[test]
fn a_check_says_the_same_when_only_its_own_kinds_were_read() {
    for case in cases() {
        let whole = case.estate.snapshot();
        let (mut part, mut dirty) = (Snapshot::default(), Dirty::default());
        part.set_extent(whole.extent());
        part.set_parameters(whole.parameters().clone());
        for kind in Kind::watched().into_iter().filter(|kind| case.check.kinds() & kind.bit() != 0) {
            case.estate.arrival(kind).into_iter().for_each(|change| part.apply(change, &mut dirty));
        }
        for space in whole.spaces().chain([whole.cluster()]) {
            let nothing = Space::named(&space.name);
            let same = part.space(&space.name).unwrap_or(&nothing);
            let [all, own] = [(&whole, space), (&part, same)].map(|(snapshot, space)| {
                checks::judge(case.check, &Scope::new(snapshot, space, case.estate.today()))
            });
            assert_eq!(own, all, "{}/{}.{} in {}", case.check.id, case.sort, case.name, space.name);
        }
    }
}

#[test]
fn every_check_has_a_failing_a_passing_and_an_unknown_fixture() {
    for check in of_clusters() {
        for sort in ["fail", "pass", "unknown"] {
            assert!(
                cases().iter().any(|case| case.check.id == check.id && case.sort == sort),
                "{} lacks {sort}.*.yaml",
                check.id
            );
        }
    }
}

#[test]
fn what_each_check_says_is_recorded() {
    for check in of_clusters() {
        let mut text = String::new();
        for case in cases().iter().filter(|case| case.check.id == check.id && case.sort == "fail") {
            let _ = writeln!(text, "## {}", case.name);
            for finding in look(check, &case.estate).0 {
                let _ = writeln!(
                    text,
                    "{} {} {} {}",
                    finding.severity.short(),
                    finding.confidence.word(),
                    finding.object,
                    finding.path
                );
                let _ = writeln!(text, "    {}", finding.message);
                for (label, value) in [("seen", &*finding.evidence), ("note", &*finding.note)] {
                    if !value.is_empty() {
                        let _ = writeln!(text, "    {label}: {value}");
                    }
                }
                let snapshot = case.estate.snapshot();
                let space = snapshot.space(finding.home()).expect("its namespace");
                for fix in (check.fixes)(&Scope::new(&snapshot, space, case.estate.today()), &finding) {
                    let _ = writeln!(text, "    fix ({}): {}", fix.risk.word(), fix.title);
                }
            }
        }
        insta::with_settings!({snapshot_path => "../snapshots/checks", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(check.id, text);
        });
    }
}

#[test]
fn ids_are_unique_and_kebab_case() {
    let mut seen = BTreeSet::new();
    for check in checks::ALL {
        let proper = check
            .id
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
        assert!(proper, "{}", check.id);
        assert!(seen.insert(check.id), "{} is there twice", check.id);
    }
}

#[test]
fn every_page_answers_every_question() {
    for check in checks::ALL {
        assert_eq!(page::missing(check.page), Vec::<&str>::new(), "the page of {}", check.id);
        assert!(check.why.ends_with('.') && check.title.chars().count() <= 60, "{}", check.id);
    }
}

/// Where nothing can be rewritten for certain, the page is what an author goes by.
#[test]
fn the_page_of_each_check_of_code_shows_wrong_and_right_code_in_both_languages() {
    // Of these, what is wrong is in objects; and Python has no prototypes.
    let in_objects = ["blocked-call", "role-beyond-code", "unused-secret"];
    let of_code =
        |check: &&checks::Check| check.reads.contains(&Reads::Code) || check.id == "risky-environment";
    let all = checks::ALL.iter().copied().filter(of_code).filter(|one| !in_objects.contains(&one.id));
    let mut seen = 0;
    for check in all {
        for section in
            check.page.split("\n## ").filter(|one| one.starts_with("Bad") || one.starts_with("Good"))
        {
            for language in ["js", "python"] {
                let has = section.contains(&format!("\n```{language}\n"));
                let spared = check.id == "prototype-pollution" && language == "python";
                assert!(
                    has || spared,
                    "{}: {} has no {language}",
                    check.id,
                    section.get(..4).unwrap_or_default()
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

/// Every fix of every finding of every failing fixture, with the estate before.
fn said(report: &Report) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = report.findings().iter().map(|one| format!("{one:?}")).collect();
    for (name, space) in report.spaces() {
        all.extend(space.unknown().map(|(check, missing)| format!("{name} {}: {missing:?}", check.id)));
    }
    all
}

/// A check that reads more than it says would keep a verdict that is out of date.
#[test]
fn whatever_arrives_last_the_verdicts_are_the_same() {
    let mut stale: BTreeSet<String> = BTreeSet::new();
    for case in cases() {
        let today = case.estate.today();
        let there = |kind: &Kind| case.estate.arrival(*kind).len() > 1;
        for last in Kind::ALL.into_iter().filter(there) {
            let (mut snapshot, mut report) = (Snapshot::default(), Report::default());
            snapshot.set_extent(case.estate.extent);
            let others = Kind::ALL.into_iter().filter(|kind| *kind != last);
            let others = others.flat_map(|kind| case.estate.arrival(kind)).collect();
            take(&mut snapshot, &mut report, others, today);
            take(&mut snapshot, &mut report, case.estate.arrival(last), today);
            let (anew, seen) = (said(&Report::of(&snapshot, today)), said(&report));
            for one in seen.symmetric_difference(&anew) {
                stale.insert(format!("{}/{}.{}, {last:?} last: {one}", case.check.id, case.sort, case.name));
            }
        }
    }
    assert!(stale.is_empty(), "{stale:#?}");
}
