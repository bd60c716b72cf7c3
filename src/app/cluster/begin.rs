//! A new connection: what its source states before its first object.

use crate::app::model::Model;
use crate::model::Dirty;
use crate::source::Origin;
use crate::source::tree::unrendered;

/// Takes over what a source states before its first object: whether it is a cluster or files, which
/// namespaces are evaluated, and what could not be read.
pub fn begin(model: &mut Model) {
    model.snapshot.set_extent(model.session.origin.extent());
    model.report.limit(&model.session.namespaces);
    let is_files = model.session.origin == Origin::Manifests;
    let set = is_files.then(|| unrendered(&model.session.context).to_owned());
    model.report.enter(set.into_iter().collect());
    let mut dirty = Dirty::default();
    for one in model.session.unread.clone() {
        model.snapshot.apply(one.into(), &mut dirty);
    }
    model.report.mark(&model.snapshot, &dirty);
}
