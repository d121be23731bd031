//! Draws of the synthetic organisations.

use crate::random::Random;

/// One stream of draws for each stage, so that asking for more ties changes no
/// person, and a new skill no department.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    Structure,
    People,
    Ties,
}

impl Random {
    /// The stream of a stage.
    pub(super) fn of_stage(seed: u64, stage: Stage) -> Self {
        Self::new(seed, stage as u64)
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
