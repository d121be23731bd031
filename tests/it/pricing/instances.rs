//! Random sources: scores in a table, blocks of any shape, and bounds that hold.

use crosstie::matching::assignment::{AssignmentProblem, Mode, Side};
use crosstie::matching::pricing::{AllPairs, Blocks, PairSource};

use crate::assignment::instances::{Parts, largest_weight};
use crate::rng::Rng;

/// A source that knows everything beforehand.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) lefts: Blocks,
    pub(crate) rights: Blocks,
    pub(crate) greatest: i64,
    /// By left, then by right vertex.
    pub(crate) scores: Vec<Option<i64>>,
    /// Of left and of right vertices.
    pub(crate) own: [Vec<i64>; 2],
    /// By left, then by right block.
    pub(crate) bounds: Vec<Option<i64>>,
}

impl PairSource for &Table {
    fn blocks(&self, side: Side) -> &Blocks {
        match side {
            Side::Left => &self.lefts,
            Side::Right => &self.rights,
        }
    }

    fn greatest(&self) -> i64 {
        self.greatest
    }

    fn score(&self, left: u32, right: u32) -> Option<i64> {
        let [left, right] = [left, right].map(|vertex| vertex as usize);
        assert!(right < self.rights.vertex_count(), "right {right} is not there");
        self.scores[left * self.rights.vertex_count() + right]
    }

    fn own(&self, side: Side, vertex: u32) -> i64 {
        self.own[usize::from(side == Side::Right)][vertex as usize]
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        assert!(right < self.rights.len(), "right block {right} is not there");
        self.bounds[left * self.rights.len() + right]
    }
}

impl Table {
    /// A source whose bounds are the least that hold.
    pub(crate) fn new(
        [lefts, rights]: [Blocks; 2],
        scores: Vec<Option<i64>>,
        own: [Vec<i64>; 2],
    ) -> Self {
        let greatest = scores.iter().flatten().map(|score| score.abs()).max().unwrap_or(0);
        let mut table = Self { lefts, rights, greatest, scores, own, bounds: Vec::new() };
        table.bounds = table.least_bounds();
        table
    }

    /// The score of a pair that is neither excluded nor out of range.
    pub(crate) fn eligible(&self, left: u32, right: u32) -> Option<i64> {
        let most = self.greatest.unsigned_abs();
        self.score(left, right).filter(|score| score.unsigned_abs() <= most)
    }

    /// By left, then by right block the most that an eligible pair has beyond what both own.
    pub(crate) fn least_bounds(&self) -> Vec<Option<i64>> {
        let width = self.rights.len();
        let mut bounds = vec![None; self.lefts.len() * width];
        // Parts come after their whole.
        for left in (0..self.lefts.len()).rev() {
            for right in (0..width).rev() {
                let bound = if let Some([one, other]) = self.lefts.parts(left) {
                    bounds[one * width + right].max(bounds[other * width + right])
                } else if let Some([one, other]) = self.rights.parts(right) {
                    bounds[left * width + one].max(bounds[left * width + other])
                } else {
                    let mut most = None;
                    for &l in self.lefts.vertices(left) {
                        for &r in self.rights.vertices(right) {
                            let own = self.own[0][l as usize] + self.own[1][r as usize];
                            most = most.max(self.eligible(l, r).map(|score| score - own));
                        }
                    }
                    most
                };
                bounds[left * width + right] = bound;
            }
        }
        bounds
    }

    /// What says nothing about any pair.
    pub(crate) fn nothing(&self) -> i64 {
        let own = |side: usize| self.own[side].iter().copied().min().unwrap_or(0);
        self.greatest - own(0) - own(1)
    }
}

/// A source and capacities.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) left: Vec<u32>,
    pub(crate) right: Vec<u32>,
    pub(crate) table: Table,
}

impl Instance {
    pub(crate) fn problem(&self, mode: Mode) -> AllPairs<&Table> {
        AllPairs::new(mode, self.left.clone(), self.right.clone(), &self.table)
            .unwrap_or_else(|errors| panic!("{errors}"))
    }

    /// The list of all pairs that are not excluded.
    pub(crate) fn parts(&self) -> Parts {
        let mut edges = Vec::new();
        for l in vertices(&self.left) {
            for r in vertices(&self.right) {
                edges.extend(self.table.eligible(l, r).map(|score| (l, r, score)));
            }
        }
        Parts::new(self.left.clone(), self.right.clone(), edges)
    }

