//! The policy of a namespace, read from its labels with the admission's own fallbacks.
//! Labels flow in; levels, versions and the labels that could not be read flow out.

use std::collections::BTreeMap;

use super::{Level, Version};

const LEVEL_HINT: &str = "must be one of privileged, baseline, restricted";
const VERSION_HINT: &str = "must be \"latest\" or \"v1.x\"";

/// The level of a namespace for which the admission's defaults are unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespaceLevels {
    pub enforce: (Level, Version),
    pub audit: (Level, Version),
    pub warn: (Level, Version),
    pub errors: Vec<LabelError>,
}

/// A label that the admission cannot parse; the policy contains the fallback instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelError {
    pub label: &'static str,
    pub value: String,
    pub message: &'static str,
}

/// Reads a namespace's labels: absent means privileged and latest. An invalid enforce level means restricted,
/// an invalid audit or warn level privileged, an invalid version latest.
#[must_use]
pub fn labels(map: &BTreeMap<String, String>) -> NamespaceLevels {
    let mut reader = Reader { map, errors: Vec::new() };
    let (enforce, enforced) = reader.mode(
        "pod-security.kubernetes.io/enforce",
        "pod-security.kubernetes.io/enforce-version",
        Level::Restricted,
    );
    let (audit, _) = reader.mode(
        "pod-security.kubernetes.io/audit",
        "pod-security.kubernetes.io/audit-version",
        Level::Privileged,
    );
    let (mut warn, warned) = reader.mode(
        "pod-security.kubernetes.io/warn",
        "pod-security.kubernetes.io/warn-version",
        Level::Privileged,
    );
    // Without a warn label, users are warned about the enforced level.
    if warned == LabelState::No && enforced == LabelState::Valid && enforce.0 > warn.0 {
        warn.0 = enforce.0;
        if !map.contains_key("pod-security.kubernetes.io/warn-version") {
            warn.1 = enforce.1;
        }
    }
    NamespaceLevels { enforce, audit, warn, errors: reader.errors }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LabelState {
    No,
    Valid,
    Invalid,
}

struct Reader<'a> {
    map: &'a BTreeMap<String, String>,
    errors: Vec<LabelError>,
}

impl Reader<'_> {
    fn mode(
        &mut self,
        level_label: &'static str,
        version_label: &'static str,
        fallback: Level,
    ) -> ((Level, Version), LabelState) {
        let (level, given) = self.level(level_label, fallback);
        ((level, self.version(version_label)), given)
    }

    fn level(&mut self, label: &'static str, fallback: Level) -> (Level, LabelState) {
        let Some(text) = self.map.get(label) else {
            return (Level::Privileged, LabelState::No);
        };
        let Some(level) = Level::parse(text) else {
            self.refuse(label, text, LEVEL_HINT);
            return (fallback, LabelState::Invalid);
        };
        (level, LabelState::Valid)
    }

    fn version(&mut self, label: &'static str) -> Version {
        let Some(text) = self.map.get(label) else {
            return Version::Latest;
        };
        Version::parse(text).unwrap_or_else(|| {
            self.refuse(label, text, VERSION_HINT);
            Version::Latest
        })
    }

    fn refuse(&mut self, label: &'static str, value: &str, message: &'static str) {
        self.errors.push(LabelError { label, value: value.to_owned(), message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entries: &[(&str, &str)]) -> NamespaceLevels {
        let map = entries
            .iter()
            .map(|(key, value)| {
                let key = format!("pod-security.kubernetes.io/{key}");
                (key, (*value).to_owned())
            })
            .collect();
        labels(&map)
    }

    const OPEN: (Level, Version) = (Level::Privileged, Version::Latest);

    #[test]
    fn no_label_means_privileged_and_latest() {
        let policy = read(&[]);
        assert_eq!((policy.enforce, policy.audit, policy.warn), (OPEN, OPEN, OPEN));
        assert!(policy.errors.is_empty());
    }

    #[test]
    fn an_invalid_level_means_restricted_for_enforce_and_privileged_for_the_others() {
        let policy = read(&[("enforce", "Baseline"), ("audit", "x"), ("warn", "")]);
        assert_eq!(policy.enforce, (Level::Restricted, Version::Latest));
        assert_eq!((policy.audit, policy.warn), (OPEN, OPEN));
        assert_eq!(policy.errors.len(), 3);
    }

    #[test]
    fn an_unreadable_version_means_latest() {
        let policy = read(&[("enforce", "baseline"), ("enforce-version", "1.25")]);
        assert_eq!(policy.enforce, (Level::Baseline, Version::Latest));
        assert_eq!(policy.errors[0].value, "1.25");
    }

    #[test]
    fn warnings_follow_the_enforced_level_unless_set() {
        let follows = read(&[("enforce", "restricted"), ("enforce-version", "v1.24")]);
        assert_eq!(follows.warn, (Level::Restricted, Version::V(24)));
        let own = read(&[("enforce", "restricted"), ("enforce-version", "v1.24"), ("warn-version", "v1.30")]);
        assert_eq!(own.warn, (Level::Restricted, Version::V(30)));
        let told = read(&[("enforce", "restricted"), ("warn", "privileged")]);
        assert_eq!(told.warn, OPEN);
        let broken = read(&[("enforce", "nonsense")]);
        assert_eq!(broken.warn, OPEN);
    }
}
