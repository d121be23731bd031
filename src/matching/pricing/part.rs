//! Some of the vertices, and all blocks cut into chunks of work.

use super::{AllPairs, PairSource};
use crate::matching::heaviest::NEVER;
use crate::solve::Side;

/// About so many vertices are looked at together.
const CHUNK: usize = 256;

/// No vertex.
pub(super) const NONE: u32 = u32::MAX;

/// Some of the vertices, by ascending number; all of them are a part, too.
pub(super) struct Part {
    pub(super) lefts: Vec<u32>,
    pub(super) rights: Vec<u32>,
    /// Position among the left ones, or `NONE`.
    pub(super) left_at: Vec<u32>,
    pub(super) right_at: Vec<u32>,
}

impl Part {
    /// One vertex in so many, spread over the blocks.
    pub(super) fn new<S: PairSource>(problem: &AllPairs<S>, stride: usize) -> Self {
        let some = |side: Side| {
            let all = problem.source().blocks(side).vertices(0);
            let mut some: Vec<u32> = all.iter().copied().skip(stride / 2).step_by(stride).collect();
            some.sort_unstable();
            let mut at = vec![NONE; all.len()];
            for (position, &vertex) in some.iter().enumerate() {
                at[vertex as usize] = to_u32(position);
            }
            (some, at)
        };
        let ((lefts, left_at), (rights, right_at)) = (some(Side::Left), some(Side::Right));
        Self { lefts, rights, left_at, right_at }
    }

    /// Chunks of the blocks of a side with vertices of the part, in order.
    pub(super) fn chunks<S: PairSource>(
        &self,
        problem: &AllPairs<S>,
        side: Side,
    ) -> Vec<Vec<usize>> {
        let blocks = problem.source().blocks(side);
        let at = match side {
            Side::Left => &self.left_at,
            Side::Right => &self.right_at,
        };
        let mut chunks: Vec<Vec<usize>> = Vec::new();
        let mut size = CHUNK;
        for block in blocks.leaves() {
            let here = blocks.vertices(block).iter().filter(|&&v| at[v as usize] != NONE).count();
            if here == 0 {
                continue;
            }
            if size >= CHUNK {
                chunks.push(Vec::new());
                size = 0;
            }
            size += here;
            if let Some(chunk) = chunks.last_mut() {
                chunk.push(block);
            }
        }
        chunks
    }

    /// What all right vertices own less their prices, from the prices of those of the part: for the others, the mean of the
    /// smallest block that holds one of these.
    pub(super) fn spread<S: PairSource>(
        &self,
        problem: &AllPairs<S>,
        prices: impl IntoIterator<Item = i64>,
        mut value: Vec<i64>,
    ) -> Vec<i64> {
        let source = problem.source();
        let rights = source.blocks(Side::Right);
        for (&right, price) in self.rights.iter().zip(prices) {
            value[right as usize] =
                source.own(Side::Right, right).saturating_sub(price).max(NEVER + 1);
        }
        let known = |vertices: &[u32]| {
            let known = vertices.iter().filter(|&&right| self.right_at[right as usize] != NONE);
            known.fold((0_i128, 0_i128), |(sum, count), &right| {
                (sum + i128::from(value[right as usize]), count + 1)
            })
        };
        let sums = rights.summarize(known, |a, b| (a.0 + b.0, a.1 + b.1));
        let mut mean = vec![0; rights.len()];
        for block in 0..rights.len() {
            let (sum, count) = sums[block];
            if count > 0 {
                mean[block] = i64::try_from(sum / count).unwrap_or(0);
            }
            // Blocks come before their parts.
            for part in rights.parts(block).into_iter().flatten() {
                mean[part] = mean[block];
            }
        }
        for block in rights.leaves() {
            for &right in rights.vertices(block) {
                if self.right_at[right as usize] == NONE {
                    value[right as usize] = mean[block].min(source.own(Side::Right, right));
                }
            }
        }
        value
    }
}

pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}
