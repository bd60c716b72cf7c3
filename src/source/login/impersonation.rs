//! Impersonation: the headers that client-go sends, from a kubeconfig or from the command line.

use crate::source::kubeconfig::User;
use crate::source::{Trouble, path};
use http::{HeaderName, HeaderValue};

type Headers = Vec<(HeaderName, HeaderValue)>;

const USER: HeaderName = HeaderName::from_static("impersonate-user");
const GROUP: HeaderName = HeaderName::from_static("impersonate-group");
const UID: HeaderName = HeaderName::from_static("impersonate-uid");
const UNFIT: &str = "it contains a character that is invalid in a header";

/// Returns the headers for a user of a kubeconfig.
///
/// # Errors
/// If the user to act as is missing, or a value cannot be sent in a header.
pub fn impersonation(user: &User) -> Result<Headers, Trouble> {
    let wanted = &user.impersonate;
    let header = |field: &str, name: HeaderName, text: &str| {
        let value = HeaderValue::from_str(text).map_err(|_| user.at.refuse(field, UNFIT))?;
        Ok::<_, Trouble>((name, value))
    };
    if wanted.user.is_empty() {
        let alone = [
            ("as-uid", !wanted.uid.is_empty()),
            ("as-groups", !wanted.groups.is_empty()),
            ("as-user-extra", !wanted.extra.is_empty()),
        ];
        return match alone.into_iter().find(|(_, given)| *given) {
            Some((field, _)) => Err(user.at.refuse(field, "the user to act as is missing (as)")),
            None => Ok(Vec::new()),
        };
    }
    let mut headers = vec![header("as", USER, &wanted.user)?];
    if !wanted.uid.is_empty() {
        headers.push(header("as-uid", UID, &wanted.uid)?);
    }
    for group in &wanted.groups {
        headers.push(header("as-groups", GROUP, group)?);
    }
    for (key, values) in &wanted.extra {
        let name = format!("impersonate-extra-{}", path::segment(key).replace(':', "%3A").to_lowercase());
        let name: HeaderName =
            name.parse().map_err(|_| user.at.refuse("as-user-extra", "a key is not a valid header name"))?;
        for value in values {
            headers.push(header("as-user-extra", name.clone(), value)?);
        }
    }
    Ok(headers)
}

/// Replaces the user or the groups with those of the command line.
///
/// # Errors
/// If a group is given without a user, or a name cannot be sent in a header.
pub fn impersonate(headers: &mut Headers, user: Option<&str>, groups: &[String]) -> Result<(), Trouble> {
    const WHAT: &str = "Impersonating";
    const NEXT: &str = "Check --as and --as-group.";
    let value =
        |text: &str| HeaderValue::from_str(text).map_err(|_| Trouble::configuration(WHAT, UNFIT, NEXT));
    if let Some(user) = user.filter(|user| !user.is_empty()) {
        headers.retain(|(name, _)| *name != USER);
        headers.push((USER, value(user)?));
    }
    if !groups.is_empty() {
        headers.retain(|(name, _)| *name != GROUP);
        for group in groups {
            headers.push((GROUP, value(group)?));
        }
    }
    if !headers.is_empty() && !headers.iter().any(|(name, _)| *name == USER) {
        return Err(Trouble::configuration(WHAT, "a group is given without a user", NEXT));
    }
    Ok(())
}
