//! The keys that the configuration gives to actions. A table flows out that dispatch, footer, help and palette
//! read instead of the default one.

use super::Preset;
use super::presets;
use super::setting::{Setting, one_of};
use crate::app::KeyAction;
use crate::app::input::action::NAMES;
use crate::app::input::key::{Code, Key};
use crate::app::input::keymap::{Bindings, KEYMAP, KeyBinding};
use crate::app::screen::place::ScreenKind;
use crate::verdicts::config::fields::{Fields, guess};
use crate::yaml::pointer::child;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The key of the preset, beside the names of actions.
const PRESET: &str = "preset";

/// The preset, the changed keys, and the table that results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysConfig {
    preset: Preset,
    /// By action, in the form of the key table.
    own: BTreeMap<KeyAction, String>,
    pub bindings: Bindings,
}

impl Default for KeysConfig {
    fn default() -> Self {
        Self { preset: Preset::Default, own: BTreeMap::new(), bindings: Bindings::default() }
    }
}

impl KeysConfig {
    fn of(preset: Preset, own: BTreeMap<KeyAction, String>) -> Self {
        let given: BTreeMap<KeyAction, &str> = presets::of(preset).iter().copied().collect();
        let keys =
            |action: KeyAction| own.get(&action).map(String::as_str).or_else(|| given.get(&action).copied());
        let row = |binding: &KeyBinding| match keys(binding.action) {
            Some(keys) => KeyBinding { keys: Cow::Owned(keys.to_owned()), ..binding.clone() },
            None => binding.clone(),
        };
        let bindings: Vec<KeyBinding> = KEYMAP.iter().map(row).collect();
        Self { preset, own, bindings: bindings.into() }
    }

    /// Returns a clash of two actions on one screen: one that the configuration changed, the other one, and the
    /// key.
    fn clash(&self) -> Option<(KeyAction, KeyAction, String)> {
        for screen in ScreenKind::ALL {
            let mut taken: Vec<(&str, KeyAction)> = Vec::new();
            for binding in self.bindings.iter().filter(|binding| binding.on.applies_to(screen)) {
                for keys in binding.each() {
                    let other = taken.iter().find(|(other, _)| hides(other, keys) || hides(keys, other));
                    let pair = other.map(|(_, other)| (*other, binding.action));
                    let changed = |action: &KeyAction| self.own.contains_key(action);
                    match pair {
                        Some((one, other)) if changed(&other) => return Some((other, one, shown(keys))),
                        Some((one, other)) if changed(&one) => return Some((one, other, shown(keys))),
                        _ => taken.push((keys, binding.action)),
                    }
                }
            }
        }
        None
    }
}

/// Whether one key or sequence takes the place of another: it is the same, or its beginning.
fn hides(one: &str, other: &str) -> bool {
    one == other || other.strip_prefix(one).is_some_and(|rest| rest.starts_with(','))
}

fn shown(keys: &str) -> String {
    keys.replace(',', " ")
}

impl Setting for KeysConfig {
    fn read(fields: &mut Fields, pointer: &str, value: &Value) -> Option<Self> {
        let Some(map) = value.as_object() else {
            fields.fault(pointer, "expected a mapping from actions to keys; fnsec keys lists the actions");
            return None;
        };
        let (mut preset, mut own) = (Preset::Default, BTreeMap::new());
        for (name, value) in map {
            let pointer = child(pointer, name);
            if name == PRESET {
                preset = Preset::read(fields, &pointer, value).unwrap_or(preset);
                continue;
            }
            let Some(action) = KeyAction::named(name) else {
                let guess = guess(name, NAMES.iter().map(|(name, _)| *name));
                fields.fault(&pointer, format!("unknown action \"{name}\"{guess}; fnsec keys lists them"));
                continue;
            };
            match keys(action, value) {
                Ok(keys) => drop(own.insert(action, keys)),
                Err(why) => fields.fault(&pointer, why),
            }
        }
        Some(without_clashes(fields, pointer, preset, own))
    }

    fn value(&self) -> Value {
        let written =
            |keys: &str| -> Value { keys.split(' ').filter(|part| !part.is_empty()).map(shown).collect() };
        let own = self.own.iter().map(|(action, keys)| (action.name().to_owned(), written(keys)));
        let preset = (PRESET.to_owned(), self.preset.value());
        std::iter::once(preset).chain(own).collect::<Map<_, _>>().into()
    }

