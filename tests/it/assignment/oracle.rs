//! Complete enumeration of small problems, in two ways that check each other.

use crosstie::matching::assignment::{AssignmentProblem, Matching, Mode, Objective};

use super::instances::{Parts, small_with, with_random_quotas};
use crate::rng::Rng;

/// The highest weight of a matching with exactly so many pairs, for every
/// number of pairs that can be had. It knows both modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Oracle {
    /// The fewest pairs that the lower quotas allow.
    least: usize,
    /// By number of pairs, from the fewest on; empty if no matching meets the quotas.
    by_pairs: Vec<i64>,
}

/// What the right vertices have used, after some of the left vertices.
struct Layer {
    /// The highest weight, by usage.
    best: Vec<Option<i64>>,
    /// The edges of the last left vertex in a matching of that weight, as bits of its row.
    chosen: Vec<u32>,
}

/// All layers of the enumeration: left vertex by left vertex every subset of
/// its row that fits. Usages are numbers with one digit a right vertex.
struct Enumeration {
    layers: Vec<Layer>,
    /// The value of a digit, by right vertex.
    place: Vec<usize>,
    /// How far a digit goes: the capacity, or the degree if that is less.
    most: Vec<usize>,
    /// How far it must go: the lower quota.
    quota: Vec<usize>,
}

impl Enumeration {
    fn of(problem: &AssignmentProblem) -> Self {
        let rights = problem.right_capacity().len();
        let mut degree = vec![0_usize; rights];
        for (_, right, _) in problem.edges() {
            degree[right as usize] += 1;
        }
        let most: Vec<usize> =
            problem.right_capacity().iter().zip(degree).map(|(&u, d)| d.min(u as usize)).collect();
        let mut place = Vec::with_capacity(rights);
        let mut usages = 1_usize;
        for &most in &most {
            place.push(usages);
            usages *= most + 1;
        }
        assert!(usages <= 1 << 20, "too large to enumerate");
        let mut best = vec![None; usages];
        best[0] = Some(0);
        let mut layers = vec![Layer { best, chosen: vec![0; usages] }];
        let quotas = problem.left_lower_quota();
        for (left, (&capacity, &quota)) in problem.left_capacity().iter().zip(quotas).enumerate() {
            let (row, weights) = problem.row(left);
            assert!(row.len() <= 16, "too large to enumerate");
            let before = &layers[left].best;
            let mut layer = Layer { best: vec![None; usages], chosen: vec![0; usages] };
            for subset in 0..1_u32 << row.len() {
                if subset.count_ones() > capacity || subset.count_ones() < quota {
                    continue;
                }
                let picked: Vec<usize> = (0..row.len()).filter(|i| subset >> i & 1 == 1).collect();
                let weight: i64 = picked.iter().map(|&i| weights[i]).sum();
                let step: usize = picked.iter().map(|&i| place[row[i] as usize]).sum();
                for (usage, sum) in before.iter().enumerate() {
                    let Some(sum) = sum else { continue };
                    let fits = picked.iter().all(|&i| {
                        let right = row[i] as usize;
                        usage / place[right] % (most[right] + 1) < most[right]
                    });
                    if fits && layer.best[usage + step].is_none_or(|old| old < sum + weight) {
                        layer.best[usage + step] = Some(sum + weight);
                        layer.chosen[usage + step] = subset;
                    }
                }
            }
            layers.push(layer);
        }
        let quota = problem.right_lower_quota().iter().map(|&quota| quota as usize).collect();
        Self { layers, place, most, quota }
    }

    /// How many pairs a usage has at a right vertex.
    fn digit(&self, usage: usize, right: usize) -> usize {
        usage / self.place[right] % (self.most[right] + 1)
    }

    /// The number of pairs of a usage: the sum of its digits.
    fn pairs(&self, usage: usize) -> usize {
        (0..self.place.len()).map(|right| self.digit(usage, right)).sum()
    }

    /// The usages that can be had and meet the quotas, with the weight of each.
    fn ends(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        let last = &self.layers[self.layers.len() - 1].best;
        let ends = last.iter().enumerate().filter_map(|(usage, &weight)| Some((usage, weight?)));
        ends.filter(|&(usage, _)| {
            (0..self.quota.len()).all(|right| self.digit(usage, right) >= self.quota[right])
        })
    }
}

impl Oracle {
    /// Enumerates left vertex by left vertex.
    pub(crate) fn of(problem: &AssignmentProblem) -> Self {
        Self::from_ends(&Enumeration::of(problem))
    }

