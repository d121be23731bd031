//! The example programs: what they print, and one clear line for what is wrong.

mod coffee_rounds;
mod explain;
mod mentor_matching;
mod numbers;
#[path = "../../../examples/shared/policy.rs"]
mod policy;
mod rematch;
mod rotational_assignments;
#[path = "../../../examples/shared/mod.rs"]
mod shared;
mod solve_instance;
mod task_force;

use std::path::{Path, PathBuf};

fn data(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(path).display().to_string()
}

/// A folder of its own for the files of one test.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&dir).unwrap();
    for (file, text) in files {
        std::fs::write(dir.join(file), text).unwrap();
    }
    dir
}

/// Every line that the README shows in its example of this number is printed;
/// `…` stands for anything. Returns how many there are.
fn shown_in_readme(number: usize, printed: &str) -> usize {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(file).unwrap();
    let block = readme.split("```text\n").nth(number).unwrap().split("```").next().unwrap();
    let lines = block.lines().filter(|line| !line.is_empty());
    let is_printed = |line: &str| {
        printed.lines().any(|text| match line.split_once('…') {
            Some((start, end)) => text.starts_with(start) && text.ends_with(end),
            None => text == line,
        })
    };
    lines.inspect(|line| assert!(is_printed(line), "README shows: {line}")).count()
}
