//! What re-matching means, from the definitions, by the enumeration of all plans.
//!
//! ```text
//! let own = Own::random(&mut rng);
//! let small = Small::of_own(&own);
//! let published = published(&mut rng, &small);
//! let plans = Plans::all(&small, &published);
//! plans.at_most(2); // the best objective with at most 2 changes
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::mentoring::{
    MentoringPlan, MentoringProblem, Mode, Objective, PlannedPair, Role, Unmatched,
};

use crate::audit::programme::Programme;
use crate::mentoring::world::Own;
use crate::rng::Rng;

/// Mentor, mentee.
pub(crate) type Keys = (String, String);

pub(crate) const ROLES: [Role; 2] = [Role::Mentor, Role::Mentee];

/// A small problem, all rules and criteria applied.
#[derive(Clone, Debug)]
pub(crate) struct Small {
    pub(crate) mode: Mode,
    /// Whether mutual pairs are allowed.
    pub(crate) mutual: bool,
    /// With their capacities.
    pub(crate) mentors: Vec<(String, u32)>,
    pub(crate) mentees: Vec<(String, u32)>,
    /// Eligible pairs, and pins, with their scores in micros.
    pub(crate) scores: BTreeMap<Keys, i64>,
    /// Pinned pairs that rules exclude are not eligible.
    pub(crate) excluded: BTreeSet<Keys>,
    pub(crate) existing: BTreeSet<Keys>,
    pub(crate) pins: BTreeSet<Keys>,
    pub(crate) paused: BTreeSet<String>,
}

impl Small {
    pub(crate) fn of_own(own: &Own) -> Self {
        let scores = own.scores.iter().map(|(a, b, score)| ((a.clone(), b.clone()), *score));
        Self {
            mode: own.mode,
            mutual: own.mutual == crosstie::mentoring::MutualPairs::Allowed,
            mentors: own.mentors.clone(),
            mentees: own.mentees.clone(),
            scores: scores.collect(),
            excluded: BTreeSet::new(),
            existing: own.existing.iter().cloned().collect(),
            pins: own.pins.iter().cloned().collect(),
            paused: BTreeSet::new(),
        }
    }

    pub(crate) fn of_programme(programme: &Programme) -> Self {
        let pins: BTreeSet<Keys> = programme.pins.iter().cloned().collect();
        let (mut scores, mut excluded) = (BTreeMap::new(), BTreeSet::new());
        for (pair, worth) in &programme.worth {
            if worth.broken.is_empty() || pins.contains(pair) {
                scores.insert(pair.clone(), worth.score);
            }
            if !worth.broken.is_empty() {
                excluded.insert(pair.clone());
            }
        }
        Self {
            mode: programme.mode,
            mutual: programme.mutual,
            mentors: programme.mentors.clone(),
            mentees: programme.mentees.clone(),
            scores,
            excluded,
            existing: programme.existing.iter().cloned().collect(),
            pins,
            paused: programme.paused.keys().cloned().collect(),
        }
    }

    pub(crate) fn side(&self, role: Role) -> &[(String, u32)] {
        match role {
            Role::Mentor => &self.mentors,
            Role::Mentee => &self.mentees,
        }
    }

    pub(crate) fn enrols(&self, role: Role, key: &str) -> bool {
        self.side(role).iter().any(|(other, _)| other == key)
    }

    /// Pairs that may be in a plan: eligible and new, or pinned. More than these may be closed by places, pauses, pins or
    /// existing pairs.
    pub(crate) fn candidates(&self) -> Vec<&Keys> {
        let new = self.scores.keys().filter(|pair| !self.existing.contains(*pair));
        new.filter(|pair| !self.pins.contains(*pair) && !self.excluded.contains(*pair)).collect()
    }

