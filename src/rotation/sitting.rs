//! One round to plan: who takes part, whose turn it is, which pairs may meet, and
//! what each weighs.

use super::error::SolveError;
use super::memory::{LastMet, Memory};
use super::plan::{RoundObjective, ScoreRange};
use super::problem::{OpenPairs, Repeats, RotationProblem, Slot};
use crate::policy::{CustomValueError, EligiblePairs};
use crate::score::Score;
use crate::solve::{GeneralCertificate, GeneralPrices, OddSets};

/// No place: who takes no part.
pub(super) const NOWHERE: u32 = u32::MAX;
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
    pub(super) pairs: MayMeet,
    /// What proved the round before, by these places: prices to start from.
    pub(super) earlier: Option<GeneralCertificate>,
}

/// The pairs of a sitting that may meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MayMeet {
    /// Those that are no repeats, and the repeats, by lower, then higher place; no repeats
    /// where they may not meet.
    Listed { fresh: Vec<Edge>, repeats: Vec<Edge> },
    /// All that are eligible, but for what having met means: of each place, by the other place.
    Priced { met: Vec<Vec<Met>> },
}

impl MayMeet {
    pub(super) fn none() -> Self {
        Self::Listed { fresh: Vec::new(), repeats: Vec::new() }
    }
}

/// What it means for two that they met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Met {
    other: u32,
    penalty: i64,
    repeat: bool,
    excluded: bool,
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
        let mut place = vec![NOWHERE; self.people.len()];
        for (i, &p) in (0..).zip(&people) {
            place[p as usize] = i;
        }
        let pairs = match &self.pairs {
            OpenPairs::Listed { candidates, .. } => {
                self.listed(candidates, slot, memory, &place, seed.is_some())
            }
            OpenPairs::Priced => self.priced(slot, memory, &people, &place),
        };
        Sitting { slot, people, turns, pairs, earlier: None }
    }

    /// `place` has the place of each position, [`NOWHERE`] where they take no part.
    fn listed(
        &self,
        candidates: &EligiblePairs,
        slot: Slot,
        memory: &Memory,
        place: &[u32],
        shuffled: bool,
    ) -> MayMeet {
        let (mut fresh, mut repeats) = (Vec::new(), Vec::new());
        for low in (0..).take(self.people.len()).filter(|&low| place[low as usize] != NOWHERE) {
            let (others, scores) = candidates.row(low as usize);
            let mut met = memory.met(low).peekable();
            for (&high, &score) in others.iter().zip(scores) {
                if place[high as usize] == NOWHERE {
                    continue;
                }
                while met.peek().is_some_and(|&(other, _)| other < high) {
                    met.next();
                }
                let last = met.peek().filter(|&&(other, _)| other == high).map(|&(_, last)| last);
                let met = last.map(|last| self.met(low, last, slot));
                let edge = Edge::new(place[low as usize], place[high as usize], score, met);
                match edge {
                    Some(edge) if edge.repeat => repeats.push(edge),
                    edge => fresh.extend(edge),
                }
            }
        }
        if shuffled {
            fresh.sort_unstable_by_key(|e| (e.a, e.b));
            repeats.sort_unstable_by_key(|e| (e.a, e.b));
        }
        MayMeet::Listed { fresh, repeats }
    }

    fn priced(&self, slot: Slot, memory: &Memory, people: &[u32], place: &[u32]) -> MayMeet {
        let mut met = vec![Vec::new(); people.len()];
        for low in people {
            for (high, last) in
                memory.met(*low).filter(|(high, _)| place[*high as usize] != NOWHERE)
            {
                let (a, b) = (place[*low as usize], place[high as usize]);
                met[a as usize].push(self.met(b, last, slot));
                met[b as usize].push(self.met(a, last, slot));
            }
        }
        for met in &mut met {
            // What means nothing any more makes no difference between two rounds.
            met.retain(|met| met.excluded || met.repeat || met.penalty != 0);
            met.sort_unstable_by_key(|met| met.other);
        }
        MayMeet::Priced { met }
    }

    fn met(&self, other: u32, last: LastMet, slot: Slot) -> Met {
        let repeat = self.rules.is_repeat(last, slot);
        Met {
            other,
            penalty: self.rules.penalty(last, slot),
            repeat,
            excluded: self.rules.excludes(last, slot)
                || repeat && self.rules.repeats == Repeats::Never,
        }
    }

    /// The pair of two places, if they may meet.
    pub(super) fn edge(
        &self,
        sitting: &Sitting,
        a: u32,
        b: u32,
    ) -> Result<Option<Edge>, CustomValueError> {
        match &sitting.pairs {
            MayMeet::Listed { fresh, repeats } => {
                Ok(find(fresh, a, b).or_else(|| find(repeats, a, b)))
            }
            MayMeet::Priced { met } => {
                let of_a = met.get(a as usize).map_or(&[][..], Vec::as_slice);
                let met = of_a.binary_search_by_key(&b, |met| met.other).ok().map(|i| of_a[i]);
                if met.is_some_and(|met| met.excluded) {
                    return Ok(None);
                }
                let positions = sitting.people.get(a as usize).zip(sitting.people.get(b as usize));
                let Some((&first, &second)) = positions else { return Ok(None) };
                let score = self.base(first, second)?;
                Ok(score.and_then(|score| Edge::new(a, b, score, met)))
            }
        }
    }

    /// Whether some of the pairs that may meet are repeats.
    pub(super) fn has_repeats(&self, sitting: &Sitting) -> bool {
        match &sitting.pairs {
            MayMeet::Listed { repeats, .. } => !repeats.is_empty(),
            MayMeet::Priced { met } => (0..).zip(met).any(|(a, met)| {
                let mut repeats = met.iter().filter(|met| met.repeat && !met.excluded);
                repeats.any(|met| matches!(self.edge(sitting, a, met.other), Ok(Some(_))))
            }),
        }
    }

    /// A range in which all scores lie, for pairs that are priced.
    pub(super) fn score_range(&self) -> Option<ScoreRange> {
        let penalty = self.rules.penalty.map_or(0, |penalty| penalty.points.micros());
        let greatest = self.compiled()?.highest_score();
        matches!(self.pairs, OpenPairs::Priced)
            .then_some(ScoreRange { least: Score::from_micros(-penalty), greatest })
    }
}

