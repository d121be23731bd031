//! Requirements that cannot be met together.

use super::problem::TaskForceProblem;
use crate::policy::RuleIndex;

/// Something that a task force must meet: a part of the brief, or a rule of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Condition {
    /// The fewest members. Without it there is still one.
    AtLeastMembers,
    /// The most members.
    AtMostMembers,
    /// The requirement at a position of the brief, from 0.
    Requirement(usize),
    /// The rule at a position of the policy, from 0.
    Rule(usize),
}

impl Condition {
    /// What the condition says, as it stands in a list; empty where the problem has no such condition.
    #[must_use]
    pub fn in_words(self, problem: &TaskForceProblem<'_>) -> String {
        let members = |count: u32| if count == 1 { "member" } else { "members" };
        let size = problem.brief().size;
        match self {
            Self::AtLeastMembers => {
                format!("at least {} {}", size.at_least, members(size.at_least))
            }
            Self::AtMostMembers => format!("at most {} {}", size.at_most, members(size.at_most)),
            Self::Requirement(index) => {
                let requirement = problem.brief().requirements.get(index);
                requirement.map(ToString::to_string).unwrap_or_default()
            }
            Self::Rule(index) => {
                let rule = problem.compiled().rule(RuleIndex::new(index));
                rule.map(|rule| format!("of every two: {rule}")).unwrap_or_default()
            }
        }
    }
}

/// Conditions that no set of candidates meets together: why there is no task force.
///
/// Proven: that no set meets them was [verified](crate::solve::Problem::verify) on
/// these conditions alone. Where it is [irreducible](Self::is_irreducible), a set was found for each of them
/// that meets all the others. The conflict does not hold that proof, so that
/// [`audit::check_conflict`](crate::audit::check_conflict) checks those sets, and for up to 20 candidates, by
/// trying all sets, that none meets the conditions; beyond that it says that it was not checked.
///
/// Tests: `taskforce::conflicts`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Conflict {
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// The same in words.
    pub words: Vec<String>,
    /// For each condition a set of candidates, by key, that meets all the others; none where the solver stopped
    /// before it found one or proved that there is none.
    pub without: Vec<Option<Vec<String>>>,
}

impl Conflict {
    /// Whether each of the conditions is needed: without any one of them the others can be met.
    #[must_use]
    pub fn is_irreducible(&self) -> bool {
        self.without.iter().all(Option::is_some)
    }
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.words[..] {
            [one] => {
                return write!(f, "no task force is possible, because nobody can meet this: {one}");
            }
            words => write!(
                f,
                "no task force is possible, because these cannot hold together: {}",
                words.join("; ")
            )?,
        }
        if self.is_irreducible() {
            f.write_str(". If any one of them is dropped, the others can be met")
        } else {
            f.write_str(". Perhaps not all of them are needed for that: the search was cut short")
        }
    }
}
