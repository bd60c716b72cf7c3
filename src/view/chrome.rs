//! The frame around every screen: identity at the top, key hints and status at the bottom.

use super::overlays;
use super::parts::Canvas;
use super::parts::canvas::below;
use super::parts::text;
use super::theme::Role;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::input::hints;
use crate::app::model::Model;
use crate::app::screen::tabs::{self, Tab};
use crate::app::state::connection::{Env, Fresh};
use crate::app::tutor;
use crate::model::Progress;
use crate::source::Origin;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Paints the frame and returns the area for the screen.
pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Rect {
    identity(canvas, model, area);
    tab_line(canvas, model, below(area, 1));
    let bottom = if area.height < 12 || !model.settings.hints { 1 } else { 2 };
    let lesson = tutor::strip(model, tutor::Naming::Keys).filter(|_| area.height >= 6);
    let strip = u16::from(lesson.is_some());
    let inner = Rect { y: area.y + 2, height: area.height.saturating_sub(2 + bottom + strip), ..area };
    let foot = Rect { y: area.y + area.height.saturating_sub(bottom), height: bottom, ..area };
    if let Some(words) = lesson {
        canvas.words(
            Rect { y: inner.y + inner.height, height: 1, ..area },
            format!(" {words}"),
            Role::Marked,
        );
    }
    if bottom == 2 {
        hint_line(canvas, model, foot);
    }
    status(canvas, model, below(foot, bottom - 1));
    inner
}

fn identity(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let right = verdicts_and_keys(model, is_wide(area));
    let room = usize::from(area.width).saturating_sub(text::width(&right));
    let named = who_and_where(canvas, model, is_wide(area), true);
    // How fresh the data is never gives way to a name.
    let fits = named.iter().map(Span::width).sum::<usize>() <= room;
    let left = if fits { named } else { who_and_where(canvas, model, is_wide(area), false) };
    let room = text::cells(room);
    canvas.line(Rect { width: room, ..area }, Line::from(left));
    let role = if model.coverage().unknown > 0 { Role::Unknown } else { Role::Muted };
    canvas.words(Rect { x: area.x + room, width: area.width - room, ..area }, right, role);
}

const fn is_wide(area: Rect) -> bool {
    area.width >= 100
}

/// Returns the cluster, the namespaces, the user where there is room for a name, and how fresh the data is.
fn who_and_where(canvas: &Canvas<'_, '_>, model: &Model, wide: bool, with_user: bool) -> Vec<Span<'static>> {
    let session = &model.session;
    let mut left =
        vec![canvas.span("fnsec ", Role::Title), canvas.span(&session.context, Role::Accent), Span::raw(" ")];
    let chip = match session.origin {
        Origin::Demo => "[DEMO]",
        Origin::Manifests => "[FILES]",
        Origin::Recording => "[RECORDING]",
        Origin::Cluster => session.env.chip(),
    };
    if !chip.is_empty() {
        left.push(canvas.span(chip, env_role(session.env)));
        left.push(Span::raw(" "));
    }
    // What must never be cut off comes first where space is short.
    if !wide {
        left.push(freshness(canvas, model));
    }
    left.push(canvas.span(namespaces(model, wide), Role::Muted));
    if with_user && wide && !session.user.is_empty() {
        let name = text::cut_middle(&session.user, 24, canvas.glyphs.ellipsis);
        left.push(canvas.span(format!(" {name} "), Role::Muted));
    }
    if let Some(user) = &session.impersonating {
        left.push(canvas.span(format!(" AS {user} "), Role::Marked));
    }
    let mode = if session.mode() == "write" { Role::Muted } else { Role::Warning };
    left.push(canvas.span(format!(" {} ", session.mode_left(model.now)), mode));
    if let Some(counts) = model.since.as_ref().and_then(|since| since.counts).filter(|_| wide) {
        left.push(canvas.span(format!(" {} ", counts.words()), Role::Muted));
    }
    if wide {
        left.push(freshness(canvas, model));
    }
    left
}

fn freshness(canvas: &Canvas<'_, '_>, model: &Model) -> Span<'static> {
    let session = &model.session;
    match &model.paused {
        Some(paused) if session.fresh == Fresh::Live => {
            let waiting = if paused.changes == 0 { String::new() } else { format!("+{} ", paused.changes) };
            canvas.span(format!(" PAUSED {waiting}"), Role::Stale)
        }
        _ => {
            let age = session.age(model.now).map_or_else(String::new, |age| format!("{age} "));
            canvas.span(format!(" {} {age}", session.fresh.word()), fresh_role(&session.fresh))
        }
    }
}

fn namespaces(model: &Model, wide: bool) -> String {
    let count = model.lists.namespaces.len();
    match model.session.namespaces.as_slice() {
        [] if wide => format!(" ns: all ({count}) "),
        [] => format!("ns {count} "),
        [one] => format!(" ns: {one} "),
        more => format!(" ns: {} of them ", more.len()),
    }
}