    /// Whether these pairs are a plan.
    pub(crate) fn is_plan(&self, pairs: &BTreeSet<Keys>) -> bool {
        let holds_pins = self.pins.is_subset(pairs);
        let is_fair = ROLES.iter().all(|&role| {
            self.side(role).iter().all(|(key, capacity)| {
                let new = count(pairs, role, key);
                let all = new + count(&self.existing, role, key);
                new == 0 || (all <= *capacity as usize && !self.paused.contains(key))
            })
        });
        let reverse = |pair: &Keys| (pair.1.clone(), pair.0.clone());
        let is_mutual = pairs
            .iter()
            .any(|pair| pairs.contains(&reverse(pair)) || self.existing.contains(&reverse(pair)));
        holds_pins && is_fair && (self.mutual || !is_mutual)
    }

    pub(crate) fn objective(&self, pairs: &BTreeSet<Keys>) -> Objective {
        let score = pairs.iter().map(|pair| self.scores[pair]).sum();
        let first = self.mode == Mode::MostPairsFirst;
        let number = first.then_some(pairs.len() as u64);
        Objective { pairs: number, score: Score::from_micros(score) }
    }

    /// The plan as data, without a bound.
    pub(crate) fn plan(&self, pairs: &BTreeSet<Keys>) -> MentoringPlan {
        let planned = pairs.iter().map(|pair| PlannedPair {
            mentor: pair.0.clone(),
            mentee: pair.1.clone(),
            score: Score::from_micros(self.scores[pair]),
            pinned: self.pins.contains(pair),
        });
        let mut plan = blank();
        plan.mode = self.mode;
        plan.pairs = planned.collect();
        plan.objective = self.objective(pairs);
        for role in [Role::Mentee, Role::Mentor] {
            let without = self.side(role).iter().filter(|(key, _)| count(pairs, role, key) == 0);
            plan.unmatched.extend(without.map(|(key, _)| Unmatched { key: key.clone(), role }));
        }
        plan
    }
}

/// A plan of nobody.
pub(crate) fn blank() -> MentoringPlan {
    let mut plan = MentoringProblem::from_scores().build().unwrap().solve().unwrap().into_plan();
    (plan.bound, plan.proof) = (None, None);
    plan
}

pub(crate) fn keys(plan: &MentoringPlan) -> BTreeSet<Keys> {
    plan.pairs.iter().map(|pair| (pair.mentor.clone(), pair.mentee.clone())).collect()
}

pub(crate) fn key(pair: &Keys, role: Role) -> &str {
    match role {
        Role::Mentor => &pair.0,
        Role::Mentee => &pair.1,
    }
}

pub(crate) fn count<'a>(pairs: impl IntoIterator<Item = &'a Keys>, role: Role, of: &str) -> usize {
    pairs.into_iter().filter(|pair| key(pair, role) == of).count()
}

/// The people known: named by the published plan in a role, and enrolled in it.
pub(crate) fn known(small: &Small, published: &MentoringPlan) -> Vec<(Role, String)> {
    let pairs = keys(published);
    let mut known = Vec::new();
    for role in ROLES {
        for (key, _) in small.side(role) {
            let waits = published.unmatched.iter().any(|u| u.role == role && u.key == *key);
            if waits || count(&pairs, role, key) > 0 {
                known.push((role, key.clone()));
            }
        }
    }
    known
}

/// D(x): how many known people change.
pub(crate) fn changes(small: &Small, published: &MentoringPlan, plan: &BTreeSet<Keys>) -> u64 {
    let before = keys(published);
    let change = known(small, published).into_iter().filter(|(role, key)| {
        let partners = |pair: &Keys| if *role == Role::Mentor { &pair.1 } else { &pair.0 }.clone();
        let mine = |pair: &&Keys| self::key(pair, *role) == key;
        let was: BTreeSet<String> = before.iter().filter(mine).map(partners).collect();
        let mut is: BTreeSet<String> = plan.iter().filter(mine).map(partners).collect();
        let goes_on = small.existing.iter().filter(mine).map(partners);
        is.extend(goes_on.filter(|partner| was.contains(partner)));
        was != is
    });
    change.count() as u64
}

/// All plans of a small problem: how many change in each, and its objective.
#[derive(Clone, Debug)]
pub(crate) struct Plans {
    pub(crate) all: Vec<(u64, Objective, BTreeSet<Keys>)>,
}

