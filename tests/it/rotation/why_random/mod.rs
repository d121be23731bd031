//! Every reason on small random programmes is true: held against the
//! definitions and against all rounds that could be held instead.

mod bye;
mod meeting;
mod repeat;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use crosstie::explain::{
    AbsentPerson, Again, ByeCause, ByeReason, Counterparts, LastOut, MeetingCause, MeetingPair,
    NearGroup, Orders, PastMeeting, RepeatCause, RepeatWitness, RuleEffect, Shortfall, Topic,
    TrioPlace,
};
use crosstie::matching::general::{Blossom, GeneralProblem, Matching};
use crosstie::org::Organization;
use crosstie::policy::{
    Attendance, CompiledPolicy, Context, CoolDown, IfUnknown, Policy, Programme, Rule, When,
};
use crosstie::rotation::{Answer, Odd, PlannedGroup, Repeats, RoundPlan};
use crosstie::solve::{Claim, Limits, Solver, Stop};
use crosstie::{Date, Score};

use super::exact::{Before, Candidate, Groups, Possible, between, grouped, groups_of, pairs};
use super::world::{Firm, Size, Two, World, grown, mood, today};
use crate::rng::Rng;

/// How often each code was seen.
#[derive(Default)]
struct Seen(BTreeMap<&'static str, u32>);

impl Seen {
    fn count(&mut self, code: &'static str) {
        *self.0.entry(code).or_default() += 1;
    }
}

/// What a sentence must never hold, whatever the reason.
fn check_sentence(text: &str) {
    assert!(text.ends_with('.'), "{text}");
    let wrong = [
        "  ",
        "..",
        " .",
        " ,",
        "()",
        ":.",
        ": :",
        "1 people",
        "1 others",
        "1 rounds",
        "1 pairs",
        "1 places",
        "1 groups",
        " 0 of them",
        "`",
        "\"\"",
    ];
    for wrong in wrong {
        let digit_before = |at: usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
        let found = text.match_indices(wrong).any(|(at, _)| !digit_before(at));
        assert!(!found, "{wrong:?} in {text}");
    }
}

/// A round of a plan with all that could be held in its place.
struct Here<'w> {
    world: &'w World,
    answer: &'w Answer<'w>,
    plan: &'w RoundPlan,
    /// Whether the solver may have been cut short.
    limited: bool,
    position: usize,
    before: Before<'w>,
    people: Vec<usize>,
    turns: BTreeMap<usize, u64>,
    candidates: BTreeMap<Two, Candidate>,
    groups: Groups,
    byes: Vec<usize>,
    /// The rounds that may be held.
    all: Vec<Possible>,
}

fn two(a: usize, b: usize) -> Two {
    (a.min(b), a.max(b))
}

impl<'w> Here<'w> {
    fn new(
        world: &'w World,
        answer: &'w Answer<'w>,
        limited: bool,
        position: usize,
        before: &Before<'w>,
    ) -> Self {
        let plan = &answer.plan().rounds()[position];
        let groups = groups_of(world, plan);
        Self {
            world,
            answer,
            plan,
            limited,
            position,
            people: before.people(),
            turns: before.turns(),
            candidates: before.candidates(),
            byes: before.byes(&groups),
            groups,
            all: before.rounds(),
            before: before.clone(),
        }
    }

    fn now(&self) -> (u32, Option<Date>) {
        self.world.when(self.position)
    }

    fn key(&self, person: usize) -> &str {
        &self.world.keys[person]
    }

    fn at(&self, key: &str) -> usize {
        self.world.keys.iter().position(|k| k == key).unwrap()
    }

    fn places(&self, keys: &[String]) -> Vec<usize> {
        keys.iter().map(|key| self.at(key)).collect()
    }

    fn takes_part(&self, person: usize) -> bool {
        self.people.contains(&person)
    }

    /// Everybody else enrolled; with two pools those of the other.
    fn others(&self, person: usize) -> Vec<usize> {
        let all = 0..self.world.keys.len();
        all.filter(|&p| p != person && self.world.may_pair(p, person)).collect()
    }

