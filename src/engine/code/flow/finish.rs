//! The result of a run: findings in order, places in lines.

use super::super::form::Span;
use super::super::place::Lines;
use super::super::report::{
    Analysis, Certainty, CodeStep, ContactedHost, Flow, HandlerFacts, KubernetesCall, NameUse, PackedFacts,
    StepAction, Uses,
};
use super::super::rule::CodeRule;
use super::found::{FlowFinding, Wait};
use super::run::FlowRun;
use super::taint::{Act, Label, Trace, TraceId};

/// A flow has at most so many steps between its source and its sink.
const STEPS: usize = 48;

/// A name is shown up to this length.
const NAME: usize = 96;

impl FlowRun<'_, '_> {
    pub fn finish(mut self, source: &str) -> Analysis {
        self.settle();
        let lines = Lines::new(source);
        let mut found = std::mem::take(&mut self.found.all);
        found.sort_by_key(|finding| (finding.span, finding.rule));
        let flows = found.iter().map(|finding| self.flow(finding, &lines)).collect();
        let line = |span: Span| lines.line(span.start);
        let handler = HandlerFacts {
            line: self.facts.handler.map(line),
            reads_caller: self.facts.reads_caller,
            checks_method: self.facts.checks_method,
            checks_caller: self.facts.checks_caller,
            changes_data: self.facts.changes_data.or(self.facts.may_change).map(line),
            may_only_ask: self.facts.changes_data.is_none() && self.facts.may_change.is_some(),
        };
        let incomplete = self.obstacle.map(|fault| fault.place(&lines));
        Analysis { flows, uses: self.uses(&lines), incomplete, handler }
    }

    /// Decides about findings that depend on something else.
    fn settle(&mut self) {
        for (wait, finding) in std::mem::take(&mut self.found.waiting) {
            let holds = match wait {
                Wait::Html => self.facts.html,
                Wait::NoVerification => !self.facts.verifies,
            };
            if holds {
                self.found.add(finding);
            }
        }
        if let (Some((span, trace)), true) = (self.facts.any_origin, self.facts.credentials_allowed) {
            let (rule, certainty) = (CodeRule::CorsAnyOrigin, Certainty::Certain);
            let name = "Access-Control-Allow-Origin".to_owned();
            self.found.add(FlowFinding { rule, certainty, trace, span, name });
        }
    }

    fn flow(&self, finding: &FlowFinding, lines: &Lines<'_>) -> Flow {
        let mut ways = Vec::new();
        let mut next: Option<TraceId> = finding.trace;
        while let Some(way) = next.and_then(|trace| self.taints.way(trace)) {
            ways.push(way);
            next = way.before;
        }
        let source = ways.pop().map(|way| self.source(&way, lines));
        ways.reverse();
        if ways.len() > STEPS {
            // The beginning and the end say most.
            ways.drain(STEPS / 2..ways.len() - STEPS / 2);
        }
        let mut steps: Vec<CodeStep> = Vec::with_capacity(ways.len());
        steps.extend(ways.iter().map(|way| step(way.span, event(way.act), way.name, lines)));
        steps.dedup_by(|one, other| {
            one.line == other.line && one.event == other.event && one.name == other.name
        });
        let sink = step(finding.span, StepAction::Reaches, &finding.name, lines);
        Flow {
            rule: finding.rule,
            certainty: finding.certainty,
            source,
            steps: steps.into(),
            sink,
            changeable: false,
        }
    }

    fn source(&self, way: &Trace<'_>, lines: &Lines<'_>) -> CodeStep {
        let event = match way.label {
            Label::Secret | Label::Token => StepAction::ReadsSecret,
            Label::Environment => StepAction::ReadsEnvironment,
            Label::Event => StepAction::ReadsEvent,
            Label::Error | Label::Stack => StepAction::CatchesError,
            Label::Random | Label::Digest => StepAction::Generates,
            Label::Caller | Label::Keyed => StepAction::ReadsInput,
        };
        let path = self.paths.text(way.path);
        let name = if path.is_empty() || event == StepAction::ReadsSecret { way.name } else { &path };
        step(way.span, event, name, lines)
    }

    fn uses(&mut self, lines: &Lines<'_>) -> PackedFacts {
        let named = |all: &[(&str, Span)]| -> Box<[NameUse]> {
            all.iter()
                .map(|(name, span)| NameUse { name: (*name).into(), line: lines.line(span.start) })
                .collect()
        };
        let mut modules: Vec<NameUse> = Vec::new();
        for import in &self.form.imports {
            let name = import.module.strip_prefix("node:").unwrap_or(import.module);
            if !modules.iter().any(|known| *known.name == *name) {
                modules.push(NameUse { name: name.into(), line: lines.line(import.span.start) });
            }
        }
        let facts = std::mem::take(&mut self.facts);
        let contacts = facts.endpoints.into_iter().map(|contact| ContactedHost {
            via: contact.via,
            scheme: contact.scheme.into(),
            host: contact.host.into(),
            port: contact.port,
            line: lines.line(contact.span.start),
        });
        let calls = facts.kubernetes.into_iter().map(|call| KubernetesCall {
            verb: call.verb,
            resource: call.resource.into(),
            namespace: call.namespace,
            line: lines.line(call.span.start),
        });
        let uses = Uses {
            endpoints: contacts.collect(),
            kubernetes: calls.collect(),
            events: named(&facts.events),
            environment: named(&facts.environment),
            whole_environment: facts.whole_environment,
            files: named(&facts.files),
            modules: modules.into(),
        };
        PackedFacts::of(&uses)
    }
}

const fn event(act: Act) -> StepAction {
    match act {
        Act::Read => StepAction::ReadsInput,
        Act::Assign => StepAction::Assigns,
        Act::Pass => StepAction::Passes,
        Act::Join => StepAction::Joins,
        Act::Through => StepAction::PassesThrough,
        Act::Return => StepAction::Returns,
    }
}

fn step(span: Span, event: StepAction, name: &str, lines: &Lines<'_>) -> CodeStep {
    let (line, column) = lines.place(span.start);
    let (last, end) = lines.place(span.end);
    let end_column = if last == line { end } else { lines.end_of_line(span.start) };
    CodeStep { line, column, end_column, event, name: shown(name) }
}

/// A name as far as it is made of the letters of names; a key may be any text.
fn shown(name: &str) -> Box<str> {
    let plain = |letter: &char| letter.is_alphanumeric() || "_$.-@/: ".contains(*letter);
    name.chars().take(NAME).take_while(plain).collect::<String>().into()
}
