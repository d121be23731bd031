//! What a policy says of whole blocks of people: which pairs it excludes all of, and what no score exceeds.

use std::collections::HashMap;

use super::IfUnknown;
use super::compiled::{CompiledCriterion, CompiledPolicy, Test};
use super::criterion::Criterion;
use super::pair::{Block, PairCriterion, PairRule, Party};
use crate::id::PersonId;
use crate::org::{Organization, Person, WorkingHours};
use crate::score::{MICROS, Value};

/// Skills have at most so many columns; beyond that several share one.
const MOST_COLUMNS: usize = 128;
/// Of a block up to so many lists of wants are told apart.
const MOST_PROFILES: usize = 8;
/// People as alike as these make one block, as long as they are not more.
const MOST_ALIKE: usize = 64;
/// Of a block so many people say how to divide it.
const PROBE: usize = 192;
/// So many levels of the department tree are looked at.
const LEVELS: usize = 3;
/// No symbol; and more than one.
const NONE: u32 = u32::MAX;
const MIXED: u32 = u32::MAX - 1;
/// Minutes of a day in one bit.
const SLOT: u16 = 30;

/// A compiled policy for first people and second people in blocks.
pub(crate) struct BlockPolicy<'c, 'a> {
    compiled: &'c CompiledPolicy<'a>,
    /// The rules that may exclude whole blocks, and whether they let a pair through of which a fact is missing.
    tests: Vec<(BlockTest<'c>, bool)>,
    /// The least score that rules ask for.
    minimum: i64,
    /// The criteria that may be worth less than 1 to whole blocks, with their weights,
    terms: Vec<(i64, BlockTerm<'c>)>,
    /// and what all the others are worth at most.
    rest: i64,
    /// The levels of the department tree that are looked at; none: the home department.
    levels: Vec<Option<u32>>,
    /// Whether a criterion looks at skills.
    skills: bool,
    /// How many columns skills have, and how much each is wanted, in thousandths of a person.
    columns: usize,
    wanted: Vec<u64>,
    profiles: Vec<Profile>,
    /// For every person their list of wants.
    profile_of: HashMap<PersonId, u32>,
    /// So many interests share a bit at most.
    interests_a_bit: u32,
    /// Whether somebody has a wish, or is wished for.
    wishes: Vec<bool>,
    wished: Vec<bool>,
}

/// A rule, as it is asked of blocks; departments by their place among the levels looked at.
enum BlockTest<'c> {
    DifferentDepartment(usize),
    Site { same: bool },
    GradeGap { min: i32, max: i32 },
    SharedHours { minutes: u64 },
    SharedLanguage,
    MustHave(BlockTerm<'c>, Value),
    Custom(&'c dyn PairRule),
}

/// A criterion, as it is asked of blocks.
enum BlockTerm<'c> {
    SkillGap,
    SharedInterests,
    /// 0 within one department.
    OtherDepartment(usize),
    GradeGapFit {
        target: i32,
        tolerance: u64,
    },
    HoursOverlap {
        enough: u64,
    },
    Wishes(Party),
    Custom(&'c dyn PairCriterion),
    /// Nothing is said of blocks.
    Anything,
}

/// Wants not reached yet, and the sum of their weights times 60.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Profile {
    wants: Vec<Want>,
    all: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Want {
    column: u16,
    own: u8,
    gap: u8,
    weight: u16,
    /// What one level of it is worth: 60 · weight / gap, which is whole.
    rate: u32,
}

/// The highest level, 0 to 5, of the skills of a column, two columns a byte: a line of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Levels([u8; MOST_COLUMNS / 2]);

impl Levels {
    const NONE: Self = Self([0; MOST_COLUMNS / 2]);

    fn get(&self, column: usize) -> u8 {
        self.0.get(column / 2).copied().unwrap_or(0) >> (column % 2 * 4) & 15
    }

    fn raise(&mut self, column: usize, level: u8) {
        let (known, shift) = (self.get(column), column % 2 * 4);
        if let Some(two) = self.0.get_mut(column / 2).filter(|_| level > known) {
            *two = *two & !(15 << shift) | level.min(15) << shift;
        }
    }

    fn max(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| {
            let (a, b) = (self.0[at], other.0[at]);
            (a & 15).max(b & 15) | (a & 240).max(b & 240)
        }))
    }
}

/// What is known of a block of people; what is asked for most often comes first, on two lines of the cache.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(crate) struct BlockFacts {
    /// One a level that is looked at; beyond [`LEVELS`] of them nothing is known.
    departments: [Symbols; LEVELS],
    /// The most that anybody owns.
    own: i64,
    site: Symbols,
    /// A bit for each site, which several may share.
    sites: u64,
    /// The lowest and the highest grade; none where none is known.
    grade: Option<(i16, i16)>,
    grade_unknown: bool,
    /// Half hours in which somebody works, and the longest day.
    half_hours: u64,
    longest: u16,
    hours_unknown: bool,
    level: Levels,
    languages: u64,
    language_unknown: bool,
    /// A bit for each interest, which several may share; how many somebody has, at least and at most.
    interests: u128,
    fewest_interests: u32,
    most_interests: u32,
    /// Lists of wants; if there are too many, only what is easiest to reach of each column.
    profiles: Vec<u32>,
    easiest: Option<Box<[(u8, u8)]>>,
    wishes: bool,
    wished: bool,
}

