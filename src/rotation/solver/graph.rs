//! Who is joined to whom in a round, listed or asked for: connected parts, and the structure of
//! all largest matchings.

use super::super::problem::RotationProblem;
use super::super::sitting::Sitting;
use crate::matching::general::{GallaiEdmonds, GeneralProblem, Matching};
use crate::solve::Mode;

impl RotationProblem<'_> {
    /// For each place the lowest place of its connected part, where pairs that `keep` (lower, higher) lets
    /// through join two places.
    ///
    /// Complexity: O(e·α) for e pairs listed; where pairs are priced, O(n) questions and one for every pair of
    /// places that is not joined.
    pub(in crate::rotation) fn parts(
        &self,
        sitting: &Sitting,
        with_repeats: bool,
        keep: impl Fn(u32, u32) -> bool,
    ) -> Vec<u32> {
        let n = sitting.people.len();
        if sitting.is_priced() {
            let joined = |a: u32, b: u32| {
                keep(a.min(b), a.max(b)) && self.is_joined(sitting, with_repeats, a, b)
            };
            return parts_asking(n, joined);
        }
        let mut sets = petgraph::unionfind::UnionFind::<u32>::new(n);
        for (a, b) in listed(sitting, with_repeats).filter(|&(a, b)| keep(a, b)) {
            sets.union(a, b);
        }
        let label = sets.into_labeling();
        let mut lowest = vec![u32::MAX; n];
        for (v, &l) in (0..).zip(&label) {
            lowest[l as usize] = lowest[l as usize].min(v);
        }
        label.into_iter().map(|l| lowest[l as usize]).collect()
    }

    /// The structure of all largest matchings of the pairs that `keep` lets through, by one of them; none where there is
    /// a larger one.
    pub(super) fn decomposition(
        &self,
        sitting: &Sitting,
        with_repeats: bool,
        keep: impl Fn(u32, u32) -> bool,
        pairs: &Matching,
    ) -> Option<GallaiEdmonds> {
        let n = sitting.people.len();
        if sitting.is_priced() {
            return GallaiEdmonds::asking(n, pairs, |a, b| {
                keep(a.min(b), a.max(b)) && self.is_joined(sitting, with_repeats, a, b)
            });
        }
        let edges = listed(sitting, with_repeats).filter(|&(a, b)| keep(a, b));
        let edges = edges.map(|(a, b)| (a, b, 0));
        let graph = GeneralProblem::new(Mode::MostPairsFirst, n, edges).ok()?;
        GallaiEdmonds::new(&graph, pairs).ok()
    }

    /// Without a value of a custom criterion two are not joined.
    fn is_joined(&self, sitting: &Sitting, with_repeats: bool, a: u32, b: u32) -> bool {
        let edge = self.edge(sitting, a, b);
        matches!(edge, Ok(Some(edge)) if with_repeats || !edge.repeat)
    }
}

fn listed(sitting: &Sitting, with_repeats: bool) -> impl Iterator<Item = (u32, u32)> + '_ {
    let repeats = if with_repeats { sitting.repeats() } else { &[] };
    sitting.fresh().iter().chain(repeats).map(|edge| (edge.a, edge.b))
}

/// For each vertex the lowest of its connected part. Who is reached is not asked about again.
fn parts_asking(n: usize, joined: impl Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut part = vec![u32::MAX; n];
    let mut left: Vec<u32> = (0..).take(n).collect();
    for lowest in (0..).take(n) {
        if part[lowest as usize] != u32::MAX {
            continue;
        }
        part[lowest as usize] = lowest;
        let mut open = vec![lowest];
        while let Some(one) = open.pop() {
            left.retain(|&other| {
                let here = &mut part[other as usize];
                if *here == u32::MAX && joined(one, other) {
                    *here = lowest;
                    open.push(other);
                }
                *here == u32::MAX
            });
        }
    }
    part
}
