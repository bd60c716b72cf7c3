//! A change returns every namespace in which a check sees a different result, and a group contains what its
//! rules define.

use super::tokens::{AcceptanceGroup, Elsewhere, ServiceName, Tokens};
use crate::model::apirule::{Access, ApiRule, Issuer, Jwt, RouteRule, ServiceTarget};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ANY: &str = "https://id.example|any";

fn rule(space: &str, name: &str, targets: &[(String, String)]) -> ApiRule {
    let issuer = Issuer { issuer: "https://id.example".into(), ..Issuer::default() };
    let route = |(space, service): &(String, String)| RouteRule {
        access: Access::Jwt(Jwt { issuers: vec![issuer.clone()], ..Jwt::default() }),
        service: Some(ServiceTarget { name: service.clone(), namespace: Some(space.clone()), port: 80 }),
        ..RouteRule::default()
    };
    let mut rule = ApiRule { rules: targets.iter().map(route).collect(), ..ApiRule::default() };
    (rule.meta.namespace, rule.meta.name) = (space.into(), name.into());
    rule
}

/// What a check in a namespace sees of the group.
type Seen = (Vec<ServiceName>, BTreeSet<ServiceName>, bool);

fn seen(tokens: &Tokens, space: &str) -> Seen {
    let Some(group) = tokens.accepting(ANY) else { return Seen::default() };
    let own = group.of(space).map(|(service, _)| service.clone()).collect();
    let Elsewhere { services, more } = group.elsewhere(space);
    (own, services.into_iter().cloned().collect(), more)
}

type Rules = BTreeMap<(String, String), Vec<(String, String)>>;

fn spaces() -> Vec<String> {
    (0..8).map(|at| format!("n{at}")).collect()
}

/// Namespace, name, and the Services that it leads to; none for a rule that is removed.
type Step = ((String, String), Option<Vec<(String, String)>>);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let space = || proptest::sample::select(spaces());
    let place = move || (space(), (0..4).prop_map(|at| format!("s{at}")));
    let rule = (proptest::sample::select(spaces()), (0..5).prop_map(|at| format!("r{at}")));
    let leads = proptest::option::weighted(0.75, proptest::collection::vec(place(), 0..4));
    proptest::collection::vec((rule, leads), 1..60)
}

proptest! {
    #[test]
    fn every_namespace_that_sees_something_else_is_returned(steps in steps()) {
        let (mut tokens, mut rules) = (Tokens::default(), Rules::new());
        for ((space, name), leads) in steps {
            let before: Vec<Seen> = spaces().iter().map(|one| seen(&tokens, one)).collect();
            let members: Vec<bool> = spaces().iter().map(|one| rules.iter().any(|((of, _), leads)| of == one && !leads.is_empty())).collect();
            let mut named = BTreeSet::new();
            if let Some(old) = rules.remove(&(space.clone(), name.clone())) {
                named.extend(tokens.remove(&rule(&space, &name, &old)));
            }
            if let Some(leads) = leads {
                named.extend(tokens.add(&rule(&space, &name, &leads)));
                rules.insert((space, name), leads);
            }
            for ((space, before), was) in spaces().iter().zip(before).zip(members) {
                let news = seen(&tokens, space) != before;
                prop_assert!(!was || !news || named.contains(space.as_str()), "{space}: {before:?}");
            }
        }
    }

    #[test]
    fn a_group_contains_what_its_rules_lead_to(steps in steps()) {
        let (mut tokens, mut rules) = (Tokens::default(), Rules::new());
        for ((space, name), leads) in steps {
            if let Some(old) = rules.remove(&(space.clone(), name.clone())) {
                tokens.remove(&rule(&space, &name, &old));
            }
            if let Some(leads) = leads {
                tokens.add(&rule(&space, &name, &leads));
                rules.insert((space, name), leads);
            }
        }
        let mut fresh = Tokens::default();
        for ((space, name), leads) in &rules {
            fresh.add(&rule(space, name, leads));
        }
        prop_assert_eq!(&tokens, &fresh);
        for space in spaces() {
            // Foreign to a namespace is a Service elsewhere that has a rule of others.
            let foreign: BTreeSet<&(String, String)> = rules
                .iter()
                .filter(|((of, _), _)| *of != space)
                .flat_map(|(_, leads)| leads)
                .filter(|(of, _)| *of != space)
                .collect();
            let (_, named, more) = seen(&tokens, &space);
            let all: BTreeSet<&(String, String)> = rules.values().flatten().collect();
            prop_assert_eq!(more, all.len() > AcceptanceGroup::FEW && foreign.len() > named.len());
            prop_assert!(more || all.len() > AcceptanceGroup::FEW || named.len() == foreign.len());
        }
    }
}

#[test]
fn a_rule_that_comes_to_a_large_group_concerns_its_neighbours_alone() {
    for size in [100, 1_000] {
        let mut tokens = Tokens::default();
        let one = |at: usize| {
            let space = format!("n{at:04}");
            rule(&space, "r", &[(space.clone(), "s".into())])
        };
        let most = (0..size).map(|at| tokens.add(&one(at * 2)).len()).skip(AcceptanceGroup::FEW + 1).max();
        assert!(most <= Some(4), "{most:?}");
        assert!(tokens.add(&one(101)).len() <= 4);
        assert!(tokens.remove(&one(101)).len() <= 4);
    }
}
