//! Distances between two people.

use super::organization::Organization;
use super::person::Person;
use super::tree::NONE;
use crate::id::PersonId;

/// The farthest tie distance that is told apart.
pub const MAX_TIE_DISTANCE: u8 = 3;

impl Organization {
    /// The steps between two people's home departments in the department tree,
    /// with the organisation itself above all functions: 0 in the same
    /// department, 2 between two functions. None when either has no department.
    ///
    /// O(log d) for d departments. Test: `org::distances_agree_with_search`.
    #[must_use]
    pub fn department_distance(&self, a: PersonId, b: PersonId) -> Option<u32> {
        let home = |id: PersonId| self.home.get(id.index()).copied().filter(|&d| d != NONE);
        let (a, b) = (home(a)?, home(b)?);
        let through_the_top = || self.tree.depth(a) + self.tree.depth(b) + 2;
        Some(self.tree.distance(a, b).unwrap_or_else(through_the_top))
    }

    /// The steps on the way up from one person to the lowest common manager
    /// and down to the other: 1 between a person and their manager, 2 between
    /// two who share one. None where no manager stands above both.
    ///
    /// O(log n) for n people. Test: `org::distances_agree_with_search`.
    #[must_use]
    pub fn reporting_distance(&self, a: PersonId, b: PersonId) -> Option<u32> {
        self.both_ours(a, b)?;
        self.reporting.distance(a.0, b.0)
    }

    /// The lowest person who is, or stands above, both.
    #[must_use]
    pub fn lowest_common_manager(&self, a: PersonId, b: PersonId) -> Option<Person<'_>> {
        self.both_ours(a, b)?;
        self.reporting.lowest_common_ancestor(a.0, b.0).map(|id| self.at(PersonId(id)))
    }

    /// How many levels `upper` stands above `lower` in the reporting line: 1
    /// for the manager, 2 for the manager's manager. None where `upper` does
    /// not stand above `lower`.
    #[must_use]
    pub fn levels_above(&self, upper: PersonId, lower: PersonId) -> Option<u32> {
        self.both_ours(upper, lower)?;
        let levels = self.reporting.depth(lower.0).checked_sub(self.reporting.depth(upper.0))?;
        let above = self.reporting.ancestor_at_depth(lower.0, self.reporting.depth(upper.0));
        (levels > 0 && above == Some(upper.0)).then_some(levels)
    }

    /// The fewest ties, of any kind and in either direction, that lead from
    /// one person to the other: 0 to themselves, 1 to a contact, up to
    /// [`MAX_TIE_DISTANCE`]. None beyond that, or where there is no way.
    ///
    /// O(c) for c contacts at distance 2, O(Σ contacts of the contacts) at 3.
    /// Test: `org::distances_agree_with_search`.
    #[must_use]
    pub fn tie_distance(&self, a: PersonId, b: PersonId) -> Option<u8> {
        self.both_ours(a, b)?;
        if a == b {
            return Some(0);
        }
        let (near, far) = (self.contacts.get(a.index()), self.contacts.get(b.index()));
        if near.binary_search(&b.0).is_ok() {
            return Some(1);
        }
        if self.have_common(a.0, b.0) {
            return Some(2);
        }
        // Expand the side with fewer contacts.
        let (few, other) = if near.len() <= far.len() { (near, b.0) } else { (far, a.0) };
        few.iter().any(|&contact| self.have_common(contact, other)).then_some(3)
    }

    /// Whether two people share a contact.
    fn have_common(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        self.contact_marks[a].meets(&self.contact_marks[b])
            && intersects(self.contacts.get(a), self.contacts.get(b))
    }

    fn both_ours(&self, a: PersonId, b: PersonId) -> Option<()> {
        (a.index().max(b.index()) < self.people.len()).then_some(())
    }
}

/// A bit for each contact, which several may share: two without a common bit have no contact in common, which is so for
/// most and known from one line of the cache.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks([u64; 8]);

impl Marks {
    pub(super) fn of(contacts: &[u32]) -> Self {
        let mut marks = Self::default();
        for contact in contacts {
            // Those of one team have numbers near each other, and so other bits.
            marks.0[(contact / 64 % 8) as usize] |= 1 << (contact % 64);
        }
        marks
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |all, (a, b)| all | a & b) != 0
    }
}

/// Whether two ascending lists share an entry.
fn intersects(a: &[u32], b: &[u32]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() * 16 < long.len() {
        return short.iter().any(|v| long.binary_search(v).is_ok());
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}
