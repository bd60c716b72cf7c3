//! Every fix that a check proposes for its fixtures: what it resolves, costs, shows, and how it is undone.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod support;

use fnsec::checks::fix::AnswerForm;
use fnsec::checks::{self, Finding, Need, fingerprint};
use fnsec::fix::plan::Inputs;
use fnsec::fix::{Plan, Write, phrase};
use fnsec::model::{Kind, ObjectRef, Scope};
use fnsec::yaml::patch;
use serde_json::Value;
use std::sync::Arc;
use support::Estate;
use support::cases::{Case, cases, look};

fn each_fix(act: impl Fn(&str, &Case, &Finding, &Plan)) {
    for case in cases().iter().filter(|case| case.sort == "fail") {
        for finding in look(case.check, &case.estate).0 {
            let snapshot = case.estate.snapshot();
            let space = snapshot.space(finding.home()).expect("its namespace");
            for fix in (case.check.fixes)(&Scope::new(&snapshot, space, case.estate.today()), &finding) {
                let bases: Vec<Option<Value>> =
                    fix.edits.iter().map(|edit| case.estate.objects.get(&edit.target).cloned()).collect();
                let at = format!("{}/fail.{}: {}", case.check.id, case.name, fix.title);
                // What has no default, only a user knows.
                let open = fix.needs.iter().filter(|need| need.default.is_empty());
                let inputs: Inputs = open.map(|need| (need.name.to_string(), told(need))).collect();
                let plan = match Plan::new(&fix, &inputs, &bases) {
                    // Nothing is changed in what is about to go.
                    Err(misfit) if misfit.to_string().contains("is being deleted") => continue,
                    made => made.unwrap_or_else(|misfit| panic!("{at}: {misfit}")),
                };
                act(&at, case, &finding, &plan);
            }
        }
    }
}

/// An answer of the form that is asked for; where any text does, an address.
fn told(need: &Need) -> String {
    match need.form {
        AnswerForm::Text => "https://told.example.com".into(),
        AnswerForm::Version(_) => "1.2.3".into(),
        AnswerForm::Commit => "0f".repeat(20),
    }
}

fn apply(plan: &Plan, estate: &Estate) -> Estate {
    let mut after = estate.clone();
    for step in &plan.steps {
        match step.write(&plan.vault) {
            Write::Create { body, .. } => after.put(body),
            Write::Patch { target, patch } => {
                let base = after.object_mut(&target).expect("patched objects exist");
                let mut new = patch::merge(base, &patch);
                new["metadata"].as_object_mut().expect("metadata").remove("resourceVersion");
                *base = new;
            }
            Write::Delete { target, .. } => {
                after.objects.remove(&target);
            }
        }
    }
    after
}

#[test]
fn every_fix_removes_its_finding_and_brings_none_as_severe() {
    each_fix(|at, case, finding, plan| {
        let mut after = apply(plan, &case.estate);
        // Some fixes only ask the controller of APIRules to act: then the test acts in its place.
        after.reconcile(&case.estate);
        let left = look(case.check, &after).0;
        let print = fingerprint::of(finding);
        assert!(left.iter().all(|one| fingerprint::of(one) != print), "{at} leaves its finding: {left:?}");
        let known = case.estate.report().findings();
        for new in after.report().findings() {
            // Findings know a route by its methods: of a rule that was divided each part is a route of its own,
            // and what was known of the whole, no less severe, is no news when it is said of a part.
            // A migrated rule has other paths and methods, but is the same rule; one that no longer accepts
            // writes is still open.
            let is_migrated = |old: &Arc<Finding>| {
                let same = (&old.object.kind, &old.object.name) == (&new.object.kind, &new.object.name);
                let open = ["unauthenticated-route", "unauthenticated-write-route"];
                let checks = old.check == new.check || open.contains(&old.check) && open.contains(&new.check);
                plan.title.starts_with("Migrate") && same && checks && old.severity <= new.severity
            };
            let was = |old: &Arc<Finding>| {
                fingerprint::of(old) == fingerprint::of(&new) || new.is_part_of(old) || is_migrated(old)
            };
            let worse = !known.iter().any(was) && new.severity <= finding.severity;
            assert!(!worse, "{at} brings {} on {}: {}", new.check, new.object, new.message);
        }
    });
}

