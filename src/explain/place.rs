//! What one more place would be worth, and what one place less would cost.

use std::fmt;

use super::why_not::{listed, moves};
use crate::mentoring::{Loss, PlannedPair, Role, WhatIf};
use crate::score::Score;

/// What one more place for somebody would be worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PlaceValue {
    /// Their key.
    pub key: String,
    /// The role in which they would have it.
    pub role: Role,
    /// By how much the objective would rise; nothing where the place would stay free.
    pub gain: Loss,
    /// The pairs of the plan that would end.
    pub ends: Vec<PlannedPair>,
    /// The pairs that would begin.
    pub begins: Vec<PlannedPair>,
}

/// What one place less with somebody would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PlaceCost {
    /// Their key.
    pub key: String,
    /// The role in which they have it.
    pub role: Role,
    /// What any plan with one place less loses at least; nothing where a place is free.
    pub at_least: Loss,
    /// What the plan below loses; equal to `at_least`. None where by it two people would be each other's mentor, which may not
    /// be.
    pub at_most: Option<Loss>,
    /// The pairs of the plan that would end.
    pub ends: Vec<PlannedPair>,
    /// The pairs that would begin.
    pub begins: Vec<PlannedPair>,
}

impl PlaceValue {
    /// A stable code for tools: `no_gain` or `gain`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.gain.is_nothing() { "no_gain" } else { "gain" }
    }
}

impl PlaceCost {
    /// A stable code for tools: `no_loss`, `loss`, or `loss_at_least` where no plan is known that loses no more.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.at_most {
            Some(loss) if loss.is_nothing() => "no_loss",
            Some(_) => "loss",
            None => "loss_at_least",
        }
    }
}

impl WhatIf<'_> {
    /// What one more place for somebody would be worth: the smallest optimal price of their places. None where they are not
    /// enrolled in the role.
    ///
    /// Whether pairs are listed or priced, the gain is that of solving anew: test `mentoring::place`. A mutual pair that it
    /// would make is not kept from it; where pairs may not be mutual, the gain may be less. Somebody who is paused gets the
    /// place as if they were not.
    ///
    /// Complexity: the length of the change.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem, Role};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::ONE)
    ///     .mentee("cy")
    ///     .mentee("dee")
    ///     .score("ada", "cy", Score::points(5))
    ///     .score("ada", "dee", Score::points(3))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// let place = answer.what_if()?.one_more_place(Role::Mentor, "ada").unwrap();
    /// assert_eq!(
    ///     place.to_string(),
    ///     "One more place with the mentor ada would be worth 1 pair and 3 in score: it would begin ada and dee (score 3)."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn one_more_place(&self, role: Role, key: &str) -> Option<PlaceValue> {
        let change = self.with_place(role, key, true)?;
        let gain = Loss {
            pairs: -change.loss.pairs,
            score: Score::from_micros(change.loss.score.micros().saturating_neg()),
        };
        let (ends, begins) = (change.ends, change.begins);
        Some(PlaceValue { key: key.to_owned(), role, gain, ends, begins })
    }

    /// What one place less with somebody would cost: the largest optimal price of their places. None where they are not
    /// enrolled in the role, or existing and fixed pairs or a pause leave no place.
    ///
    /// Whether pairs are listed or priced, the loss is that of solving anew: test `mentoring::place`.
    ///
    /// Complexity: the length of the change.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem, Role};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::ONE)
    ///     .mentor("bob", Capacity::ONE)
    ///     .mentee("cy")
    ///     .score("ada", "cy", Score::points(5))
    ///     .score("bob", "cy", Score::points(3))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// let what_if = answer.what_if()?;
    /// assert_eq!(
    ///     what_if.one_place_less(Role::Mentor, "ada").unwrap().to_string(),
    ///     "One place less with the mentor ada would cost 2 in score. It would end ada and cy (score 5), and begin bob \
    ///      and cy (score 3)."
    /// );
    /// let free = what_if.one_place_less(Role::Mentor, "bob").unwrap();
    /// assert_eq!(free.code(), "no_loss");
    /// assert_eq!(free.to_string(), "One place less with the mentor bob would change nothing.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn one_place_less(&self, role: Role, key: &str) -> Option<PlaceCost> {
        let change = self.with_place(role, key, false)?;
        let at_most = Some(change.loss).filter(|_| !change.is_mutual);
        let (at_least, ends, begins) = (change.at_least, change.ends, change.begins);
        Some(PlaceCost { key: key.to_owned(), role, at_least, at_most, ends, begins })
    }
}

impl fmt::Display for PlaceValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (role, key) = (self.role, &self.key);
        if self.gain.is_nothing() {
            return write!(f, "One more place with the {role} {key} would change nothing.");
        }
        write!(f, "One more place with the {role} {key} would be worth {}: it would ", self.gain)?;
        listed(f, &self.ends, &self.begins)
    }
}

impl fmt::Display for PlaceCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "One place less with the {} {} would ", self.role, self.key)?;
        match self.at_most {
            Some(_) if self.ends.is_empty() && self.begins.is_empty() => {
                return f.write_str("change nothing.");
            }
            Some(loss) if loss.is_nothing() => f.write_str("cost nothing.")?,
            Some(loss) => write!(f, "cost {loss}.")?,
            None => write!(
                f,
                "cost at least {}; the cheapest way would make two people each other's mentor, which \
                 may not be.",
                self.at_least
            )?,
        }
        moves(f, &self.ends, &self.begins)
    }
}
