//! Every key, by what it is for: first those of this screen. Then what the marks of this screen stand for. Typing
//! searches both.

use crate::app::input::keymap::{KeyBinding, KeyContext};
use crate::app::model::Model;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::{dialog, prompt};
use crate::view::parts::legend;
use crate::view::parts::{Canvas, Position, text};
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

/// The width from which there are two columns, and the one that they need at most.
const WIDE: u16 = 104;
const WIDEST: u16 = 136;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, query: &str, row: usize, area: Rect) {
    let is_wide = area.width >= WIDE;
    let width = if is_wide { area.width.min(WIDEST) } else { 72 };
    let inner = dialog(canvas, area, "Keys and marks · type to search · esc", width, area.height);
    prompt(canvas, inner, query);
    let list = below(inner, 2);
    let columns = if is_wide { 2 } else { 1 };
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
    let mut lines = Vec::new();
    let mut add = |title: &'static str, rows: Vec<Line<'static>>| {
        if rows.is_empty() {
            return;
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(canvas.span(title, Role::Title)));
        lines.extend(rows);
    };
    for group in Group::ALL {
        let own = model.keys.iter().filter(|one| !one.keys.is_empty());
        let own = own.filter(|one| is_wanted(&wanted, &one.keys, one.help));
        let own = own.filter(|one| Group::of(one, model) == group);
        add(group.title(), own.map(|one| line(canvas, one, group, width)).collect());
        if group == Group::Here {
            add("Marks on this screen", marks(canvas, model, &wanted, width));
        }
    }
    lines
}

fn marks(canvas: &Canvas<'_, '_>, model: &Model, wanted: &str, width: usize) -> Vec<Line<'static>> {
    let ascii = canvas.glyphs.ascii;
    let all = legend::of(model.place.kind());
    let all = all.filter(|entry| is_wanted(wanted, entry.shown(ascii), entry.words));
    all.map(|entry| row(canvas, entry.shown(ascii), entry.words, width)).collect()
}

/// Whether what is typed is in a row.
fn is_wanted(typed: &str, left: &str, words: &str) -> bool {
    typed.is_empty() || words.to_lowercase().contains(typed) || left.to_lowercase().contains(typed)
}

/// Returns a key or a mark, and what it stands for.
fn row(canvas: &Canvas<'_, '_>, left: &str, words: &str, width: usize) -> Line<'static> {
    let words = text::cut(words, width.saturating_sub(LEFT + 2), canvas.glyphs.ellipsis);
    Line::from(vec![canvas.span(format!(" {left:<LEFT$} "), Role::Key), canvas.span(words, Role::Text)])
}

/// The width of the keys.
const LEFT: usize = 17;

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
    row(canvas, &keys, &help, width)
}
