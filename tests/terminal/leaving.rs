//! However it ends, the terminal is as it was.

use super::world::{PROGRAM, SIZE, World};
use rustix::process::Signal;
use std::path::Path;

#[test]
fn quitting_gives_the_terminal_back() {
    let world = World::new();
    let mut pty = world.surrounded(PROGRAM, "--demo");
    pty.wait_for("1 Overview");
    pty.send("q");
    world.given_back(&pty, 0);
}

#[test]
fn being_asked_to_end_gives_it_back_with_the_code_of_the_signal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let world = World::new();
        let pty = world.surrounded(PROGRAM, "--demo");
        pty.wait_for("1 Overview");
        world.signal(signal);
        world.given_back(&pty, code);
    }
}

#[test]
fn signals_that_would_end_it_at_once_give_it_back_as_well() {
    for (signal, code) in [
        (Signal::QUIT, 131),
        (Signal::ABORT, 134),
        (Signal::USR1, 138),
        (Signal::USR2, 140),
        (Signal::ALARM, 142),
    ] {
        let world = World::new();
        let pty = world.surrounded(PROGRAM, "--demo");
        pty.wait_for("1 Overview");
        world.signal(signal);
        world.given_back(&pty, code);
    }
}

#[test]
fn a_signal_is_heard_even_in_the_middle_of_a_paste() {
    let world = World::new();
    let mut pty = world.surrounded(PROGRAM, "--demo");
    pty.wait_for("payments");
    pty.go("?", "type to search");
    pty.send("\u{1b}[200~never ends");
    world.signal(Signal::TERM);
    world.given_back(&pty, 143);
}

#[test]
fn ctrl_c_twice_quits_and_once_does_not() {
    let world = World::new();
    let mut pty = world.surrounded(PROGRAM, "--demo");
    pty.wait_for("payments");
    pty.go("\u{3}", "again within 2 s quits");
    pty.go("?\u{1b}", "payments");
    pty.send("\u{3}\u{3}");
    world.given_back(&pty, 0);
}

#[test]
fn the_mouse_is_given_back_when_it_was_taken() {
    let world = World::new();
    let mut pty = world.surrounded(PROGRAM, "--demo");
    pty.wait_for("payments");
    pty.send("tm");
    pty.wait_until("mouse", |seen| {
        seen.parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    });
    pty.send("q");
    world.given_back(&pty, 0);
}

#[test]
fn a_panic_gives_it_back_before_it_says_anything() {
    let examples = Path::new(PROGRAM).parent().expect("a folder").join("examples");
    let world = World::new();
    let pty = world.surrounded(&examples.join("panicking").display().to_string(), "");
    world.given_back(&pty, 101);
    let seen = pty.seen();
    assert!(seen.shows("a bug on purpose"), "{}", seen.text());
    assert!(!seen.shows("about to fail"), "{}", seen.text());
}

#[test]
fn closing_the_window_ends_it() {
    let world = World::new();
    let mut pty = world.start(&["--demo"], SIZE);
    pty.wait_for("payments");
    pty.close();
    assert_eq!(pty.ended().exit_code(), 129, "as a hangup ends it, and not as a bug does");
}
