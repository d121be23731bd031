//! One mistake in a true re-matched plan: the audit names it.

use std::collections::BTreeMap;

use crosstie::Score;
use crosstie::audit::{self, ProvenRematch, RematchViolation as V};
use crosstie::mentoring::Proof;
use crosstie::mentoring::rematch::{Decision, RematchPlan, Terms};

use super::definition::Setting;
use super::oracle::ROLES;
use super::world::{Instance, any_proof, for_each, meets};
use crate::rng::Rng;

/// Every code that [`V::code`] knows.
pub(super) const CODES: [&str; 15] = [
    "inner-proof",
    "wrong-changes",
    "too-many-changes",
    "negative-tax",
    "pair-value-too-low",
    "negative-change-price",
    "change-price-not-tax",
    "negative-price",
    "proof-not-enrolled",
    "decision-not-known",
    "decision-forced",
    "decided-twice",
    "cases-do-not-cover",
    "bound-not-proven",
    "bound-too-low",
];

/// Mistakes that make no other statement wrong where no bound is claimed.
const ALONE: [&str; 10] = [
    "inner-proof",
    "wrong-changes",
    "too-many-changes",
    "pair-value-too-low",
    "change-price-not-tax",
    "negative-change-price",
    "negative-price",
    "decision-not-known",
    "decision-forced",
    "decided-twice",
];

const EACH: u32 = 150;

