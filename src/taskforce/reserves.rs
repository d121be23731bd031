//! Who could stand in for a member, and what it would cost.

use std::cmp::Reverse;

use super::problem::TaskForceProblem;
use crate::score::Score;

/// Who could take the place of a member while all others stay.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Reserves {
    /// Key of the member.
    pub member: String,
    /// Those who could, the one who costs least first; of equals the first of the candidates. Empty where nobody
    /// could: with nobody else in this place the requirements and rules are all met.
    pub reserves: Vec<Reserve>,
    /// How many could in all.
    pub count: u64,
}

/// Somebody who could take the place of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Reserve {
    /// Their key.
    pub key: String,
    /// How much less the task force would be worth; negative for more, which an optimal one rules out.
    #[cfg_attr(feature = "serde", serde(rename = "loss_micros"))]
    pub loss: Score,
}

impl TaskForceProblem<'_> {
    /// Up to `most` reserves for a member.
    ///
    /// O(k²·n) for k members and n candidates, times the number of requirements.
    pub(crate) fn reserves_of(&self, team: &[u32], member: u32, most: usize) -> Reserves {
        let worth = self.worth(team).micros();
        let mut found: Vec<(i64, Reverse<u32>)> = Vec::new();
        for position in 0..u32::try_from(self.candidates.len()).unwrap_or(u32::MAX) {
            if team.contains(&position) {
                continue;
            }
            let seat = |&other: &u32| if other == member { position } else { other };
            let others: Vec<u32> = team.iter().map(seat).collect();
            if self.is_feasible(&others) {
                found.push((self.worth(&others).micros(), Reverse(position)));
            }
        }
        let count = found.len() as u64;
        found.sort_unstable_by_key(|&best| Reverse(best));
        found.truncate(most);
        let reserve = |(other, Reverse(position)): (i64, Reverse<u32>)| Reserve {
            key: self.person(position).key().to_owned(),
            loss: Score::from_micros(worth - other),
        };
        Reserves {
            member: self.person(member).key().to_owned(),
            reserves: found.into_iter().map(reserve).collect(),
            count,
        }
    }
}
