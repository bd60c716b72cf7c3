//! Subscriptions: which events lead to which Service.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    pub meta: Meta,
    /// An address inside the cluster.
    pub sink: String,
    pub source: String,
    pub types: Vec<String>,
    /// `standard` or `exact`; empty is standard.
    pub matching: String,
    pub ready: bool,
    /// The APIRule that eventing created for it, if it goes through the gateway.
    pub api_rule: String,
}

impl Subscription {
    /// Returns the name of the Service that events go to; it is in the Subscription's own namespace.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        let (name, rest) = self.host().split_once('.')?;
        let own = rest.split('.').next() == Some(self.meta.namespace.as_str());
        (own && !name.is_empty()).then_some(name)
    }

    /// Returns `orders/order.paid.v1`, as a publisher names them.
    #[must_use]
    pub fn events(&self) -> String {
        let types = self.types.join(", ");
        match self.source() {
            "" => types,
            source => format!("{source}/{types}"),
        }
    }

    /// Returns the source of the events; empty where types are matched exactly.
    #[must_use]
    pub fn source(&self) -> &str {
        if self.matching == "exact" { "" } else { &self.source }
    }

    #[must_use]
    pub fn host(&self) -> &str {
        self.authority().split(':').next().unwrap_or_default()
    }

    /// Returns the port of the Service; the port of HTTP if the address has none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.authority().split_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80)
    }

    #[must_use]
    pub fn path(&self) -> &str {
        let rest = self.sink.split("://").nth(1).unwrap_or_default();
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        path.split('?').next().unwrap_or("/")
    }

    fn authority(&self) -> &str {
        let rest = self.sink.split("://").nth(1).unwrap_or_default();
        rest.split(['/', '?']).next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sink_names_a_service_of_its_own_namespace() {
        let mut one =
            Subscription { sink: "http://a.shop.svc.cluster.local:80/x".into(), ..Subscription::default() };
        one.meta.namespace = "shop".into();
        assert_eq!((one.service(), one.port(), one.path()), (Some("a"), 80, "/x"));
        one.sink = "http://a.shop.svc.cluster.local:8080/y?x/z".into();
        assert_eq!((one.service(), one.port(), one.path()), (Some("a"), 8080, "/y"));
        one.sink = "http://a.shop.svc.cluster.local".into();
        assert_eq!((one.host(), one.port(), one.path()), ("a.shop.svc.cluster.local", 80, "/"));
        one.meta.namespace = "other".into();
        assert_eq!(one.service(), None);
    }
}
