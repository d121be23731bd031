//! An independent re-check of plans, from the definitions.
//!
//! [`check`] takes a plan from anywhere, a solver, a file, an editor, and says
//! what is wrong with it ([`Violation`]), what somebody should know about it
//! ([`Finding`]), and what its proof is worth ([`Proven`]). [`check_rounds`] does
//! the same for rounds ([`RoundViolation`], [`RoundFinding`], [`ProvenBound`]), and
//! [`check_task_force`] for task forces ([`TaskForceViolation`], [`TaskForceFinding`],
//! [`ProvenWorth`]); [`check_conflict`] checks why there is none. [`check_rematch`] checks a plan
//! that should respect one published before ([`RematchViolation`], [`ProvenRematch`]), and [`check_stays`] one of
//! rotational assignments ([`StaysViolation`], [`ProvenStays`]); [`check_shortage`] and [`check_impossible`] check why there is none.
//!
//! [`by_group`] and [`GroupAudit`] compare how a plan treats groups of people: see [below](#by-group).
//!
//! The audit shares no code with what it checks: it reads plain facts of the
//! organisation, walks upwards step by step, counts minutes one by one, and
//! scans lists. It is slow and plain on purpose.
//!
//! # By group
//! Is a plan even-handed to the office in Leeds, to women, to women in Leeds? [`Groups`] says who belongs where. They
//! come to the audit, once there is a plan, and go nowhere else: no builder, policy or solver takes them (test:
//! `imports::groups_go_to_the_audit_alone`).
//!
//! For each group g, the people with one combination of values of one or more attributes, and for each
//! [side](Side) of a programme by itself:
//!
//! | measure | definition |
//! | --- | --- |
//! | placement rate | people of g with a pair / people of g; in rounds, rounds in which they meet somebody / rounds in which they take part |
//! | mean score | mean over the people of g with a pair of their scores; a person's score is the mean over their pairs; both rounded down |
//! | scoring rate | people of g whose score is above the median of all who have one, on this side / people of g who have one |
//! | first-choice rate | people of g one of whose partners has no lower score than any other they could have had / people of g with a pair; mentoring only |
//! | impact ratio | a rate of g / the highest such rate of any group shown in the same table |
//!
//! *Could have had*: no rule excludes the pair, both take part on the day and have a place that existing pairs leave, it is no
//! existing pair, nor the reverse of one where mutual pairs are off. Equally good partners count. That others
//! want the same partner is not asked.
//!
//! *People* are those who had a chance: who is paused, or has no place, is counted apart. Who lacks a value counts as
//! missing, in a table of several attributes if they lack any of them.
//!
//! A ratio below 4/5 is marked, compared in whole numbers; ratios are written with four decimals, rounded down.
//!
//! Sources: the scoring rate, the impact ratio, intersections, the count of missing values, and leaving out categories of less than 2 % are those of
//! the rules on Local Law 144 of New York City, 6 RCNY §§ 5-300 and 5-301; the four fifths those of the Uniform Guidelines
//! on Employee Selection Procedures, 29 CFR § 1607.4(D), which adds that small numbers may give a lower ratio by chance.
//! Those texts are on hiring and promotion. What is measured here is not what either of them asks for, and no report says
//! that a law is kept or broken, or that a difference is justified.
//!
//! ## What is not shown
//! Groups of fewer than five people (see [`GroupAudit::suppress_below`]) are named, but not counted, and neither are others from which
//! they would follow. Then
//! - each number of people shown is of at least five, and each score or rate of scores of at least five scores;
//! - where a table hides groups but not all of them, it hides two or more, of at least five people together, and of more people than groups;
//! - no number hidden is a linear combination of the numbers shown: not within a table, and not across tables of different attributes.
//!   Decided exactly, over the rationals; test: `audit_groups::suppression::nothing_hidden_follows_from_what_is_shown`;
//! - the highest rate of a ratio is that of a group shown.
//!
//! Not protected: the range in which a hidden number must lie, since none is negative (in a table of one attribute at least two values
//! remain; test: `audit_groups::suppression::hidden_numbers_of_an_attribute_stay_open`); what follows if all people of a table's hidden groups, or none, are placed;
//! first choices, where a criterion of one's own leaves open for most of a group whether they got it;
//! what somebody learns who knows some people's values already, or compares two reports; and that a group is there at all. How many people lack a value is shown,
//! unless a hidden group would follow.
//!
//! Tests of the numbers: `audit_groups::plans`, against a recount from these definitions on 2,500 plans of mentors, 400 of rounds
//! and 400 task forces; `audit_groups::measures`.
//!
//! ```
//! use crosstie::Score;
//! use crosstie::audit::{self, Groups, Side};
//! use crosstie::mentoring::{Capacity, MentoringProblem};
//!
//! // Ten mentees in Leeds and ten in York; the five mentors get on better with York.
//! let mut builder = MentoringProblem::from_scores();
//! let mut groups = Groups::new();
//! for m in 0..5 {
//!     builder = builder.mentor(format!("m{m}"), Capacity::up_to(2));
//!     groups = groups.value(format!("m{m}"), "site", "york");
//! }
//! for n in 0..20 {
//!     let (key, york) = (format!("n{n}"), n % 2 == 0);
//!     for m in 0..5 {
//!         builder = builder.score(format!("m{m}"), &key, Score::points(if york { 3 } else { 2 }));
//!     }
//!     groups = groups.value(&key, "site", if york { "york" } else { "leeds" });
//!     builder = builder.mentee(key);
//! }
//! let problem = builder.build()?;
//! let answer = problem.solve()?;
//!
//! let report = audit::by_group(&problem, answer.plan(), &groups)?;
//! let sites = report.section(Side::Mentees).unwrap().table(&["site"]).unwrap();
//! let leeds = sites.cell(&["leeds"]).unwrap().counts.unwrap();
//! assert_eq!(leeds.placement.to_string(), "0 of 10");
//! assert_eq!(
//!     report.below_four_fifths().next().unwrap().to_string(),
//!     "mentees, site leeds: placed 0 of 10, and 10 of 10 of site york; the ratio 0.0000 is below 0.80"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod facts;
mod finding;
mod groups;
mod proof;
mod rematch;
mod report;
mod rescore;
mod rounds;
mod stays;
mod task_force;
mod violation;

#[cfg(test)]
pub(crate) use rescore::law;

pub use check::{Coverage, check, check_with};
pub use finding::Finding;
pub use groups::{
    GroupAudit, GroupCell, GroupCounts, GroupError, GroupFinding, GroupMeasure, GroupRate,
    GroupReport, GroupScores, GroupSection, GroupTable, Groups, ImpactRatio, Outcome, Side,
    by_group,
};
pub use rematch::{ProvenRematch, RematchReport, RematchViolation, Uncovered, check_rematch};
pub use report::{AuditReport, Gap, Proven};
pub use rounds::{
    Absence, AuditedRound, NoBye, ProofPlace, ProvenBound, RoundFinding, RoundViolation,
    RoundsReport, check_rounds,
};
pub use stays::{
    ImpossibleVerdict, LeximinFault, LeximinVerdict, ProvenStays, ShortageVerdict, StaysReport,
    StaysViolation, StepFault, check_impossible, check_leximin, check_shortage, check_stays,
};
pub use task_force::{
    ConflictReport, ConflictVerdict, ConflictViolation, ProvenWorth, Shortfall, TaskForceFinding,
    TaskForceReport, TaskForceViolation, check_conflict, check_task_force,
};
pub use violation::{BrokenRule, Violation};
