//! Who belongs to which group, as the caller says.

use std::collections::BTreeSet;
use std::fmt;

/// Who belongs to which group: for a person and an attribute, a value.
///
/// It is made for the audit and goes nowhere else: no builder, no policy and no solver takes it, so no plan can
/// depend on it. Attributes are the caller's words (`gender`, `site`, `age group`), and so are their values. A person
/// without a value of an attribute is counted as missing there. White space around attributes and values falls away;
/// keys of people are taken as they are. What is wrong with it is said by the audit, all at once:
/// [`GroupError`](super::GroupError).
///
/// `Debug` names attributes and numbers alone, so that a log does not tell who belongs where.
///
/// Test: `imports::groups_go_to_the_audit_alone`.
///
/// ```
/// use crosstie::audit::Groups;
///
/// let groups = Groups::new()
///     .value("ada", "gender", "f")
///     .value("ada", "site", "leeds")
///     .value("bob", "gender", "m");
/// assert_eq!(format!("{groups:?}"), r#"Groups { attributes: {"gender", "site"}, values: 3 }"#);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Groups {
    pub(super) entries: Vec<Entry>,
    /// Attributes that are there even where nobody has a value.
    pub(super) attributes: BTreeSet<String>,
}

/// A value of a person.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) person: String,
    pub(super) attribute: String,
    pub(super) value: String,
}

impl Groups {
    /// Nobody belongs to any group.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says the value that a person has of an attribute.
    #[must_use]
    pub fn value(
        mut self,
        person: impl Into<String>,
        attribute: impl AsRef<str>,
        value: impl AsRef<str>,
    ) -> Self {
        self.add(person.into(), attribute.as_ref(), value.as_ref());
        self
    }

    /// How many values there are, over all people and attributes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn attribute(&mut self, name: &str) {
        self.attributes.insert(name.trim().to_owned());
    }

    pub(super) fn add(&mut self, person: String, attribute: &str, value: &str) {
        self.attribute(attribute);
        let (attribute, value) = (attribute.trim().to_owned(), value.trim().to_owned());
        self.entries.push(Entry { person, attribute, value });
    }
}

impl<K: Into<String>, A: AsRef<str>, V: AsRef<str>> Extend<(K, A, V)> for Groups {
    fn extend<I: IntoIterator<Item = (K, A, V)>>(&mut self, values: I) {
        for (person, attribute, value) in values {
            self.add(person.into(), attribute.as_ref(), value.as_ref());
        }
    }
}

impl<K: Into<String>, A: AsRef<str>, V: AsRef<str>> FromIterator<(K, A, V)> for Groups {
    fn from_iter<I: IntoIterator<Item = (K, A, V)>>(values: I) -> Self {
        let mut groups = Self::new();
        groups.extend(values);
        groups
    }
}

impl fmt::Debug for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Groups")
            .field("attributes", &self.attributes)
            .field("values", &self.entries.len())
            .finish()
    }
}