/// Plants one mistake, and gives what the audit must say; none where there is no place for it.
fn plant(
    code: &str,
    instance: &Instance<'_>,
    setting: &Setting<'_>,
    plan: &mut RematchPlan,
    bound: crosstie::mentoring::Objective,
    rng: &mut Rng,
) -> Option<V> {
    let terms = plan.terms;
    let role = *rng.pick(&ROLES);
    let proof = plan.proof.as_mut()?;
    let case = rng.below(proof.cases.len().max(1));
    let by = Score::from_micros(rng.within(1, 5));
    let below = Score::from_micros(-by.micros());
    let enrolled = setting.small.side(role);
    let somebody = (!enrolled.is_empty()).then(|| rng.pick(enrolled).0.clone());
    Some(match code {
        "inner-proof" => {
            if rng.chance(1, 2) {
                plan.plan.bound = Some(instance.plans.taxed(Score::ZERO));
                let (claimed, derived) = (plan.plan.bound?, None);
                let inner = audit::Violation::BoundNotProven { claimed, derived };
                let report = audit::check_rematch(instance.problem, &instance.published, plan);
                assert!(report.plan_violations().contains(&inner), "{report}");
            } else {
                plan.plan.proof = Some(Proof::default());
            }
            V::InnerProof
        }
        "wrong-changes" => {
            let recomputed = plan.changes;
            plan.changes =
                if rng.chance(1, 2) { recomputed + 1 } else { recomputed.checked_sub(1)? };
            V::WrongChanges { claimed: plan.changes, recomputed }
        }
        "too-many-changes" => {
            let Terms::AtMost { changes: most } = terms else { return None };
            let more = instance.plans.all.iter().filter(|plan| plan.0 > most).collect::<Vec<_>>();
            let other = (!more.is_empty()).then(|| *rng.pick(&more))?;
            let proof = plan.proof.take();
            *plan = instance.rematched(other, terms);
            plan.proof = proof;
            V::TooManyChanges { changes: other.0, most }
        }
        "negative-tax" => {
            let Terms::Tax { each } = &mut plan.terms else { return None };
            *each = below;
            V::NegativeTax { each: below }
        }
        "pair-value-too-low" => {
            bound.pairs?;
            proof.pair_value = if rng.chance(1, 2) { below } else { Score::ZERO };
            V::PairValueTooLow { pair_value: proof.pair_value }
        }
        "negative-change-price" => {
            proof.cases.get_mut(case)?.change_price = below;
            V::NegativeChangePrice { case, price: below }
        }
        "change-price-not-tax" => {
            let Terms::Tax { each: tax } = terms else { return None };
            let price = Score::from_micros(tax.micros() + by.micros());
            proof.cases.get_mut(case)?.change_price = price;
            V::ChangePriceNotTax { case, price, tax }
        }
        "negative-price" => {
            let (key, case_of) = (somebody?, proof.cases.get_mut(case)?);
            let prices = match role {
                crosstie::mentoring::Role::Mentor => &mut case_of.mentor_prices,
                crosstie::mentoring::Role::Mentee => &mut case_of.mentee_prices,
            };
            prices.insert(key.clone(), below);
            V::NegativePrice { case, role, key, price: below }
        }
        "proof-not-enrolled" => {
            let key = "nobody".to_owned();
            let case_of = proof.cases.get_mut(case)?;
            let (mentor, mentee) = (key.clone(), somebody.unwrap_or_else(|| key.clone()));
            match (rng.below(3), role) {
                (0, _) => case_of.decisions.push(Decision::Stays { role, key: key.clone() }),
                (1, crosstie::mentoring::Role::Mentor) => {
                    case_of.decisions.push(Decision::Without { mentor, mentee });
                }
                (1, crosstie::mentoring::Role::Mentee) => {
                    let (mentor, mentee) = (mentee, mentor);
                    case_of.decisions.push(Decision::Without { mentor, mentee });
                }
                (_, crosstie::mentoring::Role::Mentor) => {
                    case_of.mentor_prices.insert(key.clone(), Score::ZERO);
                }
                (_, crosstie::mentoring::Role::Mentee) => {
                    case_of.mentee_prices.insert(key.clone(), Score::ZERO);
                }
            }
            V::ProofNotEnrolled { case, role, key }
        }
        "decision-not-known" | "decision-forced" | "decided-twice" => {
            let case_of = proof.cases.get_mut(case)?;
            let (role, key) = match code {
                "decision-not-known" => {
                    let key = somebody?;
                    let new = !setting.known.contains(&(role, key.clone()));
                    new.then_some((role, key))?
                }
                "decision-forced" => setting.forced.iter().next()?.clone(),
                _ => case_of.decisions.iter().find_map(|decision| match decision {
                    Decision::Stays { role, key } | Decision::Changes { role, key } => {
                        Some((*role, key.clone()))
                    }
                    Decision::Without { .. } => None,
                })?,
            };
            let of = key.clone();
            let at = rng.below(case_of.decisions.len() + 1);
            let stays = rng.chance(1, 2);
            let decision = if stays {
                Decision::Stays { role, key: of }
            } else {
                Decision::Changes { role, key: of }
            };
            case_of.decisions.insert(at, decision);
            match code {
                "decision-not-known" => V::DecisionNotKnown { case, role, key },
                "decision-forced" => V::DecisionForced { case, role, key },
                _ => V::DecidedTwice { case, role, key },
            }
        }
        // Of the rest, `trees` says more.
        "cases-do-not-cover" => {
            let twice = proof.cases.get(case)?.clone();
            let decisions = twice.decisions.clone();
            proof.cases.push(twice);
            V::CasesDoNotCover { decisions, problem: audit::Uncovered::NotAlone }
        }
        "bound-not-proven" => {
            let mut claimed = bound;
            let mut derived = Some(bound);
            match (&mut claimed.pairs, rng.below(4)) {
                (_, 0) => (plan.proof, derived) = (None, None),
                (pairs, 1) => *pairs = if pairs.is_some() { None } else { Some(9) },
                (Some(pairs), 2) if *pairs > 0 => *pairs -= 1,
                _ => claimed.score = Score::from_micros(bound.score.micros() - by.micros()),
            }
            plan.bound = Some(claimed);
            V::BoundNotProven { claimed, derived }
        }
        "bound-too-low" => {
            let report = audit::check_rematch(instance.problem, &instance.published, plan);
            let value = report.value();
            let score = Score::from_micros(value.score.micros() - by.micros());
            let claimed = crosstie::mentoring::Objective { score, ..value };
            plan.bound = Some(claimed);
            V::BoundTooLow { claimed, value }
        }
        _ => panic!("{code} is not planted"),
    })
}

