//! The state of a fix in progress: its stage, what was chosen, and the answers of the server.

use crate::app::state::pending::Pending;
use crate::checks::{Finding, Fix};
use crate::fix::plan::Inputs;
use crate::fix::{Effects, Plan};
use crate::source::Trouble;
use crate::source::submit::SubmitOutcome;
use crate::yaml::YamlFault;
use std::collections::BTreeMap;
use std::sync::Arc;
use strum::VariantNames;
use tui_textarea::TextArea;

/// How far the fix is.
#[derive(Debug, Clone, PartialEq, Eq, VariantNames)]
pub enum Stage {
    /// Several fixes compete; one must be chosen.
    Choose,
    /// The fix needs an input; the number of the question.
    Answer(usize),
    /// The objects are being read.
    Preparing,
    Review,
    Editing,
    Applying,
    /// Sent; the watch has not reported it yet.
    Waiting,
    Done,
    Failed(Trouble),
}

/// What the lower pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    Diff,
    Yaml,
}

pub type Outcomes = Vec<Result<SubmitOutcome, Trouble>>;

#[derive(Debug)]
pub struct FixState {
    pub finding: Option<Arc<Finding>>,
    /// The other findings that the same change resolves.
    pub others: Vec<Arc<Finding>>,
    /// Marked findings that the change leaves, each with the reason.
    pub left: Vec<String>,
    pub options: Vec<Fix>,
    pub chosen: usize,
    pub stage: Stage,
    pub inputs: Inputs,
    /// The answer that is being typed.
    pub typed: String,
    pub plan: Option<Plan>,
    pub editor: Option<TextArea<'static>>,
    /// The plan as it was when the editor opened, for an edit that is discarded.
    pub unedited: Option<Box<Plan>>,
    /// Whether the last key tried to leave a text that cannot be parsed; the same key again discards the
    /// edit.
    pub leaves: bool,
    /// The error in the text that is being edited.
    pub fault: Option<YamlFault>,
    pub misread: Vec<(usize, String)>,
    pub effects: Option<Effects>,
    /// How many attack paths the change cuts, and how many there are in the namespaces that it concerns.
    pub paths: Option<(usize, usize)>,
    pub rehearsal: Option<Outcomes>,
    pub rehearsing: bool,
    pub results: Option<Outcomes>,
    /// Permissions, by `verb kind namespace/name`.
    pub may: BTreeMap<String, bool>,
    pub show: Show,
    pub scroll: usize,
    pub edited: bool,
    /// The open request to the cluster, or the pause after an edit.
    pub(in crate::app) pending: Pending,
}

impl FixState {
    pub(in crate::app) fn new(finding: Option<Arc<Finding>>, options: Vec<Fix>) -> Self {
        Self {
            finding,
            others: Vec::new(),
            left: Vec::new(),
            options,
            chosen: 0,
            stage: Stage::Choose,
            inputs: Inputs::new(),
            typed: String::new(),
            plan: None,
            editor: None,
            unedited: None,
            leaves: false,
            fault: None,
            misread: Vec::new(),
            effects: None,
            paths: None,
            rehearsal: None,
            rehearsing: false,
            results: None,
            may: BTreeMap::new(),
            show: Show::Diff,
            scroll: 0,
            edited: false,
            pending: Pending::default(),
        }
    }

    /// Returns a fix with an empty plan at the given stage.
    #[cfg(test)]
    pub(in crate::app) fn for_tests(stage: Stage) -> Self {
        let plan = Plan {
            title: "a change".into(),
            risk: crate::checks::Risk::Safe,
            price: String::new(),
            check: String::new(),
            fingerprint: String::new(),
            steps: Vec::new(),
            vault: crate::fix::Vault::default(),
            undoes: Vec::new(),
            left: Vec::new(),
            proposed: None,
        };
        Self { stage, plan: Some(plan), ..Self::new(None, Vec::new()) }
    }

    /// Returns every finding that the change resolves.
    pub fn findings(&self) -> impl Iterator<Item = &Arc<Finding>> {
        self.finding.iter().chain(&self.others)
    }

    pub fn fix(&self) -> Option<&Fix> {
        self.options.get(self.chosen)
    }

    /// Returns the warnings of the rehearsal, verbatim.
    pub fn warnings(&self) -> Vec<&str> {
        let outcomes = self.rehearsal.iter().flatten().flatten();
        outcomes.flat_map(|outcome| outcome.warnings.iter().map(String::as_str)).collect()
    }

    /// Returns the first refusal of the rehearsal.
    pub fn refusal(&self) -> Option<&Trouble> {
        self.rehearsal.iter().flatten().find_map(|outcome| outcome.as_ref().err())
    }

    pub fn rehearsed(&self) -> bool {
        !self.rehearsing && self.rehearsal.as_ref().is_some_and(|all| all.iter().all(Result::is_ok))
    }

    /// Returns the writes that the user may not send, as `verb kind`.
    pub fn forbidden(&self) -> Vec<String> {
        self.may.iter().filter(|(_, allowed)| !**allowed).map(|(what, _)| what.clone()).collect()
    }

    pub fn is_unsaved(&self) -> bool {
        self.edited && !matches!(self.stage, Stage::Waiting | Stage::Done)
    }
}
