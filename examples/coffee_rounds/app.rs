//! The program without its process: arguments in, text out.

use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crosstie::Score;
use crosstie::import::{self, CsvReader, Table};
use crosstie::org::Organization;
use crosstie::policy::{Criterion, History, Party, Policy, Rule};
use crosstie::rotation::{
    Answer, HorizonObjective, Odd, RotationPlan, RotationProblem, RoundObjective,
};

use super::policy::read_policy;
use super::shared::{columns, number, read_organization, short};

const HELP: &str = "\
Plans coffee rounds across an organisation, with proof and reasons.

cargo run --release --example coffee_rounds -- [OPTIONS]

  --org DIR        read people.csv, departments.csv and ties.csv from DIR
                   (columns: see the README); without it: a simulated
                   organisation of 548 people
  --policy FILE    rules and criteria as JSON, such as
                   examples/data/simulated-548/policy.json
  --history FILE   who met whom: read where the file is there, and written back
                   with the new meetings and byes; CSV if its name ends in .csv,
                   otherwise JSON
  --rounds N       how many rounds to plan, 1 to 52 [12]
  --cool-down N    nobody meets the same person twice within so many rounds [as
                   many as are planned]
  --odd bye|trio   who is left over sits out, or joins a pair [bye]
  --groups N       groups of N people, 2 to 16 [2]
  --seed N         let chance decide between plans of the same value
  --json           print the plan as JSON, with its proof
  --help           this text
";

/// How many pairs of the first round are shown.
const SHOWN: usize = 8;

/// What the program prints for these arguments, or what is wrong with them.
pub(crate) fn answer(args: impl Iterator<Item = String>) -> Result<String, String> {
    match Options::parse(args)? {
        Some(options) => run(&options),
        None => Ok(HELP.to_owned()),
    }
}

struct Options {
    org: Option<PathBuf>,
    policy: Option<PathBuf>,
    history: Option<PathBuf>,
    rounds: u32,
    cool_down: Option<u32>,
    odd: Odd,
    groups: u32,
    seed: Option<u64>,
    json: bool,
}

impl Options {
    /// None when help is asked for.
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            org: None,
            policy: None,
            history: None,
            rounds: 12,
            cool_down: None,
            odd: Odd::Bye,
            groups: 2,
            seed: None,
            json: false,
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value; see --help"));
            match arg.as_str() {
                "--help" | "-h" => return Ok(None),
                "--org" => options.org = Some(value()?.into()),
                "--policy" => options.policy = Some(value()?.into()),
                "--history" => options.history = Some(value()?.into()),
                "--rounds" => options.rounds = number(&arg, &value()?)?,
                "--cool-down" => options.cool_down = Some(number(&arg, &value()?)?),
                "--odd" => options.odd = odd(&value()?)?,
                "--groups" => options.groups = number(&arg, &value()?)?,
                "--seed" => options.seed = Some(number(&arg, &value()?)?),
                "--json" => options.json = true,
                _ => return Err(format!("{arg} is not an option; see --help")),
            }
        }
        Ok(Some(options))
    }
}

fn odd(text: &str) -> Result<Odd, String> {
    match text {
        "bye" => Ok(Odd::Bye),
        "trio" => Ok(Odd::Trio),
        _ => Err(format!("--odd {text}: neither bye nor trio; see --help")),
    }
}

fn run(options: &Options) -> Result<String, String> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/simulated-548");
    let org = read_organization(options.org.as_ref().unwrap_or(&shipped))?;
    let policy = match &options.policy {
        Some(file) => read_policy(file)?,
        None => policy_for(&org),
    };
    let history = match &options.history {
        Some(file) => read_history(file)?,
        None => History::new(),
    };

    let mut builder = RotationProblem::builder(&org, &policy)
        .history(&history)
        .rounds(options.rounds)
        // No rounds are one mistake, not two.
        .cool_down(options.cool_down.unwrap_or(options.rounds.max(1)))
        .odd(options.odd)
        .groups_of(options.groups);
    if let Some(seed) = options.seed {
        builder = builder.seed(seed);
    }
    let problem = builder.build().map_err(|errors| errors.to_string())?;
    let answer = problem.solve().map_err(|error| error.to_string())?;

    let text = if options.json {
        let json = serde_json::to_string_pretty(answer.plan());
        json.map_err(|error| error.to_string())? + "\n"
    } else {
        report(&answer).map_err(|error| error.to_string())?
    };
    if let Some(file) = &options.history {
        let past = history.meetings().iter().cloned();
        write_history(file, &past.chain(answer.plan().meetings()).collect())?;
    }
    Ok(text)
}

