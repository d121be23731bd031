//! The priced sets of a proof: what they add to the price of a pair.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A priced set: its price, how many people it names, and the positions of those who take part.
pub(super) struct Set {
    pub(super) price: i128,
    pub(super) named: i128,
    pub(super) people: Vec<usize>,
}

/// Sets of any kind. As a rule they lie within one another and there are few, so that many people are in
/// the same ones: their sums are made once a row, for all whom it may concern.
#[derive(Default)]
pub(super) struct Sets {
    prices: Vec<i128>,
    /// Σ z(B)·(|B| − 1)/2.
    total: i128,
    /// The sets that anybody is in, as a tree: each node but the first has one more than its parent, which
    /// comes before it.
    nodes: Vec<(usize, usize)>,
    /// The node of each person; empty without sets.
    node_of: Vec<usize>,
    /// The person of the last row, and for each node the price of the sets that they are in too.
    row: Option<usize>,
    shared: Vec<i128>,
}

impl Sets {
    /// O(s log s) for s members of all sets.
    pub(super) fn new(people: usize, mut sets: Vec<Set>) -> Self {
        if sets.is_empty() {
            return Self::default();
        }
        // Those within others come after them, so that these are shared.
        sets.sort_by_key(|set| Reverse(set.people.len()));
        let mut nodes = vec![(0, 0)];
        let mut node_of = vec![0; people];
        for (number, set) in sets.iter().enumerate() {
            let mut next = BTreeMap::new();
            for &person in &set.people {
                let parent = node_of[person];
                node_of[person] = *next.entry(parent).or_insert_with(|| {
                    nodes.push((parent, number));
                    nodes.len() - 1
                });
            }
        }
        let total = sets.iter().map(|set| set.price * ((set.named - 1) / 2)).sum();
        let prices = sets.into_iter().map(|set| set.price).collect();
        Self { prices, total, shared: vec![0; nodes.len()], nodes, node_of, row: None }
    }

    /// Σ z(B)·(|B| − 1)/2.
    pub(super) fn total(&self) -> i128 {
        self.total
    }

    /// z(a, b): quick where the pair before had the same first.
    pub(super) fn of_pair(&mut self, a: usize, b: usize) -> i128 {
        if self.node_of.is_empty() {
            return 0;
        }
        if self.row != Some(a) {
            self.begin(a);
        }
        self.shared[self.node_of[b]]
    }

    fn begin(&mut self, a: usize) {
        self.row = Some(a);
        let mut inside = vec![false; self.prices.len()];
        let mut node = self.node_of[a];
        while node != 0 {
            let (parent, set) = self.nodes[node];
            inside[set] = true;
            node = parent;
        }
        for (node, &(parent, set)) in self.nodes.iter().enumerate().skip(1) {
            let price = if inside[set] { self.prices[set] } else { 0 };
            self.shared[node] = self.shared[parent] + price;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Sets within one another, the same ones twice, and any.
    #[test]
    fn prices_are_those_of_the_sets_that_hold_both() {
        for seed in 0..300 {
            let mut random = Random::new(seed, 0);
            let people = 1 + random.index(9);
            let mut sets: Vec<Set> = Vec::new();
            for _ in 0..random.index(6) {
                let mut members: Vec<usize> = (0..people).collect();
                if let (Some(outer), true) = (sets.last(), random.below(2) == 0) {
                    members.clone_from(&outer.people);
                }
                members.retain(|_| random.below(4) > 0);
                random.shuffle(&mut members);
                let price = i128::from(random.below(10));
                sets.push(Set { price, named: members.len() as i128, people: members });
            }
            let price = |a: usize, b: usize| -> i128 {
                let both = sets.iter().filter(|set| [a, b].iter().all(|p| set.people.contains(p)));
                both.map(|set| set.price).sum()
            };
            let mut all = Vec::new();
            for a in 0..people {
                all.extend((0..people).map(|b| (a, b, price(a, b))));
            }
            if random.below(2) == 0 {
                random.shuffle(&mut all);
            }
            let mut read = Sets::new(people, sets);
            for (a, b, expected) in all {
                assert_eq!(read.of_pair(a, b), expected);
            }
        }
    }
}
