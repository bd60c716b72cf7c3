//! Who can do what in a namespace or anywhere, directly or by escalation, and what a leaked token would grant.

use super::access_anywhere;
use super::access_parts::{limits, rights_of};
use crate::app::map::access_table::{AccessMark, AccessTable, SubjectRow};
use crate::app::model::{Geometry, Model};
use crate::app::rows::cursor::Cursor;
use crate::checks::prelude::plural;
use crate::engine::access::{Capability, Who};
use crate::view::parts::canvas::below;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::parts::{Canvas, Grid};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The width of a capability's column.
const CELL: u16 = 9;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, namespace: &str, area: Rect) -> Geometry {
    let wide = area.width >= 100;
    let known = model.grids.access.as_ref().filter(|access| access.namespace == namespace);
    let Some(access) = known else {
        let place = if namespace.is_empty() { "all namespaces" } else { namespace };
        let inner = boxed(canvas, area, &format!("Access · {place}"), true, wide);
        canvas.paragraph(inner, "Checking who may do what …", Role::Muted);
        return model.geometry;
    };
    let (left, right) =
        if wide { split(area, (area.width / 3).min(56)) } else { stack(area, (area.height / 2).min(9)) };
    if model.zoomed {
        cell(canvas, model, access, area, true);
        return Geometry { rows: usize::from(area.height), top: area.y, ..Geometry::default() };
    }
    let has_token = wide && !access.blast.is_empty();
    let (list, blast) = if has_token { stack(left, 10) } else { (left, Rect { height: 0, ..left }) };
    let place = match namespace {
        "" => format!("in all {} namespaces", access.access.namespaces().count()),
        one => format!("in {one}"),
    };
    let title = format!("Access · who can do what {place} · {} subjects", access.rows.len());
    let inner = boxed(canvas, list, &title, true, wide);
    let geometry = table(canvas, model, access, inner);
    if blast.height > 2 {
        let title = format!("Token of {namespace}/default, the account of every Function here");
        let inner = boxed(canvas, blast, &title, false, wide);
        radius(canvas, access, inner);
    }
    cell(canvas, model, access, right, false);
    geometry
}

/// Paints the details of the selected cell.
fn cell(canvas: &mut Canvas<'_, '_>, model: &Model, access: &AccessTable, area: Rect, focused: bool) {
    let wide = canvas.area().width >= 100;
    let row = access.rows.get(model.cursor(0).row);
    let capability = Capability::ALL.get(model.grids.access_column).copied();
    if let (Some(row), Some(capability)) = (row, capability) {
        let title = format!("{} · {}", capability.words(), row.subject.shown());
        let inner = boxed(canvas, area, &title, focused, wide);
        if access.namespace.is_empty() {
            access_anywhere::draw(canvas, model, access, row, capability, inner);
        } else {
            path(canvas, access, row, capability, inner);
        }
    } else {
        let inner = boxed(canvas, area, "Access", focused, wide);
        canvas.paragraph(inner, "No subject that was read may do any of this.", Role::Muted);
    }
}

fn table(canvas: &mut Canvas<'_, '_>, model: &Model, access: &AccessTable, area: Rect) -> Geometry {
    let (area, legend) = stack(area, u16::from(area.height > 6));
    let over = model.settings.transposed;
    let subject = |at: usize| access.rows.get(at).map(|row| row.subject.shown()).unwrap_or_default();
    let to = |at: usize| Capability::ALL.get(at).copied();
    let (rows, row) = (access.rows.len(), model.cursor(0));
    let room = usize::from(area.width).saturating_sub(2);
    let fit = (room.saturating_sub(20) / usize::from(CELL)).clamp(1, Capability::ALL.len());
    let names = room.saturating_sub(fit * usize::from(CELL)).clamp(8, 40);
    let words = Capability::ALL.iter().map(|capability| capability.words().len()).max().unwrap_or(0);
    let grid = Grid {
        corner: if over { "CAN" } else { "SUBJECT" },
        widest: if over { words.min(room * 2 / 5) } else { names },
        cell: CELL,
        rows: if over { Capability::ALL.len() } else { rows },
        columns: if over { rows } else { Capability::ALL.len() },
        column: if over { row.row } else { model.grids.access_column },
        row: if over { Cursor { row: model.grids.access_column, ..Cursor::default() } } else { row },
        row_name: &|at| {
            let words = || to(at).map_or("", Capability::words).to_owned();
            (if over { words() } else { subject(at) }, Role::Text)
        },
        column_name: &|at| {
            if over { last(&subject(at)) } else { to(at).map_or("", Capability::short).to_owned() }
        },
        paint: &|canvas, row, column| {
            let (row, column) = if over { (column, row) } else { (row, column) };
            let row = access.rows.get(row);
            let mark = row.and_then(|row| row.marks.get(column)).copied().unwrap_or(AccessMark::No);
            if access.namespace.is_empty() {
                let count = row.and_then(|row| row.counts.get(column)).copied().unwrap_or(0);
                return vec![Span::raw(" "), access_anywhere::sign(canvas, mark, count, access.is_blind)];
            }
            vec![Span::raw(" "), sign(canvas, mark)]
        },
    };
    let geometry = grid.draw(canvas, model.overlay.is_none(), area);
    let words = if access.namespace.is_empty() { access_anywhere::LEGEND } else { LEGEND };
    canvas.words(legend, words, Role::Muted);
    geometry
}

