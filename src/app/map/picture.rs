//! Pictures: what a Function, an account or a token opens, as a chain of boxes, and the posture over time as a chart.
//! Each has a text that says the same.

use crate::app::Effect;
use crate::app::Place;
use crate::app::map::history::{self, History};
use crate::app::map::radius;
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::checks::Severity;
use crate::model::Kind;
use crate::model::apirule::Access;

/// A picture that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    Radius(Radius),
    History(History),
}

/// A chain of boxes, what branches off, and what cuts it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Radius {
    pub title: String,
    pub boxes: Vec<PictureBox>,
    /// What else is reached, each with the severity of the finding about it.
    pub branches: Vec<(String, Option<Severity>)>,
    /// The fixes that cut links, worst first.
    pub cuts: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureBox {
    pub head: String,
    pub lines: Vec<String>,
    /// The worst finding on the link that leads here.
    pub severity: Option<Severity>,
    /// What could not be read is not empty.
    pub is_unknown: bool,
}

impl Picture {
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Radius(radius) => &radius.title,
            Self::History(_) => "Posture over time",
        }
    }

    /// Returns the same as lines of text.
    #[must_use]
    pub fn text(&self) -> Vec<String> {
        match self {
            Self::Radius(radius) => radius.text(),
            Self::History(history) => history.text(),
        }
    }
}

impl Radius {
    fn text(&self) -> Vec<String> {
        let severity =
            |one: Option<Severity>| one.map_or_else(String::new, |one| format!(" ({})", one.short()));
        let mut lines = vec![format!("{}.", self.title)];
        for (at, one) in self.boxes.iter().enumerate() {
            let detail =
                if one.lines.is_empty() { String::new() } else { format!(": {}", one.lines.join(", ")) };
            lines.push(format!("Step {}{}: {}{detail}", at + 1, severity(one.severity), one.head));
        }
        lines.extend(self.branches.iter().map(|(words, one)| format!("Also{}: {words}", severity(*one))));
        lines.extend(self.cuts.iter().map(|cut| format!("Cut it: {cut}")));
        lines
    }
}

/// Returns whom a route admits, in a few words.
#[must_use]
pub fn asks(access: &Access) -> &'static str {
    match access {
        Access::Open(_) => "open to anyone",
        Access::Jwt(jwt) if jwt.accepts_any() => "any token of the issuer",
        Access::Jwt(_) => "token",
        Access::External { .. } => "external authorizer",
        Access::Other(_) | Access::Nothing => "unclear",
    }
}

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
