//! Who would be next best, and what each would cost.

use std::collections::BTreeSet;
use std::fmt;

use super::open::{Openness, openness};
use super::unmatched::other_role;
use super::why_not::WhyNotReason;
use crate::mentoring::{Loss, PlannedPair, Role, WhatIf};
use crate::score::Score;

/// The next best partners of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Alternatives {
    /// Their key.
    pub key: String,
    /// Their role.
    pub role: Role,
    /// The partners, by ascending `at_least`, then by key.
    pub partners: Vec<Alternative>,
    /// How many partners could be theirs in all, beside those of the plan.
    pub possible: usize,
}

/// A partner somebody could have, and what the plan would lose by it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Alternative {
    /// Key of the partner.
    pub partner: String,
    /// What the pair would score.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// What any plan with the pair loses at least.
    pub at_least: Loss,
    /// What the plan below loses; equal to `at_least`. None where by it two people would be each other's mentor, which may not
    /// be.
    pub at_most: Option<Loss>,
    /// The pairs of the plan that would end.
    pub ends: Vec<PlannedPair>,
    /// The pairs that would begin beside it.
    pub begins: Vec<PlannedPair>,
}

impl Alternatives {
    /// A stable code for tools: `none` or `some`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.partners.is_empty() { "none" } else { "some" }
    }
}

impl Alternative {
    /// A stable code for tools: `as_good` or `worse`, as of [`WhyNotReason`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.at_most.is_some_and(|loss| loss.is_nothing()) { "as_good" } else { "worse" }
    }
}

impl WhatIf<'_> {
    /// The `most` next best partners of somebody: of all who could be theirs but are not, those with whom the plan would
    /// lose least. Who is excluded by a rule, paused or without a place is left out, and so is who could not be theirs for
    /// another [reason](WhyNotReason). None where they are not enrolled in the role.
    ///
    /// # Guarantees
    /// They are the first of what [`why_not`](Self::why_not) says of all, by loss, then by key: test `mentoring::alternatives`.
    ///
    /// # Complexity
    /// One evaluation of the policy for each person of the other role. The ways to and from hubs bound each loss from below;
    /// one exact search for each partner whose bound is no more than the last loss that is listed.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem, Role};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::ONE)
    ///     .mentor("bob", Capacity::ONE)
    ///     .mentor("eve", Capacity::ONE)
    ///     .mentee("cy")
    ///     .score("ada", "cy", Score::points(5))
    ///     .score("bob", "cy", Score::points(1))
    ///     .score("eve", "cy", Score::points(4))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// let next = answer.what_if()?.alternatives(Role::Mentee, "cy", 2).unwrap();
    /// assert_eq!(next.partners[0].partner, "eve");
    /// assert_eq!(
    ///     next.to_string(),
    ///     "Next best mentors of cy: eve (score 4), with whom the plan would lose 1 in score; bob (score 1), with whom \
    ///      the plan would lose 4 in score."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn alternatives(&self, role: Role, key: &str, most: usize) -> Option<Alternatives> {
        let problem = self.answer().problem();
        let own = problem.participant(role, key)?;
        let planned = self.answer().pairs_of(role, key).map(|pair| pair.key(other_role(role)));
        let planned: BTreeSet<&str> = planned.collect();
        let two = |partner| match role {
            Role::Mentor => (key, partner),
            Role::Mentee => (partner, key),
        };
        let mut possible = Vec::new();
        for partner in problem.participants(other_role(role)) {
            if own.places() == 0 || partner.places() == 0 || planned.contains(&*partner.key) {
                continue;
            }
            let Openness::Open(score) = openness(problem, role, own, partner) else { continue };
            let (mentor, mentee) = two(&*partner.key);
            let at_least = self.loss_at_least(mentor, mentee, score);
            possible.extend(at_least.map(|at_least| (at_least, &*partner.key, score)));
        }
        possible.sort_unstable();
        let mut nearest: Vec<(Loss, &str, Score)> = Vec::new();
        for &(at_least, partner, score) in &possible {
            if nearest.len() >= most {
                match nearest.last() {
                    // No later one is nearer.
                    Some(last) if (last.0, last.1) > (at_least, partner) => {}
                    _ => break,
                }
            }
            let (mentor, mentee) = two(partner);
            let Some(loss) = self.loss(mentor, mentee, score) else { continue };
            let place = nearest.partition_point(|other| (other.0, other.1) < (loss, partner));
            nearest.insert(place, (loss, partner, score));
            nearest.truncate(most);
        }
        let partners = nearest.into_iter().filter_map(|(_, partner, score)| {
            let (mentor, mentee) = two(partner);
            let (at_least, at_most, ends, begins) = match self.cost(mentor, mentee, score) {
                WhyNotReason::AsGood { ends, begins, .. } => {
                    (Loss::default(), Some(Loss::default()), ends, begins)
                }
                WhyNotReason::Worse { at_least, at_most, ends, begins, .. } => {
                    (at_least, at_most, ends, begins)
                }
                _ => return None,
            };
            let partner = partner.to_owned();
            Some(Alternative { partner, score, at_least, at_most, ends, begins })
        });
        let partners = partners.collect();
        Some(Alternatives { key: key.to_owned(), role, partners, possible: possible.len() })
    }
}

impl fmt::Display for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, other) = (&self.key, other_role(self.role));
        if self.partners.is_empty() {
            return match self.possible {
                0 => write!(f, "Nobody else could be the {other} of {key}."),
                1 => write!(f, "1 other {other} of {key} is possible."),
                n => write!(f, "{n} other {other}s of {key} are possible."),
            };
        }
        let many = if self.partners.len() == 1 { "" } else { "s" };
        write!(f, "Next best {other}{many} of {key}: ")?;
        for (i, partner) in self.partners.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "; " })?;
            partner.fmt(f)?;
        }
        f.write_str(".")
    }
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (score {}), with whom the plan would ", self.partner, self.score)?;
        match self.at_most {
            Some(loss) if loss.is_nothing() => f.write_str("be as good"),
            Some(loss) => write!(f, "lose {loss}"),
            None => write!(f, "lose at least {}", self.at_least),
        }
    }
}
