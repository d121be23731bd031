//! Cases, best bound first.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::case::{Choice, Counting, Frame, Priced, Step, WHOLE};
use super::patch::patched;
use crate::matching::assignment::Matching;
use crate::mentoring::Role;
use crate::mentoring::rematch::RematchError;
use crate::mentoring::solver::Place;
use crate::solve::{Prices, Stop};

/// The most assignment problems solved, the most pairs in all of them together, but always a few; and the most people in
/// all cases that a proof lists.
const MOST_SOLVED: usize = 20_000;
const MOST_PAIRS_SOLVED: usize = 60_000_000;
const LEAST_SOLVED: usize = 200;
const MOST_PEOPLE_LISTED: usize = 2_000_000;
/// The most prices tried in a case.
const MOST_PRICES: usize = 60;

/// A plan, what it is worth less its taxes, and how many change.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub(super) pairs: Vec<Place>,
    pub(super) value: i128,
    pub(super) changes: u64,
}

/// A case that is not divided further.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) steps: Vec<Step>,
    pub(super) price: i64,
    pub(super) prices: Prices,
}

/// The best plan found, and what proves it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) best: Option<Best>,
    /// What no plan is worth more than; the least there is where there is none.
    pub(super) bound: i128,
    pub(super) leaves: Vec<Leaf>,
    pub(super) stop: Stop,
}

/// A case with its least bound.
struct Node {
    steps: Vec<Step>,
    least: Least,
}

/// The least bound over all prices.
struct Least {
    at: Priced,
    /// The matching on the other side of the cap, where the bound is of two.
    other: Option<Vec<Place>>,
}

impl Least {
    fn alone(at: Priced) -> Self {
        Self { at, other: None }
    }
}

pub(super) struct Search<'f, 'p> {
    frame: &'f Frame<'p>,
    cap: Option<u64>,
    /// The tax; 0 with a cap.
    tax: i64,
    best: Option<Best>,
    left: usize,
}

impl<'f, 'p> Search<'f, 'p> {
    pub(super) fn new(frame: &'f Frame<'p>, cap: Option<u64>, tax: i64) -> Self {
        let size = frame.edges.len() + frame.places[0].len() + frame.places[1].len();
        let left = (MOST_PAIRS_SOLVED / size.max(1)).clamp(LEAST_SOLVED, MOST_SOLVED);
        Self { frame, cap, tax, best: None, left }
    }

    pub(super) fn run(mut self) -> Result<Found, RematchError> {
        let people = self.frame.places[0].len() + self.frame.places[1].len();
        let most_leaves = (MOST_PEOPLE_LISTED / people.max(1)).max(1);
        let mut leaves: Vec<Leaf> = Vec::new();
        let mut nodes: Vec<Option<Node>> = Vec::new();
        let mut open: BinaryHeap<(i128, Reverse<usize>)> = BinaryHeap::new();
        let mut bound = i128::MIN;
        self.first_plans()?;
        match self.node(Vec::new(), None)? {
            Some(root) => {
                open.push((root.least.at.bound, Reverse(0)));
                nodes.push(Some(root));
            }
            None => leaves.push(self.empty(Vec::new())),
        }
        let mut stop = Stop::Finished;
        while let Some((most, Reverse(at))) = open.pop() {
            let Some(node) = nodes[at].take() else { continue };
            // Every plan is worth at least that, but for taxes.
            let is_empty = self.cap.is_some() && most < -i128::from(self.frame.least_score);
            let is_met = is_empty || self.best.as_ref().is_some_and(|best| most <= best.value);
            let step = if is_met { None } else { self.branch(&node) };
            let ends = self.left == 0 || leaves.len() + open.len() + 2 > most_leaves;
            if !is_met && step.is_some() && ends {
                stop = Stop::IterationLimit;
            }
            let Some(two) = step.filter(|_| !ends) else {
                bound = bound.max(most);
                leaves.push(node.leaf());
                continue;
            };
            for step in two {
                let mut steps = node.steps.clone();
                steps.push(step);
                if self.exceeds(&steps) {
                    continue; // there is no plan of so many changes
                }
                match self.node(steps.clone(), Some(&node.least.at))? {
                    Some(child) => {
                        open.push((child.least.at.bound, Reverse(nodes.len())));
                        nodes.push(Some(child));
                    }
                    None => leaves.push(self.empty(steps)),
                }
            }
        }
        Ok(Found { best: self.best, bound, leaves, stop })
    }

