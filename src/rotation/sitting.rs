//! One round to plan: who takes part, whose turn it is, which pairs may meet, and
//! what each weighs.

use super::memory::Memory;
use super::plan::RoundObjective;
use super::problem::{RotationProblem, Slot};
use crate::score::Score;
use crate::solve::{GeneralCertificate, GeneralPrices, OddSets};

/// How many classes of waits there are at most: it keeps the weights small.
const MOST_CLASSES: usize = 32;

/// A round to plan. People stand at places, from 0, in the order enrolled or,
/// with a seed, in one drawn for the round, so that ties fall differently.
#[derive(Clone, Debug)]
pub(super) struct Sitting {
    pub(super) slot: Slot,
    /// The position in the problem of the one at each place.
    pub(super) people: Vec<u32>,
    /// Their turns.
    pub(super) turns: Vec<u8>,
    /// The pairs that may meet and are no repeats, by lower, then higher place.
    pub(super) fresh: Vec<Edge>,
    /// The repeats, likewise; empty where they may not meet.
    pub(super) repeats: Vec<Edge>,
    /// What proved the round before, by these places: prices to start from.
    pub(super) earlier: Option<GeneralCertificate>,
}

/// A pair that may meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The lower place.
    pub(super) a: u32,
    /// The higher place.
    pub(super) b: u32,
    /// With the penalty for having met.
    pub(super) score: Score,
    pub(super) repeat: bool,
}

impl RotationProblem<'_> {
    /// Whether somebody takes part in a round as far as they themselves go.
    pub(super) fn is_present(&self, position: u32, slot: Slot) -> bool {
        let participant = &self.people[position as usize];
        if participant.away.iter().any(|rounds| rounds.contains(&slot.round)) {
            return false;
        }
        let (Some(day), Some(person)) = (slot.date, self.person(position)) else { return true };
        person.pause_on(day).is_none() && person.start().is_none_or(|start| start <= day)
    }

    /// Whether it is time again for somebody who takes part in every k-th round only.
    pub(super) fn is_due(&self, position: u32, slot: Slot, memory: &Memory) -> bool {
        let every = self.people[position as usize].every;
        memory.last_meeting(position).is_none_or(|met| {
            i64::from(slot.round) - i64::from(met) >= i64::from(every) || every <= 1
        })
    }

    /// The round to plan at a slot.
    pub(super) fn sitting(&self, slot: Slot, memory: &Memory, seed: Option<u64>) -> Sitting {
        let mut people: Vec<u32> = (0..)
            .take(self.people.len())
            .filter(|&p| self.is_present(p, slot) && self.is_due(p, slot, memory))
            .collect();
        if let Some(seed) = seed {
            crate::random::Random::new(seed, u64::from(slot.round)).shuffle(&mut people);
        }
        let turns = turns(&people, |p| memory.wait(p, slot.round));
        let mut place = vec![u32::MAX; self.people.len()];
        for (i, &p) in (0..).zip(&people) {
            place[p as usize] = i;
        }
        let (fresh, repeats) = (Vec::new(), Vec::new());
        let mut sitting = Sitting { slot, people, turns, fresh, repeats, earlier: None };
        for low in (0..).take(self.people.len()) {
            if place[low as usize] == u32::MAX {
                continue;
            }
            let (others, scores) = self.candidates.row(low as usize);
            let mut met = memory.met(low).peekable();
            for (&high, &score) in others.iter().zip(scores) {
                if place[high as usize] == u32::MAX {
                    continue;
                }
                while met.peek().is_some_and(|&(other, _)| other < high) {
                    met.next();
                }
                let last = met.peek().filter(|&&(other, _)| other == high).map(|&(_, last)| last);
                let (a, b) = (place[low as usize], place[high as usize]);
                let mut edge = Edge { a: a.min(b), b: a.max(b), score, repeat: false };
                if let Some(last) = last {
                    if self.rules.excludes(last, slot) {
                        continue;
                    }
                    edge.score =
                        Score::from_micros(score.micros() - self.rules.penalty(last, slot));
                    edge.repeat = self.rules.is_repeat(last, slot);
                }
                if !edge.repeat {
                    sitting.fresh.push(edge);
                } else if self.rules.repeats == super::Repeats::Fewest {
                    sitting.repeats.push(edge);
                }
            }
        }
        if seed.is_some() {
            sitting.fresh.sort_unstable_by_key(|e| (e.a, e.b));
            sitting.repeats.sort_unstable_by_key(|e| (e.a, e.b));
        }
        sitting
    }
}

/// Turns without gaps from 0: who did not come first, then those who have waited
/// longest, and of these who sat out fewest times.
fn turns(people: &[u32], wait: impl Fn(u32) -> Option<(u32, u32)>) -> Vec<u8> {
    let waits: Vec<Option<(u32, u32)>> = people.iter().map(|&p| wait(p)).collect();
    // Who did not come (none) is less than all who did; of these the longest wait is least.
    let key =
        |wait: &Option<(u32, u32)>| wait.map(|(wait, times)| (std::cmp::Reverse(wait), times));
    let mut classes: Vec<_> = waits.iter().map(key).collect();
    classes.sort_unstable();
    classes.dedup();
    let some_did_not_come = classes.first().is_some_and(Option::is_none);
    let last = MOST_CLASSES - 1 + usize::from(some_did_not_come);
    waits
        .iter()
        .map(|wait| {
            let class = classes.partition_point(|class| *class < key(wait)).min(last);
            u8::try_from(class).unwrap_or(u8::MAX) // at most `last`
        })
        .collect()
}

