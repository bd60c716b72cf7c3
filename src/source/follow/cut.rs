//! Splits a list that arrives in pieces into its items, so that the first ones are decoded while the last
//! ones are still arriving. Bytes flow in; the text of each item, and at the end the list around them, flow
//! out.

use serde::Deserialize;

/// The list without its items.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shell {
    pub metadata: ShellMeta,
    /// Whether the list has items, all of them cut out.
    #[serde(deserialize_with = "emptied")]
    items: bool,
}

const NO_LIST: &str = "it is not a list of objects";

/// Returns whether there is a list of items and nothing is left in it; a mapping or a string in its place is
/// an error, not an empty list. Items are left if the key is written with escapes, which no server does.
fn emptied<'de, D: serde::Deserializer<'de>>(input: D) -> Result<bool, D::Error> {
    Option::<Vec<serde::de::IgnoredAny>>::deserialize(input)
        .map(|items| items.is_none_or(|left| left.is_empty()))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ShellMeta {
    pub resource_version: String,
    #[serde(rename = "continue")]
    pub next: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum ListPart {
    #[default]
    Head,
    Items,
    Tail,
}

#[derive(Debug, Default)]
pub struct Cutter {
    /// Bytes that arrived and were not passed on yet; an item, or a piece of the shell.
    pending: Vec<u8>,
    /// How much of it was scanned.
    seen: usize,
    shell: Vec<u8>,
    part: ListPart,
    /// Open braces and brackets, within the item or the shell.
    depth: u32,
    in_text: bool,
    escaped: bool,
    /// Whether one of the items is not an object.
    odd: bool,
}

impl Cutter {
    /// Adds the next bytes; every item they complete is passed on.
    pub fn push(&mut self, bytes: &[u8], mut item: impl FnMut(&str)) {
        self.pending.extend_from_slice(bytes);
        let mut from = 0;
        while self.seen < self.pending.len() {
            if self.in_text {
                self.skip_text();
                continue;
            }
            let byte = self.pending.get(self.seen).copied().unwrap_or_default();
            self.seen += 1;
            let between = self.part == ListPart::Items && self.depth == 0;
            self.odd |= between && !matches!(byte, b'{' | b']' | b',' | b' ' | b'\n' | b'\r' | b'\t');
            match (self.part, byte) {
                (_, b'"') => self.in_text = true,
                (ListPart::Head, b'[') if self.depth == 1 && self.opens_items(from) => {
                    self.keep(from);
                    from = self.seen;
                    (self.part, self.depth) = (ListPart::Items, 0);
                }
                (ListPart::Items, b']') if self.depth == 0 => {
                    from = self.seen - 1;
                    (self.part, self.depth) = (ListPart::Tail, 1);
                }
                (_, b'{' | b'[') => {
                    if self.part == ListPart::Items && self.depth == 0 {
                        from = self.seen - 1;
                    }
                    self.depth += 1;
                }
                (_, b'}' | b']') => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.part == ListPart::Items && self.depth == 0 {
                        let whole = self.pending.get(from..self.seen).unwrap_or_default();
                        match std::str::from_utf8(whole) {
                            Ok(text) => item(text),
                            // Invalid UTF-8 is passed on with replacement characters, not left out.
                            Err(_) => item(&String::from_utf8_lossy(whole)),
                        }
                        from = self.seen;
                    }
                }
                _ => {}
            }
        }
        if self.part == ListPart::Items && self.depth == 0 && !self.in_text {
            // Between two items there are only commas.
            from = self.seen;
        }
        self.pending.drain(..from);
        self.seen -= from;
    }

    /// Returns the number of bytes of an incomplete object.
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// Returns the list around the items; an error if the list is incomplete.
    ///
    /// # Errors
    /// If the list is incomplete.
    pub fn end(mut self) -> Result<Shell, String> {
        self.shell.extend_from_slice(&self.pending);
        let shell: Shell = serde_json::from_slice(&self.shell)
            .map_err(|why| if why.is_data() { NO_LIST.to_owned() } else { why.to_string() })?;
        if self.odd || !shell.items { Err(NO_LIST.into()) } else { Ok(shell) }
    }

    fn skip_text(&mut self) {
        if std::mem::take(&mut self.escaped) {
            self.seen += 1;
            return;
        }
        let rest = self.pending.get(self.seen..).unwrap_or_default();
        match memchr::memchr2(b'"', b'\\', rest) {
            None => self.seen = self.pending.len(),
            Some(at) => {
                self.escaped = rest.get(at) == Some(&b'\\');
                self.in_text = self.escaped;
                self.seen += at + 1;
            }
        }
    }

    fn opens_items(&self, from: usize) -> bool {
        let before = self.pending.get(from..self.seen - 1).unwrap_or_default().trim_ascii_end();
        let Some(key) = before.strip_suffix(b":") else {
            return false;
        };
        key.trim_ascii_end().ends_with(b"\"items\"")
    }

    fn keep(&mut self, from: usize) {
        self.shell.extend_from_slice(self.pending.get(from..self.seen).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn cut(text: &str, piece: usize) -> (Vec<Value>, Result<Shell, String>) {
        let (mut cutter, mut items) = (Cutter::default(), Vec::new());
        for bytes in text.as_bytes().chunks(piece.max(1)) {
            cutter.push(bytes, |item| items.push(serde_json::from_str(item).expect("an item is whole")));
        }
        (items, cutter.end())
    }

    #[test]
    fn an_empty_list_is_a_shell() {
        for text in [
            r#"{"kind":"List","metadata":{"resourceVersion":"7"},"items":[]}"#,
            r#"{"metadata":{"resourceVersion":"7","continue":""},"items":null}"#,
            "{\"items\" : [ ] , \"metadata\":{\"resourceVersion\":\"7\"}}\n",
        ] {
            let (items, shell) = cut(text, 3);
            assert!(items.is_empty());
            assert_eq!(shell.expect("whole").metadata.resource_version, "7");
        }
    }

    #[test]
    fn an_answer_without_a_list_of_objects_is_an_error_and_not_an_empty_list() {
        for text in [
            r#"{"metadata":{"resourceVersion":"7"},"items":{}}"#,
            r#"{"metadata":{"resourceVersion":"7"},"items":"none"}"#,
            r#"{"metadata":{"resourceVersion":"7"},"items":[1, 2]}"#,
            r#"{"metadata":{"resourceVersion":"7"},"items":["x"]}"#,
            r#"{"metadata":{"resourceVersion":"7"}}"#,
            "{}",
        ] {
            assert_eq!(cut(text, 4).1.err().as_deref(), Some(NO_LIST), "{text}");
        }
    }

    #[test]
    fn a_key_written_with_escapes_is_an_error_and_not_an_empty_list() {
        let (_, end) = cut(r#"{"\u0069tems":[{"a":1}]}"#, 7);
        assert_eq!(end.expect_err("its items were not read"), NO_LIST);
    }

    #[test]
    fn a_list_that_breaks_off_is_an_error() {
        let text = r#"{"metadata":{"resourceVersion":"7"},"items":[{"a":1},{"b""#;
        let (items, shell) = cut(text, 5);
        assert_eq!(items, [json!({"a": 1})]);
        assert!(shell.is_err());
    }

    #[test]
    fn what_waits_is_one_object_however_long_the_list() {
        let mut cutter = Cutter::default();
        cutter.push(b"{\"items\":[", |_| {});
        for _ in 0..1000 {
            cutter.push(b"{\"a\":\"xxxxxxxxxxxxxxxx\"},", |_| {});
            assert!(cutter.waiting() < 32);
        }
        cutter.push(b"{\"a\":\"", |_| {});
        cutter.push(&[b'x'; 4096], |_| {});
        assert!(cutter.waiting() > 4096);
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            "[\\x00-\\x7f\"\\\\{}\\[\\],:é函]{0,12}".prop_map(Value::from),
            Just(Value::Null),
        ];
        leaf.prop_recursive(4, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z\"\\\\\\[]{0,5}|items", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_the_pieces_the_items_come_out_as_they_went_in(
            items in prop::collection::vec(
                prop::collection::btree_map("[a-z]{1,4}|items", any_value(), 0..4), 0..6),
            extra in any_value(),
            piece in 1_usize..40,
            pretty in any::<bool>(),
        ) {
            let items: Vec<Value> = items.into_iter().map(|map| Value::Object(map.into_iter().collect())).collect();
            let list = json!({"extra": {"items": [extra]}, "items": items, "metadata": {"resourceVersion": "9", "continue": "x"}});
            let text = if pretty { serde_json::to_string_pretty(&list).expect("text") } else { list.to_string() };
            let (cut, shell) = cut(&text, piece);
            prop_assert_eq!(cut, items);
            let meta = shell.expect("whole").metadata;
            prop_assert_eq!((meta.resource_version.as_str(), meta.next.as_str()), ("9", "x"));
        }
    }
}
