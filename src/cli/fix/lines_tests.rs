use super::*;

const TEXT: &str = "# the top\nkind: Namespace # a kind\nmetadata:\n  name: shop\n  labels:\n    # who owns it\n    team: a   # us\n\n  # the end of metadata\nspec:\n  rules:\n  - path: /x   # first\n    methods: [GET, POST]\n  # second\n  - path: \"/y\"\n    jwt:\n      issuers:\n        - one\n  text: |\n    # no comment\n    labels:\n";

fn done(ops: &[Op]) -> Option<String> {
    edit(TEXT, &read(TEXT).expect("YAML"), ops)
}

/// Removed lines, and added lines.
fn changed(ops: &[Op]) -> (Vec<String>, Vec<String>) {
    let text = done(ops).expect("done by lines");
    let lines = crate::yaml::diff::diff(TEXT, &text);
    let of = |sign| lines.iter().filter(|line| line.sign == sign).map(|line| line.text.clone()).collect();
    (of(crate::yaml::diff::Sign::Removed), of(crate::yaml::diff::Sign::Added))
}

#[test]
fn a_scalar_changes_in_place() {
    let (gone, new) = changed(&[Op::set("/metadata/labels/team", json!("b c"))]);
    assert_eq!((gone, new), (vec!["    team: a   # us".into()], vec!["    team: b c   # us".into()]));
    let (_, new) = changed(&[Op::set("/spec/rules/1/path", json!("/z"))]);
    assert_eq!(new, ["  - path: \"/z\""]);
    let (_, new) = changed(&[Op::set("/spec/rules/0/methods/0", json!("PUT"))]);
    assert_eq!(new, ["    methods: [PUT, POST]"]);
    let (_, new) = changed(&[Op::set("/spec/rules/0/path", json!("/w"))]);
    assert_eq!(new, ["  - path: /w   # first"]);
}

#[test]
fn keys_come_under_their_map_and_nothing_else_moves() {
    let (gone, new) = changed(&[Op::set("/metadata/labels/a~1b", json!("true"))]);
    assert_eq!((gone, new), (Vec::<String>::new(), vec!["    a/b: \"true\"".into()]));
    let (gone, new) = changed(&[Op::set("/spec/rules/0/jwt", json!({"a": [1]}))]);
    assert_eq!((gone, new), (vec![], vec!["    jwt:".to_owned(), "      a:".into(), "      - 1".into()]));
    let (gone, new) = changed(&[Op::set("/spec/rules/1/jwt/issuers/-", json!("two"))]);
    assert_eq!((gone, new), (vec![], vec!["        - two".to_owned()]));
    let (gone, new) = changed(&[Op::set("/status", json!({"ok": true}))]);
    assert_eq!((gone, new), (vec![], vec!["status:".to_owned(), "  ok: true".into()]));
}

#[test]
fn blocks_are_replaced_and_removed() {
    let (gone, new) = changed(&[Op::set("/spec/text", json!("short"))]);
    assert_eq!(gone, ["  text: |", "    # no comment", "    labels:"]);
    assert_eq!(new, ["  text: short"]);
    let (gone, new) = changed(&[Op::remove("/spec/rules/1")]);
    assert_eq!((gone.len(), new.len()), (4, 0));
    let (gone, _) = changed(&[Op::remove("/spec/rules/1/jwt")]);
    assert_eq!(gone, ["    jwt:", "      issuers:", "        - one"]);
}

fn set(text: &str, path: &str, new: Value) -> Option<String> {
    edit(text, &read(text).expect("reads"), &[Op::set(path, new)])
}

fn removed(text: &str, path: &str) -> Option<String> {
    edit(text, &read(text).expect("reads"), &[Op::remove(path)])
}

