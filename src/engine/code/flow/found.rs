//! What was found, before places are counted in lines.

use super::super::form::Span;
use super::super::report::Certainty;
use super::super::rule::CodeRule;
use super::taint::TraceId;

/// At most so many findings of one source are kept.
const FINDINGS: usize = 200;

#[derive(Debug, Clone)]
pub struct FlowFinding {
    pub rule: CodeRule,
    pub certainty: Certainty,
    /// The way to the sink; none if the place alone is the finding.
    pub trace: Option<TraceId>,
    pub span: Span,
    pub name: String,
}

#[derive(Debug, Default)]
pub struct FlowFindings<'a> {
    pub all: Vec<FlowFinding>,
    /// What is a finding only if something else holds at the end.
    pub waiting: Vec<(Wait, FlowFinding)>,
    _names: std::marker::PhantomData<&'a str>,
}

/// What a finding depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The response is HTML.
    Html,
    /// No token is verified anywhere.
    NoVerification,
}

impl FlowFindings<'_> {
    /// Keeps a finding; of two at one place the more certain one.
    pub fn add(&mut self, finding: FlowFinding) {
        let full = self.all.len() >= FINDINGS;
        let known =
            self.all.iter_mut().find(|known| known.rule == finding.rule && known.span == finding.span);
        match known {
            Some(known) if finding.certainty < known.certainty => *known = finding,
            Some(_) => {}
            None if full => {}
            None => self.all.push(finding),
        }
    }

    pub fn wait(&mut self, wait: Wait, finding: FlowFinding) {
        if self.waiting.len() < FINDINGS {
            self.waiting.push((wait, finding));
        }
    }
}
