//! The optimum over all pairs: against enumeration, against the full list, and against every pair one by one.

use std::sync::Mutex;

use crosstie::matching::assignment::{
    AssignmentProblem, AuctionPaths, Matching, Mode, Objective, Side,
};
use crosstie::matching::pricing::{AllPairs, Blocks, PairSource, Pricing, PricingCounts};
use crosstie::solve::{
    AssignmentCertificate, Claim, DegreeBounds, Limits, Problem, Solver, Stop, upper_bound,
};

use super::instances::{
    Instance, Table, dressed, random, random_blocks, random_up_to, structured, traits, vertices,
};
use super::{check, full_optimum};
use crate::assignment::MODES;
use crate::assignment::instances::largest_weight;
use crate::assignment::oracle::Oracle;
use crate::rng::Rng;

/// The default solver, which writes down how many left vertices and how many edges it was given.
#[derive(Default)]
struct Watched(Mutex<Vec<(usize, usize)>>);

impl Watched {
    fn note(&self, problem: &AssignmentProblem) {
        self.0.lock().unwrap().push((problem.left_capacity().len(), problem.edge_count()));
    }
}

impl Solver<AssignmentProblem> for Watched {
    fn name(&self) -> &str {
        "watched"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        self.note(problem);
        AuctionPaths.solve(problem, limits)
    }

    fn solve_from(
        &self,
        problem: &AssignmentProblem,
        solution: &Matching,
        certificate: &AssignmentCertificate,
        limits: &Limits,
    ) -> Claim<AssignmentProblem> {
        self.note(problem);
        AuctionPaths.solve_from(problem, solution, certificate, limits)
    }
}

#[test]
fn agrees_with_enumeration_on_small_instances() {
    let mut rng = Rng::new(700);
    // What the instances must contain to be worth the name.
    let (mut differ, mut negative, mut uncovered, mut nothing) = (0, 0, 0, 0);
    for _ in 0..20_000 {
        let instance = random_up_to(&mut rng, 5);
        let oracle = Oracle::of(&instance.full(Mode::HighestScore));
        for mode in MODES {
            check(&Pricing::default(), &instance, &instance.full(mode), oracle.objective(mode));
        }
        let [first, highest] = MODES.map(|mode| oracle.objective(mode).weight);
        differ += usize::from(first < highest);
        negative += usize::from(first < 0);
        let places = [&instance.left, &instance.right].map(|side| side.iter().sum::<u32>());
        uncovered +=
            usize::from((oracle.most_pairs() as u64) < u64::from(places[0].min(places[1])));
        nothing += usize::from(oracle.most_pairs() == 0);
    }
    let seen = [differ, negative, uncovered, nothing];
    assert!(seen.iter().all(|&seen| seen > 1_500), "{seen:?}");
}

/// How instances were solved and what their optima are like.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// In several rounds.
    rounds: u64,
    /// Without some of the eligible pairs.
    left_out: u64,
    /// Without a look at some of the pairs.
    passed_over: u64,
    /// With places on both sides that stay free.
    uncovered: u64,
}

/// Solves in both modes, and the full list.
fn check_with_full_list(instance: &Instance, seen: &mut Seen) {
    for mode in MODES {
        let full = instance.full(mode);
        let optimum = full_optimum(&full);
        let counts = check(&Pricing::default(), instance, &full, optimum);
        seen.rounds += u64::from(counts.rounds > 1);
        seen.left_out += u64::from(counts.kept < full.edge_count() as u64);
        seen.passed_over += u64::from(counts.scored < counts.pairs);
        let places = [&instance.left, &instance.right].map(|side| side.iter().sum::<u32>());
        let places = u64::from(places[0].min(places[1]));
        seen.uncovered += u64::from(optimum.pairs.is_some_and(|pairs| pairs < places));
    }
}

#[test]
fn agrees_with_the_full_list_on_middling_instances() {
    let mut rng = Rng::new(701);
    let mut seen = Seen::default();
    for turn in 0..3_000 {
        let most = if turn % 4 == 0 { 60 } else { 30 };
        check_with_full_list(&random_up_to(&mut rng, most), &mut seen);
    }
    let Seen { rounds, passed_over, uncovered, .. } = seen;
    assert!([rounds, passed_over, uncovered].iter().all(|&seen| seen > 200), "{seen:?}");
}

