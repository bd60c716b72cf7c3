//! The address of the server, as client-go understands it.

use crate::source::kubeconfig::Cluster;
use crate::source::{Trouble, message};
use http::Uri;
use http::uri::Scheme;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;

/// The address without what must stay hidden, and whether credentials may be sent to it.
pub struct Address {
    pub uri: Uri,
    pub secure: bool,
    /// User and password that the address contained.
    pub user_info: Option<(String, SecretString)>,
}

const FIELD: &str = "server";

impl Address {
    /// Parses the server of a cluster. Without a scheme it is `http://host[:port]`, as with kubectl.
    ///
    /// # Errors
    /// If the server is missing, or is not a valid address.
    pub fn of(cluster: &Cluster) -> Result<Self, Trouble> {
        let text = cluster.server.as_str();
        if text.is_empty() {
            return Err(cluster.at.refuse(FIELD, "the server of the cluster is missing"));
        }
        parse(text).map_err(|why| cluster.at.refuse(FIELD, why))
    }

    /// Returns host and port for people.
    pub fn shown(&self) -> String {
        message::line(&self.uri.to_string())
    }
}

fn parse(text: &str) -> Result<Address, &'static str> {
    if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err("an address must not contain spaces or line breaks");
    }
    let whole = match text.split_once("://") {
        Some((scheme, _)) if matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") => text.into(),
        Some(_) => return Err("the scheme is neither https:// nor http://"),
        None if text.contains(['/', '?', '#', '@']) => {
            return Err("expected https://HOST[:PORT]; without a scheme, HOST:PORT alone");
        }
        None => format!("http://{text}"),
    };
    let (scheme, rest) = whole.split_once("://").unwrap_or(("http", &whole));
    // An API server ignores query and fragment.
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (user_info, host) = match authority.rsplit_once('@') {
        Some((info, host)) => (Some(info), host),
        None => (None, authority),
    };
    let scheme = scheme.to_ascii_lowercase();
    let uri: Uri = format!("{scheme}://{host}{}", path.trim_end_matches('/'))
        .parse()
        .map_err(|_| "expected https://HOST[:PORT]")?;
    check_authority(&uri)?;
    let secure = uri.scheme() == Some(&Scheme::HTTPS);
    Ok(Address { uri, secure, user_info: user_info.map(basic) })
}

fn check_authority(uri: &Uri) -> Result<(), &'static str> {
    let authority = uri.authority().ok_or("the address has no host")?;
    let host = authority.host();
    if host.trim_matches(['[', ']']).is_empty() {
        return Err("the address has no host");
    }
    let port = authority.as_str().strip_prefix(host).unwrap_or_default();
    if port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()) {
        return Ok(());
    }
    Err("the port is not a number from 0 to 65535")
}

/// Returns the user and the password of an address, percent-decoded.
pub fn basic(info: &str) -> (String, SecretString) {
    let (user, password) = info.split_once(':').unwrap_or((info, ""));
    (decoded(user), decoded(password).into())
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    #[test]
    fn addresses_are_read_as_kubectl_reads_them() {
        for (text, uri, secure) in [
            ("https://a.example:6443", "https://a.example:6443/", true),
            ("HTTPS://a.example/k8s/clusters/c-1/", "https://a.example/k8s/clusters/c-1", true),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/", false),
            ("localhost", "http://localhost/", false),
            ("https://[::1]:6443", "https://[::1]:6443/", true),
            ("https://adm:p%40ss@a.example", "https://a.example/", true),
        ] {
            let address = parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((address.uri.to_string().as_str(), address.secure), (uri, secure), "{text}");
        }
        let (user, password) = parse("https://adm:p%40ss@a").expect("an address").user_info.expect("a user");
        assert_eq!((user.as_str(), password.expose_secret()), ("adm", "p@ss"));
    }

    #[test]
    fn an_invalid_address_is_refused() {
        for text in [
            "ftp://a",
            "://a",
            "https://",
            "https://:6443",
            "https://a:99999",
            "https://a:b",
            "https://a b",
            "https://a\n",
            "a/b",
            "https://[::1",
            "https://ä.example",
            "file:///etc/passwd",
            "https://a:-1",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(https?://)?[ -~\\n\u{e9}]{0,24}") {
            let _ = parse(&text);
        }
    }
}
