//! Random symmetric sources: scores in a table, blocks of any shape, and bounds that hold.

use crosstie::matching::general::{GeneralProblem, Mode};
use crosstie::matching::pricing::{AllPairsWithin, Blocks, PairSource};
use crosstie::solve::Side;

use crate::general::instances::{Edge, Parts, all_pairs, largest_weight};
use crate::pricing::instances::{Table, Traits, random_blocks, traits};
use crate::rng::Rng;

/// A table that says the same whichever of two is called the left one. Nobody may ask about a vertex and itself.
#[derive(Clone, Debug)]
pub(crate) struct Symmetric(pub(crate) Table);

impl PairSource for &Symmetric {
    fn blocks(&self, _: Side) -> &Blocks {
        &self.0.lefts
    }

    fn greatest(&self) -> i64 {
        self.0.greatest
    }

    fn score(&self, left: u32, right: u32) -> Option<i64> {
        assert_ne!(left, right, "asked about a vertex and itself");
        (&self.0).score(left, right)
    }

    fn own(&self, side: Side, vertex: u32) -> i64 {
        (&self.0).own(side, vertex)
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        (&self.0).bound(left, right)
    }
}

impl Symmetric {
    /// A source of these pairs, all others being excluded, whose bounds are the least that hold.
    pub(crate) fn new(parts: &Parts, blocks: Blocks, own: Vec<i64>) -> Self {
        let count = parts.vertices;
        let mut scores = vec![None; count * count];
        for &(a, b, score) in &parts.edges {
            let (a, b) = (a as usize, b as usize);
            scores[a * count + b] = Some(score);
            scores[b * count + a] = Some(score);
        }
        Self(Table::new([blocks.clone(), blocks], scores, [own.clone(), own]))
    }

    /// Nothing owned, all in one block.
    pub(crate) fn plain(parts: &Parts) -> Self {
        Self::new(parts, Blocks::whole(number(parts.vertices)), vec![0; parts.vertices])
    }

    pub(crate) fn count(&self) -> usize {
        self.0.lefts.vertex_count()
    }

    pub(crate) fn problem(&self, mode: Mode) -> AllPairsWithin<&Self> {
        AllPairsWithin::new(mode, self).unwrap_or_else(|errors| panic!("{errors}"))
    }

    /// The list of all pairs that are not excluded.
    pub(crate) fn parts(&self) -> Parts {
        let pairs = all_pairs(self.count()).into_iter();
        let edges = pairs.filter_map(|(a, b)| Some((a, b, self.0.eligible(a, b)?))).collect();
        Parts { vertices: self.count(), edges }
    }

    /// The problem of that list.
    pub(crate) fn full(&self, mode: Mode) -> GeneralProblem {
        self.parts().problem(mode)
    }

    /// The same with other bounds; `change` is told the number of the two blocks and the bound so far.
    pub(crate) fn with_bounds(
        &self,
        mut change: impl FnMut(usize, Option<i64>) -> Option<i64>,
    ) -> Self {
        let mut other = self.clone();
        let (blocks, bounds) = (other.0.lefts.len(), &mut other.0.bounds);
        for one in 0..blocks {
            for two in one..blocks {
                let bound = change(one * blocks + two, bounds[one * blocks + two]);
                bounds[one * blocks + two] = bound;
                bounds[two * blocks + one] = bound;
            }
        }
        other
    }
}

/// Vertices have 32-bit numbers.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}

/// A pair's score before some are excluded. `across` is a second place of each beside its part.
fn random_score(rng: &mut Rng, kind: usize, [one, other]: [Traits; 2], across: i64) -> i64 {
    let (sum, gap) = (one.part + other.part, (one.part - other.part).abs());
    let alike = one.group == other.group;
    match kind {
        0 => rng.within(0, 2),
        1 => 7,
        2 => rng.within(-20, -1),
        3 => rng.within(-20, 20),
        4 => rng.within(-1_000_000_000, 1_000_000_000),
        5 => sum + rng.within(-3, 3),
        6 => sum + rng.within(-1_000, 1_000),
        7 => sum,
        // Classes of likes, and of those who are unlike.
        8 => i64::from(alike) * 1_000 + rng.within(0, 5),
        9 => {
            if alike {
                5
            } else {
                3
            }
        }
        10 => i64::from(!alike) * 1_000 + rng.within(-5, 5),
        11 => one.part * other.part,
        // On a line and in the plane.
        12 => 100 - gap,
        13 => gap,
        _ => 150 - gap - across,
    }
}

