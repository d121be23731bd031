//! Random settings, re-matched plans, and proofs that nobody computed.

use std::collections::BTreeSet;

use crosstie::Score;
use crosstie::mentoring::rematch::{Decision, RematchCase, RematchPlan, RematchProof, Terms};
use crosstie::mentoring::{MentoringPlan, MentoringProblem, Mode, MutualPairs, Objective, Role};

use super::definition::{Setting, Somebody};
use super::oracle::{Keys, Plans, Small, less, published};
use crate::audit::{policies, world};
use crate::mentoring::world::Own;
use crate::rng::Rng;

/// A small problem, a plan published before, and all plans.
pub(super) struct Instance<'a> {
    pub(super) small: &'a Small,
    pub(super) problem: &'a MentoringProblem<'a>,
    pub(super) published: MentoringPlan,
    pub(super) plans: Plans,
}

/// Enumerated up to so many pairs.
const MOST_PAIRS: usize = 9;

/// Few mentors of several places, so that one who changes may drop many and begin many.
fn busy(rng: &mut Rng) -> Own {
    let mut own = Own {
        mentors: Vec::new(),
        mentees: Vec::new(),
        scores: Vec::new(),
        existing: Vec::new(),
        pins: Vec::new(),
        mode: *rng.pick(&[Mode::MostPairsFirst, Mode::HighestScore, Mode::HighestScore]),
        mutual: MutualPairs::Off,
    };
    let swap = rng.chance(1, 2);
    for (key, places) in [("ada", 2), ("bob", 1)] {
        own.mentors.push((key.to_owned(), places + rng.below_u32(2)));
    }
    for key in ["cy", "dee", "eli", "fay"] {
        own.mentees.push((key.to_owned(), 1 + rng.below_u32(4) / 3));
    }
    if swap {
        std::mem::swap(&mut own.mentors, &mut own.mentees);
    }
    let least = *rng.pick(&[-2, 1]);
    for (mentor, _) in &own.mentors {
        for (mentee, _) in &own.mentees {
            own.scores.push((mentor.clone(), mentee.clone(), rng.within(least, 5)));
        }
    }
    own
}

/// Calls `test` for so many instances of each kind: scores of one's own of three makes, and policies.
pub(super) fn for_each(instances: u32, mut test: impl FnMut(&mut Rng, &Instance<'_>)) {
    let mut counts = [0; 4];
    for seed in 0.. {
        let mut rng = Rng::new(seed);
        let mut look = |kind: usize, small: &Small, problem: &MentoringProblem<'_>| {
            let rng = &mut Rng::new(4 * seed + kind as u64);
            if counts[kind] < instances && small.candidates().len() <= MOST_PAIRS {
                let published = published(rng, small);
                let plans = Plans::all(small, &published);
                test(rng, &Instance { small, problem, published, plans });
                counts[kind] += 1;
            }
        };
        let own = Own::random(&mut rng);
        look(0, &Small::of_own(&own), &own.build());
        let (programme, problem) = world::own_scores(&mut rng);
        look(1, &Small::of_programme(&programme), &problem);
        let people = 2 + rng.below(6);
        let world = world::World::random(&mut rng, people, policies::simple);
        look(2, &Small::of_programme(&world.programme()), &world.problem());
        let own = busy(&mut rng);
        look(3, &Small::of_own(&own), &own.build());
        if counts == [instances; 4] {
            return;
        }
    }
}

