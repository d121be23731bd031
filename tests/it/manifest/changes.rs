//! A manifest that was changed, a plan that was changed, and the words for it.

use crosstie::Score;
use crosstie::manifest::{Manifest, ManifestedObjective, NotCovered};
use crosstie::mentoring::{Capacity, MentoringPlan, MentoringProblem, Mode};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{Criterion, Pair, Policy, Programme, Rule};
use crosstie::rotation::RotationProblem;
use crosstie::solve::Limits;
use crosstie::taskforce::{Fit, TaskForceProblem};

use super::codes;

fn organization() -> Organization {
    Organization::builder()
        .person(PersonRecord::new("ada").grade(7).skill("sql", 5))
        .person(PersonRecord::new("bob").grade(6).skill("sql", 3))
        .person(PersonRecord::new("cy").grade(3).wants("sql", 4))
        .person(PersonRecord::new("dee").grade(2).wants("sql", 5))
        .build()
        .unwrap()
}

fn policy() -> Policy {
    Policy::new().require(Rule::grade_gap(1, 9)).prefer(2, Criterion::skill_gap())
}

fn mentoring<'a>(org: &'a Organization, policy: &'a Policy) -> MentoringProblem<'a> {
    MentoringProblem::builder(org, policy)
        .mentors(org.people().filter(|p| p.grade() > Some(5)), Capacity::ONE)
        .mentees(org.people().filter(|p| p.grade() < Some(5)))
        .rule("grown", |_: Pair<'_>| true)
        .criterion("mood", |_: Pair<'_>| 0.5)
        .build()
        .unwrap()
}

#[test]
fn every_field_of_a_manifest_is_compared() {
    let (org, policy) = (organization(), policy());
    let problem = mentoring(&org, &policy);
    let answer = problem.solve().unwrap();
    let manifest = Manifest::of_mentoring(&answer);
    let (other, plan) = (manifest.plan, answer.plan());
    let changed = |change: &dyn Fn(&mut Manifest)| {
        let mut changed = manifest.clone();
        change(&mut changed);
        assert_ne!(changed, manifest);
        codes(&changed, &problem, plan)
    };
    assert_eq!(codes(&manifest, &problem, plan), [""; 0]);
    assert_eq!(changed(&|m| m.schema = 2), ["schema"]);
    assert_eq!(changed(&|m| m.crosstie.push('1')), ["version"]);
    assert_eq!(changed(&|m| m.programme = Programme::Rotation), ["programme"]);
    assert_eq!(changed(&|m| m.input = other), ["input"]);
    assert_eq!(changed(&|m| m.policy = None), ["policy"]);
    assert_eq!(changed(&|m| m.settings = other), ["settings"]);
    assert_eq!(changed(&|m| m.seed = Some(0)), ["seed"]);
    assert_eq!(changed(&|m| m.mode = Some(Mode::HighestScore)), ["mode"]);
    assert_eq!(changed(&|m| m.plan = m.input), ["plan"]);
    let nothing = ManifestedObjective::TaskForce(Score::ZERO);
    assert_eq!(changed(&|m| m.objective = nothing), ["objective"]);
    assert_eq!(changed(&|m| m.bound = None), ["bound"]);
    assert_eq!(changed(&|m| m.optimal = false), ["optimal"]);
    assert_eq!(changed(&|m| m.proof = None), ["proof"]);
    let mood = NotCovered::Criterion { name: "mood".to_owned() };
    assert_eq!(changed(&|m| m.not_covered.push(mood.clone())), ["not-covered"]);
    assert_eq!(
        changed(&|m| {
            m.seed = Some(1);
            m.input = other;
        }),
        ["input", "seed"]
    );
}

#[test]
fn a_plan_without_its_proof_is_compared_without() {
    let (org, policy) = (organization(), policy());
    let problem = mentoring(&org, &policy);
    let answer = problem.solve().unwrap();
    let manifest = Manifest::of_mentoring(&answer);
    let mut plan = answer.plan().clone();
    plan.proof = None;
    let verified = manifest.verify(&problem, &plan).unwrap();
    assert!(verified.bound && !verified.proof);
    plan.bound = None;
    let verified = manifest.verify(&problem, &plan).unwrap();
    assert!(!verified.bound && !verified.proof);

    // A run stopped at once proves less, and says so.
    let mut limited = Manifest::of_mentoring(
        &problem
            .solve_with(
                &crosstie::matching::assignment::AuctionPaths,
                &Limits::none().iterations(0),
            )
            .unwrap(),
    );
    assert_eq!(limited.optimal, limited.bound == Some(limited.objective));
    limited.plan = manifest.input;
    assert_eq!(limited.reproduce(&problem).unwrap_err().into_vec()[0].code(), "plan");
}

#[test]
fn rules_and_criteria_of_ones_own_are_listed() {
    let org = organization();
    let policy = policy()
        .require(Rule::custom("grown"))
        .require(Rule::must_have(Criterion::custom("mood"), crosstie::Value::ratio(1, 9)))
        .prefer(1, Criterion::custom("mood"));
    let problem = mentoring(&org, &policy);
    let answer = problem.solve().unwrap();
    let manifest = Manifest::of_mentoring(&answer);
    let names: Vec<String> = manifest.not_covered.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["the rule `grown`", "the criterion `mood`"]);
    let verified = manifest.verify(&problem, answer.plan()).unwrap();
    assert_eq!(verified.not_covered, manifest.not_covered);

    let mut silent = manifest.clone();
    silent.not_covered.clear();
    let errors = silent.verify(&problem, answer.plan()).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "the manifest lists nothing as not covered, and the policy names the rule `grown`, the criterion `mood`; the \
         list was changed"
    );
}

