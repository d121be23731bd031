//! What a problem says, read anew: who has which places, which pairs are taken,
//! which are eligible, and what each is worth.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::rescore::Rescorer;
use super::violation::{BrokenRule, Violation};
use crate::mentoring::{MentoringProblem, Mode, MutualPairs, PairCounts, Participant, Role};
use crate::org::{Pause, Person};
use crate::policy::{CustomValueError, Policy};
use crate::random::Random;
use crate::score::Score;

/// A sample is of squares of so many mentors and mentees.
const SQUARE: usize = 64;

/// A pair by the positions of its mentor and its mentee.
pub(super) type Places = (usize, usize);

/// A pair by the keys of its mentor and its mentee.
pub(super) type Keys<'p> = (&'p str, &'p str);

/// Somebody enrolled in a role.
pub(super) struct Enrolled<'p> {
    pub(super) key: &'p str,
    /// None where scores are the caller's own.
    person: Option<Person<'p>>,
    pub(super) capacity: u64,
    pub(super) existing: u64,
    pub(super) pins: u64,
    /// The pause on the day to plan for.
    pub(super) pause: Option<Pause>,
}

impl Enrolled<'_> {
    /// Places that existing pairs leave.
    pub(super) fn places(&self) -> u64 {
        self.capacity.saturating_sub(self.existing)
    }

    /// Places that existing pairs and pins leave; none while paused.
    pub(super) fn open_places(&self) -> u64 {
        if self.pause.is_some() { 0 } else { self.places().saturating_sub(self.pins) }
    }
}

/// A pair fixed by the caller.
pub(super) struct Pinned<'p> {
    pub(super) places: Places,
    /// Why it stands despite rules.
    pub(super) despite: Option<&'p str>,
}

/// What the policy, or the caller's own scores, say of a pair.
pub(super) struct Judged {
    /// The rules that exclude it.
    pub(super) rules: Vec<BrokenRule>,
    /// None where the caller gave no score.
    pub(super) score: Option<Score>,
}

enum Worth<'p> {
    Policy(Box<Rescorer<'p>>, &'p Policy),
    Own(BTreeMap<Places, Score>),
}

pub(super) struct Facts<'p> {
    pub(super) mode: Mode,
    pub(super) mutual: MutualPairs,
    pub(super) mentors: Vec<Enrolled<'p>>,
    pub(super) mentees: Vec<Enrolled<'p>>,
    mentor_at: BTreeMap<&'p str, usize>,
    mentee_at: BTreeMap<&'p str, usize>,
    /// Pairs that go on from before; either end may not be enrolled this time.
    pub(super) existing: BTreeSet<Keys<'p>>,
    pub(super) pins: BTreeMap<Keys<'p>, Pinned<'p>>,
    worth: Worth<'p>,
}

impl<'p> Facts<'p> {
    /// O((M + N) log (M + N)), and O(n + t) for the organisation.
    pub(super) fn new(problem: &'p MentoringProblem<'p>) -> Self {
        let today = problem.context().and_then(|context| context.today);
        let enrolled = |participant: &'p Participant| {
            let org = problem.organization();
            let person = participant.person.and_then(|id| org?.person_by_id(id));
            let pause = person.zip(today).and_then(|(person, today)| {
                person.pauses().iter().copied().find(|p| p.first <= today && today <= p.last)
            });
            Enrolled {
                key: &participant.key,
                person,
                capacity: u64::from(participant.capacity),
                existing: participant.existing.len() as u64,
                pins: 0,
                pause,
            }
        };
        let mut mentors: Vec<_> = problem.mentors().iter().map(enrolled).collect();
        let mut mentees: Vec<_> = problem.mentees().iter().map(enrolled).collect();

