//! Mentors after a reorganisation, without breaking what has been published.
//!
//! `cargo run --release --example rematch -- --help`

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
