//! The check of a plan of stays.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::facts::{Barred, Facts};
use super::proof;
use super::report::{ProvenStays, StaysReport};
use super::violation::StaysViolation;
use crate::rotation::assignments::{
    Mode, PLAN_SCHEMA, Stay, StayRole, StaysObjective, StaysPlan, StaysProblem,
};
use crate::score::Score;

/// Checks a plan of stays against a problem: every stay, every capacity and staffing in every period, every condition of the
/// [`Calendar`](crate::rotation::assignments::Calendar), the scores, the objective, who is at home, and what the plan's [`StaysProof`](crate::rotation::assignments::StaysProof) proves.
///
/// The plan may come from anywhere: a solver, a file, somebody's hand.
///
/// # Guarantees
/// * A report without violations means: the plan keeps to every condition of the problem, and each of its statements is
///   true. Tests: `audit_stays::every_kind_is_found`, `audit_stays::calendar::every_kind_is_found`, and against the
///   definitions `audit_stays::calendar::plans_are_clean_where_the_definitions_say_so`.
/// * [`ProvenStays::Optimal`] means: no plan of this problem has a greater objective. The bound is recomputed from the
///   proof over all eligible pairs, whoever made the plan. Tests: `audit_stays::any_proof_bounds_every_plan`,
///   `audit_stays::calendar::any_prices_without_steps_bound_every_plan`, `audit_stays::steps::any_steps_bound_every_plan`.
/// * The audit uses no solver and no certificate check: values are computed anew, from their definitions.
///
/// # Complexity
/// O(P·H) values for P people and H hosts, each without an index; with the caller's own scores O(m log m) for m of them.
/// Beside that O(k·(L + C)·log k + H·T) for k stays of up to L periods, T periods and C orders, requirements and groups; and
/// for each step of a proof that closes a case O(G·T + P·H·T·L), with G memberships in groups.
///
/// # Determinism
/// The report depends on the problem and the plan alone.
///
/// # Example
/// ```
/// use crosstie::Score;
/// use crosstie::audit;
/// use crosstie::rotation::assignments::StaysProblem;
///
/// let problem = StaysProblem::from_scores(2)
///     .person("ada")
///     .person("bob")
///     .host("law", 1)
///     .score("ada", "law", Score::points(3))
///     .score("bob", "law", Score::points(2))
///     .build()?;
/// let mut plan = problem.solve()?.into_plan();
/// let report = audit::check_stays(&problem, &plan);
/// assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
///
/// plan.stays[0].period = plan.stays[1].period; // both at once
/// let report = audit::check_stays(&problem, &plan);
/// assert_eq!(report.violations()[0].code(), "over-capacity", "{report}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check_stays(problem: &StaysProblem<'_>, plan: &StaysPlan) -> StaysReport {
    let facts = Facts::new(problem);
    let mut audit = Audit { facts: &facts, plan, violations: Vec::new() };
    audit.head();
    let standing = audit.stays();
    audit.people(&standing);
    audit.hosts(&standing);
    audit.groups(&standing);
    audit.precedence(&standing);
    audit.fixed(&standing);
    audit.at_home(&standing);
    let objective = audit.objective(&standing);
    let proven = audit.proven(objective);
    StaysReport { violations: audit.violations, objective, proven }
}

struct Audit<'p> {
    facts: &'p Facts<'p>,
    plan: &'p StaysPlan,
    violations: Vec<StaysViolation>,
}

/// A stay that counts: of two who take part, at the first mention of the pair.
struct Standing {
    person: usize,
    host: usize,
    period: u32,
    /// The last period; the length is that asked, whatever the plan says.
    last: u32,
    /// Recomputed; 0 where the pair may not be a stay.
    score: Score,
}

impl Standing {
    fn periods(&self) -> RangeInclusive<u32> {
        self.period..=self.last
    }
}

