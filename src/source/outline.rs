//! The connection that a kubeconfig describes, part by part: names, addresses and kinds of credentials.
//!
//! A kubeconfig flows in, and nothing flows out that must stay hidden. One broken part leaves the others
//! readable.

use super::kubeconfig::{self, Cluster, Kubeconfig, User};
use super::login::Credentials;
use super::network::address::Address;
use super::network::proxy;
use super::network::tls::Tls;
use super::source_request::SourceRequest;
use super::{Trouble, link};
use http::Uri;

/// A connection before it is opened.
pub struct Outline {
    pub names: Names,
    pub server: Result<OutlineAddress, Trouble>,
    pub trust: Result<ServerTrust, Trouble>,
    /// `None` if the server's address is unknown, because the credentials depend on it.
    pub login: Option<Result<Login, Trouble>>,
    pub proxy: Option<Result<Option<Proxy>, Trouble>>,
}

/// The selected entries of the kubeconfig.
pub struct Names {
    /// `None`: the cluster is named without a context, or the program runs in a pod.
    pub context: Option<String>,
    pub cluster: String,
    pub user: Option<String>,
    /// The namespace that the context names, if any.
    pub namespace: String,
    /// Whether this is the service account of a pod.
    pub in_pod: bool,
}

/// An address without its user info.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineAddress {
    pub scheme: String,
    pub host: String,
    pub port: Option<u16>,
    pub path: String,
}

impl OutlineAddress {
    fn of(uri: &Uri) -> Self {
        Self {
            scheme: uri.scheme_str().unwrap_or("http").to_owned(),
            host: uri.host().unwrap_or_default().to_owned(),
            port: uri.port_u16(),
            path: uri.path().trim_end_matches('/').to_owned(),
        }
    }

    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.scheme == "https"
    }
}

/// How the server is authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerTrust {
    /// The name that its certificate must contain, if it differs from the host.
    pub server_name: Option<String>,
    /// The field with the certificate authority; `None` means those of the system.
    pub authority: Option<&'static str>,
    /// Whether its certificate is not verified.
    pub insecure: bool,
}

/// A kind of credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialKind {
    Token,
    TokenFile,
    Password,
    /// User info of the server's address.
    Address,
    /// The `OpenID` Connect provider of the kubeconfig.
    Provider,
    /// A credential plugin, by the name of its program.
    Plugin(String),
    Certificate,
}

/// The credentials sent to the server, and the impersonated user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub sorts: Vec<CredentialKind>,
    pub impersonated: Option<String>,
}

/// A proxy, and the setting that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    pub address: OutlineAddress,
    pub setting: &'static str,
}

/// Returns the outline of a kubeconfig.
///
/// # Errors
/// If its context, cluster or user cannot be selected.
pub fn of(wanted: &SourceRequest, config: &Kubeconfig) -> Result<Outline, Trouble> {
    let [context, cluster, user] = [&wanted.context, &wanted.cluster, &wanted.user].map(Option::as_deref);
    let chosen = kubeconfig::choose(config, context, cluster, user)?;
    let current = wanted.context.clone().or_else(|| config.current.clone());
    let names = Names {
        context: current.filter(|name| config.contexts.iter().any(|one| one.name == *name)),
        cluster: chosen.cluster.name.clone(),
        user: chosen.user.map(|user| user.name.clone()),
        namespace: chosen.namespace,
        in_pod: false,
    };
    let nobody = User::nobody(chosen.at);
    let (cluster, user) = (chosen.cluster, chosen.user.unwrap_or(&nobody));
    let (address, tls) = (Address::of(cluster), Tls::of_cluster(cluster));
    let known = address.as_ref().ok();
    let login = known.map(|address| login(wanted, user, cluster, address));
    let proxy = known.map(|address| proxy_of(cluster, address));
    Ok(Outline {
        names,
        server: address.map(|address| OutlineAddress::of(&address.uri)),
        trust: tls.map(|_| trust(cluster)),
        login,
        proxy,
    })
}

