//! What a proof by cases proves, summed up from the definition at [`ProofStep`](crate::rotation::assignments::ProofStep).

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::proof::micros;
use super::step_fault::StepFault;
use crate::rotation::assignments::{Mode, PeriodPrices, ProofStep, StayRole, StaysObjective};
use crate::score::Score;

/// Billionths, in which prices are, in a millionth, in which scores are.
const FINE: i128 = 1_000;
/// Billionths in a point, which a stay is worth where stays are counted.
const POINT: i128 = 1_000_000_000;

/// What a proof whose steps all hold proves.
pub(super) struct Walked {
    /// What no plan exceeds; none where there is no plan.
    pub(super) at_most: Option<StaysObjective>,
    /// The first step, from 1, that leaves plans open; none where there is no plan.
    pub(super) bounded: Option<usize>,
}

/// Reads the steps in order, or says which one does not hold, from 1, and why.
pub(super) fn walk(facts: &Facts<'_>, steps: &[ProofStep]) -> Result<Walked, (usize, StepFault)> {
    let ledger = Ledger::new(facts);
    let mut case = Case::new(facts);
    let mut walked = Walked { at_most: None, bounded: None };
    let mut is_open = true;
    for (number, step) in (1..).zip(steps) {
        if !is_open {
            return Err((number, StepFault::Surplus));
        }
        let at = |fault| (number, fault);
        let bound = match step {
            ProofStep::Split { person, host, period } => {
                case.split(&ledger, person, host, *period).map_err(at)?;
                continue;
            }
            ProofStep::Impossible { prices } => {
                if ledger.bound(&case, prices, |_| 0).map_err(at)? >= 0 && !ledger.is_broken(&case)
                {
                    return Err(at(StepFault::Possible));
                }
                None
            }
            ProofStep::AtMost { stay_price, stays, score } => {
                ledger.at_most(&case, *stay_price, stays, score).map_err(at)?
            }
        };
        if bound.is_some() {
            walked.at_most = walked.at_most.max(bound);
            walked.bounded = walked.bounded.or(Some(number));
        }
        is_open = case.next();
    }
    if is_open {
        return Err((steps.len() + 1, StepFault::Missing { open: case.open() }));
    }
    Ok(walked)
}

/// The case that is open: its stays, and starts that it excludes.
struct Case {
    stays: BTreeMap<(usize, usize), u32>,
    without: BTreeMap<(usize, usize), BTreeSet<u32>>,
    /// The splits on the way to it: pair, start, whether the stay is in it.
    path: Vec<((usize, usize), u32, bool)>,
}

impl Case {
    /// All plans: each has the fixed stays.
    fn new(facts: &Facts<'_>) -> Self {
        let stays = facts.times.fixed.iter().map(|&(p, h, period)| ((p, h), period)).collect();
        Self { stays, without: BTreeMap::new(), path: Vec::new() }
    }

    /// Goes on with the plans that have a stay; those without it come later.
    fn split(
        &mut self,
        ledger: &Ledger<'_>,
        person: &str,
        host: &str,
        period: u32,
    ) -> Result<(), StepFault> {
        let unknown = |role, key: &str| StepFault::NotEnrolled { role, key: key.to_owned() };
        let p = ledger.facts.person(person).ok_or_else(|| unknown(StayRole::Person, person))?;
        let h = ledger.facts.host(host).ok_or_else(|| unknown(StayRole::Host, host))?;
        let pair = ledger.pairs.iter().find(|pair| (pair.person, pair.host) == (p, h));
        let is_left = !self.stays.contains_key(&(p, h))
            && pair.is_some_and(|pair| ledger.starts(pair, self).contains(&period));
        if !is_left {
            let (person, host) = (person.to_owned(), host.to_owned());
            return Err(StepFault::NotLeft { person, host, period });
        }
        self.stays.insert((p, h), period);
        self.path.push(((p, h), period, true));
        Ok(())
    }

    /// Goes on with the next case, if one is open.
    fn next(&mut self) -> bool {
        while let Some((pair, period, has_it)) = self.path.pop() {
            if has_it {
                self.stays.remove(&pair);
                self.without.entry(pair).or_default().insert(period);
                self.path.push((pair, period, false));
                return true;
            }
            if let Some(starts) = self.without.get_mut(&pair) {
                starts.remove(&period);
            }
        }
        false
    }

