//! The parts of the fix screen: choices, questions, steps, the diff, the editor, the server's answer.

use crate::app::KeyAction;
use crate::app::fix::{FixState, Stage, still_there};
use crate::app::input::copy::kubectl;
use crate::app::model::Model;
use crate::checks::Risk;
use crate::fix::{Plan, phrase};
use crate::view::parts::canvas::below;
use crate::view::parts::layout;
use crate::view::parts::{Canvas, Position, fold, text};
use crate::view::theme::Role;
use crate::yaml::diff::{self, Sign};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The number of unchanged lines around a change.
const CONTEXT: usize = 4;

pub fn choose(canvas: &mut Canvas<'_, '_>, fixing: &FixState, area: Rect) {
    let title = fixing.finding.as_ref().map_or_else(String::new, |finding| finding.message.clone().into());
    let mut rest = canvas.rule(area, "Choose a fix · enter", true);
    rest = canvas.paragraph(rest, &title, Role::Muted);
    rest = below(rest, 1);
    for (at, fix) in fixing.options.iter().enumerate() {
        let chosen = at == fixing.chosen;
        let mark = if chosen { canvas.glyphs.pointer } else { " " };
        let head = format!("{mark} {} {}  ({})", at + 1, fix.title, fix.risk.word().replace('-', " "));
        canvas.words(rest, head, if chosen { Role::Title } else { Role::Text });
        if chosen {
            canvas.select(rest);
            canvas.cursor(rest.x, rest.y);
        }
        rest = below(rest, 1);
        rest = canvas.indented(rest, 4, &fix.price, Role::Muted);
    }
}

pub fn answer(canvas: &mut Canvas<'_, '_>, fixing: &FixState, at: usize, area: Rect) {
    let Some(fix) = fixing.fix() else { return };
    let Some(need) = fix.needs.get(at) else { return };
    let mut rest = canvas.rule(area, &fix.title, true);
    rest = canvas.paragraph(rest, &fix.price, Role::Warning);
    rest = below(rest, 1);
    rest = canvas.paragraph(rest, &format!("What is {}?", need.asks), Role::Text);
    canvas.words(rest, format!("> {}", fixing.typed), Role::Input);
    let column = text::cursor_after(&fixing.typed);
    canvas.cursor(rest.x + column.min(rest.width.saturating_sub(1)), rest.y);
    let hint = if at == 0 { "enter next · esc back" } else { "enter next · esc the question before" };
    canvas.words(below(rest, 2), hint, Role::Hint);
}

pub fn headline(canvas: &mut Canvas<'_, '_>, model: &Model, fixing: &FixState, area: Rect) {
    let title = fixing.plan.as_ref().map_or("Fix", |plan| plan.title.as_str());
    canvas.line(
        area,
        Line::from(vec![canvas.span(format!(" {title} "), Role::Title), stage(canvas, model, fixing)]),
    );
    let Some(effects) = &fixing.effects else { return };
    let refused = match effects.refused.len() {
        0 => String::new(),
        1 => " · 1 pod would not fit".to_owned(),
        count => format!(" · {count} pods would not fit"),
    };
    let words = format!(
        " resolves {}{} · introduces {}{refused}",
        effects.resolved.len(),
        fixing.paths.map_or_else(String::new, |(cut, all)| format!(" · cuts {cut} of {all} paths")),
        effects.introduced.len(),
    );
    canvas.words(below(area, 1), words, Role::Muted);
}

fn stage(canvas: &Canvas<'_, '_>, model: &Model, fixing: &FixState) -> Span<'static> {
    match &fixing.stage {
        Stage::Choose | Stage::Answer(_) | Stage::Preparing | Stage::Review => {
            canvas.span("review", Role::Accent)
        }
        Stage::Editing => canvas.span("editing", Role::Accent),
        Stage::Applying => canvas.span("sending …", Role::Warning),
        Stage::Waiting => canvas.span("applied, waiting for the watch to confirm", Role::Warning),
        Stage::Done if fixing.finding.is_none() => canvas.span("undone: the object is as before", Role::Ok),
        Stage::Done => done(canvas, still_there(model), fixing.findings().count()),
        Stage::Failed(_) => canvas.span("failed", Role::Error),
    }
}

