//! The command palette: every action with its key, and commands with an argument, found by typing.

use crate::app::Effect;
use crate::app::Place;
use crate::app::input::action::KeyAction;
use crate::app::input::keymap::KeyBinding;
use crate::app::model::Model;
use crate::app::overlay::Overlay;
use crate::app::rows::cursor::Cursor;
use crate::app::rows::saved;
use crate::app::screen::navigate;
use crate::checks;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

/// One line of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub title: String,
    pub keys: String,
    pub run: PaletteCommand,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PaletteCommand {
    Action(KeyAction),
    Namespace(String),
    Place(Place),
    Context(String),
    Explain(&'static str),
    Theme(String),
    Arm(bool),
    /// A filter with a name.
    Filter(String),
    /// Keeps the current filter under a name.
    Keep(String),
    /// Opens the palette with the beginning of a command.
    Begin(&'static str),
}

/// The beginning of the command that keeps a filter.
const SAVE: &str = "save-filter ";

/// Returns everything that the palette offers now, except the objects of the cluster.
pub fn items(model: &Model) -> Vec<Item> {
    let mut items = all_actions(model);
    items.push(item("write: arm changes for 15 minutes", PaletteCommand::Arm(true)));
    items.push(item("read-only: disarm changes", PaletteCommand::Arm(false)));
    let filters = saved::all(model).into_iter();
    items.extend(
        filters.map(|(name, text)| item(&format!("filter {name}: {text}"), PaletteCommand::Filter(text))),
    );
    items.push(item("save-filter: give this filter a name", PaletteCommand::Begin(SAVE)));
    items.extend(
        model.themes.iter().map(|name| item(&format!("theme {name}"), PaletteCommand::Theme(name.clone()))),
    );
    items.extend(
        model
            .session
            .contexts
            .iter()
            .map(|name| item(&format!("ctx {name}"), PaletteCommand::Context(name.clone()))),
    );
    items.extend(
        checks::ALL
            .iter()
            .map(|check| item(&format!("explain {}", check.id), PaletteCommand::Explain(check.id))),
    );
    items.extend(
        crate::app::rows::lists::namespace_names(model)
            .into_iter()
            .map(|name| item(&format!("ns {name}"), PaletteCommand::Namespace(name))),
    );
    items
}

/// Returns the actions that a key has on this screen.
fn all_actions(model: &Model) -> Vec<Item> {
    let here = model.place.kind();
    let bindings = model.keys.iter().filter(|binding| binding.on.applies_to(here));
    let action = |binding: &KeyBinding| Item {
        title: binding.help.into(),
        keys: binding.shown(),
        run: PaletteCommand::Action(binding.action),
    };
    bindings.map(action).collect()
}

/// Returns a command for each Function or APIRule, once its kind was typed: there may be many thousands.
fn places(model: &Model, query: &str) -> Vec<Item> {
    let wanted = query.split_whitespace().next().unwrap_or_default();
    if !matches!(wanted, "fn" | "apirule") {
        return Vec::new();
    }
    let each = model.snapshot.spaces().flat_map(|space| {
        let functions = space.functions.keys().map(|name| {
            let place = Place::Function(space.name.to_string(), name.to_string());
            item(&format!("fn {}/{name}", space.name), PaletteCommand::Place(place))
        });
        let rules = space.api_rules.values().map(|rule| {
            item(
                &format!("apirule {}/{}", space.name, rule.meta.name),
                PaletteCommand::Place(Place::Object(rule.reference())),
            )
        });
        let each = functions.filter(|_| wanted == "fn").chain(rules.filter(|_| wanted == "apirule"));
        each.collect::<Vec<_>>()
    });
    each.collect()
}

fn item(title: &str, run: PaletteCommand) -> Item {
    Item { title: title.into(), keys: String::new(), run }
}

/// What users of k9s, vim and lazygit type for an action.
const ALIASES: [(&str, KeyAction); 15] = [
    ("q", KeyAction::QuitAll),
    ("q!", KeyAction::QuitAll),
    ("quit", KeyAction::QuitAll),
    ("exit", KeyAction::QuitAll),
    ("h", KeyAction::Help),
    ("help", KeyAction::Help),
    ("keys", KeyAction::Help),
    ("undo", KeyAction::Tab('7')),
    ("journal", KeyAction::Tab('7')),
    ("map", KeyAction::Map),
    ("pulses", KeyAction::Tab('1')),
    ("coverage", KeyAction::Coverage),
    ("who", KeyAction::WhoCan),
    ("blast", KeyAction::Picture),
    ("trend", KeyAction::History),
];

/// Returns the items that match the typed text, best first: an alias, then titles that begin with the text.
pub fn matching(model: &Model, query: &str) -> Vec<Item> {
    if let Some(name) = query.strip_prefix(SAVE).map(str::trim).filter(|name| !name.is_empty()) {
        let filter = &model.filter(model.filtered()).text;
        let does = if filter.is_empty() { "forget it".to_owned() } else { format!("keep {filter}") };
        return vec![item(&format!("{SAVE}{name}: {does}"), PaletteCommand::Keep(name.to_owned()))];
    }
    let wanted = query.trim().to_lowercase();
    let alias = ALIASES.iter().find(|(word, _)| *word == wanted).map(|(_, action)| *action);
    let mut all = items(model);
    all.extend(places(model, query));
    let mut found = ranked(all, query, |item| &item.title);
    found.sort_by_key(|item| !(item.title.to_lowercase().starts_with(&wanted)));
    if let Some(action) = alias {
        let is_it = |item: &Item| item.run == PaletteCommand::Action(action);
        found.retain(|item| !is_it(item));
        let own = all_actions(model).into_iter().find(is_it);
        found.insert(0, own.unwrap_or_else(|| item(&wanted, PaletteCommand::Action(action))));
    }
    found
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

/// Shows a theme while it is selected, and the chosen one again afterwards; nothing if that is on screen already.
pub fn preview(model: &mut Model, selected: Option<&Item>) -> Vec<Effect> {
    let theme = if let Some(PaletteCommand::Theme(name)) = selected.map(|item| &item.run) {
        Some(name.clone())
    } else {
        None
    };
    if model.preview == theme {
        return Vec::new();
    }
    model.preview.clone_from(&theme);
    vec![Effect::Theme(theme.unwrap_or_else(|| model.settings.theme.clone()))]
}

pub fn run(model: &mut Model, item: &Item) -> Vec<Effect> {
    match &item.run {
        PaletteCommand::Action(action) => crate::app::input::dispatch::act(model, *action),
        PaletteCommand::Namespace(name) => navigate::go(model, Place::Namespace(name.clone())),
        PaletteCommand::Place(place) => navigate::go(model, place.clone()),
        PaletteCommand::Context(name) => vec![Effect::Switch(name.clone())],
        PaletteCommand::Explain(id) => navigate::go(model, Place::Explain(id)),
        PaletteCommand::Theme(name) => {
            model.preview = None;
            model.settings.theme.clone_from(name);
            vec![Effect::Theme(name.clone())]
        }
        PaletteCommand::Arm(armed) => arm(model, *armed),
        PaletteCommand::Filter(text) => saved::filter(model, text),
        PaletteCommand::Keep(name) => saved::keep(model, name),
        PaletteCommand::Begin(words) => {
            model.overlay = Some(Overlay::Palette { query: (*words).to_owned(), cursor: Cursor::default() });
            Vec::new()
        }
    }
}

/// How long writes to a production cluster stay armed, in milliseconds.
pub const ARMED_FOR_MS: u64 = 15 * 60 * 1_000;

fn arm(model: &mut Model, armed: bool) -> Vec<Effect> {
    if armed && model.session.read_only {
        model.say("fnsec is read-only; restart it without --read-only to make changes");
        return Vec::new();
    }
    model.session.armed = armed;
    model.session.armed_until = armed.then(|| model.now.saturating_add(ARMED_FOR_MS));
    model.say(if armed { "changes are armed for 15 minutes" } else { "changes are disarmed" });
    vec![Effect::Arm(armed)]
}
