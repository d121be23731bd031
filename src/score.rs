//! Exact numbers: scores in micro-units and criterion values between 0 and 1.

use std::fmt;

/// Micro-units in one point.
pub const MICROS: i64 = 1_000_000;

/// A score in micro-units: 1 point = 1,000,000.
///
/// A pair's score is Σ weight × criterion value; a plan's objective is the sum
/// over its pairs. Serialised as the integer number of micro-units.
///
/// ```
/// use crosstie::Score;
///
/// let score = Score::from_micros(2_750_000);
/// assert_eq!(score.to_string(), "2.75");
/// assert_eq!(Score::points(2) , Score::from_micros(2_000_000));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Score(i64);

impl Score {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A score of so many micro-units.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// A score of whole points.
    #[must_use]
    pub const fn points(points: i32) -> Self {
        Self(points as i64 * MICROS)
    }

    /// The micro-units.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Score {
    /// The decimal number, exact, without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, micros) = (magnitude / 1_000_000, magnitude % 1_000_000);
        let mut text = format!("{whole}");
        if micros > 0 {
            let decimals = format!("{micros:06}");
            text.push('.');
            text.push_str(decimals.trim_end_matches('0'));
        }
        f.pad_integral(self.0 >= 0, "", &text)
    }
}

/// A loss in words: how many fewer, where they are compared first, then by how much less the others score.
pub(crate) fn write_loss(
    f: &mut fmt::Formatter<'_>,
    fewer: i64,
    [one, many]: [&str; 2],
    score: Score,
) -> fmt::Result {
    match fewer {
        0 => return write!(f, "{score} in score"),
        1 => write!(f, "1 {one}")?,
        _ => write!(f, "{fewer} {many}")?,
    }
    match score.micros() {
        0 => Ok(()),
        1.. => write!(f, " and {score} in score"),
        _ => {
            let more = Score::from_micros(score.micros().saturating_neg());
            write!(f, ", though the others would score {more} more")
        }
    }
}

/// A criterion's value: a number between 0 and 1, in millionths.
///
/// ```
/// use crosstie::Value;
///
/// assert_eq!(Value::ratio(1, 3).micros(), 333_333); // rounded down
/// assert_eq!(Value::ratio(7, 3), Value::ONE);       // capped
/// assert!(Value::from_f64(f64::NAN).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "u32", into = "u32"))]
pub struct Value(u32);

/// A number that is not between 0 and 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{given} is not a criterion value; give a number from 0 to 1")]
pub struct ValueError {
    given: String,
}

impl Value {
    /// 0.
    pub const ZERO: Self = Self(0);
    /// 1.
    pub const ONE: Self = Self(1_000_000);

    /// ⌊10⁶ · min(1, numerator / denominator)⌋ millionths; 0 when the denominator is 0.
    #[must_use]
    pub fn ratio(numerator: u64, denominator: u64) -> Self {
        if denominator == 0 {
            return Self::ZERO;
        }
        if numerator >= denominator {
            return Self::ONE;
        }
        // Division of 128 bits takes several times as long.
        let micros = match numerator.checked_mul(1_000_000) {
            Some(micros) => u128::from(micros / denominator),
            None => u128::from(numerator) * 1_000_000 / u128::from(denominator),
        };
        Self(u32::try_from(micros).unwrap_or(1_000_000))
    }

    /// The value nearest to a float.
    ///
    /// # Errors
    /// NaN, infinity, and anything outside [0, 1].
    pub fn from_f64(value: f64) -> Result<Self, ValueError> {
        if !(0.0..=1.0).contains(&value) {
            return Err(ValueError { given: value.to_string() });
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to lie in [0, 1]"
        )]
        let micros = (value * 1e6).round() as u32;
        Ok(Self(micros))
    }

    /// The value in millionths, 0 to 1,000,000.
    #[must_use]
    pub const fn micros(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Value {
    type Error = ValueError;

    fn try_from(micros: u32) -> Result<Self, ValueError> {
        if micros > 1_000_000 {
            return Err(ValueError { given: format!("{micros} millionths") });
        }
        Ok(Self(micros))
    }
}

impl From<Value> for u32 {
    fn from(value: Value) -> Self {
        value.0
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Score::from_micros(i64::from(self.0)), f)
    }
}
