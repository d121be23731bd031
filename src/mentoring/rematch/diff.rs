//! What is different between two plans.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::mentoring::{MentoringPlan, PlannedPair, Role};

/// So many people are named in words; the data has them all.
const MOST_NAMED: usize = 6;

/// Somebody in both plans whose partners are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PartnersChanged {
    /// Their role.
    pub role: Role,
    /// Their key.
    pub key: String,
    /// Partners of the earlier plan alone, ascending.
    pub before: Vec<String>,
    /// Partners of the later plan alone, ascending.
    pub after: Vec<String>,
}

/// What is different between an earlier and a later plan, by keys.
///
/// ```
/// use crosstie::Score;
/// use crosstie::mentoring::rematch::PlanDiff;
/// use crosstie::mentoring::{Capacity, MentoringProblem};
///
/// let problem = MentoringProblem::from_scores()
///     .mentor("ada", Capacity::ONE)
///     .mentor("bob", Capacity::ONE)
///     .mentee("cy")
///     .mentee("dee")
///     .build()?;
/// let before = problem.plan_by_hand([("ada", "cy"), ("bob", "dee")]);
/// let after = problem.plan_by_hand([("ada", "dee")]);
/// assert_eq!(
///     PlanDiff::between(&before, &after).to_string(),
///     "0 pairs go on, 2 end, 1 begins; 4 people change.\n\
///      mentee cy: no longer ada; nobody now\n\
///      mentee dee: no longer bob; now ada\n\
///      mentor ada: no longer cy; now dee\n\
///      mentor bob: no longer dee; nobody now"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PlanDiff {
    /// How many pairs are in both.
    pub kept: u64,
    /// Pairs of the earlier plan alone, in its order.
    pub ended: Vec<PlannedPair>,
    /// Pairs of the later plan alone, in its order.
    pub begun: Vec<PlannedPair>,
    /// Those whom both plans name in a role, and whose partners are not the same: mentees, then mentors, by key.
    pub changed: Vec<PartnersChanged>,
    /// Those whom the later plan alone names in a role: mentees, then mentors, by key.
    pub joined: Vec<(Role, String)>,
    /// Those whom the earlier plan alone names in a role: mentees, then mentors, by key.
    pub left: Vec<(Role, String)>,
}

type Partners<'p> = BTreeMap<(Rank, &'p str), BTreeSet<&'p str>>;

/// Mentees first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Mentee,
    Mentor,
}

impl Rank {
    fn role(self) -> Role {
        match self {
            Self::Mentee => Role::Mentee,
            Self::Mentor => Role::Mentor,
        }
    }
}

impl PlanDiff {
    /// What is different between an earlier and a later plan. A pair with the same people is the same, whatever it scores.
    ///
    /// Who goes on with somebody as an existing pair is in the earlier plan alone, and counts here as changed;
    /// [`RematchPlan::changes`](super::RematchPlan::changes) knows better.
    ///
    /// Complexity: O(P log P) for P pairs and people.
    #[must_use]
    pub fn between(earlier: &MentoringPlan, later: &MentoringPlan) -> Self {
        let keys = |plan: &MentoringPlan| -> BTreeSet<(String, String)> {
            plan.pairs.iter().map(|pair| (pair.mentor.clone(), pair.mentee.clone())).collect()
        };
        let (before, after) = (keys(earlier), keys(later));
        let without = |plan: &MentoringPlan, other: &BTreeSet<(String, String)>| {
            let pairs = plan.pairs.iter();
            let alone =
                pairs.filter(|pair| !other.contains(&(pair.mentor.clone(), pair.mentee.clone())));
            alone.cloned().collect()
        };
        let (was, is) = (partners(earlier), partners(later));
        let alone = |one: &Partners<'_>, other: &Partners<'_>| {
            let alone = one.keys().filter(|key| !other.contains_key(*key));
            alone.map(|&(rank, key)| (rank.role(), key.to_owned())).collect()
        };
        let mut changed = Vec::new();
        for (&(rank, key), before) in &was {
            let Some(after) = is.get(&(rank, key)).filter(|after| *after != before) else {
                continue;
            };
            let alone = |one: &BTreeSet<&str>, other: &BTreeSet<&str>| {
                one.difference(other).map(|key| (*key).to_owned()).collect()
            };
            changed.push(PartnersChanged {
                role: rank.role(),
                key: key.to_owned(),
                before: alone(before, after),
                after: alone(after, before),
            });
        }
        Self {
            kept: before.intersection(&after).count() as u64,
            ended: without(earlier, &after),
            begun: without(later, &before),
            changed,
            joined: alone(&is, &was),
            left: alone(&was, &is),
        }
    }
}

fn partners(plan: &MentoringPlan) -> Partners<'_> {
    let mut partners = Partners::new();
    for pair in &plan.pairs {
        partners.entry((Rank::Mentee, &pair.mentee)).or_default().insert(&pair.mentor);
        partners.entry((Rank::Mentor, &pair.mentor)).or_default().insert(&pair.mentee);
    }
    for unmatched in &plan.unmatched {
        let rank = match unmatched.role {
            Role::Mentee => Rank::Mentee,
            Role::Mentor => Rank::Mentor,
        };
        partners.entry((rank, &unmatched.key)).or_default();
    }
    partners
}

impl fmt::Display for PartnersChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: ", self.role, self.key)?;
        if !self.before.is_empty() {
            write!(f, "no longer {}; ", self.before.join(", "))?;
        }
        if self.after.is_empty() {
            f.write_str("nobody now")
        } else {
            write!(f, "now {}", self.after.join(", "))
        }
    }
}

impl fmt::Display for PlanDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |number: u64, one: &str, many: &str| {
            if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
        };
        write!(
            f,
            "{}, {}, {}; {}.",
            count(self.kept, "pair goes on", "pairs go on"),
            count(self.ended.len() as u64, "ends", "end"),
            count(self.begun.len() as u64, "begins", "begin"),
            count(self.changed.len() as u64, "person changes", "people change"),
        )?;
        for change in self.changed.iter().take(MOST_NAMED) {
            write!(f, "\n{change}")?;
        }
        match self.changed.len().saturating_sub(MOST_NAMED) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}
