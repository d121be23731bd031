//! Builds a synthetic organisation and says what it took.
//!
//! ```text
//! cargo run --release --features synth --example build_at_scale -- \
//!     --people 1000000 --departments 5000 --ties 10000000 --seed 1
//! ```

#[path = "shared/finish.rs"]
mod finish;

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use crosstie::synth::Shape;

const USAGE: &str = "--people N [--departments N] [--ties N] [--seed N]";

fn main() -> ExitCode {
    finish::finish(shape(std::env::args().skip(1)).and_then(|shape| run(&shape)))
}

/// The shape of the command line.
fn shape(mut args: impl Iterator<Item = String>) -> Result<Shape, String> {
    let (mut people, mut departments, mut ties, mut seed) = (None, None, None, None);
    while let Some(name) = args.next() {
        let slot = match name.as_str() {
            "--people" => &mut people,
            "--departments" => &mut departments,
            "--ties" => &mut ties,
            "--seed" => &mut seed,
            _ => return Err(format!("`{name}` is not known here; use {USAGE}")),
        };
        let value = args.next().ok_or_else(|| format!("{name} needs a number; use {USAGE}"))?;
        let number: u64 = value
            .parse()
            .map_err(|_| format!("{name} needs a whole number, not `{value}`; use {USAGE}"))?;
        *slot = Some(number);
    }
    let people = people.ok_or_else(|| format!("--people is missing; use {USAGE}"))?;
    let mut shape = Shape::new(size(people)).seed(seed.unwrap_or(0));
    if let Some(departments) = departments {
        shape = shape.departments(size(departments));
    }
    if let Some(ties) = ties {
        shape = shape.ties(ties);
    }
    Ok(shape)
}

/// Beyond any limit of a shape where it does not fit.
fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn run(shape: &Shape) -> Result<String, String> {
    let before = memory("VmRSS:");
    let start = Instant::now();
    let org = shape.build().map_err(|errors| errors.to_string().replace('\n', "; "))?;
    let seconds = start.elapsed().as_secs_f64();
    let (after, peak) = (memory("VmRSS:"), memory("VmHWM:"));
    let (people, departments) = (org.people().len(), org.departments().len());
    let mut text = format!(
        "build     {seconds:.2} s for {people} people, {departments} departments, {} ties\n",
        org.tie_count()
    );
    if let (Some(before), Some(after), Some(peak)) = (before, after, peak) {
        for (what, bytes) in [("held", after.saturating_sub(before)), ("peak", peak)] {
            let (all, each) = (bytes / 1_000_000, bytes / people);
            let _ = writeln!(text, "{what}      {all} MB, {each} bytes a person");
        }
    }
    let start = Instant::now();
    drop(org);
    let _ = writeln!(text, "drop      {:.2} s", start.elapsed().as_secs_f64());
    Ok(text)
}

/// A line of Linux's account of this process, in bytes; none elsewhere.
fn memory(line: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|l| l.strip_prefix(line))?;
    kilobytes.trim().strip_suffix("kB")?.trim().parse::<usize>().ok().map(|kb| kb * 1024)
}
