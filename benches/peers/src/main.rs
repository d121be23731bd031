//! Races crosstie against the published Rust crates that solve assignment problems; `README.md`
//! tells how.

mod args;
mod check;
mod file;
mod fit;
mod generate;
mod grow;
mod instance;
mod memory;
mod peers;
mod plot;
mod race;
mod random;
mod record;
mod stays;
mod table;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use args::Args;
use instance::{Family, Name, Row};

const HELP: &str = "\
Races crosstie against the published Rust crates that solve assignment problems.

cargo run --release -- COMMAND [OPTIONS]

  race    all peers on the same instances, with a check that all agree; ends with 1 where one does not
            --rows dense,capacities,one-to-one   which tables
            --races ROW/FAMILY/MODE,...          which instances instead, e.g. capacities/clustered/mwm
            --sizes 1000,10000                   how many are on the left
            --seeds 1,2,3                        of how many instances the median is told
            --runs 3                             of how many runs on each
            --slow 40                            seconds; a peer that would take longer is left out
            --peers lapjv,lsap                   some of them only
            --json FILE                          all figures as well
  grow    crosstie alone by doubling sizes: seconds, exponent, memory
            --from 10000 --to 1000000 --races ... --seeds 1,2,3 --runs 3 --json FILE
  plot    FILE.json... --out growth.svg [--races ...]   figures of race and grow as one picture
  write   an instance as a file that solve_instance and wheels.py read
            --row capacities --family clustered --size 10000 --seed 1 [--out FILE.bin]
            --changed 100                        the same, with other weights of so many on the left
  stays   rotational assignments as files with crosstie's answer, which stays.py reads
            --sizes 10x4x3,30x6x6                people, hosts and periods
            --families uniform --modes mcw,mwm --seeds 1,2,3 --runs 3 --folder .
            --conditions away,length,changes,orders,requirements,groups,fixed
          FILE.json...                           these again instead, whoever made them

  --degree 30 gives everybody on the left so many candidates, except in plot.

Families: dense has uniform1e3, uniform1e6 and clustered; the others uniform, ties, clustered and common.
Modes: full, mcw (most pairs first) and mwm (highest score).
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // A peer that panics is told in the table; its own words would stand between our lines.
    std::panic::set_hook(Box::new(|_| {}));
    match answer(&args) {
        Ok((text, errors)) => {
            // A reader that closes the pipe early, such as `head`, is no failure.
            let _ = std::io::stdout().write_all(text.as_bytes());
            for error in &errors {
                let _ = writeln!(std::io::stderr(), "error: {error}");
            }
            if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

/// What is printed, and what went wrong in a race; or what is wrong with the arguments.
fn answer(args: &[String]) -> Result<(String, Vec<String>), String> {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return Ok((HELP.to_owned(), Vec::new()));
    }
    let (command, args) = args.split_first().ok_or("give a command; see --help")?;
    let text = match &**command {
        "race" => return race::race(args),
        "grow" => grow::grow(args),
        "one" => grow::one(args),
        "plot" => plot::plot(args),
        "stays" => stays::stays(args),
        "write" => write(args),
        _ => Err(format!("{command} is no command; see --help")),
    };
    text.map(|text| (text, Vec::new()))
}

fn write(args: &[String]) -> Result<String, String> {
    let args = Args::read(args, &["row", "family", "size", "seed", "degree", "changed", "out"])?;
    args.no_words()?;
    let row = args.named("row", &Row::ALL, Row::name)?;
    let family = args.named("family", &Family::ALL, Family::name)?;
    let (Some([row]), Some([family])) = (row.as_deref(), family.as_deref()) else {
        return Err("write needs one --row and one --family; see --help".to_owned());
    };
    let size = args.number("size")?.ok_or("write needs --size; see --help")?;
    let name = Name { row: *row, family: *family, size, seed: args.number("seed")?.unwrap_or(1) };
    let degree = args.number("degree")?.unwrap_or(row.degree());
    let mut instance = generate::instance(name, degree)?;
    let mut file = format!("{name}.bin");
    if let Some(count) = args.number("changed")? {
        generate::change(&mut instance, name, count)?;
        file = format!("{name}-changed{count}.bin");
    }
    let out = PathBuf::from(args.text("out").unwrap_or(&file));
    file::write(&instance, &out)?;
    Ok(format!("{}\n", out.display()))
}