/// Symbols of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Symbols {
    /// The one that all known have; `NONE` or `MIXED`.
    one: u32,
    unknown: bool,
}

impl Symbols {
    const NOBODY: Self = Self { one: NONE, unknown: false };
    const ANYTHING: Self = Self { one: MIXED, unknown: true };

    fn of(symbol: Option<u32>) -> Self {
        symbol.map_or(Self { one: NONE, unknown: true }, |one| Self { one, unknown: false })
    }

    fn with(self, other: Self) -> Self {
        let one = match (self.one, other.one) {
            (NONE, one) | (one, NONE) => one,
            (a, b) if a == b => a,
            _ => MIXED,
        };
        Self { one, unknown: self.unknown || other.unknown }
    }

    /// Whether all known symbols are the same one.
    fn all_equal(self, other: Self) -> bool {
        self.one == NONE || other.one == NONE || (self.one == other.one && self.one != MIXED)
    }
}

fn bit(symbol: u32) -> u64 {
    1 << (symbol % 64)
}

impl<'c, 'a> BlockPolicy<'c, 'a> {
    /// For pairs of first people and these second ones.
    pub(crate) fn new(compiled: &'c CompiledPolicy<'a>, second: &[PersonId]) -> Self {
        let people = compiled.org.people().len();
        let mut policy = Self {
            compiled,
            tests: Vec::new(),
            minimum: i64::MIN,
            terms: Vec::new(),
            rest: 0,
            levels: Vec::new(),
            skills: false,
            columns: 0,
            wanted: Vec::new(),
            profiles: Vec::new(),
            profile_of: HashMap::new(),
            interests_a_bit: 0,
            wishes: vec![false; people],
            wished: vec![false; people],
        };
        for rule in &compiled.rules {
            let test = match &rule.test {
                Test::DifferentDepartment { level } => {
                    BlockTest::DifferentDepartment(policy.level(*level))
                }
                Test::Site { same } => BlockTest::Site { same: *same },
                Test::GradeGap { min, max } => BlockTest::GradeGap { min: *min, max: *max },
                Test::SharedHours { minutes } => {
                    BlockTest::SharedHours { minutes: u64::from(*minutes) }
                }
                Test::SharedLanguage => BlockTest::SharedLanguage,
                Test::MinimumScore(score) => {
                    policy.minimum = policy.minimum.max(score.micros());
                    continue;
                }
                Test::MustHave { criterion, at_least } => {
                    BlockTest::MustHave(policy.term(criterion), *at_least)
                }
                Test::Custom(custom) => BlockTest::Custom(&**custom),
                Test::OutsideReportingLine { .. } | Test::NotListed(_) | Test::NoTie { .. } => {
                    continue;
                }
            };
            policy.tests.push((test, rule.if_unknown == IfUnknown::Allow));
        }
        for (weight, criterion) in &compiled.criteria {
            let weight = i64::from(*weight);
            match policy.term(criterion) {
                // What people own is beside it.
                _ if is_owned(criterion) => {}
                BlockTerm::Anything => policy.rest += weight * MICROS,
                term => policy.terms.push((weight, term)),
            }
        }
        if policy.skills {
            policy.learn(second);
        }
        policy
    }

