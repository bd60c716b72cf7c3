//! Filters as they are typed: terms that must all match, some with a field, some negated.

use crate::checks::Severity;

/// The values of a row that a filter can match.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facets<'a> {
    pub text: &'a [&'a str],
    pub namespace: &'a str,
    pub kind: &'a str,
    pub severity: Option<Severity>,
    pub family: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    Text(String),
    Namespace(String),
    Kind(String),
    /// At least this severe.
    Severity(Severity),
    Family(String),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub text: String,
    terms: Vec<(bool, Term)>,
}

pub const SYNTAX: &str = "words · sev:high · ns:shop · kind:fn · family:tokens · !word";

impl Filter {
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let term = |word: &str| {
            let (holds, word) = word.strip_prefix('!').map_or((true, word), |rest| (false, rest));
            (holds, Term::parse(&word.to_lowercase()))
        };
        let terms = text.split_whitespace().filter(|word| *word != "!").map(term).collect();
        Self { text: text.to_owned(), terms }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    #[must_use]
    pub fn lets(&self, row: &Facets<'_>) -> bool {
        self.terms.iter().all(|(holds, term)| term.matches(row) == *holds)
    }
}

impl Term {
    fn parse(word: &str) -> Self {
        match word.split_once(':') {
            Some(("ns", rest)) => Self::Namespace(rest.trim_end_matches('*').into()),
            Some(("kind", rest)) => Self::Kind(if rest == "fn" { "function".into() } else { rest.into() }),
            Some(("family", rest)) => Self::Family(rest.into()),
            Some(("sev", rest)) => {
                let found =
                    Severity::ALL.into_iter().find(|one| !rest.is_empty() && one.word().starts_with(rest));
                found.map_or_else(|| Self::Text(word.into()), Self::Severity)
            }
            _ => Self::Text(word.into()),
        }
    }

    fn matches(&self, row: &Facets<'_>) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(part);
        match self {
            Self::Text(part) => row.text.iter().any(|text| has(text, part)),
            Self::Namespace(part) => row.namespace.to_lowercase().starts_with(part.as_str()),
            Self::Kind(part) => row.kind.to_lowercase().starts_with(part.as_str()),
            Self::Family(part) => row.family.starts_with(part.as_str()),
            Self::Severity(least) => row.severity.is_some_and(|severity| severity <= *least),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Facets<'static> {
        Facets {
            text: &["refund", "Any token"],
            namespace: "payments",
            kind: "APIRule",
            severity: Some(Severity::High),
            family: "tokens",
        }
    }

    #[test]
    fn all_terms_must_match() {
        assert!(Filter::parse("refund sev:med ns:pay !kind:fn").lets(&row()));
        assert!(!Filter::parse("refund sev:crit").lets(&row()));
        assert!(!Filter::parse("!refund").lets(&row()));
        assert!(Filter::parse("").lets(&row()));
    }

    #[test]
    fn half_a_term_is_just_text() {
        assert!(!Filter::parse("sev:").lets(&row()));
        assert!(Filter::parse("!").lets(&row()));
    }
}
