//! The story of an associate: every number of it, found out otherwise.

#[path = "../../../examples/explain/app.rs"]
mod app;

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::audit;
use crosstie::mentoring::{Capacity, MentoringProblem, Objective};
use crosstie::org::Organization;
use crosstie::policy::{Criterion, Party, Policy, Rule};

use super::numbers::{numbers, section};
use super::{data, policy, shared};

fn run(args: &[&str]) -> Result<String, String> {
    app::answer(args.iter().map(|&arg| arg.to_owned()))
}

/// The firm, read without the example's own words.
struct Firm {
    org: Organization,
    partners: Vec<String>,
    associates: Vec<String>,
}

/// What is other than in the story.
#[derive(Default)]
struct Other<'o> {
    pin: Option<(&'o str, &'o str)>,
    place_more: Option<&'o str>,
    without_rule: Option<usize>,
    criterion: Option<usize>,
}

impl Firm {
    fn read() -> Self {
        let org = shared::read_organization(data("law-firm").as_ref()).unwrap();
        let keys = |grade: i16, until: i16| {
            let people = org.people().filter(|p| p.grade() == Some(grade));
            let people = people.filter(|p| p.start().unwrap().year() <= until);
            people.map(|p| p.key().to_owned()).collect::<Vec<_>>()
        };
        let (partners, associates) = (keys(2, 1970), keys(1, 9_999));
        Self { org, partners, associates }
    }

    fn policy(other: &Other<'_>) -> Policy {
        let rules = [Rule::different_site(), Rule::no_tie_of("advice", Party::MENTEE)];
        let criteria = [
            (2, Criterion::department_distance()),
            (1, Criterion::few_ties_of(Party::MENTEE, 40)),
            (1, Criterion::few_ties_of(Party::MENTOR, 60)),
        ];
        let mut policy = Policy::new();
        for (_, rule) in (0..).zip(rules).filter(|(at, _)| other.without_rule != Some(*at)) {
            policy = policy.require(rule);
        }
        let criteria = (0..).zip(criteria);
        for (_, (weight, c)) in criteria.filter(|(at, _)| other.criterion.is_none_or(|c| c == *at))
        {
            policy = policy.prefer(weight, c);
        }
        policy
    }

    fn with<R>(&self, other: &Other<'_>, ask: impl FnOnce(&MentoringProblem<'_>) -> R) -> R {
        let policy = Self::policy(other);
        let person = |key: &str| self.org.person(key).unwrap();
        let mut builder = MentoringProblem::builder(&self.org, &policy)
            .mentees(self.associates.iter().map(|key| person(key)));
        for key in &self.partners {
            let more = u32::from(other.place_more == Some(key));
            builder = builder.mentors([person(key)], Capacity::up_to(2 + more));
        }
        if let Some((mentor, mentee)) = other.pin {
            builder = builder.pin(person(mentor), person(mentee));
        }
        ask(&builder.build().unwrap())
    }

    /// The value of the best plan, as the audit of it says.
    fn best(&self, other: &Other<'_>) -> (i64, i64) {
        self.with(other, |problem| {
            let answer = problem.solve().unwrap();
            let report = audit::check(problem, answer.plan());
            assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
            value(answer.objective())
        })
    }

    /// The score of two, as the audit says.
    fn score(&self, mentor: &str, mentee: &str, criterion: Option<usize>) -> i64 {
        self.with(&Other { criterion, ..Other::default() }, |problem| {
            let plan = problem.plan_by_hand([(mentor, mentee)]);
            let report = audit::check(problem, &plan);
            assert!(report.violations().iter().all(|v| v.code() != "wrong-score"), "{report}");
            plan.pairs[0].score.micros()
        })
    }

    /// The rules that exclude two, by definition.
    fn excluded(&self, mentor: &str, mentee: &str) -> [bool; 2] {
        let (m, n) = (self.org.person(mentor).unwrap(), self.org.person(mentee).unwrap());
        let names = self.org.ties().any(|tie| {
            let kind = tie.kind.and_then(|kind| self.org.tie_kind_name(kind));
            kind == Some("advice") && (tie.from, tie.to) == (n.id(), m.id())
        });
        [m.site() == n.site(), names]
    }

    fn may(&self, mentor: &str, mentee: &str) -> bool {
        self.excluded(mentor, mentee) == [false, false]
    }

    fn contacts(&self, key: &str) -> BTreeSet<String> {
        let own = self.org.person(key).unwrap().id();
        let ties = self.org.ties().filter(|tie| tie.from == own || tie.to == own);
        let others = ties.map(|tie| if tie.from == own { tie.to } else { tie.from });
        others.map(|id| self.org.person_by_id(id).unwrap().key().to_owned()).collect()
    }
}