    /// The place of a level among those looked at.
    fn level(&mut self, level: Option<u32>) -> usize {
        let known = self.levels.iter().position(|&known| known == level);
        known.unwrap_or_else(|| {
            self.levels.push(level);
            self.levels.len() - 1
        })
    }

    fn term(&mut self, criterion: &'c CompiledCriterion) -> BlockTerm<'c> {
        let built_in = match criterion {
            CompiledCriterion::BuiltIn(criterion) => criterion,
            CompiledCriterion::NeverMet(_) => return BlockTerm::Anything,
            CompiledCriterion::Custom { criterion, .. } => return BlockTerm::Custom(&**criterion),
            CompiledCriterion::Wishes { of, values } => {
                for (person, other, _) in values.iter() {
                    self.wishes[person.index()] = true;
                    self.wished[other.index()] = true;
                }
                return BlockTerm::Wishes(*of);
            }
        };
        match built_in {
            Criterion::SkillGap => {
                self.skills = true;
                BlockTerm::SkillGap
            }
            Criterion::SharedInterests => {
                self.interests_a_bit = interests_a_bit(self.compiled.org);
                BlockTerm::SharedInterests
            }
            Criterion::DepartmentDistance { .. } => BlockTerm::OtherDepartment(self.level(None)),
            Criterion::NewTieAcrossFunctions => BlockTerm::OtherDepartment(self.level(Some(1))),
            Criterion::GradeGapFit { target, tolerance } => {
                BlockTerm::GradeGapFit { target: *target, tolerance: u64::from(*tolerance) }
            }
            Criterion::HoursOverlap { enough } => {
                BlockTerm::HoursOverlap { enough: u64::from(*enough) }
            }
            _ => BlockTerm::Anything,
        }
    }

    /// The wants of the second people.
    fn learn(&mut self, second: &[PersonId]) {
        let org = self.compiled.org;
        let mut highest = 0;
        for person in second.iter().filter_map(|&id| org.person_by_id(id)) {
            highest = person.wants().map(|want| want.skill.index() + 1).fold(highest, usize::max);
        }
        self.columns = highest.min(MOST_COLUMNS);
        self.wanted = vec![0; self.columns];
        let mut known: HashMap<Profile, u32> = HashMap::new();
        for person in second.iter().filter_map(|&id| org.person_by_id(id)) {
            let profile = self.profile(person);
            for want in &profile.wants {
                let share = u64::from(want.weight) * 60_000 / profile.all.max(1);
                self.wanted[usize::from(want.column)] += share;
            }
            let next = u32::try_from(known.len()).unwrap_or(NONE);
            let number = *known.entry(profile.clone()).or_insert(next);
            if number == next {
                self.profiles.push(profile);
            }
            self.profile_of.insert(person.id(), number);
        }
        for wanted in &mut self.wanted {
            *wanted /= second.len().max(1) as u64;
        }
    }

    /// The column of a skill; none of one that nobody wants, as far as columns are not shared.
    fn column(&self, skill: usize) -> Option<usize> {
        (self.columns == MOST_COLUMNS || skill < self.columns).then(|| skill % self.columns.max(1))
    }

    fn profile(&self, person: Person<'_>) -> Profile {
        let mut profile = Profile::default();
        for want in person.wants() {
            let own = person.level(want.skill);
            let gap = want.target.saturating_sub(own);
            if gap > 0 {
                // What is wanted has a column.
                let column = self.column(want.skill.index()).unwrap_or(0);
                let column = u16::try_from(column).unwrap_or(u16::MAX);
                let rate = u32::from(want.weight) * (60 / u32::from(gap));
                profile.wants.push(Want { column, own, gap, weight: want.weight, rate });
                profile.all += 60 * u64::from(want.weight);
            }
        }
        profile.wants.sort_unstable();
        profile
    }

    /// What a person adds to the score of each of their pairs.
    pub(crate) fn own(&self, id: PersonId, party: Party) -> i64 {
        let Some(person) = self.compiled.org.person_by_id(id) else { return 0 };
        let mut own = 0;
        for (weight, criterion) in &self.compiled.criteria {
            let CompiledCriterion::BuiltIn(Criterion::FewTies { cap, of }) = criterion else {
                continue;
            };
            let cap = u64::from(*cap);
            let few = Value::ratio(cap.saturating_sub(person.contact_ids().len() as u64), cap);
            let few = i64::from(few.micros());
            // The mean is rounded down, halves are rounded up.
            own += i64::from(*weight)
                * if *of == Party::Both {
                    (few + 1) / 2
                } else if *of == party {
                    few
                } else {
                    0
                };
        }
        own
    }

    /// What is known of one person.
    fn of_one(&self, id: PersonId, party: Party) -> BlockFacts {
        let org = self.compiled.org;
        let person = org.person_by_id(id);
        let department = |level: &Option<u32>| {
            let home = person.and_then(Person::department)?;
            Some(level.map_or(home, |level| home.at_level(level)).id().0)
        };
        let grade = person.and_then(Person::grade);
        let hours = person.and_then(Person::hours);
        let languages = person.map(Person::language_symbols).unwrap_or_default();
        let interests = person.map(Person::interest_symbols).unwrap_or_default();
        let count = u32::try_from(interests.len()).unwrap_or(NONE);
        let mut level = Levels::NONE;
        if party == Party::First && self.columns > 0 {
            for skill in person.into_iter().flat_map(Person::skills) {
                if let Some(column) = self.column(skill.skill.index()) {
                    level.raise(column, skill.level);
                }
            }
        }
        let profiles = match (party, self.profile_of.get(&id)) {
            (Party::Second, Some(&profile)) => vec![profile],
            _ => Vec::new(),
        };
        let mut departments = [Symbols::ANYTHING; LEVELS];
        for (known, level) in departments.iter_mut().zip(&self.levels) {
            *known = Symbols::of(department(level));
        }
        let site = person.and_then(Person::site_symbol);
        BlockFacts {
            departments,
            site: Symbols::of(site),
            sites: site.map_or(0, bit),
            grade: grade.map(|grade| (grade, grade)),
            grade_unknown: grade.is_none(),
            half_hours: hours.map_or(0, half_hours),
            longest: hours.map_or(0, |hours| hours.shared_minutes(hours)),
            hours_unknown: hours.is_none(),
            languages: languages.iter().fold(0, |all, &language| all | bit(language)),
            language_unknown: languages.is_empty(),
            interests: interests.iter().fold(0, |all, &interest| all | 1 << (interest % 128)),
            fewest_interests: count,
            most_interests: count,
            level,
            profiles,
            easiest: None,
            wishes: self.wishes.get(id.index()) == Some(&true),
            wished: self.wished.get(id.index()) == Some(&true),
            own: self.own(id, party),
        }
    }

    /// What is known of some people.
    pub(crate) fn facts(&self, people: &[PersonId], party: Party) -> BlockFacts {
        let mut all = people.iter().map(|&id| self.of_one(id, party));
        let first = all.next().unwrap_or_else(BlockFacts::of_nobody);
        all.fold(first, |facts, more| self.union(&facts, &more))
    }

    /// What is known of two blocks together.
    pub(crate) fn union(&self, a: &BlockFacts, b: &BlockFacts) -> BlockFacts {
        let mut profiles = Vec::new();
        let mut easiest = None;
        if self.skills {
            profiles = [&*a.profiles, &*b.profiles].concat();
            profiles.sort_unstable();
            profiles.dedup();
            if profiles.len() > MOST_PROFILES || a.easiest.is_some() || b.easiest.is_some() {
                easiest = Some(self.easiest(&profiles, [a, b]));
                profiles = Vec::new();
            }
        }
        BlockFacts {
            departments: std::array::from_fn(|at| a.departments[at].with(b.departments[at])),
            site: a.site.with(b.site),
            sites: a.sites | b.sites,
            grade: match (a.grade, b.grade) {
                (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
                (one, other) => one.or(other),
            },
            grade_unknown: a.grade_unknown || b.grade_unknown,
            half_hours: a.half_hours | b.half_hours,
            longest: a.longest.max(b.longest),
            hours_unknown: a.hours_unknown || b.hours_unknown,
            languages: a.languages | b.languages,
            language_unknown: a.language_unknown || b.language_unknown,
            interests: a.interests | b.interests,
            fewest_interests: a.fewest_interests.min(b.fewest_interests),
            most_interests: a.most_interests.max(b.most_interests),
            level: a.level.max(&b.level),
            profiles,
            easiest,
            wishes: a.wishes || b.wishes,
            wished: a.wished || b.wished,
            own: a.own.max(b.own),
        }
    }

    /// Of each column the lowest level that somebody has who wants it, and the smallest gap; a gap of 0 where nobody does.
    fn easiest(&self, profiles: &[u32], blocks: [&BlockFacts; 2]) -> Box<[(u8, u8)]> {
        let mut easiest = vec![(u8::MAX, 0); self.columns];
        let mut take = |column: usize, own: u8, gap: u8| {
            if gap > 0 {
                let (least, smallest) = &mut easiest[column];
                *least = own.min(*least);
                *smallest = if *smallest == 0 { gap } else { gap.min(*smallest) };
            }
        };
        for &profile in profiles {
            for want in &self.profiles[profile as usize].wants {
                take(usize::from(want.column), want.own, want.gap);
            }
        }
        for block in blocks {
            for (column, &(own, gap)) in block.easiest.iter().flatten().enumerate() {
                take(column, own, gap);
            }
        }
        easiest.into()
    }

    /// What no pair of these blocks has beyond what both people own; none where all pairs are excluded.
    pub(crate) fn bound(
        &self,
        (first, first_people): (&BlockFacts, &[PersonId]),
        (second, second_people): (&BlockFacts, &[PersonId]),
    ) -> Option<i64> {
        let org = self.compiled.org;
        let blocks = || (Block::new(org, first_people), Block::new(org, second_people));
        for (test, lets_through) in &self.tests {
            // Whether all pairs are excluded of which the facts are known, and whether there are others.
            let (known, unknown) = match test {
                BlockTest::DifferentDepartment(at) => {
                    let (a, b) = (first.department(*at), second.department(*at));
                    (a.all_equal(b), a.unknown || b.unknown)
                }
                BlockTest::Site { same } => {
                    let (a, b) = (first.site, second.site);
                    let differ = first.sites & second.sites == 0;
                    (if *same { differ } else { a.all_equal(b) }, a.unknown || b.unknown)
                }
                BlockTest::GradeGap { min, max } => {
                    let gaps = first.gaps(second);
                    let none = gaps.is_none_or(|(least, most)| most < *min || least > *max);
                    (none, first.grade_unknown || second.grade_unknown)
                }
                BlockTest::SharedHours { minutes } => {
                    let short = first.shared_minutes(second) < *minutes;
                    (short, first.hours_unknown || second.hours_unknown)
                }
                BlockTest::SharedLanguage => {
                    let none = first.languages & second.languages == 0;
                    (none, first.language_unknown || second.language_unknown)
                }
                BlockTest::MustHave(term, at_least) => {
                    (self.value(term, first, second, blocks) < *at_least, false)
                }
                BlockTest::Custom(custom) => {
                    let (a, b) = blocks();
                    (custom.excludes_all(a, b), false)
                }
            };
            if known && !(unknown && *lets_through) {
                return None;
            }
        }
        let mut bound = self.rest;
        for (weight, term) in &self.terms {
            bound += weight * i64::from(self.value(term, first, second, blocks).micros());
        }
        (bound + first.own + second.own >= self.minimum).then_some(bound)
    }

    /// What no pair of these blocks exceeds in a criterion.
    fn value<'b>(
        &self,
        term: &BlockTerm<'_>,
        first: &BlockFacts,
        second: &BlockFacts,
        blocks: impl Fn() -> (Block<'b>, Block<'b>),
    ) -> Value {
        let met = |met: bool| if met { Value::ONE } else { Value::ZERO };
        match term {
            BlockTerm::SkillGap => self.skill_gap(first, second),
            BlockTerm::SharedInterests => first.interests_in_common(second, self.interests_a_bit),
            BlockTerm::OtherDepartment(at) => {
                met(!first.department(*at).all_equal(second.department(*at)))
            }
            BlockTerm::GradeGapFit { target, tolerance } => {
                first.gaps(second).map_or(Value::ZERO, |(least, most)| {
                    let (least, most, target) =
                        (i64::from(least), i64::from(most), i64::from(*target));
                    let off = (least - target).max(target - most).max(0).unsigned_abs();
                    Value::ratio(tolerance.saturating_sub(off), *tolerance)
                })
            }
            BlockTerm::HoursOverlap { enough } => {
                Value::ratio(first.shared_minutes(second), *enough)
            }
            BlockTerm::Wishes(of) => {
                let (one, other) = (first.wishes && second.wished, second.wishes && first.wished);
                met(match of {
                    Party::First => one,
                    Party::Second => other,
                    Party::Both => one || other,
                })
            }
            BlockTerm::Custom(custom) => {
                let (a, b) = blocks();
                custom.upper_bound(a, b)
            }
            BlockTerm::Anything => Value::ONE,
        }
    }

    fn skill_gap(&self, first: &BlockFacts, second: &BlockFacts) -> Value {
        if let Some(easiest) = &second.easiest {
            // In sixtieths: gaps are 1 to 5.
            let mut most = 0;
            for (column, &(own, gap)) in easiest.iter().enumerate() {
                let level = first.level.get(column);
                if gap > 0 && level > own {
                    most = most.max(u64::from((level - own).min(gap)) * (60 / u64::from(gap)));
                }
            }
            return Value::ratio(most, 60);
        }
        let mut most = Value::ZERO;
        for &profile in &second.profiles {
            let profile = &self.profiles[profile as usize];
            let mut taught = 0;
            for want in &profile.wants {
                let level = first.level.get(usize::from(want.column));
                let teachable = level.saturating_sub(want.own).min(want.gap);
                taught += u64::from(want.rate) * u64::from(teachable);
            }
            most = most.max(Value::ratio(taught, profile.all));
        }
        most
    }
}

impl BlockFacts {
    fn of_nobody() -> Self {
        Self {
            departments: [Symbols::NOBODY; LEVELS],
            site: Symbols::NOBODY,
            sites: 0,
            grade: None,
            grade_unknown: false,
            half_hours: 0,
            longest: 0,
            hours_unknown: false,
            languages: 0,
            language_unknown: false,
            interests: 0,
            fewest_interests: u32::MAX,
            most_interests: 0,
            level: Levels::NONE,
            profiles: Vec::new(),
            easiest: None,
            wishes: false,
            wished: false,
            own: i64::MIN / 4,
        }
    }

