//! The check of a plan of rounds.

use std::collections::BTreeSet;

use super::byes::always;
use super::facts::{Facts, broken_rule, without_cool_downs};
use super::horizon::{Together, look};
use super::past::Past;
use super::proof::{Derived, Tally, saturated};
use super::report::{AuditedRound, ProvenBound, RoundFinding, RoundsReport};
use super::rows::Rows;
use super::view::{Shape, View, counts, is_repeat, penalty, too_soon};
use super::violation::{NoBye, ProofPlace, RoundViolation};
use crate::policy::{CoolDown, Rule, When};
use crate::rotation::{
    ByeSpread, HorizonObjective, Odd, PLAN_SCHEMA, PlannedGroup, Repeats, RotationPlan,
    RotationProblem, RoundObjective, RoundPlan, Slot,
};
use crate::solve::PairCounts;

/// Checks a plan of rounds against a problem: who takes part, every group and
/// every pair in it, scores, repeats, who sits out, the objectives, and what the
/// proofs of the plan prove.
///
/// The plan may come from anywhere: a solver, a file, somebody's hand.
///
/// # Guarantees
/// * A report without violations means: the plan keeps to every rule, cool-down,
///   pause and option of the problem, and each of its statements is true. That repeats are
///   needed is proven or a finding. Tests: `audit_rounds::planted::every_kind_is_found`,
///   `audit_rounds::planted::no_change_escapes`.
/// * [`ProvenBound::Optimal`] of a round means: given the rounds before it,
///   no round has a greater objective. That of the plan means: no plan of these rounds has.
///   The bounds are recomputed from the proofs over all pairs that may meet, whoever
///   made the plan. Tests: `audit_rounds::brute::any_proof_bounds_every_round`,
///   `audit_rounds::brute::any_horizon_proof_bounds_every_plan`,
///   `audit_rounds::brute::optimal_is_the_true_optimum`.
/// * The audit uses no solver, no certificate check and no compiled policy:
///   rules and scores are evaluated anew, from their definitions.
///
/// Not checked: the problem itself.
///
/// # Complexity
/// O(n²) evaluations of the policy for n people, each without any index, in both
/// orders of a pair; twice as many beyond four million pairs where weights depend on the range of
/// scores and a proof states none. Then nearly O(r·n²) additions for r rounds. Memory:
/// O(n·r) beside the plan and the history.
///
/// # Determinism
/// The report depends on the problem and the plan alone, not on the number of threads.
///
/// # Errors
/// None: all that can be wrong is a [`RoundViolation`], also a custom criterion
/// that gives no value any more.
///
/// # Example
/// ```
/// use crosstie::Score;
/// use crosstie::audit::{self, RoundViolation};
/// use crosstie::rotation::RotationProblem;
///
/// let problem = RotationProblem::from_scores(
///     ["ada", "bob", "cy", "dee"],
///     [
///         ("ada", "bob", Score::points(3)),
///         ("ada", "cy", Score::points(2)),
///         ("bob", "dee", Score::points(2)),
///         ("cy", "dee", Score::points(2)),
///     ],
/// )
/// .rounds(2)
/// .cool_down(1)
/// .build()?;
/// let mut plan = problem.solve()?.into_plan();
/// let report = audit::check_rounds(&problem, &plan);
/// assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
///
/// // Somebody swaps partners so that old friends meet again.
/// plan.rounds[1].groups = plan.rounds[0].groups.clone();
/// let report = audit::check_rounds(&problem, &plan);
/// let repeats = report.violations().iter();
/// let repeats = repeats.filter(|v| matches!(v, RoundViolation::RepeatNotMarked { .. }));
/// assert_eq!(repeats.count(), 2, "{report}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check_rounds(problem: &RotationProblem<'_>, plan: &RotationPlan) -> RoundsReport {
    let policy = problem.policy().map(without_cool_downs);
    let facts = Facts::new(problem, policy.as_ref());
    let history = Past::of_history(&facts);
    let mut together = Together::new(&facts, &history, plan);
    let mut audit = Audit {
        facts: &facts,
        violations: Vec::new(),
        findings: Vec::new(),
        past: history,
        byes: vec![0; facts.people.len()],
    };
    audit.head(plan);
    let rounds = problem.slots().iter().zip(&plan.rounds);
    let mut rounds: Vec<_> = rounds.map(|(&slot, round)| audit.round(slot, round)).collect();

    let mut rows = Rows::new(&facts);
    let past = &audit.past;
    let tallies = || rounds.iter().filter_map(|round: &Judged<'_>| round.tally.as_ref());
    if together.needs_look() || tallies().any(Tally::needs_look) {
        rows.walk(true, |a, row| {
            for Judged { view, tally, .. } in &mut rounds {
                look(&facts, past, view, tally.as_mut(), a, row);
            }
            together.look(past, a, row);
        });
    }
    for Judged { view, tally, .. } in &mut rounds {
        if let Some(tally) = tally {
            tally.begin(&facts, view);
        }
    }
    together.begin();
    rows.walk(false, |a, row| {
        for Judged { view, tally, .. } in &mut rounds {
            if let Some(tally) = tally {
                view.open(&facts, past, a, row).for_each(|pair| tally.take(&facts, view, &pair));
            }
        }
        together.take(past, a, row);
    });
    audit.conclude(plan, rounds, together, rows)
}

