//! What holds for every answer: the same input gives the same plan, a wrong
//! solver is caught, limits leave a valid plan, and laws that relate two problems.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::Score;
use crosstie::matching::general::{Blossom, GeneralProblem, Matching};
use crosstie::rotation::{Odd, Repeats, RotationBuilder, RotationProblem, SolveError};
use crosstie::solve::{Claim, Limits, Solver, Stop};

use crate::rng::Rng;

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("p{i}")).collect()
}

/// People of whom about so many in a hundred pairs may meet.
fn world<'a>(rng: &mut Rng, count: usize, percent: usize, scale: i64) -> RotationBuilder<'a> {
    let names = names(count);
    let mut scores = Vec::new();
    for a in 0..count {
        for b in a + 1..count {
            if rng.chance(percent, 100) {
                let score = Score::from_micros(rng.within(-3, 9) * scale);
                scores.push((names[a].clone(), names[b].clone(), score));
            }
        }
    }
    RotationProblem::from_scores(names, scores)
}

fn options<'a>(builder: RotationBuilder<'a>, which: usize) -> RotationBuilder<'a> {
    let builder = builder.rounds(3).cool_down(2);
    match which % 5 {
        0 => builder,
        1 => builder.odd(Odd::Trio),
        2 => builder.groups_of(3),
        3 => builder.repeats(Repeats::Never),
        _ => builder.repeat_penalty(Score::from_micros(7), 3).seed(11),
    }
}

#[test]
fn the_same_input_gives_the_same_plan() {
    for case in 0..60 {
        let problem = || {
            let mut rng = Rng::new(case);
            let count = 2 + rng.below(12);
            options(world(&mut rng, count, 70, 1), usize::try_from(case).unwrap()).build().unwrap()
        };
        let (one, other) = (problem(), problem());
        assert_eq!(one.solve().unwrap().into_plan(), other.solve().unwrap().into_plan());
        assert_eq!(one.solve().unwrap().into_plan(), one.solve().unwrap().into_plan());
    }
}

#[test]
fn a_seed_changes_who_meets_and_not_what_a_round_is_worth() {
    let equal = |seed: u64| {
        let names = names(10);
        let pairs: Vec<_> = (0..10)
            .flat_map(|a| (a + 1..10).map(move |b| (a, b)))
            .map(|(a, b)| (names[a].clone(), names[b].clone(), Score::points(1)))
            .collect();
        let problem = RotationProblem::from_scores(names, pairs).seed(seed).build().unwrap();
        problem.solve().unwrap().into_plan()
    };
    let plans: Vec<_> = (0..8).map(equal).collect();
    assert!(plans.iter().all(|plan| plan.objective == plans[0].objective));
    assert!(plans.iter().any(|plan| plan.rounds[0].groups != plans[0].rounds[0].groups));
}

/// Claims whatever it is told to.
struct Liar(fn(&GeneralProblem) -> Claim<GeneralProblem>);

impl Solver<GeneralProblem> for Liar {
    fn name(&self) -> &'static str {
        "liar"
    }

    fn solve(&self, problem: &GeneralProblem, _: &Limits) -> Claim<GeneralProblem> {
        self.0(problem)
    }
}

#[test]
fn a_solver_that_errs_is_refused_or_proves_nothing() {
    let mut rng = Rng::new(4);
    let problem = world(&mut rng, 8, 100, 1).build().unwrap();
    // Matches everybody with the first.
    let wrong = Liar(|problem| Claim {
        solution: Matching::new((1..8).map(|v| (0, v))),
        certificate: problem.solve().certificate,
        stop: Stop::Finished,
    });
    let error = problem.solve_with(&wrong, &Limits::none()).unwrap_err();
    assert!(
        matches!(&error, SolveError::ClaimRefused { solver, round: 1, .. } if solver == "liar")
    );
    // Leaves out a pair, with a true certificate: not optimal.
    let poor = Liar(|problem| {
        let claim = problem.solve();
        Claim { solution: Matching::new(claim.solution.pairs()[1..].to_vec()), ..claim }
    });
    let answer = problem.solve_with(&poor, &Limits::none()).unwrap();
    assert!(!answer.is_optimal(0) && answer.plan().rounds()[0].byes.len() == 2);
    assert!(answer.plan().rounds()[0].bound.unwrap() > answer.plan().rounds()[0].objective);
    // Proves nothing: says nothing.
    let silent = Liar(|problem| Claim { certificate: None, ..problem.solve() });
    let answer = problem.solve_with(&silent, &Limits::none()).unwrap();
    assert_eq!((answer.plan().rounds()[0].bound, answer.plan().bound), (None, None));
}

