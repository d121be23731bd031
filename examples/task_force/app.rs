//! The program without its process: arguments in, text out.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crosstie::Score;
use crosstie::org::Organization;
use crosstie::policy::{Criterion, Policy, Rule};
use crosstie::taskforce::{Answer, Brief, Limit, Requirement, TaskForceProblem};

use super::policy::read_policy;
use super::shared::{columns, number, read_organization, short};

const HELP: &str = "\
Forms a task force across departments, with proof and reasons.

cargo run --release --example task_force -- [OPTIONS]

  --org DIR            read people.csv, departments.csv and ties.csv from DIR (columns: see
                       the README); without it: Oracle HR, 107 people of a sample database
  --requirements FILE  what the task force must be, as JSON; without it: brief.json in
                       the folder of the organisation
  --policy FILE        rules for every two members and criteria for their pairs, as JSON
  --volunteers FILE    keys of those who have volunteered, one a line; without it: volunteers.txt
                       in the folder of the organisation, where there is one
  --why-not KEY        say why somebody is not in it; may be given more than once
  --reserves N         how many who could stand in for each member are named [2]
  --seed N             of several task forces worth the same, maybe another
  --json               print the plan as JSON, with its proof
  --help               this text
";

/// What the program prints for these arguments, or what is wrong with them.
pub(crate) fn answer(args: impl Iterator<Item = String>) -> Result<String, String> {
    match Options::parse(args)? {
        Some(options) => run(&options),
        None => Ok(HELP.to_owned()),
    }
}

struct Options {
    org: Option<PathBuf>,
    requirements: Option<PathBuf>,
    policy: Option<PathBuf>,
    volunteers: Option<PathBuf>,
    why_not: Vec<String>,
    reserves: usize,
    seed: u64,
    json: bool,
}

impl Options {
    /// None when help is asked for.
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            org: None,
            requirements: None,
            policy: None,
            volunteers: None,
            why_not: Vec::new(),
            reserves: 2,
            seed: 0,
            json: false,
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value; see --help"));
            match arg.as_str() {
                "--help" | "-h" => return Ok(None),
                "--org" => options.org = Some(value()?.into()),
                "--requirements" => options.requirements = Some(value()?.into()),
                "--policy" => options.policy = Some(value()?.into()),
                "--volunteers" => options.volunteers = Some(value()?.into()),
                "--why-not" => options.why_not.push(value()?),
                "--reserves" => options.reserves = number(&arg, &value()?)?,
                "--seed" => options.seed = number(&arg, &value()?)?,
                "--json" => options.json = true,
                _ => return Err(format!("{arg} is not an option; see --help")),
            }
        }
        Ok(Some(options))
    }
}

fn run(options: &Options) -> Result<String, String> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/oracle-hr");
    let folder = options.org.as_ref().unwrap_or(&shipped);
    let org = read_organization(folder)?;
    let brief = read_brief(&options.requirements.clone().unwrap_or(folder.join("brief.json")))?;
    let policy = match &options.policy {
        Some(file) => read_policy(file)?,
        None => policy_for(&org),
    };
    let mut builder = TaskForceProblem::builder(&org, &policy).brief(brief).seed(options.seed);
    let found = Some(folder.join("volunteers.txt")).filter(|file| file.is_file());
    if let Some(file) = options.volunteers.clone().or(found) {
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        builder = builder.volunteers(text.lines().map(str::trim).filter(|key| !key.is_empty()));
    }
    let problem = builder.build().map_err(|errors| errors.to_string())?;
    let answer = match problem.solve() {
        Ok(answer) => answer,
        Err(error) => return Err(sentence(&error.to_string())),
    };
    if options.json {
        let json = serde_json::to_string_pretty(answer.plan());
        return Ok(json.map_err(|error| error.to_string())? + "\n");
    }
    report(&answer, options)
}

fn read_brief(path: &Path) -> Result<Brief, String> {
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| in_file(&error))?;
    serde_json::from_str(&text).map_err(|error| in_file(&error))
}

/// New ties between functions, among people who have not worked together; where ties are on file, of people who are not
/// strangers altogether. Of the rest only what the organisation has on file.
fn policy_for(org: &Organization) -> Policy {
    let mut policy = Policy::new().prefer(2, Criterion::new_tie_across_functions());
    if org.tie_count() > 0 {
        policy = policy.prefer(1, Criterion::tie_closeness());
    }
    if org.people().any(|person| person.manager().is_some()) {
        policy = policy.prefer(1, Criterion::reporting_distance());
    }
    if org.people().any(|person| person.hours().is_some()) {
        policy = policy.require_if_known(Rule::shared_hours(60));
    }
    policy
}

fn report(answer: &Answer<'_>, options: &Options) -> Result<String, String> {
    let mut out = String::new();
    write(&mut out, answer, options).map_err(|error| error.to_string())?;
    for key in &options.why_not {
        let reason = answer.why_not(key).map_err(|error| error.to_string())?;
        out.push_str(&format!("  {reason}\n"));
    }
    Ok(out)
}

