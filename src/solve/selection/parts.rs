//! What the checks need of the parts, which may come from anywhere: everything named is there.

use super::{SelectionParts, SelectionVerifyError};

/// So that 32 bits name twice as many entries, and sums of prices stay within `i128`.
pub(super) const MOST: usize = (u32::MAX / 4) as usize;

/// Refuses parts that name what is not there or name the same twice where that has no meaning.
///
/// What can merely not be kept, such as a least above its most, is no mistake here.
pub(super) fn check_parts(parts: &SelectionParts) -> Result<(), SelectionVerifyError> {
    let count = parts.fit.len();
    let sizes = [
        ("candidates", count),
        ("pairs", parts.pairs.len()),
        ("pairs apart", parts.apart.len()),
        ("counts", parts.counts.len()),
        // No list is longer than the candidates are many, or it names somebody twice.
        ("members of counts", parts.counts.iter().map(|count| count.members.len()).sum()),
        (
            "slots of candidates",
            parts.common.iter().flat_map(|common| &common.slots).map(Vec::len).sum(),
        ),
        ("slots", parts.common.as_ref().map_or(0, |common| common.worth.len())),
    ];
    for (what, given) in sizes {
        if given > MOST {
            return Err(SelectionVerifyError::Size { what, given, most: MOST });
        }
    }
    let is_there = |part, position, candidate: u32| {
        if (candidate as usize) < count {
            return Ok(());
        }
        Err(SelectionVerifyError::Candidate { part, position, candidate, count })
    };
    let two = |part, position, one, other| {
        is_there(part, position, one)?;
        is_there(part, position, other)?;
        if one != other {
            return Ok(());
        }
        Err(SelectionVerifyError::Twice { part, position, candidate: one })
    };
    for (position, &(one, other, _)) in parts.pairs.iter().enumerate() {
        two("pair", position, one, other)?;
    }
    for (position, &candidate) in parts.required.iter().enumerate() {
        is_there("required", position, candidate)?;
    }
    for (position, &(one, other)) in parts.apart.iter().enumerate() {
        two("pair apart", position, one, other)?;
    }
    // The last list that named a candidate: all groups are one list here.
    let mut named = vec![0_usize; count];
    let groups =
        parts.together.iter().enumerate().map(|(i, group)| ("group together", i, 1, group));
    let counts = parts.counts.iter().enumerate().map(|(i, c)| ("count", i, i + 2, &c.members));
    for (part, position, list, members) in groups.chain(counts) {
        for &candidate in members {
            is_there(part, position, candidate)?;
            let last = &mut named[candidate as usize];
            if *last == list {
                return Err(SelectionVerifyError::Twice { part, position, candidate });
            }
            *last = list;
        }
    }
    let length = |part, position, given| {
        if given == count {
            return Ok(());
        }
        Err(SelectionVerifyError::Length { part, position, given, wanted: count })
    };
    for (position, kinds) in parts.kinds.iter().enumerate() {
        length("kinds", position, kinds.of.len())?;
    }
    if let Some(common) = &parts.common {
        length("common", 0, common.slots.len())?;
        let count = common.worth.len();
        let mut had = vec![usize::MAX; count];
        for (candidate, slots) in common.slots.iter().enumerate() {
            for &slot in slots {
                match had.get_mut(slot as usize) {
                    Some(last) if *last != candidate => *last = candidate,
                    _ => return Err(SelectionVerifyError::Slot { candidate, slot, count }),
                }
            }
        }
    }
    Ok(())
}
