//! A non-empty list of mistakes, reported together.

use std::fmt;

/// All mistakes of one input, in the order of the input; never empty.
///
/// Building and importing do not stop at the first mistake: whoever sent the
/// file mends everything in one go.
///
/// ```
/// use crosstie::org::{Organization, PersonRecord};
///
/// let errors = Organization::builder()
///     .person(PersonRecord::new("ada").manager("nobody"))
///     .person(PersonRecord::new("ada"))
///     .build()
///     .unwrap_err();
/// assert_eq!(errors.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors<E>(Vec<E>);

impl<E> Errors<E> {
    /// `Ok` when there is no mistake, all of them otherwise.
    pub(crate) fn check(mistakes: Vec<E>) -> Result<(), Self> {
        if mistakes.is_empty() { Ok(()) } else { Err(Self(mistakes)) }
    }

    /// The list of mistakes that are known to be there.
    pub(crate) fn from_vec(mistakes: Vec<E>) -> Self {
        debug_assert!(!mistakes.is_empty());
        Self(mistakes)
    }

    /// How many mistakes there are; at least 1.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a list of mistakes is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The mistakes in the order of the input.
    pub fn iter(&self) -> std::slice::Iter<'_, E> {
        self.0.iter()
    }

    /// The mistakes as a vector.
    #[must_use]
    pub fn into_vec(self) -> Vec<E> {
        self.0
    }
}

impl<E> IntoIterator for Errors<E> {
    type Item = E;
    type IntoIter = std::vec::IntoIter<E>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, E> IntoIterator for &'a Errors<E> {
    type Item = &'a E;
    type IntoIter = std::slice::Iter<'a, E>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<E: fmt::Display> fmt::Display for Errors<E> {
    /// One mistake a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl<E: fmt::Display + fmt::Debug> std::error::Error for Errors<E> {}
