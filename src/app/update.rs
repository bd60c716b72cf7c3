//! The only place where the model changes: a message in, effects out.

use crate::app::Effect;
use crate::app::Key;
use crate::app::KeyAction;
use crate::app::Msg;
use crate::app::Place;
use crate::app::cluster::trend;
use crate::app::cluster::updates;
use crate::app::fix;
use crate::app::fix::fix_keys;
use crate::app::fix::fix_titles;
use crate::app::fix::suggestions;
use crate::app::input::dispatch::act;
use crate::app::input::hints;
use crate::app::input::interrupt::interrupt;
use crate::app::input::points;
use crate::app::map::grid;
use crate::app::map::request;
use crate::app::model::Model;
use crate::app::overlay::{Overlay, Picker};
use crate::app::rows::{page, refresh, since};
use crate::app::screen::details;
use crate::app::screen::navigate;
use crate::app::screen::source_view::SourceView;
use crate::app::screen::tabs;

/// How many characters of a paste a single line accepts.
const LONGEST_PASTE: usize = 1_000;

pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let news = matches!(msg, Msg::News(_));
    let said = model.said;
    let mut effects = take(model, msg);
    if model.said != said {
        effects.push(Effect::Fade(model.said));
    }
    // Updates come in floods; their lists are computed once, before the next frame.
    if !news {
        settle_for_key(model);
    }
    effects.extend(request::ask(model));
    if !news {
        effects.extend(fix::fix_marks::ask(model));
    }
    effects
}

/// Returns the requests that wait until every verdict is known; the loop sees when that is.
pub fn rested(model: &mut Model) -> Vec<Effect> {
    refresh::prepare(model);
    let lesson = crate::app::tutor::follow(model);
    let fade = lesson.is_some().then_some(Effect::Fade(model.said));
    let marks = [fix::fix_marks::ask(model), fix::rights::ask(model)];
    let asked = [suggestions::ask(model), trend::ask(model), lesson, fade].into_iter().chain(marks);
    asked.flatten().collect()
}

/// Computes one missing verdict, or compares one namespace with what was known before; returns whether there may be
/// more to do.
pub fn judge(model: &mut Model) -> bool {
    let Model { report, snapshot, today, .. } = &mut *model;
    report.step(snapshot, *today) || since::step(model)
}

/// Whether verdicts are missing, or were not compared yet.
#[must_use]
pub fn is_unjudged(model: &Model) -> bool {
    !model.report.is_settled() || since::is_behind(model)
}

/// Recomputes derived values; called before every frame and before every key.
pub fn settle(model: &mut Model) {
    refresh::refresh(model);
    turn(model);
    fix_titles::refresh(model);
    fix::verify(model);
}

/// Computes the page again, and lets the cursors follow what is on it.
fn turn(model: &mut Model) {
    if page::refresh(model) {
        refresh::follow(model);
    }
}

/// As [`settle`], for a key: while verdicts are missing, the key is answered with the current rows, and the
/// next frame has the new ones. Returns whether rows are out of date.
pub fn settle_for_key(model: &mut Model) -> bool {
    let late = !model.report.is_settled() && refresh::are_of_view(model);
    if late {
        turn(model);
        fix_titles::refresh(model);
    } else {
        settle(model);
    }
    late
}