#[test]
fn agrees_with_the_full_list_on_wider_instances() {
    // Wide enough that many eligible pairs are never taken.
    let mut rng = Rng::new(710);
    let mut seen = Seen::default();
    for _ in 0..150 {
        let [lefts, rights] = [0; 2].map(|_| 50 + rng.below(200));
        check_with_full_list(&random(&mut rng, lefts, rights), &mut seen);
    }
    let Seen { rounds, left_out, passed_over, uncovered } = seen;
    let seen = [rounds, left_out, passed_over, uncovered];
    assert!(seen.iter().all(|&seen| seen > 20), "{seen:?}");
}

#[test]
fn agrees_with_the_full_list_where_one_more_makes_the_difference() {
    // Beyond what both own there is -1, 0, or 1, and the bounds of single pairs say which: a bound that is read as one less
    // hides the pairs that are missing.
    let mut rng = Rng::new(711);
    let mut seen = Seen::default();
    for turn in 0..12 {
        let capacities = [200, 250].map(|count| (0..count).map(|_| rng.below_u32(4)).collect());
        let mut instance = structured(&mut rng, capacities, 1, turn % 2 == 0, |_, _| false);
        let Table { lefts, rights, scores, own, .. } = instance.table;
        let blocks = [lefts, rights].map(|blocks| {
            let order = blocks.vertices(0).to_vec();
            Blocks::new(vertices(&order).end, |block| {
                if block.len() == order.len() {
                    block.copy_from_slice(&order);
                }
                block.len() / 2
            })
        });
        instance.table = Table::new(blocks, scores, own);
        check_with_full_list(&instance, &mut seen);
    }
    assert!(seen.rounds > 10 && seen.left_out > 10, "{seen:?}");
}

/// Vertices whose eligible pairs are few: several components, stars, or chance.
fn sparse(rng: &mut Rng) -> Instance {
    let [lefts, rights] = [0; 2].map(|_| 20 + rng.below(41));
    let groups = 1 + rng.below(6);
    let [one, other] = [lefts, rights].map(|count| traits(rng, count, 100, groups));
    let kind = rng.below(4);
    let few = 1 + rng.below(3);
    let hubs = 1 + rng.below(4);
    let weight = *rng.pick(&[1, 100]);
    let mut scores = Vec::new();
    for (l, a) in one.iter().enumerate() {
        for (r, b) in other.iter().enumerate() {
            let eligible = match kind {
                // In few of the many, within a group only.
                0 => a.group == b.group && rng.chance(few, 8),
                // Stars of both kinds side by side.
                1 => a.group == b.group && (l < hubs || r < hubs),
                // A path with few branches.
                2 => l.abs_diff(r) <= 1 && !rng.chance(1, 6) || rng.chance(1, 200),
                _ => rng.chance(few, 2 * lefts.max(rights) / 3),
            };
            scores.push(eligible.then(|| rng.within(-weight, weight) + a.part + b.part));
        }
    }
    let most = 1 + rng.below_u32(3);
    let capacities =
        [lefts, rights].map(|count| (0..count).map(|_| rng.below_u32(most) + 1).collect());
    dressed(rng, capacities, [&one, &other], scores)
}

#[test]
fn most_pairs_where_not_everybody_can_be_matched() {
    let mut rng = Rng::new(702);
    // So many must be left out, though they have eligible pairs, and the modes part.
    let (mut uncovered, mut differ) = (0, 0);
    for _ in 0..1_500 {
        let instance = sparse(&mut rng);
        let parts = instance.parts();
        let [first, highest] = MODES.map(|mode| {
            let full = instance.full(mode);
            let optimum = full_optimum(&full);
            check(&Pricing::default(), &instance, &full, optimum);
            optimum
        });
        // What the degrees alone allow.
        let wanted = |side: &[u32], end: fn(&(u32, u32, i64)) -> u32| {
            let mut degree = vec![0; side.len()];
            parts.edges.iter().for_each(|edge| degree[end(edge) as usize] += 1);
            let each = side.iter().zip(degree).map(|(&places, degree)| places.min(degree));
            u64::from(each.sum::<u32>())
        };
        let allowed = wanted(&parts.left, |e| e.0).min(wanted(&parts.right, |e| e.1));
        uncovered += usize::from(first.pairs.unwrap() < allowed);
        differ += usize::from(first.weight < highest.weight);
    }
    assert!(uncovered > 700 && differ > 700, "{uncovered} leave out, {differ} differ");
}

