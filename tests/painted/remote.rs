//! Over a network, what is painted for a key is short, and nothing is lost: another key shows it.

use fnsec::run::scenes::TODAY;
use fnsec::run::stage::Stage;
use fnsec::source::SourceRequest;
use fnsec::view::{export, theme};

#[tokio::test]
async fn over_a_network_the_details_below_the_findings_are_short_and_open_to_the_rest() {
    let demo = SourceRequest { demo: true, ..SourceRequest::default() };
    let mono = theme::load("mono").expect("a theme");
    let mut stage = Stage::open(&demo, TODAY, (120, 36)).await.expect("the demo");
    stage.model.settings.remote = true;
    for key in ["4", "j", "j"] {
        stage.press(key).await.expect(key);
    }
    let finding = stage.model.selected_finding().expect("a finding");
    assert!(!finding.note.is_empty(), "{finding:?}");
    let list = export::text(&stage.paint(&mono));
    let has = |text: &str, words: &str| text.lines().any(|line| line.contains(words));
    assert!(has(&list, "Why · enter shows more") && has(&list, "fix 1"), "{list}");
    assert!(
        !has(&list, "field   ") && !has(&list, "seen    "),
        "the row says where, and what was seen is hidden: {list}"
    );
    let note: String = finding.note.chars().take(40).collect();
    assert!(!has(&list, &note) && !has(&list, "object  "), "{list}");
    assert!(has(&list, "fn/order-create env[0]") && has(&list, "orders"), "the row names the object: {list}");
    stage.press("enter").await.expect("enter");
    let page = export::text(&stage.paint(&mono));
    assert!(has(&page, &note) && has(&page, "object  ") && has(&page, "field   spec.env[0]"), "{page}");
    stage.model.settings.remote = false;
    for key in ["esc", "j", "k"] {
        stage.press(key).await.expect(key);
    }
    let near = export::text(&stage.paint(&mono));
    assert!(has(&near, &note) && has(&near, "object  "), "{near}");
}

#[tokio::test]
async fn over_a_network_a_list_that_takes_the_width_says_what_the_other_one_is() {
    let demo = SourceRequest { demo: true, ..SourceRequest::default() };
    let mono = theme::load("mono").expect("a theme");
    let mut stage = Stage::open(&demo, TODAY, (120, 36)).await.expect("the demo");
    stage.model.settings.remote = true;
    let mut seen = Vec::new();
    for key in ["2", "enter", "tab"] {
        stage.press(key).await.expect(key);
        seen.push(export::text(&stage.paint(&mono)));
    }
    let [_, findings, functions] = seen.as_slice() else { panic!("three pictures") };
    assert!(findings.contains("Findings 25 · tab shows 7 Functions"), "{findings}");
    assert!(functions.contains("Functions 7 · tab shows 25 findings"), "{functions}");
    let width = |text: &str| text.lines().nth(3).map(|line| line.matches('│').count());
    assert_eq!((width(findings), width(functions)), (Some(2), Some(2)), "at full width");
}
