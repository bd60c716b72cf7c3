//! Whether a value at a sink is a finding, and how certain it is.

use super::super::form::Span;
use super::super::report::{Certainty, Reason};
use super::super::rule::CodeRule;
use super::found::{FlowFinding, Wait};
use super::limited::Limit;
use super::run::FlowRun;
use super::taint::{Label, Marks, TextPart, TraceId};
use super::value::{Trust, Value};

impl FlowRun<'_, '_> {
    /// Reports the parts of a value that the caller chooses and that nothing protects.
    pub fn reach(&mut self, rule: CodeRule, value: Value, span: Span, name: &str, reason: Option<Reason>) {
        if let Some((certainty, trace)) = self.judge(rule, value, reason) {
            self.found.add(FlowFinding { rule, certainty, trace: Some(trace), span, name: name.to_owned() });
        }
    }

    /// Reports a value later, if something else holds.
    pub fn reach_if(&mut self, wait: Wait, rule: CodeRule, value: Value, span: Span, name: &str) {
        if let Some((certainty, trace)) = self.judge(rule, value, None) {
            let finding = FlowFinding { rule, certainty, trace: Some(trace), span, name: name.to_owned() };
            self.found.wait(wait, finding);
        }
    }

    /// Reports the parts of a value that have a label.
    pub fn leak(&mut self, rule: CodeRule, labels: &[Label], value: Value, span: Span, name: &str) {
        let part = self.taints.parts(value.taint).iter().find(|part| labels.contains(&part.label)).copied();
        if let Some(part) = part {
            let certainty = Certainty::Certain;
            self.found.add(FlowFinding {
                rule,
                certainty,
                trace: Some(part.trace),
                span,
                name: name.to_owned(),
            });
        }
    }

    /// Reports a place.
    pub fn place(&mut self, rule: CodeRule, span: Span, name: &str) {
        let certainty = Certainty::Certain;
        self.found.add(FlowFinding { rule, certainty, trace: None, span, name: name.to_owned() });
    }

    /// The certainty of the worst part of a value, and its way.
    pub fn judge(
        &self,
        rule: CodeRule,
        value: Value,
        reason: Option<Reason>,
    ) -> Option<(Certainty, TraceId)> {
        let parts = self.taints.parts(value.taint).iter();
        let caller = parts.filter(|part| part.label == Label::Caller);
        let judged =
            caller.filter_map(|part| Some((self.certainty(rule, value, *part, reason)?, part.trace)));
        judged.min_by_key(|(certainty, _)| *certainty)
    }

    fn certainty(
        &self,
        rule: CodeRule,
        value: Value,
        part: TextPart,
        reason: Option<Reason>,
    ) -> Option<Certainty> {
        let limit = self.limit_of(rule, value, part, reason);
        if self.is_trusted(part, Trust::Listed)
            || limit == Limit::Harmless
            || self.is_protected(rule, value, part)
        {
            return None;
        }
        let undecided = [Trust::Partly, Trust::Accepted, Trust::Refused, Trust::Relative];
        let undecided =
            part.marks.has(Marks::CHECKED) || undecided.iter().any(|trust| self.is_trusted(part, *trust));
        // A folder that is left only from the root was checked for the way up.
        let inside = rule == CodeRule::PathTraversal && self.is_trusted(part, Trust::Inside);
        let doubt = if undecided || inside || limit == Limit::Partial {
            Some(Reason::PartialCheck)
        } else if part.marks.has(Marks::SCHEMA) || self.is_trusted(part, Trust::Schema) {
            Some(Reason::Schema)
        } else if part.marks.has(Marks::REPLACED) && rule != CodeRule::TokenNotVerified {
            Some(Reason::Replaced)
        } else if part.marks.has(Marks::THROUGH_CALL) {
            Some(Reason::UnknownCall)
        } else {
            reason
        };
        Some(doubt.map_or(Certainty::Certain, Certainty::Possible))
    }

    /// Whether an encoding or a validation protects what the rule is about.
    fn is_protected(&self, rule: CodeRule, value: Value, part: TextPart) -> bool {
        let marked = |marks: Marks| part.marks.has(marks);
        let trusted = |trust: Trust| self.is_trusted(part, trust);
        match rule {
            CodeRule::CommandInjection => marked(Marks::QUOTED),
            CodeRule::PathTraversal => {
                marked(Marks::FILE_NAME)
                    || marked(Marks::ENCODED)
                    || trusted(Trust::Prefixed)
                    || trusted(Trust::Inside) && (trusted(Trust::Relative) || !self.may_begin(value, part))
            }
            CodeRule::ServerSideRequestForgery | CodeRule::OpenRedirect => {
                marked(Marks::ENCODED) || trusted(Trust::Prefixed) || trusted(Trust::Target)
            }
            CodeRule::CrossSiteScripting => marked(Marks::ESCAPED) || marked(Marks::ENCODED),
            CodeRule::LogInjection | CodeRule::HeaderInjection => {
                marked(Marks::ONE_LINE) || marked(Marks::ENCODED) || trusted(Trust::OneLine)
            }
            CodeRule::NoSqlInjection => {
                marked(Marks::TEXT) || marked(Marks::SCHEMA) || trusted(Trust::Text) || trusted(Trust::Schema)
            }
            CodeRule::PrototypePollution => {
                marked(Marks::SCHEMA) || trusted(Trust::NoPrototype) || trusted(Trust::Schema)
            }
            CodeRule::PatternFromInput => marked(Marks::LITERAL_PATTERN),
            CodeRule::LdapInjection => marked(Marks::LDAP_ESCAPED),
            CodeRule::CodeInjection
            | CodeRule::SqlInjection
            | CodeRule::TemplateInjection
            | CodeRule::UnsafeDeserialization
            | CodeRule::XmlExternalEntities
            | CodeRule::SlowPattern
            | CodeRule::SecretLogged
            | CodeRule::SecretReturned
            | CodeRule::SecretSent
            | CodeRule::EventLogged
            | CodeRule::StackReturned
            | CodeRule::TlsVerificationOff
            | CodeRule::TokenNotVerified
            | CodeRule::SecretCompared
            | CodeRule::WeakPasswordHash
            | CodeRule::WeakCipher
            | CodeRule::StaticKey
            | CodeRule::PredictableRandom
            | CodeRule::CorsAnyOrigin
            | CodeRule::IdentityFromHeader
            | CodeRule::SecretFallback => false,
        }
    }
}
