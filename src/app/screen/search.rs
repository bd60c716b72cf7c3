//! Search in texts and grids: the cursor jumps to rows that contain a text, and all rows stay.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::fix::suggestions;
use crate::app::input::key::{Code, Key};
use crate::app::map::what_if;
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::screen::navigate;
use crate::app::state::search::Search;

/// Opens the line of the search; also where there is nothing to find, so that no letter runs as a command.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.overlay = Some(Overlay::Search { start: model.cursor(model.pane).row });
    model.search = Some(Search::default());
    Vec::new()
}

/// Takes a key of the line; the cursor follows the text while it is typed.
pub fn press(model: &mut Model, start: usize, key: Key) -> Vec<Effect> {
    let mut text = model.search.take().unwrap_or_default().text;
    match key.code {
        Code::Esc => {
            navigate::to(model, start);
            return Vec::new();
        }
        Code::Enter => {
            let found = matches(model, &text);
            if text.is_empty() {
                return Vec::new();
            }
            report(model, &text, &found);
            model.search = Some(Search { text });
            return Vec::new();
        }
        Code::Backspace => drop(text.pop()),
        Code::Char('u') if key.ctrl => text.clear(),
        Code::Char(letter) if !key.ctrl && !key.alt => text.push(letter),
        _ => {}
    }
    let found = matches(model, &text);
    let row = found.iter().find(|row| **row >= start).or(found.first());
    navigate::to(model, row.copied().unwrap_or(start));
    model.search = Some(Search { text });
    model.overlay = Some(Overlay::Search { start });
    Vec::new()
}

/// Moves to the next or previous match; returns whether there is a search.
pub fn next(model: &mut Model, step: isize) -> bool {
    let Some(text) = model.search.as_ref().map(|search| search.text.clone()) else {
        return false;
    };
    let (found, here) = (matches(model, &text), model.cursor(model.pane).row);
    let row = if step > 0 {
        found.iter().find(|row| **row > here).or(found.first())
    } else {
        found.iter().rfind(|row| **row < here).or(found.last())
    };
    if let Some(row) = row.copied() {
        navigate::to(model, row);
    }
    report(model, &text, &found);
    true
}

fn report(model: &mut Model, text: &str, found: &[usize]) {
    let here = model.cursor(model.pane).row;
    let (next, back) = (model.keys.key(KeyAction::NextMatch), model.keys.key(KeyAction::PreviousMatch));
    match found.iter().position(|row| *row == here) {
        Some(at) => model.say(format!("match {} of {} · {next} next · {back} previous", at + 1, found.len())),
        None if model.rows(model.pane) == 0 => model.say("there is nothing to search on this screen"),
        None if found.is_empty() => model.say(format!("no line contains \"{text}\"")),
        None => model.say(format!("{} matches · {next} next · {back} previous", found.len())),
    }
}

/// Returns the rows that contain a text, whatever its case; none for an empty one.
pub fn matches(model: &Model, text: &str) -> Vec<usize> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let rows = lines(model).into_iter().enumerate();
    rows.filter(|(_, row)| row.to_lowercase().contains(&wanted)).map(|(at, _)| at).collect()
}

/// Returns the text of each row of the focused pane.
fn lines(model: &Model) -> Vec<String> {
    let source = || {
        let lines = model.source.iter().flat_map(|source| &source.lines);
        lines.map(|line| line.text.clone()).collect()
    };
    match &model.place {
        Place::Reach => {
            let reach = model.grids.reach.iter();
            reach.flat_map(|reach| (0..reach.rows()).map(|row| reach.name(row).unwrap_or_default())).collect()
        }
        Place::Access(_) => {
            let rows = model.grids.access.iter().flat_map(|access| &access.rows);
            rows.map(crate::app::map::access_table::SubjectRow::key).collect()
        }
        Place::Pair(..) => {
            let rows = what_if::shown(model).map(|reach| reach.pairs.rows.as_slice()).unwrap_or_default();
            rows.iter().map(|pair| format!("{} {}", pair.from, pair.to)).collect()
        }
        Place::Plan(of) => {
            let all = suggestions::of(model, of);
            all.iter().map(|cause| format!("{} {}", cause.title, cause.target)).collect()
        }
        Place::Function(..) if model.pane == 1 => source(),
        Place::Object(_) => source(),
        Place::Explain(id) => {
            let page = crate::checks::find(id).map(crate::checks::page::whole).unwrap_or_default();
            page.lines().map(str::to_owned).collect()
        }
        Place::Overview
        | Place::Namespaces
        | Place::Namespace(_)
        | Place::Functions
        | Place::Function(..)
        | Place::Findings
        | Place::Changes
        | Place::Fix => Vec::new(),
    }
}
