//! The connection as the user sees it: cluster, user, freshness, and whether writes are armed.

use crate::model::UnreadPart;
use crate::source::Origin;

/// The type of environment, derived from names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Env {
    Prod,
    Stage,
    Dev,
    #[default]
    Unnamed,
}

impl Env {
    /// Derives it from the names of context and server; only whole words count.
    #[must_use]
    pub fn of(context: &str, host: &str, production: &[String]) -> Self {
        if production.iter().any(|pattern| [context, host].iter().any(|name| fits(pattern, name))) {
            return Self::Prod;
        }
        let text = format!("{context} {host}").to_lowercase();
        let words: Vec<&str> = text.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
        let any = |names: &[&str]| words.iter().any(|word| names.contains(word));
        if any(&["prod", "prd", "live", "production", "produktion"]) {
            Self::Prod
        } else if any(&["stage", "staging", "stg", "qa", "test"]) {
            Self::Stage
        } else if any(&["dev", "development", "local", "sandbox"]) {
            Self::Dev
        } else {
            Self::Unnamed
        }
    }

    #[must_use]
    pub fn chip(self) -> &'static str {
        match self {
            Self::Prod => "[PROD]",
            Self::Stage => "[STAGE]",
            Self::Dev => "[DEV]",
            Self::Unnamed => "",
        }
    }
}

/// Whether a name has a word, or fits a pattern in which each `*` stands for any text; case is ignored.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.trim().to_lowercase(), name.to_lowercase());
    if !pattern.contains('*') {
        return !pattern.is_empty()
            && (name == pattern
                || name.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == pattern));
    }
    let parts: Vec<&str> = pattern.split('*').collect();
    let (Some((first, rest)), true) = (parts.split_first(), parts.len() > 1) else { return false };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let Some((last, middle)) = rest.split_last() else { return false };
    for part in middle {
        let Some((_, after)) = left.split_once(part) else { return false };
        left = after;
    }
    left.ends_with(last)
}

/// How current the data is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fresh {
    #[default]
    Connecting,
    Live,
    /// Some kinds are behind; the sentence says why.
    Stale(String),
    /// The server does not answer; the sentence says why.
    Offline(String),
    /// The server no longer accepts the credentials.
    Login(String),
}

