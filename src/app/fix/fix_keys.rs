//! Keys on the fix screen that go into a text: answers and the editor.

use crate::app::Code;
use crate::app::Effect;
use crate::app::Key;
use crate::app::KeyAction;
use crate::app::fix::{self, Stage};
use crate::app::model::Model;
use tui_textarea::{CursorMove, Input, Key as AreaKey};

/// How many characters of a paste an answer accepts.
const LONGEST_ANSWER: usize = 1_000;

/// Takes a key if a text on the fix screen is open for typing; `None` leaves the key to the keymap.
pub fn take(model: &mut Model, key: Key) -> Option<Vec<Effect>> {
    match &model.fix.as_ref()?.stage {
        Stage::Choose => choose(model, key),
        Stage::Answer(at) => Some(answer(model, key, *at)),
        Stage::Editing => Some(edit(model, key)),
        Stage::Preparing
        | Stage::Review
        | Stage::Applying
        | Stage::Waiting
        | Stage::Done
        | Stage::Failed(_) => None,
    }
}

fn choose(model: &mut Model, key: Key) -> Option<Vec<Effect>> {
    let action = model.keys.action(None, key, model.place.kind());
    let fixing = model.fix.as_mut()?;
    let last = fixing.options.len().saturating_sub(1);
    match (key.code, action) {
        (_, Some(KeyAction::Down)) => fixing.chosen = (fixing.chosen + 1).min(last),
        (_, Some(KeyAction::Up)) => fixing.chosen = fixing.chosen.saturating_sub(1),
        (Code::Enter, _) => {
            let chosen = fixing.chosen;
            return Some(fix::choose(model, chosen));
        }
        (Code::Char(digit @ '1'..='9'), _) if !key.ctrl => {
            let at = digit as usize - '1' as usize;
            return (at <= last).then(|| fix::choose(model, at));
        }
        _ => return None,
    }
    Some(Vec::new())
}

fn answer(model: &mut Model, key: Key, at: usize) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    match key.code {
        Code::Esc => return fix::answer_before(model, at),
        Code::Backspace => drop(fixing.typed.pop()),
        Code::Char('u') if key.ctrl => fixing.typed.clear(),
        Code::Char(letter) if !key.ctrl && !key.alt => fixing.typed.push(letter),
        Code::Enter if fixing.typed.trim().is_empty() => model.say("the fix needs an answer: type it first"),
        Code::Enter => {
            let answer = fixing.typed.trim().to_owned();
            let need = fixing.options.get(fixing.chosen).and_then(|fix| fix.needs.get(at));
            if let Some(why) = need.and_then(|need| need.refuse(&answer)) {
                model.say(why);
                return Vec::new();
            }
            if let Some(need) = need {
                fixing.inputs.insert(need.name.to_string(), answer);
            }
            return fix::answer_next(model, at + 1);
        }
        _ => {}
    }
    Vec::new()
}

fn edit(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    let Some(area) = &mut fixing.editor else {
        fixing.stage = Stage::Review;
        return Vec::new();
    };
    if key.code == Code::Esc {
        return leave_editor(model);
    }
    fixing.leaves = false;
    let changed = match (key.code, key.ctrl) {
        (Code::Char('z'), true) => area.undo(),
        (Code::Char('y'), true) => area.redo(),
        (Code::Char('d'), true) => {
            area.move_cursor(CursorMove::End);
            area.delete_line_by_head() || area.delete_newline()
        }
        _ => input(key).is_some_and(|input| area.input_without_shortcuts(input) || moved(area, key)),
    };
    if changed { fix::reread(model) } else { Vec::new() }
}

/// Closes the editor only on text that can be parsed; otherwise shows the error and stays.
fn leave_editor(model: &mut Model) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    if fixing.fault.is_some() && fixing.leaves {
        return fix::drop_edit(model);
    }
    if let Some(fault) = &fixing.fault {
        fixing.leaves = true;
        let sentence = format!(
            "line {}: {} · correct it, ctrl-z to undo, or esc again to discard the edit",
            fault.line, fault.message
        );
        model.say(sentence);
        return Vec::new();
    }
    fixing.stage = Stage::Review;
    fixing.editor = None;
    let needs = fixing.rehearsal.is_none() && !fixing.rehearsing;
    if needs { fix::settle_edit(model) } else { Vec::new() }
}

/// Handles the cursor keys that the text area leaves to its owner.
fn moved(area: &mut tui_textarea::TextArea<'_>, key: Key) -> bool {
    let to = match key.code {
        Code::Up => CursorMove::Up,
        Code::Down => CursorMove::Down,
        Code::Left => CursorMove::Back,
        Code::Right => CursorMove::Forward,
        Code::Home => CursorMove::Head,
        Code::End => CursorMove::End,
        _ => return false,
    };
    area.move_cursor(to);
    false
}

fn input(key: Key) -> Option<Input> {
    let code = match key.code {
        Code::Char(letter) => AreaKey::Char(letter),
        Code::Enter => AreaKey::Enter,
        Code::Tab => AreaKey::Tab,
        Code::Backspace => AreaKey::Backspace,
        Code::Delete => AreaKey::Delete,
        _ => return moving(key),
    };
    Some(Input { key: code, ctrl: key.ctrl, alt: key.alt, shift: false })
}

fn moving(key: Key) -> Option<Input> {
    let code = match key.code {
        Code::Up => AreaKey::Up,
        Code::Down => AreaKey::Down,
        Code::Left => AreaKey::Left,
        Code::Right => AreaKey::Right,
        Code::Home => AreaKey::Home,
        Code::End => AreaKey::End,
        Code::PageUp => AreaKey::PageUp,
        Code::PageDown => AreaKey::PageDown,
        _ => return None,
    };
    Some(Input { key: code, ctrl: key.ctrl, alt: key.alt, shift: false })
}

/// Inserts pasted text into the open text as one edit; `None` if no text is open.
pub fn paste(model: &mut Model, text: &str) -> Option<Vec<Effect>> {
    let fixing = model.fix.as_mut().filter(|_| model.place == crate::app::Place::Fix)?;
    match fixing.stage {
        Stage::Editing => {
            if let Some(area) = &mut fixing.editor {
                area.insert_str(text.replace("\r\n", "\n").replace('\r', "\n"));
            }
            Some(fix::reread(model))
        }
        Stage::Answer(_) => {
            let room = LONGEST_ANSWER.saturating_sub(fixing.typed.chars().count());
            fixing.typed.extend(text.chars().filter(|letter| !letter.is_control()).take(room));
            Some(Vec::new())
        }
        Stage::Choose
        | Stage::Preparing
        | Stage::Review
        | Stage::Applying
        | Stage::Waiting
        | Stage::Done
        | Stage::Failed(_) => None,
    }
}
