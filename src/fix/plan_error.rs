//! Why there is no plan for a fix.

use super::answers::MissingAnswers;
use crate::model::ObjectRef;
use std::fmt;

/// Why a fix does not fit the current object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanError {
    /// The object is gone.
    Gone(ObjectRef),
    /// It already exists.
    Exists(ObjectRef),
    /// A field is not what the fix expects.
    Changed { object: ObjectRef, why: String },
    /// It is not deleted, because an undo could not restore it.
    Stays { object: ObjectRef, why: String },
    /// It is already being deleted.
    Leaving(ObjectRef),
    /// It cannot be created, because its namespace is being deleted.
    Terminating(ObjectRef),
    /// The API version of the object does not have what the fix sets.
    Outdated { object: ObjectRef, why: String },
    /// Values that the fix needs are missing or invalid.
    Open(MissingAnswers),
}

impl fmt::Display for PlanError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone(object) => write!(out, "{object} no longer exists; check the finding again"),
            Self::Exists(object) => {
                write!(out, "{object} already exists; edit the name or change that object")
            }
            Self::Changed { object, why } => {
                write!(out, "{object} changed meanwhile ({why}); check the finding again")
            }
            Self::Stays { object, why } => write!(out, "{object} is not deleted: {why}"),
            Self::Leaving(object) => write!(out, "{object} is being deleted and is not changed"),
            Self::Terminating(object) => {
                let namespace = &object.namespace;
                write!(out, "{object} cannot be created: namespace {namespace} is being deleted")
            }
            Self::Outdated { object, why } => write!(out, "{object} cannot be changed: {why}"),
            Self::Open(open) => open.fmt(out),
        }
    }
}
