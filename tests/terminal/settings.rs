//! The configuration in the running explorer: read at the start, and again when it changed.

use super::pty::Seen;
use super::world::World;

const OWN: &str = ".config/fnsec/config.yaml";
/// What a terminal sends when its window gets the focus.
const FOCUS: &str = "\u{1b}[I";

fn world(text: &str) -> World {
    let world = World::new().with("COLORTERM", "truecolor");
    std::fs::create_dir_all(world.path().join(".config/fnsec/themes")).expect("made");
    world.file(OWN, text);
    world
}

fn background(seen: &Seen) -> vt100::Color {
    seen.parser.screen().cell(0, 0).map_or(vt100::Color::Default, vt100::Cell::bgcolor)
}

#[test]
fn the_start_screen_and_the_keys_of_the_footer_are_configured() {
    let world = world("explorer:\n  start: findings\n  keys: {explain: d, fix: ctrl-t}\n");
    let mut pty = world.demo();
    pty.wait_for("[4 Findings");
    pty.wait_for("d explain");
    // From the first key on, the selection stays with its finding.
    pty.wait_for("▸ CRIT Anyone can write");
    pty.send("x");
    pty.wait_for("x is not a key here");
    pty.go("d", "▸ unauthenticated-write-route");
    pty.go("?", "ctrl-t");
}

#[test]
fn a_changed_file_is_taken_over_when_the_terminal_gets_the_focus() {
    let world = world("explorer: {theme: nord}\n");
    let mut pty = world.demo();
    pty.wait_for("live");
    let before = background(&pty.seen());
    assert_eq!(before, vt100::Color::Rgb(0x2e, 0x34, 0x40));
    world.file(OWN, "explorer: {theme: dracula, hints: false}\n");
    pty.send(FOCUS);
    pty.wait_until("another background", |seen| background(seen) != before);
    pty.wait_for("the configuration was read again");
}

#[test]
fn a_faulty_file_leaves_the_settings_and_says_where_and_why() {
    let world = world("explorer: {theme: nord}\n");
    let mut pty = world.demo();
    pty.wait_for("live");
    let before = background(&pty.seen());
    world.file(OWN, "explorer:\n  theme: dracula\n  mous: true\n");
    pty.send(FOCUS);
    pty.wait_for("config.yaml:3: unknown key \"mous\"; did you mean \"mouse\"?");
    assert_eq!(background(&pty.seen()), before);
}

#[test]
fn a_faulty_file_does_not_prevent_the_start() {
    for (text, said) in [
        ("explorer:\n  theme: no-such\n", "There is no theme"),
        ("explorer:\n  keys: {explian: d}\n", "config.yaml:2: unknown action"),
        ("explorer: [\n", "config.yaml:"),
        ("checks: {nosuch: off}\n", "config.yaml:1: unknown check"),
    ] {
        let world = world(text);
        let pty = world.demo();
        pty.wait_for(said);
    }
}

#[test]
fn an_own_theme_is_chosen_by_name_and_followed_while_it_is_written() {
    let text = |color: &str| {
        format!("name: mine\nvariant: dark\ninherits: nord\nroles:\n  text: {{fg: nord4, bg: \"{color}\"}}\n")
    };
    let world = world("explorer: {theme: mine}\n");
    let theme = ".config/fnsec/themes/mine.yaml";
    world.file(theme, &text("#101010"));
    let mut pty = world.demo();
    pty.wait_for("live");
    assert_eq!(background(&pty.seen()), vt100::Color::Rgb(0x10, 0x10, 0x10));
    world.file(theme, &text("#202020"));
    pty.send(FOCUS);
    pty.wait_until("the new background", |seen| background(seen) == vt100::Color::Rgb(0x20, 0x20, 0x20));
    world.file(theme, "name: mine\nroles:\n  okk: red\n");
    pty.send(FOCUS);
    pty.wait_for("mine.yaml:3: ");
    assert_eq!(background(&pty.seen()), vt100::Color::Rgb(0x20, 0x20, 0x20));
    pty.go("tt", "> theme");
    pty.go("mine", "theme mine");
}

#[test]
fn the_terminal_is_told_to_report_the_focus_and_to_stop_at_the_end() {
    let world = World::new();
    let mut pty = world.demo();
    pty.wait_until("the request", |seen| seen.wrote("\u{1b}[?1004h"));
    pty.send("q");
    pty.ended();
    assert!(pty.seen().wrote("\u{1b}[?1004l"));
}

/// Returns the titles of the list that has the focus.
fn titles(seen: &Seen, first: &str) -> String {
    let text = seen.text();
    let line = text.lines().find(|line| line.contains(first) && !line.contains('▸')).unwrap_or_default();
    line.trim_matches(['│', ' ']).to_owned()
}

#[test]
fn a_list_shows_the_chosen_columns_and_the_one_that_names_its_rows() {
    let world =
        world("explorer:\n  columns: {namespaces: [score], functions: [], findings: [severity, fix]}\n");
    let mut pty = world.demo();
    pty.wait_for("live");
    for (tab, screen, first, expected) in [
        ("2", "[2 Namespaces", "NAMESPACE", &["NAMESPACE", "SCORE"][..]),
        ("3", "[3 Functions", "FUNCTION", &["FUNCTION"]),
        ("4", "[4 Findings", "FINDING", &["SEV↓", "FINDING", "FIX"]),
    ] {
        pty.go(tab, screen);
        // A frame may have arrived in part.
        pty.wait_until(first, |seen| titles(seen, first).split_whitespace().eq(expected.iter().copied()));
    }
}

#[test]
fn a_change_is_confirmed_by_a_name_where_that_is_configured() {
    let world = world("explorer: {confirm: typed, start: findings}\n");
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("/api-token-mounted", "> api-token-mounted");
    pty.wait_for("▸ MED");
    pty.go("\r", "/ filter");
    pty.go("f", "Rehearsal · accepted");
    pty.go("A", "Because the configuration asks for it, type");
}
