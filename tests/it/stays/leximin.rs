//! Leximin against enumeration.

use crosstie::Score;
use crosstie::audit::{self, LeximinFault, LeximinVerdict};
use crosstie::rotation::assignments::{Calendar, LeximinError, LeximinPlan, StaysProblem};

use super::world::World;
use crate::rng::Rng;

/// A world in which everybody has at most one stay.
fn world(rng: &mut Rng) -> World {
    let mut world = World::random(rng, true);
    for most in &mut world.people {
        *most = (*most).min(1);
    }
    world
}

/// What people get in the best plan, ascending; none where no plan gives every host its people. All plans are tried, with
/// their periods.
fn fairest(world: &World) -> Option<Vec<i64>> {
    let hosts = world.hosts.len();
    let cells = hosts * world.periods as usize;
    let mut best: Option<Vec<i64>> = None;
    let mut open = vec![(Vec::new(), vec![0; cells])];
    while let Some((shares, load)) = open.pop() {
        let p = shares.len();
        if p == world.people.len() {
            if (0..cells).any(|cell| load[cell] < world.hosts[cell % hosts].0) {
                continue;
            }
            let mut shares = shares;
            shares.sort_unstable();
            best = best.max(Some(shares));
            continue;
        }
        open.push(([shares.as_slice(), &[0]].concat(), load.clone()));
        for cell in (0..cells).filter(|_| world.people[p] > 0) {
            let host = cell % hosts;
            let Some(worth) = world.worth(p, host) else { continue };
            if load[cell] < world.hosts[host].1 {
                let mut load = load.clone();
                load[cell] += 1;
                open.push(([shares.as_slice(), &[worth]].concat(), load));
            }
        }
    }
    best
}

fn shares(plan: &LeximinPlan) -> Vec<i64> {
    let each = plan.shares().into_iter();
    each.flat_map(|(share, people)| (0..people).map(move |_| share.micros())).collect()
}

#[test]
fn no_plan_is_fairer() {
    let mut rng = Rng::new(141);
    let (mut none, mut differs) = (0, 0);
    for _ in 0..20_000 {
        let world = world(&mut rng);
        let problem = world.problem();
        let best = fairest(&world);
        match problem.leximin() {
            Ok(plan) => {
                assert_eq!(Some(shares(&plan)), best, "{world:?}");
                let verdict = audit::check_leximin(&problem, &plan);
                assert!(verdict.is_proven(), "{verdict:?} {world:?}");
                let by_sum = problem.solve().unwrap();
                let greatest: i64 = by_sum.plan().stays().iter().map(|s| s.score.micros()).sum();
                differs += usize::from(greatest != shares(&plan).iter().sum::<i64>());
            }
            Err(LeximinError::Shortage) => {
                assert_eq!(best, None, "{world:?}");
                none += 1;
            }
            Err(error) => panic!("{error} {world:?}"),
        }
    }
    assert!(none > 300 && differs > 300, "{none} {differs}");
}

#[test]
fn a_large_one_is_proven_and_no_swap_is_fairer() {
    let mut rng = Rng::new(142);
    for _ in 0..6 {
        let mut builder = StaysProblem::from_scores(3);
        for p in 0..60 {
            builder = builder.person_with(format!("p{p}"), 1);
        }
        for h in 0..12 {
            builder = builder.host(format!("h{h}"), 1 + rng.below_u32(2));
        }
        for p in 0..60 {
            for h in 0..12 {
                if rng.chance(1, 2) {
                    let score = Score::from_micros(rng.within(1, 1_000_000));
                    builder = builder.score(format!("p{p}"), format!("h{h}"), score);
                }
            }
        }
        let problem = builder.build().unwrap();
        let plan = problem.leximin().unwrap();
        assert!(audit::check_leximin(&problem, &plan).is_proven());
        // Two people in each other's place never make it fairer.
        let before = shares(&plan);
        for (a, one) in plan.stays.iter().enumerate() {
            for other in &plan.stays[..a] {
                let swapped = [
                    problem.value(&one.person, &other.host),
                    problem.value(&other.person, &one.host),
                ];
                let [Some(x), Some(y)] = swapped else { continue };
                let mut after = before.clone();
                for (old, new) in [(one.score, x), (other.score, y)] {
                    let at = after.iter().position(|&share| share == old.micros()).unwrap();
                    after[at] = new.micros();
                }
                after.sort_unstable();
                assert!(after <= before);
            }
        }
    }
}

#[test]
fn what_is_not_a_proof_is_refuted() {
    let builder = StaysProblem::from_scores(1)
        .person_with("ada", 1)
        .person_with("bob", 1)
        .person_with("cy", 1)
        .host("law", 1)
        .host("sales", 1)
        .score("ada", "law", Score::points(9))
        .score("ada", "sales", Score::points(2))
        .score("bob", "law", Score::points(3))
        .score("cy", "sales", Score::points(2));
    let problem = builder.clone().build().unwrap();
    let plan = problem.leximin().unwrap();
    assert_eq!(plan.to_string(), "1 get 0, 1 get 2, 1 get 9");
    assert_eq!(audit::check_leximin(&problem, &plan), LeximinVerdict::Proven);
    let refuted = |spoil: &dyn Fn(&mut LeximinPlan)| {
        let mut plan = plan.clone();
        spoil(&mut plan);
        match audit::check_leximin(&problem, &plan) {
            LeximinVerdict::Refuted(fault) => fault,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(refuted(&|plan| plan.schema += 1), LeximinFault::UnknownSchema { .. }));
    assert_eq!(refuted(&|plan| plan.proof.batches = vec![9]), LeximinFault::Batches);
    assert_eq!(
        refuted(&|plan| {
            plan.proof.person_prices.clear();
            plan.proof.host_prices.clear();
        }),
        LeximinFault::NotTight
    );
    assert!(matches!(
        refuted(&|plan| _ = plan.proof.host_prices.insert("press".into(), vec![0])),
        LeximinFault::NotEnrolled { .. }
    ));
    assert!(matches!(
        refuted(&|plan| _ = plan.proof.host_prices.insert("law".into(), vec![0; 7])),
        LeximinFault::PriceCount { .. }
    ));
    assert!(matches!(
        refuted(&|plan| _ = plan.proof.person_prices.insert("ada".into(), vec![-1])),
        LeximinFault::NegativePrice { .. }
    ));
    assert_eq!(
        refuted(&|plan| {
            plan.proof.batches.clear();
            plan.proof.person_prices.clear();
            plan.proof.host_prices.clear();
        }),
        LeximinFault::Open
    );
    let mut worse = plan.clone();
    worse.stays.remove(0);
    assert!(matches!(
        audit::check_leximin(&problem, &worse),
        LeximinVerdict::Violations(violations) if !violations.is_empty()
    ));

    let several = builder.clone().person("dee").build().unwrap();
    assert!(several.leximin().is_ok()); // one period, one stay
    let calendar = Calendar::new().away("ada", 1..=1);
    assert!(matches!(
        builder.calendar(calendar).build().unwrap().leximin(),
        Err(LeximinError::Calendar)
    ));
    let two = StaysProblem::from_scores(2).person("ada").host("law", 1).build().unwrap();
    assert!(matches!(two.leximin(), Err(LeximinError::SeveralStays { .. })));
}
