//! The trend as a file: written in one step, readable only by its owner; an invalid file is renamed.

use crate::source::replace::{For, replace};
use crate::source::{Trouble, private};
use crate::verdicts::trend::{Point, ScoreMark, Series, Trend};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

const VERSION: u8 = 1;
/// The maximum size; files written by fnsec are smaller.
const LONGEST: u64 = 16 << 20;

#[derive(Serialize, Deserialize)]
struct Text {
    version: u8,
    whole: Vec<Row>,
    spaces: BTreeMap<String, Vec<Row>>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Row {
    /// The hour, the score, unknown verdicts, checks, accepted risks.
    Whole(i64, Option<u8>, u32, u16, u32),
    /// The format before accepted risks were added.
    Old(i64, Option<u8>, u32, u16),
}

/// Returns the stored trend; nothing if there is no file.
///
/// # Errors
/// If the file cannot be read, or is not a trend file of this version.
pub fn read(path: &Path) -> Result<Trend, Trouble> {
    let text = match load(path) {
        Ok(text) => text,
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(Trend::default()),
        Err(why) if why.kind() == ErrorKind::InvalidData => return Err(aside(path, "not a trend file")),
        Err(why) => return Err(trouble("Reading", path, &why)),
    };
    match serde_json::from_str::<Text>(&text) {
        Ok(text) if text.version == VERSION => {
            let spaces = text.spaces.into_iter().map(|(name, rows)| (name, series(rows)));
            Ok(Trend { spaces: spaces.collect(), whole: series(text.whole) })
        }
        Ok(_) => Err(aside(path, "it was written by another version of fnsec")),
        Err(_) => Err(aside(path, "not a trend file")),
    }
}

fn load(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let read = fs::File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if read as u64 > LONGEST {
        return Err(Error::from(ErrorKind::InvalidData));
    }
    Ok(text)
}

/// Returns only points in the order of time, with possible scores.
fn series(rows: Vec<Row>) -> Series {
    let mut series = Series::new();
    for row in rows {
        let (hour, score, unknown, checks, accepted) = match row {
            Row::Whole(hour, score, unknown, checks, accepted) => (hour, score, unknown, checks, accepted),
            Row::Old(hour, score, unknown, checks) => (hour, score, unknown, checks, 0),
        };
        let later = series.last().is_none_or(|last| last.hour < hour);
        if later && score.is_none_or(|score| score <= 100) {
            series.push(Point { hour, mark: ScoreMark { score, unknown, checks, accepted } });
        }
    }
    series
}

/// Writes the trend, readable by its owner only.
///
/// # Errors
/// If the file cannot be written.
pub fn write(path: &Path, trend: &Trend) -> Result<(), Trouble> {
    let rows = |series: &Series| {
        let row = |Point { hour, mark }: &Point| {
            Row::Whole(*hour, mark.score, mark.unknown, mark.checks, mark.accepted)
        };
        series.iter().map(row).collect()
    };
    let spaces = trend.spaces.iter().map(|(name, series)| (name.clone(), rows(series))).collect();
    let text = serde_json::to_string(&Text { version: VERSION, whole: rows(&trend.whole), spaces });
    let written = text.map_err(Error::from).and_then(|text| {
        path.parent().map_or(Ok(()), private::folder)?;
        replace(path, &text, For::Owner)
    });
    written.map_err(|why| trouble("Writing", path, &why))
}

/// Renames an unreadable file, so that the user can inspect it.
fn aside(path: &Path, why: &str) -> Trouble {
    let kept = path.with_extension("broken");
    let next = match fs::rename(path, &kept) {
        Ok(()) => format!("It was renamed to {}, and a new file is started.", kept.display()),
        Err(_) => "Remove it, so that a new file can be started.".to_owned(),
    };
    Trouble::configuration(format!("Reading the trend {}", path.display()), why, next)
}

fn trouble(doing: &str, path: &Path, why: &Error) -> Trouble {
    let what = format!("{doing} the trend {}", path.display());
    Trouble::configuration(
        what,
        why.to_string(),
        "Check its permissions, or set FNSEC_STATE to another folder.",
    )
}
