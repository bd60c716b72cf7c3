//! Texts before and after each change; no change touches anything else.

use super::*;
use crate::engine::packages::{npm, python, python_options};
use proptest::prelude::*;

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

fn pin(name: &str, spec: &str, to: &str) -> PackageEdit {
    PackageEdit::Pin { name: name.into(), spec: spec.into(), to: to.into() }
}

#[test]
fn a_package_of_npm_is_pinned_and_nothing_else_moves() {
    let text = "\u{feff}{\n  \"devDependencies\": {\"a\":\"^9\"},\n \"dependencies\" : { \"a\" : \"^1.2\" ,\"b\":\"*\", \"c\":\"npm:d@^2\"}\n}\n";
    let new = change(PackageManager::Npm, text, &pin("a", "^1.2", "1.2.7")).expect("pinned");
    assert_eq!(new, text.replace("\"^1.2\"", "\"1.2.7\""));
    let new = change(PackageManager::Npm, text, &pin("c", "npm:d@^2", "2.0.1")).expect("pinned");
    assert_eq!(new, text.replace("npm:d@^2", "npm:d@2.0.1"));
    assert!(
        change(PackageManager::Npm, text, &pin("a", "^9", "9.0.0")).is_err(),
        "it is only for development"
    );
    assert!(change(PackageManager::Npm, text, &pin("a", "^1.3", "1.3.0")).is_err(), "it says something else");
    assert!(change(PackageManager::Npm, text, &pin("b", "*", "latest")).is_err(), "that pins nothing");
}

#[test]
fn a_repository_of_npm_is_taken_at_a_commit() {
    let table = [
        ("git+https://bot:pw@g.example/a.git#main", "git+https://bot:pw@g.example/a.git#SHA"),
        ("github:u/r#semver:^1::path:x", "github:u/r#SHA::path:x"),
        ("u/r", "u/r#SHA"),
        ("https://github.com/u/r/tree/main", "https://github.com/u/r#SHA"),
    ];
    for (spec, wanted) in table {
        let text = format!("{{\"dependencies\":{{\"r\":\"{spec}\"}}}}");
        let new = change(PackageManager::Npm, &text, &pin("r", &bare(spec), SHA)).expect(spec);
        assert_eq!(new, text.replace(spec, &wanted.replace("SHA", SHA)));
    }
}

#[test]
fn a_requirement_is_pinned_and_keeps_extras_markers_and_comments() {
    let table = [
        ("a>=1,<2 # why", ">=1,<2", "a==1 # why"),
        ("a[x, y] ~= 1.4 ; python_version < '3.9'", "~= 1.4", "a[x, y] ==1 ; python_version < '3.9'"),
        ("a (>=1)", ">=1", "a (==1)"),
        ("a", "", "a==1"),
        ("  a [x]  ; os_name=='nt'  # c", "", "  a [x]==1  ; os_name=='nt'  # c"),
        ("a>=1,\\\n  <2\nb", ">=1,  <2", "a==1\nb"),
        ("b\r\na>=1 --no-binary a\r\nc\r\n", ">=1", "b\r\na==1 --no-binary a\r\nc\r\n"),
    ];
    for (text, spec, wanted) in table {
        assert_eq!(change(PackageManager::Pip, text, &pin("a", spec, "1")).as_deref(), Ok(wanted), "{text}");
    }
}

#[test]
fn a_repository_of_pip_is_taken_at_a_commit() {
    let table = [
        ("git+https://g.example/a.git@main#egg=a", "git+https://g.example/a.git@SHA#egg=a"),
        ("-e git+ssh://git@g.example/a.git", "-e git+ssh://git@g.example/a.git@SHA"),
        ("a @ git+https://g.example/x@v1 ; x", "a @ git+https://g.example/x@SHA ; x"),
    ];
    for (text, wanted) in table {
        let found = python(text).into_iter().next().expect("one");
        let pinned = change(PackageManager::Pip, text, &pin(&found.name, &bare(&found.spec), SHA));
        let named = pinned.expect(text);
        assert_eq!(named, wanted.replace("SHA", SHA));
    }
}

#[test]
fn an_address_is_asked_over_tls() {
    let encrypt = |name: &str, spec: &str| PackageEdit::Encrypt { name: name.into(), spec: spec.into() };
    let text = "{\"dependencies\":{\"l\":\"http://u:p@h.example/l.tgz\",\"g\":\"git://h.example/g.git#x\"}}";
    let new = change(PackageManager::Npm, text, &encrypt("l", "http://h.example/l.tgz")).expect("encrypted");
    assert_eq!(new, text.replace("http://", "https://"));
    let new = change(PackageManager::Npm, text, &encrypt("g", "git://h.example/g.git#x")).expect("encrypted");
    assert_eq!(new, text.replace("git://", "git+https://"));
    let text = "a @ HTTP://h.example/a.whl # c\ngit+http://h.example/b#egg=b";
    let new = change(PackageManager::Pip, text, &encrypt("a", "HTTP://h.example/a.whl")).expect("encrypted");
    assert_eq!(new, text.replace("HTTP", "https"));
    let new =
        change(PackageManager::Pip, text, &encrypt("b", "git+http://h.example/b#egg=b")).expect("encrypted");
    assert_eq!(new, text.replace("git+http:", "git+https:"));
    for (spec, yes) in [
        ("http://h.example/x", true),
        ("git+http://u:1@h.example", true),
        ("http://h.example:80/x", false),
        ("https://h.example", false),
    ] {
        assert_eq!(encryptable(spec), yes, "{spec}");
    }
}

