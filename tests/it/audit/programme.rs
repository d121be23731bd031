//! What a programme means, from the definitions, and all its plans.

use std::collections::BTreeMap;

use crosstie::Score;
use crosstie::mentoring::{Mode, Objective, PlannedPair, Proof, Role, Unmatched};
use crosstie::org::Pause;

pub(crate) type Keys = (String, String);

/// What a pair is worth: the positions of the rules it breaks, and its score.
#[derive(Clone, Debug)]
pub(crate) struct Worth {
    pub(crate) broken: Vec<usize>,
    pub(crate) score: i64,
}

/// A mentoring programme after all rules and criteria are applied.
#[derive(Clone, Debug)]
pub(crate) struct Programme {
    pub(crate) mode: Mode,
    pub(crate) mutual: bool,
    pub(crate) mentors: Vec<(String, u32)>,
    pub(crate) mentees: Vec<(String, u32)>,
    /// By (mentor, mentee); without an entry a pair has no score.
    pub(crate) worth: BTreeMap<Keys, Worth>,
    pub(crate) existing: Vec<Keys>,
    pub(crate) pins: Vec<Keys>,
    pub(crate) paused: BTreeMap<String, Pause>,
}

impl Programme {
    pub(crate) fn side(&self, role: Role) -> &[(String, u32)] {
        match role {
            Role::Mentor => &self.mentors,
            Role::Mentee => &self.mentees,
        }
    }

    pub(crate) fn enrolled(&self, role: Role, key: &str) -> bool {
        self.side(role).iter().any(|(k, _)| k == key)
    }

    pub(crate) fn existing_of(&self, role: Role, key: &str) -> u32 {
        count(&self.existing, role, key)
    }

    /// Places that existing pairs leave.
    pub(crate) fn places(&self, role: Role, key: &str) -> u32 {
        let capacity = self.side(role).iter().find(|(k, _)| k == key).unwrap().1;
        capacity.saturating_sub(self.existing_of(role, key))
    }

    /// Places that existing pairs and pins leave; none while paused.
    pub(crate) fn open_places(&self, role: Role, key: &str) -> u32 {
        if self.paused.contains_key(key) {
            return 0;
        }
        self.places(role, key).saturating_sub(count(&self.pins, role, key))
    }

    pub(crate) fn score(&self, pair: &Keys) -> i64 {
        self.worth.get(pair).map_or(0, |worth| worth.score)
    }

    /// The pairs that may stand beside the pins, whatever else stands.
    pub(crate) fn open(&self) -> Vec<Keys> {
        let reverse = |pair: &Keys| (pair.1.clone(), pair.0.clone());
        let taken = |pair: &Keys| self.existing.contains(pair) || self.pins.contains(pair);
        let open = self.worth.iter().filter(|(pair, worth)| {
            worth.broken.is_empty()
                && !taken(pair)
                && (self.mutual || !taken(&reverse(pair)))
                && self.open_places(Role::Mentor, &pair.0) > 0
                && self.open_places(Role::Mentee, &pair.1) > 0
        });
        open.map(|(pair, _)| pair.clone()).collect()
    }

    /// Whether these pairs keep to places, pauses and the ban on mutual pairs.
    pub(crate) fn stands(&self, pairs: &[Keys]) -> bool {
        let fits = [Role::Mentor, Role::Mentee].into_iter().all(|role| {
            self.side(role).iter().all(|(key, _)| {
                let used = count(pairs, role, key);
                used <= self.places(role, key) && !(used > 0 && self.paused.contains_key(key))
            })
        });
        let mutual = pairs.iter().any(|(mentor, mentee)| {
            let reverse = (mentee.clone(), mentor.clone());
            pairs.contains(&reverse) || self.existing.contains(&reverse)
        });
        fits && (self.mutual || !mutual)
    }

