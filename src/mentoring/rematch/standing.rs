//! Where people of a published plan stand in a new problem.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChangeReason, Crowded, LeastChanges, MustChange, RematchError};
use crate::error::Errors;
use crate::mentoring::plan::PLAN_SCHEMA;
use crate::mentoring::{
    MentoringPlan, MentoringProblem, PairAccess, PairClosed, PlannedPair, Role,
};

/// A pair by the positions of its mentee and its mentor.
pub(in crate::mentoring) type Place = (u32, u32);

/// A problem, seen from a plan that has been published.
///
/// [`MentoringProblem::rematch`] makes one.
#[derive(Clone, Debug)]
pub struct Rematch<'p> {
    pub(in crate::mentoring) problem: &'p MentoringProblem<'p>,
    pub(in crate::mentoring) standing: Standing,
    published: MentoringPlan,
}

/// Everybody enrolled, and the pairs of the published plan that could go on.
#[derive(Clone, Debug, Default)]
pub(in crate::mentoring) struct Standing {
    /// By position.
    pub(in crate::mentoring) mentees: Vec<Known>,
    pub(in crate::mentoring) mentors: Vec<Known>,
    /// Open pairs of the published plan, ascending.
    pub(in crate::mentoring) old: Vec<Place>,
    pub(in crate::mentoring) least: LeastChanges,
}

/// How somebody enrolled stands.
#[derive(Clone, Debug, Default)]
pub(in crate::mentoring) struct Known {
    /// Whether the published plan names them.
    pub(in crate::mentoring) is_known: bool,
    /// Whether they change in every plan.
    pub(in crate::mentoring) must_change: bool,
    /// Their open pairs of the published plan.
    pub(in crate::mentoring) old: u32,
}

impl Known {
    /// Whether it is open if they change.
    pub(in crate::mentoring) fn is_open(&self) -> bool {
        self.is_known && !self.must_change
    }
}

impl<'p> MentoringProblem<'p> {
    /// Looks at this problem from a plan that has been published: see [`rematch`](super).
    ///
    /// The plan may come from anywhere, and may name people who are not enrolled any more. A pair of it that goes on untouched is best
    /// given to the problem as [existing](super::super::MentoringBuilder::existing); others are planned anew.
    ///
    /// Complexity: O(P log P) for P pairs and people, beside policy evaluations for the pairs of the plan.
    ///
    /// # Errors
    /// All mistakes of the plan; or [`RematchError::NotListed`].
    pub fn rematch(
        &'p self,
        published: &MentoringPlan,
    ) -> Result<Rematch<'p>, Errors<RematchError>> {
        let mut mistakes = Vec::new();
        if self.pair_access() != PairAccess::Listed {
            mistakes.push(RematchError::NotListed);
        }
        if published.schema != PLAN_SCHEMA {
            let (found, known) = (published.schema, PLAN_SCHEMA);
            mistakes.push(RematchError::Schema { found, known });
        }
        let mut seen = BTreeSet::new();
        let mut paired = BTreeSet::new();
        for PlannedPair { mentor, mentee, .. } in &published.pairs {
            if mentor == mentee {
                mistakes.push(RematchError::SelfPair { key: mentor.clone() });
            } else if !seen.insert((mentor, mentee)) {
                let (mentor, mentee) = (mentor.clone(), mentee.clone());
                mistakes.push(RematchError::PairTwice { mentor, mentee });
            }
            paired.extend([(Role::Mentor, mentor), (Role::Mentee, mentee)]);
        }
        for unmatched in &published.unmatched {
            if paired.contains(&(unmatched.role, &unmatched.key)) {
                let (role, key) = (unmatched.role, unmatched.key.clone());
                mistakes.push(RematchError::Unmatched { role, key });
            }
        }
        Errors::check(mistakes)?;
        let standing = Standing::new(self, published);
        Ok(Rematch { problem: self, standing, published: published.clone() })
    }
}

impl Rematch<'_> {
    /// The new problem.
    #[must_use]
    pub fn problem(&self) -> &MentoringProblem<'_> {
        self.problem
    }

    /// The plan published before.
    #[must_use]
    pub fn published(&self) -> &MentoringPlan {
        &self.published
    }

    /// How many people change in every plan at least, and who.
    #[must_use]
    pub fn least_changes(&self) -> &LeastChanges {
        &self.standing.least
    }
}

