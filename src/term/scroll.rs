//! Rows that move together: one sequence moves them on the terminal, where writing each again takes as many bytes as
//! a screen.

use ratatui::buffer::{Buffer, Cell};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// How many cells must be spared: the sequences take about as many bytes as a few cells with their positions.
pub(super) const WORTH: usize = 60;
/// In a row that is unknown, no cell is what it should be.
const UNKNOWN: Cell = Cell::new("\u{1}");

/// Takes margins away; the cursor goes to the first cell.
pub(super) const NO_MARGINS: &str = "\x1b[r";

/// Rows that move up, or down where `by` is negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shift {
    /// The rows between which everything moves, from 0.
    pub rows: Range<usize>,
    pub by: isize,
}

impl Shift {
    /// Finds the rows that moved most between two frames of the same size, if that spares anything.
    pub fn between(last: &Buffer, next: &Buffer) -> Option<Self> {
        if last.area != next.area {
            return None;
        }
        let (before, after) = (rows(last), rows(next));
        let changed: Vec<usize> =
            before.iter().zip(&after).map(|(one, other)| differing(one, other)).collect();
        let by = likeliest(&before, &after, &changed)?;
        let best = best(&before, &after, &changed, by)?;
        (best.0 >= WORTH).then_some(best.1)
    }

    /// Returns the sequences: margins around the rows, lines deleted or inserted at the first one, and no margins.
    pub fn sequence(&self) -> String {
        let (first, last, count) = (self.rows.start + 1, self.rows.end, self.by.unsigned_abs());
        let letter = if self.by > 0 { 'M' } else { 'L' };
        format!("\x1b[{first};{last}r\x1b[{first};1H\x1b[{count}{letter}{NO_MARGINS}")
    }

    /// Returns shorter sequences for a terminal that colours what it erases: it scrolls at a margin, and each new row is
    /// erased.
    pub fn erasing_sequence(&self) -> String {
        let (first, last, count) = (self.rows.start + 1, self.rows.end, self.by.unsigned_abs());
        let (row, scroll) = if self.by > 0 { (last, "\n") } else { (first, "\x1bM") };
        let rows = format!("{scroll}\x1b[K").repeat(count);
        format!("\x1b[{first};{last}r\x1b[{row}H{rows}{NO_MARGINS}")
    }

    /// Returns the first of the rows that are new.
    pub const fn vacated(&self) -> usize {
        if self.by > 0 { self.rows.end.saturating_sub(self.by.unsigned_abs()) } else { self.rows.start }
    }

    /// Moves the rows of a list as the terminal does; the rows that follow become what is given.
    pub fn apply<T>(&self, all: &mut [T], mut blank: impl FnMut(&mut T)) {
        let count = self.by.unsigned_abs();
        let Some(rows) = all.get_mut(self.rows.clone()).filter(|rows| rows.len() >= count) else { return };
        let vacated = if self.by > 0 {
            rows.rotate_left(count);
            rows.len() - count..rows.len()
        } else {
            rows.rotate_right(count);
            0..count
        };
        rows.get_mut(vacated).into_iter().flatten().for_each(&mut blank);
    }

    /// Returns what the terminal shows after this; rows that are new are blank, or nothing is known of them.
    pub fn applied(&self, last: &Buffer, blank: Option<&Cell>) -> Buffer {
        let mut rows: Vec<Vec<Cell>> = rows(last).into_iter().map(<[Cell]>::to_vec).collect();
        let new = blank.cloned().unwrap_or(UNKNOWN);
        self.apply(&mut rows, |row| row.fill(new.clone()));
        Buffer { area: last.area, content: rows.into_iter().flatten().collect() }
    }
}

fn rows(buffer: &Buffer) -> Vec<&[Cell]> {
    buffer.content.chunks(usize::from(buffer.area.width).max(1)).collect()
}

fn differing(one: &[Cell], other: &[Cell]) -> usize {
    one.iter().zip(other).filter(|(one, other)| one != other).count()
}

/// Returns by how many rows most of what changed has moved.
fn likeliest(before: &[&[Cell]], after: &[&[Cell]], changed: &[usize]) -> Option<isize> {
    let hash = |row: &&[Cell]| {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        hasher.finish()
    };
    let before: Vec<u64> = before.iter().map(hash).collect();
    let mut votes: BTreeMap<isize, usize> = BTreeMap::new();
    for ((at, row), changed) in after.iter().enumerate().zip(changed).filter(|(_, changed)| **changed > 0) {
        let wanted = hash(row);
        for (from, _) in before.iter().enumerate().filter(|(_, known)| **known == wanted) {
            *votes.entry(from.cast_signed() - at.cast_signed()).or_default() += changed;
        }
    }
    votes.into_iter().max_by_key(|(_, spared)| *spared).map(|(by, _)| by)
}

