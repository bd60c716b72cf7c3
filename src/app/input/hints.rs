//! The line of key hints: what is offered here, and where it is, for the view and for clicks.

use crate::app::Action;
use crate::app::fix::rights;
use crate::app::model::Model;
use std::ops::Range;

/// The maximum number of hints: more are not read.
const HINTS: usize = 10;

/// One key with what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub key: String,
    pub words: &'static str,
    pub action: Action,
    /// Whether it does less than usual on this selection.
    pub is_weak: bool,
    pub columns: Range<u16>,
}

/// Returns the hints that fit into a width, most useful first.
#[must_use]
pub fn line(model: &Model, width: u16) -> Vec<Hint> {
    let mut hints = Vec::new();
    let mut start = 1_u16;
    for binding in model.keys.hints(model.place.sort()).into_iter().take(HINTS) {
        let key = binding.shown();
        // Where there is no fix, the key opens the steps to do by hand.
        let weak = (binding.action == Action::Fix).then(|| limit(model)).flatten();
        let short = binding.help.split([',', ':']).next().unwrap_or_default();
        // Over a network the other hints stay where they are.
        let shown = weak.filter(|_| !model.settings.remote);
        let (is_weak, words) = (weak.is_some(), shown.unwrap_or(short));
        let len = u16::try_from(key.chars().count() + words.len() + 1).unwrap_or(u16::MAX);
        // A hint that would be cut off helps no one.
        let end = start.saturating_add(len);
        if end.saturating_add(2) > width {
            break;
        }
        hints.push(Hint { key, words, action: binding.action, is_weak, columns: start..end });
        start = end.saturating_add(2);
    }
    hints
}

/// Returns what the key of a fix does where it does less than usual.
fn limit(model: &Model) -> Option<&'static str> {
    let selected = model.told_finding()?;
    match model.fix_marks.of(&selected) {
        Some(0) => Some("steps by hand"),
        _ if rights::limits(model, &selected).is_some() => Some("see the fix"),
        _ => None,
    }
}
