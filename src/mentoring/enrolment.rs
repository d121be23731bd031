//! Who takes part, and which pairs are open: what both builders share.

use std::collections::BTreeSet;

use super::error::MentoringError;
use super::plan::Role;
use super::problem::{
    Candidates, Capacity, MentoringProblem, MutualPairs, OpenPairs, Participant, Pin, Side, Source,
};
use crate::error::Errors;
use crate::id::PersonId;
use crate::org::Pause;
use crate::policy::CustomValueError;
use crate::score::Score;
use crate::solve::{Mode, PairCounts};

/// The most pairs that 32-bit positions can name.
const MOST_PAIRS: usize = (u32::MAX - 1) as usize;

/// How many pairs without a value of a custom criterion are reported: one that
/// fails, mostly fails on all pairs.
const MOST_CUSTOM_VALUES: usize = 100;

/// Both sides, the pins, and the pairs that are taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Enrolment {
    mentors: Side,
    mentees: Side,
    pins: Vec<Pin>,
    /// Existing and pinned pairs (mentee, mentor) between people enrolled.
    taken: BTreeSet<(u32, u32)>,
    /// Existing pairs the other way round, between people enrolled so; one of
    /// the existing pair may be enrolled in the other role alone.
    existing_reversed: BTreeSet<(u32, u32)>,
}

impl Enrolment {
    fn side(&mut self, role: Role) -> &mut Side {
        match role {
            Role::Mentor => &mut self.mentors,
            Role::Mentee => &mut self.mentees,
        }
    }

    pub(super) fn enrol(
        &mut self,
        role: Role,
        key: &str,
        person: Option<PersonId>,
        capacity: Capacity,
        pause: Option<Pause>,
        mistakes: &mut Vec<MentoringError>,
    ) {
        let side = self.side(role);
        let position = u32::try_from(side.list.len()).unwrap_or(u32::MAX);
        if side.index.insert(key.into(), position).is_some() {
            mistakes.push(MentoringError::EnrolledTwice { key: key.to_owned(), role });
        }
        side.list.push(Participant {
            key: key.into(),
            person,
            capacity: capacity.most(),
            existing: Vec::new(),
            pause,
            pins: 0,
        });
    }

    /// An existing pair; either end may not be enrolled this time.
    pub(super) fn existing(
        &mut self,
        mentor: &str,
        mentee: &str,
        mistakes: &mut Vec<MentoringError>,
    ) {
        if mentor == mentee {
            mistakes.push(MentoringError::SelfPair { key: mentor.to_owned() });
            return;
        }
        let (m, n) = (self.mentors.position(mentor), self.mentees.position(mentee));
        let twice = match (m, n) {
            (Some(m), Some(n)) => !self.taken.insert((n, m)),
            (Some(m), None) => self.mentors.get(m).existing.iter().any(|key| &**key == mentee),
            (None, Some(n)) => self.mentees.get(n).existing.iter().any(|key| &**key == mentor),
            (None, None) => {
                let (mentor, mentee) = (mentor.to_owned(), mentee.to_owned());
                mistakes.push(MentoringError::ExistingNotEnrolled { mentor, mentee });
                return;
            }
        };
        if twice {
            mistakes.push(pair_twice(mentor, mentee));
            return;
        }
        let reversed = (self.mentees.position(mentor), self.mentors.position(mentee));
        self.existing_reversed.extend(reversed.0.zip(reversed.1));
        if let Some(m) = m {
            self.mentors.list[m as usize].existing.push(mentee.into());
        }
        if let Some(n) = n {
            self.mentees.list[n as usize].existing.push(mentor.into());
        }
    }

    pub(super) fn pin(
        &mut self,
        mentor: &str,
        mentee: &str,
        despite: Option<&String>,
        mistakes: &mut Vec<MentoringError>,
    ) {
        if mentor == mentee {
            mistakes.push(MentoringError::SelfPair { key: mentor.to_owned() });
            return;
        }
        let ends = self.enrolled(mentor, mentee, mistakes);
        let Some((m, n)) = ends else { return };
        if !self.taken.insert((n, m)) {
            mistakes.push(pair_twice(mentor, mentee));
            return;
        }
        self.mentors.list[m as usize].pins += 1;
        self.mentees.list[n as usize].pins += 1;
        let despite = despite.cloned();
        self.pins.push(Pin {
            mentor: m,
            mentee: n,
            score: Score::ZERO,
            #[cfg(feature = "manifest")]
            reason: despite.clone(),
            despite,
        });
    }

