//! The screens, one file each; each returns the measures of its list.

mod access;
mod access_anywhere;
mod access_parts;
mod changes;
mod details;
mod explain;
pub mod findings;
mod fix;
mod fix_parts;
mod function;
mod functions;
mod namespace;
mod namespace_paths;
mod namespaces;
mod object;
mod overview;
mod overview_first;
mod overview_paths;
mod pair;
mod plan;
pub mod reach;
mod source;

use super::parts::Canvas;
use crate::app::Place;
use crate::app::model::{Geometry, Model};
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    match &model.place {
        Place::Overview => overview::draw(canvas, model, area),
        Place::Namespaces => namespaces::draw(canvas, model, area),
        Place::Namespace(name) => namespace::draw(canvas, model, name, area),
        Place::Functions => functions::draw(canvas, model, area),
        Place::Function(namespace, name) => function::draw(canvas, model, namespace, name, area),
        Place::Findings => findings::draw(canvas, model, area),
        Place::Reach => reach::draw(canvas, model, area),
        Place::Pair(from, to) => pair::draw(canvas, model, from, to, area),
        Place::Access(namespace) => access::draw(canvas, model, namespace, area),
        Place::Object(object) => object::draw(canvas, model, object, area),
        Place::Changes => changes::draw(canvas, model, area),
        Place::Plan(of) => plan::draw(canvas, model, of, area),
        Place::Fix => fix::draw(canvas, model, area),
        Place::Explain(id) => explain::draw(canvas, model, id, area),
    }
}