/// Returns the shortest text that distinguishes a subject: the name without its kind and namespace.
fn last(name: &str) -> String {
    name.rsplit([' ', '/', ':']).next().unwrap_or(name).to_owned()
}

const LEGEND: &str = "cluster, here: granted  detour: via escalation  some: by name  ? not read";

fn sign(canvas: &Canvas<'_, '_>, mark: AccessMark) -> Span<'static> {
    let (word, role) = match mark {
        AccessMark::Cluster => ("cluster", Role::SevHigh),
        AccessMark::Here => ("here", Role::SevMedium),
        AccessMark::Indirect => ("detour", Role::SevLow),
        AccessMark::Some => ("some", Role::Muted),
        AccessMark::Unknown => ("?", Role::Unknown),
        AccessMark::No => (canvas.glyphs.dot, Role::Muted),
    };
    canvas.span(format!("{word:<8}"), role)
}

/// Paints how the selected subject gets the selected capability.
fn path(canvas: &mut Canvas<'_, '_>, access: &AccessTable, row: &SubjectRow, to: Capability, area: Rect) {
    let who = Who::of(&row.subject);
    let ways = access.access.ways(&who, to, &access.namespace);
    let mut rest = area;
    let direct = ways.iter().filter(|(way, _)| way.is_direct()).count();
    let mut said = "";
    // A subject with the permission itself needs no escalation: its escalation paths are counted, not
    // listed.
    for (way, rights) in ways.iter().filter(|(way, _)| way.is_direct() || direct == 0) {
        let head = if way.is_direct() { "granted directly" } else { way.how };
        if said == head {
            rest = rights_of(canvas, rights, rest);
            continue;
        }
        said = head;
        rest = canvas.paragraph(rest, head, if way.is_direct() { Role::Title } else { Role::Text });
        rest = rights_of(canvas, rights, rest);
    }
    let detours = ways.len() - direct;
    if direct > 0 && detours > 0 {
        rest =
            canvas.paragraph(rest, &format!("and via {detours} escalation{}", plural(detours)), Role::Muted);
    }
    if ways.is_empty() {
        rest = canvas.paragraph(rest, "No grant that was read allows it.", Role::Muted);
    }
    limits(canvas, access, row, rest);
}

/// Paints what code in a Function could do with the token of its ServiceAccount.
fn radius(canvas: &mut Canvas<'_, '_>, access: &AccessTable, area: Rect) {
    let total = access.access.namespaces().count();
    let mut rest = area;
    for one in &access.blast {
        let percent = (one.namespaces * 100).checked_div(total).unwrap_or(0);
        let words = format!("{:<42}", one.to.words());
        let (count, role) = match one.here {
            AccessMark::Unknown if one.namespaces == 0 => ("?".to_owned(), Role::Unknown),
            _ => (format!("{}/{total} namespaces", one.namespaces), Role::Text),
        };
        let bar = canvas.glyphs.bar(percent, 12);
        let line = vec![
            canvas.span(words, Role::Text),
            canvas.span(format!("{bar} "), Role::Accent),
            canvas.span(count, role),
        ];
        canvas.line(rest, Line::from(line));
        rest = below(rest, 1);
    }
}
