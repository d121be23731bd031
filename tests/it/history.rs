//! Histories: who met, who sat out, what forgetting leaves, JSON.

use std::collections::BTreeSet;

use crosstie::Date;
use crosstie::policy::{Attendance, History, Meeting, Programme, When};

use crate::rng::Rng;

const HISTORIES: usize = 6_000;

/// A text of what breaks lists and files; now and then without a visible character.
fn any_text(rng: &mut Rng) -> String {
    let characters: Vec<char> =
        "abzä漢😀\"\"',;;:|\\\\\n\r\t  \u{A0}\u{FEFF}\u{2028}=+@-".chars().collect();
    (0..1 + rng.below(6)).map(|_| *rng.pick(&characters)).collect()
}

/// One with a visible character.
pub(crate) fn text(rng: &mut Rng) -> String {
    let text = any_text(rng);
    if text.trim().is_empty() { format!("{text}x{text}") } else { text }
}

/// Meetings of at least so many of these people, repeated ones and strangers
/// among those who stayed away included.
pub(crate) fn random(rng: &mut Rng, keys: &[String], least: usize) -> History {
    let some = |rng: &mut Rng, count: usize| -> Vec<String> {
        (0..count).map(|_| rng.pick(keys).clone()).collect()
    };
    let meeting = |rng: &mut Rng| {
        let count = least + rng.below(5 - least);
        let mut meeting = Meeting::new(programme(rng), when(rng), some(rng, count));
        if rng.chance(1, 2) {
            let count = 1 + rng.below(2);
            meeting = meeting.missed_by(some(rng, count));
        }
        if rng.chance(1, 4) { meeting.missed() } else { meeting }
    };
    (0..rng.below(6)).map(|_| meeting(rng)).collect()
}

fn programme(rng: &mut Rng) -> Programme {
    match rng.below(5) {
        0 => Programme::Mentoring,
        1 => Programme::Rotation,
        2 => Programme::TaskForce,
        3 => Programme::Other(text(rng)),
        _ => Programme::Other(String::new()),
    }
}

fn when(rng: &mut Rng) -> When {
    let mut number = |least, most| i16::try_from(rng.within(least, most)).unwrap();
    let [year, month, day] = [number(-9999, 9999), number(1, 12), number(1, 28)];
    let [month, day] = [month, day].map(|number| i8::try_from(number).unwrap());
    let date = Date::new(year, month, day).unwrap();
    let round = if rng.chance(1, 4) { u32::MAX } else { rng.below_u32(9) };
    When { round: rng.chance(1, 2).then_some(round), date: rng.chance(1, 2).then_some(date) }
}

/// A few keys, so that meetings share people.
fn keys(rng: &mut Rng) -> Vec<String> {
    let mut keys: Vec<String> = (0..3).map(|_| text(rng)).collect();
    keys.extend(["ada", "bob"].map(str::to_owned));
    keys
}

fn rotation(people: &[&str]) -> Meeting {
    Meeting::new(Programme::Rotation, When::round(1), people.iter().copied())
}

/// Every pair of people who both came to a meeting that took place, lower key first.
fn pairs_that_met(meeting: &Meeting) -> BTreeSet<(&str, &str)> {
    let mut pairs = BTreeSet::new();
    for a in &meeting.people {
        for b in &meeting.people {
            let stayed_away = |key| meeting.absent.iter().any(|absent| absent == key);
            let kept = meeting.attendance == Attendance::Kept;
            if a < b && kept && !stayed_away(a) && !stayed_away(b) {
                pairs.insert((a.as_str(), b.as_str()));
            }
        }
    }
    pairs
}

/// The person who is alone in the plan of a meeting.
fn alone(meeting: &Meeting) -> Option<&str> {
    let people: BTreeSet<&str> = meeting.people.iter().map(String::as_str).collect();
    people.first().copied().filter(|_| people.len() == 1)
}

#[test]
fn who_met() {
    let met = |meeting: &Meeting| meeting.met().map(str::to_owned).collect::<Vec<_>>();
    let none = [""; 0];
    assert_eq!(met(&rotation(&["bob", "ada"])), ["bob", "ada"]);
    assert_eq!(met(&rotation(&["bob", "ada"]).missed()), none);
    assert_eq!(met(&rotation(&["bob", "ada"]).missed_by(["ada"])), none);
    let four = rotation(&["cy", "ada", "dee", "bob"]);
    assert_eq!(met(&four.clone().missed_by(["dee"])), ["cy", "ada", "bob"]);
    assert_eq!(met(&four.clone().missed_by(["dee"]).missed_by(["cy", "dee"])), ["ada", "bob"]);
    assert_eq!(met(&four.clone().missed_by(["dee", "cy", "ada"])), none);
    assert_eq!(met(&four.clone().missed_by(["dee"]).missed()), none);
    // A stranger did not come, which changes nothing.
    assert_eq!(met(&four.missed_by(["eve", ""])), ["cy", "ada", "dee", "bob"]);
    // A repeated key is one person.
    assert_eq!(met(&rotation(&["ada", "bob", "ada"])), ["ada", "bob"]);
    assert_eq!(met(&rotation(&["ada", "ada"])), none);
    assert_eq!(met(&rotation(&[])), none);
}

