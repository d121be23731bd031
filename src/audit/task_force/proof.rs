//! What the proof of a task force is worth: its list held against the one that the
//! problem makes, and its certificate read against parts derived anew.

use super::check::Audit;
use super::parts::Listed;
use super::violation::TaskForceViolation;
use crate::score::Score;
use crate::solve::team_upper_bound;
use crate::taskforce::TeamProof;

/// What a proof proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Derived {
    Nothing,
    /// No task force is possible.
    Impossible,
    /// No task force is worth more.
    Bound(Score),
}

impl Audit<'_, '_> {
    /// Reads the proof; what is wrong with it goes to the violations.
    pub(super) fn derive(&mut self, proof: &TeamProof) -> Derived {
        let listed = Listed::new(self.facts);
        // The certificate names candidates by position, so that the list must be this one.
        if !self.lists(&listed, &proof.candidates) {
            return Derived::Nothing;
        }
        let parts = match listed.parts(self.facts) {
            Ok(parts) => parts,
            Err(open) => {
                self.unscored.extend(open);
                return Derived::Nothing;
            }
        };
        match team_upper_bound(&parts, &proof.certificate) {
            Ok(Some(bound)) => Derived::Bound(Score::from_micros(bound)),
            Ok(None) => Derived::Impossible,
            Err(error) => {
                let reason = error.to_string();
                self.violations.push(TaskForceViolation::ProofRefused { reason });
                Derived::Nothing
            }
        }
    }

    fn lists(&mut self, listed: &Listed, keys: &[String]) -> bool {
        let before = self.violations.len();
        let mut given: Vec<usize> = Vec::new();
        let mut is_given = vec![false; self.facts.people.len()];
        for key in keys {
            let found = self.facts.position(key);
            let key = key.clone();
            let Some((position, is_given)) = found.and_then(|p| Some((p, is_given.get_mut(p)?)))
            else {
                self.violations.push(TaskForceViolation::ProofStranger { key });
                continue;
            };
            if std::mem::replace(is_given, true) {
                self.violations.push(TaskForceViolation::ProofTwice { key });
                continue;
            }
            if !listed.contains(position) {
                self.violations.push(TaskForceViolation::ProofLeftOut { key });
            } else if let Some(&last) = given.last().filter(|&&last| last > position) {
                let before = self.facts.key(last);
                self.violations.push(TaskForceViolation::ProofOrder { key, before });
            }
            given.push(position);
        }
        for &position in &listed.people {
            if is_given.get(position) != Some(&true) {
                let key = self.facts.key(position);
                self.violations.push(TaskForceViolation::ProofMissing { key });
            }
        }
        self.violations.len() == before
    }
}