/// Returns the outline of the service account of the pod that this program runs in.
///
/// # Errors
/// If this is not a pod, or its token cannot be read.
pub fn in_pod(wanted: &SourceRequest) -> Result<Outline, Trouble> {
    let config = link::in_cluster()?.config;
    let names = Names {
        context: None,
        cluster: "in-cluster".into(),
        user: None,
        namespace: config.default_namespace,
        in_pod: true,
    };
    let authority = config.root_cert.is_some().then_some("the service account");
    let login = Login { sorts: vec![CredentialKind::TokenFile], impersonated: wanted.as_user.clone() };
    Ok(Outline {
        names,
        server: Ok(OutlineAddress::of(&config.cluster_url)),
        trust: Ok(ServerTrust { server_name: None, authority, insecure: false }),
        login: Some(Ok(login)),
        proxy: Some(Ok(None)),
    })
}

fn trust(cluster: &Cluster) -> ServerTrust {
    let named = |text: &str, field: &'static str| (!text.is_empty()).then_some(field);
    ServerTrust {
        server_name: Some(cluster.tls_server_name.clone()).filter(|name| !name.is_empty()),
        authority: named(&cluster.authority_data, "certificate-authority-data")
            .or(named(&cluster.authority, "certificate-authority")),
        insecure: cluster.insecure,
    }
}

fn login(
    wanted: &SourceRequest,
    user: &User,
    cluster: &Cluster,
    address: &Address,
) -> Result<Login, Trouble> {
    // Only the client certificate matters here; errors in the server's certificate are reported elsewhere.
    let mut tls = Tls::of_cluster(cluster).unwrap_or_else(|_| Tls::none());
    tls.identify(user)?;
    let authority = tls.authority_pem.clone();
    let credentials = Credentials::of(user, cluster, address, authority.as_deref(), wanted.request_timeout)?;
    let sort = match credentials {
        Credentials::None => None,
        Credentials::File(_) => Some(CredentialKind::TokenFile),
        Credentials::Provider => Some(CredentialKind::Provider),
        Credentials::Plugin(plugin) => Some(CredentialKind::Plugin(plugin.name().to_owned())),
        Credentials::Fixed(_) if user.token.is_some() => Some(CredentialKind::Token),
        Credentials::Fixed(_) if !user.username.is_empty() || user.password.is_some() => {
            Some(CredentialKind::Password)
        }
        Credentials::Fixed(_) => Some(CredentialKind::Address),
    };
    let certificate = tls.identifies().then_some(CredentialKind::Certificate);
    let own = Some(user.impersonate.user.clone()).filter(|name| !name.is_empty());
    Ok(Login {
        sorts: certificate.into_iter().chain(sort).collect(),
        impersonated: wanted.as_user.clone().or(own),
    })
}

fn proxy_of(cluster: &Cluster, server: &Address) -> Result<Option<Proxy>, Trouble> {
    let found = proxy::of(cluster, server, &|name| std::env::var(name).ok())?;
    let setting = match (cluster.proxy_url.is_empty(), server.secure) {
        (false, _) => "proxy-url",
        (true, true) => "HTTPS_PROXY",
        (true, false) => "HTTP_PROXY",
    };
    Ok(found.map(|uri| Proxy { address: OutlineAddress::of(&uri), setting }))
}

/// Returns the hosts that a kubeconfig names: of servers, certificates and proxies.
#[must_use]
pub fn hosts(config: &Kubeconfig) -> Vec<String> {
    let mut all = Vec::new();
    for cluster in &config.clusters {
        all.extend(Address::of(cluster).ok().map(|address| OutlineAddress::of(&address.uri).host));
        all.push(cluster.tls_server_name.clone());
        all.extend(cluster.proxy_url.parse::<Uri>().ok().map(|uri| OutlineAddress::of(&uri).host));
    }
    all.retain(|host| !host.is_empty());
    all
}

/// Returns the files that a kubeconfig names, both as written and resolved.
#[must_use]
pub fn files(config: &Kubeconfig) -> Vec<String> {
    let of_clusters = config.clusters.iter().map(|cluster| (&cluster.at, &cluster.authority));
    let of_users = config
        .users
        .iter()
        .flat_map(|user| [&user.token_file, &user.certificate, &user.key].map(|file| (&user.at, file)));
    let named = of_clusters.chain(of_users).filter(|(_, file)| !file.is_empty());
    named.flat_map(|(at, file)| [at.folder().join(file).display().to_string(), file.clone()]).collect()
}
