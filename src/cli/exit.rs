//! How a run ends: an exit code, and a sentence when it ended early.

use crate::output::NotSeen;
use crate::source::Trouble;
use crate::source::trouble::TroubleKind;
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
    /// `CommandResult` by another signal, numbered as a shell does.
    Signal(u8),
}

impl Exit {
    #[must_use]
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

    /// Returns the exit code for parsing the command line: success if help was requested.
    #[must_use]
    pub fn of_code(code: i32) -> Self {
        if code == 0 { Self::Clean } else { Self::Usage }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The facts of a run that affect the exit code. This is the one place that combines them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own name")]
pub struct Outcome {
    /// A finding has at least the threshold's severity.
    pub findings: bool,
    /// Something requested or given could not be read.
    pub unread: bool,
    /// The source refused the credentials before everything was read.
    pub logged_out: bool,
    /// No verdict at all was possible.
    pub nothing: bool,
    /// Coverage is below the requested minimum.
    pub low_coverage: bool,
    /// Whether unread items are accepted.
    pub allow_unread: bool,
}

impl Outcome {
    #[must_use]
    pub fn of(unseen: &[NotSeen], allow_unread: bool) -> Self {
        let logged_out = unseen.iter().any(|gap| gap.logged_out);
        Self { unread: !unseen.is_empty(), logged_out, allow_unread, ..Self::default() }
    }

    /// A source that failed midway gives no result; findings take precedence over missing data; missing data
    /// is never clean.
    #[must_use]
    pub fn exit(self) -> Exit {
        let missing = (self.unread || self.nothing) && !self.allow_unread;
        match self {
            Self { logged_out: true, .. } => Exit::Unreachable,
            Self { findings: true, .. } => Exit::Findings,
            Self { low_coverage: true, .. } => Exit::Coverage,
            _ if missing => Exit::Coverage,
            _ => Exit::Clean,
        }
    }
}

/// Why a run ended early: what failed, why, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub exit: Exit,
    pub words: String,
}

pub type CommandResult = Result<Exit, Failure>;

impl Failure {
    pub fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, words: words.into() }
    }

    pub fn refused(words: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, words: words.into() }
    }

    /// An error while a source is read: the source gave nothing.
    #[must_use]
    pub fn reading(trouble: &Trouble) -> Self {
        let exit = match trouble.kind {
            TroubleKind::Configuration => Exit::Usage,
            TroubleKind::Unreachable
            | TroubleKind::Unauthenticated
            | TroubleKind::Forbidden
            | TroubleKind::NotFound
            | TroubleKind::Conflict
            | TroubleKind::Gone
            | TroubleKind::Refused
            | TroubleKind::Other => Exit::Unreachable,
        };
        Self { exit, words: trouble.to_string() }
    }
}

/// An error while something is rehearsed or written.
impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let exit = match trouble.kind {
            TroubleKind::Configuration => Exit::Usage,
            TroubleKind::Unreachable | TroubleKind::Unauthenticated | TroubleKind::Other => Exit::Unreachable,
            TroubleKind::Forbidden
            | TroubleKind::NotFound
            | TroubleKind::Conflict
            | TroubleKind::Gone
            | TroubleKind::Refused => Exit::Refused,
        };
        Self { exit, words: trouble.to_string() }
    }
}
