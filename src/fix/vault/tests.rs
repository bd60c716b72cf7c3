//! What a vault keeps, and that none of it is shown.

use super::*;
use crate::model::Kind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn a_masked_secret_comes_back_exactly() {
    let object = ObjectRef::new(Kind::Secret, "shop", "db");
    let secret = json!({"kind": "Secret", "data": {"a": "cGFzcw==", "b": ""}, "type": "Opaque"});
    let mut vault = Vault::default();
    let masked = vault.mask(&secret, &object, &[]);
    assert_eq!(masked["data"]["a"], json!(mark(1)));
    assert!(!masked.to_string().contains("cGFzcw"));
    assert_eq!(vault.restore(&masked), secret);
}

#[test]
fn a_value_with_a_secret_name_is_masked_however_plain_it_looks() {
    let object = ObjectRef::new(Kind::Function, "shop", "db");
    let env =
        json!([{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "TOKEN_URL", "value": "https://id"}]);
    let mut vault = Vault::default();
    let masked = vault.mask(&json!({"spec": {"env": env}}), &object, &[]);
    assert_eq!(masked.pointer("/spec/env/0/value"), Some(&json!(mark(1))));
    assert_eq!(masked.pointer("/spec/env/1/value"), Some(&json!("https://id")));
}

#[test]
fn a_text_is_cut_at_its_marks() {
    let (pieces, found) = marks("a‹masked-1›b‹masked-x›‹masked-12›‹masked-");
    assert_eq!(pieces, ["a", "b‹masked-x›", "‹masked-"]);
    assert_eq!(found, [mark(1), mark(12)]);
}

#[test]
fn user_info_before_an_at_is_kept_whole_and_in_parts() {
    let (object, pointer) = (ObjectRef::new(Kind::Function, "shop", "db"), "/spec/url");
    let carry =
        Carry { to: String::new(), from: object.clone(), pointer: pointer.into(), part: CarriedPart::User };
    let mut vault = Vault::default();
    let masked = vault.mask(&json!({"spec": {"url": "https://b%6ft:p%40ss@host/x"}}), &object, &[&carry]);
    assert_eq!(masked.pointer(pointer), Some(&json!(format!("https://{}@host/x", mark(1)))));
    let kept = |part| vault.restore(&json!(vault.mark_of(&object, &place(pointer, part))));
    assert_eq!((kept(CarriedPart::User), kept(CarriedPart::Password)), (json!("bot"), json!("p@ss")));
    assert!(!vault.is_usual(&object, pointer), "an o needs no escape");
}

#[test]
fn debugging_a_vault_shows_no_value() {
    let mut vault = Vault::default();
    vault.keep("s3cret", &ObjectRef::new(Kind::Secret, "a", "b"), "/data/x");
    assert_eq!(format!("{vault:?}"), "Vault(1 values)");
}

/// Every form a credential is written in, around a random core, with the part that must stay hidden.
fn planted(form: usize, core: &str) -> (String, String) {
    let encode = |text: &str| STANDARD.encode(text);
    match form {
        0 => (format!("postgres://app:{core}@db.shop.svc/orders"), core.into()),
        1 => (format!("app:{core}@tcp(db.shop.svc:3306)/orders"), core.into()),
        2 => (format!("Server=db.shop.svc;User Id=app;Password={core};"), core.into()),
        3 => (format!("Bearer {core}"), core.into()),
        4 => (format!("Basic {}", encode(&format!("app:{core}"))), encode(&format!("app:{core}"))),
        5 => (encode(&format!("password={core}")), encode(&format!("password={core}"))),
        6 => (format!("const apiKey = \"{core}\";"), core.into()),
        7 => (format!("connect({{ user: 'app', pass: '{core}' }})"), core.into()),
        8 => (format!("token = Buffer.from('{}', 'base64')", encode(core)), encode(core)),
        9 => (format!("xoxb-902713845561-{core}"), core.into()),
        10 => (format!("glpat-{}", core.get(..20).unwrap_or(core)), core.get(..20).unwrap_or(core).into()),
        11 => (format!("jdbc:mysql://db.shop.svc/o?user=app&password={core}"), core.into()),
        12 => (format!("https://{core}@git.example.com/a.git"), core.into()),
        _ => (format!("{{\"env\": [{{\"name\": \"DB_PASSWORD\", \"value\": \"{core}\"}}]}}"), core.into()),
    }
}

proptest! {
    #[test]
    fn no_planted_value_is_ever_shown(
        form in 0..14_usize,
        head in "[a-z][A-Z][0-9]",
        body in "([a-z][0-9][A-Z]){7}",
        word in "[a-z]{4,8}",
    ) {
        let core = format!("{head}{body}");
        let (text, secret) = planted(form, &core);
        let rule = ObjectRef::new(Kind::APIRule, "shop", "orders");
        let function = ObjectRef::new(Kind::Function, "shop", "orders");
        let set = json!({"headers": {"X-Up": &*word, "X-Other": &*text}, "cookies": {"lang": &*word}});
        let old = json!([{"handler": "header", "config": {"headers": {"X-Up": &*word}}},
            {"handler": "cookie", "config": {"cookies": {"c": &*text}}}]);
        let spec = json!({"rules": [{"path": "/", "mutators": &old}]}).to_string();
        let meta = json!({"annotations": {"note": &*text, "gateway.kyma-project.io/v1beta1-spec": spec,
            "kubectl.kubernetes.io/last-applied-configuration": json!({"spec": {"note": &*text}}).to_string()}});
        let objects = [
            (&rule, json!({"metadata": &meta, "spec": {"rules": [{"path": "/", "request": &set}]}})),
            (&rule, json!({"metadata": &meta, "spec": {"rules": [{"path": "/", "mutators": &old}]}})),
            (&function, json!({"metadata": &meta, "spec": {
                "env": [{"name": "ANY", "value": &*text}, {"name": "LDAP_BIND_PW", "value": &*word}],
                "source": {"inline": {"source": format!("// start\n{text}\n"), "dependencies": ""}},
            }})),
        ];
        for (object, value) in objects {
            let mut vault = Vault::default();
            let shown = vault.mask(&value, object, &[]);
            prop_assert!(!shown.to_string().contains(&secret), "{form}: {shown}");
            prop_assert_eq!(vault.restore(&shown), value.clone());
            for place in ["/spec/rules/0/request/headers/X-Up", "/spec/rules/0/request/cookies/lang",
                "/spec/rules/0/mutators/0/config/headers/X-Up", "/spec/env/1/value"] {
                let seen = shown.pointer(place).and_then(Value::as_str);
                prop_assert!(seen != Some(&*word), "{place}: {shown}");
            }
        }
    }
}
