//! Namespaces, riskiest first: their content, what they enforce, and their worst findings.

use crate::app::KeyAction;
use crate::app::model::{Geometry, Model};
use crate::app::rows::lists;
use crate::app::screen::place::ScreenKind;
use crate::app::state::connection::Fresh;
use crate::app::state::rows::NamespaceRow;
use crate::checks::Severity;
use crate::checks::prelude::plural;
use crate::verdicts::report::Worst;
use crate::view::parts::canvas::below;
use crate::view::parts::layout;
use crate::view::parts::layout::boxed;
use crate::view::parts::list;
use crate::view::parts::table::Cell;
use crate::view::parts::{Canvas, Column, finding, spark, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// From this width of the table on, there is room for the worst findings.
const BROAD: u16 = 130;
/// The width of the names there.
const LEAST_NAME: u16 = 12;
const WIDEST_NAME: u16 = 30;
/// The trend is last, since it is left out where there is nothing to compare with.
const WIDE: [Column; 11] = [
    Column::left("NAMESPACE", 0),
    Column::right("FN", 4),
    Column::left("PSS", 10),
    Column::left("T R L N P G A X", 15),
    Column::right("C", 3),
    Column::right("H", 3),
    Column::right("M", 3),
    Column::right("L", 3),
    Column::left("SCORE", 14),
    Column::left("WORST", 0).from(BROAD).whole(),
    Column::left("TREND", 11).from(100),
];

const NARROW: [Column; 9] = [
    Column::left("NAMESPACE", 0),
    Column::right("FN", 4),
    Column::left("PSS", 10).from(66),
    Column::left("TRLNPGAX", 8),
    Column::right("C", 3),
    Column::right("H", 3),
    Column::right("M", 3).from(50),
    Column::right("L", 3).from(50),
    Column::left("SCORE", 9),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let inner = boxed(canvas, area, &title(model), true, area.width >= 100);
    let (list, legend) = layout::stack(inner, u16::from(inner.height > 8));
    let geometry = table(canvas, model, list);
    canvas.words(legend, LEGEND, Role::Muted);
    geometry
}

pub const LEGEND: &str = "T token R runtime L leak N net P pod G registry A access X exposed ? unread";

pub fn title(model: &Model) -> String {
    let sorted = model.order(ScreenKind::Namespaces).words();
    let functions: usize = model.lists.namespaces.iter().map(|row| row.functions).sum();
    let filter = model.filter(ScreenKind::Namespaces);
    let matching =
        if filter.text.is_empty() { String::new() } else { format!(" · match \"{}\"", filter.text) };
    let functions = format!("{functions} Function{}", plural(functions));
    format!("Namespaces {} · {functions} · {sorted}{matching}", model.lists.namespaces.len())
}

/// Paints the table alone, as the Overview shows it too.
pub fn table(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let columns: &[Column] = match area.width {
        ..76 => &NARROW,
        // On the first connection to a cluster there is nothing to compare with.
        _ if model.trending.is_known() => &WIDE,
        _ => WIDE.split_last().map_or(&WIDE[..], |(_, columns)| columns),
    };
    let all = &model.lists.namespaces;
    let mut columns = columns.to_vec();
    // Beside the worst findings, names take what the longest one needs.
    if let Some(names) = columns.first_mut().filter(|_| area.width >= BROAD) {
        let longest = all.iter().map(|row| text::width(&row.name)).max().unwrap_or(0);
        names.width = text::cells(longest).clamp(LEAST_NAME, WIDEST_NAME);
    }
    let geometry = list::draw(canvas, model, 0, area, &columns, all.len(), |canvas, row| {
        let Some(one) = all.get(row) else { return Vec::new() };
        let mut cells = cells(canvas, one, area.width >= 76);
        cells.push(worst(canvas, one));
        cells.push(spark::short(canvas, &model.trending.space(&model.report, &one.name, 6)));
        cells
    });
    if all.is_empty() {
        let words = match &model.session.fresh {
            Fresh::Live | Fresh::Stale(_) => {
                format!(
                    "No namespace matches or can be read. Esc clears the filter, {} shows what is denied.",
                    model.keys.key(KeyAction::Coverage)
                )
            }
            Fresh::Connecting => "Connecting …".to_owned(),
            Fresh::Offline(why) | Fresh::Login(why) => {
                let key = |action| model.keys.key(action);
                format!(
                    "{why} Press {} to retry, {} to switch context.",
                    key(KeyAction::Relist),
                    key(KeyAction::GoContext)
                )
            }
        };
        canvas.paragraph(below(area, 1), &words, Role::Muted);
    }
    geometry
}

/// Returns the titles of the worst findings.
fn worst(canvas: &Canvas<'_, '_>, row: &NamespaceRow) -> Cell {
    let mut cell = Cell::new();
    for (severity, title) in row.worst.iter().flatten().filter(|(severity, _)| *severity <= Severity::Medium)
    {
        if !cell.is_empty() {
            cell.push(canvas.span(" · ", Role::Muted));
        }
        cell.push(canvas.span(*title, finding::role(*severity)));
    }
    cell
}

fn cells(canvas: &Canvas<'_, '_>, row: &NamespaceRow, wide: bool) -> Vec<Cell> {
    if row.blind.is_some() {
        let mut cells: Vec<Cell> =
            vec![vec![canvas.span(&row.name, Role::Muted)], vec![canvas.span("?", Role::Unknown)]];
        cells.push(vec![canvas.span(&row.level, Role::Muted)]);
        cells.push(vec![canvas.span(if wide { "? ? ? ? ? ? ? ?" } else { "????????" }, Role::Unknown)]);
        cells.extend((0..4).map(|_| vec![canvas.span("?", Role::Unknown)]));
        cells.push(vec![canvas.span("-- 403", Role::Unknown)]);
        return cells;
    }
    let functions = if row.functions == 0 { canvas.glyphs.dot.to_owned() } else { row.functions.to_string() };
    let mut cells = vec![
        vec![canvas.span(&row.name, Role::Text)],
        vec![canvas.span(functions, Role::Text)],
        vec![canvas.span(&row.level, if row.level == "(none)" { Role::Muted } else { Role::Text })],
        strip(canvas, row, wide),
    ];
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        cells.push(match row.counts.of(severity) {
            0 if row.counts.unknown > 0 => vec![canvas.span("?", Role::Unknown)],
            count => finding::count(canvas, count, severity),
        });
    }
    cells.push(finding::score(canvas, row.score, row.counts.unknown > 0, if wide { 10 } else { 5 }));
    cells
}

fn strip(canvas: &Canvas<'_, '_>, row: &NamespaceRow, wide: bool) -> Cell {
    let mut cell = Vec::new();
    for (at, (_, worst)) in lists::strip(&row.families).enumerate() {
        if wide && at > 0 {
            cell.push(Span::raw(" "));
        }
        cell.push(match worst {
            Worst::Of(severity) => canvas.span(severity.letter().to_string(), finding::role(severity)),
            Worst::Unknown => canvas.span("?", Role::Unknown),
            Worst::Clear => canvas.span(canvas.glyphs.dot, Role::Muted),
        });
    }
    cell
}
