//! How to run a credential plugin: the exec section of a kubeconfig, validated.

use crate::source::kubeconfig::{Cluster, Exec, FieldPlace, User};
use crate::source::network::address::Address;
use crate::source::{Trouble, message};
use crate::yaml::Put;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Time limit of a plugin that does not ask the user.
const PATIENCE: Duration = Duration::from_secs(60);
const VERSIONS: [&str; 2] = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/// Whether a plugin may, or must, interact with its user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum InteractiveMode {
    Never,
    IfAvailable,
    Always,
}

pub struct PluginSpec {
    /// The name of the plugin in sentences.
    pub name: String,
    pub command: PathBuf,
    pub args: Vec<SecretString>,
    pub env: Vec<(String, SecretString)>,
    pub api_version: String,
    pub install_hint: String,
    pub mode: InteractiveMode,
    /// The cluster, as it is passed to a plugin that requests it.
    pub cluster: Option<Value>,
    pub patience: Duration,
    at: FieldPlace,
}

impl PluginSpec {
    /// Reads the settings of a plugin, and checks them.
    ///
    /// # Errors
    /// If the command, a variable, the version or the interactive mode is invalid.
    pub fn of(
        exec: &Exec,
        user: &User,
        cluster: &Cluster,
        server: &Address,
        authority: Option<&[u8]>,
        patience: Option<Duration>,
    ) -> Result<Self, Trouble> {
        let refuse = |field: &str, why: &str| user.at.refuse(&format!("exec.{field}"), why);
        if exec.command.is_empty() {
            return Err(refuse("command", "the command of the plugin is missing"));
        }
        let strings = exec.args.iter().chain(exec.env.iter().map(|(_, value)| value));
        let mut strings = strings.map(ExposeSecret::expose_secret);
        let names = || exec.env.iter().map(|(name, _)| name.as_str());
        if strings.any(|text| text.contains('\0')) || exec.command.contains('\0') {
            return Err(refuse("command", "the command, an argument or a variable contains a NUL character"));
        }
        if names().any(|name| name.is_empty() || name.contains(['=', '\0'])) {
            return Err(refuse("env", "a variable has an empty name, or a name with ="));
        }
        if !VERSIONS.contains(&exec.api_version.as_str()) {
            return Err(refuse("apiVersion", &format!("expected {} or {}", VERSIONS[0], VERSIONS[1])));
        }
        let mode = match (exec.interactive_mode.as_str(), exec.api_version.as_str()) {
            ("Never", _) => InteractiveMode::Never,
            ("IfAvailable", _) => InteractiveMode::IfAvailable,
            ("Always", _) => InteractiveMode::Always,
            // Before v1, the field was optional.
            ("", version) if version == VERSIONS[1] => InteractiveMode::IfAvailable,
            _ => return Err(refuse("interactiveMode", "expected Never, IfAvailable or Always")),
        };
        // A command with a folder is relative to the kubeconfig; otherwise it is searched in PATH.
        let command = if exec.command.contains(std::path::is_separator) {
            user.at.folder().join(&exec.command)
        } else {
            PathBuf::from(&exec.command)
        };
        let name = Path::new(&exec.command).file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self {
            name: message::line(&name.unwrap_or_else(|| exec.command.clone())),
            command,
            args: exec.args.clone(),
            env: exec.env.clone(),
            api_version: exec.api_version.clone(),
            install_hint: message::line(&exec.install_hint),
            mode,
            cluster: exec.provide_cluster_info.then(|| describe(cluster, server, authority)),
            patience: patience.unwrap_or(PATIENCE),
            at: user.at.clone(),
        })
    }

    /// Returns `KUBERNETES_EXEC_INFO`, the input of the plugin.
    pub fn info(&self, interactive: bool) -> String {
        let mut spec = json!({"interactive": interactive});
        if let Some(cluster) = &self.cluster {
            spec.put(["cluster"], cluster.clone());
        }
        json!({"kind": "ExecCredential", "apiVersion": self.api_version, "spec": spec}).to_string()
    }

    /// Returns the trouble with the command itself.
    pub fn refuse(&self, why: &str) -> Trouble {
        let mut trouble = self.at.refuse("exec.command", why);
        if !self.install_hint.is_empty() {
            trouble.next.clone_from(&self.install_hint);
        }
        trouble
    }

    /// Returns the key of the plugin: plugins that are run the same way return the same credential.
    pub fn key(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        add(&self.command.to_string_lossy());
        add(&self.api_version);
        add(&self.cluster.as_ref().map(Value::to_string).unwrap_or_default());
        self.args.iter().for_each(|arg| add(arg.expose_secret()));
        for (name, value) in &self.env {
            add(name);
            add(value.expose_secret());
        }
        hash.finalize().into()
    }

    /// Returns a line of the plugin without the values that it was started with.
    pub fn hush(&self, line: &str) -> String {
        /// Shorter values are ordinary words, such as the name of a region.
        const SHORTEST: usize = 8;
        let args: Vec<&str> = self.args.iter().map(ExposeSecret::expose_secret).collect();
        let after_flags = args.windows(2).filter_map(|pair| match pair {
            [flag, value] if flag.starts_with('-') && !value.starts_with('-') => Some(*value),
            _ => None,
        });
        let after_signs = args.iter().filter_map(|arg| Some(arg.split_once('=')?.1));
        let variables = self.env.iter().map(|(_, value)| value.expose_secret());
        let mut text = line.to_owned();
        for value in after_flags.chain(after_signs).chain(variables) {
            if value.len() >= SHORTEST && !is_address(value) {
                text = text.replace(value, "••••");
            }
        }
        message::line(&text)
    }
}

/// Addresses of issuers are kept, because messages of plugins are about them.
fn is_address(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with('/')
}

/// Returns a cluster with the field names of client.authentication.k8s.io/v1.
fn describe(cluster: &Cluster, server: &Address, authority: Option<&[u8]>) -> Value {
    let mut told = json!({"server": server.uri.to_string().trim_end_matches('/')});
    if !cluster.tls_server_name.is_empty() {
        told.put(["tls-server-name"], cluster.tls_server_name.clone().into());
    }
    if cluster.insecure {
        told.put(["insecure-skip-tls-verify"], true.into());
    }
    if let Some(pem) = authority {
        told.put(["certificate-authority-data"], STANDARD.encode(pem).into());
    }
    if !cluster.proxy_url.is_empty() {
        told.put(["proxy-url"], cluster.proxy_url.clone().into());
    }
    if cluster.disable_compression {
        told.put(["disable-compression"], true.into());
    }
    if let Some(config) = &cluster.plugin_config {
        told.put(["config"], config.clone());
    }
    told
}
