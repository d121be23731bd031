//! Whether a matching is one, what it is worth, and whether all say the same.

use crate::instance::{Instance, Mode};

/// What a matching is worth by our own sum, whatever its solver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Worth {
    pub(crate) cardinality: usize,
    /// The weight, or of a matrix the cost.
    pub(crate) objective: i64,
}

/// Adds a matching up, or says why it is none.
pub(crate) fn worth(
    instance: &Instance,
    mode: Mode,
    pairs: &[(u32, u32)],
) -> Result<Worth, String> {
    let (lefts, rights) = (instance.lefts(), instance.rights());
    let (mut at_left, mut at_right) = (vec![0_u32; lefts], vec![0_u32; rights]);
    let mut objective = 0;
    for &(left, right) in pairs {
        let (Some(at_left), Some(at_right)) =
            (at_left.get_mut(left as usize), at_right.get_mut(right as usize))
        else {
            return Err(format!("its pair {left} and {right} is not of {lefts} × {rights}"));
        };
        *at_left += 1;
        *at_right += 1;
        let (capacity, weight) = match instance {
            Instance::Sparse(sparse) => {
                (sparse.right_capacity[right as usize], sparse.weight(left, right))
            }
            Instance::Dense(dense) => {
                let cost = dense.costs[left as usize * dense.size + right as usize];
                (1, Some(cost.into()))
            }
        };
        objective += weight.ok_or_else(|| format!("its pair {left} and {right} is no edge"))?;
        if *at_left > 1 {
            return Err(format!("it matches left {left} twice"));
        }
        if *at_right > capacity {
            return Err(format!("it matches right {right} beyond its {capacity} places"));
        }
    }
    if mode == Mode::Full && pairs.len() < lefts {
        return Err(format!("it leaves {} of {lefts} unmatched", lefts - pairs.len()));
    }
    Ok(Worth { cardinality: pairs.len(), objective })
}

/// The errors of those who do not say what the first says, who is to have proven it.
pub(crate) fn agree(mode: Mode, all: &[(&str, Worth)]) -> Vec<String> {
    let Some(((first, proven), others)) = all.split_first() else {
        return Vec::new();
    };
    let differs = |worth: &Worth| match mode {
        // Equal scores may be reached by different numbers of pairs.
        Mode::Mwm => worth.objective != proven.objective,
        Mode::Full | Mode::Mcw => worth != proven,
    };
    let tell = |worth: &Worth| format!("{} by {} pairs", worth.objective, worth.cardinality);
    others
        .iter()
        .filter(|(_, worth)| differs(worth))
        .map(|(name, worth)| {
            format!("{name} gets {}, but {first} proves {}", tell(worth), tell(proven))
        })
        .collect()
}
