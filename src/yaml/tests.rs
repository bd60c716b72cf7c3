//! Properties of any value and any text.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Text that challenges writers: control and bidirectional characters, unusual spaces, YAML indicators and
/// lines.
fn text() -> impl Strategy<Value = String> {
    let odd = "[\u{0}-\u{20}\u{7f}-\u{a0}\u{ad}\u{2028}\u{202e}\u{feff}\u{fffe}日é#:'\"\\\\|>&*!%@`,\\[\\]{}?~=<.0-9a-f_+-]{0,12}";
    let lines = "[ \n\t]{0,3}[a-c:#\" -]{0,6}(\n[ \t]{0,3}[a-c-]{0,4}){0,4}[ \n]{0,3}";
    let word = "(y|n|yes|no|on|off|true|null|~|=|0[0-9]{1,3}|[0-9]{1,2}:[0-9]{2}|-|---|[.]{3}|1e[0-9]|[.]nan|0x[0-9a-f]|[+-]?[.0-9_eE]{1,5})";
    prop_oneof![odd, lines, word, any::<String>()]
}

fn leaf() -> BoxedStrategy<Value> {
    prop_oneof![
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_filter("JSON has no infinity", |n| n.is_finite()).prop_map(Value::from),
        4 => text().prop_map(Value::from),
    ]
    .boxed()
}

