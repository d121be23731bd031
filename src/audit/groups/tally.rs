//! Counts people by group: the sums of every cell of every table.

use std::collections::BTreeMap;

use super::outcome::Outcome;

/// What is counted of some people.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) people: u64,
    pub(super) chances: u64,
    pub(super) placed: u64,
    /// How many have a score.
    pub(super) scored: u64,
    /// The sum of their scores, in micro-units.
    pub(super) score: i128,
    /// How many of them have one above the median.
    pub(super) above: u64,
    /// Of how many it is known whether they got their first choice.
    pub(super) judged: u64,
    /// How many did.
    pub(super) first: u64,
}

impl Sums {
    fn of(outcome: &Outcome, median_twice: i128) -> Self {
        let score = outcome.score.map(|score| i128::from(score.micros()));
        let above = score.is_some_and(|score| 2 * score > median_twice);
        Self {
            people: 1,
            chances: u64::from(outcome.chances),
            placed: u64::from(outcome.placed),
            scored: u64::from(score.is_some()),
            score: score.unwrap_or(0),
            above: u64::from(above),
            judged: u64::from(outcome.first_choice.is_some()),
            first: u64::from(outcome.first_choice == Some(true)),
        }
    }

    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.chances += other.chances;
        self.placed += other.placed;
        self.scored += other.scored;
        self.score += other.score;
        self.above += other.above;
        self.judged += other.judged;
        self.first += other.first;
    }
}

/// Twice the median of the scores: the one in the middle, or the mean of the two there; none without scores.
pub(super) fn median_twice(outcomes: &[Outcome]) -> Option<i128> {
    let mut scores: Vec<i128> =
        outcomes.iter().filter_map(|o| o.score.map(|score| i128::from(score.micros()))).collect();
    scores.sort_unstable();
    let upper = scores.get(scores.len() / 2)?;
    let lower = scores.get((scores.len() - 1) / 2)?;
    Some(lower + upper)
}

/// People with the same value of every attribute; none where it is missing. Values by their place among all.
pub(super) type Kind = Vec<Option<u32>>;

/// Everybody, by kind.
pub(super) struct Tally {
    pub(super) all: Sums,
    pub(super) atoms: Vec<(Kind, Sums)>,
}

impl Tally {
    pub(super) fn new<'o>(
        outcomes: impl Iterator<Item = (&'o Outcome, Kind)>,
        median_twice: i128,
    ) -> Self {
        let mut kinds: BTreeMap<Kind, Sums> = BTreeMap::new();
        let mut all = Sums::default();
        for (outcome, kind) in outcomes {
            let sums = Sums::of(outcome, median_twice);
            all.add(&sums);
            kinds.entry(kind).or_default().add(&sums);
        }
        Self { all, atoms: kinds.into_iter().collect() }
    }

    /// The groups of some attributes, by value; and those who lack one of them.
    pub(super) fn table(&self, attributes: &[usize]) -> Table {
        let mut cells: BTreeMap<Vec<u32>, Part> = BTreeMap::new();
        let mut missing = Part::default();
        for (atom, (kind, sums)) in self.atoms.iter().enumerate() {
            let values: Option<Vec<u32>> = attributes
                .iter()
                .map(|&attribute| kind.get(attribute).copied().flatten())
                .collect();
            let part = match values {
                Some(values) => cells.entry(values).or_default(),
                None => &mut missing,
            };
            part.atoms.push(atom);
            part.sums.add(sums);
        }
        Table { attributes: attributes.to_vec(), cells: cells.into_iter().collect(), missing }
    }
}

/// Some of the people.
#[derive(Default)]
pub(super) struct Part {
    /// Ascending.
    pub(super) atoms: Vec<usize>,
    pub(super) sums: Sums,
}

pub(super) struct Table {
    pub(super) attributes: Vec<usize>,
    pub(super) cells: Vec<(Vec<u32>, Part)>,
    pub(super) missing: Part,
}

/// The sets of 1 to `order` of so many attributes, the smaller ones first.
pub(super) fn sets(attributes: usize, order: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut next: Vec<usize> = Vec::new();
    std::iter::from_fn(move || {
        // The last place that can move on; what follows it stands close behind.
        let size = next.len();
        let moved = (0..size).rev().find(|&place| next[place] + (size - place) < attributes);
        match moved {
            Some(place) => {
                let start = next[place] + 1;
                for (at, attribute) in next.iter_mut().enumerate().skip(place) {
                    *attribute = start + (at - place);
                }
            }
            None if size < order.min(attributes) => next = (0..=size).collect(),
            None => return None,
        }
        Some(next.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::sets;

    #[test]
    fn sets_of_attributes() {
        let all: Vec<Vec<usize>> = sets(3, 3).collect();
        let expected: [&[usize]; 7] = [&[0], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]];
        assert_eq!(all, expected);
        assert_eq!(sets(3, 1).count(), 3);
        assert_eq!(sets(5, 9).count(), 31);
        assert_eq!(sets(0, 2).count(), 0);
    }
}