impl Standing {
    fn new(problem: &MentoringProblem<'_>, published: &MentoringPlan) -> Self {
        let mut standing = Self {
            mentees: vec![Known::default(); problem.mentees().len()],
            mentors: vec![Known::default(); problem.mentors().len()],
            ..Self::default()
        };
        let position = |role: Role, key: &str| match role {
            Role::Mentee => problem.mentees.position(key),
            Role::Mentor => problem.mentors.position(key),
        };
        let pairs = published.pairs.iter();
        let named = pairs.flat_map(|pair| [Role::Mentee, Role::Mentor].map(|r| (r, pair.key(r))));
        let others = published.unmatched.iter().map(|one| (one.role, &*one.key));
        for (role, key) in named.chain(others) {
            if let Some(at) = position(role, key) {
                standing.side(role)[at as usize].is_known = true;
            }
        }
        let mut reasons: BTreeMap<(Role, u32), ChangeReason> = BTreeMap::new();
        let published_pairs: BTreeSet<(&str, &str)> =
            published.pairs.iter().map(|pair| (&*pair.mentor, &*pair.mentee)).collect();
        for &(mentor, mentee) in &published_pairs {
            let ends = (position(Role::Mentee, mentee), position(Role::Mentor, mentor));
            if let (Some(n), Some(m)) = ends {
                if problem.is_fixed(mentor, mentee) {
                    continue;
                }
                if problem.is_open(n, m) {
                    standing.old.push((n, m));
                    standing.mentees[n as usize].old += 1;
                    standing.mentors[m as usize].old += 1;
                    continue;
                }
            } else if problem.goes_on(mentor, mentee) {
                continue;
            }
            let why = problem.judge(mentor, mentee).err().unwrap_or(PairClosed::NoScore);
            for (role, at, partner) in
                [(Role::Mentee, ends.0, mentor), (Role::Mentor, ends.1, mentee)]
            {
                if let Some(at) = at {
                    let partner = partner.to_owned();
                    let reason = ChangeReason::PairClosed { partner, why: why.clone() };
                    reasons.entry((role, at)).or_insert(reason);
                }
            }
        }
        standing.old.sort_unstable();
        for pin in problem.pins() {
            let mentor = problem.mentors.get(pin.mentor);
            let mentee = problem.mentees.get(pin.mentee);
            if published_pairs.contains(&(&*mentor.key, &*mentee.key)) {
                continue;
            }
            for (role, at, partner) in
                [(Role::Mentee, pin.mentee, mentor), (Role::Mentor, pin.mentor, mentee)]
            {
                let reason = ChangeReason::Pinned { partner: partner.key.to_string() };
                reasons.entry((role, at)).or_insert(reason);
            }
        }
        for role in [Role::Mentee, Role::Mentor] {
            for (at, participant) in (0..).zip(problem.participants(role)) {
                let (places, pairs) = (participant.places(), standing.side(role)[at as usize].old);
                if pairs > places {
                    let reason = ChangeReason::FewerPlaces { places, pairs };
                    reasons.entry((role, at)).or_insert(reason);
                }
            }
        }
        let mut people = Vec::new();
        for ((role, at), reason) in reasons {
            let known = &mut standing.side(role)[at as usize];
            if known.is_known {
                known.must_change = true;
                let key = problem.participants(role)[at as usize].key.to_string();
                people.push(MustChange { role, key, reason });
            }
        }
        let crowded = standing.crowded(problem);
        let count = people.len() as u64 + crowded.iter().map(|c| c.at_least).sum::<u64>();
        standing.least = LeastChanges { count, people, crowded };
        standing
    }

    fn side(&mut self, role: Role) -> &mut Vec<Known> {
        match role {
            Role::Mentee => &mut self.mentees,
            Role::Mentor => &mut self.mentors,
        }
    }

    /// Those with fewer places than pairs, and how many of their partners change at least: of those who have no other pair
    /// that could go on, and no other reason to change. So no partner counts twice.
    fn crowded(&self, problem: &MentoringProblem<'_>) -> Vec<Crowded> {
        let mut crowded = Vec::new();
        for role in [Role::Mentee, Role::Mentor] {
            let mut partners: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for &(n, m) in &self.old {
                let (one, other) = if role == Role::Mentee { (n, m) } else { (m, n) };
                partners.entry(one).or_default().push(other);
            }
            let (others, names) = match role {
                Role::Mentee => (&self.mentors, problem.mentors()),
                Role::Mentor => (&self.mentees, problem.mentees()),
            };
            for (at, partners) in partners {
                let participant = &problem.participants(role)[at as usize];
                let more = partners.len().saturating_sub(participant.places() as usize);
                let alone = partners.iter().copied().filter(|&other| {
                    let other = &others[other as usize];
                    other.is_open() && other.old == 1
                });
                let alone: Vec<u32> = alone.collect();
                let at_least = more.saturating_sub(partners.len() - alone.len()) as u64;
                if at_least > 0 {
                    let key = participant.key.to_string();
                    let named = alone.iter().map(|&other| names[other as usize].key.to_string());
                    let partners = named.collect();
                    crowded.push(Crowded { role, key, partners, at_least });
                }
            }
        }
        crowded
    }
}
