//! What can be wrong with a task force.

use super::super::rounds::Absence;
use super::super::violation::{BrokenRule, count, list};
use super::shortfall::Shortfall;
use crate::score::Score;

/// Something that the plan of a task force gets wrong, with everything needed to see
/// it for oneself, by external keys.
///
/// Reads as a sentence through `Display`; [`code`](Self::code) is for tools,
/// and stands as `code` in the serialised form.
///
/// Tests: `audit_task_force::planted::every_kind_is_found`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum TaskForceViolation {
    /// The data is of a schema that this version does not read.
    #[error(
        "the plan is of schema {given}, but this version reads schema {known}; audit it with the \
         version that wrote it"
    )]
    UnknownSchema {
        /// The schema of the plan.
        given: u32,
        /// The schema of this version.
        known: u32,
    },
    /// A custom criterion gave no value for a pair, so that the pair can be
    /// neither scored nor ruled out.
    #[error("criterion `{criterion}` on `{first}` and `{second}`: {problem}")]
    CustomValue {
        /// Key of the first of the pair.
        first: String,
        /// Key of the second.
        second: String,
        /// The name the criterion is registered under.
        criterion: String,
        /// What it gave, and what it should give.
        problem: String,
    },
    /// A member is not in the organisation; they do not count.
    #[error(
        "`{key}` is named as a member, but nobody in the organisation has that key; correct it"
    )]
    UnknownMember {
        /// The key.
        key: String,
    },
    /// A member is not a candidate; they do not count.
    #[error("`{key}` is a member, but no candidate{}; remove them", because(*.absence))]
    NotACandidate {
        /// The key.
        key: String,
        /// Why they take no part on the day, if that is why.
        absence: Option<Absence>,
    },
    /// A member is named more than once; they count once.
    #[error("`{key}` is named as a member more than once; keep one")]
    MemberTwice {
        /// The key.
        key: String,
    },
    /// The members are not in the order of the candidates.
    #[error("`{key}` is named after `{before}`, who is a later candidate; sort the members")]
    MemberOrder {
        /// The key.
        key: String,
        /// Key of the member named just before.
        before: String,
    },
    /// There are too few members.
    #[error("the task force has {}, but must have at least {least}; add {}",
        count(*.given, "member"), .least.saturating_sub(*.given))]
    TooFewMembers {
        /// How many members count.
        given: u64,
        /// The fewest.
        least: u64,
    },
    /// There are too many members.
    #[error("the task force has {}, but may have at most {most}; remove {}",
        count(*.given, "member"), .given.saturating_sub(*.most))]
    TooManyMembers {
        /// How many members count.
        given: u64,
        /// The most.
        most: u64,
    },
    /// A requirement of the brief is not met.
    #[error("requirement {} ({asks}) is not met: {shortfall}", .position.saturating_add(1))]
    Requirement {
        /// Its position in the brief, from 0.
        position: usize,
        /// Its code.
        requirement: &'static str,
        /// What it asks, in words.
        asks: String,
        /// What is missing or too much.
        shortfall: Shortfall,
    },
    /// Two members are not an eligible pair.
    #[error("`{first}` and `{second}` are members against the policy: {}; keep one of them", list(.rules))]
    Excluded {
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// Every rule that excludes the pair in either order of the two.
        rules: Vec<BrokenRule>,
    },
    /// The brief requires a chair, somebody could take it, and the plan names nobody.
    #[error("nobody is named to take the chair, but `{expected}` should; name them")]
    ChairMissing {
        /// Key of the one who takes it.
        expected: String,
    },
    /// Who is named to take the chair is not a member.
    #[error("`{key}` is named to take the chair, but is not a member; name a member")]
    ChairNotAMember {
        /// The key.
        key: String,
    },
    /// Another member takes the chair than the first of those named in the brief.
    #[error("`{key}` is named to take the chair, but {}", instead(.expected.as_deref()))]
    WrongChair {
        /// The key.
        key: String,
        /// Key of the one who takes it; none where no member may.
        expected: Option<String>,
    },
    /// The plan names somebody to take the chair, and the brief requires none.
    #[error("`{key}` is named to take the chair, but the brief requires none; leave it out")]
    ChairNotRequired {
        /// The key.
        key: String,
    },
    /// A member's fit is not what the brief and their points make.
    #[error("the fit of `{key}` is said to be {claimed}, but is {recomputed}")]
    WrongFit {
        /// The key.
        key: String,
        /// The fit in the plan.
        claimed: Score,
        /// The fit recomputed.
        recomputed: Score,
    },
    /// What a member is worth with the others is not the sum of the scores of their pairs.
    #[error("the pairs of `{key}` are said to score {claimed}, but score {recomputed}")]
    WrongWithOthers {
        /// The key.
        key: String,
        /// The sum in the plan.
        claimed: Score,
        /// The sum recomputed.
        recomputed: Score,
    },
    /// The plan's objective is not that of its members.
    #[error("the plan claims {claimed}, but its members make {recomputed}")]
    WrongObjective {
        /// The objective in the plan.
        claimed: Score,
        /// The objective recomputed.
        recomputed: Score,
    },
    /// The claimed bound is below what the plan itself reaches.
    #[error("the plan claims that no task force exceeds {claimed}, but itself makes {objective}")]
    BoundTooLow {
        /// The bound in the plan.
        claimed: Score,
        /// The objective of the plan, recomputed.
        objective: Score,
    },
    /// The plan claims a bound and has nothing to prove it.
    #[error("the plan claims that no task force exceeds {claimed}, but holds no proof")]
    BoundWithoutProof {
        /// The bound in the plan.
        claimed: Score,
    },
    /// The claimed bound is tighter than what the plan's proof proves.
    #[error(
        "the plan claims that no task force exceeds {claimed}, but its proof proves {}",
        or_nothing(*.derived)
    )]
    BoundNotProven {
        /// The bound in the plan.
        claimed: Score,
        /// The bound that the proof proves, if any.
        derived: Option<Score>,
    },
    /// The proof lists somebody who is not a candidate.
    #[error("the proof lists `{key}`, who is no candidate; so it proves nothing")]
    ProofStranger {
        /// The key.
        key: String,
    },
    /// The proof lists somebody more than once.
    #[error("the proof lists `{key}` more than once; so it proves nothing")]
    ProofTwice {
        /// The key.
        key: String,
    },
    /// The proof lists somebody whom the brief leaves out.
    #[error("the proof lists `{key}`, whom the brief leaves out; so it proves nothing")]
    ProofLeftOut {
        /// The key.
        key: String,
    },
    /// The proof does not list somebody who might be a member.
    #[error("the proof does not list `{key}`, who might be a member; so it proves nothing")]
    ProofMissing {
        /// The key.
        key: String,
    },
    /// The proof does not list the candidates in their order.
    #[error(
        "the proof lists `{key}` after `{before}`, who is a later candidate; so it proves nothing"
    )]
    ProofOrder {
        /// The key.
        key: String,
        /// Key of the one listed just before.
        before: String,
    },
    /// The certificate of the proof does not hold.
    #[error("the certificate proves nothing, read against this problem: {reason}")]
    ProofRefused {
        /// The first thing that is wrong with it; candidates by position in the proof's list, from 0.
        reason: String,
    },
}

