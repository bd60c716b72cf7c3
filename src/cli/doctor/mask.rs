//! Names in a report that may be posted: unchanged, or each replaced by the same mark wherever it occurs.

use crate::source::message;
use crate::source::outline::OutlineAddress;
use regex::{Captures, Regex};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The kind of object that a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    Host,
    User,
    Context,
    Cluster,
    Namespace,
    Path,
}

impl NameKind {
    fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::User => "user",
            Self::Context => "context",
            Self::Cluster => "cluster",
            Self::Namespace => "namespace",
            Self::Path => "path",
        }
    }
}

/// Paths within the home directory that are the same for all users.
const USUAL: [&str; 4] = [".kube/config", ".local/state/fnsec", ".local/state/fnsec/audit.jsonl", ".kube"];
const HOME: &str = "‹home-1›";
/// Users that Kubernetes itself defines.
const BUILT_IN: [&str; 2] = ["system:anonymous", "system:unauthenticated"];
/// Shorter names are replaced only where they are a whole word.
const LONG: usize = 6;

/// Patterns that recognise names in text from other sources.
static PATTERNS: LazyLock<Vec<(Regex, Option<NameKind>)>> = LazyLock::new(|| {
    [
        (r"(?i)([a-z][a-z0-9+.-]*://)([^\s/:\x22'<>),;]+)[^\s\x22'<>),;]*", Some(NameKind::Host)),
        (r"(^|[\s\x22(=])((?:~?/|[A-Za-z]:\\)[^\s\x22):,]+)", Some(NameKind::Path)),
        (r"(?i)((?:context|cluster|user|namespace)s? \x22)([^\x22]+)", None),
        (r"()(system:serviceaccount:[^\s\x22',]+)", Some(NameKind::User)),
        (r"()([^\s\x22'<>(,;]+@[^\s\x22'<>),;]+)", Some(NameKind::User)),
        (r"()(\b\d{1,3}(?:\.\d{1,3}){3}\b)", Some(NameKind::Host)),
    ]
    .into_iter()
    .filter_map(|(pattern, sort)| Some((Regex::new(pattern).ok()?, sort)))
    .collect()
});

/// While a text is processed, one character represents each mark, so that no mark is replaced again.
const FIRST: u32 = 0xE000;
const LAST: u32 = 0xF8FF;

pub struct Mask {
    anonymous: bool,
    home: Option<PathBuf>,
    names: Vec<(NameKind, String)>,
}

impl Mask {
    pub fn new(anonymous: bool, home: Option<PathBuf>) -> Self {
        Self { anonymous, home: home.filter(|home| home.components().count() > 1), names: Vec::new() }
    }

    pub fn is_anonymous(&self) -> bool {
        self.anonymous
    }

    /// Masks a single name.
    pub fn name(&mut self, kind: NameKind, name: &str) -> String {
        if !self.anonymous || name.is_empty() || BUILT_IN.contains(&name) {
            return message::line(name);
        }
        let at = self.place(kind, name);
        self.mark(at)
    }

    /// Registers a name, so that it is replaced in sentences too.
    pub fn learn(&mut self, kind: NameKind, name: &str) {
        if self.anonymous && !name.is_empty() && !BUILT_IN.contains(&name) {
            self.place(kind, name);
        }
    }

    /// Masks an address; its path may name a cluster.
    pub fn endpoint(&mut self, endpoint: &OutlineAddress) -> String {
        let host = self.name(NameKind::Host, &endpoint.host);
        let port = endpoint.port.map(|port| format!(":{port}")).unwrap_or_default();
        let path = if self.anonymous { String::new() } else { message::line(&endpoint.path) };
        format!("{}://{host}{port}{path}", endpoint.scheme)
    }

    /// The path of a file or folder.
    pub fn path(&mut self, path: &Path) -> String {
        let shown = path.display().to_string();
        if self.anonymous
            && let Some(usual) = self.usual(path)
        {
            return format!("{HOME}/{usual}");
        }
        self.name(NameKind::Path, &shown)
    }

    /// Masks text from other sources, in which names may occur anywhere.
    pub fn text(&mut self, text: &str) -> String {
        let line = message::line(text);
        if !self.anonymous {
            return line;
        }
        let mut line: String = line.chars().filter(|letter| !is_sign(*letter)).collect();
        line = self.without_known(&line, true);
        for (pattern, sort) in PATTERNS.iter() {
            line =
                pattern.replace_all(&line, |found: &Captures<'_>| self.replaced(found, *sort)).into_owned();
        }
        line = self.without_known(&line, false);
        let mark = |letter: char| match sign_at(letter) {
            Some(at) => self.mark(at),
            None => letter.to_string(),
        };
        line.chars().map(mark).collect()
    }

    fn usual(&self, path: &Path) -> Option<&'static str> {
        let rest = path.strip_prefix(self.home.as_ref()?).ok()?;
        USUAL.into_iter().find(|usual| Path::new(usual) == rest)
    }

    fn place(&mut self, kind: NameKind, name: &str) -> usize {
        let same = |one: &(NameKind, String)| one.0 == kind && one.1.eq_ignore_ascii_case(name);
        self.names.iter().position(same).unwrap_or_else(|| {
            self.names.push((kind, name.to_owned()));
            self.names.len() - 1
        })
    }

