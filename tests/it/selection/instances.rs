//! Random small problems.

use crosstie::matching::selection::SelectionProblem;
use crosstie::solve::{Common, Count, Kinds, SelectionParts};

use crate::rng::Rng;

/// The problem of parts without mistakes.
pub(crate) fn problem(parts: &SelectionParts) -> SelectionProblem {
    SelectionProblem::new(parts.clone()).unwrap_or_else(|error| panic!("{error} in {parts:?}"))
}

/// The largest magnitude of a value for so many candidates and members at most.
pub(crate) fn largest_value(candidates: usize, most: u32) -> i64 {
    let size = i64::from(most).min(i64::try_from(candidates).unwrap());
    i64::MAX / 1024 / ((size + 2) * (size + 2))
}

/// All pairs of so many candidates, in any order and either end first.
fn any_pairs(rng: &mut Rng, count: u32) -> Vec<(u32, u32)> {
    let mut pairs: Vec<(u32, u32)> =
        (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).collect();
    rng.shuffle(&mut pairs);
    for pair in &mut pairs {
        if rng.chance(1, 2) {
            *pair = (pair.1, pair.0);
        }
    }
    pairs
}

/// Any of so many candidates, in any order.
fn any_of(rng: &mut Rng, count: u32) -> Vec<u32> {
    let mut all: Vec<u32> = (0..count).collect();
    rng.shuffle(&mut all);
    all.truncate(rng.below(all.len() + 1));
    all
}

/// A small problem: mostly up to 7, sometimes 10 candidates; each requirement alone and all together.
pub(crate) fn small(rng: &mut Rng) -> SelectionParts {
    let most = *rng.pick(&[4, 5, 6, 6, 7, 7, 8, 10]);
    small_with(rng, most)
}

/// A small problem with at most so many candidates.
pub(crate) fn small_with(rng: &mut Rng, most: u32) -> SelectionParts {
    let count = if rng.chance(1, 40) { rng.below_u32(3) } else { 1 + rng.below_u32(most) };
    let size = size(rng, count);
    let value = any_value(rng, count, size.1);
    let fit = (0..count).map(|_| value(rng)).collect();
    let mut parts = SelectionParts { fit, size, ..SelectionParts::default() };
    let value = if rng.chance(1, 2) { value } else { any_value(rng, count, size.1) };
    let mut pairs = any_pairs(rng, count);
    match rng.below(4) {
        0 => pairs.clear(),
        1 => pairs.truncate(count as usize),
        2 => pairs.truncate(rng.below(pairs.len() + 1)),
        _ => {}
    }
    parts.pairs = pairs.into_iter().map(|(a, b)| (a, b, value(rng))).collect();
    // One requirement alone, or each with this chance.
    let (only, in_ten) = match rng.below(4) {
        0 => (Some(rng.below(6)), 0),
        1 => (None, 2),
        2 => (None, 5),
        _ => (None, 9),
    };
    let wanted = |rng: &mut Rng, which| only == Some(which) || rng.chance(in_ten, 10);
    if wanted(rng, 0) {
        parts.required = any_of(rng, count);
        parts.required.truncate(1 + rng.below(2));
    }
    if wanted(rng, 1) {
        parts.apart = any_pairs(rng, count);
        let most = parts.apart.len().min(1 + rng.below(2 * count as usize + 1));
        parts.apart.truncate(most);
        if rng.chance(1, 4) {
            // The same two a second time is no mistake.
            let again = parts.apart.first().map(|&(a, b)| (b, a));
            parts.apart.extend(again);
        }
    }
    if wanted(rng, 2) {
        let mut members = any_of(rng, count);
        while !members.is_empty() {
            let size = (1 + rng.below(3)).min(members.len());
            parts.together.push(members.split_off(members.len() - size));
        }
        if rng.chance(1, 10) {
            parts.together.push(Vec::new());
        }
    }
    if wanted(rng, 3) {
        parts.counts = counts(rng, count);
    }
    if wanted(rng, 4) {
        parts.kinds = (0..1 + rng.below(2)).map(|_| kinds(rng, count)).collect();
    }
    if wanted(rng, 5) {
        parts.common = Some(common(rng, count));
    }
    parts
}

fn size(rng: &mut Rng, count: u32) -> (u32, u32) {
    match rng.below(8) {
        0 => (0, *rng.pick(&[0, count, u32::MAX])),
        1 | 2 => {
            let exact = rng.below_u32(count + 1);
            (exact, exact)
        }
        // More than there are.
        3 if rng.chance(1, 5) => (count + 1, count + 1 + rng.below_u32(2)),
        _ => {
            let (a, b) = (rng.below_u32(count + 1), rng.below_u32(count + 1));
            (a.min(b), a.max(b))
        }
    }
}

