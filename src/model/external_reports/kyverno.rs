//! Kyverno's policies, as far as they do what a check asks for: Pod Security levels and signatures of
//! images.

use super::glob;
use crate::model::Meta;
use crate::model::Tri;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KyvernoPolicy {
    pub meta: Meta,
    /// Only rules whose content this tool knows.
    pub rules: Vec<KyvernoRule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KyvernoRule {
    pub name: String,
    pub ask: PolicyDemand,
    /// Whether objects that violate it are refused, where no override applies.
    pub enforces: bool,
    pub overrides: Vec<Override>,
    pub matching: MatchFilters,
    pub excluding: MatchFilters,
    /// Whether conditions or exceptions in the rule exclude some objects.
    pub narrow: bool,
}

/// What a rule requires of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyDemand {
    /// A level of the Pod Security Standards, `baseline` or `restricted`.
    Level(String),
    /// Signatures of images of these names.
    Signatures(Vec<String>),
}

/// Another action in some namespaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Override {
    pub enforces: bool,
    pub namespaces: Vec<String>,
    /// Whether it applies to namespaces with certain labels.
    pub selects: bool,
}

/// Filters of which one or all must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchFilters {
    pub any: Vec<Filter>,
    pub all: Vec<Filter>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub kinds: Vec<String>,
    pub namespaces: Vec<String>,
    /// Whether names, selectors, users or operations restrict it further.
    pub narrow: bool,
}

impl KyvernoRule {
    /// Whether it refuses pods in a namespace that violate it.
    #[must_use]
    pub fn reaches(&self, namespace: &str) -> Tri {
        let included =
            if self.excluding.is_empty() { Tri::Yes } else { self.excluding.fits(namespace).inverse() };
        let narrow = if self.narrow { Tri::Maybe } else { Tri::Yes };
        self.matching.fits(namespace).and(included).and(narrow).and(self.enforced(namespace))
    }

    fn enforced(&self, namespace: &str) -> Tri {
        let named = |one: &&Override| one.namespaces.iter().any(|pattern| glob(pattern, namespace));
        // The first override that matches counts; one by labels may or may not match.
        let first = self.overrides.iter().find(|one| one.selects || named(one));
        if first.is_some_and(|one| one.selects) {
            return Tri::Maybe;
        }
        if first.map_or(self.enforces, |one| one.enforces) { Tri::Yes } else { Tri::No }
    }
}

impl MatchFilters {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.any.is_empty() && self.all.is_empty()
    }

    /// Whether it matches the pods of a namespace.
    fn fits(&self, namespace: &str) -> Tri {
        let any = self.any.iter().map(|one| one.fits(namespace)).max();
        let all = self.all.iter().map(|filter| filter.fits(namespace)).min();
        match (any, all) {
            (Some(any), Some(all)) => any.and(all),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => Tri::No,
        }
    }
}

impl Filter {
    fn fits(&self, namespace: &str) -> Tri {
        let pods = self.kinds.is_empty() || self.kinds.iter().any(|kind| is_pod(kind));
        let here = self.namespaces.is_empty() || self.namespaces.iter().any(|one| glob(one, namespace));
        match (pods && here, self.narrow) {
            (false, _) => Tri::No,
            (true, true) => Tri::Maybe,
            (true, false) => Tri::Yes,
        }
    }
}

/// Whether it is `Pod`, `v1/Pod`, `*/Pod` or `*`.
fn is_pod(kind: &str) -> bool {
    let (before, last) = kind.rsplit_once('/').unwrap_or(("", kind));
    let core = before.is_empty() || before.ends_with('*') || before == "v1";
    core && (last == "*" || last == "Pod")
}
