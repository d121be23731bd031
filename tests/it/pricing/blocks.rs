//! Trees of blocks: what is a part of what, and what is said of them.

use std::collections::BTreeSet;

use crosstie::matching::pricing::Blocks;

use super::instances::{random_blocks, traits};
use crate::rng::Rng;

/// Everything that the documentation says of any tree.
fn check(blocks: &Blocks, count: u32) {
    assert!(!blocks.is_empty() || count == 0);
    assert_eq!(blocks.vertex_count(), count as usize);
    assert_eq!(blocks.range(0), 0..count as usize);
    let all = blocks.vertices(0);
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    assert!(sorted.into_iter().eq(0..count), "{all:?}");

    // Each but the whole is a part once, comes later, and the two together are the block.
    let mut part_of = vec![None; blocks.len()];
    for block in 0..blocks.len() {
        let range = blocks.range(block);
        assert_eq!(blocks.vertices(block), &all[range.clone()]);
        let Some([one, other]) = blocks.parts(block) else { continue };
        for part in [one, other] {
            assert!(part > block, "{block} comes after its part {part}");
            assert_eq!(part_of[part].replace(block), None);
            assert!(!blocks.vertices(part).is_empty(), "{part} is empty");
        }
        let [one, other] = [one, other].map(|part| blocks.range(part));
        assert_eq!((one.start, one.end, other.end), (range.start, other.start, range.end));
    }
    assert!(part_of[0].is_none() && part_of[1..].iter().all(Option::is_some));

    // Leaves, in order, are all vertices once.
    let leaves: Vec<usize> = blocks.leaves().collect();
    let expected: BTreeSet<usize> =
        (0..blocks.len()).filter(|&block| blocks.parts(block).is_none()).collect();
    assert_eq!(leaves.len(), expected.len());
    assert_eq!(leaves.iter().copied().collect::<BTreeSet<_>>(), expected);
    let union: Vec<u32> = leaves.iter().flat_map(|&leaf| blocks.vertices(leaf)).copied().collect();
    assert_eq!(union, all);
    assert_eq!(blocks.len(), 2 * leaves.len() - 1);

    for beyond in [blocks.len(), blocks.len() + 1, usize::MAX] {
        assert_eq!(blocks.vertices(beyond), &[] as &[u32]);
        assert!(blocks.range(beyond).is_empty());
        assert_eq!(blocks.parts(beyond), None);
    }
}

/// What is summarized by parts is what the vertices say.
fn check_summaries(blocks: &Blocks) {
    let squares = |vertices: &[u32]| vertices.iter().map(|&v| u64::from(v).pow(2)).sum::<u64>();
    let mut leaves = Vec::new();
    let found = blocks.summarize(
        |vertices| {
            leaves.push(vertices.to_vec());
            // The vertices themselves, in order: the first part is given first.
            (squares(vertices), vertices.iter().max().copied(), vertices.to_vec())
        },
        |one, other| (one.0 + other.0, one.1.max(other.1), [&one.2[..], &other.2].concat()),
    );
    assert_eq!(found.len(), blocks.len());
    for (block, (sum, greatest, all)) in found.iter().enumerate() {
        let vertices = blocks.vertices(block);
        assert_eq!(*sum, squares(vertices));
        assert_eq!(*greatest, vertices.iter().max().copied());
        assert_eq!(all, vertices);
    }
    leaves.sort();
    let mut expected: Vec<Vec<u32>> =
        blocks.leaves().map(|leaf| blocks.vertices(leaf).to_vec()).collect();
    expected.sort();
    assert_eq!(leaves, expected, "each leaf once");
}

#[test]
fn random_trees() {
    let mut rng = Rng::new(730);
    let (mut leaves, mut single, mut deep) = (0, 0, 0);
    for _ in 0..3_000 {
        let count = rng.below_u32(40);
        let like = traits(&mut rng, count as usize, 100, 4);
        let blocks = random_blocks(&mut rng, &like);
        check(&blocks, count);
        check_summaries(&blocks);
        leaves += usize::from(blocks.len() == 1);
        single += usize::from(count > 1 && blocks.leaves().count() == count as usize);
        let depth = blocks.summarize(|_| 1, |one: &usize, other| 1 + one.max(other))[0];
        deep += usize::from(depth > 10);
    }
    assert!([leaves, single, deep].iter().all(|&seen| seen > 200), "{leaves} {single} {deep}");
}

