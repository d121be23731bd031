//! How to model a programme, what is proven, and why crosstie is built so.

#[doc = include_str!("modelling.md")]
pub mod modelling {}

#[doc = include_str!("rounds.md")]
pub mod rounds {}

#[doc = include_str!("assignments.md")]
pub mod assignments {}

#[doc = include_str!("task_forces.md")]
pub mod task_forces {}

#[doc = include_str!("evenhandedness.md")]
pub mod evenhandedness {}

#[doc = include_str!("answers.md")]
pub mod answers {}

#[doc = include_str!("year.md")]
pub mod year {}

#[doc = include_str!("proofs.md")]
pub mod proofs {}

#[doc = include_str!("scale.md")]
pub mod scale {}

#[doc = include_str!("benchmarks.md")]
pub mod benchmarks {}

#[doc = include_str!("design.md")]
pub mod design {}
