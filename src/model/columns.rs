//! Text in columns: its width on a terminal, cut or padded to an exact one.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts text to a width, with a mark where something is missing.
#[must_use]
pub fn cut(text: &str, limit: usize, mark: &str) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let room = limit.saturating_sub(width(mark));
    let mut out = String::new();
    let mut used = 0;
    for part in text.graphemes(true) {
        let next = width(part);
        if used + next > room {
            break;
        }
        used += next;
        out.push_str(part);
    }
    if limit >= width(mark) {
        out.push_str(mark);
    }
    out
}

/// Cuts text in the middle: the ends of names distinguish them.
#[must_use]
pub fn cut_middle(text: &str, limit: usize, mark: &str) -> String {
    if width(text) <= limit || limit < 8 {
        return cut(text, limit, mark);
    }
    let room = limit - width(mark);
    let tail_room = room / 2;
    let head = cut(text, room - tail_room, "");
    let mut tail: Vec<&str> = Vec::new();
    let mut used = 0;
    for part in text.graphemes(true).rev() {
        used += width(part);
        if used > tail_room {
            break;
        }
        tail.push(part);
    }
    tail.reverse();
    format!("{head}{mark}{}", tail.concat())
}

/// Pads text with spaces to exactly this width; longer text stays.
#[must_use]
pub fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

#[must_use]
pub fn pad_left(text: &str, to: usize) -> String {
    format!("{}{text}", " ".repeat(to.saturating_sub(width(text))))
}
