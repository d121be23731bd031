//! Random small programmes of rounds, on scores of one's own and on
//! organisations, with every option.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crosstie::org::{Organization, OrganizationRecords};
use crosstie::policy::{
    Context, CoolDown, History, IfUnknown, Meeting, Pair, Policy, Preferences, Programme, Rule,
    When,
};
use crosstie::rotation::{Odd, Repeats, RotationBuilder, RotationProblem};
use crosstie::{Date, Score};

use crate::audit::{policies, world};
use crate::rng::Rng;

/// The day of the first round.
pub(crate) fn today() -> Date {
    Date::new(2026, 3, 2).unwrap()
}

/// Two positions, the lower first.
pub(crate) type Two = (usize, usize);

#[derive(Debug)]
pub(crate) struct World {
    /// Who is enrolled, in order; in two pools the first pool first.
    pub(crate) keys: Vec<String>,
    /// How many are in the first pool, and how many places each has.
    pub(crate) pools: Option<(usize, u32)>,
    /// The eligible pairs with their scores before any penalty, in micro-units.
    pub(crate) scores: BTreeMap<Two, i64>,
    pub(crate) rounds: u32,
    pub(crate) first_round: u32,
    pub(crate) cool_down: Option<u32>,
    pub(crate) repeats: Repeats,
    pub(crate) penalty: Option<(i64, u32)>,
    pub(crate) odd: Odd,
    pub(crate) group_size: u32,
    pub(crate) every: Vec<u32>,
    pub(crate) away: Vec<(usize, RangeInclusive<u32>)>,
    pub(crate) history: History,
    pub(crate) seed: Option<u64>,
    /// None where scores are one's own.
    pub(crate) firm: Option<Firm>,
}

#[derive(Debug)]
pub(crate) struct Firm {
    pub(crate) records: OrganizationRecords,
    pub(crate) org: Organization,
    pub(crate) policy: Policy,
    pub(crate) preferences: Preferences,
    pub(crate) cool_downs: Vec<CoolDown>,
    pub(crate) days_apart: u32,
}

/// What the worlds of a test may hold.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) people: usize,
    pub(crate) rounds: u32,
}

impl World {
    pub(crate) fn random(rng: &mut Rng, size: Size) -> Self {
        let people = 2 + rng.below(size.people - 1);
        let keys: Vec<String> = (0..people).map(|i| format!("p{i}")).collect();
        let rounds = 1 + rng.below_u32(size.rounds);
        let first_round = *rng.pick(&[0, 1, 5, 5, 5]);
        let mut world = Self {
            pools: rng.chance(1, 4).then(|| (1 + rng.below(people - 1), 1 + rng.below_u32(3))),
            scores: BTreeMap::new(),
            rounds,
            first_round,
            cool_down: rng.chance(3, 4).then(|| 1 + rng.below_u32(4)),
            repeats: *rng.pick(&[Repeats::Fewest, Repeats::Fewest, Repeats::Never]),
            penalty: rng
                .chance(1, 3)
                .then(|| (*rng.pick(&[0, 1, 7, 2_000_000]), 1 + rng.below_u32(4))),
            odd: Odd::Bye,
            group_size: 2,
            every: vec![1; people],
            away: Vec::new(),
            history: History::new(),
            seed: rng.chance(1, 3).then(|| rng.next()),
            firm: None,
            keys,
        };
        if world.pools.is_none() {
            match rng.below(6) {
                0 => world.odd = Odd::Trio,
                1 => world.group_size = 3 + rng.below_u32(2),
                _ => {}
            }
        }
        if rng.chance(1, 4) {
            for every in &mut world.every {
                *every = *rng.pick(&[1, 1, 2, 3]);
            }
        }
        for position in 0..people {
            if rng.chance(1, 8) {
                let first = first_round + rng.below_u32(rounds + 1);
                world.away.push((position, first..=first + rng.below_u32(3)));
            }
        }
        world.history = history(rng, &world.keys, first_round);
        if rng.chance(1, 4) {
            world.become_a_firm(rng);
        } else {
            world.score(rng);
        }
        world
    }

