//! Who can open a connection to whom: a heat map of namespaces, and why for the selected cell.

use crate::app::map::reach_map::ReachMap;
use crate::app::map::what_if;
use crate::app::model::{Geometry, Model};
use crate::app::rows::cursor::Cursor;
use crate::engine::events::EventWay;
use crate::engine::mesh::{PairMatrix, Treatment};
use crate::engine::network::{Cell, ConnectionPair, Openness, Outlet, OutletAnswer, Reachability};
use crate::model::Kind;
use crate::view::parts::canvas::below;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::parts::{Canvas, Grid, route, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The width of a cell of the map.
const CELL: u16 = 5;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let wide = area.width >= 100;
    let (left, right) =
        if wide { split(area, (area.width / 3).min(48)) } else { stack(area, (area.height / 2).min(9)) };
    let Some(reach) = what_if::shown(model) else {
        let inner = boxed(canvas, area, "Reach", true, wide);
        canvas.paragraph(inner, "Checking which pods can connect …", Role::Muted);
        return model.geometry;
    };
    if model.zoomed {
        let inner = boxed(canvas, area, &cell_title(model, reach), true, wide);
        why(canvas, model, reach, inner);
        return Geometry { rows: usize::from(area.height), top: area.y, ..Geometry::default() };
    }
    let inner = boxed(canvas, left, &title(model, reach), true, wide);
    let geometry = map(canvas, model, reach, inner);
    let inner = boxed(canvas, right, &cell_title(model, reach), false, wide);
    why(canvas, model, reach, inner);
    geometry
}

/// Returns the title: how open the map is, and with a what-if change, which one and how many pairs it
/// changes.
fn title(model: &Model, reach: &ReachMap) -> String {
    let (open, all) = reach.open;
    match model.grids.what_if.as_ref().map(|what_if| (&what_if.plan.title, &what_if.then)) {
        Some((title, None)) => format!("WHAT IF: {title} · computing …"),
        Some((title, Some(then))) => format!("WHAT IF ({} pairs change): {title}", then.changed),
        None => format!("Reach · who can connect to whom · {open} of {all} pairs fully open"),
    }
}

fn cell_title(model: &Model, reach: &ReachMap) -> String {
    let from = reach.name(model.cursor(0).row).unwrap_or_default();
    let to = reach.matrix.names.get(model.grids.reach_column).map_or("", |name| name);
    format!("{from} → {to}")
}

fn map(canvas: &mut Canvas<'_, '_>, model: &Model, reach: &ReachMap, area: Rect) -> Geometry {
    let (area, legend) = stack(area, u16::from(area.height > 6));
    let names = &reach.matrix.names;
    let over = model.settings.transposed;
    let from = |at: usize| reach.name(at).unwrap_or_default();
    let to = |at: usize| names.get(at).map(ToString::to_string).unwrap_or_default();
    let (count, row) = (reach.rows(), model.cursor(0));
    let rows = if over { names.len() } else { count };
    let role = |at: usize| if at == 0 && !over { Role::Accent } else { Role::Text };
    let columns = if over { count } else { names.len() };
    let widest = names.iter().map(|name| text::width(name)).max().unwrap_or(0).clamp(8, 18);
    let each = area.width.saturating_sub(text::cells(widest + 2)) / text::cells(columns.max(1));
    let width = each.clamp(CELL, text::cells(widest + 1));
    let grid = Grid {
        corner: if over { "to \\ from" } else { "from \\ to" },
        widest,
        cell: width,
        rows,
        columns,
        column: if over { row.row } else { model.grids.reach_column },
        row: if over { Cursor { row: model.grids.reach_column, ..Cursor::default() } } else { row },
        row_name: &|at| (if over { to(at) } else { from(at) }, role(at)),
        column_name: &|at| if over { from(at) } else { to(at) },
        paint: &|canvas, row, column| {
            let (row, column) = if over { (column, row) } else { (row, column) };
            let (open, close) = brackets(model, row, column);
            let closed = reach.is_closed_by_mesh(row, column);
            let cell = shade(canvas, openness(model, reach, row, column), row == column + 1, closed);
            let rest = " ".repeat(usize::from(width - CELL));
            vec![canvas.span(open, Role::Marked), cell, canvas.span(format!("{close}{rest}"), Role::Marked)]
        },
    };
    let geometry = grid.draw(canvas, model.overlay.is_none(), area);
    let words = if canvas.glyphs.ascii {
        "AAA all ports  PPP some  mmm mesh denies  . none  ? unknown"
    } else {
        "███ all ports  ▒▒▒ some  ░░░ mesh denies  · none  ? unknown"
    };
    canvas.words(legend, words, Role::Muted);
    geometry
}