impl Instance<'_> {
    /// Scores are of about this size.
    pub(super) fn unit(&self) -> i64 {
        self.small.scores.values().map(|score| score.abs()).max().unwrap_or(1).max(1)
    }

    /// Terms, mostly such that some plan meets them.
    pub(super) fn terms(&self, rng: &mut Rng) -> Terms {
        if rng.chance(1, 2) {
            let unit = *rng.pick(&[1, self.unit()]);
            return Terms::Tax { each: Score::from_micros(rng.within(0, 3) * unit) };
        }
        let least = self.plans.least_changes();
        let changes = least + rng.next() % 4;
        Terms::AtMost { changes: if rng.chance(1, 10) { changes / 2 } else { changes } }
    }

    /// A re-matched plan without a bound, of one of the plans.
    pub(super) fn rematched(
        &self,
        plan: &(u64, Objective, BTreeSet<Keys>),
        terms: Terms,
    ) -> RematchPlan {
        let mut rematched = blank(&self.small.plan(&plan.2), terms);
        rematched.changes = plan.0;
        rematched
    }

    /// The best plan on the terms; none where no plan meets them.
    pub(super) fn best(&self, terms: Terms) -> Option<RematchPlan> {
        let meets = self.plans.all.iter().filter(|plan| meets(terms, plan.0));
        let best = meets.max_by_key(|plan| value(terms, plan.1, plan.0))?;
        Some(self.rematched(best, terms))
    }
}

pub(super) fn meets(terms: Terms, changes: u64) -> bool {
    !matches!(terms, Terms::AtMost { changes: most } if changes > most)
}

pub(super) fn value(terms: Terms, objective: Objective, changes: u64) -> Objective {
    match terms {
        Terms::Tax { each } => less(objective, each, changes),
        _ => objective,
    }
}

/// A re-matched plan that says 0 people change.
pub(super) fn blank(plan: &MentoringPlan, terms: Terms) -> RematchPlan {
    let json = serde_json::json!({
        "plan": plan, "terms": terms, "changes": 0, "bound": null, "proof": null
    });
    serde_json::from_value(json).unwrap()
}

/// The decisions of cases that cover all plans, decided at random.
pub(super) fn any_tree(
    rng: &mut Rng,
    setting: &Setting<'_>,
    terms: Terms,
    deep: usize,
) -> Vec<Vec<Decision>> {
    let mut open: Vec<Vec<Decision>> = vec![Vec::new()];
    let mut done = Vec::new();
    let mutual = mutual(setting);
    while let Some(path) = open.pop() {
        let free: Vec<&Somebody> =
            setting.known.difference(&setting.forced).filter(|one| !decides(&path, one)).collect();
        let counted = setting.forced.len() + path.iter().filter(|d| is_change(d)).count();
        let full = matches!(terms, Terms::AtMost { changes } if changes < counted as u64 + 1);
        if path.len() == deep || rng.chance(1, 5) {
            // Nobody keeps to these at all: they need not be there.
            let none = matches!(terms, Terms::AtMost { changes } if changes < counted as u64);
            if !(none && path.is_empty() && rng.chance(1, 2)) {
                done.push(path);
            }
            continue;
        }
        let mut ways = Vec::new();
        if !mutual.is_empty() && rng.chance(1, 4) {
            let (a, b) = rng.pick(&mutual).clone();
            ways.push(Decision::Without { mentor: a.clone(), mentee: b.clone() });
            ways.push(Decision::Without { mentor: b, mentee: a });
        } else if !free.is_empty() {
            let (role, key) = (*rng.pick(&free)).clone();
            ways.push(Decision::Stays { role, key: key.clone() });
            if !full || rng.chance(1, 2) {
                ways.push(Decision::Changes { role, key });
            }
        }
        if ways.is_empty() {
            done.push(path);
            continue;
        }
        for way in ways {
            let mut path = path.clone();
            path.push(way);
            open.push(path);
        }
    }
    rng.shuffle(&mut done);
    done
}

fn decides(path: &[Decision], one: &Somebody) -> bool {
    path.iter().any(|decision| match decision {
        Decision::Stays { role, key } | Decision::Changes { role, key } => {
            (*role, key) == (one.0, &one.1)
        }
        Decision::Without { .. } => false,
    })
}

fn is_change(decision: &Decision) -> bool {
    matches!(decision, Decision::Changes { .. })
}

/// Pairs of which the reverse is one, too, where not both may be.
fn mutual(setting: &Setting<'_>) -> Vec<Keys> {
    let small = setting.small;
    let mut pairs = Vec::new();
    for (a, _) in small.mentors.iter().filter(|_| !small.mutual) {
        for (b, _) in &small.mentees {
            if a != b && small.enrols(Role::Mentor, b) && small.enrols(Role::Mentee, a) {
                pairs.push((a.clone(), b.clone()));
            }
        }
    }
    pairs
}

