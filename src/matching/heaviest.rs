//! The heaviest few of what is offered.

/// No vertex.
const NONE: u32 = u32::MAX;

/// Less than any weight less any price, and far enough from the end of the range to count on.
pub(super) const NEVER: i64 = i64::MIN / 4;

/// The heaviest few of what was offered to each vertex, the first of equals.
pub(super) struct Heaviest {
    each: usize,
    /// By falling weight.
    weight: Vec<i64>,
    who: Vec<u32>,
    /// The last weight of each vertex, close together: most offers are looked at no further.
    pub(super) least: Vec<i64>,
}

impl Heaviest {
    /// Nothing yet; `each` is at least 1.
    pub(super) fn new(vertices: usize, each: usize) -> Self {
        Self {
            each,
            weight: vec![NEVER; vertices * each],
            who: vec![NONE; vertices * each],
            least: vec![NEVER; vertices],
        }
    }

    pub(super) fn clear(&mut self) {
        self.weight.fill(NEVER);
        self.who.fill(NONE);
        self.least.fill(NEVER);
    }

    #[inline]
    pub(super) fn offer(&mut self, vertex: usize, who: u32, weight: i64) {
        if weight > self.least[vertex] {
            self.take(vertex, who, weight);
        }
    }

    pub(super) fn take(&mut self, vertex: usize, who: u32, weight: i64) {
        let places = vertex * self.each..(vertex + 1) * self.each;
        let (weights, all) = (&mut self.weight[places.clone()], &mut self.who[places]);
        let mut at = weights.len() - 1;
        while at > 0 && weights[at - 1] < weight {
            weights[at] = weights[at - 1];
            all[at] = all[at - 1];
            at -= 1;
        }
        weights[at] = weight;
        all[at] = who;
        // Where fewer were offered than fit, what was asked for at least stays.
        self.least[vertex] = self.least[vertex].max(weights[weights.len() - 1]);
    }

    /// The heaviest weight of a vertex.
    pub(super) fn best(&self, vertex: usize) -> i64 {
        self.weight[vertex * self.each]
    }

    /// Whether there may have been more than fit.
    pub(super) fn is_full(&self, vertex: usize) -> bool {
        self.who[(vertex + 1) * self.each - 1] != NONE
    }

    pub(super) fn of(&self, vertex: usize) -> impl Iterator<Item = u32> + '_ {
        self.with_weights(vertex).map(|(who, _)| who)
    }

    pub(super) fn with_weights(&self, vertex: usize) -> impl Iterator<Item = (u32, i64)> + '_ {
        let places = vertex * self.each..(vertex + 1) * self.each;
        let all = self.who[places.clone()].iter().zip(&self.weight[places]);
        all.map(|(&who, &weight)| (who, weight)).filter(|&(who, _)| who != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_while_there_is_room() {
        let mut heaviest = Heaviest::new(1, 2);
        heaviest.least[0] = 5;
        heaviest.offer(0, 1, 9);
        heaviest.offer(0, 2, 4); // less than asked for
        assert_eq!((heaviest.least[0], heaviest.is_full(0)), (5, false));
        heaviest.offer(0, 3, 7);
        heaviest.offer(0, 4, 8);
        assert_eq!(heaviest.with_weights(0).collect::<Vec<_>>(), [(1, 9), (4, 8)]);
        assert_eq!(heaviest.least[0], 8);
    }
}
