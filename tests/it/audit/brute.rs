//! Objectives and proofs against the enumeration of all plans.

use crosstie::Score;
use crosstie::audit::{self, Gap, Proven};
use crosstie::mentoring::{Capacity, MentoringProblem, Mode, Objective, Proof, Role};

use super::policies;
use super::programme::Programme;
use super::world::{World, own_scores};
use crate::rng::Rng;

const INSTANCES: u32 = 4_000;

/// Calls `test` for so many programmes on organisations, and as many on
/// scores of one's own, that are small enough to enumerate.
fn for_each_small_programme(mut test: impl FnMut(&Programme, &MentoringProblem<'_>, Objective)) {
    let (mut organisations, mut scores) = (0, 0);
    for seed in 0.. {
        let mut rng = Rng::new(seed);
        if organisations < INSTANCES {
            let people = 2 + rng.below(5);
            let world = World::random(&mut rng, people, policies::simple);
            let programme = world.programme();
            if let Some(best) = programme.best() {
                test(&programme, &world.problem(), best);
                organisations += 1;
            }
        }
        let (programme, problem) = own_scores(&mut rng);
        if let (true, Some(best)) = (scores < INSTANCES, programme.best()) {
            test(&programme, &problem, best);
            scores += 1;
        }
        if organisations == INSTANCES && scores == INSTANCES {
            return;
        }
    }
}

#[test]
fn optimal_is_the_true_optimum() {
    let (mut unproven, mut mutual_off) = (0, 0);
    for_each_small_programme(|programme, problem, best| {
        let answer = problem.solve().unwrap();
        let report = audit::check(problem, answer.plan());
        assert!(report.is_clean(), "{report}");
        assert_eq!(answer.objective(), best, "{programme:#?}");
        assert_eq!(report.objective(), best);
        match report.proven() {
            Proven::Optimal => {}
            Proven::Bounded { bound, .. } => {
                assert!(bound >= best);
                unproven += 1;
            }
            Proven::Nothing => unproven += 1,
            Proven::Sampled { .. } => panic!("all pairs are looked at"),
        }
        let open = programme.open();
        let both_ways = open.iter().any(|(a, b)| open.contains(&(b.clone(), a.clone())));
        mutual_off += u32::from(both_ways && !programme.mutual);
    });
    assert!(mutual_off > 300 && unproven < INSTANCES / 10, "{mutual_off}, {unproven}");
}

/// A proof that nobody computed: any prices of 0 or more, any cover, any λ.
fn any_proof(rng: &mut Rng, programme: &Programme) -> Proof {
    let mut proof = Proof { pair_price: price(rng, -4), ..Proof::default() };
    for role in [Role::Mentor, Role::Mentee] {
        for (key, _) in programme.side(role) {
            let (prices, cover) = match role {
                Role::Mentor => (&mut proof.mentor_prices, &mut proof.cover_mentors),
                Role::Mentee => (&mut proof.mentee_prices, &mut proof.cover_mentees),
            };
            if rng.chance(1, 2) {
                prices.insert(key.clone(), price(rng, 0));
            }
            if rng.chance(1, 2) {
                cover.push(key.clone());
            }
        }
    }
    proof
}

fn price(rng: &mut Rng, least: i64) -> Score {
    let unit = *rng.pick(&[1, 500_000, 500_000_000]);
    Score::from_micros(unit * rng.within(least, 4))
}

/// The gap to a bound, by the words at [`Gap`].
fn gap(objective: Objective, bound: Objective) -> Gap {
    match (objective.pairs, bound.pairs) {
        (Some(pairs), Some(most)) if most > pairs => Gap::Pairs(most - pairs),
        _ => Gap::Score(Score::from_micros(bound.score.micros() - objective.score.micros())),
    }
}

#[test]
fn any_proof_bounds_every_plan() {
    let (mut optimal, mut bounded) = (0_u32, 0_u32);
    for_each_small_programme(|programme, problem, best| {
        let mut rng = Rng::new(u64::from(optimal + bounded));
        let answer = problem.solve().unwrap().into_plan();
        // Half of the time the plan of the pins alone.
        let pins = programme.pins.clone();
        let mut plan = answer.clone();
        plan.bound = None;
        if rng.chance(1, 2) {
            plan.pairs = programme.planned(&pins);
            plan.unmatched = programme.unmatched(&pins);
            plan.objective = programme.objective(&pins);
        }
        let proof =
            if rng.chance(1, 8) { answer.proof } else { Some(any_proof(&mut rng, programme)) };
        let bound = programme.proven(proof.as_ref().unwrap());
        assert!(bound >= best, "a law of the definition");
        plan.proof = proof;
        let report = audit::check(problem, &plan);
        assert!(report.is_clean(), "{report}");
        let gap = gap(plan.objective, bound);
        if bound == plan.objective {
            assert_eq!(report.proven(), Proven::Optimal);
            assert_eq!(plan.objective, best);
            optimal += 1;
        } else {
            assert_eq!(report.proven(), Proven::Bounded { bound, gap });
            bounded += 1;
        }
        assert_eq!(report.proven().gap(), Some(gap));

        // What the proof proves may be claimed, and less, but nothing more.
        plan.bound = Some(bound);
        assert!(audit::check(problem, &plan).is_clean());
        let mut tighter = bound;
        match &mut tighter.pairs {
            Some(pairs) if *pairs > 0 && rng.chance(1, 2) => *pairs -= 1,
            _ => tighter.score = Score::from_micros(bound.score.micros() - 1),
        }
        plan.bound = Some(tighter);
        let report = audit::check(problem, &plan);
        assert_eq!(report.violations()[0].code(), "bound-not-proven");
    });
    assert!(optimal > 1_500 && bounded > 5_000, "{optimal}, {bounded}");
}

/// Sums that leave the range of scores prove nothing, and do not wrap.
#[test]
fn numbers_at_the_ends_of_their_range() {
    for mode in [Mode::MostPairsFirst, Mode::HighestScore] {
        let problem = MentoringProblem::from_scores()
            .mentor("ada", Capacity::up_to(u32::MAX))
            .mentee("cy")
            .mode(mode)
            .score("ada", "cy", Score::points(1))
            .build()
            .unwrap();
        let answer = problem.solve().unwrap().into_plan();
        let first = mode == Mode::MostPairsFirst;
        // The price of a place of `ada`, λ, and whether a bound in range remains.
        for (price, lambda, bounds) in [
            (0, i64::MIN, true),
            (i64::MAX, 0, false),
            (i64::MAX, i64::MIN, false),
            (1, i64::MAX, !first),
            (0, i64::MAX, true),
        ] {
            let mut plan = answer.clone();
            let mut proof = Proof { pair_price: Score::from_micros(lambda), ..Proof::default() };
            proof.mentor_prices.insert("ada".to_owned(), Score::from_micros(price));
            plan.proof = Some(proof);
            plan.bound = None;
            let report = audit::check(&problem, &plan);
            assert!(report.is_clean());
            assert_eq!(report.proven() != Proven::Nothing, bounds, "{report}");
            let optimal = price == 0 && (lambda < 0 || !first);
            assert_eq!(report.proven().is_optimal(), optimal, "{report}");

            for extreme in [i64::MIN, i64::MAX] {
                plan.pairs[0].score = Score::from_micros(extreme);
                plan.objective.score = Score::from_micros(extreme);
                plan.objective.pairs = Some(u64::MAX);
                plan.bound = Some(plan.objective);
                let report = audit::check(&problem, &plan);
                assert!(!report.is_clean() && !report.proven().is_optimal());
                assert_eq!(report.objective(), answer.objective);
            }
        }
    }
}
