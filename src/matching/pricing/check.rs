//! Whether the bounds of a source are bounds.

use super::PairSource;
use crate::random::Random;
use crate::solve::Side;

/// A pair that exceeds what its source declares.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "left {left} and right {right} score {score}, but their blocks {left_block} and {right_block} \
     have a bound of {bound:?} and the two own {own}; declare a bound that no pair exceeds, or none at all"
)]
#[non_exhaustive]
pub struct BoundError {
    /// The left vertex.
    pub left: u32,
    /// The right vertex.
    pub right: u32,
    /// Their score.
    pub score: i64,
    /// A block with the left vertex.
    pub left_block: usize,
    /// A block with the right vertex.
    pub right_block: usize,
    /// What the source says of these blocks; none: all pairs are excluded.
    pub bound: Option<i64>,
    /// What both vertices own.
    pub own: i64,
}

/// Tries the bounds of a source on random pairs: each in all blocks that hold it. Of the same seed the same pairs.
///
/// # Errors
/// The first pair that exceeds a bound.
pub fn check_bounds(source: &impl PairSource, pairs: u64, seed: u64) -> Result<(), BoundError> {
    let sides = [Side::Left, Side::Right].map(|side| source.blocks(side));
    if sides.iter().any(|blocks| blocks.is_empty()) {
        return Ok(());
    }
    let mut random = Random::new(seed, 0);
    for _ in 0..pairs {
        let [(left, left_blocks), (right, right_blocks)] = sides.map(|blocks| {
            // From the whole to a leaf, by lot, and there a vertex.
            let mut way = vec![0];
            while let Some(parts) = blocks.parts(way[way.len() - 1]) {
                way.push(parts[random.index(2)]);
            }
            let vertices = blocks.vertices(way[way.len() - 1]);
            (vertices[random.index(vertices.len())], way)
        });
        let Some(score) = source.score(left, right) else { continue };
        if score.unsigned_abs() > source.greatest().unsigned_abs() {
            continue; // which excludes it
        }
        let own = source.own(Side::Left, left).saturating_add(source.own(Side::Right, right));
        for &left_block in &left_blocks {
            for &right_block in &right_blocks {
                let bound = source.bound(left_block, right_block);
                if bound.is_none_or(|bound| score > own.saturating_add(bound)) {
                    return Err(BoundError {
                        left,
                        right,
                        score,
                        left_block,
                        right_block,
                        bound,
                        own,
                    });
                }
            }
        }
    }
    Ok(())
}
