//! Exact integer draws from a named generator.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// A seeded source of which only `next_u64` is drawn: what lies above it is
/// ours, and stays.
#[derive(Debug)]
pub(crate) struct Random(Xoshiro256PlusPlus);

impl Random {
    /// A stream of a seed: streams of other numbers share nothing with it.
    ///
    /// `rand` promises that its named generators keep their values for one
    /// state, but not how `seed_from_u64` makes a state; so the state is made
    /// here, by SplitMix64 (Steele, Lea & Flood 2014).
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut state = mix(seed) ^ stream;
        let mut bytes = [0; 32];
        for word in bytes.chunks_exact_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            word.copy_from_slice(&mix(state).to_le_bytes());
        }
        Self(Xoshiro256PlusPlus::from_seed(bytes))
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0..n`, without bias; 0 where `n` is 0 (Lemire 2019).
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        let mut product = u128::from(self.bits()) * u128::from(n);
        if low(product) < n {
            let reject = n.wrapping_neg() % n;
            while low(product) < reject {
                product = u128::from(self.bits()) * u128::from(n);
            }
        }
        (product >> 64) as u64
    }

    /// [`below`](Self::below) for positions.
    pub(crate) fn index(&mut self, n: usize) -> usize {
        // Below n, so it fits where n did.
        usize::try_from(self.below(n as u64)).unwrap_or(0)
    }

    /// A uniform permutation (Durstenfeld 1964).
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.index(i + 1));
        }
    }
}

/// The finaliser of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
fn low(product: u128) -> u64 {
    product as u64
}