#[test]
fn a_manifest_of_another_programme() {
    let (org, policy) = (organization(), policy());
    let rounds = RotationProblem::builder(&org, &policy).rounds(2).build().unwrap();
    let rounds = rounds.solve().unwrap();
    let team = TaskForceProblem::builder(&org, &policy)
        .size(2..=2)
        .prefer(1, Fit::Skills { skills: vec!["sql".to_owned()] })
        .build()
        .unwrap();
    let team = team.solve().unwrap();
    let manifest = Manifest::of_rotation(&rounds);
    assert_eq!(codes(&manifest, rounds.problem(), rounds.plan()), [""; 0]);
    let errors = manifest.verify(team.problem(), team.plan()).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "the manifest is of rounds, and the problem of a task force; take the manifest of this run"
    );
    let manifest = Manifest::of_task_force(&team);
    assert_eq!(codes(&manifest, team.problem(), team.plan()), [""; 0]);
    assert!(manifest.reproduce(team.problem()).unwrap().proof);
    // The same organisation and the same policy have the same hash in every programme.
    assert_eq!(manifest.input, Manifest::of_rotation(&rounds).input);
    assert_eq!(manifest.policy, Manifest::of_rotation(&rounds).policy);
}

#[test]
fn the_hashes_are_those_of_the_texts_promised() {
    use std::fmt::Write as _;
    let (org, policy) = (organization(), policy());
    let problem = mentoring(&org, &policy);
    let manifest = Manifest::of_mentoring(&problem.solve().unwrap());
    for (kind, content, stated) in [
        ("organization", serde_json::to_string(&org.records()).unwrap(), manifest.input),
        ("policy", serde_json::to_string(&policy).unwrap(), manifest.policy.unwrap()),
    ] {
        let text = format!(r#"{{"crosstie":"{kind}","schema":1,"content":{content}}}"#);
        let mut hex = String::new();
        for byte in sha256(text.as_bytes()) {
            write!(hex, "{byte:02x}").unwrap();
        }
        assert_eq!(stated.to_string(), hex);
    }
}

/// FIPS 180-4, section 6.2, from the words.
fn sha256(message: &[u8]) -> [u8; 32] {
    // The first 32 bits of the fractional parts of the square and cube roots of the first primes.
    let primes: Vec<u64> = (2..312).filter(|n| (2..*n).all(|d| n % d != 0)).take(64).collect();
    let root = |prime: u64, degree: u32| {
        let target = u128::from(prime) << (32 * degree);
        let (mut low, mut high) = (0_u128, 1 << 40);
        while high - low > 1 {
            let middle = (low + high) / 2;
            let at_most = (0..degree).try_fold(1_u128, |power, _| power.checked_mul(middle));
            if at_most.is_some_and(|power| power <= target) { low = middle } else { high = middle }
        }
        (low & 0xffff_ffff) as u32
    };
    let k: Vec<u32> = primes.iter().map(|&prime| root(prime, 3)).collect();
    let mut h: Vec<u32> = primes[..8].iter().map(|&prime| root(prime, 2)).collect();
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend(((message.len() as u64) * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut w: Vec<u32> =
            block.chunks(4).map(|word| u32::from_be_bytes(word.try_into().unwrap())).collect();
        for t in 16..64 {
            let small_0 = w[t - 15].rotate_right(7) ^ w[t - 15].rotate_right(18) ^ (w[t - 15] >> 3);
            let small_1 = w[t - 2].rotate_right(17) ^ w[t - 2].rotate_right(19) ^ (w[t - 2] >> 10);
            let sum = small_1.wrapping_add(w[t - 7]).wrapping_add(small_0).wrapping_add(w[t - 16]);
            w.push(sum);
        }
        let mut v = h.clone();
        for t in 0..64 {
            let big_1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choose = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let first =
                [big_1, choose, k[t], w[t]].iter().fold(v[7], |sum, &x| sum.wrapping_add(x));
            let big_0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(first);
            v[0] = first.wrapping_add(big_0).wrapping_add(majority);
        }
        h.iter_mut().zip(v).for_each(|(h, v)| *h = h.wrapping_add(v));
    }
    let bytes: Vec<u8> = h.into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.try_into().unwrap()
}

#[test]
fn a_manifest_reads_back_and_refuses_what_it_does_not_know() {
    let (org, policy) = (organization(), policy());
    let problem = mentoring(&org, &policy);
    let answer = problem.solve().unwrap();
    let manifest = Manifest::of_mentoring(&answer);
    let json = serde_json::to_string(&manifest).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), manifest);
    let more = json.replacen('{', r#"{"signed":true,"#, 1);
    assert!(serde_json::from_str::<Manifest>(&more).is_err());
    let short = json.replacen(&manifest.input.to_string(), "e3b0", 1);
    assert!(serde_json::from_str::<Manifest>(&short).unwrap_err().to_string().contains("64"));
    let upper = manifest.input.to_string().to_uppercase();
    let upper = json.replacen(&manifest.input.to_string(), &upper, 1);
    assert!(serde_json::from_str::<Manifest>(&upper).is_err());
    // A plan that was stored and read is the same plan.
    let plan: MentoringPlan =
        serde_json::from_str(&serde_json::to_string(answer.plan()).unwrap()).unwrap();
    assert!(manifest.verify(&problem, &plan).unwrap().proof);
}
