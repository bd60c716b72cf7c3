//! Whole recordings: what was written is read, whatever is missing or altered is named with its line.

use super::read::{ChosenPoint, read};
use super::state::{PointState, key_of};
use super::write::Writer;
use super::{POINTS, Redaction};
use crate::engine::credentials;
use crate::model::Kind;
use proptest::prelude::*;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn state(time: &str, names: &[&str]) -> PointState {
    let mut state = PointState::default();
    state.point.time = time.to_owned();
    for name in names {
        let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        let object = to_raw_value(&object).expect("JSON");
        state.objects.insert(key_of(&object).expect("a key"), object.into());
    }
    state
}

fn three() -> String {
    let mut writer = Writer::default();
    let mut text = writer.begin(true, 3).expect("few");
    for (time, names) in [
        ("2026-11-01T12:00:00Z", ["a", "b"].as_slice()),
        ("2026-11-01T12:10:00Z", &["b", "c"]),
        ("2026-11-01T12:20:00Z", &["b", "c"]),
    ] {
        text += &writer.point(&state(time, names)).expect("small");
    }
    text
}

fn names(text: &str, at: &str) -> Vec<String> {
    let at = if at.is_empty() { ChosenPoint::Last } else { ChosenPoint::parse(at).expect("a point") };
    let recording = read(text, &at).unwrap_or_else(|why| panic!("{why}"));
    recording.state.objects.into_keys().map(|key| key.name).collect()
}

#[test]
fn each_point_in_time_has_its_own_objects_by_number_and_by_time() {
    let text = three();
    assert_eq!(names(&text, "1"), ["a", "b"]);
    assert_eq!(names(&text, ""), ["b", "c"]);
    assert_eq!(names(&text, "2026-11-01T12:09:59Z"), ["a", "b"]);
    assert_eq!(names(&text, "2026-11-01T12:10:00Z"), ["b", "c"]);
    let fault = |at: &str| read(&text, &ChosenPoint::parse(at).expect("a point")).err().expect("no point");
    assert!(fault("4").contains("it has 3"));
    assert!(fault("0").contains("no point 0"));
    assert!(fault("2026-11-01T11:00:00Z").contains("before 2026-11-01T12:00:00Z"));
    assert!(ChosenPoint::parse("noon").expect_err("no time").contains("neither"));
}

#[test]
fn a_later_point_has_only_lines_of_what_changed() {
    let text = three();
    assert_eq!(text.matches("\"object\":").count(), 3);
    assert_eq!(text.matches("\"gone\":").count(), 1);
}

#[test]
fn a_recording_that_is_cut_anywhere_but_after_a_point_is_refused_with_its_line() {
    let text = three();
    let ends: Vec<usize> = text.match_indices("\"end\":").map(|(at, _)| at).collect();
    let ends: Vec<usize> =
        ends.iter().filter_map(|at| text[*at..].find('\n').map(|end| at + end + 1)).collect();
    for cut in 0..text.len() {
        let read = read(&text[..cut], &ChosenPoint::Last);
        if ends.contains(&cut) {
            let recording = read.unwrap_or_else(|why| panic!("{cut}: {why}"));
            assert!(
                recording.times.len() < recording.header.points,
                "fewer points than intended are noticed"
            );
        } else {
            let why = read.err().unwrap_or_else(|| panic!("cut at {cut}"));
            assert!(why.starts_with("line ") || why == "it is empty", "{cut}: {why}");
        }
    }
}

#[test]
fn an_altered_line_is_refused_with_its_number() {
    let text = three();
    for (number, line) in text.lines().enumerate() {
        let altered = text.replacen(line, &line.replace("12:", "13:").replace("\"b\"", "\"x\""), 1);
        if altered != text {
            let why = read(&altered, &ChosenPoint::Last).err().expect("altered");
            assert!(why.starts_with(&format!("line {}: ", number + 1)), "{why}");
        }
    }
}

#[test]
fn more_points_than_the_bound_are_not_begun() {
    let why = Writer::default().begin(true, POINTS + 1).expect_err("too many");
    assert!(why.contains("1000"), "{why}");
}

/// One of each form: a Function with it in its source, and as the value of a variable.
fn function(secret: &str) -> Value {
    json!({
        "apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
        "metadata": {"name": "orders", "namespace": "shop", "annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": secret, "note": secret,
        }},
        "spec": {
            "env": [{"name": "DB_PASSWORD", "value": secret}, {"name": "ADDRESS", "value": secret}],
            "source": {"inline": {"source": format!("const url = {};\n", json!(secret))}},
        },
    })
}

fn token() -> String {
    use base64::Engine;
    let encode = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    let signature = "h3Kx0dQm9ZbV2tYw7RcLs5Nf1Pj8Ga4Ue6Io_TyXqBE";
    format!("{}.{}.{signature}", encode("{\"alg\":\"HS256\"}"), encode("{\"sub\":\"anna\",\"iss\":\"x\"}"))
}

#[test]
fn a_replaced_credential_is_found_like_the_original_and_shares_nothing_with_it() {
    let core = "kT9vQ2xLm8zRw4pJ5nHs6yGb";
    let forms = [
        format!("postgres://app:{core}@db.shop.svc/orders"),
        format!("Bearer {core}"),
        ["sk_li", "ve_", core].concat(),
        ["gh", "p_MFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNh"].concat(),
        token(),
        core.to_owned(),
    ];
    for form in forms {
        let object = function(&form);
        let mut redaction = Redaction::default();
        let raw = to_raw_value(&object).expect("JSON");
        let mut objects = BTreeMap::from([(key_of(&raw).expect("a key"), raw.into())]);
        redaction.objects(&mut objects);
        let text = objects.values().next().expect("one").get().to_owned();
        let new: Value = serde_json::from_str(&text).expect("JSON");
        let secret = form.rsplit(['_', '.', ' ']).next().unwrap_or(&form).replace("@db", "");
        let secret = if form.contains(core) { core } else { &secret };
        assert!(!text.contains(secret), "{form} in {text}");
        assert_eq!(redaction.changed(), 0, "{form}: {text}");
        let hits = |object: &Value, pointer: &str| {
            let text = object.pointer(pointer).and_then(Value::as_str).expect("a text").to_owned();
            (credentials::scan(&text), credentials::judge("DB_PASSWORD", &text))
        };
        for pointer in ["/spec/source/inline/source", "/spec/env/0/value", "/spec/env/1/value"] {
            assert_eq!(hits(&object, pointer), hits(&new, pointer), "{form} at {pointer}");
        }
    }
}

#[test]
fn a_switch_under_the_name_of_a_secret_stays() {
    let object = function("true");
    let new = Redaction::default().object(Kind::Function, &object);
    assert_eq!(new.pointer("/spec/env/0/value"), Some(&json!("true")));
}

proptest! {
    #[test]
    fn any_changed_byte_of_a_recording_is_noticed(at in 0_usize..4_000, with in 32_u8..127) {
        let text = three();
        let at = at % text.len();
        let mut bytes = text.clone().into_bytes();
        prop_assume!(bytes[at] != with);
        bytes[at] = with;
        let altered = String::from_utf8(bytes).expect("ASCII");
        prop_assert!(read(&altered, &ChosenPoint::Last).is_err());
    }

    #[test]
    fn any_text_is_refused_or_read(text in "(\\PC{0,40}\n){0,3}", at in "\\PC{0,8}") {
        prop_assert!(read(&text, &ChosenPoint::Last).is_err());
        let _ = ChosenPoint::parse(&at);
    }
}
