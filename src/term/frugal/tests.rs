use super::*;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// Returns the bytes of what is drawn in one frame.
fn sent(draw: impl FnOnce(&mut Frugal<&mut Vec<u8>>)) -> String {
    let mut bytes = Vec::new();
    let mut backend = Frugal::new(&mut bytes);
    draw(&mut backend);
    backend.end_frame().expect("sent");
    String::from_utf8(bytes).expect("text")
}

/// Returns the bytes of a row of texts with their styles.
fn drawn(parts: &[(&str, Style)]) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 1));
    let mut x = 0;
    for (text, style) in parts {
        x = buffer.set_stringn(x, 0, text, 80, *style).0;
    }
    let cells = (0..x).filter_map(|at| Some((at, 0, buffer.cell((at, 0))?)));
    sent(|backend| backend.draw(cells).expect("drawn"))
}

#[test]
fn a_frame_that_changes_nothing_sends_nothing() {
    let cell = Cell::new("a");
    let text = sent(|backend| {
        for frame in 0..3 {
            let changed = (frame == 0).then_some((2, 1, &cell));
            backend.draw(changed.into_iter()).expect("drawn");
            backend.show_cursor().expect("shown");
            backend.set_cursor_position((4, 1)).expect("moved");
            backend.end_frame().expect("ended");
        }
    });
    assert_eq!(text, "\u{1b}[0m\u{1b}[2;3Ha\u{1b}[?25h\u{1b}[2;5H");
}

#[test]
fn a_long_frame_is_one_update() {
    let text = drawn(&[(&"a".repeat(80), Style::new())]);
    assert!(!text.contains("2026"), "{text}");
    let cell = Cell::new("a");
    let rows = (0..10).flat_map(|y| (0..80).map(move |x| (x, y)));
    let text = sent(|backend| backend.draw(rows.map(|(x, y)| (x, y, &cell))).expect("drawn"));
    assert!(text.starts_with("\u{1b}[?2026h") && text.ends_with("\u{1b}[?2026l"), "{text}");
}

#[test]
fn only_what_changes_is_sent() {
    let (red, on) = (Style::new().fg(Color::Red), Color::Rgb(1, 2, 3));
    let text = drawn(&[("a", red.bg(on)), ("b", Style::new().fg(Color::Indexed(200)).bg(on))]);
    assert_eq!(text, "\u{1b}[0m\u{1b}[1;1H\u{1b}[38;5;1;48;2;1;2;3ma\u{1b}[38;5;200mb");
}

#[test]
fn a_move_within_a_row_names_the_column_alone() {
    let (a, b, c) = (Cell::new("a"), Cell::new("b"), Cell::new("c"));
    let cells = [(0, 0, &a), (5, 0, &b), (5, 1, &c)];
    let text = sent(|backend| backend.draw(cells.into_iter()).expect("drawn"));
    assert_eq!(text, "\u{1b}[0m\u{1b}[1;1Ha\u{1b}[6Gb\u{1b}[2;6Hc");
}

#[test]
fn a_short_gap_is_written_again_and_a_long_or_coloured_one_is_jumped_over() {
    let red = Style::new().fg(Color::Red);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
    buffer.set_string(0, 0, "object payments x…y", Style::new());
    buffer.set_string(10, 0, "red", red);
    let at = |x: u16| (x, 0, buffer.cell((x, 0)).expect("a cell"));
    for (cells, expected) in [
        (vec![0, 3], "\u{1b}[1;1Hobje"),
        (vec![0, 7], "\u{1b}[1;1Ho\u{1b}[8Gp"),
        (vec![9, 14], "\u{1b}[1;10Hy\u{1b}[15Gs"),
        (vec![17, 18], "\u{1b}[1;18H…y"),
    ] {
        let text = sent(|backend| {
            backend.draw((0..20).map(at)).expect("drawn");
            backend.frame.clear();
            backend.draw(cells.into_iter().map(at)).expect("drawn");
        });
        assert_eq!(text, expected);
    }
}

