//! One small screen in every format.

use super::*;
use crate::view::theme::{Role, Theme, load};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

fn screen(theme: &Theme) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(3, 2, 14, 3));
    buffer.set_style(buffer.area, theme.style(Role::Text));
    buffer.set_string(3, 2, "CRIT", theme.style(Role::SevCritical));
    buffer.set_string(8, 2, "a<b>&\"", theme.style(Role::Text));
    buffer.set_string(3, 3, "日本 fn", theme.style(Role::Muted));
    buffer.set_style(Rect::new(3, 3, 14, 1), theme.style(Role::Selection));
    buffer
}

#[test]
fn text_is_trimmed_and_wide_characters_count_once() {
    let buffer = screen(&load("fnsec-dark").unwrap());
    assert_eq!(text(&buffer), "CRIT a<b>&\"\n日本 fn\n\n");
}

#[test]
fn ansi_resets_after_every_run() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
    buffer.set_string(0, 0, "ab", Style::new().fg(Color::Red).add_modifier(Modifier::BOLD));
    buffer.set_string(3, 0, "c", Style::new().bg(Color::Indexed(17)).fg(Color::Rgb(1, 2, 3)));
    buffer.set_string(0, 1, "d", Style::new().fg(Color::LightBlue).bg(Color::White));
    let lines = "\u{1b}[1;31mab\u{1b}[0m \u{1b}[38;2;1;2;3;48;5;17mc\u{1b}[0m\n\u{1b}[94;107md\u{1b}[0m\n";
    assert_eq!(ansi(&buffer), lines);
}

#[test]
fn a_drawing_is_escaped_and_the_same_every_time() {
    let buffer = screen(&load("fnsec-dark").unwrap());
    let picture = svg(&buffer, "a & <b>");
    assert_eq!(picture, svg(&buffer, "a & <b>"));
    assert!(picture.contains("<title>a &amp; &lt;b&gt;</title>"));
    assert!(picture.contains(">a&lt;b&gt;&amp;&quot;"), "{picture}");
    assert!(picture.contains("textLength=\"16.8\"") && picture.contains(">日</text>"), "{picture}");
    assert!(picture.contains("<rect x=\"12.0\" y=\"30\""), "{picture}");
    assert_eq!(picture.matches("<text ").count(), picture.matches("</text>").count());
}

#[test]
fn reversal_swaps_foreground_and_background() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
    buffer.set_string(
        0,
        0,
        "x",
        Style::new().fg(Color::Rgb(1, 1, 1)).bg(Color::Rgb(2, 2, 2)).add_modifier(Modifier::REVERSED),
    );
    assert!(svg(&buffer, "t").contains("fill=\"#020202\">x</text>"));
}

#[test]
fn the_map_of_roles_shows_letters_and_the_selection() {
    let buffer = screen(&Theme::roles());
    let map = roles(&buffer);
    assert_eq!(map, "iiii aaaaaa\nbbbbbbb  < selected 0..13\n\n\na = Text\nb = Muted\ni = SevCritical\n");
}

#[test]
fn a_colour_of_no_role_is_marked() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
    buffer.set_string(0, 0, "x", Style::new().fg(Color::Red));
    buffer.set_string(2, 0, "y", Style::new().fg(Color::Indexed(200)));
    assert_eq!(roles(&buffer), "? ?\n\n");
}

#[test]
fn control_characters_never_reach_a_file() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
    for (at, symbol) in ["\u{1b}", "\u{202e}", "", "日"].into_iter().enumerate() {
        buffer.content[at].set_symbol(symbol);
    }
    for shown in [text(&buffer), ansi(&buffer), svg(&buffer, "\u{1b}\u{0}"), roles(&buffer)] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{0}', '\u{7}']), "{shown:?}");
    }
    let empty = Buffer::empty(Rect::ZERO);
    assert_eq!(text(&empty), "");
    assert!(svg(&empty, "").ends_with("</svg>\n"));
}
