//! The plan: data by external keys, with what proves it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use crate::policy::{Meeting, Programme, When};
use crate::score::Score;

/// The schema number of plans that this version writes.
pub(crate) const PLAN_SCHEMA: u32 = 1;

/// Who meets whom, round by round, as data: it outlives the organisation it was
/// made for.
///
/// By itself a plan proves nothing; [`audit`](crate::audit) says
/// what its proofs are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct RotationPlan {
    /// The schema of this data.
    pub schema: u32,
    /// The rounds, in order.
    pub rounds: Vec<RoundPlan>,
    /// The value of all rounds together.
    pub objective: HorizonObjective,
    /// What no plan of these rounds exceeds, where one is claimed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub bound: Option<HorizonObjective>,
    /// What proves the bound.
    #[cfg_attr(feature = "serde", serde(default))]
    pub proof: Option<HorizonProof>,
    /// How evenly byes fall.
    pub byes: ByeSpread,
}

/// One round: who meets whom, and who sits out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct RoundPlan {
    /// The number of the round, on the caller's one count for all programmes.
    pub round: u32,
    /// Its day, where days were given.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub date: Option<Date>,
    /// Who meets, by the first of each group in the order enrolled.
    pub groups: Vec<PlannedGroup>,
    /// Keys of those who take part in the round and meet nobody, in the order
    /// enrolled; with two pools those of the second.
    pub byes: Vec<String>,
    /// The value of the round.
    pub objective: RoundObjective,
    /// What no plan of this round exceeds, the rounds before it given; where
    /// one is claimed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub bound: Option<RoundObjective>,
    /// What proves the bound.
    #[cfg_attr(feature = "serde", serde(default))]
    pub proof: Option<RoundProof>,
}

/// Two or more people who meet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct PlannedGroup {
    /// Their keys, in the order enrolled; with two pools the one of the first pool first.
    pub people: Vec<String>,
    /// The sum of the scores of all pairs in the group.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// The pairs in it that met within the cool-down.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub repeats: Vec<Repeat>,
}

/// Two people who meet again before their cool-down is over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Repeat {
    /// Key of the one.
    pub first: String,
    /// Key of the other.
    pub second: String,
    /// The last round in which they met, or are planned to.
    pub last_met: u32,
}

/// The value of a round: greater is preferred, compared in the order of the
/// fields, where fewer repeats are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RoundObjective {
    /// How many people meet somebody: with two pools, how many pairs meet.
    pub placed: u64,
    /// The sum of the turns of those who do: see [`RotationProblem`](super::RotationProblem).
    pub turns: u64,
    /// How many pairs meet again before their cool-down is over.
    pub repeats: u64,
    /// The sum of the scores of all pairs that meet.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

impl RoundObjective {
    fn key(&self) -> (u64, u64, Reverse<u64>, Score) {
        (self.placed, self.turns, Reverse(self.repeats), self.score)
    }
}

impl Ord for RoundObjective {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for RoundObjective {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RoundObjective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} placed, turns {}, {} repeats, score {}",
            self.placed, self.turns, self.repeats, self.score
        )
    }
}

/// The value of a whole plan: greater is preferred, compared in the order of
/// the fields, where fewer repeats are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct HorizonObjective {
    /// The sum over the rounds of [`RoundObjective::placed`].
    pub placed: u64,
    /// How many pairs meet again before their cool-down is over; in a bound the
    /// fewest possible.
    pub repeats: u64,
    /// The sum of the scores of all pairs that meet.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

impl HorizonObjective {
    fn key(&self) -> (u64, Reverse<u64>, Score) {
        (self.placed, Reverse(self.repeats), self.score)
    }
}

impl Ord for HorizonObjective {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for HorizonObjective {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for HorizonObjective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} placed, {} repeats, score {}", self.placed, self.repeats, self.score)
    }
}

