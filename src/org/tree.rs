//! A forest with near constant-time distances: heavy-path decomposition.

/// No node.
pub(crate) const NONE: u32 = u32::MAX;

/// A rooted forest over dense indices.
///
/// Every root-to-node path crosses O(log n) heavy paths, since leaving one at
/// least halves the subtree; so each query takes O(log n) steps, in an
/// organisation mostly one to three. Source: Sleator & Tarjan (1983), A data
/// structure for dynamic trees, section 2. Memory: 20 bytes a node.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    parent: Vec<u32>,
    depth: Vec<u32>,
    /// The node at the top of this node's heavy path.
    head: Vec<u32>,
    /// Nodes of one heavy path are consecutive in `order`, downwards.
    position: Vec<u32>,
    order: Vec<u32>,
}

impl Forest {
    /// Indexes the forest in O(n); `NONE` is the parent of a root.
    ///
    /// # Errors
    /// Every cycle, each from its lowest index, following parents.
    pub(crate) fn new(parent: Vec<u32>) -> Result<Self, Vec<Vec<u32>>> {
        let n = parent.len();
        let mut children = vec![0_u32; n];
        for &p in &parent {
            if p != NONE {
                children[p as usize] += 1;
            }
        }
        // Leaves first: what peeling leaves over are the cycles.
        let mut upwards: Vec<u32> = Vec::with_capacity(n);
        #[expect(clippy::cast_possible_truncation, reason = "at most u32::MAX nodes")]
        upwards.extend((0..n as u32).filter(|&v| children[v as usize] == 0));
        let mut done = 0;
        let mut size = vec![1_u32; n];
        while let Some(&v) = upwards.get(done) {
            done += 1;
            let p = parent[v as usize];
            if p != NONE {
                size[p as usize] += size[v as usize];
                children[p as usize] -= 1;
                if children[p as usize] == 0 {
                    upwards.push(p);
                }
            }
        }
        if done < n {
            return Err(cycles(&parent, &upwards));
        }

        let mut heavy = vec![NONE; n];
        for &v in &upwards {
            let p = parent[v as usize];
            if p == NONE {
                continue;
            }
            let best = heavy[p as usize];
            let key = |c: u32| (size[c as usize], u32::MAX - c);
            if best == NONE || key(v) > key(best) {
                heavy[p as usize] = v;
            }
        }
        let mut forest = Self {
            depth: vec![0; n],
            head: vec![NONE; n],
            position: vec![0; n],
            order: Vec::with_capacity(n),
            parent,
        };
        for &top in upwards.iter().rev() {
            let p = forest.parent[top as usize];
            if p != NONE && heavy[p as usize] == top {
                continue; // laid out with its path
            }
            let mut depth = if p == NONE { 0 } else { forest.depth[p as usize] + 1 };
            let mut v = top;
            while v != NONE {
                let i = v as usize;
                forest.depth[i] = depth;
                forest.head[i] = top;
                #[expect(clippy::cast_possible_truncation, reason = "at most u32::MAX nodes")]
                {
                    forest.position[i] = forest.order.len() as u32;
                }
                forest.order.push(v);
                depth += 1;
                v = heavy[i];
            }
        }
        Ok(forest)
    }

    pub(crate) fn parent(&self, v: u32) -> Option<u32> {
        Some(self.parent[v as usize]).filter(|&p| p != NONE)
    }

    /// Edges from `v` up to its root.
    pub(crate) fn depth(&self, v: u32) -> u32 {
        self.depth[v as usize]
    }

    /// The lowest common ancestor; none in different trees.
    pub(crate) fn lowest_common_ancestor(&self, mut a: u32, mut b: u32) -> Option<u32> {
        while self.head[a as usize] != self.head[b as usize] {
            let (ha, hb) = (self.head[a as usize], self.head[b as usize]);
            let lower = if self.depth(ha) >= self.depth(hb) { &mut a } else { &mut b };
            let up = self.parent[self.head[*lower as usize] as usize];
            if up == NONE {
                return None;
            }
            *lower = up;
        }
        Some(if self.depth(a) <= self.depth(b) { a } else { b })
    }

