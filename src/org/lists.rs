//! Rows of variable length in two flat arrays.

/// One list a person, as compressed sparse rows.
#[derive(Clone, Debug)]
pub(crate) struct Lists<T> {
    /// List `i` is `start[i]..start[i + 1]`.
    start: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { start: vec![0], items: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Appends the next list, sorted.
    pub(crate) fn push(&mut self, items: impl IntoIterator<Item = T>)
    where
        T: Ord,
    {
        let start = self.items.len();
        self.items.extend(items);
        self.items[start..].sort_unstable();
        // The builder refuses more items than 32 bits can name.
        self.start.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn get(&self, index: usize) -> &[T] {
        &self.items[self.start[index] as usize..self.start[index + 1] as usize]
    }

    /// The number of items in all lists.
    pub(crate) fn item_count(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.start.shrink_to_fit();
        self.items.shrink_to_fit();
    }
}

impl Lists<u32> {
    /// For each of `n` vertices the distinct others that it shares a pair
    /// with, ascending.
    pub(crate) fn neighbors(n: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut start = vec![0_usize; n + 1];
        for (a, b) in pairs.clone() {
            start[a as usize + 1] += 1;
            start[b as usize + 1] += 1;
        }
        for v in 0..n {
            start[v + 1] += start[v];
        }
        let mut next = start.clone();
        let mut both_ways = vec![0_u32; start[n]];
        for (a, b) in pairs {
            for (from, to) in [(a, b), (b, a)] {
                both_ways[next[from as usize]] = to;
                next[from as usize] += 1;
            }
        }
        let mut lists = Self::default();
        lists.start.reserve_exact(n);
        for v in 0..n {
            let row = &mut both_ways[start[v]..start[v + 1]];
            row.sort_unstable();
            let kept = lists.items.len();
            for &u in &*row {
                if lists.items[kept..].last() != Some(&u) {
                    lists.items.push(u);
                }
            }
            lists.start.push(u32::try_from(lists.items.len()).unwrap_or(u32::MAX));
        }
        lists.shrink_to_fit();
        lists
    }
}
