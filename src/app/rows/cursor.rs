//! A position in a list that follows the object, not the row.

/// The selected row, and the first row on screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor {
    pub row: usize,
    pub top: usize,
    /// The identity of the selected row; stays the same when rows are reordered.
    pub key: String,
}

impl Cursor {
    /// Moves by rows, within a list of `len`.
    pub fn by(&mut self, rows: isize, len: usize) {
        // The list may have become shorter since.
        self.to(self.row.min(len.saturating_sub(1)).saturating_add_signed(rows), len);
    }

    pub fn to(&mut self, row: usize, len: usize) {
        self.row = row.min(len.saturating_sub(1));
    }

    /// Finds the selected identity again after the list changed; stays at the row if it is gone.
    pub fn follow(&mut self, find: impl Fn(&str) -> Option<usize>, len: usize) {
        if !self.key.is_empty()
            && let Some(row) = find(&self.key)
        {
            self.row = row;
        }
        self.row = self.row.min(len.saturating_sub(1));
    }

    /// Scrolls until the row is visible in a window of `height`.
    pub fn show(&mut self, height: usize, len: usize) {
        let height = height.max(1);
        self.top = self.top.min(len.saturating_sub(height));
        if self.row < self.top {
            self.top = self.row;
        } else if self.row >= self.top + height {
            self.top = self.row + 1 - height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_never_leaves_its_list() {
        let mut cursor = Cursor::default();
        cursor.by(-5, 3);
        assert_eq!(cursor.row, 0);
        cursor.by(99, 3);
        assert_eq!(cursor.row, 2);
        cursor.by(1, 0);
        assert_eq!(cursor.row, 0);
    }

    #[test]
    fn the_selection_follows_its_object() {
        let mut cursor = Cursor { row: 1, key: "b".into(), ..Cursor::default() };
        let list = ["x", "a", "b"];
        cursor.follow(|key| list.iter().position(|one| *one == key), list.len());
        assert_eq!(cursor.row, 2);
        cursor.follow(|_| None, 1);
        assert_eq!(cursor.row, 0);
    }

    #[test]
    fn the_row_stays_in_the_window() {
        let mut cursor = Cursor { row: 30, ..Cursor::default() };
        cursor.show(10, 100);
        assert!(cursor.top <= 30 && 30 < cursor.top + 10);
        cursor.to(2, 100);
        cursor.show(10, 100);
        assert_eq!(cursor.top, 2);
    }
}
