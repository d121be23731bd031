//! Dense typed ids, in declared order.
//!
//! An id is valid for the organisation that minted it and for no other; what
//! outlives an organisation (plans, histories) speaks in external keys.

use std::fmt;
use std::num::NonZeroU16;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $letter:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The position in declared order, from 0.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }
    )*};
}

ids! {
    /// A person of one organisation.
    PersonId "P";
    /// A department of one organisation.
    DepartmentId "D";
    /// A skill named in one organisation.
    SkillId "S";
}

/// A kind of tie named in one organisation. Two bytes, so that a tie takes eight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TieKindId(NonZeroU16);

impl TieKindId {
    /// The most kinds there can be.
    pub(crate) const MOST: usize = u16::MAX as usize;

    /// The id of a position; none beyond [`MOST`](Self::MOST).
    pub(crate) fn new(index: u32) -> Option<Self> {
        NonZeroU16::new(u16::try_from(index + 1).ok()?).map(Self)
    }

    /// The position in the order in which kinds were first named, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0.get()) - 1
    }
}

impl fmt::Debug for TieKindId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "K{}", self.index())
    }
}