    /// A case to which nobody keeps.
    fn empty(&self, steps: Vec<Step>) -> Leaf {
        Leaf { steps, price: self.tax, prices: Prices::default() }
    }

    /// Whether more people change by decision than may.
    fn exceeds(&self, steps: &[Step]) -> bool {
        let changes =
            steps.iter().filter(|step| matches!(step, Step::Person(_, _, Choice::Changes)));
        self.cap.is_some_and(|cap| self.frame.forced() + changes.count() as u64 > cap)
    }

    /// Plans with few changes, found where each drop and each begin is charged in full.
    fn first_plans(&mut self) -> Result<(), RematchError> {
        let is_exact = self.frame.open_people().all(|(role, at)| {
            self.frame.charges(role, at, WHOLE, Counting::Above)
                == self.frame.charges(role, at, WHOLE, Counting::Below)
        });
        if !is_exact {
            self.least(&[], Counting::Above, None)?;
        }
        Ok(())
    }

    fn node(
        &mut self,
        steps: Vec<Step>,
        from: Option<&Priced>,
    ) -> Result<Option<Node>, RematchError> {
        let least = self.least(&steps, Counting::Below, from)?;
        Ok(least.map(|least| Node { steps, least }))
    }

    fn solve(
        &mut self,
        steps: &[Step],
        price: i64,
        counting: Counting,
        warm: Option<&Priced>,
    ) -> Result<Option<Priced>, RematchError> {
        self.left = self.left.saturating_sub(1);
        let priced = self.frame.solve(steps, price, self.cap, counting, warm)?;
        if let Some(priced) = &priced {
            self.offer(&priced.pairs)?;
        }
        Ok(priced)
    }

    /// The least bound of a case over all prices, and the matching on the other side of the cap.
    fn least(
        &mut self,
        steps: &[Step],
        counting: Counting,
        from: Option<&Priced>,
    ) -> Result<Option<Least>, RematchError> {
        let Some(cap) = self.cap else {
            return Ok(self.solve(steps, self.tax, counting, from)?.map(Least::alone));
        };
        let wanted = i128::from(cap) * i128::from(WHOLE);
        let Some(mut low) = self.solve(steps, 0, counting, from)? else { return Ok(None) };
        let mut low_count = self.frame.counted(steps, &low.pairs, counting);
        if low_count <= wanted {
            return Ok(Some(Least::alone(low)));
        }
        // A price at which few enough change, or no plan is worth so little.
        let none = -i128::from(self.frame.least_score);
        let start = self.frame.pair_value.max(self.frame.most_value / 64).max(1);
        let mut price = from.map_or(start, |from| from.price.max(1));
        let (mut high, mut high_count) = loop {
            let high = match self.solve(steps, price, counting, Some(&low)) {
                Ok(Some(high)) => high,
                Ok(None) => return Ok(None),
                // Prices end where sums would leave 64 bits; bounds so far hold.
                Err(RematchError::Headroom) => return Ok(Some(Least::alone(low))),
                Err(error) => return Err(error),
            };
            let count = self.frame.counted(steps, &high.pairs, counting);
            if count <= wanted {
                break (high, count);
            }
            let is_none = high.bound < none;
            let next = price.checked_mul(4);
            if high.bound <= low.bound {
                (low, low_count) = (high, count);
            }
            match next {
                Some(next) if !is_none => price = next,
                _ => return Ok(Some(Least::alone(low))),
            }
        };
        for _ in 0..MOST_PRICES {
            let rise = i128::from(self.frame.value(&low.pairs))
                - i128::from(self.frame.value(&high.pairs));
            let run = low_count - high_count;
            let Some(price) = meeting(rise, run).filter(|&p| low.price < p && p < high.price)
            else {
                break;
            };
            let Some(middle) = self.solve(steps, price, counting, Some(&low))? else { break };
            let count = self.frame.counted(steps, &middle.pairs, counting);
            if count <= wanted {
                (high, high_count) = (middle, count);
            } else {
                (low, low_count) = (middle, count);
            }
        }
        self.offer_between(&high.pairs, &low.pairs)?;
        Ok(Some(if low.bound < high.bound {
            Least { at: low, other: Some(high.pairs) }
        } else {
            Least { at: high, other: Some(low.pairs) }
        }))
    }

    fn changes(&self, pairs: &[Place]) -> u64 {
        self.frame.forced() + self.frame.changed(pairs).len() as u64
    }

