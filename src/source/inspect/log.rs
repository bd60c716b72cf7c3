//! The last lines of the log of a pod, and those that follow.

use super::events::stream;
use super::lines::LineBuffer;
use super::{Inspection, PAUSE};
use crate::engine::credentials;
use crate::fix::vault::DOTS;
use crate::source::Trouble;
use crate::source::path::segment;
use futures::StreamExt;
use kube::Client;
use std::pin::pin;
use tokio::sync::mpsc::Sender;

const WHAT: &str = "Reading the log";
/// The lines that are read at the beginning.
const LAST: usize = 100;
/// What is kept of a line, in characters.
const WIDEST: usize = 2_000;

/// Reads the log of a container until it ends or the receiver is closed.
pub(super) async fn follow(
    client: &Client,
    namespace: &str,
    pod: &str,
    container: Option<&str>,
    out: &Sender<Inspection>,
) {
    let container = container.map_or_else(String::new, |name| format!("&container={}", segment(name)));
    let (namespace, name) = (segment(namespace), segment(pod));
    let path =
        format!("/api/v1/namespaces/{namespace}/pods/{name}/log?follow=true&tailLines={LAST}{container}");
    loop {
        let last = match once(client, &path, pod, out).await {
            Ok(()) => Inspection::LogEnded { pod: pod.to_owned() },
            Err(trouble) => Inspection::LogLost { pod: pod.to_owned(), trouble },
        };
        let ended = matches!(last, Inspection::LogEnded { .. });
        // A container that has not started yet has no log.
        if out.send(last).await.is_err() || ended {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = out.closed() => return,
        }
    }
}

async fn once(client: &Client, path: &str, pod: &str, out: &Sender<Inspection>) -> Result<(), Trouble> {
    let mut stream = pin!(stream(client, WHAT, path).await?);
    let (mut lines, mut key) = (LineBuffer::default(), PrivateKey::default());
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        let lines: Vec<String> = lines.push(&chunk).iter().map(|line| key.hide(shown(line))).collect();
        if !lines.is_empty() && out.send(Inspection::Log { pod: pod.to_owned(), lines }).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Hides a private key that is printed over several lines, none of which looks like a secret alone.
#[derive(Debug, Default)]
pub(super) struct PrivateKey {
    inside: bool,
}

impl PrivateKey {
    pub fn hide(&mut self, line: String) -> String {
        let begins = line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
        let inside = self.inside || begins;
        self.inside = inside && !line.contains("-----END");
        if inside { DOTS.to_owned() } else { line }
    }
}

/// Returns a line as it is shown: masked as a whole, without control sequences, and not too long.
pub(super) fn shown(line: &str) -> String {
    let plain = without_sequences(line);
    let masked = credentials::masked(&plain);
    masked.chars().take(WIDEST).collect()
}

/// Removes control characters and the sequences that set colours.
fn without_sequences(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' && letters.next_if_eq(&'[').is_some() {
            // The sequence ends with a letter.
            while letters.next().is_some_and(|next| !('\u{40}'..='\u{7e}').contains(&next)) {}
        } else if letter == '\t' {
            plain.push(' ');
        } else if !letter.is_control() {
            plain.push(letter);
        }
    }
    plain
}
