//! What a plan does to one object: create it, modify it, or delete it.

use super::{Vault, Write, owners};
use crate::model::ObjectRef;
use crate::yaml::{self, Put, patch, pointer};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub target: ObjectRef,
    pub intent: Intent,
    pub notes: Vec<(String, String)>,
    /// The managers of the changed fields, who may revert the change.
    pub owners: Vec<owners::ManagedField>,
    pub gitops: Option<String>,
}

/// What happens to the object; all values are masked.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    Create {
        draft: Value,
    },
    Modify {
        /// The object on the server.
        base: Value,
        draft: Value,
        lock: VersionLock,
    },
    Delete {
        /// The object on the server.
        base: Value,
        lock: VersionLock,
    },
}

/// Identifies the object as it was read: the server refuses a request if it changed or was replaced since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionLock {
    pub uid: String,
    pub resource_version: String,
}

impl VersionLock {
    #[must_use]
    pub fn of(object: &Value) -> Self {
        let text =
            |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { uid: text("/metadata/uid"), resource_version: text("/metadata/resourceVersion") }
    }
}

impl Step {
    #[must_use]
    pub fn is_create(&self) -> bool {
        matches!(self.intent, Intent::Create { .. })
    }

    #[must_use]
    pub fn is_delete(&self) -> bool {
        matches!(self.intent, Intent::Delete { .. })
    }

    /// Returns the object on the server; `None` if it is to be created.
    #[must_use]
    pub fn base(&self) -> Option<&Value> {
        match &self.intent {
            Intent::Create { .. } => None,
            Intent::Modify { base, .. } | Intent::Delete { base, .. } => Some(base),
        }
    }

    /// Returns the intended state; `None` if the object is to be deleted.
    #[must_use]
    pub fn draft(&self) -> Option<&Value> {
        match &self.intent {
            Intent::Create { draft } | Intent::Modify { draft, .. } => Some(draft),
            Intent::Delete { .. } => None,
        }
    }

    pub(super) fn draft_mut(&mut self) -> Option<&mut Value> {
        match &mut self.intent {
            Intent::Create { draft } | Intent::Modify { draft, .. } => Some(draft),
            Intent::Delete { .. } => None,
        }
    }

    /// Returns the state before and after, if the object is modified.
    #[must_use]
    pub fn change(&self) -> Option<(&Value, &Value)> {
        match &self.intent {
            Intent::Modify { base, draft, .. } => Some((base, draft)),
            Intent::Create { .. } | Intent::Delete { .. } => None,
        }
    }

    /// Returns the lock; `None` if the object is to be created.
    #[must_use]
    pub fn lock(&self) -> Option<&VersionLock> {
        match &self.intent {
            Intent::Create { .. } => None,
            Intent::Modify { lock, .. } | Intent::Delete { lock, .. } => Some(lock),
        }
    }

    /// Returns why an edited document is no longer for this step's object.
    pub(super) fn strays(&self, value: &Value) -> Option<String> {
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let wanted = [
            ("/kind", &*self.target.kind),
            ("/apiVersion", &*self.written().api_version),
            ("/metadata/namespace", &*self.target.namespace),
            ("/metadata/name", &*self.target.name),
        ];
        let renamed = wanted.into_iter().find(|(pointer, wanted)| {
            let creating_renamed =
                self.is_create() && *pointer == "/metadata/name" && !text(pointer).is_empty();
            text(pointer) != *wanted && !creating_renamed
        });
        renamed.map(|(pointer, wanted)| {
            let field = pointer.trim_start_matches('/').replace('/', ".");
            format!("{field} must stay \"{wanted}\": this change applies to {}", self.target)
        })
    }

    /// Returns the object as the draft names it: a new one by the name that the user gave it, a migrated one by
    /// the version in which it is written.
    fn written(&self) -> ObjectRef {
        let text = |pointer: &str| self.draft()?.pointer(pointer)?.as_str();
        let mut target = self.target.clone();
        if let Some(version) = text("/apiVersion").filter(|version| *version != &*target.api_version) {
            target.api_version = version.to_owned().into();
        }
        if let Some(name) = text("/metadata/name").filter(|_| self.is_create()) {
            target.name = name.into();
        }
        target
    }

    /// Returns the request that applies the draft, with values restored.
    #[must_use]
    pub fn write(&self, vault: &Vault) -> Write {
        match &self.intent {
            Intent::Delete { lock, .. } => Write::Delete {
                target: self.target.clone(),
                uid: lock.uid.clone(),
                resource_version: lock.resource_version.clone(),
            },
            Intent::Create { draft } => Write::Create { target: self.written(), body: vault.restore(draft) },
            Intent::Modify { base, draft, lock } => {
                let mut patch = patch::between(&vault.restore(base), &vault.restore(draft));
                if !patch.is_object() {
                    patch = json!({});
                }
                patch.put(["metadata", "resourceVersion"], json!(lock.resource_version));
                Write::Patch { target: self.written(), patch }
            }
        }
    }

    /// Returns the JSON pointers of the changed fields.
    #[must_use]
    pub fn changed(&self) -> Vec<String> {
        let ops = self.change().map(|(base, draft)| pointer::between(base, draft)).unwrap_or_default();
        ops.iter().map(|op| op.path().to_owned()).collect()
    }

    /// Returns the texts before and after, for a diff.
    #[must_use]
    pub fn texts(&self) -> (String, String) {
        let shown = |value: Option<&Value>| value.map(yaml::print).unwrap_or_default();
        (shown(self.base()), shown(self.draft()))
    }
}
