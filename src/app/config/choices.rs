//! Settings with a fixed set of words.

use super::setting::choices;

choices! {
    /// The characters that frames, marks and charts consist of.
    Glyphs {
        /// By the locale and the terminal.
        Auto = "auto",
        Unicode = "unicode",
        Ascii = "ascii",
    }
}

choices! {
    /// The screen that the explorer starts with.
    Start {
        Overview = "overview",
        Namespaces = "namespaces",
        Functions = "functions",
        Findings = "findings",
        Reach = "reach",
        Access = "access",
        Changes = "changes",
    }
}

impl Start {
    /// Returns the digit of its tab.
    #[must_use]
    pub fn digit(self) -> char {
        match self {
            Self::Overview => '1',
            Self::Namespaces => '2',
            Self::Functions => '3',
            Self::Findings => '4',
            Self::Reach => '5',
            Self::Access => '6',
            Self::Changes => '7',
        }
    }
}

choices! {
    /// How strictly changes are confirmed. No choice is weaker than the default.
    Confirming {
        /// One key, or a typed name where the risk asks for it.
        ByRisk = "by-risk",
        /// Always a typed name.
        Typed = "typed",
    }
}

choices! {
    /// How texts are copied.
    Clipboard {
        /// tmux, then the desktop, then the terminal.
        Auto = "auto",
        Tmux = "tmux",
        Desktop = "desktop",
        Terminal = "terminal",
        Off = "off",
    }
}

choices! {
    /// A set of keys.
    Preset {
        Default = "default",
        K9s = "k9s",
    }
}