    fn is_host(&self, person: usize) -> bool {
        self.world.pools.is_some_and(|(first, _)| person < first)
    }

    fn may_meet(&self, a: usize, b: usize) -> bool {
        self.candidates.contains_key(&two(a, b))
    }

    /// All rounds that pairs alone, or pairs between the pools, could make of those who may meet.
    fn all_pairs(&self, keep: impl Fn(&Candidate) -> bool) -> Vec<Groups> {
        let kept: BTreeMap<Two, Candidate> =
            self.candidates.iter().filter(|(_, c)| keep(c)).map(|(&k, &c)| (k, c)).collect();
        let mut all = Vec::new();
        match self.world.pools {
            Some((first, places)) => {
                let (a, b): (Vec<usize>, Vec<usize>) =
                    self.people.iter().partition(|&&p| p < first);
                between(&a, &b, places, &kept, &mut Vec::new(), &mut all);
            }
            None => grouped(&self.people, 2, false, &kept, &mut Vec::new(), &mut all),
        }
        all
    }

    /// The most that rounds without repeats place.
    fn most_without_repeats(&self) -> u64 {
        let kept: BTreeMap<Two, Candidate> =
            self.candidates.iter().filter(|(_, c)| !c.repeat).map(|(&k, &c)| (k, c)).collect();
        let mut all = Vec::new();
        if self.world.pools.is_some() {
            all = self.all_pairs(|c| !c.repeat);
        } else {
            let trio = self.world.odd == Odd::Trio && self.people.len() % 2 == 1;
            let size = self.world.group_size as usize;
            grouped(&self.people, size, trio, &kept, &mut Vec::new(), &mut all);
        }
        all.iter().map(|groups| self.placed(groups)).max().unwrap()
    }

    fn placed(&self, groups: &Groups) -> u64 {
        let counted = groups.iter().flatten().filter(|&&p| !self.is_host(p));
        counted.count() as u64
    }

    /// All meetings of two people: (programme, when, in the plan).
    fn met(&self, a: usize, b: usize) -> Vec<(Programme, When, bool)> {
        let mut all = Vec::new();
        for meeting in self.world.history.meetings() {
            let came = |p: usize| {
                let key = self.key(p);
                meeting.people.iter().any(|k| k == key) && !meeting.absent.iter().any(|k| k == key)
            };
            if meeting.attendance != Attendance::Missed && came(a) && came(b) {
                all.push((meeting.programme.clone(), meeting.when, false));
            }
        }
        for (position, round) in self.answer.plan().rounds()[..self.position].iter().enumerate() {
            let groups = groups_of(self.world, round);
            if groups.iter().any(|group| group.contains(&a) && group.contains(&b)) {
                let (round, date) = self.world.when(position);
                all.push((Programme::Rotation, When { round: Some(round), date }, true));
            }
        }
        all
    }

    fn last_round(&self, a: usize, b: usize) -> Option<u32> {
        self.met(a, b).iter().map(|(_, when, _)| when.round.unwrap()).max()
    }

    /// Whether a cool-down of the policy, each shorter by so many rounds, excludes two people in a
    /// round and on a day.
    fn of_policy(&self, (a, b): Two, (round, date): (u32, Option<Date>), shorter: u32) -> bool {
        let met = self.met(a, b);
        let cool_downs = self.world.firm.iter().flat_map(|firm| &firm.cool_downs);
        cool_downs.into_iter().any(|cool_down| match cool_down {
            CoolDown::Rounds(gap) => {
                met.iter().any(|(_, m, _)| m.round.unwrap() + gap.saturating_sub(shorter) >= round)
            }
            CoolDown::Days(gap) => met.iter().any(|(_, m, _)| {
                let mut over = m.date.unwrap();
                for _ in 0..*gap {
                    over = over.tomorrow().unwrap();
                }
                date.unwrap() <= over
            }),
        })
    }

