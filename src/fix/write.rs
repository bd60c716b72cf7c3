//! One request that changes something, ready to be sent.

use crate::model::ObjectRef;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{Display, IntoStaticStr};

/// What a request does, in the words of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Verb {
    Create,
    Patch,
    Delete,
}

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
    pub fn verb(&self) -> Verb {
        match self {
            Self::Create { .. } => Verb::Create,
            Self::Patch { .. } => Verb::Patch,
            Self::Delete { .. } => Verb::Delete,
        }
    }
}