fn value(objective: Objective) -> (i64, i64) {
    (i64::try_from(objective.pairs.unwrap()).unwrap(), objective.score.micros())
}

fn points(micros: i64) -> String {
    Score::from_micros(micros).to_string()
}

/// The numbers of a loss or a gain in words: pairs, then the score unless it is 0 beside them.
fn lost((pairs, micros): (i64, i64)) -> Vec<String> {
    let mut numbers = Vec::new();
    if pairs != 0 {
        numbers.push(pairs.to_string());
    }
    if pairs == 0 || micros != 0 {
        numbers.push(points(micros.abs()));
    }
    numbers
}

/// The scores of all pairs that a text names as "L01 and L61 (score …)".
fn named_pairs(firm: &Firm, text: &str) -> Vec<(String, String, String)> {
    let mut pairs = Vec::new();
    for (at, _) in text.match_indices(" (score ") {
        let words: Vec<&str> = text[..at].split_whitespace().collect();
        if let [.., mentor, "and", mentee] = words[..] {
            let score = points(firm.score(mentor, mentee, None));
            pairs.push((mentor.to_owned(), mentee.to_owned(), score));
        }
    }
    pairs
}

#[test]
fn every_number_is_right() {
    let text = run(&[]).unwrap();
    let firm = Firm::read();
    let key = "L46";
    let story = Other::default();
    let best = firm.best(&story);
    let plan = firm.with(&story, |problem| problem.solve().unwrap().into_plan());
    let pairs: Vec<(&str, &str, i64)> =
        plan.pairs().iter().map(|p| (&*p.mentor, &*p.mentee, p.score.micros())).collect();
    for &(mentor, mentee, score) in &pairs {
        assert_eq!(score, firm.score(mentor, mentee, None));
    }

    // The plan.
    let all = firm.partners.len() * firm.associates.len();
    let open: Vec<(&String, &String)> = firm
        .partners
        .iter()
        .flat_map(|m| firm.associates.iter().map(move |n| (m, n)))
        .filter(|(m, n)| firm.may(m, n))
        .collect();
    let hundredths = format!("{}.{:02}", best.1 / 1_000_000, (best.1 % 1_000_000 + 5_000) / 10_000);
    let (eligible, all) = (open.len().to_string(), all.to_string());
    let expected = [eligible.clone(), all.clone(), best.0.to_string(), hundredths];
    assert_eq!(numbers(section(&text, "The plan")), expected);

    // Why these two.
    let &(partner, _, score) = pairs.iter().find(|pair| pair.1 == key).unwrap();
    let mut parts: Vec<i64> = (0..3).map(|c| firm.score(partner, key, Some(c))).collect();
    parts.sort_unstable_by_key(|part| -part);
    let common = firm.contacts(partner).intersection(&firm.contacts(key)).count() - 3;
    let mut expected = vec![points(score), "4".to_owned()];
    expected.extend(parts.iter().map(|&part| points(part)));
    expected.push(common.to_string());
    assert_eq!(numbers(section(&text, "Why these two")), expected);

    // Who else: all solved anew with each pair pinned.
    let loss = |mentor: &str, mentee: &str| {
        let pinned = firm.best(&Other { pin: Some((mentor, mentee)), ..Other::default() });
        (best.0 - pinned.0, best.1 - pinned.1)
    };
    let others = firm.partners.iter().filter(|m| *m != partner && firm.may(m, key));
    let mut others: Vec<((i64, i64), &str)> = others.map(|m| (loss(m, key), &**m)).collect();
    others.sort_unstable();
    let mut expected = Vec::new();
    for &(loss, mentor) in &others[..3] {
        expected.push(points(firm.score(mentor, key, None)));
        expected.extend(if loss == (0, 0) { Vec::new() } else { lost(loss) });
    }
    let told = section(&text, "Who else");
    assert_eq!(numbers(told), expected);
    assert!(others[..3].iter().all(|(_, mentor)| told.contains(mentor)), "{told}");

    // Why not: the one who would score most.
    let told = section(&text, "Why not");
    let asked = told.split_whitespace().next().unwrap();
    let most = others.iter().map(|(_, mentor)| firm.score(mentor, key, None)).max().unwrap();
    assert_eq!(firm.score(asked, key, None), most);
    let mut expected = vec![points(most)];
    let own = loss(asked, key);
    expected.extend(if own == (0, 0) { Vec::new() } else { lost(own) });
    let changes = named_pairs(&firm, told);
    expected.extend(changes.iter().map(|change| change.2.clone()));
    assert_eq!(numbers(told), expected);
    // What is told to end is in the plan, what begins is not, and the sum is right.
    let (mut sum, mut count) = (most, 1);
    for (mentor, mentee, _) in &changes {
        let score = firm.score(mentor, mentee, None);
        let planned = pairs.iter().any(|pair| (pair.0, pair.1) == (mentor, mentee));
        (sum, count) = if planned { (sum - score, count - 1) } else { (sum + score, count + 1) };
    }
    assert_eq!((-count, -sum), own);

    // Somebody who has nobody.
    let matched: BTreeSet<&str> = pairs.iter().map(|pair| pair.1).collect();
    let alone = firm.associates.iter().find(|n| !matched.contains(&***n)).unwrap();
    let told = section(&text, "Somebody who has nobody");
    let (first, second) = told.split_once('\n').unwrap();
    let eligible_here = firm.partners.iter().filter(|m| firm.may(m, alone)).count();
    let mut expected = vec![eligible_here.to_string()];
    let mut mentor = "";
    for (at, _) in first.match_indices(" (score ") {
        let named = first[..at].split_whitespace().next_back().unwrap();
        let own = firm.partners.iter().any(|m| m == named);
        if own {
            mentor = named;
        }
        let other = if own { alone } else { named };
        expected.push(points(firm.score(mentor, other, None)));
    }
    assert_eq!(numbers(first), expected);
    // Who is reached from them by pairs that may be, and pairs that are.
    let mut people = BTreeSet::from([&**alone]);
    let mut mentors: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = (people.len(), mentors.len());
        let reached = firm.partners.iter().filter(|m| people.iter().any(|n| firm.may(m, n)));
        mentors.extend(reached.map(|m| &**m));
        people.extend(pairs.iter().filter(|p| mentors.contains(p.0)).map(|p| p.1));
        if before == (people.len(), mentors.len()) {
            break;
        }
    }
    assert!(mentors.len() * 2 < people.len(), "no proof");
    let site_alone = |m: &&String| {
        let excluded = |n: &&&str| firm.excluded(m, n) == [true, false];
        !mentors.contains(&***m) && people.iter().any(|n| excluded(&n))
    };
    let beyond: Vec<&String> = firm.partners.iter().filter(site_alone).collect();
    let taken = pairs.iter().filter(|p| beyond.iter().any(|m| *m == p.0)).count();
    let expected = [
        people.len(),
        people.len() - 3,
        people.len(),
        mentors.len() * 2,
        mentors.len(),
        mentors.len() - 3,
        beyond.len() * 2,
        beyond.len() * 2 - taken,
    ];
    assert_eq!(numbers(second), expected.map(|number| number.to_string()));

    // What one more place would be worth.
    let mut gains: Vec<(i64, i64)> = Vec::new();
    for mentor in &firm.partners {
        let more = firm.best(&Other { place_more: Some(mentor), ..Other::default() });
        gains.push((more.0 - best.0, more.1 - best.1));
    }
    gains.sort_unstable_by(|a, b| b.cmp(a));
    let told = section(&text, "What one more place would be worth");
    for (line, gain) in told.lines().zip(&gains[..2]) {
        let mut expected = lost(*gain);
        expected.extend(named_pairs(&firm, line).into_iter().map(|pair| pair.2));
        assert_eq!(numbers(line), expected);
    }
    assert_eq!(told.lines().count(), 2);

    // What each rule costs.
    let mut expected = Vec::new();
    for rule in 0..2 {
        let alone = |m: &String, n: &String| {
            let excluded = firm.excluded(m, n);
            excluded[rule] && !excluded[1 - rule]
        };
        let all = firm.partners.iter().flat_map(|m| firm.associates.iter().map(move |n| (m, n)));
        expected.push(all.filter(|(m, n)| alone(m, n)).count().to_string());
        let without = firm.best(&Other { without_rule: Some(rule), ..Other::default() });
        expected.extend(lost((without.0 - best.0, without.1 - best.1)));
    }
    assert_eq!(numbers(section(&text, "What each rule costs")), expected);

    // Whether it is even-handed.
    even_handed(&firm, &pairs, section(&text, "Whether it is even-handed"));

    let expected = [best.0.to_string(), points(best.1), all, eligible];
    assert_eq!(numbers(section(&text, "Audit")), expected);
}

