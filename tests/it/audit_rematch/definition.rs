//! What a proof of a re-match proves, by the words at `RematchCase` and `RematchProof`, on keys.

use std::collections::BTreeSet;

use crosstie::Score;
use crosstie::mentoring::rematch::{Decision, RematchCase, RematchProof, Terms};
use crosstie::mentoring::{MentoringPlan, Mode, Objective, Role};

use super::oracle::{Keys, ROLES, Small, count, key, keys, known};

pub(super) type Somebody = (Role, String);

/// A small problem and a published plan, and what follows from them.
pub(super) struct Setting<'a> {
    pub(super) small: &'a Small,
    /// The pairs of the published plan.
    pub(super) before: BTreeSet<Keys>,
    pub(super) known: BTreeSet<Somebody>,
    pub(super) open: BTreeSet<Keys>,
    /// F: who changes in every plan.
    pub(super) forced: BTreeSet<Somebody>,
}

impl<'a> Setting<'a> {
    pub(super) fn new(small: &'a Small, published: &MentoringPlan) -> Self {
        let mut setting = Self {
            small,
            before: keys(published),
            known: known(small, published).into_iter().collect(),
            open: BTreeSet::new(),
            forced: BTreeSet::new(),
        };
        let taken = |pair: &Keys| small.existing.contains(pair) || small.pins.contains(pair);
        let open = small.candidates().into_iter().filter(|pair| {
            let reverse = (pair.1.clone(), pair.0.clone());
            ROLES.iter().all(|&role| setting.places(role, key(pair, role)) > 0)
                && !taken(pair)
                && (small.mutual || !taken(&reverse))
        });
        setting.open = open.cloned().collect();
        let forced = setting.known.iter().filter(|(role, of)| {
            let mine = |pair: &&Keys| key(pair, *role) == of;
            let ended = setting.before.iter().filter(mine).any(|pair| {
                !setting.open.contains(pair)
                    && !small.pins.contains(pair)
                    && !small.existing.contains(pair)
            });
            let pinned = small.pins.iter().filter(mine).any(|pin| !setting.before.contains(pin));
            ended || pinned || setting.old(*role, of) > setting.places(*role, of)
        });
        setting.forced = forced.cloned().collect();
        setting
    }

    /// u.
    pub(super) fn places(&self, role: Role, key: &str) -> i64 {
        let capacity = self.small.side(role).iter().find(|(other, _)| other == key).unwrap().1;
        if self.small.paused.contains(key) {
            return 0;
        }
        let fixed = count(&self.small.existing, role, key) + count(&self.small.pins, role, key);
        (i64::from(capacity) - i64::try_from(fixed).unwrap()).max(0)
    }

    /// s.
    fn old(&self, role: Role, key: &str) -> i64 {
        i64::try_from(count(self.open.intersection(&self.before), role, key)).unwrap()
    }

    /// β.
    fn beta(&self, proof: &RematchProof) -> i64 {
        let first = self.small.mode == Mode::MostPairsFirst;
        if first { proof.pair_value.micros() } else { 0 }
    }

