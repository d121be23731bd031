//! What the proof of a round proves, summed up from the definitions at
//! [`RoundProof`](crate::rotation::RoundProof).

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::view::{Open, Shape, View};
use super::violation::{ProofPlace, RoundViolation};
use crate::rotation::{PricedSet, RoundObjective, RoundProof};
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

/// What is proven of the rounds of a view, whatever the prices and barriers are.
///
/// A round that may not do with repeats what it can do without holds none. So
/// there are two bounds: over all pairs, which always holds, and over the pairs
/// that are no repeats, which holds where a round without repeats has as many pairs as
/// any round can: where none may repeat, where `shown` pairs without repeats are as
/// many as the barriers allow, and where all turns are 0, since
/// then a round with as many pairs but with repeats is worth less. The lesser one counts.
///
/// Tests: `audit_rounds::brute::any_proof_bounds_every_round`.
pub(super) fn derive(
    facts: &Facts<'_>,
    view: &View,
    proof: &RoundProof,
    place: ProofPlace,
    shown: Option<i128>,
    violations: &mut Vec<RoundViolation>,
) -> Derived {
    let mut reader = Reader { facts, part: &view.part, place, violations, holds: true };
    let (asked, given) = (kind(view.shape), proof_kind(proof));
    if asked != given {
        reader.wrong(RoundViolation::WrongProofKind { place, given, asked });
        return Derived { bound: None, without_repeats: i128::MAX };
    }
    let (over_all, over_new, prices) = match proof {
        RoundProof::Pairs {
            barrier,
            pair_price_halves,
            prices_halves,
            odd_sets,
            repeat_barrier,
            ..
        } => {
            let barriers = [reader.set(barrier), reader.set(repeat_barrier)];
            let most = |repeats| {
                barriers.iter().map(|barrier| most_pairs(view, barrier, repeats)).min().unwrap_or(0)
            };
            let mut prices = reader.prices(prices_halves, 1);
            prices.pair = i128::from(*pair_price_halves);
            reader.odd_sets(&mut prices, odd_sets);
            (most(true), most(false), prices)
        }
        RoundProof::Pools { cover, pair_price, prices, repeat_cover } => {
            let covers = [reader.set(cover), reader.set(repeat_cover)];
            let most = |repeats| {
                covers
                    .iter()
                    .map(|cover| most_covered(facts, view, cover, repeats))
                    .min()
                    .unwrap_or(0)
            };
            let mut prices = reader.prices(prices, 2);
            prices.pair = 2 * i128::from(*pair_price);
            (most(true), most(false), prices)
        }
        RoundProof::Groups { prices_halves } => {
            let prices = reader.prices(prices_halves, 1);
            let bound = if reader.holds { groups_bound(view, &prices) } else { None };
            return Derived { bound, without_repeats: i128::MAX };
        }
    };
    let most = view.most_pairs(facts);
    let (over_all, over_new) = (over_all.min(most), over_new.min(most));
    if !reader.holds {
        return Derived { bound: None, without_repeats: over_new };
    }
    let mut bound = weighed(facts, view, &prices, over_all, true);
    let repeats = view.pairs.iter().any(|pair| pair.repeat);
    let turns_differ = view.turn.iter().any(|&turn| turn > 0);
    if repeats && (shown == Some(over_all) || !turns_differ) {
        let new = weighed(facts, view, &prices, over_all, false);
        bound = bound.into_iter().chain(new).min();
    }
    Derived { bound, without_repeats: over_new }
}

/// Prices in halves of a micro-unit.
pub(super) struct Prices {
    pair: i128,
    pub(super) person: Vec<i128>,
    sets: Vec<i128>,
    /// The sizes of the sets.
    sizes: Vec<i128>,
    /// For each person the sets that they are in, ascending.
    sets_of: Vec<Vec<usize>>,
}