    /// The stays of a person: host and start.
    fn of_person(&self, person: usize) -> impl Iterator<Item = (usize, u32)> + Clone + '_ {
        let own = self.stays.range((person, 0)..(person + 1, 0));
        own.map(|(&(_, host), &start)| (host, start))
    }

    fn excludes(&self, pair: (usize, usize), start: u32) -> bool {
        self.without.get(&pair).is_some_and(|starts| starts.contains(&start))
    }

    /// How many cases are open, this one included.
    fn open(&self) -> usize {
        1 + self.path.iter().filter(|split| split.2).count()
    }
}

/// An eligible pair.
struct Pair {
    person: usize,
    host: usize,
    /// In billionths.
    value: i128,
}

/// What is summed up for every case.
struct Ledger<'p> {
    facts: &'p Facts<'p>,
    /// By person, then host.
    pairs: Vec<Pair>,
    eligible: BTreeSet<(usize, usize)>,
    /// The greatest common divisor of all values, in millionths; 0 of none.
    divisor: i128,
}

/// Prices by position; none where none is given.
struct Prices<'s> {
    person_stays: Vec<i64>,
    person_periods: Vec<Option<&'s [i64]>>,
    host_periods: Vec<Option<&'s [i64]>>,
    group_periods: Vec<Option<&'s [i64]>>,
    /// By person.
    orders: BTreeMap<usize, Vec<Order<'s>>>,
}

/// Prices of an order or a requirement.
struct Order<'s> {
    first: usize,
    then: usize,
    required: bool,
    periods: &'s [i64],
}

impl<'p> Ledger<'p> {
    fn new(facts: &'p Facts<'p>) -> Self {
        let (mut pairs, mut divisor) = (Vec::new(), 0);
        facts.each_eligible(|person, host, value| {
            divisor = gcd(divisor, micros(value));
            pairs.push(Pair { person, host, value: FINE * micros(value) });
        });
        let eligible: BTreeSet<(usize, usize)> =
            pairs.iter().map(|pair| (pair.person, pair.host)).collect();
        Self { facts, pairs, eligible, divisor }
    }

    /// The starts that are left of a pair without a stay in the case.
    fn starts(&self, pair: &Pair, case: &Case) -> Vec<u32> {
        let (facts, p, h) = (self.facts, pair.person, pair.host);
        let own: Vec<(usize, u32)> = case.of_person(p).collect();
        if own.len() as u64 >= facts.people[p].most {
            return Vec::new();
        }
        let Some(from) = self.required_by(case, p, h) else { return Vec::new() };
        let is_left = |start: &u32| {
            !case.excludes((p, h), *start)
                && fits(facts, p, h, *start)
                && own.iter().all(|&other| self.agree((h, *start), other))
        };
        (from..=facts.periods).filter(is_left).collect()
    }

    /// The first period in which a stay can begin by what its host requires; none where it never can.
    fn required_by(&self, case: &Case, person: usize, host: usize) -> Option<u32> {
        let facts = self.facts;
        let mut from = 1;
        for &(first, _) in facts.times.requirements.iter().filter(|arc| arc.1 == host) {
            if facts.has_met(person, first) {
                continue;
            }
            let pair = (person, first);
            let begins = case.stays.get(&pair).copied().or_else(|| {
                (1..=facts.periods)
                    .filter(|_| self.eligible.contains(&pair))
                    .find(|&start| fits(facts, person, first, start) && !case.excludes(pair, start))
            });
            from = from.max(begins? + facts.hosts[first].length);
        }
        Some(from)
    }

    /// Whether two stays of a person, host and start, can both be: not at once, and in order.
    fn agree(&self, one: (usize, u32), other: (usize, u32)) -> bool {
        let facts = self.facts;
        let ends = |stay: (usize, u32)| stay.1 + facts.hosts[stay.0].length;
        let ordered = |first: (usize, u32), then: (usize, u32)| {
            ends(first) <= then.1 && !facts.times.orders.contains(&(then.0, first.0))
        };
        ordered(one, other) || ordered(other, one)
    }

    /// Whether the stays of the case cannot all be in a plan, by order, requirement or time of one person.
    fn is_broken(&self, case: &Case) -> bool {
        case.stays.iter().any(|(&(person, host), &start)| {
            let mut others = case.of_person(person).filter(|other| other.0 != host);
            others.any(|other| !self.agree((host, start), other))
                || self.required_by(case, person, host).is_none_or(|from| from > start)
        })
    }

