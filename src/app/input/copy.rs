//! What can be copied from the current screen, and the result.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::input::copy_test;
use crate::app::model::Model;
use crate::checks::{Finding, fingerprint};
use crate::fix::phrase::{self, Kubectl};

/// Returns the text of a copy action, or a sentence why there is none.
///
/// # Errors
/// If there is nothing to copy for this action.
pub fn text(model: &Model, action: KeyAction) -> Result<Effect, String> {
    let copy = |what: &str, text: String| Ok(Effect::Copy { text, what: what.into() });
    match action {
        KeyAction::CopyScreen => Ok(Effect::CopyScreen),
        KeyAction::CopyName => {
            let name = model.selected_name().ok_or("select an object with a name first")?;
            copy("name", name)
        }
        KeyAction::CopyFinding => {
            let finding = model.selected_finding().ok_or("select a finding first")?;
            copy("fingerprint", fingerprint::of(&finding))
        }
        KeyAction::CopyMarkdown => {
            let chosen = model.chosen_findings();
            let texts: Vec<String> = chosen.iter().map(|finding| markdown(finding)).collect();
            // A grid, a chart or a page without a finding is copied as what it says.
            if texts.is_empty() {
                return Ok(Effect::CopyTwin);
            }
            copy(if texts.len() == 1 { "finding" } else { "findings" }, texts.join("\n"))
        }
        KeyAction::CopyYaml => match &model.source {
            _ if model.fix.is_some() && model.place == Place::Fix => copy("YAML", plan_text(model)?),
            Some(source) if matches!(model.place, Place::Function(..) | Place::Object(_)) => {
                copy("YAML", source.yaml.clone())
            }
            _ => Err("open a Function, a policy or a fix to copy its YAML".into()),
        },
        KeyAction::CopyPatch => copy("patch", phrase::patches(plan(model)?)),
        KeyAction::CopyKubectl => copy("kubectl command", phrase::kubectl(plan(model)?, &kubectl(model))),
        KeyAction::CopyLink => copy("link", crate::app::overlay::links::first(model)?),
        KeyAction::CopyTest => copy("test", copy_test::lines(model)?),
        KeyAction::CopyRequest => {
            let fix = model.fix.as_ref().ok_or("open a fix first")?;
            let reason = fix.findings().map(|finding| &*finding.message).collect::<Vec<_>>().join("; ");
            copy("request", phrase::request(plan(model)?, &reason, &kubectl(model)))
        }
        _ => Err("this cannot be copied".into()),
    }
}

fn plan(model: &Model) -> Result<&crate::fix::Plan, String> {
    let plan = model.fix.as_ref().and_then(|fix| fix.plan.as_ref());
    plan.ok_or_else(|| "open a fix first".into())
}

fn plan_text(model: &Model) -> Result<String, String> {
    plan(model).map(crate::fix::Plan::text)
}

pub fn kubectl(model: &Model) -> Kubectl {
    let is_cluster = model.session.origin == crate::source::Origin::Cluster;
    Kubectl {
        context: is_cluster.then(|| model.session.context.clone()),
        as_user: model.session.impersonating.clone(),
        as_groups: Vec::new(),
        guard: is_cluster,
    }
}

fn markdown(finding: &Finding) -> String {
    let mut text = format!(
        "**{}** `{}` {}: {}\n",
        finding.severity.short(),
        finding.check,
        finding.object,
        finding.message
    );
    if !finding.evidence.is_empty() {
        text = format!("{text}\n- seen: {} at `{}`\n", finding.evidence, finding.path);
    }
    text
}
