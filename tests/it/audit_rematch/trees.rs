//! Cases that leave plans out are refused, and the others are not.

use crosstie::audit::{self, RematchReport, RematchViolation as V, Uncovered};
use crosstie::mentoring::rematch::{Decision, RematchCase, RematchProof, Terms};
use crosstie::mentoring::{
    Capacity, MentoringPlan, MentoringProblem, MutualPairs, PlannedPair, Role,
};
use crosstie::{Score, mentoring::Mode};

use super::definition::Setting;
use super::oracle::blank as blank_plan;
use super::world::{any_proof, blank, case, for_each, meets};

const UNCOVERED: [&str; 4] = ["no-case", "not-alone", "one-way", "not-opposite"];

fn code(problem: &Uncovered) -> &'static str {
    match problem {
        Uncovered::NoCase => UNCOVERED[0],
        Uncovered::NotAlone => UNCOVERED[1],
        Uncovered::OneWay { .. } => UNCOVERED[2],
        Uncovered::NotOpposite { .. } => UNCOVERED[3],
        other => panic!("{other}"),
    }
}

fn uncovered(report: &RematchReport) -> Option<&'static str> {
    report.violations().iter().find_map(|violation| match violation {
        V::CasesDoNotCover { problem, .. } => Some(code(problem)),
        _ => None,
    })
}

/// A true tree with a case less is refused, unless nobody keeps to that case; so is one with a case more, or with a decision
/// less or another.
#[test]
fn no_change_of_a_tree_escapes() {
    let mut seen = std::collections::BTreeMap::<&str, u32>::new();
    for_each(1_500, |rng, instance| {
        let setting = Setting::new(instance.small, &instance.published);
        let terms = instance.terms(rng);
        let proof = any_proof(rng, instance, &setting, terms);
        let on_terms = instance.plans.all.iter().find(|plan| meets(terms, plan.0));
        let (Some(some), false) = (on_terms, proof.cases.is_empty()) else { return };
        let mut plan = instance.rematched(some, terms);
        let mut check = |proof: RematchProof| {
            plan.proof = Some(proof);
            audit::check_rematch(instance.problem, &instance.published, &plan)
        };
        assert!(check(proof.clone()).is_clean());
        let at = rng.below(proof.cases.len());
        let depth = proof.cases[at].decisions.len();

        let mut less = proof.clone();
        let gone = less.cases.remove(at);
        // With it goes the whole way on which it is alone; that is spare where too many change on it.
        let agree = |other: &RematchCase| {
            let both = gone.decisions.iter().zip(&other.decisions);
            both.take_while(|(one, other)| one == other).count()
        };
        let forks = less.cases.iter().map(agree).max();
        let way = forks.map_or(&[][..], |fork| &gone.decisions[..=fork]);
        let is_change = |decision: &&Decision| matches!(decision, Decision::Changes { .. });
        let counted = (way.iter().filter(is_change).count() + setting.forced.len()) as u64;
        let spare = way.last().is_some_and(|last| is_change(&last))
            && matches!(terms, Terms::AtMost { changes } if changes < counted);
        let report = check(less);
        assert_eq!(uncovered(&report).is_none(), spare, "{report}\n{gone:?}");
        *seen.entry(uncovered(&report).unwrap_or("spare")).or_default() += 1;

        let mut more = proof.clone();
        more.cases.push(more.cases[at].clone());
        assert_eq!(uncovered(&check(more)), Some("not-alone"));

        if depth > 0 {
            let mut shorter = proof.clone();
            shorter.cases[at].decisions.truncate(depth - 1);
            let report = check(shorter);
            // Without its last decision it stands for both ways, and the other way is left over.
            let alone = proof.cases.iter().filter(|other| {
                other.decisions.len() >= depth
                    && other.decisions[..depth - 1] == proof.cases[at].decisions[..depth - 1]
            });
            if alone.count() > 1 {
                assert_eq!(uncovered(&report), Some("not-alone"), "{report}");
                *seen.entry("shorter").or_default() += 1;
            }
            let last = proof.cases[at].decisions[depth - 1].clone();
            if let Decision::Changes { role, key } = last {
                let free = setting.known.difference(&setting.forced).find(|(other_role, other)| {
                    (*other_role, other) != (role, &key)
                        && !proof.cases[at].decisions.iter().any(|decision| {
                            let (role, key) = (*other_role, other.clone());
                            *decision == Decision::Stays { role, key: key.clone() }
                                || *decision == Decision::Changes { role, key }
                        })
                });
                if let Some((role, key)) = free {
                    let mut other = proof.clone();
                    let (role, key) = (*role, key.clone());
                    other.cases[at].decisions[depth - 1] = Decision::Changes { role, key };
                    let report = check(other);
                    assert_eq!(uncovered(&report), Some("not-opposite"), "{report}");
                    *seen.entry("not-opposite").or_default() += 1;
                }
            }
        }
    });
    for what in ["no-case", "one-way", "not-opposite", "shorter", "spare"] {
        assert!(seen.get(what).is_some_and(|&times| times > 20), "{what}: {seen:?}");
    }
}

fn problem(mutual: MutualPairs) -> MentoringProblem<'static> {
    MentoringProblem::from_scores()
        .mode(Mode::HighestScore)
        .mutual_pairs(mutual)
        .mentor("ada", Capacity::ONE)
        .mentor("bob", Capacity::ONE)
        .mentee("ada")
        .mentee("bob")
        .score("ada", "bob", Score::points(3))
        .score("bob", "ada", Score::points(2))
        .build()
        .unwrap()
}