/// What proves that no plan of a round is better, by external keys.
///
/// Let A be the people who take part in the round, E the pairs of A that may meet
/// (see [`RotationProblem`](super::RotationProblem)), and for such a pair s its
/// score, t the sum of its people's turns (in two pools the turn of the one of
/// the second pool alone), and q = 1 where it is a repeat, else 0. Let h be the most pairs that
/// fit by their number: ⌊|A|/2⌋, and in two pools the lesser of the number of
/// places and the number of people in the second pool. With
///
/// ```text
/// d = greatest s − least s over E (0 where E is empty)
/// ρ = h·d + 1 where E holds repeats, else 0           the price of a repeat
/// θ = h·(ρ + d) + 1 where the turns of A differ, else 0    the price of a turn
/// w = θ·t − ρ·q + s                                    the weight of a pair
/// ```
///
/// rounds with the same number of pairs compare by Σ w as they do by turns, then
/// repeats, then score. (Where all turns are the same they are all 0.) So they do with any greater d: where not
/// every pair was looked at, a proof states a range in which all scores of E lie, and d is its width.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum RoundProof {
    /// Of a round of pairs: matching in a general graph.
    ///
    /// At most k = ⌊(|A| + |U| − odd(E − U)) / 2⌋ pairs meet, where U is the
    /// barrier and odd counts the components of odd size that are left without
    /// it; and k pairs weigh at most
    /// kλ + Σ y + Σ z(B)·(|B| − 1)/2 + Σ max(0, w − λ − y_a − y_b − z(a, b)).
    /// Prices are given in halves of a micro-unit: 3 means 1.5.
    Pairs {
        /// Keys of the people in U.
        barrier: Vec<String>,
        /// 2λ.
        pair_price_halves: i64,
        /// 2y: prices of people; none means 0.
        prices_halves: BTreeMap<String, i64>,
        /// Odd sets with their prices 2z.
        odd_sets: Vec<PricedSet>,
        /// Keys of a second barrier, which says why the round holds repeats, or none: in a round without,
        /// over all pairs that may meet and all repeats besides, it shows that no more pairs would
        /// meet; in a round with repeats, over the pairs that are none, that fewer would.
        repeat_barrier: Vec<String>,
        /// A range in which the scores of all pairs that may meet lie; none where d is that of the
        /// scores themselves.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        score_range: Option<ScoreRange>,
    },
    /// Of a round of two pools: matching in a bipartite graph with places.
    ///
    /// At most k = Σ places over the cover + (number of pairs of E with neither
    /// end in it) pairs meet; and k pairs weigh at most
    /// kλ + Σ places·y + Σ max(0, w − λ − y_a − y_b). In micro-units.
    Pools {
        /// Keys of the people in the cover.
        cover: Vec<String>,
        /// λ.
        pair_price: i64,
        /// y: prices of people; none means 0.
        prices: BTreeMap<String, i64>,
        /// Keys of a second cover, which says why the round holds repeats, or
        /// none: as the second barrier of a round of pairs.
        repeat_cover: Vec<String>,
    },
    /// Of a round with groups of more than two: prices y ≥ 0 alone, for the score.
    ///
    /// At most all people who take part are placed, with all their turns and
    /// without repeats. Then, since who is in a group of m people is in m − 1
    /// pairs, all pairs together score at most
    /// Σ (g − 1)·y + Σ max(0, s − y_a − y_b) over the pairs of E that are no repeats, where g is
    /// the size that groups should have; in a round of pairs with one trio at most
    /// Σ y + the three greatest y + the same. In halves of a micro-unit.
    Groups {
        /// 2y: prices of people; none means 0.
        prices_halves: BTreeMap<String, i64>,
    },
}

/// The scores from the least to the greatest, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ScoreRange {
    /// No score is less.
    #[cfg_attr(feature = "serde", serde(rename = "least_micros"))]
    pub least: Score,
    /// No score is greater.
    #[cfg_attr(feature = "serde", serde(rename = "greatest_micros"))]
    pub greatest: Score,
}

/// An odd set of people and its price.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct PricedSet {
    /// The keys, in the order enrolled.
    pub people: Vec<String>,
    /// 2z, in halves of a micro-unit.
    pub price_halves: i64,
}

/// What proves the bound on all rounds together.
///
/// Whatever the rounds before it, a round is at most worth what it would be if the history
/// alone came before it and all turns were 0: so the sum of those values bounds the plan, as they
/// compare from the left. Let (P, R, S) be that sum of people placed, repeats and
/// scores, (R′, S′) the sums of repeats and scores over the windows.
/// If R′ ≤ R = 0, no plan exceeds (P, 0, min(S, S′)). If R′ ≤ R otherwise, none exceeds (P, R, S). If
/// R′ > R, none exceeds (P, R′, Q), where Q is the sum over the rounds of the number of pairs
/// that `placed` makes, times the greatest score of a pair in that round (if that is above 0).
/// With [`Repeats::Never`](super::Repeats::Never) all pairs are no repeats: where the windows have room for so
/// few pairs that they place P′ < P people, none exceeds (P′, 0, S′) instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct HorizonProof {
    /// For each round its bound with nothing but the history before it and all turns 0. Where trios are
    /// allowed, a round has one also if somebody takes part in every so manieth round only: then
    /// the number of people depends on the plan.
    pub alone: Vec<AloneBound>,
    /// The rounds cut into windows of cool-down + 1 rounds, the last one perhaps
    /// shorter: within a window every meeting of a pair but its first is a repeat.
    /// Empty without a cool-down, with one round, and where a round has a trio.
    pub windows: Vec<Window>,
}