/// An audit under way.
struct Audit<'f, 'p> {
    facts: &'f Facts<'p>,
    violations: Vec<RoundViolation>,
    findings: Vec<RoundFinding>,
    /// The history and the rounds so far.
    past: Past,
    byes: Vec<u32>,
}

/// A round judged by itself, before all pairs are seen.
struct Judged<'f> {
    plan: &'f RoundPlan,
    view: View,
    objective: RoundObjective,
    /// Whether the objective lies in the range of scores.
    exact: bool,
    /// How many pairs it has, and how many of them are repeats.
    pairs: i128,
    repeats: u64,
    /// The positions of those who sit out.
    byes: Vec<usize>,
    /// How many pairs meet without repeats, if that is what it is.
    shown: Option<i128>,
    tally: Option<Tally>,
    violations: Vec<RoundViolation>,
    findings: Vec<RoundFinding>,
}

/// A round judged, before it is known whether the plan is clean.
struct Concluded {
    round: u32,
    objective: RoundObjective,
    bound: Option<RoundObjective>,
    /// Whether it holds repeats that are not proven to be needed.
    needless: bool,
}

/// What the groups of a round make, each pair once.
#[derive(Default)]
struct Sum {
    meets: BTreeSet<usize>,
    pairs: BTreeSet<(usize, usize)>,
    repeats: u64,
    score: i128,
    groups: Vec<Vec<usize>>,
}

impl Audit<'_, '_> {
    fn head(&mut self, plan: &RotationPlan) {
        if plan.schema != PLAN_SCHEMA {
            let (given, known) = (plan.schema, PLAN_SCHEMA);
            self.violations.push(RoundViolation::UnknownSchema { given, known });
        }
        let (given, asked) = (plan.rounds.len() as u64, self.facts.problem.slots().len() as u64);
        if given != asked {
            self.violations.push(RoundViolation::WrongRoundCount { given, asked });
        }
    }