impl Fresh {
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Stale(_) => "STALE",
            Self::Offline(_) => "OFFLINE",
            Self::Login(_) => "LOGIN",
        }
    }

    /// Writes need a snapshot that is current.
    #[must_use]
    pub fn allows_writes(&self) -> bool {
        matches!(self, Self::Live)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionState {
    pub origin: Origin,
    pub context: String,
    pub host: String,
    pub user: String,
    pub env: Env,
    pub contexts: Vec<String>,
    /// Namespaces in scope; empty means all.
    pub namespaces: Vec<String>,
    pub impersonating: Option<String>,
    /// Started with `--read-only`; no key changes that.
    pub read_only: bool,
    /// Whether writes are armed, which production asks for.
    pub armed: bool,
    /// When armed writes are disarmed again, in milliseconds since the program began.
    pub armed_until: Option<u64>,
    pub fresh: Fresh,
    /// When the data ceased to be live, in milliseconds since the program began.
    pub since: Option<u64>,
    /// When the next attempt is, by the same clock.
    pub retry: Option<u64>,
    /// Where accepted risks are stored, in a form for people.
    pub exceptions: String,
    pub notes: Vec<String>,
    /// Documents of files that could not be read.
    pub unread: Vec<UnreadPart>,
}

impl Default for ConnectionState {
    fn default() -> Self {
        Self {
            origin: Origin::Demo,
            context: String::new(),
            host: String::new(),
            user: String::new(),
            env: Env::Unnamed,
            contexts: Vec::new(),
            namespaces: Vec::new(),
            impersonating: None,
            read_only: false,
            armed: true,
            armed_until: None,
            fresh: Fresh::Connecting,
            since: None,
            retry: None,
            exceptions: "memory".into(),
            notes: Vec::new(),
            unread: Vec::new(),
        }
    }
}

impl ConnectionState {
    /// Records when the data ceased to be live, or that it is live again.
    pub fn note(&mut self, now: u64) {
        self.since = match self.fresh {
            Fresh::Stale(_) | Fresh::Offline(_) | Fresh::Login(_) => self.since.or(Some(now)),
            Fresh::Connecting | Fresh::Live => None,
        };
        self.retry = self.retry.filter(|_| self.since.is_some());
    }

    /// Records that the next attempt follows in this many seconds; the latest call counts.
    pub fn wait(&mut self, now: u64, seconds: u64) {
        let next = now.saturating_add(seconds.saturating_mul(1_000));
        self.retry = Some(self.retry.filter(|known| (now..next).contains(known)).unwrap_or(next));
    }

    /// Seconds until the next attempt.
    #[must_use]
    pub fn countdown(&self, now: u64) -> Option<u64> {
        Some(self.retry?.checked_sub(now)?.div_ceil(1_000)).filter(|seconds| *seconds > 0)
    }

    /// The age of data that is not live: `42s`, `3m12s`, `2h05m`.
    #[must_use]
    pub fn age(&self, now: u64) -> Option<String> {
        let seconds = now.saturating_sub(self.since?) / 1_000;
        Some(match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
            (0, 0, 0) => return None,
            (0, 0, seconds) => format!("{seconds}s"),
            (0, minutes, seconds) => format!("{minutes}m{seconds:02}s"),
            (hours, minutes, _) => format!("{hours}h{minutes:02}m"),
        })
    }

    #[must_use]
    pub fn mode(&self) -> &'static str {
        match (self.read_only, self.armed) {
            (true, _) | (false, false) => "read-only",
            (false, true) => "write",
        }
    }

    /// The mode with the minutes until writes are disarmed.
    #[must_use]
    pub fn mode_left(&self, now: u64) -> String {
        let left = self.armed_until.filter(|_| self.armed && !self.read_only);
        match left.map(|until| until.saturating_sub(now).div_ceil(60_000)) {
            Some(minutes) => format!("{} {minutes}m", self.mode()),
            None => self.mode().to_owned(),
        }
    }

    /// Why nothing may be written at the moment, as a sentence.
    #[must_use]
    pub fn why_not_write(&self) -> Option<String> {
        if self.read_only {
            return Some("fnsec is read-only; copy the YAML or the command instead".into());
        }
        if !self.armed {
            return Some("this is production: type :write to arm changes for 15 minutes".into());
        }
        if !self.fresh.allows_writes() {
            return Some(format!(
                "the data is {}: changes are possible once the cluster answers",
                self.fresh.word()
            ));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_seen_by_whole_words() {
        assert_eq!(Env::of("garden-prod-eu10", "", &[]), Env::Prod);
        assert_eq!(Env::of("product-catalogue", "", &[]), Env::Unnamed);
        assert_eq!(Env::of("x", "https://api.live.example.com", &[]), Env::Prod);
        assert_eq!(Env::of("dev-anna", "", &[]), Env::Dev);
    }

    #[test]
    fn names_of_the_configuration_mean_production_too() {
        let names = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(Env::of("shop-eu10", "", &names(&["EU10"])), Env::Prod);
        assert_eq!(Env::of("garden-shop-main", "", &names(&["garden-*-main"])), Env::Prod);
        assert_eq!(Env::of("garden-shop-other", "", &names(&["garden-*-main", "shops", ""])), Env::Unnamed);
        assert_eq!(Env::of("x", "https://api.c-1.kyma.example", &names(&["*.kyma.example"])), Env::Prod);
        assert_eq!(Env::of("dev", "", &names(&["stage"])), Env::Dev);
    }

    #[test]
    fn what_is_not_live_has_an_age_until_it_is_live_again() {
        let mut session =
            ConnectionState { fresh: Fresh::Offline("gone".into()), ..ConnectionState::default() };
        session.note(1_000);
        session.note(90_000);
        assert_eq!(session.age(1_000), None);
        assert_eq!(session.age(43_000).as_deref(), Some("42s"));
        assert_eq!(session.age(193_000).as_deref(), Some("3m12s"));
        assert_eq!(session.age(7_501_000).as_deref(), Some("2h05m"));
        session.fresh = Fresh::Live;
        session.note(200_000);
        assert_eq!(session.age(300_000), None);
    }

    #[test]
    fn the_next_of_several_tries_is_counted_down() {
        let mut session =
            ConnectionState { fresh: Fresh::Offline("gone".into()), ..ConnectionState::default() };
        session.wait(1_000, 8);
        session.wait(2_000, 30);
        assert_eq!(session.countdown(2_500), Some(7));
        assert_eq!(session.countdown(9_000), None);
        session.wait(9_500, 16);
        assert_eq!(session.countdown(9_500), Some(16));
    }

    #[test]
    fn armed_writes_show_the_minutes_that_are_left() {
        let mut session = ConnectionState { armed_until: Some(900_000), ..ConnectionState::default() };
        assert_eq!(session.mode_left(0), "write 15m");
        assert_eq!(session.mode_left(845_000), "write 1m");
        session.armed = false;
        assert_eq!(session.mode_left(0), "read-only");
    }

    #[test]
    fn stale_data_disarms_writing() {
        let session = ConnectionState { fresh: Fresh::Stale("cut".into()), ..ConnectionState::default() };
        assert!(session.why_not_write().is_some_and(|why| why.contains("STALE")));
        assert_eq!(
            ConnectionState { fresh: Fresh::Live, ..ConnectionState::default() }.why_not_write(),
            None
        );
    }
}
