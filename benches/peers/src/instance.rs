//! What is raced: instances, and how they are named.

use std::fmt;

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Row {
    /// A full square matrix of costs, at the least sum.
    Dense,
    /// Candidates for everybody on the left; five places for everybody on the right, who are a
    /// fifth as many.
    Capacities,
    /// Candidates for everybody on the left; one place for everybody on the right, who are as many.
    OneToOne,
}

impl Row {
    pub(crate) const ALL: [Self; 3] = [Self::Dense, Self::Capacities, Self::OneToOne];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Capacities => "capacities",
            Self::OneToOne => "one-to-one",
        }
    }

    /// Where nothing else is asked for.
    pub(crate) fn sizes(self) -> &'static [usize] {
        match self {
            Self::Dense => &[500, 1_000, 2_000, 5_000],
            Self::Capacities | Self::OneToOne => &[1_000, 10_000, 100_000],
        }
    }

    pub(crate) fn degree(self) -> usize {
        match self {
            Self::Dense => 0,
            Self::Capacities => 30,
            Self::OneToOne => 20,
        }
    }

    /// What is raced on it, and by which goal: full where a full matching is planted.
    pub(crate) fn races(self) -> &'static [(Family, Mode)] {
        match self {
            Self::Dense => &[
                (Family::Uniform1e3, Mode::Full),
                (Family::Uniform1e6, Mode::Full),
                (Family::Clustered, Mode::Full),
            ],
            Self::Capacities | Self::OneToOne => &[
                (Family::Uniform, Mode::Full),
                (Family::Ties, Mode::Full),
                (Family::Clustered, Mode::Mcw),
                (Family::Clustered, Mode::Mwm),
                (Family::Common, Mode::Mcw),
                (Family::Common, Mode::Mwm),
            ],
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Dense => "n × n costs, everybody matched at the least sum",
            Self::Capacities => {
                "n on the left with 30 candidates each, n ÷ 5 on the right with five places each"
            }
            Self::OneToOne => "n on the left with 20 candidates each, n on the right",
        }
    }
}

/// How weights and candidates are drawn; `generate` tells in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Family {
    Uniform,
    Uniform1e3,
    Uniform1e6,
    Ties,
    Clustered,
    Common,
}

impl Family {
    pub(crate) const ALL: [Self; 6] = [
        Self::Uniform,
        Self::Uniform1e3,
        Self::Uniform1e6,
        Self::Ties,
        Self::Clustered,
        Self::Common,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Uniform1e3 => "uniform1e3",
            Self::Uniform1e6 => "uniform1e6",
            Self::Ties => "ties",
            Self::Clustered => "clustered",
            Self::Common => "common",
        }
    }

    /// Whether an instance has a matching of everybody on the left by construction.
    pub(crate) fn planted(self) -> bool {
        matches!(self, Self::Uniform | Self::Ties)
    }
}

/// What is asked for; the words of `solve_instance`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// Everybody on the left is matched, at the highest score, or at the least cost of a matrix.
    Full,
    /// Most pairs first, among those the highest score.
    Mcw,
    /// The highest score, with however many pairs.
    Mwm,
}

impl Mode {
    pub(crate) const ALL: [Self; 3] = [Self::Full, Self::Mcw, Self::Mwm];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Mcw => "mcw",
            Self::Mwm => "mwm",
        }
    }
}

/// One instance, before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name {
    pub(crate) row: Row,
    pub(crate) family: Family,
    /// How many there are on the left.
    pub(crate) size: usize,
    pub(crate) seed: u64,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, family, size, seed } = self;
        write!(f, "{}-{}-{size}-{seed}", row.name(), family.name())
    }
}

/// An instance as arrays, which is where the clock starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instance {
    Sparse(Sparse),
    Dense(Dense),
}

/// Two sides; whoever is on the left has one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sparse {
    pub(crate) lefts: usize,
    pub(crate) right_capacity: Vec<u32>,
    /// The edges, in ascending order, none twice, in three columns. Weights are at least 1.
    pub(crate) left: Vec<u32>,
    pub(crate) right: Vec<u32>,
    pub(crate) weight: Vec<i64>,
}

/// As many rows as columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dense {
    pub(crate) size: usize,
    /// Row by row.
    pub(crate) costs: Vec<i32>,
}

impl Instance {
    pub(crate) fn lefts(&self) -> usize {
        match self {
            Self::Sparse(sparse) => sparse.lefts,
            Self::Dense(dense) => dense.size,
        }
    }

    pub(crate) fn rights(&self) -> usize {
        match self {
            Self::Sparse(sparse) => sparse.right_capacity.len(),
            Self::Dense(dense) => dense.size,
        }
    }

    pub(crate) fn edges(&self) -> usize {
        match self {
            Self::Sparse(sparse) => sparse.weight.len(),
            Self::Dense(dense) => dense.costs.len(),
        }
    }
}

impl Sparse {
    pub(crate) fn rights(&self) -> usize {
        self.right_capacity.len()
    }

    /// All edges `(left, right, weight)`, in ascending order.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (u32, u32, i64)> + '_ {
        let ends = self.left.iter().zip(&self.right);
        ends.zip(&self.weight).map(|((&left, &right), &weight)| (left, right, weight))
    }

    pub(crate) fn is_one_to_one(&self) -> bool {
        self.right_capacity.iter().all(|&capacity| capacity == 1)
    }

    pub(crate) fn largest_weight(&self) -> i64 {
        self.weight.iter().copied().max().unwrap_or(0)
    }

    /// The weight of an edge, if it is there.
    pub(crate) fn weight(&self, left: u32, right: u32) -> Option<i64> {
        let start = self.left.partition_point(|&l| l < left);
        let end = self.left.partition_point(|&l| l <= left);
        let at = self.right[start..end].binary_search(&right).ok()?;
        Some(self.weight[start + at])
    }
}
