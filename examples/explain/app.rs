//! The program without its process: arguments in, text out.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crosstie::audit::{self, GroupAudit, Groups};
use crosstie::mentoring::{Answer, Capacity, MentoringProblem, Mode, Role};
use crosstie::org::{Organization, Person};
use crosstie::policy::{Criterion, Party, Policy, Rule};

use super::policy::read_policy;
use super::shared::{columns, number, read_organization, short};

const HELP: &str = "\
Why she, why not he, why nobody, and what if: one associate of a real law firm, where the partners of longest
standing mentor associates.

cargo run --release --example explain -- [OPTIONS]

  --person KEY       whose story [L46]
  --why-not KEY      a partner who could have been theirs [of all who may be, who scores most with them]
  --since YEAR       partners who began in that year or before are mentors [1970]
  --capacity N       associates a partner may have [2]
  --policy FILE      rules and criteria as JSON, such as examples/data/law-firm/policy.json
  --highest-score    the highest sum of scores; otherwise most pairs first
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
    person: String,
    why_not: Option<String>,
    since: i16,
    capacity: u32,
    policy: Option<PathBuf>,
    mode: Mode,
}

impl Options {
    /// None when help is asked for.
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            person: "L46".to_owned(),
            why_not: None,
            since: 1970,
            capacity: 2,
            policy: None,
            mode: Mode::MostPairsFirst,
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value; see --help"));
            match arg.as_str() {
                "--help" | "-h" => return Ok(None),
                "--person" => options.person = value()?,
                "--why-not" => options.why_not = Some(value()?),
                "--since" => options.since = number(&arg, &value()?)?,
                "--capacity" => options.capacity = number(&arg, &value()?)?,
                "--policy" => options.policy = Some(value()?.into()),
                "--highest-score" => options.mode = Mode::HighestScore,
                _ => return Err(format!("{arg} is not an option; see --help")),
            }
        }
        Ok(Some(options))
    }
}

/// Associates meet partners of another office whom they do not ask for advice yet; of another practice first, and those
/// with few ties.
pub(crate) fn policy() -> Policy {
    Policy::new()
        .require(Rule::different_site())
        .require(Rule::no_tie_of("advice", Party::MENTEE))
        .prefer(2, Criterion::department_distance())
        .prefer(1, Criterion::few_ties_of(Party::MENTEE, 40))
        .prefer(1, Criterion::few_ties_of(Party::MENTOR, 60))
}

/// Partners (grade 2) who began in a year or before, with places, and all associates (grade 1).
pub(crate) fn problem<'a>(
    org: &'a Organization,
    policy: &'a Policy,
    mode: Mode,
    since: i16,
    capacity: u32,
) -> Result<MentoringProblem<'a>, String> {
    let began = |year: i16| year <= since;
    MentoringProblem::builder(org, policy)
        .mentors(
            org.people().filter(|person| {
                person.grade() == Some(2) && person.start().is_some_and(|day| began(day.year()))
            }),
            Capacity::up_to(capacity),
        )
        .mentees(org.people().filter(|person| person.grade() == Some(1)))
        .mode(mode)
        .build()
        .map_err(|errors| errors.to_string())
}

fn run(options: &Options) -> Result<String, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/law-firm");
    let org = read_organization(&folder)?;
    let policy = options.policy.as_deref().map_or_else(|| Ok(policy()), read_policy)?;
    let problem = problem(&org, &policy, options.mode, options.since, options.capacity)?;
    let answer = problem.solve().map_err(|error| text(&error))?;
    let mut out = String::new();
    let story = Story { org: &org, answer: &answer, options };
    story.write(&mut out)?;
    Ok(out)
}

/// The firm's first office, or another one.
pub(crate) fn office(person: Person<'_>) -> &'static str {
    if person.site() == Some("Boston") { "Boston" } else { "elsewhere" }
}

struct Story<'s> {
    org: &'s Organization,
    answer: &'s Answer<'s>,
    options: &'s Options,
}

