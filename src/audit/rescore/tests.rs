//! Every rule and every criterion on organisations small enough to check by hand.
#![expect(clippy::unwrap_used, reason = "tests")]

use Verdict::{Excluded, Met, Unknown};
use jiff::civil::date;

use super::*;
use crate::org::{
    DepartmentRecord, OrganizationBuilder, PersonRecord, SkillRecord, TieRecord, WantRecord,
};
use crate::policy::{History, Meeting, Preferences, Programme, When};

fn person(key: &str) -> PersonRecord {
    PersonRecord::new(key)
}

fn org(people: impl IntoIterator<Item = PersonRecord>) -> Organization {
    people.into_iter().fold(Organization::builder(), OrganizationBuilder::person).build().unwrap()
}

/// No rule.
const NONE: [usize; 0] = [];

/// What a rule says: excluded either way, by neither, or by a missing fact.
fn verdict_in(org: &Organization, context: &Context<'_>, rule: Rule, pair: [&str; 2]) -> Verdict {
    let policy = Policy::new().require(rule.clone()).require_if_known(rule);
    let [first, second] = pair.map(|key| org.person(key).unwrap());
    match Rescorer::new(org, &policy, context).excluding(first, second).unwrap()[..] {
        [] => Met,
        [0, 1] => Excluded,
        [0] => Unknown,
        ref other => unreachable!("{other:?}"),
    }
}

fn verdict(org: &Organization, rule: Rule, first: &str, second: &str) -> Verdict {
    verdict_in(org, &Context::new(), rule, [first, second])
}

fn value_in(
    org: &Organization,
    context: &Context<'_>,
    criterion: &Criterion,
    pair: [&str; 2],
) -> u32 {
    let policy = Policy::new();
    let [first, second] = pair.map(|key| org.person(key).unwrap());
    Rescorer::new(org, &policy, context).value(criterion, first, second).unwrap().micros()
}

fn value(org: &Organization, criterion: &Criterion, first: &str, second: &str) -> u32 {
    value_in(org, &Context::new(), criterion, [first, second])
}

/// ```text
/// tech ─┬─ platform ─── storage       sales ─── north
///       └─ web
/// ```
/// ada: storage, bob: platform, cy: web, dee: tech, eve: north, fay: sales,
/// gus: storage; nil has no department.
fn company() -> Organization {
    let under = |key: &str, parent: &str| DepartmentRecord::new(key).parent(parent);
    let homes = [
        ("ada", "storage"),
        ("bob", "platform"),
        ("cy", "web"),
        ("dee", "tech"),
        ("eve", "north"),
        ("fay", "sales"),
        ("gus", "storage"),
    ];
    homes
        .into_iter()
        .map(|(key, home)| person(key).department(home))
        .chain([person("nil")])
        .fold(Organization::builder(), OrganizationBuilder::person)
        .department(under("storage", "platform"))
        .department(under("platform", "tech"))
        .department(DepartmentRecord::new("tech"))
        .department(under("web", "tech"))
        .department(DepartmentRecord::new("sales"))
        .department(under("north", "sales"))
        .build()
        .unwrap()
}

/// ```text
///         top            boss          alone
///        /   \            |
///      left  right       only
///       |
///      low
///       |
///     lowest
/// ```
fn lines() -> Organization {
    org([
        person("top"),
        person("left").manager("top"),
        person("right").manager("top"),
        person("low").manager("left"),
        person("lowest").manager("low"),
        person("boss"),
        person("only").manager("boss"),
        person("alone"),
    ])
}

/// A path of ties a → b ← c → d → e, b → a again as `advice`, and f with none.
fn tied() -> Organization {
    let tie = |from: &str, to: &str| TieRecord::new(from, to);
    ["a", "b", "c", "d", "e", "f"]
        .map(person)
        .into_iter()
        .fold(Organization::builder(), OrganizationBuilder::person)
        .tie(tie("a", "b"))
        .tie(tie("b", "a").kind("advice"))
        .tie(tie("c", "b").kind("advice"))
        .tie(tie("c", "d").kind("friend"))
        .tie(tie("d", "e"))
        .build()
        .unwrap()
}

