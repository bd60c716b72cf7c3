//! Properties of what a user writes for fnsec: themes, its configuration, filters, keys, and the kubeconfig.

use super::{PLANT, breaks};
use fnsec::app::Key;
use fnsec::app::rows::filter::{Facets, Filter};
use fnsec::checks::{self, Finding, Severity};
use fnsec::model::calendar::Day;
use fnsec::model::{Kind, ObjectRef};
use fnsec::source::kubeconfig::{Kubeconfig, choose};
use fnsec::verdicts::config::{self, NewException};
use fnsec::view::theme::{self, Depth, Role, Variant, contrast, depth};
use fnsec::yaml;
use std::sync::Arc;

/// A theme or a base16 scheme is read with a style for each role and reduced to every terminal, or refused with
/// a line of the text; the text of a scheme has enough contrast.
pub fn themes(text: &str) {
    let theme = match theme::parse(text) {
        Ok(theme) => theme,
        Err(fault) => {
            assert!((1..=breaks(text) + 2).contains(&fault.line) && fault.column >= 1, "{fault} in {text:?}");
            assert!(!fault.message.is_empty());
            return;
        }
    };
    for depth in [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::Mono] {
        let reduced = theme.at(depth);
        assert_eq!(reduced.at(depth), reduced);
    }
    let colors = [Role::Text, Role::Muted, Role::SevHigh].map(|role| depth::rgb(theme.color(role)));
    let ground = theme.style(Role::Text).bg.and_then(depth::rgb);
    let is_scheme = yaml::locate(text, "/base00").or_else(|| yaml::locate(text, "/palette/base00")).is_some();
    if let (true, Some(ground), [Some(ink), ..]) = (is_scheme, ground, colors) {
        assert!(theme.variant != Variant::Any);
        assert!(contrast::ratio(ink, ground) >= 4.5, "{ink:?} on {ground:?} in {text:?}");
    }
}

/// A kubeconfig is read, or refused with a line of it; no message contains a token or a password; reading it
/// again adds nothing.
pub fn kubeconfig(text: &str) {
    let mut config = Kubeconfig::default();
    let mut messages = Vec::new();
    if let Err(trouble) = config.add_text("config".into(), text.to_owned()) {
        let line = trouble.why.split("line ").nth(1).and_then(|rest| rest.split([',', ':']).next());
        let line = line.and_then(|line| line.parse::<usize>().ok());
        assert!(line.is_some_and(|line| (1..=breaks(text) + 2).contains(&line)), "{trouble} in {text:?}");
        messages.push(trouble.to_string());
    } else {
        let names = [(None, None, None), (Some("a"), None, None), (None, Some("a"), Some("b"))];
        for (context, cluster, user) in names {
            let chosen = choose(&config, context, cluster, user);
            messages.extend(chosen.err().map(|trouble| trouble.to_string()));
        }
        // The same text adds nothing: of equal names the first one counts.
        let counts = [config.contexts.len(), config.clusters.len(), config.users.len()];
        assert!(config.add_text("again".into(), text.to_owned()).is_ok());
        assert_eq!(counts, [config.contexts.len(), config.clusters.len(), config.users.len()]);
    }
    if is_secret_only(text) {
        for message in messages {
            assert!(!message.contains(PLANT), "{message}");
        }
    }
}

/// Whether the planted credential is nowhere but behind the key of a credential.
fn is_secret_only(text: &str) -> bool {
    let before = text.match_indices(PLANT).map(|(at, _)| &text[..at]);
    before.into_iter().all(|before| before.ends_with("token: ") || before.ends_with("password: "))
}

/// A configuration is read, or refused with its lines; an exception is added behind lines that stay, in their
/// order, and is read back.
pub fn configuration(text: &str) {
    let before = match config::read("fnsec.yaml", text) {
        Ok(before) => before,
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(fault.line <= breaks(text) + 2 && !fault.message.is_empty(), "{fault} in {text:?}");
            }
            return;
        }
    };
    let finding =
        |name: &str| Arc::new(Finding::new(checks::ALL[0], ObjectRef::new(Kind::APIRule, "shop", name)));
    let wish = NewException {
        findings: vec![finding("orders"), finding("hooks")],
        reason: "signed: \"yes\" # really".into(),
        by: "anna@example.com".into(),
        expires: Some(Day::new(2027, 1, 30)),
    };
    let Ok((after, read)) = config::add("fnsec.yaml", text, &wish) else { return };
    assert_eq!(read.policy.exceptions.len(), before.policy.exceptions.len() + 2);
    // A break at the end of the text may become one of the other kind with what is added behind it.
    let bare = |line: &str| line.trim_end_matches('\r').to_owned();
    let mut rest = after.lines();
    for line in text.lines().filter(|line| !line.starts_with("exceptions:")) {
        assert!(rest.any(|one| bare(one) == bare(line)), "{line:?} is lost in {after:?}");
    }
}

/// A filter shows what all words of an alternative show; a negated word shows the other rows; the case of
/// anything but a label does not matter.
pub fn filters(text: &str) {
    let filter = Filter::parse(text);
    assert_eq!(filter.text, text);
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "!").collect();
    let parts = words.split(|word| matches!(word.to_lowercase().as_str(), "or" | "|"));
    let parts: Vec<&[&str]> = parts.filter(|part| !part.is_empty()).collect();
    assert_eq!(filter.is_empty(), parts.is_empty());
    for row in rows() {
        let alone = |word: &str| Filter::parse(word).matches(&row);
        let any = parts.is_empty() || parts.iter().any(|part| part.iter().all(|word| alone(word)));
        assert_eq!(filter.matches(&row), any, "{text:?}");
        for word in parts.iter().copied().flatten().filter(|word| !word.starts_with('!')) {
            assert_ne!(alone(word), alone(&format!("!{word}")), "{word:?}");
        }
        if !filter.reads_labels() {
            assert_eq!(filter.matches(&row), Filter::parse(&text.to_lowercase()).matches(&row));
        }
    }
}

fn rows() -> [Facets<'static>; 3] {
    let row = |text, namespace, kind, severity, family| Facets {
        text,
        namespace,
        kind,
        severity,
        family,
        ..Facets::default()
    };
    [
        row(&["Orders", "exposed without a token"], "shop", "function", Some(Severity::High), "exposure"),
        row(&["hooks"], "Shop-Prod", "apirule", Some(Severity::Info), "tokens"),
        Facets::default(),
    ]
}

/// A key that is read is printed as a word that is read as the same key.
pub fn keys(text: &str) {
    for word in text.split_whitespace().chain([text]) {
        if let Some(key) = Key::parse(word) {
            assert_eq!(Key::parse(&key.to_string()), Some(key), "{word:?}");
        }
    }
}
