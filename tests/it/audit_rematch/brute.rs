//! Bounds against the enumeration of all plans.

use crosstie::audit::{self, ProvenRematch};
use crosstie::mentoring::rematch::{RematchCase, RematchProof, Terms};
use crosstie::mentoring::{Mode, MutualPairs};
use crosstie::{Score, mentoring::Objective};

use super::definition::Setting;
use super::oracle::Plans;
use super::world::{any_proof, any_tree, blank, case, for_each, meets, tighten, value};

/// Of each of four kinds.
const INSTANCES: u32 = 3_000;

/// What no plan on the terms exceeds; none where there is none.
fn best(plans: &Plans, terms: Terms) -> Option<Objective> {
    match terms {
        Terms::AtMost { changes } => plans.at_most(changes),
        Terms::Tax { each } => Some(plans.taxed(each)),
        _ => panic!("unknown terms"),
    }
}

#[test]
fn any_proof_bounds_every_plan() {
    let mut seen = std::collections::BTreeMap::<&str, u32>::new();
    for_each(INSTANCES, |rng, instance| {
        let setting = Setting::new(instance.small, &instance.published);
        for _ in 0..3 {
            let terms = instance.terms(rng);
            let proof = any_proof(rng, instance, &setting, terms);
            let best = best(&instance.plans, terms);
            let bound = setting.proven(terms, &proof);
            if let Some(best) = best {
                let bound = bound.expect("there is a plan");
                assert!(bound >= best, "{bound} < {best}: a law of the definition\n{proof:#?}");
            }

            let some = rng.pick(&instance.plans.all);
            let mut plan = instance.rematched(some, terms);
            plan.proof = Some(proof);
            let report = audit::check_rematch(instance.problem, &instance.published, &plan);
            let context = || format!("{report}\n{plan:#?}\n{:#?}", instance.small);
            assert_eq!(report.changes(), some.0, "{}", context());
            assert_eq!(report.objective(), some.1);
            assert_eq!(report.value(), value(terms, some.1, some.0));
            assert_eq!(report.is_clean(), meets(terms, some.0), "{}", context());
            match (report.proven(), bound) {
                (ProvenRematch::Impossible, None) => *seen.entry("impossible").or_default() += 1,
                (ProvenRematch::Optimal, Some(bound)) => {
                    assert_eq!(Some(bound), best);
                    assert_eq!(report.value(), bound);
                    *seen.entry("optimal").or_default() += 1;
                }
                (ProvenRematch::Bounded { bound: found, .. }, Some(bound)) => {
                    assert_eq!(found, bound, "{}", context());
                    *seen.entry("bounded").or_default() += 1;
                }
                (ProvenRematch::Nothing, Some(bound)) => {
                    assert!(bound < report.value() && !report.is_clean(), "{}", context());
                    *seen.entry("above the bound").or_default() += 1;
                }
                _ => panic!("{}", context()),
            }

            // What the proof proves may be claimed, and less, but nothing more.
            let Some(bound) = bound.filter(|_| report.is_clean()) else { continue };
            plan.bound = Some(bound);
            assert!(audit::check_rematch(instance.problem, &instance.published, &plan).is_clean());
            let mut tighter = bound;
            match &mut tighter.pairs {
                Some(pairs) if *pairs > 0 && rng.chance(1, 2) => *pairs -= 1,
                _ => tighter.score = Score::from_micros(bound.score.micros() - 1),
            }
            plan.bound = Some(tighter);
            let report = audit::check_rematch(instance.problem, &instance.published, &plan);
            assert_eq!(report.violations()[0].code(), "bound-not-proven");
        }
    });
    assert!(seen["bounded"] > 25_000 && seen["optimal"] > 2_000, "{seen:?}");
    assert!(seen["impossible"] > 300 && seen["above the bound"] > 50, "{seen:?}");
}

