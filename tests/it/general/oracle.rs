//! Complete enumeration of small problems, in two ways that check each other.

use crosstie::matching::general::{GeneralProblem, Matching, Mode, Objective};

use super::instances::{Edge, Parts, small, small_with};
use crate::rng::Rng;

/// For every set of vertices, as bits, the highest weight of a matching that covers
/// these and no other; none where there is no such matching.
pub(crate) struct Covers {
    best: Vec<Option<i64>>,
    /// The mate of the lowest vertex in a matching of that weight.
    mate: Vec<u32>,
}

impl Covers {
    pub(crate) fn of(problem: &GeneralProblem) -> Self {
        let vertices = problem.vertex_count();
        assert!(vertices <= 12, "too large to enumerate");
        let mut best = vec![None; 1 << vertices];
        let mut mate = vec![0; 1 << vertices];
        best[0] = Some(0);
        for set in 1..best.len() {
            if set.count_ones() % 2 == 1 {
                continue;
            }
            // The lowest vertex has one mate or another.
            let lowest = set.trailing_zeros();
            let (others, weights) = problem.row(lowest as usize);
            for (&other, &weight) in others.iter().zip(weights) {
                if set >> other & 1 == 1 {
                    let rest: Option<i64> = best[set & !(1 << lowest) & !(1 << other)];
                    let sum = rest.map(|rest| rest + weight);
                    if sum > best[set] {
                        best[set] = sum;
                        mate[set] = other;
                    }
                }
            }
        }
        Self { best, mate }
    }

    /// Whether some matching covers these vertices and no other.
    pub(crate) fn can(&self, set: usize) -> bool {
        self.best[set].is_some()
    }

    /// The sets that can be covered, with the weight of each.
    pub(crate) fn all(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        self.best.iter().enumerate().filter_map(|(set, &weight)| Some((set, weight?)))
    }

    /// A matching of highest weight that covers a set.
    pub(crate) fn matching(&self, mut set: usize) -> Matching {
        let mut pairs = Vec::new();
        while set != 0 {
            let (lowest, other) = (set.trailing_zeros(), self.mate[set]);
            pairs.push((lowest, other));
            set &= !(1 << lowest) & !(1 << other);
        }
        Matching::new(pairs)
    }
}

/// The highest weight of a matching with exactly so many pairs, for every
/// number of pairs that can be had. It knows both modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Oracle {
    by_pairs: Vec<i64>,
}

impl Oracle {
    /// Enumerates set by set of covered vertices.
    pub(crate) fn of(problem: &GeneralProblem) -> Self {
        Self::from_covers(&Covers::of(problem))
    }

    fn from_covers(covers: &Covers) -> Self {
        Self::collect(covers.all().map(|(set, weight)| (set.count_ones() as usize / 2, weight)))
    }

    fn collect(all: impl Iterator<Item = (usize, i64)>) -> Self {
        let mut by_pairs: Vec<Option<i64>> = Vec::new();
        for (pairs, weight) in all {
            if by_pairs.len() <= pairs {
                by_pairs.resize(pairs + 1, None);
            }
            by_pairs[pairs] = by_pairs[pairs].max(Some(weight));
        }
        // Without one of its pairs a matching is still one: no number is left out.
        Self { by_pairs: by_pairs.into_iter().map(Option::unwrap).collect() }
    }

    /// An optimal matching too.
    pub(crate) fn with_matching(problem: &GeneralProblem) -> (Self, Matching) {
        let covers = Covers::of(problem);
        let oracle = Self::from_covers(&covers);
        let goal = oracle.objective(problem.mode());
        let (set, _) = covers
            .all()
            .find(|&(set, weight)| {
                let pairs = u64::from(set.count_ones() / 2);
                weight == goal.weight && goal.pairs.is_none_or(|goal| goal == pairs)
            })
            .unwrap();
        (oracle, covers.matching(set))
    }

    /// Every subset of the edges, one by one.
    pub(crate) fn of_all_subsets(problem: &GeneralProblem) -> Self {
        let edges: Vec<Edge> = problem.edges().collect();
        assert!(edges.len() <= 14, "too large to enumerate");
        let feasible = (0..1_u32 << edges.len()).filter_map(|subset| {
            let picked = || (0..edges.len()).filter(|i| subset >> i & 1 == 1).map(|i| edges[i]);
            let mut ends: Vec<u32> = picked().flat_map(|e| [e.0, e.1]).collect();
            ends.sort_unstable();
            let disjoint = ends.windows(2).all(|two| two[0] != two[1]);
            disjoint.then(|| (picked().count(), picked().map(|e| e.2).sum()))
        });
        Self::collect(feasible)
    }

