//! Padding: a bipartite multigraph within one where every vertex has k edges.
//!
//! A vertex of degree d becomes ⌊d/k⌋ slots of k edges and, for the d mod k that are left, a part of a slot
//! that it shares with such parts of other vertices. In a colouring of the slots with k colours
//! it then has ⌊d/k⌋ or ⌈d/k⌉ edges of each colour (de Werra 1971).

use super::{EdgeColoringProblem, NONE, id};

/// Rows of the same length: row `u` is `u * degree..(u + 1) * degree`, the edges of left slot `u`.
pub(super) struct Regular {
    /// The edges at every slot.
    pub(super) degree: u32,
    /// The slots of a side.
    pub(super) slots: u32,
    /// The right slot of each edge.
    pub(super) right: Vec<u32>,
    /// The edge of the problem, none for one that only fills up.
    pub(super) edge: Vec<u32>,
}

impl Regular {
    /// For any number of colours that is at least 1 and at most the number of edges.
    ///
    /// Of the slots of a side all but one are more than half full, so for m edges the rows
    /// have at most 2m + k entries.
    pub(super) fn new(problem: &EdgeColoringProblem, degree: u32) -> Self {
        let mut left = Slots::new(problem.left_degree(), degree);
        let mut right = Slots::new(problem.right_degree(), degree);
        let slots = left.used.len().max(right.used.len());
        left.used.resize(slots, 0);
        right.used.resize(slots, 0);

        let length = slots * degree as usize;
        let mut rows =
            Self { degree, slots: id(slots), right: vec![0; length], edge: vec![NONE; length] };
        for (edge, &(l, r)) in (0..).zip(problem.edges()) {
            let at = left.next(l, degree) as usize;
            rows.right[at] = right.next(r, degree) / degree;
            rows.edge[at] = edge;
        }
        // What is free on the left in order meets what is free on the right in turn, for the same reason as
        // [edges do](Slots::next): both sides have as much.
        let free = (0..degree).flat_map(|round| {
            let slots = (0..).zip(&right.used);
            slots.filter(move |(_, used)| **used <= round).map(|(slot, _)| slot)
        });
        let gaps = rows
            .right
            .chunks_exact_mut(degree as usize)
            .zip(&left.used)
            .flat_map(|(row, &used)| &mut row[used as usize..]);
        for (gap, slot) in gaps.zip(free) {
            *gap = slot;
        }
        rows
    }
}

/// The slots of a side, and where in them the next edge of each vertex goes.
struct Slots {
    cursor: Vec<Cursor>,
    /// How many edges each slot has.
    used: Vec<u32>,
}

/// Positions count slot by slot, `degree` in each.
#[derive(Clone, Copy)]
struct Cursor {
    next: u32,
    /// Where the full slots start and end; nowhere from when they are filled.
    full: (u32, u32),
    /// Where the part of a slot starts.
    part: u32,
}

impl Slots {
    fn new(degree_of: &[u32], degree: u32) -> Self {
        let none = Cursor { next: NONE, full: (NONE, NONE), part: NONE };
        let mut cursor = vec![none; degree_of.len()];
        let mut used = Vec::new();
        for (cursor, &d) in cursor.iter_mut().zip(degree_of) {
            let start = id(used.len()) * degree;
            let full = d / degree;
            used.resize(used.len() + full as usize, degree);
            if full > 0 {
                cursor.next = start;
                cursor.full = (start, start + full * degree);
            }
        }
        let mut parts = Parts::new(degree_of, degree);
        // The greatest part that fits, as long as one does: so no two slots are at most half full.
        while let Some(first) = parts.take(degree - 1) {
            let start = id(used.len()) * degree;
            let mut filled = 0;
            let mut next = Some(first);
            while let Some((vertex, size)) = next {
                let cursor = &mut cursor[vertex as usize];
                cursor.part = start + filled;
                if cursor.next == NONE {
                    cursor.next = cursor.part;
                }
                filled += size;
                next = parts.take(degree - filled);
            }
            used.push(filled);
        }
        Self { cursor, used }
    }

    /// The position of the next edge of a vertex: its full slots in turn, then the part.
    ///
    /// In turn, so that a slot has edges from everywhere even where vertices meet in order: from slots that are
    /// only near each other a matching is slow to find.
    fn next(&mut self, vertex: u32, degree: u32) -> u32 {
        let cursor = &mut self.cursor[vertex as usize];
        let at = cursor.next;
        let (start, end) = cursor.full;
        if end == NONE {
            cursor.next += 1;
        } else if at + degree < end {
            cursor.next += degree;
        } else if at + 1 < end {
            cursor.next = start + (at + degree - end) + 1;
        } else {
            cursor.next = cursor.part;
            cursor.full = (NONE, NONE);
        }
        at
    }
}

/// The parts by their size, to be taken out.
struct Parts {
    /// Vertices by size, and where those of each size start.
    vertices: Vec<u32>,
    start: Vec<u32>,
    /// Where those of a size end that are still there.
    end: Vec<u32>,
    /// A size not greater; the size itself while one of it is there, or for 0.
    below: Vec<u32>,
}

impl Parts {
    fn new(degree_of: &[u32], degree: u32) -> Self {
        let mut start = vec![0; degree as usize + 1];
        for &d in degree_of {
            let size = d % degree;
            if size > 0 {
                start[size as usize + 1] += 1;
            }
        }
        for size in 0..degree as usize {
            start[size + 1] += start[size];
        }
        let mut end = start.clone();
        let mut vertices = vec![0; start[degree as usize] as usize];
        for (vertex, &d) in (0..).zip(degree_of) {
            let size = d % degree;
            if size > 0 {
                let at = &mut end[size as usize];
                vertices[*at as usize] = vertex;
                *at += 1;
            }
        }
        Self { vertices, start, end, below: (0..degree).collect() }
    }

    /// Takes out the greatest part of at most this size, which is below the degree.
    fn take(&mut self, most: u32) -> Option<(u32, u32)> {
        let mut size = most;
        loop {
            let under = self.below[size as usize];
            if size == 0 {
                return None;
            }
            if under == size {
                let end = &mut self.end[size as usize];
                if *end > self.start[size as usize] {
                    *end -= 1;
                    return Some((self.vertices[*end as usize], size));
                }
                self.below[size as usize] = size - 1;
            } else {
                // Half of the way is skipped next time (Tarjan & van Leeuwen 1984).
                self.below[size as usize] = self.below[under as usize];
                size = under;
            }
        }
    }
}
