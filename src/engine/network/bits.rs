//! Bit sets with three-valued membership.

use crate::model::Tri;

/// The items of a set that have a property: certainly, and possibly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CertainBits {
    sure: Vec<u64>,
    maybe: Vec<u64>,
}

impl FromIterator<Tri> for CertainBits {
    fn from_iter<I: IntoIterator<Item = Tri>>(each: I) -> Self {
        let mut bits = Self::default();
        for (at, fits) in each.into_iter().enumerate() {
            if at % 64 == 0 {
                bits.sure.push(0);
                bits.maybe.push(0);
            }
            let bit = 1_u64 << (at % 64);
            if let (Some(sure), Some(maybe)) = (bits.sure.last_mut(), bits.maybe.last_mut()) {
                *sure |= if fits == Tri::Yes { bit } else { 0 };
                *maybe |= if fits == Tri::No { 0 } else { bit };
            }
        }
        bits
    }
}

impl CertainBits {
    pub fn get(&self, at: usize) -> Tri {
        let has = |words: &[u64]| words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        match (has(&self.sure), has(&self.maybe)) {
            (true, _) => Tri::Yes,
            (false, true) => Tri::Maybe,
            (false, false) => Tri::No,
        }
    }
}
