//! What the proof of all rounds together proves, and how evenly byes can fall:
//! from the definitions at [`HorizonProof`](crate::rotation::HorizonProof),
//! [`Window`](crate::rotation::Window) and [`ByeWitness`](crate::rotation::ByeWitness).

use std::collections::{BTreeMap, BTreeSet};

use super::byes::Byes;
use super::facts::Facts;
use super::past::Past;
use super::proof::{Reader, derive};
use super::view::{Shape, View};
use super::violation::{ProofPlace, RoundViolation};
use crate::rotation::{
    HorizonObjective, HorizonProof, Repeats, RotationPlan, RoundObjective, RoundProof,
};
use crate::score::Score;

/// What is proven about all rounds together.
pub(super) struct Together {
    /// What no plan exceeds.
    pub(super) bound: Option<HorizonObjective>,
    /// In every plan that places as many people in every round, two of those who
    /// take part in every round differ by at least so many byes.
    pub(super) spread: u32,
}

/// Walks through the rounds by themselves, one at a time, since each holds all its pairs.
///
/// Tests: `audit_rounds::brute::any_horizon_proof_bounds_every_plan`,
/// `audit_rounds::brute::byes_differ_as_proven`.
pub(super) fn together(
    facts: &Facts<'_>,
    plan: &RotationPlan,
    placed: &[u64],
    violations: &mut Vec<RoundViolation>,
) -> Together {
    let history = Past::of_history(facts);
    let slots = facts.problem.slots();
    let trios = slots.iter().any(|&slot| View::shape_alone(facts, &history, slot) == Shape::Trio);
    let none = HorizonProof::default();
    let proof = plan.proof.as_ref().unwrap_or(&none);
    let mut horizon = Horizon::new(facts, proof, trios, violations);
    horizon.holds &= plan.proof.is_some();
    let mut byes = Byes::new(facts, plan, violations);
    for (position, &slot) in slots.iter().enumerate() {
        let view = View::alone(facts, &history, slot);
        horizon.round(&view, position, violations);
        byes.round(&view, horizon.proof_of(position), placed.get(position).copied().unwrap_or(0));
    }
    let bound = horizon.bound();
    Together { bound, spread: byes.spread(violations) }
}

/// The sums of a proof of the horizon, in the making.
struct Horizon<'f, 'p> {
    facts: &'f Facts<'p>,
    proof: &'f HorizonProof,
    /// The rounds at which windows end; none where the windows prove nothing.
    ends: Option<BTreeSet<usize>>,
    /// P, R and S, and the bound Q on the score that needs no prices.
    placed: i128,
    repeats: i128,
    score: i128,
    greatest: i128,
    /// R′ and S′.
    window_repeats: i128,
    window_score: i128,
    /// N: the most pairs that are no repeats, over the windows.
    window_pairs: i128,
    open: OpenWindow,
    /// The pairs of all rounds by the bound on people placed, in this window.
    pairs: i128,
    window: usize,
    holds: bool,
}

/// A window in the making.
struct OpenWindow {
    first: Option<u32>,
    /// In how many pairs each may be.
    most: Vec<i128>,
    /// The greatest score of each eligible pair where it is no repeat.
    best: Vec<Option<i128>>,
}

impl OpenWindow {
    fn new(facts: &Facts<'_>) -> Self {
        let (people, pairs) = (facts.people.len(), facts.eligible());
        Self { first: None, most: vec![0; people], best: vec![None; pairs] }
    }
}

impl<'f, 'p> Horizon<'f, 'p> {
    fn new(
        facts: &'f Facts<'p>,
        proof: &'f HorizonProof,
        trios: bool,
        violations: &mut Vec<RoundViolation>,
    ) -> Self {
        let (given, rounds) = (proof.alone.len() as u64, facts.problem.slots().len() as u64);
        if *proof != HorizonProof::default() && given != rounds {
            violations.push(RoundViolation::WrongAloneCount { given, rounds });
        }
        Self {
            facts,
            proof,
            ends: ends(facts, proof, trios, violations),
            placed: 0,
            repeats: 0,
            score: 0,
            greatest: 0,
            window_repeats: 0,
            window_score: 0,
            window_pairs: 0,
            open: OpenWindow::new(facts),
            pairs: 0,
            window: 0,
            holds: given == rounds,
        }
    }

