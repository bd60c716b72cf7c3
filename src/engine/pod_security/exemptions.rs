//! The exemptions of the admission's configuration; a cluster does not expose them, so the user must provide
//! them.

use crate::model::pod_spec::PodSpec;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exemptions {
    pub namespaces: Vec<String>,
    pub users: Vec<String>,
    pub runtime_classes: Vec<String>,
}

impl Exemptions {
    /// Why a Pod is not evaluated, in the admission's order: its namespace, the user that creates it, its
    /// runtime class.
    #[must_use]
    pub fn of(&self, namespace: &str, user: &str, pod: &PodSpec) -> Option<&'static str> {
        let listed = |list: &[String], word: &str| list.iter().any(|one| one == word);
        if listed(&self.namespaces, namespace) {
            return Some("namespace");
        }
        if !user.is_empty() && listed(&self.users, user) {
            return Some("user");
        }
        let class = pod.runtime_class_name.as_deref().filter(|class| listed(&self.runtime_classes, class));
        class.map(|_| "runtimeClass")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_namespace_comes_before_the_user_and_the_runtime_class() {
        let all = Exemptions {
            namespaces: vec!["a".into()],
            users: vec!["u".into()],
            runtime_classes: vec!["kata".into()],
        };
        let kata = PodSpec { runtime_class_name: Some("kata".into()), ..PodSpec::default() };
        assert_eq!(all.of("a", "u", &kata), Some("namespace"));
        assert_eq!(all.of("b", "u", &kata), Some("user"));
        assert_eq!(all.of("b", "", &kata), Some("runtimeClass"));
        assert_eq!(all.of("b", "", &PodSpec::default()), None);
    }
}
