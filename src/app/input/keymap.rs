//! The one table of bindings: dispatch, footer, help, palette and manual all read it, with the changes of the
//! configuration.

use crate::app::KeyAction;
use crate::app::input::key::Key;
use crate::app::screen::place::ScreenKind;
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// Where a binding applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyContext {
    Anywhere,
    /// Wherever a finding can be selected.
    Findings,
    Fix,
    Changes,
    /// The map and its pairs.
    Map,
    /// Everywhere except in a fix, where there is no list.
    Lists,
    /// Lists of rows; grids are excluded.
    Rows,
    /// Grids and texts, which are searched instead of filtered.
    Texts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBinding {
    /// Keys with the same action, separated by spaces; the keys of a sequence are joined by a comma.
    pub keys: Cow<'static, str>,
    pub action: KeyAction,
    pub on: KeyContext,
    /// The place in the footer: the higher, the earlier; 0 is not shown.
    pub hint: u8,
    pub help: &'static str,
}

const fn bind(
    keys: &'static str,
    action: KeyAction,
    on: KeyContext,
    hint: u8,
    help: &'static str,
) -> KeyBinding {
    KeyBinding { keys: Cow::Borrowed(keys), action, on, hint, help }
}

use KeyContext::{Anywhere, Changes, Findings, Fix as InFix, Lists, Map, Rows, Texts};

