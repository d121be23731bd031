//! Oracle's sample company after a reorganisation: every number, found out otherwise.

#[path = "../../../examples/rematch/app.rs"]
mod app;

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::audit;
use crosstie::mentoring::rematch::RematchPlan;
use crosstie::mentoring::{MentoringPlan, MentoringProblem, Mode, Objective, Role};
use crosstie::org::Organization;

use super::numbers::{numbers, section};
use super::{data, policy, shared};

fn run(args: &[&str]) -> Result<String, String> {
    app::answer(args.iter().map(|&arg| arg.to_owned()))
}

type Partners = BTreeMap<(Role, String), BTreeSet<String>>;

fn partners(plan: &MentoringPlan) -> Partners {
    let mut partners = Partners::new();
    for pair in plan.pairs() {
        let (mentor, mentee) = (pair.mentor.clone(), pair.mentee.clone());
        partners.entry((Role::Mentor, mentor.clone())).or_default().insert(mentee.clone());
        partners.entry((Role::Mentee, mentee)).or_default().insert(mentor);
    }
    for one in plan.unmatched() {
        partners.entry((one.role, one.key.clone())).or_default();
    }
    partners
}

/// Who is in both plans, and has not the same partners.
fn changed(before: &MentoringPlan, after: &MentoringPlan) -> Vec<(Role, String)> {
    let (before, after) = (partners(before), partners(after));
    let others = before.iter().filter(|(who, had)| after.get(*who).is_some_and(|has| has != *had));
    others.map(|(who, _)| who.clone()).collect()
}

fn worth(objective: Objective) -> [String; 2] {
    let hundredths = (objective.score.micros() + 5_000) / 10_000;
    [objective.pairs.unwrap().to_string(), format!("{}.{:02}", hundredths / 100, hundredths % 100)]
}

/// An audited optimum.
fn solved(problem: &MentoringProblem<'_>) -> MentoringPlan {
    let plan = problem.solve().unwrap().into_plan();
    let report = audit::check(problem, &plan);
    assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
    plan
}

