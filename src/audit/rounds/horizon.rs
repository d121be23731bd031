//! What the proof of all rounds together proves, and how evenly byes can fall:
//! from the definitions at [`HorizonProof`](crate::rotation::HorizonProof),
//! [`Window`](crate::rotation::Window) and [`ByeWitness`](crate::rotation::ByeWitness).

use std::collections::BTreeMap;

use super::byes::Byes;
use super::facts::{Facts, Scored};
use super::parts::Parts;
use super::past::Past;
use super::proof::{Reader, Tally};
use super::view::{Shape, View};
use super::violation::{ProofPlace, RoundViolation};
use crate::rotation::{
    AloneBound, HorizonObjective, Repeats, RotationPlan, RoundObjective, RoundProof, Window,
};
use crate::score::Score;

/// What is proven about all rounds together.
pub(super) struct Proven {
    /// What no plan exceeds.
    pub(super) bound: Option<HorizonObjective>,
    /// In every plan that places as many people in every round, two of those who
    /// take part in every round differ by at least so many byes.
    pub(super) spread: u32,
}

/// All rounds by themselves, while the pairs pass by.
///
/// Tests: `audit_rounds::brute::any_horizon_proof_bounds_every_plan`,
/// `audit_rounds::brute::byes_differ_as_proven`.
pub(super) struct Together<'f, 'p> {
    facts: &'f Facts<'p>,
    rounds: Vec<Alone<'f>>,
    /// The greatest score of each pair of a row where it is no repeat, in the window under way; all none between
    /// windows.
    best: Vec<Option<i128>>,
    byes: Byes<'f, 'p>,
    /// Whether the proof may prove a bound at all.
    holds: bool,
    /// Whether the windows do.
    windows: bool,
    /// What is wrong with the proof as a whole.
    violations: Vec<RoundViolation>,
}

/// A round by itself.
struct Alone<'f> {
    view: View,
    /// None where the proof has none for it.
    claim: Option<&'f AloneBound>,
    tally: Option<Tally>,
    /// The greatest score, or 0.
    greatest: i128,
    /// What the witness of byes asks for.
    parts: Option<Vec<Parts>>,
    /// The window that ends with it.
    window: Option<OpenWindow>,
    violations: Vec<RoundViolation>,
    violations_of_window: Vec<RoundViolation>,
}

/// A window in the making.
struct OpenWindow {
    score: Priced,
    number: Priced,
}

/// Σ u·y + Σ max(0, s − y_a − y_b) in the making, in halves.
struct Priced {
    price: Vec<i128>,
    halves: i128,
}

impl Priced {
    /// With what the pair counts for s.
    fn take(&mut self, a: usize, b: usize, counts_for: i128) {
        self.halves += (2 * counts_for - self.price[a] - self.price[b]).max(0);
    }
}

impl<'f, 'p> Together<'f, 'p> {
    /// Reads the proof; `history` has taken in no round.
    pub(super) fn new(facts: &'f Facts<'p>, history: &Past, plan: &'f RotationPlan) -> Self {
        let mut violations = Vec::new();
        let slots = facts.problem.slots();
        let views: Vec<View> =
            slots.iter().map(|&slot| View::alone(facts, history, slot)).collect();
        let trios = views.iter().any(|view| view.shape == Shape::Trio);
        let proof = plan.proof.as_ref();
        let alone = proof.map_or(&[][..], |proof| &proof.alone);
        let windows = proof.map_or(&[][..], |proof| &proof.windows);
        let (given, rounds) = (alone.len() as u64, slots.len() as u64);
        if !(alone.is_empty() && windows.is_empty()) && given != rounds {
            violations.push(RoundViolation::WrongAloneCount { given, rounds });
        }
        let ends = ends(facts, windows, trios, &mut violations);
        let byes = Byes::new(facts, plan, &mut violations);
        let rounds = views.into_iter().enumerate().map(|(position, view)| {
            let mut violations = Vec::new();
            let claim = alone.get(position);
            let proof = claim.and_then(|claim| proof_of(alone, position, claim));
            let round = view.slot.round;
            if let Some(as_round) = claim.and_then(|claim| claim.as_round) {
                let earlier = alone.get(as_round).filter(|_| as_round < position);
                if earlier.is_none_or(|earlier| earlier.proof.is_none()) {
                    let as_round = as_round as u64;
                    violations.push(RoundViolation::WrongReference { round, as_round });
                }
            }
            let place = ProofPlace::Alone(round);
            let tally =
                proof.and_then(|proof| Tally::read(facts, &view, proof, place, &mut violations));
            let parts = byes.parts(&view, proof);
            let (window, violations_of_window) = (None, Vec::new());
            Alone {
                view,
                claim,
                tally,
                greatest: 0,
                parts,
                window,
                violations,
                violations_of_window,
            }
        });
        let mut together = Self {
            facts,
            rounds: rounds.collect(),
            best: vec![None; facts.people.len()],
            byes,
            holds: plan.proof.is_some() && given == slots.len() as u64,
            windows: ends.is_some(),
            violations,
        };
        let mut first = 0;
        for (window, end) in windows.iter().zip(ends.into_iter().flatten()) {
            together.read_window(window, first, end);
            first = end + 1;
            if !together.windows {
                break;
            }
        }
        together
    }

