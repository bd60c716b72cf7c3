//! Which clients a rule admits, as far as the controller's own policies decide; tested with requests that the
//! rule routes. A generated `APIRule` flows in; yes, no or unknown flows out. External authorizers are not
//! evaluated.

use super::generate::GeneratedObjects;
use super::index::Mesh;
use super::request::{Request, Token};
use super::weaker;
use crate::model::mesh::Action;
use std::collections::BTreeSet;

/// An APIRule that can be evaluated.
pub struct RuleAdmission<'a> {
    made: &'a GeneratedObjects,
    mesh: Mesh,
    host: String,
}

impl<'a> RuleAdmission<'a> {
    /// `None` where it is refused, or where some of what is generated from it is not known.
    #[must_use]
    pub fn of(made: &'a GeneratedObjects) -> Option<Self> {
        let known = made.valid != Some(false) && made.is_derived() && !made.targets.is_empty();
        let allow = made.policies.iter().filter(|policy| policy.policy.action == Action::Allow);
        let mesh = || {
            Mesh::build(
                allow.map(|generated_policy| generated_policy.policy.clone()).collect(),
                made.requests.clone(),
            )
        };
        known.then(|| Self { made, mesh: mesh(), host: weaker::concrete(&made.host) })
    }

    /// Whether the rule admits some request with this token, or without any. `None` where that cannot be
    /// determined, as for a rule that none of the tried requests reaches.
    #[must_use]
    pub fn by(&self, rule: usize, token: Option<&Token>) -> Option<bool> {
        let one = self.made.rule.rules.get(rule)?;
        let near = weaker::fill(&self.made.template(one), &["x"]);
        let near = near
            .into_iter()
            .flat_map(|path| one.methods.iter().map(move |method| (method.clone(), path.clone())));
        match self.ask(rule, token, near.collect()) {
            Some(true) => Some(true),
            // Its neighbours may take these: try all requests that distinguish them.
            Some(false) | None => self.ask(rule, token, weaker::requests(&self.made.templates())),
        }
    }

    fn ask(&self, rule: usize, token: Option<&Token>, requests: BTreeSet<(String, String)>) -> Option<bool> {
        let (mut led, mut unknown) = (false, false);
        for (method, path) in requests {
            let request = Request::through_gateway(&method, &self.host, &path).with_token(token.cloned());
            let probe = self.made.probe_with(&request, |at, request| self.pods(at, request));
            if probe.rule != Some(rule) {
                continue;
            }
            if probe.answer.allowed() {
                return Some(true);
            }
            led = true;
            unknown |= !probe.answer.denied();
        }
        (led && !unknown).then_some(false)
    }

    fn pods(&self, at: usize, request: &Request) -> super::MeshAnswer {
        match self.made.workload(at) {
            Some(pod) => self.mesh.evaluate(&pod, &self.mesh.sent(&pod, request.clone())),
            None => super::MeshAnswer::unknown("its pods are unknown"),
        }
    }
}