    /// The most pairs that can be had.
    pub(crate) fn most_pairs(&self) -> usize {
        self.by_pairs.len() - 1
    }

    /// The highest weight of a matching with exactly so many pairs, if there is one.
    pub(crate) fn weight_of(&self, pairs: usize) -> Option<i64> {
        self.by_pairs.get(pairs).copied()
    }

    /// The highest objective.
    pub(crate) fn objective(&self, mode: Mode) -> Objective {
        match mode {
            Mode::MostPairsFirst => Objective {
                pairs: Some(self.most_pairs() as u64),
                weight: self.by_pairs[self.most_pairs()],
            },
            Mode::HighestScore => {
                Objective { pairs: None, weight: *self.by_pairs.iter().max().unwrap() }
            }
        }
    }
}

/// Twice the highest weight when pairs may be split in halves: every vertex gives at
/// most once and takes at most once, along edges. More than twice the optimum
/// where prices of vertices alone prove too little, and odd sets are needed.
pub(crate) fn twice_in_halves(parts: &Parts) -> i64 {
    let mut best = vec![i64::MIN; 1 << parts.vertices];
    best[0] = 0;
    for giver in 0..u32::try_from(parts.vertices).unwrap() {
        let before = best.clone();
        for &(a, b, weight) in &parts.edges {
            if a != giver && b != giver {
                continue;
            }
            let taker = 1 << (a ^ b ^ giver);
            for (taken, &sum) in before.iter().enumerate() {
                if taken & taker == 0 && sum > i64::MIN {
                    best[taken | taker] = best[taken | taker].max(sum + weight);
                }
            }
        }
    }
    best.into_iter().max().unwrap()
}

#[test]
fn agrees_with_all_subsets_of_edges() {
    let mut rng = Rng::new(101);
    let mut edges_seen = [0; 15];
    let (mut odd, mut empty) = (0, 0);
    for _ in 0..10_000 {
        let parts = small(&mut rng);
        if parts.edges.len() > 14 {
            continue;
        }
        let problem = parts.problem(Mode::HighestScore);
        let oracle = Oracle::of(&problem);
        assert_eq!(oracle, Oracle::of_all_subsets(&problem), "{parts:?}");
        edges_seen[parts.edges.len()] += 1;
        odd += usize::from(parts.vertices % 2 == 1);
        empty += usize::from(parts.vertices == 0);
    }
    assert!(edges_seen.iter().all(|&seen| seen >= 20), "{edges_seen:?}");
    assert!(odd > 1_000 && empty > 10, "{odd} with an odd number of vertices, {empty} with none");
}

#[test]
fn matching_has_the_objective() {
    let mut rng = Rng::new(102);
    for _ in 0..3_000 {
        let parts = small_with(&mut rng, 9);
        for mode in super::MODES {
            let problem = parts.problem(mode);
            let (oracle, matching) = Oracle::with_matching(&problem);
            let weight = matching.pairs().iter().map(|&(a, b)| problem.weight(a, b).unwrap()).sum();
            let pairs = (mode == Mode::MostPairsFirst).then_some(matching.len() as u64);
            assert_eq!(Objective { pairs, weight }, oracle.objective(mode), "{parts:?}");
        }
    }
}

#[test]
fn halves_weigh_more_only_round_odd_circles() {
    let circle = |count: u32| {
        let edges: Vec<Edge> = (0..count).map(|v| (v, (v + 1) % count, 2)).collect();
        Parts::new(count as usize, &edges).relabelled(&(0..count).collect::<Vec<_>>())
    };
    for count in [3, 5, 7] {
        let optimum = Oracle::of(&circle(count).problem(Mode::HighestScore));
        let optimum = optimum.objective(Mode::HighestScore).weight;
        assert_eq!(optimum, i64::from(count - 1));
        assert_eq!(twice_in_halves(&circle(count)), 2 * i64::from(count));
    }
    for count in [4, 6, 8] {
        assert_eq!(twice_in_halves(&circle(count)), 2 * i64::from(count));
    }
}

#[test]
fn knows_a_case_worked_by_hand() {
    // Three who like each other, one of whom somebody else dislikes.
    let edges = [(0, 1, 5), (0, 2, 4), (1, 2, 6), (2, 3, -4)];
    let oracle = Oracle::of(&Parts::new(4, &edges).problem(Mode::MostPairsFirst));
    assert_eq!(oracle.by_pairs, [0, 6, 1]);
    assert_eq!(oracle.objective(Mode::MostPairsFirst), Objective { pairs: Some(2), weight: 1 });
    assert_eq!(oracle.objective(Mode::HighestScore), Objective { pairs: None, weight: 6 });
}