#[test]
fn every_fix_changes_something_and_nothing_more_the_second_time() {
    each_fix(|at, case, _, plan| {
        assert!(!plan.is_idle(), "{at} changes nothing");
        let once = apply(plan, &case.estate);
        for step in plan.steps.iter().filter(|step| !step.is_create()) {
            let Write::Patch { target, patch } = step.write(&plan.vault) else { continue };
            let is = once.object(&target).expect("it is there");
            let mut again = patch::merge(is, &patch);
            again["metadata"].as_object_mut().expect("metadata").remove("resourceVersion");
            assert_eq!(&again, is, "{at}: {target} changes again");
        }
    });
}

/// The plan of a finding's default fix, which is what a command without a choice takes.
fn default_plan(check: &checks::Check, estate: &Estate, finding: &Finding) -> Option<Plan> {
    let snapshot = estate.snapshot();
    let space = snapshot.space(finding.home())?;
    let fixes = (check.fixes)(&Scope::new(&snapshot, space, estate.today()), finding);
    let fix = fixes.into_iter().find(|fix| !fix.by_choice)?;
    let bases: Vec<_> = fix.edits.iter().map(|edit| estate.objects.get(&edit.target).cloned()).collect();
    let open = fix.needs.iter().filter(|need| need.default.is_empty());
    let inputs: Inputs = open.map(|need| (need.name.to_string(), told(need))).collect();
    Plan::new(&fix, &inputs, &bases).ok().filter(|plan| !plan.is_idle())
}

/// A pipeline runs the same command again and again: it must not go further each time.
#[test]
fn the_default_fix_goes_no_further_when_it_is_repeated() {
    for case in cases().iter().filter(|case| case.sort == "fail") {
        let first = look(case.check, &case.estate).0;
        let known: Vec<String> = first.iter().map(|one| fingerprint::of(one)).collect();
        for finding in &first {
            let Some(plan) = default_plan(case.check, &case.estate, finding) else { continue };
            let mut after = apply(&plan, &case.estate);
            after.reconcile(&case.estate);
            // What is reported of the same object only since then would be fixed by the second run.
            let left = look(case.check, &after).0;
            let left = left.iter().filter(|one| one.object == finding.object);
            for new in left.filter(|one| !known.contains(&fingerprint::of(one))) {
                let Some(again) = default_plan(case.check, &after, new) else { continue };
                let at =
                    format!("{}/fail.{}: {}, then {}", case.check.id, case.name, plan.title, again.title);
                assert!(again.risk <= plan.risk, "{at}: {:?} after {:?}", again.risk, plan.risk);
            }
        }
    }
}

#[test]
fn a_weaker_namespace_is_called_lower_and_never_safe() {
    let level = |value: Option<&Value>| {
        let labels = value.and_then(|value| value.pointer("/metadata/labels")).cloned().unwrap_or_default();
        let labels = serde_json::from_value(labels).unwrap_or_default();
        fnsec::engine::pod_security::labels(&labels).enforce.0
    };
    each_fix(|at, case, _, plan| {
        let after = apply(plan, &case.estate);
        for step in plan.steps.iter().filter(|step| step.target.kind == Kind::Namespace) {
            let (old, new) =
                (level(case.estate.objects.get(&step.target)), level(after.objects.get(&step.target)));
            let said = plan.title.starts_with("Lower ");
            assert_eq!(new < old, said, "{at}: from {old} to {new}");
            assert!(new >= old || plan.risk > checks::Risk::Safe, "{at} is safe");
        }
    });
}

#[test]
fn what_deletes_says_that_it_may_break_something_and_deletes_no_secret() {
    each_fix(|at, _, _, plan| {
        for step in plan.steps.iter().filter(|step| step.is_delete()) {
            assert_eq!(plan.risk, checks::Risk::MayBreak, "{at}");
            assert!(!plan.price.is_empty() && step.target.kind != Kind::Secret, "{at}");
        }
    });
}