        let mut existing = BTreeSet::new();
        for mentor in problem.mentors() {
            existing.extend(mentor.existing.iter().map(|mentee| (&*mentor.key, &**mentee)));
        }
        for mentee in problem.mentees() {
            existing.extend(mentee.existing.iter().map(|mentor| (&**mentor, &*mentee.key)));
        }
        let mut pins = BTreeMap::new();
        for pin in problem.pins() {
            let (m, n) = (pin.mentor as usize, pin.mentee as usize);
            mentors[m].pins += 1;
            mentees[n].pins += 1;
            let pinned = Pinned { places: (m, n), despite: pin.despite.as_deref() };
            pins.insert((mentors[m].key, mentees[n].key), pinned);
        }
        let worth = match (problem.organization(), problem.policy(), problem.context()) {
            (Some(org), Some(policy), Some(context)) => {
                Worth::Policy(Box::new(Rescorer::new(org, policy, context)), policy)
            }
            _ => Worth::Own(
                problem
                    .own_scores()
                    .iter()
                    .map(|&(n, m, score)| ((m as usize, n as usize), score))
                    .collect(),
            ),
        };
        Self {
            mode: problem.mode(),
            mutual: problem.mutual_pairs(),
            mentor_at: positions(&mentors),
            mentee_at: positions(&mentees),
            mentors,
            mentees,
            existing,
            pins,
            worth,
        }
    }

    pub(super) fn side(&self, role: Role) -> &[Enrolled<'p>] {
        match role {
            Role::Mentor => &self.mentors,
            Role::Mentee => &self.mentees,
        }
    }

    /// The position of somebody enrolled in a role.
    pub(super) fn position(&self, role: Role, key: &str) -> Option<usize> {
        match role {
            Role::Mentor => self.mentor_at.get(key).copied(),
            Role::Mentee => self.mentee_at.get(key).copied(),
        }
    }

    pub(super) fn keys(&self, (m, n): Places) -> Keys<'p> {
        (self.mentors[m].key, self.mentees[n].key)
    }

    /// What the policy, or the caller's own scores, say of a pair.
    pub(super) fn judge(&self, pair: Places) -> Result<Judged, Violation> {
        let (mentor, mentee) = (&self.mentors[pair.0], &self.mentees[pair.1]);
        match (&self.worth, mentor.person, mentee.person) {
            (Worth::Policy(rescorer, policy), Some(first), Some(second)) => {
                let rules = rescorer.excluding(first, second).map_err(custom_value)?;
                let rules = rules.into_iter().map(|position| broken_rule(policy, position));
                let score = rescorer.score(first, second).map_err(custom_value)?;
                Ok(Judged { rules: rules.collect(), score: Some(score) })
            }
            (Worth::Policy(..), ..) => Ok(Judged { rules: Vec::new(), score: None }),
            (Worth::Own(scores), ..) => {
                Ok(Judged { rules: Vec::new(), score: scores.get(&pair).copied() })
            }
        }
    }

    /// Visits every eligible pair with its score, and every pair of which a
    /// custom criterion leaves it open, by mentee, then mentor.
    pub(super) fn each_eligible(
        &self,
        mut visit: impl FnMut(Places, Result<Score, Violation>),
    ) -> PairCounts {
        let mut counts = PairCounts { considered: self.considered(), eligible: 0 };
        match &self.worth {
            Worth::Policy(rescorer, _) => {
                let (mentors, mentees) = (0..self.mentors.len(), 0..self.mentees.len());
                self.each_of(rescorer, mentors, mentees, &mut counts, &mut visit);
            }
            Worth::Own(scores) => {
                counts.eligible = scores.len() as u64;
                for (&pair, &score) in scores {
                    visit(pair, Ok(score));
                }
            }
        }
        counts
    }

    /// The same in random squares of this many pairs in all, or a few more; the counts say what was looked at.
    pub(super) fn some_eligible(
        &self,
        pairs: u64,
        seed: u64,
        mut visit: impl FnMut(Places, Result<Score, Violation>),
    ) -> PairCounts {
        let Worth::Policy(rescorer, _) = &self.worth else { return self.each_eligible(visit) };
        let mut counts = PairCounts::default();
        let squares = |people: usize| people.div_ceil(SQUARE);
        let (wide, high) = (squares(self.mentors.len()), squares(self.mentees.len()));
        let wanted = pairs.div_ceil((SQUARE * SQUARE) as u64).min(wide as u64 * high as u64);
        let mut random = Random::new(seed, 0);
        let mut drawn = BTreeSet::new();
        while (drawn.len() as u64) < wanted {
            drawn.insert((random.index(high), random.index(wide)));
        }
        for (row, column) in drawn {
            let range =
                |square: usize, people: usize| square * SQUARE..people.min((square + 1) * SQUARE);
            let mentors = range(column, self.mentors.len());
            let mentees = range(row, self.mentees.len());
            let inside = |m: usize| mentors.contains(&m);
            let themselves = mentees
                .clone()
                .filter(|&n| self.mentor_at.get(self.mentees[n].key).is_some_and(|&m| inside(m)));
            let all = (mentors.len() * mentees.len()) as u64;
            counts.considered += all - themselves.count() as u64;
            self.each_of(rescorer, mentors, mentees, &mut counts, &mut visit);
        }
        counts
    }

    /// How many pairs of two different people there are.
    pub(super) fn considered(&self) -> u64 {
        let both = self.mentees.iter().filter(|mentee| self.mentor_at.contains_key(mentee.key));
        self.mentors.len() as u64 * self.mentees.len() as u64 - both.count() as u64
    }

    fn each_of(
        &self,
        rescorer: &Rescorer<'_>,
        mentors: Range<usize>,
        mentees: Range<usize>,
        counts: &mut PairCounts,
        visit: &mut impl FnMut(Places, Result<Score, Violation>),
    ) {
        for n in mentees {
            let mentee = &self.mentees[n];
            for m in mentors.clone() {
                let mentor = &self.mentors[m];
                let (Some(first), Some(second)) = (mentor.person, mentee.person) else { continue };
                if mentor.key == mentee.key {
                    continue;
                }
                let score = match rescorer.excluding(first, second) {
                    Ok(rules) if !rules.is_empty() => continue,
                    Ok(_) => rescorer.score(first, second),
                    Err(error) => Err(error),
                };
                counts.eligible += u64::from(score.is_ok());
                visit((m, n), score.map_err(custom_value));
            }
        }
    }

    /// Whether a plan may hold the pair beside the pins: both have a place left,
    /// it is neither existing nor pinned, and neither is the pair the other way
    /// round where mutual pairs are off.
    pub(super) fn is_open(&self, pair: Places) -> bool {
        let (mentor, mentee) = self.keys(pair);
        let taken = |keys| self.existing.contains(&keys) || self.pins.contains_key(&keys);
        self.mentors[pair.0].open_places() > 0
            && self.mentees[pair.1].open_places() > 0
            && !taken((mentor, mentee))
            && (self.mutual == MutualPairs::Allowed || !taken((mentee, mentor)))
    }
}

fn positions<'p>(list: &[Enrolled<'p>]) -> BTreeMap<&'p str, usize> {
    list.iter().enumerate().map(|(position, enrolled)| (enrolled.key, position)).collect()
}

fn broken_rule(policy: &Policy, position: usize) -> BrokenRule {
    let rule = &policy.rules()[position].rule;
    BrokenRule { position, rule: rule.code(), asks: rule.in_words("mentor", "mentee") }
}

fn custom_value(error: CustomValueError) -> Violation {
    Violation::CustomValue {
        mentor: error.first,
        mentee: error.second,
        criterion: error.criterion,
        problem: error.source.to_string(),
    }
}
