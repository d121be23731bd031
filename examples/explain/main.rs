//! Why she, why not he, and what if: the story of one associate of a real law firm.
//!
//! `cargo run --release --example explain -- --help`

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
