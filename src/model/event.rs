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
    /// The APIRule that eventing made for it, if it goes through the gateway.
    pub api_rule: String,
}

impl Subscription {
    /// The name of the Service events go to; it stands in the Subscription's own namespace.
    pub fn service(&self) -> Option<&str> {
        let host = self.sink.split("://").nth(1)?.split(['/', ':', '?']).next()?;
        let (name, rest) = host.split_once('.')?;
        let own = rest.split('.').next() == Some(self.meta.namespace.as_str());
        (own && !name.is_empty()).then_some(name)
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
        assert_eq!(one.service(), Some("a"));
        one.meta.namespace = "other".into();
        assert_eq!(one.service(), None);
    }
}
