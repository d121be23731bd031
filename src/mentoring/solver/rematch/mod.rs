//! Re-matching: a price of change, cases where it is not exact, and plans on the way.
//!
//! With a price λ ≥ 0 for each person who changes, a cap on their number becomes part of the score (Lagrangian relaxation), and
//! what remains is an assignment problem, wherever each of the people has one place. The least bound over λ is found where
//! the lines of two matchings meet. Somebody with several places changes once, whatever they drop and begin, which no sum over
//! pairs says: they are charged in parts, never more than λ. What is left of a gap is closed by cases, best bound first: somebody stays, or
//! changes.
//!
//! # References
//! - A. M. Geoffrion, *Lagrangean relaxation for integer programming*, Mathematical Programming Study 2 (1974),
//!   doi:10.1007/BFb0120690.
//! - M. J. Eisner and D. G. Severance, *Mathematical techniques for efficient record segmentation in large shared databases*,
//!   Journal of the ACM 23 (1976), doi:10.1145/321978.321982: the lines.
//! - A. Berger, V. Bonifaci, F. Grandoni and G. Schäfer, *Budgeted matching and budgeted matroid intersection via the gasoline
//!   puzzle*, Mathematical Programming 128 (2011), doi:10.1007/s10107-009-0307-4: what is known of the problem with a cap.

mod case;
mod frontier;
mod patch;
mod search;

pub use frontier::{Frontier, FrontierPoint};

use std::collections::BTreeMap;

use case::{Choice, Frame, Step};
use search::{Found, Leaf, Search};

use super::{MentoringProblem, PLAN_SCHEMA, Place};
use crate::matching::assignment::Matching;
use crate::mentoring::rematch::{
    Decision, PlanDiff, Rematch, RematchCase, RematchError, RematchPlan, RematchProof, Terms,
};
use crate::mentoring::{MentoringPlan, Mode, Objective, Role};
use crate::score::Score;
use crate::solve::Stop;

/// A plan that respects one published before, and what is proven about it.
#[derive(Clone, Debug)]
pub struct RematchAnswer {
    plan: RematchPlan,
    is_optimal: bool,
    stop: Stop,
    diff: PlanDiff,
}

impl RematchAnswer {
    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &RematchPlan {
        &self.plan
    }

    /// The plan, to keep.
    #[must_use]
    pub fn into_plan(self) -> RematchPlan {
        self.plan
    }

    /// What is different from the published plan.
    #[must_use]
    pub fn diff(&self) -> &PlanDiff {
        &self.diff
    }

    /// The number of those who change.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.plan.changes
    }

    /// The value of the plan, in the objective of the problem: without taxes.
    #[must_use]
    pub fn objective(&self) -> Objective {
        self.plan.plan.objective
    }

    /// What no plan on these terms exceeds; with a tax, in the score less the taxes.
    #[must_use]
    pub fn bound(&self) -> Option<Objective> {
        self.plan.bound
    }

    /// Whether no plan on these terms is better.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.is_optimal
    }

    /// Why the search stopped.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop
    }
}