#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
fn take(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key, now) => {
            model.now = now;
            press(model, key)
        }
        Msg::Act(action, now) => {
            model.now = now;
            perform(model, action)
        }
        Msg::Select(row) => {
            navigate::to(model, row);
            Vec::new()
        }
        Msg::Paste(text) => paste(model, &text),
        Msg::Click(column, row) => click(model, column, row),
        Msg::Wheel(rows) => {
            navigate::by(model, rows);
            Vec::new()
        }
        Msg::Resize(width, height) => {
            model.size = (width, height);
            Vec::new()
        }
        Msg::News(news) => updates::take(model, news),
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
        Msg::Inspected(ticket, inspection) => {
            details::inspected(model, ticket, inspection);
            Vec::new()
        }
        Msg::Prepared { ticket, bases, may } => fix::prepared(model, ticket, bases, may),
        Msg::UndoReady { ticket, plan } => fix::undo_ready(model, ticket, plan),
        Msg::Rehearsed { ticket, outcomes } => {
            fix::rehearsed(model, ticket, outcomes);
            Vec::new()
        }
        Msg::Applied { ticket, outcomes } => fix::applied(model, ticket, outcomes),
        Msg::Journal(journal) => crate::app::screen::journal::read(model, journal),
        Msg::Reconciled { looked, journal } => {
            crate::app::screen::journal::reconciled(model, looked, journal)
        }
        Msg::Copied(copied) => notify(model, copied.sentence()),
        Msg::Saved(Ok(path)) => notify(model, format!("saved to {path}")),
        Msg::Saved(Err(why)) => {
            let copy = model.keys.key(KeyAction::CopyYaml);
            notify(model, format!("{why}; {copy} copies it instead"))
        }
        Msg::Accepted { wish, written } => {
            crate::app::overlay::accept_dialog::accepted(model, &wish, written);
            Vec::new()
        }
        Msg::EditedOutside(text) => fix::edited_outside(model, text),
        Msg::Disarm => {
            (model.session.armed, model.session.armed_until) = (false, None);
            notify(model, "changes are disarmed: the 15 minutes are over")
        }
        Msg::Settle(ticket) => fix::settled(model, ticket),
        Msg::Rights { namespace, rights } => {
            fix::rights::take(model, namespace, rights);
            Vec::new()
        }
        Msg::CountFixes => {
            fix::fix_marks::count(model);
            Vec::new()
        }
        Msg::Fade(said) => {
            if model.said == said {
                model.status.clear();
            }
            Vec::new()
        }
        Msg::Rest(ticket) => {
            model.held.take_if(|(_, pending)| pending.accept(ticket));
            Vec::new()
        }
        Msg::MapAnswer { ticket, surveyed } => {
            request::take(model, ticket, *surveyed);
            Vec::new()
        }
        Msg::RankedChanges(weighed) => suggestions::take(model, *weighed),
        Msg::Linger(ticket) => trend::lingered(model, ticket),
        Msg::Trend { ticket, hour, trend, last, said } => {
            trend::take(model, ticket, (hour, trend), last.map(|last| *last), said)
        }
        Msg::Shutdown => {
            model.quitting = true;
            vec![Effect::Quit]
        }
    }
}

fn notify(model: &mut Model, sentence: impl Into<String>) -> Vec<Effect> {
    model.say(sentence);
    Vec::new()
}

fn connected(model: &mut Model, session: crate::app::state::connection::ConnectionState) -> Vec<Effect> {
    let stays = points::stays(model, &session);
    model.session = session;
    model.snapshot.clear();
    model.report = model.report.anew();
    crate::app::cluster::begin::begin(model);
    model.changes += 1;
    if !stays {
        model.visits = crate::app::state::visits::Visits::default();
        model.place = Place::Overview;
        // Filters and cursors are about the objects of the cluster that was left.
        model.forget_lists();
    }
    model.fix = None;
    model.paused = None;
    model.source = None;
    model.details = None;
    model.held = None;
    model.grids = crate::app::state::grids::Grids::default();
    model.causing = crate::app::state::suggestions::Suggestions::default();
    model.trending = crate::app::state::trend::TrendState::default();
    model.since = model.since.take().and_then(|since| since.elsewhere(&model.session));
    model.rights = crate::app::state::rights::KnownRights::default();
    model.overlay = None;
    vec![Effect::ReadJournal]
}

