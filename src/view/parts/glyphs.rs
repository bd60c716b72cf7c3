//! The symbols beside letters, in two sets: for any terminal, and for plain ones.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    pub full: &'static str,
    pub empty: &'static str,
    pub pointer: &'static str,
    pub dot: &'static str,
    pub filled: &'static str,
    pub hollow: &'static str,
    pub ellipsis: &'static str,
    pub rule: &'static str,
    /// On a rule, beside the part of a list that is shown.
    pub thumb: &'static str,
    pub branch: &'static str,
    pub arrow: &'static str,
    /// Behind the title of the column that sorts a list, and of one that sorts it reversed.
    pub sorted: &'static str,
    pub reversed: &'static str,
    pub check: &'static str,
    pub bullet: &'static str,
    /// The symbol before a marked row.
    pub mark: &'static str,
    /// Bars from the lowest to the highest.
    pub bars: [&'static str; 8],
    pub ascii: bool,
}

pub const UNICODE: Glyphs = Glyphs {
    full: "█",
    empty: "░",
    pointer: "▸",
    dot: "·",
    filled: "●",
    hollow: "○",
    ellipsis: "…",
    rule: "─",
    thumb: "┃",
    branch: "└─",
    arrow: "→",
    sorted: "↓",
    reversed: "↑",
    check: "✓",
    bullet: "•",
    mark: "▪ ",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    ascii: false,
};

pub const ASCII: Glyphs = Glyphs {
    full: "#",
    empty: ".",
    pointer: ">",
    dot: ".",
    filled: "*",
    hollow: "o",
    ellipsis: "~",
    rule: "-",
    thumb: "#",
    branch: "'-",
    arrow: "->",
    sorted: "v",
    reversed: "^",
    check: "+",
    bullet: "*",
    mark: "x ",
    bars: ["_", ".", "-", ":", "=", "+", "*", "#"],
    ascii: true,
};

impl Glyphs {
    #[must_use]
    pub fn set(ascii: bool) -> Self {
        if ascii { ASCII } else { UNICODE }
    }

    /// Returns a bar of `width` cells, filled to a percentage.
    #[must_use]
    pub fn bar(&self, percent: usize, width: usize) -> String {
        let full = (percent.min(100) * width + 50) / 100;
        self.full.repeat(full) + &self.empty.repeat(width - full)
    }

    /// Replaces this program's symbols in a text where the terminal shows only plain characters.
    #[must_use]
    pub fn plain(&self, text: &str) -> String {
        if !self.ascii || text.is_ascii() {
            return text.to_owned();
        }
        let replace = |letter: char| match letter {
            '·' => '.',
            '…' => '~',
            '•' => '*',
            '─' => '-',
            '‹' => '<',
            '→' | '›' => '>',
            other => other,
        };
        text.chars().map(replace).collect()
    }
}
