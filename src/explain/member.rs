//! Why somebody is in a task force.

use std::cmp::Reverse;
use std::fmt;

use super::mean::{Orders, mean_contributions};
use crate::policy::Criterion;
use crate::score::Score;
use crate::taskforce::{
    Answer, Condition, Field, FitContribution, Limit, Requirement, Reserve, Standing,
    TaskForceProblem,
};

/// Why somebody is in a task force.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MemberReason {
    /// Their key.
    pub key: String,
    /// The reason.
    pub cause: MemberCause,
}

/// The reason why somebody is in a task force.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MemberCause {
    /// They are not in it.
    NotInPlan,
    /// They are.
    Member {
        /// Name of their home department.
        department: Option<String>,
        /// Whether they take the chair.
        chair: bool,
        /// What would not be met without them, if all others stayed.
        roles: Vec<Role>,
        /// What they are worth, whoever else is in it.
        #[cfg_attr(feature = "serde", serde(rename = "fit_micros"))]
        fit: Score,
        /// What each preference of the brief adds to that, the largest first.
        fits: Vec<FitContribution>,
        /// The points given to them, which are in `fit` too.
        #[cfg_attr(feature = "serde", serde(rename = "points_micros"))]
        points: Score,
        /// The sum of the scores of their pairs with the other members.
        #[cfg_attr(feature = "serde", serde(rename = "with_others_micros"))]
        with_others: Score,
        /// What each criterion adds to that, the largest first.
        pairs: Vec<PairsContribution>,
        /// How many others could take their place while everybody else stays.
        reserves: u64,
        /// The one of them who costs least.
        next: Option<Reserve>,
    },
}

/// What one criterion adds to the scores of somebody's pairs with all other members.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PairsContribution {
    /// The criterion.
    pub criterion: Criterion,
    /// The sum over the pairs.
    #[cfg_attr(feature = "serde", serde(rename = "points_micros"))]
    pub points: Score,
}

/// A condition that would not be met without somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Role {
    /// The condition.
    pub condition: Condition,
    /// What the task force has of it, as [`Standing::has`](crate::taskforce::Standing::has) counts.
    pub has: u64,
    /// What it would have without them.
    pub without: u64,
    /// What they are for, in words.
    pub words: String,
}

impl MemberReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.cause {
            MemberCause::NotInPlan => "not_in_plan",
            MemberCause::Member { .. } => "member",
        }
    }
}

impl fmt::Display for MemberReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)?;
        let MemberCause::Member {
            department,
            chair,
            roles,
            fit,
            fits,
            points,
            with_others,
            pairs,
            reserves,
            next,
        } = &self.cause
        else {
            return f.write_str(" is not in the task force.");
        };
        if let Some(department) = department {
            write!(f, " ({department})")?;
        }
        if *chair {
            f.write_str(", in the chair")?;
        }
        let roles: Vec<&str> = roles.iter().map(|role| role.words.as_str()).collect();
        if roles.is_empty() {
            write!(f, ": no requirement depends on them; they are in it for what they add")?;
        } else {
            write!(f, ": {}", roles.join("; "))?;
        }
        let fits = fits.iter().map(|c| (c.fit.to_string(), c.points));
        let given = (*points != Score::ZERO).then(|| ("points given".to_owned(), *points));
        write!(f, ". Worth {fit} themselves{}", made_of(fits.chain(given)))?;
        let word =
            |criterion: &Criterion| criterion.in_words("one or the other", "one or the other");
        let pairs = pairs.iter().map(|c| (word(&c.criterion), c.points));
        write!(f, " and {with_others} with the others{}. ", made_of(pairs))?;
        let Some(Reserve { key, loss }) = next else {
            return f.write_str("Nobody else could take their place while the others stay.");
        };
        let others = match reserves {
            1 => "One other person could".to_owned(),
            many => format!("{many} others could"),
        };
        write!(f, "{others} take their place while the rest stay; ")?;
        match loss.micros() {
            0 => write!(f, "{key} would be worth as much."),
            loss if loss < 0 => {
                write!(f, "{key} would be worth {} more.", Score::from_micros(-loss))
            }
            _ => write!(f, "the best of them, {key}, would be worth {loss} less."),
        }
    }
}

