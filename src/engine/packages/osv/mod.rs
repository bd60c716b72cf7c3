//! Advisories in the OSV format, and whether one affects a version of a package.
//!
//! Records and versions flow in; whether a version is affected, and the lowest version that is not, flow out. The
//! rules are those of <https://ossf.github.io/osv-schema/#evaluation>: explicit versions, or events of a range in the
//! order of the ecosystem, which is semantic versioning for npm and PEP 440 for PyPI.

mod order;
mod record;
#[cfg(test)]
mod tests;

pub use record::{Affected, Event, Package, Range, Record, Score, read};

use super::Language;
use order::Order;

/// The most events of one package that are compared with a version.
const EVENTS: usize = 1_000;

/// What a record says of one version of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Unaffected,
    Affected {
        /// The lowest version that is fixed; nothing if no fix is known.
        fixed: Option<String>,
    },
    /// A version in the record, or the asked one, is not a version of the ecosystem.
    Unknown(String),
}

impl Record {
    /// Returns whether the record affects a version of a package, by its name in the registry. A withdrawn record
    /// affects nothing.
    #[must_use]
    pub fn affects(&self, language: Language, name: &str, version: &str) -> Answer {
        let mut answer = Answer::Unaffected;
        if self.withdrawn.is_some() {
            return answer;
        }
        for one in self.affected.iter().filter(|one| one.package.is(language, name)) {
            match one.affects(language, version) {
                Answer::Unaffected => {}
                found @ Answer::Affected { .. } => return found,
                unknown @ Answer::Unknown(_) => answer = unknown,
            }
        }
        answer
    }
}

impl Affected {
    fn affects(&self, language: Language, version: &str) -> Answer {
        let listed = self.versions.iter().any(|one| one == version);
        let Some(own) = Order::read(language, version) else {
            return if listed {
                Answer::Affected { fixed: None }
            } else {
                Answer::Unknown(format!("{version} is not a version of the ecosystem"))
            };
        };
        if self.ranges.iter().map(|range| range.events.len()).sum::<usize>() > EVENTS {
            return Answer::Unknown(format!("more than {EVENTS} events of one package"));
        }
        let same = || self.versions.iter().any(|one| Order::read(language, one).as_ref() == Some(&own));
        let mut ranges = Vec::new();
        let mut unknown = None;
        for range in self.ranges.iter().filter(|range| range.kind != "GIT") {
            match Events::read(language, range) {
                Ok(events) => ranges.push(events),
                Err(why) => unknown = Some(why),
            }
        }
        if listed || same() || ranges.iter().any(|range| range.includes(&own)) {
            let fixes = ranges.iter().flat_map(|range| &range.fixes);
            let clean = fixes.filter(|(at, _)| *at > own && !ranges.iter().any(|range| range.includes(at)));
            let lowest = clean.min_by(|(one, _), (other, _)| one.cmp(other));
            return Answer::Affected { fixed: lowest.map(|(_, text)| (*text).to_owned()) };
        }
        unknown.map_or(Answer::Unaffected, Answer::Unknown)
    }
}

/// What changes at a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Introduced,
    Fixed,
    LastAffected,
}

/// The events of a range in order; an event before all versions has no place.
struct Events<'a> {
    turns: Vec<(Option<Order>, Turn)>,
    limits: Vec<Order>,
    fixes: Vec<(Order, &'a str)>,
}

impl<'a> Events<'a> {
    fn read(language: Language, range: &'a Range) -> Result<Self, String> {
        let mut all = Self { turns: Vec::new(), limits: Vec::new(), fixes: Vec::new() };
        let place = |text: &str| {
            Order::read(language, text).ok_or_else(|| format!("{text} is not a version of the ecosystem"))
        };
        for event in &range.events {
            match event {
                Event { introduced: Some(text), .. } if text == "0" => {
                    all.turns.push((None, Turn::Introduced));
                }
                Event { introduced: Some(text), .. } => {
                    all.turns.push((Some(place(text)?), Turn::Introduced));
                }
                Event { fixed: Some(text), .. } => {
                    let at = place(text)?;
                    all.turns.push((Some(at.clone()), Turn::Fixed));
                    all.fixes.push((at, text));
                }
                Event { last_affected: Some(text), .. } => {
                    all.turns.push((Some(place(text)?), Turn::LastAffected));
                }
                // "*" is beyond all versions.
                Event { limit: Some(text), .. } if text != "*" => all.limits.push(place(text)?),
                Event { .. } => {}
            }
        }
        all.turns.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(all)
    }

    fn includes(&self, version: &Order) -> bool {
        if !self.limits.is_empty() && !self.limits.iter().any(|limit| version < limit) {
            return false;
        }
        self.turns.iter().fold(false, |affected, (at, turn)| {
            let reached = at.as_ref().is_none_or(|at| version >= at);
            match turn {
                Turn::Introduced if reached => true,
                Turn::Fixed if reached => false,
                Turn::LastAffected if at.as_ref().is_some_and(|at| version > at) => false,
                Turn::Introduced | Turn::Fixed | Turn::LastAffected => affected,
            }
        })
    }
}
