//! How evenly byes can fall at all.

use super::facts::Facts;
use super::parts::Parts;
use super::view::{Shape, View, counts, stated_absence};
use super::violation::RoundViolation;
use crate::rotation::{ByeWitness, RotationPlan, RoundProof};

/// The numbers of byes, in the making: of those who take part in every round
/// whatever the plan is.
///
/// Let F be these people, o the others who may take part in a round. A round
/// that places k people lets at least |F| − k and at most |F| + o − k of F sit out. Where no
/// multiple of |F| lies between the sums of both, not all of F sit out equally often.
pub(super) struct Byes<'f, 'p> {
    facts: &'f Facts<'p>,
    always: Vec<bool>,
    fewest: u64,
    most: u64,
    claimed: u32,
    witness: Option<Witness<'f>>,
}

/// A witness by positions.
struct Witness<'f> {
    given: &'f ByeWitness,
    sharing: Vec<bool>,
    needed: Vec<bool>,
    spared: Option<usize>,
    /// How many byes the sharing have at least.
    byes: u64,
    /// Whether the one spared is in every round so far.
    spares: bool,
    /// Whether all of them take part in every round.
    holds: bool,
}

/// Whether each takes part in every round, whatever the plan, and sits out where
/// they meet nobody.
pub(super) fn always(facts: &Facts<'_>) -> Vec<bool> {
    let present = |position| {
        let mut slots = facts.problem.slots().iter();
        slots.all(|&slot| stated_absence(facts, slot, position).is_none())
    };
    (0..facts.people.len())
        .map(|p| counts(facts, p) && facts.people[p].every == 1 && present(p))
        .collect()
}

impl<'f, 'p> Byes<'f, 'p> {
    pub(super) fn new(
        facts: &'f Facts<'p>,
        plan: &'f RotationPlan,
        violations: &mut Vec<RoundViolation>,
    ) -> Self {
        let always = always(facts);
        let given = plan.byes.witness.as_ref();
        let witness = given.map(|given| Witness::read(facts, given, &always, violations));
        Self { facts, always, fewest: 0, most: 0, claimed: plan.byes.bound, witness }
    }

    /// What the witness needs to know of a round by itself: its parts without those needed, and
    /// without each barrier of the proof of its bound. None where it says nothing of the round.
    pub(super) fn parts(&self, view: &View, proof: Option<&RoundProof>) -> Option<Vec<Parts>> {
        let witness = self.witness.as_ref()?;
        // A trio takes in a third, a first pool takes more than one.
        if view.shape != Shape::Pairs {
            return None;
        }
        let mut parts = vec![Parts::new(view, &witness.needed)];
        if let Some(RoundProof::Pairs { barrier, repeat_barrier, .. }) = proof {
            for keys in [barrier, repeat_barrier] {
                let mut set = vec![false; self.facts.people.len()];
                for position in keys.iter().filter_map(|key| self.facts.position(key)) {
                    set[position] = true;
                }
                parts.push(Parts::new(view, &set));
            }
        }
        Some(parts)
    }

    /// Takes in a round by itself, with its parts over all pairs, and the number that the plan places.
    pub(super) fn round(&mut self, view: &View, parts: Option<&[Parts]>, placed: u64) {
        let always = self.always.iter().filter(|&&always| always).count() as u64;
        let all = view.counted(self.facts).count() as u64;
        self.fewest += always.saturating_sub(placed);
        self.most += always.min(all.saturating_sub(placed));
        if let Some(witness) = &mut self.witness {
            witness.round(view, parts, placed);
        }
    }

    /// By how much the byes of two of them differ at least.
    pub(super) fn spread(&self, violations: &mut Vec<RoundViolation>) -> u32 {
        let always = self.always.iter().filter(|&&always| always).count() as u64;
        let even = always == 0 || self.most / always * always >= self.fewest;
        let mut spread = u32::from(!even);
        if let Some(witness) = &self.witness {
            spread = spread.max(witness.spread(violations));
        }
        if self.claimed > spread {
            let (claimed, derived) = (self.claimed, spread);
            violations.push(RoundViolation::SpreadNotProven { claimed, derived });
        }
        spread
    }
}

impl<'f> Witness<'f> {
    fn read(
        facts: &Facts<'_>,
        given: &'f ByeWitness,
        always: &[bool],
        violations: &mut Vec<RoundViolation>,
    ) -> Self {
        let n = facts.people.len();
        let mut witness = Self {
            given,
            sharing: vec![false; n],
            needed: vec![false; n],
            spared: facts.position(&given.spared).filter(|&position| always[position]),
            byes: 0,
            spares: true,
            holds: true,
        };
        let mut stranger = |key: &String| {
            violations.push(RoundViolation::WitnessStranger { key: key.clone() });
        };
        for key in &given.sharing {
            match facts.position(key).filter(|&p| always[p] && !witness.sharing[p]) {
                Some(position) => witness.sharing[position] = true,
                None => {
                    stranger(key);
                    witness.holds = false;
                }
            }
        }
        for key in &given.needed {
            match facts.position(key).filter(|&p| !witness.needed[p]) {
                Some(position) => witness.needed[position] = true,
                None => stranger(key),
            }
        }
        if witness.spared.is_none() {
            stranger(&given.spared);
            witness.holds = false;
        }
        witness
    }

    fn round(&mut self, view: &View, parts: Option<&[Parts]>, placed: u64) {
        let Some(parts @ [without_needed, ..]) = parts else {
            self.spares = false;
            return;
        };
        let components = without_needed.components();
        let mut sharing = vec![0; self.sharing.len()];
        for &person in view.people.iter().filter(|&&person| self.sharing[person]) {
            if let Some(component) = components.of(person) {
                sharing[component] += 1;
            }
        }
        let apart = components.odd().filter(|&root| sharing[root] == components.size(root));
        let needed = view.people.iter().filter(|&&person| self.needed[person]).count();
        self.byes += apart.count().saturating_sub(needed) as u64;

        // Where a barrier allows no more pairs than there are, all of it and all
        // components of even size have their pairs.
        self.spares &= self.spared.is_some_and(|spared| {
            parts.iter().any(|parts| {
                let components = parts.components();
                let even = |component| components.size(component) % 2 == 0;
                2 * parts.most_pairs() == i128::from(placed)
                    && components.of(spared).is_none_or(even)
            })
        });
    }

    fn spread(&self, violations: &mut Vec<RoundViolation>) -> u32 {
        if self.given.byes > self.byes {
            let (claimed, derived) = (self.given.byes, self.byes);
            violations.push(RoundViolation::WitnessByes { claimed, derived });
        }
        if self.holds && !self.spares {
            let key = self.given.spared.clone();
            violations.push(RoundViolation::WitnessSpared { key });
        }
        let sharing = self.sharing.iter().filter(|&&sharing| sharing).count() as u64;
        if self.holds && self.spares && sharing > 0 {
            // Somebody has no fewer byes than the mean, and the one spared has none.
            u32::try_from(self.byes.div_ceil(sharing)).unwrap_or(u32::MAX)
        } else {
            0
        }
    }
}