    /// What no plan of the case exceeds; none where it has none, since a plan has no fewer than 0 stays.
    fn at_most(
        &self,
        case: &Case,
        stay_price: i64,
        stays: &PeriodPrices,
        score: &PeriodPrices,
    ) -> Result<Option<StaysObjective>, StepFault> {
        if self.facts.mode != Mode::MostPairsFirst {
            let sum = self.bound(case, score, |pair| pair.value)?;
            return Ok(Some(StaysObjective { stays: None, score: self.round(sum) }));
        }
        // No plan has as many as 2⁶³ stays; so the product below stays in range.
        let most = self.bound(case, stays, |_| POINT)?.div_euclid(POINT);
        let most = most.clamp(-1, i128::from(i64::MAX));
        let lambda = i128::from(stay_price);
        let sum = most * lambda + self.bound(case, score, |pair| pair.value - lambda)?;
        let objective = |stays| StaysObjective { stays: Some(stays), score: self.round(sum) };
        Ok(u64::try_from(most).ok().map(objective))
    }

    /// The greatest score up to a number of billionths. No sum of values leaves the range of scores.
    fn round(&self, sum: i128) -> Score {
        let whole = match self.divisor {
            0 => 0,
            divisor => sum.div_euclid(FINE * divisor) * divisor,
        };
        let (least, most) = (i128::from(i64::MIN), i128::from(i64::MAX));
        Score::from_micros(i64::try_from(whole.clamp(least, most)).unwrap_or(i64::MAX))
    }

    /// B of the definition. It would take 2³² prices in one step to leave 128 bits.
    fn bound(
        &self,
        case: &Case,
        prices: &PeriodPrices,
        value: impl Fn(&Pair) -> i128,
    ) -> Result<i128, StepFault> {
        let facts = self.facts;
        let prices = Prices::new(facts, prices)?;
        let mut sum = 0_i128;
        for (goer, &price) in facts.people.iter().zip(&prices.person_stays) {
            sum += i128::from(goer.most.min(u64::from(facts.periods))) * i128::from(price);
        }
        for prices in prices.person_periods.iter().flatten() {
            sum += prices.iter().copied().map(i128::from).sum::<i128>();
        }
        for (host, prices) in prices.host_periods.iter().enumerate() {
            for (period, &price) in (1..).zip(prices.iter().copied().flatten()) {
                let (least, most) = facts.people_at(host, period);
                let price = i128::from(price);
                sum += (i128::from(least) * price).max(i128::from(most) * price);
            }
        }
        for (group, prices) in facts.times.groups.iter().zip(&prices.group_periods) {
            for &price in prices.iter().copied().flatten() {
                sum += i128::from(group.most) * i128::from(price);
            }
        }
        for order in prices.orders.values().flatten().filter(|order| !order.required) {
            sum += order.periods.iter().copied().map(i128::from).sum::<i128>();
        }
        let hosts: Vec<Vec<i128>> = prices
            .host_periods
            .iter()
            .map(|own| up_to(facts.periods, own.iter().copied()))
            .collect();
        let mut person = None;
        let mut own = Vec::new();
        for pair in &self.pairs {
            if person != Some(pair.person) {
                person = Some(pair.person);
                own = up_to(facts.periods, prices.of_person(facts, pair.person));
            }
            let worth = value(pair) - i128::from(prices.person_stays[pair.person]);
            let reduced = |start: u32| {
                let (before, last) = (start - 1, start - 1 + facts.hosts[pair.host].length);
                let over = |prices: &[i128]| prices[last as usize] - prices[before as usize];
                worth - over(&own) - over(&hosts[pair.host]) - prices.of_orders(facts, pair, start)
            };
            sum += match case.stays.get(&(pair.person, pair.host)) {
                Some(&start) => reduced(start),
                None => self.starts(pair, case).into_iter().map(reduced).max().unwrap_or(0).max(0),
            };
        }
        Ok(sum)
    }
}

