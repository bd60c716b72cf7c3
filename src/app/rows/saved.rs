//! Filters with names: of the configuration, and kept by a command.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::source::memory::MemoryEntry;
use std::collections::BTreeMap;

/// Filters for the questions that are asked first.
const USUAL: [(&str, &str); 4] = [
    ("critical", "sev:critical"),
    ("exposed", "fact:exposure"),
    ("secrets", "fact:leakage"),
    ("tokens", "fact:tokens"),
];

/// Returns every filter with a name: the usual ones, those of the configuration, and those that a command kept; the
/// later hide the earlier ones of the same name.
#[must_use]
pub fn all(model: &Model) -> Vec<(String, String)> {
    let usual = USUAL.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut all: BTreeMap<String, String> = usual.collect();
    all.extend(model.settings.filters.0.clone());
    all.extend(model.memory.remembered.named.clone());
    all.into_iter().collect()
}

/// Filters the list of Functions if that is on screen, else the findings: other lists know few of the fields.
pub fn filter(model: &mut Model, text: &str) -> Vec<Effect> {
    let stays = matches!(model.place, Place::Findings | Place::Functions);
    let effects = if stays { Vec::new() } else { navigate::go(model, Place::Findings) };
    let list = model.filtered();
    model.set_filter(list, text);
    effects
}

/// Keeps the filter of the current list under a name; without a filter, the name is forgotten.
pub fn keep(model: &mut Model, name: &str) -> Vec<Effect> {
    let text = model.filter(model.filtered()).text.clone();
    let entry = match model.memory.name(name, text.trim()) {
        Ok(entry) => entry,
        Err(why) => {
            model.say(why);
            return Vec::new();
        }
    };
    model.say(match &entry {
        MemoryEntry::Forgotten(_) => format!("the filter {name} is forgotten"),
        MemoryEntry::Filter(_) | MemoryEntry::Command(_) | MemoryEntry::Named { .. } => {
            format!("kept as \"filter {name}\"")
        }
    });
    vec![Effect::Remember(entry)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::palette;
    use crate::app::tests::{press, with_findings};
    use crate::app::{Key, Model};

    fn keys(model: &mut Model, words: &str) {
        let all: Vec<Key> = words.split(' ').filter_map(Key::parse).collect();
        press(model, &all);
    }

    #[test]
    fn a_filter_is_kept_by_a_command_and_offered_by_the_palette() {
        let mut model = with_findings();
        keys(&mut model, "4 / s h o p enter");
        let kept = keep(&mut model, "mine");
        assert!(
            matches!(kept.as_slice(), [Effect::Remember(MemoryEntry::Named { name, .. })] if name == "mine")
        );
        keys(&mut model, "esc 1");
        let found = palette::matching(&model, "filter mine");
        let first = found.first().expect("an item");
        assert_eq!(first.title, "filter mine: shop");
        let item = first.clone();
        palette::run(&mut model, &item);
        assert_eq!(model.place, Place::Findings, "the namespaces have no such fields");
        assert_eq!(model.filter(model.filtered()).text, "shop");
    }

    #[test]
    fn the_usual_filters_can_be_read_and_a_name_of_ones_own_hides_one() {
        let mut model = with_findings();
        for (_, text) in all(&model) {
            assert_eq!(crate::app::rows::filter::Filter::parse(&text).fault(), None, "{text}");
        }
        assert!(model.memory.name("tokens", "sev:high").is_ok());
        let own: Vec<_> = all(&model).into_iter().filter(|(name, _)| name == "tokens").collect();
        assert_eq!(own, [("tokens".to_owned(), "sev:high".to_owned())]);
    }

    #[test]
    fn up_brings_back_the_last_filter_and_down_what_was_typed() {
        let mut model = with_findings();
        keys(&mut model, "4 / s h o p enter esc / x up");
        assert_eq!(model.filter(model.filtered()).text, "shop");
        keys(&mut model, "down");
        assert_eq!(model.filter(model.filtered()).text, "x");
    }

    #[test]
    fn up_brings_back_the_last_command() {
        let mut model = with_findings();
        keys(&mut model, ": f i n d i n g s enter : up");
        let query = match &model.overlay {
            Some(crate::app::Overlay::Palette { query, .. }) => query.clone(),
            _ => String::new(),
        };
        assert_eq!(query, "findings");
    }
}