/// Rates by group, counted anew.
fn even_handed(firm: &Firm, pairs: &[(&str, &str, i64)], told: &str) {
    let office = |key: &str| {
        let boston = firm.org.person(key).unwrap().site() == Some("Boston");
        if boston { "Boston" } else { "elsewhere" }
    };
    let score: BTreeMap<&str, i64> = pairs.iter().map(|pair| (pair.1, pair.2)).collect();
    let mut scores: Vec<i64> = score.values().copied().collect();
    scores.sort_unstable();
    let half = scores.len() / 2;
    assert_eq!(scores.len() % 2, 1, "the median is one of the scores");
    let above = |key: &str| score.get(key).is_some_and(|&score| score > scores[half]);
    let first = |key: &str| {
        let open = firm.partners.iter().filter(|m| firm.may(m, key));
        let best = open.map(|m| firm.score(m, key, None)).max();
        score.get(key).copied() == best
    };
    let row = |name: &str, people: &[&str], best: Option<[(usize, usize); 3]>| {
        let placed: Vec<&str> =
            people.iter().copied().filter(|key| score.contains_key(key)).collect();
        let count = |has: &dyn Fn(&str) -> bool| placed.iter().filter(|key| has(key)).count();
        let rates = [
            (placed.len(), people.len()),
            (count(&above), placed.len()),
            (count(&first), placed.len()),
        ];
        let sum: i64 = placed.iter().map(|key| score[key]).sum();
        let mean = sum / i64::try_from(placed.len()).unwrap();
        let line = told.lines().find(|line| line.trim().starts_with(name)).unwrap();
        let mut expected = vec![people.len().to_string()];
        for (at, (has, of)) in rates.into_iter().enumerate() {
            if at == 1 {
                expected.push(points(mean));
            }
            expected.extend([has.to_string(), of.to_string()]);
            if let Some(best) = best {
                let ratio = has * best[at].1 * 10_000 / (of * best[at].0);
                expected.push(format!("{}.{:04}", ratio / 10_000, ratio % 10_000));
            }
        }
        assert_eq!(numbers(line), expected, "{line}");
        rates
    };
    let all: Vec<&str> = firm.associates.iter().map(|key| &**key).collect();
    row("everybody", &all, None);
    let of = |name: &str| all.iter().copied().filter(|key| office(key) == name).collect::<Vec<_>>();
    let (boston, elsewhere) = (of("Boston"), of("elsewhere"));
    // The highest rate of each kind: checked by the ratios of the other group.
    let rates = |people: &[&str]| {
        let placed: Vec<&&str> = people.iter().filter(|key| score.contains_key(**key)).collect();
        [
            (placed.len(), people.len()),
            (placed.iter().filter(|key| above(key)).count(), placed.len()),
            (placed.iter().filter(|key| first(key)).count(), placed.len()),
        ]
    };
    let (one, other) = (rates(&boston), rates(&elsewhere));
    let best = [0, 1, 2].map(|at: usize| {
        let (a, b) = (one[at], other[at]);
        if a.0 * b.1 >= b.0 * a.1 { a } else { b }
    });
    row("Boston", &boston, Some(best));
    row("elsewhere", &elsewhere, Some(best));

    // Mentors: nobody's office is shown, since few partners are placed or of an office.
    let mentors = told.split("  mentors: ").nth(1).unwrap();
    let placed: BTreeSet<&str> = pairs.iter().map(|pair| pair.0).collect();
    let line = mentors.lines().find(|line| line.trim().starts_with("everybody")).unwrap();
    assert_eq!(
        numbers(line)[..3],
        [
            firm.partners.len().to_string(),
            placed.len().to_string(),
            firm.partners.len().to_string()
        ]
    );
    let means: BTreeMap<&str, (i64, i64)> = placed
        .iter()
        .map(|&mentor| {
            let own: Vec<i64> = pairs.iter().filter(|p| p.0 == mentor).map(|p| p.2).collect();
            (mentor, (own.iter().sum(), i64::try_from(own.len()).unwrap()))
        })
        .collect();
    let common = 2; // of one score or two
    let halves: Vec<i64> = means.values().map(|(sum, count)| sum * common / count).collect();
    let mut sorted = halves.clone();
    sorted.sort_unstable();
    let above = halves.iter().filter(|&&mean| mean > sorted[sorted.len() / 2]).count();
    let best_of = |mentor: &str| {
        let open = firm.associates.iter().filter(|n| firm.may(mentor, n));
        open.map(|n| firm.score(mentor, n, None)).max().unwrap()
    };
    let firsts = means
        .keys()
        .filter(|&&mentor| pairs.iter().any(|pair| pair.0 == mentor && pair.2 == best_of(mentor)));
    let count = i64::try_from(means.len()).unwrap();
    let mean = halves.iter().sum::<i64>() / (common * count);
    let placed = placed.len().to_string();
    let expected =
        [points(mean), above.to_string(), placed.clone(), firsts.count().to_string(), placed];
    assert_eq!(numbers(line)[3..], expected);

    let heads: Vec<String> =
        told.lines().filter(|l| l.contains(" people")).flat_map(numbers).collect();
    let outside = firm.org.people().len() - firm.associates.len() - firm.partners.len();
    let (n, m) = (firm.associates.len().to_string(), firm.partners.len().to_string());
    assert!(heads.starts_with(&[n]) && heads.contains(&m), "{heads:?}");
    assert!(heads.contains(&outside.to_string()), "{heads:?}");
    let findings: Vec<&str> = told.lines().filter(|line| line.trim().starts_with("- ")).collect();
    let low = |at: usize, has: (usize, usize), best: (usize, usize)| {
        let ratio = has.0 * best.1 * 10_000 / (has.1 * best.0);
        assert!(ratio < 8_000);
        let expected = [has.0, has.1, best.0, best.1].map(|number| number.to_string());
        let found = numbers(findings[at]);
        assert_eq!(found[..4], expected);
        assert_eq!(found[4..6], [format!("0.{ratio:04}"), "0.80".to_owned()]);
    };
    low(0, one[0], other[0]);
    low(1, one[1], other[1]);
    assert_eq!(findings.len(), 3);
    assert!(told.contains("  3 findings:"));
    assert_eq!(numbers(findings[2]), ["2"]); // groups of mentors not shown
}

#[test]
fn somebody_without_a_pair_and_other_mistakes() {
    let text = run(&["--person", "L38"]).unwrap();
    assert!(section(&text, "Why nobody").contains("L38 has no mentor"), "{text}");
    let text = run(&["--why-not", "L02"]).unwrap();
    assert!(section(&text, "Why not").contains("L02 does not mentor L46"), "{text}");
    assert!(run(&["--help"]).unwrap().contains("--person"));
    assert!(run(&["--person", "L01"]).unwrap_err().contains("not an associate"));
    assert!(run(&["--nothing"]).unwrap_err().contains("not an option"));
}
