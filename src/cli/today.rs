//! The one place that asks what day it is.

use super::exit::Failure;
use crate::model::calendar::Day;

/// Today, or the day `FNSEC_TODAY` names, so that verdicts can be had as of a day.
pub fn today() -> Result<Day, Failure> {
    match std::env::var("FNSEC_TODAY") {
        Ok(text) if !text.is_empty() => {
            let date: jiff::civil::Date = text.parse().map_err(|_| {
                Failure::usage(format!(
                    "FNSEC_TODAY: invalid date \"{text}\". Use YYYY-MM-DD, such as 2026-11-01."
                ))
            })?;
            Ok(day(date))
        }
        _ => Ok(day(jiff::Zoned::now().date())),
    }
}

fn day(date: jiff::civil::Date) -> Day {
    let small = |number: i8| u8::try_from(number).unwrap_or(1);
    Day::new(date.year(), small(date.month()), small(date.day()))
}