/// Ada was Bob's mentor, and Bob hers.
fn published() -> MentoringPlan {
    let mut plan = blank_plan();
    for (mentor, mentee) in [("ada", "bob"), ("bob", "ada")] {
        let (mentor, mentee) = (mentor.to_owned(), mentee.to_owned());
        plan.pairs.push(PlannedPair { mentor, mentee, score: Score::ZERO, pinned: false });
    }
    plan
}

fn without(mentor: &str, mentee: &str) -> Decision {
    Decision::Without { mentor: mentor.to_owned(), mentee: mentee.to_owned() }
}

fn stays(role: Role, key: &str) -> Decision {
    Decision::Stays { role, key: key.to_owned() }
}

fn changes(role: Role, key: &str) -> Decision {
    Decision::Changes { role, key: key.to_owned() }
}

/// What the audit says of these decisions; none of Ada and Bob changes in every plan.
fn judged(mutual: MutualPairs, most: u64, cases: &[&[&Decision]]) -> Option<V> {
    let problem = problem(mutual);
    let mut inner = problem.plan_by_hand([("ada", "bob")]);
    (inner.bound, inner.proof) = (None, None);
    let mut plan = blank(&inner, Terms::AtMost { changes: most });
    plan.changes = 2;
    let cases = cases.iter().map(|decisions| {
        let mut case = case();
        case.decisions = decisions.iter().copied().cloned().collect();
        case
    });
    plan.proof = Some(RematchProof { pair_value: Score::ZERO, cases: cases.collect() });
    let report = audit::check_rematch(&problem, &published(), &plan);
    let mut found = report.violations().iter();
    found.find(|violation| violation.code() == "cases-do-not-cover").cloned()
}

#[test]
fn of_two_people() {
    let (off, allowed) = (MutualPairs::Off, MutualPairs::Allowed);
    let (one, other) = (without("ada", "bob"), without("bob", "ada"));
    let (mentor, mentee) = (Role::Mentor, Role::Mentee);
    let refused = |decisions: &[Decision], problem| {
        let decisions = decisions.to_vec();
        Some(V::CasesDoNotCover { decisions, problem })
    };
    let opposite = |first: &Decision, second: &Decision| Uncovered::NotOpposite {
        first: first.clone(),
        second: second.clone(),
    };
    let alone = |decision: &Decision| Uncovered::OneWay { decision: decision.clone() };

    assert_eq!(judged(off, 4, &[&[]]), None);
    assert_eq!(judged(off, 4, &[]), refused(&[], Uncovered::NoCase));
    assert_eq!(judged(off, 4, &[&[], &[]]), refused(&[], Uncovered::NotAlone));

    // A pair and its reverse are two ways where not both may be, and not where both may.
    let both: [&[&Decision]; 2] = [&[&one], &[&other]];
    assert_eq!(judged(off, 4, &both), None);
    assert_eq!(judged(allowed, 4, &both), refused(&[], opposite(&one, &other)));
    assert_eq!(judged(off, 4, &both[..1]), refused(&[], alone(&one)));

    let (stay, change) = (stays(mentor, "ada"), changes(mentor, "ada"));
    let both: [&[&Decision]; 2] = [&[&change], &[&stay]];
    assert_eq!(judged(off, 4, &both), None);
    // Nobody may change: then the one way is enough, and never the other.
    assert_eq!(judged(off, 0, &[&[&stay]]), None);
    assert_eq!(judged(off, 1, &[&[&stay]]), refused(&[], alone(&stay)));
    assert_eq!(judged(off, 0, &[&[&change]]), refused(&[], alone(&change)));
    // The same key in another role is somebody else.
    let learner = changes(mentee, "ada");
    let mixed: [&[&Decision]; 2] = [&[&stay], &[&learner]];
    assert_eq!(judged(off, 4, &mixed), refused(&[], opposite(&stay, &learner)));
    // Three ways are one too many.
    let three: [&[&Decision]; 3] = [&[&stay], &[&change], &[&one]];
    assert_eq!(judged(off, 4, &three), refused(&[], opposite(&stay, &one)));

    // Deeper, where the one change allowed is used up: only there.
    let next = stays(mentee, "ada");
    let learns_other = changes(mentee, "ada");
    let deep: [&[&Decision]; 3] = [&[&change, &next], &[&stay, &next], &[&stay, &learns_other]];
    assert_eq!(judged(off, 1, &deep), None);
    let path = std::slice::from_ref(&change);
    assert_eq!(judged(off, 2, &deep), refused(path, alone(&next)));
}

/// Where more change in every plan than may, no case is needed; with a tax one is.
#[test]
fn no_case_at_all() {
    let problem = problem(MutualPairs::Off);
    let mut published = published();
    published.pairs[0].mentor = "gone".to_owned(); // so mentee bob changes
    let mut inner = problem.plan_by_hand([("ada", "bob")]);
    (inner.bound, inner.proof) = (None, None);
    let report = |terms| {
        let mut plan = blank(&inner, terms);
        plan.proof = Some(RematchProof { pair_value: Score::ZERO, cases: Vec::new() });
        audit::check_rematch(&problem, &published, &plan)
    };
    let refused = report(Terms::AtMost { changes: 0 });
    assert_eq!(uncovered(&refused), None, "{refused}");
    assert_eq!(refused.proven(), audit::ProvenRematch::Impossible);
    for terms in [Terms::AtMost { changes: 1 }, Terms::Tax { each: Score::points(9) }] {
        assert_eq!(uncovered(&report(terms)), Some("no-case"));
    }
}