    /// The problem of that list.
    pub(crate) fn full(&self, mode: Mode) -> AssignmentProblem {
        self.parts().problem(mode)
    }
}

/// The numbers of the vertices of a side.
pub(crate) fn vertices<T>(side: &[T]) -> std::ops::Range<u32> {
    0..u32::try_from(side.len()).unwrap()
}

/// What a vertex is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// What it brings to scores where they are sums of parts.
    pub(crate) part: i64,
    pub(crate) group: usize,
}

pub(crate) fn traits(rng: &mut Rng, count: usize, width: i64, groups: usize) -> Vec<Traits> {
    let one = |_| Traits { part: rng.within(-width, width), group: rng.below(groups) };
    (0..count).map(one).collect()
}

/// A tree of any shape: balanced or a chain, of like vertices or of any, with leaves of one vertex or of more.
pub(crate) fn random_blocks(rng: &mut Rng, traits: &[Traits]) -> Blocks {
    let kind = rng.below(8);
    let least = *rng.pick(&[1, 1, 2, 4, 16]);
    let like = |vertex: u32| traits[vertex as usize];
    Blocks::new(vertices(traits).end, |block| {
        match kind {
            0 => {}
            1 | 2 => rng.shuffle(block),
            3..=5 => block.sort_unstable_by_key(|&v| (like(v).part, v)),
            _ => block.sort_unstable_by_key(|&v| (like(v).group, like(v).part, v)),
        }
        match kind {
            0 => 0,
            _ if block.len() <= least => 0,
            // Now and then none, all, or more.
            1 => rng.below(block.len() + 2),
            2 => block.len() / 2,
            // Chains.
            3 => 1,
            4 => block.len() - 1,
            5 => block.len() / 2,
            _ => {
                let first = like(block[0]).group;
                let alike = block.iter().take_while(|&&v| like(v).group == first).count();
                if alike < block.len() { alike } else { alike / 2 }
            }
        }
    })
}

fn random_capacities(rng: &mut Rng, count: usize) -> Vec<u32> {
    let kind = rng.below(6);
    let all = 1 + rng.below_u32(3);
    let one = |_| match kind {
        0 | 1 => 1,
        2 => all,
        3 => rng.below_u32(4),
        4 => 1 + rng.below_u32(3),
        _ => rng.below_u32(2),
    };
    (0..count).map(one).collect()
}

/// A pair's score before some are excluded.
fn random_score(rng: &mut Rng, kind: usize, left: Traits, right: Traits) -> i64 {
    let sum = left.part + right.part;
    match kind {
        0 => rng.within(0, 2),
        1 => 7,
        2 => rng.within(-20, -1),
        3 => rng.within(-20, 20),
        4 => rng.within(-1_000_000_000, 1_000_000_000),
        5 => sum + rng.within(-3, 3),
        6 => sum + rng.within(-1_000, 1_000),
        7 => sum,
        8 => i64::from(left.group == right.group) * 1_000 + rng.within(0, 5),
        // A multiplication table, and the gap of two places.
        9 => left.part * right.part,
        _ => 100 - (left.part - right.part).abs(),
    }
}

/// Scores by left, then by right vertex, of any family, some or many of them excluded.
fn random_scores(rng: &mut Rng, left: &[Traits], right: &[Traits]) -> Vec<Option<i64>> {
    let kind = rng.below(11);
    let hidden = rng.below(8);
    let in_twenty = *rng.pick(&[1, 5, 10, 18]);
    let centres = 1 + rng.below(3);
    let rows: Vec<bool> = left.iter().map(|_| rng.chance(1, 3)).collect();
    let columns: Vec<bool> = right.iter().map(|_| rng.chance(1, 3)).collect();
    let mut scores = Vec::with_capacity(left.len() * right.len());
    for (l, &one) in left.iter().enumerate() {
        for (r, &other) in right.iter().enumerate() {
            let excluded = match hidden {
                0 | 1 => false,
                2 | 3 => rng.chance(in_twenty, 20),
                // Components, and the opposite.
                4 => one.group != other.group,
                5 => one.group == other.group,
                6 => rows[l] || columns[r],
                // Stars.
                _ => l % (2 * centres) != r && r % (2 * centres) != l,
            };
            let score = random_score(rng, kind, one, other);
            scores.push((!excluded).then_some(score));
        }
    }
    scores
}

