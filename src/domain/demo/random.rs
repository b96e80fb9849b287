//! Random numbers that are the same everywhere: SplitMix64.

pub struct Random {
    state: u64,
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// A sequence of its own for each `n`.
    pub fn new(seed: u64, n: u64) -> Random {
        let mut random = Random { state: seed.wrapping_mul(STEP) ^ n };
        random.state = random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `end`, which must not be 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// `list` must not be empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    /// `list` must not be empty, nor weigh nothing.
    pub fn weighted<T: Copy>(&mut self, list: &[(T, u32)]) -> T {
        let total: u64 = list.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let mut left = self.below(total);
        for (item, weight) in list {
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => return *item,
            }
        }
        list[0].0
    }
}
