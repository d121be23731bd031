//! The program without its process: arguments in, text out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crosstie::Score;
use crosstie::audit;
use crosstie::mentoring::rematch::{PlanDiff, Rematch, RematchAnswer};
use crosstie::mentoring::{Answer, Capacity, MentoringProblem, Mode, Objective};
use crosstie::org::{Organization, OrganizationRecords, PersonRecord};
use crosstie::policy::{Criterion, Policy, Rule};

use super::policy::read_policy;
use super::shared::{columns, number, read_organization, short};

const HELP: &str = "\
Oracle's sample company after a reorganisation: who must change their mentor, and what each change buys.

cargo run --release --example rematch -- [OPTIONS]

  --at-most N      at most N people may change [as many as must, and 10]
  --tax SCORE      what a change costs, in hundredths of a point [10]
  --policy FILE    rules and criteria as JSON
  --highest-score  the highest sum of scores; otherwise most pairs first
  --json           print the plan with at most N changes as JSON, with its proof
  --help           this text
";

/// Departments that are merged, from and into: Marketing into Sales, Purchasing into Shipping.
pub(crate) const MERGED: [(&str, &str); 2] = [("20", "80"), ("30", "50")];
/// Who leaves: a manager of Shipping, and one person each of Sales and Shipping.
pub(crate) const LEFT: [&str; 3] = ["120", "155", "181"];
/// Who joins: their key, and whose department, manager, grade, site and skills they share.
pub(crate) const JOINED: [(&str, &str); 5] =
    [("new-1", "180"), ("new-2", "183"), ("new-3", "160"), ("new-4", "161"), ("new-5", "104")];

/// What the program prints for these arguments, or what is wrong with them.
pub(crate) fn answer(args: impl Iterator<Item = String>) -> Result<String, String> {
    match Options::parse(args)? {
        Some(options) => run(&options),
        None => Ok(HELP.to_owned()),
    }
}

struct Options {
    at_most: Option<u64>,
    tax: Score,
    policy: Option<PathBuf>,
    mode: Mode,
    json: bool,
}

impl Options {
    /// None when help is asked for.
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            at_most: None,
            tax: Score::from_micros(100_000),
            policy: None,
            mode: Mode::MostPairsFirst,
            json: false,
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value; see --help"));
            match arg.as_str() {
                "--help" | "-h" => return Ok(None),
                "--at-most" => options.at_most = Some(number(&arg, &value()?)?),
                "--tax" => {
                    let hundredths: u32 = number(&arg, &value()?)?;
                    options.tax = Score::from_micros(i64::from(hundredths) * 10_000);
                }
                "--policy" => options.policy = Some(value()?.into()),
                "--highest-score" => options.mode = Mode::HighestScore,
                "--json" => options.json = true,
                _ => return Err(format!("{arg} is not an option; see --help")),
            }
        }
        Ok(Some(options))
    }
}

/// Skills wanted first, of people who do not work together.
pub(crate) fn policy() -> Policy {
    Policy::new()
        .require(Rule::different_department())
        .require(Rule::outside_reporting_line(2))
        .require(Rule::grade_gap(1, 100))
        .prefer(3, Criterion::skill_gap())
        .prefer(1, Criterion::department_distance())
}

/// The company after the reorganisation.
pub(crate) fn reorganised(mut records: OrganizationRecords) -> OrganizationRecords {
    let like = |key: &str, other: &str, records: &OrganizationRecords| {
        let other = records.people.iter().find(|person| person.key == other);
        other.map(|other| {
            let mut person = other.clone();
            key.clone_into(&mut person.key);
            person
        })
    };
    let joined: Vec<PersonRecord> =
        JOINED.iter().filter_map(|(key, other)| like(key, other, &records)).collect();
    records.people.extend(joined);
    for person in &mut records.people {
        for (from, into) in MERGED {
            if person.department.as_deref() == Some(from) {
                person.department = Some(into.to_owned());
            }
        }
    }
    records
}

/// Grade 2 and above mentor up to four of grade 1 and below; these are left out.
pub(crate) fn problem<'a>(
    org: &'a Organization,
    policy: &'a Policy,
    mode: Mode,
    left: &[&str],
) -> Result<MentoringProblem<'a>, String> {
    let here = org.people().filter(|person| !left.contains(&person.key()));
    MentoringProblem::builder(org, policy)
        .mentors(here.clone().filter(|person| person.grade() >= Some(2)), Capacity::up_to(4))
        .mentees(here.filter(|person| person.grade() < Some(2)))
        .mode(mode)
        .build()
        .map_err(|errors| errors.to_string())
}