    /// The positions of two people who must be enrolled.
    fn enrolled(
        &self,
        mentor: &str,
        mentee: &str,
        mistakes: &mut Vec<MentoringError>,
    ) -> Option<(u32, u32)> {
        let (m, n) = (self.mentors.position(mentor), self.mentees.position(mentee));
        for (found, key, role) in [(m, mentor, Role::Mentor), (n, mentee, Role::Mentee)] {
            if found.is_none() {
                mistakes.push(MentoringError::NotEnrolled { key: key.to_owned(), role });
            }
        }
        m.zip(n)
    }

    /// Gives each pin its score; `judge` returns it with the rules that exclude
    /// the pair, or none where the pair has no score.
    pub(super) fn score_pins(
        &mut self,
        mistakes: &mut Vec<MentoringError>,
        judge: impl Fn(
            (u32, &Participant),
            (u32, &Participant),
        ) -> Result<Option<(Score, Vec<String>)>, CustomValueError>,
    ) {
        for pin in &mut self.pins {
            let (m, n) = (self.mentors.get(pin.mentor), self.mentees.get(pin.mentee));
            let mentor = || m.key.to_string();
            let mentee = || n.key.to_string();
            match judge((pin.mentor, m), (pin.mentee, n)) {
                Err(error) => mistakes.push(MentoringError::CustomValue(error)),
                Ok(None) => mistakes
                    .push(MentoringError::PinWithoutScore { mentor: mentor(), mentee: mentee() }),
                Ok(Some((score, rules))) => {
                    if !rules.is_empty() && pin.despite.is_none() {
                        let (mentor, mentee) = (mentor(), mentee());
                        mistakes.push(MentoringError::PinExcluded { mentor, mentee, rules });
                    } else if rules.is_empty() {
                        pin.despite = None; // nothing to override
                    }
                    pin.score = score;
                }
            }
        }
    }

    pub(super) fn check_pins(&self, mutual: MutualPairs, mistakes: &mut Vec<MentoringError>) {
        for (role, side) in [(Role::Mentor, &self.mentors), (Role::Mentee, &self.mentees)] {
            for p in side.list.iter().filter(|p| p.pins > 0) {
                let key = p.key.to_string();
                if let Some(pause) = p.pause {
                    mistakes.push(MentoringError::PinPaused { key, until: pause.last });
                } else if p.pins > p.places_before_pins() {
                    mistakes.push(MentoringError::PinsExceedPlaces {
                        role,
                        key,
                        pins: p.pins,
                        places: p.places_before_pins(),
                        capacity: p.capacity,
                        existing: u32::try_from(p.existing.len()).unwrap_or(u32::MAX),
                    });
                }
            }
        }
        if mutual == MutualPairs::Allowed {
            return;
        }
        let pinned: BTreeSet<_> = self.pins.iter().map(|pin| (pin.mentee, pin.mentor)).collect();
        for pin in &self.pins {
            // Of two pins that are mutual, the one with the earlier mentee reports.
            let mutual = self.existing_reversed.contains(&(pin.mentee, pin.mentor))
                || self.reverse(pin.mentee, pin.mentor).is_some_and(|other| {
                    other > (pin.mentee, pin.mentor) && pinned.contains(&other)
                });
            if mutual {
                mistakes.push(MentoringError::MutualPins {
                    first: self.mentors.get(pin.mentor).key.to_string(),
                    second: self.mentees.get(pin.mentee).key.to_string(),
                });
            }
        }
    }

    /// The pair (mentee, mentor) the other way round, where both are enrolled so.
    fn reverse(&self, mentee: u32, mentor: u32) -> Option<(u32, u32)> {
        let reverse_mentee = self.mentees.position(&self.mentors.get(mentor).key)?;
        let reverse_mentor = self.mentors.position(&self.mentees.get(mentee).key)?;
        Some((reverse_mentee, reverse_mentor))
    }

    /// How many pairs of a mentor and a mentee there are.
    pub(super) fn pair_count(&self) -> u64 {
        self.mentees.list.len() as u64 * self.mentors.list.len() as u64
    }

    /// The pairs (mentee, mentor) that cannot be planned, or not again.
    pub(super) fn closed(&self, mutual: MutualPairs) -> BTreeSet<(u32, u32)> {
        let mut closed = self.taken.clone();
        if mutual == MutualPairs::Off {
            closed.extend(&self.existing_reversed);
            closed.extend(self.pins.iter().filter_map(|pin| self.reverse(pin.mentee, pin.mentor)));
        }
        closed
    }

