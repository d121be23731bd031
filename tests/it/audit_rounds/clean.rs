//! What the solver answers stands before the audit, whatever the rounds are like.

use crosstie::Score;
use crosstie::audit::{self, ProvenBound, RoundsReport};
use crosstie::rotation::{Odd, RotationProblem};

use super::sheet::{any_world, bound};
use crate::rng::Rng;
use crate::rotation::world::Size;

/// Solves, audits, and compares every statement of the two.
fn audit_of_the_answer(problem: &RotationProblem<'_>) -> RoundsReport {
    let answer = problem.solve().unwrap();
    let plan = answer.plan();
    let report = audit::check_rounds(problem, plan);
    assert!(report.is_clean(), "{report}\n{plan:#?}\n{problem:#?}");
    assert_eq!(report.counts(), problem.pair_counts());
    assert_eq!(report.rounds().len(), plan.rounds().len());
    for (i, (round, audited)) in plan.rounds().iter().zip(report.rounds()).enumerate() {
        assert_eq!((audited.round, audited.objective), (round.round, round.objective));
        assert_eq!(answer.is_optimal(i), audited.proven.is_optimal(), "{report}\n{plan:#?}");
        assert_eq!(bound(audited.proven, round.objective), round.bound, "{report}\n{plan:#?}");
    }
    assert_eq!(report.objective(), plan.objective);
    assert_eq!(answer.is_optimal_over_horizon(), report.proven().is_optimal(), "{report}");
    assert_eq!(bound(report.proven(), plan.objective), plan.bound, "{report}\n{plan:#?}");
    let byes = report.byes();
    assert_eq!((byes.least, byes.most), (plan.byes.least, plan.byes.most));
    // The audit may prove more than is claimed.
    assert!(byes.bound >= plan.byes.bound && byes.bound <= byes.most - byes.least, "{report}");
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_string(plan).unwrap();
        let read = serde_json::from_str(&json).unwrap();
        assert_eq!(report, audit::check_rounds(problem, &read));
    }
    report
}

#[test]
fn answers_of_every_shape() {
    // Pools, trios, groups, pairs under a policy, pairs on scores of one's own.
    let mut worlds = [0_u32; 5];
    let (mut optimal, mut rounds, mut repeats, mut whole) = (0, 0, 0, 0);
    for seed in 0..2_500 {
        let mut rng = Rng::new(seed ^ 0x51);
        let world = any_world(&mut rng, Size { people: 8, rounds: 4 });
        let report = audit_of_the_answer(&world.problem());
        let shape = match () {
            () if world.pools.is_some() => 0,
            () if world.odd == Odd::Trio => 1,
            () if world.group_size > 2 => 2,
            () if world.firm.is_some() => 3,
            () => 4,
        };
        worlds[shape] += 1;
        for round in report.rounds() {
            rounds += 1;
            optimal += u32::from(round.proven.is_optimal());
            repeats += round.objective.repeats;
        }
        whole += u32::from(report.proven().is_optimal());
    }
    assert!(worlds.iter().all(|&worlds| worlds > 40), "{worlds:?}");
    assert!(optimal * 10 > rounds * 8 && whole > 1_000, "{optimal} of {rounds}, {whole}");
    assert!(repeats > 800, "{repeats}");
}

/// Enough people for barriers, odd sets and classes of turns that small worlds lack.
#[test]
fn answers_for_more_people() {
    let mut optimal = 0;
    for seed in 0..40 {
        let mut rng = Rng::new(seed ^ 0x2e5);
        let world = any_world(&mut rng, Size { people: 60, rounds: 12 });
        let report = audit_of_the_answer(&world.problem());
        optimal += report.rounds().iter().filter(|round| round.proven.is_optimal()).count();
        assert!(report.rounds().iter().all(|round| round.proven != ProvenBound::Nothing));
    }
    assert!(optimal > 200, "{optimal}");
}

/// Rows are judged by all threads.
#[cfg(feature = "parallel")]
#[test]
fn threads_change_nothing() {
    let pools = [1, 2, 5]
        .map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    for seed in 0..10 {
        let mut rng = Rng::new(seed ^ 0x7d);
        let world = any_world(&mut rng, Size { people: 60, rounds: 4 });
        let problem = world.problem();
        let mut plan = problem.solve().unwrap().into_plan();
        if rng.chance(1, 2) {
            // Something to say of every round.
            plan.rounds.rotate_left(1);
        }
        let report = audit::check_rounds(&problem, &plan);
        for pool in &pools {
            assert_eq!(pool.install(|| audit::check_rounds(&problem, &plan)), report);
        }
    }
}

/// Four could come to the second round, but the one who met somebody in the first does not:
/// so it has a trio, which the bound on it by itself has to allow for.
#[test]
fn a_trio_that_only_some_plans_have() {
    let score = |a: &str, b: &str| (a.to_owned(), b.to_owned(), Score::points(1));
    let scores = [score("ada", "bob"), score("ada", "cy"), score("bob", "cy"), score("dee", "eve")];
    let problem = RotationProblem::from_scores(["ada", "bob", "cy", "dee", "eve"], scores)
        .odd(Odd::Trio)
        .every(["dee"], 2)
        .away("eve", 2..=2)
        .rounds(2)
        .build()
        .unwrap();
    let report = audit_of_the_answer(&problem);
    assert_eq!(report.objective().placed, 8);
}
