//! What only a real API server can answer, asked of a real API server.
//! Every test takes the shared cluster and works in namespaces of its own;
//! a test that stops a server starts a cluster of its own.

#[cfg(test)]
mod conformance;

#[cfg(test)]
mod cluster {
    mod access;
    mod access_reviews;
    mod apirule_schema;
    mod circles;
    mod conformance;
    mod crds;
    mod fixes;
    mod fixtures;
    mod grants;
    mod idle;
    mod namespace;
    mod objects;
    mod outage;
    mod pod_security;
    mod pod_security_proof;
    mod process;
    mod reports;
    mod restart;
    mod roles;
    mod scan;
    mod schemas;
    mod server;
    mod views;
    mod wait;
    #[allow(dead_code)]
    #[path = "../support/wire.rs"]
    mod wire;
    mod writes;

    use server::Cluster;
    use tokio::sync::OnceCell;

    /// The cluster all tests share, started by the first that asks, with the CRDs in place.
    async fn shared() -> &'static Cluster {
        static SHARED: OnceCell<Cluster> = OnceCell::const_new();
        SHARED
            .get_or_init(|| async {
                let cluster = Cluster::start().await;
                cluster.apply_crds().await;
                cluster
            })
            .await
    }
}
