//! A server that is busy is asked again within the time, and nobody is told so who would wait in vain.

use super::run::World;
use super::server::Heard;

fn scan(heard: &Heard, words: &str) -> super::run::Run {
    World::with_cluster(&heard.address).run(&format!("scan {words}"))
}

#[test]
fn a_busy_server_is_asked_again_within_the_time() {
    let heard = Heard::answering("HTTP/1.1 429 Too Many Requests\r\nretry-after: 1");
    let run = scan(&heard, "--request-timeout 2s");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("429") && !run.err.contains("by itself"), "{}", run.err);
    // Two questions, each asked twice.
    assert_eq!(heard.requests().len(), 4);
}

#[test]
fn a_fault_is_asked_about_a_few_times() {
    let heard = Heard::answering("HTTP/1.1 500 Internal Server Error");
    let run = scan(&heard, "--request-timeout 10s");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(!run.err.contains("by itself"), "{}", run.err);
    assert!(heard.requests().len() > 2);
}

#[test]
fn a_refusal_is_final() {
    let heard = Heard::answering("HTTP/1.1 401 Unauthorized");
    let run = scan(&heard, "");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(heard.requests().len() <= 2);
}

#[test]
fn a_server_that_never_stops_is_ended() {
    let heard = Heard::endless();
    let run = scan(&heard, "");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("the answer is larger than 32 MiB"), "{}", run.err);
}

#[test]
fn a_redirection_is_named_and_not_followed() {
    let other = Heard::answering("HTTP/1.1 200 OK");
    let heard =
        Heard::answering(&format!("HTTP/1.1 302 Found\r\nlocation: http://adm:s3cret@{}/", other.address));
    let run = scan(&heard, "");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("HTTP 302") && !run.err.contains("s3cret"), "{}", run.err);
    assert!(other.requests().is_empty());
}
