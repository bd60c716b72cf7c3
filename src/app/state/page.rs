//! What a screen shows besides its rows, kept with what it was computed from.

use crate::app::screen::place::Place;
use crate::checks::{Finding, Severity};
use crate::model::external_reports::Grade;
use crate::verdicts::Coverage;
use crate::verdicts::attack_path::AttackPath;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Clone, Default)]
pub struct Page {
    pub(in crate::app) key: Option<PageKey>,
    /// The generation of the report, and the change of the snapshot, that the coverage is computed from.
    pub(in crate::app) covered: Option<(u64, u64)>,
    pub coverage: Coverage,
    /// The same for what the Overview shows of the whole cluster, and whether that includes paths.
    pub(in crate::app) summed: Option<(u64, u64, bool)>,
    pub posture: Posture,
    /// The worst attack paths of the cluster, each with its namespace.
    pub paths: Vec<(String, AttackPath)>,
    /// What cuts each of the first of these paths, and what is left then.
    pub path_cuts: Vec<PathCut>,
    /// The findings of the subject of the screen.
    pub findings: Vec<Arc<Finding>>,
    /// The attack path of the Function on screen.
    pub path: Option<AttackPath>,
    /// What other tools report about the Function or the namespace on screen.
    pub reports: Vec<ReportRow>,
    pub guardrails: Guardrails,
    /// The worst finding of each APIRule of the namespace on screen, down to medium.
    pub worst_of_rule: BTreeMap<String, Severity>,
}

/// What cuts an attack path, kept with what it was computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct PathCut {
    /// The path with its namespace, and the generation in which a verdict there changed last.
    pub(in crate::app) of: (String, AttackPath),
    pub(in crate::app) changed: u64,
    /// What ends the path, then what leaves a part of it; empty if no link can be cut automatically.
    pub steps: Vec<CutStep>,
}

/// The first fix of a link of an attack path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutStep {
    /// The number of the link, and the title of the fix.
    pub words: String,
    /// What is left of the path; none if it ends.
    pub left: Option<String>,
}

impl PathCut {
    /// Returns each step with what is left after it.
    #[must_use]
    pub fn words(&self) -> String {
        if self.steps.is_empty() {
            return "no link can be cut automatically".to_owned();
        }
        let each = |step: &CutStep| format!("{} ({})", step.words, step.left.as_deref().unwrap_or("ends it"));
        self.steps.iter().map(each).collect::<Vec<_>>().join(" · ")
    }
}

/// What a page is computed from.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::app) struct PageKey {
    pub(in crate::app) place: Place,
    pub(in crate::app) generation: u64,
    pub(in crate::app) changes: u64,
    pub(in crate::app) accepted: bool,
    pub(in crate::app) filter: String,
    /// The selected namespace, where a screen shows its findings.
    pub(in crate::app) selected: Option<String>,
}

/// How far a namespace restricts its pods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Guardrails {
    /// Pods that run or will run.
    pub pods: usize,
    /// How many of them satisfy each level.
    pub baseline: usize,
    pub restricted: usize,
    /// How many the enforced level would refuse on recreation.
    pub refused: usize,
    /// How many Functions a NetworkPolicy isolates, by direction.
    pub ingress: usize,
    pub egress: usize,
}

/// The whole cluster in a few numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Posture {
    pub score: Option<u8>,
    pub routes: usize,
    pub open_routes: usize,
}

/// What another tool reports: a label, and the text beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    pub label: String,
    pub words: String,
    pub tone: Tone,
}

/// How a report is emphasised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Muted,
    Text,
    Warning,
    Grade(Grade),
}