#[test]
fn different_department() {
    let org = company();
    let home = Rule::different_department;
    assert_eq!(verdict(&org, home(), "ada", "gus"), Excluded);
    assert_eq!(verdict(&org, home(), "ada", "bob"), Met);
    assert_eq!(verdict(&org, home(), "ada", "nil"), Unknown);
    assert_eq!(verdict(&org, home(), "nil", "nil"), Unknown);
    // Level 1 is the function.
    let at = Rule::different_department_at;
    assert_eq!(verdict(&org, at(1), "ada", "cy"), Excluded);
    assert_eq!(verdict(&org, at(1), "ada", "eve"), Met);
    // Level 2: storage lies within platform; dee stands above and keeps tech.
    assert_eq!(verdict(&org, at(2), "ada", "bob"), Excluded);
    assert_eq!(verdict(&org, at(2), "ada", "cy"), Met);
    assert_eq!(verdict(&org, at(2), "ada", "dee"), Met);
    assert_eq!(verdict(&org, at(2), "eve", "fay"), Met);
    assert_eq!(verdict(&org, at(2), "dee", "fay"), Met);
    // Level 3: bob keeps platform.
    assert_eq!(verdict(&org, at(3), "ada", "bob"), Met);
    assert_eq!(verdict(&org, at(3), "ada", "gus"), Excluded);
    assert_eq!(verdict(&org, at(9), "gus", "ada"), Excluded);
    assert_eq!(verdict(&org, at(1), "nil", "ada"), Unknown);
}

#[test]
fn different_function() {
    let org = company();
    assert_eq!(verdict(&org, Rule::different_function(), "ada", "dee"), Excluded);
    assert_eq!(verdict(&org, Rule::different_function(), "bob", "cy"), Excluded);
    assert_eq!(verdict(&org, Rule::different_function(), "eve", "ada"), Met);
    assert_eq!(verdict(&org, Rule::different_function(), "nil", "ada"), Unknown);
}

#[test]
fn sites() {
    let org = org([
        person("ada").site("Leeds"),
        person("bob").site("Leeds"),
        person("cy").site("leeds"),
        person("nil"),
    ]);
    for (first, second, different, same) in [
        ("ada", "bob", Excluded, Met),
        ("ada", "cy", Met, Excluded), // names are taken as written
        ("ada", "nil", Unknown, Unknown),
        ("nil", "ada", Unknown, Unknown),
    ] {
        assert_eq!(verdict(&org, Rule::different_site(), first, second), different);
        assert_eq!(verdict(&org, Rule::same_site(), first, second), same);
    }
}

#[test]
fn outside_reporting_line() {
    let org = lines();
    let outside = Rule::outside_reporting_line;
    assert_eq!(verdict(&org, outside(1), "top", "left"), Excluded);
    assert_eq!(verdict(&org, outside(1), "left", "top"), Excluded);
    assert_eq!(verdict(&org, outside(1), "top", "low"), Met);
    assert_eq!(verdict(&org, outside(2), "top", "low"), Excluded);
    assert_eq!(verdict(&org, outside(2), "lowest", "top"), Met);
    assert_eq!(verdict(&org, outside(3), "lowest", "top"), Excluded);
    assert_eq!(verdict(&org, outside(u32::MAX), "lowest", "right"), Met);
    assert_eq!(verdict(&org, outside(3), "left", "right"), Met);
    assert_eq!(verdict(&org, outside(3), "boss", "alone"), Met);
    let and_team = Rule::outside_reporting_line_and_team;
    assert_eq!(verdict(&org, and_team(1), "left", "right"), Excluded);
    assert_eq!(verdict(&org, and_team(1), "low", "right"), Met);
    assert_eq!(verdict(&org, and_team(1), "low", "left"), Excluded);
    // No manager is not a manager in common.
    assert_eq!(verdict(&org, and_team(3), "top", "boss"), Met);
}

#[test]
fn grade_gap() {
    let org = org([
        person("high").grade(i16::MAX),
        person("seven").grade(7),
        person("four").grade(4),
        person("low").grade(i16::MIN),
        person("nil"),
    ]);
    let gap = Rule::grade_gap;
    assert_eq!(verdict(&org, gap(1, 3), "seven", "four"), Met);
    assert_eq!(verdict(&org, gap(3, 3), "seven", "four"), Met);
    assert_eq!(verdict(&org, gap(1, 2), "seven", "four"), Excluded);
    assert_eq!(verdict(&org, gap(4, 9), "seven", "four"), Excluded);
    assert_eq!(verdict(&org, gap(1, 3), "four", "seven"), Excluded);
    assert_eq!(verdict(&org, gap(-3, 0), "four", "seven"), Met);
    assert_eq!(verdict(&org, gap(65_535, 65_535), "high", "low"), Met);
    assert_eq!(verdict(&org, gap(i32::MIN, i32::MAX), "nil", "seven"), Unknown);
    assert_eq!(verdict(&org, gap(1, 3), "seven", "nil"), Unknown);
}

