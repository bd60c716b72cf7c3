//! What the linear mode says: lines on standard output, and which part of a list was read.

use super::Linear;
use super::command::{HELP, adds_to_help};
use crate::app::Place;
use crate::app::input::keymap::KeyContext;
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::screen::place::ScreenKind;
use crate::app::tutor::{Naming, strip};
use crate::verdicts::Counts;
use crate::view::linear;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write, stdin, stdout};

/// How many rows are read at once.
pub(super) const ROWS: usize = 20;

/// The output, and what was said last.
#[derive(Debug, Default)]
pub(super) struct Voice {
    /// The first row of the list that was not read yet.
    next: usize,
    /// The findings of each namespace, as of the last announcement.
    known: BTreeMap<String, Counts>,
    fresh: String,
    /// The task of the tutor.
    lesson: Option<String>,
}

/// What decides whether the screen is read again.
#[derive(Debug, PartialEq)]
pub(super) struct View {
    place: Place,
    pane: usize,
    overlay: Option<String>,
    filter: String,
    fix: String,
    marks: usize,
    what_if: bool,
}

/// Writes one line; a closed reader is not an error.
pub(super) fn say(text: &str) {
    let text = linear::speakable(text);
    let _ = writeln!(stdout().lock(), "{text}");
}

pub(super) fn say_all(lines: &[String]) {
    for line in lines {
        say(line);
    }
}

/// Asks for a line, where a person types it.
pub(super) fn prompt() {
    if stdin().is_terminal() {
        let mut out = stdout().lock();
        let _ = write!(out, "Command: ").and_then(|()| out.flush());
    }
}

impl View {
    /// Whether only another list of the same screen has the focus.
    pub(super) fn is_other_list_of(&self, before: &Self) -> bool {
        self.pane != before.pane && (&self.place, &self.overlay) == (&before.place, &before.overlay)
    }
}

impl Voice {
    /// Keeps the counts, so that only later changes are announced.
    pub(super) fn remember(&mut self, model: &Model) {
        self.known = model.report.spaces().map(|(name, space)| (name.to_string(), space.counts)).collect();
        self.fresh = linear::fresh(model);
    }

    /// Says what changed since the last announcement.
    pub(super) fn announce(&mut self, model: &Model) {
        let (before, fresh) = (std::mem::take(&mut self.known), std::mem::take(&mut self.fresh));
        self.remember(model);
        if self.fresh != fresh {
            let now = self.fresh.clone();
            say(&format!("Changed: the data is {now}"));
        }
        let after = self.known.clone();
        for (name, counts) in &after {
            let old = before.get(name).copied().unwrap_or_default();
            if old.findings != counts.findings {
                let words = |counts: &Counts| match counts.total() {
                    0 => "no findings".to_owned(),
                    _ => counts.words(),
                };
                let shown = if name.is_empty() { "the cluster" } else { name };
                say(&format!("Changed: {shown}, now {}, before {}", words(counts), words(&old)));
            }
        }
        for name in before.keys().filter(|name| !after.contains_key(*name)) {
            say(&format!("Changed: namespace {name} is gone"));
        }
    }
}

impl Linear {
    /// Returns what was read, to notice that something else is there now.
    pub(super) fn view(&self) -> View {
        let model = &self.model;
        let fix = model.fix.as_ref().filter(|_| model.place == Place::Fix);
        let edits = fix.and_then(|fixing| fixing.plan.as_ref()).map(|plan| plan.text().len());
        View {
            place: model.place.clone(),
            pane: model.pane,
            overlay: model.overlay.as_ref().map(|overlay| format!("{overlay:?}")),
            filter: model.filter(model.filtered()).text.clone(),
            fix: fix.map_or_else(String::new, |fixing| {
                format!("{:?} {:?} {edits:?}", fixing.stage, fixing.rehearsal.is_some())
            }),
            marks: model.marks.len(),
            what_if: model.grids.what_if.is_some(),
        }
    }

    /// Reads what is open, or the screen from its heading on.
    pub(super) fn read_page(&mut self, from: usize) {
        let open = linear::question(&self.model);
        if !open.is_empty() {
            return say_all(&open);
        }
        let head = linear::head(&self.model);
        say_all(&head);
        self.read_list(from);
    }

    /// Reads the list that has the focus.
    pub(super) fn read_list(&mut self, from: usize) {
        if let Some(words) = linear::list(&self.model) {
            say(&words);
        }
        self.voice.next = from;
        self.read_rows();
    }

    pub(super) fn read_more(&mut self) {
        if self.voice.next >= linear::rows(&self.model).len() {
            return say("There are no more rows.");
        }
        self.read_rows();
    }

    fn read_rows(&mut self) {
        let rows = linear::rows(&self.model);
        let from = self.voice.next.min(rows.len());
        for (at, row) in rows.iter().enumerate().skip(from).take(ROWS) {
            say(&format!("{}: {row}", at + 1));
        }
        let end = (from + ROWS).min(rows.len());
        self.voice.next = end;
        if end < rows.len() {
            say(&format!("Rows {} to {end} of {}. Type more for the next ones.", from + 1, rows.len()));
        }
    }

    pub(super) fn say_selected(&mut self) {
        let row = self.model.cursor(self.model.pane).row;
        match linear::rows(&self.model).get(row) {
            Some(text) => say(&format!("Selected {}: {text}", row + 1)),
            None => say("Nothing is selected."),
        }
    }

    pub(super) fn say_where(&mut self) {
        let lines = linear::identity(&self.model);
        say_all(&lines);
    }

    /// Says what the tutor asks for, whenever that is something else.
    pub(super) fn say_lesson(&mut self) {
        let lesson = strip(&self.model, Naming::Names);
        if lesson != self.voice.lesson {
            self.voice.lesson = lesson;
            say(self.voice.lesson.as_deref().unwrap_or("The lessons are over."));
        }
    }

    /// Says the message of the status line, if there is one.
    pub(super) fn say_status(&mut self) {
        let status = std::mem::take(&mut self.model.status);
        if !status.is_empty() {
            say(&format!("Message: {status}"));
        }
    }

    /// Lists commands, and the actions of this screen by their names.
    pub(super) fn say_help(&mut self) {
        for (words, help) in HELP {
            say(&format!("{words}: {help}"));
        }
        let here: ScreenKind = self.model.place.kind();
        let keys = self.model.keys.clone();
        let own = keys
            .iter()
            .filter(|binding| binding.on.applies_to(here) && adds_to_help(binding.action, binding.help));
        for binding in own.filter(|binding| binding.on != KeyContext::Anywhere || binding.hint == 0) {
            say(&format!("{}: {}", binding.action.name(), binding.help));
        }
    }

    /// Reads messages that need no answer, and closes them.
    pub(super) async fn close_notices(&mut self) {
        let is_notice = |overlay: &Overlay| {
            matches!(
                overlay,
                Overlay::Coverage { .. }
                    | Overlay::Links { .. }
                    | Overlay::Trouble(_)
                    | Overlay::Picture(_)
                    | Overlay::Help { .. }
                    | Overlay::Palette { .. }
            )
        };
        if self.model.overlay.as_ref().is_some_and(is_notice) {
            let lines = linear::question(&self.model);
            say_all(&lines);
            self.key(crate::app::Code::Esc).await;
        }
    }
}
