//! What the code of a namespace's Functions calls, as lines of a policy. A scope flows in; Services, ports of external
//! hosts and what is not known flow out.

use super::isolation::{PolicyLine, port};
use crate::checks::destinations::{self, Destination, TargetPort};
use crate::checks::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The calls of all Functions of a namespace.
pub struct NamespaceCalls {
    /// Whether the code calls anything that is known.
    pub any: bool,
    /// One line for each Service.
    pub services: Vec<PolicyLine>,
    /// What is called and not known, and Functions whose code was not analysed.
    pub unresolved: Vec<String>,
    /// External hosts by port.
    hosts: BTreeMap<u16, BTreeSet<String>>,
}

impl NamespaceCalls {
    pub fn of(scope: &Scope<'_>) -> Self {
        let mut called =
            Self { any: false, services: Vec::new(), unresolved: Vec::new(), hosts: BTreeMap::new() };
        let mut services: BTreeSet<(String, String, u16)> = BTreeSet::new();
        for function in scope.space.functions.values() {
            let name = &function.meta.name;
            if function.code.analysis().is_none_or(|one| one.incomplete.is_some()) {
                called.unresolved.push(format!("the calls of {name}, whose code was not analysed"));
            }
            for (_, destination) in destinations::of(scope, function) {
                match destination {
                    Destination::Service { namespace, name, port } => {
                        services.insert((namespace, name, port));
                    }
                    Destination::Public { host, port } => {
                        called.hosts.entry(port).or_default().insert(host);
                    }
                    Destination::Near(text) | Destination::Unresolved(text) => {
                        called.unresolved.push(format!("{text} of {name}"));
                    }
                }
            }
        }
        called.any = !called.hosts.is_empty() || !services.is_empty();
        for (namespace, name, port) in services {
            match line(scope, &namespace, &name, port) {
                Some(line) => called.services.push(line),
                None => called.unresolved.push(format!("Service {name} in {namespace}")),
            }
        }
        called
    }

    /// Returns the ports that external hosts are called on; 443 always, for package registries.
    pub fn ports(&self) -> Vec<Value> {
        let all: BTreeSet<u16> = self.hosts.keys().copied().chain([443]).collect();
        all.into_iter().map(|number| port("TCP", number)).collect()
    }

    /// Returns why external hosts are allowed, with those that the code calls.
    pub fn why(&self) -> String {
        const WHY: &str = "package registries and APIs on the internet, but neither cloud metadata nor private networks; restrict it to a proxy if you have one";
        let hosts: Vec<&String> = self.hosts.values().flatten().collect();
        if hosts.is_empty() { WHY.to_owned() } else { format!("{}: {WHY}", some_of(&hosts)) }
    }
}

/// Returns the line for a Service, if its pods are known by labels.
fn line(scope: &Scope<'_>, namespace: &str, name: &str, called: u16) -> Option<PolicyLine> {
    let service = scope.whole().space(namespace)?.services.get(name)?;
    let labels: BTreeMap<&str, &str> = service.selector.iter().collect();
    let target = match destinations::target(service, called)? {
        TargetPort::Number(number) => json!(number),
        TargetPort::Name(name) => json!(name),
    };
    let mut peer = json!({"podSelector": {"matchLabels": labels}});
    if namespace != scope.name() {
        let home = json!({"matchLabels": {"kubernetes.io/metadata.name": namespace}});
        peer.as_object_mut()?.insert("namespaceSelector".into(), home);
    }
    (!labels.is_empty()).then(|| PolicyLine {
        rule: json!({"to": [peer], "ports": [{"protocol": "TCP", "port": target}]}),
        why: format!("the code calls {name}.{namespace}:{called}").into(),
    })
}