#[test]
fn a_star_in_numbers() {
    let mut rng = Rng::new(703);
    for leaves in [1_usize, 11, 12, 13, 40, 300] {
        for capacity in [0, 1, 2, 12, 13, 40, u32::MAX] {
            let weights: Vec<i64> = (0..leaves).map(|_| rng.within(-50, 50)).collect();
            let mut sorted = weights.clone();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            sorted.truncate(leaves.min(capacity as usize));
            let positive = sorted.iter().filter(|&&weight| weight > 0).sum();
            let first = Objective { pairs: Some(sorted.len() as u64), weight: sorted.iter().sum() };
            let optima = [first, Objective { pairs: None, weight: positive }];
            let like: Vec<_> = traits(&mut rng, leaves, 100, 3);
            let scores: Vec<Option<i64>> = weights.iter().copied().map(Some).collect();
            let own = [vec![0], vec![0; leaves]];
            let blocks = [Blocks::whole(1), random_blocks(&mut rng, &like)];
            let star = Instance {
                left: vec![capacity],
                right: vec![1; leaves],
                table: Table::new(blocks.clone(), scores.clone(), own.clone()),
            };
            let [centre, others] = blocks;
            let [at_centre, at_others] = own;
            let turned = Instance {
                left: star.right.clone(),
                right: star.left.clone(),
                table: Table::new([others, centre], scores, [at_others, at_centre]),
            };
            for instance in [star, turned] {
                for (mode, optimum) in MODES.into_iter().zip(optima) {
                    check(&Pricing::default(), &instance, &instance.full(mode), optimum);
                }
            }
        }
    }
}

/// An instance of these capacities and rows of scores, with nothing owned and all in one block a side; `_` is excluded.
fn plain(left: Vec<u32>, right: Vec<u32>, rows: &str) -> Instance {
    let scores = rows.split_whitespace().map(|score| score.parse().ok()).collect();
    let blocks = [&left, &right].map(|side| Blocks::whole(vertices(side).end));
    let own = [&left, &right].map(|side| vec![0; side.len()]);
    Instance { left, right, table: Table::new(blocks, scores, own) }
}

#[test]
fn instances_that_were_wrong_once() {
    // Left 0 has more places than pairs were looked for at once, and only those without places know one right vertex.
    let star = |places: u32, row: &str, others: &str| {
        let left: Vec<u32> = [places].into_iter().chain([0; 8]).collect();
        plain(left, vec![1; 13], &[&[row][..], &[others; 8]].concat().join(" "))
    };
    let thirteen = star(13, "1 1 1 1 1 1 1 1 1 1 1 1 2", "_ _ _ _ _ _ _ _ _ _ _ 0 _");
    let mut twelve = star(12, "1 0 1 1 1 1 1 1 1 1 1 2 1", "_ 0 _ _ _ _ _ _ _ _ _ _ _");
    twelve.right[12] = 2;
    // As many pairs as can be had at the highest score, and no proof of it.
    let unproven = plain(vec![3, 2], vec![1, 3, 1, 1], "0 0 2 2  _ 0 0 _");
    // A search for more pairs at the same score went round in circles.
    let rows = "_ 7 _ _ 4 _ _ 6 7  _ _ _ _ _ _ _ _ 5  _ _ _ _ _ _ _ _ _  _ 1 _ _ _ 1 _ _ _
                _ 5 4 _ _ _ _ 7 7  _ _ _ _ _ _ _ 0 4  7 _ _ _ _ _ _ 6 _  _ 2 _ _ _ _ _ _ _
                _ _ _ _ _ _ _ _ _  _ _ _ _ _ _ _ _ _";
    let mut endless = plain(vec![3; 10], vec![1, 3, 1, 1, 3, 3, 3, 3, 3], rows);
    endless.table.greatest = 1 << 40;
    for instance in [thirteen, twelve, unproven, endless] {
        for mode in MODES {
            let full = instance.full(mode);
            check(&Pricing::default(), &instance, &full, full_optimum(&full));
        }
    }
}

