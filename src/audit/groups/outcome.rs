//! What a plan means for each person, without saying who the person is.

use std::collections::{BTreeMap, BTreeSet};

use super::super::facts::{Enrolled, Facts, Judged, Places};
use crate::mentoring::{MentoringPlan, MentoringProblem, MutualPairs, Role};
use crate::rotation::{RotationPlan, RotationProblem};
use crate::score::Score;

/// Up to so many pairs all are looked at for first choices, unless asked.
const MOST_WHOLE: u64 = 400_000_000;

/// What a plan means for one person.
///
/// [`GroupAudit`](super::GroupAudit) makes these of plans; with
/// [`outcomes`](super::GroupAudit::outcomes) a caller brings their own, of any programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Key of the person.
    pub key: String,
    /// How often they could have been placed: once in a plan of mentors, in rounds once a round in which they take part.
    pub chances: u32,
    /// How often they were.
    pub placed: u32,
    /// What their places are worth; none where they have none.
    pub score: Option<Score>,
    /// Whether they got a partner than whom they have no better one; none where that is not known.
    pub first_choice: Option<bool>,
}

impl Outcome {
    /// Somebody who could have been placed once, and was or was not.
    #[must_use]
    pub fn new(key: impl Into<String>, placed: bool) -> Self {
        let placed = u32::from(placed);
        Self { key: key.into(), chances: 1, placed, score: None, first_choice: None }
    }

    /// The same with a score.
    #[must_use]
    pub fn score(mut self, score: Score) -> Self {
        self.score = Some(score);
        self
    }

    /// The same, saying whether it is their first choice.
    #[must_use]
    pub fn first_choice(mut self, first: bool) -> Self {
        self.first_choice = Some(first);
        self
    }
}

/// The people of one side: who counts, and who has a part but no chance.
pub(super) struct Outcomes {
    pub(super) list: Vec<Outcome>,
    pub(super) without_chance: Vec<String>,
}

/// ⌊sum / count⌋; none of nothing.
pub(super) fn mean(sum: i128, count: u64) -> Option<Score> {
    let mean = sum.checked_div_euclid(i128::from(count))?;
    i64::try_from(mean).ok().map(Score::from_micros)
}

/// What a person's pairs are worth.
#[derive(Clone, Default)]
struct Got {
    pairs: u32,
    scored: u64,
    sum: i128,
    most: Option<Score>,
}

/// Mentees, then mentors.
pub(super) fn of_mentoring(
    problem: &MentoringProblem<'_>,
    plan: &MentoringPlan,
    first_choice: Option<bool>,
) -> [Outcomes; 2] {
    let facts = Facts::new(problem);
    let look = first_choice
        .unwrap_or_else(|| problem.organization().is_none() || facts.considered() <= MOST_WHOLE);
    let ideals = look.then(|| Ideals::of(&facts));
    let mut got =
        [vec![Got::default(); facts.mentees.len()], vec![Got::default(); facts.mentors.len()]];
    let mut seen = BTreeSet::new();
    for pair in &plan.pairs {
        let places = facts
            .position(Role::Mentor, &pair.mentor)
            .zip(facts.position(Role::Mentee, &pair.mentee))
            .filter(|_| pair.mentor != pair.mentee);
        let Some(places) = places.filter(|&places| seen.insert(places)) else { continue };
        let score = match facts.judge(places) {
            Ok(Judged { score, .. }) => score,
            Err(_) => None,
        };
        let [mentees, mentors] = &mut got;
        for got in [&mut mentees[places.1], &mut mentors[places.0]] {
            got.pairs += 1;
            if let Some(score) = score {
                got.scored += 1;
                got.sum += i128::from(score.micros());
                got.most = got.most.max(Some(score));
            }
        }
    }
    let [mentees, mentors] = got;
    [(Role::Mentee, mentees), (Role::Mentor, mentors)].map(|(role, got)| {
        let ideals = ideals.as_ref().map(|ideals| ideals.side(role));
        let mut outcomes = Outcomes { list: Vec::new(), without_chance: Vec::new() };
        for (position, (enrolled, got)) in facts.side(role).iter().zip(got).enumerate() {
            if got.pairs == 0 && !takes_part(enrolled) {
                outcomes.without_chance.push(enrolled.key.to_owned());
                continue;
            }
            let ideal = ideals.and_then(|ideals| ideals.get(position));
            outcomes.list.push(Outcome {
                key: enrolled.key.to_owned(),
                chances: 1,
                placed: u32::from(got.pairs > 0),
                score: mean(got.sum, got.scored),
                first_choice: match (ideal, got.most) {
                    (Some(Ideal::Score(ideal)), Some(most)) => Some(most >= *ideal),
                    // Nobody would have been possible, and yet there is a pin.
                    (Some(Ideal::Nobody), Some(_)) => Some(true),
                    _ => None,
                },
            });
        }
        outcomes
    })
}