impl Edge {
    /// The pair of two places with a score before any penalty; none where what having met means excludes it.
    fn new(a: u32, b: u32, score: Score, met: Option<Met>) -> Option<Self> {
        let met = met.unwrap_or(Met { other: b, penalty: 0, repeat: false, excluded: false });
        let score = Score::from_micros(score.micros() - met.penalty);
        (!met.excluded).then_some(Self { a: a.min(b), b: a.max(b), score, repeat: met.repeat })
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
    /// The pairs that are no repeats, by lower, then higher place; none where they are priced.
    pub(super) fn fresh(&self) -> &[Edge] {
        match &self.pairs {
            MayMeet::Listed { fresh, .. } => fresh,
            MayMeet::Priced { .. } => &[],
        }
    }

    /// The repeats, likewise; none also where they may not meet.
    pub(super) fn repeats(&self) -> &[Edge] {
        match &self.pairs {
            MayMeet::Listed { repeats, .. } => repeats,
            MayMeet::Priced { .. } => &[],
        }
    }

    pub(super) fn is_priced(&self) -> bool {
        matches!(self.pairs, MayMeet::Priced { .. })
    }

    /// All pairs that may meet, or only those that are no repeats; none where they are priced.
    pub(super) fn edges(&self, with_repeats: bool) -> Vec<Edge> {
        if !with_repeats || self.repeats().is_empty() {
            return self.fresh().to_vec();
        }
        let mut edges: Vec<Edge> = self.fresh().iter().chain(self.repeats()).copied().collect();
        edges.sort_unstable_by_key(|e| (e.a, e.b));
        edges
    }

    /// The sum of the turns of two.
    pub(super) fn turns_of(&self, a: u32, b: u32) -> u64 {
        u64::from(self.turns[a as usize]) + u64::from(self.turns[b as usize])
    }

    /// Weights beyond what a kernel takes.
    pub(super) fn headroom(&self) -> SolveError {
        SolveError::Headroom { round: self.slot.round, people: self.people.len() }
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
        Self::within(d, edges.iter().any(|e| e.repeat), turns, h)
    }

    /// For scores that are at most d apart.
    pub(super) fn within(d: i128, repeats: bool, turns: &[u8], h: u64) -> Self {
        let h = i128::from(h);
        let repeat_price = if repeats { h * d + 1 } else { 0 };
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
    /// What a turn weighs; none where it leaves 64 bits.
    pub(super) fn of_turns(&self, turns: u64) -> Option<i64> {
        i64::try_from(self.turn_price * i128::from(turns)).ok()
    }

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