fn tree(leaf: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    leaf.prop_recursive(4, 40, 5, |inner| {
        let key = prop_oneof!["[ab]", "metadata|kind|apiVersion|status|on", text()];
        let key = key.prop_filter("a merge key", |key| key != "<<");
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn with_nulls() -> impl Strategy<Value = Value> {
    tree(prop_oneof![Just(Value::Null), leaf()].boxed())
}

fn one(text: &str) -> Value {
    let docs = parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(docs.len(), 1, "{text}");
    docs.into_iter().next().unwrap().value
}

/// Every leaf of a value with its pointer.
fn leaves(path: &str, value: &Value, out: &mut Vec<String>) {
    out.push(path.to_owned());
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(&pointer::child(path, key), value, out));
        }
        Value::Array(items) => {
            let named = items.iter().enumerate();
            named.for_each(|(at, value)| leaves(&pointer::child(path, &at.to_string()), value, out));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_the_same(value in with_nulls()) {
        prop_assert_eq!(one(&print(&value)), value);
    }

    #[test]
    fn printed_documents_read_back_in_order(values in prop::collection::vec(with_nulls(), 0..4)) {
        let docs = parse(&print_all(&values)).unwrap();
        prop_assert_eq!(docs.into_iter().map(|doc| doc.value).collect::<Vec<_>>(), values);
    }

    #[test]
    fn printed_text_is_never_misread(value in with_nulls()) {
        prop_assert_eq!(misread(&print(&value)), vec![]);
    }

    #[test]
    fn every_printed_value_has_a_place(value in with_nulls()) {
        let (text, mut paths) = (print(&value), Vec::new());
        leaves("", &value, &mut paths);
        for path in paths {
            let place = locate(&text, &path);
            prop_assert!(place.is_some(), "{} in {}", path, text);
            prop_assert_eq!(place, super::probe::locate(&text, &path), "{} in {}", path, text);
        }
    }

    #[test]
    fn a_merge_patch_leads_from_base_to_draft(base in tree(leaf()), draft in tree(leaf())) {
        prop_assert_eq!(patch::merge(&base, &patch::between(&base, &draft)), draft);
    }

    #[test]
    fn operations_lead_from_base_to_draft_and_back(base in with_nulls(), draft in with_nulls()) {
        prop_assert_eq!(pointer::apply(&base, &pointer::between(&base, &draft)).unwrap(), draft.clone());
        prop_assert_eq!(pointer::apply(&draft, &pointer::between(&draft, &base)).unwrap(), base);
    }

    #[test]
    fn lists_that_differ_are_reached_too(
        base in prop::collection::vec(0..4_u8, 0..7),
        draft in prop::collection::vec(0..4_u8, 0..7),
    ) {
        let (base, draft) = (json!(base), json!(draft));
        prop_assert_eq!(pointer::apply(&base, &pointer::between(&base, &draft)).unwrap(), draft);
    }

    #[test]
    fn any_text_is_read_or_refused_without_panic(text in "[-: a-c\n\"'|>{}\\[\\],&*!%#\u{0}\r\t?]{0,60}") {
        let (docs, faults) = parse_lossy(&text);
        prop_assert!(docs.iter().all(|doc| text.get(doc.span.clone()).is_some()));
        prop_assert!(faults.iter().all(|fault| fault.line >= 1 && fault.column >= 1));
        let _ = (misread(&text), locate(&text, "/a"), locate(&text, "/0"));
    }

    #[test]
    fn a_diff_contains_both_texts(before in "([ab]\n){0,6}", after in "([ab]\n){0,6}") {
        let lines = diff::diff(&before, &after);
        let side = |gone: diff::Sign| -> String {
            lines.iter().filter(|line| line.sign != gone).flat_map(|line| [line.text.as_str(), "\n"]).collect()
        };
        prop_assert_eq!(side(diff::Sign::Added), before);
        prop_assert_eq!(side(diff::Sign::Removed), after);
    }
}

#[test]
fn documents_know_their_lines() {
    let text = "# licence\na: 1\n---\n# only a comment\n---\r\nb: 2\r\n";
    let docs = parse(text).unwrap();
    assert_eq!(
        docs.iter().map(|d| (d.line, d.index, d.value.clone())).collect::<Vec<_>>(),
        [(1, 0, json!({"a": 1})), (6, 1, json!({"b": 2})),]
    );
    assert_eq!(&text[docs[1].span.clone()], "b: 2\r\n");
}

#[test]
fn one_broken_document_does_not_lose_the_rest() {
    let (docs, faults) = parse_lossy("a: 1\n---\nb: [\n---\nc: 3\nd: x: y\n---\ne: 5\n");
    assert_eq!(docs.iter().map(|d| &d.value).collect::<Vec<_>>(), [&json!({"a": 1}), &json!({"e": 5})]);
    assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [4, 6]);
    assert!(faults[1].message.starts_with("This line has a second colon"), "{}", faults[1]);
}

#[test]
fn what_json_cannot_represent_is_refused_with_a_sentence() {
    for (text, line, words) in [
        ("a: 1\nb: 2\na: 3\n", 3, "`a` appears twice"),
        ("m:\n  a: 1\n  a: 1\n", 3, "`a` appears twice"),
        ("a: !secret x\n", 1, "tag `!secret`"),
        ("a:\n  [1]: 2\n", 2, "list or a mapping"),
        ("a: 1\n~: 2\n", 2, "key is empty"),
        ("a: .inf\n", 1, "Infinity"),
        ("a: *b\n", 1, "anchor"),
        ("a: \u{7}\n", 1, "control character"),
        ("{\"a\": 1,\n \"a\": 2}", 2, "`a` appears twice"),
        ("a: 'x\n", 2, "never closed"),
        ("<<: 1\n", 1, "`<<` needs a mapping"),
    ] {
        let fault = parse(text).unwrap_err();
        assert!(fault.message.contains(words), "{text:?}: {fault}");
        assert!(fault.message.ends_with('.') || fault.message.ends_with("list of mappings"), "{fault}");
        assert_eq!(fault.line, line, "{text:?}: {fault}");
    }
}

#[test]
fn anchors_and_merge_keys_are_expanded() {
    let text =
        "base: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\nc: {<<: [*b, {z: 4}]}\nd: {\"<<\": text}\n1: a\ntrue: b\n";
    let fault = parse(text).unwrap_err();
    assert!(fault.message.contains("`<<` needs"), "quoted and plain merge keys in one document");
    let value = one(&text.replace("d: {\"<<\": text}\n", ""));
    assert_eq!(value["a"], json!({"x": 1, "y": 3}));
    assert_eq!(value["c"], json!({"x": 1, "y": 2, "z": 4}));
    assert_eq!((&value["1"], &value["true"]), (&json!("a"), &json!("b")));
    assert_eq!(one("\"<<\": text\n"), json!({"<<": "text"}));
}

#[test]
fn aliases_cannot_multiply_without_end() {
    let mut bomb = String::from("a: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let items = vec![format!("*a{}", n - 1); 9].join(", ");
        bomb = format!("{bomb}b{n}: &a{n} [{items}]\n");
    }
    assert!(parse(&bomb).is_err());
    let wide = format!("a: &a [{}]\nb: [{}]\n", "1, ".repeat(20_000), "*a, ".repeat(20_000));
    assert!(parse(&wide).unwrap_err().message.contains("aliases"));
    assert!(parse("a: &a [*a]\n").is_err());
    assert!(parse(&"[".repeat(10_000)).is_err());
    assert!(parse(&"- ".repeat(2_000)).is_err());
}

#[test]
fn json_is_read_with_its_tabs_escapes_and_neighbours() {
    let docs = parse("{\n\t\"a\": \"\\ud83d\\ude00\"\n}\n{\"b\": 1} [2]").unwrap();
    assert_eq!(
        docs.iter().map(|d| d.value.clone()).collect::<Vec<_>>(),
        [json!({"a": "😀"}), json!({"b": 1}), json!([2]),]
    );
    assert_eq!(one("{a: b, c: [d]}"), json!({"a": "b", "c": ["d"]}));
    assert!(parse("{\"a\": \"\\ud800\"}").is_err());
    assert!(parse("{\"a\": 1,").is_err());
}

#[test]
fn empty_texts_have_no_documents() {
    for text in ["", "\n", "---\n", "# x\n---\n...\n", "\u{feff}"] {
        assert_eq!(parse(text).unwrap(), [], "{text:?}");
    }
    assert_eq!(one("null"), Value::Null);
}

#[test]
fn a_long_key_is_written_so_that_it_can_be_read() {
    let value = json!({"k".repeat(3000): {"a": ["b\nc\n"]}});
    assert_eq!(one(&print(&value)), value);
}
