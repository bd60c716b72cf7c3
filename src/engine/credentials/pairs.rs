//! Passwords in connection strings without a scheme, and next to a user in source code.
//! Text flows in; the passwords flow out.

use std::sync::LazyLock;

use super::expression::{Expression, GroupMatch};
use super::{Find, Likelihood, Mode, assigned, literal, url, value};

/// `user:password@tcp(host:3306)/db`, the format of Go's drivers.
static DRIVER: LazyLock<Expression> = LazyLock::new(|| {
    let pattern = r#"([A-Za-z0-9_.%+-]{1,64}):([^@\s"'`/()]{3,128}|[^@\s"'`()]{3,128})@(?:tcp6?|unix|udp|cloudsql|mysql)\(([^)]{0,256})\)"#;
    Expression::new(pattern)
});
/// `jdbc:oracle:thin:user/password@host`.
static ORACLE: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        r#"(?i)jdbc:oracle:[a-z]{2,8}:([^/\s"']{1,64})/([^@\s"'`]{3,128})@/{0,2}([A-Za-z0-9_.\[-]+)"#,
    )
});
/// `password=…` and similar, whatever separates the parts of a connection string.
static PART: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        r#"(?i)(?:^|[^a-z0-9_.$-])(?:password|passwd|pwd|pass)\s?=\s?["']?([^\s;&,"'`=<>(){}\[\]+][^\s;&,"'`<>(){}\[\]]{2,127})(["'`;&,\s]|$)"#,
    )
});
/// What connection strings contain besides a password.
static BESIDE: LazyLock<Expression> = LazyLock::new(|| {
    let names = "server|host|hostname|data source|user id|uid|user|username|database|initial catalog|driver|dsn|dbname|endpoint";
    Expression::new(&format!(r#"(?i)jdbc:|odbc:|(?:^|[\s;&?"'`])(?:{names})\s?=\s?["']?[^\s=]"#))
});
/// `pass: '…'`, a name too short to count alone.
static SHORT: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(r#"(?i)(?:^|[^a-z0-9_$])["'`]?(?:pass|pw)["'`]?\s*[:=]\s*["'`]([^"'`\n]{8,128})["'`]"#)
});
/// `{"name": "DB_PASSWORD", "value": "…"}`.
static NAMED: LazyLock<Expression> = LazyLock::new(|| {
    let pattern = r#"(?i)\\?["']?(?:name|key)\\?["']?\s*[:=]\s*\\?["']([a-z0-9_.-]{2,64})\\?["']\s*,\s*\\?["']?value\\?["']?\s*[:=]\s*\\?["']([^"'\\\n]{8,512})\\?["']"#;
    Expression::new(pattern)
});
/// The default where a variable is not set: `process.env.DB_PASSWORD || "…"`, `os.getenv("DB_PASSWORD",
/// "…")`.
static FALLBACK: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        r#"(?:process\.env(?:\.|\[["'`])([A-Za-z0-9_]{2,64})["'`]?\]?\s*(?:\|\||\?\?)|(?:getenv|environ\.get)\(\s*["']([A-Za-z0-9_]{2,64})["']\s*,)\s*["'`]([^"'`\n]{8,512})["'`]"#,
    )
});
/// `?api_key=…`, as clients of an API write it.
static QUERY: LazyLock<Expression> = LazyLock::new(|| {
    Expression::new(
        r#"(?i)[?&](?:api[_-]?key|access[_-]?token|auth[_-]?token|token|client[_-]?secret|secret|password)=([^&\s"'`#<>{}$+()\[\]]{8,})"#,
    )
});
static USER: LazyLock<Expression> =
    LazyLock::new(|| Expression::new(r#"(?i)["'`]?(?:user|username|login)["'`]?\s*[:=]"#));

/// Maximum distance between a password and its user or server.
const NEAR: usize = 200;

const KIND: &str = "password in a connection string";

pub(super) fn find(text: &str, mode: Mode) -> Vec<Find> {
    let first = |pattern: &'static Expression, least: usize| {
        let parts = pattern.captures(text).filter_map(|found| found.get(1));
        parts.filter(move |part| part.has_letters(least))
    };
    let mut all: Vec<Find> = [&DRIVER, &ORACLE]
        .into_iter()
        .flat_map(|pattern| pattern.captures(text))
        .filter_map(|found| {
            let (user, password, host) = (found.get(1)?, found.get(2)?, found.get(3)?);
            let confidence = url::judged(user.text, password.text, host.text, mode)?;
            password.has_letters(3).then(|| password_hit(KIND, password, confidence))
        })
        .collect();
    all.extend(first(&PART, 3).filter_map(|password| part(text, password, mode)));
    all.extend(NAMED.captures(text).filter_map(|found| named(found.get(1)?, found.get(2)?)));
    all.extend(
        FALLBACK.captures(text).filter_map(|found| named(found.get(1).or(found.get(2))?, found.get(3)?)),
    );
    all.extend(first(&QUERY, 8).filter_map(|value| {
        let own = value.text;
        let real =
            value::is_random(value::head(own)) && !value::is_placeholder(own) && !value::is_reference(own);
        real.then(|| password_hit("token in a URL", value, Likelihood::Likely))
    }));
    let short = first(&SHORT, 8).filter(|password| is_beside(text, *password, &USER));
    all.extend(short.filter_map(|password| {
        let own = password.text;
        let real = !value::is_placeholder(own) && !value::is_reference(own) && value::is_password(own);
        real.then(|| password_hit("password", password, Likelihood::Likely))
    }));
    all
}

fn password_hit(kind: &'static str, password: GroupMatch<'_>, confidence: Likelihood) -> Find {
    Find { kind, span: password.range(), prefix: "", confidence }
}

/// A literal beside its name.
fn named(name: GroupMatch<'_>, value: GroupMatch<'_>) -> Option<Find> {
    let inner = value.has_letters(8).then(|| assigned::named(name.text, value.text))??;
    Some(Find { span: value.start + inner.span.start..value.start + inner.span.end, ..inner })
}

fn part(text: &str, password: GroupMatch<'_>, mode: Mode) -> Option<Find> {
    let own = password.text;
    let connected = is_beside(text, password, &BESIDE);
    if value::is_reference(own) || value::is_blank_form(own) || literal::is_setting(own) {
        return None;
    }
    let real = !value::is_placeholder(own) && value::is_password(own);
    let confidence = match mode {
        Mode::Source => (real && connected).then_some(Likelihood::Likely)?,
        Mode::Used if real => Likelihood::Likely,
        Mode::Used => connected.then(|| value::strength(own))?,
    };
    Some(password_hit(if connected { KIND } else { "password" }, password, confidence))
}

/// Whether something is on the same line, not far before or after.
fn is_beside(text: &str, what: GroupMatch<'_>, pattern: &Expression) -> bool {
    let (start, end) = (floor(text, what.start.saturating_sub(NEAR)), ceil(text, what.end() + NEAR));
    let before = text.get(start..what.start).unwrap_or_default();
    let behind = text.get(what.end()..end).unwrap_or_default();
    pattern.is_match(before) || pattern.is_match(behind)
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
            .all(|one| one.is_valid())
    );
}
