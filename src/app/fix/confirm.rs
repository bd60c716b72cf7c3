//! How strictly a change must be confirmed, and the question that asks for it.

use crate::app::state::connection::{ConnectionState, Env};
use crate::app::{Code, Key};
use crate::fix::Plan;
use crate::model::Kind;

/// The confirmation that a change needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tier {
    /// One key.
    Yes,
    /// A name that must be typed, and why.
    Type { word: String, why: String },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    pub tier: Tier,
    pub typed: String,
    /// When the question opened; keys in the first moments are not meant for it.
    pub since: u64,
}

/// Keys are ignored for this long, in milliseconds: the key that opened the question may still repeat.
pub const DEAF_MS: u64 = 300;

impl Confirm {
    #[must_use]
    pub fn hears(&self, now: u64) -> bool {
        now >= self.since + DEAF_MS
    }
}

/// Returns the tier of a plan, from its target cluster and the result of the rehearsal.
pub fn tier(plan: &Plan, session: &ConnectionState, warnings: usize, always_typed: bool) -> Tier {
    let mut namespaces: Vec<&str> = plan.steps.iter().map(home).collect();
    namespaces.sort_unstable();
    namespaces.dedup();
    if namespaces.len() > 1 {
        let why = format!("it touches {} namespaces", namespaces.len());
        return Tier::Type { word: format!("apply {}", plan.steps.len()), why };
    }
    let word = namespaces.first().copied().unwrap_or_default().to_owned();
    let asked = || always_typed.then(|| "the configuration asks for it".to_owned());
    match why_typed(plan, session, warnings).or_else(asked) {
        Some(why) if !word.is_empty() => Tier::Type { word, why },
        Some(why) => Tier::Type { word: session.context.clone(), why },
        None => Tier::Yes,
    }
}

/// Returns the namespace of a step; for a Namespace object its own name.
fn home(step: &crate::fix::Step) -> &str {
    step.target.home()
}

fn why_typed(plan: &Plan, session: &ConnectionState, warnings: usize) -> Option<String> {
    if session.env == Env::Prod {
        return Some("this is production".into());
    }
    if warnings > 0 {
        return Some(format!(
            "the rehearsal returned {warnings} warning{}",
            if warnings == 1 { "" } else { "s" }
        ));
    }
    for step in &plan.steps {
        if step.is_delete() {
            return Some(format!("it deletes {}", step.target));
        }
        if let Some(tool) = &step.gitops {
            return Some(format!("{tool} manages {} and may revert it", step.target));
        }
        if step.changed().iter().any(|path| path.contains("pod-security.kubernetes.io~1enforce")) {
            return Some("it changes what the namespace enforces".into());
        }
        if step.target.kind == Kind::NetworkPolicy && step.is_create() {
            return Some("it cuts connections that are open now".into());
        }
        if step.target.api_version.starts_with("rbac.") {
            return Some("it changes who may do what".into());
        }
    }
    None
}

/// Returns the headline of the question: a summary of the draft.
#[must_use]
pub fn summary(plan: &Plan) -> String {
    let created = plan.steps.iter().filter(|step| step.is_create()).count();
    let deleted = plan.steps.iter().filter(|step| step.is_delete()).count();
    let changed = plan.steps.len() - created - deleted;
    let mut parts = Vec::new();
    for (count, word) in [(created, "created"), (changed, "changed"), (deleted, "deleted")] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    parts.join(", ")
}

/// Whether the typed text confirms; it must match exactly, and only Enter sends it.
#[must_use]
pub fn confirms(tier: &Tier, typed: &str, key: Key) -> bool {
    match tier {
        Tier::Yes => key.letter() == Some('y'),
        Tier::Type { word, .. } => key.code == Code::Enter && typed == word,
    }
}
