//! How long from an organisation to a proven plan over all pairs, to its
//! audit, and to a reason for everybody?
//!
//! Synthetic organisations in which everybody may be mentor and mentee.

#![expect(clippy::unwrap_used, reason = "an instance that does not build is a mistake in here")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion as Bench, SamplingMode, Throughput};
use crosstie::audit;
use crosstie::mentoring::{Answer, Capacity, MentoringProblem};
use crosstie::org::Organization;
use crosstie::policy::{Criterion, Policy, Rule};
use crosstie::synth::Shape;

const PEOPLE: [usize; 4] = [250, 500, 1_000, 2_000];

fn main() {
    let mut bench = Bench::default().sample_size(10).configure_from_args();
    let policy = policy();
    let organizations = PEOPLE.map(|n| Shape::new(n).seed(1).build().unwrap());
    planning(&mut bench, &organizations, &policy);
    let problems = organizations.each_ref().map(|org| problem(org, &policy));
    let answers = problems.each_ref().map(|problem| problem.solve().unwrap());
    auditing(&mut bench, &answers);
    explaining(&mut bench, &answers);
    bench.final_summary();
}

fn policy() -> Policy {
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

/// Everybody, with two places as a mentor.
fn problem<'a>(org: &'a Organization, policy: &'a Policy) -> MentoringProblem<'a> {
    MentoringProblem::builder(org, policy)
        .mentors(org.people(), Capacity::up_to(2))
        .mentees(org.people())
        .build()
        .unwrap()
}

/// Rules and criteria over all ordered pairs, the solve, the verification.
fn planning(bench: &mut Bench, organizations: &[Organization], policy: &Policy) {
    let mut group = bench.benchmark_group("from organisation to proven plan");
    group.sampling_mode(SamplingMode::Flat);
    for (people, org) in PEOPLE.into_iter().zip(organizations) {
        group.throughput(Throughput::Elements((people * (people - 1)) as u64));
        group.bench_function(BenchmarkId::new("score all pairs", people), |bencher| {
            bencher.iter(|| problem(org, policy));
        });
        group.bench_function(BenchmarkId::new("proven plan", people), |bencher| {
            bencher.iter(|| {
                let problem = problem(org, policy);
                let answer = problem.solve().unwrap();
                assert!(answer.is_optimal());
                answer.objective()
            });
        });
    }
    group.finish();
}

/// The independent check, which rescores all pairs from the definitions.
fn auditing(bench: &mut Bench, answers: &[Answer<'_>]) {
    let mut group = bench.benchmark_group("audit");
    group.sampling_mode(SamplingMode::Flat);
    for (people, answer) in PEOPLE.into_iter().zip(answers) {
        group.throughput(Throughput::Elements((people * (people - 1)) as u64));
        group.bench_function(BenchmarkId::new("check", people), |bencher| {
            bencher.iter(|| audit::check(answer.problem(), answer.plan()));
        });
    }
    group.finish();
}

/// Every pair's reason and every unmatched person's, as data.
fn explaining(bench: &mut Bench, answers: &[Answer<'_>]) {
    let mut group = bench.benchmark_group("a reason for everybody");
    group.sampling_mode(SamplingMode::Flat);
    for (people, answer) in PEOPLE.into_iter().zip(answers) {
        let plan = answer.plan();
        group
            .throughput(Throughput::Elements((plan.pairs().len() + plan.unmatched().len()) as u64));
        group.bench_function(BenchmarkId::new("explain", people), |bencher| {
            bencher.iter(|| {
                for pair in plan.pairs() {
                    black_box(answer.why(pair));
                }
                for person in plan.unmatched() {
                    black_box(answer.why_unmatched(person));
                }
            });
        });
    }
    group.finish();
}
