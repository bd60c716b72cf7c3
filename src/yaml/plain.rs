//! How YAML 1.1 and 1.2 parsers read a scalar without quotes.
//! A plain scalar flows in; whether any parser reads it as something other than text flows out.

/// The type that some parser gives to a plain scalar that is not text to every parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Null,
    Bool(bool),
    Number,
    Date,
    Sign,
}

/// The strictest answer over both versions of YAML; `None` means text for every parser.
pub(super) fn reading(text: &str) -> Option<Reading> {
    if let Some(word) = word(text) {
        return Some(word);
    }
    let first = text.chars().next()?;
    if !first.is_ascii_digit() && !matches!(first, '+' | '-' | '.') && !infinite(text) {
        return None;
    }
    if date(text) {
        return Some(Reading::Date);
    }
    number(text).then_some(Reading::Number)
}

fn word(text: &str) -> Option<Reading> {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "" | "~" | "null" => Some(Reading::Null),
        "y" | "yes" | "on" | "true" => Some(Reading::Bool(true)),
        "n" | "no" | "off" | "false" => Some(Reading::Bool(false)),
        "=" | "<<" => Some(Reading::Sign),
        _ => None,
    }
}

fn infinite(text: &str) -> bool {
    let body = text.trim_start_matches(['+', '-', '.']);
    ["inf", "nan", "infinity"].iter().any(|word| body.eq_ignore_ascii_case(word))
}

fn number(text: &str) -> bool {
    let body = text.replace('_', "");
    let body = body.strip_prefix(['+', '-']).unwrap_or(&body);
    let radix = |sign: &str, base: u32| {
        let digits = body.strip_prefix(sign).unwrap_or_default();
        !digits.is_empty() && digits.chars().all(|c| c.is_digit(base))
    };
    infinite(body) || radix("0x", 16) || radix("0o", 8) || radix("0b", 2) || decimal(body) || sixty(body)
}

fn decimal(body: &str) -> bool {
    body.chars().any(|c| c.is_ascii_digit())
        && (body.parse::<f64>().is_ok()
            || body.trim_end_matches(['e', 'E', '+', '-', '.']).parse::<f64>().is_ok())
}

/// YAML 1.1 reads `1:30` as ninety.
fn sixty(body: &str) -> bool {
    let mut parts = body.split(':');
    let whole = parts.next().unwrap_or_default();
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || c == '.');
    let mut rest = parts.peekable();
    rest.peek().is_some() && digits(whole) && rest.all(digits)
}

fn date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let digits = |part: Option<&str>, most: usize| {
        part.is_some_and(|p| !p.is_empty() && p.len() <= most && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let year = digits(parts.next(), 4);
    let month = digits(parts.next(), 2);
    let day = parts.next().unwrap_or_default();
    year && month && day.starts_with(|c: char| c.is_ascii_digit())
}

/// The value that kubectl reads where this program reads text.
pub(super) fn kubectl(text: &str) -> Option<String> {
    match reading(text)? {
        Reading::Bool(flag) if !matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE") => {
            known_case(text).then(|| flag.to_string())
        }
        Reading::Number => whole(text),
        Reading::Null | Reading::Bool(_) | Reading::Date | Reading::Sign => None,
    }
}

/// Only these spellings count as booleans: `yEs` is text to every parser.
fn known_case(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(char::is_uppercase);
    let rest = chars.as_str();
    rest.chars().all(char::is_lowercase) || (first && rest.chars().all(char::is_uppercase))
}

fn whole(text: &str) -> Option<String> {
    let body = text.replace('_', "");
    let digits = body.trim_start_matches(['+', '-']);
    let sign = if body.starts_with('-') { "-" } else { "" };
    let padded = digits.len() > 1 && digits.starts_with('0');
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || !(padded || text.contains('_')) {
        return None;
    }
    let octal = u64::from_str_radix(digits, 8).ok().filter(|_| padded);
    let value = octal.or_else(|| digits.parse().ok())?;
    Some(format!("{sign}{value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ambiguous_scalar_is_noticed() {
        let odd = "~ null Null NULL true True TRUE false y Y yes Yes YES n N no No NO on On ON off Off OFF = << \
            0 1 -1 +1 0755 0o17 0x1F 0b101 1_000 08 1.0 .5 5. 1e3 1E-3 -1.5e+3 1:30 190:20:30 190:20:30.15 \
            .inf -.inf .Inf .nan .NaN inf nan 2024-01-01 2024-1-1 2024-01-01T00:00:00Z 12345678901234567890123";
        for text in odd.split_whitespace() {
            assert!(reading(text).is_some(), "{text}");
        }
        assert_eq!(reading(""), Some(Reading::Null));
    }

    #[test]
    fn ordinary_words_are_text() {
        let plain =
            "yesterday nodejs20 10.0.0.0/8 1.2.3 100m 128Mi v1 1d 0755x a:b 10.0.0.1 12-factor e3 - nano";
        for text in plain.split_whitespace() {
            assert_eq!(reading(text), None, "{text}");
        }
    }

    #[test]
    fn kubectl_reads_these_differently() {
        assert_eq!(kubectl("yes").as_deref(), Some("true"));
        assert_eq!(kubectl("OFF").as_deref(), Some("false"));
        assert_eq!(kubectl("0644").as_deref(), Some("420"));
        assert_eq!(kubectl("08").as_deref(), Some("8"));
        assert_eq!(kubectl("1_000").as_deref(), Some("1000"));
        for same in ["true", "yEs", "644", "1:30", "2024-01-01", "text", ""] {
            assert_eq!(kubectl(same), None, "{same}");
        }
    }
}
