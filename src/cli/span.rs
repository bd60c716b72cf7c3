//! Durations as people write them: `30s`, `5m`, `12h`, `7d`, `1m30s`.

use jiff::{Span, SpanRelativeTo};
use std::time::Duration;

/// Parses a duration; a bare number is in seconds, as in kubectl.
///
/// # Errors
/// For anything that is not a duration, and for one below zero.
pub fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    let span = text.parse::<Span>().ok();
    let duration = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    let duration = duration.and_then(|duration| Duration::try_from(duration).ok());
    duration.ok_or_else(|| format!("invalid duration \"{text}\": use 30s, 5m, 12h or 7d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_every_unit() {
        let seconds = |text: &str| parse(text).map(|span| span.as_secs());
        assert_eq!(seconds("90"), Ok(90));
        assert_eq!(seconds("1m30s"), Ok(90));
        assert_eq!(seconds("7d"), Ok(604_800));
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
    }

    #[test]
    fn nonsense_is_refused_with_examples() {
        for text in ["", "s", "5", "5x", "-1s", "99999999999999999999s", "é", "18446744073709551615w"] {
            assert_eq!(parse(text).is_ok(), text == "5", "{text}");
        }
        assert!(parse("soon").is_err_and(|why| why.contains("30s")));
    }
}
