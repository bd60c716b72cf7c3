//! Bit sets with three-valued membership.

/// The items of a set that have a property: certainly, and possibly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    sure: Vec<u64>,
    maybe: Vec<u64>,
}

/// Ordered by how much is allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fits {
    #[default]
    No,
    Maybe,
    Yes,
}

impl Fits {
    #[must_use]
    pub fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl FromIterator<Fits> for Bits {
    fn from_iter<I: IntoIterator<Item = Fits>>(each: I) -> Self {
        let mut bits = Self::default();
        for (at, fits) in each.into_iter().enumerate() {
            if at % 64 == 0 {
                bits.sure.push(0);
                bits.maybe.push(0);
            }
            let bit = 1_u64 << (at % 64);
            if let (Some(sure), Some(maybe)) = (bits.sure.last_mut(), bits.maybe.last_mut()) {
                *sure |= if fits == Fits::Yes { bit } else { 0 };
                *maybe |= if fits == Fits::No { 0 } else { bit };
            }
        }
        bits
    }
}

impl Bits {
    pub fn get(&self, at: usize) -> Fits {
        let has = |words: &[u64]| words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        match (has(&self.sure), has(&self.maybe)) {
            (true, _) => Fits::Yes,
            (false, true) => Fits::Maybe,
            (false, false) => Fits::No,
        }
    }
}
