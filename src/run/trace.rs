//! How fast the explorer was: with `FNSEC_TRACE` set to a file, each milestone is appended there
//! when its frame is on the screen. The model flows in after every frame, lines flow out.

use crate::app::model::Model;
use crate::model::Kind;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// A milestone: its name, and whether a model has reached it.
type Milestone = (&'static str, fn(&Model) -> bool);

/// What is waited for, in order.
const MILESTONES: [Milestone; 4] = [
    ("first frame", |_| true),
    ("first functions", |model| model.snapshot.count(Kind::Function) > 0),
    ("feeds settled", feeds_settled),
    ("report settled", |model| feeds_settled(model) && model.report.is_settled()),
];

/// The file, the beginning, and the milestones reached.
pub struct Trace {
    file: Option<PathBuf>,
    begun: Instant,
    reached: usize,
}

impl Trace {
    pub fn start() -> Self {
        let file = std::env::var_os("FNSEC_TRACE").filter(|path| !path.is_empty());
        Self { file: file.map(Into::into), begun: Instant::now(), reached: 0 }
    }

    /// Notes the milestones that this frame showed.
    pub fn painted(&mut self, model: &Model) {
        while let (Some(file), Some((name, is_there))) = (&self.file, MILESTONES.get(self.reached)) {
            if !is_there(model) {
                return;
            }
            self.reached += 1;
            let line = format!("{name}\t{}\n", self.begun.elapsed().as_millis());
            // A trace that cannot be written is no reason to stop.
            let _ = OpenOptions::new()
                .create(true)
                .append(true)
                .open(file)
                .and_then(|mut file| file.write_all(line.as_bytes()));
        }
    }
}

/// Before the cluster was asked what it serves, no feed is open, but none is settled either.
fn feeds_settled(model: &Model) -> bool {
    let feeds = model.snapshot.feeds();
    feeds.all_settled() && Kind::watched().iter().all(|kind| feeds.iter().any(|(of, _, _)| of == *kind))
}