    fn department(&self, at: usize) -> Symbols {
        self.departments.get(at).copied().unwrap_or(Symbols::ANYTHING)
    }

    /// The least and the greatest grade of a first person less that of a second.
    fn gaps(&self, second: &Self) -> Option<(i32, i32)> {
        let ((a, b), (c, d)) = self.grade.zip(second.grade)?;
        Some((i32::from(a) - i32::from(d), i32::from(b) - i32::from(c)))
    }

    fn shared_minutes(&self, other: &Self) -> u64 {
        let slots = (self.half_hours & other.half_hours).count_ones();
        let shared = u64::from(slots) * u64::from(SLOT);
        shared.min(u64::from(self.longest)).min(u64::from(other.longest))
    }

    /// |common| / |all|, with as many in common as there can be.
    fn interests_in_common(&self, other: &Self, a_bit: u32) -> Value {
        let common = (self.interests & other.interests).count_ones() * a_bit;
        if common == 0 {
            return Value::ZERO;
        }
        let most = self.most_interests.min(other.most_interests).min(common);
        let all = self.fewest_interests.max(most) + other.fewest_interests.max(most) - most;
        Value::ratio(u64::from(most), u64::from(all))
    }
}

/// How many interests share a bit, at most.
fn interests_a_bit(org: &Organization) -> u32 {
    let mut all: Vec<u32> = org.people().flat_map(Person::interest_symbols).copied().collect();
    all.sort_unstable();
    all.dedup();
    let mut of_bit = [0; 128];
    for interest in all {
        of_bit[interest as usize % 128] += 1;
    }
    of_bit.into_iter().max().unwrap_or(0)
}

/// Whether a criterion looks at each person alone.
fn is_owned(criterion: &CompiledCriterion) -> bool {
    matches!(criterion, CompiledCriterion::BuiltIn(Criterion::FewTies { .. }))
}

/// The half hours of a day that these hours touch.
fn half_hours(hours: WorkingHours) -> u64 {
    let mut bits = 0;
    let (first, mut minutes) = (hours.start, hours.shared_minutes(hours));
    let mut minute = first;
    while minutes > 0 {
        bits |= 1 << (minute % 1440 / SLOT);
        let step = (SLOT - minute % SLOT).min(minutes);
        minute = (minute + step) % 1440;
        minutes -= step;
    }
    bits
}

/// One thing by which people are told apart.
struct Coordinate {
    /// What a difference of one `scale` is worth, in micro-units of a score.
    worth: u64,
    scale: u64,
    /// Of each person, by position.
    of: Vec<u32>,
    /// Whether greater is more, or only different.
    ordered: bool,
}

/// How to divide people into blocks.
pub(crate) struct Division {
    coordinates: Vec<Coordinate>,
}

impl<'c, 'a> BlockPolicy<'c, 'a> {
    /// How to divide these people: until everybody in a block is alike in all that bounds look at.
    pub(crate) fn division(&self, people: &[PersonId], party: Party) -> Division {
        let org = self.compiled.org;
        let total = u64::try_from(self.compiled.highest_score().micros()).unwrap_or(0).max(1);
        let mut coordinates = Vec::new();
        let mut add = |worth: u64, scale: u64, ordered: bool, of: &dyn Fn(Person<'_>) -> u32| {
            let of = people.iter().map(|&id| org.person_by_id(id).map_or(0, of)).collect();
            coordinates.push(Coordinate { worth, scale: scale.max(1), of, ordered });
        };
        let grade = |person: Person<'_>| {
            person.grade().map_or(0, |grade| u32::from(grade.abs_diff(i16::MIN)) + 1)
        };
        let start =
            |person: Person<'_>| person.hours().map_or(0, |hours| u32::from(hours.start) + 1);
        let site = |person: Person<'_>| person.site_symbol().map_or(0, |site| site + 1);
        let end = |person: Person<'_>| person.hours().map_or(0, |hours| u32::from(hours.end) + 1);
        let department = |at: usize| {
            let level = self.levels.get(at).copied().flatten();
            move |person: Person<'_>| {
                let home = person.department();
                let at = home.map(|home| level.map_or(home, |level| home.at_level(level)));
                at.map_or(0, |department| department.id().0 + 1)
            }
        };
        let mut term = |term: &BlockTerm<'_>, worth: u64| match term {
            BlockTerm::SkillGap if party == Party::Second => add(worth, 1, false, &|person| {
                self.profile_of.get(&person.id()).copied().unwrap_or(NONE)
            }),
            BlockTerm::SkillGap => {
                for column in 0..self.columns {
                    let worth = worth / 1_000 * self.wanted[column];
                    add(worth, 3, true, &|person| {
                        let skills = person.skills();
                        let here = skills.filter(|s| self.column(s.skill.index()) == Some(column));
                        here.map(|skill| u32::from(skill.level)).max().unwrap_or(0)
                    });
                }
            }
            BlockTerm::SharedInterests => {
                for fourth in 0..4 {
                    add(worth / 4, 1, false, &|person| {
                        let here = person.interest_symbols().iter();
                        let here = here.filter(|&interest| interest % 128 / 32 == fourth);
                        here.fold(0, |all, interest| all | 1 << (interest % 32))
                    });
                }
                add(worth / 4, 1, true, &|person| {
                    u32::try_from(person.interest_symbols().len()).unwrap_or(NONE)
                });
            }
            BlockTerm::OtherDepartment(at) => add(worth / 8, 1, false, &department(*at)),
            BlockTerm::GradeGapFit { tolerance, .. } => add(worth, *tolerance, true, &grade),
            BlockTerm::HoursOverlap { enough } => {
                add(worth, *enough, true, &start);
                add(worth, *enough, true, &end);
            }
            BlockTerm::Wishes(_) => add(worth / 4, 1, false, &|person| {
                let id = person.id().index();
                u32::from(self.wishes[id]) + 2 * u32::from(self.wished[id])
            }),
            BlockTerm::Custom(_) | BlockTerm::Anything => {}
        };
        for (weight, of) in &self.terms {
            term(of, weight.unsigned_abs() * MICROS.unsigned_abs());
        }
        for (test, _) in &self.tests {
            if let BlockTest::MustHave(of, _) = test {
                term(of, total / 2);
            }
        }
        for (test, _) in &self.tests {
            match test {
                BlockTest::DifferentDepartment(at) => add(total / 16, 1, false, &department(*at)),
                BlockTest::Site { same } => {
                    add(if *same { total } else { total / 8 }, 1, false, &site);
                }
                BlockTest::GradeGap { .. } => add(total / 2, 3, true, &grade),
                BlockTest::SharedHours { .. } => {
                    add(total / 2, 240, true, &start);
                    add(total / 2, 240, true, &end);
                }
                BlockTest::SharedLanguage => {
                    for half in 0..2 {
                        add(total / 4, 1, false, &|person| {
                            let here = person.language_symbols().iter();
                            let here = here.filter(|&language| language % 64 / 32 == half);
                            here.fold(0, |all, language| all | 1 << (language % 32))
                        });
                    }
                }
                BlockTest::MustHave(..) | BlockTest::Custom(_) => {}
            }
        }
        Division { coordinates }
    }
}

