//! Filters as they are typed: terms that must all match, some with a field, some negated; `or` separates
//! alternatives.

use crate::checks::{Family, Severity};
use crate::model::Labels;
use crate::verdicts::baseline::Standing;

/// The values of a row that a filter can match.
#[derive(Clone, Copy, Default)]
pub struct Facets<'a> {
    pub text: &'a [&'a str],
    /// What else the row shows; read only where the text does not match.
    pub more: Option<&'a dyn Fn() -> String>,
    pub namespace: &'a str,
    pub kind: &'a str,
    pub severity: Option<Severity>,
    pub family: &'a str,
    /// The id of the check.
    pub check: &'a str,
    /// How a finding compares with the baseline; given if [`Filter::reads_standing`].
    pub standing: Option<Standing>,
    /// The labels of the object; given if [`Filter::reads_labels`].
    pub labels: Option<&'a Labels>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    Text(String),
    Namespace(String),
    Kind(String),
    /// At least this severe.
    Severity(Severity),
    Family(String),
    Check(String),
    Is(Standing),
    /// A key, and a value where one is given.
    Label(String, Option<String>),
    /// A value that its field does not have.
    Invalid(String),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub text: String,
    /// Alternatives; all terms of one must match. A negated term has `false`.
    any: Vec<Vec<(bool, Term)>>,
}

/// What a filter consists of, the most useful parts first.
pub const SYNTAX: [&str; 9] = [
    "words",
    "sev:high (or worse)",
    "ns:shop",
    "kind:fn",
    "fact:tokens",
    "!word",
    "or",
    "label:a=b",
    "is:new",
];

impl Filter {
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let term = |word: &str| {
            let (holds, word) = word.strip_prefix('!').map_or((true, word), |rest| (false, rest));
            (holds, Term::parse(word, &word.to_lowercase()))
        };
        let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "!").collect();
        let parts = words.split(|word| matches!(word.to_lowercase().as_str(), "or" | "|"));
        let any = parts.filter(|part| !part.is_empty());
        let any = any.map(|part| part.iter().map(|word| term(word)).collect()).collect();
        Self { text: text.to_owned(), any }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.any.is_empty()
    }

    #[must_use]
    pub fn matches(&self, row: &Facets<'_>) -> bool {
        let all = |terms: &Vec<(bool, Term)>| terms.iter().all(|(holds, term)| term.matches(row) == *holds);
        self.any.is_empty() || self.any.iter().any(all)
    }

    /// Returns whether the labels of objects decide.
    #[must_use]
    pub fn reads_labels(&self) -> bool {
        self.terms().any(|term| matches!(term, Term::Label(..)))
    }

    /// Returns whether the comparison with a baseline decides.
    #[must_use]
    pub fn reads_standing(&self) -> bool {
        self.terms().any(|term| matches!(term, Term::Is(_)))
    }

    /// Returns why a term cannot match anything, if one is invalid.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.terms().find_map(|term| {
            let Term::Invalid(why) = term else { return None };
            Some(why.as_str())
        })
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.any.iter().flatten().map(|(_, term)| term)
    }
}

impl Term {
    /// Parses a word; labels and their values are compared as written, everything else in lower case.
    fn parse(written: &str, word: &str) -> Self {
        // Half a term is text, so that a list does not become empty while its field is typed.
        let Some((field, rest)) = word.split_once(':').filter(|(_, rest)| !rest.is_empty()) else {
            return Self::Text(word.into());
        };
        match field {
            "ns" | "namespace" => Self::Namespace(rest.trim_end_matches('*').into()),
            "kind" => Self::Kind(if rest == "fn" { "function".into() } else { rest.into() }),
            "check" => Self::Check(rest.into()),
            "family" | "fact" => Self::family(rest),
            "sev" | "severity" => Self::severity(rest),
            "is" => Self::standing(rest),
            "label" => {
                let rest = written.split_once(':').map_or("", |(_, rest)| rest);
                match rest.split_once('=') {
                    Some((key, value)) => Self::Label(key.into(), Some(value.into())),
                    None => Self::Label(rest.into(), None),
                }
            }
            _ => Self::Text(word.into()),
        }
    }

    fn standing(rest: &str) -> Self {
        let all = [Standing::New, Standing::Worse, Standing::Known];
        let found = all.into_iter().find(|one| one.word().starts_with(rest));
        found.map_or_else(
            || Self::Invalid(format!("no state \"{rest}\": use one of new, worse, known")),
            Self::Is,
        )
    }

    fn severity(rest: &str) -> Self {
        let found = Severity::ALL.into_iter().find(|one| one.word().starts_with(rest));
        let all = || Severity::ALL.map(Severity::word).join(", ");
        found.map_or_else(
            || Self::Invalid(format!("no severity \"{rest}\": use one of {}", all())),
            Self::Severity,
        )
    }

