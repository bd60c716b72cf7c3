//! Two namespaces, pod by pod: what connects, on which ports, and by which policies.

use super::reach::treatment_role;
use crate::app::map::what_if::shown;
use crate::app::model::{Geometry, Model};
use crate::engine::mesh::{PairMatrix, Treatment};
use crate::engine::network::{ConnectionPair, DirectionAnswer};
use crate::view::parts::canvas::below;
use crate::view::parts::layout::{boxed, stack};
use crate::view::parts::list;
use crate::view::parts::table::Cell;
use crate::view::parts::{Canvas, Column};
use crate::view::theme::Role;
use ratatui::layout::Rect;

const COLUMNS: [Column; 5] = [
    Column::left("FROM", 0),
    Column::left("TO", 0),
    Column::left("VERDICT", 8),
    Column::left("MESH", 8).from(70),
    Column::left("PORTS", 18).from(80).wide(130, 26),
];

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, from: &str, to: &str, area: Rect) -> Geometry {
    let (list, detail) = stack(area, (area.height / 3).clamp(4, 10));
    let left_out = shown(model).map_or(0, |reach| reach.pairs.left_out);
    let more = if left_out > 0 { format!(" · {left_out} more pairs not shown") } else { String::new() };
    let title = format!("{from} → {to} · groups of pods with equal policies{more}");
    let inner = boxed(canvas, list, &title, true, area.width >= 100);
    let pairs = shown(model).map_or(&[][..], |reach| &reach.pairs.rows);
    let none = PairMatrix::default();
    let crowd = shown(model).map_or(&none, |reach| &*reach.crowd);
    let cursor = model.cursor(0);
    let geometry = list::draw(canvas, model, 0, inner, &COLUMNS, pairs.len(), |canvas, row| {
        pairs.get(row).map(|pair| cells(canvas, pair, crowd)).unwrap_or_default()
    });
    if pairs.is_empty() {
        canvas.paragraph(below(inner, 1), "No pods to connect here.", Role::Muted);
    }
    let inner_detail = boxed(canvas, detail, "Why", false, area.width >= 100);
    if let Some(pair) = pairs.get(cursor.row) {
        why(canvas, pair, crowd, inner_detail);
    }
    geometry
}

fn named(name: &str, count: usize) -> String {
    if count > 1 { format!("{name} +{}", count - 1) } else { name.to_owned() }
}

/// Returns the answer of the mesh for every pod of a line; none where it differs between them.
fn said_of_all(pair: &ConnectionPair, crowd: &PairMatrix) -> Option<Treatment> {
    let alone = pair.from_count == 1 && pair.to_count == 1;
    let one = || crowd.pair(&pair.from, &pair.to).map(|connection_verdict| connection_verdict.say);
    if alone { one() } else { crowd.all() }
}

fn cells(canvas: &Canvas<'_, '_>, pair: &ConnectionPair, crowd: &PairMatrix) -> Vec<Cell> {
    let mesh = match said_of_all(pair, crowd) {
        Some(say) => canvas.span(short(say), treatment_role(say)),
        None if crowd.cut => canvas.span("unknown", Role::Unknown),
        None => canvas.span("differs", Role::Unknown),
    };
    let (sure, possible) = (pair.answer.sure(), pair.answer.possible());
    let (word, role) = match (sure.is_none(), possible.is_none()) {
        (false, _) if sure.is_all() => ("open", Role::SevHigh),
        (false, _) => ("some", Role::SevMedium),
        (true, true) => ("closed", Role::Ok),
        (true, false) => ("unknown", Role::Unknown),
    };
    vec![
        vec![canvas.span(named(&pair.from, pair.from_count), Role::Text)],
        vec![canvas.span(named(&pair.to, pair.to_count), Role::Text)],
        vec![canvas.span(word, role)],
        vec![mesh],
        vec![canvas.span(sure.to_string(), Role::Muted)],
    ]
}

/// Returns a short label for a narrow column.
const fn short(say: Treatment) -> &'static str {
    match say {
        Treatment::None => "no say",
        Treatment::Allowed => "open",
        Treatment::Denied => "closed",
        Treatment::Depends => "depends",
        Treatment::Unknown => "unknown",
    }
}

fn why(canvas: &mut Canvas<'_, '_>, pair: &ConnectionPair, crowd: &PairMatrix, area: Rect) {
    let mut rest = area;
    for (head, side) in [("leaves", &pair.answer.egress), ("enters", &pair.answer.ingress)] {
        rest = canvas.paragraph(rest, &format!("{head}  {}", words(side)), Role::Text);
    }
    if let Some(one) = crowd.pair(&pair.from, &pair.to) {
        let others =
            if said_of_all(pair, crowd).is_none() { " (pods of this line differ in this)" } else { "" };
        rest = canvas.paragraph(rest, &format!("mesh    {}{others}", one.shown()), treatment_role(one.say));
    }
    for why in &pair.answer.why {
        rest = canvas.paragraph(rest, &format!("unknown: {why}"), Role::Unknown);
    }
    for note in &pair.answer.notes {
        rest = canvas.paragraph(rest, note, Role::Muted);
    }
}

fn words(side: &DirectionAnswer) -> String {
    if !side.isolated {
        return "unrestricted: no policy selects the pod".into();
    }
    let all: Vec<&str> = side.policies.iter().map(|name| &**name).collect();
    let admits: Vec<String> =
        side.admits.iter().map(|(name, ports, _)| format!("{name} allows {ports}")).collect();
    let admits = if admits.is_empty() { "no policy allows it".to_owned() } else { admits.join("; ") };
    format!("isolated by {}; {admits}", all.join(", "))
}
