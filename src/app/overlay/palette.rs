//! The command palette: every action with its key, and commands with an argument, found by typing.

use crate::app::Effect;
use crate::app::Place;
use crate::app::input::action::Action;
use crate::app::input::keymap::KEYMAP;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::checks;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

/// One line of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub title: String,
    pub keys: String,
    pub run: Run,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Run {
    Action(Action),
    Namespace(String),
    Context(String),
    Explain(&'static str),
    Theme(String),
    Arm(bool),
}

/// Returns everything that the palette offers now.
pub fn items(model: &Model) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let here = model.place.sort();
    for binding in KEYMAP.iter().filter(|binding| binding.on.holds(here)) {
        let keys = binding.keys.split(' ').next().unwrap_or_default().replace(',', " ");
        items.push(Item { title: binding.help.into(), keys, run: Run::Action(binding.action) });
    }
    items.push(item("write: arm changes for 15 minutes", Run::Arm(true)));
    items.push(item("read-only: disarm changes", Run::Arm(false)));
    items.extend(
        crate::app::model::THEMES
            .into_iter()
            .map(|name| item(&format!("theme {name}"), Run::Theme(name.into()))),
    );
    items.extend(
        model.session.contexts.iter().map(|name| item(&format!("ctx {name}"), Run::Context(name.clone()))),
    );
    items.extend(
        checks::ALL.iter().map(|check| item(&format!("explain {}", check.id), Run::Explain(check.id))),
    );
    items.extend(
        crate::app::rows::lists::namespace_names(model)
            .into_iter()
            .map(|name| item(&format!("ns {name}"), Run::Namespace(name))),
    );
    items
}

fn item(title: &str, run: Run) -> Item {
    Item { title: title.into(), keys: String::new(), run }
}

/// Returns the items that match the typed text, best first.
pub fn matching(model: &Model, query: &str) -> Vec<Item> {
    ranked(items(model), query, |item| &item.title)
}

/// Ranks by how well the text fits; an empty query keeps the order.
pub fn ranked<T>(items: Vec<T>, query: &str, text: impl Fn(&T) -> &str) -> Vec<T> {
    if query.trim().is_empty() {
        return items;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, usize, T)> = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let haystack = nucleo_matcher::Utf32Str::new(text(&item), &mut buffer);
        if let Some(score) = pattern.score(haystack, &mut matcher) {
            scored.push((score, at, item));
        }
    }
    scored.sort_by_key(|(score, at, _)| (std::cmp::Reverse(*score), *at));
    scored.into_iter().map(|(_, _, item)| item).collect()
}

pub fn run(model: &mut Model, item: &Item) -> Vec<Effect> {
    match &item.run {
        Run::Action(action) => crate::app::input::dispatch::act(model, *action),
        Run::Namespace(name) => navigate::go(model, Place::Namespace(name.clone())),
        Run::Context(name) => vec![Effect::Switch(name.clone())],
        Run::Explain(id) => navigate::go(model, Place::Explain(id)),
        Run::Theme(name) => {
            model.settings.theme.clone_from(name);
            vec![Effect::Theme(name.clone())]
        }
        Run::Arm(armed) => arm(model, *armed),
    }
}

fn arm(model: &mut Model, armed: bool) -> Vec<Effect> {
    if armed && model.session.read_only {
        model.say("fnsec is read-only; restart it without --read-only to make changes");
        return Vec::new();
    }
    model.session.armed = armed;
    model.say(if armed { "changes are armed for 15 minutes" } else { "changes are disarmed" });
    vec![Effect::Arm(armed)]
}