#[test]
fn blanks_keep_what_cannot_be_seen() {
    let (red, blue) = (Style::new().fg(Color::Red), Style::new().fg(Color::Blue));
    let bold = red.add_modifier(Modifier::BOLD);
    let text = drawn(&[("a", bold), ("  ", blue), ("b", bold)]);
    assert_eq!(text, "\u{1b}[0m\u{1b}[1;1H\u{1b}[1;38;5;1ma  b");
    let reversed = Style::new().add_modifier(Modifier::REVERSED);
    let text = drawn(&[("a", reversed), (" ", Style::new()), (" ", reversed)]);
    assert_eq!(text, "\u{1b}[0m\u{1b}[1;1H\u{1b}[7ma\u{1b}[0m \u{1b}[7m ");
}

#[test]
fn long_blanks_are_erased_where_the_terminal_colours_what_it_erases() {
    let (a, b) = (Cell::new("a"), Cell::new(" "));
    let cells = || {
        let blanks = (1..=20).map(|at| (at, 0, &b));
        [(0, 0, &a)].into_iter().chain(blanks).chain([(21, 0, &a)])
    };
    let sent = |erases: bool| {
        sent(|backend| {
            backend.erase(erases);
            backend.draw(cells()).expect("drawn");
        })
    };
    assert_eq!(sent(true), "\u{1b}[0m\u{1b}[1;1Ha\u{1b}[20X\u{1b}[22Ga");
    assert_eq!(sent(false), format!("\u{1b}[0m\u{1b}[1;1Ha{}a", " ".repeat(20)));
}

#[test]
fn blanks_are_erased_over_blanks_that_are_shown_already() {
    let row = |text: &str| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        buffer.set_string(0, 0, text, Style::new());
        buffer
    };
    let (old, new) = (row("one two six ten end"), row(""));
    let text = sent(|backend| {
        backend.erase(true);
        backend.draw((0..20).filter_map(|x| Some((x, 0, old.cell((x, 0))?)))).expect("drawn");
        backend.frame.clear();
        backend.draw(old.diff(&new).into_iter()).expect("drawn");
    });
    assert_eq!(text, "\u{1b}[1;1H\u{1b}[19X");
}

#[test]
fn bold_and_dim_are_switched_off_together_and_the_other_one_on_again() {
    let both = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::DIM);
    let dim = Style::new().fg(Color::Red).add_modifier(Modifier::DIM);
    assert_eq!(drawn(&[("a", both), ("b", dim)]), "\u{1b}[0m\u{1b}[1;1H\u{1b}[1;2;38;5;1ma\u{1b}[22;2mb");
    let plain = Style::new().fg(Color::Red);
    assert_eq!(drawn(&[("a", both), ("b", plain)]), "\u{1b}[0m\u{1b}[1;1H\u{1b}[1;2;38;5;1ma\u{1b}[22mb");
}

proptest! {
    #[test]
    fn a_terminal_shows_each_frame_whatever_moves_between_them(
        rows in prop::collection::vec("[a-c]{0,30}", 40), tops in prop::collection::vec((0..28_usize, 0..12_usize), 1..12),
    ) {
        let mut bytes = Vec::new();
        let mut backend = Frugal::new(&mut bytes);
        backend.erase(true);
        backend.start_over();
        let area = Rect::new(0, 0, 34, 14);
        let mut last = Buffer::empty(area);
        for (top, selected) in tops {
            let mut next = Buffer::empty(area);
            next.set_string(0, 0, "the head", Style::new().fg(Color::Red));
            for (y, row) in (1..13).zip(rows.iter().skip(top)) {
                let style = if y == selected + 1 { Style::new().bg(Color::Blue) } else { Style::new() };
                next.set_string(1, u16::try_from(y).expect("few"), format!("{row:<32}"), style);
            }
            next.set_string(0, 13, format!("the foot {top}"), Style::new());
            backend.draw(last.diff(&next).into_iter()).expect("drawn");
            backend.drawn(&next);
            backend.end_frame().expect("sent");
            last = next;
        }
        drop(backend);
        let mut terminal = vt100::Parser::new(14, 34, 0);
        terminal.process(&bytes);
        for (y, x) in (0..14).flat_map(|y| (0..34).map(move |x| (y, x))) {
            let (is, wanted) = (terminal.screen().cell(y, x).expect("a cell"), &last[(x, y)]);
            let letter = if is.contents().is_empty() { " " } else { is.contents() };
            prop_assert_eq!(letter, wanted.symbol(), "{} {}", x, y);
            let is_selected = is.bgcolor() != vt100::Color::Default;
            prop_assert_eq!(is_selected, wanted.bg != Color::Reset, "{} {}", x, y);
        }
    }
}