    fn of_programme(&self, (a, b): Two, round: u32, shorter: u32) -> bool {
        let last = self.last_round(a, b);
        let gap = self.world.cool_down.map(|gap| gap.saturating_sub(shorter));
        last.zip(gap).is_some_and(|(met, gap)| met + gap >= round)
    }

    /// Whether nothing but the rules of the policy stands between two who are eligible.
    fn is_free(&self, pair: Two, now: (u32, Option<Date>), shorter: u32) -> bool {
        let never = self.world.repeats == Repeats::Never;
        !(self.of_policy(pair, now, shorter) || never && self.of_programme(pair, now.0, shorter))
    }
}

/// The policy of a firm with some of its rules, those on the last meeting never.
fn policy(firm: &Firm, keep: impl Fn(usize) -> bool) -> Policy {
    let mut policy = Policy::new();
    for (index, requirement) in firm.policy.rules().iter().enumerate() {
        policy = match (&requirement.rule, requirement.if_unknown) {
            (Rule::NotMetWithin { .. }, _) => policy,
            (rule, IfUnknown::Exclude) if keep(index) => policy.require(rule.clone()),
            (rule, IfUnknown::Allow) if keep(index) => policy.require_if_known(rule.clone()),
            _ => policy,
        };
    }
    for preference in firm.policy.criteria() {
        policy = policy.prefer(preference.weight, preference.criterion.clone());
    }
    policy
}

/// The orders of two people that the pools leave.
fn orders(world: &World, (a, b): Two) -> Vec<(Orders, usize, usize)> {
    let mut orders = vec![(Orders::FirstSecond, a, b)];
    if world.pools.is_none() {
        orders.push((Orders::SecondFirst, b, a));
    }
    orders
}

/// In which orders some of the rules allow two people, and what the criteria are worth in each.
fn allowed<R>(
    world: &World,
    firm: &Firm,
    pair: Two,
    keep: impl Fn(usize) -> bool,
    mut look: impl FnMut(&CompiledPolicy<'_>, Orders, usize, usize) -> R,
) -> Vec<R> {
    let policy = policy(firm, keep);
    let context = Context::new().preferences(&firm.preferences).on(today());
    let context = context.rule("grown", grown).criterion("mood", mood);
    let compiled = policy.compile(&firm.org, &context).unwrap();
    let id = |p: usize| firm.org.person(&world.keys[p]).unwrap().id();
    orders(world, pair)
        .into_iter()
        .filter(|&(_, x, y)| compiled.excluding(id(x), id(y)).unwrap().is_empty())
        .map(|(order, x, y)| look(&compiled, order, x, y))
        .collect()
}

/// Finds nothing the first few times.
struct Late(AtomicU32);

impl Solver<GeneralProblem> for Late {
    fn name(&self) -> &'static str {
        "late"
    }

    fn solve(&self, problem: &GeneralProblem, limits: &Limits) -> Claim<GeneralProblem> {
        let left = self.0.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1));
        if left.is_err() {
            return Blossom.solve(problem, limits);
        }
        let stop = Stop::IterationLimit;
        Claim { solution: Matching::new([]), certificate: None, stop }
    }
}

/// Says which world it was, if a check fails.
struct Case(u64);

impl Drop for Case {
    #[expect(clippy::print_stdout, reason = "a failure is nothing without its world")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("world {}", self.0);
        }
    }
}