    /// The caller's own scores as (mentee, mentor, score), ascending.
    pub(super) fn own_scores(
        &self,
        scores: &[(String, String, Score)],
        mistakes: &mut Vec<MentoringError>,
    ) -> Vec<(u32, u32, Score)> {
        let mut own = Vec::with_capacity(scores.len());
        for (mentor, mentee, score) in scores {
            if mentor == mentee {
                mistakes.push(MentoringError::SelfPair { key: mentor.clone() });
            } else if let Some((m, n)) = self.enrolled(mentor, mentee, mistakes) {
                own.push((n, m, *score));
            }
        }
        own.sort_by_key(|&(n, m, _)| (n, m));
        for twice in own.windows(2).filter(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)) {
            let (n, m, _) = twice[0];
            mistakes.push(pair_twice(&self.mentors.get(m).key, &self.mentees.get(n).key));
        }
        own
    }

    /// The open pairs of a policy: `score` is none where a rule excludes the pair.
    pub(super) fn candidates(
        &self,
        mutual: MutualPairs,
        score: impl Fn(&Participant, &Participant) -> Result<Option<Score>, CustomValueError>,
    ) -> Result<OpenPairs, Errors<MentoringError>> {
        Listing::of(self.closed(mutual), &self.mentees, &self.mentors, score)
    }

    /// The open pairs of the caller's own scores.
    pub(super) fn own_candidates(
        &self,
        mutual: MutualPairs,
        scores: &[(u32, u32, Score)],
    ) -> Result<OpenPairs, Errors<MentoringError>> {
        let mut open = Listing::new(self.closed(mutual));
        let both = self.mentees.list.iter().filter(|p| self.mentors.position(&p.key).is_some());
        let all = self.mentees.list.len() as u64 * self.mentors.list.len() as u64;
        open.counts.considered = all - both.count() as u64;
        let mut scores = scores.iter().peekable();
        for (n, mentee) in (0..).zip(&self.mentees.list) {
            while let Some(&(_, m, score)) = scores.next_if(|s| s.0 == n) {
                open.push((n, mentee), (m, self.mentors.get(m)), score);
            }
            open.end_row();
        }
        open.finish()
    }

    pub(super) fn problem(
        self,
        source: Source<'_>,
        mode: Mode,
        mutual: MutualPairs,
        pairs: OpenPairs,
    ) -> MentoringProblem<'_> {
        MentoringProblem {
            source,
            mode,
            mutual,
            mentors: self.mentors,
            mentees: self.mentees,
            pins: self.pins,
            pairs,
        }
    }
}

/// Rows of open pairs in the making.
pub(super) struct Listing {
    closed: BTreeSet<(u32, u32)>,
    candidates: Candidates,
    counts: PairCounts,
}

impl Listing {
    /// The pairs that are not closed, with places and a score: none where a rule excludes the pair.
    pub(super) fn of(
        closed: BTreeSet<(u32, u32)>,
        mentees: &Side,
        mentors: &Side,
        score: impl Fn(&Participant, &Participant) -> Result<Option<Score>, CustomValueError>,
    ) -> Result<OpenPairs, Errors<MentoringError>> {
        let mut open = Self::new(closed);
        let mut mistakes = Vec::new();
        for (n, mentee) in (0..).zip(&mentees.list) {
            for (m, mentor) in (0..).zip(&mentors.list) {
                if mentor.key == mentee.key {
                    continue;
                }
                open.counts.considered += 1;
                match score(mentor, mentee) {
                    Err(error) if mistakes.len() < MOST_CUSTOM_VALUES => {
                        mistakes.push(MentoringError::CustomValue(error));
                    }
                    Err(_) | Ok(None) => {}
                    Ok(Some(score)) => open.push((n, mentee), (m, mentor), score),
                }
            }
            open.end_row();
        }
        Errors::check(mistakes)?;
        open.finish()
    }

    fn new(closed: BTreeSet<(u32, u32)>) -> Self {
        let candidates = Candidates { row_start: vec![0], ..Candidates::default() };
        Self { closed, candidates, counts: PairCounts::default() }
    }

    fn push(&mut self, mentee: (u32, &Participant), mentor: (u32, &Participant), score: Score) {
        self.counts.eligible += 1;
        let open = mentee.1.places() > 0 && mentor.1.places() > 0;
        if open && !self.closed.contains(&(mentee.0, mentor.0)) {
            self.candidates.mentor.push(mentor.0);
            self.candidates.score.push(score);
        }
    }

    fn end_row(&mut self) {
        // `finish` refuses more pairs than 32 bits can name.
        let end = u32::try_from(self.candidates.mentor.len()).unwrap_or(u32::MAX);
        self.candidates.row_start.push(end);
    }

    fn finish(self) -> Result<OpenPairs, Errors<MentoringError>> {
        if self.candidates.mentor.len() > MOST_PAIRS {
            let most = MOST_PAIRS;
            return Err(Errors::from_vec(vec![MentoringError::TooManyPairs { most }]));
        }
        Ok(OpenPairs::Listed { candidates: self.candidates, counts: self.counts })
    }
}

fn pair_twice(mentor: &str, mentee: &str) -> MentoringError {
    MentoringError::PairTwice { mentor: mentor.to_owned(), mentee: mentee.to_owned() }
}
