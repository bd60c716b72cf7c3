//! The lessons: what to do, and how it is recognised.

use crate::app::Place;
use crate::app::fix::{Show, Stage};
use crate::app::model::Model;
use crate::app::screen::journal::undone;
use crate::app::screen::place::ScreenKind;

/// One lesson.
#[derive(Clone, Copy)]
pub struct Lesson {
    pub title: &'static str,
    /// What to do; names of actions are between backticks.
    pub task: &'static str,
    /// Whether it was done.
    pub is_done: fn(&Model) -> bool,
}

const fn lesson(title: &'static str, task: &'static str, is_done: fn(&Model) -> bool) -> Lesson {
    Lesson { title, task, is_done }
}

/// Every lesson, in order: find, read, fix, undo, see the surroundings.
pub const LESSONS: [Lesson; 12] = [
    lesson(
        "move",
        "the list shows namespaces, the riskiest first; `down` goes down, go to the third",
        |model| model.place == Place::Overview && model.pane == 0 && model.cursor(0).row >= 2,
    ),
    lesson("open", "`open` opens the selected namespace", |model| matches!(model.place, Place::Namespace(_))),
    lesson("read why", "`explain` opens the page of the selected finding", |model| {
        matches!(model.place, Place::Explain(_))
    }),
    lesson("all findings", "`back` returns; `findings` lists the findings of all namespaces", |model| {
        model.place == Place::Findings
    }),
    lesson(
        "filter",
        "`filter`, then type api-token and press enter: the list has only those findings",
        |model| model.overlay.is_none() && model.filter(ScreenKind::Findings).text.contains("api-token"),
    ),
    lesson("mark", "`mark` marks a finding; mark two of them, to fix them as one change", |model| {
        model.marks.len() >= 2
    }),
    lesson("prepare a fix", "`fix` prepares the change and asks the server; nothing is sent yet", |model| {
        in_fix(model) && model.fix.as_ref().is_some_and(crate::app::fix::FixState::rehearsed)
    }),
    lesson("look at it", "`diff-or-yaml` changes between what changes and the whole object", |model| {
        in_fix(model) && model.fix.as_ref().is_some_and(|fixing| fixing.show == Show::Yaml)
    }),
    lesson("apply", "`apply` asks first; answer y, or type the text that it asks for", |model| {
        in_fix(model) && model.fix.as_ref().is_some_and(|fixing| fixing.stage == Stage::Done)
    }),
    lesson("undo", "`changes` lists what was changed; `undo` previews the undo, `apply` sends it", |model| {
        model.journal.iter().any(|receipt| undone(&model.journal, receipt))
    }),
    lesson(
        "who connects",
        "`reach` is the map; select a row below the first and `open` it, pod by pod",
        |model| matches!(model.place, Place::Pair(..)),
    ),
    lesson("who may", "`access` shows who can do what, and where; `down` selects a subject", |model| {
        matches!(model.place, Place::Access(_)) && model.cursor(0).row >= 1
    }),
];

fn in_fix(model: &Model) -> bool {
    model.place == Place::Fix
}
