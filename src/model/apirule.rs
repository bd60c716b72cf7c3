//! APIRules of every version in one form: hosts, ordered rules, and the authentication that each requires.

use super::leak::Leak;
use super::{Kind, Meta, ObjectRef};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiRule {
    pub meta: Meta,
    /// The version whose rules are applied: `v1alpha1`, `v1beta1`, `v2alpha1` or `v2`.
    pub origin: String,
    /// The version the object was read in.
    pub version: String,
    pub host: String,
    pub gateway: String,
    /// Another module's gateway, instead of `gateway`.
    pub external_gateway: String,
    pub cors: Option<Cors>,
    /// Seconds.
    pub timeout: Option<i64>,
    pub service: Option<ServiceTarget>,
    pub rules: Vec<RouteRule>,
    /// The rules are in an annotation only; `spec.rules` is empty.
    pub hidden: bool,
    pub state: String,
    pub description: String,
    /// What the API server refuses in the spec, by the schema of the version that it was read in.
    pub faults: Vec<SchemaFault>,
    /// JSON pointers of fields that are not in the schema: the API server drops them.
    pub unknown: Vec<String>,
}

/// A place in the object and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemaFault {
    /// JSON pointer, within the object.
    pub pointer: String,
    pub why: String,
}

impl SchemaFault {
    /// Returns the field as the API server writes it: `spec.rules[0].path`.
    #[must_use]
    pub fn path(&self) -> String {
        field_path(&self.pointer)
    }
}

/// Formats a JSON pointer as the API server writes a field: `spec.rules[0].path`.
#[must_use]
pub fn field_path(pointer: &str) -> String {
    let mut path = String::new();
    for segment in pointer.split('/').skip(1) {
        if segment.parse::<usize>().is_ok() {
            path.extend(["[", segment, "]"]);
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            path.extend([dot, &segment.replace("~1", "/").replace("~0", "~")]);
        }
    }
    path
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceTarget {
    pub name: String,
    pub namespace: Option<String>,
    pub port: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RouteRule {
    pub path: String,
    pub methods: Vec<String>,
    pub service: Option<ServiceTarget>,
    pub access: Access,
    /// Methods that are listed where they are ignored: the v1beta1 handler `allow` permits every method.
    pub ignored_methods: Option<Vec<String>>,
    pub timeout: Option<i64>,
    pub request: Vec<Modifier>,
    /// Credentials in the headers and cookies that the rule sets on requests.
    pub leaks: Vec<Leak>,
    /// JSON pointer of the rule, within the object (`/spec/rules/0`) or within the annotation's text.
    pub pointer: String,
}

/// A header or cookie that a rule sets on each request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Modifier {
    pub name: String,
    pub cookie: bool,
    /// Empty for what may be a credential: that value is not kept.
    pub value: Option<String>,
}

/// What browsers of other origins may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cors {
    /// Pairs of a match type (`exact`, `prefix`, `regex`, or what was written) and its text.
    pub origins: Vec<(String, String)>,
    pub methods: Vec<String>,
    pub headers: Vec<String>,
    pub exposed: Vec<String>,
    pub credentials: Option<bool>,
    /// Seconds.
    pub max_age: Option<i64>,
}

/// What a caller must present.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Access {
    /// Nothing; the handler's name in v1beta1, `noAuth` since.
    Open(String),
    Jwt(Jwt),
    External {
        authorizers: Vec<String>,
        restrictions: Option<Jwt>,
    },
    /// A v1beta1 handler that requires something else, or refuses every request.
    Other(String),
    #[default]
    Nothing,
}

impl Access {
    /// Returns how much it asks of callers, the least first.
    #[must_use]
    pub fn strength(&self) -> u8 {
        match self {
            Self::Open(_) => 0,
            Self::Nothing => 1,
            Self::Jwt(jwt) if jwt.accepts_any() => 2,
            Self::Jwt(_) => 3,
            Self::External { .. } | Self::Other(_) => 4,
        }
    }

