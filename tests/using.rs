//! What keys lead to, on a stage without a terminal: the state behind the screens.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use fnsec::app::Msg;
use fnsec::app::Overlay;
use fnsec::app::Place;
use fnsec::app::fix::Stage as Step;
use fnsec::model::{Change, Kind};
use fnsec::run::scenes::TODAY;
use fnsec::run::stage::Stage;
use fnsec::source::{News, SourceRequest};

async fn demo() -> Stage {
    let wanted = SourceRequest { demo: true, ..SourceRequest::default() };
    Box::pin(Stage::open(&wanted, TODAY, (120, 36))).await.expect("opens")
}

async fn after(keys: &str) -> Stage {
    let mut stage = demo().await;
    Box::pin(stage.press(keys)).await.expect("keys");
    stage
}

fn step(stage: &Stage) -> Option<Step> {
    stage.model.fix.as_ref().map(|fixing| fixing.stage.clone())
}

#[tokio::test]
async fn marked_findings_are_fixed_as_one_change_and_undone_as_one() {
    let mut stage = after("4 / \"api-token-mounted\" enter space space space f").await;
    let plan = stage.model.fix.as_ref().and_then(|fixing| fixing.plan.as_ref()).expect("a plan");
    assert_eq!(plan.steps.len(), 3);
    stage.press("A").await.expect("keys");
    assert!(matches!(stage.model.overlay, Some(Overlay::Confirm(_))), "{:?}", stage.model.overlay);
    stage.press("\"apply 3\" enter").await.expect("keys");
    assert_eq!((step(&stage), fnsec::app::fix::still_there(&stage.model)), (Some(Step::Done), 0));
    assert!(stage.model.marks.is_empty(), "marks of what is gone are gone");
    stage.press("7 u").await.expect("keys");
    let undo = stage.model.fix.as_ref().and_then(|fixing| fixing.plan.as_ref()).expect("an undo");
    assert_eq!(undo.steps.len(), 3);
}

#[tokio::test]
async fn a_range_is_marked_from_the_last_mark_in_both_directions() {
    let mut stage = after("4 j j j space j v").await;
    assert_eq!(stage.model.marks.len(), 3);
    stage.press("esc").await.expect("keys");
    assert!(stage.model.marks.is_empty());
    assert_eq!(stage.model.place, Place::Findings, "esc first unmarks, then leaves");
    stage.press("g g j j j j space k k k v").await.expect("keys");
    assert_eq!(stage.model.marks.len(), 3);
}

#[tokio::test]
async fn namespaces_cannot_be_marked_and_it_is_said() {
    let stage = after("2 space").await;
    assert!(
        stage.model.marks.is_empty() && stage.model.status.contains("findings"),
        "{}",
        stage.model.status
    );
}

#[tokio::test]
async fn an_accepted_finding_counts_nowhere_until_it_is_asked_for() {
    let mut stage = demo().await;
    let before = stage.model.report.counts().total();
    stage.press("4 i \"the partner signs it\" enter enter").await.expect("keys");
    assert_eq!(stage.model.report.counts().total(), before - 1);
    assert_eq!(stage.model.lists.findings.len(), before - 1);
    stage.press("t i").await.expect("keys");
    assert_eq!(stage.model.lists.findings.len(), before);
    let shown = stage.model.lists.findings.last().expect("one");
    let acceptance = stage.model.acceptance(&shown.finding).expect("accepted");
    assert_eq!(
        (acceptance.reason.as_str(), acceptance.by.as_str()),
        ("the partner signs it", "anna@example.com")
    );
}

#[tokio::test]
async fn nothing_is_accepted_without_a_reason_or_by_a_day_that_is_over() {
    for keys in [
        "4 i enter enter",
        "4 i \"why\" enter ctrl-u \"2020-01-01\" enter",
        "4 i \"why\" enter ctrl-u \"soon\" enter",
    ] {
        let stage = after(keys).await;
        let Some(Overlay::Accept(dialog)) = &stage.model.overlay else { panic!("{keys}") };
        assert!(!dialog.fault.is_empty(), "{keys}");
    }
    let mut stage = demo().await;
    let before = stage.model.report.counts().total();
    stage.press("4 i \"why\" esc").await.expect("keys");
    assert_eq!(stage.model.report.counts().total(), before);
}

