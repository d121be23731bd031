//! Euler splits: half of the edges at every slot (Gabow 1976).
//!
//! Where every degree is even, pair the edges at each slot. An edge is in a pair at either of its ends, so
//! edges and pairs form closed walks that meet sides in turn; every other edge of a walk is
//! half of the edges at each slot that it passes.

use super::NONE;

/// Puts half of the edges at every slot first, and the other half behind: rows of half the degree.
///
/// `mate` is scratch of the same length, and `waiting` has [`NONE`] for every slot, before and after.
///
/// Complexity: O(length).
pub(super) fn split(right: &mut [u32], edge: &mut [u32], mate: &mut [u32], waiting: &mut [u32]) {
    // On the left, edges 2i and 2i + 1 are a pair: rows are even. On the right, each second edge is paired with the
    // one before it.
    for (at, &slot) in (0..).zip(right.iter()) {
        let waiting = &mut waiting[slot as usize];
        if *waiting == NONE {
            *waiting = at;
        } else {
            mate[at as usize] = *waiting;
            mate[*waiting as usize] = at;
            *waiting = NONE;
        }
    }
    let flipped = walk(mate);
    let half = right.len() / 2;
    for i in 0..half {
        let even = mate[2 * i];
        let (taken, by) = if even < TAKEN { (2 * i + 1, mate[2 * i + 1]) } else { (2 * i, even) };
        let taken = taken ^ usize::from(flipped[(by - TAKEN) as usize]);
        let other = taken ^ 1;
        (mate[2 * i], mate[2 * i + 1]) = (right[other], edge[other]);
        (right[i], edge[i]) = (right[taken], edge[taken]);
    }
    for ((right, edge), other) in
        right[half..].iter_mut().zip(&mut edge[half..]).zip(mate.chunks_exact(2))
    {
        (*right, *edge) = (other[0], other[1]);
    }
}

/// Takes one edge of each pair of the left, so that of those paired on the right one is taken and one is not: overwrites
/// its mate by [`TAKEN`] and the walk that took it. For each walk, whether the edges beside are meant instead.
///
/// A walk leaves a pair of the left by the edge beside the one it took, so that the mate of a taken edge is not read again.
/// Several walks take their steps in turn, since each step waits for memory; where one meets
/// another, both must agree.
fn walk(mate: &mut [u32]) -> Vec<bool> {
    let mut agree = Agreement { of: Vec::new() };
    let mut open: [(usize, u32); WALKS] = [(0, 0); WALKS];
    let mut count = 0;
    let mut unseen = 0;
    // The mate of the edge that each walk took first.
    let mut behind = Vec::new();
    // Walks that closed: they are all of their cycle, so that nothing else depends on them.
    let mut closed = Vec::new();
    loop {
        while count < WALKS {
            while unseen < mate.len() && mate[unseen].max(mate[unseen + 1]) >= TAKEN {
                unseen += 2;
            }
            if unseen >= mate.len() {
                break;
            }
            // Steps at once, lest the next one starts there too.
            let walk = closed.pop().unwrap_or_else(|| {
                behind.push(NONE);
                agree.new_walk()
            });
            behind[walk as usize] = mate[unseen];
            mate[unseen] = TAKEN + walk;
            open[count] = (mate[unseen + 1] as usize, walk);
            count += 1;
        }
        if count == 0 {
            break;
        }
        let mut i = 0;
        while i < count {
            let (at, walk) = open[i];
            let (here, beside) = (mate[at], mate[at ^ 1]);
            if here.max(beside) < TAKEN {
                mate[at] = TAKEN + walk;
                open[i].0 = beside as usize;
                i += 1;
            } else {
                let is_flipped = here < TAKEN;
                let other = here.max(beside) - TAKEN;
                if other == walk {
                    closed.push(walk);
                } else {
                    agree.relate(walk, other, is_flipped);
                }
                count -= 1;
                open[i] = open[count];
            }
        }
    }
    for (walk, at) in (0..).zip(behind) {
        let (here, beside) = (mate[at as usize], mate[at as usize ^ 1]);
        let is_flipped = here >= TAKEN;
        agree.relate(walk, here.max(beside) - TAKEN, is_flipped);
    }
    agree.flipped()
}

/// How many walks go on at the same time.
const WALKS: usize = 16;

/// Which walks are flipped relative to which: disjoint sets with parities.
struct Agreement {
    /// For each walk another one, itself for the first of a set, and whether it is flipped relative to that.
    of: Vec<(u32, bool)>,
}

impl Agreement {
    fn new_walk(&mut self) -> u32 {
        let walk = super::id(self.of.len());
        self.of.push((walk, false));
        walk
    }

    /// The first of its set, and whether the walk is flipped relative to that.
    fn first(&mut self, mut walk: u32) -> (u32, bool) {
        let mut is_flipped = false;
        loop {
            let (next, flip) = self.of[walk as usize];
            if next == walk {
                return (walk, is_flipped);
            }
            let (after, again) = self.of[next as usize];
            self.of[walk as usize] = (after, flip ^ again);
            (walk, is_flipped) = (after, is_flipped ^ flip ^ again);
        }
    }

    fn relate(&mut self, one: u32, other: u32, is_flipped: bool) {
        let ((one, a), (other, b)) = (self.first(one), self.first(other));
        if one != other {
            self.of[one as usize] = (other, a ^ b ^ is_flipped);
        }
    }

    fn flipped(&mut self) -> Vec<bool> {
        (0..super::id(self.of.len())).map(|walk| self.first(walk).1).collect()
    }
}

/// At least that: not a position.
const TAKEN: u32 = 1 << 31;
