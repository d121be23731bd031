//! The program without its process: arguments in, text out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crosstie::matching::assignment::{self, AssignmentProblem, AuctionPaths, DensePricing};
use crosstie::matching::general::{self, Blossom, GeneralProblem};
use crosstie::matching::selection::{
    BranchAndBound, Count, Kinds, SelectionParts, SelectionProblem,
};
use crosstie::solve::{Claim, Limits, Mode, Objective, Problem, Solver, Stop};
use serde::{Deserialize, Serialize};

use super::format::{self, Edges, Instance};

const HELP: &str = "\
Solves an instance and prints one JSON line.

cargo run --release --example solve_instance -- FILE MODE [SECONDS] [--after EARLIER]

  FILE     the instance
  MODE     mwm, mcw, full, perfect or -: a matching; the format of FILE is told at the head of
           format.rs, beside this program: binary if the name ends in .bin, else text
             asn    mwm      highest weight
                    mcw      most pairs, among those the highest weight
                    full     everybody on the left matched, at the highest weight
             gen    mwm      highest weight
                    mcw      most pairs, among those the highest weight
                    perfect  everybody matched, at the highest weight
             dense  -        one integer of each row and column, at the least sum
           team: one task force, JSON with
             people  [{\"dept\", \"fit\": [worth], \"skills\": {skill: level}, \"hours\"}]
             lines   [[manager, report]]
             pairs   [[a, b, worth of both in the team]]
             apart   [[a, b]]
             teams   [{\"size\": [least, most], \"hours\", \"skills\": [[skill, level, count]],
                       \"min_departments\", \"max_per_department\", \"no_direct_line\",
                       \"must\", \"never\", \"chair_from\"}], one of them
  SECONDS  stop after so long, with what is found and proven by then
  EARLIER  another asn instance with as many vertices, solved before the clock starts; FILE is solved
           from its answer

Times run from the numbers in memory to the claim: neither reading nor verifying is in them.
";

const ONLY_ASN: &str = "--after is for asn instances; see --help";

/// What the program prints for these arguments, or what is wrong with them.
pub(crate) fn answer(args: impl Iterator<Item = String>) -> Result<String, String> {
    let mut args: Vec<String> = args.collect();
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return Ok(HELP.to_owned());
    }
    let earlier = match args.iter().position(|arg| arg == "--after") {
        Some(at) if at + 1 < args.len() => args.drain(at..at + 2).nth(1),
        Some(_) => return Err("--after needs a file; see --help".to_owned()),
        None => None,
    };
    let (file, mode, seconds) = match &args[..] {
        [file, mode] => (file, mode, None),
        [file, mode, seconds] => {
            let number: Option<f64> = seconds.parse().ok();
            let number = number.filter(|s| s.is_finite() && (0.0..1e9).contains(s));
            let wrong = || format!("{seconds} is no number of seconds; see --help");
            (file, mode, Some(number.ok_or_else(wrong)?))
        }
        _ => return Err("give FILE, MODE and, if you like, SECONDS; see --help".to_owned()),
    };
    if mode != "team" {
        if !["mwm", "mcw", "full", "perfect", "-"].contains(&&**mode) {
            return Err(format!("{mode} is not a mode; see --help"));
        }
        let instance = format::read(file)?;
        let earlier = earlier.as_deref().map(format::read).transpose()?;
        let line = matching(&instance, earlier.as_ref(), mode, seconds);
        return one_line(&line.map_err(|why| format!("{file}: {why}"))?);
    }
    if earlier.is_some() {
        return Err(ONLY_ASN.to_owned());
    }
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let instance: TeamInstance =
        serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    let parts = instance.parts().map_err(|mistake| format!("{file}: {mistake}"))?;
    solve(file, parts, seconds)
}

#[derive(Deserialize)]
struct TeamInstance {
    people: Vec<Person>,
    lines: Vec<(u32, u32)>,
    pairs: Vec<(u32, u32, i64)>,
    apart: Vec<(u32, u32)>,
    teams: Vec<Team>,
}

#[derive(Deserialize)]
struct Person {
    dept: u32,
    fit: Vec<i64>,
    skills: BTreeMap<String, u32>,
    hours: u32,
}

#[derive(Deserialize)]
struct Team {
    size: (u32, u32),
    hours: u32,
    skills: Vec<(u32, u32, u32)>,
    min_departments: u32,
    max_per_department: u32,
    no_direct_line: bool,
    must: Vec<u32>,
    never: Vec<u32>,
    chair_from: Option<Vec<u32>>,
}

impl TeamInstance {
    fn parts(&self) -> Result<SelectionParts, String> {
        let [team] = &self.teams[..] else {
            return Err(format!("{} teams; one is formed at a time", self.teams.len()));
        };
        let fit = |(i, person): (usize, &Person)| {
            let fit = person.fit.first().copied();
            fit.ok_or_else(|| format!("person {i} has no fit; give one for the team"))
        };
        let who = |is: &dyn Fn(u32, &Person) -> bool| -> Vec<u32> {
            (0..).zip(&self.people).filter(|&(i, p)| is(i, p)).map(|(i, _)| i).collect()
        };
        let least = |members, at_least| Count { members, at_least, at_most: u32::MAX };
        let most = |members, at_most| Count { members, at_least: 0, at_most };

        let mut counts: Vec<Count> = Vec::new();
        let departments: BTreeSet<u32> = self.people.iter().map(|person| person.dept).collect();
        for department in departments {
            let members = who(&|_, person| person.dept == department);
            counts.push(most(members, team.max_per_department));
        }
        counts.push(most(who(&|i, p| team.never.contains(&i) || p.hours < team.hours), 0));
        for &(skill, level, count) in &team.skills {
            let skill = skill.to_string();
            let has = |_, p: &Person| p.skills.get(&skill).is_some_and(|&of| of >= level);
            counts.push(least(who(&has), count));
        }
        if let Some(chairs) = team.chair_from.as_ref().filter(|chairs| !chairs.is_empty()) {
            counts.push(least(chairs.clone(), 1));
        }
        let lines = self.lines.iter().filter(|_| team.no_direct_line);
        let apart: BTreeSet<(u32, u32)> =
            self.apart.iter().chain(lines).map(|&(a, b)| (a.min(b), a.max(b))).collect();
        Ok(SelectionParts {
            fit: self.people.iter().enumerate().map(fit).collect::<Result<_, _>>()?,
            size: team.size,
            pairs: self.pairs.clone(),
            required: team.must.clone(),
            apart: apart.into_iter().collect(),
            together: Vec::new(),
            counts,
            kinds: vec![Kinds {
                of: self.people.iter().map(|person| Some(person.dept)).collect(),
                at_least: team.min_departments,
                nobody_alone: false,
            }],
            common: None,
        })
    }
}

/// The line printed for a team.
#[derive(Serialize)]
struct TeamLine {
    peer: String,
    status: &'static str,
    objective: Option<i64>,
    bound: Option<i64>,
    seconds: f64,
    verify_seconds: f64,
    steps: Option<usize>,
    teams: Option<Vec<Vec<u32>>>,
}

fn solve(file: &str, parts: SelectionParts, seconds: Option<f64>) -> Result<String, String> {
    let start = Instant::now();
    let problem = SelectionProblem::new(parts)
        .map_err(|errors| format!("{file}: {}", on_one_line(&errors)))?;
    let claim = BranchAndBound::default().solve(&problem, &limits(seconds));
    let solved = start.elapsed();
    let quality = problem
        .verify(&claim.solution, claim.certificate.as_ref())
        .map_err(|error| format!("{file}: the claim was refused: {error}"))?;
    let status = match (quality.is_optimal(), &claim.solution) {
        (true, Some(_)) => "OPTIMAL",
        (true, None) => "INFEASIBLE",
        (false, Some(_)) => "FEASIBLE",
        (false, None) => "UNKNOWN",
    };
    let line = TeamLine {
        peer: format!("crosstie {}", env!("CARGO_PKG_VERSION")),
        status,
        objective: quality.objective(),
        bound: quality.bound().flatten(),
        seconds: solved.as_secs_f64(),
        verify_seconds: (start.elapsed() - solved).as_secs_f64(),
        steps: claim.certificate.as_ref().map(|certificate| certificate.steps.len()),
        teams: claim.solution.map(|team| vec![team]),
    };
    one_line(&line)
}

/// Stops after so many seconds from now.
fn limits(seconds: Option<f64>) -> Limits {
    let flag = Arc::new(AtomicBool::new(false));
    if let Some(seconds) = seconds {
        let flag = Arc::clone(&flag);
        // Ends with the process.
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs_f64(seconds));
            flag.store(true, Ordering::Relaxed);
        });
    }
    Limits::none().cancel(flag)
}

