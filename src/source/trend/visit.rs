//! What the last visit found, as a file beside the trend: fingerprints alone, readable only by its owner, written in
//! one step; an invalid file is reported and replaced.

use crate::checks::Severity;
use crate::source::replace::{For, replace};
use crate::source::{Trouble, private};
use crate::verdicts::last_visit::{LastVisit, SpaceVisit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

const VERSION: u8 = 1;
/// The largest file that is read; files written by fnsec are smaller.
pub const LONGEST: u64 = 16 << 20;

#[derive(Serialize, Deserialize)]
struct Text {
    version: u8,
    hour: i64,
    whole: bool,
    checks: Vec<String>,
    spaces: BTreeMap<String, Space>,
}

#[derive(Serialize, Deserialize)]
struct Space {
    /// The fingerprint, the place of its check in the list of checks, the severity.
    known: Vec<(String, usize, String)>,
    unjudged: Vec<usize>,
}

/// Returns the last visit and its hour; nothing if there is none.
///
/// # Errors
/// If the file cannot be read, or is not of this version.
pub fn read(path: &Path) -> Result<Option<(LastVisit, i64)>, Trouble> {
    match load(path) {
        Ok(text) => {
            visit(&text).map(Some).ok_or_else(|| unusable(path, "it is not a file of this version of fnsec"))
        }
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
        Err(why) => Err(unusable(path, &why.to_string())),
    }
}

fn load(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let read = std::fs::File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if read as u64 > LONGEST {
        return Err(Error::other("it is too large"));
    }
    Ok(text)
}

fn visit(text: &str) -> Option<(LastVisit, i64)> {
    let text: Text = serde_json::from_str(text).ok().filter(|text: &Text| text.version == VERSION)?;
    let name = |at: usize| text.checks.get(at).cloned();
    let mut spaces = BTreeMap::new();
    for (home, space) in &text.spaces {
        let known = space.known.iter().map(|(print, at, severity)| {
            Some((print.clone(), (name(*at)?, severity.parse::<Severity>().ok()?)))
        });
        let unjudged = space.unjudged.iter().map(|at| name(*at));
        let space =
            SpaceVisit { known: known.collect::<Option<_>>()?, unjudged: unjudged.collect::<Option<_>>()? };
        spaces.insert(home.clone(), space);
    }
    let checks = text.checks.into_iter().collect();
    Some((LastVisit { whole: text.whole, checks, spaces }, text.hour))
}

fn unusable(path: &Path, why: &str) -> Trouble {
    let what = format!("Reading what the last visit found from {}", path.display());
    Trouble::configuration(what, why, "Nothing is marked as new; the next visit compares with this one.")
}

/// Writes what this visit found.
///
/// # Errors
/// If the file cannot be written.
pub fn write(path: &Path, visit: &LastVisit, hour: i64) -> Result<(), Trouble> {
    let checks: Vec<String> = visit.checks.iter().cloned().collect();
    let at = |check: &String| checks.binary_search(check).ok();
    let space = |space: &SpaceVisit| Space {
        known: space
            .known
            .iter()
            .filter_map(|(print, (check, severity))| {
                Some((print.clone(), at(check)?, severity.word().to_owned()))
            })
            .collect(),
        unjudged: space.unjudged.iter().filter_map(at).collect(),
    };
    let spaces = visit.spaces.iter().map(|(name, one)| (name.clone(), space(one))).collect();
    let text = Text { version: VERSION, hour, whole: visit.whole, spaces, checks: checks.clone() };
    let written = serde_json::to_string(&text).map_err(Error::from).and_then(|text| {
        if text.len() as u64 > LONGEST {
            return Err(Error::new(ErrorKind::FileTooLarge, "too many findings"));
        }
        path.parent().map_or(Ok(()), private::folder)?;
        replace(path, &text, For::Owner)
    });
    written.map_err(|why| {
        Trouble::configuration(
            format!("Writing what this visit found to {}", path.display()),
            why.to_string(),
            "Check its permissions, or set FNSEC_STATE to another folder.",
        )
    })
}
