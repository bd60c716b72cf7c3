//! The gateway: v2 knows `namespace/name` only.

use super::note::{NoteGrade, Notes};

/// The gateway of a cluster that names none.
const DEFAULT: &str = "kyma-system/kyma-gateway";

/// Returns a gateway as `namespace/name`; a name alone is in the namespace of the `APIRule`, except for the
/// default gateway.
pub(super) fn named(written: &str, namespace: &str, notes: &mut Notes) -> String {
    if written.is_empty() {
        return DEFAULT.into();
    }
    if written.contains('/') {
        return written.into();
    }
    let mut labels = written.split('.');
    match (labels.next(), labels.next()) {
        (Some(name), Some(home)) => format!("{home}/{name}"),
        (Some(name), None) if name != "kyma-gateway" => {
            let found = format!("{namespace}/{name}");
            notes.add(
                NoteGrade::Changes,
                format!("the gateway {name} is taken as {found}, since its namespace is not written"),
            );
            found
        }
        (Some(_) | None, _) => DEFAULT.into(),
    }
}