/// Returns brackets around a cell that the what-if change would change.
fn brackets(model: &Model, row: usize, column: usize) -> (&'static str, &'static str) {
    let then = model.grids.what_if.as_ref().and_then(|what_if| what_if.then.as_ref());
    let changes =
        then.zip(model.grids.reach.as_ref()).is_some_and(|(then, now)| then.changes(now, row, column));
    if changes { ("[", "]") } else { (" ", " ") }
}

/// Returns the openness of a cell: by routes in the internet's row, by policies in the others.
pub fn openness(model: &Model, reach: &ReachMap, row: usize, column: usize) -> Option<Openness> {
    if let Some(cell) = reach.cell(row, column) {
        return Some(cell.openness);
    }
    let name = reach.matrix.names.get(column)?;
    let space = model.snapshot.space(name)?;
    let snapshot = &model.snapshot;
    let exposed = space.functions.keys().any(|function| {
        let open = space.services.get(function).is_some_and(|service| service.leads_outside());
        open || snapshot.exposure().any(name, function) || snapshot.ways().to(name, function).next().is_some()
    });
    Some(if exposed { Openness::Some } else { Openness::None })
}

fn shade(canvas: &Canvas<'_, '_>, openness: Option<Openness>, own: bool, closed: bool) -> Span<'static> {
    let ascii = canvas.glyphs.ascii;
    let (words, role) = match openness {
        Some(Openness::All | Openness::Some) if closed => (if ascii { "mmm" } else { "░░░" }, Role::Heat1),
        Some(Openness::All) if own => (if ascii { " - " } else { " ─ " }, Role::Muted),
        Some(Openness::All) => (if ascii { "AAA" } else { "███" }, Role::Heat3),
        Some(Openness::Some) => (if ascii { "PPP" } else { "▒▒▒" }, Role::Heat2),
        Some(Openness::Unknown) => (" ? ", Role::Unknown),
        Some(Openness::None) => (if ascii { " . " } else { " · " }, Role::Muted),
        Some(Openness::Empty) | None => ("   ", Role::Muted),
    };
    canvas.span(words, role)
}

fn why(canvas: &mut Canvas<'_, '_>, model: &Model, reach: &ReachMap, area: Rect) {
    let row = model.cursor(0).row;
    let Some(to) = reach.matrix.names.get(model.grids.reach_column) else { return };
    let Some(from) = reach.from(row) else {
        return routes(canvas, model, to, area);
    };
    let Some(cell) = reach.cell(row, model.grids.reach_column) else { return };
    let (words, role) = headline(cell, reach.crowd.all() == Some(Treatment::Denied));
    let mut rest = canvas.paragraph(area, &words, role);
    let pairs = &reach.pairs.rows;
    rest = below(rest, 1);
    for (head, isolated) in [
        (format!("leaving {from}"), sides(pairs, |pair| &pair.answer.egress)),
        (format!("entering {to}"), sides(pairs, |pair| &pair.answer.ingress)),
    ] {
        rest = canvas.paragraph(rest, &head, Role::Title);
        rest = canvas.indented(rest, 2, &isolated, Role::Text);
    }
    rest = mesh(canvas, &reach.crowd, rest);
    rest = outlets(canvas, &reach.outlets, from, rest);
    rest = events(canvas, model, (from, to), rest);
    let reached = functions(model, to, pairs);
    if !reached.is_empty() {
        rest = canvas.paragraph(rest, "Functions reached", Role::Title);
        rest = canvas.indented(rest, 2, &reached.join(", "), Role::Text);
    }
    let whys = pairs.iter().find_map(|pair| pair.answer.why.first());
    if let Some(why) = whys {
        rest = canvas.paragraph(rest, &format!("unknown: {why}"), Role::Unknown);
    }
    let notes: std::collections::BTreeSet<&str> =
        pairs.iter().flat_map(|pair| pair.answer.notes.iter().copied()).collect();
    for note in notes {
        rest = canvas.paragraph(rest, note, Role::Muted);
    }
    if reach.pairs.left_out > 0 {
        let words = format!("{} more pairs of pods are not checked here", reach.pairs.left_out);
        rest = canvas.paragraph(rest, &words, Role::Unknown);
    }
    foot(canvas, reach, area, below(rest, 1));
}

/// Paints what is the same for most cells; over a network at the bottom, where it is not sent again for each.
fn foot(canvas: &mut Canvas<'_, '_>, reach: &ReachMap, area: Rect, rest: Rect) {
    let words = if reach.is_shaded() {
        "From NetworkPolicies (some network plugins ignore them) and the mesh."
    } else {
        "From NetworkPolicies (some network plugins ignore them) and the mesh; shading from NetworkPolicies alone."
    };
    let assumption = reach.assumption().unwrap_or_default();
    let lines = |words: &str| text::cells(text::wrap(words, usize::from(area.width)).len());
    let (_, bottom) = stack(area, 1 + lines(words) + lines(&assumption));
    let rest = if canvas.remote && rest.y <= bottom.y { bottom } else { rest };
    let rest = canvas.paragraph(rest, "enter shows each pod", Role::Hint);
    let rest = canvas.paragraph(rest, words, Role::Muted);
    canvas.paragraph(rest, &assumption, Role::Muted);
}

