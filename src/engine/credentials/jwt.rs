//! JSON Web Tokens: three parts, of which the first two are JSON.
//! A candidate flows in; whether it is a real token flows out.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Whether a text is a signed token other than the well-known sample.
pub(super) fn is_token(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return false;
    };
    let Some((header, payload)) = object(header).zip(object(payload)) else {
        return false;
    };
    let signed = header
        .get("alg")
        .and_then(Value::as_str)
        .is_some_and(|algorithm| !algorithm.eq_ignore_ascii_case("none"));
    signed && signature.len() >= 16 && !is_sample(&payload)
}

/// The payload of jwt.io's sample, which appears in countless tutorials.
fn is_sample(payload: &Map<String, Value>) -> bool {
    let says = |key: &str, text: &str| payload.get(key).and_then(Value::as_str) == Some(text);
    says("sub", "1234567890") || says("name", "John Doe")
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
pub(super) fn sign(header: &str, payload: &str, signature: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{signature}", encode(header), encode(payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &str = "h3Kx0dQm9ZbV2tYw7RcLs5Nf1Pj8Ga4Ue6Io_TyXqBE";

    #[test]
    fn only_a_signed_token_counts() {
        let token = |header, payload| is_token(&sign(header, payload, SIGNATURE));
        assert!(token(r#"{"alg":"HS256"}"#, r#"{"sub":"u1"}"#));
        assert!(!token(r#"{"alg":"none"}"#, r#"{"sub":"u1"}"#));
        assert!(!token(r#"{"typ":"JWT"}"#, r#"{"sub":"u1"}"#));
        assert!(!token(r#"{"alg":"HS256"}"#, r#"{"sub":"1234567890"}"#));
        assert!(!is_token("eyJ.eyJ.eyJ") && !is_token("eyJhbGciOiJIUzI1NiJ9.e30"));
    }
}