#[test]
fn scores_of_the_largest_magnitude() {
    let mut rng = Rng::new(704);
    for _ in 0..500 {
        let mut instance = random_up_to(&mut rng, 30);
        let [lefts, rights] = [&instance.left, &instance.right].map(Vec::len);
        let sum = |side: &[u32]| side.iter().map(|&places| places as usize).sum::<usize>();
        let places = sum(&instance.left).min(sum(&instance.right));
        let most = largest_weight(lefts, rights, places);
        let choices: &[i64] = match rng.below(4) {
            0 => &[-most, most],
            1 => &[-most, 1 - most, 0, most - 1, most],
            2 => &[most - 1, most],
            _ => &[-most, 1 - most],
        };
        let Table { lefts, rights, scores, .. } = instance.table;
        let scores = scores.iter().map(|score| score.map(|_| *rng.pick(choices))).collect();
        // What they own is all of it, now and then.
        let own = [&instance.left, &instance.right].map(|side| {
            let own = *rng.pick(&[0, most, -most]);
            vec![own; side.len()]
        });
        instance.table = Table::new([lefts, rights], scores, own);
        if rng.chance(1, 2) {
            let nothing = instance.table.nothing();
            instance.table.bounds.fill(Some(nothing));
        }
        for mode in MODES {
            let full = instance.full(mode);
            check(&Pricing::default(), &instance, &full, full_optimum(&full));
        }
    }
}

/// Solves a large instance in a mode; returns how many left vertices the first problem had.
fn check_large(instance: &Instance, mode: Mode) -> (usize, PricingCounts) {
    let watched = Watched::default();
    let full = instance.full(mode);
    let counts = check(&Pricing::with(&watched), instance, &full, full_optimum(&full));
    let given = watched.0.into_inner().unwrap();
    assert_eq!(given.len(), counts.rounds as usize);
    let last = given[given.len() - 1];
    assert_eq!(last, (instance.left.len(), usize::try_from(counts.kept).unwrap()));
    assert!(counts.kept < full.edge_count() as u64 / 2, "all pairs taken: {counts:?}");
    (given[0].0, counts)
}

#[test]
fn large_with_many_left_vertices() {
    let mut rng = Rng::new(705);
    let left = vec![1; 2_000];
    let right = (0..500).map(|_| 1 + rng.below_u32(6)).collect();
    let instance = structured(&mut rng, [left, right], 10_000, true, |_, _| false);
    for mode in MODES {
        let (first, counts) = check_large(&instance, mode);
        assert_eq!(first, 2_000);
        assert!(counts.rounds > 1, "{counts:?}");
    }
}

#[test]
fn large_with_many_right_vertices_and_excluded_pairs() {
    let mut rng = Rng::new(706);
    let left = (0..600).map(|_| rng.below_u32(4)).collect();
    let right = (0..1_700).map(|_| rng.below_u32(2)).collect();
    // Of their own group nobody; of the others no group but two.
    let instance = structured(&mut rng, [left, right], 2_000, false, |one, other| {
        !matches!((other.group + 8 - one.group) % 8, 1 | 2)
    });
    for mode in MODES {
        let (first, counts) = check_large(&instance, mode);
        assert_eq!(first, 600);
        assert!(counts.rounds > 1, "{counts:?}");
    }
}

#[test]
fn large_with_prices_from_a_sample() {
    // A side of 1,600 is the least of which one in eight is solved first.
    let mut rng = Rng::new(707);
    for owns in [true, false] {
        let left = (0..1_700).map(|_| rng.below_u32(3)).collect();
        let right = (0..1_600).map(|_| rng.below_u32(4)).collect();
        let instance = structured(&mut rng, [left, right], 500, owns, |one, other| {
            one.group == other.group || (one.part ^ other.part) & 3 == 0
        });
        let mode = MODES[usize::from(owns)];
        let (first, counts) = check_large(&instance, mode);
        assert!((200..=240).contains(&first), "a sample of {first}");
        assert!(counts.rounds > 2, "{counts:?}");
    }
}

/// Places in the plane: a pair is worth 100,000 less their distance along both ways, if that is not too far.
struct Plane {
    sides: [Vec<[i64; 2]>; 2],
    blocks: [Blocks; 2],
    /// The least and the greatest of each coordinate, by block.
    boxes: [Vec<[[i64; 2]; 2]>; 2],
}

impl Plane {
    const FAR: i64 = 60_000;

