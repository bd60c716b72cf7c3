//! The tutor: twelve lessons on the demo. A lesson ends when the model shows that its task was done, however it was
//! done.

pub mod lessons;

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::model::Model;
use lessons::{LESSONS, Lesson};

/// Ends the lesson whose task was done; the effect stores how far the user is.
pub fn follow(model: &mut Model) -> Option<Effect> {
    let at = model.tutor?.lesson;
    let lesson = LESSONS.get(at)?;
    if !(lesson.is_done)(model) {
        return None;
    }
    let next = at + 1;
    if let Some(tutor) = &mut model.tutor {
        tutor.lesson = next;
    }
    let words = if next == LESSONS.len() { "that was the last lesson" } else { "the next one is above" };
    model.say(format!("lesson {next} of {} is done: {words}", LESSONS.len()));
    Some(Effect::Lesson(next))
}

/// How the actions of a task are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// By their keys.
    Keys,
    /// By their names, where lines are typed.
    Names,
}

/// Returns the strip of the open lesson: its number, and what to do. Nothing without a tutor.
#[must_use]
pub fn strip(model: &Model, naming: Naming) -> Option<String> {
    let at = model.tutor?.lesson;
    let Some(lesson) = LESSONS.get(at) else {
        return Some(format!(
            "All {} lessons are done. {} leaves.",
            LESSONS.len(),
            named(model, "quit", naming)
        ));
    };
    Some(format!(
        "Lesson {} of {} · {}: {}",
        at + 1,
        LESSONS.len(),
        lesson.title,
        task(model, lesson, naming)
    ))
}

/// Returns the task, with its actions named as they are reached here.
fn task(model: &Model, lesson: &Lesson, naming: Naming) -> String {
    let mut out = String::new();
    for (at, part) in lesson.task.split('`').enumerate() {
        if at % 2 == 0 { out.push_str(part) } else { out.push_str(&named(model, part, naming)) }
    }
    out
}

fn named(model: &Model, name: &str, naming: Naming) -> String {
    match (KeyAction::named(name), naming) {
        (Some(action), Naming::Keys) => model.keys.key(action),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::tutor::Tutor;
    use crate::app::tests::model;

    #[test]
    fn every_task_names_actions_that_exist_and_fits_a_line() {
        let mut model = model();
        for (at, lesson) in LESSONS.iter().enumerate() {
            for name in lesson.task.split('`').skip(1).step_by(2) {
                assert!(KeyAction::named(name).is_some(), "{name}");
            }
            model.tutor = Some(Tutor { lesson: at });
            let strip = strip(&model, Naming::Keys).expect("a strip");
            assert!(
                !strip.contains('`') && strip.chars().count() <= 116,
                "{}: {strip}",
                strip.chars().count()
            );
            assert!(!(lesson.is_done)(&model), "{} is done before it began", lesson.title);
        }
        assert_eq!(LESSONS.len(), 12);
    }

    #[test]
    fn a_lesson_ends_when_its_task_was_done_and_not_before() {
        let mut model = model();
        assert_eq!(follow(&mut model), None, "without a tutor there are no lessons");
        model.tutor = Some(Tutor { lesson: 1 });
        assert_eq!(follow(&mut model), None);
        model.place = crate::app::Place::Namespace("shop".into());
        assert_eq!(follow(&mut model), Some(Effect::Lesson(2)));
        assert_eq!(follow(&mut model), None, "the next task was not done");
        assert!(model.status.contains("lesson 2 of 12 is done"));
    }

    #[test]
    fn tasks_name_the_keys_of_the_configuration() {
        let mut resolved = crate::app::config::EffectiveSettings::default();
        resolved.file("c", "explorer: {keys: {open: ctrl-t}}\n");
        let mut model = model();
        model.keys = resolved.config.keys.bindings;
        model.tutor = Some(Tutor { lesson: 1 });
        assert!(strip(&model, Naming::Keys).is_some_and(|strip| strip.contains("ctrl-t")));
        assert!(strip(&model, Naming::Names).is_some_and(|strip| strip.contains("open")));
        model.tutor = Some(Tutor { lesson: 12 });
        assert!(strip(&model, Naming::Keys).is_some_and(|strip| strip.starts_with("All 12")));
    }
}
