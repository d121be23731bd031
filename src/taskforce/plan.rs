//! The plan: data by external keys, with what proves it.

use crate::policy::{Meeting, Programme, When};
use crate::score::Score;
use crate::solve::SelectionCertificate;

/// The schema number of plans that this version writes.
pub(crate) const PLAN_SCHEMA: u32 = 1;

/// Who is in the task force, as data: it outlives the organisation it was made for.
///
/// By itself a plan proves nothing; [`audit::check_task_force`](crate::audit::check_task_force)
/// says what its [`TeamProof`] is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct TaskForcePlan {
    /// The schema of this data.
    pub schema: u32,
    /// The members, in the order of the candidates.
    pub members: Vec<Member>,
    /// Key of the member who takes the chair, where the brief requires one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub chair: Option<String>,
    /// Σ fit over the members + Σ score over their pairs.
    #[cfg_attr(feature = "serde", serde(rename = "objective_micros"))]
    pub objective: Score,
    /// What no task force exceeds, where a bound is claimed.
    #[cfg_attr(feature = "serde", serde(default, rename = "bound_micros"))]
    pub bound: Option<Score>,
    /// What proves the bound.
    #[cfg_attr(feature = "serde", serde(default))]
    pub proof: Option<TeamProof>,
}

/// A member of a task force.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Member {
    /// The key.
    pub key: String,
    /// What they are worth, whoever else is in it.
    #[cfg_attr(feature = "serde", serde(rename = "fit_micros"))]
    pub fit: Score,
    /// Σ score of their pairs with the other members. Each pair counts for both of
    /// its members here, and once in the objective.
    #[cfg_attr(feature = "serde", serde(rename = "with_others_micros"))]
    pub with_others: Score,
}

/// What proves that no task force is worth more than the bound, or that none is
/// possible: a search tree over all of them, to be read by
/// [`team_upper_bound`](crate::solve::team_upper_bound) against these
/// [`SelectionParts`](crate::solve::SelectionParts), which
/// [`audit`](crate::audit) derives anew from the organisation:
///
/// - `fit`: of each of `candidates`, in their order, the fit in micro-units; so positions count in this list.
///   It holds, in the order of the problem, the candidates who are not *left out* and those who must be included.
///   Left out is who is excluded, or has not volunteered where volunteers only may be members, and whoever must be
///   `together` with somebody left out.
/// - `size`: that of the brief, the most cut to the number of candidates listed, but not below the fewest.
/// - `pairs`: the eligible pairs with a score other than 0, by ascending (low, high), in micro-units.
/// - `required`: who must be included, in the order of the requirements, each once.
/// - `apart`: the pairs that are not eligible, those in one reporting line where they must not be, and every two of
///   whom at most one may be a member.
/// - `together`: the lists of those who must be together, joined where they have somebody in common; whoever is
///   not listed is taken out.
/// - `counts`: first, where somebody is both left out and to be included, all of those, at most 0. Then for each
///   requirement in order: a skill, who holds it at its level or above, at least so many; at most so many of each
///   value, a count for each value that more candidates have, by the first candidate who has it; a chair,
///   those named, at least 1. Then for each rule of the policy that wants different departments, functions or sites in order,
///   as a requirement of at most 1 of each would. Members of a count ascend.
/// - `kinds`: one for each field that a requirement of distinct values or of nobody alone names, in the order in which
///   they first do; of several numbers the greatest counts. Then with no number, unless they are there, for each criterion of
///   the policy in order: function for new ties across functions; function and department for the distance of departments. A kind is the value's place among those that candidates have, by
///   the first who has it.
/// - `common`: where minutes must be shared: the day in pieces between any two times at which somebody's hours begin
///   or end, each worth its minutes; of several numbers the greatest counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct TeamProof {
    /// Keys of the candidates that the certificate names by position.
    pub candidates: Vec<String>,
    /// The search tree and its prices.
    pub certificate: SelectionCertificate,
}

impl TaskForcePlan {
    /// The members, in the order of the candidates.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The same plan without its proof, which may be long.
    #[must_use]
    pub fn without_proof(&self) -> Self {
        Self {
            schema: self.schema,
            members: self.members.clone(),
            chair: self.chair.clone(),
            objective: self.objective,
            bound: None,
            proof: None,
        }
    }

    /// Whether the bound is met: with a true bound, whether no task force is worth more.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.bound == Some(self.objective)
    }

    /// The meeting that this plan makes, for the common history.
    #[must_use]
    pub fn meeting(&self, when: When) -> Meeting {
        Meeting::new(Programme::TaskForce, when, self.members.iter().map(|member| &member.key))
    }
}