fn one_line(line: &impl Serialize) -> Result<String, String> {
    let json = serde_json::to_string(line).map_err(|error| error.to_string())?;
    Ok(json + "\n")
}

fn on_one_line(errors: &impl Display) -> String {
    errors.to_string().replace('\n', "; ")
}

/// The line printed for a matching; megabytes where the system tells.
#[derive(Serialize)]
struct Line {
    peer: &'static str,
    version: &'static str,
    objective: i64,
    cardinality: usize,
    build_seconds: f64,
    solve_seconds: f64,
    seconds: f64,
    peak_rss_mb: Option<f64>,
    base_rss_mb: Option<f64>,
    proven: bool,
}

fn matching(
    instance: &Instance,
    earlier: Option<&Instance>,
    mode: &str,
    seconds: Option<f64>,
) -> Result<Line, String> {
    match instance {
        Instance::Assignment { lefts, right_capacity, edges } => {
            let compared = match mode {
                "mwm" => Mode::HighestScore,
                "mcw" | "full" => Mode::MostPairsFirst,
                _ => return Err(format!("asn has the modes mwm, mcw and full, not {mode}")),
            };
            let build = |right_capacity: &[u32], edges: &Edges| {
                let (left, right) = (vec![1; *lefts], right_capacity.to_vec());
                AssignmentProblem::new(compared, left, right, edges.iter())
            };
            // What the earlier instance takes is told as well.
            let base_rss_mb = peak_memory();
            let start = match earlier {
                Some(Instance::Assignment { lefts: l, right_capacity: capacity, edges }) => {
                    let (had, has) = ((*l, capacity.len()), (*lefts, right_capacity.len()));
                    if had != has {
                        return Err(format!(
                            "{} left and {} right vertices, but {} and {} in the earlier instance",
                            has.0, has.1, had.0, had.1
                        ));
                    }
                    let problem = build(capacity, edges).map_err(|errors| {
                        format!("the earlier instance: {}", on_one_line(&errors))
                    })?;
                    Some(AuctionPaths.solve(&problem, &Limits::none()))
                }
                Some(_) => return Err(ONLY_ASN.to_owned()),
                None => None,
            };
            let solve = |problem: &AssignmentProblem, limits: &Limits| match &start {
                Some(Claim { solution, certificate: Some(certificate), .. }) => {
                    AuctionPaths.solve_from(problem, solution, certificate, limits)
                }
                _ => AuctionPaths.solve(problem, limits),
            };
            let build = || build(right_capacity, edges);
            let line = race(build, solve, assignment::Matching::len, seconds)?;
            if mode == "full" {
                everybody(&line, line.cardinality, *lefts, "left vertices")?;
            }
            Ok(Line { base_rss_mb, ..line })
        }
        _ if earlier.is_some() => Err(ONLY_ASN.to_owned()),
        Instance::General { vertices, edges } => {
            let compared = match mode {
                "mwm" => Mode::HighestScore,
                "mcw" | "perfect" => Mode::MostPairsFirst,
                _ => return Err(format!("gen has the modes mwm, mcw and perfect, not {mode}")),
            };
            let build = || GeneralProblem::new(compared, *vertices, edges.iter());
            let solve = |problem: &_, limits: &_| Blossom.solve(problem, limits);
            let line = race(build, solve, general::Matching::len, seconds)?;
            if mode == "perfect" {
                everybody(&line, 2 * line.cardinality, *vertices, "vertices")?;
            }
            Ok(line)
        }
        Instance::Dense { size, costs } => {
            if mode != "-" {
                return Err(format!("dense has the mode -, not {mode}"));
            }
            let build = || {
                let places = || vec![1; *size];
                let weights = costs.iter().map(|&cost| -i64::from(cost)).collect();
                AssignmentProblem::from_matrix(Mode::MostPairsFirst, places(), places(), weights)
            };
            let solve = |problem: &_, limits: &_| DensePricing.solve(problem, limits);
            let line = race(build, solve, assignment::Matching::len, seconds)?;
            everybody(&line, line.cardinality, *size, "rows")?;
            Ok(Line { objective: -line.objective, ..line })
        }
        Instance::Stable => Err("hr: there is no kernel for stable matching yet".to_owned()),
        Instance::Diverse => Err("mdgp: there is no kernel for diverse groups yet".to_owned()),
    }
}

