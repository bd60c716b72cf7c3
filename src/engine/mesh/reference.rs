//! References to the objects that decide.

use crate::model::mesh::AuthorizationPolicy;
use crate::model::{Kind, Meta, ObjectRef};
use std::sync::Arc;

pub(super) fn refs(list: &[Arc<AuthorizationPolicy>]) -> Vec<ObjectRef> {
    list.iter().map(|one| reference(Kind::AuthorizationPolicy, &one.meta)).collect()
}

pub(super) fn reference(kind: Kind, meta: &Meta) -> ObjectRef {
    ObjectRef::new(kind, &meta.namespace, &meta.name)
}
