//! Solves an instance from a file and prints one JSON line, so that solvers can be raced on the same files.
//!
//! `cargo run --release --example solve_instance -- --help`

mod app;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match app::answer(std::env::args().skip(1)) {
        Ok(text) => {
            // A reader that closes the pipe early, such as `head`, is no failure.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}
