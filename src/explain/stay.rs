//! Why this host.

use std::fmt;

use crate::rotation::assignments::{Answer, Stay, StayCriterion, StayRole, StaysProblem};
use crate::score::{Score, Value};

/// Why a person stays with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StayReason {
    /// Key of the person.
    pub person: String,
    /// Key of the host.
    pub host: String,
    /// What the stay is worth.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// The most that the criteria can give; none with values of the caller's own.
    #[cfg_attr(feature = "serde", serde(rename = "most_micros"))]
    pub most: Option<Score>,
    /// What each criterion adds, the largest first.
    pub contributions: Vec<StayContribution>,
    /// What the person wants and could learn there.
    pub lessons: Vec<StayLesson>,
}

/// What a criterion adds to a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StayContribution {
    /// The criterion.
    pub criterion: StayCriterion,
    /// Its weight.
    pub weight: u32,
    /// Its value.
    #[cfg_attr(feature = "serde", serde(rename = "value_millionths"))]
    pub value: Value,
    /// Weight × value.
    #[cfg_attr(feature = "serde", serde(rename = "points_micros"))]
    pub points: Score,
}

/// A skill that a person wants and somebody at the host has more of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StayLesson {
    /// The skill.
    pub skill: String,
    /// The highest level of a member of the host.
    pub host_level: u8,
    /// The person's level.
    pub own_level: u8,
    /// The level that they want to reach.
    pub target: u8,
}

impl fmt::Display for StayReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} stays with {}: score {}", self.person, self.host, self.score)?;
        if let Some(most) = self.most {
            write!(f, " of {most}")?;
        }
        let adding = self.contributions.iter().filter(|c| c.points != Score::ZERO);
        let made_of: Vec<String> =
            adding.map(|c| format!("{} {}", c.criterion, c.points)).collect();
        if !made_of.is_empty() {
            write!(f, " ({})", made_of.join(", "))?;
        }
        f.write_str(".")?;
        let lessons = self.lessons.iter().map(|lesson| {
            let StayLesson { skill, host_level, own_level, target } = lesson;
            format!("{skill} (level {host_level} there, own level {own_level}, wanted {target})")
        });
        let lessons: Vec<String> = lessons.collect();
        if !lessons.is_empty() {
            write!(f, " To learn there: {}.", lessons.join(", "))?;
        }
        Ok(())
    }
}

/// A pair by positions, or the side that is not known.
pub(super) fn position(
    problem: &StaysProblem<'_>,
    person: &str,
    host: &str,
) -> Result<(u32, u32), StayRole> {
    let person = problem.position(StayRole::Person, person).ok_or(StayRole::Person)?;
    let host = problem.position(StayRole::Host, host).ok_or(StayRole::Host)?;
    Ok((person, host))
}

impl Answer<'_> {
    /// Why this host: what each criterion adds, and what there is to learn. The stay is one of the plan; of another the
    /// reason says what it would be made of.
    ///
    /// Complexity: O(n·d) for n people of the organisation and departments of depth d.
    ///
    /// ```
    /// use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
    /// use crosstie::rotation::assignments::{StayCriterion, StaysProblem};
    ///
    /// let org = Organization::builder()
    ///     .department(DepartmentRecord::new("sales"))
    ///     .department(DepartmentRecord::new("it"))
    ///     .person(PersonRecord::new("ada").department("it").skill("sql", 5))
    ///     .person(PersonRecord::new("cy").department("sales").wants("sql", 3))
    ///     .build()?;
    /// let problem = StaysProblem::builder(&org, 1)
    ///     .people(org.person("cy"))
    ///     .host("it", 1)
    ///     .prefer(3, StayCriterion::skill_gain())
    ///     .prefer(1, StayCriterion::department_distance())
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why(&answer.plan().stays()[0]).to_string(),
    ///     "cy stays with it: score 3.5 of 4 (skills wanted 3, distance from home 0.5). \
    ///      To learn there: sql (level 5 there, own level 0, wanted 3)."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why(&self, stay: &Stay) -> StayReason {
        let problem = self.problem();
        let pair = position(problem, &stay.person, &stay.host).ok();
        let values = pair.map(|(p, h)| problem.values_of(p, h)).unwrap_or_default();
        let lessons = pair.map(|(p, h)| problem.lessons_of(p, h)).unwrap_or_default();
        let points = |weight: u32, value: Value| {
            Score::from_micros(i64::from(weight) * i64::from(value.micros()))
        };
        let most = values.iter().map(|(weight, ..)| points(*weight, Value::ONE).micros()).sum();
        let mut contributions: Vec<StayContribution> = values
            .into_iter()
            .map(|(weight, criterion, value)| StayContribution {
                criterion,
                weight,
                value,
                points: points(weight, value),
            })
            .collect();
        contributions.sort_by_key(|c| std::cmp::Reverse(c.points));
        StayReason {
            person: stay.person.clone(),
            host: stay.host.clone(),
            score: stay.score,
            most: problem.organization().map(|_| Score::from_micros(most)),
            contributions,
            lessons: lessons
                .into_iter()
                .map(|(skill, host_level, own_level, target)| StayLesson {
                    skill,
                    host_level,
                    own_level,
                    target,
                })
                .collect(),
        }
    }
}
