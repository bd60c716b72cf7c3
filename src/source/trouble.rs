//! What went wrong between us and the cluster, as a sentence: what, why, and what to do next.

use kube::Error;
use std::fmt;

/// Which sort of thing went wrong; decides exit codes and what may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Nobody answers at that address.
    Unreachable,
    /// The server does not know who we are.
    Unauthenticated,
    Forbidden,
    NotFound,
    /// The object changed meanwhile, or is there already.
    Conflict,
    /// The version that was asked for is forgotten.
    Gone,
    /// The server refused the content.
    Rejected,
    /// Our own configuration is unusable.
    Configuration,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub sort: Sort,
    pub what: String,
    /// The other side's own words.
    pub why: String,
    pub next: String,
}

impl Trouble {
    pub fn new(sort: Sort, what: impl Into<String>, why: impl Into<String>, next: impl Into<String>) -> Self {
        Self { sort, what: what.into(), why: why.into(), next: next.into() }
    }

    pub fn configuration(what: impl Into<String>, why: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(Sort::Configuration, what, why, next)
    }

    /// Reads an error of the client; `what` says what was being done.
    pub fn of(what: &str, error: &Error) -> Self {
        match error {
            Error::Api(status) => Self::status(what, status.code, &status.reason, &status.message),
            Error::Auth(why) => Self::login(what, &chain(why)),
            Error::HyperError(_) | Error::Service(_) | Error::ReadEvents(_) => Self::transport(what, error),
            Error::SerdeError(why) => Self::new(
                Sort::Other,
                what,
                format!("the answer made no sense: {why}"),
                "Is this address a Kubernetes API server, or a proxy in front of it?",
            ),
            other => Self::new(
                Sort::Other,
                what,
                chain(other),
                "Try again; if it stays, look at the cluster's health.",
            ),
        }
    }

    fn transport(what: &str, error: &Error) -> Self {
        let why = chain(error);
        // Plugins fail within the transport, so their words are recognised, not their type.
        if why.contains("auth exec") || why.contains("exec-plugin") {
            return Self::login(what, &why);
        }
        let next = "Check the address in the kubeconfig, the network and the proxy settings; it is tried again by itself.";
        Self::new(Sort::Unreachable, what, why, next)
    }

    fn login(what: &str, why: &str) -> Self {
        let next = "Log in again with the plugin that the kubeconfig names, then try again.";
        Self::new(Sort::Unauthenticated, what, why, next)
    }

    pub fn status(what: &str, code: u16, reason: &str, message: &str) -> Self {
        let (sort, next) = match (code, reason) {
            (401, _) => {
                (Sort::Unauthenticated, "Log in again: the token is missing, expired or of another cluster.")
            }
            (403, _) => {
                (Sort::Forbidden, "Ask a cluster admin for this right, or work on with what you may see.")
            }
            (404, _) => {
                (Sort::NotFound, "It may have been deleted meanwhile, or the kind is not installed here.")
            }
            (409, "AlreadyExists") => {
                (Sort::Conflict, "It exists already: look at it, or choose another name.")
            }
            (409, _) => {
                (Sort::Conflict, "Somebody changed it meanwhile: look at the new state and rehearse again.")
            }
            (410, _) => (Sort::Gone, "It is read anew by itself."),
            (400 | 422, _) => {
                (Sort::Rejected, "Correct the YAML where the server points, and rehearse again.")
            }
            (429 | 500..=599, _) => {
                (Sort::Unreachable, "The server is busy or ill; it is tried again by itself.")
            }
            _ => (Sort::Other, "Read the server's words above."),
        };
        let why = if message.is_empty() { format!("HTTP {code} {reason}") } else { message.to_owned() };
        Self::new(sort, what, why, next)
    }
}

/// An error with all its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    // What the library calls its own errors tells a user nothing.
    let mut words = error.to_string().trim_start_matches("ServiceError: ").to_owned();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        cause = inner.source();
    }
    words
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
        }
    }

    #[test]
    fn a_conflict_is_not_a_rejection() {
        assert_eq!(Trouble::status("x", 409, "Conflict", "").sort, Sort::Conflict);
        assert_eq!(Trouble::status("x", 422, "Invalid", "").sort, Sort::Rejected);
    }
}
