//! Every key, by what it is for: first those of this screen. Typing searches them.

use crate::app::input::keymap::{KeyBinding, KeyContext};
use crate::app::model::Model;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::{dialog, prompt};
use crate::view::parts::{Canvas, Position};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// A group of keys, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Here,
    Everywhere,
    Move,
    Go,
    Copy,
    Show,
    Elsewhere,
}

impl Group {
    const ALL: [Self; 7] =
        [Self::Here, Self::Everywhere, Self::Move, Self::Go, Self::Copy, Self::Show, Self::Elsewhere];

    fn title(self) -> &'static str {
        match self {
            Self::Here => "On this screen",
            Self::Everywhere => "Everywhere",
            Self::Move => "Move",
            Self::Go => "Go to",
            Self::Copy => "Copy",
            Self::Show => "Show",
            Self::Elsewhere => "On other screens",
        }
    }

    fn of(binding: &KeyBinding, model: &Model) -> Self {
        use crate::app::KeyAction;
        if !binding.on.applies_to(model.place.kind()) {
            return Self::Elsewhere;
        }
        let moves = matches!(
            binding.action,
            KeyAction::Top
                | KeyAction::Bottom
                | KeyAction::Down
                | KeyAction::Up
                | KeyAction::Left
                | KeyAction::Right
                | KeyAction::HalfDown
                | KeyAction::HalfUp
                | KeyAction::PageDown
                | KeyAction::PageUp
                | KeyAction::NextPane
                | KeyAction::PreviousPane
                | KeyAction::Back
                | KeyAction::JumpBack
        );
        match (binding.keys.split(',').next(), binding.action) {
            _ if moves => Self::Move,
            (_, KeyAction::Tab(_)) | (Some("g"), _) => Self::Go,
            (Some("y"), _) => Self::Copy,
            (Some("t"), _) => Self::Show,
            _ if binding.on == KeyContext::Anywhere => Self::Everywhere,
            _ => Self::Here,
        }
    }
}

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, query: &str, row: usize, area: Rect) {
    let width = if area.width >= 104 { 100 } else { 72 };
    let inner = dialog(canvas, area, "Keys · type to search · esc", width, area.height);
    prompt(canvas, inner, query);
    let list = below(inner, 2);
    let columns = if width == 100 { 2 } else { 1 };
    let column = list.width / columns;
    let lines = lines(canvas, model, query, usize::from(column).saturating_sub(2));
    let height = usize::from(list.height).max(1);
    let shown = height * usize::from(columns);
    let top = row.min(lines.len().saturating_sub(shown));
    canvas.mark_position(Position { rows: list, top, shown, len: lines.len(), selected: None });
    for (at, part) in (0..columns).zip(lines.get(top..).unwrap_or_default().chunks(height)) {
        let place = Rect { x: list.x + at * column, width: column, ..list };
        canvas.lines(place, part.iter().cloned());
    }
}

fn lines(canvas: &Canvas<'_, '_>, model: &Model, query: &str, width: usize) -> Vec<Line<'static>> {
    let wanted = query.to_lowercase();
    let fits = |binding: &&KeyBinding| {
        wanted.is_empty()
            || binding.help.to_lowercase().contains(&wanted)
            || binding.keys.to_lowercase().contains(&wanted)
    };
    let mut lines = Vec::new();
    for group in Group::ALL {
        let own: Vec<&KeyBinding> = model
            .keys
            .iter()
            .filter(|one| !one.keys.is_empty())
            .filter(fits)
            .filter(|key| Group::of(key, model) == group)
            .collect();
        if own.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(canvas.span(group.title(), Role::Title)));
        lines.extend(own.into_iter().map(|binding| line(canvas, binding, group, width)));
    }
    if wanted.is_empty() {
        lines.push(Line::default());
        lines.push(Line::from(canvas.span("Letters", Role::Title)));
        lines.extend(LETTERS.iter().map(|(letter, words)| {
            Line::from(vec![
                canvas.span(format!(" {letter:<17} "), Role::Key),
                canvas.span(*words, Role::Text),
            ])
        }));
    }
    lines
}

/// What the letters of strips and counts stand for.
const LETTERS: [(&str, &str); 10] = [
    ("C H M L I", "critical, high, medium, low, info"),
    ("T", "tokens"),
    ("R", "runtimes"),
    ("L", "leakage"),
    ("N", "reach: connections and events"),
    ("P", "Pod Security"),
    ("G", "registry"),
    ("A", "access"),
    ("X", "exposure"),
    ("?", "unknown: could not be read"),
];

fn line(canvas: &Canvas<'_, '_>, binding: &KeyBinding, group: Group, width: usize) -> Line<'static> {
    let keys = binding.each().map(|keys| keys.replace(',', " ")).collect::<Vec<_>>().join(" or ");
    let place = match binding.on {
        _ if group != Group::Elsewhere => "",
        KeyContext::Map => " (map)",
        KeyContext::Anywhere | KeyContext::Lists => "",
        KeyContext::Rows => " (lists)",
        KeyContext::Texts => " (texts)",
        KeyContext::Findings => " (findings)",
        KeyContext::Fix => " (fix)",
        KeyContext::Changes => " (Changes)",
    };
    let help = format!("{}{place}", binding.help);
    let help = crate::view::parts::text::cut(&help, width.saturating_sub(19), canvas.glyphs.ellipsis);
    Line::from(vec![canvas.span(format!(" {keys:<17} "), Role::Key), canvas.span(help, Role::Text)])
}