impl Story<'_> {
    fn write(&self, out: &mut String) -> Result<(), String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let (answer, key) = (self.answer, &*self.options.person);
        let what_if = answer.what_if().map_err(|error| text(&error))?;
        let mut say = |heading: &str, lines: Vec<String>| {
            let lines = lines.iter().map(|line| format!("  {line}\n")).collect::<String>();
            write!(out, "{heading}\n{lines}\n").map_err(|error| text(&error))
        };

        say("The plan", vec![self.plan()])?;
        let pairs = answer.plan().pairs();
        let own: Vec<_> = pairs.iter().filter(|pair| pair.mentee == key).collect();
        if own.is_empty() {
            let unmatched = answer.plan().unmatched().iter();
            let own = unmatched.filter(|one| one.role == Role::Mentee && one.key == key);
            let own: Vec<_> = own.collect();
            if own.is_empty() {
                return Err(format!("--person {key}: not an associate of the firm; see --help"));
            }
            let mut lines: Vec<String> =
                own.iter().map(|one| answer.why_unmatched(one).to_string()).collect();
            lines.extend(
                own.iter().filter_map(|one| answer.hall_witness(one)).map(|w| w.to_string()),
            );
            say("Why nobody", lines)?;
        } else {
            say("Why these two", own.iter().map(|pair| answer.why(pair).to_string()).collect())?;
        }
        let next = what_if.alternatives(Role::Mentee, key, 3);
        say("Who else", next.iter().map(ToString::to_string).collect())?;
        let partner = self.options.why_not.clone().or_else(|| self.favourite(key));
        let why_not = partner.map(|partner| what_if.why_not(&partner, key).to_string());
        say("Why not", why_not.into_iter().collect())?;

        let nobody = answer.plan().unmatched().iter().filter(|one| one.role == Role::Mentee);
        let nobody: Vec<_> = nobody.filter(|one| one.key != key).take(1).collect();
        let mut lines: Vec<String> =
            nobody.iter().map(|one| answer.why_unmatched(one).to_string()).collect();
        lines.extend(
            nobody.iter().filter_map(|one| answer.hall_witness(one)).map(|w| w.to_string()),
        );
        say("Somebody who has nobody", lines)?;

        let mut places: Vec<_> = answer
            .problem()
            .mentor_keys()
            .filter_map(|mentor| what_if.one_more_place(Role::Mentor, mentor))
            .collect();
        places.sort_by_key(|place| Reverse(place.gain)); // stable: the order of enrolment
        let places = places.iter().take(2).map(ToString::to_string);
        say("What one more place would be worth", places.collect())?;
        let prices = answer.rule_prices().map_err(|error| text(&error))?;
        let heads = ["Without the rule", "pairs more allowed", "the plan gains"];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        for price in &prices {
            let pairs = price.excludes.map_or("many".to_owned(), |pairs| pairs.to_string());
            rows.push(vec![price.asks.clone(), pairs, price.gain.to_string()]);
        }
        let mut table = String::new();
        columns(&mut table, &rows);
        say("What each rule costs", table.lines().map(str::to_owned).collect())?;

        let groups: Groups = self.org.people().map(|p| (p.key(), "office", office(p))).collect();
        let report = GroupAudit::new(&groups)
            .ignore_others()
            .mentoring(answer.problem(), answer.plan())
            .map_err(|errors| text(&errors))?;
        say("Whether it is even-handed", report.to_string().lines().map(str::to_owned).collect())?;
        let audit = audit::check(answer.problem(), answer.plan());
        say("Audit", audit.to_string().lines().map(str::to_owned).collect())
    }

    fn plan(&self) -> String {
        let counts = self.answer.problem().pair_counts();
        format!(
            "{} of {} pairs are allowed. {} are planned, with a score of {}; {}.",
            counts.eligible,
            counts.considered,
            self.answer.plan().pairs().len(),
            short(self.answer.objective().score),
            if self.answer.is_optimal() { "no plan is better" } else { "a better one may exist" }
        )
    }

    /// The mentor who would score most with somebody, of those who are not theirs.
    fn favourite(&self, mentee: &str) -> Option<String> {
        let what_if = self.answer.what_if().ok()?;
        let all = what_if.alternatives(Role::Mentee, mentee, usize::MAX)?;
        let best = all.partners.into_iter().rev().max_by_key(|one| one.score);
        best.map(|one| one.partner)
    }
}
