//! Dates without a clock: the caller passes today's date.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::fmt;

/// A calendar day; days are in calendar order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    pub year: i16,
    pub month: u8,
    pub day: u8,
}

impl Day {
    #[must_use]
    pub const fn new(year: i16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Parses `2026-12-31`; returns nothing for a day that does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let shaped = (year.len(), month.len(), day.len()) == (4, 2, 2) && parts.next().is_none();
        let day = Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        day.date().filter(|_| shaped).map(Self::from)
    }

    fn date(self) -> Option<Date> {
        let [month, day] = [self.month, self.day].map(i8::try_from);
        Date::new(self.year, month.ok()?, day.ok()?).ok()
    }

    /// Returns the day `days` later.
    #[must_use]
    pub fn after(self, days: u16) -> Self {
        self.date().map_or(self, |date| date.saturating_add(i64::from(days).days()).into())
    }

    /// Returns the day of a moment in UTC, in seconds since 1970; the last day for a moment after it.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Self {
        let end = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let moment = Timestamp::from_second(seconds).unwrap_or(end);
        moment.to_zoned(TimeZone::UTC).date().into()
    }

    /// Returns the number of days since 1970, to count from one day to another; the same for days that do not exist.
    #[must_use]
    pub fn number(self) -> i64 {
        let epoch = Date::constant(1970, 1, 1);
        self.date().map_or(0, |date| date.duration_since(epoch).as_hours() / 24)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self::new(date.year(), date.month().unsigned_abs(), date.day().unsigned_abs())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_no_calendar_has_are_not_read() {
        assert_eq!(Day::parse("2028-02-29"), Some(Day::new(2028, 2, 29)));
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "26-01-01",
            "2026-01-01-",
            "",
            "2026-04-31",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_later_day_is_as_many_days_away() {
        let day = Day::new(2027, 12, 30);
        for days in [0, 1, 2, 62, 366, 800] {
            assert_eq!(day.after(days).number() - day.number(), i64::from(days));
        }
    }

    #[test]
    fn moments_have_their_day() {
        for (seconds, day) in [
            (0, Day::new(1970, 1, 1)),
            (951_782_400, Day::new(2000, 2, 29)),
            (1_767_225_599, Day::new(2025, 12, 31)),
            (1_767_225_600, Day::new(2026, 1, 1)),
        ] {
            assert_eq!(Day::of_seconds(seconds), day);
        }
        assert_eq!(Day::of_seconds(i64::MAX).year, 9999);
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let between = |one: Day, other: Day| other.number() - one.number();
        assert_eq!(between(Day::new(2026, 12, 31), Day::new(2027, 1, 1)), 1);
        assert_eq!(between(Day::new(2028, 2, 28), Day::new(2028, 3, 1)), 2);
        assert_eq!(between(Day::new(2000, 1, 1), Day::new(2026, 1, 1)), 9_497);
    }
}
