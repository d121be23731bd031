//! A year through other departments, for a company or for your own organisation.
//!
//! `cargo run --release --example rotational_assignments -- --help`

mod app;
#[path = "../shared/finish.rs"]
mod finish;
#[path = "../shared/mod.rs"]
mod shared;

use std::process::ExitCode;

fn main() -> ExitCode {
    finish::finish(app::answer(std::env::args().skip(1)))
}
