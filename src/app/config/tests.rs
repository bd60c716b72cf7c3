//! What settings mean, where they come from, and the errors of invalid ones.

use super::*;
use crate::app::Key;
use crate::app::KeyAction;
use crate::app::input::keymap::{Bindings, KeyBinding};
use crate::app::screen::place::ScreenKind;

fn read(text: &str) -> EffectiveSettings {
    let mut resolved = EffectiveSettings::default();
    resolved.file("config.yaml", text);
    resolved
}

fn good(text: &str) -> ExplorerConfig {
    let resolved = read(text);
    assert_eq!(resolved.faults, [], "{text}");
    resolved.config
}

fn bad(text: &str) -> Vec<String> {
    read(text).faults.iter().map(ToString::to_string).collect()
}

fn keys(text: &str) -> Bindings {
    good(text).keys.bindings
}

fn pressed(bindings: &Bindings, key: &str, on: ScreenKind) -> Option<KeyAction> {
    match key.split_once(' ') {
        Some((first, key)) => bindings.action(first.chars().next(), Key::parse(key).expect("a key"), on),
        None => bindings.action(None, Key::parse(key).expect("a key"), on),
    }
}

#[test]
fn a_file_without_settings_changes_none() {
    for text in ["", "version: 1\n", "explorer:\n", "explorer: {}\nchecks: {}\n"] {
        assert_eq!(good(text), ExplorerConfig::default(), "{text}");
    }
}

#[test]
fn every_setting_is_written_as_it_is_read() {
    let default = ExplorerConfig::default();
    let all: Vec<String> =
        FIELDS.iter().map(|field| format!("  {}: {}\n", field.key, default.value(field.key))).collect();
    assert_eq!(good(&format!("explorer:\n{}", all.concat())), default);
    assert!(FIELDS.iter().all(|field| field.help.trim().ends_with('.')));
}

#[test]
fn settings_are_read_with_their_line_as_origin() {
    let resolved = read(
        "checks: {}\nexplorer:\n  theme: nord\n  mouse: true\n  production: [eu10, \"garden-*\"]\n  start: findings\n",
    );
    assert_eq!(resolved.faults, []);
    let config = &resolved.config;
    assert_eq!((config.theme.as_str(), config.mouse, config.start), ("nord", true, Start::Findings));
    assert_eq!(config.production, ["eu10", "garden-*"]);
    assert_eq!(resolved.origin("theme"), "config.yaml:3");
    assert_eq!(resolved.origin("glyphs"), "default");
}

#[test]
fn flags_beat_the_environment_beats_files_beats_defaults() {
    let mut resolved = read("explorer:\n  theme: nord\n  mouse: true\n  hints: false\n");
    let value = |name: &str| match name {
        "FNSEC_THEME" => Some("dracula".to_owned()),
        "FNSEC_MOUSE" => Some("false".into()),
        "FNSEC_WRAP" => Some(String::new()),
        _ => None,
    };
    resolved.environment(value);
    resolved.text("theme", "one", Origin::Flag("--theme".into()));
    resolved.text("namespaces", "a, b", Origin::Flag("--namespace".into()));
    assert_eq!(resolved.faults, []);
    let config = &resolved.config;
    assert_eq!(
        (config.theme.as_str(), config.mouse, config.hints, config.wrap),
        ("one", false, false, false)
    );
    assert_eq!(config.namespaces, ["a", "b"]);
    let origins = ["theme", "mouse", "hints", "wrap"].map(|key| resolved.origin(key));
    assert_eq!(origins, ["--theme", "$FNSEC_MOUSE", "config.yaml:4", "default"]);
}

#[test]
fn an_invalid_value_is_reported_with_line_and_suggestion_and_keeps_the_value_from_before() {
    let text = "explorer:\n  tehme: nord\n  glyphs: asci\n  mouse: yes please\n  start: [1]\n  columns: {finding: [fix]}\n  production: eu10\n";
    let faults = bad(text);
    for (line, said) in [
        (2, "unknown key \"tehme\"; did you mean \"theme\"?"),
        (3, "invalid value; did you mean \"ascii\"?: use auto, unicode, ascii"),
        (4, "invalid value: use true or false"),
        (5, "invalid value"),
        (6, "unknown key \"finding\"; did you mean \"findings\"?"),
        (7, "expected a list of strings"),
    ] {
        let found = faults.iter().any(|fault| fault.starts_with(&format!("config.yaml:{line}: {said}")));
        assert!(found, "{line} {said}: {faults:#?}");
    }
    assert_eq!(faults.len(), 6, "{faults:#?}");
    assert_eq!(read(text).config, ExplorerConfig::default());
    assert!(bad("explorer: [")[0].starts_with("config.yaml:"));
    assert!(bad("explorer: 3")[0].contains("expected a mapping"));
}

