//! Opens pictures: what the selected Function, account or token opens, and the posture over time.

use crate::app::Effect;
use crate::app::Place;
use crate::app::map::history;
use crate::app::map::radius;
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::state::picture::{Picture, Radius};
use crate::model::Kind;

/// Opens the picture of what is selected: a Function, an account, or the token that a finding is about.
pub fn open(model: &mut Model) -> Vec<Effect> {
    match selected(model) {
        Some(radius) => model.overlay = Some(Overlay::Picture(Picture::Radius(radius))),
        None => model.say("select a Function, a subject, or a finding about a Function or its tokens"),
    }
    Vec::new()
}

/// Opens the chart of the posture.
pub fn open_history(model: &mut Model) -> Vec<Effect> {
    match history::of(model) {
        Some(history) => model.overlay = Some(Overlay::Picture(Picture::History(history))),
        None => model.say("no posture was recorded before now; the chart begins with the second reading"),
    }
    Vec::new()
}

fn selected(model: &Model) -> Option<Radius> {
    match &model.place {
        Place::Function(namespace, name) => return radius::of_function(model, namespace, name),
        Place::Functions => {
            let row = model.lists.functions.get(model.cursor(0).row)?;
            return radius::of_function(model, &row.namespace, &row.name);
        }
        Place::Access(_) => {
            let table = model.grids.access.as_ref()?;
            let row = table.rows.get(model.cursor(0).row)?;
            return Some(radius::of_subject(model, &row.subject, &table.namespace));
        }
        _ => {}
    }
    let finding = model.selected_finding()?;
    let home = finding.home().to_owned();
    if finding.object.kind == Kind::APIRule
        && let Some(radius) = radius::of_token(model, &finding)
    {
        return Some(radius);
    }
    if finding.object.kind == Kind::ServiceAccount {
        return Some(radius::of_account(model, &home, &finding.object.name));
    }
    let own = (finding.object.kind == Kind::Function).then(|| finding.object.name.to_string());
    let name = own.or_else(|| finding.functions.first().map(ToString::to_string))?;
    radius::of_function(model, &home, &name)
}
