//! What a task force looks like: measured and reported, not optimised.

use std::collections::BTreeMap;

use super::brief::Field;
use super::problem::TaskForceProblem;
use crate::org::Department;
use crate::score::Value;

/// Up to so many members the strongest faultline is looked for: 2¹⁵ ways to split them.
const MOST_TO_SPLIT: usize = 16;

/// What a task force looks like. None of it is optimised.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Measures {
    /// Names of the home departments of the members, in declared order.
    pub departments: Vec<String>,
    /// Names of their functions, in declared order.
    pub functions: Vec<String>,
    /// Pairs of members.
    pub pairs: u64,
    /// Pairs of members of different functions without a tie: ties that may come of it.
    pub new_ties_across_functions: u64,
    /// The longest [tie distance](crate::org::Organization::tie_distance) between two members, in the ties of the
    /// whole organisation; none where it is more than 3 or there is no way, or with one member.
    pub tie_diameter: Option<u8>,
    /// Blau index of each field: 1 − Σ p² over the shares p of its values among the members who have one, in
    /// millionths; 0 where none has (Blau 1977).
    pub blau: Vec<(Field, Value)>,
    /// The strongest faultline; none with fewer than 4 or more than 16 members, or where all are alike.
    pub faultline: Option<Faultline>,
}

/// The split of a task force in two that most of the differences between its members run along.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Faultline {
    /// The share of the sum of squares that lies between the two groups, over all values of function, site and grade as
    /// variables of 0 and 1, each value alike: 1 where each group is all alike (Fau of Thatcher, Jehn & Zanutto 2003,
    /// over splits into groups of two or more).
    #[cfg_attr(feature = "serde", serde(rename = "strength_micros"))]
    pub strength: Value,
    /// Keys of the two groups, the one with the first member first.
    pub groups: [Vec<String>; 2],
}

/// How the members hold a skill that the brief requires.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SkillCoverage {
    /// The skill.
    pub skill: String,
    /// Its level for each member, in their order; 0 where it is not on file.
    pub levels: Vec<u8>,
}

impl TaskForceProblem<'_> {
    pub(super) fn measures(&self, team: &[u32]) -> Measures {
        let org = self.organization();
        let people = || team.iter().map(|&p| self.person(p));
        let names = |departments: BTreeMap<usize, Department<'_>>| {
            departments.into_values().map(|d| d.name().to_owned()).collect()
        };
        let by_index = |d: Department<'_>| d.id().index();
        let departments = people().filter_map(|p| p.department()).map(|d| (by_index(d), d));
        let functions = people().filter_map(|p| p.function()).map(|d| (by_index(d), d));
        let (mut pairs, mut new_ties) = (0, 0);
        let mut diameter = Some(0);
        for (i, a) in people().enumerate() {
            for b in people().skip(i + 1) {
                pairs += 1;
                let distance = org.tie_distance(a.id(), b.id());
                diameter = diameter.zip(distance).map(|(longest, d)| longest.max(d));
                let apart = a.function().zip(b.function()).is_some_and(|(x, y)| x != y);
                new_ties += u64::from(apart && distance != Some(1));
            }
        }
        let blau = |field: Field| {
            let counts: Vec<u64> = self.tally(field, team).into_values().collect();
            let all: u64 = counts.iter().sum();
            let alike: u64 = counts.iter().map(|count| count * count).sum();
            (field, Value::ratio(all * all - alike, all * all))
        };
        let fields = [Field::Department, Field::Function, Field::Site, Field::Grade];
        Measures {
            departments: names(departments.collect()),
            functions: names(functions.collect()),
            pairs,
            new_ties_across_functions: new_ties,
            tie_diameter: diameter.filter(|_| pairs > 0),
            blau: fields.map(blau).to_vec(),
            faultline: self.faultline(team),
        }
    }

    /// For a split in groups of n₁ and n₂ and a value that c₁ and c₂ of them have, the sum of squares between the groups
    /// is (c₁n₂ − c₂n₁)² / (n·n₁·n₂), and the total c(n − c) / n.
    fn faultline(&self, team: &[u32]) -> Option<Faultline> {
        let n = team.len();
        if !(4..=MOST_TO_SPLIT).contains(&n) {
            return None;
        }
        // Who has a value, as a bit set.
        let mut sets: Vec<u32> = Vec::new();
        for field in [Field::Function, Field::Site, Field::Grade] {
            let mut by_value = BTreeMap::new();
            for (i, &position) in team.iter().enumerate() {
                if let Some(value) = field.value(self.person(position)) {
                    *by_value.entry(value).or_insert(0_u32) |= 1 << i;
                }
            }
            sets.extend(by_value.into_values());
        }
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let total: u64 =
            sets.iter().map(|set| u64::from(set.count_ones() * (n - set.count_ones()))).sum();
        if total == 0 {
            return None;
        }
        let mut strongest = (Value::ZERO, 0);
        // The first member is in the first group.
        for rest in 0..1_u32 << (n - 1) {
            let first = rest << 1 | 1;
            let n1 = first.count_ones();
            let n2 = n - n1;
            if n1 < 2 || n2 < 2 {
                continue;
            }
            let between: u64 = sets
                .iter()
                .map(|set| {
                    let c1 = (set & first).count_ones();
                    let c2 = set.count_ones() - c1;
                    u64::from((c1 * n2).abs_diff(c2 * n1)).pow(2)
                })
                .sum();
            let strength = Value::ratio(between, u64::from(n1 * n2) * total);
            if strength > strongest.0 || strongest.1 == 0 {
                strongest = (strength, first);
            }
        }
        let (strength, first) = strongest;
        let group = |inside: bool| {
            let members = team.iter().enumerate().filter(|(i, _)| (first >> i & 1 == 1) == inside);
            members.map(|(_, &position)| self.person(position).key().to_owned()).collect()
        };
        Some(Faultline { strength, groups: [group(true), group(false)] })
    }

    pub(super) fn coverage(&self, team: &[u32]) -> Vec<SkillCoverage> {
        let rows = self.skills_required().into_iter().map(|name| {
            let skill = self.organization().skill(name);
            let level = |&p: &u32| skill.map_or(0, |skill| self.person(p).level(skill));
            SkillCoverage { skill: name.to_owned(), levels: team.iter().map(level).collect() }
        });
        rows.collect()
    }
}
