//! Waiting for the cluster to list everything, with the progress in words.

use super::Linear;
use super::speak::say;
use crate::app::Msg;
use crate::app::update;
use crate::model::Kind;
use crate::run::listed::{all_listed, open_kinds};
use crate::source::Watches;
use std::time::{Duration, Instant};

/// How long silence lasts before the kinds that are still open are named.
const STEP: Duration = Duration::from_secs(5);
/// How long silence lasts before it goes on without them.
const PATIENCE: Duration = Duration::from_secs(30);

impl Linear {
    /// Starts the watches again.
    pub(super) fn relist(&mut self) {
        let (client, scope) = self.performer.source();
        (self.watches, self.news) = Watches::start(client, scope, &Kind::watched());
    }

    /// Waits until everything is listed, refused, or silent for too long.
    pub(super) async fn list(&mut self) {
        say("Reading the objects.");
        let mut heard = Instant::now();
        while !all_listed(&self.model, &self.fallback) {
            match tokio::time::timeout(STEP, self.news.recv()).await {
                Ok(Some(news)) => {
                    heard = Instant::now();
                    let _ = update(&mut self.model, Msg::News(news));
                }
                Ok(None) => break,
                Err(_) => {
                    let open = open_kinds(&self.model);
                    say(&format!("Still reading: {}", open.join(", ")));
                    if heard.elapsed() >= PATIENCE {
                        say("Going on without them; their verdicts are unknown until they arrive.");
                        break;
                    }
                }
            }
        }
        self.model.now = self.now();
        self.judge();
    }
}
