//! An error between fnsec and the cluster, as a sentence: what failed, why, and what to do next.
//!
//! The text of a library's error may quote anything that the library was given: headers, addresses with a
//! password, the output of a credential plugin. The error is recognised here, and described in our own words.

use super::message;
use std::fmt;

/// The category of an error; decides exit codes and what may be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// No server answers at that address.
    Unreachable,
    /// The server did not accept the credentials.
    Unauthenticated,
    Forbidden,
    NotFound,
    /// The object changed meanwhile, or already exists.
    Conflict,
    /// The requested version is no longer available.
    Gone,
    /// The server refused the content.
    Refused,
    /// Our own configuration is invalid.
    Configuration,
    Other,
}

impl TroubleKind {
    /// Whether logging in again may help.
    #[must_use]
    pub const fn needs_login(self) -> bool {
        match self {
            Self::Unauthenticated => true,
            Self::Unreachable
            | Self::Forbidden
            | Self::NotFound
            | Self::Conflict
            | Self::Gone
            | Self::Refused
            | Self::Configuration
            | Self::Other => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub kind: TroubleKind,
    pub what: String,
    /// The reason: our own sentence, or the server's, shortened and cleaned.
    pub why: String,
    pub next: String,
    /// Whether the requested change may have been applied anyway.
    pub unsure: bool,
}

impl Trouble {
    pub fn new(
        sort: TroubleKind,
        what: impl Into<String>,
        why: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self { kind: sort, what: what.into(), why: why.into(), next: next.into(), unsure: false }
    }

    /// Returns the same for a request that was sent and whose outcome is unknown.
    #[must_use]
    pub fn unsure(self) -> Self {
        Self { unsure: true, ..self }
    }

    pub fn configuration(what: impl Into<String>, why: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(TroubleKind::Configuration, what, why, next)
    }

    #[must_use]
    pub fn status(what: &str, code: u16, reason: &str, message: &str) -> Self {
        let (sort, next) = match (code, reason) {
            (401, _) => (
                TroubleKind::Unauthenticated,
                "Log in again: the token is missing, expired or for another cluster.",
            ),
            (403, _) => {
                (TroubleKind::Forbidden, "Ask a cluster admin for this permission, or continue without it.")
            }
            (404, _) => (
                TroubleKind::NotFound,
                "It may have been deleted meanwhile, or the kind is not installed in this cluster.",
            ),
            (409, "AlreadyExists") => {
                (TroubleKind::Conflict, "The object already exists: check it, or choose another name.")
            }
            (409, _) => (
                TroubleKind::Conflict,
                "Someone else changed the object meanwhile: check its new state and rehearse again.",
            ),
            (410, _) => (TroubleKind::Gone, "Read it again."),
            (400 | 422, _) => (
                TroubleKind::Refused,
                "Correct the YAML at the field that the server names, and rehearse again.",
            ),
            (429, _) => (TroubleKind::Unreachable, "The server is busy: try again later."),
            (500..=599, _) => (
                TroubleKind::Unreachable,
                "The server, or a proxy in front of it, reports an error: check the health of the cluster, then try again.",
            ),
            _ => (TroubleKind::Other, "Check that this address is a Kubernetes API server."),
        };
        let message = message::line(message);
        let why = match (message.is_empty(), message::line(reason)) {
            (false, _) => message,
            (true, reason) if reason.is_empty() => format!("HTTP {code}"),
            (true, reason) => format!("HTTP {code} {reason}"),
        };
        Self::new(sort, what, why, next)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}. {}", self.what, self.why.trim_end_matches('.'), self.next)
    }
}

impl std::error::Error for Trouble {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_says_what_to_do_next() {
        for code in [400, 401, 403, 404, 409, 410, 415, 422, 429, 500, 503] {
            let trouble = Trouble::status("reading pods", code, "", "");
            assert!(!trouble.next.is_empty() && trouble.why.contains(&code.to_string()));
            // Only the caller knows whether the request is retried.
            assert!(!trouble.to_string().contains("by itself"), "{trouble}");
        }
    }

    #[test]
    fn a_conflict_is_not_a_refusal() {
        assert_eq!(Trouble::status("x", 409, "Conflict", "").kind, TroubleKind::Conflict);
        assert_eq!(Trouble::status("x", 422, "Invalid", "").kind, TroubleKind::Refused);
    }

    #[test]
    fn a_message_of_a_server_is_cut_and_cleaned() {
        let long = format!("\u{1b}]52;c;x\u{7} \u{202e}{}", "no ".repeat(40_000));
        let trouble = Trouble::status("x", 403, "Forbidden", &long);
        assert!(trouble.why.chars().count() <= message::LONGEST);
        assert!(!trouble.why.contains(['\u{1b}', '\u{7}', '\u{202e}']));
    }
}
