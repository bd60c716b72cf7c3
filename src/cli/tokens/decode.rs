//! A token from standard input: its claims are read here and never shown, stored or verified.

use crate::cli::exit::Failure;
use crate::engine::mesh::{Token, TokenPlace};
use crate::model::calendar::Day;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

/// A token and whether it has expired; unknown if it has no expiry.
pub struct DecodedToken {
    pub token: Token,
    pub expired: Option<bool>,
}

/// Longer than any token that a proxy accepts.
const MOST: u64 = 1 << 20;

/// Reads a token from standard input, without verifying it.
///
/// # Errors
/// If standard input does not contain a JSON Web Token.
pub fn read(today: Day) -> Result<DecodedToken, Failure> {
    let mut text = String::new();
    let taken = std::io::stdin().lock().take(MOST).read_to_string(&mut text);
    let claims = taken.ok().and_then(|_| claims(&text)).ok_or_else(|| {
        Failure::usage(
            "Reading the token: standard input does not contain a JSON Web Token (three parts separated by dots, the second one a JSON object). Pipe in only the token.",
        )
    })?;
    let expired = claims.get("exp").and_then(Value::as_f64).map(|end| end <= now(today));
    Ok(DecodedToken { token: Token { claims, carried: TokenPlace::Usual }, expired })
}

fn claims(text: &str) -> Option<Map<String, Value>> {
    let text = text.trim();
    let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
    let parts: Vec<&str> = text.split('.').collect();
    let [_, payload, _] = parts.as_slice() else { return None };
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Returns the current time in seconds; the start of the day if another day is set.
#[expect(clippy::cast_precision_loss, reason = "small numbers, which are shown or compared")]
fn now(today: Day) -> f64 {
    let epoch = Day::new(1970, 1, 1).number();
    let midnight = (today.number() - epoch) as f64 * 86_400.0;
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).map_or(midnight, |passed| passed.as_secs_f64());
    if (midnight..midnight + 86_400.0).contains(&clock) { clock } else { midnight }
}
