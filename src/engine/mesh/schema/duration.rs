//! Durations as the API server accepts them: Go's format, such as `1h30m`, and numbers with the name of a
//! unit.

const UNITS: [(&[&str], f64); 8] = [
    (&["ns", "nano"], 1e-9),
    (&["us", "µs", "micro"], 1e-6),
    (&["ms", "milli"], 1e-3),
    (&["s", "sec"], 1.0),
    (&["m", "min"], 60.0),
    (&["h", "hr", "hour"], 3600.0),
    (&["d", "day"], 86_400.0),
    (&["w", "wk", "week"], 604_800.0),
];

/// The whole seconds of a duration; `None` where the server does not accept it.
#[must_use]
pub fn seconds(text: &str) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds, at most some 290 years of them")]
    exact(text).or_else(|| named(text)).map(|held| held as i64)
}

/// Go's format: a sign, then numbers with units and nothing between them.
fn exact(text: &str) -> Option<f64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    let mut total = 0.0;
    let mut parts = 0;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !(letter.is_ascii_digit() || letter == '.'))?;
        let (number, after) = rest.split_at(end);
        let end = after.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let plain = number.bytes().any(|byte| byte.is_ascii_digit()) && number.matches('.').count() <= 1;
        total += number.parse::<f64>().ok().filter(|_| plain)? * size(unit)?;
        (rest, parts) = (next, parts + 1);
    }
    // More than some 290 years does not fit.
    (parts > 0 && total < 9.223_372_036_854_775e9).then_some(sign * total)
}

fn size(unit: &str) -> Option<f64> {
    match unit {
        "ns" => Some(1e-9),
        "us" | "µs" | "μs" => Some(1e-6),
        "ms" => Some(1e-3),
        "s" => Some(1.0),
        "m" => Some(60.0),
        "h" => Some(3600.0),
        _ => None,
    }
}

/// Whole numbers with the name of a unit anywhere in a text, as in `2 days`; the rest of the text is ignored.
#[expect(clippy::cast_precision_loss, reason = "small numbers, which are shown or compared")]
fn named(text: &str) -> Option<f64> {
    let mut total = None;
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let after = rest.get(start..)?;
        let end = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(end);
        let words = after.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let length = words.find(|letter: char| !(letter.is_ascii_alphabetic() || letter == 'µ'));
        let (unit, next) = words.split_at(length.unwrap_or(words.len()));
        rest = next;
        if unit.is_empty() {
            continue;
        }
        // A number too large for the server invalidates the whole text.
        let number = number.parse::<i64>().ok()?;
        for held in each(&unit.to_lowercase()) {
            total = Some(total.unwrap_or(0.0) + number as f64 * held);
        }
    }
    total
}

/// A unit counts once for each of its names; the longest name may be followed by more letters, as in
/// `seconds`.
fn each(unit: &str) -> impl Iterator<Item = f64> {
    UNITS.iter().flat_map(move |(names, held)| {
        let (last, short) = names.split_last().map_or(("", &[][..]), |(last, short)| (*last, short));
        let long = unit.starts_with(last) && !last.is_empty();
        let count = usize::from(long) + short.iter().filter(|name| **name == unit).count();
        std::iter::repeat_n(*held, count)
    })
}