/// day 09:00–17:00; night 22:00–10:00; whole 00:00–24:00; late 17:00–18:00.
fn shifts() -> Organization {
    org([
        person("day").hours(540, 1020),
        person("night").hours(1320, 600),
        person("whole").hours(0, 1440),
        person("late").hours(1020, 1080),
        person("nil"),
    ])
}

#[test]
fn shared_hours() {
    let org = shifts();
    let shared = Rule::shared_hours;
    assert_eq!(verdict(&org, shared(60), "day", "night"), Met); // 09:00–10:00
    assert_eq!(verdict(&org, shared(61), "day", "night"), Excluded);
    assert_eq!(verdict(&org, shared(720), "night", "whole"), Met); // 2 h + 10 h
    assert_eq!(verdict(&org, shared(721), "night", "whole"), Excluded);
    assert_eq!(verdict(&org, shared(1), "day", "late"), Excluded); // 17:00 is not within 09:00–17:00
    assert_eq!(verdict(&org, shared(1), "day", "nil"), Unknown);
    assert_eq!(verdict(&org, shared(1), "nil", "day"), Unknown);
}

#[test]
fn hours_overlap() {
    let org = shifts();
    let overlap = |enough| Criterion::HoursOverlap { enough };
    assert_eq!(value(&org, &overlap(240), "day", "night"), 250_000); // 60 / 240
    assert_eq!(value(&org, &overlap(70), "night", "day"), 857_142); // 6 / 7
    assert_eq!(value(&org, &overlap(60), "day", "night"), 1_000_000);
    assert_eq!(value(&org, &overlap(1), "day", "late"), 0);
    assert_eq!(value(&org, &overlap(1440), "day", "whole"), 333_333); // 480 / 1440
    assert_eq!(value(&org, &Criterion::hours_overlap(), "day", "nil"), 0);
}

#[test]
fn shared_language() {
    let org = org([
        person("ada").language("en").language("fr"),
        person("bob").language("de").language("fr"),
        person("cy").language("de"),
        person("nil"),
    ]);
    assert_eq!(verdict(&org, Rule::shared_language(), "ada", "bob"), Met);
    assert_eq!(verdict(&org, Rule::shared_language(), "ada", "cy"), Excluded);
    assert_eq!(verdict(&org, Rule::shared_language(), "cy", "nil"), Unknown);
    assert_eq!(verdict(&org, Rule::shared_language(), "nil", "cy"), Unknown);
}

#[test]
fn do_not_pair() {
    let org = org(["ada", "bob", "cy"].map(person));
    let rule = || Rule::do_not_pair([("ada", "bob"), ("cy", "bob")]);
    assert_eq!(verdict(&org, rule(), "ada", "bob"), Excluded);
    assert_eq!(verdict(&org, rule(), "bob", "ada"), Excluded);
    assert_eq!(verdict(&org, rule(), "bob", "cy"), Excluded);
    assert_eq!(verdict(&org, rule(), "ada", "cy"), Met);
}

#[test]
fn not_met_within_rounds() {
    let org = org(["ada", "bob", "cy", "dee", "eve"].map(person));
    let met = |round, people: &[&str]| {
        Meeting::new(Programme::Rotation, When::round(round), people.iter().copied())
    };
    let mut history = History::new();
    history.record(met(3, &["ada", "bob"]));
    history.record(met(5, &["ada", "cy"]).missed());
    history.record(met(5, &["bob", "gone", "cy"]));
    history.record(Meeting::new(Programme::Mentoring, When::round(9), ["eve", "ada"]));
    let context = Context::new().history(&history).round(6);
    let within = |gap, first, second| {
        let cool_down = CoolDown::Rounds(gap);
        verdict_in(&org, &context, Rule::not_met_within(cool_down), [first, second])
    };
    assert_eq!(within(2, "ada", "bob"), Met); // 3 + 2 < 6
    assert_eq!(within(3, "ada", "bob"), Excluded);
    assert_eq!(within(3, "bob", "ada"), Excluded);
    assert_eq!(within(u32::MAX, "bob", "ada"), Excluded);
    assert_eq!(within(9, "ada", "cy"), Met); // missed
    assert_eq!(within(1, "cy", "bob"), Excluded); // in a group of three
    assert_eq!(within(1, "ada", "eve"), Excluded); // planned for round 9, as mentoring
    assert_eq!(within(9, "ada", "dee"), Met);
    // A gap of 0 leaves what is planned from this round on.
    assert_eq!(within(0, "ada", "eve"), Excluded);
    assert_eq!(within(0, "bob", "cy"), Met);
    let without = Context::new().round(6);
    let rule = Rule::not_met_within(CoolDown::Rounds(9));
    assert_eq!(verdict_in(&org, &without, rule, ["ada", "bob"]), Met);
}

