//! Plans in other formats: YAML, diffs, kubectl, kustomize, JSON.

use super::Format;
use super::bench::Bench;
use super::request::FixRequest;
use crate::checks::prelude::plural;
use crate::cli::out::{Color, say, say_raw};
use crate::fix::phrase::{self, Kubectl};
use crate::fix::{Effects, MissingAnswers, Plan, Step, Vault};
use crate::model::ObjectRef;
use crate::output::object::object;
use crate::output::text::{Paint, clean};
use crate::source::{Origin, SourceRequest};
use crate::yaml::{diff, escaped, patch};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::IsTerminal;

pub fn text(format: Format, plans: &[Plan], bench: &Bench, wanted: &SourceRequest, paint: Paint) -> String {
    match format {
        Format::Yaml => owners(plans) + &latest(plans).text(),
        Format::Diff | Format::Patch => owners(plans) + &diffs(plans, paint),
        Format::Kubectl => phrase::kubectl(&joined(plans), &kubectl(bench, wanted)),
        Format::Kustomize => phrase::kustomize(&joined(plans)),
        Format::Json => json(plans, bench),
    }
}

fn owners(plans: &[Plan]) -> String {
    phrase::owned(&joined(plans)).into_iter().map(|line| clean(&line) + "\n").collect()
}

/// Prints the answers that are missing before a change can be made, and how to give them.
pub fn questions(open: &[(ObjectRef, MissingAnswers)], wish: &FixRequest) {
    for (object, asked) in open {
        say(&format!("{object}: {}.", asked.questions()));
    }
    let mut options: Vec<String> = open.iter().flat_map(|(_, asked)| asked.options()).collect();
    options.sort();
    options.dedup();
    let object = wish.object.iter().map(String::as_str);
    let words: Vec<&str> = object.chain(options.iter().map(String::as_str)).collect();
    say(&format!("For example: fnsec fix {} {}", wish.check.id, words.join(" ")));
}

/// Prints what will happen, before the confirmation.
pub fn announce(plans: &[Plan], effects: &[Effects], color: Color) {
    say_raw(&diffs(plans, color.paint(std::io::stderr().is_terminal())));
    for (plan, effects) in plans.iter().zip(effects) {
        let (gone, new) = (effects.resolved.len(), effects.introduced.len());
        let objects: Vec<String> = plan.steps.iter().map(|step| step.target.to_string()).collect();
        let what = format!("{}, {}", plan.title, objects.join(" and "));
        say(&format!("{what}: resolves {gone} finding{}, adds {new}.", plural(gone)));
        for one in &effects.introduced {
            say(&format!("  new: {} {}", one.severity, one.message));
        }
        for one in &effects.refused {
            say(&format!("Pod {} would be refused at level {}: {}.", one.pod, one.level, one.reasons));
        }
    }
    let prices = plans.iter().map(|plan| plan.price.clone()).filter(|price| !price.is_empty());
    let tools = plans.iter().flat_map(|plan| &plan.steps).filter_map(|step| {
        let tool = step.gitops.as_ref()?;
        Some(format!(
            "{} is managed by {tool}, which may revert the change; change it there as well.",
            step.target
        ))
    });
    let remarks: BTreeSet<String> = prices.chain(tools).collect();
    for remark in remarks {
        say(&remark);
    }
}

fn kubectl(bench: &Bench, wanted: &SourceRequest) -> Kubectl {
    let is_cluster = bench.origin() == Origin::Cluster;
    let context = is_cluster.then(|| bench.gathered.connection.name.clone());
    Kubectl {
        context: context.filter(|name| name != "in-cluster"),
        as_user: wanted.as_user.clone(),
        as_groups: wanted.as_groups.clone(),
        guard: is_cluster,
    }
}

/// Returns one plan with the steps of all, in order.
fn joined(plans: &[Plan]) -> Plan {
    let first = plans.first();
    let vault = plans.iter().find(|plan| !plan.vault.is_empty()).map(|plan| plan.vault.clone());
    Plan {
        title: first.map(|plan| plan.title.clone()).unwrap_or_default(),
        risk: plans.iter().map(|plan| plan.risk).max().unwrap_or(crate::checks::Risk::Safe),
        price: first.map(|plan| plan.price.clone()).unwrap_or_default(),
        check: first.map(|plan| plan.check.clone()).unwrap_or_default(),
        fingerprint: String::new(),
        steps: plans.iter().flat_map(|plan| plan.steps.iter().cloned()).collect(),
        vault: vault.unwrap_or_else(Vault::default),
        undoes: Vec::new(),
        left: Vec::new(),
        proposed: None,
    }
}

/// Returns the same, with only the last step for each object.
fn latest(plans: &[Plan]) -> Plan {
    let mut whole = joined(plans);
    let targets: Vec<ObjectRef> = whole.steps.iter().map(|step| step.target.clone()).collect();
    let mut at = 0;
    whole.steps.retain(|step| {
        at += 1;
        !targets.get(at..).unwrap_or_default().contains(&step.target)
    });
    whole
}

pub fn diffs(plans: &[Plan], paint: Paint) -> String {
    plans.iter().flat_map(|plan| &plan.steps).map(|step| step_diff(step, paint)).collect()
}

fn step_diff(step: &Step, paint: Paint) -> String {
    let (before, after) = step.texts();
    let home =
        if step.target.namespace.is_empty() { String::new() } else { format!("{}/", step.target.namespace) };
    let text = diff::unified(&before, &after, &clean(&format!("{home}{}", step.target.short())));
    let line = |line: &str| match (paint, line.chars().next()) {
        (Paint::Ansi, Some('+')) => paint.sign(true, &clean(line)) + "\n",
        (Paint::Ansi, Some('-')) => paint.sign(false, &clean(line)) + "\n",
        (Paint::Ansi, _) => clean(line) + "\n",
        (Paint::Plain, _) => line.to_owned() + "\n",
    };
    text.lines().map(line).collect()
}

fn json(plans: &[Plan], bench: &Bench) -> String {
    let fixes: Vec<Value> = plans.iter().map(|plan| fix(plan, bench)).collect();
    let text = serde_json::to_string_pretty(&json!({"version": 1, "fixes": fixes})).unwrap_or_default();
    escaped(&text) + "\n"
}

fn fix(plan: &Plan, bench: &Bench) -> Value {
    let files = bench.gathered.connection.files.as_ref();
    let step = |step: &Step| {
        let patch = step.change().map(|(base, draft)| patch::between(base, draft));
        let notes: Vec<Value> =
            step.notes.iter().map(|(path, why)| json!({"path": path, "why": why})).collect();
        json!({
            "verb": step.write(&Vault::default()).verb(), "object": object(&step.target, files),
            "draft": step.draft(), "patch": patch, "notes": notes, "managedBy": step.gitops,
        })
    };
    json!({
        "check": plan.check, "fingerprint": plan.fingerprint, "title": plan.title, "risk": plan.risk.word(),
        "price": plan.price, "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
    })
}
