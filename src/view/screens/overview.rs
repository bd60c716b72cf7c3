//! Where the risk is highest, why, and what helps most: namespaces, posture, the worst one's findings,
//! first fixes.

use super::{findings, namespaces, overview_first as first, overview_paths};
use crate::app::KeyAction;
use crate::app::fix::suggestions::PANE;
use crate::app::model::{Geometry, Model};
use crate::app::screen::place::ScreenKind;
use crate::app::state::page::Posture;
use crate::checks::Severity;
use crate::model::{Feed, Kind};
use crate::view::parts::canvas::below;
use crate::view::parts::layout;
use crate::view::parts::layout::{split, stack};
use crate::view::parts::{Canvas, Column, finding, spark, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The width of the longest titles of findings, with a word before them.
const TITLES: u16 = 52;
/// Where there is room, what follows a finding is next to it.
const COLUMNS: [Column; 4] = [
    Column::left("SEV", 4),
    Column::left("FINDING", 0).wide(116, TITLES),
    Column::left("OBJECT", 21).from(60).wide(96, 36).wide(116, 0).middle(),
    Column::right("FIX", 3).from(70),
];

/// Over a network, the columns of the list while it follows another one: with each key, all of it is sent.
const FOLLOWING: [Column; 2] = [Column::left("SEV", 4), Column::left("FINDING", 0)];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    if model.zoomed {
        return alone(canvas, model, area);
    }
    if area.width < 100 {
        return narrow(canvas, model, area);
    }
    let lists = (area.height * 2 / 5).max(7);
    // Over a network, the list with the focus takes the width: terminals move whole rows only, and each row of a list that
    // scrolls beside something else is sent again.
    let is_alone = canvas.remote && model.pane > 0;
    let (area, whole) = stack(area, if is_alone { lists } else { 0 });
    let (left, right) = split(area, 38.max(area.width / 4));
    let below = if is_alone { 0 } else { lists };
    let (top, bottom) = stack(left, below);
    let (top, chains) = stack(top, overview_paths::height(model, top));
    let inner = canvas.panel(top, &namespaces::title(model), model.pane == 0);
    let (list, legend) = stack(inner, u16::from(inner.height > 9));
    let geometry = namespaces::table(canvas, model, list);
    canvas.words(legend, namespaces::LEGEND, Role::Muted);
    overview_paths::draw(canvas, model, chains);
    if is_alone {
        let inner = canvas.panel(right, "Posture", false);
        posture(canvas, model, inner);
        return alone(canvas, model, whole);
    }
    let second = why(canvas, model, bottom, true);
    let (top, bottom) = stack(right, below);
    let inner = canvas.panel(top, "Posture", false);
    posture(canvas, model, inner);
    let inner = canvas.panel(bottom, &first::title(model), model.pane == PANE);
    let third = first::beside(canvas, model, inner);
    match model.pane {
        0 => geometry,
        PANE => third,
        _ => second,
    }
}

/// Paints the focused pane on the whole screen.
fn alone(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    match model.pane {
        0 => namespaces::draw(canvas, model, area),
        PANE => {
            let inner = layout::boxed(canvas, area, &first::title(model), true, area.width >= 100);
            first::table(canvas, model, inner)
        }
        _ => why(canvas, model, area, area.width >= 100),
    }
}

fn narrow(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let counts = model.report.counts();
    let change = model.trending.whole(&model.report, 0).change.filter(|_| area.width >= 72);
    let title = format!(
        "{} · C {}  H {}  M {}  L {}{}",
        model.order(ScreenKind::Namespaces).words(),
        counts.of(Severity::Critical),
        counts.of(Severity::High),
        counts.of(Severity::Medium),
        counts.of(Severity::Low),
        change.map_or_else(String::new, |change| format!(" · {}", change.words()))
    );
    if area.height < 14 && model.pane > 0 {
        return alone(canvas, model, area);
    }
    let (top, bottom) = stack(area, if area.height < 14 { 0 } else { 8 });
    let inner = canvas.rule(top, &title, model.pane == 0);
    let geometry = namespaces::table(canvas, model, inner);
    if model.pane == PANE {
        return alone(canvas, model, bottom);
    }
    let second = why(canvas, model, bottom, false);
    if model.pane == 0 { geometry } else { second }
}

/// Paints the findings of the selected namespace.
fn why(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect, wide: bool) -> Geometry {
    let row = model.lists.namespaces.get(model.cursor(0).row);
    let (name, score) = row.map_or(("", None), |row| (row.name.as_str(), row.score));
    let score = score.map_or_else(String::new, |score| format!(" · why score {score}"));
    let inner = layout::boxed(canvas, area, &format!("{name}{score}"), model.pane == 1, wide);
    let all = &model.page.findings;
    if all.is_empty() && !name.is_empty() {
        let words = match row.and_then(|row| row.blind.as_ref()) {
            Some(why) => format!("Not read: {why}"),
            None if row.is_some_and(|row| row.counts.unknown > 0) => format!(
                "No findings in what could be read; {} verdicts are unknown ({}).",
                row.map_or(0, |row| row.counts.unknown),
                model.keys.key(KeyAction::Coverage)
            ),
            None => "Every check passed.".to_owned(),
        };
        canvas.paragraph(inner, &words, Role::Muted);
    }
    if canvas.remote && model.pane == 0 {
        return following(canvas, model, inner);
    }
    findings::table(canvas, model, inner, all, 1, &COLUMNS)
}

