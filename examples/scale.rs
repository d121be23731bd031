//! Matches mentors over every eligible pair of a large synthetic organisation, and says what each stage took.
//!
//! ```text
//! cargo run --release --features synth,parallel --example scale                    # a million people; minutes
//! cargo run --release --features synth,parallel --example scale -- --people 24000
//! ```

#[path = "shared/finish.rs"]
mod finish;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crosstie::audit;
use crosstie::mentoring::{Answer, Capacity, MentoringProblem, Mode, PairAccess};
use crosstie::org::{Organization, Person};
use crosstie::policy::{Criterion, Pair, Policy, Rule};
use crosstie::synth::Shape;
use indicatif::ProgressBar;
use serde_json::{Value, json};

const HELP: &str = "\
Matches mentors over every eligible pair of a synthetic organisation; one person in six is a mentor with five places.

cargo run --release --features synth,parallel --example scale -- [OPTIONS]

  --people N     1000000 if not given
  --seed N       which organisation; 1 if not given
  --mode MODE    most-pairs (first, then the score; if not given) or score
  --policy NAME  default: different functions, outside the reporting line; skills wanted 3, few ties 1
                 alike: every pair is worth the same
                 different: shared interests and shared hours, so that hardly two people are alike
                 custom: a criterion of one's own that says nothing of blocks
  --pairs HOW    priced (if not given), or listed: all of them in memory
  --json FILE    adds the figures to this file, for a picture
";

fn main() -> ExitCode {
    finish::finish(options(std::env::args().skip(1)).and_then(|options| run(&options)))
}

struct Options {
    help: bool,
    people: usize,
    seed: u64,
    mode: Mode,
    policy: String,
    access: PairAccess,
    json: Option<PathBuf>,
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        help: false,
        people: 1_000_000,
        seed: 1,
        mode: Mode::MostPairsFirst,
        policy: "default".to_owned(),
        access: PairAccess::Priced,
        json: None,
    };
    while let Some(name) = args.next() {
        if name == "--help" || name == "-h" {
            options.help = true;
            return Ok(options);
        }
        let value = args.next().ok_or_else(|| format!("{name} needs a value; see --help"))?;
        let wrong = || format!("{name} {value}: not possible; see --help");
        match &*name {
            "--people" => options.people = value.replace('_', "").parse().map_err(|_| wrong())?,
            "--seed" => options.seed = value.parse().map_err(|_| wrong())?,
            "--mode" => {
                options.mode = match &*value {
                    "most-pairs" => Mode::MostPairsFirst,
                    "score" => Mode::HighestScore,
                    _ => return Err(wrong()),
                }
            }
            "--policy" if ["default", "alike", "different", "custom"].contains(&&*value) => {
                options.policy.clone_from(&value);
            }
            "--pairs" => {
                options.access = match &*value {
                    "priced" => PairAccess::Priced,
                    "listed" => PairAccess::Listed,
                    _ => return Err(wrong()),
                }
            }
            "--policy" => return Err(wrong()),
            "--json" => options.json = Some(PathBuf::from(&value)),
            _ => return Err(format!("{name} is not known here; see --help")),
        }
    }
    Ok(options)
}

fn policy(name: &str) -> Policy {
    let rules =
        Policy::new().require(Rule::different_function()).require(Rule::outside_reporting_line(2));
    match name {
        "alike" => rules,
        "different" => {
            rules.prefer(2, Criterion::shared_interests()).prefer(1, Criterion::hours_overlap())
        }
        "custom" => rules.prefer(1, Criterion::custom("first letters")),
        _ => rules.prefer(3, Criterion::skill_gap()).prefer(1, Criterion::few_ties()),
    }
}

/// Of no use to anybody, and nothing is known of it beforehand.
fn first_letters(pair: Pair<'_>) -> f64 {
    let sum = |person: Person<'_>| {
        person.key().bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
    };
    let mixed =
        (sum(pair.first) ^ sum(pair.second).rotate_left(17)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    f64::from(u16::try_from(mixed >> 48).unwrap_or(0)) / 65_535.0
}

