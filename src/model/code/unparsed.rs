//! Why a source, or a part of it, was not analysed.

/// The reason why a source was not analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// The source has a syntax error.
    Syntax,
    /// The source is longer than the limit.
    Length,
    /// Brackets, blocks or operators are nested deeper than the limit.
    Depth,
    /// The paths through the source are more than the limit.
    Paths,
    /// The source imports another file of its repository.
    OtherFile,
}

impl Obstacle {
    /// The reason as a sentence without a subject.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Syntax => "syntax error",
            Self::Length => "source exceeds the size limit",
            Self::Depth => "nesting exceeds the limit",
            Self::Paths => "number of paths exceeds the limit",
            Self::OtherFile => "another file of the repository is imported, which is not analysed",
        }
    }
}

/// A source that was not analysed, or not to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unparsed {
    /// Both from 1, in characters.
    pub line: u32,
    pub column: u32,
    pub reason: Obstacle,
}