/// Colleagues of other departments whom they hardly know; those with few ties
/// first. Of the rest only what the organisation has on file.
fn policy_for(org: &Organization) -> Policy {
    let contacts: usize = org.people().map(|person| person.contacts().len()).sum();
    // Twice the mean, so that most people differ.
    let many = u32::try_from(2 * contacts / org.people().len().max(1)).unwrap_or(u32::MAX);
    let mut policy = Policy::new()
        .require_if_known(Rule::different_department())
        .require(Rule::outside_reporting_line_and_team(2))
        .prefer(2, Criterion::tie_novelty())
        .prefer(1, Criterion::department_distance())
        .prefer(1, Criterion::few_ties_of(Party::Both, many.max(1)));
    if org.people().any(|person| person.manager().is_some()) {
        policy = policy.prefer(1, Criterion::reporting_distance());
    }
    if org.people().any(|person| person.interests().len() > 0) {
        policy = policy.prefer(1, Criterion::shared_interests());
    }
    if org.people().any(|person| person.hours().is_some()) {
        policy = policy.require_if_known(Rule::shared_hours(30));
    }
    policy
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

/// An empty history where there is no file yet.
fn read_history(path: &Path) -> Result<History, String> {
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(History::new()),
        Err(error) => return Err(in_file(&error)),
    };
    if is_csv(path) {
        let reader = CsvReader::new().file(Table::History, path.display().to_string());
        return reader.history(&bytes[..]).map_err(|errors| errors.to_string());
    }
    serde_json::from_slice(&bytes).map_err(|error| in_file(&error))
}

fn write_history(path: &Path, history: &History) -> Result<(), String> {
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut bytes = Vec::new();
    if is_csv(path) {
        import::write_history(history, &mut bytes).map_err(|error| in_file(&error))?;
    } else {
        serde_json::to_writer_pretty(&mut bytes, history).map_err(|error| in_file(&error))?;
        bytes.push(b'\n');
    }
    fs::write(path, bytes).map_err(|error| in_file(&error))
}

fn report(answer: &Answer<'_>) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    first_round(&mut out, answer)?;
    byes(&mut out, answer)?;
    repeats(&mut out, answer)?;
    rounds(&mut out, answer)?;

    let (plan, counts) = (answer.plan(), answer.problem().pair_counts());
    writeln!(
        out,
        "\n{} people, {} pairs considered, {} eligible, {} rounds: {}.",
        answer.problem().enrolled(),
        counts.considered,
        counts.eligible,
        plan.rounds().len(),
        plan.objective
    )?;
    writeln!(out, "{}", horizon(plan))?;
    writeln!(out, "{}", spread(plan))?;
    Ok(out)
}

/// The first meetings, with reasons.
fn first_round(out: &mut String, answer: &Answer<'_>) -> Result<(), std::fmt::Error> {
    let Some(first) = answer.plan().round(0) else { return Ok(()) };
    let shown = first.groups().len().min(SHOWN);
    writeln!(
        out,
        "Round {}, the first {shown} of {} meetings:",
        first.round,
        first.groups().len()
    )?;
    for group in first.groups().iter().take(shown) {
        writeln!(out, "  {}", answer.why(0, group))?;
    }
    Ok(())
}

/// Who sits out, round by round, and why.
fn byes(out: &mut String, answer: &Answer<'_>) -> Result<(), std::fmt::Error> {
    let rounds = answer.plan().rounds();
    let count: usize = rounds.iter().map(|round| round.byes.len()).sum();
    if count == 0 {
        return Ok(());
    }
    writeln!(out, "\nByes: {count}")?;
    for (position, round) in rounds.iter().enumerate() {
        for key in &round.byes {
            writeln!(out, "  {}", answer.why_bye(position, key))?;
        }
    }
    Ok(())
}