/// Fewer would be worth more or less than what was asked for, and so no answer to it.
fn everybody(line: &Line, matched: usize, wanted: usize, what: &str) -> Result<(), String> {
    if matched == wanted {
        return Ok(());
    }
    Err(match line.proven {
        true => format!("at most {matched} of {wanted} {what} can be matched"),
        false => format!("stopped when {matched} of {wanted} {what} were matched"),
    })
}

/// Builds and solves by the clock, then verifies.
fn race<P, E>(
    build: impl FnOnce() -> Result<P, E>,
    solve: impl FnOnce(&P, &Limits) -> Claim<P>,
    len: fn(&P::Solution) -> usize,
    seconds: Option<f64>,
) -> Result<Line, String>
where
    P: Problem<Objective = Objective>,
    P::Error: Display,
    E: Display,
{
    let base = peak_memory();
    let start = Instant::now();
    let problem = build().map_err(|errors| on_one_line(&errors))?;
    let built = start.elapsed();
    let left = seconds.map(|s| (s - built.as_secs_f64()).max(0.0));
    let claim = solve(&problem, &limits(left));
    let solved = start.elapsed();
    // Before verification, which the others do not do.
    let peak = peak_memory();
    let quality = problem
        .verify(&claim.solution, claim.certificate.as_ref())
        .map_err(|error| format!("the claim was refused: {error}"))?;
    let proven = quality.is_optimal();
    if claim.stop == Stop::Finished && !proven {
        return Err("the solver says that it is done, but its claim is not proven".to_owned());
    }
    Ok(Line {
        peer: "crosstie",
        version: concat!("crosstie ", env!("CARGO_PKG_VERSION")),
        objective: quality.objective().weight,
        cardinality: len(&claim.solution),
        build_seconds: built.as_secs_f64(),
        solve_seconds: (solved - built).as_secs_f64(),
        seconds: solved.as_secs_f64(),
        peak_rss_mb: peak,
        base_rss_mb: base,
        proven,
    })
}

/// The most memory that this process has had so far, in megabytes.
fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some((kilobytes / 1024.0 * 10.0).round() / 10.0)
}
