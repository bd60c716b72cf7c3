//! A trace of the explorer's speed: with `FNSEC_TRACE` set to a file, each milestone is appended there when
//! its frame is on the screen, and each step that kept the loop from reading keys for too long. The model
//! flows in after every frame, lines flow out.

use crate::app::model::Model;
use crate::model::Kind;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A step of the loop that takes longer is traced.
const LONGEST: Duration = Duration::from_millis(4);

/// A milestone: its name, and whether a model has reached it.
type Milestone = (&'static str, fn(&Model) -> bool);

/// The milestones, in order.
const MILESTONES: [Milestone; 4] = [
    ("first frame", |_| true),
    ("first functions", |model| model.snapshot.count(Kind::Function) > 0),
    ("feeds settled", feeds_settled),
    ("report settled", |model| feeds_settled(model) && model.report.is_settled()),
];

/// The file, the start time, and the milestones reached.
pub struct Trace {
    file: Option<PathBuf>,
    begun: Instant,
    reached: usize,
}

/// When a step of the loop started, and the processor time of its thread by then.
#[derive(Clone, Copy)]
pub struct Timer {
    at: Instant,
    worked: Duration,
}

/// Returns the processor time of this thread.
#[cfg(target_os = "linux")]
fn worked() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

#[cfg(not(target_os = "linux"))]
fn worked() -> Duration {
    Duration::ZERO
}

impl Trace {
    pub fn start() -> Self {
        let file = std::env::var_os("FNSEC_TRACE").filter(|path| !path.is_empty());
        Self { file: file.map(Into::into), begun: Instant::now(), reached: 0 }
    }

    /// Starts to measure a step of the loop.
    pub fn begin(&self) -> Timer {
        Timer { at: Instant::now(), worked: self.file.as_ref().map_or(Duration::ZERO, |_| worked()) }
    }

    /// Traces a step that took too long, with the processor time that it used.
    pub fn note_slow(&self, what: &str, since: Timer) {
        let took = since.at.elapsed();
        if self.file.is_some() && took > LONGEST {
            let [took, work] =
                [took, worked().saturating_sub(since.worked)].map(|span| span.as_secs_f64() * 1000.0);
            self.write(&format!("slow step: {what}\t{took:.1} ms, {work:.1} ms of processor time"));
        }
    }

    fn write(&self, line: &str) {
        let Some(file) = &self.file else { return };
        let opened = OpenOptions::new().create(true).append(true).open(file);
        // A failure to write the trace must not stop the program.
        let _ = opened.and_then(|mut file| writeln!(file, "{line}"));
    }

    /// Records the milestones that this frame shows.
    pub fn painted(&mut self, model: &Model) {
        while let (Some(_), Some((name, is_there))) = (&self.file, MILESTONES.get(self.reached)) {
            if !is_there(model) {
                return;
            }
            self.reached += 1;
            self.write(&format!("{name}\t{}", self.begun.elapsed().as_millis()));
        }
    }
}

/// Whether every feed has an answer. Before discovery no feed is open, but none is complete either.
fn feeds_settled(model: &Model) -> bool {
    let feeds = model.snapshot.feeds();
    feeds.all_settled() && Kind::watched().iter().all(|kind| feeds.iter().any(|(of, _, _)| of == *kind))
}
