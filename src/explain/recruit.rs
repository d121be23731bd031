//! Whom to recruit: what mentees without a mentor lack.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use super::open::{Openness, openness};
use crate::mentoring::{Answer, Participant, Role};

/// How many skills, and rules, are named; the data has them all.
const MOST_NAMED: usize = 3;

/// What mentees without a mentor lack. They are those on the plan's list of people without a pair who have a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Recruiting {
    /// How many mentees there are without a mentor.
    pub mentees: usize,
    /// The skills that any of them wants, those that most of them lack first.
    pub skills: Vec<SkillLack>,
    /// The rules that alone keep any of them from a free place, those that keep most first.
    pub rules: Vec<RuleLack>,
}

/// A skill that mentees without a mentor want.
///
/// A mentor offers it to a mentee who holds it at the level that the mentee wants, or above.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SkillLack {
    /// The skill.
    pub skill: String,
    /// The highest level that any of them wants: a mentor at it offers the skill to all of them.
    pub level: u8,
    /// How many of them want it.
    pub wanted: usize,
    /// How many of these have nobody among the mentors with whom they may be, whatever places these have, who offers it to
    /// them. One mentor more at `level`, with whom they may be, would be the first for each.
    pub lacking: usize,
    /// How many mentors with a free place hold it at `level` or above.
    pub free_mentors: usize,
}

/// A rule that keeps mentees from free places.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RuleLack {
    /// The rule in words.
    pub rule: String,
    /// Its position in the policy, from 0.
    pub index: usize,
    /// How many mentees without a mentor could be with somebody who has a free place, if this rule alone were gone. Each by
    /// themselves: the places may not be enough for all.
    pub mentees: usize,
    /// How many free places these mentors have together.
    pub free: u64,
}

impl Recruiting {
    /// A stable code for tools: `nobody_unmatched`, `skills_lacking` where a skill is lacking, else `places_lacking`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.mentees {
            0 => "nobody_unmatched",
            _ if self.skills.iter().any(|skill| skill.lacking > 0) => "skills_lacking",
            _ => "places_lacking",
        }
    }
}

