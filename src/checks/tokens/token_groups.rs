//! The other Services that accept a route's tokens, computed once for all routes of a namespace.

use crate::checks::prelude::*;
use crate::engine::mesh::{RuleAdmission, Token};
use crate::model::index::{AcceptanceGroup, ServiceName, jwt};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The groups of a namespace. The engine runs once per rule, and only where needed.
pub struct TokenGroups<'a> {
    scope: &'a Scope<'a>,
    rules: RefCell<BTreeMap<&'a str, Rc<Routes>>>,
    parts: RefCell<BTreeMap<String, Rc<OwnMembers>>>,
}

/// The routes of one rule, by the tokens that they specify.
struct Routes {
    acceptances: Vec<Option<String>>,
    by_acceptance: BTreeMap<String, Vec<usize>>,
    /// Whether the tokens that each route specifies are accepted.
    open: OnceCell<Vec<bool>>,
}

/// The part of a group in the own namespace.
struct OwnMembers {
    /// In order of position.
    members: Vec<Member>,
    /// Members by the Functions behind them, and by their own names.
    by_name: BTreeMap<String, Vec<usize>>,
    certain: usize,
}

struct Member {
    service: ServiceName,
    /// Whether it is known to be a Function that requires nothing but the token.
    certain: bool,
}

/// The other Services that accept the same tokens. A cluster may have thousands, so only a few are named.
pub struct OtherServices {
    names: Vec<String>,
    rest: Rest,
    pub certain: bool,
}

enum Rest {
    Exactly(usize),
    Many,
}

impl OtherServices {
    pub fn named(&self) -> String {
        match self.rest {
            Rest::Exactly(0) => some_of(&self.names),
            Rest::Exactly(more) => format!("{} and {more} more", self.names.join(", ")),
            Rest::Many => {
                format!("{} and others, over {} Services in all", self.names.join(", "), AcceptanceGroup::FEW)
            }
        }
    }
}

impl<'a> TokenGroups<'a> {
    pub fn of(scope: &'a Scope<'a>) -> Self {
        Self { scope, rules: RefCell::default(), parts: RefCell::default() }
    }

    pub fn scope(&self) -> &'a Scope<'a> {
        self.scope
    }

    /// Whether the tokens that a route specifies are accepted; if that is unknown, its text decides.
    pub fn opens(&self, rule: &'a ApiRule, at: usize) -> bool {
        let routes = self.routes(rule);
        let open = routes.open.get_or_init(|| opened(self.scope, rule));
        open.get(at).copied().unwrap_or(true)
    }

    /// Returns the other Services that accept the tokens of a route to these Functions, if any.
    #[expect(clippy::similar_names, reason = "the names that the field uses")]
    pub fn others(&self, rule: &'a ApiRule, at: usize, functions: &[String]) -> Option<OtherServices> {
        let routes = self.routes(rule);
        let acceptance = routes.acceptances.get(at)?.as_deref()?;
        let group = self.scope.tokens().accepting(acceptance).filter(|group| !group.is_alone())?;
        let part = self.part(acceptance, group);
        let same = part.same(functions);
        let own = part.members.iter().enumerate().filter(|(at, _)| !same.contains(at));
        // Routes of other namespaces are taken at their text; no policies are evaluated.
        let elsewhere = group.elsewhere(self.scope.name());
        let mut named: Vec<&ServiceName> = own.map(|(_, one)| &one.service).take(2).collect();
        named.extend(&elsewhere.services);
        named.sort_unstable();
        named.truncate(2);
        let count = part.members.len() - same.len() + elsewhere.services.len();
        let not_certain = |at: &&usize| part.members.get(**at).is_some_and(|member| member.certain);
        let certain = part.certain > same.iter().filter(not_certain).count();
        let names: Vec<String> = named.into_iter().map(|one| self.name(one)).collect();
        let rest = if elsewhere.more { Rest::Many } else { Rest::Exactly(count - names.len()) };
        (count > 0).then_some(OtherServices { names, rest, certain })
    }

    fn name(&self, (space, name): &ServiceName) -> String {
        if **space == *self.scope.name() { name.to_string() } else { format!("{name} in {space}") }
    }

    fn routes(&self, rule: &'a ApiRule) -> Rc<Routes> {
        let mut known = self.rules.borrow_mut();
        Rc::clone(known.entry(&rule.meta.name).or_insert_with(|| Rc::new(Routes::of(rule))))
    }

