//! Every screen as text: one fact a line, each a whole sentence or `label: value`, for screen readers and for
//! terminals that cannot paint. The model flows in, lines flow out; nothing is painted over.

mod detail;
mod fix;
mod grids;
mod lists;
mod overlays;
mod page;
mod paths;
mod speech;

pub use overlays::question;
pub use page::plain;
pub use speech::{SpeechLines, speakable, spoken};

use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::place::TABS;
use crate::app::state::connection::Fresh;
use crate::source::Origin;

/// Returns all that there is to read: the open question, or the screen with every row of its list.
#[must_use]
pub fn page(model: &Model) -> Vec<String> {
    let open = question(model);
    if !open.is_empty() {
        return open;
    }
    let numbered = rows(model).into_iter().zip(1..).map(|(row, number)| format!("{number}: {row}"));
    head(model).into_iter().chain(list(model)).chain(numbered).collect()
}

/// Returns the heading of the current screen, and its facts without the rows of its list.
#[must_use]
pub fn head(model: &Model) -> Vec<String> {
    let mut lines = SpeechLines::default();
    lines.label("Screen", &title(model));
    match &model.place {
        Place::Overview => lists::overview(model, &mut lines),
        Place::Namespaces => {}
        Place::Namespace(name) => detail::namespace(model, name, &mut lines),
        Place::Function(namespace, name) => detail::function(model, namespace, name, &mut lines),
        Place::Functions | Place::Findings => lists::filtered(model, &mut lines),
        Place::Reach => grids::reach(model, &mut lines),
        Place::Pair(from, to) => grids::pair(model, from, to, &mut lines),
        Place::Access(namespace) => grids::access(model, namespace, &mut lines),
        Place::Object(object) => detail::object(model, object, &mut lines),
        Place::Changes => lists::changes(model, &mut lines),
        Place::Plan(of) => lists::plan(model, of, &mut lines),
        Place::Fix => fix::fix(model, &mut lines),
        Place::Explain(id) => page::check(id, &mut lines),
    }
    lines.done()
}

/// Returns which list of the screen is the current one, if it has several.
#[must_use]
pub fn list(model: &Model) -> Option<String> {
    let (at, all) = (model.pane + 1, model.panes());
    (all > 1)
        .then(|| format!("This is list {at} of {all}, {}; next-pane reads the next one.", list_name(model)))
}

fn list_name(model: &Model) -> &'static str {
    match (&model.place, model.pane) {
        (Place::Overview, 0) => "namespaces",
        (Place::Overview, 2) => "what to change first",
        (Place::Overview, _) => "findings of the selected namespace",
        (Place::Namespace(_), 1) => "Functions",
        (Place::Function(..), 1) => "the source",
        (Place::Object(_), 0) => "the YAML",
        (Place::Object(_), _) => "details, related objects, events and logs",
        _ => "findings",
    }
}

/// Returns the rows of the current list, without their numbers.
#[must_use]
pub fn rows(model: &Model) -> Vec<String> {
    let rows = match (&model.place, model.pane) {
        (Place::Reach, _) => grids::reach_rows(model),
        (Place::Pair(..), _) => grids::pair_rows(model),
        (Place::Access(_), _) => grids::access_rows(model),
        (Place::Object(_), 1) => detail::about_rows(model),
        (Place::Object(_), _) | (Place::Function(..), 1) => detail::text_rows(model),
        (Place::Fix | Place::Explain(_), _) => Vec::new(),
        _ => lists::rows(model),
    };
    rows.iter().map(|row| speakable(row)).collect()
}

/// Returns the details of the selected row.
#[must_use]
pub fn why(model: &Model) -> Vec<String> {
    let mut lines = SpeechLines::default();
    match &model.place {
        Place::Reach => grids::why_reach(model, &mut lines),
        Place::Pair(..) => grids::why_pair(model, &mut lines),
        Place::Access(_) => grids::why_access(model, &mut lines),
        Place::Changes => lists::why_change(model, &mut lines),
        Place::Fix => fix::fix(model, &mut lines),
        _ if model.selected_cause().is_some() => lists::why_cause(model, &mut lines),
        _ => match model.selected_finding() {
            Some(finding) => detail::finding(model, &finding, &mut lines),
            None => lines.say("Select a finding first"),
        },
    }
    lines.done()
}

fn title(model: &Model) -> String {
    match &model.place {
        Place::Namespace(name) => format!("Namespace {name}"),
        Place::Function(namespace, name) => format!("Function {name} in {namespace}"),
        Place::Pair(from, to) => format!("Connections from {from} to {to}"),
        Place::Access(name) if name.is_empty() => "Access in all namespaces".into(),
        Place::Access(name) => format!("Access in namespace {name}"),
        Place::Object(object) => format!("Object {object}"),
        Place::Plan(of) if of.is_empty() => "Guided plan for the whole cluster".into(),
        Place::Plan(of) => format!("Guided plan for {of}"),
        Place::Fix => "Fix".into(),
        Place::Explain(id) => format!("Check {id}"),
        place => {
            let tab = TABS.get(crate::app::screen::table::spec(place.kind()).tab);
            tab.map_or("", |(_, name, _)| name).to_owned()
        }
    }
}

/// Returns where this is: cluster, user, mode, age of the data, coverage.
#[must_use]
pub fn identity(model: &Model) -> Vec<String> {
    let session = &model.session;
    let mut lines = SpeechLines::default();
    let kind = match session.origin {
        Origin::Demo => "the demo",
        Origin::Manifests => "files",
        Origin::Recording => "read-only",
        Origin::Cluster => "a cluster",
    };
    lines.label("Context", &format!("{}, {kind}", session.context));
    if !session.env.chip().is_empty() {
        lines.label("Environment", session.env.chip().trim_matches(['[', ']']));
    }
    if !session.user.is_empty() {
        lines.label("User", &session.user);
    }
    lines.label("Mode", &session.mode_left(model.now));
    lines.label("Data", &fresh(model));
    let coverage = model.coverage();
    let all = coverage.known + coverage.unknown;
    lines.label("Coverage", &format!("{} percent of {all} verdicts", coverage.percent()));
    for note in &session.notes {
        lines.say(note);
    }
    lines.done()
}

/// Returns how current the data is, and why.
#[must_use]
pub fn fresh(model: &Model) -> String {
    let fresh = &model.session.fresh;
    match fresh {
        Fresh::Connecting | Fresh::Live => fresh.word().into(),
        Fresh::Stale(why) | Fresh::Offline(why) | Fresh::Login(why) => format!("{}: {why}", fresh.word()),
    }
}
