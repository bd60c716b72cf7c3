//! How far the tutor is.

/// The lesson that is open, counted from 0; after the last one, its number is how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tutor {
    pub lesson: usize,
}
