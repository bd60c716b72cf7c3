//! A credential that was found, without its value.

/// Where a credential is and what it looks like; its value is never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// "GitHub token", "private key", …
    pub kind: String,
    /// JSON pointer of the field that contains the text.
    pub path: String,
    /// Counted from 1, within that text; 0 for a field that is the value itself.
    pub line: u32,
    pub column: u32,
    /// Byte span of the value within the field's text.
    pub span: (usize, usize),
    /// A public prefix at most, then bullets.
    pub preview: String,
    pub certain: bool,
    /// The value may be a placeholder; where it is used, it is a weak credential.
    pub weak: bool,
    /// The name of the field or variable, where it has one.
    pub name: String,
}
