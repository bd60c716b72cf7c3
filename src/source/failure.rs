//! Errors of the HTTP client in our own words: causes are recognised by their type, or by the text that a
//! library uses for them, and none of its text is passed on.

use super::bounds::TooLarge;
use super::trouble::{Trouble, TroubleKind};
use kube::Error;
use std::error::Error as Cause;
use std::io::ErrorKind;

const NETWORK: &str = "Check the address in the kubeconfig, the network and the proxy settings.";
const SERVER: &str = "Check that this address is a Kubernetes API server, and not a proxy in front of it.";
const AUTHORITY: &str = "Check certificate-authority and tls-server-name in the kubeconfig.";

/// The client's message for an answer that is not from an API server.
const NO_STATUS: &str = "Failed to parse error data";

impl Trouble {
    /// Converts an error of the client; `what` is the attempted action.
    #[must_use]
    pub fn of(what: &str, error: &Error) -> Self {
        match error {
            // An answer that is not from an API server is described by its code; a proxy's page explains
            // nothing.
            Error::Api(status) if status.reason == NO_STATUS => {
                let trouble = Self::status(what, status.code, "", "");
                if status.code == 404 {
                    Self { kind: TroubleKind::Other, next: SERVER.into(), ..trouble }
                } else {
                    trouble
                }
            }
            Error::Api(status) => Self::status(what, status.code, &status.reason, &status.message),
            other => by_cause(what, other),
        }
    }
}

