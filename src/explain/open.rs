//! Whether two people may be a pair of a plan.

use crate::mentoring::{MentoringProblem, Participant, Role};
use crate::score::Score;

/// Whether two people may be a new pair, whatever places they have.
pub(super) enum Openness {
    /// They may, and would score this.
    Open(Score),
    /// These rules exclude the pair, by position; nothing else does.
    Excluded(Vec<usize>),
    /// They are one person, have no score, or are a pair already in one way or the other.
    Closed,
}

/// Of somebody in a role and somebody in the other one.
pub(super) fn openness(
    problem: &MentoringProblem<'_>,
    role: Role,
    own: &Participant,
    other: &Participant,
) -> Openness {
    let (mentor, mentee) = match role {
        Role::Mentor => (own, other),
        Role::Mentee => (other, own),
    };
    if mentor.key == mentee.key {
        return Openness::Closed;
    }
    let (score, rules) = match problem.compiled().zip(mentor.person.zip(mentee.person)) {
        Some((compiled, (first, second))) => {
            let Ok(rules) = compiled.excluding(first, second) else { return Openness::Closed };
            (compiled.score(first, second).ok(), rules.iter().map(|rule| rule.index()).collect())
        }
        None => (problem.own_score(&mentor.key, &mentee.key), Vec::new()),
    };
    match score {
        Some(score) if !problem.is_closed(&mentor.key, &mentee.key) => {
            if rules.is_empty() {
                Openness::Open(score)
            } else {
                Openness::Excluded(rules)
            }
        }
        _ => Openness::Closed,
    }
}