    fn part(&self, acceptance: &str, group: &AcceptanceGroup) -> Rc<OwnMembers> {
        if let Some(known) = self.parts.borrow().get(acceptance) {
            return Rc::clone(known);
        }
        let part = Rc::new(self.own_part(acceptance, group));
        self.parts.borrow_mut().insert(acceptance.to_owned(), Rc::clone(&part));
        part
    }

    fn own_part(&self, acceptance: &str, group: &AcceptanceGroup) -> OwnMembers {
        let mut part = OwnMembers { members: Vec::new(), by_name: BTreeMap::new(), certain: 0 };
        for (service, rules) in group.of(self.scope.name()).collect::<BTreeMap<_, _>>() {
            let here = *service.0 == *self.scope.name();
            let (mut any, mut plain) = (false, false);
            for (space, name) in rules {
                let rule = self.own_rule(space, name);
                let held =
                    rule.is_none_or(|rule| !(here && rule.is_webhook()) && self.opens_any(rule, acceptance));
                any |= held;
                plain |= held && here && rule.is_some_and(|rule| self.asks_for_token_alone(rule, acceptance));
            }
            if any {
                let functions = if here { functions_of(self.scope, &service.1) } else { Vec::new() };
                let certain = plain && !functions.is_empty();
                part.add(service.clone(), functions, here, certain);
            }
        }
        part
    }

    fn own_rule(&self, space: &str, name: &str) -> Option<&'a ApiRule> {
        let space = (space == self.scope.name()).then_some(self.scope.space)?;
        space.api_rules.get(name).map(AsRef::as_ref)
    }

    fn opens_any(&self, rule: &'a ApiRule, acceptance: &str) -> bool {
        let routes = self.routes(rule);
        let mut same = routes.by_acceptance.get(acceptance).into_iter().flatten();
        same.any(|at| self.opens(rule, *at))
    }

    fn asks_for_token_alone(&self, rule: &'a ApiRule, acceptance: &str) -> bool {
        let routes = self.routes(rule);
        let mut same = routes.by_acceptance.get(acceptance).into_iter().flatten();
        same.any(|at| rule.rules.get(*at).is_some_and(|route| matches!(route.access, Access::Jwt(_))))
    }
}

impl Routes {
    fn of(rule: &ApiRule) -> Self {
        let acceptances: Vec<_> =
            rule.rules.iter().map(|route| jwt(route).map(crate::model::apirule::Jwt::acceptance)).collect();
        let mut by_acceptance: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, acceptance) in acceptances.iter().enumerate() {
            if let Some(acceptance) = acceptance {
                by_acceptance.entry(acceptance.clone()).or_default().push(at);
            }
        }
        Self { acceptances, by_acceptance, open: OnceCell::new() }
    }
}

impl OwnMembers {
    fn add(&mut self, service: ServiceName, functions: Vec<String>, here: bool, certain: bool) {
        let at = self.members.len();
        let own: BTreeSet<String> =
            functions.into_iter().chain(here.then(|| service.1.to_string())).collect();
        for name in own {
            self.by_name.entry(name).or_default().push(at);
        }
        self.certain += usize::from(certain);
        self.members.push(Member { service, certain });
    }

    /// Returns the members that these Functions are behind.
    fn same(&self, functions: &[String]) -> BTreeSet<usize> {
        functions.iter().filter_map(|name| self.by_name.get(name)).flatten().copied().collect()
    }
}

fn opened(scope: &Scope<'_>, rule: &ApiRule) -> Vec<bool> {
    let made = made_of(scope, rule);
    let Some(admitted) = RuleAdmission::of(&made) else { return Vec::new() };
    let opens = |(at, route): (usize, &RouteRule)| {
        let tokens = jwt(route).map(tokens).unwrap_or_default();
        tokens.is_empty() || tokens.iter().any(|token| admitted.by(at, Some(token)) != Some(false))
    };
    rule.rules.iter().enumerate().map(opens).collect()
}

/// Returns the required tokens, one for each issuer and each entry.
fn tokens(jwt: &Jwt) -> Vec<Token> {
    let entries = jwt.alternatives();
    let of = |issuer: &str| -> Vec<Token> {
        entries.iter().map(|entry| Token::of(issuer, &entry.audiences, &entry.scopes)).collect()
    };
    jwt.issuers.iter().flat_map(|one| of(&one.issuer)).collect()
}
