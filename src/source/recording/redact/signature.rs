//! What is found in a text: two texts with the same signature are judged the same.

use crate::engine::credentials::{self, CredentialMatch};
use std::ops::Range;

/// The credentials that are found in a text, in each way that the program searches.
pub struct Signature {
    code: Vec<CredentialMatch>,
    used: Vec<CredentialMatch>,
    named: Option<CredentialMatch>,
    users: Vec<Range<usize>>,
}

impl Signature {
    pub fn of(text: &str, name: Option<&str>) -> Self {
        Self {
            code: credentials::scan(text),
            used: credentials::values(text),
            named: name.and_then(|name| credentials::judge(name, text)),
            users: credentials::users(text),
        }
    }

    /// Returns whether the same is found; without `lengths`, the length of a value may differ.
    pub fn is_same(&self, other: &Self, lengths: bool) -> bool {
        if lengths {
            return self.code == other.code
                && self.used == other.used
                && self.named == other.named
                && self.users == other.users;
        }
        same(&self.code, &other.code)
            && same(&self.used, &other.used)
            && same(self.named.as_slice(), other.named.as_slice())
            && self.users.len() == other.users.len()
    }
}

fn same(one: &[CredentialMatch], other: &[CredentialMatch]) -> bool {
    let shape = |hit: &CredentialMatch| (hit.kind, hit.line, hit.confidence, hit.preview.clone());
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| shape(one) == shape(other))
}