    fn schema() -> Value {
        let key = json!({"type": "string", "description": "One key, or two with a space between them."});
        let keys = json!({"anyOf": [key, {"type": "array", "items": key}]});
        let actions = NAMES.iter().map(|(name, _)| ((*name).to_owned(), keys.clone()));
        let preset = (PRESET.to_owned(), Preset::schema());
        let properties: Map<String, Value> = std::iter::once(preset).chain(actions).collect();
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    }
}

/// Returns the table, without the changes that would give one key two meanings; each is reported.
fn without_clashes(
    fields: &mut Fields,
    pointer: &str,
    preset: Preset,
    mut own: BTreeMap<KeyAction, String>,
) -> KeysConfig {
    loop {
        let made = KeysConfig::of(preset, own);
        let Some((changed, other, key)) = made.clash() else { return made };
        let (name, taken) = (changed.name(), other.name());
        let message = format!("\"{key}\" is already a key of {taken}; give {taken} another key, or {name}");
        fields.fault(&child(pointer, name), message);
        own = made.own;
        own.remove(&changed);
    }
}

/// Returns the keys of an action in the form of the key table.
fn keys(action: KeyAction, value: &Value) -> Result<String, String> {
    if action == KeyAction::Cancel {
        return Err("cancel is always ctrl-c".into());
    }
    let all: Option<Vec<&str>> = match value {
        Value::String(one) => Some(vec![one]),
        Value::Array(all) => all.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let all = all.ok_or("expected a key such as x or ctrl-s, two keys such as \"g x\", or a list of them")?;
    let mut keys: Vec<String> = Vec::new();
    for text in all {
        let one = sequence(action, text)?;
        if !keys.contains(&one) {
            keys.push(one);
        }
    }
    // Escape leads back everywhere, whatever else does.
    if action == KeyAction::Back && !keys.iter().any(|keys| keys == "esc") {
        keys.push("esc".into());
    }
    Ok(keys.join(" "))
}

fn sequence(action: KeyAction, text: &str) -> Result<String, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let read = |word: &str| match Key::parse(word) {
        Some(key) if key.code != Code::Char(',') => Ok(key),
        _ => Err(format!("unknown key \"{word}\": use a letter, ctrl-x, enter, tab, space, f5, …")),
    };
    let all: Vec<Key> = words.iter().map(|word| read(word)).collect::<Result<_, _>>()?;
    match all.as_slice() {
        [one] => permitted(action, *one)?,
        [first, second] if first.letter().is_some_and(|letter| letter != ' ') => {
            permitted(action, *first)?;
            permitted(action, *second)?;
        }
        _ => return Err(format!("invalid keys \"{text}\": use one key, or a letter and a second key")),
    }
    Ok(all.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

/// Keys that keep their meaning, and those that must not send a change.
fn permitted(action: KeyAction, key: Key) -> Result<(), String> {
    let reserved = if key == Key::ctrl('c') {
        Some(KeyAction::Cancel)
    } else if key == Key::plain(Code::Esc) {
        Some(KeyAction::Back)
    } else {
        None
    };
    if let Some(owner) = reserved.filter(|owner| *owner != action) {
        return Err(format!("\"{key}\" is always {}", owner.name()));
    }
    let answers = matches!(key.code, Code::Enter | Code::Char('y' | 'n' | ' ') | Code::Backspace);
    if action == KeyAction::Apply && answers && !key.ctrl {
        return Err(format!("\"{key}\" answers questions, so it cannot ask whether to apply a change"));
    }
    Ok(())
}

/// Returns the known preset of a word.
///
/// # Errors
/// If there is no such preset.
pub fn preset(word: &str) -> Result<KeysConfig, String> {
    let mut fields = Fields::default();
    let found = one_of(&mut fields, "", &Value::from(word), Preset::WORDS);
    let preset = found.and_then(|_| Preset::read(&mut fields, "", &Value::from(word)));
    let fault = fields.faults.first().map(|fault| fault.message.clone()).unwrap_or_default();
    preset.map(|preset| KeysConfig::of(preset, BTreeMap::new())).ok_or(fault)
}
