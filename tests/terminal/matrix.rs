//! The terminals that people have: what each of them gets, and how many bytes a key costs.

use super::pty::{Pty, Seen};
use super::world::World;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// How many bytes a key may cost over a network on a list of 120 by 36, on one with details beside it, and on the
/// Overview, whose second list follows.
const LIST: usize = 60;
const FINDINGS: usize = 250;
const OVERVIEW: usize = 380;
/// For each of the first findings, whose details are written once the key rests.
const DETAILS: usize = 280;
/// For a row that a list scrolls to: its text, and the rows that move.
const SCROLLED: usize = 300;
/// The same with colours of three numbers, which are sent where the terminal is near.
const FULL_COLOUR: usize = 2_000;

/// One kind of terminal.
struct Kind {
    term: &'static str,
    vars: &'static [(&'static str, &'static str)],
    /// The sequences of the deepest colours that it gets.
    colours: Colours,
    unicode: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Colours {
    None,
    Sixteen,
    Indexed,
    True,
}

const KINDS: [Kind; 7] = [
    Kind {
        term: "xterm-256color",
        vars: &[("COLORTERM", "truecolor")],
        colours: Colours::True,
        unicode: true,
    },
    Kind { term: "xterm-256color", vars: &[], colours: Colours::Indexed, unicode: true },
    Kind {
        term: "tmux-256color",
        vars: &[("TMUX", "/nowhere,1,0")],
        colours: Colours::Indexed,
        unicode: true,
    },
    Kind { term: "screen", vars: &[("STY", "1.host")], colours: Colours::Sixteen, unicode: true },
    Kind { term: "xterm-16color", vars: &[], colours: Colours::Sixteen, unicode: true },
    Kind { term: "linux", vars: &[], colours: Colours::Sixteen, unicode: false },
    Kind { term: "xterm-256color", vars: &[("NO_COLOR", "1")], colours: Colours::None, unicode: true },
];

fn start(kind: &Kind) -> Pty {
    let world = kind
        .vars
        .iter()
        .fold(World::new().with("TERM", kind.term), |world, (name, value)| world.with(name, value));
    let pty = world.demo();
    pty.wait_for("live");
    pty
}

/// Returns the deepest colours that were sent.
fn sent(seen: &Seen) -> Colours {
    let text = String::from_utf8_lossy(&seen.raw);
    let mut deepest = Colours::None;
    for rest in text.split("\u{1b}[").skip(1) {
        let Some((numbers, _)) = rest.split_once('m') else { continue };
        if !numbers.chars().all(|letter| letter.is_ascii_digit() || letter == ';') {
            continue;
        }
        let mut numbers: Vec<u16> = numbers.split(';').filter_map(|one| one.parse().ok()).rev().collect();
        while let Some(number) = numbers.pop() {
            let index = numbers.iter().rev().nth(1).copied().unwrap_or(0);
            let (depth, used) = match (number, numbers.last()) {
                (38 | 48, Some(2)) => (Colours::True, 4),
                // The sixteen colours may be sent by their index too.
                (38 | 48, Some(5)) if index > 15 => (Colours::Indexed, 2),
                (38 | 48, Some(5)) => (Colours::Sixteen, 2),
                (30..=37 | 40..=47 | 90..=97 | 100..=107, _) => (Colours::Sixteen, 0),
                _ => (Colours::None, 0),
            };
            numbers.truncate(numbers.len().saturating_sub(used));
            deepest = deepest.max(depth);
        }
    }
    deepest
}

#[test]
fn every_terminal_gets_the_colours_and_glyphs_that_it_can_show() {
    for kind in &KINDS {
        let mut pty = start(kind);
        pty.go("4", "CRIT");
        pty.go("?", "type to search");
        let seen = pty.seen();
        assert_eq!(sent(&seen), kind.colours, "{} {:?}", kind.term, kind.vars);
        assert_eq!(seen.text().is_ascii(), !kind.unicode, "{} {:?}", kind.term, kind.vars);
    }
}

#[test]
fn no_terminal_gets_a_sequence_that_it_does_not_know() {
    for kind in &KINDS {
        let mut pty = start(kind);
        pty.go("4", "CRIT");
        let raw = String::from_utf8_lossy(&pty.seen().raw).into_owned();
        // Mode 2031 would make the terminal send reports that the parser of keys does not end; see docs/decisions.
        assert!(!raw.contains("\u{1b}[?2031h") && !raw.contains("\u{1b}[m"), "{}", kind.term);
    }
}

#[test]
fn a_dumb_terminal_gets_lines_without_escape_sequences() {
    let world = World::new().with("TERM", "dumb");
    let mut pty = world.start(&["--demo"], (120, 36));
    pty.wait_for("Command:");
    pty.go("findings\r", "Screen: Findings");
    pty.go("quit\r", "");
    assert_eq!(pty.ended().exit_code(), 0);
    assert!(!pty.seen().raw.contains(&0x1b), "{}", pty.seen().text());
}

/// Waits until nothing more is written: the pane beside a list follows the selection after a moment.
fn quiet(pty: &Pty) {
    let last = Cell::new((0, Instant::now()));
    pty.wait_until("quiet", |seen| {
        let (before, since) = last.get();
        if seen.raw.len() != before {
            last.set((seen.raw.len(), Instant::now()));
        }
        seen.raw.len() == before && since.elapsed() > Duration::from_millis(400)
    });
}

/// Returns how many bytes a key costs, with all that follows from it; of three times the least, because something
/// else may change meanwhile.
fn cost(pty: &mut Pty, key: &str) -> usize {
    let mut once = || {
        quiet(pty);
        bytes_after(pty, key)
    };
    [once(), once(), once()].into_iter().min().unwrap_or_default()
}

const TABS: [(&str, &str); 4] =
    [("1", "[1 Overview"), ("2", "[2 Namespaces"), ("3", "[3 Functions"), ("4", "[4 Findings")];

/// Returns how many bytes a key costs on the first tabs.
fn costs(vars: &[(&str, &str)]) -> Vec<(&'static str, usize)> {
    let world = vars.iter().fold(World::new(), |world, (name, value)| world.with(name, value));
    let mut pty = world.demo();
    pty.wait_for("live");
    let cost_of = |(tab, shows): (&'static str, &'static str)| {
        pty.go(tab, shows);
        (tab, cost(&mut pty, "j"))
    };
    let costs = TABS.into_iter().map(cost_of).collect();
    println!("bytes per key at 120x36 with {vars:?}: {costs:?}");
    costs
}

/// A terminal at the other end of a network: colours by index, because COLORTERM is not forwarded.
const REMOTE: (&str, &str) = ("SSH_TTY", "/dev/pts/1");

#[test]
fn a_key_costs_few_bytes_over_a_network() {
    for (tab, bytes) in costs(&[REMOTE]) {
        let most = match tab {
            "1" => OVERVIEW,
            "4" => FINDINGS,
            _ => LIST,
        };
        assert!(bytes <= most, "{tab}: {bytes}");
    }
}

#[test]
fn moving_through_the_findings_over_a_network_costs_what_a_list_costs() {
    const STEPS: usize = 12;
    let world = World::new().with(REMOTE.0, REMOTE.1);
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("4", "[4 Findings");
    quiet(&pty);
    let before = pty.seen().raw.len();
    pty.send(&"j".repeat(STEPS));
    pty.wait_until("an answer", |seen| seen.raw.len() > before);
    quiet(&pty);
    let each = (pty.seen().raw.len() - before) / STEPS;
    println!("bytes per key while moving: {each}");
    assert!(each <= LIST, "{each}");
}

#[test]
fn reading_one_finding_after_the_other_over_a_network_costs_little_more_than_their_text() {
    const STEPS: usize = 12;
    let world = World::new().with(REMOTE.0, REMOTE.1);
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("4", "[4 Findings");
    quiet(&pty);
    let each = one_by_one(&mut pty, STEPS);
    println!("bytes per key at rest: {each:?}");
    assert!(each.iter().all(|bytes| *bytes <= DETAILS), "{each:?}");
}

/// Moves down so often, and returns how many bytes each key costs.
fn one_by_one(pty: &mut Pty, steps: usize) -> Vec<usize> {
    (0..steps).map(|_| bytes_after(pty, "j")).collect()
}

/// Presses a key, and returns how many bytes follow from it.
fn bytes_after(pty: &mut Pty, key: &str) -> usize {
    let before = pty.seen().raw.len();
    pty.send(key);
    pty.wait_until("an answer", |seen| seen.raw.len() > before);
    quiet(pty);
    pty.seen().raw.len() - before
}

#[test]
fn a_list_that_scrolls_over_a_network_sends_the_new_row_alone() {
    const FIRST: usize = 34;
    let world = World::new().with(REMOTE.0, REMOTE.1);
    let mut pty = world.demo();
    pty.wait_for("live");
    pty.go("3", "[3 Functions");
    quiet(&pty);
    pty.send(&"j".repeat(FIRST));
    quiet(&pty);
    let each = one_by_one(&mut pty, 6);
    println!("bytes per key that scrolls: {each:?}");
    assert!(each.iter().all(|bytes| *bytes <= SCROLLED), "{each:?}");
}

#[test]
fn a_key_costs_few_bytes_in_full_colour() {
    for (tab, bytes) in costs(&[("COLORTERM", "truecolor")]) {
        assert!(bytes <= FULL_COLOUR, "{tab}: {bytes}");
    }
}
