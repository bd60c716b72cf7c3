//! Tokens whose format their provider publishes: a prefix, an alphabet, a length, often a checksum.
//! Text flows in; the tokens that match flow out.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;

use super::{Find, Likelihood, checksum, jwt, value};

struct Provider {
    prefix: &'static str,
    kind: &'static str,
    alphabet: fn(u8) -> bool,
    /// Length of the whole token, prefix included.
    length: RangeInclusive<usize>,
    proof: Proof,
}

/// What makes a token of the right format credible.
enum Proof {
    /// The format alone.
    Form(Likelihood),
    /// A check of the whole token.
    Look(fn(&str) -> Option<Likelihood>),
}

const CERTAIN: Proof = Proof::Form(Likelihood::Certain);
const LIKELY: Proof = Proof::Form(Likelihood::Likely);

const fn row(
    prefix: &'static str,
    kind: &'static str,
    alphabet: fn(u8) -> bool,
    length: RangeInclusive<usize>,
    proof: Proof,
) -> Provider {
    Provider { prefix, kind, alphabet, length, proof }
}

#[rustfmt::skip]
static PROVIDERS: &[Provider] = &[
    row("AKIA",               "AWS access key id",       base32, 20..=20,   CERTAIN),
    row("ASIA",               "AWS access key id",       base32, 20..=20,   CERTAIN),
    row("AIza",               "Google API key",          url,    39..=39,   CERTAIN),
    row("ghp_",               "GitHub token",            alnum,  40..=40,   Proof::Look(summed)),
    row("gho_",               "GitHub token",            alnum,  40..=40,   Proof::Look(summed)),
    row("ghu_",               "GitHub token",            alnum,  40..=40,   Proof::Look(summed)),
    row("ghs_",               "GitHub token",            alnum,  40..=40,   Proof::Look(summed)),
    row("ghr_",               "GitHub token",            alnum,  40..=80,   LIKELY),
    row("github_pat_",        "GitHub token",            word,   93..=93,   CERTAIN),
    row("glpat-",             "GitLab token",            dotted, 26..=300,  CERTAIN),
    row("xoxb-",              "Slack token",             url,    24..=256,  Proof::Look(slack)),
    row("xoxa-",              "Slack token",             url,    24..=256,  Proof::Look(slack)),
    row("xoxp-",              "Slack token",             url,    24..=256,  Proof::Look(slack)),
    row("xoxr-",              "Slack token",             url,    24..=256,  Proof::Look(slack)),
    row("xoxs-",              "Slack token",             url,    24..=256,  Proof::Look(slack)),
    row("xapp-",              "Slack token",             url,    24..=256,  Proof::Look(slack)),
    row("https://hooks.slack.com/services/", "Slack webhook", path, 60..=100, Proof::Look(webhook)),
    row("sk_live_",           "Stripe key",              alnum,  24..=255,  CERTAIN),
    row("rk_live_",           "Stripe key",              alnum,  24..=255,  CERTAIN),
    row("npm_",               "npm token",               alnum,  40..=40,   Proof::Look(summed)),
    row("pypi-AgEI",          "PyPI token",              url,    60..=400,  CERTAIN),
    row("SG.",                "SendGrid key",            dotted, 69..=69,   Proof::Look(sendgrid)),
    row("SK",                 "Twilio key",              hex,    34..=34,   LIKELY),
    row("dop_v1_",            "DigitalOcean token",      hex,    71..=71,   CERTAIN),
    row("shpat_",             "Shopify token",           hex,    38..=38,   CERTAIN),
    row("dckr_pat_",          "Docker token",            url,    36..=36,   CERTAIN),
    row("AGE-SECRET-KEY-1",   "age secret key",          upper,  74..=74,   CERTAIN),
    row("eyJ",                "JSON Web Token",          dotted, 40..=8192, Proof::Look(json_web_token)),
];

static PREFIXES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let prefixes: Vec<String> = PROVIDERS.iter().map(|provider| regex::escape(provider.prefix)).collect();
    Regex::new(&prefixes.join("|")).ok()
});

pub(super) fn find(text: &str) -> Vec<Find> {
    let Some(prefixes) = PREFIXES.as_ref() else {
        return Vec::new();
    };
    prefixes
        .find_iter(text)
        .filter_map(|found| {
            let provider = PROVIDERS.iter().find(|one| one.prefix == found.as_str())?;
            token(text, found.start(), provider)
        })
        .collect()
}

fn token(text: &str, start: usize, provider: &Provider) -> Option<Find> {
    let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
    // A prefix inside a longer run is coincidence, and scanning each such run would take quadratic time.
    if before.is_some_and(|byte| word(*byte) || (provider.alphabet)(*byte)) {
        return None;
    }
    let from = start + provider.prefix.len();
    let rest = text.as_bytes().get(from..)?;
    let most = *provider.length.end();
    let run = rest.iter().take(most).take_while(|byte| (provider.alphabet)(**byte)).count();
    let after = rest.get(run);
    let whole = text.get(start..from + run)?;
    // A full stop at the end belongs to the sentence, not to the token.
    let whole = whole.trim_end_matches('.');
    let glued = after.is_some_and(|byte| word(*byte));
    let body = whole.get(provider.prefix.len()..)?;
    if glued || !provider.length.contains(&whole.len()) || is_sample(body) {
        return None;
    }
    let confidence = match provider.proof {
        Proof::Form(confidence) => confidence,
        Proof::Look(look) => look(whole)?,
    };
    Some(Find { kind: provider.kind, span: start..start + whole.len(), prefix: provider.prefix, confidence })
}

/// Words and runs that documents use in place of a token.
fn is_sample(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    let words = ["example", "xxxx", "placeholder", "your", "redacted", "changeme"];
    words.iter().any(|filler| lower.contains(filler)) || value::is_filler(body)
}

fn summed(token: &str) -> Option<Likelihood> {
    if checksum::is_valid(token) {
        return Some(Likelihood::Certain);
    }
    let body = token.get(4..)?;
    value::is_random(body).then_some(Likelihood::Likely)
}

fn slack(token: &str) -> Option<Likelihood> {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 8).then_some(Likelihood::Certain)
}

/// `…/T<team>/B<hook>/<24 characters>`.
fn webhook(address: &str) -> Option<Likelihood> {
    let parts: Vec<&str> = address.split('/').skip(4).collect();
    let [team, hook, key] = parts.as_slice() else {
        return None;
    };
    let fits = team.starts_with('T') && hook.starts_with('B') && key.len() == 24;
    (fits && !value::is_filler(key)).then_some(Likelihood::Certain)
}

fn sendgrid(token: &str) -> Option<Likelihood> {
    let lengths: Vec<usize> = token.split('.').map(str::len).collect();
    (lengths == [2, 22, 43]).then_some(Likelihood::Certain)
}

fn json_web_token(token: &str) -> Option<Likelihood> {
    jwt::is_token(token).then_some(Likelihood::Certain)
}

fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn base32(byte: u8) -> bool {
    byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7')
}

fn hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn alnum(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn word(byte: u8) -> bool {
    alnum(byte) || byte == b'_'
}

fn url(byte: u8) -> bool {
    word(byte) || byte == b'-'
}

fn dotted(byte: u8) -> bool {
    url(byte) || byte == b'.'
}

fn path(byte: u8) -> bool {
    alnum(byte) || byte == b'/'
}

#[cfg(test)]
#[test]
fn the_prefixes_compile() {
    assert!(PREFIXES.is_some());
}