fn any_value(rng: &mut Rng, count: u32, most: u32) -> impl Fn(&mut Rng) -> i64 + Copy + use<> {
    let extreme = largest_value(count as usize, most);
    let (kind, level) = (rng.below(9), rng.within(-3, 3));
    move |rng| match kind {
        0 => 0,
        1 => level,
        2 => rng.within(-1, 1),
        3 | 4 => rng.within(-4, 6),
        5 => rng.within(-20, 2),
        6 => rng.within(-1_000_000_000, 1_000_000_000),
        7 => *rng.pick(&[-extreme, 0, extreme]),
        _ => rng.within(1, 100),
    }
}

fn counts(rng: &mut Rng, count: u32) -> Vec<Count> {
    let limits = |rng: &mut Rng, members: Vec<u32>| {
        let size = u32::try_from(members.len()).unwrap();
        let (a, b) = (rng.below_u32(size + 1), rng.below_u32(size + 1));
        let (at_least, at_most) = match rng.below(6) {
            0 => (0, a),
            1 => (a, u32::MAX),
            2 => (a.min(1), u32::MAX),
            3 => (a.max(b), a.max(b)),
            4 if rng.chance(1, 6) => (size + 1, size + 2),
            _ => (a.min(b), a.max(b)),
        };
        Count { members, at_least, at_most }
    };
    if rng.chance(1, 2) {
        // One count for each part of all.
        let of = 1 + rng.below_u32(3);
        let part_of: Vec<u32> = (0..count).map(|_| rng.below_u32(of)).collect();
        let parts = (0..of).map(|part| {
            let members = (0..count).filter(|&c| part_of[c as usize] == part).collect();
            limits(rng, members)
        });
        return parts.collect();
    }
    let any = (0..1 + rng.below(3)).map(|_| {
        let members = any_of(rng, count);
        limits(rng, members)
    });
    any.collect()
}

fn kinds(rng: &mut Rng, count: u32) -> Kinds {
    let different = 1 + rng.below_u32(4);
    // Any numbers.
    let names: Vec<u32> =
        (0..different).map(|kind| if rng.chance(1, 4) { u32::MAX - kind } else { kind }).collect();
    let none = rng.below(4);
    Kinds {
        of: (0..count).map(|_| (!rng.chance(none, 8)).then(|| *rng.pick(&names))).collect(),
        at_least: if rng.chance(1, 8) { different + 1 } else { rng.below_u32(different + 1) },
        nobody_alone: rng.chance(1, 2),
    }
}

fn common(rng: &mut Rng, count: u32) -> Common {
    let slots = rng.below_u32(6);
    let in_ten = 3 + rng.below(7);
    let worth: Vec<u32> = match rng.below(4) {
        0 => vec![u32::MAX; slots as usize],
        1 => (0..slots).map(|_| rng.below_u32(4)).collect(),
        _ => vec![1; slots as usize],
    };
    let all: u64 = worth.iter().map(|&worth| u64::from(worth)).sum();
    let of = |rng: &mut Rng| {
        let mut had: Vec<u32> = (0..slots).filter(|_| rng.chance(in_ten, 10)).collect();
        rng.shuffle(&mut had);
        had
    };
    Common {
        worth,
        slots: (0..count).map(|_| of(rng)).collect(),
        at_least: if rng.chance(1, 10) { all + 1 } else { all * rng.below(5) as u64 / 8 },
    }
}

/// Of many problems, every requirement is in many, and binds in many.
#[test]
fn cover_every_kind_of_requirement() {
    let mut rng = Rng::new(300);
    let mut seen = [0_usize; 16];
    for _ in 0..4_000 {
        let parts = small(&mut rng);
        problem(&parts);
        let n = parts.fit.len();
        let counts = |test: &dyn Fn(&Count) -> bool| parts.counts.iter().any(test);
        let of_kinds = |test: &dyn Fn(&Kinds) -> bool| parts.kinds.iter().any(test);
        let features = [
            n == 0,
            n >= 8,
            parts.size.1 == 0,
            parts.size.0 as usize > n,
            parts.pairs.is_empty(),
            n > 3 && parts.pairs.len() == n * (n - 1) / 2,
            !parts.required.is_empty(),
            !parts.apart.is_empty(),
            parts.together.iter().any(|group| group.len() > 1),
            counts(&|count| count.at_least > 0 && count.at_most == u32::MAX),
            counts(&|count| count.at_most > 0 && (count.at_most as usize) < count.members.len()),
            of_kinds(&|kinds| kinds.at_least > 1),
            of_kinds(&|kinds| kinds.nobody_alone),
            parts.kinds.len() > 1,
            parts.common.as_ref().is_some_and(|common| common.at_least > 0),
            parts.fit.iter().any(|fit| fit.abs() > 1 << 40),
        ];
        for (seen, feature) in seen.iter_mut().zip(features) {
            *seen += usize::from(feature);
        }
    }
    assert!(seen.iter().all(|&seen| seen >= 25), "{seen:?}");
}