    /// Returns whom it admits, in a few words.
    #[must_use]
    pub fn admits(&self) -> &'static str {
        match self {
            Self::Open(_) => "open to anyone",
            Self::Jwt(jwt) if jwt.accepts_any() => "any token of the issuer",
            Self::Jwt(_) => "token",
            Self::External { .. } => "external authorizer",
            Self::Other(_) | Self::Nothing => "unclear",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Jwt {
    pub issuers: Vec<Issuer>,
    /// Entries are alternatives; within one entry all requirements must be met.
    pub authorizations: Vec<Authorization>,
    /// Key sets that are trusted for any issuer of the token: v1beta1 rules without a trusted issuer.
    pub keys: Vec<String>,
    /// Lists that are present and empty, with the message of v2alpha1 about them; through v2 they count as
    /// absent.
    pub hollow: Vec<(String, &'static str)>,
    /// JSON pointer of the jwt (or restrictions) object, within the rule.
    pub pointer: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issuer {
    pub issuer: String,
    pub jwks: String,
    /// Headers that contain the token, each with the prefix before it.
    pub headers: Vec<(String, String)>,
    /// Query parameters that contain the token.
    pub params: Vec<String>,
    /// The issuer is not a string but a list, a mapping or a number, so that no token matches it.
    pub not_text: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Authorization {
    pub scopes: Vec<String>,
    pub audiences: Vec<String>,
}

impl Authorization {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty() && self.audiences.is_empty()
    }
}

impl Jwt {
    /// Returns the requirements, as alternatives; without any there is one that requires nothing.
    #[must_use]
    pub fn alternatives(&self) -> Vec<Authorization> {
        if self.authorizations.is_empty() {
            vec![Authorization::default()]
        } else {
            self.authorizations.clone()
        }
    }

    /// Whether there are issuers and none of them is a string, so that no token is accepted.
    #[must_use]
    pub fn accepts_nobody(&self) -> bool {
        self.keys.is_empty() && !self.issuers.is_empty() && self.issuers.iter().all(|issuer| issuer.not_text)
    }

    /// Whether any token of the issuer is accepted: no entry, or one entry that requires nothing.
    pub fn accepts_any(&self) -> bool {
        if self.accepts_nobody() {
            return false;
        }
        self.authorizations.is_empty() || self.authorizations.iter().any(Authorization::is_empty)
    }

    /// Returns which tokens are accepted, as text that is equal exactly when the sets are.
    pub fn acceptance(&self) -> String {
        let mut issuers: Vec<&str> = self.issuers.iter().map(|issuer| issuer.issuer.as_str()).collect();
        issuers.sort_unstable();
        issuers.dedup();
        if self.accepts_any() {
            return format!("{}|any", issuers.join(" "));
        }
        let mut entries: Vec<String> = self.authorizations.iter().map(Authorization::canonical).collect();
        entries.sort();
        entries.dedup();
        format!("{}|{}", issuers.join(" "), entries.join(" or "))
    }
}

impl Authorization {
    fn canonical(&self) -> String {
        let sorted = |list: &[String]| {
            let mut list = list.to_vec();
            list.sort();
            list.dedup();
            list.join(",")
        };
        format!("aud={};scope={}", sorted(&self.audiences), sorted(&self.scopes))
    }
}

impl ApiRule {
    /// Returns a reference to it in the version it was read in.
    #[must_use]
    pub fn reference(&self) -> ObjectRef {
        let version = if self.version.is_empty() { "v2" } else { &self.version };
        let api = Kind::APIRule.info().api_version_of(version);
        ObjectRef::of(&api, Kind::APIRule.info().name, &self.meta.namespace, &self.meta.name)
    }

    /// Returns namespace and name of the Service that a rule routes to.
    #[must_use]
    pub fn target<'a>(&'a self, rule: &'a RouteRule) -> Option<(&'a str, &'a str)> {
        let service = rule.service.as_ref().or(self.service.as_ref())?;
        let fallback = self.service.as_ref().and_then(|target| target.namespace.as_deref());
        let namespace = service.namespace.as_deref().or(fallback).unwrap_or(&self.meta.namespace);
        Some((namespace, &service.name))
    }

    /// Returns the port of that Service; 0 where there is none.
    #[must_use]
    pub fn target_port(&self, rule: &RouteRule) -> i64 {
        rule.service.as_ref().or(self.service.as_ref()).map_or(0, |service| service.port)
    }

    /// Whether eventing created and owns it, so that it is not edited by hand.
    #[must_use]
    pub fn is_webhook(&self) -> bool {
        self.meta.labels.is("beb", "webhook")
    }

    /// Whether the rules of v1beta1 apply, or those of v1alpha1, which differ only in the field of the
    /// host.
    #[must_use]
    pub fn is_legacy(&self) -> bool {
        matches!(self.origin.as_str(), "v1beta1" | "v1alpha1")
    }

    /// Whether it was read in a legacy version, rather than converted by a server.
    #[must_use]
    pub fn is_written_as_legacy(&self) -> bool {
        matches!(self.version.as_str(), "v1beta1" | "v1alpha1")
    }

    /// Whether no API server has stored it yet: stored objects have a uid.
    #[must_use]
    pub fn is_unstored(&self) -> bool {
        self.meta.uid.is_empty()
    }

    /// Whether it has no effect because its controller refuses it. Legacy rules fail for other reasons.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self.state.as_str(), "Error" | "ERROR") && !self.is_legacy()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(entries: &[(&[&str], &[&str])]) -> Jwt {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        Jwt {
            issuers: vec![Issuer { issuer: "https://id".into(), ..Issuer::default() }],
            authorizations: entries
                .iter()
                .map(|(scopes, audiences)| Authorization {
                    scopes: owned(scopes),
                    audiences: owned(audiences),
                })
                .collect(),
            ..Jwt::default()
        }
    }

    #[test]
    fn with_one_empty_entry_the_rule_accepts_every_token() {
        assert!(jwt(&[(&[], &["a"]), (&[], &[])]).accepts_any());
        assert!(!jwt(&[(&[], &["a"])]).accepts_any());
        assert!(jwt(&[]).accepts_any());
    }

    #[test]
    fn order_does_not_change_what_is_accepted() {
        let one = jwt(&[(&["x", "y"], &["a"]), (&[], &["b"])]);
        let other = jwt(&[(&[], &["b"]), (&["y", "x"], &["a"])]);
        assert_eq!(one.acceptance(), other.acceptance());
        assert_ne!(one.acceptance(), jwt(&[(&["x"], &["a"])]).acceptance());
    }

    #[test]
    fn a_rule_without_namespace_uses_that_of_the_whole() {
        let target = |name: &str, namespace: Option<&str>| ServiceTarget {
            name: name.into(),
            namespace: namespace.map(Into::into),
            port: 80,
        };
        let rule = RouteRule { service: Some(target("b", None)), ..RouteRule::default() };
        let mut whole = ApiRule { service: Some(target("a", Some("other"))), ..ApiRule::default() };
        whole.meta.namespace = "own".into();
        assert_eq!(whole.target(&rule), Some(("other", "b")));
        whole.service = None;
        assert_eq!(whole.target(&rule), Some(("own", "b")));
    }
}