#[test]
fn a_wrong_variable_is_reported_by_its_name() {
    let mut resolved = EffectiveSettings::default();
    resolved.environment(|name| (name == "FNSEC_CLIPBOARD").then(|| "tmuxx".into()));
    let said = resolved.faults[0].to_string();
    assert!(said.starts_with("$FNSEC_CLIPBOARD:1: ") && said.contains("\"tmux\""), "{said}");
}

#[test]
fn columns_are_those_of_the_file_and_the_naming_one() {
    let columns = good("explorer:\n  columns: {findings: [severity, fix], functions: []}\n").columns;
    assert!(columns.shows("findings", "SEV") && !columns.shows("findings", "OBJECT"));
    assert!(columns.shows("findings", "FINDING"), "the column that names the row");
    assert!(!columns.shows("functions", "RUNTIME") && columns.shows("namespaces", "PSS"));
    assert!(
        bad("explorer:\n  columns:\n    findings: [sevrity]\n")[0].contains("did you mean \"severity\"?")
    );
}

#[test]
fn an_action_gets_the_keys_of_the_file_in_every_table() {
    let own = keys("explorer:\n  keys: {explain: d, mark: [space, ctrl-t], go-owner: \"g w\", zoom: []}\n");
    assert_eq!(pressed(&own, "d", ScreenKind::Findings), Some(KeyAction::Explain));
    assert_eq!(pressed(&own, "x", ScreenKind::Findings), None);
    assert_eq!(pressed(&own, "ctrl-t", ScreenKind::Findings), Some(KeyAction::Mark));
    assert_eq!(pressed(&own, "g w", ScreenKind::Findings), Some(KeyAction::GoOwner));
    assert_eq!(pressed(&own, "z", ScreenKind::Findings), None);
    assert_eq!(pressed(&own, "d", ScreenKind::Fix), Some(KeyAction::DiffMode), "other places keep their key");
    assert_eq!(own.key(KeyAction::Explain), "d");
    assert_eq!(own.key(KeyAction::Zoom), "zoom", "an action without a key is named");
    let hints = own.hints(ScreenKind::Findings);
    assert!(hints.iter().any(|hint| hint.action == KeyAction::Explain && hint.shown() == "d"));
    assert!(own.elsewhere("A").contains("apply, only in a fix"));
}

#[test]
fn unknown_actions_and_keys_are_reported_with_their_line() {
    let faults = bad(
        "explorer:\n  keys:\n    explian: d\n    explain: hyper-x\n    filter: \"a b c\"\n    preset: k8s\n    zoom: 5\n",
    );
    for (line, said) in [
        (3, "unknown action \"explian\"; did you mean \"explain\"?"),
        (4, "unknown key \"hyper-x\""),
        (5, "invalid keys \"a b c\""),
        (6, "invalid value; did you mean \"k9s\"?"),
        (7, "expected a key"),
    ] {
        let found = faults.iter().any(|fault| fault.starts_with(&format!("config.yaml:{line}: {said}")));
        assert!(found, "{line} {said}: {faults:#?}");
    }
}

#[test]
fn a_key_with_two_meanings_is_reported_and_the_change_left_out() {
    let resolved = read("explorer:\n  keys:\n    explain: f\n    zoom: ctrl-t\n");
    let said: Vec<String> = resolved.faults.iter().map(ToString::to_string).collect();
    let expected = "config.yaml:3: \"f\" is already a key of fix; give fix another key, or explain";
    assert_eq!(said, [expected]);
    let own = &resolved.config.keys.bindings;
    assert_eq!(pressed(own, "x", ScreenKind::Findings), Some(KeyAction::Explain));
    assert_eq!(pressed(own, "ctrl-t", ScreenKind::Findings), Some(KeyAction::Zoom));
    assert!(
        bad("explorer:\n  keys: {zoom: y}\n")[0].contains("is already a key of"),
        "a key that begins a sequence"
    );
    let swapped = keys("explorer:\n  keys: {explain: f, fix: x}\n");
    assert_eq!(pressed(&swapped, "f", ScreenKind::Findings), Some(KeyAction::Explain));
}