#[test]
fn the_order_is_that_of_the_divisions() {
    let mut rng = Rng::new(731);
    for _ in 0..1_000 {
        let count = 1 + rng.below_u32(30);
        // Every block of two or more is given once, as it stands when its whole has been divided.
        let mut given = Vec::new();
        let mut left = Vec::new();
        let blocks = Blocks::new(count, |block| {
            given.push(block.iter().copied().collect::<BTreeSet<u32>>());
            rng.shuffle(block);
            let first = rng.below(block.len() + 1);
            left.push((block.to_vec(), first));
            first
        });
        check(&blocks, count);
        let several: Vec<BTreeSet<u32>> = (0..blocks.len())
            .map(|block| blocks.vertices(block).iter().copied().collect::<BTreeSet<u32>>())
            .filter(|vertices| vertices.len() > 1)
            .collect();
        assert_eq!(given.len(), several.len());
        assert_eq!(given.iter().collect::<BTreeSet<_>>(), several.iter().collect());
        // The first ones of a division are the first part, in whatever order it is left in itself.
        for (order, first) in left {
            let block = (0..blocks.len())
                .find(|&block| {
                    let vertices = blocks.vertices(block).iter();
                    vertices.collect::<BTreeSet<_>>() == order.iter().collect()
                })
                .unwrap();
            match blocks.parts(block) {
                None => {
                    assert!(first == 0 || first == order.len());
                    assert_eq!(blocks.vertices(block), order);
                }
                Some([one, _]) => {
                    let part: BTreeSet<u32> = blocks.vertices(one).iter().copied().collect();
                    assert_eq!(part, order[..first].iter().copied().collect());
                }
            }
        }
    }
}

#[test]
fn none_all_or_more_leave_a_block_undivided() {
    for count in [0, 1, 2, 3, 100] {
        let whole = Blocks::whole(count);
        check(&whole, count);
        assert_eq!((whole.len(), whole.is_empty()), (1, count == 0));
        assert_eq!(whole.leaves().collect::<Vec<_>>(), [0]);
        assert!(whole.vertices(0).iter().copied().eq(0..count));
        let ways: [fn(usize) -> usize; 4] = [|_| 0, |size| size, |size| size + 1, |_| usize::MAX];
        for way in ways {
            assert_eq!(Blocks::new(count, |block| way(block.len())), whole);
            // Not at once, but later.
            let blocks =
                Blocks::new(count, |b| if b.len() > 50 { b.len() / 2 } else { way(b.len()) });
            check(&blocks, count);
            assert_eq!(blocks.leaves().count(), if count == 100 { 2 } else { 1 });
        }
    }
}

#[test]
fn an_order_stays_where_a_block_is_not_divided() {
    let blocks = Blocks::new(4, |block| {
        block.reverse();
        0
    });
    assert_eq!(blocks.vertices(0), [3, 2, 1, 0]);
    assert_eq!(blocks.len(), 1);
}

#[test]
fn one_vertex_is_not_divided() {
    let blocks = Blocks::new(5, |block| {
        assert!(block.len() > 1);
        1
    });
    check(&blocks, 5);
    assert_eq!(blocks.leaves().count(), 5);
}

#[test]
fn a_long_chain_is_built_and_summarized() {
    // 20,000 levels: nothing here may call itself.
    let count = 20_000;
    let from_the_end = Blocks::new(count, |block| block.len() - 1);
    let from_the_start = Blocks::new(count, |_| 1);
    for blocks in [from_the_end, from_the_start] {
        check(&blocks, count);
        let sizes = blocks.summarize(<[u32]>::len, |one, other| one + other);
        assert!((0..blocks.len()).all(|block| sizes[block] == blocks.vertices(block).len()));
    }
}