/// Paints the worst findings of the selected namespace, over a network: with each key, all of them are sent.
fn following(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    /// How many rows are painted.
    const MOST: u16 = 4;
    let all = &model.page.findings;
    let (list, rest) = stack(area, area.height.saturating_sub(MOST + 1));
    let shown = list.height.saturating_sub(1);
    let left = all.len().saturating_sub(usize::from(shown));
    let geometry = findings::table(canvas, model, list, all, 1, &FOLLOWING);
    if left > 0 {
        let key = model.keys.key(KeyAction::NextPane);
        canvas.words(rest, format!("  {left} more · {key} shows them"), Role::Muted);
    }
    geometry
}

fn posture(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    let counts = model.report.counts();
    let whole = model.page.posture.score;
    let mut rest = canvas.lines(
        area,
        [Line::from(finding::score(
            canvas,
            whole,
            counts.unknown > 0,
            usize::from(area.width).saturating_sub(6),
        ))],
    );
    rest = trend(canvas, model, rest);
    rest = canvas.lines(rest, [Line::default()]);
    let most = Severity::ALL.into_iter().map(|severity| counts.of(severity)).max().unwrap_or(0).max(1);
    let room = usize::from(area.width).saturating_sub(12);
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        let count = counts.of(severity);
        let bar = canvas.glyphs.full.repeat((count * room).div_ceil(most));
        // Zero findings are not zero while a verdict is unknown.
        let number = if count == 0 && (counts.unknown > 0 || whole.is_none()) {
            canvas.span(format!("{:>6} ", "?"), Role::Unknown)
        } else {
            canvas.span(format!("{count:>6} "), Role::Text)
        };
        let spans = vec![finding::word(canvas, severity), number, canvas.span(bar, finding::role(severity))];
        rest = canvas.lines(rest, [Line::from(spans)]);
    }
    rest = canvas.lines(rest, [Line::default()]);
    let platform = model.snapshot.platform();
    let version = platform.version.map(|version| format!(" {version}")).unwrap_or_default();
    rest = fact(canvas, rest, "Serverless ", &format!("{}{version}", platform.era));
    let Posture { routes: exposed, open_routes: open, .. } = model.page.posture;
    rest = fact(canvas, rest, "Exposed    ", &exposed_words(model, exposed, open));
    rest = canvas.lines(rest, [Line::default()]);
    let coverage = model.coverage();
    let role = if coverage.unknown > 0 { Role::Unknown } else { Role::Muted };
    let words = format!("Unknown    {} of {} verdicts", coverage.unknown, coverage.known + coverage.unknown);
    rest = canvas.paragraph(rest, &words, role);
    let shown = || coverage.missing.iter().take(4);
    let widest = shown().map(|(kind, _)| kind.info().plural.len()).max().unwrap_or(0);
    for (kind, (count, why)) in shown() {
        let feeds = model.snapshot.feeds();
        let seen = feeds.iter().any(|(other, _, feed)| other == *kind && feed.known());
        let short = match (feeds.forbids(*kind), seen) {
            (true, true) => "partly",
            (true, false) => "403",
            (false, _) => why.as_str(),
        };
        let head = format!("  {:<widest$} {count:>4} ", kind.info().plural);
        if text::width(&head) + text::width(short) <= usize::from(rest.width) {
            rest = canvas.lines(rest, [Line::from(canvas.span(format!("{head}{short}"), Role::Unknown))]);
            continue;
        }
        rest = canvas.lines(rest, [Line::from(canvas.span(&head, Role::Unknown))]);
        let room = Rect { height: rest.height.min(3), ..rest };
        let left = canvas.indented(room, 4, short, Role::Unknown);
        rest = below(rest, room.height - left.height);
    }
}

/// Returns the number of routes, with a sign for more where not all could be read.
fn exposed_words(model: &Model, exposed: usize, open: usize) -> String {
    let feed = model.snapshot.feeds().everywhere(Kind::APIRule);
    let seen = (feed.known() || feed == &Feed::NotServed)
        && !model.snapshot.broken().iter().any(|(kind, _)| *kind == Kind::APIRule);
    match (seen, exposed) {
        (true, _) => format!("{exposed} routes, {open} open"),
        (false, 0) => "? routes".to_owned(),
        (false, _) => format!("{exposed}+ routes, {open}+ open"),
    }
}

/// Paints the trend of the score, below its bar.
fn trend(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Rect {
    const INDENT: &str = "    ";
    let course = model.trending.whole(&model.report, 8);
    let told = spark::course_spans(canvas, &course);
    if told.is_empty() {
        return area;
    }
    let line: Line<'static> = [Span::raw(INDENT)].into_iter().chain(told).collect();
    canvas.lines(area, [line])
}

/// Paints a value beside its label, on as many lines as it takes.
fn fact(canvas: &mut Canvas<'_, '_>, area: Rect, label: &str, value: &str) -> Rect {
    canvas.words(area, label, Role::Muted);
    canvas.indented(area, text::cells(text::width(label)), value, Role::Text)
}
