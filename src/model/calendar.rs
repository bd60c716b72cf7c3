//! Dates without a clock: the caller says what day it is.

use std::fmt;

/// A calendar day; ordered as days are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    pub year: i16,
    pub month: u8,
    pub day: u8,
}

impl Day {
    pub const fn new(year: i16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Reads `2026-12-31`; days that no calendar has are none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let shaped = (year.len(), month.len(), day.len()) == (4, 2, 2) && parts.next().is_none();
        let day = Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        (shaped && (1..=day.days_of_month()).contains(&day.day)).then_some(day)
    }

    /// 0 for a month that is none.
    fn days_of_month(self) -> u8 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        }
    }

    /// The day so many days later.
    pub fn after(self, days: u16) -> Self {
        (0..days).fold(self, |day, _| day.next())
    }

    fn next(self) -> Self {
        match (self.day < self.days_of_month(), self.month < 12) {
            (true, _) => Self { day: self.day + 1, ..self },
            (false, true) => Self { month: self.month + 1, day: 1, ..self },
            (false, false) => Self::new(self.year.saturating_add(1), 1, 1),
        }
    }

    /// The day of a moment, in seconds since 1970.
    pub fn of_seconds(seconds: i64) -> Self {
        let days = seconds.div_euclid(86_400) + Self::new(1970, 1, 1).number();
        // A year has at least 365 days, so the guess is never too early.
        let mut year = i16::try_from((days / 365).max(0)).unwrap_or(i16::MAX);
        while year > 0 && Self::new(year, 1, 1).number() > days {
            year -= 1;
        }
        let firsts = (1..=12).rev().map(|month| Self::new(year, month, 1));
        let first = firsts.clone().find(|first| first.number() <= days).unwrap_or(Self::new(year, 1, 1));
        let past = u8::try_from((days - first.number()).clamp(0, 30)).unwrap_or(0);
        Self { day: 1 + past, ..first }
    }

    /// Days since the first of January of the year 0, to count from one day to another.
    pub fn number(self) -> i64 {
        let (year, month, day) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        // Years begin in March, so that the leap day is the last.
        let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + day
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
        assert_eq!(Day::of_seconds(i64::MAX).year, i16::MAX);
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let between = |one: Day, other: Day| other.number() - one.number();
        assert_eq!(between(Day::new(2026, 12, 31), Day::new(2027, 1, 1)), 1);
        assert_eq!(between(Day::new(2028, 2, 28), Day::new(2028, 3, 1)), 2);
        assert_eq!(between(Day::new(2000, 1, 1), Day::new(2026, 1, 1)), 9_497);
    }
}