fn run(options: &Options) -> Result<String, String> {
    if options.help {
        return Ok(HELP.to_owned());
    }
    let mut stages = Stages::new();
    stages.begin("organisation");
    let shape = Shape::new(options.people).seed(options.seed);
    let org = shape.build().map_err(|errors| errors.to_string().replace('\n', "; "))?;
    stages.end(&format!("{} people, {} ties", org.people().len(), org.tie_count()));

    stages.begin("problem");
    let policy = policy(&options.policy);
    let problem = MentoringProblem::builder(&org, &policy)
        .criterion("first letters", first_letters)
        .mentors(some(&org, true), Capacity::up_to(5))
        .mentees(some(&org, false))
        .mode(options.mode)
        .pair_access(options.access)
        .build()
        .map_err(|errors| errors.to_string().replace('\n', "; "))?;
    let (mentors, mentees) = (some(&org, true).count(), some(&org, false).count());
    stages.end(&format!("{mentees} mentees, {mentors} mentors"));

    stages.begin("plan");
    let answer = problem.solve().map_err(|error| error.to_string())?;
    let proven = match (answer.is_optimal(), answer.bound()) {
        (true, _) => "proven optimal".to_owned(),
        (false, Some(bound)) => format!("no plan exceeds {bound}"),
        (false, None) => "nothing proven".to_owned(),
    };
    stages.end(&format!("{}, {proven}", answer.objective()));
    if let Some(counts) = answer.pricing() {
        let share = |part: u64| part as f64 * 100.0 / counts.pairs.max(1) as f64;
        stages.note(&format!(
            "{} pairs; {} scored ({:.3} %), {} kept ({:.3} %), {} rounds",
            counts.pairs,
            counts.scored,
            share(counts.scored),
            counts.kept,
            share(counts.kept),
            counts.rounds
        ));
    }

    if let Some(path) = &options.json {
        add(path, &stages, options, &answer, [mentees, mentors])?;
    }

    stages.begin("audit");
    let report = audit::check(&problem, answer.plan());
    let clean = if report.is_clean() { "no violation" } else { "VIOLATIONS" };
    stages.end(&format!("{clean}; proven: {}", report.proven()));
    Ok(stages.text)
}

/// One person in six, or the others.
fn some(org: &Organization, mentors: bool) -> impl Iterator<Item = Person<'_>> {
    org.people().enumerate().filter(move |(at, _)| (at % 6 == 0) == mentors).map(|(_, p)| p)
}

/// Adds what was measured to a file, in the form that `benches/peers` draws.
fn add(
    path: &Path,
    stages: &Stages,
    options: &Options,
    answer: &Answer<'_>,
    [mentees, mentors]: [usize; 2],
) -> Result<(), String> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut all = match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| wrong(&error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            let machine = json!({
                "processor": std::env::consts::ARCH, "cores": cores, "system": std::env::consts::OS
            });
            json!({"machine": machine, "records": []})
        }
        Err(error) => return Err(wrong(&error)),
    };
    let records = all.get_mut("records").and_then(Value::as_array_mut);
    let records = records.ok_or_else(|| wrong(&"has no list of records"))?;
    let [build, solve] = [stages.seconds(&["organisation", "problem"]), stages.seconds(&["plan"])];
    records.push(json!({
        "row": "every pair",
        "family": options.policy,
        "mode": match options.mode { Mode::MostPairsFirst => "mcw", Mode::HighestScore => "mwm" },
        "size": mentees,
        "seed": options.seed,
        "lefts": mentees,
        "rights": mentors,
        "edges": mentees * mentors,
        "peer": "crosstie",
        "version": env!("CARGO_PKG_VERSION"),
        "objective": answer.objective().score.micros(),
        "cardinality": answer.plan().pairs().len(),
        "build_seconds": build,
        "solve_seconds": solve,
        "seconds": build + solve,
        "seconds_min": build + solve,
        "runs": 1,
        "peak_rss_mb": peak_memory(),
        "base_rss_mb": 0,
    }));
    let text = serde_json::to_string_pretty(&all).map_err(|error| wrong(&error))?;
    std::fs::write(path, text + "\n").map_err(|error| wrong(&error))
}

/// A line a stage; while one runs, a terminal shows which and for how long.
struct Stages {
    bar: ProgressBar,
    start: Instant,
    stage: &'static str,
    took: Vec<(&'static str, f64)>,
    text: String,
}

impl Stages {
    fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, start: Instant::now(), stage: "", took: Vec::new(), text: String::new() }
    }

    fn begin(&mut self, stage: &'static str) {
        self.bar.reset_elapsed();
        self.bar.set_message(stage);
        self.start = Instant::now();
        self.stage = stage;
    }

    fn end(&mut self, what: &str) {
        let seconds = self.start.elapsed().as_secs_f64();
        let memory = peak_memory().map_or(String::new(), |mb| format!(", {mb} MB at most so far"));
        self.took.push((self.stage, seconds));
        self.text += &format!("{:<13}{seconds:>9.2} s{memory}\n", self.stage);
        self.note(what);
    }

    fn seconds(&self, stages: &[&str]) -> f64 {
        self.took.iter().filter(|(stage, _)| stages.contains(stage)).map(|(_, s)| s).sum()
    }

    fn note(&mut self, what: &str) {
        self.text += &format!("{:13}{what}\n", "");
    }
}

/// The most memory that this process has had, in megabytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    kilobytes.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb / 1_024)
}