    /// What a case is worth; none where no plan keeps to it.
    pub(super) fn value(&self, terms: Terms, beta: i64, case: &RematchCase) -> Option<i64> {
        let decided = |want: fn(&Decision) -> Option<Somebody>| -> BTreeSet<Somebody> {
            case.decisions.iter().filter_map(want).collect()
        };
        let stay = decided(|decision| match decision {
            Decision::Stays { role, key } => Some((*role, key.clone())),
            _ => None,
        });
        let change = decided(|decision| match decision {
            Decision::Changes { role, key } => Some((*role, key.clone())),
            _ => None,
        });
        let without = |pair: &Keys| {
            let (mentor, mentee) = pair.clone();
            case.decisions.contains(&Decision::Without { mentor, mentee })
        };
        let counted = i64::try_from(self.forced.len() + change.len()).unwrap();
        let lambda = case.change_price.micros();
        let mut value = match terms {
            Terms::AtMost { changes } => {
                let left = i64::try_from(changes).unwrap() - counted;
                if left < 0 {
                    return None;
                }
                lambda * left
            }
            Terms::Tax { each } => -each.micros() * counted,
            _ => panic!("unknown terms"),
        };
        let share = |role: Role, key: &str| -> (i64, i64) {
            let somebody = (role, key.to_owned());
            let (u, s) = (self.places(role, key), self.old(role, key));
            let is_u = self.known.contains(&somebody)
                && !self.forced.contains(&somebody)
                && !stay.contains(&somebody)
                && !change.contains(&somebody);
            if !is_u || u == 0 {
                (0, 0)
            } else if s == u {
                (lambda / s, 0)
            } else if s == 0 {
                (0, lambda / u)
            } else {
                (lambda / (s + u), lambda / (s + u))
            }
        };
        let v = |pair: &Keys| {
            let (one, other) = (share(Role::Mentor, &pair.0), share(Role::Mentee, &pair.1));
            let worth = beta + self.small.scores[pair];
            if self.before.contains(pair) {
                worth + one.0 + other.0
            } else {
                worth - one.1 - other.1
            }
        };
        let price = |role: Role, key: &str| {
            let prices = match role {
                Role::Mentor => &case.mentor_prices,
                Role::Mentee => &case.mentee_prices,
            };
            prices.get(key).map_or(0, |price| price.micros())
        };
        let of_stayer = |pair: &&Keys| {
            ROLES.iter().any(|&role| stay.contains(&(role, key(pair, role).to_owned())))
        };
        let fixed: BTreeSet<Keys> =
            self.open.intersection(&self.before).filter(of_stayer).cloned().collect();
        if fixed.iter().any(without) {
            return None;
        }
        value += fixed.iter().map(v).sum::<i64>();
        for role in ROLES {
            for (key, _) in self.small.side(role) {
                value -= self.old(role, key) * share(role, key).0;
                let left =
                    self.places(role, key) - i64::try_from(count(&fixed, role, key)).unwrap();
                if left < 0 {
                    return None;
                }
                value += left * price(role, key);
            }
        }
        for pair in self.open.iter().filter(|pair| !of_stayer(pair) && !without(pair)) {
            let prices = price(Role::Mentor, &pair.0) + price(Role::Mentee, &pair.1);
            value += (v(pair) - prices).max(0);
        }
        Some(value + self.small.pins.iter().map(|pin| beta + self.small.scores[pin]).sum::<i64>())
    }

    /// What a proof proves that covers all plans; none where that there is none.
    pub(super) fn proven(&self, terms: Terms, proof: &RematchProof) -> Option<Objective> {
        let beta = self.beta(proof);
        let z = proof.cases.iter().filter_map(|case| self.value(terms, beta, case)).max()?;
        if self.small.mode == Mode::HighestScore {
            return Some(Objective { pairs: None, score: Score::from_micros(z) });
        }
        let pins: i64 = self.small.pins.iter().map(|pin| self.small.scores[pin]).sum();
        let number = i64::try_from(self.small.pins.len()).unwrap();
        let z = z - pins - beta * number;
        let m = ROLES.map(|role| -> i64 {
            self.small.side(role).iter().map(|(key, _)| self.places(role, key)).sum()
        });
        let lowest = self.open.iter().map(|pair| self.small.scores[pair]).min().unwrap_or(0);
        let taxes = match terms {
            Terms::Tax { each } => each.micros() * i64::try_from(self.known.len()).unwrap(),
            _ => 0,
        };
        let below = m[0].min(m[1]) * (-lowest).max(0) + taxes;
        let q = (z + below).div_euclid(beta);
        let pairs = Some(u64::try_from(q + number).ok().filter(|_| q >= 0)?);
        Some(Objective { pairs, score: Score::from_micros(pins + z - beta * q) })
    }
}
