//! Quality against disruption: what any price of a change can buy.

use std::fmt;

use super::case::Frame;
use super::search::{Best, Search};
use crate::mentoring::rematch::{Rematch, RematchError};
use crate::mentoring::{MentoringPlan, Objective};

/// The most prices tried.
const MOST_PRICES: usize = 200;

/// A plan that is best at some price of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FrontierPoint {
    /// How many change.
    pub changes: u64,
    /// The value of the plan.
    pub objective: Objective,
    /// The plan; its bound and proof are left out.
    pub plan: MentoringPlan,
}

/// The plans that are best at some price of a change (supported points), by changes ascending, and what
/// those between cannot exceed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frontier {
    /// The points, by changes; each is better than those before.
    pub points: Vec<FrontierPoint>,
    /// What plans of at most so many changes cannot exceed, from the fewest of the points to the most.
    pub bounds: Vec<(u64, Objective)>,
}

impl Rematch<'_> {
    /// Quality against disruption: the plans that some price of a change makes the best, from the fewest changes to the
    /// best plan of all, with what no plan between exceeds.
    ///
    /// Between two points lie plans that no price finds; [`at_most`](Self::at_most) looks for them.
    ///
    /// # Guarantees
    /// No plan of at most k changes exceeds the bound for k: test `mentoring::rematch`.
    ///
    /// # Complexity
    /// At most 200 prices; each is a re-match with a [tax](Self::taxed).
    ///
    /// # Errors
    /// [`RematchError::Headroom`].
    pub fn frontier(&self) -> Result<Frontier, RematchError> {
        let frame = Frame::new(self.problem, &self.standing, 0)?;
        // (price, what value − price × changes cannot exceed)
        let mut lines: Vec<(i64, i128)> = Vec::new();
        let mut at = |price: i64| -> Result<Option<Best>, RematchError> {
            let found = Search::new(&frame, None, price).run()?;
            lines.push((price, found.bound));
            Ok(found.best)
        };
        let value = |best: &Best| i128::from(frame.value(&best.pairs));
        let mut points: Vec<Best> = Vec::new();
        points.extend(at(0)?);
        points.extend(at(1)?);
        // Above the range of all values, only the number of changes matters.
        let mut dear = frame.most_value.saturating_add(frame.least_score).saturating_add(1);
        let fewest = loop {
            match at(dear) {
                Ok(best) => break best,
                Err(RematchError::Headroom) if dear > 1 => dear /= 16,
                Err(error) => return Err(error),
            }
        };
        points.extend(fewest);
        tidy(&mut points, &value);
        let mut open: Vec<(Best, Best)> =
            points.windows(2).map(|two| (two[0].clone(), two[1].clone())).collect();
        let mut left = MOST_PRICES;
        while let (Some((few, many)), true) = (open.pop(), left > 0) {
            left -= 1;
            let rise = value(&many) - value(&few);
            let run = i128::from(many.changes) - i128::from(few.changes);
            let Some(price) = rise.checked_div(run).and_then(|p| i64::try_from(p).ok()) else {
                continue;
            };
            let Some(best) = at(price)? else { continue };
            let worth = |one: &Best| value(one) - i128::from(price) * i128::from(one.changes);
            if worth(&best) > worth(&few).max(worth(&many))
                && few.changes < best.changes
                && best.changes < many.changes
            {
                open.push((few, best.clone()));
                open.push((best.clone(), many));
                points.push(best);
            }
        }
        tidy(&mut points, &value);
        let bound = |changes: u64| {
            let lines = lines.iter();
            let all = lines.map(|&(price, most)| most + i128::from(price) * i128::from(changes));
            frame.objective(all.min().unwrap_or(i128::MAX))
        };
        let range = points.first().zip(points.last());
        let range = range.map_or(0..0, |(few, many)| few.changes..many.changes + 1);
        let bounds = range.map(|changes| (changes, bound(changes))).collect();
        let points = points.into_iter().map(|best| {
            let plan = self.problem.plan_of(&best.pairs);
            FrontierPoint { changes: best.changes, objective: plan.objective, plan }
        });
        Ok(Frontier { points: points.collect(), bounds })
    }
}

/// By changes, without those that are no better than one with fewer.
fn tidy(points: &mut Vec<Best>, value: &impl Fn(&Best) -> i128) {
    points.sort_by_key(|best| (best.changes, std::cmp::Reverse(value(best))));
    let mut most = i128::MIN;
    points.retain(|best| {
        let is_better = value(best) > most;
        most = most.max(value(best));
        is_better
    });
}

impl fmt::Display for Frontier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, point) in self.points.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            let FrontierPoint { changes, objective, .. } = point;
            let people = if *changes == 1 { "person changes" } else { "people change" };
            write!(f, "{changes} {people}: {objective}")?;
        }
        Ok(())
    }
}
