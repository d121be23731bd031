//! What the proof of a round proves, summed up from the definitions at
//! [`RoundProof`](crate::rotation::RoundProof) while the pairs pass by.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::parts::Parts;
use super::sets::{Set, Sets};
use super::view::{Open, Shape, View};
use super::violation::{ProofPlace, RoundViolation};
use crate::rotation::{PricedSet, RoundObjective, RoundProof, ScoreRange};
use crate::score::Score;

/// Weights beyond this are given up on, so that sums stay in 128 bits; kernels
/// take far less.
const MOST_WEIGHT: i128 = 1 << 80;

/// What a proof of a round proves.
pub(super) struct Derived {
    /// What no such round exceeds.
    pub(super) bound: Option<RoundObjective>,
    /// The most pairs that meet without repeats, as far as it is proven.
    pub(super) without_repeats: i128,
}

impl Derived {
    pub(super) const NOTHING: Self = Self { bound: None, without_repeats: i128::MAX };
}

/// The proof of a round, held against the pairs that may meet: all of them are to be
/// [looked at](Self::look) first where it [says so](Self::needs_look), then to be
/// [taken in](Self::take).
///
/// A round that may not do with repeats what it can do without holds none. So
/// there are two bounds: over all pairs, which always holds, and over the pairs
/// that are no repeats, which holds where a round without repeats has as many pairs as
/// any round can: where none may repeat, where as many pairs without repeats are shown
/// as the barriers allow, and where all turns are 0, since
/// then a round with as many pairs but with repeats is worth less. The lesser one counts.
///
/// Tests: `audit_rounds::brute::any_proof_bounds_every_round`.
pub(super) struct Tally {
    place: ProofPlace,
    prices: Prices,
    range: Option<ScoreRange>,
    /// The first pair whose score is not in the range.
    outside: Option<Open>,
    /// Whether the proof proves something at all.
    holds: bool,
    turns_differ: bool,
    /// Over the pairs that are no repeats.
    new: Over,
    /// Over all pairs, where repeats may be among them.
    all: Option<Over>,
}

impl Tally {
    /// Reads a proof; what is wrong with it goes to `violations`. None where it is of another kind
    /// of round.
    pub(super) fn read(
        facts: &Facts<'_>,
        view: &View,
        proof: &RoundProof,
        place: ProofPlace,
        violations: &mut Vec<RoundViolation>,
    ) -> Option<Self> {
        let mut reader = Reader { facts, part: &view.part, place, violations, holds: true };
        let (asked, given) = (kind(view.shape), proof_kind(proof));
        if asked != given {
            reader.wrong(RoundViolation::WrongProofKind { place, given, asked });
            return None;
        }
        let (limits, range, prices) = match proof {
            RoundProof::Pairs {
                barrier,
                pair_price_halves,
                prices_halves,
                odd_sets,
                repeat_barrier,
                score_range,
            } => {
                let barriers = reader.two_sets(barrier, repeat_barrier);
                let limits = barriers.iter().map(|set| Limit::Barrier(Parts::new(view, set)));
                let limits = limits.collect();
                let mut prices = reader.prices(prices_halves, 1);
                prices.pair = i128::from(*pair_price_halves);
                prices.sets = reader.odd_sets(odd_sets);
                (limits, reader.range(*score_range), prices)
            }
            RoundProof::Pools { cover, pair_price, prices, repeat_cover } => {
                let covers = reader.two_sets(cover, repeat_cover);
                let limits = covers.into_iter().map(|set| {
                    let covering = view.people.iter().filter(|&&person| set[person]);
                    let places = covering.map(|&person| i128::from(facts.places(person))).sum();
                    Limit::Cover { set, places, others: 0 }
                });
                let limits = limits.collect();
                let mut prices = reader.prices(prices, 2);
                prices.pair = 2 * i128::from(*pair_price);
                (limits, None, prices)
            }
            RoundProof::Groups { prices_halves } => {
                (Vec::new(), None, reader.prices(prices_halves, 1))
            }
        };
        let new = Over { limits, scores: None, repeats: false, scale: None, halves: 0 };
        let groups = matches!(view.shape, Shape::Trio | Shape::Groups(_));
        Some(Self {
            place,
            prices,
            range,
            outside: None,
            holds: reader.holds,
            turns_differ: !groups && view.turn.iter().any(|&turn| turn > 0),
            all: (view.repeats && !groups).then(|| new.clone()),
            new,
        })
    }

