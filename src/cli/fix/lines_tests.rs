use super::*;

const TEXT: &str = "# the top\nkind: Namespace # a kind\nmetadata:\n  name: shop\n  labels:\n    # who owns it\n    team: a   # us\n\n  # the end of metadata\nspec:\n  rules:\n  - path: /x   # first\n    methods: [GET, POST]\n  # second\n  - path: \"/y\"\n    jwt:\n      issuers:\n        - one\n  text: |\n    # no comment\n    labels:\n";

fn done(ops: &[Op]) -> Option<String> {
    edit(TEXT, &read(TEXT).expect("YAML"), ops)
}

/// Lines that went, and lines that came.
fn changed(ops: &[Op]) -> (Vec<String>, Vec<String>) {
    let text = done(ops).expect("done by lines");
    let lines = crate::yaml::diff::diff(TEXT, &text);
    let of = |sign| lines.iter().filter(|line| line.sign == sign).map(|line| line.text.clone()).collect();
    (of(crate::yaml::diff::Sign::Removed), of(crate::yaml::diff::Sign::Added))
}

#[test]
fn a_scalar_changes_where_it_stands() {
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

#[test]
fn what_stands_in_one_line_is_printed_anew_with_as_little_around_it_as_possible() {
    let (gone, new) = changed(&[Op::set("/spec/rules/0/methods/-", json!("PUT"))]);
    assert_eq!(gone, ["    methods: [GET, POST]"]);
    assert_eq!(new, ["    methods:", "    - GET", "    - POST", "    - PUT"]);
    let (gone, new) = changed(&[Op::remove("/spec/rules/1/jwt/issuers/0")]);
    assert_eq!((gone.len(), new), (2, vec!["      issuers: []".to_owned()]));
    let (gone, _) = changed(&[Op::remove("/spec/rules/0/path")]);
    assert_eq!(gone, ["  - path: /x   # first", "    methods: [GET, POST]"]);
    let inline = "a: {b: 1} # why\nc: 2 # because\n";
    let new = edit(inline, &json!({"a": {"b": 1}, "c": 2}), &[Op::set("/a/c", json!(2))]);
    assert_eq!(new.as_deref(), Some("a:\n  b: 1\n  c: 2\nc: 2 # because\n"));
}

#[test]
fn what_needs_more_than_lines_is_given_up() {
    assert_eq!(edit("{a: 1}\n", &json!({"a": 1}), &[Op::set("/b", json!(2))]), None);
    assert_eq!(edit("\"a\": &x 1\nb: *x\n", &json!({"a": 1, "b": 1}), &[Op::set("/a", json!(2))]), None);
}

#[test]
fn carriage_returns_and_missing_line_ends_are_kept() {
    let text = "a:\r\n  b: 1\r\nc: 2";
    let new = edit(text, &read(text).expect("YAML"), &[Op::set("/a/d", json!(3)), Op::set("/e", json!(4))]);
    assert_eq!(new.as_deref(), Some("a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\ne: 4\r\n"));
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
        fn no_text_makes_it_panic(text in "[-: a-c\n\"'|{}\\[\\],&*#\u{0}\r日]{0,60}", path in "(/[a-c0-1-]){0,3}") {
            let value = read(&text).unwrap_or_default();
            let _ = edit(&text, &value, &[Op::set(path.clone(), json!({"a": 1}))]);
            let _ = edit(&text, &value, &[Op::set(path.clone(), json!("b"))]);
            let _ = edit(&text, &value, &[Op::remove(path)]);
        }
    }
}
