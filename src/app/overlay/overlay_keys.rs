//! Keys while an overlay is open.

use crate::app::Code;
use crate::app::Effect;
use crate::app::Key;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::fix;
use crate::app::fix::confirm::confirms;
use crate::app::fix::confirm::{Confirm, Tier};
use crate::app::model::Model;
use crate::app::overlay::palette;
use crate::app::overlay::{Overlay, Pick, Picker};
use crate::app::rows::cursor::Cursor;
use crate::app::screen::navigate;
use crate::app::state::memory::TypedLine;
use crate::app::state::picture::Picture;

/// Takes the key; the overlay stays open unless this closes it.
pub fn press(model: &mut Model, overlay: Overlay, key: Key) -> Vec<Effect> {
    match overlay {
        Overlay::Help { query, cursor } => help(model, query, cursor, key),
        Overlay::Palette { query, cursor } => in_palette(model, query, cursor, key),
        Overlay::Picker(picker) => pick(model, picker, key),
        Overlay::Coverage { cursor } => coverage(model, cursor, key),
        Overlay::Filter { before } => filter(model, before, key),
        Overlay::Search { start } => crate::app::screen::search::press(model, start, key),
        Overlay::Accept(dialog) => crate::app::overlay::accept_dialog::press(model, dialog, key),
        Overlay::Links { check, cursor } => crate::app::overlay::links::press(model, check, cursor, key),
        Overlay::Confirm(confirm) => confirming(model, confirm, key),
        Overlay::Trouble(trouble) => {
            if !matches!(key.code, Code::Esc | Code::Enter | Code::Backspace | Code::Char('q')) {
                model.overlay = Some(Overlay::Trouble(trouble));
            }
            Vec::new()
        }
        Overlay::Picture(picture) => in_picture(model, picture, key),
        Overlay::Leave => leave(model, key),
    }
}

fn closes(key: Key) -> bool {
    key.code == Code::Esc
}

/// Returns what a key does on the screen below.
fn action_below(model: &Model, key: Key) -> Option<KeyAction> {
    model.keys.action(None, key, model.place.kind())
}

/// Types into a query, or moves in its list; returns whether the key was taken.
fn typed(query: &mut String, cursor: &mut Cursor, key: Key, len: usize) {
    match key.code {
        Code::Down => cursor.by(1, len),
        Code::Up => cursor.by(-1, len),
        Code::Char('n') if key.ctrl => cursor.by(1, len),
        Code::Char('p') if key.ctrl => cursor.by(-1, len),
        Code::PageDown => cursor.by(10, len),
        Code::PageUp => cursor.by(-10, len),
        Code::Backspace => {
            query.pop();
            *cursor = Cursor::default();
        }
        Code::Char('u') if key.ctrl => query.clear(),
        Code::Char(letter) if !key.ctrl && !key.alt => {
            query.push(letter);
            *cursor = Cursor::default();
        }
        _ => {}
    }
}

fn help(model: &mut Model, mut query: String, mut cursor: Cursor, key: Key) -> Vec<Effect> {
    let again = matches!(action_below(model, key), Some(KeyAction::Close | KeyAction::Help));
    if closes(key) || (query.is_empty() && again) {
        return Vec::new();
    }
    typed(&mut query, &mut cursor, key, model.keys.len());
    model.overlay = Some(Overlay::Help { query, cursor });
    Vec::new()
}

fn in_palette(model: &mut Model, mut query: String, mut cursor: Cursor, key: Key) -> Vec<Effect> {
    if closes(key) {
        return palette::preview(model, None);
    }
    if key.code == Code::Enter {
        let found = palette::matching(model, &query);
        let Some(item) = found.get(cursor.row) else {
            model.say(format!("no command matches \"{query}\""));
            return Vec::new();
        };
        let mut effects = remember(model, TypedLine::Command, &query);
        effects.extend(palette::run(model, item));
        return effects;
    }
    if !recalled(model, &mut query, &mut cursor, key) {
        typed(&mut query, &mut cursor, key, usize::MAX);
    }
    let found = palette::matching(model, &query);
    cursor.to(cursor.row, found.len());
    let effects = palette::preview(model, found.get(cursor.row));
    model.overlay = Some(Overlay::Palette { query, cursor });
    effects
}

