//! The first look, and a terminal that changes its size.

use super::world::World;

#[test]
fn the_first_screen_is_the_overview() {
    let world = World::new();
    let mut pty = world.demo();
    pty.wait_for("Fix first");
    let seen = pty.seen();
    for word in ["demo-buildless [DEMO]", "1 Overview", "Posture"] {
        assert!(seen.shows(word), "{word} is missing in\n{}", seen.text());
    }
    assert!(seen.parser.screen().alternate_screen());
    drop(seen);
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
}

#[test]
fn a_storm_of_sizes_does_not_shake_it() {
    let world = World::new();
    let mut pty = world.demo();
    for at in 0..150_u16 {
        pty.shake(1 + (at * 37) % 200, 1 + (at * 23) % 60);
        if at % 10 == 0 {
            pty.send("j");
        }
    }
    pty.shake(1, 1);
    pty.resize(120, 36);
    pty.wait_for("Posture");
    pty.go("?", "type to search");
}

#[test]
fn the_mouse_is_left_to_the_terminal_until_it_is_asked_for() {
    let world = World::new();
    let mut pty = world.demo();
    assert!(!pty.seen().wrote("\u{1b}[?1000h"));
    pty.send("tm");
    pty.wait_until("the mouse", |seen| seen.wrote("\u{1b}[?1000h"));
    pty.send("tm");
    pty.wait_until("no mouse", |seen| {
        seen.parser.screen().mouse_protocol_mode() == vt100::MouseProtocolMode::None
    });
}

#[test]
fn a_paste_is_no_series_of_keys() {
    let world = World::new();
    let mut pty = world.demo();
    pty.send("\u{1b}[200~qqqq4Q\u{3}\u{3}\u{1b}[201~");
    pty.go("?", "type to search");
    pty.go("\u{1b}[200~coverage\u{1b}[201~", "> coverage");
}

#[test]
fn keys_that_arrive_together_are_a_paste_even_without_marks() {
    let world = World::new();
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("xfjkjkxfjkjkxfjkQ\rQ\r", "looked like pasted text");
    pty.go("4", "[4 Findings");
    pty.go("/sev:high ns:crm\r", "> sev:high ns:crm");
    pty.go("\r", "match \"sev:high ns:crm\"");
}

#[test]
fn a_filter_is_remembered_for_the_next_start_in_a_private_file() {
    let world = World::new();
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("4", "[4 Findings");
    pty.go("/sev:high", "> sev:high");
    pty.go("\r", "/ filter");
    pty.send("Q");
    pty.ended();
    let kept = world.path().join("state/explorer.json");
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(kept).expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("4", "[4 Findings");
    pty.go("/", "up history");
    pty.go("\u{1b}[A", "> sev:high");
}

#[test]
fn whoever_waits_for_files_is_told_so_before_the_screen_is_taken() {
    let world = World::new();
    let mut pty = world.start(&["-f", "-"], (120, 36));
    pty.wait_for("Reading - …");
    pty.send("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n\u{4}");
    pty.wait_for("Posture");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
}