#[tokio::test]
async fn the_selected_column_of_the_map_stays_at_its_namespace_when_another_one_comes_before_it() {
    let mut stage = after("5 j l l l").await;
    let to = |stage: &Stage| {
        let reach = stage.model.grids.reach.as_ref().expect("a map");
        reach.matrix.names.get(stage.model.grids.reach_column).expect("a column").to_string()
    };
    let (before, columns) = (to(&stage), stage.model.grids.reach_column);
    let text = r#"{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"aaa"}}"#;
    let object = fnsec::decode::object(Kind::Namespace, text).expect("reads");
    stage.send(Msg::News(News::Changes(vec![Change::Put(object)]))).await;
    assert_eq!(to(&stage), before);
    assert_eq!(stage.model.grids.reach_column, columns + 1, "the new column is left of it");
}

#[tokio::test]
async fn esc_in_the_first_question_of_a_fix_leads_back_to_the_choice_of_fixes() {
    let mut stage = after("4 j f enter").await;
    assert_eq!(step(&stage), Some(Step::Answer(0)));
    stage.press("esc").await.expect("keys");
    assert_eq!((stage.model.place.clone(), step(&stage)), (Place::Fix, Some(Step::Choose)));
    stage.press("esc").await.expect("keys");
    assert_eq!(stage.model.place, Place::Findings);
}

#[tokio::test]
async fn what_is_tried_on_the_map_changes_nothing_until_it_is_applied() {
    let mut stage = after("5 j j l W \"own\" enter").await;
    let grids = &stage.model.grids;
    let then = grids.what_if.as_ref().and_then(|what_if| what_if.then.as_ref()).expect("tried");
    assert!(then.changed > 0);
    stage.press("esc").await.expect("keys");
    assert!(stage.model.grids.what_if.is_none() && stage.model.place == Place::Reach);
    stage.press("W \"own\" enter f").await.expect("keys");
    assert_eq!((stage.model.place.clone(), step(&stage)), (Place::Fix, Some(Step::Review)));
}

#[tokio::test]
async fn the_map_of_a_fix_leads_back_to_the_fix() {
    let mut stage = after("4 / \"no-ingress\" enter f enter W").await;
    assert_eq!(stage.model.place, Place::Reach);
    let then = stage.model.grids.what_if.as_ref().and_then(|what_if| what_if.then.as_ref());
    assert!(then.is_some_and(|then| then.changed > 0));
    stage.press("esc").await.expect("keys");
    assert_eq!((stage.model.place.clone(), step(&stage)), (Place::Fix, Some(Step::Review)));
    assert!(stage.model.grids.what_if.is_none());
}

#[tokio::test]
async fn a_guided_plan_leads_through_its_steps_until_none_is_left() {
    let mut stage = after("2 F").await;
    assert!(matches!(stage.model.place, Place::Plan(_)), "{:?}", stage.model.place);
    let steps = stage.model.rows(0);
    assert!(steps > 1);
    stage.press("enter").await.expect("keys");
    assert_eq!(stage.model.place, Place::Fix);
    stage.press("esc").await.expect("keys");
    assert!(matches!(stage.model.place, Place::Plan(_)), "a step leads back to the plan");
}

#[tokio::test]
async fn an_applied_step_is_gone_from_the_plan() {
    let mut stage = after("2 / \"default\" enter F").await;
    assert_eq!(stage.model.place, Place::Plan("default".into()));
    let steps = stage.model.rows(0);
    let row =
        (0..steps).find(|row| stage.model.row_key(0, *row).contains("ServiceAccount")).expect("a safe step");
    stage.press(&"j ".repeat(row)).await.expect("keys");
    stage.press("enter A y").await.expect("keys");
    assert_eq!(step(&stage), Some(Step::Done));
    stage.press("esc").await.expect("keys");
    assert!(stage.model.rows(0) < steps, "{} of {steps}", stage.model.rows(0));
}

#[tokio::test]
async fn a_range_is_not_taken_as_a_version_and_the_question_stays() {
    let mut stage = after("4 / \"unpinned-dependencies\" enter f").await;
    assert_eq!(step(&stage), Some(Step::Answer(0)), "{}", stage.model.status);
    stage.press("ctrl-u \"^1.6.0\" enter").await.expect("keys");
    assert_eq!(step(&stage), Some(Step::Answer(0)));
    assert!(stage.model.status.contains("is a range"), "{}", stage.model.status);
    stage.press("ctrl-u \"1.6.8\" enter").await.expect("keys");
    assert_ne!(step(&stage), Some(Step::Answer(0)));
}