/// A bound on a round by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct AloneBound {
    /// What the round cannot exceed; turns are 0.
    pub bound: RoundObjective,
    /// What proves it; none where it is that of an earlier round with the same
    /// people and pairs.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub proof: Option<RoundProof>,
    /// The position of that earlier round.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub as_round: Option<usize>,
}

/// A bound on the rounds of a window, in which every meeting of a pair but its first is
/// a repeat.
///
/// Let u be the sum over its rounds of the pairs that somebody may be in (0 where they take no part, 1 in
/// a round of pairs, the places of the first pool, the size of a group less 1); E
/// the pairs that may meet in one of them and are no repeats as far as the history goes, with
/// the greatest score s that they have there. For any prices y ≥ 0 the pairs that are no
/// repeats score at most Σ u·y + Σ max(0, s − y_a − y_b) together; and with 1 for s there
/// are at most so many of them (rounded down), so that of k pairs the rest are repeats, where
/// k is half of the `placed` of its rounds (all of it with two pools); groups of more than two give no such number.
/// Prices are in halves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Window {
    /// How many rounds it has.
    pub rounds: usize,
    /// 2y for scores, in halves of a micro-unit; none means 0.
    pub score_prices_halves: BTreeMap<String, i64>,
    /// 2y for numbers of pairs; none means 0.
    pub count_prices_halves: BTreeMap<String, i64>,
}

/// How evenly byes fall on the people who take part in every round whatever the plan: who is
/// never away and does not take part in every so manieth only; with two pools those of the second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ByeSpread {
    /// The fewest byes that one of them has.
    pub least: u32,
    /// The most byes that one of them has.
    pub most: u32,
    /// In every plan that places as many people in every round, two of them differ by at
    /// least so many byes.
    pub bound: u32,
    /// Why they must, where it is for more than the number of byes not dividing evenly.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub witness: Option<ByeWitness>,
}

impl ByeSpread {
    /// Whether no plan that places as many people spreads byes more evenly.
    #[must_use]
    pub fn is_minimal(&self) -> bool {
        self.most - self.least <= self.bound
    }
}

/// People who depend on few others, and so share byes among themselves.
///
/// In every round `sharing` falls apart, once `needed` are taken out, into groups that
/// know nobody else, each of odd size: so at least as many of them sit out as there are
/// more groups than people `needed`. `spared` is somebody whom every round with most pairs places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ByeWitness {
    /// Keys of those who share the byes.
    pub sharing: Vec<String>,
    /// Keys of those on whom they depend.
    pub needed: Vec<String>,
    /// How many byes they share at least, over all rounds.
    pub byes: u64,
    /// The key of somebody who never sits out in such a plan.
    pub spared: String,
}

impl RotationPlan {
    /// The round at a position, from 0.
    #[must_use]
    pub fn round(&self, position: usize) -> Option<&RoundPlan> {
        self.rounds.get(position)
    }

    /// The rounds, in order.
    #[must_use]
    pub fn rounds(&self) -> &[RoundPlan] {
        &self.rounds
    }

    /// Everything to record once the rounds are published: see [`RoundPlan::meetings`].
    pub fn meetings(&self) -> impl Iterator<Item = Meeting> + '_ {
        self.rounds.iter().flat_map(RoundPlan::meetings)
    }
}

impl RoundPlan {
    /// Who meets, by the first of each group in the order enrolled.
    #[must_use]
    pub fn groups(&self) -> &[PlannedGroup] {
        &self.groups
    }

    /// When the round is.
    #[must_use]
    pub fn when(&self) -> When {
        When { round: Some(self.round), date: self.date }
    }

    /// The group that somebody is in. With two pools there may be more than one.
    pub fn groups_of<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s PlannedGroup> {
        self.groups.iter().filter(move |group| group.people.iter().any(|k| k == key))
    }

    /// What to record in the common history: the meetings, and the byes, so that
    /// the next rounds know whose turn it is.
    pub fn meetings(&self) -> impl Iterator<Item = Meeting> + '_ {
        let groups = self
            .groups
            .iter()
            .map(|group| Meeting::new(Programme::Rotation, self.when(), &group.people));
        let byes =
            self.byes.iter().map(|key| Meeting::new(Programme::Rotation, self.when(), [key]));
        groups.chain(byes)
    }
}
