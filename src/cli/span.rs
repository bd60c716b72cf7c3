//! Spans of time as people write them: `30s`, `5m`, `12h`, `7d`, `1m30s`.

use std::time::Duration;

/// A bare number counts seconds, as kubectl has it.
pub fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || format!("\"{text}\" is no span of time; say 30s, 5m, 12h or 7d");
    let mut rest = text.trim();
    if let Ok(seconds) = rest.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    let mut whole = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(wrong)?;
        let (number, tail) = rest.split_at(digits);
        let unit = tail.find(|letter: char| letter.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit);
        let number: u64 = number.parse().map_err(|_| wrong())?;
        whole = whole.checked_add(of(number, unit).ok_or_else(wrong)?).ok_or_else(wrong)?;
        rest = tail;
    }
    if text.trim().is_empty() { Err(wrong()) } else { Ok(whole) }
}

fn of(number: u64, unit: &str) -> Option<Duration> {
    let seconds = match unit {
        "ms" => return Some(Duration::from_millis(number)),
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
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
