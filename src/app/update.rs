//! The one place where the model changes: a message in, effects out.

use super::action::Action;
use super::confirm::Tier;
use super::cursor::Cursor;
use super::grid;
use super::model::Model;
use super::overlay::{Overlay, Pick, Picker};
use super::source_view::SourceView;
use super::toggle::{diff_mode, next_theme, save, toggle};
use super::{
    Code, Effect, Key, Msg, Place, changes, copy, fix, fix_keys, keymap, lists::Lists, navigate, news,
};

/// How soon a second Ctrl-C must follow to quit.
const TWICE_MS: u64 = 2_000;

pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let news = matches!(msg, Msg::News(_));
    let mut effects = take(model, msg);
    // News come in floods; their lists are computed once, before the next frame.
    if !news {
        settle(model);
    }
    effects.extend(grid::ask(model));
    effects
}

/// Brings what is derived up to date; before every frame, and before every key.
pub fn settle(model: &mut Model) {
    Lists::refresh(model);
    fix::verify(model);
}

fn take(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key, now) => {
            model.now = now;
            press(model, key)
        }
        Msg::Paste(text) => paste(model, &text),
        Msg::Click(_, row) => click(model, row),
        Msg::Wheel(rows) => {
            navigate::by(model, rows);
            Vec::new()
        }
        Msg::Resize(width, height) => {
            model.size = (width, height);
            Vec::new()
        }
        Msg::News(news) => news::take(model, news),
        Msg::Connected(session) => connected(model, *session),
        Msg::Refused(trouble) => {
            model.overlay = Some(Overlay::Trouble(trouble));
            Vec::new()
        }
        Msg::Identity(user) => {
            model.session.user = user;
            Vec::new()
        }
        Msg::Fetched(object, answer) => {
            fetched(model, object, answer);
            Vec::new()
        }
        Msg::Prepared { seq, bases, may } => fix::prepared(model, seq, bases, may),
        Msg::UndoReady { seq, plan } => fix::undo_ready(model, seq, plan),
        Msg::Rehearsed { seq, outcomes } => {
            fix::rehearsed(model, seq, outcomes);
            Vec::new()
        }
        Msg::Applied { seq, outcomes } => fix::applied(model, seq, outcomes),
        Msg::Journal(receipts) => {
            model.journal = receipts;
            model.follow_rows();
            Vec::new()
        }
        Msg::Copied(copied) => {
            model.say(copied.sentence());
            Vec::new()
        }
        Msg::Saved(Ok(path)) => {
            model.say(format!("saved to {path}"));
            Vec::new()
        }
        Msg::Saved(Err(why)) => {
            model.say(why);
            Vec::new()
        }
        Msg::Disarm => {
            model.session.armed = false;
            model.say("changes are disarmed again: the 15 minutes are over");
            Vec::new()
        }
        Msg::Settle(seq) => fix::settled(model, seq),
        Msg::Rest(seq) => {
            model.held.take_if(|(_, of)| *of == seq);
            Vec::new()
        }
        Msg::Surveyed { seq, surveyed } => {
            grid::take(model, seq, *surveyed);
            Vec::new()
        }
        Msg::Shutdown => {
            model.quitting = true;
            vec![Effect::Quit]
        }
    }
}

fn connected(model: &mut Model, session: super::session::Session) -> Vec<Effect> {
    model.session = session;
    model.snapshot.clear();
    model.report = model.report.anew();
    model.changes += 1;
    model.history.clear();
    model.fix = None;
    model.source = None;
    model.held = None;
    model.grids = super::survey::Grids::default();
    model.place = Place::Overview;
    model.overlay = None;
    vec![Effect::ReadJournal]
}

