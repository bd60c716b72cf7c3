//! Passwords in connection strings without a scheme, and next to a user in source code.
//! Text flows in; the passwords flow out.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::{Confidence, Find, Mode, assigned, literal, url, value};

/// `user:password@tcp(host:3306)/db`, the format of Go's drivers.
static DRIVER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r#"([A-Za-z0-9_.%+-]{1,64}):([^@\s"'`/()]{3,128}|[^@\s"'`()]{3,128})@(?:tcp6?|unix|udp|cloudsql|mysql)\(([^)]{0,256})\)"#;
    Regex::new(pattern).ok()
});
/// `jdbc:oracle:thin:user/password@host`.
static ORACLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)jdbc:oracle:[a-z]{2,8}:([^/\s"']{1,64})/([^@\s"'`]{3,128})@/{0,2}([A-Za-z0-9_.\[-]+)"#)
        .ok()
});
/// `password=…` and similar, whatever separates the parts of a connection string.
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:^|[^a-z0-9_.$-])(?:password|passwd|pwd|pass)\s?=\s?["']?([^\s;&,"'`=<>(){}\[\]+][^\s;&,"'`<>(){}\[\]]{2,127})(["'`;&,\s]|$)"#).ok()
});
/// What connection strings contain besides a password.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "server|host|hostname|data source|user id|uid|user|username|database|initial catalog|driver|dsn|dbname|endpoint";
    Regex::new(&format!(r#"(?i)jdbc:|odbc:|(?:^|[\s;&?"'`])(?:{names})\s?=\s?["']?[^\s=]"#)).ok()
});
/// `pass: '…'`, a name too short to count alone.
static SHORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:^|[^a-z0-9_$])["'`]?(?:pass|pw)["'`]?\s*[:=]\s*["'`]([^"'`\n]{8,128})["'`]"#).ok()
});
/// `{"name": "DB_PASSWORD", "value": "…"}`.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r#"(?i)\\?["']?(?:name|key)\\?["']?\s*[:=]\s*\\?["']([a-z0-9_.-]{2,64})\\?["']\s*,\s*\\?["']?value\\?["']?\s*[:=]\s*\\?["']([^"'\\\n]{8,512})\\?["']"#;
    Regex::new(pattern).ok()
});
/// The default where a variable is not set: `process.env.DB_PASSWORD || "…"`, `os.getenv("DB_PASSWORD",
/// "…")`.
static FALLBACK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?:process\.env(?:\.|\[["'`])([A-Za-z0-9_]{2,64})["'`]?\]?\s*(?:\|\||\?\?)|(?:getenv|environ\.get)\(\s*["']([A-Za-z0-9_]{2,64})["']\s*,)\s*["'`]([^"'`\n]{8,512})["'`]"#,
    )
    .ok()
});
/// `?api_key=…`, as clients of an API write it.
static QUERY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)[?&](?:api[_-]?key|access[_-]?token|auth[_-]?token|token|client[_-]?secret|secret|password)=([^&\s"'`#<>{}$+()\[\]]{8,512})"#).ok()
});
static USER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)["'`]?(?:user|username|login)["'`]?\s*[:=]"#).ok());

/// Maximum distance between a password and its user or server.
const NEAR: usize = 200;

const KIND: &str = "password in a connection string";

pub(super) fn find(text: &str, mode: Mode) -> Vec<Find> {
    let drivers = [&DRIVER, &ORACLE].into_iter().filter_map(|regex| regex.as_ref());
    let mut all: Vec<Find> = drivers
        .flat_map(|regex| regex.captures_iter(text))
        .filter_map(|found| {
            let (user, password, host) = (found.get(1)?, found.get(2)?, found.get(3)?);
            let confidence = url::judged(user.as_str(), password.as_str(), host.as_str(), mode)?;
            Some(made(KIND, password, confidence))
        })
        .collect();
    let parts = PART.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| found.get(1));
    all.extend(parts.filter_map(|password| part(text, password, mode)));
    all.extend(NAMED.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| {
        let (name, value) = (found.get(1)?, found.get(2)?);
        let inner = assigned::named(name.as_str(), value.as_str())?;
        Some(Find { span: value.start() + inner.span.start..value.start() + inner.span.end, ..inner })
    }));
    all.extend(FALLBACK.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| {
        let (name, value) = (found.get(1).or(found.get(2))?, found.get(3)?);
        let inner = assigned::named(name.as_str(), value.as_str())?;
        Some(Find { span: value.start() + inner.span.start..value.start() + inner.span.end, ..inner })
    }));
    let queries = QUERY.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| found.get(1));
    all.extend(queries.filter_map(|value| {
        let own = value.as_str();
        let real = value::is_random(own) && !value::is_placeholder(own) && !value::is_reference(own);
        real.then(|| made("token in a URL", value, Confidence::Likely))
    }));
    let short = SHORT.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|found| found.get(1));
    all.extend(short.filter(|password| is_beside(text, password, &USER)).filter_map(|password| {
        let own = password.as_str();
        let real = !value::is_placeholder(own) && !value::is_reference(own) && value::is_password(own);
        real.then(|| made("password", password, Confidence::Likely))
    }));
    all
}

fn made(kind: &'static str, password: Match<'_>, confidence: Confidence) -> Find {
    Find { kind, span: password.range(), prefix: "", confidence }
}

fn part(text: &str, password: Match<'_>, mode: Mode) -> Option<Find> {
    let own = password.as_str();
    let connected = is_beside(text, &password, &BESIDE);
    if value::is_reference(own) || value::is_blank_form(own) || literal::is_setting(own) {
        return None;
    }
    let real = !value::is_placeholder(own) && value::is_password(own);
    let confidence = match mode {
        Mode::Source => (real && connected).then_some(Confidence::Likely)?,
        Mode::Used if real => Confidence::Likely,
        Mode::Used => connected.then(|| value::strength(own))?,
    };
    Some(made(if connected { KIND } else { "password" }, password, confidence))
}

/// Whether something is on the same line, not far before or after.
fn is_beside(text: &str, what: &Match<'_>, regex: &LazyLock<Option<Regex>>) -> bool {
    let (start, end) = (floor(text, what.start().saturating_sub(NEAR)), ceil(text, what.end() + NEAR));
    let before = text.get(start..what.start()).unwrap_or_default();
    let behind = text.get(what.end()..end).unwrap_or_default();
    regex.as_ref().is_some_and(|regex| regex.is_match(before) || regex.is_match(behind))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn ceil(text: &str, at: usize) -> usize {
    (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
#[test]
fn every_pattern_compiles() {
    assert!(
        [&DRIVER, &ORACLE, &PART, &BESIDE, &SHORT, &NAMED, &FALLBACK, &QUERY, &USER]
            .iter()
            .all(|one| one.is_some())
    );
}
