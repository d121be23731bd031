//! Re-matching, against the enumeration of all plans.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::audit;
use crosstie::mentoring::rematch::{PlanDiff, RematchError, Terms};
use crosstie::mentoring::{Capacity, MentoringPlan, MentoringProblem, Mode, Objective, Role};
use crosstie::solve::Stop;

use super::world::Own;
use crate::rng::Rng;

type Pair = (String, String);

/// A plan published before: pairs and people without one, some of whom have left.
struct Published {
    pairs: Vec<Pair>,
    unmatched: Vec<(Role, String)>,
}

impl Published {
    fn random(rng: &mut Rng) -> Self {
        let keys: Vec<String> = (0..7).map(|i| format!("p{i}")).collect();
        let mut pairs = BTreeSet::new();
        let most = *rng.pick(&[1, 1, 2]);
        for _ in 0..rng.below(9) {
            let (mentor, mentee) = (rng.pick(&keys).clone(), rng.pick(&keys).clone());
            let has = |role: fn(&Pair) -> &String, key: &String| {
                pairs.iter().filter(|pair| role(pair) == key).count()
            };
            if mentor != mentee && has(|p| &p.0, &mentor) < 2 && has(|p| &p.1, &mentee) < most {
                pairs.insert((mentor, mentee));
            }
        }
        let mut unmatched = Vec::new();
        for key in &keys {
            for role in [Role::Mentor, Role::Mentee] {
                let paired = pairs
                    .iter()
                    .any(|pair| if role == Role::Mentor { pair.0 == *key } else { pair.1 == *key });
                if !paired && rng.chance(1, 2) {
                    unmatched.push((role, key.clone()));
                }
            }
        }
        Self { pairs: pairs.into_iter().collect(), unmatched }
    }

    fn plan(&self) -> MentoringPlan {
        let mut builder = MentoringProblem::from_scores();
        let mut enrolled = BTreeSet::new();
        let named = self.pairs.iter().flat_map(|(mentor, mentee)| {
            [(Role::Mentor, mentor.clone()), (Role::Mentee, mentee.clone())]
        });
        for (role, key) in named.chain(self.unmatched.iter().cloned()) {
            if enrolled.insert((role, key.clone())) {
                let capacity = Capacity::up_to(9);
                builder = match role {
                    Role::Mentor => builder.mentor(key, capacity),
                    Role::Mentee => builder.mentee_with(key, capacity),
                };
            }
        }
        builder.build().unwrap().plan_by_hand(self.pairs.iter().cloned())
    }

    /// How many people of both change, by definition.
    fn changes(&self, own: &Own, pairs: &[Pair]) -> u64 {
        let mut known: BTreeSet<(Role, &str)> = BTreeSet::new();
        for (mentor, mentee) in &self.pairs {
            known.extend([(Role::Mentor, &**mentor), (Role::Mentee, &**mentee)]);
        }
        known.extend(self.unmatched.iter().map(|(role, key)| (*role, &**key)));
        let mut count = 0;
        for (role, key) in known {
            let enrolled = match role {
                Role::Mentor => own.mentors.iter().any(|one| one.0 == key),
                Role::Mentee => own.mentees.iter().any(|one| one.0 == key),
            };
            let partners = |pairs: &[Pair]| -> BTreeSet<String> {
                let own = pairs.iter().filter(|pair| match role {
                    Role::Mentor => pair.0 == key,
                    Role::Mentee => pair.1 == key,
                });
                own.map(|pair| if role == Role::Mentor { &pair.1 } else { &pair.0 })
                    .cloned()
                    .collect()
            };
            let before = partners(&self.pairs);
            let goes_on = partners(&own.existing);
            let mut after = partners(pairs);
            after.extend(goes_on.intersection(&before).cloned());
            count += u64::from(enrolled && before != after);
        }
        count
    }
}

#[derive(Default, Debug)]
struct Tally {
    asked: u64,
    optimal: u64,
    refused: u64,
    witnessed: u64,
    gaps: u64,
    bound_open: u64,
}

fn value(own: &Own, objective: Objective) -> (u64, i64) {
    let pairs = if own.mode == Mode::MostPairsFirst { objective.pairs.unwrap() } else { 0 };
    (pairs, objective.score.micros())
}

fn pairs_of(plan: &MentoringPlan) -> Vec<Pair> {
    plan.pairs().iter().map(|pair| (pair.mentor.clone(), pair.mentee.clone())).collect()
}