fn fetched(
    model: &mut Model,
    object: crate::model::ObjectRef,
    answer: Result<Option<serde_json::Value>, crate::source::Trouble>,
) {
    match answer {
        Ok(Some(value)) => model.source = Some(SourceView::of(object, &value)),
        Ok(None) => model.say(format!("{object} is gone")),
        Err(trouble) => model.say(trouble.to_string()),
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    if key == Key::ctrl('c') {
        return interrupt(model);
    }
    if let Some(overlay) = model.overlay.take() {
        return super::overlay_keys::press(model, overlay, key);
    }
    if model.place == Place::Fix
        && model.prefix.is_none()
        && let Some(effects) = fix_keys::take(model, key)
    {
        return effects;
    }
    let prefix = model.prefix.take();
    if prefix.is_none()
        && let Some(letter) = key.letter()
        && keymap::is_prefix(letter)
        && keymap::action(None, key, model.place.sort()).is_none()
    {
        model.prefix = Some(letter);
        return Vec::new();
    }
    match keymap::action(prefix, key, model.place.sort()) {
        Some(action) => act(model, action),
        None => Vec::new(),
    }
}

/// The first Ctrl-C closes what is open; the second within two seconds quits.
fn interrupt(model: &mut Model) -> Vec<Effect> {
    let again = model.interrupted.is_some_and(|before| model.now.saturating_sub(before) <= TWICE_MS);
    if again {
        model.quitting = true;
        return vec![Effect::Quit];
    }
    model.interrupted = Some(model.now);
    model.overlay = None;
    model.prefix = None;
    model.say("ctrl-c again within 2 s quits");
    Vec::new()
}

fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match &mut model.overlay {
        Some(
            Overlay::Palette { query, .. }
            | Overlay::Help { query, .. }
            | Overlay::Picker(Picker { query, .. }),
        ) => {
            query.extend(text.chars().filter(|letter| !letter.is_control()));
            Vec::new()
        }
        // A name that protects from mistakes must be typed, not pasted.
        Some(_) => Vec::new(),
        None => fix_keys::paste(model, text),
    }
}

fn click(model: &mut Model, row: u16) -> Vec<Effect> {
    let at = row.checked_sub(model.geometry.top).map(usize::from).filter(|at| *at < model.geometry.rows);
    if let (Some(at), None) = (at, &model.overlay) {
        let top = model.cursor(model.pane).top;
        navigate::to(model, top + at);
    }
    Vec::new()
}

pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = navigate::page(model);
    let move_by = |model: &mut Model, rows| {
        let before = navigate::story(model);
        scroll_or_move(model, rows);
        navigate::hold(model, before)
    };
    match action {
        Action::Down => move_by(model, 1),
        Action::Up => move_by(model, -1),
        Action::HalfDown => move_by(model, (page / 2).max(1)),
        Action::HalfUp => move_by(model, -(page / 2).max(1)),
        Action::PageDown => move_by(model, page),
        Action::PageUp => move_by(model, -page),
        Action::Top => move_by(model, isize::MIN / 2),
        Action::Bottom => move_by(model, isize::MAX / 2),
        Action::Left if grid::is_grid(model) => grid::column(model, -1),
        Action::Right if grid::is_grid(model) => grid::column(model, 1),
        Action::Left | Action::PreviousPane => pane(model, -1),
        Action::Right | Action::NextPane => pane(model, 1),
        Action::Open => navigate::open(model),
        Action::Back => back(model),
        Action::JumpBack => navigate::back(model),
        Action::Map => grid::map(model),
        Action::WhoCan | Action::Tab('6') => grid::who_can(model),
        Action::Tab(digit) => Place::of_tab(digit).map_or_else(Vec::new, |place| navigate::go(model, place)),
        Action::Filter => open_overlay(model, |model| {
            let before = model.filter(model.filtered()).text.clone();
            Overlay::Filter { before }
        }),
        Action::Zoom => {
            model.zoomed = !model.zoomed;
            Vec::new()
        }
        Action::NextMatch => next_finding(model, 1),
        Action::PreviousMatch => next_finding(model, -1),
        Action::Palette => {
            open_overlay(model, |_| Overlay::Palette { query: String::new(), cursor: Cursor::default() })
        }
        Action::Help => {
            open_overlay(model, |_| Overlay::Help { query: String::new(), cursor: Cursor::default() })
        }
        Action::Coverage => open_overlay(model, |_| Overlay::Coverage { cursor: Cursor::default() }),
        Action::GoNamespace => open_overlay(model, |_| picker(Pick::Namespace)),
        Action::GoContext => open_overlay(model, |_| picker(Pick::Context)),
        Action::GoFunction => open_overlay(model, |_| picker(Pick::Function)),
        Action::Close => close(model),
        Action::QuitAll => quit(model),
        Action::Cancel => interrupt(model),
        Action::Suspend => vec![Effect::Suspend],
        Action::Fix => fix::open(model),
        Action::Explain => explain(model),
        Action::Sort => {
            navigate::sort(model);
            Vec::new()
        }
        Action::Relist => {
            model.say("listing everything again");
            vec![Effect::Relist]
        }
        Action::LogIn => vec![Effect::LogIn],
        Action::CopyYaml
        | Action::CopyPatch
        | Action::CopyKubectl
        | Action::CopyName
        | Action::CopyFinding
        | Action::CopyMarkdown
        | Action::CopyScreen
        | Action::CopyRequest => match copy::text(model, action) {
            Ok(effect) => vec![effect],
            Err(why) => {
                model.say(why);
                Vec::new()
            }
        },
        Action::TogglePassed => toggle(model, |settings| &mut settings.show_passed, "passed checks"),
        Action::ToggleSystem => toggle(model, |settings| &mut settings.show_system, "system namespaces"),
        Action::ToggleGlyphs => toggle(model, |settings| &mut settings.ascii, "ascii glyphs"),
        Action::ToggleHints => toggle(model, |settings| &mut settings.hints, "hints"),
        Action::ToggleMouse => {
            toggle(model, |settings| &mut settings.mouse, "mouse");
            vec![Effect::Mouse(model.settings.mouse)]
        }
        Action::ToggleTheme => next_theme(model),
        Action::Edit => {
            fix::edit(model);
            Vec::new()
        }
        Action::DiffMode => diff_mode(model),
        Action::Rehearse => fix::again(model),
        Action::Apply => {
            fix::ask(model);
            Vec::new()
        }
        Action::Save => save(model),
        Action::Undo => changes::undo(model),
    }
}

