//! The lessons, done by keys alone.

use super::world::World;
use std::time::{Duration, Instant};

#[test]
fn all_lessons_can_be_done_left_and_resumed() {
    let world = World::new();
    let mut pty = world.start(&["tutor"], (120, 36));
    pty.wait_for("Lesson 1 of 12 · move");
    pty.wait_for("payments");
    pty.wait_for("live");
    pty.go("jj", "Lesson 2 of 12 · open");
    pty.go("\r", "Lesson 3 of 12");
    pty.go("x", "Lesson 4 of 12");
    pty.go("4", "Lesson 5 of 12");
    pty.go("/api-token-mounted", "> api-token-mounted");
    pty.go("\r", "Lesson 6 of 12");
    pty.send("Q");
    assert_eq!(pty.ended().exit_code(), 0);
    let mut pty = world.start(&["tutor"], (120, 36));
    pty.wait_for("Lesson 6 of 12 · mark");
    pty.wait_for("live");
    pty.go("4", "[4 Findings");
    pty.go("/api-token-mounted", "> api-token-mounted");
    pty.wait_for("▸ MED");
    pty.send("\r");
    pty.go("  ", "Lesson 7 of 12");
    pty.go("f", "Lesson 8 of 12");
    pty.go("d", "Lesson 9 of 12");
    pty.go("A", "press enter");
    let since = Instant::now();
    pty.wait_until("the moment a question is deaf", |_| since.elapsed() > Duration::from_millis(350));
    pty.go("apply", "> apply");
    pty.go(" 2\r", "Lesson 10 of 12");
    pty.go("7", "Changes 2");
    pty.go("u", "Rehearsal · accepted");
    pty.go("A", "press enter");
    let since = Instant::now();
    pty.wait_until("the moment a question is deaf", |_| since.elapsed() > Duration::from_millis(350));
    pty.go("apply", "> apply");
    pty.go(" 2\r", "Lesson 11 of 12");
    pty.go("5", "who can connect to whom");
    pty.go("j\r", "Lesson 12 of 12");
    pty.go("6", "subjects");
    pty.go("j", "All 12 lessons are done");
}

#[test]
fn a_lesson_can_be_named() {
    let world = World::new();
    let pty = world.start(&["tutor", "--lesson", "11"], (120, 36));
    pty.wait_for("Lesson 11 of 12 · who connects");
}
