//! The pairs that count in a bound, block by block, so that never all of them are in memory.

use super::Blocks;
use crate::parallel;

/// So many left blocks are looked through at a time.
const AT_A_TIME: usize = 1_024;

/// The pairs (left, right, score) that `score` gives one, of the left and right blocks that `may` count.
pub(super) fn counting<'b>(
    lefts: &'b Blocks,
    rights: &'b Blocks,
    may: impl Fn(usize, usize) -> bool + Send + Sync + 'b,
    score: impl Fn(u32, u32) -> Option<i64> + Send + Sync + 'b,
) -> impl Iterator<Item = (u32, u32, i64)> + 'b {
    let leaves: Vec<usize> = lefts.leaves().collect();
    (0..leaves.len())
        .step_by(AT_A_TIME)
        .flat_map(move |start| {
            let some = &leaves[start..leaves.len().min(start + AT_A_TIME)];
            parallel::map(some.len(), |at| of_block(lefts, rights, some[at], &may, &score))
        })
        .flatten()
}

fn of_block(
    lefts: &Blocks,
    rights: &Blocks,
    left: usize,
    may: impl Fn(usize, usize) -> bool,
    score: impl Fn(u32, u32) -> Option<i64>,
) -> Vec<(u32, u32, i64)> {
    let mut pairs = Vec::new();
    let mut open = vec![0];
    while let Some(right) = open.pop() {
        if !may(left, right) {
            continue;
        }
        if let Some(parts) = rights.parts(right) {
            open.extend(parts);
            continue;
        }
        for &l in lefts.vertices(left) {
            for &r in rights.vertices(right) {
                pairs.extend(score(l, r).map(|score| (l, r, score)));
            }
        }
    }
    pairs
}