    /// Whether weights depend on the range of scores, and none is stated.
    pub(super) fn needs_look(&self) -> bool {
        let weights = self.all.is_some() || self.turns_differ;
        self.range.is_none() && self.holds && weights && !self.new.limits.is_empty()
    }

    /// Looks at a pair, before any is taken in.
    pub(super) fn look(&mut self, pair: &Open) {
        for over in self.over(pair) {
            over.look(pair);
        }
    }

    /// To be called once before pairs are taken in.
    pub(super) fn begin(&mut self, facts: &Facts<'_>, view: &View) {
        let pairs = view.most_pairs(facts);
        self.new.scale = self.new.scale(self.range, pairs, self.turns_differ, false);
        if let Some(all) = &mut self.all {
            all.scale = all.scale(self.range, pairs, self.turns_differ, true);
        }
    }

    /// Takes in a pair.
    pub(super) fn take(&mut self, facts: &Facts<'_>, view: &View, pair: &Open) {
        if let Some(range) = self.range {
            let (least, greatest) = ends(range);
            if pair.score < least || pair.score > greatest {
                self.outside.get_or_insert(*pair);
            }
        }
        let price = self.prices.of_pair(pair.a, pair.b);
        let turns = if !self.turns_differ {
            0
        } else if view.shape == Shape::Pools {
            view.turn[if facts.people[pair.a].in_first { pair.b } else { pair.a }]
        } else {
            view.turn[pair.a] + view.turn[pair.b]
        };
        for over in self.over(pair) {
            over.look(pair);
            over.take(pair, i128::from(turns), price);
        }
    }

    /// What a pair counts for.
    fn over(&mut self, pair: &Open) -> impl Iterator<Item = &mut Over> {
        Some(&mut self.new).filter(|_| !pair.repeat).into_iter().chain(&mut self.all)
    }

    /// What is proven of the rounds of a view, whatever the prices and barriers are, once
    /// all pairs are taken in; `shown` is a number of pairs that meet without repeats.
    pub(super) fn derive(
        self,
        facts: &Facts<'_>,
        view: &View,
        shown: Option<i128>,
        violations: &mut Vec<RoundViolation>,
    ) -> Derived {
        let mut holds = self.holds;
        if let (Some(range), Some(Open { a, b, score, .. })) = (self.range, self.outside) {
            let (place, first, second) = (self.place, facts.key(a), facts.key(b));
            let score = saturated(score);
            violations.push(RoundViolation::ScoreOutsideRange {
                place,
                first,
                second,
                score,
                range,
            });
            holds = false;
        }
        if matches!(view.shape, Shape::Trio | Shape::Groups(_)) {
            let bound =
                if holds { groups_bound(view, &self.prices, self.new.halves) } else { None };
            return Derived { bound, without_repeats: i128::MAX };
        }
        let most = view.most_pairs(facts);
        let without_repeats = self.new.most_pairs().min(most);
        let all = self.all.as_ref().filter(|all| all.repeats);
        let pairs = all.map_or(without_repeats, |all| all.most_pairs().min(most));
        if !holds {
            return Derived { bound: None, without_repeats };
        }
        let of = |over: &Over| {
            let scale = over.scale(self.range, most, self.turns_differ, over.repeats);
            weighed(facts, view, &self.prices, pairs, scale, over.halves)
        };
        let bound = match all {
            None => of(&self.new),
            Some(all) if shown == Some(pairs) || !self.turns_differ => {
                of(all).into_iter().chain(of(&self.new)).min()
            }
            Some(all) => of(all),
        };
        Derived { bound, without_repeats }
    }
}

/// What limits the number of pairs.
#[derive(Clone)]
enum Limit {
    Barrier(Parts),
    /// With the places of the cover, and the number of pairs with neither end in it.
    Cover {
        set: Vec<bool>,
        places: i128,
        others: i128,
    },
}

/// Sums over pairs, in the making.
#[derive(Clone)]
struct Over {
    limits: Vec<Limit>,
    /// The least and the greatest score.
    scores: Option<(i128, i128)>,
    /// Whether repeats are among the pairs.
    repeats: bool,
    /// None where a weight could leave the range.
    scale: Option<Scale>,
    /// Σ max(0, 2w − 2λ − 2y_a − 2y_b − 2z(a, b)).
    halves: i128,
}

impl Over {
    fn look(&mut self, pair: &Open) {
        let (least, greatest) = self.scores.unwrap_or((pair.score, pair.score));
        self.scores = Some((least.min(pair.score), greatest.max(pair.score)));
        self.repeats |= pair.repeat;
    }

