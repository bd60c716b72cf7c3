//! The configuration of the explorer, its keys and themes, as commands show them.

use super::run::{World, finish};

const OWN: &str = ".config/fnsec/config.yaml";

fn world(text: &str) -> World {
    let world = World::new();
    world.file(OWN, text);
    world
}

#[test]
fn every_value_is_shown_with_its_origin() {
    let world = world("explorer:\n  theme: nord\n  mouse: true\n");
    let mut command = world.command("--glyphs ascii config show --origin");
    command.env("FNSEC_MOUSE", "false");
    let run = finish(command);
    assert_eq!(run.code, 0, "{}", run.err);
    let line = |key: &str| run.out.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
    assert!(line("theme").contains("nord") && line("theme").ends_with("config.yaml:2"), "{}", run.out);
    assert!(line("mouse").contains("false") && line("mouse").ends_with("$FNSEC_MOUSE"), "{}", run.out);
    assert!(line("glyphs").contains("ascii") && line("glyphs").ends_with("--glyphs"), "{}", run.out);
    assert!(line("hints").ends_with("default"), "{}", run.out);
    let json = world.run("config show --origin -o json").json();
    assert_eq!(json["theme"]["value"], "nord");
    let yaml = world.run("config show").out;
    assert!(yaml.starts_with("explorer:\n") && yaml.contains("theme: nord"), "{yaml}");
}

#[test]
fn the_named_configuration_comes_before_the_own_one_value_by_value() {
    let world = world("explorer: {theme: nord, wrap: true}\n");
    world.file("other.yaml", "explorer: {theme: dracula}\n");
    let shown = world.run("--config other.yaml config show --origin").out;
    let line = |key: &str| shown.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    assert!(line("theme").contains("dracula") && line("theme").ends_with("other.yaml:1"), "{shown}");
    assert!(line("wrap").ends_with("config.yaml:1"), "{shown}");
    assert!(world.run("--config other.yaml config path").out.ends_with("other.yaml\n"));
    assert!(world.run("config path").out.ends_with(&format!("{OWN}\n")));
}

#[test]
fn every_error_of_configuration_and_themes_is_listed_with_its_line() {
    let world = world("checks: {api-token-mountd: off}\nexplorer:\n  theme: nord\n  keys:\n    explian: d\n");
    world.file(".config/fnsec/themes/bad.yaml", "name: bad\nroles:\n  okk: red\n");
    let run = world.run("config check");
    assert_eq!(run.code, 2);
    for said in ["config.yaml:1: unknown check", "config.yaml:5: unknown action \"explian\"", "bad.yaml:3: "]
    {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let fine = super::run::World::new();
    assert_eq!(fine.run("config check").code, 0);
    fine.file(OWN, "explorer: {mouse: true}\n");
    let run = fine.run("config check");
    assert!(run.code == 0 && run.out.ends_with("valid\n"), "{}", run.all());
}

#[test]
fn the_configuration_of_a_project_cannot_contain_settings_of_the_explorer() {
    let world = World::new();
    world.file("k8s/a.yaml", super::run::SPACE);
    world.file("k8s/fnsec.yaml", "checks: {}\nexplorer: {confirm: by-risk}\n");
    let run = world.run("scan -f k8s");
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(
        run.err.contains("fnsec.yaml:2: explorer belongs in") && run.err.contains("config.yaml"),
        "{}",
        run.err
    );
}

#[test]
fn settings_of_the_explorer_change_no_scan() {
    let plain = World::new();
    let own = world("explorer: {theme: no-such-theme, mouse: maybe}\n");
    let scan = "scan --demo -o json";
    let (plain, own) = (plain.run(scan), own.run(scan));
    assert_eq!((plain.code, &plain.out), (own.code, &own.out));
}

#[test]
fn the_keys_are_listed_as_they_are_configured() {
    let world = world("explorer:\n  keys: {explain: d, zoom: []}\n");
    let table = world.run("keys").out;
    let line = |action: &str| table.lines().find(|line| line.contains(action)).unwrap_or_default().to_owned();
    assert!(line(" explain ").trim_start().starts_with("d "), "{table}");
    assert!(line(" zoom ").trim_start().starts_with("(none)"), "{table}");
    assert!(table.contains("In a fix:") && table.contains("Anywhere:"));
    let json = world.run("keys -o json").json();
    let explain =
        json.as_array().expect("rows").iter().find(|row| row["action"] == "explain").expect("a row");
    assert_eq!(explain["keys"], serde_json::json!(["d"]));
    let preset = world.run("keys --preset k9s -o markdown").out;
    assert!(preset.contains("| `y` | `whole-object` |"), "{preset}");
    assert!(world.run("keys --preset k8s").err.contains("did you mean \"k9s\"?"));
}

const SCHEME: &str = "system: base16\nname: Nord\nvariant: dark\npalette:\n  base00: \"#2e3440\"\n  base01: \"#3b4252\"\n  base02: \"#434c5e\"\n  base03: \"#4c566a\"\n  base04: \"#d8dee9\"\n  base05: \"#e5e9f0\"\n  base06: \"#eceff4\"\n  base07: \"#8fbcbb\"\n  base08: \"#bf616a\"\n  base09: \"#d08770\"\n  base0A: \"#ebcb8b\"\n  base0B: \"#a3be8c\"\n  base0C: \"#88c0d0\"\n  base0D: \"#81a1c1\"\n  base0E: \"#b48ead\"\n  base0F: \"#5e81ac\"\n";

#[test]
fn a_scheme_is_imported_once_and_then_offered_by_its_name() {
    let world = World::new();
    world.file("polar.yaml", SCHEME);
    let run = world.run("theme import polar.yaml");
    assert!(run.code == 0 && run.out.ends_with(".config/fnsec/themes/polar.yaml\n"), "{}", run.all());
    assert!(world.run("theme list").out.lines().any(|name| name == "polar"));
    let again = world.run("theme import polar.yaml");
    assert!(again.code == 2 && again.err.contains("it exists"), "{}", again.all());
    assert_eq!(world.run("theme import polar.yaml --replace").code, 0);
    assert_eq!(world.run("theme import polar.yaml --name ../x").code, 2);
    world.file("bad.yaml", &SCHEME.replace("#8fbcbb", "teal"));
    let bad = world.run("theme import bad.yaml");
    assert!(bad.code == 2 && bad.err.contains("bad.yaml:12: "), "{}", bad.all());
}

#[test]
fn the_faults_of_a_theme_are_listed_with_their_numbers() {
    let world = World::new();
    assert!(world.run("theme check nord").out.contains("no faults"));
    world.file("weak.yaml", "name: weak\nvariant: dark\ninherits: nord\nroles: {muted: \"#4c566a\"}\n");
    let run = world.run("theme check weak.yaml");
    assert_eq!(run.code, 1, "{}", run.all());
    assert!(run.out.contains("in full colour: muted: contrast 1."), "{}", run.out);
    assert!(world.run("theme check nrod").err.contains("nord"));
}