    /// Scores of one's own, some of them the same, some negative.
    fn score(&mut self, rng: &mut Rng) {
        let most = *rng.pick(&[0, 2, 9, 3_000_000]);
        let least = if rng.chance(1, 4) { -most } else { 0 };
        let (times, of) = *rng.pick(&[(1, 1), (3, 4), (1, 2), (1, 3)]);
        for a in 0..self.keys.len() {
            for b in a + 1..self.keys.len() {
                if self.may_pair(a, b) && rng.chance(times, of) {
                    self.scores.insert((a, b), rng.within(least, most));
                }
            }
        }
    }

    pub(crate) fn become_a_firm(&mut self, rng: &mut Rng) {
        let records = world::organisation(rng, &self.keys);
        let org = Organization::from_records(records.clone()).unwrap();
        let mut policy = policies::without_never_met(rng, &self.keys);
        if rng.chance(1, 3) {
            let cool_down = *rng.pick(&[CoolDown::Rounds(2), CoolDown::Days(15)]);
            policy = policy.require(Rule::not_met_within(cool_down));
        }
        let mut preferences = Preferences::new();
        for key in &self.keys {
            let mut wishes = self.keys.clone();
            wishes.retain(|wish| wish != key);
            rng.shuffle(&mut wishes);
            preferences = preferences.rank(key, wishes);
        }
        let cool_downs = policy.rules().iter().filter_map(|requirement| match requirement.rule {
            Rule::NotMetWithin { cool_down } => Some(cool_down),
            _ => None,
        });
        let cool_downs = cool_downs.collect();
        let days_apart = 1 + rng.below_u32(20);
        let firm = Firm { records, org, policy, preferences, cool_downs, days_apart };
        self.scores = self.scores_of(&firm);
        self.firm = Some(firm);
    }

    /// The mean scores over the orders in which pairs are eligible.
    fn scores_of(&self, firm: &Firm) -> BTreeMap<Two, i64> {
        let mut rest = Policy::new();
        for requirement in firm.policy.rules() {
            rest = match (&requirement.rule, requirement.if_unknown) {
                (Rule::NotMetWithin { .. }, _) => rest,
                (rule, IfUnknown::Exclude) => rest.require(rule.clone()),
                (rule, IfUnknown::Allow) => rest.require_if_known(rule.clone()),
            };
        }
        for preference in firm.policy.criteria() {
            rest = rest.prefer(preference.weight, preference.criterion.clone());
        }
        let context = Context::new().preferences(&firm.preferences).on(today());
        let context = context.rule("grown", grown).criterion("mood", mood);
        let compiled = rest.compile(&firm.org, &context).unwrap();
        let id = |position: usize| firm.org.person(&self.keys[position]).unwrap().id();
        let mut scores = BTreeMap::new();
        for a in 0..self.keys.len() {
            for b in a + 1..self.keys.len() {
                let orders = if self.pools.is_some() { vec![(a, b)] } else { vec![(a, b), (b, a)] };
                let of_orders: Vec<i64> = orders
                    .into_iter()
                    .map(|(x, y)| (id(x), id(y)))
                    .filter(|&(x, y)| compiled.excluding(x, y).unwrap().is_empty())
                    .map(|(x, y)| compiled.score(x, y).unwrap().micros())
                    .collect();
                if !of_orders.is_empty() && self.may_pair(a, b) {
                    let count = i64::try_from(of_orders.len()).unwrap();
                    scores.insert((a, b), of_orders.iter().sum::<i64>().div_euclid(count));
                }
            }
        }
        scores
    }

    pub(crate) fn may_pair(&self, a: usize, b: usize) -> bool {
        self.pools.is_none_or(|(first, _)| (a < first) != (b < first))
    }

    /// The number and the day of a round by position.
    pub(crate) fn when(&self, position: usize) -> (u32, Option<Date>) {
        let round = self.first_round + u32::try_from(position).unwrap();
        let date = self.firm.as_ref().map(|firm| {
            let mut day = today();
            for _ in 0..position * firm.days_apart as usize {
                day = day.tomorrow().unwrap();
            }
            day
        });
        (round, date)
    }

