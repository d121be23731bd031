//! The end of every example program.

use std::io::Write;
use std::process::ExitCode;

/// Prints the answer, or what is wrong, and ends with 0 or 2.
pub(crate) fn finish(answer: Result<String, String>) -> ExitCode {
    match answer {
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
