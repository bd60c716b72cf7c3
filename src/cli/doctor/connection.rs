//! The connection derived from the kubeconfig: context, TLS, credentials and proxy, before anything is sent.

use super::check::{DoctorCheck, exit_of};
use super::kubeconfig::sentence;
use super::mask::{Mask, NameKind};
use crate::source::outline::{self, Login, Names, Outline, Proxy, ServerTrust};
use crate::source::{SourceRequest, Trouble};
use serde_json::json;

/// Returns the checks of the outline, in order.
pub fn checks(outline: &Outline, wanted: &SourceRequest, mask: &mut Mask) -> Vec<DoctorCheck> {
    let secure = outline.server.as_ref().is_ok_and(outline::OutlineAddress::is_secure);
    let unknown = |name| DoctorCheck::unknown(name, "Not checked: invalid server address.");
    vec![
        context(&outline.names, wanted, mask),
        tls(outline, mask),
        match &outline.login {
            None => unknown("credentials"),
            Some(Err(trouble)) => fault("credentials", trouble, mask),
            Some(Ok(login)) => credentials(login, secure, mask),
        },
        match &outline.proxy {
            None => unknown("proxy"),
            Some(Err(trouble)) => fault("proxy", trouble, mask),
            Some(Ok(found)) => proxy(found.as_ref(), mask),
        },
    ]
}

pub fn fault(name: &'static str, trouble: &Trouble, mask: &mut Mask) -> DoctorCheck {
    DoctorCheck::fault(name, exit_of(trouble), sentence(trouble, mask)).next(mask.text(&trouble.next))
}

#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn context(names: &Names, wanted: &SourceRequest, mask: &mut Mask) -> DoctorCheck {
    let from = |given: bool, option: &str, otherwise: &str| {
        if given { option.to_owned() } else { otherwise.to_owned() }
    };
    let context = names.context.as_ref().map(|name| mask.name(NameKind::Context, name));
    let cluster = mask.name(NameKind::Cluster, &names.cluster);
    let user = names.user.as_ref().map(|name| mask.name(NameKind::User, name));
    let named: Vec<String> = match (wanted.namespaces.is_empty(), names.namespace.as_str()) {
        (false, _) => wanted.namespaces.clone(),
        (true, "") => vec!["default".into()],
        (true, name) => vec![name.to_owned()],
    };
    let namespaces: Vec<String> = named.iter().map(|name| mask.name(NameKind::Namespace, name)).collect();
    let home = if names.in_pod { "the pod" } else { "the context" };
    let namespaces_from = match (wanted.namespaces.is_empty(), names.namespace.is_empty()) {
        (false, _) => "-n",
        (true, true) => "the default",
        (true, false) => home,
    };
    let context_from = from(wanted.context.is_some(), "--context", "current-context");
    let cluster_from = from(wanted.cluster.is_some(), "--cluster", home);
    let user_from = from(wanted.user.is_some(), "--user", home);
    let first = match &context {
        Some(name) => format!("\"{name}\" ({context_from})"),
        None if names.in_pod => "The service account of this pod".to_owned(),
        None => "No context".to_owned(),
    };
    let who = match &user {
        Some(name) => format!("user \"{name}\" ({user_from})"),
        None if names.in_pod => "its own account".to_owned(),
        None => "no user".to_owned(),
    };
    let place = format!("namespace {} ({namespaces_from})", namespaces.join(", "));
    let message = format!("{first}: cluster \"{cluster}\" ({cluster_from}), {who}, {place}.");
    DoctorCheck::ok("context", message).with(json!({
        "context": context, "contextFrom": context.as_ref().map(|_| context_from),
        "cluster": cluster, "clusterFrom": cluster_from,
        "user": user, "userFrom": user.as_ref().map(|_| user_from),
        "namespaces": namespaces, "namespacesFrom": namespaces_from,
    }))
}

fn tls(outline: &Outline, mask: &mut Mask) -> DoctorCheck {
    let (server, trust) = match (&outline.server, &outline.trust) {
        (Err(trouble), _) | (_, Err(trouble)) => return fault("tls", trouble, mask),
        (Ok(server), Ok(trust)) => (server, trust),
    };
    let ServerTrust { server_name, authority, insecure } = trust;
    let address = mask.endpoint(server);
    let name = server_name.as_ref().map(|name| mask.name(NameKind::Host, name));
    let details = json!({
        "server": address, "tls": server.is_secure(), "serverName": name,
        "certificateAuthority": authority.unwrap_or("system"), "verified": server.is_secure() && !insecure,
    });
    let check = if !server.is_secure() {
        let next = "Name the server with https:// in the kubeconfig, unless this is a local proxy.";
        DoctorCheck::note("tls", format!("{address} does not use TLS: credentials are not sent.")).next(next)
    } else if *insecure {
        let next = "Remove insecure-skip-tls-verify and name the certificate authority in the kubeconfig.";
        let message = format!("{address}: the certificate is not verified (insecure-skip-tls-verify).");
        DoctorCheck::note("tls", message).next(next)
    } else {
        let by = authority.map_or("the system's certificate authorities".to_owned(), str::to_owned);
        let by = format!("{address}: verified by {by}");
        let name = name.map(|name| format!(" for {name} (tls-server-name)")).unwrap_or_default();
        DoctorCheck::ok("tls", format!("{by}{name}."))
    };
    check.with(details)
}

fn credentials(login: &Login, secure: bool, mask: &mut Mask) -> DoctorCheck {
    let sorts: Vec<String> = login.sorts.iter().map(credential).collect();
    let impersonated = login.impersonated.as_ref().map(|name| mask.name(NameKind::User, name));
    let acting = impersonated.as_ref().map(|name| format!(" Acts as \"{name}\".")).unwrap_or_default();
    let check = match (sorts.is_empty(), secure) {
        (true, _) => DoctorCheck::note("credentials", format!("None.{acting}"))
            .next("Give the user of the context a credential, unless the server needs none."),
        (false, true) => DoctorCheck::ok("credentials", format!("Sent: {}.{acting}", sorts.join(" and "))),
        (false, false) => {
            let message = format!("Not sent without TLS: {}.{acting}", sorts.join(" and "));
            DoctorCheck::note("credentials", message)
        }
    };
    check.with(
        json!({"sorts": sorts, "sent": secure && !login.sorts.is_empty(), "impersonates": impersonated}),
    )
}

fn credential(kind: &outline::CredentialKind) -> String {
    match kind {
        outline::CredentialKind::Token => "token".into(),
        outline::CredentialKind::TokenFile => "token file".into(),
        outline::CredentialKind::Password => "user name and password".into(),
        outline::CredentialKind::Address => "user info of the server's address".into(),
        outline::CredentialKind::Provider => "OpenID Connect provider".into(),
        outline::CredentialKind::Plugin(name) => format!("plugin {name}"),
        outline::CredentialKind::Certificate => "client certificate".into(),
    }
}

fn proxy(found: Option<&Proxy>, mask: &mut Mask) -> DoctorCheck {
    let Some(proxy) = found else {
        return DoctorCheck::ok("proxy", "None.").with(json!({"proxy": null}));
    };
    let address = mask.endpoint(&proxy.address);
    DoctorCheck::ok("proxy", format!("{address} ({}).", proxy.setting))
        .with(json!({"proxy": address, "from": proxy.setting}))
}
