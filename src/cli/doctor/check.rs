//! A check with its state, and the exit code of all checks.

use crate::cli::exit::{Exit, Failure};
use crate::source::Trouble;
use crate::source::trouble::TroubleKind;
use serde_json::{Map, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckState {
    Ok,
    /// Worth knowing, but not a problem.
    Note,
    /// A problem, with the exit code it causes.
    Fault(Exit),
    Unknown,
}

impl CheckState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Fault(_) => "fault",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorCheck {
    pub name: &'static str,
    pub state: CheckState,
    pub message: String,
    /// The next step; empty if none is needed.
    pub next: String,
    /// The same information for programs.
    pub details: Map<String, Value>,
}

impl DoctorCheck {
    pub fn new(name: &'static str, state: CheckState, message: impl Into<String>) -> Self {
        Self { name, state, message: message.into(), next: String::new(), details: Map::new() }
    }

    pub fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, CheckState::Ok, message)
    }

    pub fn note(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, CheckState::Note, message)
    }

    pub fn unknown(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, CheckState::Unknown, message)
    }

    pub fn fault(name: &'static str, exit: Exit, message: impl Into<String>) -> Self {
        Self::new(name, CheckState::Fault(exit), message)
    }

    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }

    /// Adds the fields of a JSON object to the details.
    pub fn with(mut self, details: Value) -> Self {
        if let Value::Object(details) = details {
            self.details.extend(details);
        }
        self
    }
}

/// Returns the exit code of an error while a source is read.
pub fn exit_of(trouble: &Trouble) -> Exit {
    Failure::reading(trouble).exit
}

/// Returns why a request has no answer, without the server's message, which may contain any name.
pub fn reason(trouble: &Trouble) -> &'static str {
    match trouble.kind {
        TroubleKind::Unauthenticated => "the server refuses the credentials",
        TroubleKind::Forbidden => "the server forbids the request (HTTP 403)",
        TroubleKind::NotFound => "the server does not serve this path (HTTP 404)",
        TroubleKind::Unreachable => "the server does not answer, or is busy",
        TroubleKind::Conflict
        | TroubleKind::Gone
        | TroubleKind::Refused
        | TroubleKind::Configuration
        | TroubleKind::Other => "the answer cannot be used",
    }
}

/// All checks, in the order in which they are shown.
pub struct Sheet {
    pub checks: Vec<DoctorCheck>,
    pub anonymous: bool,
}

impl Sheet {
    pub fn count(&self, state: &str) -> usize {
        self.checks.iter().filter(|check| check.state.word() == state).count()
    }

    /// What has to be repaired first decides: the configuration, then the connection, then permissions and
    /// unknowns.
    pub fn exit(&self, allow_unread: bool) -> Exit {
        let has = |state: CheckState| self.checks.iter().any(|check| check.state == state);
        let less = has(CheckState::Fault(Exit::Coverage)) || has(CheckState::Unknown);
        match () {
            () if has(CheckState::Fault(Exit::Usage)) => Exit::Usage,
            () if has(CheckState::Fault(Exit::Unreachable)) => Exit::Unreachable,
            () if less && !allow_unread => Exit::Coverage,
            () => Exit::Clean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(states: &[CheckState], allow_unread: bool) -> Exit {
        let checks = states.iter().map(|state| DoctorCheck::new("x", *state, "")).collect();
        Sheet { checks, anonymous: false }.exit(allow_unread)
    }

    #[test]
    fn what_has_to_be_repaired_first_decides_the_exit_code() {
        let [usage, lost, refused] = [Exit::Usage, Exit::Unreachable, Exit::Coverage].map(CheckState::Fault);
        for (states, code) in [
            (&[CheckState::Ok, CheckState::Note][..], Exit::Clean),
            (&[CheckState::Unknown], Exit::Coverage),
            (&[refused], Exit::Coverage),
            (&[CheckState::Unknown, lost], Exit::Unreachable),
            (&[lost, refused, usage], Exit::Usage),
        ] {
            assert_eq!(exit(states, false), code, "{states:?}");
        }
        assert_eq!(exit(&[refused, CheckState::Unknown], true), Exit::Clean);
        assert_eq!(exit(&[lost], true), Exit::Unreachable);
    }
}
