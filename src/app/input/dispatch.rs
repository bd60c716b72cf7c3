//! What each action does.

use crate::app::Effect;
use crate::app::Place;
use crate::app::cluster::pause;
use crate::app::fix;
use crate::app::fix::marks;
use crate::app::fix::suggestions;
use crate::app::input::action::KeyAction;
use crate::app::input::copy;
use crate::app::input::enter;
use crate::app::input::fix_key;
use crate::app::input::interrupt::{TWICE_MS, interrupt};
use crate::app::input::points;
use crate::app::input::toggle::{choose_theme, diff_mode, save, toggle};
use crate::app::map::grid;
use crate::app::map::keys;
use crate::app::map::picture;
use crate::app::map::what_if;
use crate::app::model::Model;
use crate::app::overlay::accept_dialog;
use crate::app::overlay::links;
use crate::app::overlay::{Overlay, Pick, Picker};
use crate::app::rows::cursor::Cursor;
use crate::app::screen::journal;
use crate::app::screen::navigate;
use crate::app::screen::owner;
use crate::app::screen::search;
use crate::app::screen::whole;
use crate::app::state::connection::Fresh;

#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
pub fn act(model: &mut Model, action: KeyAction) -> Vec<Effect> {
    let page = navigate::page(model);
    let move_by = |model: &mut Model, rows| {
        let before = navigate::story(model);
        scroll_or_move(model, rows);
        navigate::hold(model, before)
    };
    match action {
        KeyAction::Down => move_by(model, 1),
        KeyAction::Up => move_by(model, -1),
        KeyAction::HalfDown => move_by(model, (page / 2).max(1)),
        KeyAction::HalfUp => move_by(model, -(page / 2).max(1)),
        KeyAction::PageDown => move_by(model, page),
        KeyAction::PageUp => move_by(model, -page),
        KeyAction::Top => move_by(model, isize::MIN / 2),
        KeyAction::Bottom => move_by(model, isize::MAX / 2),
        KeyAction::Left if grid::is_grid(model) => keys::across(model, -1),
        KeyAction::Right if grid::is_grid(model) => keys::across(model, 1),
        KeyAction::Left | KeyAction::PreviousPane => pane(model, -1),
        KeyAction::Right | KeyAction::NextPane => pane(model, 1),
        KeyAction::Open => enter::open(model),
        KeyAction::Back => back(model),
        KeyAction::JumpBack => navigate::back(model),
        KeyAction::Map => keys::map(model),
        KeyAction::WhoCan => keys::who_can(model),
        KeyAction::Tab(digit) => {
            Place::of_tab(digit).map_or_else(Vec::new, |place| navigate::go(model, place))
        }
        KeyAction::Filter if matches!(model.place, Place::Function(..)) && model.pane == 1 => {
            search::open(model)
        }
        KeyAction::Search => search::open(model),
        KeyAction::Whole => whole::open(model),
        KeyAction::Filter => open_line(model, |model| {
            let before = model.filter(model.filtered()).text.clone();
            Overlay::Filter { before }
        }),
        KeyAction::Zoom => {
            model.zoomed = !model.zoomed;
            Vec::new()
        }
        KeyAction::NextMatch => next_finding(model, 1),
        KeyAction::PreviousMatch => next_finding(model, -1),
        KeyAction::Palette => {
            open_line(model, |_| Overlay::Palette { query: String::new(), cursor: Cursor::default() })
        }
        KeyAction::Help => {
            open_overlay(model, |_| Overlay::Help { query: String::new(), cursor: Cursor::default() })
        }
        KeyAction::Coverage => open_overlay(model, |_| Overlay::Coverage { cursor: Cursor::default() }),
        KeyAction::GoNamespace => open_overlay(model, |_| picker(Pick::Namespace)),
        KeyAction::GoContext => open_overlay(model, |_| picker(Pick::Context)),
        KeyAction::GoPoint => match points::list(model) {
            Ok(pick) => open_overlay(model, |_| picker(pick)),
            Err(why) => {
                model.say(why);
                Vec::new()
            }
        },
        KeyAction::PreviousPoint => points::step(model, -1),
        KeyAction::NextPoint => points::step(model, 1),
        KeyAction::GoFunction => open_overlay(model, |_| picker(Pick::Function)),
        KeyAction::Close => close(model),
        KeyAction::QuitAll => quit(model),
        KeyAction::Cancel => interrupt(model),
        KeyAction::Suspend => vec![Effect::Suspend],
        KeyAction::Fix => fix_key::open(model),
        KeyAction::Plan => suggestions::plan(model),
        KeyAction::Explain => explain(model),
        KeyAction::Sort => open_overlay(model, |_| picker(Pick::Order)),
        KeyAction::Reverse => {
            crate::app::screen::sort::reverse(model);
            Vec::new()
        }
        KeyAction::Relist => {
            model.say("listing all objects again");
            vec![Effect::Relist]
        }
        KeyAction::LogIn => log_in(model),
        KeyAction::Mark => marks::toggle(model),
        KeyAction::MarkRange => marks::range(model),
        KeyAction::Accept => accept_dialog::open(model),
        KeyAction::Links => links::open(model),
        KeyAction::CopyLink
        | KeyAction::CopyYaml
        | KeyAction::CopyPatch
        | KeyAction::CopyKubectl
        | KeyAction::CopyName
        | KeyAction::CopyFinding
        | KeyAction::CopyMarkdown
        | KeyAction::CopyScreen
        | KeyAction::CopyRequest
        | KeyAction::CopyTest => match copy::text(model, action) {
            Ok(effect) => vec![effect],
            Err(why) => {
                model.say(why);
                Vec::new()
            }
        },
        KeyAction::Picture => picture::open(model),
        KeyAction::History => picture::open_history(model),
        KeyAction::SavePicture => vec![Effect::SavePicture],
        KeyAction::TogglePassed => toggle(model, |settings| &mut settings.show_passed, "passed checks"),
        KeyAction::ToggleAccepted => {
            toggle(model, |settings| &mut settings.show_accepted, "accepted findings")
        }
        KeyAction::ToggleSystem => toggle(model, |settings| &mut settings.show_system, "system namespaces"),
        KeyAction::ToggleGlyphs => toggle(model, |settings| &mut settings.ascii, "ascii glyphs"),
        KeyAction::ToggleHints => toggle(model, |settings| &mut settings.hints, "hints"),
        KeyAction::ToggleWrap => toggle(model, |settings| &mut settings.wrap, "long lines are wrapped"),
        KeyAction::Transpose => {
            toggle(model, |settings| &mut settings.transposed, "rows and columns are swapped")
        }
        KeyAction::ToggleLive => pause::toggle(model),
        KeyAction::GoSubject => open_overlay(model, |_| picker(Pick::Subject)),
        KeyAction::GoPolicy => open_overlay(model, |_| picker(Pick::Policy)),
        KeyAction::GoOwner => owner::go(model),
        KeyAction::ToggleMouse => {
            toggle(model, |settings| &mut settings.mouse, "mouse");
            vec![Effect::Mouse(model.settings.mouse)]
        }
        KeyAction::ToggleTheme => choose_theme(model),
        KeyAction::Edit => {
            fix::edit(model);
            Vec::new()
        }
        KeyAction::WhatIf => what_if::open(model),
        KeyAction::EditOutside => fix::edit_outside(model),
        KeyAction::DiffMode => diff_mode(model),
        KeyAction::Rehearse => fix::again(model),
        KeyAction::Apply => {
            fix::ask(model);
            Vec::new()
        }
        KeyAction::Save => save(model),
        KeyAction::Undo => journal::undo(model),
    }
}

