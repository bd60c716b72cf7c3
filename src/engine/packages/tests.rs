//! Whole texts of both package managers, spec by spec and position by position.

use proptest::prelude::*;

use super::npm::pin;
use super::*;

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

#[test]
fn npm_specs_are_classified_in_npm_s_order() {
    let url = |secure| Pin::Url { secure };
    let git = |pinned| Pin::Git { pinned };
    let table = [
        ("1.2.3", Pin::Exact),
        ("=1.2.3", Pin::Exact),
        ("v1.2.3", Pin::Exact),
        ("^1.2.3", Pin::Range),
        ("1.x || >=2.5.0 || 5.0.0 - 7.2.3", Pin::Range),
        ("*", Pin::Range),
        ("", Pin::Missing),
        ("latest", Pin::Tag),
        ("npm:other@1.2.3", Pin::Exact),
        ("npm:@scope/other@^1", Pin::Range),
        ("npm:@scope/other", Pin::Missing),
        ("git+https://git.example/a/b.git", git(false)),
        ("git+ssh://git@git.example/a/b.git#v1.0.0", git(false)),
        ("github:user/repo#semver:^1", git(false)),
        ("user/repo", git(false)),
        ("https://github.com/user/repo", git(false)),
        ("https://github.com/user/repo/archive/v1.tar.gz", url(true)),
        ("https://example.org/a.tgz", url(true)),
        ("http://example.org/a.tgz", url(false)),
        ("file:../a", Pin::Path),
        ("./a", Pin::Path),
        ("a.tgz", Pin::Path),
        ("workspace:*", Pin::Path),
    ];
    for (spec, expected) in table {
        assert_eq!(pin(spec), expected, "{spec}");
    }
    assert_eq!(pin(&format!("user/repo#{SHA}")), git(true));
    assert_eq!(pin(&format!("git@github.com:user/repo.git#{SHA}")), git(true));
}

#[test]
fn npm_entries_carry_their_place_and_the_strongest_wins() {
    let text = "{\n  \"name\": \"dependencies\",\n  \"devDependencies\": {\"a\": \"^1\", \"d\": \"1.0.0\"},\n  \"dependencies\": {\n    \"a\": \"1.0.0\",\n    \"函数\": \"2.0.0\", \"b\": \"latest\"\n  }\n}";
    let found = npm(text).expect("reads");
    let rows: Vec<_> = found
        .iter()
        .map(|dependency| {
            (dependency.name.as_str(), dependency.pin, dependency.dev, dependency.line, dependency.column)
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("d", Pin::Exact, true, 3, 35),
            ("a", Pin::Exact, false, 5, 6),
            ("函数", Pin::Exact, false, 6, 6),
            ("b", Pin::Tag, false, 6, 21),
        ]
    );
}

#[test]
fn an_invalid_manifest_reports_its_position() {
    assert_eq!(npm(" \n"), Ok(Vec::new()));
    let problem = npm("{\n  \"dependencies\": {,}\n}").expect_err("broken");
    assert_eq!(problem.line, 2);
    assert!(npm("[]").is_err());
    assert!(npm("{\"a\":\"\\ud800\"}").is_err() || npm("{\"a\":\"\\ud800\"}") == Ok(Vec::new()));
}