#[test]
fn limits_leave_a_valid_plan_and_a_true_bound() {
    let (mut stopped, mut cancelled) = (0, 0);
    for case in 0..40 {
        let mut rng = Rng::new(case);
        let problem = world(&mut rng, 14, 60, 1).rounds(3).cool_down(3).build().unwrap();
        let best = problem.solve().unwrap();
        for most in [0, 1, 3, 8, 20] {
            let limits = Limits::none().iterations(most);
            let answer = problem.solve_with(&Blossom, &limits).unwrap();
            stopped += usize::from(answer.stop() == Stop::IterationLimit);
            let first = &answer.plan().rounds()[0];
            // The first round is the same problem in both.
            assert!(first.bound.unwrap() >= best.plan().rounds()[0].objective);
            assert!(first.objective <= best.plan().rounds()[0].objective);
        }
        let flag = Arc::new(AtomicBool::new(true));
        let answer = problem.solve_with(&Blossom, &Limits::none().cancel(flag)).unwrap();
        if answer.stop() == Stop::Cancelled {
            cancelled += 1;
        } else {
            // There was nothing to search for.
            assert_eq!(answer.plan(), best.plan());
        }
    }
    assert!(stopped > 20 && cancelled > 20, "{stopped} {cancelled}");
}

#[test]
fn somebody_whom_nobody_may_meet_changes_nothing_but_a_bye() {
    for case in 0..60 {
        let build = |more: bool| {
            let mut rng = Rng::new(case);
            let count = 2 + rng.below(9);
            let mut names = names(count);
            let mut scores = Vec::new();
            for a in 0..count {
                for b in a + 1..count {
                    let score = Score::from_micros(rng.within(0, 1 << 40));
                    scores.push((names[a].clone(), names[b].clone(), score));
                }
            }
            if more {
                names.push("hermit".to_owned());
            }
            let problem = RotationProblem::from_scores(names, scores).rounds(2).cool_down(1);
            problem.build().unwrap().solve().unwrap().into_plan()
        };
        let (without, with) = (build(false), build(true));
        assert_eq!(without.objective, with.objective, "case {case}");
        for (a, b) in without.rounds.iter().zip(&with.rounds) {
            assert_eq!(a.groups, b.groups);
            assert!(b.byes.contains(&"hermit".to_owned()));
        }
    }
}

#[test]
fn scores_twice_as_high_make_rounds_worth_twice_as_much() {
    for case in 0..60 {
        let value = |scale: i64| {
            let mut rng = Rng::new(case);
            let count = 2 + rng.below(10);
            world(&mut rng, count, 70, scale).build().unwrap().solve().unwrap().into_plan()
        };
        let (one, two) = (value(1), value(2));
        assert_eq!(2 * one.objective.score.micros(), two.objective.score.micros());
        assert_eq!(one.objective.placed, two.objective.placed);
    }
}

#[test]
fn the_order_of_enrolment_does_not_change_what_a_round_is_worth() {
    for case in 0..60 {
        let value = |turned: bool| {
            let mut rng = Rng::new(case);
            let count = 2 + rng.below(10);
            let mut people = names(count);
            let builder = world(&mut rng, count, 70, 1);
            if turned {
                people.reverse();
            }
            builder.people(people).build().unwrap().solve().unwrap().into_plan()
        };
        let (one, other) = (value(false), value(true));
        assert_eq!(one.objective, other.objective, "case {case}");
        assert!(one.rounds[0].is_optimal() && other.rounds[0].is_optimal());
    }
}