#[test]
fn flow_style_stays_flow_style() {
    let (gone, new) = changed(&[Op::set("/spec/rules/0/methods/-", json!("PUT"))]);
    assert_eq!(
        (gone, new),
        (vec!["    methods: [GET, POST]".into()], vec!["    methods: [GET, POST, PUT]".into()])
    );
    for (before, path, new, after) in [
        ("a: {b: 1} # why\nc: 2 # because\n", "/a/c", json!(2), "a: {b: 1, c: 2} # why\nc: 2 # because\n"),
        ("a: { b: x, c: {d: e} }\n", "/a/c/d", json!("f, g"), "a: { b: x, c: {d: \"f, g\"} }\n"),
        ("a: {b: {}}\n", "/a/b/c", json!({"z": 1, "d": [true]}), "a: {b: {c: {d: [true], z: 1}}}\n"),
        ("a: [{b: nodejs14, c: 'it''s'}]", "/a/0/b", json!("nodejs22"), "a: [{b: nodejs22, c: 'it''s'}]"),
        ("a: [{b: x, c: 'it''s'}]", "/a/0/c", json!("it's on"), "a: [{b: x, c: 'it''s on'}]"),
        ("{a: 1}\n", "/b", json!(2), "{a: 1, b: 2}\n"),
        (
            "a: {\n  b: 1, # one\n  c: 2  # two\n}\n",
            "/a/d",
            json!(3),
            "a: {\n  b: 1, # one\n  c: 2,\n  d: 3  # two\n}\n",
        ),
        ("a: {b: 1, c: 2}\n", "/a/b", json!({"d": "e"}), "a: {b: {d: e}, c: 2}\n"),
        ("a: {\"b\":1}\n", "/a/c", json!("d"), "a: {\"b\":1,\"c\":d}\n"),
        ("- {a: 1,}\n", "/0/b", json!(2), "- {a: 1, b: 2,}\n"),
    ] {
        let done = edit(before, &read(before).expect("reads"), &[Op::set(path, new)]);
        assert_eq!(done.as_deref(), Some(after), "{before}");
    }
    for (before, path, after) in [
        ("a: {b: 1, c: 2} # why\n", "/a/b", "a: {c: 2} # why\n"),
        ("a: {b: 1, c: 2} # why\n", "/a/c", "a: {b: 1} # why\n"),
        ("a: {add: [SYS_ADMIN], drop: [ALL]}\n", "/a/add", "a: {drop: [ALL]}\n"),
        ("a: {b: 1}\n", "/a/b", "a: {}\n"),
        ("[1, 2, 3]\n", "/1", "[1, 3]\n"),
    ] {
        assert_eq!(removed(before, path).as_deref(), Some(after), "{before}");
    }
}

#[test]
fn quotes_and_escapes_stay_as_they_are_around_what_changes() {
    let folded = "a: \"{ \\n \\\"axios\\\": \\\"^1.1.3\\\",\\\n  \\ \\\"b\\\":\n  \\u00e9 }\" # why\n";
    let new = "{ \n \"axios\": \"1.6.8\", \"b\": é }";
    let after = folded.replace("^1.1.3", "1.6.8");
    assert_eq!(set(folded, "/a", json!(new)).as_deref(), Some(after.as_str()));
    for (before, new, after) in [
        ("a: 'x: ''y'''\n", "x: 'z'", "a: 'x: ''z'''\n"),
        ("a: 'x y'\n", "x\ny", "a: \"x\\ny\"\n"),
        ("a: \"\\x41 b\"\n", "A c", "a: \"\\x41 c\"\n"),
        ("a: \"b\" # \"c\"\n", "d\"e", "a: \"d\\\"e\" # \"c\"\n"),
    ] {
        assert_eq!(set(before, "/a", json!(new)).as_deref(), Some(after), "{before}");
    }
}

#[test]
fn lines_of_a_block_stay_as_far_in_as_they_are() {
    let text = "a:\n  b: |  # why\n      {\n        \"c\": \"^1\"\n      }\n\n  d: 1\n";
    let after = text.replace("^1", "1.2.3");
    assert_eq!(set(text, "/a/b", json!("{\n  \"c\": \"1.2.3\"\n}\n")).as_deref(), Some(after.as_str()));
    let kept = "a: |+\n  one\n  two\n\n\nb: 1\n";
    let new = json!("one\n2\n\n\n");
    assert_eq!(set(kept, "/a", new).as_deref(), Some("a: |+\n  one\n  2\n\n\nb: 1\n"));
}

#[test]
fn a_comment_behind_a_tab_is_kept() {
    let text = "a:\t# all\n  b: nodejs14\t# why\n  c: [x]\t# list\nd:\t1\n";
    let after = text.replace("nodejs14", "nodejs22");
    assert_eq!(set(text, "/a/b", json!("nodejs22")).as_deref(), Some(after.as_str()));
    let after = text.replace("d:", "  e: 1\nd:");
    assert_eq!(set(text, "/a/e", json!(1)).as_deref(), Some(after.as_str()));
    assert_eq!(set(text, "/d", json!(2)).as_deref(), Some(text.replace("\t1", "\t2").as_str()));
}

