//! Where a finding has no automatic fix, the same key leads to the next one that has.

use fnsec::app::Place;
use fnsec::app::state::marks::identity;
use fnsec::run::scenes::{Scene, SceneState};
use fnsec::run::stage::Stage;

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
