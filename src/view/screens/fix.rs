//! A fix in progress: steps and impact left, the change right, rehearsal and request below.

use super::fix_parts;
use crate::app::fix::{FixState, Show, Stage};
use crate::app::model::{Geometry, Model};
use crate::view::parts::Canvas;
use crate::view::parts::layout::{boxed, split, stack};
use crate::view::theme::Role;
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    let Some(fixing) = &model.fix else {
        canvas.words(area, "No fix in progress. esc goes back.", Role::Muted);
        return model.geometry;
    };
    match &fixing.stage {
        Stage::Choose => fix_parts::choose(canvas, fixing, area),
        Stage::Answer(at) => fix_parts::answer(canvas, fixing, *at, area),
        Stage::Preparing => canvas.words(area, " reading the objects …", Role::Muted),
        Stage::Review
        | Stage::Editing
        | Stage::Applying
        | Stage::Waiting
        | Stage::Done
        | Stage::Failed(_) => whole(canvas, model, fixing, area),
    }
    Geometry { rows: usize::from(area.height / 2), top: area.y, ..Geometry::default() }
}

fn whole(canvas: &mut Canvas<'_, '_>, model: &Model, fixing: &FixState, area: Rect) {
    let wide = area.width >= 100;
    let lower = if area.height < 16 { 3 } else { area.height * 2 / 5 };
    let (top, bottom) = stack(area, lower);
    if wide {
        let (left, right) = split(area, area.width - (area.width / 3).clamp(36, 48));
        // A rehearsal without a word of the server is short, and what to know about the change takes its room.
        let is_calm = is_calm(fixing);
        let (steps, rehearsal) = stack(left, if is_calm { CALM.min(lower) } else { lower });
        let inner = canvas.panel(steps, "Fix", false);
        fix_parts::steps(canvas, model, fixing, inner);
        let (change, request) = stack(right, lower);
        draw_change(canvas, model, fixing, change, true);
        let half = split(bottom, area.width / 2);
        let (rehearsal, request) = if is_calm { (rehearsal, request) } else { half };
        let inner = canvas.panel(rehearsal, &fix_parts::rehearsal_title(model, fixing), false);
        fix_parts::rehearsal(canvas, model, fixing, inner);
        let sent = matches!(fixing.stage, Stage::Waiting | Stage::Done);
        let inner = canvas.panel(request, if sent { "What was sent" } else { "What will be sent" }, false);
        fix_parts::request(canvas, model, fixing, inner);
        return;
    }
    let (head, change) = stack(top, top.height.saturating_sub(2));
    fix_parts::headline(canvas, model, fixing, head);
    draw_change(canvas, model, fixing, change, false);
    let inner = canvas.rule(bottom, &fix_parts::rehearsal_title(model, fixing), false);
    let rest = fix_parts::caveats(canvas, model, fixing, inner);
    fix_parts::rehearsal(canvas, model, fixing, rest);
}

/// The height of a rehearsal that has nothing to report.
const CALM: u16 = 6;

/// Whether the server has nothing to say about the change, as far as it was asked.
fn is_calm(fixing: &FixState) -> bool {
    let has_failed = matches!(fixing.stage, Stage::Failed(_));
    let is_sent = fixing.results.iter().flatten().all(Result::is_ok);
    !has_failed && is_sent && fixing.warnings().is_empty() && fixing.refusal().is_none()
}

fn draw_change(canvas: &mut Canvas<'_, '_>, model: &Model, fixing: &FixState, area: Rect, wide: bool) {
    let Some(plan) = &fixing.plan else {
        let inner = boxed(canvas, area, "Change", true, wide);
        if let Stage::Failed(trouble) = &fixing.stage {
            canvas.paragraph(inner, &trouble.to_string(), Role::Error);
        }
        return;
    };
    let mut names: Vec<String> = plan.steps.iter().map(|step| step.target.short()).collect();
    names.dedup();
    if names.len() < plan.steps.len() {
        names = vec![format!("{} objects", plan.steps.len())];
    }
    let editing = fixing.stage == Stage::Editing;
    let mode = match (editing, fixing.show) {
        (true, _) => "editing · esc done",
        (false, Show::Diff) => "diff",
        (false, Show::Yaml) => "YAML",
    };
    let inner = boxed(canvas, area, &format!("{} · {mode}", names.join(" + ")), true, wide);
    let how = (fixing.scroll, model.settings.wrap);
    if editing {
        fix_parts::editor(canvas, fixing, inner);
    } else if fixing.show == Show::Diff {
        fix_parts::diff(canvas, plan, how, inner);
    } else {
        fix_parts::yaml(canvas, plan, how, inner);
    }
}
