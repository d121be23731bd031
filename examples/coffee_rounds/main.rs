//! Coffee rounds for a simulated organisation, or for your own.
//!
//! `cargo run --release --example coffee_rounds -- --help`

mod app;
#[path = "../shared/mod.rs"]
mod shared;

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