#[test]
fn not_met_within_knows_who_came() {
    let org = org(["ada", "bob", "cy", "dee"].map(person));
    let met =
        |people: &[&str]| Meeting::new(Programme::Rotation, When::round(5), people.iter().copied());
    let now = Context::new().round(6);
    let verdict = |meeting: Meeting, pair| {
        let history = History::from_iter([meeting]);
        let context = now.clone().history(&history);
        verdict_in(&org, &context, Rule::not_met_within(CoolDown::Rounds(1)), pair)
    };
    let three = met(&["ada", "bob", "cy"]).missed_by(["bob"]);
    assert_eq!(verdict(three.clone(), ["ada", "cy"]), Excluded);
    assert_eq!(verdict(three.clone(), ["ada", "bob"]), Met);
    assert_eq!(verdict(three.clone(), ["bob", "cy"]), Met);
    assert_eq!(verdict(three.missed_by(["ada"]), ["ada", "cy"]), Met); // cy sat alone
    // Who was not planned for it is neither here nor there.
    assert_eq!(verdict(met(&["ada", "bob"]).missed_by(["dee"]), ["bob", "ada"]), Excluded);
    assert_eq!(verdict(met(&["ada", "bob"]).missed_by(["dee"]), ["bob", "dee"]), Met);
    // Nobody meets themselves.
    assert_eq!(verdict(met(&["ada", "ada"]), ["ada", "ada"]), Met);
    // Where nobody met, no date is missed.
    for meeting in [met(&["ada"]), met(&["ada", "bob"]).missed_by(["ada"])] {
        let undated = Meeting { when: When::default(), ..meeting };
        assert_eq!(verdict(undated, ["ada", "bob"]), Met);
    }
}

#[test]
fn not_met_within_days() {
    let org = org(["ada", "bob", "cy"].map(person));
    let met = |day, people: [&str; 2]| Meeting::new(Programme::Rotation, When::on(day), people);
    let history: History = [
        met(date(2024, 2, 20), ["ada", "bob"]),
        met(date(2024, 12, 24), ["bob", "cy"]),
        met(date(2024, 2, 29), ["ada", "cy"]).missed(),
    ]
    .into_iter()
    .collect();
    // From 20 February to 1 March 2024: 9 + 1 days, with the leap day.
    let context = Context::new().history(&history).on(date(2024, 3, 1));
    let within = |gap, first, second| {
        let cool_down = CoolDown::Days(gap);
        verdict_in(&org, &context, Rule::not_met_within(cool_down), [first, second])
    };
    assert_eq!(within(9, "ada", "bob"), Met);
    assert_eq!(within(10, "ada", "bob"), Excluded);
    assert_eq!(within(10, "bob", "ada"), Excluded);
    assert_eq!(within(u32::MAX, "bob", "ada"), Excluded);
    assert_eq!(within(1, "cy", "bob"), Excluded); // planned for December
    assert_eq!(within(99, "ada", "cy"), Met); // missed
    assert_eq!(within(0, "cy", "bob"), Excluded);
    assert_eq!(within(0, "ada", "bob"), Met);
}

