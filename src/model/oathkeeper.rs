//! Rules of the legacy access proxy: what it requires of a request before it passes it on.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OathkeeperRule {
    pub meta: Meta,
    /// Where the request goes, an address inside the cluster.
    pub upstream: String,
    /// The address it matches, with patterns in angle brackets.
    pub url: String,
    pub methods: Vec<String>,
    /// One of them must be satisfied.
    pub authenticators: Vec<Authenticator>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authenticator {
    pub handler: String,
    pub issuers: Vec<String>,
    pub scopes: Vec<String>,
    pub audiences: Vec<String>,
}
