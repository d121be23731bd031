//! How evenly byes fall, and how evenly they can.

use std::collections::BTreeMap;

use super::super::plan::{ByeSpread, ByeWitness};
use super::super::problem::Odd;
use super::horizon::Alone;
use super::{Kernel, Round};
use crate::matching::general::Matching;

impl Kernel<'_> {
    /// The byes of the people who take part in every round; see [`ByeSpread`].
    pub(super) fn bye_spread(&self, alone: &[Alone], rounds: &[Round]) -> ByeSpread {
        let problem = self.problem;
        let n = problem.people.len();
        let always: Vec<u32> = (0..)
            .take(n)
            .filter(|&p| {
                let guest = problem.pools.as_ref().is_none_or(|pools| !pools.in_first[p as usize]);
                guest
                    && problem.people[p as usize].every == 1
                    && problem.slots.iter().all(|&slot| problem.is_present(p, slot))
            })
            .collect();
        let mut byes = vec![0_u32; n];
        for &p in rounds.iter().flat_map(|round| &round.byes) {
            byes[p as usize] += 1;
        }
        let of_always = || always.iter().map(|&p| byes[p as usize]);
        let mut spread = ByeSpread {
            least: of_always().min().unwrap_or(0),
            most: of_always().max().unwrap_or(0),
            ..ByeSpread::default()
        };
        let only_pairs = problem.group_size == 2 && problem.odd == Odd::Bye;
        if !only_pairs || problem.pools.is_some() || always.len() < n || n == 0 {
            return spread;
        }
        // The rounds place so many; so there are so many byes, and they may not divide evenly.
        let all: u64 = byes.iter().map(|&byes| u64::from(byes)).sum();
        spread.bound = u32::from(all % n as u64 != 0);
        if let Some(witness) = self.bye_witness(alone, rounds) {
            let sharing = witness.sharing.len() as u64;
            let bound = u32::try_from(witness.byes.div_ceil(sharing)).unwrap_or(u32::MAX);
            if bound > spread.bound {
                (spread.bound, spread.witness) = (bound, Some(witness));
            }
        }
        spread
    }

    /// People of one connected part who share the most byes, if the rounds
    /// are all alike and place as many as can be placed.
    fn bye_witness(&self, alone: &[Alone], rounds: &[Round]) -> Option<ByeWitness> {
        let (first, others) = alone.split_first()?;
        if others.iter().any(|round| round.as_round != Some(0)) {
            return None;
        }
        let sitting = &first.sitting;
        // A round with most pairs; and all of them have as many.
        let most = rounds.iter().max_by_key(|round| round.objective.placed)?;
        if rounds.iter().any(|round| round.objective.placed != most.objective.placed) {
            return None;
        }
        // Everybody takes part, so that places are positions.
        let pairs = most.groups.iter().filter_map(|group| match group.people[..] {
            [a, b] => Some((a, b)),
            _ => None,
        });
        let pairs = Matching::new(pairs);
        let decomposition = self.problem.decomposition(sitting, true, |_, _| true, &pairs)?;
        let n = sitting.people.len();
        let spared = (0..n).find(|&p| !decomposition.missed[p])?;

        let part = self.problem.parts(sitting, true, |_, _| true);
        let mut by_part: BTreeMap<u32, Part> = BTreeMap::new();
        for (p, lowest) in part.into_iter().enumerate() {
            let Part { sharing, needed, components } = by_part.entry(lowest).or_default();
            if decomposition.missed[p] {
                sharing.push(p);
                components.extend(decomposition.component[p]);
            } else if decomposition.barrier[p] {
                needed.push(p);
            }
        }
        let mut best: Option<(u64, ByeWitness)> = None;
        for Part { sharing, needed, mut components } in by_part.into_values() {
            components.sort_unstable();
            components.dedup();
            let more = components.len().saturating_sub(needed.len()) as u64;
            let byes = more * rounds.len() as u64;
            if sharing.is_empty() || byes == 0 {
                continue;
            }
            let each = byes.div_ceil(sharing.len() as u64);
            if best.as_ref().is_none_or(|(most, ..)| each > *most) {
                let witness = ByeWitness {
                    sharing: self.keys(sitting, sharing.into_iter()),
                    needed: self.keys(sitting, needed.into_iter()),
                    byes,
                    spared: self.problem.key(sitting.people[spared]),
                };
                best = Some((each, witness));
            }
        }
        best.map(|(_, witness)| witness)
    }
}

/// A connected part: who may be left out, on whom they depend, and their components.
#[derive(Default)]
struct Part {
    sharing: Vec<usize>,
    needed: Vec<usize>,
    components: Vec<u32>,
}