    /// Reads the window of the rounds from `first` to `last`.
    fn read_window(&mut self, window: &Window, first: usize, last: usize) {
        let facts = self.facts;
        // In how many pairs each may be.
        let mut most = vec![0; facts.people.len()];
        for view in self.rounds[first..=last].iter().map(|round| &round.view) {
            for &person in &view.people {
                most[person] += match view.shape {
                    Shape::Groups(size) => i128::from(size - 1),
                    Shape::Pairs | Shape::Trio | Shape::Pools => i128::from(facts.places(person)),
                };
            }
        }
        let part: Vec<bool> = most.iter().map(|&most| most > 0).collect();
        let place = ProofPlace::Window(self.rounds[first].view.slot.round);
        let violations = &mut self.rounds[last].violations_of_window;
        let mut priced = |given: &BTreeMap<String, i64>| {
            let mut reader = Reader { facts, part: &part, place, violations, holds: true };
            let price = reader.prices(given, 1).person;
            let halves = most.iter().zip(&price).map(|(most, price)| most * price).sum();
            reader.holds.then_some(Priced { price, halves })
        };
        let (score, number) =
            (priced(&window.score_prices_halves), priced(&window.count_prices_halves));
        let read = score.zip(number).map(|(score, number)| OpenWindow { score, number });
        self.windows &= read.is_some();
        self.rounds[last].window = read;
    }

    /// Whether all pairs are to be looked at before they are taken in.
    pub(super) fn needs_look(&self) -> bool {
        self.rounds.iter().filter_map(|round| round.tally.as_ref()).any(Tally::needs_look)
    }

    /// Looks at a row.
    pub(super) fn look(&mut self, past: &Past, a: usize, row: &[Scored]) {
        for Alone { view, tally, .. } in &mut self.rounds {
            look(self.facts, past, view, tally.as_mut(), a, row);
        }
    }

    /// To be called once before rows are taken in.
    pub(super) fn begin(&mut self) {
        for Alone { view, tally, .. } in &mut self.rounds {
            if let Some(tally) = tally {
                tally.begin(self.facts, view);
            }
        }
    }

    /// Takes in a row.
    pub(super) fn take(&mut self, past: &Past, a: usize, row: &[Scored]) {
        let facts = self.facts;
        for Alone { view, tally, greatest, parts, window, .. } in &mut self.rounds {
            if tally.is_none() && parts.is_none() && !self.windows {
                continue;
            }
            for pair in view.open(facts, past, a, row) {
                if let Some(tally) = tally {
                    tally.take(facts, view, &pair);
                }
                *greatest = (*greatest).max(pair.score);
                for parts in parts.iter_mut().flatten() {
                    parts.join(pair.a, pair.b);
                }
                if self.windows && !pair.repeat {
                    let best = &mut self.best[pair.b];
                    *best = (*best).max(Some(pair.score));
                }
            }
            if let Some(window) = window {
                for &(b, _) in row {
                    if let Some(score) = self.best[b].take() {
                        window.score.take(a, b, score);
                        window.number.take(a, b, 1);
                    }
                }
            }
        }
    }

