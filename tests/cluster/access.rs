//! Who may speak to the test cluster: static tokens.
//! In: a token; out: a client or the text of a kubeconfig for it.
// kube's own reader is disallowed in the program alone.
#![allow(clippy::disallowed_types)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::FutureExt;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

use super::server::Cluster;

/// The token of a member of `system:masters`.
pub const ADMIN: &str = "admin";
/// The token of user `dev` in group `devs`: only what a test binds.
pub const DEV: &str = "dev";
/// The token of user `nobody`: logged in, and nothing more.
pub const NOBODY: &str = "nobody";

/// The token of an admin that one test alone uses, so that its requests can be counted.
pub const COUNTED: &str = "counted";

/// The lines the API server reads: token, user, uid, groups.
pub fn token_file() -> String {
    format!(
        "{ADMIN},admin,1,system:masters\n{DEV},dev,2,devs\n{NOBODY},nobody,3\n{COUNTED},counted,4,system:masters\n"
    )
}

impl Cluster {
    /// A client for `token`; call it inside the runtime that will use it.
    pub fn client(&self, token: &str) -> Client {
        let text = self.kubeconfig(token, "default");
        let file = Kubeconfig::from_yaml(&text).expect("our own kubeconfig reads");
        // All is inline in the text, so nothing in here ever waits.
        let config = Config::from_custom_kubeconfig(file, &KubeConfigOptions::default())
            .now_or_never()
            .expect("an inline config is ready at once");
        Client::try_from(config.expect("our own kubeconfig loads")).expect("a client")
    }

    /// The text of a kubeconfig: this server, its certificate, `token` and `namespace`.
    pub fn kubeconfig(&self, token: &str, namespace: &str) -> String {
        let authority = self.authority().expect("a started server has a certificate");
        format!(
            "apiVersion: v1
kind: Config
current-context: test
clusters:
- name: test
  cluster:
    server: {}
    certificate-authority-data: {}
users:
- name: {token}
  user: {{ token: {token} }}
contexts:
- name: test
  context: {{ cluster: test, user: {token}, namespace: {namespace} }}
",
            self.url(),
            STANDARD.encode(authority),
        )
    }
}