fn ask(own: &Own, published: &Published, tally: &mut Tally) {
    // The best value for each number of changes, by looking at all plans.
    let mut best: BTreeMap<u64, (u64, i64)> = BTreeMap::new();
    for set in 0..1_u32 << own.scores.len() {
        let chosen: Vec<_> = (0..own.scores.len()).filter(|i| set >> i & 1 == 1).collect();
        let Some(value) = own.value(&chosen) else { continue };
        let pairs: Vec<Pair> =
            chosen.iter().map(|&i| (own.scores[i].0.clone(), own.scores[i].1.clone())).collect();
        let changes = published.changes(own, &pairs);
        let most = best.entry(changes).or_insert(value);
        *most = (*most).max(value);
    }
    let plan = published.plan();
    let problem = own.build();
    let rematch = problem.rematch(&plan).unwrap();
    let least = *best.keys().next().unwrap();
    let most = *best.keys().last().unwrap();
    let proven = rematch.least_changes().count;
    let about = || format!("{own:#?}\n{plan:#?}\n{best:?}\n{:?}", rematch.least_changes());
    assert!(proven <= least, "{}", about());
    tally.bound_open += u64::from(proven < least);
    for k in 0..=most {
        tally.asked += 1;
        let truth = best.range(..=k).map(|(_, value)| *value).max();
        let answer = match rematch.at_most(k) {
            Ok(answer) => answer,
            Err(error) => {
                assert_eq!(truth, None, "{error}\n{}", about());
                tally.refused += 1;
                let witnessed = matches!(error, RematchError::TooFewChanges { .. });
                assert_eq!(witnessed, k < proven);
                tally.witnessed += u64::from(witnessed);
                continue;
            }
        };
        let truth = truth.unwrap_or_else(|| panic!("{}", about()));
        let pairs = pairs_of(&answer.plan().plan);
        let about = || format!("{k} {truth:?} {:#?}\n{}", answer.plan(), about());
        assert_eq!(answer.changes(), published.changes(own, &pairs), "{}", about());
        assert!(answer.changes() <= k, "{}", about());
        assert_eq!(answer.plan().terms, Terms::AtMost { changes: k });
        let found = value(own, answer.objective());
        let bound = value(own, answer.bound().unwrap());
        assert!(found <= truth && truth <= bound, "{}", about());
        assert_eq!(answer.is_optimal(), found == bound, "{}", about());
        if answer.stop() == Stop::Finished {
            assert_eq!(found, truth, "{}", about());
        }
        tally.optimal += u64::from(answer.is_optimal());
        tally.gaps += u64::from(!answer.is_optimal());
        assert_eq!(*answer.diff(), PlanDiff::between(&plan, &answer.plan().plan));
        let report = audit::check_rematch(&problem, &plan, answer.plan());
        assert!(report.is_clean(), "{report}\n{}", about());
        assert_eq!(report.proven().is_optimal(), answer.is_optimal(), "{report}\n{}", about());
    }
    for tax in [0, 1, 2, 7] {
        let answer = rematch.taxed(Score::from_micros(tax)).unwrap();
        let less = |changes: u64, (pairs, score): (u64, i64)| {
            (pairs, score - tax * i64::try_from(changes).unwrap())
        };
        let truth = best.iter().map(|(&changes, &value)| less(changes, value)).max().unwrap();
        let found = less(answer.changes(), value(own, answer.objective()));
        let bound = value(own, answer.bound().unwrap());
        let about = || format!("{tax} {truth:?} {:#?}\n{}", answer.plan(), about());
        assert!(found <= truth && truth <= bound, "{}", about());
        assert_eq!(found, truth, "{}", about());
        assert!(answer.is_optimal(), "{}", about());
        let report = audit::check_rematch(&problem, &plan, answer.plan());
        assert!(report.is_clean() && report.proven().is_optimal(), "{report}\n{}", about());
    }
    let frontier = rematch.frontier().unwrap();
    let first = frontier.points.first().unwrap();
    assert_eq!(first.changes, least, "{}", about());
    let last = frontier.points.last().unwrap();
    assert_eq!(value(own, last.objective), *best.values().max().unwrap());
    for (k, bound) in &frontier.bounds {
        let truth = best.range(..=k).map(|(_, value)| *value).max().unwrap();
        assert!(truth <= value(own, *bound), "{k} {frontier:?}\n{}", about());
    }
    for point in &frontier.points {
        let pairs = pairs_of(&point.plan);
        assert_eq!(point.changes, published.changes(own, &pairs));
        let truth = best.range(..=point.changes).map(|(_, value)| *value).max().unwrap();
        assert_eq!(value(own, point.objective), truth, "{}", about());
    }
}

#[test]
fn every_cap_and_tax_is_as_by_enumeration() {
    let mut rng = Rng::new(20_261_126);
    let mut tally = Tally::default();
    for _ in 0..3_000 {
        let own = Own::random(&mut rng);
        if own.best().is_none() {
            continue;
        }
        let published = Published::random(&mut rng);
        ask(&own, &published, &mut tally);
    }
    assert!(tally.asked > 10_000 && tally.optimal > 6_000, "{tally:?}");
    assert!(tally.witnessed > 5_000 && tally.refused >= tally.witnessed, "{tally:?}");
    assert!(tally.gaps == 0, "{tally:?}");
}
