//! The vertices of one side in a tree of blocks.

use std::ops::Range;

/// Vertices 0..n in a binary tree of blocks: a block is a set of vertices, and
/// either a leaf or the union of two smaller blocks.
///
/// Blocks are numbered so that each comes before its parts, and the whole is block 0.
///
/// ```
/// use crosstie::matching::pricing::Blocks;
///
/// // Even numbers, and odd ones.
/// let blocks = Blocks::new(5, |vertices| {
///     vertices.sort_by_key(|vertex| (vertex % 2, *vertex));
///     vertices.iter().filter(|&vertex| vertex % 2 == 0).count()
/// });
/// assert_eq!(blocks.vertices(0), [0, 2, 4, 1, 3]);
/// assert_eq!(blocks.parts(0), Some([1, 2]));
/// assert_eq!(blocks.vertices(2), [1, 3]);
/// assert_eq!(blocks.parts(2), None); // all of them odd: not divided further
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// The vertices, so that each block is a range of them.
    order: Vec<u32>,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Node {
    first: u32,
    end: u32,
    /// The second part; the first one is the block after this one. 0 where there are no parts.
    second: usize,
}

impl Blocks {
    /// Divides the vertices 0..n. `divide` is given the vertices of a block, puts them in an order
    /// of its choice and says how many of the first make up the first part; none or all of
    /// them leave the block undivided.
    ///
    /// Complexity: a call of `divide` for each block.
    #[must_use]
    pub fn new(vertices: u32, mut divide: impl FnMut(&mut [u32]) -> usize) -> Self {
        let mut order: Vec<u32> = (0..vertices).collect();
        let mut nodes: Vec<Node> = Vec::new();
        // A range, and the block of which it is the second part.
        let mut open = vec![(0..order.len(), None::<usize>)];
        while let Some((range, whole)) = open.pop() {
            let number = nodes.len();
            if let Some(whole) = whole {
                nodes[whole].second = number;
            }
            let (first, end) = (range.start, range.end);
            nodes.push(Node { first: position(first), end: position(end), second: 0 });
            let size = range.len();
            let middle = if size > 1 { divide(&mut order[range]) } else { 0 };
            if middle > 0 && middle < size {
                open.push((first + middle..end, Some(number)));
                open.push((first..first + middle, None));
            }
        }
        Self { order, nodes }
    }

    /// All vertices in one block: says nothing about them.
    #[must_use]
    pub fn whole(vertices: u32) -> Self {
        Self::new(vertices, |_| 0)
    }

    /// How many blocks there are; at least 1.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no vertices.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// How many vertices there are.
    #[must_use]
    pub fn vertex_count(&self) -> usize {
        self.order.len()
    }

    /// The vertices of a block; none of a block that is not there.
    #[must_use]
    pub fn vertices(&self, block: usize) -> &[u32] {
        &self.order[self.range(block)]
    }

    /// Where the vertices of a block stand among those of block 0.
    #[must_use]
    pub fn range(&self, block: usize) -> Range<usize> {
        self.nodes.get(block).map_or(0..0, |node| node.first as usize..node.end as usize)
    }

    /// The two parts of a block, unless it is a leaf.
    #[must_use]
    pub fn parts(&self, block: usize) -> Option<[usize; 2]> {
        let second = self.nodes.get(block)?.second;
        (second > 0).then_some([block + 1, second])
    }

    /// The leaves, in the order of their vertices in block 0.
    pub fn leaves(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.nodes.len()).filter(|&block| self.nodes[block].second == 0)
    }

    /// Something about every block, from the vertices of a leaf and from two parts of a whole.
    pub fn summarize<T>(
        &self,
        mut leaf: impl FnMut(&[u32]) -> T,
        mut whole: impl FnMut(&T, &T) -> T,
    ) -> Vec<T> {
        // Parts come after their whole.
        let mut backwards: Vec<T> = Vec::with_capacity(self.len());
        let last = self.len() - 1;
        for block in (0..self.len()).rev() {
            let all = match self.parts(block) {
                None => leaf(self.vertices(block)),
                Some([one, other]) => whole(&backwards[last - one], &backwards[last - other]),
            };
            backwards.push(all);
        }
        backwards.reverse();
        backwards
    }
}

/// Vertices have 32-bit numbers.
fn position(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
