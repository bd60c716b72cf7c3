//! Groups of Services whose routes accept exactly the same tokens, across the cluster.
//!
//! Most clusters have one issuer, so a group may be the whole cluster. Of a large group, a check in a namespace
//! therefore sees only the namespace's own part, and the Services that follow it in a ring. A change then affects
//! the neighbours in that ring, and no other namespace.

use crate::model::apirule::{Access, ApiRule, Jwt, RouteRule};
use crate::model::strings::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::Arc;

/// The number of Services of other namespaces that a check sees of a larger group.
const NAMED: usize = 2;

/// Namespace and name of a Service that is reached with a token.
pub type ServiceName = (Arc<str>, Arc<str>);
/// Namespace and name of the `APIRule` that accepts them.
pub type RuleName = (Arc<str>, Arc<str>);

/// Groups by acceptance: the text of [`Jwt::acceptance`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens(BTreeMap<Box<str>, Arc<AcceptanceGroup>>);

/// All Services that accept the same tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AcceptanceGroup {
    services: BTreeMap<ServiceName, BTreeSet<RuleName>>,
    /// The namespaces that have rules of this group, and how many of its Services each leads to.
    members: BTreeMap<Arc<str>, usize>,
    /// Services that a rule of another namespace leads to, by the namespace of the rule.
    afar: BTreeMap<Arc<str>, BTreeSet<ServiceName>>,
}

/// What a check in a namespace sees of a group's Services in other namespaces.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Elsewhere<'a> {
    pub services: Vec<&'a ServiceName>,
    /// Whether there are more than these, and more than [`AcceptanceGroup::FEW`] in the group.
    pub more: bool,
}

impl Tokens {
    pub fn accepting(&self, acceptance: &str) -> Option<&AcceptanceGroup> {
        self.0.get(acceptance).map(AsRef::as_ref)
    }

    /// Adds a rule; returns the namespaces in which a check sees a different result now.
    pub(in crate::model) fn add(&mut self, rule: &ApiRule) -> BTreeSet<Arc<str>> {
        let mut affected = BTreeSet::new();
        for (acceptance, service) in holders(rule) {
            let group = self.0.entry(acceptance.into()).or_default();
            Arc::make_mut(group).add(service, name(rule), &mut affected);
        }
        affected
    }

    pub(in crate::model) fn remove(&mut self, rule: &ApiRule) -> BTreeSet<Arc<str>> {
        let mut affected = BTreeSet::new();
        for (acceptance, service) in holders(rule) {
            let Some(group) = self.0.get_mut(&*acceptance) else { continue };
            let group = Arc::make_mut(group);
            group.remove(&service, &name(rule), &mut affected);
            if group.services.is_empty() {
                self.0.remove(&*acceptance);
            }
        }
        affected
    }
}

impl AcceptanceGroup {
    /// A check sees every Service of a group up to this size; of a larger group only the next ones.
    pub const FEW: usize = 10;

