//! Trying bounds: true ones pass, planted wrong ones are found.

use crosstie::matching::assignment::Side;
use crosstie::matching::pricing::{Blocks, BoundError, PairSource, check_bounds};

use super::instances::{Table, random_up_to};
use crate::rng::Rng;

#[test]
fn true_bounds_pass() {
    let mut rng = Rng::new(740);
    for turn in 0..2_000 {
        let instance = random_up_to(&mut rng, if turn % 10 == 0 { 60 } else { 12 });
        assert_eq!(check_bounds(&&instance.table, 300, rng.next()), Ok(()));
    }
}

/// The error must be about a pair that is there, and right.
fn check_error(table: &Table, error: &BoundError) {
    let BoundError { left, right, score, left_block, right_block, bound, own, .. } = *error;
    assert_eq!(table.score(left, right), Some(score));
    assert!(table.lefts.vertices(left_block).contains(&left));
    assert!(table.rights.vertices(right_block).contains(&right));
    assert_eq!(table.bound(left_block, right_block), bound);
    assert_eq!(table.own(Side::Left, left) + table.own(Side::Right, right), own);
    assert!(bound.is_none_or(|bound| score > own + bound), "{error}");
}

#[test]
fn planted_bounds_are_found() {
    let mut rng = Rng::new(741);
    let (mut low, mut none) = (0, 0);
    for _ in 0..2_000 {
        let mut table = random_up_to(&mut rng, 6).table;
        table.bounds = table.least_bounds();
        let some: Vec<usize> =
            (0..table.bounds.len()).filter(|&i| table.bounds[i].is_some()).collect();
        if some.is_empty() {
            continue;
        }
        let planted = *rng.pick(&some);
        let lower = rng.chance(1, 2);
        *(if lower { &mut low } else { &mut none }) += 1;
        table.bounds[planted] = table.bounds[planted].filter(|_| lower).map(|bound| bound - 1);
        let seed = rng.next();
        // Chains of 6 have their last vertices one time in 32 a side, and one pair alone may exceed.
        let error = check_bounds(&&table, 100_000, seed).expect_err("a planted bound");
        check_error(&table, &error);
        let blocks = error.left_block * table.rights.len() + error.right_block;
        assert_eq!(blocks, planted, "{error}");
        // The same seed, the same pairs; and of no pairs none is found.
        assert_eq!(check_bounds(&&table, 100_000, seed), Err(error));
        assert_eq!(check_bounds(&&table, 0, seed), Ok(()));
    }
    assert!(low > 500 && none > 500, "{low} too low, {none} none");
}

#[test]
fn every_pair_is_tried() {
    // One pair of 8 × 8 exceeds what the whole of both sides says.
    let halves = || Blocks::new(8, |block| block.len() / 2);
    for which in 0..64 {
        let mut scores = vec![Some(0); 64];
        scores[which] = Some(5);
        let mut table = Table::new([halves(), halves()], scores, [vec![0; 8], vec![0; 8]]);
        table.bounds[0] = Some(4);
        let error = check_bounds(&&table, 2_000, 3).unwrap_err();
        assert_eq!((error.left * 8 + error.right) as usize, which);
        assert_eq!((error.left_block, error.right_block, error.bound), (0, 0, Some(4)));
    }
}

#[test]
fn other_seeds_try_other_pairs() {
    // Every pair exceeds: which is found first tells what is tried.
    let parts = || Blocks::new(100, |block| block.len() / 2);
    let mut table =
        Table::new([parts(), parts()], vec![Some(1); 10_000], [vec![0; 100], vec![0; 100]]);
    table.bounds.fill(Some(0));
    let mut found: Vec<(u32, u32)> = (0..200)
        .map(|seed| check_bounds(&&table, 1, seed).unwrap_err())
        .map(|error| (error.left, error.right))
        .collect();
    found.sort_unstable();
    found.dedup();
    assert!(found.len() > 150, "{} different first pairs", found.len());
}

#[test]
fn pairs_out_of_range_count_as_excluded() {
    for score in [11, -11, i64::MAX, i64::MIN] {
        let whole = [Blocks::whole(1), Blocks::whole(1)];
        let mut table = Table::new(whole, vec![Some(5)], [vec![0], vec![0]]);
        table.scores[0] = Some(score);
        table.greatest = 10;
        table.bounds[0] = None;
        assert_eq!(check_bounds(&&table, 100, 1), Ok(()), "{score}");
    }
}

#[test]
fn a_side_without_vertices_has_no_wrong_bounds() {
    for [lefts, rights] in [[0, 0], [0, 3], [3, 0]] {
        let blocks = [Blocks::whole(lefts), Blocks::whole(rights)];
        let own = [lefts, rights].map(|count| vec![0; count as usize]);
        let table = Table::new(blocks, Vec::new(), own);
        assert_eq!(check_bounds(&&table, 100, 1), Ok(()));
    }
}

#[test]
fn the_message_names_the_pair_and_the_blocks() {
    let blocks = [Blocks::whole(1), Blocks::whole(1)];
    let mut table = Table::new(blocks, vec![Some(9)], [vec![2], vec![3]]);
    assert_eq!(table.bounds, [Some(4)]);
    table.bounds[0] = Some(3);
    let message = check_bounds(&&table, 1, 0).unwrap_err().to_string();
    for part in ["left 0 and right 0 score 9", "blocks 0 and 0", "own 5"] {
        assert!(message.contains(part), "{message}");
    }
}