/// Pairs of any family, some or most of them excluded, and what the vertices are like.
pub(crate) fn random_parts(rng: &mut Rng, count: usize) -> (Parts, Vec<Traits>) {
    let width = *rng.pick(&[3, 100, 10_000]);
    let groups = 1 + rng.below(5);
    let like = traits(rng, count, width, groups);
    let across: Vec<i64> = like.iter().map(|_| rng.within(-width, width)).collect();
    let kind = rng.below(15);
    let hidden = rng.below(9);
    let in_hundred = *rng.pick(&[70, 50, 20, 10, 3]);
    let centres = 1 + rng.below_u32(3);
    let some: Vec<bool> = like.iter().map(|_| rng.chance(1, 3)).collect();
    let mut edges = Vec::new();
    for (a, b) in all_pairs(count) {
        let of = [a, b].map(|v| like[v as usize]);
        let alike = of[0].group == of[1].group;
        let eligible = match hidden {
            0..=2 => true,
            3 | 4 => rng.chance(in_hundred, 100),
            // Components, and the opposite.
            5 => alike,
            6 => !alike,
            // Those who only know others; stars, in part with some pairs more.
            7 => !(some[a as usize] && some[b as usize]),
            _ => a < centres && b % centres == a || rng.chance(1, 40),
        };
        if eligible {
            let across = (across[a as usize] - across[b as usize]).abs();
            edges.push((a, b, random_score(rng, kind, of, across)));
        }
    }
    (Parts { vertices: count, edges }, like)
}

/// A source of these pairs: blocks, own parts and bounds of any kind that holds.
pub(crate) fn dressed(rng: &mut Rng, parts: &Parts, like: &[Traits]) -> Symmetric {
    let blocks = random_blocks(rng, like);
    let kind = rng.below(5);
    let one = |vertex: &Traits| match kind {
        0 | 1 => 0,
        2 => vertex.part,
        3 => -vertex.part,
        _ => rng.within(-1_000, 1_000),
    };
    let own = like.iter().map(one).collect();
    let mut source = Symmetric::new(parts, blocks, own);

    let most = largest_weight(parts.vertices);
    let greatest = source.0.greatest;
    source.0.greatest = match rng.below(4) {
        0 => (greatest + rng.within(0, 10)).min(most),
        1 => (greatest + (1 << 40)).min(most),
        2 => most,
        _ => greatest,
    };
    let nothing = *rng.pick(&[source.0.nothing(), i64::MAX]);
    let kind = rng.below(4);
    let slack = *rng.pick(&[1, 10, 1_000]);
    source.with_bounds(|_, bound| match (bound, kind) {
        (bound, 0) => bound,
        (Some(bound), 1) => Some(bound + rng.within(0, slack)),
        (Some(_), 2) => Some(nothing),
        (Some(bound), _) => Some(*rng.pick(&[bound, bound, bound + slack, nothing])),
        // All excluded, and a number nevertheless.
        (None, 1) => rng.chance(1, 4).then(|| rng.within(-1_000, 1_000)),
        (None, _) => rng.chance(1, 4).then_some(nothing),
    })
}

/// As [`dressed`], of vertices of which nothing is known.
pub(crate) fn dressed_anyhow(rng: &mut Rng, parts: &Parts) -> Symmetric {
    let groups = 1 + rng.below(5);
    let like = traits(rng, parts.vertices, 20, groups);
    dressed(rng, parts, &like)
}

/// A source of any kind with so many vertices.
pub(crate) fn random(rng: &mut Rng, count: usize) -> Symmetric {
    let (parts, like) = random_parts(rng, count);
    dressed(rng, &parts, &like)
}

/// A source of any kind with at most so many vertices.
pub(crate) fn random_up_to(rng: &mut Rng, most: usize) -> Symmetric {
    let count = if rng.chance(1, 40) { rng.below(3) } else { 1 + rng.below(most) };
    random(rng, count)
}

/// Scores that are sums of parts and some noise; `excluded` says of two vertices whether they are.
/// Blocks hold vertices of one group with like parts, and bounds are the least there are.
pub(crate) fn structured(
    rng: &mut Rng,
    count: usize,
    noise: i64,
    owns: bool,
    excluded: impl Fn(Traits, Traits) -> bool,
) -> Symmetric {
    let like = traits(rng, count, 10_000, 8);
    let of = |v: u32| like[v as usize];
    let mut edges: Vec<Edge> = Vec::new();
    for (a, b) in all_pairs(count) {
        let score = of(a).part + of(b).part + rng.within(-noise, noise);
        if !excluded(of(a), of(b)) {
            edges.push((a, b, score));
        }
    }
    let blocks = Blocks::new(number(count), |block| {
        block.sort_unstable_by_key(|&v| (of(v).group, of(v).part, v));
        if block.len() > 8 { block.len() / 2 } else { 0 }
    });
    let own = like.iter().map(|v| i64::from(owns) * v.part).collect();
    Symmetric::new(&Parts { vertices: count, edges }, blocks, own)
}

/// Cliques of these sizes of likes, one after the other; `score` is told whether two are alike.
pub(crate) fn cliques(
    sizes: &[usize],
    mut score: impl FnMut(bool) -> Option<i64>,
) -> (Parts, Vec<Traits>) {
    let group = |(group, &size): (usize, &usize)| vec![Traits { part: 0, group }; size];
    let like: Vec<Traits> = sizes.iter().enumerate().flat_map(group).collect();
    let pairs = all_pairs(like.len()).into_iter();
    let alike = |a: u32, b: u32| like[a as usize].group == like[b as usize].group;
    let edges = pairs.filter_map(|(a, b)| Some((a, b, score(alike(a, b))?))).collect();
    (Parts { vertices: like.len(), edges }, like)
}
