//! Divide and conquer: halves where the degree is even, a matching out where it is odd.

use crate::random::Random;

use super::regular::Regular;
use super::{NONE, euler, walks};

/// Orders the edges by colour: afterwards those of colour `c` are `c * slots..(c + 1) * slots`, one a slot.
pub(super) fn divide(rows: &mut Regular) {
    let slots = rows.slots as usize;
    // Between two slots all edges may come in any order.
    if slots <= 1 {
        return;
    }
    let mut random = Random::new(SEED, 0);
    let mut mate = vec![0; rows.right.len()];
    let mut waiting = vec![NONE; slots];
    let mut open = vec![(0, rows.degree as usize)];
    while let Some((start, degree)) = open.pop() {
        let length = degree * slots;
        let range = start..start + length;
        let (right, edge) = (&mut rows.right[range.clone()], &mut rows.edge[range]);
        if degree == 1 {
            continue;
        }
        if degree % 2 == 1 {
            walks::take_out(right, edge, degree, &mut mate[..length], &mut random);
            open.push((start, degree - 1));
        } else {
            euler::split(right, edge, &mut mate[..length], &mut waiting);
            open.push((start, degree / 2));
            open.push((start + length / 2, degree / 2));
        }
    }
}

/// Any number: the expected time is the same for every graph.
const SEED: u64 = 1916;