/// Returns how many cells the best shift by so many rows spares.
fn best(before: &[&[Cell]], after: &[&[Cell]], changed: &[usize], by: isize) -> Option<(usize, Shift)> {
    let (count, width) = (by.unsigned_abs(), before.first()?.len());
    let left = |at: usize| {
        let from = at.checked_add_signed(by).and_then(|from| before.get(from));
        from.zip(after.get(at)).map_or(width, |(from, to)| differing(from, to))
    };
    let spared = |changed: usize, left: usize| changed.cast_signed() - left.cast_signed();
    // What the rows up to each one spare if they are moved, and if they are new.
    let sums = |each: &dyn Fn(usize, usize) -> isize| -> Vec<isize> {
        let all = changed.iter().enumerate().scan(0, |sum, (at, changed)| {
            *sum += each(at, *changed);
            Some(*sum)
        });
        std::iter::once(0).chain(all).collect()
    };
    let moved = sums(&|at, changed| spared(changed, left(at)));
    let new = sums(&|_, changed| spared(changed, width));
    let within = |sums: &[isize], rows: Range<usize>| Some(sums.get(rows.end)? - sums.get(rows.start)?);
    let net = |rows: &Range<usize>| {
        let (kept, vacated) = if by > 0 {
            (rows.start..rows.end - count, rows.end - count..rows.end)
        } else {
            (rows.start + count..rows.end, rows.start..rows.start + count)
        };
        Some(within(&moved, kept)? + within(&new, vacated)?)
    };
    let ends = |start: usize| (start + count + 1..=after.len()).map(move |end| start..end);
    let all = (0..after.len()).flat_map(ends).filter_map(|rows| Some((net(&rows)?, rows)));
    let (spared, rows) = all.max_by_key(|(net, _)| *net)?;
    Some((usize::try_from(spared).ok()?, Shift { rows, by }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn screen(rows: &[&str]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, u16::try_from(rows.len()).expect("few")));
        for (y, row) in rows.iter().enumerate() {
            buffer.set_string(0, u16::try_from(y).expect("few"), row, Style::new());
        }
        buffer
    }

    const LIST: [&str; 8] = [
        "the head of the list",
        "row one, which is about something",
        "row two, about something else",
        "row three is not like the others",
        "row four is the last of its kind",
        "row five comes after row four",
        "row six is at the end of it",
        "the foot of the list",
    ];

    fn scrolled(down: bool) -> (Buffer, Buffer) {
        let mut rows = LIST;
        if down {
            rows.copy_within(1..6, 2);
            rows[1] = "row zero was not there before";
        } else {
            rows.copy_within(2..7, 1);
            rows[6] = "row seven was not there before";
        }
        (screen(&LIST), screen(&rows))
    }

    #[test]
    fn a_list_that_scrolls_by_one_row_is_one_shift_between_its_head_and_its_foot() {
        let (last, next) = scrolled(false);
        let shift = Shift::between(&last, &next).expect("a shift");
        assert_eq!(shift, Shift { rows: 1..7, by: 1 });
        assert_eq!(shift.sequence(), "\u{1b}[2;7r\u{1b}[2;1H\u{1b}[1M\u{1b}[r");
        assert_eq!(shift.erasing_sequence(), "\u{1b}[2;7r\u{1b}[7H\n\u{1b}[K\u{1b}[r");
        let (last, next) = scrolled(true);
        let shift = Shift::between(&last, &next).expect("a shift");
        assert_eq!(shift, Shift { rows: 1..7, by: -1 });
        assert_eq!(shift.sequence(), "\u{1b}[2;7r\u{1b}[2;1H\u{1b}[1L\u{1b}[r");
        assert_eq!(shift.erasing_sequence(), "\u{1b}[2;7r\u{1b}[2H\u{1b}M\u{1b}[K\u{1b}[r");
    }

    #[test]
    fn after_a_shift_only_the_new_row_differs() {
        for (last, next) in [scrolled(false), scrolled(true)] {
            let shift = Shift::between(&last, &next).expect("a shift");
            let left: std::collections::BTreeSet<u16> =
                shift.applied(&last, None).diff(&next).into_iter().map(|(_, y, _)| y).collect();
            assert_eq!(left.len(), 1, "{shift:?}: {left:?}");
        }
    }

    #[test]
    fn what_does_not_move_together_is_no_shift() {
        let last = screen(&LIST);
        assert_eq!(Shift::between(&last, &last), None);
        assert_eq!(Shift::between(&last, &screen(&["something else"; 8])), None);
        assert_eq!(Shift::between(&last, &screen(&LIST[1..])), None);
    }
}
