//! Small random problems: on an organisation, and on own scores.

use crosstie::mentoring::{Capacity, MentoringProblem, Mode, MutualPairs, PairAccess};
use crosstie::org::{DepartmentRecord, Organization, PersonRecord, TieRecord};
use crosstie::policy::{Criterion, Party, Policy, Rule};
use crosstie::{Score, Value};

use super::day;
use crate::rng::Rng;

pub(crate) const MODES: [Mode; 2] = [Mode::MostPairsFirst, Mode::HighestScore];

/// A problem on an organisation, to be changed and solved again.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) people: Vec<PersonRecord>,
    pub(crate) ties: Vec<(String, String)>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) criteria: Vec<(u32, Criterion)>,
    pub(crate) mentors: Vec<(String, u32)>,
    pub(crate) mentees: Vec<(String, u32)>,
    pub(crate) existing: Vec<(String, String)>,
    pub(crate) mode: Mode,
    pub(crate) mutual: MutualPairs,
    pub(crate) today: &'static str,
}

const RULES: [fn() -> Rule; 8] = [
    Rule::different_function,
    Rule::different_site,
    Rule::no_tie,
    || Rule::grade_gap(0, 3),
    || Rule::grade_gap(-1, 9),
    || Rule::outside_reporting_line_and_team(1),
    || Rule::must_have(Criterion::skill_gap(), Value::ratio(1, 2)),
    || Rule::minimum_score(Score::points(2)),
];

const CRITERIA: [fn() -> Criterion; 5] = [
    Criterion::skill_gap,
    Criterion::shared_interests,
    Criterion::tie_novelty,
    || Criterion::grade_gap_fit(2, 3),
    || Criterion::few_ties_of(Party::Second, 3),
];

