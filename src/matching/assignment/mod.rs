//! Maximum-weight bipartite b-matching: capacitated assignment.

mod problem;
mod successive_shortest_paths;

pub use problem::{AssignmentError, AssignmentProblem, Matching, Mode, Objective, Side};
pub use successive_shortest_paths::SuccessiveShortestPaths;
