//! The roles that a theme gives a style to; widgets name these and never a colour.

macro_rules! roles {
    ($($role:ident = $name:literal,)+) => {
        /// The meaning of a part of the screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($role,)+ }

        impl Role {
            /// Every role in a stable order; new ones go to the end.
            pub const ALL: &'static [Role] = &[$(Role::$role,)+];

            /// Returns its name in a theme file.
            pub fn name(self) -> &'static str {
                match self { $(Role::$role => $name,)+ }
            }
        }
    };
}

roles! {
    Text = "text",
    Muted = "muted",
    Accent = "accent",
    Title = "title",
    Border = "border",
    BorderFocus = "border-focus",
    Selection = "selection",
    Marked = "marked",
    SevCritical = "sev-critical",
    SevHigh = "sev-high",
    SevMedium = "sev-medium",
    SevLow = "sev-low",
    SevInfo = "sev-info",
    Ok = "ok",
    Unknown = "unknown",
    Stale = "stale",
    Offline = "offline",
    Fresh = "fresh",
    EnvProd = "env-prod",
    EnvStage = "env-stage",
    EnvDev = "env-dev",
    DiffAdd = "diff-add",
    DiffRemove = "diff-remove",
    DiffHunk = "diff-hunk",
    Heat0 = "heat-0",
    Heat1 = "heat-1",
    Heat2 = "heat-2",
    Heat3 = "heat-3",
    CodeKeyword = "code-keyword",
    CodeString = "code-string",
    CodeComment = "code-comment",
    CodeNumber = "code-number",
    Key = "key",
    Hint = "hint",
    Input = "input",
    Warning = "warning",
    Error = "error",
    Link = "link",
}

impl Role {
    /// Returns the role with this name in a theme file.
    #[must_use]
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// Whether it colours shapes rather than text: these need less contrast.
    #[must_use]
    pub fn is_shape(self) -> bool {
        use Role::{Border, BorderFocus, Heat0, Heat1, Heat2, Heat3};
        matches!(self, Border | BorderFocus | Heat0 | Heat1 | Heat2 | Heat3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_at_its_own_position_and_is_found_by_name() {
        for (at, role) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, at);
            assert_eq!(Role::named(role.name()), Some(*role));
        }
        assert_eq!(Role::named("nothing"), None);
    }
}