fn done(canvas: &Canvas<'_, '_>, left: usize, all: usize) -> Span<'static> {
    match (left, all) {
        (0, 1) => canvas.span("verified: the finding is gone", Role::Ok),
        (0, _) => canvas.span(format!("verified: all {all} findings are gone"), Role::Ok),
        (_, 1) => canvas.span("applied, but the finding remains", Role::Warning),
        (left, _) => canvas.span(format!("applied, but {left} of {all} findings remain"), Role::Warning),
    }
}

pub fn steps(canvas: &mut Canvas<'_, '_>, model: &Model, fixing: &FixState, area: Rect) {
    let Some(plan) = &fixing.plan else { return };
    let mut rest = canvas.paragraph(area, &plan.title, Role::Title);
    let state = Line::from(stage(canvas, model, fixing));
    rest = canvas.lines(rest, [state, Line::default()]);
    rest = caveats(canvas, model, fixing, rest);
    rest = impact(canvas, fixing, rest);
    for why in plan.reasons() {
        rest = canvas.paragraph(rest, &format!("{} {why}", canvas.glyphs.bullet), Role::Muted);
    }
}

/// Paints the other field managers of the fields that change, one per line.
fn owners(canvas: &mut Canvas<'_, '_>, step: &crate::fix::Step, area: Rect) -> Rect {
    let mut rest = area;
    let mut told: Vec<&str> = Vec::new();
    for owner in &step.owners {
        if told.contains(&owner.manager.as_str()) {
            continue;
        }
        told.push(&owner.manager);
        let more = step.owners.iter().filter(|other| other.manager == owner.manager).count() - 1;
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let words = format!("{} also sets {}{more}", owner.manager, text::field(&owner.path));
        rest = canvas.paragraph(rest, &words, Role::Muted);
    }
    rest
}

/// Paints what to know before sending: the costs, remaining findings, missing permissions, and who may
/// revert the change.
pub fn caveats(canvas: &mut Canvas<'_, '_>, model: &Model, fixing: &FixState, area: Rect) -> Rect {
    let Some(plan) = &fixing.plan else { return area };
    let mut rest = area;
    if !plan.price.is_empty() {
        // What is safe is no warning.
        let role = if plan.risk == Risk::Safe { Role::Ok } else { Role::Warning };
        let words = format!("{}: {}", plan.risk.word().replace('-', " "), plan.price);
        rest = canvas.paragraph(rest, &words, role);
    }
    for left in &plan.left {
        rest = canvas.paragraph(rest, &format!("! {left}"), Role::Warning);
    }
    let denied = fixing.forbidden();
    if !denied.is_empty() {
        rest = canvas.paragraph(
            rest,
            &format!(
                "You may not {}. {} copies a request for your cluster admin.",
                denied.join(", "),
                model.keys.key(KeyAction::CopyRequest)
            ),
            Role::Warning,
        );
    }
    for step in &plan.steps {
        if let Some(tool) = &step.gitops {
            rest = canvas.paragraph(
                rest,
                &format!(
                    "{tool} manages {} and may revert it. {} copies the patch for a pull request.",
                    step.target.short(),
                    model.keys.key(KeyAction::CopyPatch)
                ),
                Role::Warning,
            );
        }
        rest = owners(canvas, step, rest);
    }
    rest
}

fn impact(canvas: &mut Canvas<'_, '_>, fixing: &FixState, area: Rect) -> Rect {
    let Some(effects) = &fixing.effects else { return area };
    let mut rest = canvas.lines(area, [Line::default()]);
    let line = |count: usize, word: &str, role| {
        let plural = if count == 1 { "" } else { "s" };
        Line::from(canvas.span(format!("{count:>3} finding{plural} {word}"), role))
    };
    let lines = vec![
        line(effects.resolved.len(), "resolved", Role::Ok),
        line(
            effects.introduced.len(),
            "introduced",
            if effects.introduced.is_empty() { Role::Muted } else { Role::Warning },
        ),
    ];
    rest = canvas.lines(rest, lines);
    if let Some((cut, all)) = fixing.paths {
        let words = format!("{cut:>3} of {all} attack paths cut");
        rest = canvas.lines(rest, [Line::from(canvas.span(words, Role::Ok))]);
    }
    for one in effects.introduced.iter().take(3) {
        rest = canvas.paragraph(rest, &format!("  {} {}", one.severity.short(), one.message), Role::Warning);
    }
    for pod in effects.refused.iter().take(3) {
        rest = canvas.paragraph(
            rest,
            &format!("  {} would be refused by {}: {}", pod.pod, pod.level, pod.reasons),
            Role::Warning,
        );
    }
    canvas.lines(rest, [Line::default()])
}