    /// Whether the group has at most one Service.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.services.len() < 2
    }

    /// Returns the Services of a namespace, and those elsewhere to which only its own rules lead; with
    /// these rules.
    pub fn of<'a>(
        &'a self,
        space: &'a str,
    ) -> impl Iterator<Item = (&'a ServiceName, &'a BTreeSet<RuleName>)> {
        let start: ServiceName = (space.into(), "".into());
        let here = self.services.range(start..).take_while(move |((of, _), _)| &**of == space);
        let there = self.afar.get(space).into_iter().flatten();
        let there = there.filter_map(|service| self.services.get_key_value(service));
        here.chain(there.filter(move |(service, rules)| is_own(service, rules, space)))
    }

    /// Returns the Services that rules of other namespaces lead to, outside of this namespace.
    #[must_use]
    pub fn elsewhere(&self, space: &str) -> Elsewhere<'_> {
        let start: ServiceName = (space.into(), "".into());
        let ring = self.services.range(start.clone()..).chain(self.services.range(..start));
        let mut others = ring.filter(|(service, rules)| !is_own(service, rules, space)).map(|(one, _)| one);
        if self.services.len() <= Self::FEW {
            return Elsewhere { services: others.collect(), more: false };
        }
        let services = others.by_ref().take(NAMED).collect();
        Elsewhere { services, more: others.next().is_some() }
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    fn add(&mut self, service: ServiceName, rule: RuleName, affected: &mut BTreeSet<Arc<str>>) {
        let space = Arc::clone(&rule.0);
        if space != service.0 {
            self.afar.entry(Arc::clone(&space)).or_default().insert(service.clone());
        }
        affected.extend([Arc::clone(&space), Arc::clone(&service.0)]);
        let rules = self.services.entry(service.clone()).or_default();
        let is_new = rules.is_empty();
        // The namespace whose rules alone led to it now sees it among the others.
        affected.extend(sole(rules).cloned());
        if rules.insert(rule) {
            *self.members.entry(space).or_default() += 1;
        }
        if is_new {
            self.affect(&service, affected);
        }
    }

    fn remove(&mut self, service: &ServiceName, rule: &RuleName, affected: &mut BTreeSet<Arc<str>>) {
        let Some(rules) = self.services.get_mut(service) else { return };
        if !rules.remove(rule) {
            return;
        }
        affected.extend([Arc::clone(&rule.0), Arc::clone(&service.0)]);
        affected.extend(sole(rules).cloned());
        let is_gone = rules.is_empty();
        let next = rules.range((Arc::clone(&rule.0), Arc::from(""))..).next();
        let still = next.is_some_and(|(space, _)| *space == rule.0);
        if let Some(count) = self.members.get_mut(&rule.0) {
            *count -= 1;
            if *count == 0 {
                self.members.remove(&rule.0);
            }
        }
        if !still && let Some(afar) = self.afar.get_mut(&rule.0) {
            afar.remove(service);
            if afar.is_empty() {
                self.afar.remove(&rule.0);
            }
        }
        if is_gone {
            self.affect(service, affected);
            self.services.remove(service);
        }
    }

    /// Adds the namespaces in which a check sees a different result when a Service joins or leaves the
    /// group.
    fn affect(&self, service: &ServiceName, affected: &mut BTreeSet<Arc<str>>) {
        if self.services.len() <= Self::FEW + 1 {
            affected.extend(self.members.keys().cloned());
            return;
        }
        let before = self.services.range(..service).rev();
        let mut before = before.chain(self.services.range((Excluded(service), Unbounded)).rev());
        let mut last = service;
        for _ in 0..NAMED {
            let Some((one, rules)) = before.next() else { break };
            // A namespace whose rules alone lead to a Service does not see it among the others.
            affected.extend(sole(rules).cloned());
            last = one;
        }
        let (from, to) = (Arc::clone(&last.0), Arc::clone(&service.0));
        if from <= to && last <= service {
            affected.extend(self.members.range(from..=to).map(|(name, _)| Arc::clone(name)));
        } else {
            let round = self.members.range(from..).chain(self.members.range(..=to));
            affected.extend(round.map(|(name, _)| Arc::clone(name)));
        }
    }
}

/// Whether a Service belongs to a namespace's own part: it is there, or only rules from there lead to it.
fn is_own(service: &ServiceName, rules: &BTreeSet<RuleName>, space: &str) -> bool {
    &*service.0 == space || sole(rules).is_some_and(|one| &**one == space)
}

/// Returns the one namespace that contains all these rules.
fn sole(rules: &BTreeSet<RuleName>) -> Option<&Arc<str>> {
    // The rules are sorted, so comparing the first and the last is enough.
    let (first, last) = (rules.first()?, rules.last()?);
    (first.0 == last.0).then_some(&first.0)
}

/// Returns the token part of a rule, for any access strategy.
#[must_use]
pub fn jwt(rule: &RouteRule) -> Option<&Jwt> {
    match &rule.access {
        Access::Jwt(jwt) | Access::External { restrictions: Some(jwt), .. } => Some(jwt),
        Access::External { restrictions: None, .. }
        | Access::Open(_)
        | Access::Other(_)
        | Access::Nothing => None,
    }
}

fn name(rule: &ApiRule) -> RuleName {
    (shared(&rule.meta.namespace), rule.meta.name.as_str().into())
}

/// Returns the Services that a rule leads to with a token, each once for each acceptance.
fn holders(rule: &ApiRule) -> BTreeSet<(String, ServiceName)> {
    let each = rule.rules.iter().filter_map(|one| Some((jwt(one)?.acceptance(), rule.target(one)?)));
    each.map(|(acceptance, (namespace, service))| (acceptance, (shared(namespace), service.into()))).collect()
}
