//! What an analysis of code detects: injection, leakage, weakened protection.

/// What a flow, or a place in the code, does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeRule {
    CommandInjection,
    CodeInjection,
    SqlInjection,
    NoSqlInjection,
    TemplateInjection,
    LdapInjection,
    HeaderInjection,
    LogInjection,
    PathTraversal,
    UnsafeDeserialization,
    XmlExternalEntities,
    PrototypePollution,
    /// A regular expression that the caller writes.
    PatternFromInput,
    /// A regular expression with exponential backtracking, applied to the caller's text.
    SlowPattern,
    ServerSideRequestForgery,
    OpenRedirect,
    CrossSiteScripting,
    SecretLogged,
    SecretReturned,
    SecretSent,
    /// The whole event, or all headers, in a log.
    EventLogged,
    StackReturned,
    TlsVerificationOff,
    TokenNotVerified,
    /// A secret compared in a time that depends on it.
    SecretCompared,
    WeakPasswordHash,
    WeakCipher,
    StaticKey,
    PredictableRandom,
    CorsAnyOrigin,
    /// Authentication by a header that the caller sets.
    IdentityFromHeader,
    /// A secret that has a constant when the configuration does not set it.
    SecretFallback,
}

impl CodeRule {
    #[cfg(any(test, feature = "engines"))]
    pub const ALL: [Self; 32] = [
        Self::CommandInjection,
        Self::CodeInjection,
        Self::SqlInjection,
        Self::NoSqlInjection,
        Self::TemplateInjection,
        Self::LdapInjection,
        Self::HeaderInjection,
        Self::LogInjection,
        Self::PathTraversal,
        Self::UnsafeDeserialization,
        Self::XmlExternalEntities,
        Self::PrototypePollution,
        Self::PatternFromInput,
        Self::SlowPattern,
        Self::ServerSideRequestForgery,
        Self::OpenRedirect,
        Self::CrossSiteScripting,
        Self::SecretLogged,
        Self::SecretReturned,
        Self::SecretSent,
        Self::EventLogged,
        Self::StackReturned,
        Self::TlsVerificationOff,
        Self::TokenNotVerified,
        Self::SecretCompared,
        Self::WeakPasswordHash,
        Self::WeakCipher,
        Self::StaticKey,
        Self::PredictableRandom,
        Self::CorsAnyOrigin,
        Self::IdentityFromHeader,
        Self::SecretFallback,
    ];

    /// The id, in the manner of the catalogue.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::CommandInjection => "command-injection",
            Self::CodeInjection => "code-injection",
            Self::SqlInjection => "sql-injection",
            Self::NoSqlInjection => "nosql-injection",
            Self::TemplateInjection => "template-injection",
            Self::LdapInjection => "ldap-injection",
            Self::HeaderInjection => "header-injection",
            Self::LogInjection => "log-injection",
            Self::PathTraversal => "path-traversal",
            Self::UnsafeDeserialization => "unsafe-deserialization",
            Self::XmlExternalEntities => "xml-external-entities",
            Self::PrototypePollution => "prototype-pollution",
            Self::PatternFromInput => "pattern-from-input",
            Self::SlowPattern => "slow-pattern",
            Self::ServerSideRequestForgery => "server-side-request-forgery",
            Self::OpenRedirect => "open-redirect",
            Self::CrossSiteScripting => "cross-site-scripting",
            Self::SecretLogged => "secret-logged",
            Self::SecretReturned => "secret-returned",
            Self::SecretSent => "secret-sent",
            Self::EventLogged => "event-logged",
            Self::StackReturned => "stack-returned",
            Self::TlsVerificationOff => "tls-verification-off",
            Self::TokenNotVerified => "token-not-verified",
            Self::SecretCompared => "secret-compared",
            Self::WeakPasswordHash => "weak-password-hash",
            Self::WeakCipher => "weak-cipher",
            Self::StaticKey => "static-key",
            Self::PredictableRandom => "predictable-random",
            Self::CorsAnyOrigin => "cors-any-origin",
            Self::IdentityFromHeader => "identity-from-header",
            Self::SecretFallback => "secret-fallback",
        }
    }
}