fn fetched(
    model: &mut Model,
    object: crate::model::ObjectRef,
    answer: Result<Option<serde_json::Value>, crate::source::Trouble>,
) {
    // A late answer is not about the open object.
    if !navigate::shows(model, &object) {
        return;
    }
    match answer {
        Ok(Some(value)) => {
            let first = model.source.is_none();
            let is_whole = matches!(model.place, Place::Object(_));
            let view = if is_whole { SourceView::whole } else { SourceView::of };
            model.source = Some(view(object, &value));
            details::read(model, &value);
            if first && model.pane == 0 {
                navigate::follow_finding(model);
            }
        }
        Ok(None) => model.say(format!("{object} no longer exists")),
        Err(trouble) => model.say(trouble.to_string()),
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    if key == Key::ctrl('c') {
        return interrupt(model);
    }
    if let Some(overlay) = model.overlay.take() {
        return crate::app::overlay::overlay_keys::press(model, overlay, key);
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
        && model.keys.is_prefix(letter)
        && model.keys.action(None, key, model.place.kind()).is_none()
    {
        model.prefix = Some(letter);
        return Vec::new();
    }
    if let Some(action) = model.keys.action(prefix, key, model.place.kind()) {
        return act(model, action);
    }
    let keys = prefix.map_or_else(|| key.to_string(), |first| format!("{first} {key}"));
    let words = model.keys.elsewhere(&keys);
    model.say(words);
    Vec::new()
}

/// Performs an action that was asked for by its name, where a key of it would perform it too.
fn perform(model: &mut Model, action: KeyAction) -> Vec<Effect> {
    if model.overlay.is_some() {
        return Vec::new();
    }
    let here = model.place.kind();
    let mut own = model.keys.iter().filter(|binding| binding.action == action);
    if own.clone().any(|binding| binding.on.applies_to(here)) {
        return act(model, action);
    }
    let place = own.next().map_or("elsewhere", |binding| binding.on.words());
    model.say(format!("{} works only {place}", action.name()));
    Vec::new()
}

fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match &mut model.overlay {
        Some(
            Overlay::Palette { query, .. }
            | Overlay::Help { query, .. }
            | Overlay::Picker(Picker { query, .. }),
        ) => {
            let room = LONGEST_PASTE.saturating_sub(query.chars().count());
            query.extend(text.chars().filter(|letter| !letter.is_control()).take(room));
            Vec::new()
        }
        Some(Overlay::Filter { .. } | Overlay::Search { .. } | Overlay::Accept(_)) => typed(model, text),
        // A name that protects from mistakes must be typed, not pasted.
        Some(_) => Vec::new(),
        None => match fix_keys::paste(model, text) {
            Some(effects) => effects,
            None => outside(model, text),
        },
    }
}

/// Takes a paste where no text is open: it runs nothing. One that begins with the key of a line opens that line.
fn outside(model: &mut Model, text: &str) -> Vec<Effect> {
    let first = text.chars().next().map(Key::char);
    let action = first.and_then(|key| model.keys.action(None, key, model.place.kind()));
    if !matches!(action, Some(KeyAction::Filter | KeyAction::Search | KeyAction::Palette))
        || model.prefix.is_some()
    {
        model.prefix = None;
        model.say("that looked like pasted text, which is ignored here");
        return Vec::new();
    }
    let mut effects = action.map_or_else(Vec::new, |action| act(model, action));
    let rest: String = text.chars().skip(1).collect();
    if model.overlay.is_some() {
        effects.extend(paste(model, &rest));
    }
    effects
}

/// Inserts pasted text into the open line as if it were typed, on one line.
fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    let letters = text.chars().filter(|letter| !letter.is_control()).take(LONGEST_PASTE);
    let mut effects = Vec::new();
    for letter in letters {
        let Some(overlay) = model.overlay.take() else { break };
        effects.extend(crate::app::overlay::overlay_keys::press(model, overlay, Key::char(letter)));
    }
    effects
}

/// Selects what was clicked: a tab, a hint, or a row; a click on the selected row opens it.
fn click(model: &mut Model, column: u16, row: u16) -> Vec<Effect> {
    let (width, height) = model.size;
    if model.overlay.is_some() {
        return Vec::new();
    }
    if row == 1 {
        let tab = tabs::line(model, width).into_iter().find(|tab| tab.columns.contains(&column));
        return tab.map_or_else(Vec::new, |tab| act(model, KeyAction::Tab(tab.digit)));
    }
    if model.settings.hints && row.saturating_add(2) == height {
        let hint = hints::line(model, width).into_iter().find(|hint| hint.columns.contains(&column));
        return hint.map_or_else(Vec::new, |hint| act(model, hint.action));
    }
    if row.saturating_add(1) == model.geometry.top {
        let mut heads = model.geometry.heads.iter().flatten();
        if let Some(order) = heads.find(|head| (head.from..head.to).contains(&column)).map(|head| head.order)
        {
            crate::app::screen::sort::by(model, order);
        }
        return Vec::new();
    }
    if grid::is_transposed(model) {
        return Vec::new();
    }
    let each = suggestions::height(model);
    let at = row.checked_sub(model.geometry.top).map(usize::from);
    let Some(at) = at.filter(|at| *at < model.geometry.rows * each) else { return Vec::new() };
    let (before, wanted) = (model.cursor(model.pane).row, model.cursor(model.pane).top + at / each);
    if before == wanted && model.place != Place::Fix {
        return act(model, KeyAction::Open);
    }
    navigate::to(model, wanted);
    Vec::new()
}
