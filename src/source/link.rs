//! From a kubeconfig, or the service account of a pod, to the parts of a client. Everything is checked before
//! anything is sent, and errors name the file, line and field.

use super::kubeconfig::{Kubeconfig, User};
use super::login::{Credentials, Plugin, TokenFile};
use super::network::address::Address;
use super::network::proxy;
use super::network::tls::{Tls, TlsIdentity};
use super::source_request::{Opening, SourceRequest};
use super::{Trouble, kubeconfig, login, path};
use kube::Config;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The parts of a client.
pub struct ServerLink {
    pub config: Config,
    pub credentials: Credentials,
}

/// Returns the link for the service account of a pod.
///
/// # Errors
/// If the program does not run in a pod, or the token cannot be read.
pub fn in_cluster() -> Result<ServerLink, Trouble> {
    let mut config = Config::incluster().map_err(|_| kubeconfig::none())?;
    let file = config.auth_info.token_file.take().unwrap_or_default();
    let file = TokenFile::open(Path::new(&file)).map_err(|why| {
        let next = "Check automountServiceAccountToken of the pod, or name a kubeconfig with --kubeconfig.";
        Trouble::configuration("Reading the token of the service account", why, next)
    })?;
    Ok(ServerLink { config, credentials: Credentials::File(Arc::new(file)) })
}

/// Returns the link for the chosen context of a kubeconfig.
///
/// # Errors
/// If the context, its cluster or its user is invalid, or the login fails.
pub async fn from_kubeconfig(
    wanted: &SourceRequest,
    kubeconfig: &Kubeconfig,
    notes: &mut Vec<String>,
) -> Result<ServerLink, Trouble> {
    let [context, cluster, user] = [&wanted.context, &wanted.cluster, &wanted.user].map(Option::as_deref);
    let chosen = kubeconfig::choose(kubeconfig, context, cluster, user)?;
    let cluster = chosen.cluster;
    let nobody = User::nobody(chosen.at.clone());
    let user = chosen.user.unwrap_or(&nobody);
    let address = Address::of(cluster)?;
    let mut tls = Tls::of_cluster(cluster)?;
    tls.identify(user)?;
    let authority = tls.authority_pem.clone();
    let credentials = Credentials::of(user, cluster, &address, authority.as_deref(), wanted.request_timeout)?;
    let proxy = proxy::of(cluster, &address, &|name| std::env::var(name).ok())?;
    let mut config = Config::new(address.uri.clone());
    if let Some(namespace) = Some(chosen.namespace).filter(|name| !name.is_empty()) {
        if !path::is_name(&namespace) {
            return Err(chosen.at.refuse("namespace", "not the name of a namespace"));
        }
        config.default_namespace = namespace;
    }
    config.proxy_url = proxy;
    config.disable_compression = cluster.disable_compression;
    config.headers = login::impersonation(user)?;
    // As in client-go: without TLS, no credentials are sent, and no plugin is run for it.
    if !address.secure {
        if tls.identifies() || !matches!(credentials, Credentials::None) {
            notes.push(format!("credentials are not sent: {} has no TLS", address.shown()));
        }
        return Ok(ServerLink { config, credentials: Credentials::None });
    }
    if let (Credentials::Provider, Some(provider)) = (&credentials, &user.provider) {
        config.auth_info.auth_provider = Some(login::provider(provider));
    }
    if let Credentials::Plugin(plugin) = &credentials {
        if let Some(identity) = log_in(plugin, wanted.opening).await? {
            tls.set_identity(identity);
        }
        notes.push("credentials come from a plugin; later refreshes stay in the background".into());
    }
    tls.apply(&mut config);
    Ok(ServerLink { config, credentials })
}

/// Runs the plugin, if needed, before anything else: while the terminal still belongs to the user, the plugin
/// may use it.
async fn log_in(plugin: &Plugin, opening: Opening) -> Result<Option<TlsIdentity>, Trouble> {
    plugin.set_quiet(opening == Opening::Switch);
    if opening == Opening::LogIn {
        plugin.forget().await;
    }
    if opening != Opening::Switch && plugin.is_due().await {
        let words = format!("Waiting for the credential plugin \"{}\" … Ctrl-C to stop.", plugin.name());
        // A failed message does not matter.
        let _ = writeln!(std::io::stderr(), "{words}");
    }
    let given = plugin.log_in().await;
    plugin.set_quiet(opening != Opening::Command);
    given
}

#[cfg(test)]
mod tests;