    pub(crate) fn objective(&self, pairs: &[Keys]) -> Objective {
        let score = pairs.iter().map(|pair| self.score(pair)).sum();
        Objective {
            pairs: (self.mode == Mode::MostPairsFirst).then_some(pairs.len() as u64),
            score: Score::from_micros(score),
        }
    }

    /// The greatest objective of all plans: every set of eligible pairs that
    /// are not existing, with the pins. None where there are too many.
    pub(crate) fn best(&self) -> Option<Objective> {
        let eligible: Vec<Keys> = self
            .worth
            .iter()
            .filter(|(pair, worth)| {
                worth.broken.is_empty()
                    && !self.existing.contains(pair)
                    && !self.pins.contains(pair)
            })
            .map(|(pair, _)| pair.clone())
            .collect();
        if eligible.len() > 11 {
            return None;
        }
        let plans = (0_u32..1 << eligible.len()).map(|set| {
            let chosen = eligible.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1);
            self.pins.iter().cloned().chain(chosen.map(|(_, pair)| pair.clone())).collect()
        });
        let standing = plans.filter(|plan: &Vec<Keys>| self.stands(plan));
        standing.map(|plan| self.objective(&plan)).max()
    }

    /// What a proof proves, by the words at [`Proof`].
    pub(crate) fn proven(&self, proof: &Proof) -> Objective {
        let price = |role, key: &str| {
            let prices = match role {
                Role::Mentor => &proof.mentor_prices,
                Role::Mentee => &proof.mentee_prices,
            };
            prices.get(key).map_or(0, |price| price.micros())
        };
        let covers = |role, key: &str| {
            let cover = match role {
                Role::Mentor => &proof.cover_mentors,
                Role::Mentee => &proof.cover_mentees,
            };
            cover.iter().any(|k| k == key)
        };
        let first = self.mode == Mode::MostPairsFirst;
        let lambda = if first { proof.pair_price.micros() } else { 0 };
        let (mut k, mut score) = (0, 0);
        for role in [Role::Mentor, Role::Mentee] {
            for (key, _) in self.side(role) {
                let places = i64::from(self.open_places(role, key));
                score += places * price(role, key);
                k += if covers(role, key) { places } else { 0 };
            }
        }
        for pair in self.open() {
            let prices = price(Role::Mentor, &pair.0) + price(Role::Mentee, &pair.1);
            score += (self.score(&pair) - lambda - prices).max(0);
            k += i64::from(!covers(Role::Mentor, &pair.0) && !covers(Role::Mentee, &pair.1));
        }
        let pins: i64 = self.pins.iter().map(|pair| self.score(pair)).sum();
        let pairs = self.pins.len() as u64 + u64::try_from(k).unwrap();
        Objective {
            pairs: first.then_some(pairs),
            score: Score::from_micros(pins + score + k * lambda),
        }
    }

    /// Pairs as a plan states them.
    pub(crate) fn planned(&self, pairs: &[Keys]) -> Vec<PlannedPair> {
        let plan = pairs.iter().map(|pair| PlannedPair {
            mentor: pair.0.clone(),
            mentee: pair.1.clone(),
            score: Score::from_micros(self.score(pair)),
            pinned: self.pins.contains(pair),
        });
        plan.collect()
    }

    pub(crate) fn unmatched(&self, pairs: &[Keys]) -> Vec<Unmatched> {
        let mut list = Vec::new();
        for role in [Role::Mentee, Role::Mentor] {
            let without = self.side(role).iter().filter(|(key, _)| count(pairs, role, key) == 0);
            list.extend(without.map(|(key, _)| Unmatched { key: key.clone(), role }));
        }
        list
    }
}

pub(crate) fn count(pairs: &[Keys], role: Role, key: &str) -> u32 {
    let of = |pair: &Keys| match role {
        Role::Mentor => pair.0 == key,
        Role::Mentee => pair.1 == key,
    };
    u32::try_from(pairs.iter().filter(|pair| of(pair)).count()).unwrap()
}