fn picker(sort: Pick) -> Overlay {
    Overlay::Picker(Picker { sort, query: String::new(), cursor: Cursor::default() })
}

fn open_overlay(model: &mut Model, make: impl FnOnce(&Model) -> Overlay) -> Vec<Effect> {
    model.overlay = Some(make(model));
    Vec::new()
}

/// Where there is no list, the text scrolls.
fn scroll_or_move(model: &mut Model, rows: isize) {
    if model.place == Place::Fix {
        if let Some(fixing) = &mut model.fix {
            fixing.scroll = fixing.scroll.saturating_add_signed(rows).min(10_000);
        }
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

/// Esc: first the filter goes, then the screen; it never quits.
fn back(model: &mut Model) -> Vec<Effect> {
    let sort = model.filtered();
    if !model.filter(sort).text.is_empty() {
        model.set_filter(sort, "");
        return Vec::new();
    }
    if model.place == Place::Fix && model.fix.as_ref().is_some_and(fix::Fixing::is_unsaved) {
        model.overlay = Some(Overlay::Leave);
        return Vec::new();
    }
    navigate::back(model)
}

fn close(model: &mut Model) -> Vec<Effect> {
    if model.history.is_empty() { quit(model) } else { back(model) }
}

fn quit(model: &mut Model) -> Vec<Effect> {
    if model.fix.as_ref().is_some_and(fix::Fixing::is_unsaved) {
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

/// On a Function: to the next finding, and the source to its line.
fn next_finding(model: &mut Model, step: isize) -> Vec<Effect> {
    model.pane = usize::from(matches!(model.place, Place::Overview));
    navigate::by(model, step);
    let target = model.selected_finding().filter(|finding| finding.line > 0);
    if let (Place::Function(..), Some(finding), Some(source)) = (&model.place, target, &model.source)
        && let Some(row) = source.row(&finding.path, finding.line)
    {
        let height = model.geometry.rows;
        let len = model.rows(1);
        let cursor = model.cursor_mut(1);
        cursor.to(row, len);
        cursor.show(height, len);
    }
    Vec::new()
}

/// Whether a typed word confirms; exact, and only Enter sends it.
pub fn confirms(tier: &Tier, typed: &str, key: Key) -> bool {
    match tier {
        Tier::Yes => key.letter() == Some('y'),
        Tier::Type { word, .. } => key.code == Code::Enter && typed == word,
    }
}