#[test]
fn no_tie() {
    let org = tied();
    // a → b plain, b → a advice.
    assert_eq!(verdict(&org, Rule::no_tie(), "a", "b"), Excluded);
    assert_eq!(verdict(&org, Rule::no_tie(), "b", "c"), Excluded); // named by c alone
    assert_eq!(verdict(&org, Rule::no_tie(), "a", "c"), Met);
    let advice = |party| Rule::no_tie_of("advice", party);
    assert_eq!(verdict(&org, advice(Party::First), "a", "b"), Met);
    assert_eq!(verdict(&org, advice(Party::Second), "a", "b"), Excluded);
    assert_eq!(verdict(&org, advice(Party::First), "b", "a"), Excluded);
    assert_eq!(verdict(&org, advice(Party::Second), "b", "a"), Met);
    assert_eq!(verdict(&org, advice(Party::Both), "a", "b"), Excluded);
    assert_eq!(verdict(&org, advice(Party::Both), "c", "d"), Met); // friends
    // A tie of no kind is of none of the kinds named.
    assert_eq!(verdict(&org, advice(Party::Both), "d", "e"), Met);
    let any_of = |kinds: &[&str], named_by| Rule::NoTie {
        kinds: kinds.iter().map(|&kind| kind.to_owned()).collect(),
        named_by,
    };
    assert_eq!(verdict(&org, any_of(&["advice", "friend"], Party::Both), "d", "c"), Excluded);
    assert_eq!(verdict(&org, any_of(&[], Party::First), "d", "e"), Excluded);
    assert_eq!(verdict(&org, any_of(&[], Party::First), "e", "d"), Met);
}

/// SharedInterests for ada and bob is 1/3, for ada and cy 0.
fn readers() -> Organization {
    org([
        person("ada").interest("chess").interest("tea"),
        person("bob").interest("tea").interest("rust"),
        person("cy").interest("golf"),
        person("nil"),
        person("nix"),
    ])
}

