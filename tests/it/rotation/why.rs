//! Every reason in rounds, by a case made by hand.

use crosstie::explain::{ByeCause, MeetingCause, RepeatCause};
use crosstie::matching::general::{Blossom, GeneralProblem, Matching};
use crosstie::org::{DepartmentRecord, Organization, PersonRecord, TieRecord};
use crosstie::policy::{
    CoolDown, Criterion, History, Meeting, Party, Policy, Programme, Rule, When,
};
use crosstie::rotation::{Answer, Odd, Repeats, RotationBuilder, RotationProblem};
use crosstie::solve::{Claim, Limits, Solver, Stop};
use crosstie::{Date, Score};

/// People whose pairs all score 1, but for those named: "ada bob 3".
fn everybody<'a>(people: &str, scores: &str) -> RotationBuilder<'a> {
    let keys: Vec<&str> = people.split(' ').collect();
    let mut all = Vec::new();
    for (i, a) in keys.iter().enumerate() {
        for b in &keys[i + 1..] {
            let named = scores.split(", ").find_map(|one| {
                let mut words = one.split(' ');
                let pair = [words.next()?, words.next()?];
                (pair.contains(a) && pair.contains(b)).then(|| words.next().unwrap())
            });
            all.push(((*a).to_owned(), (*b).to_owned(), points(named.unwrap_or("1"))));
        }
    }
    RotationProblem::from_scores(keys, all)
}

fn points(number: &str) -> Score {
    Score::points(number.parse().unwrap())
}

/// People of whom only those named may meet: "ada bob, ada cy 3".
fn only<'a>(people: &str, pairs: &str) -> RotationBuilder<'a> {
    let pairs = pairs.split(", ").filter(|pair| !pair.is_empty()).map(|pair| {
        let words: Vec<&str> = pair.split(' ').collect();
        (words[0], words[1], points(words.get(2).unwrap_or(&"1")))
    });
    RotationProblem::from_scores(people.split(' '), pairs)
}

/// Meetings of the history: "1 ada bob, 2 cy dee".
fn history(meetings: &str) -> History {
    let mut history = History::new();
    for meeting in meetings.split(", ") {
        let (round, people) = meeting.split_once(' ').unwrap();
        let when = When::round(round.parse().unwrap());
        history.record(Meeting::new(Programme::Rotation, when, people.split(' ')));
    }
    history
}

