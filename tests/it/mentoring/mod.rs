//! Mentor matching from the outside, and the reasons it gives.
//!
//! [`spoil`]: every mistake by itself, then together. [`behaviour`]: what each
//! setting does. [`why`] and [`why_unmatched`]: every reason by a case made by
//! hand. [`promises`]: what a sentence says would change it, done. [`exact`]:
//! against enumeration, with people in both roles. [`laws`]: what must stay so
//! when the input changes. [`priced`]: pairs priced while solving against pairs
//! listed before. [`why_not`], [`place`], [`alternatives`]: what changes cost, against
//! solving anew. [`hall`]: why not all can have somebody. [`seam`]: solvers that err.

mod alternatives;
mod behaviour;
mod exact;
mod hall;
mod laws;
mod place;
mod priced;
mod promises;
mod rematch;
mod rule_prices;
mod seam;
mod spoil;
mod why;
mod why_not;
mod why_unmatched;
pub(crate) mod world;

use crosstie::mentoring::{Answer, MentoringProblem, Role, ScoredMentoringBuilder, Unmatched};
use crosstie::org::{Organization, PersonRecord};
use crosstie::{Date, PersonId, Score};

pub(crate) fn organization(people: impl IntoIterator<Item = PersonRecord>) -> Organization {
    people
        .into_iter()
        .fold(Organization::builder(), |org, person| org.person(person))
        .build()
        .unwrap()
}

/// People by their keys alone.
pub(crate) fn named(keys: &str) -> Organization {
    organization(keys.split(' ').map(PersonRecord::new))
}

pub(crate) fn ids(org: &Organization, keys: &str) -> Vec<PersonId> {
    keys.split(' ').map(|key| org.person(key).unwrap().id()).collect()
}

pub(crate) fn id(org: &Organization, key: &str) -> PersonId {
    org.person(key).unwrap().id()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A problem on scores in points: "ada cy 3, ada dee -1".
pub(crate) fn scored(builder: ScoredMentoringBuilder, scores: &str) -> ScoredMentoringBuilder {
    scores.split(", ").filter(|text| !text.is_empty()).fold(builder, |builder, text| {
        let [mentor, mentee, points] = text.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{text}")
        };
        builder.score(mentor, mentee, Score::points(points.parse().unwrap()))
    })
}

/// The plan in short: "ada>cy bob>dee*", a star where pinned.
pub(crate) fn plan(answer: &Answer<'_>) -> String {
    let pairs = answer.plan().pairs().iter().map(|pair| {
        let star = if pair.pinned { "*" } else { "" };
        format!("{}>{}{star}", pair.mentor, pair.mentee)
    });
    pairs.collect::<Vec<_>>().join(" ")
}

/// Solves to the end, and gives the plan in short.
#[track_caller]
pub(crate) fn solved(problem: &MentoringProblem<'_>) -> String {
    let answer = problem.solve().unwrap();
    assert!(answer.is_optimal(), "{}", plan(&answer));
    plan(&answer)
}

/// Somebody without a pair, as the plan lists them.
#[track_caller]
pub(crate) fn unmatched<'a>(answer: &'a Answer<'_>, role: Role, key: &str) -> &'a Unmatched {
    let mut list = answer.plan().unmatched().iter();
    let found = list.find(|person| person.role == role && person.key == key);
    found.unwrap_or_else(|| panic!("{key} is matched: {}", plan(answer)))
}
