//! Where a finding has no automatic fix, the same key leads to the next one that has.

use fnsec::app::Place;
use fnsec::app::state::marks::identity;
use fnsec::run::scenes::{Scene, SceneState};
use fnsec::run::stage::Stage;
use fnsec::view::{export, theme};
use std::collections::BTreeSet;

fn played(keys: &'static str) -> Stage {
    let scene = Scene { name: "no-fix", context: "demo-buildless", state: SceneState::Fine, keys };
    super::super::wait(Stage::play(&scene, (120, 36))).expect("the scene plays")
}

#[test]
fn the_key_of_a_fix_leads_from_steps_by_hand_to_the_next_finding_with_a_fix() {
    let steps = played("4 f");
    assert!(matches!(steps.model.place, Place::Explain(_)), "{:?}", steps.model.place);
    assert!(steps.model.status.contains("f opens the next fix: "), "{}", steps.model.status);
    let fixing = played("4 f f");
    assert_eq!(fixing.model.place, Place::Fix);
    let fix = fixing.model.fix.as_ref().expect("a fix");
    let fixed = fix.findings().next().expect("a finding").clone();
    assert!(steps.model.status.contains(fixed.name()), "{} in {}", fixed.name(), steps.model.status);
    let list = played("4 f f esc");
    assert_eq!(list.model.place, Place::Findings, "the list is one step back");
    let selected = list.model.selected_finding().expect("a finding");
    assert_eq!(identity(&selected), identity(&fixed));
}

/// Returns the first line of the page, without its frame.
fn first_line(text: &str) -> String {
    let page = text.lines().skip_while(|line| !line.contains('─')).nth(1).unwrap_or_default();
    page.trim_matches(|letter: char| letter == ' ' || letter == '│' || letter == '┃').to_owned()
}

#[test]
fn the_page_of_a_finding_without_a_fix_begins_with_what_to_do_by_hand() {
    const LEAST: usize = 10;
    let mono = theme::load("mono").expect("a theme");
    let mut read = BTreeSet::new();
    for context in ["demo-buildless", "demo-legacy"] {
        let scene = Scene { name: "no-fix", context, state: SceneState::Fine, keys: "4" };
        super::super::wait(async {
            let mut stage = Stage::play(&scene, (120, 36)).await.expect("the scene plays");
            for _ in 0..stage.model.rows(0) {
                let finding = stage.model.selected_finding().expect("a finding");
                if stage.model.fixes(&finding).is_empty() && read.insert(finding.check) {
                    for size in [(120, 36), (80, 24), (200, 60)] {
                        stage.model.size = size;
                        stage.press("f").await.expect("f");
                        let text = export::text(&stage.paint(&mono));
                        assert_eq!(first_line(&text), "Fix", "{} at {size:?}: {text}", finding.check);
                        stage.press("esc").await.expect("esc");
                    }
                }
                stage.press("j").await.expect("j");
            }
        });
    }
    assert!(read.len() >= LEAST, "{read:?}");
}
