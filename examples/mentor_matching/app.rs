//! The program without its process: arguments in, text out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crosstie::Score;
use crosstie::audit::{self, AuditReport};
use crosstie::mentoring::{Answer, Capacity, MentoringProblem, Mode};
use crosstie::org::{Organization, Person};
use crosstie::policy::{Criterion, Party, Policy, Rule};

use super::policy::read_policy;
use super::shared::{columns, number, read_organization, short};

const HELP: &str = "\
Matches mentors and mentees across an organisation, with proof and reasons.

cargo run --release --example mentor_matching -- [OPTIONS]

  --org DIR          read people.csv, departments.csv and ties.csv from DIR
                     (columns: see the README); without it: a real law firm, whose
                     associates find partners of another practice or office to
                     whom they do not go for advice yet
  --policy FILE      rules and criteria as JSON, such as
                     examples/data/law-firm/policy.json
  --mentor-grade N   people of grade N or above are mentors, the others mentees;
                     without it, with --org: everybody may be both
  --capacity N       mentees a mentor may have [1]
  --highest-score    the highest sum of scores; otherwise most pairs first
  --json             print the plan as JSON, with its proof
  --help             this text
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
    policy: Option<PathBuf>,
    mentor_grade: Option<i16>,
    capacity: u32,
    mode: Mode,
    json: bool,
}

impl Options {
    /// None when help is asked for.
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            org: None,
            policy: None,
            mentor_grade: None,
            capacity: 1,
            mode: Mode::MostPairsFirst,
            json: false,
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value; see --help"));
            match arg.as_str() {
                "--help" | "-h" => return Ok(None),
                "--org" => options.org = Some(value()?.into()),
                "--policy" => options.policy = Some(value()?.into()),
                "--mentor-grade" => options.mentor_grade = Some(number(&arg, &value()?)?),
                "--capacity" => options.capacity = number(&arg, &value()?)?,
                "--highest-score" => options.mode = Mode::HighestScore,
                "--json" => options.json = true,
                _ => return Err(format!("{arg} is not an option; see --help")),
            }
        }
        Ok(Some(options))
    }
}

fn run(options: &Options) -> Result<String, String> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/law-firm");
    let org = read_organization(options.org.as_ref().unwrap_or(&shipped))?;
    let policy = match &options.policy {
        Some(file) => read_policy(file)?,
        None if options.org.is_some() => any_organization(),
        None => law_firm(),
    };
    // In the law firm, grade 2 is a partner and grade 1 an associate.
    let mentor_grade = options.mentor_grade.or(options.org.is_none().then_some(2));
    let may_mentor = |p: &Person<'_>| mentor_grade.is_none_or(|least| p.grade() >= Some(least));
    let may_learn = |p: &Person<'_>| mentor_grade.is_none_or(|least| p.grade() < Some(least));

    let problem = MentoringProblem::builder(&org, &policy)
        .mentors(org.people().filter(may_mentor), Capacity::up_to(options.capacity))
        .mentees(org.people().filter(may_learn))
        .mode(options.mode)
        .build()
        .map_err(|errors| errors.to_string())?;
    let answer = problem.solve().map_err(|error| error.to_string())?;
    if options.json {
        let json = serde_json::to_string_pretty(answer.plan());
        return json.map(|json| json + "\n").map_err(|error| error.to_string());
    }
    let audit = audit::check(&problem, answer.plan());
    report(&org, &answer, &audit).map_err(|error| error.to_string())
}

/// Associates meet partners of another practice or office whom they do not ask
/// for advice yet; the farther and the newer the better, and those with few
/// ties first.
fn law_firm() -> Policy {
    Policy::new()
        .require(Rule::different_department())
        .require(Rule::no_tie_of("advice", Party::MENTEE))
        .prefer(2, Criterion::department_distance())
        .prefer(1, Criterion::tie_novelty())
        .prefer(1, Criterion::few_ties_of(Party::MENTEE, 40))
}

/// A start for any organisation: skills wanted first.
fn any_organization() -> Policy {
    Policy::new()
        .require(Rule::different_department())
        .require(Rule::outside_reporting_line(2))
        .require(Rule::grade_gap(1, 100))
        .require(Rule::no_tie())
        .prefer(3, Criterion::skill_gap())
        .prefer(1, Criterion::department_distance())
        .prefer(1, Criterion::tie_novelty())
        .prefer(1, Criterion::few_ties())
}

fn report(
    org: &Organization,
    answer: &Answer<'_>,
    audit: &AuditReport,
) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let place = |key: &str| {
        let department = org.person(key).and_then(Person::department);
        department.map_or("no department", |department| department.name())
    };
    let heads = ["Mentee", "", "Mentor", "", "Score", "Mostly for", "To talk about"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for pair in answer.plan().pairs() {
        let why = answer.why(pair);
        let strongest = why.contributions.iter().filter(|c| c.points > Score::ZERO).take(2);
        let strongest: Vec<String> = strongest
            .map(|c| format!("{} {}", c.criterion.in_words("mentor", "mentee"), short(c.points)))
            .collect();
        rows.push(vec![
            pair.mentee.clone(),
            place(&pair.mentee).to_owned(),
            pair.mentor.clone(),
            place(&pair.mentor).to_owned(),
            short(pair.score),
            strongest.join(", "),
            why.talking_points.first().map(ToString::to_string).unwrap_or_default(),
        ]);
    }
    columns(&mut out, &rows);

    let mut reasons: Vec<_> =
        answer.plan().unmatched().iter().map(|p| answer.why_unmatched(p)).collect();
    reasons.sort_by_key(|why| why.reason.code()); // stable: people stay in their order
    for group in reasons.chunk_by(|a, b| a.reason.code() == b.reason.code()) {
        let code = group.first().map_or("", |why| why.reason.code());
        writeln!(out, "\nWithout a pair, {}: {}", code.replace('_', " "), group.len())?;
        for why in group {
            writeln!(out, "  {why}")?;
        }
    }

    let counts = answer.problem().pair_counts();
    writeln!(
        out,
        "\n{} people, {} pairs considered, {} eligible, {} planned: {}.",
        org.people().len(),
        counts.considered,
        counts.eligible,
        answer.plan().pairs().len(),
        answer.objective()
    )?;
    match answer.bound() {
        Some(_) if answer.is_optimal() => {
            writeln!(out, "Proven optimal: the plan's prices show that no plan is better.")?;
        }
        Some(bound) => writeln!(out, "Proven: no plan is better than {bound}.")?,
        None => writeln!(out, "Nothing is proven about how good the plan is.")?,
    }
    writeln!(out, "\nAudit, recomputed from the organisation and the plan alone:")?;
    for line in audit.to_string().lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(out)
}
