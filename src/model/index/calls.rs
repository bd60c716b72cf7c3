//! Which namespaces have Functions whose code calls which other namespaces, by the hosts that the code names.

use crate::model::function::Function;
use crate::model::strings::shared;
use crate::model::{Kind, Object, Space};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// By the namespace that is called, the namespaces that call it, and how many of their Functions do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls(BTreeMap<Arc<str>, BTreeMap<Arc<str>, u32>>);

impl Calls {
    /// Returns the namespaces whose Functions call Services of a namespace.
    pub fn callers(&self, namespace: &str) -> impl Iterator<Item = &Arc<str>> {
        self.0.get(namespace).into_iter().flat_map(BTreeMap::keys)
    }

    /// Replaces what one Function of a namespace calls.
    pub(in crate::model) fn change(
        &mut self,
        caller: &str,
        before: &BTreeSet<Arc<str>>,
        after: &BTreeSet<Arc<str>>,
    ) {
        self.remove(caller, before);
        self.add(caller, after);
    }

    fn add(&mut self, caller: &str, namespaces: &BTreeSet<Arc<str>>) {
        for namespace in namespaces {
            let callers = self.0.entry(Arc::clone(namespace)).or_default();
            *callers.entry(shared(caller)).or_default() += 1;
        }
    }

    fn remove(&mut self, caller: &str, namespaces: &BTreeSet<Arc<str>>) {
        for namespace in namespaces {
            let Some(callers) = self.0.get_mut(namespace) else { continue };
            let Some(count) = callers.get_mut(caller) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                callers.remove(caller);
            }
            if callers.is_empty() {
                self.0.remove(namespace);
            }
        }
    }
}

/// Returns the name and the namespace of a Service that a host may be, as `orders.shop` or
/// `orders.shop.svc.cluster.local`.
#[must_use]
pub fn service_of(host: &str) -> Option<(&str, &str)> {
    let (service, namespace) = within_cluster(host).split_once('.')?;
    (!service.is_empty() && !namespace.is_empty() && !namespace.contains('.')).then_some((service, namespace))
}

/// Returns a host without the domain of the cluster.
#[must_use]
pub fn within_cluster(host: &str) -> &str {
    let name = host.trim_end_matches('.');
    let name = name.strip_suffix(".cluster.local").unwrap_or(name);
    name.strip_suffix(".svc").unwrap_or(name)
}

/// Returns the other namespaces that a Function may call; none for other kinds.
pub(in crate::model) fn called(object: &Object) -> BTreeSet<Arc<str>> {
    match object {
        Object::Function(function) => of(function),
        _ => BTreeSet::new(),
    }
}

/// Returns the same for a Function that was seen before.
pub(in crate::model) fn known(space: &Space, kind: Kind, name: &str) -> BTreeSet<Arc<str>> {
    if kind != Kind::Function {
        return BTreeSet::new();
    }
    space.functions.get(name).map(|function| of(function)).unwrap_or_default()
}

fn of(function: &Function) -> BTreeSet<Arc<str>> {
    let Some(uses) = function.code.uses() else { return BTreeSet::new() };
    let namespaces =
        uses.endpoints.iter().filter_map(|endpoint| service_of(&endpoint.host)).map(|(_, space)| space);
    namespaces.filter(|space| function.meta.namespace != **space).map(shared).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_two_parts_may_be_a_service() {
        for host in ["orders.shop", "orders.shop.svc", "orders.shop.svc.cluster.local", "orders.shop."] {
            assert_eq!(service_of(host), Some(("orders", "shop")), "{host}");
        }
        for host in ["orders", "", ".shop", "api.example.com", "pod.orders.shop.svc", "10.0.0.1"] {
            assert_eq!(service_of(host), None, "{host}");
        }
    }

    #[test]
    fn a_namespace_calls_another_one_as_long_as_one_of_its_functions_does() {
        let (mut calls, shop) = (Calls::default(), BTreeSet::from([Arc::from("shop")]));
        calls.add("web", &shop);
        calls.add("web", &shop);
        calls.remove("web", &shop);
        assert_eq!(calls.callers("shop").map(|caller| &**caller).collect::<Vec<_>>(), ["web"]);
        calls.remove("web", &shop);
        assert_eq!(calls, Calls::default());
    }
}
