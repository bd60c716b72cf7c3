//! Pods from one template share one copy of their common parts.
//!
//! ```text
//! decoded pod ─► normalise volume names ─► reuse an identical shared template, or keep its own
//! ```

use super::{PodSpec, PodTemplate};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, Mutex, Weak};

/// Templates in use, by their hash; on a hash collision the newer template is not shared.
#[derive(Default)]
struct InternTable {
    state: RandomState,
    by_hash: HashMap<u64, Weak<PodTemplate>>,
    /// The number of entries at which dead `Weak`s are removed.
    sweep: usize,
}

static HELD: LazyLock<Mutex<InternTable>> = LazyLock::new(Mutex::default);

/// Returns the template, in the memory of an equal one.
pub fn shared(template: PodTemplate) -> Arc<PodTemplate> {
    match HELD.lock() {
        Ok(mut held) => held.take(template),
        Err(_) => Arc::new(template),
    }
}

impl InternTable {
    fn take(&mut self, template: PodTemplate) -> Arc<PodTemplate> {
        const LEAST: usize = 1_024;
        let hash = self.state.hash_one(&template);
        if let Some(same) = self.by_hash.get(&hash).and_then(Weak::upgrade).filter(|same| **same == template)
        {
            return same;
        }
        let own = Arc::new(template);
        self.by_hash.insert(hash, Arc::downgrade(&own));
        if self.by_hash.len() > self.sweep.max(LEAST) {
            self.by_hash.retain(|_, weak| weak.strong_count() > 0);
            self.sweep = self.by_hash.len() * 2;
        }
        own
    }
}

/// The prefix of the volume that admission adds for the token, before five random letters.
pub const ADDED: &str = "kube-api-access-";

/// Normalises the name of the volume that admission adds for the token: its suffix differs in each pod and
/// is not used.
pub fn same_names(spec: &mut PodSpec) {
    let made = |name: &str| name.strip_prefix(ADDED).is_some_and(|rest| rest.len() == 5);
    if spec.volumes.iter().filter(|volume| volume.name.starts_with(ADDED)).count() != 1 {
        return;
    }
    let volumes = spec.volumes.iter_mut().map(|volume| &mut volume.name);
    let containers =
        spec.init_containers.iter_mut().chain(&mut spec.containers).chain(&mut spec.ephemeral_containers);
    let mounts = containers.flat_map(|container| &mut container.volume_mounts).map(|mount| &mut mount.name);
    for name in volumes.chain(mounts).filter(|name| made(name)) {
        ADDED.clone_into(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(suffix: &str, node: &str) -> PodTemplate {
        let text = format!(
            r#"{{"spec":{{"nodeName":"{node}","volumes":[{{"name":"kube-api-access-{suffix}"}}],"containers":[{{"name":"a","volumeMounts":[{{"name":"kube-api-access-{suffix}","mountPath":"/x"}}]}}]}}}}"#
        );
        let mut template: PodTemplate = serde_json::from_str(&text).expect("reads");
        same_names(&mut template.spec);
        template
    }

    #[test]
    fn pods_that_differ_in_the_name_of_the_tokens_volume_alone_share_a_template() {
        let (one, other) = (shared(template("abcde", "n1")), shared(template("fghij", "n1")));
        assert!(Arc::ptr_eq(&one, &other));
        assert_eq!(one.spec.volumes[0].name, one.spec.containers[0].volume_mounts[0].name, "they still meet");
        assert!(!Arc::ptr_eq(&one, &shared(template("abcde", "n2"))));
    }

    #[test]
    fn a_volume_named_by_a_user_keeps_its_name() {
        assert_eq!(template("of-ours", "n").spec.volumes[0].name, "kube-api-access-of-ours");
    }

    #[test]
    fn unused_templates_are_removed() {
        let mut held = InternTable::default();
        for number in 0..5_000 {
            drop(held.take(template("abcde", &format!("node-{number}"))));
        }
        assert!(held.by_hash.len() <= 1_025, "{}", held.by_hash.len());
    }
}
