//! Whether a pod generated from a spec contains a token for the cluster's API, as the ServiceAccount
//! admission decides: the pod's own setting first, then the setting of its ServiceAccount, then yes. A spec
//! and a ServiceAccount flow in; the setting that decides flows out.
//!
//! Kubernetes: `plugin/pkg/admission/serviceaccount`.

use crate::model::account::ServiceAccount;
use crate::model::pod_spec::intern::ADDED;
use crate::model::pod_spec::{Container, PodSpec, Volume};

/// The setting that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automount {
    Pod(bool),
    Account(bool),
    /// Neither sets anything, which means yes.
    Unsaid,
}

impl Automount {
    #[must_use]
    pub fn of(spec: &PodSpec, account: Option<&ServiceAccount>) -> Self {
        let account = account.and_then(|one| one.automount);
        match (spec.automount_service_account_token, account) {
            (Some(word), _) => Self::Pod(word),
            (None, Some(word)) => Self::Account(word),
            (None, None) => Self::Unsaid,
        }
    }

    #[must_use]
    pub fn mounts(self) -> bool {
        match self {
            Self::Pod(word) | Self::Account(word) => word,
            Self::Unsaid => true,
        }
    }
}

const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Whether a pod generated again from the same spec has a token at the default path.
#[must_use]
pub fn holds_again(spec: &PodSpec, account: Option<&ServiceAccount>) -> bool {
    let free = |container: &Container| !mounts(container, |name| !name.starts_with(ADDED));
    let asked = |container: &Container| {
        mounts(container, |name| {
            !name.starts_with(ADDED) && spec.volumes.iter().any(|volume| is_token(volume, name))
        })
    };
    spec.all_containers().any(asked)
        || (Automount::of(spec, account).mounts() && spec.all_containers().any(free))
}

fn mounts(container: &Container, named: impl Fn(&str) -> bool) -> bool {
    container
        .volume_mounts
        .iter()
        .any(|volume_mount| volume_mount.mount_path == TOKEN_PATH && named(&volume_mount.name))
}

fn is_token(volume: &Volume, name: &str) -> bool {
    let projected = volume.projected.as_ref().filter(|_| volume.name == name);
    projected.is_some_and(|all| all.sources.iter().any(|source| source.service_account_token.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn spec(value: Value) -> PodSpec {
        serde_json::from_value(value).expect("a spec")
    }

    fn account(automount: Option<bool>) -> ServiceAccount {
        ServiceAccount { automount, ..ServiceAccount::default() }
    }

    #[test]
    fn the_pod_decides_before_its_account_and_silence_means_yes() {
        for (pod, own, decides, mounts) in [
            (Some(true), Some(false), Automount::Pod(true), true),
            (Some(false), Some(true), Automount::Pod(false), false),
            (Some(false), None, Automount::Pod(false), false),
            (None, Some(false), Automount::Account(false), false),
            (None, Some(true), Automount::Account(true), true),
            (None, None, Automount::Unsaid, true),
        ] {
            let spec =
                spec(json!({"automountServiceAccountToken": pod, "containers": [{"name": "function"}]}));
            let found = Automount::of(&spec, Some(&account(own)));
            assert_eq!((found, found.mounts()), (decides, mounts), "{pod:?} {own:?}");
            assert_eq!(holds_again(&spec, Some(&account(own))), mounts, "{pod:?} {own:?}");
        }
        assert_eq!(Automount::of(&PodSpec::default(), None), Automount::Unsaid);
    }

    #[test]
    fn what_the_admission_added_before_is_added_again_only_if_it_may() {
        let old = spec(json!({
            "containers": [{"name": "function", "volumeMounts": [{"name": "kube-api-access-x", "mountPath": TOKEN_PATH}]}],
            "volumes": [{"name": "kube-api-access-x", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}],
        }));
        assert!(holds_again(&old, Some(&account(None))));
        assert!(!holds_again(&old, Some(&account(Some(false)))));
    }

    #[test]
    fn a_token_that_the_pod_mounts_itself_comes_back_despite_the_account() {
        let own = spec(json!({
            "automountServiceAccountToken": false,
            "containers": [{"name": "function", "volumeMounts": [{"name": "own", "mountPath": TOKEN_PATH}]}],
            "volumes": [{"name": "own", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}],
        }));
        assert!(holds_again(&own, Some(&account(Some(false)))));
    }

    #[test]
    fn a_secret_in_its_place_keeps_the_token_out_of_that_container_alone() {
        let secret = json!({"name": "function", "volumeMounts": [{"name": "s", "mountPath": TOKEN_PATH}]});
        let volumes = json!([{"name": "s", "secret": {"secretName": "s"}}]);
        let alone = spec(json!({"containers": [secret], "volumes": volumes}));
        assert!(!holds_again(&alone, None));
        let with_init =
            spec(json!({"initContainers": [{"name": "init"}], "containers": [secret], "volumes": volumes}));
        assert!(holds_again(&with_init, None));
    }
}
