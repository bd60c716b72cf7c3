//! `fnsec record`: everything that the checks read, in one file that any command accepts instead of the source.

use super::exit::{CommandResult, Failure, Outcome};
use super::gather::{self, SourceVerdicts};
use super::out::{print, say};
use super::span;
use crate::model::Kind;
use crate::model::calendar::Day;
use crate::source::access::{self, OwnIdentity};
use crate::source::connect::{self, Connection};
use crate::source::private::{self, Links};
use crate::source::recording::{
    self, EXTENSION, POINTS, PointState, RecordedRight, Redaction, Snap, Tap, Writer, of_resource,
};
use crate::source::{Origin, SourceRequest};
use futures::StreamExt;
use serde_json::Value;
use serde_json::value::to_raw_value;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::Instant;

/// Questions about rights that are open at once.
const TOGETHER: usize = 8;

#[derive(clap::Args)]
#[command(
    after_help = "The recording is a source: fnsec -f FILE.fnrec opens the explorer, and every command accepts it.\n\
    It contains everything that checks read, refusals and answers about rights included, and no values of Secrets."
)]
pub struct Args {
    /// The file to write; its name ends in .fnrec
    #[arg(value_name = "FILE.fnrec")]
    file: PathBuf,
    /// Keep credentials that are in Functions, routes and other objects; by default, they are replaced
    #[arg(long)]
    no_redact: bool,
    /// Record again after this time, such as 10m
    #[arg(long, value_name = "SPAN", value_parser = span::parse, requires = "lasting")]
    every: Option<Duration>,
    /// How long to record, such as 1h
    #[arg(long = "for", id = "lasting", value_name = "SPAN", value_parser = span::parse, requires = "every")]
    lasting: Option<Duration>,
}

/// Runs `fnsec record`.
///
/// # Errors
/// If the source cannot be read, or the file cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day) -> CommandResult {
    let points = points(&args)?;
    let mut all = connect::connect_all(&wanted, today).await.map_err(|trouble| Failure::reading(&trouble))?;
    gather::one(&all.iter().collect::<Vec<_>>())?;
    let connection = all.swap_remove(0);
    connection.notes.iter().for_each(|note| say(note));
    let mut file = Recorder::create(&args, points)?;
    let client = connection.client.clone();
    let mut next = Instant::now();
    let (mut connection, mut outcome) = (connection, Outcome::default());
    for number in 1..=points {
        tokio::time::sleep_until(next).await;
        next += args.every.unwrap_or_default();
        let tap = Tap::default();
        let tapped = tap.client(client.clone(), &connection.scope.fallback);
        let tapped = Connection { client: tapped, notes: Vec::new(), ..connection };
        let gathered = gather::read(tapped, &wanted, today, &Kind::ALL).await?;
        let unseen = gathered.not_seen(&Kind::watched());
        if !unseen.is_empty() {
            outcome = Outcome::of(&unseen, wanted.allow_unread);
        }
        file.add(&gathered, &tap).await?;
        if number < points {
            say(&format!("Recorded point {number} of {points}."));
        }
        connection = gathered.connection;
    }
    print(&file.summary())?;
    if outcome.unread {
        say("Something could not be read; the recording says what, and why.");
    }
    Ok(outcome.exit())
}

/// Returns how many points in time are wanted.
fn points(args: &Args) -> Result<usize, Failure> {
    if args.file.extension().is_none_or(|end| !end.eq_ignore_ascii_case(EXTENSION)) {
        let words = format!("{}: the name of a recording ends in .{EXTENSION}.", args.file.display());
        return Err(Failure::usage(words));
    }
    let (Some(every), Some(lasting)) = (args.every, args.lasting) else { return Ok(1) };
    if every.is_zero() {
        return Err(Failure::usage("--every: 0 is not a time between two points. Use 10m or 30s."));
    }
    let count = lasting.as_nanos() / every.as_nanos() + 1;
    usize::try_from(count).ok().filter(|count| *count <= POINTS).ok_or_else(|| {
        Failure::usage(format!("--every and --for: {count} points, and a recording has at most {POINTS}."))
    })
}

/// A recording that is being written.
struct Recorder {
    path: PathBuf,
    file: File,
    writer: Writer,
    /// Nothing if credentials are kept.
    redaction: Option<Redaction>,
    points: usize,
    objects: usize,
}

