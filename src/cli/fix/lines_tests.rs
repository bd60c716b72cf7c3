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
fn what_needs_more_than_lines_is_given_up() {
    assert_eq!(done(&[Op::set("/spec/rules/0/methods/-", json!("PUT"))]), None);
    assert_eq!(done(&[Op::remove("/spec/rules/0/path")]), None);
    let tabs = "a: {b: 1}\n";
    assert_eq!(edit(tabs, &json!({"a": {"b": 1}}), &[Op::set("/a/c", json!(2))]), None);
}

#[test]
fn carriage_returns_and_missing_line_ends_are_kept() {
    let text = "a:\r\n  b: 1\r\nc: 2";
    let new = edit(text, &read(text).expect("YAML"), &[Op::set("/a/d", json!(3)), Op::set("/e", json!(4))]);
    assert_eq!(new.as_deref(), Some("a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\ne: 4\r\n"));
}