pub fn diff(canvas: &mut Canvas<'_, '_>, plan: &Plan, (scroll, wrap): (usize, bool), area: Rect) {
    let mut lines = Vec::new();
    for step in &plan.steps {
        let (before, after) = step.texts();
        let all = diff::diff(&before, &after);
        let near: Vec<bool> = near(&all);
        if plan.steps.len() > 1 {
            lines.push(Line::from(canvas.span(step.target.to_string(), Role::DiffHunk)));
        }
        let mut gap = false;
        for (line, near) in all.iter().zip(near) {
            if near {
                lines.push(diff_line(canvas, line, usize::from(area.width)));
                gap = false;
            } else if !gap {
                lines.push(Line::from(canvas.span(format!("      {}", canvas.glyphs.ellipsis), Role::Muted)));
                gap = true;
            }
        }
    }
    if plan.is_idle() {
        lines.push(Line::from(canvas.span("no change", Role::Muted)));
    }
    scrolled(canvas, lines, (scroll, wrap), area);
}

/// The number of columns before the text of a line.
const MARGIN: usize = 6;

/// Paints lines from the scroll position, wrapped if wanted.
fn scrolled(
    canvas: &mut Canvas<'_, '_>,
    lines: Vec<Line<'static>>,
    (scroll, wrap): (usize, bool),
    area: Rect,
) {
    let width = usize::from(area.width);
    let each = lines.into_iter().flat_map(|line| if wrap { fold(line, width, MARGIN) } else { vec![line] });
    let lines: Vec<Line<'static>> = each.collect();
    let top = scroll.min(lines.len().saturating_sub(usize::from(area.height)));
    let (shown, len) = (usize::from(area.height), lines.len());
    canvas.mark_position(Position { rows: area, top, shown, len, selected: None });
    canvas.lines(area, lines.into_iter().skip(top));
}

fn near(all: &[diff::DiffLine]) -> Vec<bool> {
    let changed: Vec<usize> =
        all.iter().enumerate().filter(|(_, line)| line.sign != Sign::Same).map(|(at, _)| at).collect();
    (0..all.len()).map(|at| changed.iter().any(|one| one.abs_diff(at) <= CONTEXT)).collect()
}

fn diff_line(canvas: &Canvas<'_, '_>, line: &diff::DiffLine, width: usize) -> Line<'static> {
    let (sign, role) = match line.sign {
        Sign::Same => (" ", Role::Text),
        Sign::Added => ("+", Role::DiffAdd),
        Sign::Removed => ("-", Role::DiffRemove),
    };
    let number = line.new_line.or(line.old_line).map_or_else(String::new, |number| number.to_string());
    let text = text::pad(&format!("{sign} {}", text::clean(&line.text)), width.saturating_sub(6));
    Line::from(vec![canvas.span(format!("{number:>4}  "), Role::Muted), canvas.span(text, role)])
}

pub fn yaml(canvas: &mut Canvas<'_, '_>, plan: &Plan, how: (usize, bool), area: Rect) {
    let text = plan.text();
    let numbered = text.lines().zip(1..).map(|(line, number)| {
        let number = canvas.span(format!("{number:>4}  "), Role::Muted);
        Line::from(vec![number, canvas.span(line, Role::Text)])
    });
    let lines = numbered.collect();
    scrolled(canvas, lines, how, area);
}

