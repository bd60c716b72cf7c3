//! Findings of other tools, and the policies of other admission webhooks; a field of the wrong type counts as
//! absent.
//!
//! Lists are decoded entry by entry, and only the few worst are kept. The text that a secret rule matched is
//! never read.

mod gatekeeper;
mod image;
mod kyverno;
mod policy;
#[cfg(test)]
mod tests;

pub use gatekeeper::constraint;
pub use image::{secrets, vulnerabilities};
pub use kyverno::kyverno;
pub use policy::policies;

use super::RawMeta;
use crate::model::calendar::Day;
use crate::model::lenient::Lenient;
use crate::model::{Labels, Meta};
use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use std::sync::Arc;

/// Makes structs lenient whose fields are all lenient.
macro_rules! lenient_structs {
    ($($name:ident)+) => {
        $(impl crate::model::lenient::Lenient for $name {
            fn of_map<'de, A: serde::de::MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                crate::model::lenient::of_fields(map)
            }
        })+
    };
}

use lenient_structs;

/// Maximum number of characters of a text that are kept.
const LETTERS: usize = 160;

/// The start of a text, on one line.
fn brief(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    if line.chars().count() <= LETTERS {
        line.to_owned()
    } else {
        line.chars().take(LETTERS - 1).chain(['…']).collect()
    }
}

/// The day of an RFC 3339 time.
fn day(text: &str) -> Option<Day> {
    Day::parse(text.get(..10)?)
}

/// The metadata of numerous objects: the author and the method of a report are in its own fields.
fn lean(raw: RawMeta) -> Meta {
    let meta = Meta::from(raw);
    Meta { labels: Labels::default(), annotations: Labels::default(), owners: Arc::default(), ..meta }
}

/// Whether a value is present: neither null nor empty.
#[derive(Default)]
struct Present(bool);

impl Lenient for Present {
    fn of_bool(value: bool) -> Option<Self> {
        Some(Self(value))
    }

    fn of_number(_: i64) -> Option<Self> {
        Some(Self(true))
    }

    fn of_text(text: &str) -> Option<Self> {
        Some(Self(!text.is_empty()))
    }

    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut any = false;
        while list.next_element::<IgnoredAny>()?.is_some() {
            any = true;
        }
        Ok(Some(Self(any)))
    }

    fn of_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut any = false;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            any = true;
        }
        Ok(Some(Self(any)))
    }
}