/// A world, and a solver that now and then is cut short.
fn case(seed: u64) -> (World, Option<u64>, Late) {
    let mut rng = Rng::new(seed);
    let mut world = World::random(&mut rng, Size { people: 7, rounds: 4 });
    let mut late = Late(AtomicU32::new(0));
    if seed % 4 == 0 && world.pools.is_none() {
        // A trio that leaves others out is rare, and one that is not found more so.
        (world.odd, world.group_size) = (Odd::Trio, 2);
        if world.firm.is_none() && world.keys.len() > 4 && rng.chance(1, 3) {
            // Three who know each other, and one whom all others know.
            world.scores.retain(|&(a, b), _| b < 3 || a == 3);
            world.scores.extend([((0, 1), 5), ((0, 2), 5), ((1, 2), 5)]);
        } else if world.firm.is_none() {
            world.scores.retain(|_, _| rng.chance(1, 2));
        }
        if rng.chance(1, 3) {
            late = Late(AtomicU32::new(rng.below_u32(12)));
        }
    }
    // Groups take longest to plan.
    if seed % 8 != 1 {
        world.group_size = 2;
    }
    if let Some(firm) = world.firm.as_mut().filter(|_| rng.chance(1, 3)) {
        // Some are yet to start.
        let person = rng.below(firm.records.people.len());
        let start = Date::new(2026, 3, 1 + i8::try_from(rng.below(28)).unwrap()).unwrap();
        firm.records.people[person].start = Some(start);
        firm.org = Organization::from_records(firm.records.clone()).unwrap();
    }
    let most = rng.chance(1, 6).then(|| rng.below(6) as u64);
    (world, most, late)
}

fn check_world(world: &World, most: Option<u64>, solver: &Late, seen: &mut Seen) {
    let limited = most.is_some() || solver.0.load(Relaxed) > 0;
    let limits = most.map_or(Limits::none(), |most| Limits::none().iterations(most));
    let problem = world.problem();
    let answer = problem.solve_with(solver, &limits).unwrap();
    let mut before = Before::new(world);
    let rounds = answer.plan().rounds();
    for (position, round) in rounds.iter().enumerate() {
        let here = Here::new(world, &answer, limited, position, &before);
        for group in round.groups() {
            here.check_group(group, seen);
            let elsewhere = answer.why(rounds.len(), group);
            assert_eq!(elsewhere.code(), "not_in_plan");
            check_sentence(&elsewhere.to_string());
            seen.count("why not_in_plan");
            for repeat in &group.repeats {
                let elsewhere = answer.why_repeat(rounds.len(), repeat);
                assert_eq!(elsewhere.code(), "not_in_plan");
                check_sentence(&elsewhere.to_string());
                seen.count("repeat not_in_plan");
            }
        }
        for person in 0..world.keys.len() {
            here.check_person(person, seen);
        }
        here.check_repeats(seen);
        for (position, key) in [(rounds.len(), &*world.keys[0]), (position, "nobody")] {
            let why = answer.why_bye(position, key);
            check_sentence(&why.to_string());
            seen.count(why.code());
        }
        before = before.then(&here.groups);
    }
}

/// The codes and the kinds of statements that there are.
const CODES: [&str; 48] = [
    "absent",
    "alone",
    "away",
    "cool_down",
    "dependency",
    "instead an earlier turn",
    "instead later turns",
    "instead nobody",
    "instead the same turn",
    "last met later",
    "last out did_not_come",
    "last out never",
    "last out new",
    "last out sat_out",
    "left_over",
    "meets",
    "no_counterpart",
    "not_due",
    "not_enrolled",
    "not_in_plan",
    "not_needed",
    "order both",
    "order first second",
    "order second first",
    "paused",
    "places_taken",
    "repeat forced",
    "repeat not_in_plan",
    "repeat not_proven",
    "starts",
    "stopped_early",
    "topic can_learn",
    "topic shared_contacts",
    "topic shared_interests",
    "topic two_departments",
    "topic two_sites",
    "trio missed",
    "trio no_pair",
    "trio none",
    "trio not_asked",
    "trio taken",
    "turn",
    "why not_in_plan",
    "why planned",
    "witness parts",
    "witness parts, a trio",
    "witness places",
    "witness single",
];

/// Who meets has a reason for that and everybody else one for not meeting, in every round; and each is
/// true.
#[test]
fn reasons_are_true() {
    let mut seen = Seen::default();
    for seed in 0..3_000 {
        let _case = Case(seed);
        let (world, most, solver) = case(seed);
        check_world(&world, most, &solver, &mut seen);
    }
    let codes: Vec<&str> = seen.0.keys().copied().collect();
    assert_eq!(codes, CODES, "{:?}", seen.0);
}