    /// The edges between two nodes; none in different trees.
    pub(crate) fn distance(&self, a: u32, b: u32) -> Option<u32> {
        let top = self.lowest_common_ancestor(a, b)?;
        Some((self.depth(a) - self.depth(top)) + (self.depth(b) - self.depth(top)))
    }

    /// The ancestor of `v` (or `v`) at a depth; none below `v`.
    pub(crate) fn ancestor_at_depth(&self, mut v: u32, depth: u32) -> Option<u32> {
        if self.depth(v) < depth {
            return None;
        }
        while self.depth(self.head[v as usize]) > depth {
            v = self.parent[self.head[v as usize] as usize];
        }
        Some(self.order[(self.position[v as usize] - (self.depth(v) - depth)) as usize])
    }
}

/// The cycles among the nodes that peeling left over.
fn cycles(parent: &[u32], peeled: &[u32]) -> Vec<Vec<u32>> {
    let mut seen = vec![false; parent.len()];
    for &v in peeled {
        seen[v as usize] = true;
    }
    let mut cycles = Vec::new();
    for start in 0..parent.len() {
        let mut cycle = Vec::new();
        let mut v = start;
        while !seen[v] {
            seen[v] = true;
            #[expect(clippy::cast_possible_truncation, reason = "at most u32::MAX nodes")]
            cycle.push(v as u32);
            v = parent[v] as usize;
        }
        if !cycle.is_empty() {
            cycles.push(cycle);
        }
    }
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ancestors(parent: &[u32], v: u32) -> Vec<u32> {
        std::iter::successors(Some(v), |&v| Some(parent[v as usize]).filter(|&p| p != NONE))
            .collect()
    }

    #[test]
    fn agrees_with_walking_up() {
        let mut state = 1_u64;
        let mut next = |below: u32| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((state >> 33) % u64::from(below)).unwrap_or(0)
        };
        for trial in 0..300 {
            let n = 1 + next(40);
            // Deep, bushy and forest shapes, with labels shuffled against depth.
            let parent: Vec<u32> = (0..n)
                .map(|v| match (v, trial % 3) {
                    (0, _) => NONE,
                    (_, 0) => v - 1,
                    (_, 1) => next(v),
                    _ if next(4) == 0 => NONE,
                    _ => next(v),
                })
                .collect();
            let forest = Forest::new(parent.clone()).unwrap_or_else(|_| unreachable!("no cycle"));
            for a in 0..n {
                let up_a = ancestors(&parent, a);
                for (i, &v) in up_a.iter().rev().enumerate() {
                    assert_eq!(forest.ancestor_at_depth(a, u32::try_from(i).unwrap_or(0)), Some(v));
                }
                assert_eq!(forest.ancestor_at_depth(a, forest.depth(a) + 1), None);
                for b in 0..n {
                    let up_b = ancestors(&parent, b);
                    let common = up_a.iter().find(|v| up_b.contains(v)).copied();
                    assert_eq!(forest.lowest_common_ancestor(a, b), common);
                    let steps = common.map(|c| {
                        let to = |up: &[u32]| up.iter().position(|&v| v == c).unwrap_or(0);
                        u32::try_from(to(&up_a) + to(&up_b)).unwrap_or(0)
                    });
                    assert_eq!(forest.distance(a, b), steps);
                }
            }
        }
    }

    #[test]
    fn every_cycle_is_named_once() {
        // 0 → 1 → 2 → 0, 3 → 0 hangs off it, 4 ↔ 5, 6 is a root.
        let cycles = Forest::new(vec![1, 2, 0, 0, 5, 4, NONE]).err();
        assert_eq!(cycles, Some(vec![vec![0, 1, 2], vec![4, 5]]));
    }
}