/// Proofs as tight as they get, of which a bound a little too low would show.
#[test]
fn optimal_is_the_true_optimum() {
    let (mut optimal, mut all, mut cut) = (0_u32, 0_u32, 0_u32);
    for_each(1_500, |rng, instance| {
        if instance.unit() > 10 || instance.small.candidates().len() > 8 {
            return; // too many steps
        }
        let setting = Setting::new(instance.small, &instance.published);
        let terms = instance.terms(rng);
        let tree = any_tree(rng, &setting, terms, 2);
        let change_price = match terms {
            Terms::Tax { each } => each,
            _ => Score::from_micros(*rng.pick(&[0, 0, 6, 12])),
        };
        let cases =
            tree.into_iter().map(|decisions| RematchCase { decisions, change_price, ..case() });
        let mut proof = RematchProof { cases: cases.collect(), pair_value: Score::from_micros(64) };
        tighten(instance, &setting, terms, &mut proof);
        let Some(mut plan) = instance.best(terms) else { return };
        let best = best(&instance.plans, terms).unwrap();
        let bound = setting.proven(terms, &proof).expect("there is a plan");
        assert!(bound >= best, "{bound} < {best}: a law of the definition\n{proof:#?}");
        plan.proof = Some(proof);
        let report = audit::check_rematch(instance.problem, &instance.published, &plan);
        assert!(report.is_clean(), "{report}");
        assert_eq!(report.value(), best);
        all += 1;
        assert_eq!(report.proven().is_optimal(), bound == best);
        optimal += u32::from(report.proven().is_optimal());
        let unbound = instance.plans.taxed(Score::ZERO);
        cut += u32::from(report.proven().is_optimal() && best < unbound);

        // No worse plan is called optimal by the same proof.
        for _ in 0..8 {
            let other = rng.pick(&instance.plans.all);
            let mut worse = instance.rematched(other, terms);
            worse.proof.clone_from(&plan.proof);
            let report = audit::check_rematch(instance.problem, &instance.published, &worse);
            let is_best = meets(terms, other.0) && value(terms, other.1, other.0) == best;
            assert!(is_best || !report.proven().is_optimal());
        }
    });
    assert!(optimal > 3_000 && cut > 1_000, "{optimal} of {all}, {cut}");
}

/// The instances hold what is worth looking at.
#[test]
fn settings_of_every_kind() {
    let mut seen = std::collections::BTreeMap::<&str, u32>::new();
    for_each(500, |_, instance| {
        let setting = Setting::new(instance.small, &instance.published);
        let small = instance.small;
        let both = |pairs: &std::collections::BTreeSet<super::oracle::Keys>| {
            setting.before.intersection(pairs).count() > 0
        };
        let mut note = |what, is| *seen.entry(what).or_default() += u32::from(is);
        note("forced", !setting.forced.is_empty());
        note("free", setting.known.len() > setting.forced.len());
        note("goes on", both(&small.existing));
        note("pinned before", both(&small.pins));
        note("open before", both(&setting.open));
        note("pinned", !small.pins.is_empty());
        note("paused", !small.paused.is_empty());
        note("excluded", both(&small.excluded));
        note("most pairs first", small.mode == Mode::MostPairsFirst);
        note("mutual off", instance.problem.mutual_pairs() == MutualPairs::Off);
        let crowded = setting.known.iter().filter(|(role, key)| {
            super::oracle::count(setting.open.intersection(&setting.before), *role, key) > 1
        });
        note("two open before", crowded.count() > 0);
        let many = setting.known.iter().any(|(role, key)| setting.places(*role, key) > 1);
        note("two places", many);
        note("left", instance.published.pairs.iter().any(|pair| pair.mentor.starts_with("left")));
        note("least", instance.plans.least_changes() > setting.forced.len() as u64);
    });
    assert!(seen.values().all(|&times| times > 15), "{seen:?}");
}

/// Sums that leave the range of scores prove nothing, and do not wrap.
#[test]
fn numbers_at_the_ends_of_their_range() {
    use crosstie::mentoring::{Capacity, MentoringProblem};
    for mode in [Mode::MostPairsFirst, Mode::HighestScore] {
        let problem = MentoringProblem::from_scores()
            .mentor("ada", Capacity::up_to(u32::MAX))
            .mentee("cy")
            .mode(mode)
            .score("ada", "cy", Score::points(1))
            .build()
            .unwrap();
        let mut inner = problem.plan_by_hand([("ada", "cy")]);
        (inner.bound, inner.proof) = (None, None);
        let published = inner.clone();
        for number in [0, 1, i64::MIN, i64::MAX] {
            let score = Score::from_micros(number);
            let all = [
                Terms::Tax { each: score },
                Terms::AtMost { changes: 0 },
                Terms::AtMost { changes: u64::MAX },
            ];
            for terms in all {
                let mut plan = blank(&inner, terms);
                let mut case = case();
                case.change_price = score;
                case.mentor_prices.insert("ada".to_owned(), score);
                let cases = vec![case];
                let proof = RematchProof { pair_value: score, cases };
                plan.proof = Some(proof);
                let report = audit::check_rematch(&problem, &published, &plan);
                let bad = number < 0 || (number == 0 && mode == Mode::MostPairsFirst);
                assert_eq!(report.is_clean(), !bad, "{report}");
                if number == i64::MAX {
                    assert!(!report.proven().is_optimal());
                }
                plan.bound =
                    Some(Objective { score: Score::from_micros(i64::MIN), ..inner.objective });
                plan.plan.pairs[0].score = score;
                assert!(!audit::check_rematch(&problem, &published, &plan).is_clean());
            }
        }
    }
}
