//! Exact integer draws from a named generator.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// One stream of draws for each stage, so that asking for more ties changes no
/// person, and a new skill no department.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    Structure,
    People,
    Ties,
}

/// A seeded source of which only `next_u64` is drawn: what lies above it is
/// ours, and stays.
#[derive(Debug)]
pub(super) struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The stream of a seed and a stage.
    ///
    /// `rand` promises that its named generators keep their values for one
    /// state, but not how `seed_from_u64` makes a state; so the state is made
    /// here, by SplitMix64 (Steele, Lea & Flood 2014).
    pub(super) fn new(seed: u64, stage: Stage) -> Self {
        let mut state = mix(seed) ^ stage as u64;
        let mut bytes = [0; 32];
        for word in bytes.chunks_exact_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            word.copy_from_slice(&mix(state).to_le_bytes());
        }
        Self(Xoshiro256PlusPlus::from_seed(bytes))
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0..n`, without bias; 0 where `n` is 0 (Lemire 2019).
    pub(super) fn below(&mut self, n: u64) -> u64 {
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
    pub(super) fn index(&mut self, n: usize) -> usize {
        // Below n, so it fits where n did.
        usize::try_from(self.below(n as u64)).unwrap_or(0)
    }

    /// True `share` times in a hundred.
    pub(super) fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// One of a list that is not empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.index(list.len())]
    }

    /// A heavy-tailed factor in units of 1/65536, with median 1: 63 fair
    /// steps, each half of them up or down by a ratio (Gibrat's law of
    /// proportionate effect), and a part of one. The logarithm deviates by
    /// 4·ln(up/down).
    pub(super) fn growth(&mut self, up: u64, down: u64) -> u64 {
        let steps = i64::from((self.bits() >> 1).count_ones()) - 32;
        let (times, by) = if steps > 0 { (up, down) } else { (down, up) };
        // 24 bits more than the result keeps, for the divisions.
        let grown = (0..steps.abs()).fold(1 << 40, |w: u64, _| (w / by).saturating_mul(times));
        let part = (down << 16) + self.below((up - down) << 16);
        ((grown >> 24).saturating_mul(part) / (down << 16)).max(1)
    }

    /// A uniform permutation (Durstenfeld 1964).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
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

/// Deals `total` things over weights, as proportionally as whole numbers go.
#[derive(Clone, Debug)]
pub(super) struct Shares {
    total: u128,
    weight: u128,
    seen: u128,
}

impl Shares {
    pub(super) fn new(total: u64, weight: u64) -> Self {
        Self { total: total.into(), weight: u128::from(weight.max(1)), seen: 0 }
    }

    /// The share of the next weight; all shares together are the total.
    pub(super) fn next(&mut self, weight: u64) -> u64 {
        let before = self.total * self.seen / self.weight;
        self.seen += u128::from(weight);
        // At most the total, which is 64 bits.
        u64::try_from(self.total * self.seen / self.weight - before).unwrap_or(u64::MAX)
    }
}

/// Which of `from` things are the chosen `take`, asked one by one: exactly so
/// many, each choice equally likely (Fan, Muller & Rezucha 1962).
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) take: u64,
    pub(super) from: u64,
}

impl Sample {
    pub(super) fn next(&mut self, random: &mut Random) -> bool {
        let taken = random.below(self.from) < self.take;
        self.from = self.from.saturating_sub(1);
        self.take -= u64::from(taken);
        taken
    }
}