// A table is read by its columns.
#[rustfmt::skip]
pub static KEYMAP: &[KeyBinding] = &[
    bind("enter", KeyAction::Open, Lists, 95, "open"),
    bind("f", KeyAction::Fix, Findings, 90, "fix"),
    bind("F", KeyAction::Plan, Lists, 33, "guided plan: best changes first"),
    bind("x", KeyAction::Explain, Findings, 85, "explain"),
    bind("space", KeyAction::Mark, Findings, 0, "mark, to change several together"),
    bind("v", KeyAction::MarkRange, Findings, 0, "mark up to here"),
    bind("i", KeyAction::Accept, Findings, 0, "accept the risk"),
    bind("o", KeyAction::Links, Findings, 0, "links to read more"),
    bind("e", KeyAction::Edit, InFix, 94, "edit"),
    bind("E", KeyAction::EditOutside, InFix, 0, "edit in your own $EDITOR"),
    bind("W", KeyAction::WhatIf, InFix, 65, "what if: the map with this fix"),
    bind("W", KeyAction::WhatIf, Map, 88, "what if: try a policy"),
    bind("f", KeyAction::Fix, Map, 0, "open the tried policy as a fix"),
    bind("d", KeyAction::DiffMode, InFix, 70, "diff / YAML"),
    bind("D", KeyAction::Rehearse, InFix, 92, "rehearse on the server"),
    bind("A", KeyAction::Apply, InFix, 91, "apply"),
    bind("ctrl-s", KeyAction::Save, InFix, 60, "save to a file"),
    bind("u", KeyAction::Undo, Changes, 90, "undo, as a preview"),
    bind("u", KeyAction::Undo, InFix, 0, "undo what was applied, as a preview"),
    bind("/", KeyAction::Filter, Rows, 60, "filter"),
    bind("/", KeyAction::Search, Texts, 60, "search"),
    bind("/", KeyAction::Search, InFix, 0, "search"),
    bind("s", KeyAction::Sort, Rows, 50, "sort"),
    bind("S", KeyAction::Reverse, Rows, 0, "reverse the sort order"),
    bind("a", KeyAction::Coverage, Anywhere, 45, "coverage: what could not be read"),
    bind("y,y", KeyAction::CopyYaml, Anywhere, 0, "copy YAML"),
    bind("y,p", KeyAction::CopyPatch, Anywhere, 0, "copy the patch"),
    bind("y,k", KeyAction::CopyKubectl, Anywhere, 0, "copy the kubectl command"),
    bind("y,n", KeyAction::CopyName, Anywhere, 0, "copy the name"),
    bind("y,i", KeyAction::CopyFinding, Anywhere, 0, "copy the finding's fingerprint"),
    bind("y,m", KeyAction::CopyMarkdown, Anywhere, 0, "copy as Markdown"),
    bind("y,l", KeyAction::CopyLink, Anywhere, 0, "copy the link to read more"),
    bind("y,t", KeyAction::CopyTest, Anywhere, 0, "copy the cell as a test"),
    bind("y,s", KeyAction::CopyScreen, Anywhere, 0, "copy the screen"),
    bind("y,v", KeyAction::SavePicture, Anywhere, 0, "save the screen as a picture (SVG)"),
    bind("y,r", KeyAction::CopyRequest, Anywhere, 0, "copy a request for the cluster admin"),
    bind("g,g home", KeyAction::Top, Anywhere, 0, "to the top"),
    bind("G end", KeyAction::Bottom, Anywhere, 0, "to the bottom"),
    bind("g,n", KeyAction::GoNamespace, Anywhere, 0, "go to a namespace"),
    bind("g,c", KeyAction::GoContext, Anywhere, 0, "go to another context"),
    bind("g,t", KeyAction::GoPoint, Anywhere, 0, "go to a point in time"),
    bind("(", KeyAction::PreviousPoint, Anywhere, 0, "previous point in time"),
    bind(")", KeyAction::NextPoint, Anywhere, 0, "next point in time"),
    bind("g,f", KeyAction::GoFunction, Anywhere, 0, "go to a Function"),
    bind("g,s", KeyAction::GoSubject, Anywhere, 0, "go to a subject and its permissions"),
    bind("g,o", KeyAction::GoOwner, Anywhere, 0, "go to the owner"),
    bind("g,p", KeyAction::GoPolicy, Anywhere, 0, "go to a policy"),
    bind("g,h", KeyAction::History, Anywhere, 0, "posture over time"),
    bind("t,p", KeyAction::TogglePassed, Anywhere, 0, "show passed checks"),
    bind("t,i", KeyAction::ToggleAccepted, Anywhere, 0, "show accepted findings"),
    bind("t,s", KeyAction::ToggleSystem, Anywhere, 0, "show system namespaces"),
    bind("t,m", KeyAction::ToggleMouse, Anywhere, 0, "mouse on or off (Shift selects text)"),
    bind("t,g", KeyAction::ToggleGlyphs, Anywhere, 0, "unicode or ascii glyphs"),
    bind("t,w", KeyAction::ToggleWrap, Anywhere, 0, "wrap long lines"),
    bind("t,v", KeyAction::Transpose, Anywhere, 0, "transpose the grids: rows and columns"),
    bind("t,l", KeyAction::ToggleLive, Anywhere, 0, "live or paused"),
    bind("t,t", KeyAction::ToggleTheme, Anywhere, 0, "choose a theme"),
    bind("j down", KeyAction::Down, Anywhere, 0, "down"),
    bind("k up", KeyAction::Up, Anywhere, 0, "up"),
    bind("h left", KeyAction::Left, Anywhere, 0, "left"),
    bind("l right", KeyAction::Right, Anywhere, 0, "right"),
    bind("ctrl-d", KeyAction::HalfDown, Anywhere, 0, "half a page down"),
    bind("ctrl-u", KeyAction::HalfUp, Anywhere, 0, "half a page up"),
    bind("pgdn ctrl-f", KeyAction::PageDown, Anywhere, 0, "a page down"),
    bind("pgup ctrl-b", KeyAction::PageUp, Anywhere, 0, "a page up"),
    bind("esc backspace", KeyAction::Back, Anywhere, 20, "back"),
    bind("ctrl-o", KeyAction::JumpBack, Anywhere, 0, "back through visited places"),
    bind("tab", KeyAction::NextPane, Anywhere, 30, "next pane"),
    bind("backtab", KeyAction::PreviousPane, Anywhere, 0, "previous pane"),
    bind("1", KeyAction::Tab('1'), Anywhere, 0, "Overview"),
    bind("2", KeyAction::Tab('2'), Anywhere, 0, "Namespaces"),
    bind("3", KeyAction::Tab('3'), Anywhere, 0, "Functions"),
    bind("4", KeyAction::Tab('4'), Anywhere, 0, "Findings"),
    bind("5", KeyAction::Tab('5'), Anywhere, 0, "Reach"),
    bind("6", KeyAction::Tab('6'), Anywhere, 0, "Access"),
    bind("7", KeyAction::Tab('7'), Anywhere, 0, "Changes"),
    bind("Y", KeyAction::Whole, Lists, 0, "the whole object as YAML"),
    bind("m", KeyAction::Map, Lists, 28, "map: who reaches this namespace"),
    bind("w", KeyAction::WhoCan, Lists, 27, "access: permissions in this namespace"),
    bind("b", KeyAction::Picture, Lists, 0, "blast radius of what is selected"),
    bind("z",                KeyAction::Zoom,           Lists,    0,  "zoom the pane, and back"),
    bind("n", KeyAction::NextMatch, Anywhere, 0, "next finding"),
    bind("N", KeyAction::PreviousMatch, Anywhere, 0, "previous finding"),
    bind(": ctrl-p", KeyAction::Palette, Anywhere, 40, "command"),
    bind("? f1", KeyAction::Help, Anywhere, 35, "help"),
    bind("r ctrl-r", KeyAction::Relist, Anywhere, 0, "list all objects again"),
    bind("L", KeyAction::LogIn, Anywhere, 0, "log in again; twice while it works"),
    bind(".", KeyAction::ToggleHints, Anywhere, 0, "show or hide these hints"),
    bind("q", KeyAction::Close, Anywhere, 10, "close, at the root quit"),
    bind("Q", KeyAction::QuitAll, Anywhere, 0, "quit"),
    bind("ctrl-c", KeyAction::Cancel, Anywhere, 0, "cancel; twice quits"),
    bind("ctrl-z", KeyAction::Suspend, Anywhere, 0, "suspend"),
];

/// The bindings in effect: those of [`KEYMAP`], with the keys that the configuration gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings(Arc<[KeyBinding]>);

impl Default for Bindings {
    fn default() -> Self {
        static KEPT: LazyLock<Bindings> = LazyLock::new(|| Bindings(KEYMAP.into()));
        KEPT.clone()
    }
}