/// Who meets again before the cool-down is over, and why.
fn repeats(out: &mut String, answer: &Answer<'_>) -> Result<(), std::fmt::Error> {
    let count = answer.plan().objective.repeats;
    if count == 0 {
        return Ok(());
    }
    writeln!(out, "\nRepeats: {count}")?;
    for (position, round) in answer.plan().rounds().iter().enumerate() {
        for repeat in round.groups().iter().flat_map(|group| &group.repeats) {
            writeln!(out, "  {}", answer.why_repeat(position, repeat))?;
        }
    }
    Ok(())
}

/// A line a round: what it is worth, what is proven, and how far the plan has
/// reached by then.
fn rounds(out: &mut String, answer: &Answer<'_>) -> Result<(), std::fmt::Error> {
    let heads = [
        "Round",
        "Meetings",
        "Byes",
        "Repeats",
        "Score",
        "Proven",
        "Pairs met",
        "Departments",
        "No earlier tie",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for (round, reach) in answer.plan().rounds().iter().zip(answer.coverage()) {
        rows.push(vec![
            round.round.to_string(),
            round.groups().len().to_string(),
            round.byes.len().to_string(),
            round.objective.repeats.to_string(),
            short(round.objective.score),
            round.bound.map_or("nothing".to_owned(), |bound| within(&round.objective, &bound)),
            reach.person_pairs.to_string(),
            format!("{} of {}", reach.department_pairs, reach.of_department_pairs),
            percent(reach.without_tie, reach.person_pairs),
        ]);
    }
    writeln!(out)?;
    columns(out, &rows);
    Ok(())
}

/// How near a round is to a bound, by the first value in which they differ.
fn within(is: &RoundObjective, bound: &RoundObjective) -> String {
    if is == bound {
        "optimal".to_owned()
    } else if is.placed < bound.placed {
        format!("within {} placed", bound.placed - is.placed)
    } else if is.turns < bound.turns {
        format!("within {} turns", bound.turns - is.turns)
    } else if is.repeats > bound.repeats {
        format!("within {} repeats", is.repeats - bound.repeats)
    } else {
        let gap = difference(bound.score, is.score).micros();
        // Up to the next hundredth, so that it never understates the gap.
        format!("within {}", short(Score::from_micros(gap.saturating_add(9_999) / 10_000 * 10_000)))
    }
}

/// What is proven about all rounds together.
fn horizon(plan: &RotationPlan) -> String {
    let HorizonObjective { placed, repeats, score } = plan.objective;
    match plan.bound {
        None => "Nothing is proven about the rounds together.".to_owned(),
        Some(bound) if bound == plan.objective => {
            "Proven optimal: no plan of these rounds is better.".to_owned()
        }
        Some(bound) if (bound.placed, bound.repeats) == (placed, repeats) => format!(
            "Proven: no plan of these rounds places more people, repeats fewer pairs or scores \
             more than {}; the gap is {}.",
            short(bound.score),
            percent_of(difference(bound.score, score), bound.score)
        ),
        Some(bound) => format!("Proven: no plan of these rounds is better than {bound}."),
    }
}

/// How evenly byes fall.
fn spread(plan: &RotationPlan) -> String {
    let byes = &plan.byes;
    if plan.rounds().iter().all(|round| round.byes.is_empty()) {
        return "Nobody sits out.".to_owned();
    }
    let proven = if byes.is_minimal() {
        "no plan that places as many people spreads them more evenly"
    } else {
        "whether they can be spread more evenly is not known"
    };
    format!("Byes: from {} to {} a person; {proven}.", byes.least, byes.most)
}

fn difference(greater: Score, less: Score) -> Score {
    Score::from_micros(greater.micros().saturating_sub(less.micros()))
}

/// In whole percent, rounded down.
fn percent(part: u64, of: u64) -> String {
    format!("{}%", (100 * part).checked_div(of).unwrap_or(0))
}

/// In percent to two decimals, rounded up, so that it never understates a gap.
fn percent_of(part: Score, of: Score) -> String {
    let (part, of) = (i128::from(part.micros()), i128::from(of.micros()).max(1));
    let hundredths = (part * 10_000 + of - 1) / of;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
