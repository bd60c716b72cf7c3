//! The embedded API server: held to the real one's script, then made to fail on purpose.

#[cfg(test)]
mod conformance;

#[cfg(test)]
mod embedded {
    use crate::conformance;
    use fnsec::source::embedded::Embedded;
    use serde_json::json;

    #[tokio::test]
    async fn the_embedded_server_answers_as_the_script_says() {
        let embedded = Embedded::new();
        embedded.seed(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "own"}}));
        conformance::run(embedded.client("own"), "own", &|| embedded.compact()).await;
    }
}
