//! Solvers that err or lie: an error, or an answer that claims no more than is true.

use std::cell::Cell;

use crosstie::audit;
use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Matching};
use crosstie::mentoring::{Capacity, MentoringProblem, Mode, Role, SolveError};
use crosstie::solve::{
    AssignmentCertificate, Claim, HallWitness, Limits, Prices, Problem, Side, Solver, Stop,
    VerifyError,
};

use super::world::MODES;
use super::{plan, scored, unmatched};

/// The default solver, then a lie.
struct Liar<F>(F);

impl<F: Fn(&AssignmentProblem, &mut Claim<AssignmentProblem>)> Solver<AssignmentProblem>
    for Liar<F>
{
    fn name(&self) -> &str {
        "liar"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        let mut claim = AuctionPaths.solve(problem, limits);
        (self.0)(problem, &mut claim);
        claim
    }
}

/// ada has one place, bob two; cy and dee want one mentor each.
fn problem(mode: Mode) -> MentoringProblem<'static> {
    let builder = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentor("bob", Capacity::up_to(2))
        .mentee("cy")
        .mentee("dee");
    scored(builder, "ada cy 5, ada dee 4, bob cy 3").mode(mode).build().unwrap()
}

fn set(pairs: &'static [(u32, u32)]) -> impl Fn(&AssignmentProblem, &mut Claim<AssignmentProblem>) {
    move |_, claim| claim.solution = Matching::new(pairs.iter().copied())
}

fn prices_of(claim: &mut Claim<AssignmentProblem>) -> &mut Prices {
    match claim.certificate.as_mut().unwrap() {
        AssignmentCertificate::HighestScore { prices }
        | AssignmentCertificate::MostPairs { prices, .. } => prices,
        AssignmentCertificate::Infeasible(witness) => panic!("{witness:?} has no prices"),
    }
}

#[test]
fn a_plan_that_is_none_is_refused_by_name() {
    let no_edge = VerifyError::NoEdge { left: 1, right: 1 };
    let lies: [(&[(u32, u32)], VerifyError); 5] = [
        (&[(1, 1)], no_edge),
        (&[(0, 0), (0, 0)], VerifyError::Duplicate { position: 1, left: 0, right: 0 }),
        (&[(7, 0)], VerifyError::NoEdge { left: 7, right: 0 }),
        (&[(0, u32::MAX)], VerifyError::NoEdge { left: 0, right: u32::MAX }),
        (
            &[(0, 0), (1, 0)],
            VerifyError::OverCapacity { side: "right", vertex: 0, used: 2, capacity: 1 },
        ),
    ];
    for mode in MODES {
        for (pairs, source) in lies.clone() {
            let problem = problem(mode);
            let refused = problem.solve_with(&Liar(set(pairs)), &Limits::none()).unwrap_err();
            let text = refused.to_string();
            assert_eq!(text, format!("the claim of solver `liar` is refused: {source}"));
            assert_eq!(refused, SolveError::ClaimRefused { solver: "liar".to_owned(), source });
        }
    }
}

#[test]
fn a_certificate_that_is_none_is_refused() {
    let negative = |prices: &mut Prices| prices.right[0] = -1;
    let short = |prices: &mut Prices| _ = prices.left.pop();
    let spoils: [&dyn Fn(&mut Prices); 2] = [&negative, &short];
    for mode in MODES {
        for spoil in spoils {
            let liar = Liar(|_: &AssignmentProblem, claim: &mut Claim<AssignmentProblem>| {
                spoil(prices_of(claim));
            });
            let problem = problem(mode);
            let refused = problem.solve_with(&liar, &Limits::none()).unwrap_err();
            let SolveError::ClaimRefused { source, .. } = refused else { panic!("{refused}") };
            assert!(
                matches!(source, VerifyError::NegativePrice { .. } | VerifyError::Length { .. }),
                "{source}"
            );
        }
        let other_mode = Liar(|_: &AssignmentProblem, claim: &mut Claim<AssignmentProblem>| {
            let prices = Prices { left: vec![9, 9], right: vec![9, 9] };
            claim.certificate = Some(match mode {
                Mode::MostPairsFirst => AssignmentCertificate::HighestScore { prices },
                Mode::HighestScore => AssignmentCertificate::MostPairs {
                    cover_left: vec![true; 2],
                    cover_right: vec![true; 2],
                    pair_price: 0,
                    prices,
                },
            });
        });
        let problem = problem(mode);
        let refused = problem.solve_with(&other_mode, &Limits::none()).unwrap_err();
        assert!(refused.to_string().contains("says nothing about"), "{refused}");
    }
}

#[test]
fn a_programme_has_no_lower_quotas_that_could_fail() {
    for mode in MODES {
        for side in [Side::Left, Side::Right] {
            let hopeless =
                Liar(move |_: &AssignmentProblem, claim: &mut Claim<AssignmentProblem>| {
                    let witness = HallWitness { side, left: vec![true; 2], right: vec![true; 2] };
                    claim.certificate = Some(AssignmentCertificate::Infeasible(witness));
                });
            let refused = problem(mode).solve_with(&hopeless, &Limits::none()).unwrap_err();
            let SolveError::ClaimRefused { source, .. } = refused else { panic!("{refused}") };
            assert!(matches!(source, VerifyError::NoShortage { wanted: 0, .. }), "{source}");
        }
    }
}

