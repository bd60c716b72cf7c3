//! Copying says truthfully where the text went.

use super::pty::{Pty, Seen};
use super::world::{PROGRAM, SIZE, World};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::process::Command;

/// The text of the last clipboard sequence that was written.
fn sent(seen: &Seen) -> Option<String> {
    let raw = String::from_utf8_lossy(&seen.raw).into_owned();
    let (_, rest) = raw.rsplit_once("\u{1b}]52;c;")?;
    let (encoded, _) = rest.split_once('\u{7}')?;
    String::from_utf8(BASE64.decode(encoded).ok()?).ok()
}

fn is_the_selected(pty: &Pty) {
    let seen = pty.seen();
    let name = sent(&seen).expect("a sequence");
    assert!(seen.shows(&format!("▸ {name} ")), "{name} in {}", seen.text());
}

#[test]
fn over_ssh_the_terminal_is_asked_and_nothing_is_claimed() {
    let world = World::new().with("SSH_CONNECTION", "10.0.0.1 5000 10.0.0.2 22").with("DISPLAY", ":99");
    let mut pty = world.demo();
    pty.go("yn", "OSC 52, unconfirmed");
    is_the_selected(&pty);
}

#[test]
fn the_screen_is_copied_as_it_is_seen() {
    let world = World::new().with("SSH_TTY", "/dev/pts/7");
    let mut pty = world.demo();
    pty.go("ys", "screen: sent to the terminal");
    let text = sent(&pty.seen()).expect("a sequence");
    for word in ["1 Overview", "payments", "Posture"] {
        assert!(text.contains(word), "{word} is missing in\n{text}");
    }
}

#[test]
fn a_tmux_that_does_not_answer_leaves_it_to_the_terminal() {
    let world = World::new().with("TMUX", "/nowhere/socket,1,0").with("PATH", "/nowhere");
    let mut pty = world.demo();
    pty.go("yn", "OSC 52, unconfirmed");
    is_the_selected(&pty);
}

#[test]
fn inside_tmux_its_buffer_takes_the_text() {
    let world = World::new();
    if Command::new("tmux").arg("-V").output().is_err() {
        let mut pty = World::new().with("TMUX", "/nowhere/socket,1,0").demo();
        return pty.go("yn", "OSC 52, unconfirmed");
    }
    let socket = world.path().join("socket").display().to_string();
    let start = ["-S", &socket, "-f", "/dev/null", "new-session", PROGRAM, "--demo"];
    let mut pty = Pty::spawn(world.command("tmux", &start), SIZE);
    pty.wait_for("payments");
    pty.go("yn", "copied via tmux");
    let buffer = Command::new("tmux").args(["-S", &socket, "show-buffer"]).output().expect("tmux answers");
    let name = String::from_utf8(buffer.stdout).expect("text");
    assert!(!name.is_empty() && pty.seen().shows(&format!("▸ {name} ")), "{name}");
    pty.send("q");
    pty.ended();
}