impl Rematch<'_> {
    /// The best plan in which at most so many people change.
    ///
    /// The problem: max V(x) over the plans x of the problem with D(x) ≤ k, with V as the problem's [`Mode`] says, and D as at
    /// [`rematch`](super::super::rematch). No quick way is known to solve it exactly, so that the search ends after a number of
    /// sub-problems that depends on the size alone ([`Stop::IterationLimit`]); the bound holds all the same.
    ///
    /// # Guarantees
    /// - At most so many change, and no plan on these terms exceeds the bound: test `mentoring::rematch`, against enumeration.
    /// - With [`Stop::Finished`] the plan is optimal, and is proven so: the same test.
    /// - The same input has the same answer.
    ///
    /// # Complexity
    /// At most 20,000 assignment problems over the open pairs, 200 of the largest.
    ///
    /// # Errors
    /// [`RematchError::TooFewChanges`] with the people who change in every plan, where there are more of them;
    /// [`RematchError::Infeasible`] and [`RematchError::NotFound`]; [`RematchError::Headroom`].
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    ///
    /// let score = |mentor: &str, mentee: &str| match (mentor, mentee) {
    ///     ("ada", "cy") | ("bob", "dee") => Score::points(2),
    ///     ("eve", _) => Score::points(1),
    ///     _ => Score::points(3),
    /// };
    /// let problem = |mentees: &[&str]| {
    ///     let mut builder = MentoringProblem::from_scores();
    ///     for mentor in ["ada", "bob", "eve"] {
    ///         builder = builder.mentor(mentor, Capacity::ONE);
    ///         for mentee in mentees {
    ///             builder = builder.score(mentor, *mentee, score(mentor, mentee));
    ///         }
    ///     }
    ///     mentees.iter().fold(builder, |builder, mentee| builder.mentee(*mentee)).build()
    /// };
    /// let before = problem(&["cy", "dee"])?;
    /// let published = before.plan_by_hand([("ada", "cy"), ("bob", "dee")]);
    ///
    /// // fay joins. Anew, all would change; with one change she gets eve, who had nobody.
    /// let now = problem(&["cy", "dee", "fay"])?;
    /// assert_eq!(now.solve()?.objective().to_string(), "3 pairs, score 7");
    /// let rematch = now.rematch(&published)?;
    /// let answer = rematch.at_most(1)?;
    /// assert!(answer.is_optimal());
    /// assert_eq!(answer.objective().to_string(), "3 pairs, score 5");
    /// assert_eq!(
    ///     answer.diff().to_string(),
    ///     "2 pairs go on, 0 end, 1 begins; 1 person changes.\nmentor eve: now fay"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn at_most(&self, changes: u64) -> Result<RematchAnswer, RematchError> {
        let least = self.least_changes();
        if changes < least.count {
            let least = Box::new(least.clone());
            return Err(RematchError::TooFewChanges { asked: changes, least });
        }
        let frame = Frame::new(self.problem, &self.standing, 0)?;
        let found = Search::new(&frame, Some(changes), 0).run()?;
        let terms = Terms::AtMost { changes };
        let Found { best: Some(best), .. } = &found else {
            return Err(match found.stop {
                Stop::Finished => RematchError::Infeasible { asked: changes },
                _ => RematchError::NotFound { asked: changes, least: least.count },
            });
        };
        Ok(self.answer(&frame, terms, &best.pairs, &found))
    }

    /// The best plan where each person who changes costs so much of the score.
    ///
    /// The problem: max V(x) − t·D(x), as [`at_most`](Self::at_most); where most pairs come first, they come before the tax. A
    /// tax of 0 asks for the best plan whatever changes.
    ///
    /// # Guarantees
    /// As those of [`at_most`](Self::at_most). Where everybody has one place it is one assignment problem, and exact.
    ///
    /// # Errors
    /// [`RematchError::NegativeTax`], [`RematchError::Headroom`].
    pub fn taxed(&self, each: Score) -> Result<RematchAnswer, RematchError> {
        if each < Score::ZERO {
            return Err(RematchError::NegativeTax { each });
        }
        let frame = Frame::new(self.problem, &self.standing, each.micros())?;
        let found = Search::new(&frame, None, each.micros()).run()?;
        let Some(best) = &found.best else {
            // Keeping to the rules alone is a plan.
            return Err(RematchError::NotFound {
                asked: u64::MAX,
                least: self.least_changes().count,
            });
        };
        Ok(self.answer(&frame, Terms::Tax { each }, &best.pairs, &found))
    }

    fn answer(
        &self,
        frame: &Frame<'_>,
        terms: Terms,
        pairs: &[Place],
        found: &Found,
    ) -> RematchAnswer {
        let plan = self.problem.plan_of(pairs);
        let is_optimal = found.bound == found.best.as_ref().map_or(0, |best| best.value);
        let cases = found.leaves.iter().map(|leaf| frame.case(leaf)).collect();
        let pair_value = Score::from_micros(frame.pair_value);
        let plan = RematchPlan {
            terms,
            changes: frame.forced() + frame.changed(pairs).len() as u64,
            bound: Some(frame.objective(found.bound)),
            proof: Some(RematchProof { pair_value, cases }),
            plan,
        };
        let diff = PlanDiff::between(self.published(), &plan.plan);
        RematchAnswer { plan, is_optimal, stop: found.stop, diff }
    }
}

impl Frame<'_> {
    /// What no plan exceeds, pins included, if none is worth more than this beside them.
    fn objective(&self, bound: i128) -> Objective {
        let pins = self.problem.pins.iter().map(|pin| i128::from(pin.score.micros()));
        let score = |score: i128| Score::from_micros(i64::try_from(score).unwrap_or(i64::MAX));
        if self.problem.mode == Mode::HighestScore {
            return Objective { pairs: None, score: score(bound + pins.sum::<i128>()) };
        }
        let value = i128::from(self.pair_value).max(1);
        let most = (bound + i128::from(self.least_score)).div_euclid(value).max(0);
        let pairs = u64::try_from(most).unwrap_or(u64::MAX);
        Objective {
            pairs: Some(pairs.saturating_add(self.problem.pins.len() as u64)),
            score: score(bound - most * value + pins.sum::<i128>()),
        }
    }

    /// A case by keys.
    fn case(&self, leaf: &Leaf) -> RematchCase {
        let key =
            |role: Role, at: u32| self.problem.participants(role)[at as usize].key.to_string();
        let decision = |step: &Step| match *step {
            Step::Person(role, at, Choice::Stays) => Decision::Stays { role, key: key(role, at) },
            Step::Person(role, at, Choice::Changes) => {
                Decision::Changes { role, key: key(role, at) }
            }
            Step::Without((n, m)) => {
                Decision::Without { mentor: key(Role::Mentor, m), mentee: key(Role::Mentee, n) }
            }
        };
        let prices = |role: Role, prices: &[i64]| -> BTreeMap<String, Score> {
            let named = (0_u32..).zip(prices).filter(|(_, price)| **price != 0);
            named.map(|(at, &price)| (key(role, at), Score::from_micros(price))).collect()
        };
        RematchCase {
            decisions: leaf.steps.iter().map(decision).collect(),
            change_price: Score::from_micros(leaf.price),
            mentor_prices: prices(Role::Mentor, &leaf.prices.right),
            mentee_prices: prices(Role::Mentee, &leaf.prices.left),
        }
    }
}

impl MentoringProblem<'_> {
    /// The plan of these pairs and the pins, without a bound.
    fn plan_of(&self, pairs: &[Place]) -> MentoringPlan {
        let pairs = self.planned_pairs(&Matching::new(pairs.iter().copied()));
        let score = pairs.iter().map(|pair| pair.score.micros()).sum();
        let count = (self.mode == Mode::MostPairsFirst).then_some(pairs.len() as u64);
        MentoringPlan {
            schema: PLAN_SCHEMA,
            mode: self.mode,
            unmatched: self.unmatched(&pairs),
            pairs,
            objective: Objective { pairs: count, score: Score::from_micros(score) },
            bound: None,
            proof: None,
        }
    }
}