    fn from_ends(enumeration: &Enumeration) -> Self {
        let all = enumeration.ends().map(|(usage, weight)| (enumeration.pairs(usage), weight));
        Self::collect(all)
    }

    fn collect(all: impl Iterator<Item = (usize, i64)>) -> Self {
        let mut by_pairs: Vec<Option<i64>> = Vec::new();
        for (pairs, weight) in all {
            if by_pairs.len() <= pairs {
                by_pairs.resize(pairs + 1, None);
            }
            by_pairs[pairs] = by_pairs[pairs].max(Some(weight));
        }
        let least = by_pairs.iter().position(Option::is_some).unwrap_or(0);
        // An augmenting path makes for one pair more and takes none from any vertex: between the
        // fewest and the most no number is skipped.
        let by_pairs = by_pairs.into_iter().skip(least).map(Option::unwrap).collect();
        Self { least, by_pairs }
    }

    /// An optimal matching too; none if no matching meets the quotas.
    pub(crate) fn with_matching(problem: &AssignmentProblem) -> Option<(Self, Matching)> {
        let enumeration = Enumeration::of(problem);
        let oracle = Self::from_ends(&enumeration);
        let goal = oracle.optimum(problem.mode())?;
        let (mut usage, _) = enumeration
            .ends()
            .find(|&(usage, weight)| {
                weight == goal.weight
                    && goal.pairs.is_none_or(|pairs| pairs == enumeration.pairs(usage) as u64)
            })
            .unwrap();
        let mut pairs = Vec::new();
        for left in (0..problem.left_capacity().len()).rev() {
            let subset = enumeration.layers[left + 1].chosen[usage];
            let (row, _) = problem.row(left);
            for (i, &right) in row.iter().enumerate() {
                if subset >> i & 1 == 1 {
                    pairs.push((u32::try_from(left).unwrap(), right));
                    usage -= enumeration.place[right as usize];
                }
            }
        }
        assert_eq!(usage, 0);
        Some((oracle, Matching::new(pairs)))
    }

    /// Every subset of the edges, one by one.
    pub(crate) fn of_all_subsets(problem: &AssignmentProblem) -> Self {
        let edges: Vec<(u32, u32, i64)> = problem.edges().collect();
        assert!(edges.len() <= 12, "too large to enumerate");
        let feasible = (0..1_u32 << edges.len()).filter_map(|subset| {
            let picked = || (0..edges.len()).filter(|i| subset >> i & 1 == 1).map(|i| edges[i]);
            let fits_left = (0..problem.left_capacity().len()).all(|left| {
                let pairs = picked().filter(|e| e.0 as usize == left).count();
                pairs <= problem.left_capacity()[left] as usize
                    && pairs >= problem.left_lower_quota()[left] as usize
            });
            let fits_right = (0..problem.right_capacity().len()).all(|right| {
                let pairs = picked().filter(|e| e.1 as usize == right).count();
                pairs <= problem.right_capacity()[right] as usize
                    && pairs >= problem.right_lower_quota()[right] as usize
            });
            (fits_left && fits_right).then(|| (picked().count(), picked().map(|e| e.2).sum()))
        });
        Self::collect(feasible)
    }

    /// Whether a matching meets the lower quotas.
    pub(crate) fn is_feasible(&self) -> bool {
        !self.by_pairs.is_empty()
    }

    /// The most pairs that can be had, if a matching meets the quotas.
    pub(crate) fn most_pairs(&self) -> usize {
        self.least + self.by_pairs.len() - 1
    }

    /// The highest weight of a matching with exactly so many pairs, if there is one.
    pub(crate) fn weight_of(&self, pairs: usize) -> Option<i64> {
        self.by_pairs.get(pairs.checked_sub(self.least)?).copied()
    }

    /// The highest objective, if a matching meets the quotas.
    pub(crate) fn optimum(&self, mode: Mode) -> Option<Objective> {
        self.is_feasible().then(|| self.objective(mode))
    }

    /// The highest objective of a problem that has a matching.
    pub(crate) fn objective(&self, mode: Mode) -> Objective {
        match mode {
            Mode::MostPairsFirst => Objective {
                pairs: Some(self.most_pairs() as u64),
                weight: *self.by_pairs.last().unwrap(),
            },
            Mode::HighestScore => {
                Objective { pairs: None, weight: *self.by_pairs.iter().max().unwrap() }
            }
        }
    }
}

