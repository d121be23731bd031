//! A task force for a sample organisation, or for your own.
//!
//! `cargo run --release --example task_force -- --help`

mod app;
#[path = "../shared/finish.rs"]
mod finish;
#[path = "../shared/policy.rs"]
mod policy;
#[path = "../shared/mod.rs"]
mod shared;

use std::process::ExitCode;

fn main() -> ExitCode {
    finish::finish(app::answer(std::env::args().skip(1)))
}
