//! A finding fixed and undone by keys alone, in the demo.

use super::pty::Pty;
use super::world::World;
use std::time::{Duration, Instant};

const QUESTION: &str = "y apply";

/// From the overview to the rehearsed fix of a finding.
fn reviewed(world: &World) -> Pty {
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("4", "[4 Findings");
    pty.go("/api-token-mounted", "> api-token-mounted");
    pty.wait_for("▸ MED");
    pty.go("\r", "/ filter");
    pty.go("f", "Rehearsal · accepted");
    pty
}

/// The one thing here that only time can bring.
fn once_it_hears(pty: &Pty) {
    let since = Instant::now();
    pty.wait_until("the moment a question is deaf", |_| since.elapsed() > Duration::from_millis(350));
}

#[test]
fn a_finding_is_fixed_and_the_fix_undone_by_keys_alone() {
    let world = World::new();
    let mut pty = reviewed(&world);
    pty.go("A", QUESTION);
    once_it_hears(&pty);
    pty.go("y", "verified: the finding is gone");
    pty.go("7", "▸ Changes 1");
    pty.go("u", "Undo: Disable automounting of");
    pty.wait_for("Rehearsal · accepted");
    pty.go("A", QUESTION);
    once_it_hears(&pty);
    pty.go("y", "undone: the object is as before");
    pty.go("7", "▸ Changes 2");
}

#[test]
fn a_question_is_deaf_at_first_and_enter_is_never_an_answer() {
    let world = World::new();
    let mut pty = reviewed(&world);
    // In one go: had the first y counted, the n would come too late.
    pty.go("Ayyyn", "nothing was sent");
    pty.go("A", QUESTION);
    once_it_hears(&pty);
    pty.send("\r\r\r");
    pty.send("n");
    pty.wait_gone(QUESTION);
    pty.go("7", "▸ Changes");
    assert!(!pty.seen().shows("Changes 1"), "{}", pty.seen().text());
}

#[test]
fn a_change_goes_to_the_own_editor_and_comes_back_changed() {
    let world = World::new();
    let editor = world.file("editor.sh", "#!/bin/sh\nstty -g > during\nsed -i 's/^automount.*/automountServiceAccountToken: false # mine/; s/name: default/name: default\\n  labels: {by: hand}/' \"$1\"\n");
    let world = world.with("EDITOR", &format!("sh '{}'", editor.display()));
    let mut pty = reviewed(&world);
    pty.go("E", "by: hand");
    pty.wait_for("Rehearsal · accepted");
    assert!(!world.read("during").is_empty(), "the editor had the terminal");
    pty.go("q", "[4 Findings");
}

#[test]
fn an_editor_that_fails_changes_nothing_and_is_told() {
    let world = World::new().with("EDITOR", "false");
    let mut pty = reviewed(&world);
    pty.go("E", "the change is unchanged");
    pty.wait_for("Rehearsal · accepted");
}