    fn take(&mut self, pair: &Open, turns: i128, price: i128) {
        for limit in &mut self.limits {
            match limit {
                Limit::Barrier(parts) => parts.join(pair.a, pair.b),
                Limit::Cover { set, others, .. } => {
                    *others += i128::from(!set[pair.a] && !set[pair.b]);
                }
            }
        }
        if let Some(scale) = &self.scale {
            let repeat = if pair.repeat { scale.repeat } else { 0 };
            let weight = scale.turn * turns - repeat + pair.score;
            self.halves += (2 * weight - price).max(0);
        }
    }

    fn most_pairs(&self) -> i128 {
        let most = self.limits.iter().map(|limit| match limit {
            Limit::Barrier(parts) => parts.most_pairs(),
            Limit::Cover { places, others, .. } => places + others,
        });
        most.min().unwrap_or(0)
    }

    /// By the range stated, or else by the scores looked at, for so many pairs at most.
    fn scale(
        &self,
        range: Option<ScoreRange>,
        pairs: i128,
        turns: bool,
        repeats: bool,
    ) -> Option<Scale> {
        let (least, greatest) = range.map(ends).or(self.scores).unwrap_or((0, 0));
        let spread = greatest - least;
        let fits = |value: i128| (value <= MOST_WEIGHT).then_some(value);
        let repeat = if repeats { fits(pairs.checked_mul(spread)? + 1)? } else { 0 };
        let turn = if turns { fits(pairs.checked_mul(repeat + spread)? + 1)? } else { 0 };
        Some(Scale { least, spread, repeat, turn })
    }
}

/// In micro-units.
fn ends(range: ScoreRange) -> (i128, i128) {
    (range.least.micros().into(), range.greatest.micros().into())
}

/// Prices in halves of a micro-unit.
pub(super) struct Prices {
    pair: i128,
    pub(super) person: Vec<i128>,
    sets: Sets,
}

impl Prices {
    /// λ + y_a + y_b + z(a, b).
    fn of_pair(&mut self, a: usize, b: usize) -> i128 {
        self.pair + self.person[a] + self.person[b] + self.sets.of_pair(a, b)
    }
}

/// Reads the keys of a proof; what is wrong with them goes to `violations`.
pub(super) struct Reader<'r, 'p> {
    pub(super) facts: &'r Facts<'p>,
    /// Who takes part.
    pub(super) part: &'r [bool],
    pub(super) place: ProofPlace,
    pub(super) violations: &'r mut Vec<RoundViolation>,
    /// Whether the proof proves something at all.
    pub(super) holds: bool,
}

impl Reader<'_, '_> {
    /// Notes what makes the proof prove nothing.
    fn wrong(&mut self, violation: RoundViolation) {
        self.violations.push(violation);
        self.holds = false;
    }

    /// The position of somebody who takes part.
    fn position(&mut self, key: &str) -> Option<usize> {
        let position = self.facts.position(key).filter(|&position| self.part[position]);
        if position.is_none() {
            let (place, key) = (self.place, key.to_owned());
            self.violations.push(RoundViolation::ProofStranger { place, key });
        }
        position
    }

    fn set(&mut self, keys: &[String]) -> Vec<bool> {
        let mut set = vec![false; self.facts.people.len()];
        for key in keys {
            if let Some(position) = self.position(key) {
                set[position] = true;
            }
        }
        set
    }

    /// Both sets; one where they are the same.
    fn two_sets(&mut self, first: &[String], second: &[String]) -> Vec<Vec<bool>> {
        let mut sets = vec![self.set(first), self.set(second)];
        sets.dedup();
        sets
    }

    fn range(&mut self, range: Option<ScoreRange>) -> Option<ScoreRange> {
        if let Some(range) = range.filter(|range| range.least > range.greatest) {
            self.wrong(RoundViolation::EmptyScoreRange { place: self.place, range });
            return None;
        }
        range
    }

    /// The prices of people, each in so many halves.
    pub(super) fn prices(&mut self, given: &BTreeMap<String, i64>, halves: i128) -> Prices {
        let n = self.facts.people.len();
        let mut prices = Prices { pair: 0, person: vec![0; n], sets: Sets::default() };
        for (key, &price) in given {
            self.price(std::slice::from_ref(key), halves * i128::from(price));
            if let Some(position) = self.position(key) {
                prices.person[position] = halves * i128::from(price);
            }
        }
        prices
    }

    fn price(&mut self, people: &[String], halves: i128) {
        if halves < 0 {
            let (place, people) = (self.place, people.to_vec());
            self.wrong(RoundViolation::NegativePrice { place, people, halves });
        }
    }

