//! Manifests: what they refuse, and what changes which hash.
//!
//! That they fit the golden plans is in `golden`.

mod changes;
mod mutations;

use crosstie::manifest::{Manifest, Run};

/// The codes of what does not fit.
fn codes<P: Run>(manifest: &Manifest, problem: &P, plan: &P::Plan) -> Vec<&'static str> {
    match manifest.verify(problem, plan) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|mismatch| mismatch.code()).collect(),
    }
}
