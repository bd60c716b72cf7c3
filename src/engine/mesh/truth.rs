//! Yes, no or unknown, with the reason.

/// The answer to whether something matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    Yes,
    No,
    /// What it depends on, for a request of which only the caller is known.
    Open(String),
    /// Why it is unknown.
    Unknown(String),
}

impl Truth {
    #[must_use]
    pub fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Open(what) => Self::Open(what),
            Self::Unknown(why) => Self::Unknown(why),
        }
    }

    /// Yes when all are; one no decides regardless of unknowns.
    pub fn all(each: impl IntoIterator<Item = Self>) -> Self {
        let mut open = Self::Yes;
        for one in each {
            match one {
                Self::No => return Self::No,
                Self::Unknown(_) if matches!(open, Self::Yes | Self::Open(_)) => open = one,
                Self::Open(_) if open == Self::Yes => open = one,
                Self::Open(_) | Self::Unknown(_) | Self::Yes => {}
            }
        }
        open
    }

    /// Yes when one is; one yes decides regardless of unknowns. A match of some requests takes precedence
    /// over an unknown.
    pub fn any(each: impl IntoIterator<Item = Self>) -> Self {
        let mut open = Self::No;
        for one in each {
            match one {
                Self::Yes => return Self::Yes,
                Self::Open(_) if matches!(open, Self::No | Self::Unknown(_)) => open = one,
                Self::Unknown(_) if open == Self::No => open = one,
                Self::Open(_) | Self::Unknown(_) | Self::No => {}
            }
        }
        open
    }
}
