//! Steps through the points in time of a recording.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::overlay::Pick;
use crate::app::state::connection::ConnectionState;
use crate::source::connect::RECORDING;

/// Returns the list of points in time.
///
/// # Errors
/// If there are no others.
pub fn list(model: &Model) -> Result<Pick, String> {
    if points(model).is_empty() { Err(none()) } else { Ok(Pick::Point) }
}

/// Opens the previous or the next point in time.
pub fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let all = points(model);
    let here = all.iter().position(|name| *name == model.session.context);
    let next = here.and_then(|here| here.checked_add_signed(by)).and_then(|at| all.get(at)).cloned();
    let words = match (all.is_empty(), by < 0) {
        (true, _) => none(),
        (false, true) => "this is the first point in time".to_owned(),
        (false, false) => "this is the last point in time".to_owned(),
    };
    if let Some(next) = next {
        return vec![Effect::Switch(next)];
    }
    model.say(words);
    Vec::new()
}

fn none() -> String {
    "only a recording with several points in time has others (fnsec record --every)".into()
}

fn points(model: &Model) -> &[String] {
    if model.session.host == RECORDING { &model.session.contexts } else { &[] }
}

/// Whether the place that is shown stays when another point in time is opened.
pub fn stays(model: &Model, next: &ConnectionState) -> bool {
    let same = next.host == RECORDING && !next.contexts.is_empty() && next.contexts == model.session.contexts;
    same && (model.place.is_tab() || matches!(model.place, Place::Namespace(_) | Place::Function(..)))
}
