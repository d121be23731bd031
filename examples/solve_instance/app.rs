//! The program without its process: arguments in, text out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crosstie::matching::selection::{
    BranchAndBound, Count, Kinds, SelectionParts, SelectionProblem,
};
use crosstie::solve::{Limits, Problem, Solver};
use serde::{Deserialize, Serialize};

const HELP: &str = "\
Solves an instance and prints one JSON line.

cargo run --release --example solve_instance -- FILE MODE [SECONDS]

  FILE     the instance
  MODE     team: one task force, JSON with
             people  [{\"dept\", \"fit\": [worth], \"skills\": {skill: level}, \"hours\"}]
             lines   [[manager, report]]
             pairs   [[a, b, worth of both in the team]]
             apart   [[a, b]]
             teams   [{\"size\": [least, most], \"hours\", \"skills\": [[skill, level, count]],
                       \"min_departments\", \"max_per_department\", \"no_direct_line\",
                       \"must\", \"never\", \"chair_from\"}], one of them
  SECONDS  stop after so long, with the bound proven by then
";

/// What the program prints for these arguments, or what is wrong with them.
pub(crate) fn answer(args: impl Iterator<Item = String>) -> Result<String, String> {
    let args: Vec<String> = args.collect();
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return Ok(HELP.to_owned());
    }
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
        return Err(format!("{mode} is not a mode; give team; see --help"));
    }
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let instance: Instance =
        serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    let parts = instance.parts().map_err(|mistake| format!("{file}: {mistake}"))?;
    solve(file, parts, seconds)
}

#[derive(Deserialize)]
struct Instance {
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

impl Instance {
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

/// The line printed.
#[derive(Serialize)]
struct Line {
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
        .map_err(|errors| format!("{file}: {}", errors.to_string().replace('\n', "; ")))?;
    let flag = Arc::new(AtomicBool::new(false));
    if let Some(seconds) = seconds {
        let flag = Arc::clone(&flag);
        // Ends with the process.
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs_f64(seconds));
            flag.store(true, Ordering::Relaxed);
        });
    }
    let claim = BranchAndBound::default().solve(&problem, &Limits::none().cancel(flag));
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
    let line = Line {
        peer: format!("crosstie {}", env!("CARGO_PKG_VERSION")),
        status,
        objective: quality.objective(),
        bound: quality.bound().flatten(),
        seconds: solved.as_secs_f64(),
        verify_seconds: (start.elapsed() - solved).as_secs_f64(),
        steps: claim.certificate.as_ref().map(|certificate| certificate.steps.len()),
        teams: claim.solution.map(|team| vec![team]),
    };
    let json = serde_json::to_string(&line).map_err(|error| error.to_string())?;
    Ok(json + "\n")
}