fn organization(people: impl IntoIterator<Item = PersonRecord>) -> Organization {
    let mut org = Organization::builder();
    for record in people {
        org = org.person(record);
    }
    org.build().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Who meets in a round: "ada+bob cy+dee".
fn groups(answer: &Answer<'_>, position: usize) -> String {
    let groups = answer.plan().rounds()[position].groups();
    groups.iter().map(|group| group.people.join("+")).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn bye(answer: &Answer<'_>, position: usize, key: &str, code: &str, text: &str) -> ByeCause {
    let why = answer.why_bye(position, key);
    assert_eq!(why.to_string(), text);
    assert_eq!(why.code(), code);
    why.cause
}

/// The reason for a bye in the first round.
#[track_caller]
fn sits_out(builder: RotationBuilder<'_>, key: &str, code: &str, text: &str) -> ByeCause {
    let problem = builder.build().unwrap();
    bye(&problem.solve().unwrap(), 0, key, code, text)
}

/// The reason for the first repeat of a round.
#[track_caller]
fn again(answer: &Answer<'_>, position: usize, code: &str, text: &str) -> RepeatCause {
    let round = &answer.plan().rounds()[position];
    let repeat = round.groups().iter().flat_map(|group| &group.repeats).next().unwrap();
    let why = answer.why_repeat(position, repeat);
    assert_eq!(why.to_string(), text);
    assert_eq!(why.code(), code);
    why.cause
}

/// The reason for the first group of a round.
#[track_caller]
fn meets(answer: &Answer<'_>, position: usize, text: &str) -> MeetingCause {
    let why = answer.why(position, &answer.plan().rounds()[position].groups()[0]);
    assert_eq!(why.to_string(), text);
    why.cause
}

#[test]
fn no_such_round_person_or_group() {
    let problem = everybody("ada bob", "").rounds(2).build().unwrap();
    let answer = problem.solve().unwrap();
    let text = "ada: this plan has 2 rounds, and none at position 2. Count positions from 0.";
    bye(&answer, 2, "ada", "not_in_plan", text);
    let text = "zoe has no meeting in round 1: not enrolled. Enrol them.";
    bye(&answer, 0, "zoe", "not_enrolled", text);
    bye(&answer, 0, "ada", "meets", "ada meets bob in round 1.");

    let group = answer.plan().rounds()[0].groups()[0].clone();
    let text =
        "ada and bob: this plan has 2 rounds, and none at position 9. Count positions from 0.";
    assert_eq!(answer.why(9, &group).to_string(), text);
    let mut other = group.clone();
    other.people = vec!["ada".to_owned(), "cy".to_owned()];
    let text = "ada and cy: the round at position 1 of this plan has no such group. Ask with one \
                of its groups.";
    assert_eq!(answer.why(1, &other).to_string(), text);
    assert_eq!(answer.why(1, &other).code(), "not_in_plan");

    let problem = everybody("ada bob", "").rounds(2).cool_down(1).build().unwrap();
    let answer = problem.solve().unwrap();
    let repeat = answer.plan().rounds()[1].groups()[0].repeats[0].clone();
    let text = "ada and bob: the round at position 0 of this plan has no such repeat. Ask with \
                one of its repeats.";
    assert_eq!(answer.why_repeat(0, &repeat).to_string(), text);
    let text =
        "ada and bob: this plan has 2 rounds, and none at position 2. Count positions from 0.";
    assert_eq!(answer.why_repeat(2, &repeat).to_string(), text);
    assert_eq!(answer.why_repeat(2, &repeat).code(), "not_in_plan");
}

#[test]
fn away() {
    let away = |rounds| everybody("ada bob cy", "").first_round(3).away("ada", rounds);
    let text = "ada has no meeting in round 3: away in rounds 2 to 5, as stated. Other rounds \
                can include them.";
    // Statements that meet are one.
    sits_out(away(2..=3).away("ada", 4..=5), "ada", "away", text);
    let text = "ada has no meeting in round 3: away in round 3, as stated. Other rounds can \
                include them.";
    sits_out(away(3..=3), "ada", "away", text);
    let text = "ada has no meeting in round 3: away from round 3 on, as stated. Other rounds can \
                include them.";
    sits_out(away(3..=u32::MAX), "ada", "away", text);
    let text = "ada has no meeting in round 3: away until round 4, as stated. Other rounds can \
                include them.";
    sits_out(away(0..=4), "ada", "away", text);
    let text = "ada has no meeting in round 3: away in every round, as stated. To include them, \
                change that.";
    sits_out(away(0..=u32::MAX), "ada", "away", text);
}

#[test]
fn paused_or_yet_to_start() {
    let ada = PersonRecord::new("ada")
        .pause(day("2026-03-01"), day("2026-03-05"))
        .pause(day("2026-03-06"), day("2026-03-09"));
    let cy = PersonRecord::new("cy").start(day("2026-03-03"));
    let org = organization([ada, PersonRecord::new("bob"), cy]);
    let policy = Policy::new();
    let problem = || RotationProblem::builder(&org, &policy).on(day("2026-03-02"));
    // Pauses that meet are one.
    let text =
        "ada has no meeting in round 1: paused until 2026-03-09. Later rounds can include them.";
    sits_out(problem(), "ada", "paused", text);
    let text = "cy has no meeting in round 1: starts on 2026-03-03. Later rounds can include them.";
    sits_out(problem(), "cy", "starts", text);
    let text = "bob has no meeting in round 1: none of the 2 people enrolled for them to meet \
                takes part in it. A round with some of those in it can include them.";
    sits_out(problem(), "bob", "alone", text);
}

#[test]
fn not_due() {
    let past = history("4 ada bob");
    let problem = || everybody("ada bob cy dee", "").history(&past).every(["ada"], 3);
    let text = "ada has no meeting in round 5: takes part in every 3rd round, last met somebody \
                in round 4 and is due again in round 7. To meet people more often would change \
                it.";
    sits_out(problem(), "ada", "not_due", text);
}

#[test]
fn no_counterpart() {
    let text = "cy has no meeting in round 1: no possible partner has a score with them. A score \
                makes a pair eligible.";
    sits_out(only("ada bob cy", "ada bob"), "cy", "no_counterpart", text);

    let person = |key: &str, site: &str| PersonRecord::new(key).site(site);
    let org = organization([person("ada", "oslo"), person("bob", "oslo"), person("cy", "rome")]);
    let policy = Policy::new()
        .require(Rule::do_not_pair([("ada", "cy")]))
        .require(Rule::not_met_within(CoolDown::Rounds(2)))
        .require(Rule::same_site());
    let problem = RotationProblem::builder(&org, &policy);
    let text = "cy has no meeting in round 1: the rules exclude all 2 possible partners: \"same \
                site\" excludes 2, 1 of them by itself; \"not on the do-not-pair list\" excludes \
                1. Without \"same site\", 1 possible partner would be eligible.";
    sits_out(problem, "cy", "no_counterpart", text);
}

#[test]
fn nobody_to_meet_takes_part() {
    let text =
        "ada has no meeting in round 1: nobody is enrolled whom they could meet. Enrol somebody.";
    sits_out(only("ada", ""), "ada", "alone", text);
    let text = "ada has no meeting in round 1: the only person enrolled whom they could meet \
                takes no part in it. A round with both of them can have them meet.";
    sits_out(everybody("ada bob", "").away("bob", 1..=1), "ada", "alone", text);

    // Others do, but none who is eligible.
    let problem = || only("ada bob cy dee eli fay", "ada bob, ada cy, ada dee, ada eli, fay dee");
    let text = "fay has no meeting in round 1: the only person whom they may meet takes no part \
                in it: dee (away in round 1). A round with both of them can have them meet.";
    sits_out(problem().away("dee", 1..=1), "fay", "absent", text);
    let text = "ada has no meeting in round 1: none of the 4 people whom they may meet takes \
                part in it: bob (away in round 1); cy (away from round 1 on); dee (away in \
                rounds 1 to 2); and 1 more. A round with one of those in it can include them.";
    let away = problem().away("bob", 1..=1).away("cy", 1..=u32::MAX).away("dee", 1..=2);
    sits_out(away.away("eli", 1..=1), "ada", "absent", text);
}

#[test]
fn cool_down_of_the_programme() {
    let past = history("4 ada bob, 2 ada cy");
    let problem = |pairs: &str| {
        only("ada bob cy dee", pairs).history(&past).cool_down(4).repeats(Repeats::Never)
    };
    let text = "ada has no meeting in round 5: the only person in it whom they may meet is bob, \
                but the cool-down of the programme is not over. They may meet bob again from \
                round 9 on. A cool-down shorter by 4 rounds would allow it now; so would letting \
                people meet again where it must be.";
    sits_out(problem("ada bob"), "ada", "cool_down", text);
    let text = "ada has no meeting in round 5: they may meet 2 people in it, but the cool-down \
                of the programme is not over for any of them. They may meet cy again from round \
                7 on. A cool-down shorter by 2 rounds would allow it now; so would letting \
                people meet again where it must be.";
    sits_out(problem("ada bob, ada cy"), "ada", "cool_down", text);
}

#[test]
fn cool_down_of_the_policy() {
    let people = || ["ada", "bob"].map(PersonRecord::new);
    let org = organization(people());
    let mut past = History::new();
    let when = When { round: Some(4), date: Some(day("2026-02-23")) };
    past.record(Meeting::new(Programme::Mentoring, when, ["ada", "bob"]));
    let days = Policy::new().require(Rule::not_met_within(CoolDown::Days(30)));
    let problem = |policy| RotationProblem::builder(&org, policy).history(&past).first_round(5);
    let text = "ada has no meeting in round 5: the only person in it whom they may meet is bob, \
                but the cool-down of the policy is not over. They may meet bob again from \
                2026-03-26 on.";
    let cause =
        sits_out(problem(&days).on(day("2026-03-02")).cool_down(3), "ada", "cool_down", text);
    // Repeats may be held, so the cool-down of the programme excludes nobody.
    assert!(matches!(cause, ByeCause::CoolDown { of_policy: 1, of_programme: 0, .. }));

    let both = days.clone().require(Rule::not_met_within(CoolDown::Rounds(6)));
    let text = "ada has no meeting in round 5: the only person in it whom they may meet is bob, \
                but the cool-down of the policy is not over. They may meet bob again from round \
                11 and from 2026-03-26 on.";
    sits_out(problem(&both).on(day("2026-03-02")), "ada", "cool_down", text);

    let rounds = Policy::new().require(Rule::not_met_within(CoolDown::Rounds(1)));
    let text = "ada has no meeting in round 5: the only person in it whom they may meet is bob, \
                but the cool-down of the policy is not over. They may meet bob again from round \
                6 on. A cool-down shorter by 1 round would allow it now.";
    sits_out(problem(&rounds), "ada", "cool_down", text);
    let text = "ada has no meeting in round 5: the only person in it whom they may meet is bob, \
                but the cool-downs of the policy and of the programme are not over. They may \
                meet bob again from round 7 on. Both cool-downs shorter by 2 rounds would allow \
                it now.";
    let never = problem(&rounds).cool_down(2).repeats(Repeats::Never);
    sits_out(never, "ada", "cool_down", text);
}

#[test]
fn an_odd_number() {
    let past = history("1 ada bob, 1 cy, 2 ada cy, 2 bob");
    let problem = || everybody("ada bob cy", "").history(&past);
    let text = "ada has no meeting in round 3: 3 people take part, an odd number, so pairs leave \
                one of them over. It is the turn of ada (never without a meeting since round 1). \
                Those who could sit out instead: cy (last without a meeting in round 1); bob \
                (last without a meeting in round 2). If a group of three were allowed, they \
                could join bob and cy. One more person whom they may meet would be enough.";
    sits_out(problem(), "ada", "turn", text);

    // Everybody is new, and the scores decide.
    let text = "eli has no meeting in round 1: 5 people take part, an odd number, so pairs leave \
                one of them over. It is the turn of eli (takes part for the first time) as much \
                as of 4 others, and no round with one of them out instead is preferred. Those \
                who could sit out instead: ada (takes part for the first time); bob (takes part \
                for the first time); cy (takes part for the first time); and 1 more. If a group \
                of three were allowed, they could join ada and bob. One more person whom they \
                may meet would be enough.";
    sits_out(everybody("ada bob cy dee eli", "ada bob 3, cy dee 3"), "eli", "turn", text);

    // Three of five know only each other.
    let problem = only("ada bob cy dee eli", "ada bob 3, bob cy, ada cy, dee eli");
    let text = "cy has no meeting in round 1: 3 people, cy among them, can meet only each other, \
                an odd number, so pairs leave one of them over. It is the turn of cy (takes part \
                for the first time) as much as of 2 others, and no round with one of them out \
                instead is preferred. Those who could sit out instead: ada (takes part for the \
                first time); bob (takes part for the first time). If a group of three were \
                allowed, they could join ada and bob. One more person whom they may meet would \
                be enough.";
    sits_out(problem, "cy", "turn", text);
}

#[test]
fn who_did_not_come_is_the_first_to_sit_out() {
    let mut past = history("1 ada bob cy");
    let meeting = Meeting::new(Programme::Rotation, When::round(2), ["bob", "cy"]);
    past.record(meeting.missed_by(["cy"]));
    let text = "cy has no meeting in round 3: 3 people take part, an odd number, so pairs leave \
                one of them over. It is the turn of cy (did not come in round 2). Those who \
                could sit out instead: ada (never without a meeting since round 1); bob (last \
                without a meeting in round 2). If a group of three were allowed, they could join \
                ada and bob. One more person whom they may meet would be enough.";
    sits_out(everybody("ada bob cy", "").history(&past), "cy", "turn", text);
}

#[test]
fn people_who_depend_on_few_others() {
    let text = "cy has no meeting in round 1: 3 people can meet only lea, so at least 2 of them \
                sit out. It is the turn of cy (takes part for the first time) as much as of 1 \
                other, and no round with one of them out instead is preferred. Those who could \
                sit out instead: ada (takes part for the first time). One more person whom they \
                may meet would be enough.";
    sits_out(only("lea ada bob cy", "lea ada 2, lea bob, lea cy"), "cy", "dependency", text);
    // Two threes who know but lea besides.
    let pairs = "ada bob, bob cy, cy ada, dee eli, eli fay, fay dee, lea ada 2, lea dee";
    let text = "dee has no meeting in round 1: 6 people fall into 2 groups, each an odd number \
                of people who can meet only each other and lea, so at least 1 of them sits out. \
                It is the turn of dee (takes part for the first time) as much as of 5 others, \
                and no round with one of them out instead is preferred. Those who could sit out \
                instead: ada (takes part for the first time); bob (takes part for the first \
                time); cy (takes part for the first time); and 2 more. One more person whom they \
                may meet would be enough.";
    let three = only("lea ada bob cy dee eli fay gus", pairs);
    let problem = three.build().unwrap();
    let answer = problem.solve().unwrap();
    let out = answer.plan().rounds()[0].byes[0].clone();
    bye(&answer, 0, &out, "dependency", text);
}

#[test]
fn nobody_else_could_sit_out_without_a_repeat() {
    let past = history("1 lea bob, 1 cy");
    let problem = only("lea ada bob", "lea ada, lea bob").history(&past).cool_down(3);
    let text = "bob has no meeting in round 2: 2 people can meet only lea, so at least 1 of them \
                sits out. Nobody else could sit out in their place unless two people met again \
                too soon. One more person whom they may meet would be enough.";
    sits_out(problem, "bob", "dependency", text);
    // Nor may they meet whom they met lately.
    let past = history("1 lea bob, 1 ada");
    let problem =
        only("lea max ada bob", "max ada 2, max bob, lea bob").history(&past).cool_down(3);
    let text = "bob has no meeting in round 2: 2 people can meet only max, so at least 1 of them \
                sits out. It is the turn of bob (never without a meeting since round 1). Those \
                who could sit out instead: ada (last without a meeting in round 1). A cool-down \
                keeps them from 1 more person who takes part. One more person whom they may meet \
                would be enough.";
    sits_out(problem.repeats(Repeats::Never), "bob", "dependency", text);
}

#[test]
fn a_group_of_three() {
    // The one trio is taken.
    let pairs = "ada bob, bob cy, cy ada, lea dee 2, lea eli";
    let text = "eli has no meeting in round 1: 2 people can meet only lea, so pairs leave 1 of \
                them over. It is the turn of eli (takes part for the first time) as much as of 1 \
                other. Those who could sit out instead: dee (takes part for the first time). The \
                one group of three has its three people.";
    let problem = only("ada bob cy lea dee eli fay", pairs).odd(Odd::Trio);
    sits_out(problem, "eli", "dependency", text);
    // No pair can take a third.
    let text = "cy has no meeting in round 1: 2 people can meet only bob, so at least 1 of them \
                sits out. It is the turn of cy (takes part for the first time) as much as of 1 \
                other. Those who could sit out instead: ada (takes part for the first time). No \
                pair of the round could take them in as a third. One more person whom they may \
                meet would be enough.";
    sits_out(only("ada bob cy", "ada bob 2, bob cy").odd(Odd::Trio), "cy", "dependency", text);
    // The search did not come to it.
    let problem = everybody("ada bob cy", "ada bob 2").odd(Odd::Trio).build().unwrap();
    let answer = problem.solve_with(&OnlyAll, &Limits::none()).unwrap();
    let text = "cy has no meeting in round 1: 3 people take part, an odd number, so pairs leave \
                one of them over. It is the turn of cy (takes part for the first time) as much \
                as of 2 others. Those who could sit out instead: ada (takes part for the first \
                time); bob (takes part for the first time). As a third they could join ada and \
                bob. One more person whom they may meet would be enough.";
    bye(&answer, 0, "cy", "turn", text);
}

/// Solves only where everybody may meet somebody.
struct OnlyAll;

impl Solver<GeneralProblem> for OnlyAll {
    fn name(&self) -> &'static str {
        "only all"
    }

    fn solve(&self, problem: &GeneralProblem, limits: &Limits) -> Claim<GeneralProblem> {
        let solved = Blossom.solve(problem, limits);
        let people = u32::try_from(problem.vertex_count()).unwrap();
        let met = |v: u32| problem.edges().any(|e| e.0 == v || e.1 == v);
        if (0..people).all(met) {
            return solved;
        }
        let stop = Stop::IterationLimit;
        Claim { solution: Matching::new([]), certificate: None, stop }
    }
}

#[test]
fn places_of_two_pools() {
    // Any two score 2, but for somebody whose pairs score less.
    let pools = |first: &[&str], second: &[&str], places: u32, least: &str| {
        let people: Vec<&str> = first.iter().chain(second).copied().collect();
        let score = |a, b| Score::points(if [a, b].contains(&least) { 1 } else { 2 });
        let scores: Vec<_> = first
            .iter()
            .flat_map(|a| second.iter().map(move |b| (*a, *b, score(*a, *b))))
            .collect();
        let (first, second) = (first.to_vec(), second.to_vec());
        RotationProblem::from_scores(people, scores).between(first, second, places)
    };
    let text = "cy has no meeting in round 1: 3 people of the second pool take part, and lea has \
                2 places for them, so at least 1 of them sits out. It is the turn of cy (takes \
                part for the first time) as much as of 2 others, and no round with one of them \
                out instead is preferred. Those who could sit out instead: ada (takes part for \
                the first time); bob (takes part for the first time). One more place with lea \
                would be enough.";
    sits_out(pools(&["lea"], &["ada", "bob", "cy"], 2, "cy"), "cy", "places_taken", text);
    let text = "max has no meeting in round 1: the only one whom they may meet has a meeting \
                with somebody else. One more person whom they may meet would be enough.";
    sits_out(pools(&["lea", "max"], &["ada"], 1, "max"), "max", "not_needed", text);
    let text = "cy has no meeting in round 1: 3 people of the second pool take part, and lea and \
                max have 2 places for them, so at least 1 of them sits out. It is the turn of cy \
                (takes part for the first time) as much as of 2 others, and no round with one of \
                them out instead is preferred. Those who could sit out instead: ada (takes part \
                for the first time); bob (takes part for the first time). One more place with \
                lea or max would be enough.";
    sits_out(pools(&["lea", "max"], &["ada", "bob", "cy"], 1, "cy"), "cy", "places_taken", text);
}

#[test]
fn groups_have_no_place() {
    // Whoever is left over, somebody is.
    let left_over = |people: &str, pairs: &str| {
        let problem = only(people, pairs).groups_of(3).build().unwrap();
        let answer = problem.solve().unwrap();
        let key = answer.plan().rounds()[0].byes[0].clone();
        let why = answer.why_bye(0, &key);
        assert_eq!(why.code(), "left_over");
        why.to_string()
    };
    let text = "bob has no meeting in round 1: they may meet 1 of the 2 others who take part, \
                but the one group found has no place for them: ada and cy (bob may not meet cy). \
                Groups are found by a search: others with a place for them may exist. Another \
                size of groups, or one more person whom they may meet, may help.";
    assert_eq!(left_over("ada bob cy", "ada bob 2, ada cy"), text);
    let text = "dee has no meeting in round 1: they may meet 1 of the 4 others who take part, \
                but the one group found has no place for them: ada, bob and cy (full, and dee \
                may not meet bob and cy). Groups are found by a search: others with a place for \
                them may exist. Another size of groups, or one more person whom they may meet, \
                may help.";
    assert_eq!(
        left_over("ada bob cy dee eli", "ada bob 9, bob cy 9, cy ada 9, dee ada, eli ada"),
        text
    );
}

/// Gives these pairs, or where one of them may not meet none.
struct Short(&'static [(u32, u32)]);

impl Solver<GeneralProblem> for Short {
    fn name(&self) -> &'static str {
        "short"
    }

    fn solve(&self, problem: &GeneralProblem, _: &Limits) -> Claim<GeneralProblem> {
        let all = self.0.iter().all(|&(a, b)| problem.weight(a, b).is_some());
        let solution = Matching::new(self.0.iter().copied().filter(|_| all));
        Claim { solution, certificate: None, stop: Stop::IterationLimit }
    }
}

#[test]
fn cut_short() {
    let problem = everybody("ada bob cy dee", "").build().unwrap();
    let answer = problem.solve_with(&Short(&[(0, 3)]), &Limits::none()).unwrap();
    assert_eq!(groups(&answer, 0), "ada+dee");
    let text = "bob has no meeting in round 1: planning was cut short before as many people as \
                possible had one. They could meet cy, who is free. Planning for longer would \
                place more people.";
    bye(&answer, 0, "bob", "stopped_early", text);
    let problem = only("ada bob cy dee", "ada bob, bob cy, cy dee").build().unwrap();
    let answer = problem.solve_with(&Short(&[(1, 2)]), &Limits::none()).unwrap();
    let text = "dee has no meeting in round 1: planning was cut short before as many people as \
                possible had one. They may meet 1 person, who has a meeting. Planning for longer \
                would place more people.";
    bye(&answer, 0, "dee", "stopped_early", text);
    // By turns it would be somebody else.
    let past = history("1 ada bob, 1 cy");
    let problem = everybody("ada bob cy", "").history(&past).build().unwrap();
    let answer = problem.solve_with(&Short(&[(0, 1)]), &Limits::none()).unwrap();
    let text = "cy has no meeting in round 2: 3 people take part, an odd number, so pairs leave \
                one of them over. By turns it would be ada rather than cy (last without a \
                meeting in round 1), but this round is not proven to keep to turns: it was found \
                by a search, cut short, or planned with all rounds in view. Those who could sit \
                out instead: ada (never without a meeting since round 1); bob (never without a \
                meeting since round 1). If a group of three were allowed, they could join ada \
                and bob. One more person whom they may meet would be enough.";
    bye(&answer, 0, "cy", "turn", text);
    // A repeat that need not be.
    let past = history("1 ada bob");
    let problem = everybody("ada bob cy dee", "").history(&past).cool_down(2).build().unwrap();
    let answer = problem.solve_with(&Short(&[(0, 1), (2, 3)]), &Limits::none()).unwrap();
    let text = "ada and bob meet again in round 2: they last met in round 1, and the cool-down \
                is 2 rounds. It is not proven that the round needs it: the round was found by a \
                search, cut short, or planned with all rounds in view. Of the 3 others ada could \
                meet 2 without a repeat; the cool-down excludes 1. Of the 3 others bob could \
                meet 2 without a repeat; the cool-down excludes 1. Without a cool-down it would \
                be no repeat. If nobody were allowed to meet again too soon, fewer people might \
                have a meeting.";
    again(&answer, 0, "not_proven", text);
}

#[test]
fn a_meeting() {
    let past = history("2 ada bob");
    let problem = everybody("ada bob", "ada bob 3").history(&past).repeat_penalty(points("2"), 4);
    let problem = problem.first_round(4).build().unwrap();
    let answer = problem.solve().unwrap();
    let text = "ada meets bob: score 1.5 (less 1.5 for having met). They last met in round 2.";
    meets(&answer, 0, text);

    let problem = everybody("ada bob cy", "").groups_of(3).rounds(2).cool_down(1).build().unwrap();
    let answer = problem.solve().unwrap();
    let text = "ada, bob and cy meet: score 3 in 3 pairs (ada and bob 1, ada and cy 1, bob and \
                cy 1). No two of them have met before.";
    meets(&answer, 0, text);
    let text = "ada, bob and cy meet: score 3 in 3 pairs (ada and bob 1, ada and cy 1, bob and \
                cy 1). ada and bob last met in round 1, within the cool-down; ada and cy last \
                met in round 1, within the cool-down; bob and cy last met in round 1, within the \
                cool-down.";
    meets(&answer, 1, text);
}

#[test]
fn what_two_equals_can_talk_about() {
    let org = Organization::builder()
        .department(DepartmentRecord::new("law").name("Law"))
        .department(DepartmentRecord::new("it").name("IT"))
        .person(PersonRecord::new("ada").department("law").site("oslo").grade(3).interest("chess"))
        .person(PersonRecord::new("bob").department("it").site("rome").grade(5).interest("chess"))
        .person(PersonRecord::new("zoe"))
        .tie(TieRecord::new("ada", "zoe"))
        .tie(TieRecord::new("zoe", "bob"))
        .build()
        .unwrap();
    let policy = Policy::new()
        .require(Rule::grade_gap(1, 4))
        .prefer(2, Criterion::few_ties_of(Party::First, 4))
        .prefer(1, Criterion::shared_interests());
    let problem =
        RotationProblem::builder(&org, &policy).people(org.people().filter(|p| p.key() != "zoe"));
    let problem = problem.build().unwrap();
    let answer = problem.solve().unwrap();
    let text = "ada meets bob: score 2.5 of 3 (few ties of the other 1.5, shared interests 1). \
                They have not met before. To talk about: both are interested in chess.";
    let cause = meets(&answer, 0, text);
    let MeetingCause::Planned { pairs, .. } = cause else { panic!() };
    let topics: Vec<String> = pairs[0].topics.iter().map(ToString::to_string).collect();
    let expected = [
        "both are interested in chess",
        "both know zoe",
        "how things are done in Law and in IT",
        "life in oslo and in rome",
    ];
    assert_eq!(topics, expected);
}

#[test]
fn repeats_that_a_round_needs() {
    let problem = everybody("ada bob", "").rounds(2).cool_down(1).build().unwrap();
    let text = "ada and bob meet again in round 2: they last met in round 1, and the cool-down \
                is 1 round. Without a repeat nobody could have a meeting. Without a cool-down it \
                would be no repeat. If nobody were allowed to meet again too soon, at least 2 \
                fewer people would have a meeting.";
    again(&problem.solve().unwrap(), 1, "forced", text);
    // Whoever may meet anybody new may meet only lea.
    let past = history("1 ada bob, 2 cy dee");
    let problem = only(
        "lea ada bob cy dee max",
        "lea ada, lea bob, lea cy, lea dee, ada bob, cy dee, lea max",
    );
    let problem = problem.history(&past).cool_down(4).build().unwrap();
    let text = "ada and bob meet again in round 3: they last met in round 1, and the cool-down \
                is 4 rounds. Without a repeat at most 2 of the 6 people who take part could have \
                a meeting: 5 people could meet nobody but lea. Of the 5 others ada could meet 1 \
                without a repeat; the cool-down excludes 1. Of the 5 others bob could meet 1 \
                without a repeat; the cool-down excludes 1. With a cool-down of 1 round it would \
                be no repeat. If nobody were allowed to meet again too soon, at least 4 fewer \
                people would have a meeting.";
    again(&problem.solve().unwrap(), 0, "forced", text);
    // Of six people ada, bob and cy have met all of dee, eli and fay.
    let past = history(
        "1 ada dee, 1 bob eli, 1 cy fay, 2 ada eli, 2 bob fay, 2 cy dee, 3 ada fay, 3 bob dee, 3 cy eli",
    );
    let problem =
        everybody("ada bob cy dee eli fay", "").history(&past).cool_down(5).build().unwrap();
    let text = "ada and dee meet again in round 4: they last met in round 1, and the cool-down \
                is 5 rounds. Without a repeat at most 4 of the 6 people who take part could have \
                a meeting: there are 2 groups, each an odd number of people who could meet only \
                each other. Of the 5 others ada could meet 2 without a repeat; the cool-down \
                excludes 3. Of the 5 others dee could meet 2 without a repeat; the cool-down \
                excludes 3. With a cool-down of 2 rounds it would be no repeat. If nobody were \
                allowed to meet again too soon, at least 2 fewer people would have a meeting.";
    again(&problem.solve().unwrap(), 0, "forced", text);
    // Two pools.
    let past = history("1 lea ada");
    let problem = only("lea max ada bob", "lea ada, max bob, lea bob").between(
        ["lea", "max"],
        ["ada", "bob"],
        1,
    );
    let problem = problem.history(&past).cool_down(3).build().unwrap();
    let text = "lea and ada meet again in round 2: they last met in round 1, and the cool-down \
                is 3 rounds. Without a repeat at most 1 pair could meet: it would need bob. Of \
                the 2 people of the other pool lea could meet 1 without a repeat; the cool-down \
                excludes 1. Of the 2 people of the other pool ada could meet nobody without a \
                repeat; the cool-down excludes 1. Without a cool-down it would be no repeat. If \
                nobody were allowed to meet again too soon, at least 1 fewer pair would meet.";
    again(&problem.solve().unwrap(), 0, "forced", text);
    // Groups.
    let problem = everybody("ada bob cy", "").groups_of(3).rounds(2).cool_down(1).build().unwrap();
    let text = "ada and bob meet again in round 2: they last met in round 1, and the cool-down \
                is 1 round. Without a repeat nobody could have a meeting. Without a cool-down it \
                would be no repeat. If nobody were allowed to meet again too soon, at least 3 \
                fewer people would have a meeting.";
    again(&problem.solve().unwrap(), 1, "forced", text);
}
