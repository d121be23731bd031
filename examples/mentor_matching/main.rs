//! Mentors for a real law firm, or for your own organisation.
//!
//! `cargo run --release --example mentor_matching -- --help`

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