/// Returns what a picker offers for the typed text.
pub fn choices(model: &Model, picker: &Picker) -> Vec<String> {
    let all = match picker.pick {
        Pick::Namespace => crate::app::rows::lists::namespace_names(model),
        Pick::Context | Pick::Point => model.session.contexts.clone(),
        Pick::WhatIf => crate::app::map::what_if::titles(model),
        Pick::Subject => crate::app::map::subjects::all(model),
        Pick::Granted => crate::app::map::subjects::choices(model),
        Pick::Policy => crate::app::overlay::policies::all(model),
        Pick::Order => crate::app::screen::sort::choices(model),
        Pick::Function => {
            let each = model
                .snapshot
                .spaces()
                .flat_map(|space| space.functions.keys().map(move |name| format!("{}/{name}", space.name)));
            each.collect()
        }
    };
    palette::ranked(all, &picker.query, String::as_str)
}

fn pick(model: &mut Model, mut picker: Picker, key: Key) -> Vec<Effect> {
    if closes(key) {
        return Vec::new();
    }
    let found = choices(model, &picker);
    if key.code == Code::Enter {
        let typed =
            Some(picker.query.clone()).filter(|_| picker.pick == Pick::Namespace && !picker.query.is_empty());
        let Some(choice) = found.get(picker.cursor.row).cloned().or(typed) else {
            model.say(format!("nothing matches \"{}\"", picker.query));
            model.overlay = Some(Overlay::Picker(picker));
            return Vec::new();
        };
        return match picker.pick {
            Pick::Namespace => navigate::go(model, Place::Namespace(choice)),
            Pick::Context | Pick::Point => vec![Effect::Switch(choice)],
            Pick::WhatIf => crate::app::map::what_if::choose(model, &choice),
            Pick::Subject => crate::app::map::subjects::choose(model, &choice),
            Pick::Granted => crate::app::map::subjects::enter(model, &choice),
            Pick::Policy => crate::app::overlay::policies::choose(model, &choice),
            Pick::Order => {
                crate::app::screen::sort::choose(model, &choice);
                Vec::new()
            }
            Pick::Function => match choice.split_once('/') {
                Some((namespace, name)) => {
                    navigate::go(model, Place::Function(namespace.into(), name.into()))
                }
                None => Vec::new(),
            },
        };
    }
    typed(&mut picker.query, &mut picker.cursor, key, found.len());
    model.overlay = Some(Overlay::Picker(picker));
    Vec::new()
}

fn in_picture(model: &mut Model, picture: Picture, key: Key) -> Vec<Effect> {
    let again = matches!(action_below(model, key), Some(KeyAction::Close | KeyAction::Picture));
    if closes(key) || again || key.code == Code::Enter {
        return Vec::new();
    }
    let effect = match key.letter() {
        Some('y') => {
            let text = format!("- {}\n", picture.text().join("\n- "));
            Some(Effect::Copy { text, what: "picture as text".into() })
        }
        Some('s') => Some(Effect::SavePicture),
        _ => None,
    };
    model.overlay = Some(Overlay::Picture(picture));
    effect.into_iter().collect()
}