impl Division {
    /// Orders the people of a block, by position, and says how many of the first to part from the others; 0 leaves them together.
    pub(crate) fn divide(&self, block: &mut [u32]) -> usize {
        let step = block.len().div_ceil(PROBE);
        let mut best = (0, 0);
        for (number, coordinate) in self.coordinates.iter().enumerate() {
            let spread =
                coordinate.spread(block.iter().step_by(step).map(|&at| coordinate.of[at as usize]));
            if spread > best.0 {
                best = (spread, number);
            }
        }
        if best.0 == 0 {
            // All alike, as far as was looked.
            for (number, coordinate) in self.coordinates.iter().enumerate() {
                let first = coordinate.of[block[0] as usize];
                if block.iter().any(|&at| coordinate.of[at as usize] != first) {
                    best = (1, number);
                    break;
                }
            }
        }
        if best.0 == 0 {
            return if block.len() > MOST_ALIKE { block.len() / 2 } else { 0 };
        }
        let of = &self.coordinates[best.1].of;
        block.sort_unstable_by_key(|&at| (of[at as usize], at));
        let value = |at: usize| of[block[at] as usize];
        let middle = block.len() / 2;
        // The border between two values that is nearest to the middle.
        let below = block.partition_point(|&at| of[at as usize] < value(middle));
        let above = block.partition_point(|&at| of[at as usize] <= value(middle));
        if below > 0 && (above == block.len() || middle - below <= above - middle) {
            below
        } else {
            above
        }
    }
}

