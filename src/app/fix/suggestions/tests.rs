//! Causes are requested, never computed while a key waits; and an entry leads to its fix.

use super::*;
use crate::app::Code;
use crate::app::Key;
use crate::app::Msg;
use crate::app::fix::Stage;
use crate::app::tests::with_findings;
use crate::app::update;
use crate::model::Snapshot;

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let mut effects = update(model, Msg::Key(key, 1));
    effects.extend(ask(model));
    effects
}

/// Returns the request among the effects, if there is one.
fn asked(effects: Vec<Effect>) -> Option<RankRequest> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Weigh(weighing) => Some(*weighing),
        _ => None,
    })
}

fn answer(model: &mut Model, weighing: RankRequest) -> Vec<Effect> {
    update(model, Msg::RankedChanges(Box::new(weighing.run())));
    ask(model).into_iter().collect()
}

/// Returns the Overview with its causes.
fn weighed() -> Model {
    let mut model = with_findings();
    let weighing = asked(press(&mut model, Key::char('1'))).expect("it is asked for");
    answer(&mut model, weighing);
    model
}

#[test]
fn no_key_works_out_what_to_change_first() {
    let mut model = with_findings();
    assert!(asked(press(&mut model, Key::char('2'))).is_none(), "no other screen shows it");
    let weighing = asked(press(&mut model, Key::char('1'))).expect("it is asked for");
    assert_eq!(model.causing.generation, None);
    assert!(asked(press(&mut model, Key::char('j'))).is_none(), "once is enough");
    answer(&mut model, weighing);
    assert_eq!(model.causing.generation, Some(model.report.generation));
    let best = &model.causing.best;
    assert!(best.iter().any(|cause| cause.title == "Return to the module's runtime image"), "{best:?}");
    assert!(asked(press(&mut model, Key::char('j'))).is_none());
}

#[test]
fn unfinished_verdicts_are_waited_for() {
    let mut model = with_findings();
    let dirty = crate::model::Dirty { everywhere: 1, ..crate::model::Dirty::default() };
    model.report.mark(&model.snapshot, &dirty);
    assert!(asked(press(&mut model, Key::char('1'))).is_none());
}

#[test]
fn the_last_answer_stays_until_the_next_is_there() {
    let mut model = weighed();
    let before = model.causing.best.clone();
    model.report.generation += 1;
    let weighing = asked(press(&mut model, Key::char('j'))).expect("asked again");
    assert_eq!(model.causing.best, before);
    model.report.generation += 1;
    assert!(asked(answer(&mut model, weighing)).is_some(), "what changed meanwhile is asked for afterwards");
}

#[test]
fn an_answer_about_another_cluster_comes_too_late() {
    let mut model = with_findings();
    let weighing = asked(press(&mut model, Key::char('1'))).expect("it is asked for");
    update(&mut model, Msg::Connected(Box::default()));
    answer(&mut model, weighing);
    assert!(model.causing.best.is_empty());
}

#[test]
fn an_entry_opens_the_preview_of_its_own_change() {
    for key in [Key::plain(Code::Enter), Key::char('f')] {
        let mut model = weighed();
        press(&mut model, Key::plain(Code::BackTab));
        assert_eq!(model.pane, PANE);
        press(&mut model, Key::char('j'));
        let cause = model.selected_cause().cloned().expect("an entry");
        let effects = press(&mut model, key);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Prepare { .. })), "{effects:?}");
        let fixing = model.fix.as_ref().expect("a fix");
        assert_eq!((fixing.stage.clone(), fixing.options.len()), (Stage::Preparing, 1));
        assert!(fixing.options.iter().all(|fix| cause.is(fix)));
    }
}

#[test]
fn a_change_that_is_not_proposed_any_more_is_not_opened() {
    let mut model = weighed();
    press(&mut model, Key::plain(Code::BackTab));
    model.snapshot = Snapshot::default();
    let again = asked(press(&mut model, Key::char('f')));
    assert_eq!((&model.place, model.fix.is_none(), again.is_some()), (&Place::Overview, true, true));
    assert!(model.status.contains("no longer proposed"));
}
