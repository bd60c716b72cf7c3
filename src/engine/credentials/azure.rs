//! Keys in Azure connection strings and signed URLs, and passwords between semicolons.
//! Text flows in; the keys flow out.

use std::ops::Range;
use std::sync::LazyLock;

use super::expression::Expression;
use super::{Find, Likelihood, value};

/// The emulator's key is public and grants access to nothing.
const EMULATOR: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq";

/// Narrows a match to the value, or rejects it.
type Narrow = fn(&str) -> Option<Range<usize>>;

struct AzureRule {
    kind: &'static str,
    pattern: Expression,
    confidence: Likelihood,
    narrow: Narrow,
}

static RULES: LazyLock<Vec<AzureRule>> = LazyLock::new(|| {
    let rows: [(_, _, _, Narrow); 4] = [
        ("Azure storage key", "AccountKey=[A-Za-z0-9+/]{86}==", Likelihood::Certain, storage_key),
        ("Azure shared access key", "SharedAccessKey=[A-Za-z0-9+/]{43}=", Likelihood::Certain, shared_key),
        ("Azure SAS signature", "[?&](?:s[verpt]|sig|spr|srt)=[^\\s\"'`<>]*", Likelihood::Certain, signature),
        (
            "password in a connection string",
            "(?i);\\s?(?:password|pwd)\\s?=\\s?[^;\"'`\\s]{6,128}",
            Likelihood::Likely,
            password,
        ),
    ];
    let rule = |(kind, pattern, confidence, narrow)| {
        let pattern = Expression::new(pattern);
        AzureRule { kind, pattern, confidence, narrow }
    };
    rows.into_iter().map(rule).collect()
});

pub(super) fn find(text: &str) -> Vec<Find> {
    RULES
        .iter()
        .flat_map(|rule| rule.pattern.captures(text).map(move |found| (rule, found)))
        .filter_map(|(rule, found)| {
            let found = found.get(0)?;
            let inner = (rule.narrow)(found.text)?;
            Some(Find {
                kind: rule.kind,
                span: found.start + inner.start..found.start + inner.end,
                prefix: "",
                confidence: rule.confidence,
            })
        })
        .collect()
}

fn behind_equals(found: &str) -> Option<(Range<usize>, &str)> {
    let (name, rest) = found.split_once('=')?;
    let text = rest.trim_start();
    Some((name.len() + 1 + rest.len() - text.len()..found.len(), text))
}

fn storage_key(found: &str) -> Option<Range<usize>> {
    let (span, key) = behind_equals(found)?;
    (!key.starts_with(EMULATOR)).then_some(span)
}

fn shared_key(found: &str) -> Option<Range<usize>> {
    let (span, key) = behind_equals(found)?;
    (!value::is_placeholder(key)).then_some(span)
}

fn password(found: &str) -> Option<Range<usize>> {
    let (span, text) = behind_equals(found)?;
    let real = !value::is_placeholder(text) && !value::is_reference(text);
    (real && value::is_password(text)).then_some(span)
}

/// The `sig` of a query that also names what it signs.
fn signature(query: &str) -> Option<Range<usize>> {
    let has = |name: &str| {
        query.split(['?', '&']).any(|part| part.split_once('=').is_some_and(|(key, _)| key == name))
    };
    let start = ["&sig=", "?sig="].iter().find_map(|key| Some(query.find(key)? + key.len()))?;
    let rest = query.get(start..)?;
    let length = rest
        .find(|symbol: char| !(symbol.is_ascii_alphanumeric() || "%+/=-_".contains(symbol)))
        .unwrap_or(rest.len());
    let long = (40..=100).contains(&length);
    let real = !value::is_placeholder(rest.get(..length)?);
    (long && real && (has("sv") || has("se"))).then(|| start..start + length)
}

#[cfg(test)]
#[test]
fn every_pattern_compiles() {
    assert!(RULES.iter().all(|rule| rule.pattern.is_valid()));
}
