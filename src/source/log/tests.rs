//! No credential of a known form and no terminal control sequence is ever logged, by any code and in any
//! form.

use super::file::LogFile;
use super::layer::LogLines;
use super::mask;
use crate::model::letters::is_sly;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use std::sync::{Arc, Mutex};
use tracing::{Level, debug, error, info, span, trace, warn};
use tracing_subscriber::layer::SubscriberExt;

/// Returns everything that is logged while `work` runs.
fn logged(work: impl FnOnce()) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fnsec.log");
    let sink = Arc::new(Mutex::new(LogFile::open(&path).expect("open")));
    let subscriber = tracing_subscriber::registry().with(LogLines::new(sink));
    tracing::subscriber::with_default(subscriber, work);
    std::fs::read_to_string(&path).expect("readable")
}

/// Every known form around a random core, with the part that must stay hidden.
fn planted(form: usize, core: &str) -> (String, String) {
    let encode = |text: &str| STANDARD.encode(text);
    let upper = core.to_uppercase().replace(['0', '1', '8', '9'], "Q");
    let key = encode(&core.repeat(4));
    match form {
        0 => (format!("Authorization: Bearer {core}"), core.into()),
        1 => (format!("Basic {}", encode(&format!("app:{core}"))), encode(&format!("app:{core}"))),
        2 => (format!("eyJhbGciOiJSUzI1NiJ9.{}.{core}", encode("{\"sub\":\"x\"}")), core.into()),
        3 => (format!("-----BEGIN RSA PRIVATE KEY-----\n{key}\n-----END RSA PRIVATE KEY-----"), key),
        4 => (format!("AKIA{}", &upper[..16]), upper[..16].into()),
        5 => (format!("ghp_{core}{core}"), core.into()),
        6 => (format!("sk_live_{core}"), core.into()),
        7 => (format!("xoxb-902713845561-{core}"), core.into()),
        8 => (format!("npm_{core}{core}"), core.into()),
        9 => (format!("postgres://app:{core}@db.shop.svc/orders"), core.into()),
        10 => (format!("https://{core}@git.example.com/a.git"), core.into()),
        11 => (format!("Server=db;User Id=app;Password={core};"), core.into()),
        12 => (encode(&format!("password={core}")), encode(&format!("password={core}"))),
        13 => (format!("{{\"env\":[{{\"name\":\"DB_PASSWORD\",\"value\":\"{core}\"}}]}}"), core.into()),
        14 => (format!("{{\"kind\":\"Secret\",\"data\":{{\"x\":\"{}\"}}}}", encode(core)), encode(core)),
        15 => (format!("client_secret: '{core}'"), core.into()),
        16 => (format!("app:{core}@tcp(db.shop.svc:3306)/orders"), core.into()),
        17 => (format!("Config {{ api_key: Some(\"{core}\"), name: \"x\" }}"), core.into()),
        _ => (format!("cookie: session={core}; lang=en"), core.into()),
    }
}

#[derive(Debug)]
#[allow(dead_code)]
struct Wrapped<'t> {
    name: &'t str,
    inner: Option<&'t str>,
}

#[derive(Debug)]
struct Named {
    #[allow(dead_code)]
    password: String,
}

proptest! {
    #[test]
    fn no_planted_value_is_written_in_any_field_or_form(
        form in 0..19_usize,
        core in "[a-z][A-Z][0-9]([a-z][0-9][A-Z]){7}",
        before in "[a-z ]{0,12}( |\"|'|\\(|,)",
    ) {
        let (text, secret) = planted(form, &core);
        let text = format!("{before}{text}");
        let text = text.as_str();
        let json = serde_json::to_string(text).expect("a string");
        let wrapped = Wrapped { name: text, inner: Some(text) };
        let shown = logged(|| {
            error!("{text}");
            error!(?text, "nested");
            warn!(one = text, other = %text, "fields");
            info!(?wrapped, "debug form");
            info!(twice = format!("{wrapped:?}"), thrice = ?format!("{wrapped:?}"));
            debug!("{json}");
            debug!(error = &std::io::Error::other(text) as &dyn std::error::Error);
            let outer = span!(Level::ERROR, "outer", of = text, late = tracing::field::Empty);
            outer.record("late", text);
            let _outer = outer.enter();
            trace!("within");
        });
        prop_assert!(shown.lines().count() == 8, "{shown}");
        prop_assert!(!shown.contains(&secret), "{form}: {shown}");
        prop_assert!(!shown.contains(secret.trim_end_matches('=')), "{form}: {shown}");
    }

    #[test]
    fn a_field_that_is_named_like_a_secret_is_never_written(core in "[a-z0-9]{3,20}[A-Z]{2}") {
        let shown = logged(|| {
            info!(password = core, api_token = %core, "client-secret" = ?core);
            info!(value = ?Named { password: core.clone() });
            info!("password={core} token: {core} secret={core}&x=1 api_key => '{core}'");
        });
        prop_assert!(!shown.contains(&core), "{shown}");
    }

    #[test]
    fn nothing_a_terminal_obeys_is_written(text in "(?s).{0,80}") {
        let shown = logged(|| {
            info!(field = text, debug = ?text, "{text}");
            let _span = span!(Level::INFO, "span", text).entered();
            info!("within");
        });
        prop_assert_eq!(shown.lines().count(), 2);
        let sly = |letter: char| letter != '\n' && is_sly(letter);
        prop_assert!(!shown.chars().any(sly), "{shown:?}");
    }

    #[test]
    fn no_line_is_longer_than_its_limit(text in "(?s).{0,80}", count in 1..1000_usize) {
        prop_assert!(mask::line(&text.repeat(count)).len() <= mask::LONGEST);
    }
}

#[test]
fn a_token_that_characters_without_width_divide_is_masked_as_well() {
    let token = ["gh", "p_MFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNh"].concat();
    let divided = token.replacen("p_", "p_\u{200b}", 1);
    let shown = logged(|| info!("{divided}"));
    assert!(!shown.contains("MFLZ"), "{shown}");
}