/// Logs in at once where the credentials were refused; otherwise only when asked twice, because the screen is
/// left and all objects are listed again.
fn log_in(model: &mut Model) -> Vec<Effect> {
    let needed = matches!(model.session.fresh, Fresh::Login(_));
    let again = model.pressed_log_in.is_some_and(|before| model.now.saturating_sub(before) <= TWICE_MS);
    if needed || again {
        model.pressed_log_in = None;
        return vec![Effect::LogIn];
    }
    model.pressed_log_in = Some(model.now);
    let key = model.keys.key(KeyAction::LogIn);
    model.say(format!(
        "the credentials are accepted; {key} again within 2 s logs in again and leaves the screen"
    ));
    Vec::new()
}

fn picker(pick: Pick) -> Overlay {
    Overlay::Picker(Picker { pick, query: String::new(), cursor: Cursor::default() })
}

/// Opens a line that has a history.
fn open_line(model: &mut Model, make: impl FnOnce(&Model) -> Overlay) -> Vec<Effect> {
    model.memory.open();
    open_overlay(model, make)
}

fn open_overlay(model: &mut Model, make: impl FnOnce(&Model) -> Overlay) -> Vec<Effect> {
    model.overlay = Some(make(model));
    Vec::new()
}

/// Scrolls the text where there is no list.
fn scroll_or_move(model: &mut Model, rows: isize) {
    if model.place == Place::Fix {
        if let Some(fixing) = &mut model.fix {
            fixing.scroll = fixing.scroll.saturating_add_signed(rows).min(10_000);
        }
    } else if grid::is_transposed(model) {
        keys::column(model, rows);
    } else {
        navigate::by(model, rows);
    }
}

