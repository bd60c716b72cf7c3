//! How long each runtime is supported: dates as data.

use crate::model::calendar::Day;
use crate::model::parameters::Parameters;

/// When a runtime stops being patched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    runtime: &'static str,
    /// When Kyma marks it deprecated, if that differs from its end.
    pub deprecated: Option<Day>,
    pub end: Day,
    /// The vendor of the language announced the date; otherwise Kyma predicts it.
    pub firm: bool,
}

/// Months count from their last day, so that nothing is reported too early.
const SCHEDULE: [Support; 10] = [
    firm("nodejs10", Day::new(2021, 4, 30)),
    firm("nodejs12", Day::new(2022, 4, 30)),
    firm("nodejs14", Day::new(2023, 4, 30)),
    firm("nodejs16", Day::new(2023, 9, 11)),
    firm("nodejs18", Day::new(2025, 4, 30)),
    firm("python38", Day::new(2024, 10, 7)),
    firm("python39", Day::new(2025, 10, 31)),
    predicted("nodejs20", Day::new(2026, 2, 28), Day::new(2026, 4, 30)),
    predicted("nodejs22", Day::new(2026, 7, 31), Day::new(2026, 11, 30)),
    predicted("python312", Day::new(2026, 9, 30), Day::new(2027, 3, 31)),
];

const fn firm(runtime: &'static str, end: Day) -> Support {
    Support { runtime, deprecated: None, end, firm: true }
}

const fn predicted(runtime: &'static str, deprecated: Day, end: Day) -> Support {
    Support { runtime, deprecated: Some(deprecated), end, firm: false }
}

/// Returns the published dates, unless the configuration overrides them.
pub fn support(runtime: &str, own: &Parameters) -> Option<Support> {
    let published = SCHEDULE.into_iter().find(|one| one.runtime == runtime);
    match own.end_of_life.get(runtime) {
        Some(end) => Some(Support { runtime: "", deprecated: None, end: *end, firm: true }),
        None => published,
    }
}

/// Returns the language of a runtime and its version, comparable as numbers: 3.12 is newer than 3.9.
pub fn version(runtime: &str) -> Option<(&'static str, (u32, u32))> {
    if let Some(digits) = runtime.strip_prefix("nodejs") {
        return Some(("nodejs", (digits.parse().ok()?, 0)));
    }
    let digits = runtime.strip_prefix("python")?;
    let minor = digits.get(1..)?.parse().ok()?;
    Some(("python", (digits.get(..1)?.parse().ok()?, minor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_312_is_newer_than_python_39() {
        assert!(version("python312") > version("python39"));
        assert_eq!(version("nodejs22"), Some(("nodejs", (22, 0))));
        for odd in ["", "nodejs", "python", "python3", "ruby3", "nodejsx", "python€"] {
            assert_eq!(version(odd), None, "{odd}");
        }
    }

    #[test]
    fn no_runtime_ends_before_it_is_deprecated() {
        assert!(SCHEDULE.iter().all(|support| support.deprecated.is_none_or(|day| day < support.end)));
    }
}
