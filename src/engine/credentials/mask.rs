//! Text that is safe to show: each credential is replaced by its preview, in any kind of text.
//! The single function behind everything that is printed or drawn; text without credentials is returned
//! unchanged.

use super::{is_token, values};
use std::borrow::Cow;
use std::ops::Range;

/// Shorter runs of characters are not tokens.
const SHORTEST_RUN: usize = 16;

/// The text without credentials.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    if !may_hold(text) {
        return Cow::Borrowed(text);
    }
    let mut parts: Vec<(Range<usize>, String)> =
        values(text).into_iter().map(|hit| (hit.start..hit.end, hit.preview)).collect();
    let apart =
        |user: &Range<usize>| parts.iter().all(|(part, _)| part.end <= user.start || user.end <= part.start);
    let users: Vec<Range<usize>> = users(text).into_iter().filter(apart).collect();
    parts.extend(users.into_iter().map(|user| (user, "••••••••".to_owned())));
    if parts.is_empty() {
        return Cow::Borrowed(text);
    }
    parts.sort_by_key(|(part, _)| part.start);
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (part, preview) in parts {
        out.push_str(text.get(from..part.start).unwrap_or_default());
        out.push_str(&preview);
        from = part.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// The JSON without credentials in its strings, one value or one value a line.
pub fn masked_json(json: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let (mut from, mut at) = (0, 0);
    while let Some(literal) = string(json, at) {
        at = literal.end;
        let Some(raw) = json.get(literal.clone()).filter(|raw| may_hold(raw)) else { continue };
        let Ok(text) = serde_json::from_str::<String>(raw) else { continue };
        let Cow::Owned(shown) = masked(&text) else { continue };
        let out = out.get_or_insert_with(String::new);
        out.push_str(json.get(from..literal.start).unwrap_or_default());
        out.push_str(&serde_json::to_string(&shown).unwrap_or_default());
        from = literal.end;
    }
    match out {
        None => Cow::Borrowed(json),
        Some(out) => Cow::Owned(out + json.get(from..).unwrap_or_default()),
    }
}

/// The next string literal, quotes included.
fn string(json: &str, at: usize) -> Option<Range<usize>> {
    let bytes = json.as_bytes();
    let start = at + bytes.get(at..)?.iter().position(|byte| *byte == b'"')?;
    let mut end = start + 1;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'"' => return Some(start..end + 1),
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    None
}

/// Tokens in the place of a user, as in `https://TOKEN@host`.
#[must_use]
pub fn users(text: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices("://").map(|(at, sign)| at + sign.len());
    let user = |start: usize| {
        let authority = text.get(start..)?.split(['/', '?', '#', ' ', '"', '\'', '\n']).next()?;
        let (user, _) = authority.rsplit_once('@')?;
        is_token(user.trim_end_matches(':')).then(|| start..start + user.len())
    };
    starts.filter_map(user).collect()
}

/// A fast check: whether a text contains anything by which credentials are recognised.
fn may_hold(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        let token = byte.is_ascii_alphanumeric() || b"_-+/.".contains(&byte);
        run = if token { run + 1 } else { 0 };
        run >= SHORTEST_RUN || b"=@:".contains(&byte)
    }) || ["bearer", "basic"].iter().any(|word| {
        text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    #[test]
    fn credentials_are_replaced_by_their_previews() {
        let token = ["gh", "p_MFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNh"].concat();
        for (text, shown) in [
            (format!("the issuer {token} is"), "the issuer ghp_•••••••• is"),
            ("https://kT9vQ2xLm8zRw4pJ@git.shop.svc/a".into(), "https://••••••••@git.shop.svc/a"),
            ("postgres://app:kT9vQ2xLm8@db.shop.svc/a".into(), "postgres://app:••••••••@db.shop.svc/a"),
            ("Bearer kT9vQ2xLm8zRw4pJ5nHs".into(), "Bearer ••••••••"),
        ] {
            assert_eq!(masked(&text), shown);
        }
    }

    #[test]
    fn ordinary_texts_of_objects_are_unchanged() {
        for text in [
            "orders-7f9c6b5d4-x2x9z",
            "registry.shop.svc:5000/orders@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "https://tenant.example.com/oauth2/certs",
            "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account",
            "0b2e1c9a-7d44-4c1a-9f53-2f7d8a61e0cb",
            "serverless.kyma-project.io/function-name=orders",
            "v1:718296723ffc6e48bdb9f8821bc98044",
            "The plain value of DB_PASSWORD is a password",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn values_that_a_report_joined_are_found_all_the_same() {
        let encoded = STANDARD.encode("password=kT9vQ2xLm8zRw4pJ5nHs6yGb").replace('=', "");
        let basic = STANDARD.encode("app:kT9vQ2xLm8zRw4pJ5nHs6yGb");
        assert!(basic.ends_with('='));
        assert_eq!(masked(&format!("aud b+{encoded}")), "aud b+••••••••");
        assert_eq!(masked(&format!("aud {encoded}+b")), "aud ••••••••+b");
        assert_eq!(masked(&format!("Basic {basic}/order.v1")), "Basic ••••••••/order.v1");
    }

    proptest! {
        #[test]
        fn masked_json_is_the_same_json_but_for_its_texts(text in "\\PC{0,20}", core in "([a-z][A-Z][0-9]){5}") {
            let json = serde_json::json!({"a": [text, format!("postgres://app:{core}@db/\"x\"")], "n": 7}).to_string();
            let value: serde_json::Value = serde_json::from_str(&masked_json(&json)).expect("JSON");
            prop_assert!(!value.to_string().contains(&core));
            prop_assert_eq!(&value["n"], 7);
        }
    }
}
