//! The entries of a JSON object's members, each with the position of its key.
//! Text already known to be JSON flows in; groups of keys and values flow out.

use std::ops::Range;

/// `{"group": {"key": value}}` as one row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct JsonEntry {
    pub group: String,
    pub key: String,
    /// The value when it is a string.
    pub value: Option<String>,
    /// The position of that string, with its quotes.
    pub span: Option<Range<usize>>,
    /// The byte where the key starts, after its quote.
    pub offset: usize,
}

/// Every entry of every object directly inside the outer object, in the order of the text.
pub(super) fn entries(text: &str) -> Vec<JsonEntry> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut group = None;
    let mut key: Option<(String, usize)> = None;
    let mut after_colon = false;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => {
                let end = string_end(text, at);
                let decoded = decode(text, at, end);
                match (depth, after_colon) {
                    (1, false) => group = Some(decoded),
                    (2, false) => key = Some((decoded, at + 1)),
                    (2, true) => push(&mut found, group.as_ref(), key.take(), Some((decoded, at..end))),
                    _ => {}
                }
                at = end;
                continue;
            }
            b':' => after_colon = true,
            b'{' | b'[' => {
                // An array's items must not look like keys: it counts as two levels.
                depth += if *byte == b'{' { 1 } else { 2 };
                after_colon = false;
            }
            b'}' | b']' | b',' => {
                if depth == 2 {
                    push(&mut found, group.as_ref(), key.take(), None);
                }
                let levels = match byte {
                    b'}' => 1,
                    b']' => 2,
                    _ => 0,
                };
                depth = depth.saturating_sub(levels);
                after_colon = false;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn push(
    found: &mut Vec<JsonEntry>,
    group: Option<&String>,
    key: Option<(String, usize)>,
    value: Option<(String, Range<usize>)>,
) {
    if let (Some(group), Some((key, offset))) = (group, key) {
        let (value, span) = value.unzip();
        found.push(JsonEntry { group: group.clone(), key, value, span, offset });
    }
}

/// The byte after the closing quote of the string that starts at `start`.
fn string_end(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

fn decode(text: &str, start: usize, end: usize) -> String {
    let raw = text.get(start..end).unwrap_or_default();
    serde_json::from_str(raw).unwrap_or_else(|_| raw.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_carry_their_group_and_place() {
        let text = r#"{"a":"x","list":["k",{"z":"w"}],"deps":{"p\u0041":"1","q":{"r":"s"},"t":2}}"#;
        let found = entries(text);
        let rows: Vec<_> = found
            .iter()
            .map(|entry| (entry.group.as_str(), entry.key.as_str(), entry.value.as_deref()))
            .collect();
        assert_eq!(rows, [("deps", "pA", Some("1")), ("deps", "q", None), ("deps", "t", None)]);
        assert!(text[found[0].offset..].starts_with("p\\u0041"));
    }
}
