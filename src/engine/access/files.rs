//! Permissions over files: the cluster has roles of its own.

use crate::model::{Change, Dirty, Extent, Feed, Kind, Snapshot};

/// Returns a snapshot in which a role that a binding names and files do not contain is unknown. That of a cluster
/// stays as it is.
#[must_use]
pub fn with_roles_of_files(mut snapshot: Snapshot) -> Snapshot {
    if snapshot.extent() == Extent::Files {
        for kind in [Kind::Role, Kind::ClusterRole] {
            let feed = Feed::Failed("it is not among the files".into());
            let change = Change::Feed { kind, namespace: String::new(), feed };
            snapshot.apply(change, &mut Dirty::default());
        }
    }
    snapshot
}
