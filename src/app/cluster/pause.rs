//! Pausing the screen for reading: changes of the cluster are set aside until the screen resumes.
//!
//! Changes that arrive meanwhile go into a copy of the snapshot, which shares everything that did not
//! change. So nothing is lost, and a flood of changes needs no additional memory.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::cluster::apply;
use crate::app::model::Model;
use crate::app::state::pause::PausedCluster;
use crate::model::{Change, Dirty};

pub fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.paused.is_some() {
        return resume(model);
    }
    model.paused =
        Some(PausedCluster { snapshot: model.snapshot.clone(), dirty: Dirty::default(), changes: 0 }.into());
    let resumes = model.keys.key(KeyAction::ToggleLive);
    model.say(format!("paused: cluster changes are held back, {resumes} resumes"));
    Vec::new()
}

/// Sets changes aside while paused; returns them where the screen is live.
///
/// # Errors
/// If the screen is live, with the changes.
pub fn hold(model: &mut Model, changes: Vec<Change>) -> Result<(), Vec<Change>> {
    let Some(paused) = &mut model.paused else { return Err(changes) };
    paused.changes += changes.len();
    for change in changes {
        paused.snapshot.apply(change, &mut paused.dirty);
    }
    apply::freshen(model);
    Ok(())
}

/// Shows the changes that waited; does nothing where the screen is live.
pub fn resume(model: &mut Model) -> Vec<Effect> {
    let Some(paused) = model.paused.take() else { return Vec::new() };
    let PausedCluster { snapshot, dirty, changes } = *paused;
    model.snapshot = snapshot;
    model.say(match changes {
        0 => "live again: no changes".to_owned(),
        1 => "live again: 1 change applied".to_owned(),
        more => format!("live again: {more} changes applied"),
    });
    apply::changed(model, &dirty)
}

#[cfg(test)]
mod tests {
    use crate::app::Key;
    use crate::app::Msg;
    use crate::app::tests::with_findings;
    use crate::app::update;
    use crate::model::{Change, Kind};
    use crate::source::News;

    fn put(name: &str) -> Msg {
        let text = format!(
            r#"{{"metadata":{{"name":"{name}","namespace":"shop"}},"spec":{{"runtime":"nodejs22"}}}}"#
        );
        let object = crate::decode::object(Kind::Function, &text).expect("reads");
        Msg::News(News::Changes(vec![Change::Put(object)]))
    }

    fn press(model: &mut super::Model, keys: &str) {
        for letter in keys.chars() {
            update(model, Msg::Key(Key::char(letter), 1));
        }
    }

    #[test]
    fn what_changes_while_paused_is_shown_when_it_goes_on() {
        let mut model = with_findings();
        let functions = |model: &super::Model| model.snapshot.space("shop").expect("there").functions.len();
        press(&mut model, "tl");
        update(&mut model, put("late"));
        update(&mut model, put("later"));
        assert_eq!((functions(&model), model.paused.as_ref().map(|one| one.changes)), (3, Some(2)));
        press(&mut model, "tl");
        assert_eq!((functions(&model), model.paused.is_none()), (5, true));
        assert!(model.status.contains("2 changes"), "{}", model.status);
        while model.report.step(&model.snapshot, model.today) {}
        press(&mut model, "3");
        assert!(model.lists.functions.iter().any(|row| &*row.name == "later"), "the lists follow");
    }

    #[test]
    fn a_change_of_ones_own_ends_the_pause() {
        let mut model = with_findings();
        press(&mut model, "tl");
        update(&mut model, put("late"));
        super::resume(&mut model);
        assert!(super::resume(&mut model).is_empty() && model.paused.is_none());
        assert_eq!(model.snapshot.space("shop").expect("there").functions.len(), 4);
    }
}