impl Answer<'_> {
    /// Whom to recruit for the mentees who have no mentor: which skills they want that no mentor offers them, and which rule
    /// alone keeps them from places that are free.
    ///
    /// # Guarantees
    /// All counts are as defined at [`Recruiting`]: test `mentoring::hall`, against naive counts.
    ///
    /// # Complexity
    /// O(U·C) evaluations of the policy for U mentees without a mentor and C mentors.
    ///
    /// ```
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    /// use crosstie::org::{Organization, PersonRecord};
    /// use crosstie::policy::{Criterion, Policy, Rule};
    ///
    /// let org = Organization::builder()
    ///     .person(PersonRecord::new("ada").site("Graz").skill("sql", 5))
    ///     .person(PersonRecord::new("bob").site("Ulm").skill("talks", 4))
    ///     .person(PersonRecord::new("cy").site("Graz").wants("sql", 4))
    ///     .person(PersonRecord::new("dee").site("Graz").wants("talks", 3))
    ///     .build()?;
    /// let policy = Policy::new().require(Rule::same_site()).prefer(1, Criterion::skill_gap());
    /// let people = |keys: [&str; 2]| keys.map(|key| org.person(key).unwrap());
    /// let problem = MentoringProblem::builder(&org, &policy)
    ///     .mentors(people(["ada", "bob"]), Capacity::ONE)
    ///     .mentees(people(["cy", "dee"]))
    ///     .build()?;
    /// let recruiting = problem.solve()?.recruiting();
    /// assert_eq!((recruiting.skills[0].lacking, recruiting.skills[0].free_mentors), (1, 1));
    /// assert_eq!(
    ///     recruiting.to_string(),
    ///     "1 mentee has no mentor. Wanted: talks at level 3 (by 1, and no mentor offers it to 1 of them). Without \
    ///      \"same site\" 1 of them could have one of 1 free place."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn recruiting(&self) -> Recruiting {
        let problem = self.problem();
        let unmatched = self.plan().unmatched().iter().filter(|one| one.role == Role::Mentee);
        let mentees: Vec<&Participant> = unmatched
            .filter_map(|one| problem.participant(Role::Mentee, &one.key))
            .filter(|mentee| mentee.places() > 0)
            .collect();
        let mentors = problem.mentors();
        let free = |mentor: &Participant| {
            let planned = self.pairs_of(Role::Mentor, &mentor.key).filter(|pair| !pair.pinned);
            u64::from(mentor.places()).saturating_sub(planned.count() as u64)
        };
        let free: Vec<u64> = mentors.iter().map(free).collect();
        let mut skills: BTreeMap<&str, SkillLack> = BTreeMap::new();
        // Of each rule, how many mentees and which mentors.
        let mut rules: BTreeMap<usize, (usize, Vec<bool>)> = BTreeMap::new();
        for mentee in &mentees {
            let mut kept: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            let mut eligible = Vec::new();
            for (at, mentor) in mentors.iter().enumerate() {
                match openness(problem, Role::Mentee, mentee, mentor) {
                    Openness::Open(_) => eligible.push(mentor),
                    Openness::Excluded(rules) if rules.len() == 1 && free[at] > 0 => {
                        kept.entry(rules[0]).or_default().push(at);
                    }
                    _ => {}
                }
            }
            for (rule, kept) in kept {
                let (count, from) =
                    rules.entry(rule).or_insert_with(|| (0, vec![false; mentors.len()]));
                *count += 1;
                for at in kept {
                    from[at] = true;
                }
            }
            let Some(org) = problem.compiled().map(|compiled| compiled.organization()) else {
                continue;
            };
            let level = |one: &Participant, skill| {
                let person = one.person.and_then(|id| org.person_by_id(id));
                person.map_or(0, |person| person.level(skill))
            };
            let person = mentee.person.and_then(|id| org.person_by_id(id));
            for want in person.into_iter().flat_map(|person| person.wants()) {
                if level(mentee, want.skill) >= want.target {
                    continue;
                }
                let offers = |mentor: &&Participant| level(mentor, want.skill) >= want.target;
                let lack = skills.entry(want.name).or_insert_with(|| SkillLack {
                    skill: want.name.to_owned(),
                    level: 0,
                    wanted: 0,
                    lacking: 0,
                    free_mentors: 0,
                });
                if want.target > lack.level {
                    lack.level = want.target;
                    let mentors = mentors.iter().zip(&free).filter(|(_, free)| **free > 0);
                    lack.free_mentors = mentors.filter(|(mentor, _)| offers(mentor)).count();
                }
                lack.wanted += 1;
                lack.lacking += usize::from(!eligible.iter().any(offers));
            }
        }
        let mut skills: Vec<SkillLack> = skills.into_values().collect();
        skills.sort_by_key(|lack| Reverse((lack.lacking, lack.wanted))); // then by name
        let all = problem.policy().map_or(&[][..], |policy| policy.rules());
        let rules = rules.into_iter().filter_map(|(index, (mentees, from))| {
            let free = free.iter().zip(from).filter(|(_, is_from)| *is_from);
            Some(RuleLack {
                rule: all.get(index)?.rule.in_words("mentor", "mentee"),
                index,
                mentees,
                free: free.map(|(free, _)| free).sum(),
            })
        });
        let mut rules: Vec<RuleLack> = rules.collect();
        rules.sort_by_key(|lack| (Reverse((lack.mentees, lack.free)), lack.index));
        Recruiting { mentees: mentees.len(), skills, rules }
    }
}

impl fmt::Display for Recruiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mentees {
            0 => return f.write_str("No mentee with a place is without a mentor."),
            1 => f.write_str("1 mentee has no mentor.")?,
            many => write!(f, "{many} mentees have no mentor.")?,
        }
        for (i, lack) in self.skills.iter().take(MOST_NAMED).enumerate() {
            let SkillLack { skill, level, wanted, lacking, .. } = lack;
            let lead = if i == 0 { " Wanted: " } else { "; " };
            write!(f, "{lead}{skill} at level {level} (by {wanted}")?;
            match lacking {
                0 => f.write_str(", to all of whom some mentor offers it)")?,
                _ => write!(f, ", and no mentor offers it to {lacking} of them)")?,
            }
        }
        f.write_str(if self.skills.is_empty() { "" } else { "." })?;
        for (i, lack) in self.rules.iter().take(MOST_NAMED).enumerate() {
            let RuleLack { rule, mentees, free, .. } = lack;
            let lead = if i == 0 { " Without" } else { "; without" };
            let plural = if *free == 1 { "" } else { "s" };
            write!(
                f,
                "{lead} \"{rule}\" {mentees} of them could have one of {free} free place{plural}"
            )?;
        }
        f.write_str(if self.rules.is_empty() { "" } else { "." })
    }
}