#[test]
fn every_fix_can_be_undone_exactly() {
    each_fix(|at, case, _, plan| {
        let after = apply(plan, &case.estate);
        let stamp = fnsec::fix::journal::Stamp { change: "c1".into(), ..Default::default() };
        let receipts: Vec<_> = (0..plan.steps.len())
            .filter_map(|at| Some(fnsec::fix::Receipt::of(plan, at, &stamp)?.done("", "")))
            .collect();
        let lines: Vec<String> = receipts.iter().map(fnsec::fix::Receipt::line).collect();
        let receipts: Vec<_> =
            lines.iter().map(|line| serde_json::from_str(line).expect("a line is read back")).collect();
        // Secrets are stored encoded, as the server does it.
        let fresh = |target: &ObjectRef| after.object(target).cloned().map(sealed);
        let undo = fnsec::fix::undo::plan(&receipts, &fresh);
        assert!(undo.left.is_empty(), "{at} leaves {:?}", undo.left);
        let mut sealed_after = after.clone();
        sealed_after.objects.values_mut().for_each(|value| *value = sealed(value.clone()));
        assert_eq!(apply(&undo, &sealed_after).objects, case.estate.objects, "{at}");
    });
}

/// The plan of a fixture's first fix with these answers, or why there is none.
fn planned(id: &str, case: &str, answers: &[(&str, &str)]) -> (Estate, Result<Plan, String>) {
    let case = cases().iter().find(|one| one.check.id == id && one.name == case).expect("a fixture");
    let finding = look(case.check, &case.estate).0.into_iter().next().expect("a finding");
    let snapshot = case.estate.snapshot();
    let space = snapshot.space(finding.home()).expect("its namespace");
    let fixes = (case.check.fixes)(&Scope::new(&snapshot, space, case.estate.today()), &finding);
    let fix = fixes.first().expect("a fix");
    let bases: Vec<_> = fix.edits.iter().map(|edit| case.estate.objects.get(&edit.target).cloned()).collect();
    let inputs = answers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    (case.estate.clone(), Plan::new(fix, &inputs, &bases).map_err(|misfit| misfit.to_string()))
}

/// What it says, in words.
fn answered(id: &str, case: &str, answers: &[(&str, &str)]) -> String {
    let text = |plan: Plan| plan.steps.iter().map(|step| step.texts().1).collect();
    planned(id, case, answers).1.map_or_else(|why| why, text)
}

