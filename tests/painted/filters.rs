//! A filter finds what is shown.

use fnsec::app::rows::addresses;
use fnsec::app::rows::filter::Filter;
use fnsec::app::rows::lists::passes_filter;
use fnsec::run::scenes::{Scene, SceneState};
use fnsec::run::stage::Stage;

fn played(keys: &'static str) -> Stage {
    let scene = Scene { name: "filters", context: "demo-buildless", state: SceneState::Fine, keys };
    super::super::wait(Stage::play(&scene, (120, 36))).expect("the scene plays")
}

#[test]
fn a_finding_is_found_by_the_object_and_the_namespace_that_its_row_shows() {
    let stage = played("4");
    let all = &stage.model.lists.findings;
    assert!(all.len() > 100);
    for finding in all.iter().map(|row| &row.finding).filter(|one| !one.home().is_empty()) {
        let home = finding.home().to_owned();
        for text in [finding.subject(), format!("ns:{home}"), home] {
            let filter = Filter::parse(&text);
            assert!(passes_filter(&stage.model, &filter, finding), "{text} does not find {finding:?}");
        }
    }
}

#[test]
fn a_function_is_found_by_the_addresses_that_its_row_shows() {
    let stage = played("3 / \"pay-hooks.c-4f\" enter");
    let names: Vec<&str> = stage.model.lists.functions.iter().map(|row| &*row.name).collect();
    assert_eq!(names, ["provider-webhook"]);
    let address = addresses::of(&stage.model, "payments", "provider-webhook").next();
    assert!(address.is_some_and(|host| host.starts_with("pay-hooks.c-4f")), "{address:?}");
}

#[test]
fn a_filter_selects_its_first_row_and_without_it_what_was_selected_is_selected_again() {
    let before = played("4 j j j").model.selected_finding().expect("a finding");
    let filtered = played("4 j j j / \"crm-sync\"");
    let first = filtered.model.findings_here().first().cloned();
    assert_eq!(filtered.model.selected_finding(), first);
    assert!(first.is_some_and(|one| one != before));
    let cancelled = played("4 j j j / \"crm-sync\" esc");
    assert_eq!(cancelled.model.selected_finding().as_ref(), Some(&before));
    let kept = played("4 j j j / \"charge-card\" enter");
    assert_eq!(kept.model.selected_finding().as_ref(), Some(&before), "it is among those that match");
}