/// A proof that nobody computed: any cases that cover all plans, any λ and any prices of 0 or more.
pub(super) fn any_proof(
    rng: &mut Rng,
    instance: &Instance<'_>,
    setting: &Setting<'_>,
    terms: Terms,
) -> RematchProof {
    let unit = instance.unit();
    let first = instance.small.mode == Mode::MostPairsFirst;
    let pair_value = *rng.pick(&[1, unit, 20 * unit, 20 * unit]);
    let pair_value = if first || rng.chance(1, 2) { pair_value } else { 0 };
    let deep = *rng.pick(&[0, 1, 3, 5]);
    let tree = any_tree(rng, setting, terms, deep);
    let cases = tree.into_iter().map(|decisions| {
        let change_price = match terms {
            Terms::Tax { each } => each,
            _ => price(rng, unit),
        };
        let mut case = RematchCase { decisions, change_price, ..case() };
        for (key, _) in &instance.small.mentors {
            if rng.chance(1, 2) {
                case.mentor_prices.insert(key.clone(), price(rng, unit));
            }
        }
        for (key, _) in &instance.small.mentees {
            if rng.chance(1, 2) {
                case.mentee_prices.insert(key.clone(), price(rng, unit));
            }
        }
        case
    });
    RematchProof { cases: cases.collect(), pair_value: Score::from_micros(pair_value) }
}

/// A case of nothing.
pub(super) fn case() -> RematchCase {
    RematchCase {
        decisions: Vec::new(),
        change_price: Score::ZERO,
        mentor_prices: std::collections::BTreeMap::new(),
        mentee_prices: std::collections::BTreeMap::new(),
    }
}

fn price(rng: &mut Rng, unit: i64) -> Score {
    let unit = *rng.pick(&[1, unit, 4 * unit]);
    Score::from_micros(rng.within(0, 3) * unit)
}

const MOST_ROUNDS: u32 = 25;

/// Lowers what each case is worth, price by price and λ, as long as it gets lower.
pub(super) fn tighten(
    instance: &Instance<'_>,
    setting: &Setting<'_>,
    terms: Terms,
    proof: &mut RematchProof,
) {
    let first = instance.small.mode == Mode::MostPairsFirst;
    let beta = if first { proof.pair_value.micros() } else { 0 };
    let steps = [beta, -beta, 16, -16, 4, -4, 1, -1];
    let mentors: Vec<&String> = instance.small.mentors.iter().map(|(key, _)| key).collect();
    let mentees: Vec<&String> = instance.small.mentees.iter().map(|(key, _)| key).collect();
    let add = |price: &mut Score, by: i64| {
        let sum = price.micros() + by;
        *price = Score::from_micros(sum);
        sum >= 0
    };
    for case in &mut proof.cases {
        let Some(mut value) = setting.value(terms, beta, case) else { continue };
        // Where no plan keeps to the decisions there may be no end of it.
        for _ in 0..MOST_ROUNDS {
            let before = value;
            for by in steps {
                // λ alone, a price alone, or two prices against each other.
                for m in 0..=mentors.len() {
                    for n in 0..=mentees.len() {
                        let mut other = case.clone();
                        let (m, n) = (mentors.get(m), mentees.get(n));
                        let allowed = match (m, n) {
                            (None, None) => {
                                !matches!(terms, Terms::Tax { .. })
                                    && add(&mut other.change_price, by)
                            }
                            _ => {
                                let m = m.is_none_or(|m| {
                                    add(other.mentor_prices.entry((*m).clone()).or_default(), by)
                                });
                                let by = if m && n.is_some() { -by } else { by };
                                m && n.is_none_or(|n| {
                                    add(other.mentee_prices.entry((*n).clone()).or_default(), by)
                                })
                            }
                        };
                        let found = setting.value(terms, beta, &other).unwrap();
                        if allowed && found < value {
                            value = found;
                            *case = other;
                        }
                    }
                }
            }
            if value == before {
                break;
            }
        }
    }
}