#[test]
fn every_number_is_right() {
    let text = run(&[]).unwrap();
    let plan: RematchPlan = serde_json::from_str(&run(&["--json"]).unwrap()).unwrap();
    let before = shared::read_organization(data("oracle-hr").as_ref()).unwrap();
    let after = Organization::from_records(app::reorganised(before.records())).unwrap();
    let policy = app::policy();
    let first = app::problem(&before, &policy, Mode::MostPairsFirst, &[]).unwrap();
    let now = app::problem(&after, &policy, Mode::MostPairsFirst, &app::LEFT).unwrap();
    let published = solved(&first);
    let lines: Vec<&str> = text.lines().collect();

    assert_eq!(numbers(lines[0]), worth(published.objective));
    let [pairs, _] = worth(published.objective);
    assert_eq!(pairs, published.pairs().len().to_string());
    let mut expected: Vec<String> =
        app::MERGED.iter().flat_map(|(a, b)| [*a, *b]).map(str::to_owned).collect();
    expected.extend([app::LEFT.len().to_string(), app::JOINED.len().to_string()]);
    assert_eq!(numbers(lines[1]), expected);
    for (from, _) in app::MERGED {
        assert!(before.people().any(|p| p.department().is_some_and(|d| d.key() == from)));
        assert!(!after.people().any(|p| p.department().is_some_and(|d| d.key() == from)));
    }

    // Who must change: a partner has left, or is in their department now.
    let here = |key: &str| !app::LEFT.contains(&key);
    let department = |key: &str| after.person(key).unwrap().department().unwrap().key();
    let mut must: BTreeSet<(Role, &str)> = BTreeSet::new();
    for pair in published.pairs() {
        let (mentor, mentee) = (&*pair.mentor, &*pair.mentee);
        let stays = here(mentor) && here(mentee) && department(mentor) != department(mentee);
        if !stays {
            let both = [(Role::Mentor, mentor), (Role::Mentee, mentee)];
            must.extend(both.into_iter().filter(|(_, key)| here(key)));
        }
    }
    let told = numbers(lines[3]);
    assert_eq!(told.first().unwrap(), &must.len().to_string());
    assert_eq!(told.last().unwrap(), &(must.len() - 4).to_string());
    for two in told[1..told.len() - 1].chunks(2) {
        let pair = |p: &&crosstie::mentoring::PlannedPair| p.mentor == two[0] && p.mentee == two[1];
        assert!(published.pairs().iter().find(pair).is_some(), "{two:?}");
        assert!(must.contains(&(Role::Mentor, &*two[0])), "{two:?}");
    }

    // Planned anew, with a cap, with a tax.
    let rematch = now.rematch(&published).unwrap();
    let most = must.len() as u64 + 10;
    let anew = solved(&now);
    let row = |at: usize| numbers(lines[6 + at]);
    let mut expected = worth(anew.objective).to_vec();
    expected.push(changed(&published, &anew).len().to_string());
    assert_eq!(row(0), expected);
    let check = |plan: &RematchPlan| {
        let report = audit::check_rematch(&now, &published, plan);
        assert!(report.is_clean(), "{report}");
        assert_eq!(plan.changes, changed(&published, &plan.plan).len() as u64);
        let mut numbers = worth(plan.plan.objective).to_vec();
        numbers.push(plan.changes.to_string());
        numbers
    };
    assert!(plan.changes <= most);
    let mut expected = vec![most.to_string()];
    expected.extend(check(&plan));
    assert_eq!(row(1), expected);
    let taxed = rematch.taxed(Score::from_micros(100_000)).unwrap().into_plan();
    let mut expected = vec!["0.10".to_owned()];
    expected.extend(check(&taxed));
    assert_eq!(row(2), expected);

    // What changes buy.
    let mut expected = Vec::new();
    for point in rematch.frontier().unwrap().points {
        assert_eq!(point.changes, changed(&published, &point.plan).len() as u64);
        let best = rematch.at_most(point.changes).unwrap();
        assert!(best.is_optimal());
        check(best.plan());
        assert_eq!(best.objective(), point.objective);
        expected.push(point.changes.to_string());
        expected.extend(worth(point.objective));
    }
    assert_eq!(numbers(section(&text, "What changes buy, at any price of a change:")), expected);

    // What is different.
    let diff = text.split("\n\n").find(|part| part.starts_with("With at most")).unwrap();
    let keys = |plan: &MentoringPlan| -> BTreeSet<(String, String)> {
        plan.pairs().iter().map(|p| (p.mentor.clone(), p.mentee.clone())).collect()
    };
    let (was, is) = (keys(&published), keys(&plan.plan));
    let others = changed(&published, &plan.plan);
    let kept = was.intersection(&is).count();
    let expected = [
        most.to_string(),
        kept.to_string(),
        (was.len() - kept).to_string(),
        (is.len() - kept).to_string(),
        others.len().to_string(),
    ];
    let told: Vec<&str> = diff.lines().collect();
    assert_eq!(numbers(told[0]), expected);
    for line in &told[1..told.len() - 1] {
        let role = if line.starts_with("mentee") { Role::Mentee } else { Role::Mentor };
        let named = numbers(line);
        let who = (role, named[0].clone());
        let empty = BTreeSet::new();
        let (before, after) = (partners(&published), partners(&plan.plan));
        let (had, has) = (before.get(&who).unwrap_or(&empty), after.get(&who).unwrap_or(&empty));
        let expected: Vec<&String> = had.difference(has).chain(has.difference(had)).collect();
        assert_eq!(named[1..].iter().collect::<Vec<_>>(), expected, "{line}");
    }
    assert_eq!(numbers(told[told.len() - 1]), [(others.len() - (told.len() - 2)).to_string()]);

    let counts = now.pair_counts();
    let all = now.mentor_keys().len() * now.mentee_keys().len();
    assert_eq!(counts.considered, all as u64);
    let allowed = now.mentee_keys().flat_map(|n| now.mentor_keys().map(move |m| (m, n)));
    let report = |pair: &(&str, &str)| audit::check(&now, &now.plan_by_hand([*pair]));
    let allowed = allowed.filter(|pair| report(pair).violations().is_empty()).count();
    let score = plan.plan.pairs().iter().map(|pair| pair.score.micros()).sum::<i64>();
    let expected = [
        plan.plan.pairs().len().to_string(),
        Score::from_micros(score).to_string(),
        plan.changes.to_string(),
        all.to_string(),
        allowed.to_string(),
    ];
    let heading = "Audit, recomputed from the organisation and both plans alone:";
    assert_eq!(numbers(section(&text, heading)), expected);
}

#[test]
fn other_terms_and_mistakes() {
    let text = run(&["--highest-score", "--at-most", "20", "--tax", "100"]).unwrap();
    assert!(
        text.contains("at most 20 change") && text.contains("each change costs 1.00"),
        "{text}"
    );
    assert!(run(&["--at-most", "3"]).unwrap_err().contains("no plan changes at most 3 people"));
    assert!(run(&["--help"]).unwrap().contains("--at-most"));
    assert!(run(&["--nothing"]).unwrap_err().contains("not an option"));
    assert!(run(&["--tax", "-1"]).unwrap_err().contains("not a number"));
}