#[test]
fn without_a_certificate_nothing_is_proven() {
    for mode in MODES {
        let silent = Liar(|_: &AssignmentProblem, claim: &mut Claim<AssignmentProblem>| {
            claim.certificate = None;
        });
        let problem = problem(mode);
        let answer = problem.solve_with(&silent, &Limits::none()).unwrap();
        assert_eq!(plan(&answer), "bob>cy ada>dee");
        assert!(!answer.is_optimal());
        assert_eq!((answer.bound(), &answer.plan().proof), (None, &None));
    }
}

#[test]
fn a_true_certificate_beside_a_lesser_plan_proves_the_gap() {
    for mode in MODES {
        let lazy = Liar(set(&[(0, 0)]));
        let problem = problem(mode);
        let answer = problem.solve_with(&lazy, &Limits::none()).unwrap();
        assert_eq!(plan(&answer), "ada>cy");
        assert!(!answer.is_optimal());
        assert_eq!(answer.bound(), Some(problem.solve().unwrap().objective()));
        // bob has room and dee no other mentor: ada is taken.
        let why = answer.why_unmatched(unmatched(&answer, Role::Mentee, "dee"));
        assert_eq!(why.reason.code(), "places_taken", "{why}");
    }
}

/// Each mentee with their best mentor, places or not.
#[test]
fn a_weak_certificate_is_a_weak_bound() {
    for (mode, bound) in
        [(Mode::MostPairsFirst, "2 pairs, score 9"), (Mode::HighestScore, "score 9")]
    {
        let weak = Liar(|_: &AssignmentProblem, claim: &mut Claim<AssignmentProblem>| {
            let prices = Prices { left: vec![5_000_000, 4_000_000], right: vec![0; 2] };
            claim.certificate = Some(match mode {
                Mode::HighestScore => AssignmentCertificate::HighestScore { prices },
                Mode::MostPairsFirst => AssignmentCertificate::MostPairs {
                    cover_left: vec![true; 2],
                    cover_right: vec![false; 2],
                    pair_price: 0,
                    prices,
                },
            });
        });
        let problem = problem(mode);
        let answer = problem.solve_with(&weak, &Limits::none()).unwrap();
        assert_eq!(plan(&answer), "bob>cy ada>dee");
        assert!(!answer.is_optimal());
        assert_eq!(answer.bound().unwrap().to_string(), bound);
    }
}

/// Where pairs may not be mutual, every sub-problem's claim is verified too.
#[test]
fn a_lie_about_a_sub_problem_is_refused() {
    let builder = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentor("bob", Capacity::ONE)
        .mentee("ada")
        .mentee("bob");
    let problem = scored(builder, "ada bob 2, bob ada 1").build().unwrap();
    assert_eq!(plan(&problem.solve().unwrap()), "ada>bob");

    let calls = Cell::new(0);
    let late = Liar(|problem: &AssignmentProblem, claim: &mut Claim<AssignmentProblem>| {
        calls.set(calls.get() + 1);
        if problem.edge_count() < 2 {
            claim.solution = Matching::new([(0, 0)]);
        }
    });
    let refused = problem.solve_with(&late, &Limits::none()).unwrap_err();
    assert!(refused.to_string().contains("no edge joins them"), "{refused}");
    assert_eq!(calls.get(), 2);
}

/// A solver without certificates still gets plans without mutual pairs.
#[test]
fn sub_problems_need_no_certificate() {
    let people = ["ada", "bob", "cy"];
    let mut builder = MentoringProblem::from_scores();
    for key in people {
        builder = builder.mentor(key, Capacity::ONE).mentee(key);
    }
    let scores = "ada bob 9, bob ada 9, bob cy 2, cy bob 1, cy ada 1, ada cy 1";
    let problem = scored(builder, scores).mode(Mode::HighestScore).build().unwrap();
    let silent = Liar(|_: &AssignmentProblem, claim: &mut Claim<AssignmentProblem>| {
        claim.certificate = None;
    });
    let answer = problem.solve_with(&silent, &Limits::none()).unwrap();
    assert_eq!(plan(&answer), "cy>ada ada>bob bob>cy");
    assert_eq!(answer.stop(), Stop::Finished);
    assert!(!answer.is_optimal());
    assert_eq!(answer.objective(), problem.solve().unwrap().objective());
}

/// A stopped run says so, and no more of its plan than is true, whatever it came to.
#[test]
fn limits_and_flags_reach_the_solver() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    for mode in MODES {
        let problem = problem(mode);
        let best = problem.solve().unwrap().objective();
        let at_once = Limits::none().iterations(0);
        let flag = Limits::none().cancel(Arc::new(AtomicBool::new(true)));
        for (limits, stop) in [(at_once, Stop::IterationLimit), (flag, Stop::Cancelled)] {
            let stopped = problem.solve_with(&AuctionPaths, &limits).unwrap();
            assert_eq!(stopped.stop(), stop);
            assert!(!stopped.is_optimal(), "{}", plan(&stopped));
            assert!(stopped.objective() <= best && Some(best) <= stopped.bound());
            assert!(audit::check(&problem, stopped.plan()).is_clean());
        }
        let flag = Arc::new(AtomicBool::new(false));
        let far = Limits::none().iterations(u64::MAX).cancel(flag);
        let finished = problem.solve_with(&AuctionPaths, &far).unwrap();
        assert_eq!((finished.stop(), finished.objective()), (Stop::Finished, best));
        assert!(finished.is_optimal());
    }
}

#[test]
fn problems_and_answers_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let problem = problem(Mode::HighestScore);
    shared(&problem);
    shared(&problem.solve().unwrap());
    fn verifies<P: Problem>() {}
    verifies::<AssignmentProblem>();
}
