//! The titles of fixes beside a finding. To ask a check for them may take longer than a frame, so it is
//! asked once.

use crate::app::Place;
use crate::app::model::Model;
use crate::checks::Finding;
use std::sync::Arc;

/// Asks again when another finding is shown, or the cluster changed.
pub fn refresh(model: &mut Model) {
    let told = match model.place {
        Place::Function(..) => model.selected_finding(),
        Place::Findings | Place::Namespace(_) => model.told_finding(),
        _ => None,
    };
    let same = |(of, changes): &(Arc<Finding>, u64)| {
        *changes == model.changes && told.as_ref().is_some_and(|told| Arc::ptr_eq(of, told))
    };
    if model.telling.of.as_ref().is_some_and(same) {
        return;
    }
    let titles = told.as_ref().map(|finding| model.fixes(finding)).unwrap_or_default();
    model.telling.titles = titles.into_iter().map(|fix| fix.title).collect();
    model.telling.of = told.map(|finding| (finding, model.changes));
}
