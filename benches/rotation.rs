//! How long from an organisation to twelve proven rounds over all pairs, to
//! their audit, and to a reason for everybody?
//!
//! Synthetic organisations of an odd number of people.

#![expect(clippy::unwrap_used, reason = "an instance that does not build is a mistake in here")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion as Bench};
use crosstie::audit;
use crosstie::org::Organization;
use crosstie::policy::{Criterion, Policy, Rule};
use crosstie::rotation::{Answer, Odd, PairAccess, RotationProblem};
use crosstie::synth::Shape;

const PEOPLE: [usize; 3] = [251, 501, 1_001];
const PRICED: [usize; 3] = [1_250, 2_500, 5_000];

fn main() {
    let mut bench = Bench::default().sample_size(10).configure_from_args();
    let policy = policy();
    let organizations = PEOPLE.map(|n| Shape::new(n).seed(1).build().unwrap());
    let mut group = bench.benchmark_group("twelve rounds: solve");
    for (what, odd) in [("one sits out", Odd::Bye), ("one trio", Odd::Trio)] {
        for org in &organizations {
            let problem = problem(org, &policy, odd);
            group.bench_function(BenchmarkId::new(what, org.people().len()), |b| {
                b.iter(|| black_box(problem.solve().unwrap().plan().objective));
            });
        }
    }
    group.finish();
    let problems = organizations.each_ref().map(|org| problem(org, &policy, Odd::Bye));
    let mut group = bench.benchmark_group("twelve rounds: audit");
    for problem in &problems {
        let answer = problem.solve().unwrap();
        group.bench_function(BenchmarkId::from_parameter(problem.enrolled()), |b| {
            b.iter(|| black_box(audit::check_rounds(problem, answer.plan()).is_clean()));
        });
    }
    group.finish();
    let mut group = bench.benchmark_group("twelve rounds: a reason for everybody in the first");
    for problem in &problems {
        let answer = problem.solve().unwrap();
        group.bench_function(BenchmarkId::from_parameter(problem.enrolled()), |b| {
            b.iter(|| black_box(reasons(&answer)));
        });
    }
    group.finish();
    let mut group = bench.benchmark_group("one round, pairs priced: solve");
    for people in PRICED {
        let org = Shape::new(people).seed(1).build().unwrap();
        let builder = RotationProblem::builder(&org, &policy).pair_access(PairAccess::Priced);
        let problem = builder.build().unwrap();
        group.bench_function(BenchmarkId::from_parameter(people), |b| {
            b.iter(|| black_box(problem.solve().unwrap().plan().objective));
        });
    }
    group.finish();
    bench.final_summary();
}

fn policy() -> Policy {
    Policy::new()
        .require(Rule::different_department())
        .require(Rule::outside_reporting_line_and_team(2))
        .prefer(3, Criterion::tie_novelty())
        .prefer(2, Criterion::department_distance())
        .prefer(2, Criterion::few_ties())
        .prefer(1, Criterion::shared_interests())
}

fn problem<'a>(org: &'a Organization, policy: &'a Policy, odd: Odd) -> RotationProblem<'a> {
    let builder = RotationProblem::builder(org, policy).rounds(12).cool_down(12);
    builder.odd(odd).build().unwrap()
}

/// How many characters they have.
fn reasons(answer: &Answer<'_>) -> usize {
    let round = &answer.plan().rounds()[0];
    let groups = round.groups().iter().map(|group| answer.why(0, group).to_string().len());
    let byes = round.byes.iter().map(|key| answer.why_bye(0, key).to_string().len());
    groups.chain(byes).sum()
}
