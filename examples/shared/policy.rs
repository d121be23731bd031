//! Reading a policy.

use std::fs;
use std::path::Path;

use crosstie::policy::Policy;

/// The policy of a JSON file.
pub(crate) fn read_policy(path: &Path) -> Result<Policy, String> {
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| in_file(&error))?;
    serde_json::from_str(&text).map_err(|error| in_file(&error))
}
