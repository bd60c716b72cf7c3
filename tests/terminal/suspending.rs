//! Ctrl-Z under a shell with job control.

use super::world::{PROGRAM, World};
use rustix::process::Signal;

#[test]
fn suspending_gives_the_terminal_back_and_fg_paints_everything_anew() {
    let world = World::new();
    let text = "stty -g > before\nset -m\nfnsec --demo\nstty -g > stopped\njobs > jobs\necho PAUSED\nread line\n\
                fg > /dev/null\necho \"code $?\"\nstty -g > after\necho READY\nread line\n";
    let mut pty = world.script(PROGRAM, text);
    pty.wait_for("payments");
    pty.send("\u{1a}");
    pty.wait_for("PAUSED");
    assert!(pty.seen().is_clean(), "{}", pty.seen().text());
    assert!(world.read("jobs").contains("Stopped"), "{}", world.read("jobs"));
    assert_eq!(world.read("stopped"), world.read("before"));
    pty.resize(100, 30);
    pty.send("\n");
    for word in ["1 Overview", "Namespaces", "payments", "Posture", "? help"] {
        pty.wait_for(word);
    }
    pty.go("?", "type to search");
    pty.send("\u{1b}");
    pty.wait_gone("type to search");
    pty.send("q");
    world.given_back(&pty, 0);
}

#[test]
fn being_stopped_from_outside_gives_the_terminal_back_too() {
    let world = World::new();
    let text = "stty -g > before\nset -m\nfnsec --demo\nstty -g > stopped\njobs > jobs\necho PAUSED\nread line\n\
                fg > /dev/null\necho \"code $?\"\nstty -g > after\necho READY\nread line\n";
    let mut pty = world.script(PROGRAM, text);
    pty.wait_for("payments");
    world.signal(Signal::TSTP);
    pty.wait_for("PAUSED");
    assert!(pty.seen().is_clean(), "{}", pty.seen().text());
    assert!(world.read("jobs").contains("Stopped"), "{}", world.read("jobs"));
    assert_eq!(world.read("stopped"), world.read("before"));
    pty.send("\n");
    for word in ["1 Overview", "Namespaces", "payments", "? help"] {
        pty.wait_for(word);
    }
    pty.send("q");
    world.given_back(&pty, 0);
}
