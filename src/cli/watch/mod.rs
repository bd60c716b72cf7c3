//! `fnsec watch`: changes of findings as they happen, one JSON line each.
//!
//! It reads through the same watches as the explorer, and requests nothing besides them.

mod compare;

use super::exit::{CommandResult, Failure, Outcome};
use super::gather;
use super::out::{Output, say};
use super::set_names;
use super::{span, today};
use crate::model::calendar::Day;
use crate::model::{Change, Dirty, Kind, Snapshot};
use crate::output::unseen::not_seen;
use crate::source::connect::{self, Connection};
use crate::source::{News, SourceRequest, Watches};
use crate::verdicts::Report;
use clap::ValueEnum;
use compare::{ReportedVerdicts, VerdictChange};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep_until};

const PATIENCE: Duration = Duration::from_secs(30);
/// How often the date is compared: some findings begin on a day.
const HOUR: Duration = Duration::from_secs(3_600);

#[derive(clap::Args)]
#[command(after_help = "Each line has a time and an event:\n  \
    started      everything was read; later lines are changes\n  \
    appeared     a finding is new\n  \
    changed      its severity or message changed\n  \
    disappeared  it is resolved\n  \
    unknown      a check can no longer tell, with the reason; its findings are not resolved\n  \
    known        the check can tell again\n  \
    lost, found  the cluster cannot be reached, or can be reached again\n  \
    ended        the time of --for is over")]
pub struct Args {
    /// Output format: jsonl
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "jsonl")]
    output: Output<Format>,
    /// How long to watch, such as 1h; default: until Ctrl-C
    #[arg(long = "for", id = "lasting", value_name = "SPAN", value_parser = span::parse)]
    lasting: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
}

/// Runs `fnsec watch`.
///
/// # Errors
/// If the source cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day) -> CommandResult {
    let mut all = connect::connect_all(&wanted, today).await.map_err(|trouble| Failure::reading(&trouble))?;
    gather::one(&all.iter().collect::<Vec<_>>())?;
    let connection = all.swap_remove(0);
    connection.notes.iter().for_each(|note| say(note));
    let kinds = Kind::watched();
    let mut snapshot = Snapshot::default();
    snapshot.set_parameters(wanted.config.parameters.clone());
    snapshot.set_extent(connection.origin.extent());
    let (_watches, mut news) = Watches::start(connection.client.clone(), connection.scope.clone(), &kinds);
    let patience = wanted.request_timeout.unwrap_or(PATIENCE);
    gather::settle(&mut news, &mut snapshot, &connection, &kinds, patience).await?;
    for one in connection.unread() {
        snapshot.apply(one.into(), &mut Dirty::default());
    }
    let policy = wanted.config.policy.clone().in_set(set_names::all(&connection, ""));
    let mut report = Report::with(policy);
    report.limit(&connection.only);
    report.mark_all(&snapshot);
    let end = args.lasting.map(|span| Instant::now() + span);
    let output = &args.output;
    output.write("")?;
    let mut watch =
        Watch { snapshot, report, known: ReportedVerdicts::default(), today, output, generation: 0 };
    watch.start(&connection)?;
    watch.follow(&mut news, end).await?;
    watch.line(&json!({"event": "ended"}))?;
    let unseen = not_seen(&watch.snapshot, &kinds, &connection.only, connection.files.as_ref());
    Ok(Outcome::of(&unseen, wanted.allow_unread).exit())
}

/// What is known, and what was reported of it.
struct Watch<'a> {
    snapshot: Snapshot,
    report: Report,
    known: ReportedVerdicts,
    today: Day,
    output: &'a Output<Format>,
    /// The generation of the report that was compared last.
    generation: u64,
}

impl Watch<'_> {
    /// Judges everything once; what is found now is not a change.
    fn start(&mut self, connection: &Connection) -> Result<(), Failure> {
        let count = self.compare().len();
        let counts = self.report.counts();
        let verdicts = json!({"findings": counts.findings.iter().sum::<usize>(), "unknown": counts.unknown});
        tracing::debug!(count, "start");
        self.line(&json!({
            "event": "started", "source": connection.origin.word(), "name": connection.name, "verdicts": verdicts,
        }))
    }

    async fn follow(&mut self, news: &mut Receiver<News>, end: Option<Instant>) -> Result<(), Failure> {
        loop {
            let tick = Instant::now() + HOUR;
            let until = end.map_or(tick, |end| end.min(tick));
            let mut dirty = Dirty::default();
            tokio::select! {
                biased;
                () = sleep_until(until) => {
                    if end.is_some_and(|end| end <= Instant::now()) {
                        return Ok(());
                    }
                }
                one = news.recv() => match one {
                    Some(one) => self.take(one, &mut dirty)?,
                    None => return Ok(()),
                },
            }
            while let Ok(one) = news.try_recv() {
                self.take(one, &mut dirty)?;
            }
            self.judge(&dirty)?;
        }
    }

    fn take(&mut self, news: News, dirty: &mut Dirty) -> Result<(), Failure> {
        match news {
            News::Changes(batch) => {
                for change in batch.into_iter().filter(|change| !matches!(change, Change::Pause(_))) {
                    self.snapshot.apply(change, dirty);
                }
                Ok(())
            }
            News::Lost(trouble) => self.line(&json!({"event": "lost", "why": trouble.why})),
            News::Found => self.line(&json!({"event": "found"})),
        }
    }

    /// Judges what a change affects, and reports what is different.
    fn judge(&mut self, dirty: &Dirty) -> Result<(), Failure> {
        self.report.mark(&self.snapshot, dirty);
        if let Some(now) = today::today().ok().filter(|now| *now != self.today) {
            self.today = now;
            self.report.mark_all(&self.snapshot);
        }
        for step in self.compare() {
            self.line(&step.json())?;
        }
        Ok(())
    }

    fn compare(&mut self) -> Vec<VerdictChange> {
        self.report.finish(&self.snapshot, self.today);
        if self.report.generation == self.generation {
            return Vec::new();
        }
        let steps = self.known.compare(&self.report, self.generation);
        self.generation = self.report.generation;
        steps
    }

    fn line(&self, fields: &Value) -> Result<(), Failure> {
        let mut line = json!({"time": now()});
        if let (Some(line), Some(fields)) = (line.as_object_mut(), fields.as_object()) {
            line.extend(fields.clone());
        }
        self.output.append_json(&format!("{line}\n"))
    }
}

/// Returns the time in UTC, in seconds.
fn now() -> String {
    jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string()
}