/// An instance of these scores: blocks, own parts and bounds of any kind that holds.
pub(crate) fn dressed(
    rng: &mut Rng,
    [left, right]: [Vec<u32>; 2],
    [lefts, rights]: [&[Traits]; 2],
    scores: Vec<Option<i64>>,
) -> Instance {
    let blocks = [lefts, rights].map(|side| random_blocks(rng, side));
    let own = [lefts, rights].map(|side| {
        let kind = rng.below(5);
        let one = |vertex: &Traits| match kind {
            0 | 1 => 0,
            2 => vertex.part,
            3 => -vertex.part,
            _ => rng.within(-1_000, 1_000),
        };
        side.iter().map(one).collect()
    });
    let mut table = Table::new(blocks, scores, own);

    let places = |side: &[u32]| side.iter().map(|&places| places as usize).sum::<usize>();
    let most = largest_weight(left.len(), right.len(), places(&left).min(places(&right)));
    table.greatest = match rng.below(4) {
        0 => table.greatest + rng.within(0, 10),
        1 => (table.greatest + (1 << 40)).min(most),
        2 => most,
        _ => table.greatest,
    };
    let nothing = table.nothing();
    let kind = rng.below(4);
    let slack = *rng.pick(&[1, 10, 1_000]);
    for bound in &mut table.bounds {
        *bound = match (*bound, kind) {
            (bound, 0) => bound,
            (Some(bound), 1) => Some(bound + rng.within(0, slack)),
            (Some(_), 2) => Some(nothing),
            (Some(bound), _) => Some(*rng.pick(&[bound, bound, bound + slack, nothing])),
            // All excluded, and a number nevertheless.
            (None, 1) => rng.chance(1, 4).then(|| rng.within(-1_000, 1_000)),
            (None, _) => rng.chance(1, 4).then_some(nothing),
        };
    }
    Instance { left, right, table }
}

/// An instance of any kind with so many vertices.
pub(crate) fn random(rng: &mut Rng, lefts: usize, rights: usize) -> Instance {
    let width = *rng.pick(&[3, 100, 10_000]);
    let groups = 1 + rng.below(5);
    let [one, other] = [lefts, rights].map(|count| traits(rng, count, width, groups));
    let scores = random_scores(rng, &one, &other);
    let capacities = [lefts, rights].map(|count| random_capacities(rng, count));
    dressed(rng, capacities, [&one, &other], scores)
}

/// An instance of any kind with at most so many vertices a side.
pub(crate) fn random_up_to(rng: &mut Rng, most: usize) -> Instance {
    let [lefts, rights] = [0; 2].map(|_| if rng.chance(1, 40) { 0 } else { 1 + rng.below(most) });
    random(rng, lefts, rights)
}

/// Scores that are sums of parts and some noise; `excluded` says of two vertices whether they are.
/// Blocks hold vertices of one group with like parts, and bounds are the least there are.
pub(crate) fn structured(
    rng: &mut Rng,
    [left, right]: [Vec<u32>; 2],
    noise: i64,
    owns: bool,
    excluded: impl Fn(Traits, Traits) -> bool,
) -> Instance {
    let sides = [left.len(), right.len()].map(|count| traits(rng, count, 10_000, 8));
    let mut scores = Vec::with_capacity(left.len() * right.len());
    for &one in &sides[0] {
        for &other in &sides[1] {
            let score = one.part + other.part + rng.within(-noise, noise);
            scores.push((!excluded(one, other)).then_some(score));
        }
    }
    let blocks = sides.each_ref().map(|side| {
        let like = |vertex: u32| side[vertex as usize];
        Blocks::new(vertices(side).end, |block| {
            block.sort_unstable_by_key(|&v| (like(v).group, like(v).part, v));
            if block.len() > 8 { block.len() / 2 } else { 0 }
        })
    });
    let own = sides.each_ref().map(|side| side.iter().map(|v| i64::from(owns) * v.part).collect());
    Instance { left, right, table: Table::new(blocks, scores, own) }
}
