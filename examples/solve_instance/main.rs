//! Solves an instance from a file and prints one JSON line, so that solvers can be raced on the same files.
//!
//! `cargo run --release --example solve_instance -- --help`

mod app;
#[path = "../shared/finish.rs"]
mod finish;
mod format;

use std::process::ExitCode;

fn main() -> ExitCode {
    finish::finish(app::answer(std::env::args().skip(1)))
}