#[test]
fn a_bye_is_of_one_person() {
    let bye = Meeting::bye(Programme::Rotation, When::round(1), "ada");
    assert_eq!(bye, rotation(&["ada"]));
    assert_eq!((bye.is_bye(), bye.met().count()), (true, 0));
    assert!(bye.clone().missed().is_bye() && bye.missed_by(["ada"]).is_bye());
    assert!(rotation(&["ada", "ada"]).is_bye());
    assert!(!rotation(&[]).is_bye());
    // Who came alone to a meeting of two had no bye.
    assert!(!rotation(&["ada", "bob"]).missed_by(["bob"]).is_bye());
    assert!(!rotation(&["ada", "bob"]).missed().is_bye());
}

#[test]
fn who_met_is_as_defined() {
    let mut rng = Rng::new(1);
    let (mut byes, mut met_without_some) = (0, 0);
    for _ in 0..HISTORIES {
        let keys = keys(&mut rng);
        for meeting in random(&mut rng, &keys, 0).meetings() {
            let met: Vec<&str> = meeting.met().collect();
            let mut pairs = BTreeSet::new();
            for (i, a) in met.iter().enumerate() {
                for b in &met[i + 1..] {
                    assert!(pairs.insert((*a.min(b), *a.max(b))), "each once: {meeting:?}");
                }
            }
            assert_eq!(pairs, pairs_that_met(meeting), "{meeting:?}");
            assert_ne!(met.len(), 1, "{meeting:?}");
            let place = |key: &&str| meeting.people.iter().position(|k| k == key);
            assert!(met.is_sorted_by_key(place), "in the order of people: {meeting:?}");
            assert_eq!(meeting.is_bye(), alone(meeting).is_some(), "{meeting:?}");
            byes += usize::from(meeting.is_bye());
            let some_away = meeting.people.iter().any(|key| meeting.absent.contains(key));
            met_without_some += usize::from(some_away && !met.is_empty());
        }
    }
    assert!(byes >= 1_000 && met_without_some >= 500, "{byes} {met_without_some}");
}

#[test]
fn the_last_round_is_the_greatest_named() {
    let at = |round| Meeting::new(Programme::Rotation, When::round(round), ["ada", "bob"]);
    let mut history = History::new();
    assert_eq!(history.last_round(), None);
    history.record(Meeting::new(Programme::Rotation, When::default(), ["ada", "bob"]));
    assert_eq!(history.last_round(), None);
    history.extend([at(0)]);
    assert_eq!(history.last_round(), Some(0));
    history.extend([at(3), at(2)]);
    assert_eq!(history.last_round(), Some(3));
    history.record(at(4).missed());
    assert_eq!(history.last_round(), Some(4));
    history.record(Meeting::bye(Programme::Rotation, When::round(5), "ada"));
    assert_eq!(history.last_round(), Some(5));
}

#[test]
fn forgetting_erases_a_person_everywhere() {
    let bye = |key: &str| Meeting::bye(Programme::Rotation, When::round(1), key);
    let mut history: History = [
        rotation(&["ada", "bob"]),
        rotation(&["ada", "cy", "dee"]).missed(),
        rotation(&["bob", "cy"]),
        rotation(&["ada", "bob", "cy", "dee"]).missed_by(["ada", "dee"]),
        rotation(&["bob", "ada"]).missed_by(["ada"]),
        bye("ada"),
        bye("bob"),
        bye("cy").missed_by(["ada"]),
        rotation(&["bob", "ada", "bob"]),
    ]
    .into_iter()
    .collect();
    let before = history.clone();
    assert_eq!(history.forget("nobody"), 0);
    assert_eq!(history, before);
    assert_eq!(history.forget("ada"), 7);
    // Nobody who is left of a pair seems to have had a bye.
    let left = [
        rotation(&["cy", "dee"]).missed(),
        rotation(&["bob", "cy"]),
        rotation(&["bob", "cy", "dee"]).missed_by(["dee"]),
        bye("bob"),
        bye("cy"),
    ];
    assert_eq!(history.meetings(), left);
    assert_eq!(history.forget("ada"), 0);
    assert_eq!(history.forget("cy"), 4);
    let left = [rotation(&["bob", "dee"]).missed_by(["dee"]), bye("bob")];
    assert_eq!(history.meetings(), left);
    assert_eq!(history.forget("dee"), 1);
    assert_eq!(history.meetings(), [bye("bob")]);
    assert_eq!(history.forget("bob"), 1);
    assert_eq!(history, History::new());
}

