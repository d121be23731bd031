//! Maximum-weight bipartite b-matching: capacitated assignment.

mod problem;
mod successive_shortest_paths;

pub use problem::{AssignmentError, AssignmentProblem, Matching, Side};

pub use crate::solve::{Mode, Objective};
pub use successive_shortest_paths::SuccessiveShortestPaths;
