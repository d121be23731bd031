//! The eligible pairs of people who meet as equals, with their scores.

use super::compiled::CompiledPolicy;
use super::error::CustomValueError;
use crate::id::PersonId;
use crate::score::Score;

/// How many pairs without a value are reported.
const MOST_CUSTOM_MISTAKES: usize = 100;

/// The eligible pairs (lower position, higher position), ascending.
#[derive(Clone, Debug)]
pub(crate) struct EligiblePairs {
    /// Row `a` is `row_start[a]..row_start[a + 1]`.
    row_start: Vec<u32>,
    other: Vec<u32>,
    score: Vec<Score>,
}

impl Default for EligiblePairs {
    fn default() -> Self {
        Self { row_start: vec![0], other: Vec::new(), score: Vec::new() }
    }
}

/// Why pairs could not be listed.
#[derive(Clone, Debug)]
pub(crate) enum EligibleError {
    /// No value for these pairs: the first hundred or so.
    Custom(Vec<CustomValueError>),
    /// More pairs than 32 bits can number.
    TooMany,
}

impl EligiblePairs {
    /// Scores every pair of positions that `may_pair` (lower, higher) lets through: the mean over
    /// the orders in which the policy lets it through, rounded down, or the score in the order lower, higher alone where
    /// `one_order` says so.
    ///
    /// Complexity: O(n²) evaluations of the policy for n people.
    pub(crate) fn new(
        compiled: &CompiledPolicy<'_>,
        people: &[PersonId],
        one_order: bool,
        may_pair: impl Fn(usize, usize) -> bool,
    ) -> Result<Self, EligibleError> {
        let one_order = one_order || compiled.policy().is_symmetric();
        let mut pairs = Self::default();
        let mut mistakes = Vec::new();
        for (low, &first) in people.iter().enumerate() {
            for (high, &second) in people.iter().enumerate().skip(low + 1) {
                if !may_pair(low, high) {
                    continue;
                }
                match mean_score(compiled, first, second, one_order) {
                    Ok(None) => {}
                    // Positions of people are below 2³².
                    Ok(Some(score)) => pairs.push(u32::try_from(high).unwrap_or(u32::MAX), score),
                    Err(error) => mistakes.push(error),
                }
            }
            if mistakes.len() >= MOST_CUSTOM_MISTAKES {
                mistakes.truncate(MOST_CUSTOM_MISTAKES);
                break;
            }
            pairs.end_row()?;
        }
        if mistakes.is_empty() { Ok(pairs) } else { Err(EligibleError::Custom(mistakes)) }
    }

    /// Adds a pair to the row at hand; rows ascend, and so do pairs in a row.
    pub(crate) fn push(&mut self, high: u32, score: Score) {
        self.other.push(high);
        self.score.push(score);
    }

    /// Ends the row at hand.
    pub(crate) fn end_row(&mut self) -> Result<(), EligibleError> {
        let end = u32::try_from(self.other.len()).map_err(|_| EligibleError::TooMany)?;
        self.row_start.push(end);
        Ok(())
    }

    /// How many pairs there are.
    pub(crate) fn len(&self) -> usize {
        self.other.len()
    }

    /// The pairs of which this is the lower position.
    pub(crate) fn row(&self, low: usize) -> (&[u32], &[Score]) {
        let row = self.row_start[low] as usize..self.row_start[low + 1] as usize;
        (&self.other[row.clone()], &self.score[row])
    }

    /// The score of two positions in either order.
    pub(crate) fn score(&self, a: u32, b: u32) -> Option<Score> {
        let (others, scores) = self.row(a.min(b) as usize);
        others.binary_search(&a.max(b)).ok().map(|i| scores[i])
    }

    /// The first pair (lower, higher, score) whose score is of greater magnitude.
    pub(crate) fn first_beyond(&self, most: u64) -> Option<(u32, u32, Score)> {
        let at = self.score.iter().position(|score| score.micros().unsigned_abs() > most)?;
        let row = self.row_start.partition_point(|&start| start as usize <= at) - 1;
        Some((u32::try_from(row).unwrap_or(u32::MAX), self.other[at], self.score[at]))
    }
}

/// The mean score over the orders in which a pair is eligible, rounded down; that of the first order alone where
/// `one_order` says so.
pub(crate) fn mean_score(
    compiled: &CompiledPolicy<'_>,
    a: PersonId,
    b: PersonId,
    one_order: bool,
) -> Result<Option<Score>, CustomValueError> {
    let forward = compiled.eligible_score(a, b)?;
    if one_order {
        return Ok(forward);
    }
    let backward = compiled.eligible_score(b, a)?;
    Ok(match (forward, backward) {
        (Some(x), Some(y)) => Some(Score::from_micros((x.micros() + y.micros()).div_euclid(2))),
        (one, other) => one.or(other),
    })
}