    fn odd_sets(&mut self, given: &[PricedSet]) -> Sets {
        let mut sets = Vec::new();
        for set in given {
            let price = i128::from(set.price_halves);
            self.price(&set.people, price);
            let members: BTreeSet<&String> = set.people.iter().collect();
            if members.len() < set.people.len() || members.len() % 2 == 0 {
                let (place, people) = (self.place, set.people.clone());
                self.wrong(RoundViolation::NotAnOddSet { place, people });
            }
            let named = members.len() as i128;
            let people = members.into_iter().filter_map(|key| self.position(key)).collect();
            sets.push(Set { price, named, people });
        }
        Sets::new(self.facts.people.len(), sets)
    }
}

fn kind(shape: Shape) -> &'static str {
    match shape {
        Shape::Pairs => "pairs",
        Shape::Pools => "two pools",
        Shape::Trio | Shape::Groups(_) => "groups",
    }
}

fn proof_kind(proof: &RoundProof) -> &'static str {
    match proof {
        RoundProof::Pairs { .. } => "pairs",
        RoundProof::Pools { .. } => "two pools",
        RoundProof::Groups { .. } => "groups",
    }
}

/// What turns, repeats and scores weigh in a round.
#[derive(Clone)]
struct Scale {
    least: i128,
    spread: i128,
    repeat: i128,
    turn: i128,
}

/// The bound on rounds of `pairs` pairs by prices, with what pairs weigh beyond their prices.
fn weighed(
    facts: &Facts<'_>,
    view: &View,
    prices: &Prices,
    pairs: i128,
    scale: Option<Scale>,
    beyond_prices: i128,
) -> Option<RoundObjective> {
    let placed = if view.shape == Shape::Pools { pairs } else { 2 * pairs };
    if pairs == 0 {
        return objective(placed, 0, 0, 0);
    }
    let scale = scale?;
    let mut halves = pairs * prices.pair + beyond_prices;
    for &person in &view.people {
        halves += i128::from(facts.places(person)) * prices.person[person];
    }
    halves += prices.sets.total();
    let (turns, repeats, score) = heaviest(&scale, pairs, halves.div_euclid(2));
    objective(placed, turns, repeats, score)
}

/// The greatest (turns, repeats, score) of so many pairs that weigh no more, where each
/// scores between the least and the greatest score.
fn heaviest(scale: &Scale, pairs: i128, weight: i128) -> (i128, i128, i128) {
    // The weight beyond all pairs at the least score, and all of them repeats.
    let most_repeats = if scale.repeat > 0 { pairs } else { 0 };
    let beyond = weight - pairs * scale.least + scale.repeat * most_repeats;
    if beyond < 0 {
        // No round has so many pairs; any value bounds nothing.
        return (0, most_repeats, pairs * scale.least);
    }
    let turns = if scale.turn > 0 { beyond / scale.turn } else { 0 };
    let rest = beyond - turns * scale.turn;
    let saved = if scale.repeat > 0 { (rest / scale.repeat).min(most_repeats) } else { 0 };
    let score = (rest - saved * scale.repeat).min(pairs * scale.spread);
    (turns, most_repeats - saved, pairs * scale.least + score)
}

/// All are placed with all their turns and without repeats; the score by prices.
fn groups_bound(view: &View, prices: &Prices, beyond_prices: i128) -> Option<RoundObjective> {
    let people = || view.people.iter().map(|&person| prices.person[person]);
    let all: i128 = people().sum();
    let mut halves = match view.shape {
        Shape::Groups(size) => i128::from(size - 1) * all,
        _ => {
            let mut greatest: Vec<i128> = people().collect();
            greatest.sort_unstable_by(|a, b| b.cmp(a));
            all + greatest.iter().take(3).sum::<i128>()
        }
    };
    halves += beyond_prices;
    let turns = view.turn.iter().map(|&turn| i128::from(turn)).sum();
    objective(view.people.len() as i128, turns, 0, halves / 2)
}

/// None where a number leaves its range.
fn objective(placed: i128, turns: i128, repeats: i128, score: i128) -> Option<RoundObjective> {
    Some(RoundObjective {
        placed: u64::try_from(placed).ok()?,
        turns: u64::try_from(turns).ok()?,
        repeats: u64::try_from(repeats).ok()?,
        score: Score::from_micros(i64::try_from(score).ok()?),
    })
}

/// The nearest score.
pub(super) fn saturated(score: i128) -> Score {
    let nearest = if score > 0 { i64::MAX } else { i64::MIN };
    Score::from_micros(i64::try_from(score).unwrap_or(nearest))
}