    /// Judges a round as far as that needs no other pairs than its own.
    fn round<'r>(&mut self, slot: Slot, plan: &'r RoundPlan) -> Judged<'r> {
        let facts = self.facts;
        // Of this round alone.
        let before = (std::mem::take(&mut self.violations), std::mem::take(&mut self.findings));
        let Slot { round, date } = slot;
        if plan.round != round {
            let (given, asked) = (plan.round, round);
            self.violations.push(RoundViolation::WrongRound { given, asked });
        }
        if plan.date != date {
            let (given, asked) = (plan.date, date);
            self.violations.push(RoundViolation::WrongDate { round, given, asked });
        }
        let view = View::new(facts, &self.past, slot);
        let of_form = self.violations.len();
        let sum = self.groups(&view, &plan.groups);
        // What is merely written down wrongly does not keep the pairs from meeting.
        let flawless = self.violations[of_form..].iter().all(is_of_form);
        let byes = self.byes(&view, &plan.byes, &sum);
        let (objective, exact) = self.objective_of_round(&view, plan, &sum);
        let (pairs, repeats) = (sum.pairs.len() as i128, sum.repeats);
        let tally = plan.proof.as_ref().and_then(|proof| {
            Tally::read(facts, &view, proof, ProofPlace::Round(round), &mut self.violations)
        });
        self.past.take_in(slot, &sum.groups, &byes);
        Judged {
            plan,
            view,
            objective,
            exact,
            pairs,
            repeats,
            byes,
            shown: (flawless && repeats == 0).then_some(pairs),
            tally,
            violations: std::mem::replace(&mut self.violations, before.0),
            findings: std::mem::replace(&mut self.findings, before.1),
        }
    }

    /// What is proven of a round, once all pairs are seen.
    fn conclude_round(&mut self, judged: Judged<'_>, all_scored: bool) -> Concluded {
        let Judged { plan, view, objective, byes, .. } = judged;
        let round = view.slot.round;
        self.violations.extend(judged.violations);
        self.findings.extend(judged.findings);
        let derived = judged.tally.map_or(Derived::NOTHING, |tally| {
            tally.derive(self.facts, &view, judged.shown, &mut self.violations)
        });
        let bound = derived.bound.filter(|_| all_scored);
        if let Some(claimed) = plan.bound {
            if bound.is_none_or(|derived| claimed < derived) {
                let (place, derived) = (ProofPlace::Round(round), bound);
                self.violations.push(RoundViolation::RoundBoundNotProven {
                    place,
                    claimed,
                    derived,
                });
                if claimed < objective {
                    let violation = RoundViolation::RoundBoundTooLow { round, claimed, objective };
                    self.violations.push(violation);
                }
            }
        }
        let needless = judged.repeats > 0 && derived.without_repeats >= judged.pairs;
        if needless && self.facts.problem.meeting_rules().repeats == Repeats::Fewest {
            self.findings.push(RoundFinding::RepeatsNotProvenNeeded { round });
        }
        if view.shape == Shape::Trio && !byes.is_empty() {
            let byes = byes.iter().map(|&position| self.facts.key(position)).collect();
            self.findings.push(RoundFinding::NoTrio { round, byes });
        }
        Concluded { round, objective, bound: bound.filter(|_| judged.exact), needless }
    }

    fn groups(&mut self, view: &View, groups: &[PlannedGroup]) -> Sum {
        let mut sum = Sum::default();
        let (mut used, mut trios) = (vec![0; self.facts.people.len()], 0);
        let mut last: Vec<usize> = Vec::new();
        for group in groups {
            let members = self.members(view, group, &mut used);
            trios += u64::from(members.len() == 3);
            if !members.is_empty() {
                if members < last {
                    let (round, people) = (view.slot.round, group.people.clone());
                    self.violations.push(RoundViolation::GroupOrder { round, people });
                }
                last.clone_from(&members);
            }
            self.pairs(view, group, &members, &mut sum);
            sum.groups.push(members);
        }
        let round = view.slot.round;
        for (position, &used) in used.iter().enumerate() {
            let places = u64::from(self.facts.places(position));
            if used > places {
                let key = self.facts.key(position);
                self.violations.push(RoundViolation::TooManyGroups { round, key, used, places });
            }
        }
        if self.facts.problem.odd() == Odd::Trio {
            let (people, allowed) =
                (view.people.len() as u64, u64::from(view.shape == Shape::Trio));
            if trios > allowed {
                let violation = RoundViolation::TooManyTrios { round, trios, people, allowed };
                self.violations.push(violation);
            }
        }
        sum
    }

    /// The people of a group who are enrolled, each once, in the order given.
    fn members(&mut self, view: &View, group: &PlannedGroup, used: &mut [u64]) -> Vec<usize> {
        let round = view.slot.round;
        let (mut named, mut members) = (BTreeSet::new(), Vec::new());
        for key in &group.people {
            if !named.insert(key) {
                let key = key.clone();
                self.violations.push(RoundViolation::TwiceInGroup { round, key });
                continue;
            }
            let Some(position) = self.facts.position(key) else {
                let key = key.clone();
                self.violations.push(RoundViolation::NotEnrolled { round, key });
                continue;
            };
            if let Some(absence) = view.absence[position] {
                let key = key.clone();
                self.violations.push(RoundViolation::TakesNoPart { round, key, absence });
            }
            used[position] += 1;
            members.push(position);
        }
        let size = named.len() as u64;
        let problem = self.facts.problem;
        let most = match problem.odd() {
            Odd::Trio => 3,
            Odd::Bye => u64::from(problem.group_size()),
        };
        let people = || group.people.clone();
        if !(2..=most).contains(&size) {
            let people = people();
            self.violations.push(RoundViolation::GroupSize { round, people, size, most });
        }
        if !members.is_sorted() {
            self.violations.push(RoundViolation::PeopleOrder { round, people: people() });
        }
        members
    }

    fn pairs(&mut self, view: &View, group: &PlannedGroup, members: &[usize], sum: &mut Sum) {
        let (facts, slot) = (self.facts, view.slot);
        let round = slot.round;
        let (mut score, mut scored) = (0, members.len() == group.people.len());
        let mut repeats = BTreeSet::new();
        for (i, &x) in members.iter().enumerate() {
            for &y in &members[i + 1..] {
                let (a, b) = (x.min(y), x.max(y));
                if !sum.pairs.insert((a, b)) {
                    let (first, second) = (facts.key(a), facts.key(b));
                    self.violations.push(RoundViolation::PairTwice { round, first, second });
                    scored = false;
                    continue;
                }
                sum.meets.extend([a, b]);
                if self.meeting(view, a, b) {
                    sum.repeats += 1;
                    repeats.insert((a, b));
                }
                match facts.base(a, b) {
                    Some(base) => {
                        score += i128::from(base) - penalty(facts, self.past.met(a, b), slot);
                    }
                    None => scored = false,
                }
            }
        }
        sum.score += score;
        if scored && score != i128::from(group.score.micros()) {
            let (people, claimed, recomputed) =
                (group.people.clone(), group.score, saturated(score));
            let violation = RoundViolation::WrongScore { round, people, claimed, recomputed };
            self.violations.push(violation);
        }
        self.marks(view, group, &repeats);
    }

    /// Checks one meeting; whether it is a repeat.
    fn meeting(&mut self, view: &View, a: usize, b: usize) -> bool {
        let (facts, past, slot) = (self.facts, &self.past, view.slot);
        let met = past.met(a, b);
        let (round, first, second) = (slot.round, facts.key(a), facts.key(b));
        if !facts.may_pair(a, b) {
            self.violations.push(RoundViolation::SamePool { round, first, second });
        } else if facts.base(a, b).is_none() {
            let rules = facts.broken(a, b);
            self.violations.push(match facts.problem.policy() {
                Some(_) => RoundViolation::Excluded { round, first, second, rules },
                None => RoundViolation::NoScore { round, first, second },
            });
        }
        if let (Some(at), Some(policy)) = (too_soon(facts, met, slot), facts.problem.policy()) {
            let by_day = matches!(
                policy.rules()[at].rule,
                Rule::NotMetWithin { cool_down: CoolDown::Days(_) }
            );
            let when = if by_day {
                When { round: None, date: met.date() }
            } else {
                When { round: met.round(), date: None }
            };
            let (first, second) = (facts.key(a), facts.key(b));
            let programme = past.programme(facts, a, b, by_day);
            let rule = broken_rule(policy, at);
            let violation = RoundViolation::TooSoon { round, first, second, rule, when, programme };
            self.violations.push(violation);
        }
        let (Some(last_met), true) = (met.round(), is_repeat(facts, met, slot)) else {
            return false;
        };
        let (first, second) = (facts.key(a), facts.key(b));
        let programme = past.programme(facts, a, b, false);
        let rules = facts.problem.meeting_rules();
        match (rules.repeats, rules.cool_down) {
            (Repeats::Never, Some(cool_down)) => {
                self.violations.push(RoundViolation::RepeatForbidden {
                    round,
                    first,
                    second,
                    last_met,
                    programme,
                    cool_down,
                });
            }
            _ => {
                let finding = RoundFinding::Repeat { round, first, second, last_met, programme };
                self.findings.push(finding);
            }
        }
        true
    }

    /// Compares the marks of a group with its repeats.
    fn marks(&mut self, view: &View, group: &PlannedGroup, repeats: &BTreeSet<(usize, usize)>) {
        let round = view.slot.round;
        let mut marked = BTreeSet::new();
        for mark in &group.repeats {
            let (first, second) = (mark.first.clone(), mark.second.clone());
            let places = self.facts.position(&first).zip(self.facts.position(&second));
            let pair =
                places.map(|(a, b)| (a.min(b), a.max(b))).filter(|pair| repeats.contains(pair));
            let Some((a, b)) = pair else {
                self.violations.push(RoundViolation::NotARepeat { round, first, second });
                continue;
            };
            let claimed = mark.last_met;
            let last_met = self.past.met(a, b).round().unwrap_or(claimed);
            if !marked.insert((a, b)) {
                self.violations.push(RoundViolation::RepeatTwice { round, first, second });
            } else if claimed != last_met {
                let violation =
                    RoundViolation::WrongLastMet { round, first, second, claimed, last_met };
                self.violations.push(violation);
            }
        }
        for &(a, b) in repeats.difference(&marked) {
            let (first, second) = (self.facts.key(a), self.facts.key(b));
            let last_met = self.past.met(a, b).round().unwrap_or_default();
            let violation = RoundViolation::RepeatNotMarked { round, first, second, last_met };
            self.violations.push(violation);
        }
    }

    /// Compares the list of those who sit out with those who take part and meet
    /// nobody, and returns these.
    fn byes(&mut self, view: &View, listed: &[String], sum: &Sum) -> Vec<usize> {
        let round = view.slot.round;
        let (mut seen, mut last) = (BTreeSet::new(), None);
        for key in listed {
            let position = self.facts.position(key);
            if !seen.insert(key.as_str()) {
                self.violations.push(RoundViolation::ByeTwice { round, key: key.clone() });
                continue;
            }
            let reason = match position {
                None => Some(NoBye::NotEnrolled),
                Some(position) if !counts(self.facts, position) => Some(NoBye::FirstPool),
                Some(position) if sum.meets.contains(&position) => Some(NoBye::Meets),
                Some(position) => view.absence[position].map(NoBye::Absent),
            };
            if let Some(reason) = reason {
                let key = key.clone();
                self.violations.push(RoundViolation::NotABye { round, key, reason });
            } else if position < last {
                self.violations.push(RoundViolation::ByeOrder { round, key: key.clone() });
            }
            last = last.max(position);
        }
        let byes: Vec<usize> =
            view.counted(self.facts).filter(|position| !sum.meets.contains(position)).collect();
        for &position in &byes {
            let key = self.facts.people[position].key;
            if !seen.contains(key) {
                let key = key.to_owned();
                self.violations.push(RoundViolation::ByeNotListed { round, key });
            }
            self.byes[position] += 1;
        }
        byes
    }

    /// The objective of a round recomputed, and whether it lies in the range of scores.
    fn objective_of_round(
        &mut self,
        view: &View,
        plan: &RoundPlan,
        sum: &Sum,
    ) -> (RoundObjective, bool) {
        let facts = self.facts;
        let (placed, turns) = if view.shape == Shape::Pools {
            let seconds = sum.pairs.iter().map(|&(a, b)| if counts(facts, a) { a } else { b });
            (sum.pairs.len(), seconds.map(|second| view.turn[second]).sum())
        } else {
            (sum.meets.len(), sum.meets.iter().map(|&position| view.turn[position]).sum())
        };
        let recomputed = RoundObjective {
            placed: placed as u64,
            turns,
            repeats: sum.repeats,
            score: saturated(sum.score),
        };
        let (round, claimed) = (view.slot.round, plan.objective);
        let exact = i64::try_from(sum.score).is_ok();
        if claimed != recomputed || !exact {
            let violation = RoundViolation::WrongRoundObjective { round, claimed, recomputed };
            self.violations.push(violation);
        }
        (recomputed, exact)
    }

    /// The objective of all rounds recomputed, and whether it lies in the range of scores.
    fn objective(&mut self, plan: &RotationPlan, rounds: &[Concluded]) -> (HorizonObjective, bool) {
        let score = rounds.iter().map(|round| i128::from(round.objective.score.micros())).sum();
        let recomputed = HorizonObjective {
            placed: rounds.iter().map(|round| round.objective.placed).sum(),
            repeats: rounds.iter().map(|round| round.objective.repeats).sum(),
            score: saturated(score),
        };
        let exact = i64::try_from(score).is_ok();
        if plan.objective != recomputed || !exact {
            let claimed = plan.objective;
            self.violations.push(RoundViolation::WrongObjective { claimed, recomputed });
        }
        (recomputed, exact)
    }

    /// The fewest and the most byes of those who take part in every round.
    fn spread_of_byes(&self) -> (u32, u32) {
        let always = always(self.facts);
        let byes =
            || self.byes.iter().zip(&always).filter(|(_, always)| **always).map(|(&byes, _)| byes);
        (byes().min().unwrap_or(0), byes().max().unwrap_or(0))
    }

    /// The report, once all pairs are seen.
    fn conclude(
        mut self,
        plan: &RotationPlan,
        rounds: Vec<Judged<'_>>,
        together: Together<'_, '_>,
        rows: Rows<'_, '_>,
    ) -> RoundsReport {
        let counts = PairCounts { considered: self.facts.considered(), eligible: rows.eligible };
        // Without the worth of a pair no sum over all pairs means anything.
        let all_scored = rows.violations.is_empty();
        let head = std::mem::replace(&mut self.violations, rows.violations);
        self.violations.extend(head);
        let rounds: Vec<_> =
            rounds.into_iter().map(|judged| self.conclude_round(judged, all_scored)).collect();
        let (least, most) = self.spread_of_byes();
        if (plan.byes.least, plan.byes.most) != (least, most) {
            let (claimed, recomputed) = ((plan.byes.least, plan.byes.most), (least, most));
            self.violations.push(RoundViolation::WrongByes { claimed, recomputed });
        }
        let (objective, exact) = self.objective(plan, &rounds);
        let placed: Vec<u64> = rounds.iter().map(|round| round.objective.placed).collect();
        let proven = together.derive(&placed, &mut self.violations);
        let bound = proven.bound.filter(|_| all_scored);
        if let Some(claimed) = plan.bound {
            if bound.is_none_or(|derived| claimed < derived) {
                self.violations.push(RoundViolation::BoundNotProven { claimed, derived: bound });
                if claimed < objective {
                    self.violations.push(RoundViolation::BoundTooLow { claimed, objective });
                }
            }
        }
        let byes = ByeSpread { least, most, bound: proven.spread, witness: None };

        let Self { violations, mut findings, .. } = self;
        let clean = violations.is_empty();
        let mut audited = Vec::new();
        for Concluded { round, objective, bound, needless } in rounds {
            let proven = ProvenBound::of(objective, bound, clean && !needless);
            if clean && !proven.is_optimal() {
                findings.push(RoundFinding::RoundNotProvenOptimal { round, bound: proven.bound() });
            }
            audited.push(AuditedRound { round, objective, proven });
        }
        let proven = ProvenBound::of(objective, bound.filter(|_| exact), clean);
        if clean && !proven.is_optimal() {
            findings.push(RoundFinding::NotProvenOptimal { bound: proven.bound() });
        }
        RoundsReport { violations, findings, rounds: audited, objective, proven, byes, counts }
    }
}

/// Whether something is wrong only with how groups are written down.
fn is_of_form(violation: &RoundViolation) -> bool {
    matches!(
        violation,
        RoundViolation::PeopleOrder { .. }
            | RoundViolation::GroupOrder { .. }
            | RoundViolation::WrongScore { .. }
            | RoundViolation::RepeatNotMarked { .. }
            | RoundViolation::NotARepeat { .. }
            | RoundViolation::RepeatTwice { .. }
            | RoundViolation::WrongLastMet { .. }
    )
}
