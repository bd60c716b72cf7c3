//! How a run ends: an exit code, and a sentence when it ended early.

use crate::source::Trouble;
use crate::source::trouble::Sort;
use std::process::ExitCode;

/// The numbers are a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Clean,
    Findings,
    Usage,
    Unreachable,
    Coverage,
    Refused,
    Bug,
    Interrupted,
    /// Ended by another signal, as a shell counts it.
    Signal(u8),
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Unreachable => 3,
            Self::Coverage => 4,
            Self::Refused => 5,
            Self::Bug => 70,
            Self::Interrupted => 130,
            Self::Signal(number) => number.saturating_add(128),
        }
    }

    /// Reading the command line ends well (help was asked for) or not.
    pub fn of_code(code: i32) -> Self {
        if code == 0 { Self::Clean } else { Self::Usage }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a run ended early: what, why, and what to do next, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub exit: Exit,
    pub words: String,
}

pub type Ended = Result<Exit, Failure>;

impl Failure {
    pub fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, words: words.into() }
    }

    pub fn refused(words: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, words: words.into() }
    }

    /// Trouble while a source is read: whatever it says, it gave us nothing.
    pub fn reading(trouble: &Trouble) -> Self {
        let exit = match trouble.sort {
            Sort::Configuration => Exit::Usage,
            Sort::Unreachable
            | Sort::Unauthenticated
            | Sort::Forbidden
            | Sort::NotFound
            | Sort::Conflict
            | Sort::Gone
            | Sort::Rejected
            | Sort::Other => Exit::Unreachable,
        };
        Self { exit, words: trouble.to_string() }
    }
}

/// Trouble while something is rehearsed or written.
impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let exit = match trouble.sort {
            Sort::Configuration => Exit::Usage,
            Sort::Unreachable | Sort::Unauthenticated | Sort::Other => Exit::Unreachable,
            Sort::Forbidden | Sort::NotFound | Sort::Conflict | Sort::Gone | Sort::Rejected => Exit::Refused,
        };
        Self { exit, words: trouble.to_string() }
    }
}
