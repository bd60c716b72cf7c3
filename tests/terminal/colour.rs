//! Without colour everything can still be told apart.

use super::pty::{Pty, Seen};
use super::world::World;

/// Whether any sequence of the output sets a colour.
fn is_coloured(seen: &Seen) -> bool {
    let text = String::from_utf8_lossy(&seen.raw);
    let sequences = text.split("\u{1b}[").skip(1).filter_map(|rest| {
        let (numbers, rest) =
            rest.split_at(rest.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?);
        rest.starts_with('m').then_some(numbers)
    });
    let is_colour = |number: u16| matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107);
    sequences.flat_map(|numbers| numbers.split(';')).any(|number| number.parse().is_ok_and(is_colour))
}

/// The words of the cells that are shown reversed.
fn reversed(seen: &Seen) -> String {
    let screen = seen.parser.screen();
    let (rows, columns) = screen.size();
    let cells = (0..rows).flat_map(|row| (0..columns).filter_map(move |column| screen.cell(row, column)));
    cells.filter(|cell| cell.inverse()).map(vt100::Cell::contents).collect()
}

fn plain(mut pty: Pty) {
    pty.wait_until("a reversed selection", |seen| reversed(seen).contains("▸"));
    pty.go("4", "CRIT");
    pty.go("?", "type to search");
    assert!(!is_coloured(&pty.seen()));
}

#[test]
fn no_color_is_heeded_and_the_selection_still_shows() {
    let world = World::new().with("NO_COLOR", "1").with("COLORTERM", "truecolor");
    plain(world.demo());
}

#[test]
fn a_terminal_with_colours_gets_them() {
    let world = World::new();
    assert!(is_coloured(&world.demo().seen()));
}

/// The ground behind the first cell with a colour of its own.
fn ground(seen: &Seen) -> vt100::Color {
    seen.parser.screen().cell(0, 0).map_or(vt100::Color::Default, vt100::Cell::bgcolor)
}

#[test]
fn a_light_ground_is_asked_for_and_gets_the_light_theme() {
    let world = World::new().with("COLORFGBG", "").with("COLORTERM", "truecolor");
    let mut pty = world.start(&["--demo"], (120, 36));
    pty.wait_until("the question", |seen| seen.wrote("\u{1b}]11;?"));
    let dark = ground(&pty.seen());
    pty.send("\u{1b}]10;rgb:1111/1111/1111\u{1b}\\\u{1b}]11;rgb:ffff/ffff/ffff\u{1b}\\\u{1b}[?62c");
    pty.wait_until("another ground", |seen| ground(seen) != dark);
    pty.go("q", "");
}

#[test]
fn a_terminal_that_says_nothing_is_not_waited_for() {
    let world = World::new().with("COLORFGBG", "").with("COLORTERM", "truecolor");
    let mut pty = world.demo();
    pty.go("4", "CRIT");
}
