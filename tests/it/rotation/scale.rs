//! Whole organisations: every round proven, no repeat inside the cool-down, byes
//! within one, everybody with a reason, and the audit agrees.

use std::collections::BTreeSet;

use crosstie::audit;
use crosstie::org::Organization;
use crosstie::policy::{Criterion, Policy, Rule};
use crosstie::rotation::{PairAccess, RotationProblem};

fn policy() -> Policy {
    Policy::new()
        .require(Rule::different_department())
        .require(Rule::outside_reporting_line_and_team(2))
        .prefer(3, Criterion::tie_novelty())
        .prefer(2, Criterion::department_distance())
        .prefer(2, Criterion::few_ties())
        .prefer(1, Criterion::shared_interests())
}

fn twelve_rounds(org: &Organization) {
    rounds(org, 12, PairAccess::Listed);
}

fn rounds(org: &Organization, count: u32, access: PairAccess) {
    let policy = policy();
    let builder = RotationProblem::builder(org, &policy).rounds(count).cool_down(12);
    let problem = builder.build().unwrap();
    assert_eq!(problem.pair_access(), access);
    let answer = problem.solve().unwrap();
    let plan = answer.plan();
    let people = org.people().len();
    let mut met = BTreeSet::new();
    for (i, round) in plan.rounds().iter().enumerate() {
        assert!(answer.is_optimal(i), "round {}", round.round);
        assert_eq!(round.groups().len(), people / 2);
        assert_eq!(round.byes.len(), people % 2);
        for group in round.groups() {
            assert!(met.insert(group.people.clone()), "{:?} again", group.people);
        }
        for key in &round.byes {
            assert!(!answer.why_bye(i, key).to_string().is_empty());
        }
    }
    assert_eq!(plan.objective.repeats, 0);
    assert!(plan.bound.unwrap() >= plan.objective);
    assert!(plan.byes.most <= 1 && (plan.byes.is_minimal() || access == PairAccess::Priced));
    let report = audit::check_rounds(&problem, plan);
    assert!(report.is_clean(), "{report}");
    assert!(report.rounds().iter().all(|round| round.proven.is_optimal()), "{report}");
}

#[cfg(feature = "csv")]
#[test]
fn twelve_rounds_of_548_people() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/simulated-548");
    let open = |name: &str| std::fs::File::open(dir.join(name)).unwrap();
    let org = crosstie::import::csv(open("people.csv"), open("departments.csv"), open("ties.csv"));
    twelve_rounds(&org.unwrap());
}

#[cfg(feature = "synth")]
#[test]
fn twelve_rounds_of_1005_people() {
    twelve_rounds(&crosstie::synth::Shape::new(1005).seed(7).build().unwrap());
}

#[cfg(feature = "synth")]
#[test]
fn two_rounds_of_2901_people() {
    rounds(&crosstie::synth::Shape::new(2_901).seed(7).build().unwrap(), 2, PairAccess::Priced);
}
