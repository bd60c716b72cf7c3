//! Without a terminal there is no explorer, but a sentence.

use super::pty::Pty;
use super::world::{PROGRAM, SIZE, World};

#[test]
fn without_a_terminal_on_both_sides_it_says_what_to_do_instead() {
    for around in ["</dev/null", ">out", "</dev/null >out"] {
        let world = World::new();
        let script = world.file("script", &format!("{PROGRAM} --demo {around} 2>err\necho code $?\n"));
        let mut pty = Pty::spawn(world.command("sh", &[&script.display().to_string()]), SIZE);
        pty.wait_for("code");
        assert!(pty.seen().shows("code 2"), "{around}: {}", pty.seen().text());
        pty.ended();
        let said = world.read("err");
        assert!(said.contains("terminal") && said.contains("fnsec scan"), "{around}: {said}");
        assert!(!said.contains('\u{1b}') && world.read("out").is_empty(), "{around}: {said}");
    }
}
