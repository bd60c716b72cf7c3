//! Events and logs as servers send them.

use super::lines::LineBuffer;
use super::log::{PrivateKey, shown};
use super::{InspectTarget, Inspection, run};
use crate::model::calendar::Day;
use crate::model::{Kind, ObjectRef};
use crate::source::demo;
use tokio::sync::mpsc::channel;

#[test]
fn lines_are_split_wherever_the_pieces_end() {
    let text = "one\ntwo\r\n\nthree";
    for size in 1..text.len() {
        let mut lines = LineBuffer::default();
        let found: Vec<String> = text.as_bytes().chunks(size).flat_map(|piece| lines.push(piece)).collect();
        assert_eq!(found, ["one", "two\r", ""], "{size}");
    }
}

#[test]
fn a_line_without_an_end_does_not_grow_without_a_bound() {
    let mut lines = LineBuffer::default();
    for _ in 0..100 {
        assert!(lines.push(&[b'x'; 4_096]).is_empty());
    }
    assert_eq!(lines.push(b"\n")[0].len(), 64 * 1_024);
}

#[test]
fn a_log_is_shown_without_colours_and_secrets() {
    assert_eq!(shown("\u{1b}[31merror\u{1b}[0m\tdone\u{7}"), "error done");
    let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    assert!(!shown(&format!("token {token} is used")).contains(&token[8..]));
}

#[test]
fn a_private_key_over_several_lines_is_hidden_to_its_end() {
    let mut key = PrivateKey::default();
    let text = "start\n-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----\nend";
    let shown: Vec<String> = text.lines().map(|line| key.hide(line.to_owned())).collect();
    assert_eq!(shown, ["start", "••••••••", "••••••••", "••••••••", "end"]);
}

fn target(name: &str) -> InspectTarget {
    InspectTarget {
        object: ObjectRef::new(Kind::Function, "payments", name),
        has_parts: true,
        pods: Vec::new(),
    }
}

#[tokio::test]
async fn events_of_a_function_and_its_pods_are_read_from_the_demo() {
    let cluster = demo::cluster("demo-buildless", Day::new(2026, 11, 1), false).expect("a demo");
    let (out, mut found) = channel(8);
    let reading = tokio::spawn(run(cluster.client("default"), target("charge-card"), out));
    let Some(Inspection::Events { records, more: false }) = found.recv().await else { panic!("events") };
    assert!(records.iter().any(|record| record.about.starts_with("Pod/charge-card-")), "{records:?}");
    assert!(records.iter().all(|record| record.about.contains("charge-card")), "{records:?}");
    assert!(records.windows(2).all(|pair| pair[0].time <= pair[1].time), "{records:?}");
    reading.abort();
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_is_not_requested() {
    let cluster = demo::cluster("demo-buildless", Day::new(2026, 11, 1), false).expect("a demo");
    let (out, mut found) = channel(8);
    let before = cluster.requests();
    let object = ObjectRef::new(Kind::Function, "..", "x");
    run(cluster.client("default"), InspectTarget { object, ..target("x") }, out).await;
    assert!(matches!(found.recv().await, Some(Inspection::EventsLost(_))));
    assert_eq!(cluster.requests(), before);
}
