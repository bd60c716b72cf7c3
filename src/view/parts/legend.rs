//! What the marks and abbreviations on screen stand for, by place: help shows them, and a test finds each one that is
//! painted in it.

use crate::app::screen::place::ScreenKind;
use ScreenKind::{
    Access, Changes, Findings, Fix, Function, Functions, Namespace, Namespaces, Object, Overview, Pair, Plan,
    Reach,
};

/// Marks with one meaning, as they are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegendEntry {
    /// The marks, separated by spaces; a digit stands for any number.
    pub marks: &'static str,
    /// The same where the terminal shows only plain characters; empty if they are equal.
    pub plain: &'static str,
    pub words: &'static str,
    /// Where they occur; empty for all places.
    on: &'static [ScreenKind],
}

const fn entry(marks: &'static str, words: &'static str, on: &'static [ScreenKind]) -> LegendEntry {
    LegendEntry { marks, plain: "", words, on }
}

impl LegendEntry {
    const fn or(self, plain: &'static str) -> Self {
        Self { plain, ..self }
    }

    /// Returns the marks as a terminal shows them.
    #[must_use]
    pub fn shown(&self, ascii: bool) -> &'static str {
        if ascii && !self.plain.is_empty() { self.plain } else { self.marks }
    }

    #[must_use]
    pub fn applies_to(&self, place: ScreenKind) -> bool {
        self.on.is_empty() || self.on.contains(&place)
    }
}

/// Lists of findings.
const FINDINGS: &[ScreenKind] = &[Overview, Namespace, Function, Findings];
const NAMESPACES: &[ScreenKind] = &[Overview, Namespaces];
const COUNTS: &[ScreenKind] = &[Overview, Namespace, Functions, Plan];
const SCORES: &[ScreenKind] = &[Overview, Namespaces, Namespace];
const SORTED: &[ScreenKind] = &[Overview, Namespaces, Functions, Findings];
const TEXTS: &[ScreenKind] = &[Function, Object];

// A table is read by its columns.
#[rustfmt::skip]
pub static LEGEND: &[LegendEntry] = &[
    entry("SEV CRIT HIGH", "severity: critical, high", &[]),
    entry("MED LOW INFO", "severity: medium, low, info", &[]),
    entry("C H M L", "how many critical, high, medium, low", NAMESPACES),
    entry("C1 H1 M1 L1 i1", "how many of each severity", COUNTS),
    entry("FN", "Functions", NAMESPACES),
    entry("PSS", "enforced Pod Security level", NAMESPACES),
    entry("T R L N", "tokens, runtimes, leakage, network", NAMESPACES),
    entry("P G", "Pod Security, registry", NAMESPACES),
    entry("A X", "access, exposure", NAMESPACES),
    entry("1~", "score; some verdicts are unknown", SCORES),
    entry("--", "no score: nothing could be read", SCORES),
    entry("█ ■ ░", "posture score; 100 is best", SCORES).or("# ."),
    entry("▁ ▂ ▃ ▄ ▅ ▆ ▇", "posture over time, newest last", SCORES).or("_ - : = + *"),
    entry("+1 -1 =", "change of the score", NAMESPACES),
    entry("↓ ↑", "sorted by this column; reversed", SORTED).or("v ^"),
    entry("ends it: 1", "the link of the path that a fix cuts", &[Overview]),
    entry("FIX 1", "how many fixes can be proposed", FINDINGS),
    entry("403", "not permitted to read or to write", &[]),
    entry("fn/ ns/ sa/", "Function, Namespace, ServiceAccount", FINDINGS),
    entry("cm/ svc/ deploy/", "ConfigMap, Service, Deployment", FINDINGS),
    entry("netpol/ ap/", "NetworkPolicy, AuthorizationPolicy", FINDINGS),
    entry("ra/ pa/", "Request- and PeerAuthentication", FINDINGS),
    entry("vs/ gw/ ing/", "VirtualService, Gateway, Ingress", FINDINGS),
    entry(":8 [0]", "line of the code; item of a list", FINDINGS),
    entry("new worse", "since the last visit or a baseline", FINDINGS),
    entry("▪", "marked, to change several together", FINDINGS).or("x"),
    entry("●", "the level that is set", &[Namespace]).or("*"),
    entry("3/3", "how many of all", &[Namespace, Access, Function]),
    entry("+1", "and so many more", &[Functions, Pair]),
    entry("└─", "a finding, below its place", TEXTS).or("'-"),
    entry("1/2", "a step of the value to this place", TEXTS),
    entry("███ ▒▒▒", "all ports; some ports", &[Reach]).or("AAA PPP"),
    entry("░░░", "the mesh denies it", &[Reach]).or("mmm"),
    entry("─", "the same namespace", &[Reach]).or("-"),
    entry("[ ]", "changed by the tried policy", &[Reach]),
    entry("‹ ›", "more columns on this side", &[Reach, Access]).or("< >"),
    entry("all", "granted in the whole cluster", &[Access]),
    entry("3 ns", "granted in so many namespaces", &[Access]),
    entry("(3 ns) (all)", "only by escalation", &[Access]),
    entry("cluster here", "granted in the cluster; here", &[Access]),
    entry("detour", "only by escalation", &[Access]),
    entry("some", "for objects named in the role", &[Access]),
    entry("3+", "at least so many: not all was read", &[Overview, Access]),
    entry("█ ░", "in how many of all namespaces", &[Access]).or("# ."),
    entry("└─", "the binding that grants it", &[Access]).or("'-"),
    entry("+ -", "line added; line removed", &[Fix]),
    entry("‹masked-1›", "a credential; it is sent whole", &[Fix]),
    entry("!", "warning of the server", &[Fix, Changes]),
    entry("?", "unknown: could not be read", &[]),
    entry("·", "none; between two facts: and", &[]).or("."),
    entry("→", "leads to; becomes", &[]).or("->"),
    entry("═", "in a picture: a link with a finding", &[]).or("="),
    entry("▸", "selected; in a title: has the keys", &[]).or(">"),
    entry("┃", "the part of a list that is shown", &[]).or("#"),
    entry("…", "cut; zoom or the page show all", &[]).or("~"),
    entry("•", "part of a credential; a point", &[]).or("*"),
    entry("( )", "around a letter: this key shows more", &[]),
];

