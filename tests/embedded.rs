//! The embedded API server: held to the real one's script, then made to fail on purpose.

#[cfg(test)]
mod conformance;

#[cfg(test)]
mod embedded {
    mod faults;
    mod idle;
    mod rights;
    mod submit;

    use crate::conformance;
    use fnsec::source::embedded::Embedded;
    use fnsec::source::watches::WatchScope;
    use serde_json::{Value, json};

    #[tokio::test]
    async fn the_embedded_server_answers_as_the_script_says() {
        let embedded = server();
        conformance::run(embedded.client("own"), "own", &|| embedded.compact()).await;
    }

    /// A server with the namespaces `own` and `other`, and an account in each.
    fn server() -> Embedded {
        let embedded = Embedded::new();
        for name in ["own", "other"] {
            embedded.seed(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}));
            embedded.seed(account(name, "first"));
        }
        embedded
    }

    fn account(namespace: &str, name: &str) -> Value {
        let meta = json!({"name": name, "namespace": namespace});
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta})
    }

    fn all() -> WatchScope {
        WatchScope { named: Vec::new(), fallback: "own".into(), ..Default::default() }
    }
}
