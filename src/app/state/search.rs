//! A search in a text or grid.

/// A searched text; it ends when the screen is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    pub text: String,
}
