//! The content of a kubeconfig as plain structures. They contain credentials, so none of them can be printed.

use super::node::PlacedValue;
use super::place::FieldPlace;
use crate::source::{Trouble, message};
use secrecy::SecretString;
use serde_json::Value;

/// A context: the cluster and the user.
pub struct Context {
    pub name: String,
    pub cluster: String,
    pub user: String,
    pub namespace: String,
    pub at: FieldPlace,
}

pub struct Cluster {
    pub name: String,
    pub server: String,
    pub insecure: bool,
    pub authority: String,
    pub authority_data: String,
    pub proxy_url: String,
    pub tls_server_name: String,
    pub disable_compression: bool,
    /// The extension for credential plugins.
    pub plugin_config: Option<Value>,
    pub at: FieldPlace,
}

pub struct User {
    pub name: String,
    pub token: Option<SecretString>,
    pub token_file: String,
    pub username: String,
    pub password: Option<SecretString>,
    pub certificate: String,
    pub certificate_data: String,
    pub key: String,
    pub key_data: Option<SecretString>,
    pub impersonate: Impersonation,
    pub provider: Option<AuthProvider>,
    pub exec: Option<Exec>,
    pub at: FieldPlace,
}

#[derive(Default)]
pub struct Impersonation {
    pub user: String,
    pub uid: String,
    pub groups: Vec<String>,
    pub extra: Vec<(String, Vec<String>)>,
}

pub struct AuthProvider {
    pub name: String,
    pub config: Vec<(String, SecretString)>,
}

/// How to run a credential plugin.
pub struct Exec {
    pub api_version: String,
    pub command: String,
    pub args: Vec<SecretString>,
    pub env: Vec<(String, SecretString)>,
    pub install_hint: String,
    pub interactive_mode: String,
    pub provide_cluster_info: bool,
}

/// The extension of a cluster that client-go passes to credential plugins.
const PLUGIN_EXTENSION: &str = "client.authentication.k8s.io/exec";

/// Returns the content of a named entry; error messages about it contain its name.
fn body<'v>(entry: &PlacedValue<'v>, kind: &str, name: &str) -> Result<PlacedValue<'v>, Trouble> {
    let at = entry.at.clone().about(format!("{kind} \"{}\"", message::line(name)));
    let entry = entry.with(at.clone());
    Ok(entry.child(kind)?.unwrap_or_else(|| PlacedValue::new(&Value::Null, at)))
}

impl Context {
    /// Reads an entry of `contexts`.
    ///
    /// # Errors
    /// If a field has the wrong type.
    pub fn read(entry: &PlacedValue<'_>) -> Result<Self, Trouble> {
        let name = entry.text("name")?;
        let entry = body(entry, "context", &name)?;
        Ok(Self {
            cluster: entry.text("cluster")?,
            user: entry.text("user")?,
            namespace: entry.text("namespace")?,
            at: entry.at,
            name,
        })
    }
}

impl Cluster {
    /// Reads an entry of `clusters`.
    ///
    /// # Errors
    /// If a field has the wrong type.
    pub fn read(entry: &PlacedValue<'_>) -> Result<Self, Trouble> {
        let name = entry.text("name")?;
        let entry = body(entry, "cluster", &name)?;
        let mut plugin_config = None;
        for extension in entry.list("extensions")? {
            let extension = extension.mapping()?;
            if extension.text("name")? == PLUGIN_EXTENSION {
                plugin_config = extension.value("extension").cloned();
            }
        }
        Ok(Self {
            server: entry.text("server")?,
            insecure: entry.flag("insecure-skip-tls-verify")?,
            authority: entry.text("certificate-authority")?,
            authority_data: entry.text("certificate-authority-data")?,
            proxy_url: entry.text("proxy-url")?,
            tls_server_name: entry.text("tls-server-name")?,
            disable_compression: entry.flag("disable-compression")?,
            plugin_config,
            at: entry.at,
            name,
        })
    }
}

impl User {
    /// Reads an entry of `users`.
    ///
    /// # Errors
    /// If a field has the wrong type or an invalid value.
    pub fn read(entry: &PlacedValue<'_>) -> Result<Self, Trouble> {
        let name = entry.text("name")?;
        let entry = body(entry, "user", &name)?;
        let provider = entry.child("auth-provider")?;
        let exec = entry.child("exec")?;
        Ok(Self {
            token: entry.secret("token")?,
            token_file: entry.text("tokenFile")?,
            username: entry.text("username")?,
            password: entry.secret("password")?,
            certificate: entry.text("client-certificate")?,
            certificate_data: entry.text("client-certificate-data")?,
            key: entry.text("client-key")?,
            key_data: entry.secret("client-key-data")?,
            impersonate: Impersonation {
                user: entry.text("as")?,
                uid: entry.text("as-uid")?,
                groups: entry.texts("as-groups")?,
                extra: entry.lists("as-user-extra")?,
            },
            provider: provider.as_ref().map(AuthProvider::read).transpose()?,
            exec: exec.as_ref().map(Exec::read).transpose()?,
            at: entry.at,
            name,
        })
    }

    /// Returns an empty user: kubectl accepts a user that does not exist.
    #[must_use]
    pub fn nobody(at: FieldPlace) -> Self {
        Self {
            name: String::new(),
            token: None,
            token_file: String::new(),
            username: String::new(),
            password: None,
            certificate: String::new(),
            certificate_data: String::new(),
            key: String::new(),
            key_data: None,
            impersonate: Impersonation::default(),
            provider: None,
            exec: None,
            at,
        }
    }
}

impl AuthProvider {
    fn read(entry: &PlacedValue<'_>) -> Result<Self, Trouble> {
        let config = entry.pairs("config")?.into_iter().map(|(key, value)| (key, value.into())).collect();
        Ok(Self { name: entry.text("name")?, config })
    }
}

impl Exec {
    fn read(entry: &PlacedValue<'_>) -> Result<Self, Trouble> {
        let mut env = Vec::new();
        for variable in entry.list("env")? {
            let variable = variable.mapping()?;
            env.push((variable.text("name")?, variable.text("value")?.into()));
        }
        Ok(Self {
            api_version: entry.text("apiVersion")?,
            command: entry.text("command")?,
            args: entry.texts("args")?.into_iter().map(SecretString::from).collect(),
            env,
            install_hint: entry.text("installHint")?,
            interactive_mode: entry.text("interactiveMode")?,
            provide_cluster_info: entry.flag("provideClusterInfo")?,
        })
    }
}