fn run(options: &Options) -> Result<String, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let before =
        read_organization(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/oracle-hr"))?;
    let after = Organization::from_records(reorganised(before.records()))
        .map_err(|errors| text(&errors))?;
    let policy = options.policy.as_deref().map_or_else(|| Ok(policy()), read_policy)?;
    let first = problem(&before, &policy, options.mode, &[])?;
    let published = first.solve().map_err(|error| text(&error))?;
    let now = problem(&after, &policy, options.mode, &LEFT)?;
    let rematch = now.rematch(published.plan()).map_err(|errors| text(&errors))?;
    let most = options.at_most.unwrap_or(rematch.least_changes().count + 10);
    let few = rematch.at_most(most).map_err(|error| text(&error))?;
    if options.json {
        let json = serde_json::to_string_pretty(few.plan());
        return json.map(|json| json + "\n").map_err(|error| text(&error));
    }
    let anew = now.solve().map_err(|error| text(&error))?;
    let taxed = rematch.taxed(options.tax).map_err(|error| text(&error))?;
    let mut out = String::new();
    let told = Told { rematch: &rematch, published: published.objective(), anew, few, taxed };
    told.write(&mut out, most, options.tax).map_err(|error| text(&error))?;
    Ok(out)
}

struct Told<'r> {
    rematch: &'r Rematch<'r>,
    published: Objective,
    anew: Answer<'r>,
    few: RematchAnswer,
    taxed: RematchAnswer,
}

impl Told<'_> {
    fn write(&self, out: &mut String, most: u64, tax: Score) -> Result<(), String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let failed = |_| "the text does not fit into memory".to_owned();
        writeln!(out, "Published before: {}.", worth(self.published)).map_err(failed)?;
        let merged: Vec<String> =
            MERGED.iter().map(|(from, into)| format!("{from} into {into}")).collect();
        writeln!(
            out,
            "Since then departments were merged ({}), {} people left and {} joined.\n",
            merged.join(", "),
            LEFT.len(),
            JOINED.len()
        )
        .map_err(failed)?;
        writeln!(out, "{}\n", self.rematch.least_changes()).map_err(failed)?;

        let heads = ["Plan", "Pairs and score", "People who change", "Proven"];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        let price = format!("each change costs {}", short(tax));
        let changed = PlanDiff::between(self.rematch.published(), self.anew.plan()).changed.len();
        rows.push(vec![
            "planned anew".to_owned(),
            worth(self.anew.objective()),
            changed.to_string(),
            proven(self.anew.is_optimal(), self.anew.bound()),
        ]);
        let plans = [(format!("at most {most} change"), &self.few), (price, &self.taxed)];
        for (name, answer) in plans {
            rows.push(vec![
                name,
                worth(answer.objective()),
                answer.changes().to_string(),
                proven(answer.is_optimal(), answer.bound()),
            ]);
        }
        columns(out, &rows);

        writeln!(out, "\nWhat changes buy, at any price of a change:").map_err(failed)?;
        let frontier = self.rematch.frontier().map_err(|error| text(&error))?;
        let mut rows = vec![vec!["Changes".to_owned(), "Pairs and score".to_owned()]];
        for point in &frontier.points {
            rows.push(vec![point.changes.to_string(), worth(point.objective)]);
        }
        columns(out, &rows);

        let diff: &PlanDiff = self.few.diff();
        writeln!(out, "\nWith at most {most} changes: {diff}").map_err(failed)?;
        let report =
            audit::check_rematch(self.rematch.problem(), self.rematch.published(), self.few.plan());
        writeln!(out, "\nAudit, recomputed from the organisation and both plans alone:")
            .map_err(failed)?;
        for line in report.to_string().lines() {
            writeln!(out, "  {line}").map_err(failed)?;
        }
        Ok(())
    }
}

fn proven(is_optimal: bool, bound: Option<Objective>) -> String {
    match (is_optimal, bound) {
        (true, _) => "no such plan is better".to_owned(),
        (false, Some(bound)) => format!("no such plan exceeds {}", worth(bound)),
        (false, None) => "nothing".to_owned(),
    }
}

/// Pairs where they are compared, and the score.
pub(crate) fn worth(objective: Objective) -> String {
    match objective.pairs {
        Some(pairs) => format!("{pairs} pairs, {}", short(objective.score)),
        None => short(objective.score),
    }
}
