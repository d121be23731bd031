//! Random organisations, the same on every machine.

use std::collections::HashSet;

use crosstie::Date;
use crosstie::org::{
    DepartmentRecord, OrganizationRecords, Pause, PersonRecord, SkillRecord, TieRecord, WantRecord,
    WorkingHours,
};

/// Splitmix64 (Steele, Lea & Flood 2014).
pub(super) struct SplitMix(pub(super) u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        crate::rng::splitmix64(&mut self.0)
    }

    /// Below `n`; the slight bias is of no account here.
    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n).unwrap()).unwrap()
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    fn some_of<'a>(&mut self, names: &[&'a str]) -> Vec<&'a str> {
        let mut some: Vec<&str> = names.iter().copied().filter(|_| self.one_in(3)).collect();
        self.shuffle(&mut some);
        some
    }

    fn small(&mut self, n: u8) -> u8 {
        u8::try_from(self.below(usize::from(n))).unwrap()
    }
}

/// The form of the reporting lines and of the department tree.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Chain,
    Deep,
    Bushy,
    Star,
    Forest,
}

impl Shape {
    pub(super) const ALL: [Self; 5] =
        [Self::Chain, Self::Deep, Self::Bushy, Self::Star, Self::Forest];

    /// Parents, with labels shuffled against depth.
    fn parents(self, rng: &mut SplitMix, n: usize) -> Vec<Option<usize>> {
        let mut label: Vec<usize> = (0..n).collect();
        rng.shuffle(&mut label);
        let mut parents = vec![None; n];
        for rank in 1..n {
            let above = match self {
                Self::Chain => Some(rank - 1),
                Self::Deep => Some(rank - 1 - rng.below(rank.min(3))),
                Self::Bushy => Some(rng.below(rank)),
                Self::Star => Some(0),
                Self::Forest => (!rng.one_in(3)).then(|| rng.below(rank)),
            };
            parents[label[rank]] = above.map(|above| label[above]);
        }
        parents
    }
}

/// A record that others refer to by its key.
pub(super) trait Keyed {
    fn key(&self) -> &str;
}

impl Keyed for PersonRecord {
    fn key(&self) -> &str {
        &self.key
    }
}

impl Keyed for DepartmentRecord {
    fn key(&self) -> &str {
        &self.key
    }
}

/// Position of the record that a key names.
pub(super) fn place<R: Keyed>(records: &[R], key: Option<&str>) -> Option<usize> {
    let key = key?;
    Some(records.iter().position(|record| record.key() == key).expect("a declared key"))
}

fn day(rng: &mut SplitMix) -> Date {
    let month = i8::try_from(1 + rng.below(12)).unwrap();
    Date::new(2024, month, i8::try_from(1 + rng.below(28)).unwrap()).unwrap()
}

/// Good records of `n` people, in no canonical order.
pub(super) fn any_records(rng: &mut SplitMix, shape: Shape, n: usize) -> OrganizationRecords {
    let mut records = OrganizationRecords::default();
    let d = rng.below(9);
    for (i, parent) in shape.parents(rng, d).into_iter().enumerate() {
        let mut record = DepartmentRecord::new(format!("d{i}"));
        record.name = rng.one_in(2).then(|| format!("Department {i}"));
        record.parent = parent.map(|parent| format!("d{parent}"));
        records.departments.push(record);
    }
    for (i, manager) in shape.parents(rng, n).into_iter().enumerate() {
        let mut record = PersonRecord::new(format!("p{i}"));
        record.manager = manager.map(|manager| format!("p{manager}"));
        record.department = (d > 0 && !rng.one_in(8)).then(|| format!("d{}", rng.below(d)));
        fill(rng, &mut record);
        records.people.push(record);
    }
    add_ties(rng, &mut records);
    records
}

fn fill(rng: &mut SplitMix, record: &mut PersonRecord) {
    record.grade = rng.one_in(2).then(|| i16::from(rng.small(9)) - 3);
    record.site = rng.one_in(2).then(|| ["Leeds", "Łódź", "Manila"][rng.below(3)].to_owned());
    if rng.one_in(2) {
        let start = u16::try_from(rng.below(1440)).unwrap();
        let end = u16::try_from(1 + rng.below(1440)).unwrap();
        record.hours = (start != end).then_some(WorkingHours { start, end });
    }
    record.start = rng.one_in(2).then(|| day(rng));
    record.languages =
        rng.some_of(&["en", "fr", "pl", "tl"]).iter().map(ToString::to_string).collect();
    record.interests =
        rng.some_of(&["chess", "choir", "fr"]).iter().map(ToString::to_string).collect();
    let skills = ["rust", "law", "sql", "art", "tax"];
    for skill in rng.some_of(&skills) {
        record.skills.push(SkillRecord { skill: skill.to_owned(), level: rng.small(6) });
    }
    for skill in rng.some_of(&skills) {
        let (target, weight) = (1 + rng.small(5), 1 + u16::from(rng.small(3)));
        record.wants.push(WantRecord { skill: skill.to_owned(), target, weight });
    }
    for _ in 0..rng.below(3) {
        let (a, b) = (day(rng), day(rng));
        record.pauses.push(Pause { first: a.min(b), last: a.max(b) });
    }
}

/// Ties from none to many, at times all around one person.
fn add_ties(rng: &mut SplitMix, records: &mut OrganizationRecords) {
    let n = records.people.len();
    if n < 2 {
        return;
    }
    let mut stated = HashSet::new();
    let (wanted, hub) = (rng.below(2 * n + 1), rng.one_in(3).then(|| rng.below(n)));
    for _ in 0..wanted {
        let to = hub.filter(|_| !rng.one_in(4)).unwrap_or_else(|| rng.below(n));
        let mut ends = [rng.below(n), to];
        rng.shuffle(&mut ends);
        let kind = [None, Some("advice"), Some("friend"), Some("work")][rng.below(4)];
        if ends[0] != ends[1] && stated.insert((ends, kind)) {
            let mut record = TieRecord::new(format!("p{}", ends[0]), format!("p{}", ends[1]));
            record.kind = kind.map(str::to_owned);
            record.strength = 1 + u32::from(rng.small(4));
            records.ties.push(record);
        }
    }
}
