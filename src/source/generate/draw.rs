//! Deterministic random numbers: one small generator for each object, so that order does not matter.

/// Xorshift by Marsaglia, started from a mixed seed.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// Starts a generator; `what` separates the numbers of different kinds.
    pub fn new(seed: u64, what: u64, at: usize) -> Self {
        let mut mixed =
            seed ^ what.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (at as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mut draw = Self(mixed | 1);
        draw.next();
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Returns a number below `end`, 0 when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from((self.next() >> 11) % (end.max(1) as u64)).unwrap_or_default()
    }

    /// As [`below`](Self::below), with a strong preference for small numbers.
    pub fn skewed(&mut self, end: usize) -> usize {
        let (one, other) = (self.below(end) as u64, self.below(end) as u64);
        usize::try_from(one * other / end.max(1) as u64).unwrap_or_default()
    }

    /// Returns true with this probability in percent.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Returns one of a few choices; the default when there are none.
    pub fn of<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        choices.get(self.below(choices.len())).copied().unwrap_or_default()
    }
}
