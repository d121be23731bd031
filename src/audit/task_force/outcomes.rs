//! What a task force means for each candidate.

use std::collections::BTreeSet;

use crate::taskforce::{TaskForcePlan, TaskForceProblem};

/// Each candidate, and whether they are a member; then who takes no part on the day.
pub(in crate::audit) fn outcomes(
    problem: &TaskForceProblem<'_>,
    plan: &TaskForcePlan,
) -> (Vec<(String, bool)>, Vec<String>) {
    let members: BTreeSet<&str> = plan.members.iter().map(|member| member.key.as_str()).collect();
    let list = problem.candidates().map(|person| {
        let key = person.key().to_owned();
        let member = members.contains(person.key());
        (key, member)
    });
    let away = problem.unavailable().map(|person| person.key().to_owned());
    (list.collect(), away.collect())
}