impl Coordinate {
    /// How much it sets some people apart, in squares of what a difference is worth.
    fn spread(&self, of: impl Iterator<Item = u32>) -> u64 {
        let worth = self.worth / 1_000;
        if self.ordered {
            let (mut count, mut sum, mut squares, mut known) = (0_u64, 0_i64, 0_u64, None);
            for value in of {
                // From the first, so that numbers stay small.
                let first = *known.get_or_insert(value);
                let off = i64::from(value) - i64::from(first);
                count += 1;
                sum = sum.saturating_add(off);
                squares =
                    squares.saturating_add(off.unsigned_abs().saturating_mul(off.unsigned_abs()));
            }
            let count = u128::from(count.max(1));
            let sum = u128::from(sum.unsigned_abs());
            let variance = (u128::from(squares) * count).saturating_sub(sum * sum);
            let worth = u128::from(worth);
            let scaled = variance.saturating_mul(worth).saturating_mul(worth)
                / (count * count * u128::from(self.scale) * u128::from(self.scale));
            return u64::try_from(scaled).unwrap_or(u64::MAX);
        }
        let mut values: Vec<u32> = of.collect();
        values.sort_unstable();
        let count = values.len() as u128;
        let equal: u128 =
            values.chunk_by(|a, b| a == b).map(|run| (run.len() * run.len()) as u128).sum();
        let apart = (count * count).saturating_sub(equal) * u128::from(worth) * u128::from(worth);
        u64::try_from(apart / (count * count).max(1) / 2).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests;