#[test]
fn json_keeps_its_layout_and_its_escapes() {
    let text = "{\n\t\"a\": {\n\t\t\"b\": \"\\u009b \\uffff \\ud83d\\ude00 x\"\n\t},\n\t\"c\": []\n}\n";
    let after = text.replace(" x\"", " y\"");
    assert_eq!(set(text, "/a/b", json!("\u{9b} \u{ffff} 😀 y")).as_deref(), Some(after.as_str()));
    let after = text.replace("x\"\n", "x\",\n\t\t\"d\": {\n\t\t  \"e\": \"\\u2028\"\n\t\t}\n");
    assert_eq!(set(text, "/a/d", json!({"e": "\u{2028}"})).as_deref(), Some(after.as_str()));
    let after = text.replace("[]", "[\"x\"]");
    assert_eq!(set(text, "/c/-", json!("x")).as_deref(), Some(after.as_str()));
    let after = text.replace(",\n\t\"c\": []", "");
    assert_eq!(removed(text, "/c").as_deref(), Some(after.as_str()));
    let compact = set("{\"a\":{\"b\":1}}", "/a/c", json!("é"));
    assert_eq!(compact.as_deref(), Some("{\"a\":{\"b\":1,\"c\":\"é\"}}"));
}

#[test]
fn what_needs_more_than_its_own_place_is_reformatted_or_given_up() {
    let (gone, new) = changed(&[Op::remove("/spec/rules/1/jwt/issuers/0")]);
    assert_eq!((gone.len(), new), (2, vec!["      issuers: []".to_owned()]));
    let (gone, _) = changed(&[Op::remove("/spec/rules/0/path")]);
    assert_eq!(gone, ["  - path: /x   # first", "    methods: [GET, POST]"]);
    assert_eq!(edit("\"a\": &x 1\nb: *x\n", &json!({"a": 1, "b": 1}), &[Op::set("/a", json!(2))]), None);
}

#[test]
fn carriage_returns_and_missing_line_ends_are_kept() {
    let text = "a:\r\n  b: 1\r\nc: 2";
    let new = edit(text, &read(text).expect("YAML"), &[Op::set("/a/d", json!(3)), Op::set("/e", json!(4))]);
    assert_eq!(new.as_deref(), Some("a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\ne: 4\r\n"));
}

#[test]
fn new_lines_end_as_those_beside_them() {
    let text = "a:\n  b: 1\nc:\r\n  d: 1\r\ne:\n  f: 1\n";
    assert_eq!(set(text, "/a/x", json!(2)), Some(text.replace("b: 1\n", "b: 1\n  x: 2\n")));
    assert_eq!(set(text, "/c/x", json!(2)), Some(text.replace("d: 1\r\n", "d: 1\r\n  x: 2\r\n")));
    assert_eq!(set(text, "/e/x", json!({"z": 2})), Some(text.to_owned() + "  x:\n    z: 2\n"));
}

mod any {
    use super::*;
    use proptest::prelude::*;

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            Just(json!({})),
            any::<i8>().prop_map(|number| json!(number)),
            "[a#:' -\"\n\u{202e}日]{0,6}".prop_map(|text| json!(text)),
        ];
        let map = |inner: BoxedStrategy<Value>| {
            prop::collection::btree_map("[a-c/~#: ]{1,3}", inner, 0..4).prop_map(|map| json!(map))
        };
        let deep = leaf.prop_recursive(3, 16, 4, move |inner| {
            prop_oneof![
                map(inner.clone().boxed()),
                prop::collection::vec(inner, 0..4).prop_map(|list| json!(list))
            ]
        });
        map(deep.boxed())
    }

    proptest! {
        #[test]
        fn what_comes_out_is_what_was_wanted(base in tree(), draft in tree()) {
            let ops = pointer::between(&base, &draft);
            if let Some(text) = edit(&print(&base), &base, &ops) {
                prop_assert_eq!(read(&text), Some(draft));
            }
        }

        #[test]
        fn json_comes_out_as_it_was_wanted(base in tree(), draft in tree(), pretty in any::<bool>()) {
            let ops = pointer::between(&base, &draft);
            let text = if pretty { format!("{base:#}") } else { base.to_string() };
            if let Some(text) = edit(&text, &base, &ops) {
                prop_assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(draft));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-: a-c\n\"'|{}\\[\\],&*#\u{0}\r日]{0,60}", path in "(/[a-c0-1-]){0,3}") {
            let value = read(&text).unwrap_or_default();
            let _ = edit(&text, &value, &[Op::set(path.clone(), json!({"a": 1}))]);
            let _ = edit(&text, &value, &[Op::set(path.clone(), json!("b"))]);
            let _ = edit(&text, &value, &[Op::remove(path)]);
        }
    }
}
