//! Levelling: classes whose sizes differ by at most one (de Werra 1971, McDiarmid 1972).
//!
//! The edges of two colours form paths and cycles on which they alternate. A path that starts and ends with the larger
//! class has one edge more of it; exchanging its colours moves one edge to the smaller class, and all
//! such paths together are at least the difference.

use super::NONE;
use super::regular::Regular;

/// Exchanges colours until no class, of edges that do not just fill up, is larger than another by two.
///
/// Complexity: O(length).
pub(super) fn level(rows: &mut Regular) {
    let slots = rows.slots as usize;
    let mut size: Vec<u32> = rows
        .edge
        .chunks_exact(slots)
        .map(|class| super::id(class.iter().filter(|&&edge| edge != NONE).count()))
        .collect();
    let colors = size.len();
    let total: usize = size.iter().map(|&s| s as usize).sum();
    let (least, larger) = (super::id(total / colors), total % colors);
    // The largest keep one more.
    let mut order: Vec<usize> = (0..colors).collect();
    order.sort_by_key(|&color| std::cmp::Reverse(size[color]));
    let mut target = vec![least; colors];
    for &color in &order[..larger] {
        target[color] += 1;
    }

    // From the largest and to the smallest, each until it is right.
    let (mut from, mut to) = (0, colors);
    let mut taker = Class { start: usize::MAX, left_of: vec![NONE; slots] };
    while from < to {
        let (a, b) = (order[from], order[to - 1]);
        if size[a] == target[a] {
            from += 1;
        } else if size[b] == target[b] {
            to -= 1;
        } else {
            taker.read(rows, b * slots);
            let most = (size[a] - target[a]).min(target[b] - size[b]);
            let moved = exchange(rows, a * slots, &mut taker, most);
            debug_assert_eq!(moved, most, "there are as many paths as the difference");
            if moved == 0 {
                return;
            }
            size[a] -= moved;
            size[b] += moved;
        }
    }
}

/// A class from the right.
struct Class {
    /// Where it starts; nowhere before the first is read.
    start: usize,
    /// The left slot of its edge at each right slot.
    left_of: Vec<u32>,
}

impl Class {
    fn read(&mut self, rows: &Regular, start: usize) {
        if self.start == start {
            return;
        }
        self.start = start;
        self.left_of.fill(NONE);
        for left in 0..rows.slots {
            let at = start + left as usize;
            if rows.edge[at] != NONE {
                self.left_of[rows.right[at] as usize] = left;
            }
        }
    }
}

/// Moves up to `most` edges from the class that starts at `giver` to the other; how many it were.
fn exchange(rows: &mut Regular, giver: usize, taker: &mut Class, most: u32) -> u32 {
    let (a, b) = (giver, taker.start);
    let mut moved = 0;
    for start in 0..rows.slots {
        if moved == most {
            break;
        }
        // A path of odd length has one end on the left, since sides alternate.
        if rows.edge[a + start as usize] == NONE || rows.edge[b + start as usize] != NONE {
            continue;
        }
        let mut left = start;
        let is_odd = loop {
            left = taker.left_of[rows.right[a + left as usize] as usize];
            if left == NONE {
                break true;
            }
            if rows.edge[a + left as usize] == NONE {
                break false;
            }
        };
        if !is_odd {
            continue;
        }
        let mut left = start;
        while left != NONE {
            let (at, to) = (a + left as usize, b + left as usize);
            let next = std::mem::replace(&mut taker.left_of[rows.right[at] as usize], left);
            rows.right.swap(at, to);
            rows.edge.swap(at, to);
            left = next;
        }
        moved += 1;
    }
    moved
}
