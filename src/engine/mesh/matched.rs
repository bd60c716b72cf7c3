//! The policies that select a pod, by action and by whether they match a request, and the result in Istio's
//! order: CUSTOM policies, DENY policies, then ALLOW policies.

use super::index::Mesh;
use super::reference::refs;
use super::request::{Request, Workload};
use super::rule;
use super::truth::Truth;
use crate::model::mesh::{Action, AuthorizationPolicy};
use crate::model::{Kind, ObjectRef};
use std::sync::Arc;

/// The policies of one action.
#[derive(Default)]
pub struct ActionPolicies {
    pub all: Vec<Arc<AuthorizationPolicy>>,
    pub matching: Vec<Arc<AuthorizationPolicy>>,
    /// Those that match some of the requests, where more than one is evaluated.
    pub some: Vec<Arc<AuthorizationPolicy>>,
    /// Why one of them cannot be evaluated.
    pub unknown: Option<String>,
}

impl ActionPolicies {
    fn take(&mut self, policy: &Arc<AuthorizationPolicy>, truth: Truth) {
        self.all.push(Arc::clone(policy));
        match truth {
            Truth::Yes => self.matching.push(Arc::clone(policy)),
            Truth::Open(_) => self.some.push(Arc::clone(policy)),
            Truth::Unknown(why) => {
                self.unknown.get_or_insert_with(|| format!("{}: {why}", policy.meta.name));
            }
            Truth::No => {}
        }
    }

    fn surely_none(&self) -> bool {
        self.matching.is_empty() && self.some.is_empty() && self.unknown.is_none()
    }
}

/// All policies that decide about one pod and request.
#[derive(Default)]
pub struct Policies {
    pub custom: ActionPolicies,
    pub deny: ActionPolicies,
    pub allow: ActionPolicies,
    /// Why there may be more of them.
    gap: Option<String>,
}

impl Policies {
    pub fn of(mesh: &Mesh, pod: &Workload, request: &Request) -> Self {
        let mut own = Self::default();
        let mut strange = None;
        for policy in mesh.policies(pod) {
            let sorted = match policy.action {
                Action::Custom => &mut own.custom,
                Action::Deny => &mut own.deny,
                Action::Allow => &mut own.allow,
                Action::Audit => continue,
                Action::Other => {
                    strange = Some(format!("{} has an unknown action", policy.meta.name));
                    continue;
                }
            };
            sorted.take(policy, rule::policy(policy, request, mesh.trust_domain()));
        }
        own.gap = mesh.gap(&pod.namespace, Kind::AuthorizationPolicy).map(str::to_owned).or(strange);
        own
    }

    /// The policies that deny the request, and why; unknowns cannot change that.
    pub fn refused(&self) -> Option<(Vec<ObjectRef>, &'static str)> {
        if !self.deny.matching.is_empty() {
            return Some((refs(&self.deny.matching), "a DENY policy matches"));
        }
        let nobody = !self.allow.all.is_empty() && self.allow.surely_none() && self.gap.is_none();
        nobody.then(|| (refs(&self.allow.all), "ALLOW policies select the pod and none matches"))
    }

    /// Why the result is unknown, where no policy certainly denies the request.
    pub fn doubt(&self) -> Option<&str> {
        let nobody = self.allow.matching.is_empty() && self.allow.some.is_empty();
        let unsure = self.allow.unknown.as_deref().filter(|_| nobody);
        self.gap.as_deref().or(self.deny.unknown.as_deref()).or(unsure)
    }

    /// The external authorizer that decides as well.
    pub fn asked(&self) -> Option<(Vec<ObjectRef>, String)> {
        let first = self.custom.matching.first().or(self.custom.some.first())?;
        let by = [refs(&self.custom.matching), refs(&self.custom.some)].concat();
        Some((by, format!("the external authorizer {} decides as well", first.provider)))
    }

    /// The policies that admit the request, where nothing of all this prevents it.
    pub fn admitted(&self) -> (Vec<ObjectRef>, &'static str) {
        let free = self.allow.all.is_empty();
        let why = if free { "no ALLOW policy selects the pod" } else { "an ALLOW policy matches" };
        (refs(&self.allow.matching), why)
    }
}