    /// Takes a plan, if it is one on the terms, and better than the best; then the best one in which no others change.
    fn offer(&mut self, pairs: &[Place]) -> Result<(), RematchError> {
        if !self.take(pairs) {
            return Ok(());
        }
        let changed: BTreeSet<(Role, u32)> = self.frame.changed(pairs).into_iter().collect();
        let steps = self.frame.open_people().map(|(role, at)| {
            let changes = changed.contains(&(role, at));
            Step::Person(role, at, if changes { Choice::Changes } else { Choice::Stays })
        });
        let steps: Vec<Step> = steps.collect();
        self.left = self.left.saturating_sub(1);
        let settled = self.frame.solve(&steps, self.tax, self.cap, Counting::Below, None)?;
        if let Some(settled) = settled {
            self.take(&settled.pairs);
        }
        Ok(())
    }

    /// Takes a plan, if it is one on the terms, and better than the best.
    fn take(&mut self, pairs: &[Place]) -> bool {
        let changes = self.changes(pairs);
        let value =
            i128::from(self.frame.value(pairs)) - i128::from(self.tax) * i128::from(changes);
        let is_allowed = self.cap.is_none_or(|cap| changes <= cap);
        // Of plans of the same worth, the one with fewer changes.
        let is_better = self
            .best
            .as_ref()
            .is_none_or(|best| (value, Reverse(changes)) > (best.value, Reverse(best.changes)));
        if !is_allowed || !is_better || !self.mutual(pairs).is_empty() {
            return false;
        }
        self.best = Some(Best { pairs: pairs.to_vec(), value, changes });
        true
    }

    /// Of a plan with few changes and a better one with too many, the first with parts of the other.
    fn offer_between(&mut self, few: &[Place], many: &[Place]) -> Result<(), RematchError> {
        let Some(cap) = self.cap else { return Ok(()) };
        if self.changes(few) <= cap {
            let patched = patched(self.frame, few, many, cap);
            self.offer(&patched)?;
        }
        Ok(())
    }

    fn mutual(&self, pairs: &[Place]) -> Vec<(Place, Place)> {
        self.frame.problem.mutual_in(&Matching::new(pairs.iter().copied()))
    }

    /// What to decide next in a case.
    fn branch(&self, node: &Node) -> Option<[Step; 2]> {
        let mutual = self.mutual(&node.least.at.pairs);
        if let Some(&(one, other)) = mutual.first() {
            return Some([Step::Without(one), Step::Without(other)]);
        }
        let decided = |role: Role, at: u32| {
            node.steps
                .iter()
                .any(|step| matches!(step, Step::Person(r, a, _) if (*r, *a) == (role, at)))
        };
        let moves = self.frame.moves(&node.least.at.pairs);
        let other = node.least.other.as_ref().map(|pairs| self.frame.moves(pairs));
        // Whoever is charged least of what their change costs; else who changes here and not there.
        let mut most: Option<(i64, Role, u32)> = None;
        for (role, at) in self.frame.open_people().filter(|&(role, at)| !decided(role, at)) {
            let side = usize::from(role == Role::Mentor);
            let (old, new) = self.frame.charges(role, at, WHOLE, Counting::Below);
            let (dropped, begun) = moves[side][at as usize];
            let short = if (dropped, begun) == (0, 0) {
                0
            } else {
                WHOLE - old * i64::from(dropped) - new * i64::from(begun)
            };
            let differs = other.as_ref().is_some_and(|other| {
                (other[side][at as usize] == (0, 0)) != ((dropped, begun) == (0, 0))
            });
            let weight = short.max(i64::from(differs));
            if weight > 0 && most.is_none_or(|most| weight > most.0) {
                most = Some((weight, role, at));
            }
        }
        let (role, at) = match most {
            Some((_, role, at)) => (role, at),
            None => self.frame.open_people().find(|&(role, at)| !decided(role, at))?,
        };
        Some([Choice::Stays, Choice::Changes].map(|choice| Step::Person(role, at, choice)))
    }
}

impl Node {
    fn leaf(self) -> Leaf {
        Leaf { steps: self.steps, price: self.least.at.price, prices: self.least.at.prices }
    }
}

/// Where two lines meet that are this far apart at 0, with slopes this far apart in parts of [`WHOLE`].
fn meeting(rise: i128, run: i128) -> Option<i64> {
    let price = rise.checked_mul(i128::from(WHOLE))?.checked_div(run)?;
    i64::try_from(price).ok()
}
