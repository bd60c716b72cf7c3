//! What if: the map with a change that has not been sent.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::fix;
use crate::app::map::reach_map::ReachMap;
use crate::app::model::Model;
use crate::app::overlay::{Overlay, Pick, Picker};
use crate::app::screen::navigate;
use crate::app::state::what_if::{Offer, WhatIf};
use crate::checks::fix::EditKind;
use crate::checks::{self, Fix};
use crate::fix::plan::Inputs;
use crate::fix::{Plan, policies};
use crate::model::Kind;
use std::sync::Arc;

/// Returns the map to show: with the change that is tried, or the current one.
pub fn shown(model: &Model) -> Option<&ReachMap> {
    model.grids.shown()
}

/// On the map: offers policies to try; in a fix: the map with the fix.
pub fn open(model: &mut Model) -> Vec<Effect> {
    if model.place == Place::Fix {
        return of_fix(model);
    }
    if model.grids.what_if.is_some() {
        end(model);
        model.say("the map shows the current state");
        return Vec::new();
    }
    model.grids.offers = offers(model);
    if model.grids.offers.is_empty() {
        model.say("select a cell of the map first");
        return Vec::new();
    }
    let (query, cursor) = (String::new(), crate::app::rows::cursor::Cursor::default());
    model.overlay = Some(Overlay::Picker(Picker { pick: Pick::WhatIf, query, cursor }));
    Vec::new()
}

fn of_fix(model: &mut Model) -> Vec<Effect> {
    let Some(plan) = model.fix.as_ref().and_then(|fixing| fixing.plan.clone()) else {
        return Vec::new();
    };
    let home = plan.steps.first().map(|step| step.target.home().to_owned());
    model.grids.wanted = home;
    model.grids.what_if = Some(Box::new(WhatIf { plan, then: None, fix: None }));
    navigate::over(model, Place::Reach)
}

/// Returns the two selected namespaces.
fn pair(model: &Model) -> Option<(String, String)> {
    if let Place::Pair(from, to) = &model.place {
        return Some((from.clone(), to.clone()));
    }
    let reach = model.grids.reach.as_ref()?;
    let from = reach.from(model.cursor(0).row).map(ToString::to_string).unwrap_or_default();
    Some((from, reach.matrix.names.get(model.grids.reach_column)?.to_string()))
}

/// Returns the policies to try on the selected cell: first the fixes of checks, then the usual ones.
fn offers(model: &Model) -> Vec<Offer> {
    let Some((from, to)) = pair(model) else { return Vec::new() };
    let makes = |fix: &Fix| {
        let policy = |edit: &checks::Edit| {
            matches!(edit.change, EditKind::Create(_)) && edit.target.kind == Kind::NetworkPolicy
        };
        fix.needs.is_empty() && !fix.edits.is_empty() && fix.edits.iter().all(policy)
    };
    let mut all = Vec::new();
    for home in if from == to || from.is_empty() { vec![&to] } else { vec![&to, &from] } {
        for finding in model.findings_of(home) {
            let fixes = model.fixes(&finding).into_iter().filter(makes);
            all.extend(fixes.map(|fix| {
                let title = format!("{} in {home}", fix.title);
                (Fix { title, ..fix }, Some(Arc::clone(&finding)))
            }));
        }
    }
    all.extend(policies::offers(&from, &to).into_iter().map(|fix| (fix, None)));
    all
}

/// Returns the titles of the policies to try.
pub fn titles(model: &Model) -> Vec<String> {
    model.grids.offers.iter().map(|(fix, _)| fix.title.clone()).collect()
}

/// Tries the policy with the chosen title.
pub fn choose(model: &mut Model, title: &str) -> Vec<Effect> {
    let chosen = std::mem::take(&mut model.grids.offers).into_iter().find(|(fix, _)| fix.title == title);
    let Some((fix, finding)) = chosen else { return Vec::new() };
    match Plan::new(&fix, &Inputs::new(), &[]) {
        Ok(plan) => {
            model.grids.what_if = Some(Box::new(WhatIf { plan, then: None, fix: Some((fix, finding)) }));
            let (ends, fix) = (model.keys.key(KeyAction::WhatIf), model.keys.key(KeyAction::Fix));
            model.say(format!("{ends} or esc returns to the current map, {fix} opens this as a fix"));
        }
        Err(why) => model.say(why.to_string()),
    }
    Vec::new()
}

/// Opens the change that is tried as a fix, where it was not one already.
pub fn as_fix(model: &mut Model) -> Vec<Effect> {
    let Some(what_if) = model.grids.what_if.take() else {
        let tries = model.keys.key(KeyAction::WhatIf);
        model.say(format!("try a policy with {tries} first"));
        return Vec::new();
    };
    // A message about the map does not apply to the fix.
    model.status.clear();
    match what_if.fix {
        Some((fix, finding)) => fix::begin(model, finding, vec![fix]),
        None => navigate::up(model),
    }
}

pub fn end(model: &mut Model) {
    model.grids.what_if = None;
}
