//! A request as a sidecar sees it, and its target pod.

use super::truth::Truth;
use crate::model::Labels;
use crate::model::function::Function;
use crate::model::pod::Pod;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The identity of the ingress gateway's certificate.
pub const INGRESS: &str = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The identity of the caller's certificate; absent for a caller outside the mesh.
    pub principal: Option<String>,
    pub token: Option<Token>,
    pub host: String,
    /// The pod's own port.
    pub port: Option<u16>,
    pub method: String,
    pub path: String,
    /// All headers, where they are known.
    pub headers: Option<BTreeMap<String, String>>,
    pub source_ip: Option<IpAddr>,
    pub remote_ip: Option<IpAddr>,
    /// Set where only the caller is known: the request may have any method, host, path, headers and token.
    pub open: Option<Unspecified>,
}

/// What is known of an unspecified request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unspecified {
    /// The trusted issuers, or why they are not known.
    pub issuers: Result<Vec<String>, String>,
}

impl Unspecified {
    /// Whether some token of a trusted issuer may match.
    pub fn token(&self, fits: impl Fn(&str) -> bool) -> Truth {
        match &self.issuers {
            Err(gap) => Truth::Unknown(gap.clone()),
            Ok(issuers) if issuers.iter().any(|issuer| fits(issuer)) => {
                Truth::Open("it depends on the token".into())
            }
            Ok(_) => Truth::No,
        }
    }
}

/// A token whose signature and expiry are assumed to be valid.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Token {
    pub claims: Map<String, Value>,
    pub carried: TokenPlace,
}

/// Where a request carries its token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum TokenPlace {
    /// `Authorization: Bearer …`
    #[default]
    Usual,
    Header(String),
    Param(String),
}

impl Token {
    /// A token of an issuer with audiences and scopes, the scopes in every claim that may be checked for
    /// them.
    #[must_use]
    pub fn of(issuer: &str, audiences: &[String], scopes: &[String]) -> Self {
        let list = |values: &[String]| Value::from(values.to_vec());
        let mut claims = Map::new();
        claims.insert("iss".into(), issuer.into());
        claims.insert("sub".into(), "subject".into());
        if !audiences.is_empty() {
            claims.insert("aud".into(), list(audiences));
        }
        if !scopes.is_empty() {
            claims.insert("scope".into(), scopes.join(" ").into());
            claims.insert("scp".into(), list(scopes));
        }
        Self { claims, carried: TokenPlace::Usual }
    }

    pub fn text(&self, claim: &str) -> &str {
        self.claims.get(claim).and_then(Value::as_str).unwrap_or_default()
    }

    #[must_use]
    pub fn issuer(&self) -> &str {
        self.text("iss")
    }

    #[must_use]
    pub fn subject(&self) -> &str {
        self.text("sub")
    }

    /// The strings of a claim, by its path; `scope` and `permission` are lists in one string.
    pub fn values(&self, path: &[&str]) -> Vec<&str> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let found = rest.iter().try_fold(self.claims.get(*first), |value, key| Some(value?.get(key)));
        match found.flatten() {
            Some(Value::String(text)) if matches!(path, ["scope" | "permission"]) => {
                text.split(' ').collect()
            }
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

impl Request {
    /// A request through the ingress gateway.
    #[must_use]
    pub fn through_gateway(method: &str, host: &str, path: &str) -> Self {
        Self {
            principal: Some(INGRESS.into()),
            method: method.into(),
            host: host.into(),
            path: path.into(),
            ..Self::default()
        }
    }

    /// The result of a comparison: known, or open unless every value matches.
    pub fn asked(&self, every: bool, what: &str, known: impl FnOnce() -> bool) -> Truth {
        match &self.open {
            None => Truth::of(known()),
            Some(_) if every => Truth::Yes,
            Some(_) => Truth::Open(format!("it depends on {what}")),
        }
    }

    #[must_use]
    pub fn with_token(mut self, token: impl Into<Option<Token>>) -> Self {
        self.token = token.into();
        self
    }

    /// A request from a pod of the mesh.
    #[must_use]
    pub fn by(mut self, namespace: &str, account: &str, trust_domain: &str) -> Self {
        self.principal = Some(format!("{trust_domain}/ns/{namespace}/sa/{account}"));
        self
    }
}

/// The properties of a pod that a policy's selector and the proxy's settings depend on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workload {
    pub namespace: String,
    pub labels: Labels,
    pub annotations: Labels,
    /// Whether it has a sidecar.
    pub sidecar: bool,
}

impl Workload {
    #[must_use]
    pub fn of(pod: &Pod) -> Self {
        Self {
            namespace: pod.meta.namespace.clone().into(),
            labels: pod.meta.labels.clone(),
            annotations: pod.meta.annotations.clone(),
            sidecar: pod.sidecar,
        }
    }

    /// The expected pods of a Function, with a sidecar, as an APIRule requires.
    #[must_use]
    pub fn of_function(function: &Function) -> Self {
        Self {
            namespace: function.meta.namespace.clone().into(),
            labels: function.labels_of_pods(),
            annotations: function.pod_annotations.clone(),
            sidecar: true,
        }
    }

    /// Pods with exactly these labels and a sidecar.
    #[must_use]
    pub fn labelled(namespace: &str, labels: &Labels) -> Self {
        Self { namespace: namespace.into(), labels: labels.clone(), sidecar: true, ..Self::default() }
    }

    /// Why the sidecar does not handle traffic to a port, if it does not.
    #[must_use]
    pub fn bypassed(&self, port: Option<u16>) -> Option<String> {
        if !self.sidecar {
            return Some("the pod has no sidecar, so no policy of the mesh is enforced".into());
        }
        let listed = |text: &str, port: u16| text.split(',').any(|part| part.trim().parse() == Ok(port));
        let excluded =
            self.annotations.get("traffic.sidecar.istio.io/excludeInboundPorts").unwrap_or_default();
        let included = self.annotations.get("traffic.sidecar.istio.io/includeInboundPorts").unwrap_or("*");
        let kept_out = |port: u16| listed(excluded, port) || (included != "*" && !listed(included, port));
        let port = port?;
        let words = format!(
            "an annotation of the pod excludes port {port} from its sidecar, so no policy is enforced"
        );
        kept_out(port).then_some(words)
    }

    /// Whether an annotation excludes any port from the sidecar.
    #[must_use]
    pub fn has_exceptions(&self) -> bool {
        let of = |key: &str| self.annotations.get(key).map(str::trim);
        of("traffic.sidecar.istio.io/excludeInboundPorts").is_some_and(|list| !list.is_empty())
            || of("traffic.sidecar.istio.io/includeInboundPorts").is_some_and(|list| list != "*")
    }
}