/// Returns the trouble for an error without an answer of the server.
fn by_cause(what: &str, error: &Error) -> Trouble {
    if let Error::SerdeError(why) = error {
        let why =
            format!("the answer is not the expected JSON (line {}, column {})", why.line(), why.column());
        return Trouble::new(TroubleKind::Other, what, why, SERVER);
    }
    let mut cause: Option<&(dyn Cause + 'static)> = Some(error);
    let mut texts = String::new();
    while let Some(one) = cause {
        if let Some(trouble) = known(what, one) {
            return trouble;
        }
        // An I/O error may wrap a more specific one, which its `source` leaves out.
        let wrapped = one.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(inner) = wrapped {
            if let Some(trouble) = known(what, inner) {
                return trouble;
            }
            texts.push_str(&inner.to_string());
        }
        texts.push_str(&one.to_string());
        texts.push('\n');
        cause = one.source();
    }
    if let Some((why, next)) = SIGNS
        .iter()
        .find_map(|(signs, why, next)| signs.iter().any(|sign| texts.contains(sign)).then_some((*why, *next)))
    {
        return Trouble::new(TroubleKind::Unreachable, what, why, next);
    }
    match error {
        Error::Service(_) | Error::HyperError(_) | Error::ReadEvents(_) => {
            Trouble::new(TroubleKind::Unreachable, what, "the connection failed", NETWORK)
        }
        Error::Auth(_) => Trouble::new(
            TroubleKind::Unauthenticated,
            what,
            "the auth-provider of the kubeconfig returned no token",
            "Log in again with the tool that wrote the kubeconfig.",
        ),
        Error::FromUtf8(_) => Trouble::new(TroubleKind::Other, what, "the answer is not UTF-8", SERVER),
        Error::HttpError(_) | Error::BuildRequest(_) => {
            let why = "a name or a header contains an invalid character";
            Trouble::configuration(what, why, "Check the names of namespaces, users and groups.")
        }
        _ => Trouble::new(TroubleKind::Other, what, "the client could not send the request", NETWORK),
    }
}

/// Returns whether a failed request certainly never reached a server: no one listened, or one of our layers
/// stopped it.
pub fn never_left(error: &Error) -> bool {
    if matches!(error, Error::Auth(_) | Error::HttpError(_) | Error::BuildRequest(_)) {
        return true;
    }
    let mut cause: Option<&(dyn Cause + 'static)> = Some(error);
    while let Some(one) = cause {
        let io = one.downcast_ref::<std::io::Error>();
        let inner = io.and_then(std::io::Error::get_ref);
        let is_ours = one.is::<Trouble>() || matches!(inner, Some(inner) if inner.is::<Trouble>());
        let is_refused = io.is_some_and(|io| io.kind() == ErrorKind::ConnectionRefused);
        let is_connect = one
            .downcast_ref::<hyper_util::client::legacy::Error>()
            .is_some_and(hyper_util::client::legacy::Error::is_connect);
        if is_ours || is_refused || is_connect {
            return true;
        }
        cause = one.source();
    }
    false
}

/// Returns whether an answer exceeded its limit.
pub fn is_too_large(error: &Error) -> bool {
    let mut cause: Option<&(dyn Cause + 'static)> = Some(error);
    while let Some(one) = cause {
        let wrapped = one.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if one.is::<TooLarge>() || matches!(wrapped, Some(inner) if inner.is::<TooLarge>()) {
            return true;
        }
        cause = one.source();
    }
    false
}

/// Returns the trouble for a cause that is recognised by its type.
fn known(what: &str, cause: &(dyn Cause + 'static)) -> Option<Trouble> {
    if let Some(own) = cause.downcast_ref::<Trouble>() {
        return Some(own.clone());
    }
    if let Some(large) = cause.downcast_ref::<TooLarge>() {
        return Some(Trouble::new(TroubleKind::Other, what, large.to_string(), SERVER));
    }
    let io = cause.downcast_ref::<std::io::Error>()?;
    let why = match io.kind() {
        ErrorKind::ConnectionRefused => "connection refused",
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => "the connection was reset by the other side",
        ErrorKind::ConnectionAborted | ErrorKind::UnexpectedEof => {
            "the connection was closed by the other side"
        }
        ErrorKind::TimedOut => "no answer in time",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable => {
            "no route to this address"
        }
        _ => return None,
    };
    Some(Trouble::new(TroubleKind::Unreachable, what, why, NETWORK))
}

/// The texts that libraries use, what they mean, and what to do.
const SIGNS: &[(&[&str], &str, &str)] = &[
    (
        &["CaUsedAsEndEntity"],
        "the server's certificate is the certificate of a certificate authority (CA:TRUE)",
        "Give the server a certificate of its own without CA:TRUE, and name its issuer in certificate-authority.",
    ),
    (
        &["UnknownIssuer"],
        "the server's certificate is not signed by a known certificate authority",
        AUTHORITY,
    ),
    (&["certificate expired", "ExpiredContext"], "the server's certificate has expired", "Renew it."),
    (
        &["NotValidYet", "not valid yet"],
        "the server's certificate is not valid yet",
        "Check the clock of this machine.",
    ),
    (&["NotValidForName", "not valid for name"], "the server's certificate is for another name", AUTHORITY),
    (&["invalid peer certificate"], "the server's certificate is not valid", AUTHORITY),
    (
        &["CertificateRequired", "BadCertificate", "received fatal alert"],
        "the server ended the TLS handshake",
        "Check client-certificate and client-key in the kubeconfig, and the TLS versions of the server.",
    ),
    (
        &["InvalidContentType", "corrupt message"],
        "the server does not speak TLS",
        "Check whether the server's address begins with https:// by mistake.",
    ),
    (
        &["tunnel error", "failed to create underlying connection", "proxy authorization required"],
        "the proxy refused the connection",
        "Check proxy-url in the kubeconfig, and HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
    ),
    (
        &["SOCKS", "Socks"],
        "the SOCKS proxy refused the connection",
        "Check proxy-url in the kubeconfig, and HTTPS_PROXY and NO_PROXY.",
    ),
    (
        &["dns error", "failed to lookup address", "Name or service not known", "nodename nor servname"],
        "the host name of the server cannot be resolved",
        NETWORK,
    ),
    (&["deadline has elapsed", "timed out", "timeout"], "no answer in time", NETWORK),
    (
        &["connection closed before message completed", "IncompleteMessage", "end of file"],
        "the connection was closed by the other side",
        NETWORK,
    ),
    (
        &["invalid HTTP", "invalid URI", "message head is too large", "error from user"],
        "the answer is not HTTP",
        SERVER,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn service(error: impl Into<Box<dyn Cause + Send + Sync>>) -> Error {
        Error::Service(error.into())
    }

    #[test]
    fn no_text_of_a_library_is_handed_on() {
        let secret = "Bearer s3cret-t0ken http://adm:s3cretpw@host";
        for error in [
            service(secret),
            service(format!("dns error: {secret}")),
            service(std::io::Error::other(secret)),
            service(std::io::Error::new(ErrorKind::ConnectionReset, secret)),
            Error::ReadEvents(std::io::Error::other(secret)),
            Error::ProxyProtocolUnsupported {
                proxy_url: Box::new(http::Uri::from_static("socks9://pu:s3cretpw@x/")),
            },
        ] {
            let told = Trouble::of("Reading", &error).to_string();
            assert!(!told.contains("s3cret"), "{told}");
        }
        let broken = serde_json::from_str::<u8>("\"s3cret\"").expect_err("not a number");
        assert!(!Trouble::of("Reading", &Error::SerdeError(broken)).to_string().contains("s3cret"));
    }

    #[test]
    fn causes_are_recognised() {
        for (error, why) in [
            (service(std::io::Error::from(ErrorKind::ConnectionRefused)), "refused"),
            (service("invalid peer certificate: UnknownIssuer"), "certificate authority"),
            (service(std::io::Error::other("Other(OtherError(CaUsedAsEndEntity))")), "CA:TRUE"),
            (service("client error: tunnel error: unsuccessful"), "proxy"),
            (service("whatever"), "the connection failed"),
        ] {
            let trouble = Trouble::of("Reading", &error);
            assert_eq!(trouble.kind, TroubleKind::Unreachable, "{trouble}");
            assert!(trouble.why.contains(why), "{trouble}");
        }
    }

    #[test]
    fn an_answer_that_is_too_large_is_reported_however_it_is_wrapped() {
        let large = TooLarge { part: "the list", limit: 512 << 20 };
        for error in [
            service(large),
            service(Error::Service(large.into())),
            Error::ReadEvents(std::io::Error::other(large)),
            Error::ReadEvents(std::io::Error::other(Error::Service(large.into()))),
        ] {
            assert!(is_too_large(&error));
            assert_eq!(Trouble::of("Listing", &error).why, "the list is larger than 512 MiB");
        }
        assert!(!is_too_large(&service("whatever")));
    }

    #[test]
    fn our_own_trouble_comes_through_whole() {
        let own = Trouble::configuration("Logging in", "the plugin is missing", "Install it.");
        assert_eq!(Trouble::of("Reading", &service(own.clone())), own);
    }
}
