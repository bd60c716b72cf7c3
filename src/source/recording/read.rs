//! Reads a recording: every line is verified, and one point in time is chosen.

use super::POINTS;
use super::entry::{PointEnd, RecordedPoint, RecordingHeader, RecordingLine, VERSION};
use super::line::Chain;
use super::state::{PointState, key_of};
use jiff::Timestamp;
use std::sync::Arc;

/// A recording at one of its points in time.
pub struct Recording {
    pub header: RecordingHeader,
    /// The times of all points, in order.
    pub times: Vec<String>,
    /// The number of the chosen point, from 1.
    pub number: usize,
    pub state: PointState,
}

/// The point that the user chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChosenPoint {
    /// Counted from 1.
    Number(usize),
    /// The last point that is not later.
    Time(Timestamp),
    Last,
}

impl ChosenPoint {
    /// Parses a number or an RFC 3339 time, such as `2026-11-01T12:00:00Z`.
    ///
    /// # Errors
    /// If the text is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Ok(number) = text.parse::<usize>() {
            return Ok(Self::Number(number));
        }
        let time = text.parse().map(Self::Time);
        time.map_err(|_| format!("\"{text}\" is neither a number nor a time such as 2026-11-01T12:00:00Z"))
    }

    /// Returns the number of the point among those with these times.
    fn choose(&self, times: &[String]) -> Result<usize, String> {
        let count = times.len();
        match self {
            Self::Last => Ok(count),
            Self::Number(number) if (1..=count).contains(number) => Ok(*number),
            Self::Number(number) => Err(format!("there is no point {number}: it has {count}")),
            Self::Time(time) => {
                let is_before = |text: &&String| text.parse::<Timestamp>().is_ok_and(|point| point <= *time);
                let found = times.iter().rposition(|text| is_before(&text));
                let first = times.first().map(String::as_str).unwrap_or_default();
                found.map(|at| at + 1).ok_or_else(|| format!("nothing was recorded before {first}"))
            }
        }
    }
}

/// Reads a recording at a point in time.
///
/// # Errors
/// If the text is not a whole recording, with the line, or has no such point.
pub fn read(text: &str, at: &ChosenPoint) -> Result<Recording, String> {
    let mut reader = Reader::default();
    let header = reader.verify(text)?;
    let number = at.choose(&reader.times)?;
    let state = state_at(text, number)?;
    Ok(Recording { header, times: reader.times, number, state })
}

/// The progress through a recording.
#[derive(Default)]
struct Reader {
    times: Vec<String>,
    /// Lines of the point that is being read.
    open: Option<usize>,
}

impl Reader {
    /// Verifies every line, and collects the times.
    fn verify(&mut self, text: &str) -> Result<RecordingHeader, String> {
        let mut chain = Chain::default();
        let mut header = None;
        let mut count = 0;
        for (at, line) in text.lines().enumerate() {
            count = at + 1;
            let fault = |why: String| format!("line {count}: {why}");
            let entry = chain.read(line).map_err(fault)?;
            match (entry, &header) {
                (RecordingLine::Recording(first), None) if at == 0 => {
                    header = Some(supported(first).map_err(fault)?);
                }
                (RecordingLine::Recording(_), _) | (_, None) => {
                    return Err(fault("it is out of place".into()));
                }
                (entry, Some(_)) => self.take(&entry).map_err(fault)?,
            }
        }
        let header = header.ok_or("it is empty")?;
        if self.open.is_some() || self.times.is_empty() || !text.ends_with('\n') {
            return Err(format!(
                "line {}: the recording is cut off: the end of a point is missing",
                count + 1
            ));
        }
        Ok(header)
    }

    fn take(&mut self, entry: &RecordingLine) -> Result<(), String> {
        match (entry, self.open) {
            (RecordingLine::Point(point), None) => {
                if self.times.len() == POINTS {
                    return Err(format!("more than {POINTS} points in time"));
                }
                self.times.push(point.time.clone());
                self.open = Some(1);
            }
            (RecordingLine::End(PointEnd { point, lines }), Some(open)) => {
                if *point != self.times.len() || *lines != open {
                    return Err("the point has another number of lines".into());
                }
                self.open = None;
            }
            (RecordingLine::Point(_) | RecordingLine::End(_), _) | (_, None) => {
                return Err("it is out of place".into());
            }
            (RecordingLine::Object(object), Some(open)) => {
                key_of(object)?;
                self.open = Some(open + 1);
            }
            (_, Some(open)) => self.open = Some(open + 1),
        }
        Ok(())
    }
}

fn supported(header: RecordingHeader) -> Result<RecordingHeader, String> {
    if header.version == VERSION {
        return Ok(header);
    }
    Err(format!("format {} of recordings, and this fnsec reads format {VERSION}", header.version))
}

/// Applies every line of a verified text up to the end of a point.
fn state_at(text: &str, number: usize) -> Result<PointState, String> {
    let (mut chain, mut state) = (Chain::default(), PointState::default());
    for line in text.lines() {
        match chain.read(line)? {
            RecordingLine::Point(point) => begin(&mut state, *point),
            RecordingLine::Object(object) => {
                let object: Arc<_> = object.into();
                state.objects.insert(key_of(&object)?, object);
            }
            RecordingLine::Gone(key) => drop(state.objects.remove(&key)),
            RecordingLine::Refused(one) => state.refused.push(one),
            RecordingLine::Right(one) => state.rights.push(one),
            RecordingLine::Unread(one) => state.unread.push(one),
            RecordingLine::End(end) if end.point == number => break,
            RecordingLine::Recording(_) | RecordingLine::End(_) => {}
        }
    }
    Ok(state)
}

/// Starts a point: objects remain, everything else is new.
fn begin(state: &mut PointState, point: RecordedPoint) {
    let objects = std::mem::take(&mut state.objects);
    *state = PointState { point, objects, ..PointState::default() };
}