impl<'s> Prices<'s> {
    /// The prices of a step by position, if they are right.
    fn new(facts: &Facts<'_>, given: &'s PeriodPrices) -> Result<Self, StepFault> {
        let group_at = |name: &str| facts.times.groups.iter().position(|group| group.name == name);
        let person = |key: &str| {
            let unknown = || StepFault::NotEnrolled { role: StayRole::Person, key: key.to_owned() };
            facts.person(key).ok_or_else(unknown)
        };
        let host = |key: &str| {
            let unknown = || StepFault::NotEnrolled { role: StayRole::Host, key: key.to_owned() };
            facts.host(key).ok_or_else(unknown)
        };
        let group =
            |name: &str| group_at(name).ok_or(StepFault::UnknownGroup { name: name.to_owned() });
        let mut person_stays = vec![0; facts.people.len()];
        for (key, &price) in &given.person_stays {
            person_stays[person(key)?] = price;
            if price < 0 {
                return Err(StepFault::NegativePrice { key: key.clone() });
            }
        }
        let placed = |of: &'s BTreeMap<String, Vec<i64>>,
                      count: usize,
                      find: &dyn Fn(&str) -> Result<usize, StepFault>,
                      may_be_negative: bool| {
            let mut places = vec![None; count];
            for (key, prices) in of {
                places[find(key)?] = Some(prices.as_slice());
                if prices.len() != facts.periods as usize {
                    let (given, periods) = (prices.len(), facts.periods);
                    return Err(StepFault::PriceCount { key: key.clone(), given, periods });
                }
                if !may_be_negative && prices.iter().any(|&price| price < 0) {
                    return Err(StepFault::NegativePrice { key: key.clone() });
                }
            }
            Ok(places)
        };
        let mut orders: BTreeMap<usize, Vec<Order<'s>>> = BTreeMap::new();
        for order in &given.orders {
            let (p, first, then) =
                (person(&order.person)?, host(&order.first)?, host(&order.then)?);
            let times = &facts.times;
            let asked = if order.required { &times.requirements } else { &times.orders };
            if !asked.contains(&(first, then)) || order.required && facts.has_met(p, first) {
                let (person, first) = (order.person.clone(), order.first.clone());
                return Err(StepFault::UnknownOrder { person, first, then: order.then.clone() });
            }
            if order.periods.len() != facts.periods as usize {
                let (key, given) = (order.person.clone(), order.periods.len());
                return Err(StepFault::PriceCount { key, given, periods: facts.periods });
            }
            if order.periods.iter().any(|&price| price < 0) {
                return Err(StepFault::NegativePrice { key: order.person.clone() });
            }
            let periods = order.periods.as_slice();
            let order = Order { first, then, required: order.required, periods };
            orders.entry(p).or_default().push(order);
        }
        Ok(Self {
            orders,
            person_stays,
            person_periods: placed(&given.person_periods, facts.people.len(), &person, false)?,
            host_periods: placed(&given.host_periods, facts.hosts.len(), &host, true)?,
            group_periods: placed(&given.group_periods, facts.times.groups.len(), &group, false)?,
        })
    }

    /// What a stay pays for orders and requirements of its person, less what it gets.
    fn of_orders(&self, facts: &Facts<'_>, pair: &Pair, start: u32) -> i128 {
        let end = start + facts.hosts[pair.host].length;
        let mut paid = 0;
        for order in self.orders.get(&pair.person).into_iter().flatten() {
            let sum = |periods: std::ops::Range<u32>| {
                let within = (1..).zip(order.periods).filter(|(k, _)| periods.contains(k));
                within.map(|(_, &price)| i128::from(price)).sum::<i128>()
            };
            let last = facts.periods + 1;
            if order.then == pair.host {
                paid += sum(start..last);
            } else if order.first == pair.host && order.required {
                paid -= sum(end..last);
            } else if order.first == pair.host {
                paid += sum(1..end);
            }
        }
        paid
    }

    /// What a person pays in a period: themselves, and for every group that they are in.
    fn of_person(&self, facts: &Facts<'_>, person: usize) -> impl Iterator<Item = &'s [i64]> {
        let groups = facts.times.groups.iter().zip(&self.group_periods);
        let groups = groups.filter(move |(group, _)| group.people.contains(&person));
        let groups: Vec<&[i64]> = groups.filter_map(|(_, prices)| *prices).collect();
        self.person_periods[person].into_iter().chain(groups)
    }
}

/// For 0 to all periods the sum of the prices of so many of them, from the first on.
fn up_to<'s>(periods: u32, lists: impl Iterator<Item = &'s [i64]>) -> Vec<i128> {
    let mut sums = vec![0; periods as usize + 1];
    for prices in lists {
        let mut sum = 0;
        for (total, &price) in sums.iter_mut().skip(1).zip(prices) {
            sum += i128::from(price);
            *total += sum;
        }
    }
    sums
}

/// Whether a stay lies within the periods, with the person present in each of its own.
fn fits(facts: &Facts<'_>, person: usize, host: usize, start: u32) -> bool {
    let end = start + facts.hosts[host].length;
    end <= facts.periods + 1 && (start..end).all(|period| facts.times.is_present(person, period))
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
