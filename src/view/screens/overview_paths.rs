//! The attack paths of the cluster, where a large terminal leaves room for them: a chain for each Function, from
//! the internet to what is of worth.

use crate::app::model::Model;
use crate::app::state::page::PathCut;
use crate::verdicts::attack_path::AttackPath;
use crate::view::parts::{Canvas, finding, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The width from which both ends of a chain fit on a line.
const WIDE: u16 = 116;
/// Title, head and legend of the list above.
const AROUND: usize = 4;
/// The worst chain and what cuts it, with the frame; fewer lines are not worth it.
const LEAST: u16 = 4;
const WIDEST_NAME: usize = 34;
/// What the longest ends of a chain take beside the name.
const ENDS: usize = 88;
/// Before what cuts a path, behind its severity.
const INDENT: &str = "     ";

/// Returns the height that the list of namespaces leaves for chains; 0 if that is too little.
pub fn height(model: &Model, area: Rect) -> u16 {
    if area.width < WIDE || model.page.paths.is_empty() {
        return 0;
    }
    let taken = text::cells(model.lists.namespaces.len() + AROUND);
    let wanted = text::cells(model.page.paths.len() + model.page.path_cuts.len() + 2);
    let left = area.height.saturating_sub(taken).min(wanted);
    if left < LEAST { 0 } else { left }
}

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) {
    if area.height == 0 {
        return;
    }
    let all = &model.page.paths;
    let cuts = &model.page.path_cuts;
    // A line with fixes below each of the first chains takes the room of others.
    let room = usize::from(area.height.saturating_sub(2));
    let count = room.saturating_sub(cuts.len().min(room / 2)).min(all.len());
    let part = if count < all.len() { format!(", {count} shown") } else { String::new() };
    let inner = canvas.panel(area, &format!("Attack paths {} · worst first{part}", all.len()), false);
    let shown = || all.iter().take(count);
    let names: Vec<String> =
        shown().map(|(namespace, path)| format!("{namespace}/{}", path.function)).collect();
    let limit = usize::from(inner.width);
    let width = names.iter().map(|name| text::width(name)).max().unwrap_or(0).min(widest_name(limit));
    let each = names.iter().zip(shown());
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (at, (name, (_, path))) in each.enumerate() {
        lines.push(line(canvas, name, width, path, limit));
        if let Some(cut) = cuts.get(at).filter(|_| lines.len() + (count - at) <= room) {
            let cut = steps(canvas, cut, limit.saturating_sub(INDENT.len()));
            lines.push(Line::from(canvas.span(format!("{INDENT}{cut}"), Role::Muted)));
        }
    }
    canvas.lines(inner, lines);
}

/// Returns what cuts a path, as many whole steps as fit, those that end it first.
fn steps(canvas: &Canvas<'_, '_>, cut: &PathCut, limit: usize) -> String {
    let ends = cut.steps.iter().any(|step| step.left.is_none());
    let label = if ends { "ends it: " } else { "cut it: " };
    let each: Vec<String> = cut
        .steps
        .iter()
        .map(|step| {
            step.left.as_ref().map_or_else(|| step.words.clone(), |left| format!("{} ({left})", step.words))
        })
        .collect();
    if each.is_empty() {
        return cut.words();
    }
    let line = |count: usize| {
        let shown = each.iter().take(count).map(String::as_str).collect::<Vec<_>>().join(" · ");
        let more = each.len() - count;
        let more = if more > 0 { format!(" · {more} more") } else { String::new() };
        format!("{label}{shown}{more}")
    };
    let fitting = (1..=each.len()).rev().map(line).find(|line| text::width(line) <= limit);
    fitting.unwrap_or_else(|| text::cut(&line(1), limit, canvas.glyphs.ellipsis))
}

fn widest_name(limit: usize) -> usize {
    limit.saturating_sub(ENDS).min(WIDEST_NAME)
}

/// The beginning of every chain.
const ENTRY: &str = "internet";
/// A link between the first and the last one is not cut below this width.
const LEAST_LINK: usize = 10;