    /// What is proven, given how many the plan places in each round.
    pub(super) fn derive(mut self, placed: &[u64], violations: &mut Vec<RoundViolation>) -> Proven {
        violations.append(&mut self.violations);
        let mut sums = Sums { windows: self.windows, ..Sums::default() };
        for (position, alone) in self.rounds.into_iter().enumerate() {
            let Alone { view, claim, tally, greatest, parts, window, .. } = alone;
            violations.extend(alone.violations);
            if let Some(claim) = claim {
                let derived =
                    tally.and_then(|tally| tally.derive(self.facts, &view, None, violations).bound);
                if derived.is_none_or(|derived| claim.bound < derived) {
                    let (place, claimed) = (ProofPlace::Alone(view.slot.round), claim.bound);
                    violations.push(RoundViolation::RoundBoundNotProven {
                        place,
                        claimed,
                        derived,
                    });
                }
                match derived {
                    Some(bound) => sums.add(&view, bound, greatest),
                    None => self.holds = false,
                }
            }
            if let Some(window) = &window {
                sums.close(&view, window);
            }
            violations.extend(alone.violations_of_window);
            let placed = placed.get(position).copied().unwrap_or(0);
            self.byes.round(&view, parts.as_deref(), placed);
        }
        let bound = if self.holds { sums.bound(self.facts) } else { None };
        Proven { bound, spread: self.byes.spread(violations) }
    }
}

/// Lets a tally that needs it look at the pairs of a row.
pub(super) fn look(
    facts: &Facts<'_>,
    past: &Past,
    view: &View,
    tally: Option<&mut Tally>,
    a: usize,
    row: &[Scored],
) {
    if let Some(tally) = tally.filter(|tally| tally.needs_look()) {
        view.open(facts, past, a, row).for_each(|pair| tally.look(&pair));
    }
}

/// The proof of a round by itself, perhaps that of an earlier round.
fn proof_of<'f>(
    alone: &'f [AloneBound],
    position: usize,
    claim: &'f AloneBound,
) -> Option<&'f RoundProof> {
    match (&claim.proof, claim.as_round) {
        (Some(proof), _) => Some(proof),
        (None, Some(earlier)) if earlier < position => alone[earlier].proof.as_ref(),
        _ => None,
    }
}

/// The sums of a proof of the horizon.
#[derive(Default)]
struct Sums {
    windows: bool,
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
    /// The pairs of all rounds by the bound on people placed, in this window.
    pairs: i128,
}

impl Sums {
    fn add(&mut self, view: &View, bound: RoundObjective, greatest: i128) {
        self.placed += i128::from(bound.placed);
        self.repeats += i128::from(bound.repeats);
        self.score += i128::from(bound.score.micros());
        let pairs = match view.shape {
            Shape::Pools => i128::from(bound.placed),
            Shape::Pairs => i128::from(bound.placed / 2),
            // What groups make of it is not said: windows give no number of repeats there.
            Shape::Trio | Shape::Groups(_) => 0,
        };
        self.greatest += pairs * greatest;
        self.pairs += pairs;
    }

    fn close(&mut self, view: &View, window: &OpenWindow) {
        self.window_score += window.score.halves.div_euclid(2);
        if matches!(view.shape, Shape::Pairs | Shape::Pools) {
            let number = window.number.halves.div_euclid(2);
            self.window_repeats += (self.pairs - number).max(0);
            self.window_pairs += number;
        }
        self.pairs = 0;
    }

    fn bound(&self, facts: &Facts<'_>) -> Option<HorizonObjective> {
        let rules = facts.problem.meeting_rules();
        let people = if facts.problem.pools().is_some() { 1 } else { 2 };
        let in_pairs = facts.problem.group_size() == 2;
        if self.windows
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
        let (repeats, score) = match () {
            () if self.windows && self.window_repeats > self.repeats => {
                (self.window_repeats, self.greatest)
            }
            () if self.windows && self.repeats == 0 => (0, self.score.min(self.window_score)),
            () => (self.repeats, self.score),
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
    windows: &[Window],
    trios: bool,
    violations: &mut Vec<RoundViolation>,
) -> Option<Vec<usize>> {
    if windows.is_empty() {
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
    let given: Vec<usize> = windows.iter().map(|window| window.rounds).collect();
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