#[test]
fn minimum_score() {
    let org = readers();
    let context = Context::new().criterion("half", |_: Pair<'_>| 0.5);
    let policy = |least| {
        Policy::new()
            .prefer(3, Criterion::shared_interests())
            .prefer(2, Criterion::custom("half"))
            .require(Rule::minimum_score(Score::from_micros(least)))
    };
    let excluding = |least, first, second| {
        let policy = policy(least);
        let [first, second] = [first, second].map(|key| org.person(key).unwrap());
        Rescorer::new(&org, &policy, &context).excluding(first, second).unwrap()
    };
    // 3 · 0.333333 + 2 · 0.5 = 1.999999: a criterion is rounded before it is weighed.
    assert_eq!(excluding(1_999_999, "ada", "bob"), NONE);
    assert_eq!(excluding(2_000_000, "ada", "bob"), [0]);
    // 3 · 0 + 2 · 0.5
    assert_eq!(excluding(1_000_000, "ada", "cy"), NONE);
    assert_eq!(excluding(1_000_001, "ada", "cy"), [0]);
}

#[test]
fn must_have() {
    let org = readers();
    let rule = |least: u32| {
        Rule::must_have(Criterion::shared_interests(), Value::try_from(least).unwrap())
    };
    assert_eq!(verdict(&org, rule(333_333), "ada", "bob"), Met);
    assert_eq!(verdict(&org, rule(333_334), "ada", "bob"), Excluded);
    assert_eq!(verdict(&org, rule(1), "ada", "cy"), Excluded);
    // A missing fact makes the value 0, which is known.
    assert_eq!(verdict(&org, rule(1), "ada", "nil"), Excluded);
    assert_eq!(verdict(&org, rule(0), "ada", "nil"), Met);
}

struct Younger;

impl crate::policy::PairRule for Younger {
    fn verdict(&self, pair: Pair<'_>) -> Verdict {
        match (pair.first.grade(), pair.second.grade()) {
            (Some(a), Some(b)) => Verdict::from(a < b),
            _ => Unknown,
        }
    }
}

#[test]
fn custom_rule() {
    let org = org([person("a").grade(1), person("b").grade(2), person("nil")]);
    let context = Context::new()
        .rule("younger", Younger)
        .rule("a first", |pair: Pair<'_>| pair.first.key() == "a");
    let of = |name: &str, pair| verdict_in(&org, &context, Rule::custom(name), pair);
    assert_eq!(of("younger", ["a", "b"]), Met);
    assert_eq!(of("younger", ["b", "a"]), Excluded);
    assert_eq!(of("younger", ["a", "nil"]), Unknown);
    assert_eq!(of("a first", ["a", "nil"]), Met);
    assert_eq!(of("a first", ["nil", "a"]), Excluded);
}

#[test]
fn skill_gap() {
    let want = |skill: &str, target, weight| WantRecord { skill: skill.to_owned(), target, weight };
    let skill = |skill: &str, level| SkillRecord { skill: skill.to_owned(), level };
    let mut mentor = person("mentor");
    mentor.skills = vec![skill("rust", 3), skill("sql", 5), skill("law", 2), skill("art", 1)];
    let mut mentee = person("mentee");
    mentee.skills = vec![skill("sql", 4), skill("law", 3), skill("tax", 5)];
    mentee.wants = vec![
        want("rust", 5, 2), // δ = 5 − 0, 3 taught: 3/5, weight 2
        want("sql", 5, 1),  // δ = 5 − 4, 1 taught: 1, weight 1
        want("law", 5, 3),  // δ = 5 − 3, none taught: 0, weight 3
        want("tax", 4, 9),  // reached already: left out
    ];
    let mut novice = person("novice");
    novice.wants = vec![want("rust", 3, 1), want("sql", 4, 1), want("law", 3, 1)];
    let org = org([mentor, mentee, novice, person("done").skill("sql", 2).wants("sql", 2)]);
    let gap = Criterion::skill_gap();
    // (2 · 3/5 + 1 · 1 + 3 · 0) / 6 = 11/30
    assert_eq!(value(&org, &gap, "mentor", "mentee"), 366_666);
    // 3/3, min(1, 5/4) = 1, 2/3: together 8/9
    assert_eq!(value(&org, &gap, "mentor", "novice"), 888_888);
    // 0/3 of rust; sql 4/4; law 3/3: 2/3
    assert_eq!(value(&org, &gap, "mentee", "novice"), 666_666);
    assert_eq!(value(&org, &gap, "mentee", "mentor"), 0); // wants nothing
    assert_eq!(value(&org, &gap, "mentor", "done"), 0); // wants nothing any more
    assert_eq!(value(&org, &gap, "novice", "mentee"), 0); // can teach nothing
}

#[test]
fn shared_interests() {
    let org = readers();
    let shared = Criterion::shared_interests();
    assert_eq!(value(&org, &shared, "ada", "bob"), 333_333);
    assert_eq!(value(&org, &shared, "ada", "ada"), 1_000_000);
    assert_eq!(value(&org, &shared, "ada", "cy"), 0);
    assert_eq!(value(&org, &shared, "ada", "nil"), 0);
    assert_eq!(value(&org, &shared, "nil", "nix"), 0); // nothing of nothing
}

#[test]
fn department_distance() {
    let org = company();
    let distance = |cap| Criterion::DepartmentDistance { cap };
    assert_eq!(value(&org, &distance(4), "ada", "gus"), 0);
    assert_eq!(value(&org, &distance(4), "ada", "bob"), 250_000); // one step up
    assert_eq!(value(&org, &distance(4), "dee", "ada"), 500_000); // two down
    assert_eq!(value(&org, &distance(4), "ada", "cy"), 750_000); // two up, one down
    assert_eq!(value(&org, &distance(9), "dee", "fay"), 222_222); // functions: 2
    assert_eq!(value(&org, &distance(9), "ada", "eve"), 555_555); // 3 up, 2 down
    assert_eq!(value(&org, &distance(4), "ada", "eve"), 1_000_000);
    assert_eq!(value(&org, &distance(1), "ada", "nil"), 0);
}

#[test]
fn reporting_distance() {
    let org = lines();
    let distance = |cap| Criterion::ReportingDistance { cap };
    assert_eq!(value(&org, &distance(4), "top", "left"), 250_000);
    assert_eq!(value(&org, &distance(4), "right", "left"), 500_000);
    assert_eq!(value(&org, &distance(6), "right", "lowest"), 666_666); // 1 up, 3 down
    assert_eq!(value(&org, &distance(3), "lowest", "right"), 1_000_000);
    assert_eq!(value(&org, &distance(9), "boss", "top"), 1_000_000); // two trees
    assert_eq!(value(&org, &distance(9), "only", "low"), 1_000_000);
    assert_eq!(value(&org, &distance(1), "alone", "top"), 0); // in no line at all
    assert_eq!(value(&org, &distance(1), "low", "alone"), 0);
}

#[test]
fn tie_novelty() {
    let org = tied();
    let novelty = Criterion::tie_novelty();
    assert_eq!(value(&org, &novelty, "a", "b"), 0);
    assert_eq!(value(&org, &novelty, "b", "c"), 0); // named by c alone
    assert_eq!(value(&org, &novelty, "a", "c"), 333_333);
    assert_eq!(value(&org, &novelty, "d", "a"), 666_666);
    assert_eq!(value(&org, &novelty, "a", "e"), 1_000_000); // four steps
    assert_eq!(value(&org, &novelty, "a", "f"), 1_000_000); // no way
}

#[test]
fn tie_closeness() {
    let org = tied();
    let closeness = Criterion::tie_closeness();
    assert_eq!(value(&org, &closeness, "b", "c"), 1_000_000);
    assert_eq!(value(&org, &closeness, "a", "c"), 666_666);
    assert_eq!(value(&org, &closeness, "d", "a"), 333_333);
    assert_eq!(value(&org, &closeness, "a", "e"), 0); // four steps
    assert_eq!(value(&org, &closeness, "a", "f"), 0); // no way
}

#[test]
fn new_tie_across_functions() {
    let org = Organization::builder()
        .department(DepartmentRecord::new("tech"))
        .department(DepartmentRecord::new("web").parent("tech"))
        .department(DepartmentRecord::new("sales"))
        .person(person("ada").department("web"))
        .person(person("bob").department("tech"))
        .person(person("cy").department("sales"))
        .person(person("dee").department("sales"))
        .person(person("nil"))
        .tie(TieRecord::new("dee", "ada"))
        .build()
        .unwrap();
    let new = Criterion::new_tie_across_functions();
    assert_eq!(value(&org, &new, "ada", "cy"), 1_000_000);
    assert_eq!(value(&org, &new, "ada", "bob"), 0); // one function
    assert_eq!(value(&org, &new, "ada", "dee"), 0); // tied, though she names none
    assert_eq!(value(&org, &new, "nil", "dee"), 0);
}

#[test]
fn never_met() {
    let org = org(["ada", "bob", "cy"].map(person));
    let met = |people: &[&str]| {
        Meeting::new(Programme::TaskForce, When::default(), people.iter().copied())
    };
    let history = History::from_iter([
        met(&["ada", "bob", "cy"]).missed_by(["cy"]),
        met(&["bob", "cy"]).missed(),
    ]);
    let context = Context::new().history(&history);
    let never = |pair| value_in(&org, &context, &Criterion::never_met(), pair);
    assert_eq!(never(["bob", "ada"]), 0);
    assert_eq!(never(["ada", "cy"]), 1_000_000);
    assert_eq!(never(["bob", "cy"]), 1_000_000);
    assert_eq!(value(&org, &Criterion::never_met(), "ada", "bob"), 1_000_000);
}

#[test]
fn grade_gap_fit() {
    let org = org([
        person("seven").grade(7),
        person("four").grade(4),
        person("low").grade(i16::MIN),
        person("nil"),
    ]);
    let fit = Criterion::grade_gap_fit;
    assert_eq!(value(&org, &fit(3, 1), "seven", "four"), 1_000_000);
    assert_eq!(value(&org, &fit(2, 3), "seven", "four"), 666_666); // (3 − 1) / 3
    assert_eq!(value(&org, &fit(5, 3), "seven", "four"), 333_333); // (3 − 2) / 3
    assert_eq!(value(&org, &fit(0, 3), "seven", "four"), 0);
    assert_eq!(value(&org, &fit(3, 3), "four", "seven"), 0); // gap −3
    assert_eq!(value(&org, &fit(-2, 3), "four", "seven"), 666_666);
    // (2³² − 1 − 2) / (2³² − 1): only just below 1.
    assert_eq!(value(&org, &fit(1, u32::MAX), "seven", "four"), 999_999);
    assert_eq!(value(&org, &fit(i32::MIN, 5), "seven", "low"), 0);
    assert_eq!(value(&org, &fit(3, 3), "seven", "nil"), 0);
    assert_eq!(value(&org, &fit(3, 3), "nil", "seven"), 0);
}

#[test]
fn preference_rank() {
    let org = org(["ada", "bob", "cy", "nil"].map(person));
    let preferences =
        Preferences::new().rank("ada", ["bob", "cy", "gone"]).rank("cy", ["nil", "ada"]);
    let context = Context::new().preferences(&preferences);
    let rank = |of, pair| value_in(&org, &context, &Criterion::preference_rank(of), pair);
    assert_eq!(rank(Party::First, ["ada", "bob"]), 1_000_000);
    assert_eq!(rank(Party::First, ["ada", "cy"]), 666_666); // second of three
    assert_eq!(rank(Party::Second, ["ada", "cy"]), 500_000); // second of two
    assert_eq!(rank(Party::Both, ["ada", "cy"]), 583_333); // ⌊(666,666 + 500,000) / 2⌋
    assert_eq!(rank(Party::Both, ["cy", "ada"]), 583_333);
    assert_eq!(rank(Party::Second, ["ada", "bob"]), 0); // bob has no list
    assert_eq!(rank(Party::Both, ["ada", "bob"]), 500_000);
    assert_eq!(rank(Party::First, ["ada", "nil"]), 0); // not on the list
    assert_eq!(value(&org, &Criterion::preference_rank(Party::First), "ada", "bob"), 0);
}

#[test]
fn few_ties() {
    let org = tied();
    let few =
        |of, cap, pair| value_in(&org, &Context::new(), &Criterion::few_ties_of(of, cap), pair);
    // Contacts: a 1 (two ties with b), b 2, c 2, d 2, e 1, f 0.
    assert_eq!(few(Party::First, 3, ["a", "b"]), 666_666);
    assert_eq!(few(Party::Second, 3, ["a", "b"]), 333_333);
    // Each value is rounded before the mean: ⌊(666,666 + 333,333) / 2⌋.
    assert_eq!(few(Party::Both, 3, ["a", "b"]), 499_999);
    assert_eq!(few(Party::Both, 3, ["f", "b"]), 666_666); // ⌊1,333,333 / 2⌋
    assert_eq!(few(Party::First, 2, ["c", "a"]), 0);
    assert_eq!(few(Party::First, 1, ["b", "a"]), 0); // more than the cap
    assert_eq!(few(Party::First, 10, ["f", "a"]), 1_000_000);
    assert_eq!(value(&org, &Criterion::few_ties(), "a", "b"), 850_000);
}

#[test]
fn custom_criterion() {
    let org = org(["a", "b"].map(person));
    let context = Context::new()
        .criterion("fine", |pair: Pair<'_>| if pair.first.key() == "a" { 0.25 } else { 1.0 })
        .criterion("broken", |_: Pair<'_>| f64::NAN);
    let fine = Criterion::custom("fine");
    assert_eq!(value_in(&org, &context, &fine, ["a", "b"]), 250_000);
    assert_eq!(value_in(&org, &context, &fine, ["b", "a"]), 1_000_000);
    let broken = Criterion::custom("broken");
    let policy = Policy::new().prefer(1, broken.clone());
    let [a, b] = ["a", "b"].map(|key| org.person(key).unwrap());
    let error = Rescorer::new(&org, &policy, &context).score(a, b).unwrap_err();
    assert_eq!(error.to_string().split(':').next(), Some("criterion `broken` on `a` and `b`"));
    let policy = Policy::new().require(Rule::must_have(broken, Value::ZERO));
    assert!(Rescorer::new(&org, &policy, &context).excluding(b, a).is_err());
}

#[test]
fn score_weighs_and_adds() {
    let org = readers();
    let policy = Policy::new()
        .prefer(u32::MAX, Criterion::shared_interests())
        .prefer(7, Criterion::tie_novelty());
    let context = Context::new();
    let rescorer = Rescorer::new(&org, &policy, &context);
    let [ada, bob, nil] = ["ada", "bob", "nil"].map(|key| org.person(key).unwrap());
    // 4,294,967,295 · 333,333 + 7 · 1,000,000
    let both = Score::from_micros(1_431_654_333_344_235 + 7_000_000);
    assert_eq!(rescorer.score(ada, bob).unwrap(), both);
    assert_eq!(rescorer.score(ada, nil).unwrap(), Score::points(7));
    let nothing = Policy::new();
    let rescorer = Rescorer::new(&org, &nothing, &context);
    assert_eq!(rescorer.score(ada, bob).unwrap(), Score::ZERO);
    assert_eq!(rescorer.excluding(ada, bob).unwrap(), NONE);
}

#[test]
fn every_excluding_rule_is_named_in_order() {
    let org = org([person("a").site("x").grade(1), person("b").site("x"), person("nil")]);
    let policy = Policy::new()
        .require(Rule::different_site())
        .require(Rule::same_site())
        .require_if_known(Rule::grade_gap(0, 9))
        .require(Rule::grade_gap(0, 9))
        .require(Rule::do_not_pair([("b", "a")]));
    let context = Context::new();
    let rescorer = Rescorer::new(&org, &policy, &context);
    let [a, b, nil] = ["a", "b", "nil"].map(|key| org.person(key).unwrap());
    assert_eq!(rescorer.excluding(a, b).unwrap(), [0, 3, 4]);
    assert_eq!(rescorer.excluding(a, nil).unwrap(), [0, 1, 3]);
    assert_eq!(rescorer.excluding(a, a).unwrap(), [0]);
}
