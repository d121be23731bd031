//! What the people of a round fall apart into once a barrier is taken out.

use super::view::View;

/// The root of who is in the barrier or takes no part.
const OUT: usize = usize::MAX;

/// The components of those who take part, the barrier taken out, of the pairs seen so far.
#[derive(Clone)]
pub(super) struct Parts {
    root: Vec<usize>,
    /// How many components there are.
    left: usize,
    people: usize,
    /// How many are in the barrier.
    taken: usize,
}

impl Parts {
    /// Everybody by themselves. Who takes no part counts for nothing in the barrier.
    pub(super) fn new(view: &View, barrier: &[bool]) -> Self {
        let mut root = vec![OUT; barrier.len()];
        for &person in view.people.iter().filter(|&&person| !barrier[person]) {
            root[person] = person;
        }
        let people = view.people.len();
        let left = view.people.iter().filter(|&&person| !barrier[person]).count();
        Self { root, left, people, taken: people - left }
    }

    /// Takes in a pair of two who take part.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        // Mostly all are together after a few rows.
        if self.left <= 1 || self.root[a] == OUT || self.root[b] == OUT {
            return;
        }
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            self.root[a.max(b)] = a.min(b);
            self.left -= 1;
        }
    }

    fn find(&mut self, mut person: usize) -> usize {
        while self.root[person] != person {
            self.root[person] = self.root[self.root[person]];
            person = self.root[person];
        }
        person
    }

    /// The components of all pairs seen.
    pub(super) fn components(&self) -> Components {
        let mut root = self.root.clone();
        let mut size = vec![0; root.len()];
        for person in 0..root.len() {
            if root[person] != OUT {
                // Roots have the lowest position, so that of this one's is settled.
                root[person] = root[root[person]];
                size[root[person]] += 1;
            }
        }
        Components { root, size }
    }

    /// ⌊(|A| + |U| − odd(E − U)) / 2⌋.
    pub(super) fn most_pairs(&self) -> i128 {
        // No more components than people.
        ((self.people + self.taken - self.components().odd().count()) / 2) as i128
    }
}

/// How many people are in the component of each.
pub(super) struct Components {
    root: Vec<usize>,
    size: Vec<usize>,
}

impl Components {
    /// The components of odd size, each by its person of the lowest position.
    pub(super) fn odd(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.size.len()).filter(|&root| self.size[root] % 2 == 1)
    }

    /// The component of somebody; none for who is in the barrier or takes no part.
    pub(super) fn of(&self, person: usize) -> Option<usize> {
        Some(self.root[person]).filter(|&root| root != OUT)
    }

    pub(super) fn size(&self, component: usize) -> usize {
        self.size[component]
    }
}
