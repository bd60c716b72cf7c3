//! One request that changes something, ready to be sent.

use crate::model::ObjectRef;
use serde_json::Value;

#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    Create {
        target: ObjectRef,
        body: Value,
    },
    /// A merge patch with the resource version that it was made from.
    Patch {
        target: ObjectRef,
        patch: Value,
    },
    /// Deletes only the exact object that was read.
    Delete {
        target: ObjectRef,
        uid: String,
        resource_version: String,
    },
}

impl Write {
    #[must_use]
    pub fn target(&self) -> &ObjectRef {
        match self {
            Self::Create { target, .. } | Self::Patch { target, .. } | Self::Delete { target, .. } => target,
        }
    }

    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Patch { .. } => "patch",
            Self::Delete { .. } => "delete",
        }
    }
}