    /// A family by its word, or a fact by its number, counted from 1.
    fn family(rest: &str) -> Self {
        let numbered = rest.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = match numbered {
            Some(at) => Family::ALL.get(at).copied(),
            None => Family::ALL.into_iter().find(|one| one.word().starts_with(rest)),
        };
        let all = || Family::ALL.map(Family::word).join(", ");
        found.map_or_else(
            || Self::Invalid(format!("no fact \"{rest}\": use one of {}", all())),
            |family| Self::Family(family.word().into()),
        )
    }

    fn matches(&self, row: &Facets<'_>) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(part);
        match self {
            Self::Text(part) => {
                row.text.iter().any(|text| has(text, part)) || row.more.is_some_and(|more| has(&more(), part))
            }
            Self::Namespace(part) => row.namespace.to_lowercase().starts_with(part.as_str()),
            Self::Kind(part) => row.kind.to_lowercase().starts_with(part.as_str()),
            Self::Family(part) => row.family == part,
            Self::Is(standing) => row.standing == Some(*standing),
            Self::Check(part) => row.check.contains(part.as_str()),
            Self::Severity(least) => row.severity.is_some_and(|severity| severity <= *least),
            Self::Label(key, wanted) => {
                let found = row.labels.and_then(|labels| labels.get(key));
                found.is_some_and(|value| wanted.as_ref().is_none_or(|wanted| wanted == value))
            }
            Self::Invalid(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Facets<'static> {
        Facets {
            text: &["refund", "Any token"],
            more: None,
            namespace: "payments",
            kind: "APIRule",
            severity: Some(Severity::High),
            family: "tokens",
            check: "jwt-without-authorizations",
            standing: Some(Standing::New),
            labels: None,
        }
    }

    #[test]
    fn a_finding_is_new_or_known() {
        assert!(Filter::parse("is:new").matches(&row()) && !Filter::parse("is:known").matches(&row()));
        assert!(Filter::parse("!is:worse").matches(&row()) && Filter::parse("is:new").reads_standing());
        assert!(Filter::parse("is:nwe").fault().is_some_and(|why| why.starts_with("no state")));
        assert!(!Filter::parse("is:new").matches(&Facets { standing: None, ..row() }), "without a baseline");
    }

    #[test]
    fn all_terms_must_match() {
        assert!(Filter::parse("refund sev:med ns:pay !kind:fn fact:1 check:jwt").matches(&row()));
        assert!(!Filter::parse("refund sev:crit").matches(&row()));
        assert!(!Filter::parse("!refund").matches(&row()));
        assert!(Filter::parse("").matches(&row()));
    }

    #[test]
    fn what_else_a_row_shows_is_text_too() {
        let more = || "apirule/refund rules[0]".to_owned();
        let row = Facets { more: Some(&more), ..row() };
        assert!(Filter::parse("rules[0] refund").matches(&row) && !Filter::parse("!rules").matches(&row));
    }

    #[test]
    fn one_alternative_is_enough() {
        assert!(Filter::parse("sev:crit or ns:pay").matches(&row()));
        assert!(Filter::parse("nothing | refund kind:apirule").matches(&row()));
        assert!(!Filter::parse("sev:crit or !refund").matches(&row()));
        for text in ["or", "or refund", "refund OR", "| refund |"] {
            assert!(Filter::parse(text).matches(&row()), "{text}");
        }
    }

    #[test]
    fn half_a_term_is_just_text() {
        assert!(!Filter::parse("sev:").matches(&row()));
        assert!(Filter::parse("!").matches(&row()));
    }

    #[test]
    fn a_value_that_its_field_does_not_have_is_reported() {
        let filter = Filter::parse("sev:hgih");
        assert!(!filter.matches(&row()));
        assert!(filter.fault().is_some_and(|why| why.starts_with("no severity \"hgih\"")), "{filter:?}");
        assert!(Filter::parse("fact:9").fault().is_some());
        assert_eq!(Filter::parse("fact:pod sev:h").fault(), None);
    }

    #[test]
    fn labels_are_compared_as_written() {
        let labels: Labels = [("app", "Web"), ("tier", "1")].into_iter().collect();
        let row = Facets { labels: Some(&labels), ..row() };
        for (text, lets) in
            [("label:app", true), ("label:app=Web", true), ("label:app=web", false), ("!label:team", true)]
        {
            assert_eq!(Filter::parse(text).matches(&row), lets, "{text}");
        }
        assert!(Filter::parse("x or label:app").reads_labels() && !Filter::parse("app").reads_labels());
    }
}
