//! Many who tie: odd sets whose prices are all that keeps their pairs out.

use crosstie::solve::{GeneralCertificate, OddSets};

use super::instances::{Symmetric, cliques, dressed};
use super::{check, full_optimum, prices_of};
use crate::general::MODES;
use crate::general::instances::{Parts, all_pairs, any_order};
use crate::pricing::instances::{Traits, traits};
use crate::rng::Rng;

/// What the odd sets of some certificates are like.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// With a price.
    priced: u64,
    /// With a price, and within another that has one.
    nested: u64,
    /// The most vertices of one with a price.
    largest: u64,
}

/// How many vertices each set holds.
fn sizes(sets: &OddSets) -> Vec<u64> {
    let mut sizes = vec![0; sets.sets.len()];
    for &innermost in sets.innermost.iter().flatten() {
        sizes[innermost as usize] += 1;
    }
    // Sets stand before those within them.
    for set in (0..sizes.len()).rev() {
        if let Some(within) = sets.sets[set].within {
            sizes[within as usize] += sizes[set];
        }
    }
    sizes
}

fn note(certificate: &GeneralCertificate, seen: &mut Seen) {
    let sets = &prices_of(certificate).odd_sets;
    for (set, size) in sets.sets.iter().zip(sizes(sets)) {
        if set.price > 0 {
            seen.priced += 1;
            seen.nested += u64::from(set.within.is_some_and(|w| sets.sets[w as usize].price > 0));
            seen.largest = seen.largest.max(size);
        }
    }
}

fn check_both(source: &Symmetric, seen: &mut Seen) {
    for mode in MODES {
        let full = source.full(mode);
        let (certificate, _) = check(source, &full, full_optimum(&full));
        note(&certificate, seen);
    }
}

#[test]
fn odd_cliques_of_equal_weight_joined_by_lighter_pairs() {
    let mut rng = Rng::new(1_730);
    let mut seen = Seen::default();
    for _ in 0..150 {
        let count = 1 + rng.below(8);
        let sizes: Vec<usize> = (0..count).map(|_| 3 + 2 * rng.below(7)).collect();
        let (heavy, light) = (10, rng.within(-3, 9));
        let in_hundred = *rng.pick(&[100, 100, 30, 3]);
        let (parts, like) = cliques(&sizes, |alike| {
            (alike || rng.chance(in_hundred, 100)).then_some(if alike { heavy } else { light })
        });
        check_both(&dressed(&mut rng, &parts, &like), &mut seen);
    }
    assert!(seen.priced > 300 && seen.largest >= 13, "{seen:?}");
}

#[test]
fn odd_cliques_with_more_pairs_than_are_looked_for_at_once() {
    let mut rng = Rng::new(1_731);
    let mut seen = Seen::default();
    let all: [&[usize]; 5] = [&[31; 9], &[61; 4], &[101, 99, 97], &[25; 12], &[51, 3, 3, 3, 201]];
    for sizes in all {
        for in_hundred in [100, 1] {
            let (parts, like) = cliques(sizes, |alike| {
                let light = if rng.chance(1, 4) { 6 } else { 3 };
                (alike || rng.chance(in_hundred, 100)).then_some(if alike { 10 } else { light })
            });
            let order = any_order(&mut rng, parts.vertices);
            let mut named = like.clone();
            for (like, &name) in like.iter().zip(&order) {
                named[name as usize] = *like;
            }
            check_both(&dressed(&mut rng, &parts.relabelled(&order), &named), &mut seen);
        }
    }
    assert!(seen.priced > 20 && seen.largest >= 99, "{seen:?}");
}

/// So many vertices in so many of so many…; a pair is worth what belongs to the smallest part that holds both.
fn levels(rng: &mut Rng, widths: &[usize], worth: &[i64], noise: i64) -> (Parts, Vec<Traits>) {
    let count: usize = widths.iter().product();
    let level = |a: u32, b: u32| {
        let mut size = count;
        let parted = widths.iter().position(|width| {
            size /= width;
            a as usize / size != b as usize / size
        });
        parted.unwrap()
    };
    let pairs = all_pairs(count).into_iter();
    let edges = pairs.map(|(a, b)| (a, b, worth[level(a, b)] + rng.within(0, noise))).collect();
    let outermost = count / widths[0];
    let mut like = traits(rng, count, 0, 1);
    for (v, like) in like.iter_mut().enumerate() {
        like.group = v / outermost;
        like.part = i64::try_from(v).unwrap();
    }
    (Parts { vertices: count, edges }, like)
}

#[test]
fn likes_within_likes() {
    let mut rng = Rng::new(1_732);
    let mut seen = Seen::default();
    let shapes: [(&[usize], &[i64]); 7] = [
        (&[2, 3, 3], &[1, 5, 9]),
        (&[3, 3, 3, 3], &[1, 4, 8, 13]),
        (&[2, 5, 5], &[-2, 4, 9]),
        (&[4, 3, 3, 5], &[2, 3, 6, 10]),
        (&[2, 3, 5, 7], &[2, 5, 6, 10]),
        (&[3, 7, 13], &[0, 6, 10]),
        (&[7, 3, 3], &[3, 4, 5]),
    ];
    for (widths, worth) in shapes {
        for noise in [0, 0, 1, 4] {
            let (parts, like) = levels(&mut rng, widths, worth, noise);
            for _ in 0..2 {
                check_both(&dressed(&mut rng, &parts, &like), &mut seen);
            }
        }
    }
    assert!(seen.priced > 500 && seen.nested > 50, "{seen:?}");
}

#[test]
fn ties_of_every_kind() {
    // Few scores, few that differ from most, many vertices.
    let mut rng = Rng::new(1_733);
    let mut seen = Seen::default();
    for turn in 0..40 {
        let count = 60 + rng.below(120);
        let groups = 2 + rng.below(20);
        let like = traits(&mut rng, count, 5, groups);
        let rare = *rng.pick(&[2, 5, 20]);
        let pairs = all_pairs(count).into_iter();
        let edges = pairs
            .map(|(a, b)| {
                let [one, other] = [a, b].map(|v| like[v as usize]);
                let alike = i64::from(one.group == other.group);
                (a, b, 3 * alike + i64::from(rng.chance(1, rare)) + i64::from(turn % 3 == 0))
            })
            .collect();
        check_both(&dressed(&mut rng, &Parts { vertices: count, edges }, &like), &mut seen);
    }
    assert!(seen.priced > 100, "{seen:?}");
}
