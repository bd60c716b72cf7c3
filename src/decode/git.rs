//! Git sources: their address and whose credentials they use, without the credentials themselves.

use super::exact::{Error, part_at};
use super::nullable;
use crate::engine::credentials;
use crate::model::function::{Checkout, Git, Source, Userinfo};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Repository {
    #[serde(deserialize_with = "nullable")]
    url: String,
    #[serde(deserialize_with = "nullable")]
    reference: String,
    #[serde(deserialize_with = "nullable")]
    base_dir: String,
    auth: Option<Auth>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Auth {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    secret_name: Option<String>,
}

/// `spec.source.gitRepository`.
///
/// # Errors
/// If the repository has a wrong type and decoding must be exact.
pub fn repository(value: &Value) -> Result<Source, Error> {
    let raw: Repository = part_at("/spec/source/gitRepository", value)?;
    let (auth, secret) = raw.auth.map_or_else(Default::default, |auth| (auth.kind, auth.secret_name));
    let (url, userinfo) = bare(&raw.url);
    let (reference, base_dir) = (raw.reference, raw.base_dir);
    Ok(Source::Git(Box::new(Git {
        url,
        userinfo,
        reference,
        base_dir,
        auth,
        secret,
        checkout: Checkout::None,
    })))
}

/// The address without the part before its `@`, and what that part was.
pub fn bare(url: &str) -> (String, Userinfo) {
    let Some((scheme, rest)) = url.split_once("://") else {
        return (url.to_owned(), Userinfo::None);
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let Some((userinfo, _)) = authority.rsplit_once('@') else {
        return (url.to_owned(), Userinfo::None);
    };
    let bare = format!("{scheme}://{}", rest.get(userinfo.len() + 1..).unwrap_or_default());
    let (name, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let token = || credentials::is_token(name);
    let found = match password {
        "" if token() => Userinfo::Token,
        "" => Userinfo::Name,
        _ => Userinfo::Password,
    };
    (bare, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_without_its_credentials() {
        let (url, userinfo) = bare("https://bot:hunter2-hunter2@git.example.com/a.git");
        assert_eq!((url.as_str(), userinfo), ("https://git.example.com/a.git", Userinfo::Password));
        let token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
        assert_eq!(bare(&format!("https://{token}@host/a.git")).1, Userinfo::Token);
        assert_eq!(bare(&format!("https://{token}:@host/a.git")).1, Userinfo::Token);
        assert_eq!(bare("https://bot:@host/a.git").1, Userinfo::Name);
        assert_eq!(bare("ssh://git@host/a.git"), ("ssh://host/a.git".into(), Userinfo::Name));
        assert_eq!(bare("git@host:a.git").1, Userinfo::None);
        assert_eq!(bare("https://host/a@b.git").1, Userinfo::None);
    }
}