/// Returns how many verdicts are known, and the keys that always work.
fn verdicts_and_keys(model: &Model, wide: bool) -> String {
    let coverage = model.coverage();
    let all = coverage.known + coverage.unknown;
    let key = |action| model.keys.key(action);
    if all == 0 {
        String::new()
    } else if wide {
        format!(
            "verdicts {}% of {all} ({})  {} command  {} help ",
            coverage.percent(),
            key(KeyAction::Coverage),
            key(KeyAction::Palette),
            key(KeyAction::Help)
        )
    } else {
        format!("{}% ({}) {} help ", coverage.percent(), key(KeyAction::Coverage), key(KeyAction::Help))
    }
}

fn env_role(env: Env) -> Role {
    match env {
        Env::Prod => Role::EnvProd,
        Env::Stage => Role::EnvStage,
        Env::Dev | Env::Unnamed => Role::EnvDev,
    }
}

fn fresh_role(fresh: &Fresh) -> Role {
    match fresh {
        Fresh::Live => Role::Fresh,
        Fresh::Connecting | Fresh::Stale(_) => Role::Stale,
        Fresh::Offline(_) | Fresh::Login(_) => Role::Offline,
    }
}

fn tab_line(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let span = |tab: Tab| canvas.span(tab.label, if tab.is_open { Role::Title } else { Role::Muted });
    let spans: Vec<Span<'static>> = tabs::line(model, area.width).into_iter().map(span).collect();
    canvas.line(area, Line::from(spans));
}

fn hint_line(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    if model.prefix.is_some() {
        return canvas.words(area, " the next key chooses; esc or any other cancels", Role::Hint);
    }
    if let Some(overlay) = &model.overlay {
        return canvas.words(area, format!(" {}", overlays::keys(model, overlay)), Role::Hint);
    }
    if let Some(words) = typing(model) {
        return canvas.words(area, words, Role::Hint);
    }
    let mut spans = vec![Span::raw(" ")];
    if !model.marks.is_empty() && model.place != Place::Fix {
        spans.push(canvas.span(format!("{} marked", model.marks.len()), Role::Marked));
        spans.push(Span::raw("  "));
        for (action, words) in [
            (KeyAction::Fix, "fix together"),
            (KeyAction::Accept, "accept"),
            (KeyAction::CopyMarkdown, "copy"),
            (KeyAction::MarkRange, "up to here"),
            (KeyAction::Back, "unmark"),
        ] {
            spans.push(canvas.span(model.keys.key(action), Role::Key));
            spans.push(canvas.span(format!(" {words}  "), Role::Hint));
        }
        return canvas.line(area, Line::from(spans));
    }
    for hint in hints::line(model, area.width) {
        let role = if hint.is_weak { Role::Muted } else { Role::Hint };
        spans.push(canvas.span(hint.key, Role::Key));
        spans.push(canvas.span(format!(" {}  ", hint.words), role));
    }
    canvas.line(area, Line::from(spans));
}

/// Returns the keys that are not typed into an open text, for the footer.
fn typing(model: &Model) -> Option<String> {
    use crate::app::fix::Stage;
    let fixing = model.fix.as_ref().filter(|_| model.place == Place::Fix)?;
    let key = |action| model.keys.key(action);
    Some(match fixing.stage {
        Stage::Choose => {
            let (down, up) = (key(KeyAction::Down), key(KeyAction::Up));
            format!(" {down} {up} move  enter or digit choose  esc back")
        }
        Stage::Answer(_) => " type the answer  ctrl-u clear  enter next  esc back".into(),
        Stage::Editing => " esc done  ctrl-z undo  ctrl-y redo  ctrl-d delete line".into(),
        Stage::Done => {
            let (changes, undo) = (key(KeyAction::Tab('7')), key(KeyAction::Undo));
            format!(" esc back  {undo} undo, as a preview  {changes} changes")
        }
        Stage::Failed(_) => {
            let (again, copy) = (key(KeyAction::Rehearse), key(KeyAction::CopyYaml));
            format!(" {again} read the objects again  {copy} copy the YAML  esc back")
        }
        Stage::Preparing | Stage::Review | Stage::Applying | Stage::Waiting => return None,
    })
}

/// Returns how far the first listing is, with the kind that takes longest.
fn progress(progress: Progress) -> String {
    let Progress { done, all, slowest, objects } = progress;
    format!("listing: {done} of {all} lists complete · {} {objects} …", slowest.info().shown())
}

fn status(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let listing = model.snapshot.feeds().progress().map_or_else(String::new, progress);
    let (words, role) = match &model.session.fresh {
        Fresh::Offline(why) | Fresh::Login(why) => (why.as_str(), Role::Offline),
        Fresh::Stale(why) if model.status.is_empty() => (why.as_str(), Role::Stale),
        Fresh::Connecting | Fresh::Live if model.status.is_empty() => (listing.as_str(), Role::Muted),
        Fresh::Connecting | Fresh::Live | Fresh::Stale(_) => (model.status.as_str(), Role::Text),
    };
    let lost = matches!(model.session.fresh, Fresh::Offline(_) | Fresh::Stale(_)) && role != Role::Text;
    let next = model.session.countdown(model.now).filter(|_| lost);
    let next = next.map_or_else(String::new, |seconds| format!("next try in {seconds} s · "));
    canvas.words(area, format!(" {next}{words}"), role);
}
