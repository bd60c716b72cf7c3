//! Any client may write through this route.

use super::super::routes::derived;
use super::open::{self, OpenRoute};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "unauthenticated-write-route",
    family: Exposure,
    severity: Critical,
    title: "Anyone can write through this route",
    why: "An open route that accepts data lets anyone on the internet change what the Function can change.",
    page: include_str!("unauthenticated_write_route.md"),
    reads: derived::OPEN,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let open = open::judged(scope, OpenRoute::writes).into_iter();
    open.map(|open| open.finding(&CHECK, message(&open))).collect()
}

fn message(open: &OpenRoute<'_>) -> String {
    format!("{} accepts {} from anyone: no token is required", open.place(), open.calls())
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(open) = open::editable(scope, finding) else {
        return open::migrate(scope, finding).into_iter().collect();
    };
    let mut fixes = vec![open::ask_for_token(scope, &open)];
    if open.reads() {
        fixes.push(narrow(&open));
    }
    fixes
}

/// Returns the fix that keeps the route open only for reading one path.
fn narrow(open: &OpenRoute<'_>) -> Fix {
    let base = &open.route.pointer;
    let harmless = |method: &&String| matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let methods: Vec<&String> = open.route.methods.iter().filter(harmless).collect();
    let mut fix = Fix::new("Restrict the open route to reading", Risk::MayBreak).costs(
        "Calls with other methods, or to other paths, get 404 from then on unless another rule covers them.",
    );
    let mut ops = vec![Op::set(format!("{base}/methods"), json!(methods))];
    let mut notes = vec![(format!("{base}/methods"), "read-only methods")];
    if open.is_wide() {
        ops.push(Op::set(format!("{base}/path"), json!("${path}")));
        notes.push((
            format!("{base}/path"),
            "one path instead of all: /metrics and /healthz are no longer exposed",
        ));
        fix = fix.asks("path", "the one path that stays open to anyone", "/");
    }
    let edit = Edit::modify(rule_ref(open.rule), ops);
    fix.edit(notes.into_iter().fold(edit, |edit, (at, why)| edit.note(at, why)))
}