/// Returns the Function, and each link by what an attacker gains. Where a chain is too long, its middle is cut, so that
/// its beginning and what it leads to can be read.
fn line(canvas: &Canvas<'_, '_>, name: &str, width: usize, path: &AttackPath, limit: usize) -> Line<'static> {
    let name = text::cut_middle(name, width, canvas.glyphs.ellipsis);
    let mut spans: Vec<Span<'static>> = vec![
        finding::word(canvas, path.severity),
        canvas.span(format!(" {} ", text::pad(&name, width)), Role::Text),
        canvas.span(ENTRY, Role::Muted),
    ];
    let used: usize = spans.iter().map(Span::width).sum();
    for (words, role) in fitting(canvas, path, limit.saturating_sub(used)) {
        spans.push(canvas.span(arrow(canvas), Role::Muted));
        spans.push(canvas.span(words, role));
    }
    Line::from(spans)
}

fn arrow(canvas: &Canvas<'_, '_>) -> String {
    format!(" {} ", canvas.glyphs.arrow)
}

/// Returns the links, those in the middle cut as far as needed; if that is not enough, one mark for all of them.
fn fitting(canvas: &Canvas<'_, '_>, path: &AttackPath, limit: usize) -> Vec<(String, Role)> {
    let mark = canvas.glyphs.ellipsis;
    let mut all: Vec<(String, Role)> =
        path.links.iter().map(|link| (link.words.to_owned(), finding::role(link.severity))).collect();
    let between = text::width(&arrow(canvas));
    let wide =
        |all: &[(String, Role)]| all.iter().map(|(words, _)| between + text::width(words)).sum::<usize>();
    let last = all.len().saturating_sub(1);
    while wide(&all) > limit {
        let middle = all.iter_mut().take(last).skip(1);
        let widest = middle.max_by_key(|(words, _)| text::width(words));
        let Some((words, _)) = widest.filter(|(words, _)| text::width(words) > LEAST_LINK) else { break };
        *words = text::cut(words, text::width(words) - 1, mark);
    }
    if wide(&all) > limit && all.len() > 2 {
        all.splice(1..last, [(mark.to_owned(), Role::Muted)]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Severity;
    use crate::verdicts::attack_path::{ChainPart, Link};
    use crate::view::theme;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn link(stage: ChainPart, words: &'static str) -> Link {
        Link { stage, words, check: "a-check", severity: Severity::High, fingerprint: String::new() }
    }

    #[test]
    fn a_chain_of_any_length_shows_where_it_begins_and_what_it_leads_to() {
        let theme = theme::load("fnsec-dark").expect("a theme");
        let middles = [
            "caller input deserialised as objects",
            "a runtime out of support",
            "a token for the cluster API",
            "many Secrets",
        ];
        let mut terminal = Terminal::new(TestBackend::new(10, 1)).expect("a terminal");
        let drawn = terminal.draw(|frame| {
            let canvas = Canvas::new(frame, &theme, false);
            for limit in usize::from(WIDE) - 2..260 {
                for count in 0..=middles.len() {
                    let first = "an open route bypassing the guarded one";
                    let middle = middles.iter().take(count).map(|words| link(ChainPart::Code, words));
                    let last = link(ChainPart::Reaches, "any outgoing destination");
                    let links =
                        [link(ChainPart::Entry, first)].into_iter().chain(middle).chain([last]).collect();
                    let function = "f".repeat(WIDEST_NAME);
                    let path = AttackPath {
                        function: function.clone(),
                        links,
                        severity: Severity::Critical,
                        why: "",
                    };
                    let name = widest_name(limit);
                    let shown = line(&canvas, &function, name, &path, limit).to_string();
                    assert!(text::width(&shown) <= limit, "{limit}: {shown}");
                    assert!(shown.contains(&format!("{ENTRY} → {first} → ")), "{limit}: {shown}");
                    assert!(shown.ends_with("→ any outgoing destination"), "{limit}: {shown}");
                }
            }
        });
        assert!(drawn.is_ok());
    }
}
