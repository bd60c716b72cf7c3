//! What the code talks to and reads, before places are counted in lines.

use super::super::form::Span;
use super::super::report::{Namespace, Verb, Via};
use super::taint::TraceId;

/// At most so many facts of a kind are kept.
const FACTS: usize = 200;

#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Facts<'a> {
    pub reads_caller: bool,
    pub checks_method: bool,
    pub checks_caller: bool,
    pub changes_data: Option<Span>,
    /// A request that changes data, or asks for something.
    pub may_change: Option<Span>,
    pub whole_environment: bool,
    pub environment: Vec<(&'a str, Span)>,
    pub files: Vec<(&'a str, Span)>,
    pub events: Vec<(&'a str, Span)>,
    pub endpoints: Vec<Contact>,
    pub kubernetes: Vec<KubernetesUse>,
    pub handler: Option<Span>,
    /// The response is HTML.
    pub html: bool,
    /// A token is verified somewhere.
    pub verifies: bool,
    /// Any origin is allowed, or the one that the caller names.
    pub any_origin: Option<(Span, Option<TraceId>)>,
    pub credentials_allowed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub via: Via,
    pub scheme: String,
    pub host: String,
    pub port: Option<u16>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KubernetesUse {
    pub verb: Verb,
    pub resource: String,
    pub namespace: Namespace,
    pub span: Span,
}

impl<'a> Facts<'a> {
    pub fn variable(&mut self, name: &'a str, span: Span) {
        keep(&mut self.environment, name, span);
    }

    pub fn file(&mut self, name: &'a str, span: Span) {
        keep(&mut self.files, name, span);
    }

    pub fn event(&mut self, name: &'a str, span: Span) {
        keep(&mut self.events, name, span);
    }

    pub fn contact(&mut self, contact: Contact) {
        let known = self.endpoints.iter().any(|one| {
            one.via == contact.via
                && one.host == contact.host
                && one.scheme == contact.scheme
                && one.port == contact.port
        });
        if !known && self.endpoints.len() < FACTS {
            self.endpoints.push(contact);
        }
    }

    pub fn kubernetes(&mut self, call: KubernetesUse) {
        if !self.kubernetes.contains(&call) && self.kubernetes.len() < FACTS {
            self.kubernetes.push(call);
        }
    }

    pub fn change(&mut self, span: Span) {
        self.changes_data.get_or_insert(span);
    }

    pub fn may_change(&mut self, span: Span) {
        self.may_change.get_or_insert(span);
    }
}

fn keep<'a>(all: &mut Vec<(&'a str, Span)>, name: &'a str, span: Span) {
    if !all.iter().any(|(known, _)| *known == name) && all.len() < FACTS {
        all.push((name, span));
    }
}
