//! Which sets of two sides are compared with each other.

use super::sets::DiffSet;

/// Sets that are compared with each other.
pub struct Pair<'a> {
    pub before: Vec<&'a DiffSet>,
    pub after: Vec<&'a DiffSet>,
    /// The sets of each side in which something else may be unread, so that an absent finding is unknown.
    pub doubts: (Vec<&'a DiffSet>, Vec<&'a DiffSet>),
}

impl Pair<'_> {
    /// Returns whether it is known to which set each finding belongs.
    pub fn has_sets(&self) -> bool {
        !self.before.iter().chain(&self.after).any(|set| set.is_report())
    }
}

/// Pairs sets by their names. Those without a counterpart are compared together: one may be another under a new name,
/// and its findings may have become a part of any set.
pub fn pairs<'a>(before: &'a [DiffSet], after: &'a [DiffSet]) -> Vec<Pair<'a>> {
    let named = |all: &'a [DiffSet], name: &str| all.iter().find(|set| set.name == name);
    let (mut all, mut others) = (Vec::new(), (Vec::new(), Vec::new()));
    for old in before {
        let Some(new) = named(after, &old.name) else {
            others.0.push(old);
            continue;
        };
        all.push(Pair { before: vec![old], after: vec![new], doubts: (vec![old], vec![new]) });
    }
    others.1.extend(after.iter().filter(|new| named(before, &new.name).is_none()));
    if !others.0.is_empty() || !others.1.is_empty() {
        let doubts = (before.iter().collect(), after.iter().collect());
        all.push(Pair { before: others.0, after: others.1, doubts });
    }
    all
}
