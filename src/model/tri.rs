//! Three-valued logic: no, maybe where something is not known, and yes.

/// Ordered, so that `and` is the smaller of two values and `or` the larger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tri {
    #[default]
    No,
    Maybe,
    Yes,
}

impl Tri {
    #[must_use]
    pub fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tri::{self, Maybe, No, Yes};

    #[test]
    fn a_no_decides_whatever_is_unknown() {
        assert_eq!([No.and(Maybe), Yes.and(Maybe), Yes.and(Yes)], [No, Maybe, Yes]);
        for one in [No, Maybe, Yes] {
            assert_eq!(one.inverse().inverse(), one);
        }
        assert_eq!((Tri::of(true), Tri::default()), (Yes, No));
    }
}