    /// The proof of a round by itself, perhaps that of an earlier round.
    fn proof_of(&self, position: usize) -> Option<&'f RoundProof> {
        let alone = self.proof.alone.get(position)?;
        match (&alone.proof, alone.as_round) {
            (Some(proof), _) => Some(proof),
            (None, Some(earlier)) if earlier < position => self.proof.alone[earlier].proof.as_ref(),
            _ => None,
        }
    }

    fn round(&mut self, view: &View, position: usize, violations: &mut Vec<RoundViolation>) {
        let round = view.slot.round;
        if let Some(alone) = self.proof.alone.get(position) {
            let proof = self.proof_of(position);
            if let Some(as_round) = alone.as_round {
                let earlier = self.proof.alone.get(as_round).filter(|_| as_round < position);
                if earlier.is_none_or(|earlier| earlier.proof.is_none()) {
                    let as_round = as_round as u64;
                    violations.push(RoundViolation::WrongReference { round, as_round });
                }
            }
            let place = ProofPlace::Alone(round);
            let bound = proof
                .and_then(|proof| derive(self.facts, view, proof, place, None, violations).bound);
            if bound.is_none_or(|derived| alone.bound < derived) {
                let (claimed, derived) = (alone.bound, bound);
                violations.push(RoundViolation::RoundBoundNotProven { place, claimed, derived });
            }
            match bound {
                Some(bound) => self.add(view, bound),
                None => self.holds = false,
            }
        }
        if self.ends.is_some() {
            self.add_to_window(view, position, violations);
        }
    }

    fn add(&mut self, view: &View, bound: RoundObjective) {
        self.placed += i128::from(bound.placed);
        self.repeats += i128::from(bound.repeats);
        self.score += i128::from(bound.score.micros());
        let pairs = match view.shape {
            Shape::Pools => i128::from(bound.placed),
            Shape::Pairs => i128::from(bound.placed / 2),
            // What groups make of it is not said: windows give no number of repeats there.
            Shape::Trio | Shape::Groups(_) => 0,
        };
        let greatest = view.pairs.iter().map(|pair| pair.score).max().unwrap_or(0);
        self.greatest += pairs * greatest.max(0);
        self.pairs += pairs;
    }

    fn add_to_window(
        &mut self,
        view: &View,
        position: usize,
        violations: &mut Vec<RoundViolation>,
    ) {
        self.open.first.get_or_insert(view.slot.round);
        for &person in &view.people {
            self.open.most[person] += match view.shape {
                Shape::Groups(size) => i128::from(size - 1),
                Shape::Pairs | Shape::Trio | Shape::Pools => i128::from(self.facts.places(person)),
            };
        }
        for pair in view.pairs.iter().filter(|pair| !pair.repeat) {
            let best = &mut self.open.best[pair.number];
            *best = (*best).max(Some(pair.score));
        }
        if self.ends.as_ref().is_some_and(|ends| ends.contains(&position)) {
            let open = std::mem::replace(&mut self.open, OpenWindow::new(self.facts));
            self.close(view, &open, violations);
        }
    }

    fn close(&mut self, view: &View, open: &OpenWindow, violations: &mut Vec<RoundViolation>) {
        let window = &self.proof.windows[self.window];
        self.window += 1;
        let place = ProofPlace::Window(open.first.unwrap_or(view.slot.round));
        let (score, number) = (
            self.priced(open, place, &window.score_prices_halves, violations, |score| score),
            self.priced(open, place, &window.count_prices_halves, violations, |_| 1),
        );
        match (score, number) {
            (Some(score), Some(number)) => {
                self.window_score += score;
                if matches!(view.shape, Shape::Pairs | Shape::Pools) {
                    self.window_repeats += (self.pairs - number).max(0);
                    self.window_pairs += number;
                }
            }
            _ => self.ends = None,
        }
        self.pairs = 0;
    }

    /// ⌊Σ u·y + Σ max(0, s − y_a − y_b)⌋, with what each pair counts for s.
    fn priced(
        &self,
        open: &OpenWindow,
        place: ProofPlace,
        given: &BTreeMap<String, i64>,
        violations: &mut Vec<RoundViolation>,
        counts_for: impl Fn(i128) -> i128,
    ) -> Option<i128> {
        let part: Vec<bool> = open.most.iter().map(|&most| most > 0).collect();
        let mut reader = Reader { facts: self.facts, part: &part, place, violations, holds: true };
        let price = reader.prices(given, 1).person;
        let holds = reader.holds;
        let mut halves: i128 = open.most.iter().zip(&price).map(|(most, price)| most * price).sum();
        for a in 0..price.len() {
            for (number, b, _) in self.facts.row(a) {
                if let Some(score) = open.best[number] {
                    halves += (2 * counts_for(score) - price[a] - price[b]).max(0);
                }
            }
        }
        holds.then_some(halves.div_euclid(2))
    }

    fn bound(&self) -> Option<HorizonObjective> {
        if !self.holds {
            return None;
        }
        let rules = self.facts.problem.meeting_rules();
        let people = if self.facts.problem.pools().is_some() { 1 } else { 2 };
        let in_pairs = self.facts.problem.group_size() == 2;
        if self.ends.is_some()
            && in_pairs
            && rules.repeats == Repeats::Never
            && people * self.window_pairs < self.placed
        {
            return Some(HorizonObjective {
                placed: u64::try_from(people * self.window_pairs).ok()?,
                repeats: 0,
                score: Score::from_micros(i64::try_from(self.window_score).ok()?),
            });
        }
        let (repeats, score) = match self.ends {
            Some(_) if self.window_repeats > self.repeats => (self.window_repeats, self.greatest),
            Some(_) if self.repeats == 0 => (0, self.score.min(self.window_score)),
            _ => (self.repeats, self.score),
        };
        Some(HorizonObjective {
            placed: u64::try_from(self.placed).ok()?,
            repeats: u64::try_from(repeats).ok()?,
            score: Score::from_micros(i64::try_from(score).ok()?),
        })
    }
}

/// The last positions of the windows; none without windows, and where they are
/// not as they must be.
fn ends(
    facts: &Facts<'_>,
    proof: &HorizonProof,
    trios: bool,
    violations: &mut Vec<RoundViolation>,
) -> Option<BTreeSet<usize>> {
    if proof.windows.is_empty() {
        return None;
    }
    let rounds = facts.problem.slots().len();
    let mut asked = Vec::new();
    let cool_down = facts.problem.meeting_rules().cool_down;
    if let (Some(cool_down), false, true) = (cool_down, trios, rounds > 1) {
        let length = usize::try_from(cool_down).map_or(rounds, |gap| gap.saturating_add(1));
        let mut left = rounds;
        while left > 0 {
            asked.push(left.min(length));
            left -= left.min(length);
        }
    }
    let given: Vec<usize> = proof.windows.iter().map(|window| window.rounds).collect();
    if given != asked {
        violations.push(RoundViolation::WrongWindows { given, asked });
        return None;
    }
    let mut end = 0;
    let last = given.into_iter().map(|rounds| {
        end += rounds;
        end - 1
    });
    Some(last.collect())
}
