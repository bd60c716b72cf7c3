//! The controller's validation of URIs.

/// Why a text is not a valid URI, in the controller's wording; an empty one is invalid too.
pub fn fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("value is empty".into());
    }
    let refused = |why: &str| Some(format!("parse \"{text}\": {why}"));
    if text.chars().any(|letter| letter.is_ascii_control()) {
        return refused("net/url: invalid control character in URL");
    }
    let scheme = text.split_once(':');
    let rest = match scheme {
        Some(("", _)) => return refused("missing protocol scheme"),
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        Some(_) | None if text.starts_with('/') => text,
        Some(_) | None => return refused("invalid URI for request"),
    };
    let host = rest.strip_prefix("//").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    match host {
        Some(host) if host.contains(' ') => refused("invalid character \" \" in host name"),
        _ => None,
    }
}

/// The same for an issuer, which may also be a plain string.
pub fn issuer_fault(issuer: &str) -> Option<String> {
    if issuer.is_empty() || issuer.contains(':') { fault(issuer) } else { None }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
}