/// Returns the entries of a place, its own first.
pub fn of(place: ScreenKind) -> impl Iterator<Item = &'static LegendEntry> {
    let own = LEGEND.iter().filter(move |entry| !entry.on.is_empty() && entry.applies_to(place));
    own.chain(LEGEND.iter().filter(|entry| entry.on.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::parts::glyphs::{ASCII, Glyphs, UNICODE};

    /// Returns every symbol that means something; a new one is a new line here.
    fn symbols(of: &Glyphs) -> Vec<&'static str> {
        let Glyphs {
            full,
            empty,
            pointer,
            dot,
            filled,
            hollow: _,
            ellipsis,
            rule: _,
            thumb,
            branch,
            arrow,
            ..
        } = *of;
        let Glyphs { sorted, reversed, check: _, bullet, mark, bars, ascii: _, .. } = *of;
        let [first, .., last] = bars;
        let all =
            [full, empty, pointer, dot, filled, ellipsis, thumb, branch, arrow, sorted, reversed, bullet];
        all.into_iter().chain([mark.trim_end(), first]).chain((last == full).then_some(last)).collect()
    }

    #[test]
    fn every_symbol_is_explained_as_each_terminal_shows_it() {
        for (symbol, plain) in symbols(&UNICODE).into_iter().zip(symbols(&ASCII)) {
            let explains = |entry: &&LegendEntry| {
                entry.marks.split(' ').any(|one| one == symbol)
                    && entry.shown(true).split(' ').any(|one| one == plain)
            };
            assert!(LEGEND.iter().any(|entry| explains(&entry)), "{symbol} {plain}");
        }
    }

    #[test]
    fn every_explanation_fits_into_a_column_of_the_help_at_120_columns() {
        const COLUMN: usize = 37;
        let wide = |text: &str| crate::view::parts::text::width(text);
        for entry in LEGEND {
            assert!(wide(entry.words) <= COLUMN && wide(entry.marks) <= 17, "{entry:?}");
        }
        for binding in crate::app::input::keymap::KEYMAP {
            assert!(wide(binding.help) <= COLUMN, "{}", binding.help);
        }
    }

    #[test]
    fn every_short_name_of_a_kind_is_explained() {
        for kind in crate::model::Kind::ALL {
            let Some(short) = kind.short() else { continue };
            let is_in = |entry: &LegendEntry| entry.marks.split(' ').any(|one| one == format!("{short}/"));
            assert!(LEGEND.iter().any(is_in), "{short}");
        }
    }

    #[test]
    fn every_place_has_marks_of_its_own_or_those_of_all() {
        for place in ScreenKind::ALL {
            assert!(of(place).count() > 5, "{place:?}");
        }
    }
}