    fn mark(&self, at: usize) -> String {
        let Some((sort, _)) = self.names.get(at) else { return "‹…›".into() };
        let before = self.names.iter().take(at + 1).filter(|(of, _)| of == sort);
        format!("‹{}-{}›", sort.word(), before.count())
    }

    fn replaced(&mut self, found: &Captures<'_>, kind: Option<NameKind>) -> String {
        let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
        let (before, name) = (part(1), part(2));
        if name.chars().all(is_sign) || BUILT_IN.contains(&name) {
            return format!("{before}{name}");
        }
        let sort = kind.unwrap_or_else(|| match before.to_ascii_lowercase().get(..2) {
            Some("co") => NameKind::Context,
            Some("cl") => NameKind::Cluster,
            Some("us") => NameKind::User,
            _ => NameKind::Namespace,
        });
        let at = self.place(sort, name);
        format!("{before}{}", sign(at))
    }

    /// Replaces the known paths, or the other known names: the longest first, so that none is replaced only in
    /// part.
    fn without_known(&self, line: &str, paths: bool) -> String {
        let known = self.names.iter().enumerate().filter(|(_, (sort, _))| (*sort == NameKind::Path) == paths);
        let mut known: Vec<(usize, &str)> = known.map(|(at, (_, name))| (at, name.as_str())).collect();
        known.sort_by_key(|(_, name)| std::cmp::Reverse(name.len()));
        let mut line = line.to_owned();
        for (at, name) in known {
            let whole = if name.len() < LONG { r"\b" } else { "" };
            if let Ok(pattern) = Regex::new(&format!("(?i){whole}{}{whole}", regex::escape(name))) {
                line = pattern.replace_all(&line, sign(at)).into_owned();
            }
        }
        line
    }
}

fn sign(at: usize) -> String {
    let number = u32::try_from(at).ok().and_then(|at| FIRST.checked_add(at));
    number.filter(|number| *number <= LAST).and_then(char::from_u32).map_or("…".into(), String::from)
}

fn is_sign(letter: char) -> bool {
    sign_at(letter).is_some()
}

fn sign_at(letter: char) -> Option<usize> {
    let number = u32::from(letter);
    (FIRST..=LAST).contains(&number).then(|| (number - FIRST) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mask() -> Mask {
        let mut mask = Mask::new(true, Some("/home/jane".into()));
        mask.name(NameKind::Context, "prod");
        mask.name(NameKind::User, "user");
        mask.name(NameKind::Host, "api.acme.example");
        mask
    }

    #[test]
    fn a_name_has_the_same_mark_wherever_it_is() {
        let mut mask = mask();
        assert_eq!(mask.name(NameKind::Context, "prod"), "‹context-1›");
        assert_eq!(mask.name(NameKind::Context, "test"), "‹context-2›");
        assert_eq!(
            mask.text("Contexts there are: prod, test."),
            "Contexts there are: ‹context-1›, ‹context-2›."
        );
        assert_eq!(mask.text("token of user \"user\""), "token of ‹user-1› \"‹user-1›\"");
    }

    #[test]
    fn names_in_others_text_are_recognised_by_how_they_look() {
        let mut mask = mask();
        for (text, shown) in [
            ("User \"jane@acme\" cannot list", "‹user-1› \"‹user-2›\" cannot list"),
            ("in the namespace \"shop\"", "in the namespace \"‹namespace-1›\""),
            ("Reading the kubeconfig /home/jane/acme.yaml: gone", "Reading the kubeconfig ‹path-1›: gone"),
            ("see https://login.acme.example/x, then", "see https://‹host-2›, then"),
            ("HTTPS://api.acme.example:6443", "HTTPS://‹host-1›"),
            ("10.1.2.3:6443 refused", "‹host-3›:6443 refused"),
            ("production is not prod", "production is not ‹context-1›"),
            ("xapi.acme.example", "x‹host-1›"),
        ] {
            assert_eq!(mask.text(text), shown);
        }
    }

    #[test]
    fn only_usual_paths_stay_readable() {
        let mut mask = mask();
        assert_eq!(mask.path(Path::new("/home/jane/.kube/config")), "‹home-1›/.kube/config");
        assert_eq!(mask.path(Path::new("/home/jane/acme/kubeconfig")), "‹path-1›");
        assert_eq!(mask.path(Path::new("acme.yaml")), "‹path-2›");
        assert_eq!(mask.text("acme.yaml: gone"), "‹path-2›: gone");
    }

    #[test]
    fn without_a_wish_for_it_names_are_shown_as_they_are() {
        let mut mask = Mask::new(false, None);
        assert_eq!(mask.name(NameKind::Host, "a.example"), "a.example");
        assert_eq!(mask.text("User \"jane\" at https://jane:s3cret@a"), "User \"jane\" at https://a");
    }

    proptest! {
        #[test]
        fn no_known_name_is_left(before in ".{0,12}", after in ".{0,12}") {
            let mut mask = mask();
            let shown = mask.text(&format!("{before} api.acme.example {after}"));
            prop_assert!(!shown.to_lowercase().contains("acme"), "{shown}");
        }
    }
}