/// The maximum number of answers of the mesh in the pane.
const ANSWERS: usize = 2;

/// Paints what sidecars decide between the two namespaces, for any port and any request.
fn mesh(canvas: &mut Canvas<'_, '_>, crowd: &PairMatrix, area: Rect) -> Rect {
    let answers = crowd.answers();
    if answers.is_empty() {
        return area;
    }
    canvas.words(area, "mesh", Role::Title);
    let mut rest = area;
    for one in answers.iter().take(ANSWERS) {
        rest = canvas.indented(rest, 6, &one.shown(), treatment_role(one.say));
    }
    let more = answers.len().saturating_sub(ANSWERS);
    if crowd.cut {
        return canvas.indented(rest, 6, "more pods than are checked here", Role::Unknown);
    }
    if more > 0 { canvas.indented(rest, 6, &format!("{more} more answers"), Role::Muted) } else { rest }
}

/// Returns the role of an answer of the mesh.
pub(super) fn treatment_role(say: Treatment) -> Role {
    match say {
        Treatment::None => Role::Muted,
        Treatment::Allowed | Treatment::Depends => Role::Text,
        Treatment::Denied => Role::Ok,
        Treatment::Unknown => Role::Unknown,
    }
}

/// Paints the other destinations of its pods: the publisher, DNS, the API server, the internet.
fn outlets(canvas: &mut Canvas<'_, '_>, all: &[OutletAnswer], from: &str, area: Rect) -> Rect {
    if all.is_empty() {
        return area;
    }
    let mut rest = canvas.paragraph(area, &format!("{from} also reaches"), Role::Title);
    for one in all {
        // The namespace's own policies do not need its name.
        let short = |name: &'_ str| name.strip_prefix(&format!("{from}/")).unwrap_or(name).to_owned();
        let policies: Vec<String> = one.policies.iter().map(|name| short(name)).collect();
        let by = if policies.is_empty() { String::new() } else { format!(" by {}", policies.join(", ")) };
        let (words, role) = match one.verdict {
            Reachability::Allowed => (format!("open{by}"), Role::Text),
            Reachability::Denied => (format!("closed{by}"), Role::Ok),
            Reachability::Unknown => (format!("unknown: {}", one.why), Role::Unknown),
        };
        canvas.words(rest, format!("  {}", one.outlet.word()), Role::Muted);
        rest = canvas.indented(rest, 13, &words, role);
    }
    rest
}

/// Returns why the events that start a namespace's Functions are unknown, if so.
pub(super) fn unread(model: &Model, namespace: &str) -> Option<String> {
    let feed = model.snapshot.feeds().of(Kind::Subscription, namespace);
    feed.is_refusal().then(|| format!("events unknown: {}", feed.why()))
}

/// The maximum number of Subscriptions in the pane.
const WAYS: usize = 3;

/// Paints the routes of events: a client that reaches the publisher reaches every Subscription.
fn events(canvas: &mut Canvas<'_, '_>, model: &Model, (from, to): (&str, &str), area: Rect) -> Rect {
    let Some(reach) = what_if::shown(model) else { return area };
    let publishes = reach
        .outlets
        .iter()
        .find(|outlet_answer| outlet_answer.outlet == Outlet::Publisher)
        .map(|outlet| outlet.verdict);
    let ways: Vec<&EventWay> = reach.events_to(to).collect();
    if let Some(why) = unread(model, to) {
        return canvas.paragraph(area, &why, Role::Unknown);
    }
    if ways.is_empty() || publishes.is_none_or(|verdict| verdict == Reachability::Denied) {
        return area;
    }
    let mut rest = canvas.paragraph(area, &format!("events from {from} start in {to}"), Role::Title);
    for way in ways.iter().take(WAYS) {
        let role = match way.delivery.verdict {
            Reachability::Allowed => Role::Text,
            Reachability::Denied => Role::Ok,
            Reachability::Unknown => Role::Unknown,
        };
        let words = format!("{} by {}: {}", way.end(), way.events, way.words());
        rest = canvas.indented(rest, 2, &words, role);
    }
    match ways.len().saturating_sub(WAYS) {
        0 => rest,
        more => canvas.indented(rest, 2, &format!("{more} more Subscriptions"), Role::Muted),
    }
}

