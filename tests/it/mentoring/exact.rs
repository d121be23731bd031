//! Against complete enumeration, with most people in both roles.

use crosstie::audit;
use crosstie::mentoring::{Mode, MutualPairs};
use crosstie::solve::Stop;

use super::plan;
use super::world::Own;
use crate::rng::Rng;

/// What happened in many random problems.
#[derive(Debug, Default)]
struct Seen {
    pinned: usize,
    existing: usize,
    /// Proven optimal although pairs must not be mutual.
    proven: usize,
    /// Optimal, but the bound is that with mutual pairs.
    unproven: usize,
}

#[test]
fn the_objective_is_the_true_optimum() {
    let mut rng = Rng::new(31);
    let mut seen = Seen::default();
    for _ in 0..6_000 {
        let own = Own::random(&mut rng);
        let problem = own.build();
        let answer = problem.solve().unwrap();
        assert_eq!(answer.stop(), Stop::Finished, "{own:?}");

        // The plan is a plan, and has the value it says.
        let chosen: Vec<usize> = answer
            .plan()
            .pairs()
            .iter()
            .map(|pair| {
                let place =
                    own.scores.iter().position(|s| (&s.0, &s.1) == (&pair.mentor, &pair.mentee));
                let place = place.expect("only pairs with a score are eligible");
                assert_eq!(pair.score.micros(), own.scores[place].2);
                assert_eq!(
                    pair.pinned,
                    own.pins.contains(&(pair.mentor.clone(), pair.mentee.clone()))
                );
                place
            })
            .collect();
        let value = own.value(&chosen).unwrap_or_else(|| panic!("{} {own:?}", plan(&answer)));
        let objective = answer.objective();
        assert_eq!((objective.pairs.unwrap_or(0), objective.score.micros()), value, "{own:?}");

        // No plan is better, and the bound is one.
        let best = own.best().expect("the plan is one");
        assert_eq!(value, best, "{} {own:?}", plan(&answer));
        let bound = answer.bound().unwrap();
        assert!((bound.pairs.unwrap_or(0), bound.score.micros()) >= best, "{own:?}");
        assert!(answer.is_optimal() || own.mutual == MutualPairs::Off, "{own:?}");

        let report = audit::check(&problem, answer.plan());
        assert!(report.is_clean(), "{report} {own:?}");

        seen.pinned += usize::from(!own.pins.is_empty());
        seen.existing += usize::from(!own.existing.is_empty());
        if own.mutual == MutualPairs::Off {
            *if answer.is_optimal() { &mut seen.proven } else { &mut seen.unproven } += 1;
        }
    }
    assert!(seen.pinned > 300 && seen.existing > 300, "{seen:?}");
    assert!(seen.proven > 1_000 && seen.unproven > 300, "{seen:?}");
}

/// Everybody in both roles, and every pair worth the same both ways: the first
/// solution may be mutual all over, and the search must end all the same.
#[test]
fn many_mutual_pairs_end_in_a_plan_without_any() {
    let mut rng = Rng::new(32);
    for count in [10, 40, 90] {
        let keys: Vec<String> = (0..count).map(|i| format!("p{i}")).collect();
        let mut own = Own {
            mentors: keys.iter().map(|key| (key.clone(), 1)).collect(),
            mentees: keys.iter().map(|key| (key.clone(), 1)).collect(),
            scores: Vec::new(),
            existing: Vec::new(),
            pins: Vec::new(),
            mode: Mode::MostPairsFirst,
            mutual: MutualPairs::Off,
        };
        for (i, one) in keys.iter().enumerate() {
            for other in &keys[i + 1..] {
                let score = rng.within(1, 1_000);
                own.scores.push((one.clone(), other.clone(), score));
                own.scores.push((other.clone(), one.clone(), score));
            }
        }
        let problem = own.build();
        let answer = problem.solve().unwrap();
        let pairs = answer.plan().pairs();
        assert_eq!(pairs.len(), count, "everybody has a mentor: there is a cycle through all");
        for pair in pairs {
            let mutual =
                pairs.iter().any(|p| (&p.mentor, &p.mentee) == (&pair.mentee, &pair.mentor));
            assert!(!mutual, "{} and {}", pair.mentor, pair.mentee);
        }
        assert!(answer.bound().unwrap() >= answer.objective());
    }
}