    pub(crate) fn problem(&self) -> RotationProblem<'_> {
        self.builder().build().unwrap_or_else(|errors| panic!("{errors}\n{self:#?}"))
    }

    /// The round at a position by itself, with what was planned before it on record.
    pub(crate) fn round_alone<'a>(
        &'a self,
        position: usize,
        history: &'a History,
    ) -> RotationProblem<'a> {
        let (round, date) = self.when(position);
        let builder = self.builder().rounds(1).first_round(round).history(history);
        match date {
            Some(date) => builder.on(date).build().unwrap(),
            None => builder.build().unwrap(),
        }
    }

    pub(crate) fn builder(&self) -> RotationBuilder<'_> {
        let mut builder = match &self.firm {
            Some(firm) => {
                let builder = RotationProblem::builder(&firm.org, &firm.policy);
                let builder = builder.preferences(&firm.preferences).on(today());
                let builder = builder.rule("grown", grown).criterion("mood", mood);
                builder.days_apart(firm.days_apart)
            }
            None => {
                let scores = self.scores.iter().map(|(&(a, b), &score)| {
                    (self.keys[a].clone(), self.keys[b].clone(), Score::from_micros(score))
                });
                RotationProblem::from_scores(self.keys.clone(), scores)
            }
        };
        builder = builder
            .rounds(self.rounds)
            .first_round(self.first_round)
            .repeats(self.repeats)
            .odd(self.odd)
            .groups_of(self.group_size)
            .history(&self.history);
        if let Some((first, places)) = self.pools {
            let (first, second) = self.keys.split_at(first);
            builder = builder.between(first.to_vec(), second.to_vec(), places);
        } else {
            builder = builder.people(self.keys.clone());
        }
        if let Some(cool_down) = self.cool_down {
            builder = builder.cool_down(cool_down);
        }
        if let Some((points, fade)) = self.penalty {
            builder = builder.repeat_penalty(Score::from_micros(points), fade);
        }
        for (key, &every) in self.keys.iter().zip(&self.every) {
            builder = builder.every([key], every);
        }
        for (position, rounds) in &self.away {
            builder = builder.away(&self.keys[*position], rounds.clone());
        }
        match self.seed {
            Some(seed) => builder.seed(seed),
            None => builder,
        }
    }
}

pub(crate) fn grown(pair: Pair<'_>) -> bool {
    pair.first.key() != "p3"
}

pub(crate) fn mood(pair: Pair<'_>) -> f64 {
    f64::from(u8::try_from(pair.first.key().len() + pair.second.key().len()).unwrap()) / 16.0
}

/// Meetings, byes and meetings that some or all stayed away from, in this programme and
/// others, before the first round and now and then after it.
fn history(rng: &mut Rng, keys: &[String], first_round: u32) -> History {
    let mut history = History::new();
    if rng.chance(1, 4) {
        return history;
    }
    let strangers = ["gone".to_owned()];
    let all: Vec<String> = keys.iter().chain(&strangers).cloned().collect();
    for _ in 0..rng.below(10) {
        let late = rng.chance(1, 10);
        let round =
            if late { first_round + rng.below_u32(4) } else { rng.below_u32(first_round + 1) };
        let day = i8::try_from(1 + rng.below(28)).unwrap();
        let date = Date::new(2026, if late { 3 } else { 2 }, day).unwrap();
        let when = When { round: Some(round), date: Some(date) };
        let programme = rng
            .pick(&[
                Programme::Rotation,
                Programme::Rotation,
                Programme::Mentoring,
                Programme::Other("lunch".to_owned()),
            ])
            .clone();
        let people: Vec<String> = (0..1 + rng.below(3)).map(|_| rng.pick(&all).clone()).collect();
        let mut meeting = Meeting::new(programme, when, people);
        if rng.chance(1, 3) {
            let absent: Vec<String> =
                (0..1 + rng.below(2)).map(|_| rng.pick(&all).clone()).collect();
            meeting = meeting.missed_by(absent);
        }
        history.record(if rng.chance(1, 6) { meeting.missed() } else { meeting });
    }
    history
}