#[test]
fn keys_of_safety_cannot_be_moved() {
    for text in [
        "apply: y",
        "apply: enter",
        "apply: [ctrl-a, space]",
        "apply: \"g y\"",
        "quit: esc",
        "close: ctrl-c",
        "cancel: x",
        "palette: \",\"",
    ] {
        let faults = bad(&format!("explorer:\n  keys: {{{text}}}\n"));
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
    }
    let own = keys("explorer:\n  keys: {back: c, apply: ctrl-a}\n");
    assert_eq!(pressed(&own, "esc", ScreenKind::Findings), Some(KeyAction::Back), "escape always leads back");
    for screen in ScreenKind::ALL.into_iter().filter(|screen| *screen != ScreenKind::Fix) {
        assert!(
            own.iter().all(|binding| binding.action != KeyAction::Apply || !binding.on.applies_to(screen)),
            "{screen:?}"
        );
    }
}

#[test]
fn a_preset_has_no_key_with_two_meanings_and_keeps_every_action() {
    for word in Preset::WORDS {
        let preset = keys::preset(word).expect("a preset");
        assert_eq!(good(&format!("explorer:\n  keys: {{preset: {word}}}\n")).keys, preset);
        for screen in ScreenKind::ALL {
            let here = preset.bindings.iter().filter(|one| one.on.applies_to(screen));
            let all: Vec<&str> = here.flat_map(KeyBinding::each).collect();
            for (at, keys) in all.iter().enumerate() {
                let begins = |other: &&str| other.starts_with(&format!("{keys},"));
                assert!(!all[at + 1..].contains(keys), "{word} {screen:?} {keys}");
                assert!(!all.iter().any(begins), "{word} {screen:?} {keys} begins another one");
            }
        }
        assert!(preset.bindings.iter().all(|binding| !binding.keys.is_empty()), "{word}");
    }
    assert!(keys::preset("emacs").is_err());
}

/// What hands do without thinking, and what it means here.
#[test]
fn habits_of_vim_and_lazygit_hold_by_default() {
    let own = Bindings::default();
    for (key, action) in [
        ("j", KeyAction::Down),
        ("k", KeyAction::Up),
        ("g g", KeyAction::Top),
        ("G", KeyAction::Bottom),
        ("ctrl-d", KeyAction::HalfDown),
        ("ctrl-u", KeyAction::HalfUp),
        ("ctrl-f", KeyAction::PageDown),
        ("ctrl-o", KeyAction::JumpBack),
        ("n", KeyAction::NextMatch),
        ("/", KeyAction::Filter),
        (":", KeyAction::Palette),
        ("?", KeyAction::Help),
        ("space", KeyAction::Mark),
        ("enter", KeyAction::Open),
        ("esc", KeyAction::Back),
        ("q", KeyAction::Close),
        ("z", KeyAction::Zoom),
    ] {
        assert_eq!(pressed(&own, key, ScreenKind::Findings), Some(action), "{key}");
    }
}

#[test]
fn habits_of_k9s_hold_with_its_preset_and_nothing_deletes() {
    let own = keys::preset("k9s").expect("a preset").bindings;
    for (key, action) in [
        ("y", KeyAction::Whole),
        ("d", KeyAction::Explain),
        ("c", KeyAction::CopyName),
        ("-", KeyAction::JumpBack),
        ("ctrl-e", KeyAction::ToggleHints),
        ("ctrl-r", KeyAction::Relist),
        ("ctrl-d", KeyAction::HalfDown),
        ("Y y", KeyAction::CopyYaml),
        ("0", KeyAction::Tab('2')),
    ] {
        assert_eq!(pressed(&own, key, ScreenKind::Findings), Some(action), "{key}");
    }
}

#[test]
fn the_schema_names_every_setting_and_action_with_its_help() {
    let schema = schema();
    for field in FIELDS {
        let own =
            schema.pointer(&format!("/properties/explorer/properties/{}", field.key)).expect("a property");
        assert_eq!(own["description"], field.help.trim());
    }
    let keys = &schema["properties"]["explorer"]["properties"]["keys"]["properties"];
    assert!(keys["explain"]["anyOf"].is_array() && keys["preset"]["enum"].is_array());
    assert_eq!(schema["properties"]["explorer"]["additionalProperties"], false);
    assert!(schema["properties"]["checks"]["propertyNames"]["enum"].as_array().expect("ids").len() > 50);
}