#[test]
fn options_are_changed_in_place() {
    let text = "# head\n--index-url=http://a.example/ # own\n--extra-index-url 'http://u:p@b.example/'\n-i \\\n http://c.example/\n--trusted-host b.example\nx==1";
    let option = |kind, address: &str| PackageEdit::EncryptOption { kind, address: address.into() };
    let made = |package_edit: &PackageEdit| change(PackageManager::Pip, text, package_edit).expect("changed");
    assert_eq!(
        made(&option(OptionKind::IndexUrl, "http://a.example/")),
        text.replace("http://a", "https://a")
    );
    assert_eq!(
        made(&option(OptionKind::IndexUrl, "http://c.example/")),
        text.replace("http://c", "https://c")
    );
    let dropped = made(&PackageEdit::Drop { kind: OptionKind::TrustedHost, address: "b.example".into() });
    assert_eq!(dropped, text.replace("--trusted-host b.example\n", ""));
    let dropped =
        made(&PackageEdit::Drop { kind: OptionKind::IndexUrl, address: "http://a.example/".into() });
    assert_eq!(dropped, text.replace("--index-url=http://a.example/ ", ""));
    let only = made(&PackageEdit::OnlyIndex { address: "http://b.example/".into() });
    assert_eq!(only, "# head\n# own\n--index-url 'http://u:p@b.example/'\n--trusted-host b.example\nx==1");
}

#[test]
fn two_options_of_a_line_are_distinguished() {
    let text = "--index-url https://a.example --extra-index-url https://b.example\nx";
    let only =
        change(PackageManager::Pip, text, &PackageEdit::OnlyIndex { address: "https://b.example".into() });
    assert_eq!(only.as_deref(), Ok("--index-url https://b.example\nx"));
    let drop = PackageEdit::Drop { kind: OptionKind::ExtraIndexUrl, address: "https://b.example".into() };
    assert_eq!(change(PackageManager::Pip, text, &drop).as_deref(), Ok("--index-url https://a.example \nx"));
}

#[test]
fn only_one_plain_version_is_taken() {
    for (language, good) in [
        (PackageManager::Npm, ["1.2.3", "1.2.3-rc.1", "0.0.1+x"]),
        (PackageManager::Pip, ["2.32.3", "1.0rc1", "1!2.0.post1+local.1"]),
    ] {
        assert!(good.iter().all(|text| language.refuse(text).is_none()), "{language:?}");
    }
    for text in ["^1.2.3", "1.2", "latest", "=1.2.3", "v1.2.3", "1.2.3 ", "1.2.3\"", ""] {
        assert!(PackageManager::Npm.refuse(text).is_some(), "{text}");
    }
    for text in [">=1", "==1.0", "1.*", "1,2", "1.0; x", "1.0 # x", "latest", ""] {
        assert!(PackageManager::Pip.refuse(text).is_some(), "{text}");
    }
    let why = PackageManager::Npm.refuse("^1.2.3").unwrap_or_default();
    assert!(why.contains("is a range"), "{why}");
}

fn any_change() -> impl Strategy<Value = PackageEdit> {
    let (name, address) = ("[a-c]", "(http|https|git)://[a-b](:1)?/x?");
    let spec = "([>=^~]{0,2}[0-2](\\.[0-2]){0,2})?|latest|http://a/x";
    let kind = prop_oneof![
        Just(OptionKind::IndexUrl),
        Just(OptionKind::ExtraIndexUrl),
        Just(OptionKind::TrustedHost)
    ];
    prop_oneof![
        (name, spec).prop_map(|(name, spec)| PackageEdit::Pin { name, spec, to: "7.7.7".into() }),
        (name, spec).prop_map(|(name, spec)| PackageEdit::Encrypt { name, spec }),
        (kind, address).prop_map(|(kind, address)| PackageEdit::EncryptOption { kind, address }),
        address.prop_map(|address| PackageEdit::Drop { kind: OptionKind::ExtraIndexUrl, address }),
        address.prop_map(|address| PackageEdit::OnlyIndex { address }),
    ]
}

#[test]
fn extras_without_an_end_are_left_alone() {
    for spec in ["", ">=1"] {
        let _ = change(PackageManager::Pip, "requests[", &pin("requests", spec, "2.32.3"));
    }
    assert!(change(PackageManager::Pip, "requests[x", &pin("requests", ">=1", "2.32.3")).is_err());
}

proptest! {
    #[test]
    fn a_change_of_requirements_is_made_once_or_refused(
        lines in prop::collection::vec(
            "[a-c](\\[x\\])? ?([>=]{2}[0-2](\\.[0-2]){0,2}(,<3)?)?( ?; x=='1')?( # c)?|[a-c] @ http://a/x|(--index-url|--extra-index-url|-i)[ =](http|https)://[a-b](:1)?/x?( # c)?|\\PC{0,9}\\\\?", 0..6),
        one in any_change(),
    ) {
        let text = lines.join("\n");
        if let Ok(new) = change(PackageManager::Pip, &text, &one) {
            prop_assert_eq!(text.matches('#').count(), new.matches('#').count());
            prop_assert!(change(PackageManager::Pip, &new, &one).is_err(), "{:?} twice: {:?}", one, new);
        }
    }

    #[test]
    fn no_text_makes_a_change_panic(text in "[\\PC\n\r\\\\#@;=\\-\\[\\]{}\" \u{0}]*", one in any_change()) {
        let _ = change(PackageManager::Pip, &text, &one);
        let _ = change(PackageManager::Npm, &text, &one);
        let _ = (PackageManager::Npm.refuse(&text), PackageManager::Pip.refuse(&text), python_options(&text));
        let json = format!("{{\"dependencies\":{{\"a\":{}}}}}", serde_json::json!(text));
        let _ = npm(&json).map(|_| change(PackageManager::Npm, &json, &one));
    }
}