#[test]
fn python_specs_are_classified() {
    let url = |secure| Pin::Url { secure };
    let git = |pinned| Pin::Git { pinned };
    let pinned = format!("-e git+https://git.example/a/b.git@{SHA}#egg=b");
    let table = [
        ("requests==2.31.0", "requests", "==2.31.0", Pin::Exact),
        ("a[x,y] == 1.2.3 ; python_version < '3.9'", "a", "== 1.2.3", Pin::Exact),
        ("a===1.2.3+local", "a", "===1.2.3+local", Pin::Exact),
        ("a==1.*", "a", "==1.*", Pin::Range),
        ("a~=1.4", "a", "~=1.4", Pin::Range),
        ("a (>=1,<2)", "a", ">=1,<2", Pin::Range),
        ("a", "a", "", Pin::Missing),
        ("a; os_name=='nt'", "a", "", Pin::Missing),
        ("a==1.0 --hash=sha256:00 --hash=sha256:11", "a", "==1.0", Pin::Exact),
        ("a @ https://e.org/a.whl ; x", "a", "https://e.org/a.whl", url(true)),
        ("http://e.org/a-1.0.tar.gz", "a-1.0.tar.gz", "http://e.org/a-1.0.tar.gz", url(false)),
        ("git+https://g.example/a@main#egg=z", "z", "git+https://g.example/a@main#egg=z", git(false)),
        ("./local", "local", "./local", Pin::Path),
        (&pinned, "b", &pinned[3..], git(true)),
    ];
    for (line, name, spec, pin) in table {
        let found = python(line);
        let [one] = found.as_slice() else {
            panic!("{line}: {found:?}");
        };
        assert_eq!((one.name.as_str(), one.spec.as_str(), one.pin), (name, spec, pin), "{line}");
    }
}

#[test]
fn python_lines_are_joined_and_comments_dropped() {
    let text = "# note \\\n  a==1 # why\r\n\nb\\\n==2 \\\n  --hash=sha256:0\n# c==3\n-r other.txt\n函==4";
    let rows: Vec<_> = python(text)
        .into_iter()
        .map(|dependency| (dependency.name, dependency.spec, dependency.line, dependency.column))
        .collect();
    let row = |name: &str, spec: &str, line, column| (name.to_owned(), spec.to_owned(), line, column);
    assert_eq!(rows, [row("a", "==1", 2, 3), row("b", "==2", 4, 1), row("函", "==4", 9, 1)]);
}

#[test]
fn lines_end_where_pip_ends_them() {
    let text = "a==1\rb==2\r\nc==3\u{c}d==4\u{2028}e==5\u{85}-e./f @ https://x/y\n-e./local";
    let names: Vec<String> = python(text).into_iter().map(|dependency| dependency.name).collect();
    assert_eq!(names.get(..5).expect("five"), ["a", "b", "c", "d", "e"], "{names:?}");
    assert!(names.len() > 5, "{names:?}");
}

#[test]
fn a_line_goes_on_after_a_backslash_whatever_its_end() {
    for text in ["a==\\\n1\nb==2", "a==\\\r\n1\r\nb==2", "a==\\\r1\rb==2"] {
        let found = python(text);
        let specs: Vec<&str> = found.iter().map(|dependency| dependency.spec.as_str()).collect();
        assert_eq!(specs, ["==1", "==2"], "{text:?}");
    }
}

#[test]
fn python_options_are_listed_apart() {
    let text = "--index-url=http://a/ --extra-index-url https://b/\n-i \\\n https://c/\na==1\n--trusted-host h # x\n--no-index\n-rbase.txt\n-e ./x";
    let rows: Vec<_> = python_options(text)
        .into_iter()
        .map(|python_option| {
            (python_option.kind, python_option.value, python_option.line, python_option.column)
        })
        .collect();
    let row = |kind, value: &str, line, column| (kind, value.to_owned(), line, column);
    assert_eq!(
        rows,
        [
            row(OptionKind::IndexUrl, "http://a/", 1, 1),
            row(OptionKind::ExtraIndexUrl, "https://b/", 1, 23),
            row(OptionKind::IndexUrl, "https://c/", 2, 1),
            row(OptionKind::TrustedHost, "h", 5, 1),
            row(OptionKind::NoIndex, "", 6, 1),
            row(OptionKind::Requirement, "base.txt", 7, 1),
        ]
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_readers_panic(text in "[\\PC\n\r\\\\#@;=\\-\\[\\]{}\" \u{0}\u{202e}]*") {
        let _ = npm(&text);
        let _ = npm(&format!("{{\"dependencies\":{{\"a\":{}}}}}", serde_json::json!(text)));
        let _ = python(&text);
        let _ = python_options(&text);
    }
}
