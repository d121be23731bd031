//! The check of a re-matched plan.

use super::super::check::{Coverage, examine};
use super::super::facts::Facts;
use super::super::finding::Finding;
use super::super::proof::micros;
use super::super::report::AuditReport;
use super::known::Published;
use super::proof::{Derived, derive};
use super::report::{ProvenRematch, RematchReport};
use super::violation::RematchViolation;
use crate::mentoring::rematch::{RematchPlan, Terms};
use crate::mentoring::{MentoringPlan, MentoringProblem, Objective};
use crate::score::Score;

/// Checks a re-matched plan against the new problem and the plan published before: the plan inside as
/// [`check`](crate::audit::check) does, how many people change, whether so many may, and what the
/// [`RematchProof`](crate::mentoring::rematch::RematchProof) proves.
///
/// The plan may come from anywhere: a solver, a file, somebody's hand.
///
/// # Guarantees
/// * A report without violations means: the plan keeps to every rule of the problem and to the terms, and each
///   of its statements is true. Test: `audit_rematch::planted::every_kind_is_found`.
/// * [`ProvenRematch::Optimal`] means: no plan of this problem on these terms has a greater objective, with a tax less
///   the taxes. The bound is recomputed from the proof, case by case over all eligible pairs, and so is that the cases
///   cover all plans. Tests: `audit_rematch::brute::any_proof_bounds_every_plan`,
///   `audit_rematch::brute::optimal_is_the_true_optimum`.
/// * The audit uses no solver and no compiled policy, nor what the re-match itself says of who is known and who must
///   change: all is evaluated anew, from the definitions.
///
/// Not checked: the problem and the published plan. Of that only the pairs and the people without one are read; a pair
/// that stands there twice counts once.
///
/// # Complexity
/// O(M·N) evaluations of the policy for M mentors and N mentees, each without any index; twice as many with a proof, and
/// O(c(M + N + E) + d log d) for c cases with d decisions in all and E open pairs. Memory: O(M + N + P + E + d) for P pairs of the published plan.
///
/// # Determinism
/// The report depends on the problem and the two plans alone.
///
/// # Errors
/// None: all that can be wrong is a [`Violation`](crate::audit::Violation) or a [`RematchViolation`].
///
/// # Example
/// Ada has left, so that Cy needs a mentor. Eve, who had nobody, takes over; Bob and Dee go on, although Bob would score
/// more with Cy.
/// ```
/// # #[cfg(feature = "serde")] {
/// use crosstie::Score;
/// use crosstie::audit::{self, RematchViolation};
/// use crosstie::mentoring::rematch::{RematchPlan, Terms};
/// use crosstie::mentoring::{Capacity, MentoringProblem};
///
/// let programme = || {
///     MentoringProblem::from_scores()
///         .mentor("bob", Capacity::ONE)
///         .mentor("eve", Capacity::ONE)
///         .mentee("cy")
///         .mentee("dee")
///         .score("bob", "cy", Score::points(9))
///         .score("bob", "dee", Score::points(2))
///         .score("eve", "cy", Score::points(1))
///         .score("eve", "dee", Score::points(1))
/// };
/// let before = programme().mentor("ada", Capacity::ONE).score("ada", "cy", Score::points(5)).build()?;
/// let published = before.plan_by_hand([("ada", "cy"), ("bob", "dee")]);
///
/// let problem = programme().build()?; // without ada
/// let text = r#"{
///     "plan": {
///         "schema": 1, "mode": "most_pairs_first",
///         "pairs": [
///             { "mentor": "eve", "mentee": "cy", "score_micros": 1000000 },
///             { "mentor": "bob", "mentee": "dee", "score_micros": 2000000 }
///         ],
///         "unmatched": [], "objective": { "pairs": 2, "score_micros": 3000000 }
///     },
///     "terms": { "code": "at_most", "changes": 2 },
///     "changes": 2,
///     "bound": { "pairs": 2, "score_micros": 3000000 },
///     "proof": {
///         "pair_value_micros": 100000000,
///         "cases": [{
///             "decisions": [],
///             "change_price_micros": 4000000,
///             "mentor_prices_micros": { "bob": 108000000, "eve": 95000000 },
///             "mentee_prices_micros": { "cy": 2000000, "dee": 2000000 }
///         }]
///     }
/// }"#;
/// let mut plan: RematchPlan = serde_json::from_str(text)?;
/// let report = audit::check_rematch(&problem, &published, &plan);
/// assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
///
/// plan.terms = Terms::AtMost { changes: 1 }; // somebody promises too much
/// let report = audit::check_rematch(&problem, &published, &plan);
/// assert!(matches!(report.violations()[0], RematchViolation::TooManyChanges { changes: 2, most: 1 }));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check_rematch(
    problem: &MentoringProblem<'_>,
    published: &MentoringPlan,
    plan: &RematchPlan,
) -> RematchReport {
    let facts = Facts::new(problem);
    let published = Published::new(&facts, published);
    let (inner, exact) = examine(&facts, &plan.plan, Coverage::Whole);
    let AuditReport { violations: plan_violations, mut findings, objective, counts, .. } = inner;
    // That is for the whole to say.
    findings.retain(|finding| !matches!(finding, Finding::NotProvenOptimal { .. }));

    let mut violations = Vec::new();
    if plan.plan.bound.is_some() || plan.plan.proof.is_some() {
        violations.push(RematchViolation::InnerProof);
    }
    let changes = published.changes(&facts, &plan.plan.pairs);
    if plan.changes != changes {
        let (claimed, recomputed) = (plan.changes, changes);
        violations.push(RematchViolation::WrongChanges { claimed, recomputed });
    }
    let taxes = match plan.terms {
        Terms::AtMost { changes: most } => {
            if changes > most {
                violations.push(RematchViolation::TooManyChanges { changes, most });
            }
            0
        }
        Terms::Tax { each } => {
            if each < Score::ZERO {
                violations.push(RematchViolation::NegativeTax { each });
            }
            micros(each) * i128::from(changes)
        }
    };
    let score = micros(objective.score) - taxes;
    let nearest = if score > 0 { i64::MAX } else { i64::MIN };
    let in_range = i64::try_from(score);
    let exact = exact && in_range.is_ok();
    let value = Objective { score: Score::from_micros(in_range.unwrap_or(nearest)), ..objective };

    let derived = plan.proof.as_ref().map_or(Derived::Nothing, |proof| {
        derive(&facts, &published, plan.terms, proof, &mut violations)
    });
    // In another mode the plan claims nothing of this problem.
    if let Some(claimed) = plan.bound.filter(|_| plan.plan.mode == facts.mode) {
        let fits = claimed.pairs.is_some() == value.pairs.is_some();
        let derived = match derived {
            Derived::Nothing => Some(None),
            Derived::Bound(bound) if !fits || claimed < bound => Some(Some(bound)),
            Derived::Impossible if !fits => Some(None),
            Derived::Bound(_) | Derived::Impossible => None,
        };
        if let Some(derived) = derived {
            violations.push(RematchViolation::BoundNotProven { claimed, derived });
            // A plan above a bound that is proven is not on the terms; what is wrong is named elsewhere.
            if fits && claimed < value {
                violations.push(RematchViolation::BoundTooLow { claimed, value });
            }
        }
    }
    let clean = plan_violations.is_empty() && violations.is_empty();
    let proven = match derived {
        Derived::Bound(bound) if exact => ProvenRematch::of(value, bound, clean),
        Derived::Impossible => ProvenRematch::Impossible,
        _ => ProvenRematch::Nothing,
    };
    if clean && !proven.is_optimal() {
        findings.push(Finding::NotProvenOptimal { gap: proven.gap() });
    }
    RematchReport {
        plan_violations,
        violations,
        findings,
        objective,
        changes,
        value,
        proven,
        counts,
    }
}
