//! A finding fixed and undone by keys alone, in the demo.

use super::pty::Pty;
use super::world::World;
use std::time::{Duration, Instant};

const QUESTION: &str = "y applies it";

/// From the overview to the rehearsed fix of a finding.
fn reviewed(world: &World) -> Pty {
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("4", "Why");
    pty.go("/api-token-mounted", "> api-token-mounted");
    pty.send("\r");
    pty.wait_gone("> api-token-mounted");
    pty.go("f", "Mount no token by default");
    pty.send("1");
    pty.wait_for("rehearsed");
    pty
}

fn deaf_time_passes() {
    let since = Instant::now();
    while since.elapsed() < Duration::from_millis(350) {
        std::thread::yield_now();
    }
}

#[test]
fn it() {
    let world = World::new();
    let mut pty = reviewed(&world);
    println!("{}", pty.seen().text());
    pty.go("A", QUESTION);
    deaf_time_passes();
    pty.send("y");
    pty.wait_for("verified");
    println!("{}", pty.seen().text());
    pty.go("5", "zzz");
}