    fn new(rng: &mut Rng, counts: [usize; 2]) -> Self {
        // Each side has its centres, where there are more of it.
        let sides = counts.map(|count| {
            let centres: Vec<[i64; 2]> =
                (0..30).map(|_| [0; 2].map(|_| rng.within(0, 100_000))).collect();
            (0..count)
                .map(|_| {
                    let centre = *rng.pick(&centres);
                    centre.map(|at| at + rng.within(-9_000, 9_000))
                })
                .collect::<Vec<_>>()
        });
        let blocks = sides.each_ref().map(|side| {
            Blocks::new(vertices(side).end, |block| {
                let spread = |way: usize| {
                    let of = block.iter().map(|&v| side[v as usize][way]);
                    of.clone().max().unwrap() - of.min().unwrap()
                };
                let way = usize::from(spread(1) > spread(0));
                block.sort_unstable_by_key(|&v| (side[v as usize][way], v));
                if block.len() > 8 { block.len() / 2 } else { 0 }
            })
        });
        let boxes = [0, 1].map(|s| {
            let leaf = |vertices: &[u32]| {
                [0, 1].map(|way| {
                    let of = vertices.iter().map(|&v| sides[s][v as usize][way]);
                    [of.clone().min().unwrap(), of.max().unwrap()]
                })
            };
            blocks[s].summarize(leaf, |one, other| {
                [0, 1].map(|way| [one[way][0].min(other[way][0]), one[way][1].max(other[way][1])])
            })
        });
        Self { sides, blocks, boxes }
    }
}

impl PairSource for &Plane {
    fn blocks(&self, side: Side) -> &Blocks {
        &self.blocks[usize::from(side == Side::Right)]
    }

    fn greatest(&self) -> i64 {
        100_000
    }

    fn score(&self, left: u32, right: u32) -> Option<i64> {
        let [one, other] = [self.sides[0][left as usize], self.sides[1][right as usize]];
        let gap = (one[0] - other[0]).abs() + (one[1] - other[1]).abs();
        (gap <= Plane::FAR).then_some(100_000 - gap)
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        let [one, other] = [self.boxes[0][left], self.boxes[1][right]];
        let gap: i64 = (0..2)
            .map(|way| (one[way][0] - other[way][1]).max(other[way][0] - one[way][1]).max(0))
            .sum();
        (gap <= Plane::FAR).then_some(100_000 - gap)
    }
}

#[test]
fn large_with_a_sample_of_a_sample() {
    // 12,800 a side is the least of which one in eight of one in eight is solved first. No list of so many pairs: the
    // bound of the certificate is added up over each of them, as they are scored.
    let mut rng = Rng::new(708);
    let plane = Plane::new(&mut rng, [12_900, 12_800]);
    let (left, right) = (vec![1; 12_900], vec![3; 12_800]);
    let mode = Mode::MostPairsFirst;
    let problem = AllPairs::new(mode, left.clone(), right.clone(), &plane).unwrap();
    let watched = Watched::default();
    let (claim, counts) = Pricing::with(&watched).solve_counting(&problem, &Limits::none());
    assert_eq!(claim.stop, Stop::Finished);
    let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
    assert!(quality.is_optimal(), "{quality:?}");
    let every = (0..12_900).flat_map(|l| {
        let plane = &plane;
        (0..12_800).filter_map(move |r| plane.score(l, r).map(|score| (l, r, score)))
    });
    let certificate = claim.certificate.as_ref().unwrap();
    let (pairs, weight) =
        upper_bound(DegreeBounds::new(&left, &right), every, mode, certificate).unwrap();
    assert_eq!(Objective { pairs, weight }, quality.objective());

    let given = watched.0.into_inner().unwrap();
    assert!((200..=240).contains(&given[0].0), "a sample of {}", given[0].0);
    assert!(given.iter().any(|of| (1_600..=1_700).contains(&of.0)), "{given:?}");
    assert!(counts.scored < counts.pairs / 2, "{counts:?}");
}

#[test]
fn own_parts_and_bounds_change_nothing_of_the_optimum() {
    let mut rng = Rng::new(709);
    for _ in 0..100 {
        let instance = random(&mut rng, 40, 40);
        for mode in MODES {
            let full = instance.full(mode);
            let optimum = full_optimum(&full);
            for _ in 0..5 {
                let like = [40; 2].map(|count| traits(&mut rng, count, 100, 4));
                let sides = [instance.left.clone(), instance.right.clone()];
                let scores = instance.table.scores.clone();
                let other = dressed(&mut rng, sides, [&like[0], &like[1]], scores);
                check(&Pricing::default(), &other, &full, optimum);
            }
        }
    }
}
