//! Changes one spec with an address: to TLS, or to one commit.

use crate::engine::packages::scheme;

/// The spec without the part before the `@` of its host.
#[must_use]
pub fn bare(spec: &str) -> String {
    let Some((scheme, rest)) = spec.split_once("://") else {
        return spec.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

/// The replacement of an unencrypted scheme.
pub(super) fn over_tls(scheme: &str) -> Option<&'static str> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Some("https"),
        "git" | "git+http" | "git+git" => Some("git+https"),
        _ => None,
    }
}

/// Whether the same address can be fetched over TLS: with an explicit port it would be another one.
#[must_use]
pub fn encryptable(spec: &str) -> bool {
    let bare = bare(spec);
    let Some((scheme, rest)) = scheme(&bare) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    over_tls(&scheme).is_some() && port.is_none()
}

pub(super) fn is_encrypted(spec: &str) -> bool {
    scheme(spec).is_some_and(|(scheme, _)| scheme == "https" || scheme == "git+https")
}

/// An npm repository at a commit, in place of its branch, tag or range.
pub(super) fn npm_at(spec: &str, commit: &str) -> String {
    let (place, old) = spec.split_once('#').unwrap_or((spec, ""));
    let inside = old.split_once("::").map_or(String::new(), |(_, rest)| format!("::{rest}"));
    let hosted = scheme(place).is_some_and(|(scheme, _)| scheme.starts_with("http"));
    // In the address of a branch page, npm takes the branch from the path.
    let place = place.split_once("/tree/").filter(|_| hosted).map_or(place, |(place, _)| place);
    format!("{place}#{commit}{inside}")
}

/// A pip repository at a commit; the fragment is kept.
pub(super) fn pip_at(spec: &str, commit: &str) -> Option<String> {
    let (place, fragment) = spec.split_once('#').map_or((spec, None), |(place, rest)| (place, Some(rest)));
    let start = place.find("://")? + 3;
    let slash = start + place.get(start..)?.find('/')?;
    let (host, path) = place.split_at_checked(slash)?;
    let path = path.rsplit_once('@').map_or(path, |(path, _)| path);
    let fragment = fragment.map_or(String::new(), |rest| format!("#{rest}"));
    Some(format!("{host}{path}@{commit}{fragment}"))
}