/// In brackets, what a sum is made of, leaving out what adds nothing.
fn made_of(parts: impl Iterator<Item = (String, Score)>) -> String {
    let parts: Vec<String> = parts
        .filter(|(_, points)| *points != Score::ZERO)
        .map(|(word, points)| format!("{word} {points}"))
        .collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

pub(super) fn reason(answer: &Answer<'_>, key: &str) -> MemberReason {
    let cause = member(answer, key).unwrap_or(MemberCause::NotInPlan);
    MemberReason { key: key.to_owned(), cause }
}

fn member(answer: &Answer<'_>, key: &str) -> Option<MemberCause> {
    let (problem, team) = (answer.problem(), answer.team());
    let planned = answer.plan().members().iter().find(|member| member.key == key)?;
    let position = problem.position(key)?;
    let person = problem.person(position);
    let mut fits = problem.fit_breakdown(person);
    fits.sort_by_key(|c| Reverse(c.points));
    let reserves = problem.reserves_of(team, position, 1);
    Some(MemberCause::Member {
        department: person.department().map(|department| department.name().to_owned()),
        chair: answer.plan().chair.as_deref() == Some(key),
        roles: roles(problem, team, position),
        fit: planned.fit,
        fits,
        points: problem.points().get(&person.id()).copied().unwrap_or_default(),
        with_others: planned.with_others,
        pairs: pairs(problem, team, position),
        reserves: reserves.count,
        next: reserves.reserves.into_iter().next(),
    })
}

/// What criteria add to the pairs of a member, the largest first.
fn pairs(problem: &TaskForceProblem<'_>, team: &[u32], member: u32) -> Vec<PairsContribution> {
    let compiled = problem.compiled();
    let criteria = compiled.policy().criteria();
    let mut sums = vec![0; criteria.len()];
    for &other in team.iter().filter(|&&other| other != member) {
        let (low, high) = (member.min(other), member.max(other));
        let (low, high) = (problem.person(low).id(), problem.person(high).id());
        let mut orders = vec![(Orders::FirstSecond, low, high)];
        if !compiled.policy().is_symmetric() {
            orders.push((Orders::SecondFirst, high, low));
        }
        let (_, contributions) = mean_contributions(compiled, &orders);
        for (sum, contribution) in sums.iter_mut().zip(contributions) {
            *sum += contribution.points.micros();
        }
    }
    let mut pairs: Vec<PairsContribution> = criteria
        .iter()
        .zip(sums)
        .map(|(preference, sum)| PairsContribution {
            criterion: preference.criterion.clone(),
            points: Score::from_micros(sum),
        })
        .collect();
    pairs.sort_by_key(|c| Reverse(c.points));
    pairs
}

/// What is met with somebody and not without them: what people can do first, the size last.
fn roles(problem: &TaskForceProblem<'_>, team: &[u32], member: u32) -> Vec<Role> {
    let others: Vec<u32> = team.iter().copied().filter(|&other| other != member).collect();
    let without = problem.standing(&others);
    let mut roles: Vec<Role> = problem
        .standing(team)
        .into_iter()
        .zip(without)
        .filter(|(with, without)| with.is_met() && !without.is_met())
        .map(|(with, without)| Role {
            condition: with.condition,
            has: with.has,
            without: without.has,
            words: words(problem, &others, member, with, without),
        })
        .collect();
    roles.sort_by_key(|role| matches!(role.condition, Condition::AtLeastMembers));
    roles
}

fn words(
    problem: &TaskForceProblem<'_>,
    others: &[u32],
    member: u32,
    with: Standing,
    without: Standing,
) -> String {
    let (Limit::AtLeast(wanted) | Limit::AtMost(wanted)) = with.limit;
    let requirement = match with.condition {
        Condition::Requirement(index) => problem.brief().requirements.get(index),
        _ => None,
    };
    match requirement {
        Some(Requirement::Skill { skill, level, .. }) if with.has == 1 => {
            format!("the only one who holds {skill} at level {level} or above")
        }
        Some(Requirement::Skill { skill, level, .. }) => format!(
            "one of {} who hold {skill} at level {level} or above, all of whom are needed",
            with.has
        ),
        Some(Requirement::Distinct { field, .. }) => {
            let value = field.name_of(problem.person(member)).unwrap_or_default();
            format!(
                "the only one of the {} {value}, without which there would be {} {} of at least {wanted}",
                field.in_words(1),
                without.has,
                field.in_words(without.has),
            )
        }
        Some(Requirement::NobodyAlone { field }) => {
            let left = left_alone(problem, others, *field);
            let value = field.name_of(problem.person(member)).unwrap_or_default();
            format!(
                "without them {} would be the only one of the {} {value}",
                left.join(", "),
                field.in_words(1)
            )
        }
        Some(Requirement::Include { .. }) => "must be included".to_owned(),
        Some(Requirement::Together { people }) => {
            let key = problem.person(member).key();
            let rest: Vec<&str> = people.iter().map(String::as_str).filter(|k| *k != key).collect();
            format!("must come together with {}", rest.join(", "))
        }
        Some(Requirement::Chair { .. }) => "the only one who may take the chair".to_owned(),
        Some(other) => other.to_string(),
        None => format!("one of {} members, and {wanted} are needed", with.has),
    }
}

/// Keys of those who are the only ones of their value.
fn left_alone(problem: &TaskForceProblem<'_>, others: &[u32], field: Field) -> Vec<String> {
    let value = |&p: &u32| field.value(problem.person(p));
    let alike = |own| others.iter().filter(|p| value(p) == Some(own)).count();
    let alone = others.iter().filter(|p| value(p).is_some_and(|own| alike(own) == 1));
    alone.map(|&p| problem.person(p).key().to_owned()).collect()
}
