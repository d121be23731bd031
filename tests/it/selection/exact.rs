//! The kernel against complete enumeration, and what holds for every answer of it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::matching::selection::{BranchAndBound, SelectionParts};
use crosstie::solve::{Count, Kinds, Limits, Problem, Solver, Stop};

use super::check_solver;
use super::instances::{largest_value, problem, small, small_with};
use super::oracle::Oracle;
use crate::rng::Rng;

#[test]
fn agrees_with_enumeration() {
    for seed in 0..24_000 {
        let mut rng = Rng::new(seed);
        check_solver(&BranchAndBound { seed }, &problem(&small(&mut rng)));
    }
}

#[test]
fn agrees_with_enumeration_on_more_candidates() {
    for seed in 0..400 {
        let mut rng = Rng::new(seed);
        check_solver(&BranchAndBound::default(), &problem(&small_with(&mut rng, 13)));
    }
}

#[test]
fn stopped_early_the_bound_is_true_and_the_team_feasible() {
    let mut stopped = 0;
    for seed in 0..3_000 {
        let mut rng = Rng::new(seed);
        let problem = problem(&small(&mut rng));
        let optimum = Oracle::of(problem.parts()).optimum();
        for most in [0, 1, 2, 4] {
            let claim = BranchAndBound::default().solve(&problem, &Limits::none().iterations(most));
            let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
            assert!(quality.objective() <= optimum && optimum <= quality.bound().unwrap());
            stopped += u32::from(claim.stop == Stop::IterationLimit);
        }
        let flag = Arc::new(AtomicBool::new(true));
        let claim = BranchAndBound::default().solve(&problem, &Limits::none().cancel(flag));
        assert_eq!(claim.stop, Stop::Cancelled);
    }
    assert!(stopped > 2_000, "{stopped}");
}

/// Fifty people of eight kinds, skills that few have, pairs that are worth something or cost something.
fn team(rng: &mut Rng, people: u32, every_pair: bool) -> SelectionParts {
    let fit = (0..people).map(|_| rng.within(0, 1_000)).collect();
    let mut parts = SelectionParts { fit, size: (4, 7), ..SelectionParts::default() };
    for a in 0..people {
        for b in a + 1..people {
            if every_pair || rng.chance(1, 8) {
                parts.pairs.push((a, b, rng.within(-300, 200)));
            } else if rng.chance(1, 30) {
                parts.apart.push((a, b));
            }
        }
    }
    for _ in 0..5 {
        let members = (0..people).filter(|_| rng.chance(1, 6)).collect();
        parts.counts.push(Count { members, at_least: 1 + rng.below_u32(2), at_most: u32::MAX });
    }
    let kind: Vec<u32> = (0..people).map(|_| rng.below_u32(8)).collect();
    for k in 0..8 {
        let members = (0..people).filter(|&i| kind[i as usize] == k).collect();
        parts.counts.push(Count { members, at_least: 0, at_most: 2 });
    }
    let of = kind.iter().map(|&k| Some(k)).collect();
    parts.kinds.push(Kinds { of, at_least: 4, nobody_alone: false });
    parts
}

#[test]
fn larger_teams_are_proven_optimal_by_the_checker() {
    for (seed, people) in (0..24).zip([40, 45, 50, 55].into_iter().cycle()) {
        let mut rng = Rng::new(seed);
        let problem = problem(&team(&mut rng, people, seed % 3 == 0));
        let claim = BranchAndBound::default().solve(&problem, &Limits::none());
        let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
        assert!(quality.is_optimal(), "{seed}");
        let again = BranchAndBound::default().solve(&problem, &Limits::none());
        assert_eq!((claim.solution, claim.certificate), (again.solution, again.certificate));
    }
}

#[test]
fn laws_that_relate_two_problems() {
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let parts = small(&mut rng);
        // Room for one candidate more, and for twice the values.
        if parts.fit.iter().chain(parts.pairs.iter().map(|p| &p.2)).any(|v| v.abs() >= 1 << 40) {
            continue;
        }
        let worth = |parts: &SelectionParts| {
            let problem = problem(parts);
            let claim = BranchAndBound::default().solve(&problem, &Limits::none());
            let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
            assert!(quality.is_optimal());
            quality.objective()
        };
        let before = worth(&parts);

        // Somebody nobody can be in a team with changes nothing.
        let mut more = parts.clone();
        let new = u32::try_from(more.fit.len()).unwrap();
        more.fit.push(0);
        more.kinds.iter_mut().for_each(|kinds| kinds.of.push(None));
        more.common.iter_mut().for_each(|common| common.slots.push(Vec::new()));
        more.counts.push(Count { members: vec![new], at_least: 0, at_most: 0 });
        assert_eq!(worth(&more), before, "{parts:?}");

        // A requirement more never helps.
        let mut strict = parts.clone();
        if let Some(last) = new.checked_sub(1) {
            strict.required = vec![rng.below_u32(last + 1)];
            if parts.required.is_empty() {
                assert!(worth(&strict) <= before);
            }
        }

        // Values twice as large make teams worth twice as much.
        let mut twice = parts.clone();
        twice.fit.iter_mut().for_each(|fit| *fit *= 2);
        twice.pairs.iter_mut().for_each(|pair| pair.2 *= 2);
        assert_eq!(worth(&twice), before.map(|worth| 2 * worth));
    }
}

/// Every pair is worth something, less where both are of one of a few kinds; two kinds of kinds.
fn alike(rng: &mut Rng, people: u32) -> SelectionParts {
    let most = 3 + rng.below_u32(4);
    let greatest = if rng.chance(1, 4) {
        largest_value(people as usize, most) / 2
    } else {
        rng.within(1, 200)
    };
    let kinds = |rng: &mut Rng| Kinds {
        of: (0..people).map(|_| Some(rng.below_u32(3)).filter(|_| rng.chance(9, 10))).collect(),
        at_least: rng.below_u32(3),
        nobody_alone: rng.chance(1, 6),
    };
    let mut parts = SelectionParts {
        fit: (0..people).map(|_| rng.within(0, greatest)).collect(),
        size: (1 + rng.below_u32(most), most),
        kinds: vec![kinds(rng), kinds(rng)],
        ..SelectionParts::default()
    };
    for a in 0..people {
        for b in a + 1..people {
            let like = parts.kinds.iter().filter(|kinds| {
                kinds.of[a as usize].is_some() && kinds.of[a as usize] == kinds.of[b as usize]
            });
            let less = greatest / 2 * i64::try_from(like.count()).unwrap();
            parts.pairs.push((a, b, greatest - less - rng.within(0, greatest / 4)));
        }
    }
    parts
}

#[test]
fn likeness_is_priced_where_members_must_share_kinds() {
    let mut priced = [0; 3];
    for seed in 0..600 {
        let mut rng = Rng::new(seed);
        let people = 8 + rng.below_u32(5);
        let problem = problem(&alike(&mut rng, people));
        check_solver(&BranchAndBound::default(), &problem);
        let claim = BranchAndBound::default().solve(&problem, &Limits::none());
        let certificate = claim.certificate.unwrap();
        priced[certificate.price_sets.first().map_or(0, |prices| prices.alike.len())] += 1;
    }
    assert!(priced[1] > 100 && priced[2] > 50, "{priced:?}");
}