impl Deref for Bindings {
    type Target = [KeyBinding];

    fn deref(&self) -> &[KeyBinding] {
        &self.0
    }
}

impl From<Vec<KeyBinding>> for Bindings {
    fn from(all: Vec<KeyBinding>) -> Self {
        Self(all.into())
    }
}

impl KeyBinding {
    /// Returns each key or sequence, as `g,n`; none if the configuration took them away.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.keys.split(' ').filter(|keys| !keys.is_empty())
    }

    /// Returns the first key as it is shown: `g n`.
    #[must_use]
    pub fn shown(&self) -> String {
        self.each().next().unwrap_or_default().replace(',', " ")
    }
}

fn is_sequence_from(keys: &str, letter: char) -> bool {
    keys.split_once(',').is_some_and(|(first, rest)| !rest.is_empty() && first == letter.to_string())
}

impl Bindings {
    /// Whether a letter begins a sequence.
    #[must_use]
    pub fn is_prefix(&self, letter: char) -> bool {
        self.iter().any(|binding| binding.each().any(|keys| is_sequence_from(keys, letter)))
    }

    /// Returns what follows a prefix, for the menu of that prefix.
    pub fn following(&self, prefix: char) -> impl Iterator<Item = (&str, &KeyBinding)> {
        self.iter().filter_map(move |binding| {
            let sequence = binding.each().find(|keys| is_sequence_from(keys, prefix))?;
            Some((sequence.split_once(',')?.1, binding))
        })
    }

    /// Returns the action of a key, after a prefix or alone, on a screen.
    #[must_use]
    pub fn action(&self, prefix: Option<char>, key: Key, on: ScreenKind) -> Option<KeyAction> {
        let wanted = match prefix {
            Some(first) => format!("{first},{key}"),
            None => key.to_string(),
        };
        let holds =
            |binding: &&KeyBinding| binding.on.applies_to(on) && binding.each().any(|keys| keys == wanted);
        self.iter().find(holds).map(|binding| binding.action)
    }

    /// Returns the first key of an action as it is shown; its name where it has no key.
    #[must_use]
    pub fn key(&self, action: KeyAction) -> String {
        self.of(action).unwrap_or_else(|| action.name().to_owned())
    }

    /// Returns the first key of an action as it is shown, if it has one.
    #[must_use]
    pub fn of(&self, action: KeyAction) -> Option<String> {
        self.iter()
            .find(|binding| binding.action == action && !binding.keys.is_empty())
            .map(KeyBinding::shown)
    }

    /// Returns what to say about a key that does nothing on a screen: where it does something, if anywhere.
    #[must_use]
    pub fn elsewhere(&self, keys: &str) -> String {
        let (wanted, help) = (keys.replace(' ', ","), self.key(KeyAction::Help));
        match self.iter().find(|binding| binding.each().any(|one| one == wanted)) {
            Some(binding) => format!("{keys}: {}, only {} · {help} keys", binding.help, binding.on.words()),
            None => format!("{keys} is not a key here · {help} keys"),
        }
    }

    /// Returns the footer hints of a screen, most useful first.
    #[must_use]
    pub fn hints(&self, on: ScreenKind) -> Vec<&KeyBinding> {
        let offered = |one: &&KeyBinding| one.hint > 0 && !one.keys.is_empty() && one.on.applies_to(on);
        let mut hints: Vec<&KeyBinding> = self.iter().filter(offered).collect();
        hints.sort_by_key(|hint| std::cmp::Reverse(hint.hint));
        hints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key_on_one_screen() {
        for sort in ScreenKind::ALL {
            let here = KEYMAP.iter().filter(|binding| binding.on.applies_to(sort));
            let mut keys: Vec<&str> = here.flat_map(|binding| binding.keys.split(' ')).collect();
            keys.sort_unstable();
            let before = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), before, "{sort:?}");
        }
    }

    #[test]
    fn every_key_can_be_read_and_every_action_has_help_and_a_name() {
        for binding in KEYMAP {
            assert!(!binding.help.is_empty(), "{:?}", binding.action);
            assert_eq!(KeyAction::named(binding.action.name()), Some(binding.action));
            for key in binding.keys.split(' ').flat_map(|keys| keys.split(',')) {
                assert!(Key::parse(key).is_some(), "{key}");
            }
        }
    }

    #[test]
    fn no_action_needs_a_key_that_takes_alt_gr() {
        for binding in KEYMAP {
            assert!(!binding.keys.chars().any(|letter| "[]{}\\~@|".contains(letter)), "{}", binding.keys);
        }
    }

    #[test]
    fn nothing_is_written_from_a_list() {
        let writes = [KeyAction::Apply];
        for sort in ScreenKind::ALL.into_iter().filter(|sort| *sort != ScreenKind::Fix) {
            assert!(
                KEYMAP
                    .iter()
                    .filter(|one| one.on.applies_to(sort))
                    .all(|binding| !writes.contains(&binding.action)),
                "{sort:?}"
            );
        }
    }
}