impl Audit<'_> {
    fn head(&mut self) {
        if self.plan.schema != PLAN_SCHEMA {
            let (given, known) = (self.plan.schema, PLAN_SCHEMA);
            self.violations.push(StaysViolation::UnknownSchema { given, known });
        }
        if self.plan.mode != self.facts.mode {
            let (given, asked) = (self.plan.mode, self.facts.mode);
            self.violations.push(StaysViolation::WrongMode { given, asked });
        }
        if self.plan.periods != self.facts.periods {
            let (given, asked) = (self.plan.periods, self.facts.periods);
            self.violations.push(StaysViolation::WrongPeriods { given, asked });
        }
    }

    fn stays(&mut self) -> Vec<Standing> {
        let mut standing = Vec::new();
        let mut seen = BTreeSet::new();
        for stay in &self.plan.stays {
            let keys = || (stay.person.clone(), stay.host.clone());
            let ends = (self.facts.person(&stay.person), self.facts.host(&stay.host));
            for (role, end) in [(StayRole::Person, ends.0), (StayRole::Host, ends.1)] {
                if end.is_none() {
                    let (person, host) = keys();
                    self.violations.push(StaysViolation::NotEnrolled { person, host, role });
                }
            }
            let (Some(p), Some(h)) = ends else { continue };
            if !seen.insert((p, h)) {
                let (person, host) = keys();
                self.violations.push(StaysViolation::HostTwice { person, host });
                continue;
            }
            let last = self.when(stay, p, h);
            let score = self.worth(stay, p, h);
            standing.push(Standing { person: p, host: h, period: stay.period, last, score });
        }
        standing
    }

    /// Whether the stay is as long as it should be, within the periods, and with the person present; its last period.
    fn when(&mut self, stay: &Stay, p: usize, h: usize) -> u32 {
        let keys = || (stay.person.clone(), stay.host.clone());
        let (given, asked) = (stay.length, self.facts.hosts[h].length);
        if given != asked {
            let (person, host) = keys();
            self.violations.push(StaysViolation::WrongLength { person, host, given, asked });
        }
        let (first, last) = (stay.period, stay.period.saturating_add(asked.saturating_sub(1)));
        let periods = self.facts.periods;
        if let Some(period) = (first..=last).find(|period| !(1..=periods).contains(period)) {
            let (person, host) = keys();
            self.violations.push(StaysViolation::NoSuchPeriod { person, host, period, periods });
        }
        if let Some(period) = (first..=last).find(|&period| !self.facts.times.is_present(p, period))
        {
            let (person, host) = keys();
            self.violations.push(StaysViolation::Away { person, host, period });
        }
        last
    }

    /// Whether the pair may be a stay, and its score.
    fn worth(&mut self, stay: &Stay, p: usize, h: usize) -> Score {
        let (person, host) = (stay.person.clone(), stay.host.clone());
        let (claimed, score) = (stay.score, self.facts.judge(p, h));
        self.violations.push(match score {
            Ok(recomputed) if recomputed == claimed => return recomputed,
            Ok(recomputed) => StaysViolation::WrongScore { person, host, claimed, recomputed },
            Err(Barred::Home) => StaysViolation::Home { person, host },
            Err(Barred::Visited) => StaysViolation::Visited { person, host },
            Err(Barred::Excluded) => StaysViolation::Excluded { person, host },
            Err(Barred::NoScore) => StaysViolation::NoScore { person, host },
        });
        score.unwrap_or_default()
    }

    fn people(&mut self, standing: &[Standing]) {
        let mut at_once: BTreeMap<(usize, u32), u64> = BTreeMap::new();
        let mut stays = vec![0_u64; self.facts.people.len()];
        for stay in standing {
            for period in stay.periods() {
                *at_once.entry((stay.person, period)).or_default() += 1;
            }
            stays[stay.person] += 1;
        }
        for ((p, period), stays) in at_once {
            if stays > 1 {
                let person = self.facts.people[p].key.to_owned();
                self.violations.push(StaysViolation::TwoAtOnce { person, period, stays });
            }
        }
        for (goer, &stays) in self.facts.people.iter().zip(&stays) {
            if stays > goer.most {
                let (person, most) = (goer.key.to_owned(), goer.most);
                self.violations.push(StaysViolation::TooManyStays { person, stays, most });
            }
        }
    }

    fn hosts(&mut self, standing: &[Standing]) {
        let mut used: BTreeMap<(usize, u32), u64> = BTreeMap::new();
        for stay in standing {
            for period in stay.periods() {
                *used.entry((stay.host, period)).or_default() += 1;
            }
        }
        for (at, facts) in self.facts.hosts.iter().enumerate() {
            for period in 1..=self.facts.periods {
                let people = used.get(&(at, period)).copied().unwrap_or(0);
                let ((least, most), host) =
                    (self.facts.people_at(at, period), || facts.key.to_owned());
                if people > most {
                    let violation =
                        StaysViolation::OverCapacity { host: host(), period, people, most };
                    self.violations.push(violation);
                }
                if people < least {
                    let violation =
                        StaysViolation::UnderStaffed { host: host(), period, people, least };
                    self.violations.push(violation);
                }
            }
        }
    }

    fn groups(&mut self, standing: &[Standing]) {
        for group in &self.facts.times.groups {
            let mut on: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
            for stay in standing.iter().filter(|stay| group.people.contains(&stay.person)) {
                for period in stay.periods() {
                    on.entry(period).or_default().insert(stay.person);
                }
            }
            for (period, people) in on {
                let (people, most) = (people.len() as u64, group.most);
                if people > most {
                    let group = group.name.to_owned();
                    let violation = StaysViolation::TooManyAway { group, period, people, most };
                    self.violations.push(violation);
                }
            }
        }
    }

    /// Orders and requirements.
    fn precedence(&mut self, standing: &[Standing]) {
        let (facts, hosts) = (self.facts, &self.facts.hosts);
        let ends: BTreeMap<(usize, usize), u32> =
            standing.iter().map(|stay| ((stay.person, stay.host), stay.last)).collect();
        for stay in standing {
            let person = || facts.people[stay.person].key.to_owned();
            let is_then = |&&(_, then): &&(usize, usize)| then == stay.host;
            for &(first, then) in facts.times.orders.iter().filter(is_then) {
                if ends.get(&(stay.person, first)).is_some_and(|&end| end >= stay.period) {
                    let (first, then) = (hosts[first].key.to_owned(), hosts[then].key.to_owned());
                    let violation = StaysViolation::OutOfOrder { person: person(), first, then };
                    self.violations.push(violation);
                }
            }
            for &(first, then) in facts.times.requirements.iter().filter(is_then) {
                let before = ends.get(&(stay.person, first)).is_some_and(|&end| end < stay.period);
                if !before && !facts.has_met(stay.person, first) {
                    let (host, first) = (hosts[then].key.to_owned(), hosts[first].key.to_owned());
                    self.violations.push(StaysViolation::RequirementUnmet {
                        person: person(),
                        host,
                        first,
                    });
                }
            }
        }
    }

    fn fixed(&mut self, standing: &[Standing]) {
        let planned: BTreeSet<(usize, usize, u32)> =
            standing.iter().map(|stay| (stay.person, stay.host, stay.period)).collect();
        for &(p, h, period) in &self.facts.times.fixed {
            if !planned.contains(&(p, h, period)) {
                let person = self.facts.people[p].key.to_owned();
                let host = self.facts.hosts[h].key.to_owned();
                self.violations.push(StaysViolation::FixedMissing { person, host, period });
            }
        }
    }

    /// Compares as sets the list of those at home and those without a stay.
    fn at_home(&mut self, standing: &[Standing]) {
        let away: BTreeSet<usize> = standing.iter().map(|stay| stay.person).collect();
        let mut listed = BTreeSet::new();
        for key in &self.plan.at_home {
            let person = key.clone();
            self.violations.push(match self.facts.person(key) {
                _ if !listed.insert(key.as_str()) => StaysViolation::AtHomeTwice { person },
                None => StaysViolation::AtHomeNotEnrolled { person },
                Some(at) if away.contains(&at) => StaysViolation::AtHomeButAway { person },
                Some(_) => continue,
            });
        }
        for (at, goer) in self.facts.people.iter().enumerate() {
            if !away.contains(&at) && !listed.contains(goer.key) {
                let person = goer.key.to_owned();
                self.violations.push(StaysViolation::AtHomeNotListed { person });
            }
        }
    }

    fn objective(&mut self, standing: &[Standing]) -> StaysObjective {
        let sum: i128 = standing.iter().map(|stay| proof::micros(stay.score)).sum();
        // What leaves the range is nearest to its end, and no claim can be right then.
        let nearest = if sum > 0 { i64::MAX } else { i64::MIN };
        let exact = i64::try_from(sum);
        let recomputed = StaysObjective {
            stays: (self.facts.mode == Mode::MostPairsFirst).then_some(standing.len() as u64),
            score: Score::from_micros(exact.unwrap_or(nearest)),
        };
        let claimed = self.plan.objective;
        if self.plan.mode == self.facts.mode && (claimed != recomputed || exact.is_err()) {
            self.violations.push(StaysViolation::WrongObjective { claimed, recomputed });
        }
        recomputed
    }

    /// What is proven; a bound that is claimed is compared with it.
    fn proven(&mut self, objective: StaysObjective) -> ProvenStays {
        if self.plan.mode != self.facts.mode {
            return ProvenStays::Nothing;
        }
        let proof = self.plan.proof.as_ref();
        let derived = proof.and_then(|proof| proof::bound(self.facts, proof, &mut self.violations));
        let Some(claimed) = self.plan.bound else { return ProvenStays::Nothing };
        if claimed < objective {
            self.violations.push(StaysViolation::BoundTooLow { claimed, objective });
        }
        let Some(bound) = derived.filter(|&bound| bound <= claimed) else {
            self.violations.push(StaysViolation::BoundNotProven { claimed, derived });
            return ProvenStays::Nothing;
        };
        if self.violations.is_empty() && bound == objective {
            ProvenStays::Optimal
        } else {
            ProvenStays::Bounded { bound }
        }
    }
}
