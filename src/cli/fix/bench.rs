//! The workbench: findings, and how they change while one plan after the other is made.
//!
//! The result of each plan is applied in memory at once, so that the next plan starts from it.

use super::choice;
use super::rendered::{self, Layer};
use super::request::FixRequest;
use crate::checks::{self, Check, Finding, Verdict, fingerprint};
use crate::cli::SourceVerdicts;
use crate::cli::exit::Failure;
use crate::decode;
use crate::fix::plan::PlanError;
use crate::fix::{Effects, MissingAnswers, Plan, effects, guard};
use crate::model::{Change, Dirty, Kind, ObjectRef, Scope, Snapshot, Space};
use crate::output::{ReportFilter, Scan};
use crate::source::Origin;
use crate::source::rendering::RootKind;
use crate::source::submit::Submitter;
use crate::verdicts::Report;
use crate::yaml::Put;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub enum PlanOutcome {
    /// A plan, and the objects it relates to, nearest first.
    Plan(Box<Plan>, Vec<ObjectRef>),
    /// Another plan already resolves the finding.
    Resolved,
    /// The finding has no automatic fix; the text says why.
    Without(String),
    /// The change does not fit the current object; the text says why.
    PlanError(String),
    /// Answers are missing or invalid: for which object, and which.
    Open(ObjectRef, MissingAnswers),
}

pub struct Bench {
    pub gathered: SourceVerdicts,
    pub submitter: Submitter,
    /// The state of objects after the plans so far, when nothing is really written.
    imagined: BTreeMap<ObjectRef, Option<Value>>,
    before: (Snapshot, Report),
}

impl Bench {
    pub fn new(gathered: SourceVerdicts) -> Self {
        let submitter = Submitter::new(gathered.connection.client.clone(), gathered.connection.read_only);
        make_namespaces(&gathered);
        let before = (gathered.snapshot.clone(), gathered.report.clone());
        Self { gathered, submitter, imagined: BTreeMap::new(), before }
    }

    pub fn origin(&self) -> Origin {
        self.gathered.connection.origin
    }

    /// Returns to the real state.
    pub fn forget(&mut self) {
        self.imagined.clear();
        (self.gathered.snapshot, self.gathered.report) = self.before.clone();
    }

    fn scan(&self, check: &Check) -> Scan {
        let filter = ReportFilter { checks: vec![check.id], ..ReportFilter::default() };
        Scan::new(self.gathered.header(), &self.gathered.snapshot, &self.gathered.report, &filter)
    }

    /// Returns the fingerprints of the matching findings, in the order of a scan.
    pub fn matching(&self, wish: &FixRequest) -> Vec<String> {
        let meant = |finding: &&Finding| {
            wish.object.as_deref().is_none_or(|wanted| is_object(&finding.object, wanted))
        };
        let scan = self.scan(wish.check);
        scan.items.iter().map(|item| item.finding.as_ref()).filter(meant).map(fingerprint::of).collect()
    }

    /// Returns what identifies a finding across sets: the finding, where its object is in the files, and the overlay
    /// if it is changed by a patch there; `writes` says whether files are changed.
    pub fn place(
        &self,
        print: &str,
        check: &Check,
        writes: bool,
        layer: Option<Layer>,
    ) -> (String, Option<(String, usize)>, Option<PathBuf>) {
        let object = self.finding(print, check).map(|(_, finding)| finding.object.clone());
        let files = self.gathered.connection.files.as_ref();
        let place =
            object.and_then(|object| files?.place(&object).map(|place| (place.file.clone(), place.doc)));
        let root = files.and_then(|files| files.tree.root());
        let overlay = root.zip(place.as_ref()).filter(|(root, (file, _))| {
            let is_overlay = root.kind == RootKind::Kustomization;
            writes && is_overlay && rendered::layer(root, file, layer) == Layer::Overlay
        });
        let overlay = overlay.map(|(root, _)| root.folder.clone());
        (print.to_owned(), place, overlay)
    }

    /// Returns where the check could not be evaluated, and why.
    pub fn unknown(&self, check: &Check) -> Vec<(String, String)> {
        let gaps = self.scan(check).gaps;
        gaps.into_iter().map(|gap| (gap.home().to_owned(), gap.reason())).collect()
    }

    fn finding(&self, print: &str, check: &Check) -> Option<(String, Arc<Finding>)> {
        let at = checks::position(check.id)?;
        self.gathered.report.spaces().find_map(|(name, space)| {
            let Some(Some(Verdict::Findings(found))) = space.verdicts.get(at) else { return None };
            let same = found.iter().find(|finding| fingerprint::of(finding) == print)?;
            Some((name.to_owned(), Arc::clone(same)))
        })
    }