#[test]
fn agrees_with_all_subsets_of_edges() {
    let mut rng = Rng::new(1);
    let (mut edges_seen, mut shared, mut empty) = ([0; 11], 0, 0);
    for _ in 0..6_000 {
        let parts = small_with(&mut rng, 4, 10);
        let problem = parts.problem(Mode::HighestScore);
        let oracle = Oracle::of(&problem);
        assert_eq!(oracle, Oracle::of_all_subsets(&problem), "{parts:?}");
        edges_seen[parts.edges.len()] += 1;
        shared += usize::from(oracle.most_pairs() > parts.left.len().max(parts.right.len()));
        empty += usize::from(parts.left.is_empty() || parts.right.is_empty());
    }
    assert!(edges_seen.iter().all(|&seen| seen > 100), "{edges_seen:?}");
    assert!(shared > 100 && empty > 100, "{shared} with shared vertices, {empty} with no side");
}

#[test]
fn agrees_with_all_subsets_of_edges_on_lower_quotas() {
    let mut rng = Rng::new(4);
    let (mut asks, mut infeasible) = (0, 0);
    for _ in 0..6_000 {
        let parts = small_with(&mut rng, 4, 10);
        let parts = with_random_quotas(&mut rng, &parts);
        let problem = parts.problem(Mode::HighestScore);
        let oracle = Oracle::of(&problem);
        assert_eq!(oracle, Oracle::of_all_subsets(&problem), "{parts:?}");
        asks += usize::from(oracle.least > 0);
        infeasible += usize::from(!oracle.is_feasible());
    }
    assert!(asks > 1_500 && infeasible > 1_500, "{asks} ask for pairs, {infeasible} for too many");
}

#[test]
fn matching_has_the_objective() {
    let mut rng = Rng::new(2);
    for _ in 0..3_000 {
        let parts: Parts = small_with(&mut rng, 5, 25);
        let parts = with_random_quotas(&mut rng, &parts);
        for mode in super::MODES {
            let problem = parts.problem(mode);
            let Some((oracle, matching)) = Oracle::with_matching(&problem) else { continue };
            let used_left =
                |l: usize| matching.pairs().iter().filter(|p| p.0 as usize == l).count();
            let used_right =
                |r: usize| matching.pairs().iter().filter(|p| p.1 as usize == r).count();
            let [left, right] = parts.quotas();
            assert!((0..left.len()).all(|l| used_left(l) >= left[l] as usize), "{parts:?}");
            assert!((0..right.len()).all(|r| used_right(r) >= right[r] as usize), "{parts:?}");
            let weight = matching.pairs().iter().map(|&(l, r)| problem.weight(l, r).unwrap()).sum();
            let pairs = (mode == Mode::MostPairsFirst).then_some(matching.len() as u64);
            assert_eq!(Objective { pairs, weight }, oracle.objective(mode), "{parts:?}");
        }
    }
}

#[test]
fn knows_a_case_worked_by_hand() {
    // Two mentees who both prefer mentor 0, and one who dislikes mentor 1.
    let edges = [(0, 0, 9), (1, 0, 8), (1, 1, 2), (2, 1, -4)];
    let problem =
        AssignmentProblem::new(Mode::MostPairsFirst, vec![1; 3], vec![1, 2], edges).unwrap();
    let oracle = Oracle::of(&problem);
    assert_eq!(oracle.by_pairs, [0, 9, 11, 7]);
    assert_eq!(oracle.objective(Mode::MostPairsFirst), Objective { pairs: Some(3), weight: 7 });
    assert_eq!(oracle.objective(Mode::HighestScore), Objective { pairs: None, weight: 11 });
    // Mentee 2 is to be helped, and mentor 0 as well.
    let oracle = Oracle::of(&problem.clone().with_lower_quotas(vec![0, 0, 1], vec![1, 0]).unwrap());
    assert_eq!((oracle.least, &oracle.by_pairs), (2, &vec![5, 7]));
    assert_eq!(oracle.optimum(Mode::HighestScore), Some(Objective { pairs: None, weight: 7 }));
    // Mentor 1 is to have two of the mentees 1 and 2, and both mentees 0 and 1 want mentor 0.
    let oracle = Oracle::of(&problem.clone().with_lower_quotas(vec![0; 3], vec![0, 2]).unwrap());
    assert_eq!((oracle.least, &oracle.by_pairs), (2, &vec![-2, 7]));
    // Mentee 0 knows one mentor.
    let problem =
        AssignmentProblem::new(Mode::MostPairsFirst, vec![2, 1, 1], vec![1, 2], edges).unwrap();
    let oracle = Oracle::of(&problem.with_lower_quotas(vec![2, 0, 0], vec![0, 0]).unwrap());
    assert!(!oracle.is_feasible());
    assert_eq!(oracle.optimum(Mode::MostPairsFirst), None);
}