impl World {
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let count = 3 + rng.below(6);
        let key = |i: usize| format!("p{i}");
        let mut people = Vec::new();
        for i in 0..count {
            let grade = i16::try_from(rng.within(1, 6)).unwrap();
            let mut person = PersonRecord::new(key(i))
                .department(*rng.pick(&["sales", "law", "it"]))
                .site(*rng.pick(&["oslo", "rome"]))
                .grade(grade)
                .language(*rng.pick(&["en", "en", "en", "fr"]))
                .interest(*rng.pick(&["chess", "bikes"]))
                .skill(*rng.pick(&["sql", "talks"]), 1 + u8::try_from(rng.below(5)).unwrap())
                .wants(*rng.pick(&["sql", "talks"]), 1 + u8::try_from(rng.below(5)).unwrap());
            if i > 0 && rng.chance(1, 2) {
                person = person.manager(key(rng.below(i)));
            }
            if rng.chance(1, 8) {
                person = person.pause(day("2026-03-01"), day("2026-03-31"));
            }
            people.push(person);
        }
        let mut ties = Vec::new();
        let (mut mentors, mut mentees) = (Vec::new(), Vec::new());
        for i in 0..count {
            let other = rng.below(count);
            if other != i && rng.chance(1, 2) {
                ties.push((key(i), key(other)));
            }
            // A third in both roles.
            let role = rng.below(3);
            if role != 0 {
                mentors.push((key(i), *rng.pick(&[0, 1, 1, 1, 2])));
            }
            if role != 1 {
                mentees.push((key(i), *rng.pick(&[0, 1, 1, 1, 2])));
            }
        }
        let mut existing = Vec::new();
        if rng.chance(1, 3) && !mentors.is_empty() && !mentees.is_empty() {
            let (mentor, mentee) = (rng.pick(&mentors).0.clone(), rng.pick(&mentees).0.clone());
            if mentor != mentee {
                existing.push((mentor, mentee));
            }
        }
        let criteria = (0..rng.below(4)).map(|_| (1 + rng.below_u32(3), rng.pick(&CRITERIA)()));
        let criteria: Vec<_> = criteria.collect();
        let mut rules: Vec<_> = (0..rng.below(4)).map(|_| rng.pick(&RULES)()).collect();
        let weights: u32 = criteria.iter().map(|(weight, _)| weight).sum();
        if weights < 2 {
            rules.retain(|rule| rule.code() != "minimum_score"); // nobody could reach it
        }
        rules.push(Rule::shared_language());
        Self {
            people,
            ties,
            rules,
            criteria,
            mentors,
            mentees,
            existing,
            mode: *rng.pick(&MODES),
            mutual: *rng.pick(&[MutualPairs::Off, MutualPairs::Off, MutualPairs::Allowed]),
            today: "2026-03-15",
        }
    }

    pub(crate) fn organization(&self) -> Organization {
        let mut org = Organization::builder();
        for key in ["sales", "law", "it"] {
            org = org.department(DepartmentRecord::new(key));
        }
        for person in &self.people {
            org = org.person(person.clone());
        }
        for (from, to) in &self.ties {
            org = org.tie(TieRecord::new(from, to));
        }
        org.build().unwrap()
    }

    pub(crate) fn policy(&self) -> Policy {
        let policy = self.rules.iter().cloned().fold(Policy::new(), Policy::require);
        self.criteria.iter().cloned().fold(policy, |policy, (w, c)| policy.prefer(w, c))
    }

    /// Builds the problem and hands it over.
    pub(crate) fn with<R>(&self, use_it: impl FnOnce(&MentoringProblem<'_>) -> R) -> R {
        self.with_access(PairAccess::Auto, use_it)
    }

    pub(crate) fn with_access<R>(
        &self,
        access: PairAccess,
        use_it: impl FnOnce(&MentoringProblem<'_>) -> R,
    ) -> R {
        let (org, policy) = (self.organization(), self.policy());
        let person = |key: &str| org.person(key).unwrap().id();
        let mut builder = MentoringProblem::builder(&org, &policy)
            .mode(self.mode)
            .mutual_pairs(self.mutual)
            .pair_access(access)
            .on(day(self.today));
        for (key, capacity) in &self.mentors {
            builder = builder.mentors([person(key)], Capacity::up_to(*capacity));
        }
        for (key, demand) in &self.mentees {
            builder = builder.mentees_with([person(key)], Capacity::up_to(*demand));
        }
        for (mentor, mentee) in &self.existing {
            builder = builder.existing(person(mentor), person(mentee));
        }
        use_it(&builder.build().unwrap_or_else(|errors| panic!("{errors}\n{self:?}")))
    }

    /// The objective of the plan: pairs (none where only the score counts), score.
    pub(crate) fn objective(&self) -> (Option<u64>, i64) {
        self.with(|problem| {
            let objective = problem.solve().unwrap().objective();
            (objective.pairs, objective.score.micros())
        })
    }
}

/// A problem on own scores.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) mentors: Vec<(String, u32)>,
    pub(crate) mentees: Vec<(String, u32)>,
    pub(crate) scores: Vec<(String, String, i64)>,
    pub(crate) existing: Vec<(String, String)>,
    pub(crate) pins: Vec<(String, String)>,
    pub(crate) mode: Mode,
    pub(crate) mutual: MutualPairs,
}

