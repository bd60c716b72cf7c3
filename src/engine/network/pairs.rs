//! Two namespaces in detail: one row for each two groups of pods.

use super::answer::ConnectionAnswer;
use super::decide::ConnectionEnd;
use super::index::{Network, Zone};
use std::sync::Arc;

/// At most as many rows as requested, and how many more there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionPairs {
    pub rows: Vec<ConnectionPair>,
    pub left_out: usize,
}

/// Pods that policies cannot distinguish, on each side, and the answer for their connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionPair {
    pub from: Arc<str>,
    pub from_count: usize,
    pub to: Arc<str>,
    pub to_count: usize,
    pub answer: ConnectionAnswer,
}

impl Network {
    /// Returns the number of a pod's group: policies cannot distinguish two pods of a namespace in one group.
    #[must_use]
    pub fn group(&self, namespace: &str, pod: &str) -> Option<usize> {
        Some(self.zone(namespace)?.pods.members.get(pod)?.class)
    }

    /// Limits the rows; each one costs an evaluation.
    #[must_use]
    pub fn pairs(&self, from: &str, to: &str, most: usize) -> ConnectionPairs {
        let (Some(source), Some(target)) = (self.zone(from), self.zone(to)) else {
            return ConnectionPairs::default();
        };
        let (sources, targets) = (sorts(source), sorts(target));
        let mut pairs = ConnectionPairs::default();
        for own in &sources {
            for other in &targets {
                let Some(one) = own.first() else { continue };
                // A pod's traffic to itself is not a connection.
                let Some(two) = other.iter().find(|pod| from != to || **pod != *one) else { continue };
                if pairs.rows.len() == most {
                    pairs.left_out += 1;
                    continue;
                }
                if let Some(answer) = self.answer(ConnectionEnd::Pod(from, one), ConnectionEnd::Pod(to, two))
                {
                    let (from, to) = ((*one).clone(), (*two).clone());
                    pairs.rows.push(ConnectionPair {
                        from,
                        from_count: own.len(),
                        to,
                        to_count: other.len(),
                        answer,
                    });
                }
            }
        }
        pairs
    }
}

/// The pods of each class, by name.
fn sorts(zone: &Zone) -> Vec<Vec<&Arc<str>>> {
    let mut sorts = vec![Vec::new(); zone.pods.all.len()];
    for (name, member) in &zone.pods.members {
        if let Some(sort) = sorts.get_mut(member.class) {
            sort.push(name);
        }
    }
    sorts
}