#[test]
fn a_version_that_is_none_is_refused_before_anything_is_planned() {
    let said = |answers: &[(&str, &str)]| answered("unpinned-dependencies", "buildless", answers);
    let commit = "0f".repeat(20);
    assert_eq!(
        said(&[("client", &commit)]),
        "this fix needs the exact version of axios (^1.6.0 now; \"npm view axios version\" shows the newest); and the exact \
         version of lodash (a mutable tag now; \"npm view lodash version\" shows the newest). Set it with --set \
         axios=VERSION --set lodash=VERSION"
    );
    assert_eq!(
        said(&[("client", &commit), ("axios", "1.6.8"), ("lodash", "^4.17.21")]),
        "invalid value for lodash: \"^4.17.21\" is a range that can resolve to another version: give one version, such as 1.6.8"
    );
    let both = said(&[("client", "main"), ("lodash", "4.17.21")]);
    assert!(both.contains("is not a full commit id") && both.contains("--set axios=VERSION"), "{both}");
    let text = said(&[("client", &commit), ("lodash", "4.17.21"), ("axios", "1.6.8")]);
    for wanted in ["\"axios\": \"1.6.8\"", "\"lodash\": \"4.17.21\"", "client.git#0f0f", "\"mocha\": \"*\""] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn an_undo_takes_masked_values_as_they_are_now_and_leaves_a_text_that_changed() {
    let (commit, path) = ("0f".repeat(20), "/spec/source/inline/dependencies");
    let answers = [("client", commit.as_str()), ("lodash", "4.17.21"), ("axios", "1.6.8")];
    let (before, plan) = planned("unpinned-dependencies", "buildless", &answers);
    let plan = plan.expect("a plan");
    let (after, stamp) = (apply(&plan, &before), fnsec::fix::journal::Stamp::default());
    let receipt = fnsec::fix::Receipt::of(&plan, 0, &stamp).expect("a receipt").done("", "");
    let text = |estate: &Estate| estate.objects[&receipt.object].pointer(path).cloned().expect("a text");
    let changed = |estate: &Estate, old: &str, new: &str| {
        let text = text(estate).as_str().expect("a text").replace(old, new);
        let mut estate = estate.clone();
        *estate.objects.get_mut(&receipt.object).and_then(|one| one.pointer_mut(path)).expect("a text") =
            text.into();
        estate
    };
    let undone = |now: &Estate| {
        let fresh = |target: &ObjectRef| now.objects.get(target).cloned();
        let undo = fnsec::fix::undo::plan(std::slice::from_ref(&receipt), &fresh);
        (undo.left.len(), text(&apply(&undo, now)))
    };
    let rotated = |estate: &Estate| changed(estate, "zQ3vT8mK1xW6bR9c", "hT5nL2wQ9cV4xR7k");
    assert_eq!(undone(&rotated(&after)), (0, text(&rotated(&before))));
    let edited = changed(&after, "\"2.0.0\"", "\"2.0.1\"");
    assert_eq!(undone(&edited), (1, text(&edited)));
}

#[test]
fn only_the_versions_of_a_requirement_text_change() {
    let text = answered(
        "unpinned-dependencies",
        "python-of-all-sorts",
        &[
            ("numpy", "1.26"),
            ("flask", "3.0"),
            ("flask-2", "2"),
            ("pandas", "2.2.3"),
            ("client", &"0f".repeat(20)),
            ("requests", "2.32.3"),
        ],
    );
    let wanted = [
        "# tools, in this order",
        "-i https://pypi.example.com/simple",
        "requests[socks,security] ==2.32.3 ; python_version >= '3.9'  # http",
        "pandas==2.2.3",
        "numpy==1.26",
        "flask==3.0",
        "flask==2 ; python_version < '3.8'",
        &format!("-e git+https://bot:‹masked-1›@git.example.com/client.git@{}#egg=client", "0f".repeat(20)),
        "boto3==1.34.0",
    ];
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert!(lines.windows(wanted.len()).any(|rows| rows == wanted), "{text}");
}

/// What is carried must be in no text that anybody sees, keeps or sends elsewhere.
#[test]
fn no_carried_value_is_shown_or_kept() {
    each_fix(|at, _, _, plan| {
        let stamp = fnsec::fix::journal::Stamp::default();
        let receipts = (0..plan.steps.len())
            .filter_map(|at| Some(fnsec::fix::Receipt::of(plan, at, &stamp)?.done("", "")));
        let kept: String = receipts.map(|receipt| receipt.line()).collect();
        let told = phrase::request(plan, "why", &phrase::Kubectl::default());
        let all = [plan.text(), format!("{plan:?}"), phrase::kustomize(plan), kept, told].concat();
        for value in plan.steps.iter().flat_map(|step| secrets(&step.write(&plan.vault))) {
            assert!(!all.contains(&value), "{at} tells {value}");
        }
    });
}

/// The values of a Secret that is to be made, without names that everybody may know.
fn secrets(write: &Write) -> Vec<String> {
    let Write::Create { body, .. } = write else { return Vec::new() };
    let values = body["stringData"].as_object().into_iter().flat_map(|all| all.values());
    values.filter_map(Value::as_str).filter(|value| value.len() > 8).map(str::to_owned).collect()
}

fn sealed(mut value: Value) -> Value {
    use base64::Engine;
    let Some(Value::Object(plain)) = value.as_object_mut().and_then(|all| all.remove("stringData")) else {
        return value;
    };
    for (key, text) in plain {
        let encoded = base64::engine::general_purpose::STANDARD.encode(text.as_str().unwrap_or_default());
        value["data"][key] = encoded.into();
    }
    value
}