fn coverage(model: &mut Model, mut cursor: Cursor, key: Key) -> Vec<Effect> {
    let action = action_below(model, key);
    let again = matches!(action, Some(KeyAction::Close | KeyAction::Coverage));
    if closes(key) || again || key.code == Code::Enter {
        return Vec::new();
    }
    if matches!(key.letter(), Some('y' | 'Y')) {
        use crate::app::overlay::coverage::{denied, request, request_for};
        let one = denied(model).get(cursor.row).filter(|_| key.letter() == Some('y')).map(|(kind, _)| *kind);
        let Some(text) = one.map(|kind| request_for(model, kind)).or_else(|| request(model)) else {
            model.say("nothing is denied");
            return Vec::new();
        };
        return vec![Effect::Copy { text, what: "rights to request".into() }];
    }
    let len = model.snapshot.feeds().iter().count();
    match action {
        Some(KeyAction::Down) => cursor.by(1, len),
        Some(KeyAction::Up) => cursor.by(-1, len),
        _ => {}
    }
    model.overlay = Some(Overlay::Coverage { cursor });
    Vec::new()
}

/// Adds a line to its history.
fn remember(model: &mut Model, typed: TypedLine, line: &str) -> Vec<Effect> {
    model.memory.add(typed, line).map(Effect::Remember).into_iter().collect()
}

/// Shows another command of the history: up from the first line of the list, and down again.
fn recalled(model: &mut Model, query: &mut String, cursor: &mut Cursor, key: Key) -> bool {
    let older = match key.code {
        Code::Up if model.memory.is_back() || (cursor.row == 0 && query.is_empty()) => true,
        Code::Down if model.memory.is_back() => false,
        _ => return false,
    };
    if let Some(line) = model.memory.recall(TypedLine::Command, older, query) {
        *query = line;
    }
    *cursor = Cursor::default();
    true
}

/// Narrows the list while the filter is typed; Esc restores the filter from before.
fn filter(model: &mut Model, before: String, key: Key) -> Vec<Effect> {
    let sort = model.filtered();
    let mut text = model.filter(sort).text.clone();
    match key.code {
        Code::Enter => return remember(model, TypedLine::Filter, &text),
        Code::Esc => {
            model.set_filter(sort, &before);
            return Vec::new();
        }
        Code::Up | Code::Down => {
            let older = key.code == Code::Up;
            text = model.memory.recall(TypedLine::Filter, older, &text).unwrap_or(text);
        }
        Code::Backspace => drop(text.pop()),
        Code::Char('u') if key.ctrl => text.clear(),
        Code::Char('n') if key.ctrl => navigate::by(model, 1),
        Code::Char('p') if key.ctrl => navigate::by(model, -1),
        Code::Char(letter) if !key.ctrl && !key.alt => text.push(letter),
        _ => {}
    }
    model.set_filter(sort, &text);
    model.overlay = Some(Overlay::Filter { before });
    Vec::new()
}

fn confirming(model: &mut Model, mut confirm: Confirm, key: Key) -> Vec<Effect> {
    if key.code == Code::Esc || (confirm.tier == Tier::Yes && key.letter() == Some('n')) {
        model.say("nothing was sent");
        return Vec::new();
    }
    if !confirm.hears(model.now) {
        model.overlay = Some(Overlay::Confirm(confirm));
        return Vec::new();
    }
    if confirms(&confirm.tier, &confirm.typed, key) {
        return fix::apply(model);
    }
    if let Tier::Type { .. } = confirm.tier {
        match key.code {
            Code::Backspace => drop(confirm.typed.pop()),
            Code::Char(letter) if !key.ctrl && !key.alt => confirm.typed.push(letter),
            _ => {}
        }
    }
    model.overlay = Some(Overlay::Confirm(confirm));
    Vec::new()
}

fn leave(model: &mut Model, key: Key) -> Vec<Effect> {
    match key.letter() {
        Some('y') => {
            model.fix = None;
            if model.visits.is_top() {
                model.quitting = true;
                return vec![Effect::Quit];
            }
            navigate::up(model)
        }
        Some('n') => Vec::new(),
        _ if key.code == Code::Esc => Vec::new(),
        _ => {
            model.overlay = Some(Overlay::Leave);
            Vec::new()
        }
    }
}
