//! Yes, no, or not to be known, with the reason.

/// The answer to whether something matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    Yes,
    No,
    /// Why it cannot be told.
    Unknown(String),
}

impl Truth {
    pub fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    pub fn inverse(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown(why) => Self::Unknown(why),
        }
    }

    /// Yes when all are; one no settles it whatever else is unknown.
    pub fn all(each: impl IntoIterator<Item = Self>) -> Self {
        let mut open = Self::Yes;
        for one in each {
            match one {
                Self::No => return Self::No,
                Self::Unknown(_) if open == Self::Yes => open = one,
                Self::Unknown(_) | Self::Yes => {}
            }
        }
        open
    }

    /// Yes when one is; one yes settles it whatever else is unknown.
    pub fn any(each: impl IntoIterator<Item = Self>) -> Self {
        let mut open = Self::No;
        for one in each {
            match one {
                Self::Yes => return Self::Yes,
                Self::Unknown(_) if open == Self::No => open = one,
                Self::Unknown(_) | Self::No => {}
            }
        }
        open
    }
}
