//! The program without its process: arguments in, text out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crosstie::audit;
use crosstie::org::{Organization, Person};
use crosstie::rotation::assignments::{Answer, StayCriterion, StaysProblem};

use super::shared::{columns, number, read_organization, short};

const HELP: &str = "\
Plans a year through other departments: who stays where in which period, proven, with reasons.

cargo run --release --example rotational_assignments -- [OPTIONS]

  --org DIR        read people.csv, departments.csv and ties.csv from DIR (columns: see the README); without it:
                   Oracle's sample company, whose job history says which departments people know already
  --periods N      periods [4]
  --stays N        stays of a person; in other periods they are at home [2]
  --places N       people that a department of ten or more takes at a time, smaller ones half as many [4]
  --most-grade N   who takes part: up to this grade [1]
  --calendar FILE  what differs from period to period, as JSON; the one beside this program, calendar.json, is for the
                   sample company: who is away, longer stays, a closed host, a limit of how many leave at once, an order
  --why-not PERSON HOST   why this person has no stay with this department
  --csv            print the stays as CSV
  --json           print the plan as JSON, with its proof
  --help           this text
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
    periods: u32,
    stays: u32,
    places: u32,
    most_grade: i16,
    calendar: Option<PathBuf>,
    why_not: Option<(String, String)>,
    csv: bool,
    json: bool,
}

impl Options {
    /// None when help is asked for.
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            org: None,
            periods: 4,
            stays: 2,
            places: 4,
            most_grade: 1,
            calendar: None,
            why_not: None,
            csv: false,
            json: false,
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value; see --help"));
            match arg.as_str() {
                "--help" | "-h" => return Ok(None),
                "--org" => options.org = Some(value()?.into()),
                "--periods" => options.periods = number(&arg, &value()?)?,
                "--stays" => options.stays = number(&arg, &value()?)?,
                "--places" => options.places = number(&arg, &value()?)?,
                "--most-grade" => options.most_grade = number(&arg, &value()?)?,
                "--calendar" => options.calendar = Some(value()?.into()),
                "--why-not" => options.why_not = Some((value()?, value()?)),
                "--csv" => options.csv = true,
                "--json" => options.json = true,
                _ => return Err(format!("{arg} is not an option; see --help")),
            }
        }
        Ok(Some(options))
    }
}

fn run(options: &Options) -> Result<String, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/oracle-hr");
    let org = read_organization(options.org.as_ref().unwrap_or(&shipped))?;
    let takes_part = |person: &Person<'_>| {
        person.department().is_some()
            && person.grade().is_none_or(|grade| grade <= options.most_grade)
    };
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for department in org.people().filter_map(Person::department) {
        *sizes.entry(department.key()).or_default() += 1;
    }
    let mut builder = StaysProblem::builder(&org, options.periods)
        .people_with(org.people().filter(takes_part), options.stays)
        .prefer(3, StayCriterion::skill_gain())
        .prefer(1, StayCriterion::department_distance());
    for (&department, &size) in &sizes {
        let places = if size >= 10 { options.places } else { options.places.div_ceil(2) };
        builder = builder.host(department, places);
    }
    if options.org.is_none() {
        for (person, department) in job_history(&shipped)? {
            let known = org.person(&person).filter(takes_part);
            if let Some(person) = known.filter(|_| sizes.contains_key(&*department)) {
                builder = builder.visited(person, department);
            }
        }
    }
    if let Some(file) = &options.calendar {
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let json = fs::read_to_string(file).map_err(|error| wrong(&error))?;
        builder = builder.calendar(serde_json::from_str(&json).map_err(|error| wrong(&error))?);
    }
    let problem = builder.build().map_err(|errors| text(&errors))?;
    let answer = problem.solve().map_err(|error| text(&error))?;
    if options.json {
        let json = serde_json::to_string_pretty(answer.plan());
        return json.map(|json| json + "\n").map_err(|error| text(&error));
    }
    if options.csv {
        let mut csv = Vec::new();
        answer.plan().write_csv(&mut csv).map_err(|error| text(&error))?;
        return String::from_utf8(csv).map_err(|error| text(&error));
    }
    report(&org, &answer, options).map_err(|error| text(&error))
}

/// Who has worked in which department: `job_history.csv` of the sample has neither quotes nor commas in a field.
pub(crate) fn job_history(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let file = folder.join("source/job_history.csv");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let rows = text.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        Some((fields.next()?.to_owned(), fields.next_back()?.to_owned()))
    });
    let mut rows: Vec<(String, String)> = rows.collect();
    rows.sort();
    rows.dedup();
    Ok(rows)
}

fn report(
    org: &Organization,
    answer: &Answer<'_>,
    options: &Options,
) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let name = |key: &str| {
        let department = org.department(key);
        department.map_or_else(|| key.to_owned(), |department| department.name().to_owned())
    };
    let plan = answer.plan();
    let period = |number: usize| format!("Period {}", number + 1);
    let heads = (0..options.periods as usize).map(period);
    let mut rows = vec![["Person".to_owned()].into_iter().chain(heads.clone()).collect::<Vec<_>>()];
    for table in plan.by_person() {
        let hosts = table.hosts.iter().map(|host| host.map_or_else(|| "·".to_owned(), name));
        rows.push([table.person.to_owned()].into_iter().chain(hosts).collect());
    }
    columns(&mut out, &rows);

    writeln!(out)?;
    let mut rows = vec![["Host".to_owned()].into_iter().chain(heads).collect::<Vec<_>>()];
    for table in plan.by_host() {
        let people = table.people.iter().map(|people| people.join(" "));
        rows.push([name(table.host)].into_iter().chain(people).collect());
    }
    columns(&mut out, &rows);

    if let Some(stay) = plan.stays().first() {
        writeln!(out, "\n{}", answer.why(stay))?;
        writeln!(out, "{}", answer.why_period(stay))?;
    }
    if let Some(person) = plan.stays().first().map(|stay| &*stay.person) {
        writeln!(out, "{}", answer.why_no_more(person))?;
    }
    if let Some((person, host)) = &options.why_not {
        match answer.what_if() {
            Ok(what_if) => writeln!(out, "{}", what_if.why_not(person, host))?,
            Err(error) => writeln!(out, "{error}")?,
        }
    }
    writeln!(
        out,
        "\n{} people, {} hosts, {} eligible pairs; {} stays planned, with a score of {}: {}.",
        answer.problem().person_count(),
        answer.problem().host_count(),
        answer.problem().eligible_count(),
        plan.stays().len(),
        short(answer.objective().score),
        match answer.bound() {
            _ if answer.is_optimal() => "no plan is better".to_owned(),
            Some(bound) => format!("none is proven to be the best, and none exceeds {bound}"),
            None => "a better one may exist".to_owned(),
        }
    )?;
    writeln!(out, "\nAudit, recomputed from the organisation and the plan alone:")?;
    for line in audit::check_stays(answer.problem(), plan).to_string().lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(out)
}
