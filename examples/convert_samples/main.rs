//! Makes the sample organisations from their raw files.
//!
//! ```text
//! cargo run --example convert_samples [-- [--check] [DIR]]
//! ```
//!
//! `DIR` holds a folder for each organisation with its raw files in `source/`;
//! it is `examples/data` of this package unless given. With `--check` nothing is
//! written, and the program fails where a file differs.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that reports")]

mod convert;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut check, mut directory) = (false, None);
    for argument in std::env::args().skip(1) {
        if argument == "--check" {
            check = true;
        } else if directory.is_none() && !argument.starts_with('-') {
            directory = Some(PathBuf::from(argument));
        } else {
            eprintln!("unexpected argument {argument:?}; usage: convert_samples [--check] [DIR]");
            return ExitCode::FAILURE;
        }
    }
    let directory = directory
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("data"));
    match run(&directory, check) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(different) => {
            eprintln!("{different} files differ; run without --check to write them");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the files, or counts those that differ.
fn run(directory: &Path, check: bool) -> Result<usize, Box<dyn Error>> {
    let mut different = 0;
    for (name, convert) in convert::SAMPLES {
        let folder = directory.join(name);
        let records = convert(&folder.join("source"))?;
        for (file, content) in convert::files(&records)? {
            let path = folder.join(file);
            if !check {
                std::fs::write(&path, content)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
            } else if std::fs::read(&path).ok().as_ref() != Some(&content) {
                println!("differs: {}", path.display());
                different += 1;
            }
        }
        println!(
            "{name}: {} people, {} departments, {} ties",
            records.people.len(),
            records.departments.len(),
            records.ties.len(),
        );
    }
    Ok(different)
}