/// The prices that people had at other places, for the places that they have now; 0 for who was not there.
pub(super) fn at_places(
    certificate: &GeneralCertificate,
    before: &[u32],
    now: &[u32],
) -> GeneralCertificate {
    let most = before.iter().chain(now).max().map_or(0, |&p| p as usize + 1);
    let mut place = vec![None; most];
    for (i, &p) in before.iter().enumerate() {
        place[p as usize] = Some(i);
    }
    let at = |&p: &u32| place[p as usize];
    let moved = |prices: &GeneralPrices| {
        let innermost = &prices.odd_sets.innermost;
        let set = |p| at(p).and_then(|i| innermost.get(i).copied().flatten());
        GeneralPrices {
            vertices: now.iter().map(|p| at(p).map_or(0, |i| prices.vertices[i])).collect(),
            odd_sets: OddSets {
                innermost: now.iter().map(set).collect(),
                sets: prices.odd_sets.sets.clone(),
            },
        }
    };
    match certificate {
        GeneralCertificate::HighestScore { prices } => {
            GeneralCertificate::HighestScore { prices: moved(prices) }
        }
        GeneralCertificate::MostPairs { pair_price, prices, .. } => GeneralCertificate::MostPairs {
            barrier: vec![false; now.len()],
            pair_price: *pair_price,
            prices: moved(prices),
        },
    }
}

/// The edge of two places; edges are sorted by lower, then higher place.
pub(super) fn find(edges: &[Edge], a: u32, b: u32) -> Option<Edge> {
    let key = (a.min(b), a.max(b));
    edges.binary_search_by_key(&key, |e| (e.a, e.b)).ok().map(|i| edges[i])
}

impl Sitting {
    /// The pair of two places, if they may meet.
    pub(super) fn edge(&self, a: u32, b: u32) -> Option<Edge> {
        find(&self.fresh, a, b).or_else(|| find(&self.repeats, a, b))
    }

    /// All pairs that may meet, or only those that are no repeats.
    pub(super) fn edges(&self, with_repeats: bool) -> Vec<Edge> {
        if !with_repeats || self.repeats.is_empty() {
            return self.fresh.clone();
        }
        let mut edges: Vec<Edge> = self.fresh.iter().chain(&self.repeats).copied().collect();
        edges.sort_unstable_by_key(|e| (e.a, e.b));
        edges
    }

    /// The sum of the turns of all who take part.
    pub(super) fn all_turns(&self) -> u64 {
        self.turns.iter().map(|&t| u64::from(t)).sum()
    }
}

/// The weights of a round: see [`RoundProof`](super::RoundProof).
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    turn_price: i128,
    repeat_price: i128,
}

impl Weights {
    /// For the most pairs h that fit by their number.
    pub(super) fn new(edges: &[Edge], turns: &[u8], h: u64) -> Self {
        let scores = || edges.iter().map(|e| i128::from(e.score.micros()));
        let d = scores().max().unwrap_or(0) - scores().min().unwrap_or(0);
        let h = i128::from(h);
        let repeat_price = if edges.iter().any(|e| e.repeat) { h * d + 1 } else { 0 };
        let differ = turns.iter().any(|&t| t > 0);
        let turn_price = if differ { h * (repeat_price + d) + 1 } else { 0 };
        Self { turn_price, repeat_price }
    }

    /// The weight of a pair with these turns in sum; none where it leaves 64 bits.
    pub(super) fn of(&self, edge: Edge, turns: u64) -> Option<i64> {
        let repeat = if edge.repeat { self.repeat_price } else { 0 };
        let weight = self.turn_price * i128::from(turns) - repeat + i128::from(edge.score.micros());
        i64::try_from(weight).ok()
    }
}

impl Weights {
    /// What a weight leaves for the score of pairs with these turns and no repeats.
    pub(super) fn score_left(&self, turns: u64, weight: i64) -> i64 {
        let left = i128::from(weight) - self.turn_price * i128::from(turns);
        i64::try_from(left.clamp(i128::from(i64::MIN), i128::from(i64::MAX))).unwrap_or(0)
    }
}

impl RoundObjective {
    /// Of pairs that meet.
    pub(super) fn of_pairs(placed: u64, turns: u64, edges: impl Iterator<Item = Edge>) -> Self {
        let mut objective = Self { placed, turns, repeats: 0, score: Score::ZERO };
        for edge in edges {
            objective.repeats += u64::from(edge.repeat);
            let sum = objective.score.micros().saturating_add(edge.score.micros());
            objective.score = Score::from_micros(sum);
        }
        objective
    }
}