    /// Returns the plan for a finding, from the current state.
    ///
    /// # Errors
    /// If an object of the fix cannot be read.
    pub async fn plan(&self, print: &str, wish: &FixRequest) -> Result<PlanOutcome, Failure> {
        let Some((space, finding)) = self.finding(print, wish.check) else {
            return Ok(PlanOutcome::Resolved);
        };
        let Some(space) = self.gathered.snapshot.space(&space) else {
            return Ok(PlanOutcome::Resolved);
        };
        let scope = Scope::new(&self.gathered.snapshot, space, self.gathered.today);
        let fixes = (wish.check.fixes)(&scope, &finding);
        let fix = match choice::of(&fixes, wish, &finding) {
            Ok(fix) => fix,
            Err(words) => return Ok(PlanOutcome::Without(words)),
        };
        if let Some(never) = guard::terminating(fix, &self.gathered.snapshot) {
            return Ok(PlanOutcome::PlanError(sentence(&never)));
        }
        let mut bases = Vec::new();
        for edit in &fix.edits {
            bases.push(self.base(&edit.target).await?);
        }
        match Plan::new(fix, &wish.inputs, &bases) {
            Ok(mut plan) => {
                wish.check.id.clone_into(&mut plan.check);
                print.clone_into(&mut plan.fingerprint);
                Ok(PlanOutcome::Plan(Box::new(plan), about(&finding, space)))
            }
            Err(PlanError::Open(open)) => Ok(PlanOutcome::Open(finding.object.clone(), open)),
            Err(
                misfit @ (PlanError::Gone(_)
                | PlanError::Exists(_)
                | PlanError::Changed { .. }
                | PlanError::Stays { .. }
                | PlanError::Leaving(_)
                | PlanError::Terminating(_)
                | PlanError::Outdated { .. }),
            ) => Ok(PlanOutcome::PlanError(sentence(&misfit))),
        }
    }

    /// Refuses a fix or an answer that fits none of the findings.
    ///
    /// # Errors
    /// If the fix or an answer fits none of the findings.
    pub fn refuse(&self, prints: &[String], wish: &FixRequest) -> Result<(), Failure> {
        let mut all = Vec::new();
        for (home, finding) in prints.iter().filter_map(|print| self.finding(print, wish.check)) {
            let Some(space) = self.gathered.snapshot.space(&home) else { continue };
            let scope = Scope::new(&self.gathered.snapshot, space, self.gathered.today);
            all.push((wish.check.fixes)(&scope, &finding));
        }
        choice::refuse(&all, wish)
    }

    async fn base(&self, target: &ObjectRef) -> Result<Option<Value>, Failure> {
        match self.imagined.get(&whatever_version(target)) {
            Some(value) => Ok(value.clone()),
            None => Ok(self.submitter.fresh(target).await?),
        }
    }

    /// Continues as if the plan were applied.
    pub fn pretend(&mut self, plan: &Plan) {
        for step in &plan.steps {
            let Some(draft) = step.draft() else {
                self.learn(&step.target, None);
                self.imagined.insert(whatever_version(&step.target), None);
                continue;
            };
            let mut value = plan.vault.restore(draft);
            if let Some(lock) = step.lock() {
                value.put(["metadata", "uid"], json!(lock.uid));
                value.put(["metadata", "resourceVersion"], json!(lock.resource_version));
            }
            self.learn(&step.target, Some(&value));
            self.imagined.insert(whatever_version(&step.target), Some(value));
        }
    }

    /// Takes in the current object, or that it is gone, and re-evaluates what depends on it.
    pub fn learn(&mut self, target: &ObjectRef, value: Option<&Value>) {
        let Some(kind) = target.known() else { return };
        let (namespace, name) = (target.namespace.clone(), target.name.clone());
        let change = match value.map(|value| decode::object(kind, &value.to_string())) {
            None => Change::Gone { kind, namespace: namespace.into(), name: name.into() },
            Some(Ok(object)) => Change::Put(object),
            Some(Err(_)) => return,
        };
        let (mut dirty, snapshot) = (Dirty::default(), &mut self.gathered.snapshot);
        snapshot.apply(change, &mut dirty);
        let report = &mut self.gathered.report;
        report.mark(snapshot, &dirty);
        while report.step(snapshot, self.gathered.today) {}
    }

    /// Returns the effects of a plan, from the state known so far.
    pub fn effects(&self, plan: &Plan) -> Effects {
        effects::of(plan, &self.gathered.snapshot, &self.gathered.report, self.gathered.today)
    }
}

/// Returns the name of an object that is the same in every version: a fix may migrate it.
fn whatever_version(target: &ObjectRef) -> ObjectRef {
    let known = target.known().map(|kind| ObjectRef::new(kind, &target.namespace, &target.name));
    known.unwrap_or_else(|| target.clone())
}

/// Manifests often do not include their namespaces, but the embedded server requires them.
fn make_namespaces(gathered: &SourceVerdicts) {
    let Some(embedded) =
        gathered.connection.embedded.as_ref().filter(|_| gathered.connection.files.is_some())
    else {
        return;
    };
    let missing = |name: &&String| embedded.object(Kind::Namespace, "", name).is_none();
    for name in gathered.namespaces.iter().filter(missing) {
        embedded.seed(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}));
    }
}

pub fn sentence(words: &impl ToString) -> String {
    let text = words.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// Returns the objects beside which a new file is placed: the finding's object, its Functions, the namespace,
/// then any of its Functions.
fn about(finding: &Finding, space: &Space) -> Vec<ObjectRef> {
    let function = |name: &str| ObjectRef::new(Kind::Function, finding.home(), name);
    let named = finding.functions.iter().map(|name| function(name));
    let namespace = ObjectRef::new(Kind::Namespace, "", finding.home());
    let all = space.functions.keys().map(|name| function(name));
    [finding.object.clone()].into_iter().chain(named).chain([namespace]).chain(all).collect()
}

/// `KIND/NAME`, the kind singular or plural, in any case, with or without its group; or a name alone.
fn is_object(object: &ObjectRef, wanted: &str) -> bool {
    let Some((kind, name)) = wanted.split_once('/') else {
        return object.name == wanted;
    };
    let kind = kind.to_lowercase();
    let info = object.known().map(Kind::info);
    let plural = info.map_or_else(String::new, |info| info.plural.to_owned());
    let resource = info.map_or_else(String::new, |info| info.resource());
    object.name == name && [object.kind.to_lowercase(), plural, resource].contains(&kind)
}