fn write(out: &mut String, answer: &Answer<'_>, options: &Options) -> std::fmt::Result {
    let members = answer.plan().members();
    writeln!(out, "Why each of the {} members is in the task force:", members.len())?;
    for member in members {
        writeln!(out, "  {}", answer.why(&member.key))?;
    }
    skills(out, answer)?;
    requirements(out, answer)?;
    reserves(out, answer, options.reserves)?;
    shape(out, answer)?;
    proven(out, answer)?;
    if !options.why_not.is_empty() {
        writeln!(out, "\nWhy not:")?;
    }
    Ok(())
}

/// Each skill required, and the level at which each member holds it: marked where that level counts.
fn skills(out: &mut String, answer: &Answer<'_>) -> std::fmt::Result {
    let coverage = answer.coverage();
    if coverage.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nSkills: the level of each member, with * where it counts")?;
    let mut head = vec!["Skill".to_owned(), "Wanted".to_owned()];
    head.extend(answer.plan().members().iter().map(|member| member.key.clone()));
    let mut rows = vec![head];
    for row in coverage {
        let wanted: Vec<(u8, u32)> = answer
            .problem()
            .brief()
            .requirements
            .iter()
            .filter_map(|requirement| match requirement {
                Requirement::Skill { skill, level, holders } if *skill == row.skill => {
                    Some((*level, *holders))
                }
                _ => None,
            })
            .collect();
        let words: Vec<String> =
            wanted.iter().map(|(level, holders)| format!("{holders} at {level}+")).collect();
        let mut cells = vec![row.skill.clone(), words.join(", ")];
        let counts = |level: u8| wanted.iter().any(|&(least, _)| level >= least);
        cells.extend(row.levels.iter().map(|&level| match level {
            0 => "-".to_owned(),
            _ if counts(level) => format!("{level}*"),
            _ => level.to_string(),
        }));
        rows.push(cells);
    }
    columns(out, &rows);
    Ok(())
}

/// What is required, what there is, and how much could be missing.
fn requirements(out: &mut String, answer: &Answer<'_>) -> std::fmt::Result {
    writeln!(out, "\nRequirements:")?;
    let head = ["There is", "Wanted", "Slack", "Requirement"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for standing in answer.standing() {
        let wanted = match standing.limit {
            Limit::AtLeast(least) => format!("at least {least}"),
            Limit::AtMost(most) => format!("at most {most}"),
        };
        rows.push(vec![
            standing.has.to_string(),
            wanted,
            standing.slack().to_string(),
            standing.condition.in_words(answer.problem()),
        ]);
    }
    columns(out, &rows);
    Ok(())
}

/// For each seat those who could stand in, with what that costs.
fn reserves(out: &mut String, answer: &Answer<'_>, most: usize) -> std::fmt::Result {
    if most == 0 {
        return Ok(());
    }
    writeln!(out, "\nWho could stand in, with the loss:")?;
    let mut rows = Vec::new();
    for seat in answer.reserves(most) {
        let named: Vec<String> = seat
            .reserves
            .iter()
            .map(|reserve| format!("{} ({})", reserve.key, short(reserve.loss)))
            .collect();
        let more = seat.count - named.len() as u64;
        let text = match (named.is_empty(), more) {
            (true, _) => "nobody".to_owned(),
            (false, 0) => named.join(", "),
            (false, more) => format!("{}, and {more} more", named.join(", ")),
        };
        rows.push(vec![format!("for {}:", seat.member), text]);
    }
    columns(out, &rows);
    Ok(())
}

/// What it crosses, and what it looks like.
fn shape(out: &mut String, answer: &Answer<'_>) -> std::fmt::Result {
    let measures = answer.measures();
    writeln!(
        out,
        "\nDepartments crossed: {} ({}).",
        measures.departments.len(),
        measures.departments.join("; ")
    )?;
    writeln!(
        out,
        "New ties across functions: up to {} of {} pairs.",
        measures.new_ties_across_functions, measures.pairs,
    )?;
    if answer.problem().organization().tie_count() > 0 {
        let steps = measures.tie_diameter.map_or("more than 3".to_owned(), |d| d.to_string());
        writeln!(out, "Farthest apart in the ties: {steps} steps.")?;
    }
    if let Some(line) = measures.faultline {
        writeln!(
            out,
            "Strongest faultline: {}, with {} of all differences in function, site and grade.",
            line.groups.map(|group| group.join(", ")).join(" against "),
            line.strength
        )?;
    }
    Ok(())
}

fn proven(out: &mut String, answer: &Answer<'_>) -> std::fmt::Result {
    let (plan, counts) = (answer.plan(), answer.problem().pair_counts());
    writeln!(
        out,
        "\n{} candidates, {} pairs considered, {} eligible; the task force is worth {}.",
        answer.problem().candidates().len(),
        counts.considered,
        counts.eligible,
        plan.objective
    )?;
    match plan.bound {
        Some(bound) if bound == plan.objective => {
            writeln!(
                out,
                "Proven optimal: no task force that meets the requirements is worth more."
            )
        }
        Some(bound) => writeln!(
            out,
            "Proven: none is worth more than {bound}; the gap is {}.",
            Score::from_micros(bound.micros() - plan.objective.micros())
        ),
        None => writeln!(out, "Nothing is proven about it."),
    }
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
