//! The check of a shortage.

use std::collections::BTreeSet;

use super::facts::Facts;
use crate::rotation::assignments::{Shortage, StaysProblem};

/// What a [`Shortage`] is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ShortageVerdict {
    /// No plan gives these hosts the people that they must have, and the numbers are right.
    Proven,
    /// It names somebody who does not take part.
    NotEnrolled {
        /// Their keys.
        keys: Vec<String>,
    },
    /// Its numbers are wrong, or show nothing.
    Refuted {
        /// How many stays the hosts must have, counted anew.
        wanted: u64,
        /// How many they can have at most, counted anew.
        places: u64,
    },
}

impl ShortageVerdict {
    /// Whether there is no plan.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        *self == Self::Proven
    }
}

/// Checks why there is no plan, from the problem alone: what the hosts named must have, and what they can have.
///
/// Complexity: O((P + H)·T + P·H) for P people, H hosts and T periods; with the caller's own scores O(m log m) for m of them. Test:
/// `stays::exact`, `audit_stays::calendar::a_shortage_that_holds_leaves_no_plan`.
///
/// ```
/// use crosstie::Score;
/// use crosstie::audit;
/// use crosstie::rotation::assignments::{SolveError, StaysProblem};
///
/// let problem = StaysProblem::from_scores(2)
///     .person("ada")
///     .host_with("law", 1..=2) // somebody in each of two periods
///     .score("ada", "law", Score::points(3))
///     .build()?;
/// let Err(SolveError::Shortage(shortage)) = problem.solve() else { panic!() };
/// assert_eq!((shortage.wanted, shortage.places), (2, 1));
/// assert!(audit::check_shortage(&problem, &shortage).is_proven());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check_shortage(problem: &StaysProblem<'_>, shortage: &Shortage) -> ShortageVerdict {
    let facts = Facts::new(problem);
    let (mut hosts, mut people) = (BTreeSet::new(), BTreeSet::new());
    let mut keys = Vec::new();
    for key in &shortage.hosts {
        match facts.host(key) {
            Some(at) => _ = hosts.insert(at),
            None => keys.push(key.clone()),
        }
    }
    for key in &shortage.people {
        match facts.person(key) {
            Some(at) => _ = people.insert(at),
            None => keys.push(key.clone()),
        }
    }
    if !keys.is_empty() {
        return ShortageVerdict::NotEnrolled { keys };
    }
    let wanted = hosts.iter().map(|&at| facts.host_least(at)).sum();
    let mut places: u64 = people.iter().map(|&at| facts.person_places(at)).sum();
    let fixed = facts.times.fixed.iter();
    let elsewhere = fixed.filter(|stay| people.contains(&stay.0) && !hosts.contains(&stay.1));
    places = places.saturating_sub(elsewhere.count() as u64);
    facts.each_eligible(|p, h, _| {
        places += u64::from(hosts.contains(&h) && !people.contains(&p));
    });
    if wanted > places && (wanted, places) == (shortage.wanted, shortage.places) {
        ShortageVerdict::Proven
    } else {
        ShortageVerdict::Refuted { wanted, places }
    }
}
