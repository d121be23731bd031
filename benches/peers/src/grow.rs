//! Crosstie alone, as people double: seconds and memory, each size in a process of its own.

use std::io::{self, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::args::{Args, Race};
use crate::check;
use crate::file;
use crate::fit;
use crate::generate;
use crate::instance::{Family, Mode, Name, Row};
use crate::memory;
use crate::peers::PEERS;
use crate::race::{record, tell};
use crate::record::{Figures, Machine, Measurements, Record};
use crate::table;

const RACES: [Race; 2] = [
    Race { row: Row::Capacities, family: Family::Uniform, mode: Mode::Full },
    Race { row: Row::Capacities, family: Family::Clustered, mode: Mode::Mwm },
];

/// Measures by the options, tells how it goes on stderr, and gives the tables.
pub(crate) fn grow(args: &[String]) -> Result<String, String> {
    let args = Args::read(args, &["races", "from", "to", "seeds", "runs", "degree", "json"])?;
    args.no_words()?;
    let races: Option<Vec<Race>> = args
        .text("races")
        .map(|text| text.split(',').map(str::parse).collect())
        .transpose()
        .map_err(|why| format!("--races {why}"))?;
    let races = races.unwrap_or(RACES.to_vec());
    let from: usize = args.number("from")?.unwrap_or(10_000);
    let to: usize = args.number("to")?.unwrap_or(1_000_000);
    let seeds: Vec<u64> = args.numbers("seeds")?.unwrap_or(vec![1]);
    let runs: usize = args.number("runs")?.unwrap_or(3).max(1);
    let degree: Option<usize> = args.number("degree")?;
    let json = args.text("json").map(PathBuf::from);
    let mut records = Vec::new();
    for race in races {
        for size in doubled(from, to) {
            for &seed in &seeds {
                let name = Name { row: race.row, family: race.family, size, seed };
                let degree = degree.unwrap_or(race.row.degree());
                let record = in_a_child(race, name, degree, runs)?;
                if let Some(figures) = &record.figures {
                    tell(&format!(
                        "{name} {} {}",
                        race.mode.name(),
                        table::seconds(figures.seconds)
                    ));
                }
                records.push(record);
                if let Some(json) = &json {
                    let records = records.clone();
                    Measurements { machine: Machine::here(), records }.write(json)?;
                }
            }
        }
    }
    Ok(format!("{}\n\n{}", Machine::here(), table::growth(&records)))
}

/// From one size by doubling, and the other at the end.
fn doubled(from: usize, to: usize) -> Vec<usize> {
    let doubled = std::iter::successors(Some(from.max(1)), |size| size.checked_mul(2));
    let mut sizes: Vec<usize> = doubled.take_while(|&size| size < to).collect();
    sizes.push(to);
    sizes
}

/// In this process the memory of the generator and of the size before would still be there.
fn in_a_child(race: Race, name: Name, degree: usize, runs: usize) -> Result<Record, String> {
    let wrong = |error: io::Error| format!("{name}: {error}");
    let instance = generate::instance(name, degree)?;
    let program = std::env::current_exe().map_err(wrong)?;
    let mut child = Command::new(program)
        .args(["one", "--race", &race.to_string(), "--runs", &runs.to_string()])
        .args(["--size", &name.size.to_string(), "--seed", &name.seed.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(wrong)?;
    // A child that ends early closes the pipe; what it says is told below. The pipe is closed by
    // the end of the block.
    let sent = child.stdin.take().map_or(Ok(()), |pipe| {
        let mut pipe = BufWriter::with_capacity(1 << 16, pipe);
        file::bytes(&instance, &mut pipe).and_then(|()| pipe.flush())
    });
    let output = child.wait_with_output().map_err(wrong)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{name}: its process ended with {}: {}", output.status, said.trim()));
    }
    sent.map_err(wrong)?;
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{name}: {error}"))
}

/// Crosstie on the instance that comes on stdin, as JSON: what the child does.
pub(crate) fn one(args: &[String]) -> Result<String, String> {
    let args = Args::read(args, &["race", "size", "seed", "runs"])?;
    args.no_words()?;
    let race: Race = args.text("race").unwrap_or_default().parse()?;
    let size: usize = args.number("size")?.unwrap_or(0);
    let seed: u64 = args.number("seed")?.unwrap_or(1);
    let runs: usize = args.number("runs")?.unwrap_or(3);

    let name = Name { row: race.row, family: race.family, size, seed };
    let mut source = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let instance = file::read(&mut source).map_err(|error| format!("stdin: {error}"))?;
    memory::forget_peak();
    let base = memory::resident();
    let crosstie = &PEERS[0];
    let (mut build, mut solve, mut worth, mut peak) = (Vec::new(), Vec::new(), None, None);
    for _ in 0..runs {
        let answer = crosstie.answer(&instance, race.mode)?;
        // The first run has the system's pages to fetch, and its peak is the one that a user sees.
        peak = peak.or_else(memory::peak);
        worth = Some(check::worth(&instance, race.mode, &answer.pairs)?);
        build.push(answer.build.as_secs_f64());
        solve.push(answer.solve.as_secs_f64());
    }
    let seconds: Vec<f64> = build.iter().zip(&solve).map(|(build, solve)| build + solve).collect();
    let worth = worth.ok_or("--runs 0: give one or more")?;
    let middle = |list: &[f64]| fit::median(list.to_vec()).unwrap_or_default();
    let megabytes = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
    let figures = Figures {
        objective: worth.objective,
        cardinality: worth.cardinality,
        build_seconds: middle(&build),
        solve_seconds: middle(&solve),
        seconds: middle(&seconds),
        seconds_min: seconds.iter().copied().fold(f64::INFINITY, f64::min),
        runs,
        peak_rss_mb: peak.map(megabytes),
        base_rss_mb: base.map(megabytes),
    };
    let record = record(race, name, &instance, crosstie, Some(figures), None);
    serde_json::to_string(&record).map(|json| json + "\n").map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::doubled;

    #[test]
    fn sizes_double_up_to_the_last() {
        assert_eq!(doubled(10, 80), [10, 20, 40, 80]);
        assert_eq!(doubled(10, 100), [10, 20, 40, 80, 100]);
        assert_eq!(doubled(10, 10), [10]);
    }
}
