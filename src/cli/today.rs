//! The one place that reads the current date.

use super::exit::Failure;
use crate::model::calendar::Day;

/// Returns today, or the day in `FNSEC_TODAY`, so that verdicts can be computed for a given day.
///
/// # Errors
/// If `FNSEC_TODAY` is not a date.
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
