//! Properties of what finds and hides credentials: detection, tokens, masks, messages, and hazards in code.

use super::place;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fnsec::engine::{credentials, hazards};
use fnsec::source::message;
use serde_json::Value;

/// Hits are in order, apart, inside the text and at their position; a preview shows at most four characters;
/// a certain credential is not in the masked text, and masking again changes nothing.
pub fn detection(text: &str) {
    for hits in [credentials::scan(text), credentials::values(text)] {
        for pair in hits.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{hits:?}");
        }
        for hit in &hits {
            assert!(hit.start < hit.end && text.get(hit.start..hit.end).is_some(), "{hit:?}");
            let (line, column) = place(text, hit.start);
            assert_eq!((hit.line as usize, hit.column as usize), (line, column), "{hit:?} in {text:?}");
            assert!(hit.preview.chars().filter(|letter| *letter != '•').count() <= 4);
        }
    }
    let masked = credentials::masked(text);
    for hit in credentials::values(text) {
        let value = &text[hit.start..hit.end];
        // A value that also occurs elsewhere, as a word, is not a credential there.
        if value.len() >= 8 && text.matches(value).count() == 1 {
            assert!(!masked.contains(value), "{value:?} in {masked:?}");
        }
    }
    let (name, value) = text.split_once(['=', ':']).unwrap_or(("password", text));
    if let Some(hit) = credentials::judge(name, value) {
        assert!(value.get(hit.start..hit.end).is_some());
    }
}

/// JSON stays the same JSON, but for the texts in it; what is masked once stays.
pub fn masks(text: &str) {
    let json = match serde_json::from_str::<Value>(text) {
        Ok(_) => text.to_owned(),
        Err(_) => serde_json::json!({"a": [text, {"b": text}], "n": 7}).to_string(),
    };
    let masked = credentials::masked_json(&json);
    let (before, after): (Value, Value) =
        (serde_json::from_str(&json).expect("JSON"), serde_json::from_str(&masked).expect("JSON"));
    alike(&before, &after);
    let _ = credentials::masked_json(text);
}

fn alike(before: &Value, after: &Value) {
    match (before, after) {
        (Value::String(before), Value::String(after)) => assert_eq!(credentials::masked(before), *after),
        (Value::Array(before), Value::Array(after)) => {
            assert_eq!(before.len(), after.len());
            before.iter().zip(after).for_each(|(before, after)| alike(before, after));
        }
        (Value::Object(before), Value::Object(after)) => {
            // A key may be masked as well, and two keys may then be equal.
            assert!(after.len() <= before.len());
            for (key, value) in before {
                if let (true, Some(other)) = (before.len() == after.len(), after.get(key)) {
                    alike(value, other);
                }
            }
        }
        (before, after) => assert_eq!(before, after),
    }
}

/// A signed token is found whatever its claims are, and its signature is never shown; the text itself is read
/// as a token without harm.
pub fn tokens(text: &str) {
    let _ = (credentials::is_token(text), credentials::scan(text));
    let Ok(claims) = serde_json::from_str::<Value>(text) else { return };
    let is_sample = claims["sub"] == "1234567890" || claims["name"] == "John Doe";
    if !claims.is_object() || is_sample {
        return;
    }
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let signature = "kT9vQ2xLm8zRw4pJ5nHs6yGb-_0A";
    let token = format!("{}.{}.{signature}", part("{\"alg\":\"RS256\",\"kid\":\"a\"}"), part(text));
    assert!(credentials::is_token(&token), "{token}");
    for around in [token.clone(), format!("Authorization: Bearer {token}\n"), format!("a \"{token}\" b")] {
        assert!(!credentials::scan(&around).is_empty(), "{around}");
        let masked = credentials::masked(&around);
        assert!(!masked.contains(signature), "{masked}");
        assert!(!message::line(&around).contains(signature));
    }
}

/// A message of others is one line of a bounded length, without control characters, and is not changed again.
pub fn messages(text: &str) {
    let line = message::line(text);
    assert!(line.chars().count() <= message::LONGEST, "{line:?}");
    assert!(!line.chars().any(char::is_control), "{line:?}");
    assert!(!line.contains(['\u{202e}', '\u{2066}', '\u{200f}']), "{line:?}");
    assert_eq!(line.trim(), line);
    let secret = super::PLANT;
    for text in [
        format!("x https://anna:{secret}@host/path"),
        format!("x Bearer {secret}"),
        format!("x password={secret} y"),
    ] {
        assert!(!message::line(&text).contains(secret));
    }
}

/// Hazards are in order, and at the text of their setting.
pub fn code(text: &str) {
    let found = hazards::find(text);
    for pair in found.windows(2) {
        assert!((pair[0].line, pair[0].column) <= (pair[1].line, pair[1].column));
    }
    for hazard in found {
        let rest = super::from_place(text, hazard.line, hazard.column);
        assert!(rest.is_some_and(|rest| !rest.is_empty()), "{hazard:?} in {text:?}");
    }
}