impl Recorder {
    fn create(args: &Args, points: usize) -> Result<Self, Failure> {
        let path = args.file.clone();
        if path.exists() {
            let words = format!("{} exists. Name another file, or remove it.", path.display());
            return Err(Failure::usage(words));
        }
        let file = private::file(&path, Links::Refuse).map_err(|why| trouble(&path, &why.to_string()))?;
        let redaction = (!args.no_redact).then(Redaction::default);
        if redaction.is_none() {
            say("Credentials in objects are recorded as they are. Do not pass this file on.");
        }
        let mut recorder = Self { path, file, writer: Writer::default(), redaction, points: 0, objects: 0 };
        let line = recorder.writer.begin(recorder.redaction.is_some(), points);
        recorder.put(line)?;
        Ok(recorder)
    }

    fn put(&mut self, text: Result<String, String>) -> Result<(), Failure> {
        let text = text.map_err(|why| trouble(&self.path, &why))?;
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.flush());
        written.map_err(|why| trouble(&self.path, &why.to_string()))
    }

    /// Adds a point in time.
    async fn add(&mut self, gathered: &SourceVerdicts, tap: &Tap) -> Result<(), Failure> {
        let connection = &gathered.connection;
        let (identity, rights) = if connection.origin == Origin::Manifests {
            (OwnIdentity::default(), Vec::new())
        } else {
            let identity = access::identity(&connection.client).await.unwrap_or_default();
            (identity, rights(connection).await)
        };
        let time = jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string();
        let snap = Snap {
            snapshot: &gathered.snapshot,
            origin: connection.origin.word(),
            name: &connection.name,
            scope: &connection.scope,
            only: &connection.only,
            files: connection.files.as_ref(),
            identity,
            rights,
            time,
        };
        let mut state = recording::capture(tap, snap);
        self.clean(&mut state);
        self.objects = state.objects.len();
        self.points += 1;
        let text = self.writer.point(&state);
        self.put(text)
    }

    /// Replaces credentials, or only what no recording contains.
    fn clean(&mut self, state: &mut PointState) {
        for (key, object) in &mut state.objects {
            let secret = of_resource(&key.resource).filter(|kind| *kind == Kind::Secret);
            let value = secret.and_then(|_| serde_json::from_str::<Value>(object.get()).ok());
            if let Some(text) = value.and_then(|value| to_raw_value(&recording::without_values(&value)).ok())
            {
                *object = text.into();
            }
        }
        if let Some(redaction) = &mut self.redaction {
            redaction.objects(&mut state.objects);
            state.redact_texts();
        }
    }

    fn summary(&self) -> String {
        let plural = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let (points, objects) = (plural(self.points, "point"), plural(self.objects, "object"));
        let redacted = self.redaction.as_ref().map(|redaction| {
            let unlike = match redaction.changed() {
                0 => String::new(),
                count => format!("; checks may judge {count} of them otherwise"),
            };
            format!(", {} replaced{unlike}", plural(redaction.replaced(), "credential"))
        });
        format!("{}: {points}, {objects}{}.\n", self.path.display(), redacted.unwrap_or_default())
    }
}

fn trouble(path: &std::path::Path, why: &str) -> Failure {
    Failure::usage(format!("Writing {}: {why}. Check the path and its permissions.", path.display()))
}

/// Returns whether the user may change each kind, in every namespace and in each requested one. What is not answered
/// is not recorded.
async fn rights(connection: &Connection) -> Vec<RecordedRight> {
    let places = std::iter::once(String::new()).chain(connection.only.iter().cloned());
    let places: Vec<String> = places.collect();
    let each = Kind::watched().into_iter().filter(|kind| !kind.is_others());
    let asked = each.flat_map(|kind| {
        let own = if kind.info().namespaced() { places.clone() } else { vec![String::new()] };
        own.into_iter().map(move |namespace| (kind, namespace))
    });
    let answers = asked.map(|(kind, namespace)| async move {
        let allowed = access::may(&connection.client, "patch", kind, &namespace, "").await.ok()?;
        Some(RecordedRight { verb: "patch".into(), resource: kind.info().resource(), namespace, allowed })
    });
    let mut all: Vec<RecordedRight> =
        futures::stream::iter(answers).buffered(TOGETHER).filter_map(std::future::ready).collect().await;
    all.sort();
    all.dedup();
    all
}
