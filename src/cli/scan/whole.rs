//! A scan of every set of a source, as one.

use crate::cli::fix;
use crate::cli::gather::Gathered;
use crate::model::Kind;
use crate::output::{Filter, Scan};
use crate::verdicts::Policy;

/// What a scan computes beside the findings.
pub struct Wish<'a> {
    pub filter: &'a Filter,
    /// What to change first.
    pub weigh: bool,
    /// Fixes as replacements of text.
    pub fixes: bool,
    /// Every finding, whatever severity the filter shows.
    pub all: bool,
}

/// A whole scan.
pub struct Whole {
    pub scan: Scan,
    /// Whether other namespaces may exist that were not read.
    pub limited: bool,
}

/// Checks each set, and joins the scans; nothing if there is no set.
pub async fn of(all: Vec<Gathered>, policy: &Policy, wish: &Wish<'_>) -> Option<Whole> {
    let severity = wish.filter.severity.filter(|_| !wish.all);
    let filter = Filter { severity, ..wish.filter.clone() };
    let mut joined: Option<Whole> = None;
    for mut gathered in all {
        let mut scan = scan(&mut gathered, policy, &filter);
        let listed = gathered.snapshot.feeds().everywhere(Kind::Namespace).known();
        let limited = !gathered.connection.only.is_empty() || !listed;
        if wish.weigh {
            scan.weigh(&gathered.snapshot, wish.filter);
        }
        let on_disk = gathered.connection.files.as_ref().is_some_and(|files| files.tree.is_disk());
        if wish.fixes && on_disk {
            fix::replacements::fill(gathered, &mut scan.items).await;
        }
        match &mut joined {
            None => joined = Some(Whole { scan, limited }),
            Some(known) => {
                known.scan.join(scan);
                known.limited |= limited;
            }
        }
    }
    joined
}

/// Checks one set.
pub fn scan(gathered: &mut Gathered, policy: &Policy, filter: &Filter) -> Scan {
    gathered.judge(policy.clone());
    let mut scan = Scan::new(gathered.header(), &gathered.snapshot, &gathered.report, filter);
    scan.unseen = gathered.not_seen(&filter.kinds());
    scan.keep_what_matters();
    scan
}
