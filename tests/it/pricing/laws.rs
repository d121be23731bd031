//! How the optimum changes when the problem does, on instances that shrink.

use crosstie::matching::assignment::{Mode, Objective};
use proptest::collection::vec;
use proptest::prelude::*;

use super::instances::{Instance, dressed, random, traits};
use super::optima;
use crate::rng::Rng;

/// Capacities and scores by left, then by right vertex; blocks, own parts and bounds come later.
#[derive(Clone, Debug)]
struct Bare {
    left: Vec<u32>,
    right: Vec<u32>,
    scores: Vec<Option<i64>>,
}

/// Up to 20 × 20 vertices; half or more of the pairs are eligible.
fn bare() -> impl Strategy<Value = Bare> {
    (vec(0_u32..=3, 0..=20), vec(0_u32..=3, 0..=20), any::<bool>()).prop_flat_map(
        |(left, right, all)| {
            let score = prop::option::weighted(if all { 0.999 } else { 0.5 }, -20_i64..=20);
            vec(score, left.len() * right.len()).prop_map(move |scores| Bare {
                left: left.clone(),
                right: right.clone(),
                scores,
            })
        },
    )
}

impl Bare {
    fn of(instance: &Instance) -> Self {
        let (left, right) = (instance.left.clone(), instance.right.clone());
        Self { left, right, scores: instance.table.scores.clone() }
    }

    fn score(&self, left: usize, right: usize) -> Option<i64> {
        self.scores[left * self.right.len() + right]
    }

    fn with_scores(&self, score: impl Fn(i64) -> i64) -> Self {
        let scores = self.scores.iter().map(|s| s.map(&score)).collect();
        Self { scores, ..self.clone() }
    }

    fn transposed(&self) -> Self {
        let mut scores = Vec::new();
        for r in 0..self.right.len() {
            scores.extend((0..self.left.len()).map(|l| self.score(l, r)));
        }
        Self { left: self.right.clone(), right: self.left.clone(), scores }
    }

    /// The same with a left vertex at that place, all of whose pairs are excluded.
    fn with_isolated(&self, place: usize, capacity: u32) -> Self {
        let mut other = self.clone();
        other.left.insert(place, capacity);
        let at = place * self.right.len();
        other.scores.splice(at..at, self.right.iter().map(|_| None));
        other
    }

    /// The objectives in both modes, with a source of any kind.
    fn optima(&self, seed: u64) -> [Objective; 2] {
        optima(&self.dressed(seed))
    }

    fn dressed(&self, seed: u64) -> Instance {
        let mut rng = Rng::new(seed);
        let like = [&self.left, &self.right].map(|side| traits(&mut rng, side.len(), 20, 3));
        let sides = [self.left.clone(), self.right.clone()];
        dressed(&mut rng, sides, [&like[0], &like[1]], self.scores.clone())
    }
}

proptest! {
    #[test]
    fn blocks_own_parts_and_bounds_do_not_matter(bare in bare(), one: u64, other: u64) {
        prop_assert_eq!(bare.optima(one), bare.optima(other));
    }

    #[test]
    fn an_isolated_vertex_changes_nothing(
        bare in bare(),
        capacity in 0_u32..4,
        place: prop::sample::Index,
        seed: u64,
    ) {
        let before = bare.optima(seed);
        let other = bare.with_isolated(place.index(bare.left.len() + 1), capacity);
        prop_assert_eq!(other.optima(seed), before);
        let turned = bare.transposed();
        let other = turned.with_isolated(place.index(turned.left.len() + 1), capacity);
        prop_assert_eq!(other.transposed().optima(seed), before);
    }

    #[test]
    fn three_times_the_scores_three_times_the_weight(bare in bare(), seed: u64) {
        let times = |o: Objective| Objective { weight: 3 * o.weight, ..o };
        prop_assert_eq!(
            bare.with_scores(|score| 3 * score).optima(seed),
            bare.optima(seed).map(times)
        );
    }

    #[test]
    fn three_times_the_scores_own_parts_and_bounds(bare in bare(), seed: u64) {
        let before = bare.dressed(seed);
        let mut after = before.clone();
        let table = &mut after.table;
        // Where there is room for it.
        prop_assume!(table.greatest < i64::MAX / 100_000);
        table.greatest *= 3;
        table.scores.iter_mut().flatten().for_each(|score| *score *= 3);
        table.own.iter_mut().flatten().for_each(|own| *own *= 3);
        table.bounds.iter_mut().flatten().for_each(|bound| *bound *= 3);
        let times = |o: Objective| Objective { weight: 3 * o.weight, ..o };
        prop_assert_eq!(optima(&after), optima(&before).map(times));
    }

    #[test]
    fn exchanging_the_sides_keeps_the_objective(bare in bare(), seed: u64) {
        prop_assert_eq!(bare.transposed().optima(seed), bare.optima(seed));
    }

    #[test]
    fn exchanging_the_sides_of_a_source_keeps_the_objective(bare in bare(), seed: u64) {
        let before = bare.dressed(seed);
        let mut after = before.clone();
        std::mem::swap(&mut after.left, &mut after.right);
        std::mem::swap(&mut after.table.lefts, &mut after.table.rights);
        after.table.own.swap(0, 1);
        after.table.scores = bare.transposed().scores;
        let (lefts, rights) = (before.table.lefts.len(), before.table.rights.len());
        after.table.bounds = (0..rights)
            .flat_map(|r| (0..lefts).map(move |l| l * rights + r))
            .map(|i| before.table.bounds[i])
            .collect();
        prop_assert_eq!(optima(&after), optima(&before));
    }

    #[test]
    fn a_constant_counts_once_a_pair(bare in bare(), constant in -50_i64..=50, seed: u64) {
        let before = bare.optima(seed)[0];
        let after = bare.with_scores(|score| score + constant).optima(seed)[0];
        let pairs = i64::try_from(before.pairs.unwrap()).unwrap();
        prop_assert_eq!(after.pairs, before.pairs);
        prop_assert_eq!(after.weight, before.weight + pairs * constant);
    }

    #[test]
    fn pairs_below_zero_do_not_touch_the_highest_score(bare in bare(), seed: u64) {
        let mut other = bare.clone();
        other.scores.iter_mut().for_each(|score| *score = score.filter(|&s| s > 0));
        prop_assert_eq!(other.optima(seed)[1], bare.optima(seed)[1]);
        // The modes in this order.
        prop_assert_eq!(crate::assignment::MODES[1], Mode::HighestScore);
    }
}

#[test]
fn wider_instances_obey() {
    // Where many eligible pairs are never taken.
    let mut rng = Rng::new(780);
    for _ in 0..20 {
        let rights = 50 + rng.below(100);
        let instance = random(&mut rng, 200, rights);
        let bare = Bare::of(&instance);
        let before = optima(&instance);
        assert_eq!(bare.optima(rng.next()), before);
        assert_eq!(bare.transposed().optima(rng.next()), before);
        let place = rng.below(200);
        assert_eq!(bare.with_isolated(place, 2).optima(rng.next()), before);
        let times = |o: Objective| Objective { weight: 3 * o.weight, ..o };
        assert_eq!(bare.with_scores(|score| 3 * score).optima(rng.next()), before.map(times));
    }
}