impl Own {
    /// A few people, most of them in both roles, so that mutual pairs abound.
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let count = 2 + rng.below(4);
        let keys: Vec<String> = (0..count).map(|i| format!("p{i}")).collect();
        let (mut mentors, mut mentees) = (Vec::new(), Vec::new());
        for key in &keys {
            let role = rng.below(6);
            if role != 0 {
                mentors.push((key.clone(), *rng.pick(&[0, 1, 1, 1, 2])));
            }
            if role != 1 {
                mentees.push((key.clone(), *rng.pick(&[0, 1, 1, 1, 2])));
            }
        }
        let mut pairs = Vec::new();
        for (mentor, _) in &mentors {
            for (mentee, _) in mentees.iter().filter(|(mentee, _)| mentee != mentor) {
                pairs.push((mentor.clone(), mentee.clone()));
            }
        }
        rng.shuffle(&mut pairs);
        pairs.truncate(10); // enumeration looks at every subset
        let least = *rng.pick(&[-3, 1]);
        let scores = pairs.iter().map(|(a, b)| (a.clone(), b.clone(), rng.within(least, 4)));
        let scores = scores.collect();
        let (mut existing, mut pins) = (Vec::new(), Vec::new());
        if rng.chance(1, 3) {
            // Either end may be without a role.
            let (mentor, mentee) = (rng.pick(&keys).clone(), rng.pick(&keys).clone());
            let enrolled =
                mentors.iter().any(|m| m.0 == mentor) || mentees.iter().any(|n| n.0 == mentee);
            if mentor != mentee && enrolled {
                existing.push((mentor, mentee));
            }
        }
        if rng.chance(1, 3) && !pairs.is_empty() {
            pins.push(rng.pick(&pairs).clone());
        }
        let mut own = Self {
            mentors,
            mentees,
            scores,
            existing,
            pins,
            mode: *rng.pick(&MODES),
            mutual: *rng.pick(&[MutualPairs::Off, MutualPairs::Off, MutualPairs::Allowed]),
        };
        if own.best().is_none() {
            own.pins.clear(); // a pin without a place, or mutual with an existing pair
        }
        own
    }

    pub(crate) fn build(&self) -> MentoringProblem<'static> {
        let mut builder = MentoringProblem::from_scores()
            .mode(self.mode)
            .mutual_pairs(self.mutual)
            .scores(self.scores.iter().map(|(a, b, micros)| (a, b, Score::from_micros(*micros))));
        for (key, capacity) in &self.mentors {
            builder = builder.mentor(key, Capacity::up_to(*capacity));
        }
        for (key, demand) in &self.mentees {
            builder = builder.mentee_with(key, Capacity::up_to(*demand));
        }
        for (mentor, mentee) in &self.existing {
            builder = builder.existing(mentor, mentee);
        }
        for (mentor, mentee) in &self.pins {
            builder = builder.pin(mentor, mentee);
        }
        builder.build().unwrap_or_else(|errors| panic!("{errors}\n{self:?}"))
    }

    /// The value of pairs (positions in the scores), or none where they are no
    /// plan: by the definition, on keys.
    pub(crate) fn value(&self, chosen: &[usize]) -> Option<(u64, i64)> {
        let pairs: Vec<_> =
            chosen.iter().map(|&i| (&self.scores[i].0, &self.scores[i].1)).collect();
        let all: Vec<_> =
            pairs.iter().copied().chain(self.existing.iter().map(|(a, b)| (a, b))).collect();
        for (key, capacity) in &self.mentors {
            let new = pairs.iter().filter(|pair| pair.0 == key).count();
            let held = all.iter().filter(|pair| pair.0 == key).count();
            if new > 0 && held > *capacity as usize {
                return None;
            }
        }
        for (key, demand) in &self.mentees {
            let new = pairs.iter().filter(|pair| pair.1 == key).count();
            let held = all.iter().filter(|pair| pair.1 == key).count();
            if new > 0 && held > *demand as usize {
                return None;
            }
        }
        for pair in &pairs {
            let again = self.existing.iter().any(|(a, b)| *pair == (a, b));
            let both_ways = self.mutual == MutualPairs::Off && all.contains(&(pair.1, pair.0));
            if again || both_ways {
                return None;
            }
        }
        if !self.pins.iter().all(|(a, b)| pairs.contains(&(a, b))) {
            return None;
        }
        let count = if self.mode == Mode::MostPairsFirst { pairs.len() as u64 } else { 0 };
        Some((count, chosen.iter().map(|&i| self.scores[i].2).sum()))
    }

    /// The greatest value of any plan, by enumeration; none where no plan holds the pins.
    pub(crate) fn best(&self) -> Option<(u64, i64)> {
        (0..1_u32 << self.scores.len())
            .filter_map(|set| {
                let chosen: Vec<_> = (0..self.scores.len()).filter(|i| set >> i & 1 == 1).collect();
                self.value(&chosen)
            })
            .max()
    }
}
