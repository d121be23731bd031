//! Objectives and proofs against all sets of candidates.

use crosstie::audit::{self, ProvenWorth};
use crosstie::solve::{SelectionPrices, SelectionStep};
use crosstie::taskforce::{SolveError, TaskForcePlan};

use super::world::{World, optimum};
use crate::rng::Rng;

#[test]
fn optimal_is_the_true_optimum() {
    let mut rng = Rng::new(81);
    let (mut possible, mut impossible) = (0, 0);
    for _ in 0..300 {
        let world = World::random(&mut rng, 8);
        let problem = world.problem();
        let best = optimum(&world, &problem);
        match problem.solve() {
            Ok(answer) => {
                let report = audit::check_task_force(&problem, answer.plan());
                assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
                assert_eq!(Some(report.objective()), best, "{:#?}", world.brief);
                possible += 1;
            }
            Err(SolveError::Infeasible(_)) => {
                assert_eq!(best, None, "{:#?}", world.brief);
                impossible += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(possible > 100 && impossible > 50, "{possible} {impossible}");
}

/// Changes the proof, and sometimes the bound, in any way.
fn change(plan: &mut TaskForcePlan, rng: &mut Rng) {
    let proof = plan.proof.as_mut().unwrap();
    let count = u32::try_from(proof.candidates.len()).unwrap();
    let certificate = &mut proof.certificate;
    for _ in 0..1 + rng.below(3) {
        let steps = certificate.steps.len();
        match rng.below(12) {
            0 => certificate.bound = None,
            1 | 2 => {
                let by = *rng.pick(&[-2_000_000, -1, 1, 500_000]);
                certificate.bound = certificate.bound.map(|bound| bound + by);
            }
            3 if steps > 0 => drop(certificate.steps.remove(rng.below(steps))),
            4 => {
                let candidate = rng.below_u32(count + 1);
                let step = *rng.pick(&[
                    SelectionStep::In(candidate),
                    SelectionStep::Out(candidate),
                    SelectionStep::Done,
                ]);
                certificate.steps.insert(rng.below(steps + 1), step);
            }
            5 if steps > 0 => certificate.steps = vec![SelectionStep::Done],
            6 => {
                let of_worth = rng.chance(2, 3);
                let like = certificate.price_sets.first().cloned().unwrap_or_default();
                certificate.price_sets.push(SelectionPrices { of_worth, ..like });
            }
            7 | 8 => {
                for prices in &mut certificate.price_sets {
                    for price in prices.counts.iter_mut().map(|count| &mut count.0) {
                        *price = rng.within(-1, 3) * 4_000_000;
                    }
                    for share in &mut prices.shares {
                        *share += rng.within(-1, 1) * 1_000_000;
                    }
                    if rng.chance(1, 3) {
                        prices.counts.reverse();
                    }
                }
            }
            9 => rng.shuffle(&mut proof.candidates),
            10 => drop(proof.candidates.pop()),
            _ => plan.bound = certificate.bound.map(crosstie::Score::from_micros),
        }
    }
}

#[test]
fn no_changed_proof_is_taken_below_the_optimum() {
    let mut rng = Rng::new(82);
    let (mut bounded, mut refused) = (0, 0);
    for _ in 0..800 {
        let world = World::random(&mut rng, 8);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        // Compared with enumeration above.
        let best = answer.plan().objective;
        for _ in 0..40 {
            let mut plan = answer.plan().clone();
            change(&mut plan, &mut rng);
            let report = audit::check_task_force(&problem, &plan);
            match report.proven() {
                ProvenWorth::Bounded { bound, .. } => {
                    assert!(bound >= best, "{report}\n{plan:#?}");
                    bounded += 1;
                }
                ProvenWorth::Optimal => assert!(report.is_clean() && plan.objective == best),
                ProvenWorth::Impossible => panic!("{report}\n{plan:#?}"),
                ProvenWorth::Nothing => {
                    assert!(plan.bound.is_none() || !report.is_clean());
                    refused += 1;
                }
            }
        }
    }
    assert!(bounded > 500 && refused > 500, "{bounded} {refused}");
}

/// A proof of another problem on the same people is judged by this one.
#[test]
fn a_proof_of_another_brief_is_never_taken_below_the_optimum() {
    let mut rng = Rng::new(83);
    let (mut bounded, mut refused) = (0, 0);
    for _ in 0..400 {
        let world = World::random(&mut rng, 8);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let mut other = answer.problem().brief().clone();
        match rng.below(3) {
            0 => other.size.at_most += 1,
            1 if !other.requirements.is_empty() => {
                other.requirements.remove(rng.below(other.requirements.len()));
            }
            _ if !other.fit.is_empty() => other.fit[0].weight += 1,
            _ => continue,
        }
        let world = World { brief: other, ..world.clone() };
        let Some(problem) = world.try_problem() else { continue };
        let best = problem.solve().unwrap().into_plan().objective;
        let report = audit::check_task_force(&problem, answer.plan());
        match report.proven() {
            ProvenWorth::Optimal => assert_eq!(answer.plan().objective, best),
            ProvenWorth::Bounded { bound, .. } => {
                assert!(bound >= best, "{report}");
                bounded += 1;
            }
            ProvenWorth::Impossible => panic!("{report}"),
            ProvenWorth::Nothing => refused += 1,
        }
    }
    assert!(bounded + refused > 50, "{bounded} {refused}");
}