/// Whether somebody has a place that existing pairs leave, on the day.
fn takes_part(enrolled: &Enrolled<'_>) -> bool {
    enrolled.pause.is_none() && enrolled.places() > 0
}

/// The score of the partner that somebody would rather have than any other.
#[derive(Clone, Copy)]
enum Ideal {
    Nobody,
    Score(Score),
    /// A custom criterion leaves it open.
    Unknown,
}

struct Ideals {
    mentees: Vec<Ideal>,
    mentors: Vec<Ideal>,
}

impl Ideals {
    /// Over all pairs that no rule excludes, of two people who take part, that do not exist yet in a way that keeps
    /// them out of a plan. Who else wants the same partner is not asked.
    fn of(facts: &Facts<'_>) -> Self {
        let mut ideals = Self {
            mentees: vec![Ideal::Nobody; facts.mentees.len()],
            mentors: vec![Ideal::Nobody; facts.mentors.len()],
        };
        facts.each_eligible(|pair, score| {
            if !possible(facts, pair) {
                return;
            }
            for ideal in [&mut ideals.mentors[pair.0], &mut ideals.mentees[pair.1]] {
                *ideal = match (*ideal, &score) {
                    (Ideal::Unknown, _) | (_, Err(_)) => Ideal::Unknown,
                    (Ideal::Nobody, Ok(score)) => Ideal::Score(*score),
                    (Ideal::Score(before), Ok(score)) => Ideal::Score(before.max(*score)),
                };
            }
        });
        ideals
    }

    fn side(&self, role: Role) -> &[Ideal] {
        match role {
            Role::Mentor => &self.mentors,
            Role::Mentee => &self.mentees,
        }
    }
}

fn possible(facts: &Facts<'_>, pair: Places) -> bool {
    let (mentor, mentee) = facts.keys(pair);
    takes_part(&facts.mentors[pair.0])
        && takes_part(&facts.mentees[pair.1])
        && !facts.existing.contains(&(mentor, mentee))
        && (facts.mutual == MutualPairs::Allowed || !facts.existing.contains(&(mentee, mentor)))
}

/// Those who meet somebody or sit out, in the order enrolled; with two pools those of the second.
pub(super) fn of_rotation(problem: &RotationProblem<'_>, plan: &RotationPlan) -> Outcomes {
    #[derive(Clone, Default)]
    struct Rounds {
        met: u32,
        byes: u32,
        meetings: u64,
        sum: i128,
    }
    let mut rounds: BTreeMap<&str, Rounds> = BTreeMap::new();
    for round in &plan.rounds {
        let mut met = BTreeSet::new();
        for group in &round.groups {
            let people: BTreeSet<&str> = group.people.iter().map(String::as_str).collect();
            let size = people.len() as u64;
            let pairs = size * size.saturating_sub(1) / 2;
            let Some(score) = mean(i128::from(group.score.micros()), pairs) else { continue };
            for key in people {
                let of = rounds.entry(key).or_default();
                of.met += u32::from(met.insert(key));
                of.meetings += 1;
                of.sum += i128::from(score.micros());
            }
        }
        let byes: BTreeSet<&str> = round.byes.iter().map(String::as_str).collect();
        for key in byes.into_iter().filter(|key| !met.contains(key)) {
            rounds.entry(key).or_default().byes += 1;
        }
    }
    let mut outcomes = Outcomes { list: Vec::new(), without_chance: Vec::new() };
    for (position, person) in problem.people().iter().enumerate() {
        let first_pool = problem.pools().is_some_and(|pools| pools.in_first[position]);
        let of = rounds.get(&*person.key).cloned().unwrap_or_default();
        let chances = of.met.saturating_add(of.byes);
        if first_pool || chances == 0 {
            outcomes.without_chance.push(person.key.to_string());
            continue;
        }
        outcomes.list.push(Outcome {
            key: person.key.to_string(),
            chances,
            placed: of.met,
            score: mean(of.sum, of.meetings),
            first_choice: None,
        });
    }
    outcomes
}