impl Prices {
    /// λ + y_a + y_b + z(a, b).
    fn of_pair(&self, a: usize, b: usize) -> i128 {
        let mut price = self.pair + self.person[a] + self.person[b];
        let (mut left, mut right) = (self.sets_of[a].iter(), self.sets_of[b].iter());
        let (mut x, mut y) = (left.next(), right.next());
        while let (Some(i), Some(j)) = (x, y) {
            if i == j {
                price += self.sets[*i];
            }
            if i <= j {
                x = left.next();
            }
            if j <= i {
                y = right.next();
            }
        }
        price
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

    /// The prices of people, each in so many halves.
    pub(super) fn prices(&mut self, given: &BTreeMap<String, i64>, halves: i128) -> Prices {
        let n = self.facts.people.len();
        let mut prices = Prices {
            pair: 0,
            person: vec![0; n],
            sets: Vec::new(),
            sizes: Vec::new(),
            sets_of: vec![Vec::new(); n],
        };
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

    fn odd_sets(&mut self, prices: &mut Prices, sets: &[PricedSet]) {
        for (number, set) in sets.iter().enumerate() {
            self.price(&set.people, i128::from(set.price_halves));
            let members: BTreeSet<&String> = set.people.iter().collect();
            if members.len() < set.people.len() || members.len() % 2 == 0 {
                let (place, people) = (self.place, set.people.clone());
                self.wrong(RoundViolation::NotAnOddSet { place, people });
            }
            prices.sets.push(i128::from(set.price_halves));
            prices.sizes.push(members.len() as i128);
            for key in members {
                if let Some(position) = self.position(key) {
                    prices.sets_of[position].push(number);
                }
            }
        }
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

/// The pairs that count: all, or those that are no repeats.
fn counted(view: &View, repeats: bool) -> impl Iterator<Item = &Open> + Clone {
    view.pairs.iter().filter(move |pair| repeats || !pair.repeat)
}

/// How many people are in the component of each, once the barrier is taken out; 0 in the barrier.
pub(super) struct Components {
    root: Vec<usize>,
    size: Vec<usize>,
}

impl Components {
    pub(super) fn new(view: &View, barrier: &[bool], repeats: bool) -> Self {
        let mut root: Vec<usize> = (0..barrier.len()).collect();
        for pair in counted(view, repeats) {
            if !barrier[pair.a] && !barrier[pair.b] {
                let (a, b) = (find(&mut root, pair.a), find(&mut root, pair.b));
                root[a.max(b)] = a.min(b);
            }
        }
        let mut size = vec![0; root.len()];
        for &person in view.people.iter().filter(|&&person| !barrier[person]) {
            size[find(&mut root, person)] += 1;
        }
        for person in 0..root.len() {
            root[person] = find(&mut root, person);
        }
        Self { root, size }
    }

    /// The components of odd size, each by its person of the lowest position.
    pub(super) fn odd(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.size.len()).filter(|&root| self.size[root] % 2 == 1)
    }

    pub(super) fn of(&self, person: usize) -> usize {
        self.root[person]
    }

    pub(super) fn size_of(&self, person: usize) -> usize {
        self.size[self.root[person]]
    }
}

fn find(root: &mut [usize], mut person: usize) -> usize {
    while root[person] != person {
        root[person] = root[root[person]];
        person = root[person];
    }
    person
}

/// ⌊(|A| + |U| − odd(E − U)) / 2⌋.
pub(super) fn most_pairs(view: &View, barrier: &[bool], repeats: bool) -> i128 {
    let taken = view.people.iter().filter(|&&person| barrier[person]).count();
    let odd = Components::new(view, barrier, repeats).odd().count();
    // No more components than people.
    ((view.people.len() + taken - odd) / 2) as i128
}

/// Σ places over the cover + the number of pairs with neither end in it.
fn most_covered(facts: &Facts<'_>, view: &View, cover: &[bool], repeats: bool) -> i128 {
    let covering = view.people.iter().filter(|&&person| cover[person]);
    let places: i128 = covering.map(|&person| i128::from(facts.places(person))).sum();
    let rest = counted(view, repeats).filter(|pair| !cover[pair.a] && !cover[pair.b]).count();
    places + rest as i128
}

/// What turns, repeats and scores weigh in a round.
struct Scale {
    least: i128,
    spread: i128,
    repeat: i128,
    turn: i128,
}

/// None where a weight could leave the range.
fn scale(facts: &Facts<'_>, view: &View, repeats: bool) -> Option<Scale> {
    let scores = || counted(view, repeats).map(|pair| pair.score);
    let (least, most) = (scores().min().unwrap_or(0), scores().max().unwrap_or(0));
    let (spread, pairs) = (most - least, view.most_pairs(facts));
    let fits = |value: i128| (value <= MOST_WEIGHT).then_some(value);
    let mut repeat = 0;
    if counted(view, repeats).any(|pair| pair.repeat) {
        repeat = fits(pairs.checked_mul(spread)? + 1)?;
    }
    let mut turn = 0;
    if view.turn.iter().any(|&turn| turn > 0) {
        turn = fits(pairs.checked_mul(repeat + spread)? + 1)?;
    }
    Some(Scale { least, spread, repeat, turn })
}

/// The bound on rounds of `pairs` pairs by prices.
fn weighed(
    facts: &Facts<'_>,
    view: &View,
    prices: &Prices,
    pairs: i128,
    repeats: bool,
) -> Option<RoundObjective> {
    let placed = if view.shape == Shape::Pools { pairs } else { 2 * pairs };
    if pairs == 0 {
        return objective(placed, 0, 0, 0);
    }
    let scale = scale(facts, view, repeats)?;
    let mut halves = pairs * prices.pair;
    for &person in &view.people {
        halves += i128::from(facts.places(person)) * prices.person[person];
    }
    for (price, size) in prices.sets.iter().zip(&prices.sizes) {
        halves += price * ((size - 1) / 2);
    }
    for pair in counted(view, repeats) {
        let turns = if view.shape == Shape::Pools {
            let second = if facts.people[pair.a].in_first { pair.b } else { pair.a };
            view.turn[second]
        } else {
            view.turn[pair.a] + view.turn[pair.b]
        };
        let weight = scale.turn * i128::from(turns) - if pair.repeat { scale.repeat } else { 0 }
            + pair.score;
        halves += (2 * weight - prices.of_pair(pair.a, pair.b)).max(0);
    }
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
fn groups_bound(view: &View, prices: &Prices) -> Option<RoundObjective> {
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
    for pair in counted(view, false) {
        halves += (2 * pair.score - prices.of_pair(pair.a, pair.b)).max(0);
    }
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
