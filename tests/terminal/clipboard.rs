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

/// Leaves one row, and copies its name.
fn copy_payments(pty: &mut Pty, how: &str) {
    pty.go("2", "[2 Namespaces");
    pty.go("/payments", "> payments");
    pty.send("\r");
    pty.go("yn", how);
}

#[test]
fn over_ssh_the_terminal_is_asked_and_nothing_is_claimed() {
    let world = World::new().with("SSH_CONNECTION", "10.0.0.1 5000 10.0.0.2 22").with("DISPLAY", ":99");
    let mut pty = world.demo();
    copy_payments(&mut pty, "OSC 52, unconfirmed");
    assert_eq!(sent(&pty.seen()).as_deref(), Some("payments"));
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
    copy_payments(&mut pty, "OSC 52, unconfirmed");
    assert_eq!(sent(&pty.seen()).as_deref(), Some("payments"));
}

#[test]
fn inside_tmux_its_buffer_takes_the_text() {
    let world = World::new();
    if Command::new("tmux").arg("-V").output().is_err() {
        let mut pty = World::new().with("TMUX", "/nowhere/socket,1,0").demo();
        return pty.go("yn", "OSC 52, unconfirmed");
    }
    let socket = world.path().join("socket").display().to_string();
    let mut start = vec!["-S", &socket, "-f", "/dev/null", "new-session", PROGRAM, "--demo"];
    start.extend([";", "set", "-g", "destroy-unattached", "on"]);
    let mut pty = Pty::spawn(world.command("tmux", &start), SIZE);
    pty.wait_for("payments");
    copy_payments(&mut pty, "copied via tmux");
    let buffer = Command::new("tmux").args(["-S", &socket, "show-buffer"]).output().expect("tmux answers");
    assert_eq!(String::from_utf8_lossy(&buffer.stdout), "payments");
    pty.send("Q");
    pty.ended();
}
