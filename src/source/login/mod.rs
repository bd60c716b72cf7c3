//! Credentials for a server: tokens, passwords, token files and credential plugins, as client-go uses them.
//!
//! None of these types can be printed, and no sentence contains a value of theirs.

mod answer;
mod header;
mod impersonation;
mod plugin;
mod run;
mod spec;
#[cfg(test)]
mod tests;
mod token_file;

pub use impersonation::{impersonate, impersonation};
pub use plugin::Plugin;

use super::Trouble;
use super::kubeconfig::{AuthProvider, Cluster, User};
use super::network::address::Address;
use http::HeaderValue;
use secrecy::ExposeSecret;
use spec::PluginSpec;
use std::sync::Arc;
use std::time::Duration;
pub use token_file::TokenFile;

/// The credentials sent with every request.
#[derive(Clone)]
pub enum Credentials {
    None,
    Fixed(HeaderValue),
    File(Arc<TokenFile>),
    Plugin(Arc<Plugin>),
    /// The HTTP client itself handles this provider (`OpenID` Connect).
    Provider,
}

impl Credentials {
    /// Checks the credentials of a kubeconfig user, and selects the one that client-go would: a token before
    /// a token file, then a password, a provider, a plugin. Nothing is run yet.
    ///
    /// # Errors
    /// If the credentials are invalid.
    pub fn of(
        user: &User,
        cluster: &Cluster,
        server: &Address,
        authority: Option<&[u8]>,
        patience: Option<Duration>,
    ) -> Result<Self, Trouble> {
        let has_password = !user.username.is_empty() || user.password.is_some();
        if user.token.is_some() && has_password {
            return Err(user.at.refuse("token", "username or password is given as well; keep one of them"));
        }
        if user.exec.is_some() && user.provider.is_some() {
            return Err(user.at.refuse("exec", "auth-provider is given as well; keep one of them"));
        }
        check_provider(user)?;
        let plugin = user.exec.as_ref();
        let plugin = plugin
            .map(|exec| PluginSpec::of(exec, user, cluster, server, authority, patience))
            .transpose()?;
        let file = match user.token_file.as_str() {
            "" => None,
            name => Some(TokenFile::of(user.at.folder().join(name), &user.at)?),
        };
        if let Some(token) = &user.token {
            let header = header::bearer(token.expose_secret());
            return header.map(Self::Fixed).map_err(|why| user.at.refuse("token", why));
        }
        if let Some(file) = file {
            return Ok(Self::File(Arc::new(file)));
        }
        if has_password {
            let password = user.password.as_ref().map_or("", |password| password.expose_secret());
            return Ok(Self::Fixed(header::basic(&user.username, password)));
        }
        if user.provider.is_some() {
            return Ok(Self::Provider);
        }
        if let Some(spec) = plugin {
            return Ok(Self::Plugin(Plugin::shared(spec)));
        }
        Ok(match &server.user_info {
            Some((name, password)) => Self::Fixed(header::basic(name, password.expose_secret())),
            None => Self::None,
        })
    }

    /// Returns the header of the next request.
    ///
    /// # Errors
    /// If a plugin returns no credential.
    pub async fn header(&self) -> Result<Option<HeaderValue>, Trouble> {
        match self {
            Self::None | Self::Provider => Ok(None),
            Self::Fixed(header) => Ok(Some(header.clone())),
            Self::File(file) => Ok(Some(file.header())),
            Self::Plugin(plugin) => plugin.header().await,
        }
    }

    /// Notes that the server did not accept the header.
    pub async fn refused(&self) {
        if let Self::Plugin(plugin) = self {
            plugin.refused().await;
        }
    }
}

/// client-go has removed all providers except one.
fn check_provider(user: &User) -> Result<(), Trouble> {
    let Some(provider) = &user.provider else { return Ok(()) };
    if provider.name != "oidc" {
        let why =
            "this provider is not supported, and kubectl has removed it; use a credential plugin (exec)";
        return Err(user.at.refuse("auth-provider.name", why));
    }
    let token = provider.config.iter().find(|(key, _)| key == "id-token");
    match token.map(|(_, token)| header::bearer(token.expose_secret())) {
        Some(Err(why)) => Err(user.at.refuse("auth-provider.config.id-token", why)),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// Returns the provider of a user in the form of the HTTP client.
#[must_use]
pub fn provider(provider: &AuthProvider) -> kube::config::AuthProviderConfig {
    let config = provider.config.iter();
    kube::config::AuthProviderConfig {
        name: provider.name.clone(),
        config: config.map(|(key, value)| (key.clone(), value.expose_secret().to_owned())).collect(),
        ..Default::default()
    }
}