pub fn editor(canvas: &mut Canvas<'_, '_>, fixing: &FixState, area: Rect) {
    let Some(editor) = &fixing.editor else { return };
    let (text, problems) =
        layout::stack(area, if fixing.fault.is_some() || !fixing.misread.is_empty() { 2 } else { 0 });
    let mut editor = editor.clone();
    editor.set_style(canvas.style(Role::Text));
    editor.set_line_number_style(canvas.style(Role::Muted));
    editor.set_cursor_line_style(ratatui::style::Style::default());
    editor.set_cursor_style(canvas.style(Role::Selection));
    canvas.widget(&editor, text);
    if let Some(fault) = &fixing.fault {
        canvas.paragraph(
            problems,
            &format!("line {}, column {}: {}", fault.line, fault.column, fault.message),
            Role::Error,
        );
    } else if let Some((line, why)) = fixing.misread.first() {
        canvas.paragraph(problems, &format!("line {line}: {why}"), Role::Warning);
    }
}

pub fn rehearsal_title(model: &Model, fixing: &FixState) -> String {
    let warnings = fixing.warnings().len();
    if fixing.results.is_some() {
        return "Result".into();
    }
    match (&fixing.rehearsal, fixing.rehearsing) {
        (_, true) => "Rehearsal · asking the server …".into(),
        (None, false) => {
            format!("Rehearsal · not run yet ({})", model.keys.key(KeyAction::Rehearse))
        }
        (Some(_), false) if fixing.refusal().is_some() => "Rehearsal · refused".into(),
        (Some(_), false) => {
            format!("Rehearsal · accepted · {warnings} warning{}", if warnings == 1 { "" } else { "s" })
        }
    }
}

pub fn rehearsal(canvas: &mut Canvas<'_, '_>, model: &Model, fixing: &FixState, area: Rect) {
    let mut rest = area;
    if let Stage::Failed(trouble) = &fixing.stage {
        rest = canvas.paragraph(rest, &trouble.to_string(), Role::Error);
    }
    for outcome in fixing.results.iter().chain(&fixing.rehearsal).flatten() {
        match outcome {
            Ok(outcome) => {
                for warning in &outcome.warnings {
                    rest = canvas.paragraph(rest, &format!("! {warning}"), Role::Warning);
                }
            }
            Err(trouble) => rest = canvas.paragraph(rest, &trouble.to_string(), Role::Error),
        }
    }
    let words = match fixing.stage {
        Stage::Done => &format!("{} previews the undo.", model.keys.key(KeyAction::Undo)),
        Stage::Waiting => {
            "The server accepted it; the finding disappears when the watch reports the new object."
        }
        _ if fixing.rehearsed() && model.session.why_not_write().is_none() => &format!(
            "The server would accept it. {} asks for confirmation before sending.",
            model.keys.key(KeyAction::Apply)
        ),
        _ => "",
    };
    if words.is_empty() {
        if let Some(why) = model.session.why_not_write() {
            canvas.paragraph(rest, &why, Role::Warning);
        }
    } else {
        canvas.paragraph(rest, words, Role::Hint);
    }
}

/// Returns how an undo is reached: `u in 7 Changes`.
fn undo(model: &Model) -> String {
    format!("{} in {} Changes", model.keys.key(KeyAction::Undo), model.keys.key(KeyAction::Tab('7')))
}

pub fn request(canvas: &mut Canvas<'_, '_>, model: &Model, fixing: &FixState, area: Rect) {
    let Some(plan) = &fixing.plan else { return };
    let command = phrase::kubectl(plan, &kubectl(model));
    let mut lines = Vec::new();
    for line in command.lines() {
        for part in text::wrap(&text::clean(line), usize::from(area.width)) {
            lines.push(Line::from(canvas.span(part, Role::Text)));
        }
    }
    let locks = plan.steps.iter().filter_map(|step| Some((&step.target, &step.lock()?.resource_version)));
    let locks = locks.filter(|(_, version)| !version.is_empty());
    let locks: Vec<String> =
        locks.map(|(target, version)| format!("{} at version {version}", target.short())).collect();
    let rest = canvas.lines(area, lines);
    let rest = below(rest, 1);
    let rest = if locks.is_empty() {
        rest
    } else {
        canvas.paragraph(
            rest,
            &format!("lock   refused if changed in the meantime: {}", locks.join(", ")),
            Role::Muted,
        )
    };
    canvas.paragraph(rest, &format!("undo   recorded before sending; {}", undo(model)), Role::Muted);
}