/// Who of the others met whom, when and in what, and who of them had a bye.
type Facts<'h> = Vec<(&'h Programme, When, &'h str, &'h str)>;

fn facts<'h>(history: &'h History, forgotten: &str) -> Facts<'h> {
    let mut facts = Vec::new();
    for meeting in history.meetings() {
        let pairs = pairs_that_met(meeting).into_iter().chain(alone(meeting).map(|key| (key, key)));
        let others = pairs.filter(|&(a, b)| a != forgotten && b != forgotten);
        facts.extend(others.map(|(a, b)| (&meeting.programme, meeting.when, a, b)));
    }
    facts
}

#[test]
fn forgetting_changes_nothing_else() {
    let mut rng = Rng::new(2);
    let (mut erased, mut kept) = (0, 0);
    for _ in 0..HISTORIES {
        let keys = keys(&mut rng);
        let before = random(&mut rng, &keys, 0);
        let [first, second] = [rng.pick(&keys), rng.pick(&keys)];
        let named = |history: &History, key: &String| {
            let names = |m: &&Meeting| m.people.contains(key) || m.absent.contains(key);
            history.meetings().iter().filter(names).count()
        };

        let mut after = before.clone();
        assert_eq!(after.forget(first), named(&before, first), "{before:?}");
        assert_eq!(named(&after, first), 0, "{after:?}");
        assert_eq!(facts(&after, first), facts(&before, first), "{first:?} of {before:?}");
        let unnamed: Vec<_> = before
            .meetings()
            .iter()
            .filter(|m| !m.people.contains(first) && !m.absent.contains(first))
            .collect();
        assert!(unnamed.iter().all(|meeting| after.meetings().contains(meeting)), "{before:?}");
        erased += before.meetings().len() - after.meetings().len();
        kept += facts(&after, first).len();

        // In whatever order people are forgotten, the same is left.
        after.forget(second);
        let mut other = before.clone();
        other.forget(second);
        other.forget(first);
        assert_eq!(after, other, "{first:?} and {second:?} of {before:?}");
    }
    assert!(erased >= 1_000 && kept >= 1_000, "{erased} {kept}");
}

#[cfg(feature = "serde")]
mod json {
    use super::*;

    #[test]
    fn histories_round_trip() {
        let mut rng = Rng::new(3);
        let mut combinations = BTreeSet::new();
        for _ in 0..HISTORIES {
            let mut keys = keys(&mut rng);
            keys.extend([any_text(&mut rng), String::new(), "\0".to_owned()]);
            let history = random(&mut rng, &keys, 0);
            let json = serde_json::to_string(&history).unwrap();
            let read: History = serde_json::from_str(&json).unwrap();
            assert_eq!(read, history, "{json}");
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            combinations.extend(history.meetings().iter().map(combination));
        }
        // With and without people, a round, a date, no-shows; five programmes; kept or missed.
        assert_eq!(combinations.len(), 3 * 2 * 2 * 5 * 2 * 2);
    }

    #[test]
    fn histories_without_absences_still_read() {
        let old = r#"[{"people": ["ada", "bob"], "when": {"round": 1}, "programme": "rotation", "attendance": "kept"}]"#;
        let history: History = serde_json::from_str(old).unwrap();
        assert_eq!(history.meetings(), [rotation(&["ada", "bob"])]);
        assert!(!serde_json::to_string(&history).unwrap().contains("absent"));
    }
}

/// Which fields a meeting uses.
pub(crate) fn combination(meeting: &Meeting) -> (usize, bool, bool, usize, bool, bool) {
    let programme = match &meeting.programme {
        Programme::Mentoring => 0,
        Programme::Rotation => 1,
        Programme::TaskForce => 2,
        Programme::Other(name) if name.is_empty() => 3,
        _ => 4,
    };
    let When { round, date } = meeting.when;
    let missed = meeting.attendance == Attendance::Missed;
    let people = meeting.people.len().min(2);
    (people, round.is_some(), date.is_some(), programme, missed, meeting.absent.is_empty())
}