impl Plans {
    /// Looks at every set of pairs: at most 2¹² of them, more are refused.
    pub(crate) fn all(small: &Small, published: &MentoringPlan) -> Self {
        let candidates = small.candidates();
        assert!(candidates.len() <= 12, "too many pairs to enumerate");
        let mut all = Vec::new();
        for set in 0_u32..1 << candidates.len() {
            let chosen = (0..candidates.len()).filter(|i| set >> i & 1 == 1);
            let chosen = chosen.map(|i| candidates[i].clone());
            let pairs: BTreeSet<Keys> = small.pins.iter().cloned().chain(chosen).collect();
            if small.is_plan(&pairs) {
                all.push((changes(small, published, &pairs), small.objective(&pairs), pairs));
            }
        }
        Self { all }
    }

    /// The fewest that any plan changes.
    pub(crate) fn least_changes(&self) -> u64 {
        self.all.iter().map(|plan| plan.0).min().unwrap()
    }

    /// The best objective with at most so many changes; none where no plan has so few.
    pub(crate) fn at_most(&self, changes: u64) -> Option<Objective> {
        self.all.iter().filter(|plan| plan.0 <= changes).map(|plan| plan.1).max()
    }

    /// The best objective, less a tax in its score for each who changes.
    pub(crate) fn taxed(&self, tax: Score) -> Objective {
        self.all.iter().map(|plan| less(plan.1, tax, plan.0)).max().unwrap()
    }
}

/// An objective less the taxes.
pub(crate) fn less(objective: Objective, tax: Score, changes: u64) -> Objective {
    let taxes = tax.micros() * i64::try_from(changes).unwrap();
    Objective { score: Score::from_micros(objective.score.micros() - taxes), ..objective }
}

/// A plan published before: of people who take part or have left, some with more partners than places now, with pairs
/// that rules exclude now, that go on, that are pinned or mutual; some are without a pair, some are new.
pub(crate) fn published(rng: &mut Rng, small: &Small) -> MentoringPlan {
    let mut everybody: BTreeMap<Role, Vec<String>> = BTreeMap::new();
    let left = *rng.pick(&[0, 0, 1, 2]);
    let joined = *rng.pick(&[0, 1, 3]);
    for role in ROLES {
        let enrolled = small.side(role).iter().map(|(key, _)| key.clone());
        let stayed = enrolled.filter(|_| !rng.chance(joined, 8)).collect::<Vec<_>>();
        let gone = (0..left).map(|i| format!("left{i}"));
        everybody.insert(role, stayed.into_iter().chain(gone).collect());
    }
    let (mentors, mentees) = (&everybody[&Role::Mentor], &everybody[&Role::Mentee]);
    let mut possible = Vec::new();
    for mentor in mentors {
        for mentee in mentees.iter().filter(|mentee| *mentee != mentor) {
            possible.push((mentor.clone(), mentee.clone()));
        }
    }
    rng.shuffle(&mut possible);
    let (most, likely, else_likely) =
        (1 + rng.below(3), 2 + rng.below(6), *rng.pick(&[0, 1, 1, 3]));
    let mut pairs = BTreeSet::new();
    for pair in possible {
        let is_likely = small.scores.contains_key(&pair) || small.existing.contains(&pair);
        let has_room = ROLES.iter().all(|&role| count(&pairs, role, key(&pair, role)) < most);
        if has_room && rng.chance(if is_likely { likely } else { else_likely }, 8) {
            pairs.insert(pair);
        }
    }
    let mut plan = blank();
    for pair in &pairs {
        plan.pairs.push(PlannedPair {
            mentor: pair.0.clone(),
            mentee: pair.1.clone(),
            score: Score::from_micros(rng.within(-2, 5)),
            pinned: rng.chance(1, 8),
        });
    }
    for role in [Role::Mentee, Role::Mentor] {
        for key in &everybody[&role] {
            if count(&pairs, role, key) == 0 && rng.chance(7, 8) {
                plan.unmatched.push(Unmatched { key: key.clone(), role });
            }
        }
    }
    let score = plan.pairs.iter().map(|pair| pair.score.micros()).sum();
    plan.objective.pairs = Some(plan.pairs.len() as u64);
    plan.objective.score = Score::from_micros(score);
    plan
}
