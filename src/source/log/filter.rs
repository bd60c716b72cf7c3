//! Log levels: `-v`, `-vv`, and `FNSEC_LOG` as `LEVEL` or `TARGET=LEVEL`, separated by commas. Libraries are
//! silent unless they are named.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

/// The target of our own events.
pub(super) const OWN: &str = "fnsec";
const LEVELS: &str = "off, error, warn, info, debug or trace";

/// The targets and their levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRequest {
    levels: Vec<(String, LevelFilter)>,
}

impl LogRequest {
    /// Parses the number of `-v` options, and `FNSEC_LOG`; `None` if nothing is logged.
    ///
    /// # Errors
    /// The invalid part of `FNSEC_LOG`, as a sentence.
    pub fn read(verbosity: u8, variable: Option<&str>) -> Result<Option<Self>, String> {
        let mut levels = Vec::new();
        for part in variable.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (target, word) = part.split_once('=').unwrap_or((OWN, part));
            let target = target.trim();
            if target.is_empty() || !target.chars().all(is_of_target) {
                return Err(invalid(part, "expected TARGET=LEVEL, such as kube_client=debug"));
            }
            let level = level(word.trim())
                .ok_or_else(|| invalid(part, &format!("expected {LEVELS}, or TARGET=LEVEL")))?;
            levels.retain(|(other, _)| other != target);
            levels.push((target.to_owned(), level));
        }
        let asked = match verbosity {
            0 => LevelFilter::OFF,
            1 => LevelFilter::INFO,
            _ => LevelFilter::DEBUG,
        };
        match levels.iter_mut().find(|(target, _)| target == OWN) {
            Some((_, level)) => *level = asked.max(*level),
            None => levels.push((OWN.to_owned(), asked)),
        }
        let any = levels.iter().any(|(_, level)| *level != LevelFilter::OFF);
        Ok(any.then_some(Self { levels }))
    }

    pub(super) fn targets(&self) -> Targets {
        Targets::new().with_targets(self.levels.clone())
    }
}

fn level(word: &str) -> Option<LevelFilter> {
    let all = [
        ("off", LevelFilter::OFF),
        ("error", LevelFilter::ERROR),
        ("warn", LevelFilter::WARN),
        ("info", LevelFilter::INFO),
        ("debug", LevelFilter::DEBUG),
        ("trace", LevelFilter::TRACE),
    ];
    all.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, level)| level)
}

fn is_of_target(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_-:".contains(letter)
}

fn invalid(part: &str, why: &str) -> String {
    let part = crate::source::message::line(part);
    format!("FNSEC_LOG has the invalid part \"{part}\": {why}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level;

    fn wish(verbosity: u8, variable: &str) -> LogRequest {
        LogRequest::read(verbosity, Some(variable)).expect("valid").expect("something")
    }

    #[test]
    fn nothing_is_logged_unless_asked_for() {
        for variable in [None, Some(""), Some(" , "), Some("off"), Some("kube=off")] {
            assert_eq!(LogRequest::read(0, variable), Ok(None), "{variable:?}");
        }
    }

    #[test]
    fn libraries_are_silent_unless_they_are_named() {
        let targets = wish(0, "trace").targets();
        assert!(targets.would_enable("fnsec::request", &Level::TRACE));
        assert!(!targets.would_enable("kube_client::client", &Level::ERROR));
        let targets = wish(0, "hyper_util=debug").targets();
        assert!(targets.would_enable("hyper_util::client", &Level::DEBUG));
        assert!(!targets.would_enable("fnsec", &Level::ERROR));
    }

    #[test]
    fn the_option_raises_the_level_and_never_lowers_it() {
        assert!(wish(1, "").targets().would_enable("fnsec", &Level::INFO));
        assert!(!wish(1, "").targets().would_enable("fnsec", &Level::DEBUG));
        assert!(wish(2, "").targets().would_enable("fnsec", &Level::DEBUG));
        assert!(wish(1, "trace").targets().would_enable("fnsec", &Level::TRACE));
        assert!(wish(2, "warn").targets().would_enable("fnsec", &Level::DEBUG));
    }

    #[test]
    fn an_invalid_value_is_a_sentence_that_names_the_part() {
        for (variable, part) in
            [("loud", "loud"), ("info,kube=much", "kube=much"), ("=info", "=info"), ("a b=info", "a b")]
        {
            let why = LogRequest::read(0, Some(variable)).expect_err(variable);
            assert!(why.starts_with("FNSEC_LOG") && why.contains(part) && why.ends_with('.'), "{why}");
        }
    }
}