#[test]
fn every_kind_is_found() {
    let mut found: BTreeMap<&'static str, u32> = CODES.iter().map(|&code| (code, 0)).collect();
    for_each(2_000, |rng, instance| {
        if found.values().all(|&times| times == EACH) {
            return;
        }
        let setting = Setting::new(instance.small, &instance.published);
        let terms = instance.terms(rng);
        let on_terms: Vec<_> =
            instance.plans.all.iter().filter(|plan| meets(terms, plan.0)).collect();
        if on_terms.is_empty() {
            return;
        }
        let some = rng.pick(&on_terms);
        let mut plan = instance.rematched(some, terms);
        let proof = any_proof(rng, instance, &setting, terms);
        let bound = setting.proven(terms, &proof).unwrap();
        plan.proof = Some(proof);
        let check =
            |plan: &RematchPlan| audit::check_rematch(instance.problem, &instance.published, plan);
        assert!(check(&plan).is_clean(), "{}", check(&plan));
        for code in CODES {
            if found[code] == EACH {
                continue;
            }
            let mut wrong = plan.clone();
            let Some(expected) = plant(code, instance, &setting, &mut wrong, bound, rng) else {
                continue;
            };
            let report = check(&wrong);
            assert!(report.violations().contains(&expected), "{expected:?}\n{report}\n{wrong:#?}");
            assert_eq!(expected.code(), code);
            assert!(!report.is_clean() && !report.proven().is_optimal());
            if ALONE.contains(&code) {
                assert_eq!(report.violations().len(), 1, "{report}");
            }
            let is_proof = !["inner-proof", "wrong-changes", "too-many-changes"].contains(&code)
                && !code.starts_with("bound");
            if is_proof {
                assert_eq!(report.proven(), ProvenRematch::Nothing, "{report}");
                // So nothing may be claimed.
                wrong.bound = Some(bound);
                let (claimed, derived) = (bound, None);
                let not_proven = V::BoundNotProven { claimed, derived };
                assert!(check(&wrong).violations().contains(&not_proven));
            }
            *found.get_mut(code).unwrap() += 1;
        }
    });
    assert!(found.values().all(|&times| times == EACH), "{found:?}");
}

/// What is wrong with the plan inside is told as of any plan.
#[test]
fn the_plan_inside_is_checked() {
    let (mut scores, mut pairs) = (0_u32, 0_u32);
    for_each(200, |rng, instance| {
        let terms = Terms::AtMost { changes: u64::MAX };
        let mut plan = instance.rematched(rng.pick(&instance.plans.all), terms);
        if plan.plan.pairs.is_empty() {
            return;
        }
        let at = rng.below(plan.plan.pairs.len());
        plan.plan.pairs[at].score = Score::from_micros(77);
        let report = audit::check_rematch(instance.problem, &instance.published, &plan);
        let plain = audit::check(instance.problem, &plan.plan);
        assert_eq!(report.plan_violations(), plain.violations());
        assert!(report.violations().is_empty() && !report.is_clean());
        scores += 1;

        // Changes are counted from the pairs that the plan states, also of a wrong plan.
        plan.plan.pairs.remove(at);
        let report = audit::check_rematch(instance.problem, &instance.published, &plan);
        let plain = audit::check(instance.problem, &plan.plan);
        assert_eq!(report.plan_violations(), plain.violations());
        let left = super::oracle::keys(&plan.plan);
        let changes = super::oracle::changes(instance.small, &instance.published, &left);
        assert_eq!(report.changes(), changes);
        pairs += u32::from(changes != plan.changes);
    });
    assert!(scores > 200 && pairs > 50, "{scores}, {pairs}");
}