impl TaskForceViolation {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSchema { .. } => "unknown-schema",
            Self::CustomValue { .. } => "custom-value",
            Self::UnknownMember { .. } => "unknown-member",
            Self::NotACandidate { .. } => "not-a-candidate",
            Self::MemberTwice { .. } => "member-twice",
            Self::MemberOrder { .. } => "member-order",
            Self::TooFewMembers { .. } => "too-few-members",
            Self::TooManyMembers { .. } => "too-many-members",
            Self::Requirement { .. } => "requirement",
            Self::Excluded { .. } => "excluded",
            Self::ChairMissing { .. } => "chair-missing",
            Self::ChairNotAMember { .. } => "chair-not-a-member",
            Self::WrongChair { .. } => "wrong-chair",
            Self::ChairNotRequired { .. } => "chair-not-required",
            Self::WrongFit { .. } => "wrong-fit",
            Self::WrongWithOthers { .. } => "wrong-with-others",
            Self::WrongObjective { .. } => "wrong-objective",
            Self::BoundTooLow { .. } => "bound-too-low",
            Self::BoundWithoutProof { .. } => "bound-without-proof",
            Self::BoundNotProven { .. } => "bound-not-proven",
            Self::ProofStranger { .. } => "proof-stranger",
            Self::ProofTwice { .. } => "proof-twice",
            Self::ProofLeftOut { .. } => "proof-left-out",
            Self::ProofMissing { .. } => "proof-missing",
            Self::ProofOrder { .. } => "proof-order",
            Self::ProofRefused { .. } => "proof-refused",
        }
    }
}

fn because(absence: Option<Absence>) -> String {
    absence.map_or_else(String::new, |absence| format!(": on the day this person {absence}"))
}

fn instead(expected: Option<&str>) -> String {
    match expected {
        Some(key) => {
            format!("`{key}` is the first of those named in the brief who is a member; name them")
        }
        None => "no member may take it; leave it out".to_owned(),
    }
}

fn or_nothing(bound: Option<Score>) -> String {
    bound.map_or_else(|| "nothing".to_owned(), |bound| bound.to_string())
}