fn pane(model: &mut Model, step: isize) -> Vec<Effect> {
    let panes = model.panes();
    let panes = panes.max(1);
    model.pane = if step < 0 { model.pane + panes - 1 } else { model.pane + 1 } % panes;
    Vec::new()
}

/// Clears the filter first, then leaves the screen; never quits.
fn back(model: &mut Model) -> Vec<Effect> {
    let sort = model.filtered();
    if !model.filter(sort).text.is_empty() {
        model.set_filter(sort, "");
        return Vec::new();
    }
    if model.grids.what_if.is_some()
        && model.place == Place::Reach
        && model.visits.above() != Some(&Place::Fix)
    {
        what_if::end(model);
        return Vec::new();
    }
    if !model.marks.is_empty() && model.place != Place::Fix {
        model.marks.clear();
        return Vec::new();
    }
    if model.place == Place::Fix && model.fix.as_ref().is_some_and(fix::FixState::is_unsaved) {
        model.overlay = Some(Overlay::Leave);
        return Vec::new();
    }
    navigate::up(model)
}

fn close(model: &mut Model) -> Vec<Effect> {
    if model.visits.is_top() { quit(model) } else { back(model) }
}

fn quit(model: &mut Model) -> Vec<Effect> {
    if model.fix.as_ref().is_some_and(fix::FixState::is_unsaved) {
        model.overlay = Some(Overlay::Leave);
        return Vec::new();
    }
    model.quitting = true;
    vec![Effect::Quit]
}

fn explain(model: &mut Model) -> Vec<Effect> {
    let check = model.selected_finding().and_then(|finding| crate::checks::find(finding.check));
    let Some(check) = check else {
        model.say("select a finding first");
        return Vec::new();
    };
    navigate::go(model, Place::Explain(check.id))
}

/// Moves to the next finding; on a text also to its line.
fn next_finding(model: &mut Model, step: isize) -> Vec<Effect> {
    if search::next(model, step) {
        return Vec::new();
    }
    if matches!(model.place, Place::Function(..)) && model.pane == 1 && next_step(model, step) {
        return Vec::new();
    }
    if matches!(model.place, Place::Object(_)) {
        next_place(model, step);
        return Vec::new();
    }
    model.pane = usize::from(matches!(model.place, Place::Overview));
    navigate::by(model, step);
    if let (Place::Function(..), Some(finding), Some(source)) =
        (&model.place, model.selected_finding(), &model.source)
        && let Some(row) = source.place(&finding)
    {
        show(model, 1, row);
    }
    Vec::new()
}

/// Moves along the way of the selected finding; returns whether it has one with several lines.
fn next_step(model: &mut Model, step: isize) -> bool {
    let (Some(finding), Some(source)) = (model.selected_finding(), &model.source) else { return false };
    let mut rows = source.steps(&finding);
    rows.dedup();
    let here = model.cursor(1).row;
    let at = rows.iter().position(|row| *row == here);
    let next = match (at, step > 0) {
        (Some(at), true) => rows.get(at + 1).or(rows.first()),
        (Some(at), false) => at.checked_sub(1).and_then(|at| rows.get(at)).or(rows.last()),
        (None, true) => rows.first(),
        (None, false) => rows.last(),
    };
    let Some(row) = next.copied().filter(|_| rows.len() > 1) else { return false };
    show(model, 1, row);
    true
}

/// Moves to the next line with a finding, on the text of one object.
fn next_place(model: &mut Model, step: isize) {
    let Some(source) = &model.source else { return };
    let mut rows: Vec<usize> =
        model.findings_here().iter().filter_map(|finding| source.place(finding)).collect();
    rows.sort_unstable();
    let here = model.cursor(0).row;
    let next = if step > 0 {
        rows.iter().find(|row| **row > here).or(rows.first())
    } else {
        rows.iter().rfind(|row| **row < here).or(rows.last())
    };
    if let Some(row) = next.copied() {
        show(model, 0, row);
    }
}

fn show(model: &mut Model, pane: usize, row: usize) {
    let (height, len) = (model.geometry.rows, model.rows(pane));
    let cursor = model.cursor_mut(pane);
    cursor.to(row, len);
    cursor.show(height, len);
}
