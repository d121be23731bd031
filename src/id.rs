//! Dense typed ids, in declared order.
//!
//! An id is valid for the organisation that minted it and for no other; what
//! outlives an organisation (plans, histories) speaks in external keys.

use std::fmt;

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
    /// A kind of tie named in one organisation.
    TieKindId "K";
}
