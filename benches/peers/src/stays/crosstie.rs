//! Crosstie on an instance of rotational assignments.

use std::time::Instant;

use crosstie::Score;
use crosstie::rotation::assignments::{
    Calendar, Mode as Compared, SolveError, Stay, StaysObjective, StaysProblem,
};

use super::instance::{Answer, Instance, Times, Told};
use crate::fit;
use crate::instance::Mode;
use crate::peers::CROSSTIE;

/// The answer, with the medians of so many runs.
pub(super) fn tell(instance: &Instance, runs: usize) -> Result<Told, String> {
    let mut told = Told { version: CROSSTIE.to_owned(), answer: None, times: None };
    let (mut build, mut solve) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let start = Instant::now();
        let problem = problem(instance)?;
        let built = start.elapsed();
        told.answer = Some(answer(&problem)?);
        build.push(built.as_secs_f64());
        solve.push((start.elapsed() - built).as_secs_f64());
    }
    let seconds: Vec<f64> = build.iter().zip(&solve).map(|(build, solve)| build + solve).collect();
    let middle = |list: &[f64]| fit::median(list.to_vec()).unwrap_or_default();
    told.times = Some(Times {
        build_seconds: middle(&build),
        solve_seconds: middle(&solve),
        seconds: middle(&seconds),
        seconds_min: seconds.iter().copied().fold(f64::INFINITY, f64::min),
        runs,
    });
    Ok(told)
}

/// Keys are positions.
fn problem(instance: &Instance) -> Result<StaysProblem<'static>, String> {
    let mode = match &*instance.mode {
        mode if mode == Mode::Mcw.name() => Compared::MostPairsFirst,
        mode if mode == Mode::Mwm.name() => Compared::HighestScore,
        mode => return Err(format!("{mode} is no mode of stays; give mcw or mwm")),
    };
    let mut builder = StaysProblem::from_scores(instance.periods).mode(mode);
    for (person, &most) in instance.people.iter().enumerate() {
        builder = builder.person_with(person.to_string(), most);
    }
    for (host, &(least, most)) in instance.hosts.iter().enumerate() {
        builder = builder.host_with(host.to_string(), least..=most);
    }
    if !instance.conditions().is_empty() {
        builder = builder.calendar(calendar(instance));
    }
    let scores = instance.scores.iter();
    let scores = scores.map(|&(p, h, score)| (p.to_string(), h.to_string(), Score::points(score)));
    builder.scores(scores).build().map_err(|errors| errors.to_string())
}

/// The conditions by period.
fn calendar(instance: &Instance) -> Calendar {
    let mut calendar = Calendar::new();
    for (person, periods) in &instance.away {
        for &period in periods {
            calendar = calendar.away(person.to_string(), period..=period);
        }
    }
    for (host, &periods) in instance.length.iter().enumerate() {
        calendar = calendar.stay_length(host.to_string(), periods);
    }
    for &(host, period, least, most) in &instance.changes {
        calendar = calendar.host_in(host.to_string(), period..=period, least..=most);
    }
    for (first, then) in &instance.orders {
        calendar = calendar.order(first.to_string(), then.to_string());
    }
    for (first, then) in &instance.requirements {
        calendar = calendar.requires(then.to_string(), first.to_string());
    }
    for (at, (people, most)) in instance.groups.iter().enumerate() {
        let people = people.iter().map(ToString::to_string);
        calendar = calendar.most_away_of(at.to_string(), people, *most);
    }
    for (person, host, period) in &instance.fixed {
        calendar = calendar.fixed(person.to_string(), host.to_string(), *period);
    }
    calendar
}

fn answer(problem: &StaysProblem<'_>) -> Result<Answer, String> {
    let solved = match problem.solve() {
        Ok(solved) => solved,
        Err(
            error @ (SolveError::Shortage(_) | SolveError::Impossible(_) | SolveError::NoneFound),
        ) => {
            let is_open = matches!(error, SolveError::NoneFound);
            let status = if is_open { "unknown" } else { "infeasible" }.to_owned();
            return Ok(Answer { status, objective: None, bound: None, stays: Vec::new() });
        }
        Err(error) => return Err(error.to_string()),
    };
    let status = if solved.is_optimal() { "optimal" } else { "feasible" };
    Ok(Answer {
        status: status.to_owned(),
        objective: Some(value(solved.objective())),
        bound: solved.bound().map(value),
        stays: solved.plan().stays().iter().map(stay).collect::<Result<_, _>>()?,
    })
}

fn value(objective: StaysObjective) -> Vec<i64> {
    // A bound may end in a fraction of a point, and no plan does.
    let points = objective.score.micros().div_euclid(Score::points(1).micros());
    let stays = objective.stays.and_then(|stays| i64::try_from(stays).ok());
    stays.into_iter().chain([points]).collect()
}

fn stay(stay: &Stay) -> Result<(u32, u32, u32), String> {
    let position = |key: &str| key.parse().map_err(|_| format!("{key} is no position"));
    Ok((position(&stay.person)?, position(&stay.host)?, stay.period))
}
