//! Other admission controllers: whether one of their policies surely, perhaps, or never applies to a pod in
//! a namespace.

use crate::model::Meta;
use crate::model::Tri;

/// The scope of a constraint of Gatekeeper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraint {
    pub meta: Meta,
    /// `deny` where it is not set.
    pub action: String,
    /// An empty list means every kind.
    pub kinds: Vec<Kinds>,
    pub namespaces: Vec<String>,
    pub excluded: Vec<String>,
    /// Whether selectors, names or exempt images exclude some objects.
    pub narrow: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kinds {
    pub groups: Vec<String>,
    pub kinds: Vec<String>,
}

impl Constraint {
    /// Whether it refuses pods in a namespace that violate its rule.
    #[must_use]
    pub fn reaches(&self, namespace: &str) -> Tri {
        let meets = |patterns: &[String]| patterns.iter().any(|pattern| glob(pattern, namespace));
        let named = self.namespaces.is_empty() || meets(&self.namespaces);
        if !named || meets(&self.excluded) || !self.is_about_pods() {
            return Tri::No;
        }
        match self.action.as_str() {
            "" | "deny" if !self.narrow => Tri::Yes,
            // Scoped actions are set per enforcement point instead of for all of them.
            "" | "deny" | "scoped" => Tri::Maybe,
            _ => Tri::No,
        }
    }

    fn is_about_pods(&self) -> bool {
        let any = |words: &[String], one: &str| {
            words.is_empty() || words.iter().any(|word| word == "*" || word == one)
        };
        self.kinds.is_empty()
            || self.kinds.iter().any(|kind| any(&kind.groups, "") && any(&kind.kinds, "Pod"))
    }
}

/// Whether a text matches a pattern of `*`, any characters, and `?`, any one character.
#[must_use]
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut here) = (0, 0);
    // The position of the last star, and how much of the text it has matched.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(here) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, here));
                at += 1;
            }
            Some(one) if *one == '?' || one == letter => (at, here) = (at + 1, here + 1),
            _ => {
                let Some((from, taken)) = star else { return false };
                star = Some((from, taken + 1));
                (at, here) = (from + 1, taken + 1);
            }
        }
    }
    pattern.iter().skip(at).all(|letter| *letter == '*')
}