fn headline(cell: &Cell, closed: bool) -> (String, Role) {
    match cell.openness {
        Openness::All | Openness::Some if closed => ("CLOSED by the mesh".into(), Role::Ok),
        Openness::All => ("OPEN: all pods, all ports".into(), Role::SevHigh),
        Openness::Some => (format!("SOME: {}", cell.ports), Role::SevMedium),
        Openness::None => ("CLOSED".into(), Role::Ok),
        Openness::Unknown => ("NOT KNOWN".into(), Role::Unknown),
        Openness::Empty => ("No pods to connect.".into(), Role::Muted),
    }
}

/// Returns the policies that isolate a side, over all pairs.
fn sides<'a>(
    pairs: &'a [ConnectionPair],
    side: impl Fn(&'a ConnectionPair) -> &'a crate::engine::network::DirectionAnswer,
) -> String {
    let isolated = pairs.iter().filter(|pair| side(pair).isolated).count();
    let policies: std::collections::BTreeSet<&str> =
        pairs.iter().flat_map(|pair| &side(pair).policies).map(|name| &**name).collect();
    let policies: Vec<&str> = policies.into_iter().collect();
    match (isolated, policies.as_slice()) {
        (0, _) => "no policy selects these pods".into(),
        (count, names) if count == pairs.len() => format!("isolated by {}", names.join(", ")),
        (_, names) => format!("some are isolated by {}", names.join(", ")),
    }
}

/// Returns the Functions of a namespace that some pair reaches.
fn functions(model: &Model, to: &str, pairs: &[ConnectionPair]) -> Vec<String> {
    let Some(space) = model.snapshot.space(to) else { return Vec::new() };
    let reached = |function: &str| {
        pairs.iter().any(|pair| {
            let runs = space.pods.get(&pair.to).is_some_and(|pod| pod.function() == Some(function));
            runs && pair.answer.verdict(crate::model::network_policy::Protocol::Tcp, 8080)
                == Reachability::Allowed
        })
    };
    space.functions.keys().filter(|name| reached(name)).map(ToString::to_string).collect()
}

/// Paints the chains that lead from the internet to the Functions of a namespace.
#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
fn routes(canvas: &mut Canvas<'_, '_>, model: &Model, to: &str, area: Rect) {
    let Some(space) = model.snapshot.space(to) else { return };
    let mut rest = area;
    let mut any = false;
    for (name, function) in &space.functions {
        for route in model.snapshot.exposure().routes(to, name) {
            any = true;
            let rule = model
                .snapshot
                .space(&route.namespace)
                .and_then(|space| space.api_rules.get(route.name.as_str()));
            let Some(rule) = rule else { continue };
            let sidecar =
                space.pods.values().any(|pod| pod.function() == Some(&function.meta.name) && pod.sidecar);
            let asks = rule
                .rules
                .iter()
                .map(|one| route::asks(&one.access).0)
                .collect::<std::collections::BTreeSet<_>>();
            let asks: Vec<&str> = asks.into_iter().collect();
            let arrow = canvas.glyphs.arrow;
            let last = if sidecar { "sidecar " } else { "no sidecar " };
            rest = canvas.paragraph(rest, &format!("internet {arrow} {}", rule.host), Role::Text);
            rest = canvas.paragraph(
                rest,
                &format!("  {arrow} APIRule {}/{}: {}", route.namespace, route.name, asks.join(", ")),
                Role::Text,
            );
            rest = canvas.paragraph(rest, &format!("  {arrow} {last}{arrow} Function {name}"), Role::Text);
        }
        for way in model.snapshot.ways().to(to, name) {
            any = true;
            let arrow = canvas.glyphs.arrow;
            let host = if way.host.is_empty() { "any host" } else { &way.host };
            rest = canvas.paragraph(rest, &format!("internet {arrow} {host}"), Role::Text);
            let words = format!(
                "  {arrow} {} {}/{}: without policies",
                way.kind.info().name,
                way.namespace,
                way.name
            );
            rest = canvas.paragraph(rest, &words, Role::SevHigh);
            rest = canvas.paragraph(rest, &format!("  {arrow} Function {name}"), Role::Text);
        }
        if space.services.get(name).is_some_and(|service| service.leads_outside()) {
            any = true;
            rest = canvas.paragraph(
                rest,
                &format!(
                    "internet {} Service {name} {} Function {name}",
                    canvas.glyphs.arrow, canvas.glyphs.arrow
                ),
                Role::SevHigh,
            );
        }
    }
    if any {
        canvas.paragraph(below(rest, 1), "enter opens the namespace", Role::Hint);
    } else {
        let words = "No route or Service exposes a Function of this namespace.";
        canvas.paragraph(rest, words, Role::Muted);
    }
}
