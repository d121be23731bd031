//! What the checker adds up and refuses, with which words; and that nothing makes it panic.

use std::collections::BTreeSet;

use crosstie::solve::{
    AlikePrice, Common, Count, Kinds, SelectionCertificate, SelectionParts, SelectionPrices,
    SelectionStep, SelectionVerifyError, check_team, team_upper_bound,
};

use super::instances::small;
use super::oracle::{Oracle, team};
use super::reference::{plain, whole_tree};
use crate::rng::Rng;

use SelectionStep::{Done, In, Out};

/// Four, of whom two or three are taken.
fn four() -> SelectionParts {
    SelectionParts {
        fit: vec![5, 4, 3, -1],
        size: (2, 3),
        pairs: vec![(2, 0, 2), (1, 2, -6)],
        required: vec![0],
        apart: vec![(3, 1)],
        together: vec![vec![2, 3]],
        counts: vec![count(&[0, 1], 1, 1), count(&[1, 2, 3], 1, u32::MAX)],
        kinds: vec![Kinds { of: vec![Some(7), Some(7), Some(9), Some(9)], ..Kinds::default() }],
        common: None,
    }
}

fn count(members: &[u32], at_least: u32, at_most: u32) -> Count {
    Count { members: members.to_vec(), at_least, at_most }
}

fn alike(kinds: u32, price: i64, counted_on: &[(u32, u32)]) -> AlikePrice {
    AlikePrice { kinds, price, counted_on: counted_on.to_vec() }
}

/// Candidates of these fits and nothing else.
fn fits(fit: &[i64], least: u32, most: u32) -> SelectionParts {
    SelectionParts { fit: fit.to_vec(), size: (least, most), ..SelectionParts::default() }
}

fn proof(parts: &SelectionParts, bound: i64, steps: &[SelectionStep]) -> SelectionCertificate {
    SelectionCertificate {
        bound: Some(bound),
        price_sets: vec![plain(parts)],
        steps: steps.to_vec(),
    }
}

/// What is refused, and with which words.
fn refused(error: &SelectionVerifyError, expected: &SelectionVerifyError, words: &str) {
    assert_eq!(error, expected);
    assert_eq!(error.to_string(), words);
}

/// The least bound that is accepted at these steps.
fn least_bound(parts: &SelectionParts, prices: &SelectionPrices, steps: &[SelectionStep]) -> i64 {
    let accepted = |bound| {
        let price_sets = vec![prices.clone()];
        let certificate =
            SelectionCertificate { bound: Some(bound), price_sets, steps: steps.to_vec() };
        team_upper_bound(parts, &certificate).is_ok()
    };
    let bound = (-200..=200).find(|&bound| accepted(bound)).unwrap();
    assert!((bound..=200).all(accepted));
    bound
}

#[test]
fn teams_are_what_the_oracle_says() {
    let mut rng = Rng::new(340);
    let (mut feasible, mut all) = (0, 0);
    let mut reasons = BTreeSet::new();
    for _ in 0..4_000 {
        let parts = small(&mut rng);
        let oracle = Oracle::of(&parts);
        for set in 0..1 << parts.fit.len() {
            let found = check_team(&parts, &team(set));
            assert_eq!(found.as_ref().ok().copied(), oracle.worth(set), "{set:b} {parts:?}");
            feasible += usize::from(found.is_ok());
            all += 1;
            if let Err(error) = found {
                let name = format!("{error:?}");
                reasons.insert(name.split(' ').next().unwrap().to_owned());
            }
        }
    }
    assert!(feasible > 20_000 && all - feasible > 100_000, "{feasible} of {all} feasible");
    let expected =
        ["Alone", "Apart", "Common", "Count", "Kinds", "Members", "Required", "Together"];
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn names_what_is_wrong_with_a_team() {
    use SelectionVerifyError as E;
    let parts = SelectionParts { size: (1, 3), ..four() };
    let check = |team: &[u32]| check_team(&parts, team).unwrap_err();
    assert_eq!(check_team(&parts, &[0, 2, 3]), Ok(5 + 3 - 1 + 2));
    refused(
        &check(&[0, 4]),
        &E::Candidate { part: "member", position: 1, candidate: 4, count: 4 },
        "member 1 names candidate 4, but there are 4, counted from 0; correct it or add to `fit`",
    );
    refused(
        &check(&[2, 3, 0]),
        &E::Unsorted { position: 2, before: 3, candidate: 0 },
        "member 2 (candidate 0) comes after candidate 3; name each once, in ascending order",
    );
    assert_eq!(check(&[2, 2]), E::Unsorted { position: 1, before: 2, candidate: 2 });
    refused(
        &check(&[]),
        &E::Members { given: 0, least: 1, most: 3 },
        "the team has 0 members, but at least 1 and at most 3 are wanted; add some",
    );
    refused(
        &check(&[0, 1, 2, 3]),
        &E::Members { given: 4, least: 1, most: 3 },
        "the team has 4 members, but at least 1 and at most 3 are wanted; leave some out",
    );
    refused(
        &check(&[2, 3]),
        &E::Required { position: 0, candidate: 0 },
        "required 0 (candidate 0) is not in the team; add them",
    );
    refused(
        &check(&[0, 1, 3]),
        &E::Apart { position: 0, one: 3, other: 1 },
        "pair apart 0: candidates 3 and 1 are both in the team; leave one of them out",
    );
    refused(
        &check(&[0, 3]),
        &E::Together { position: 0, inside: 3, outside: 2 },
        "group together 0: candidate 3 is in the team and 2 is not; take all of the group or none",
    );
    refused(
        &check(&[0, 1]),
        &E::Count { position: 0, given: 2, at_least: 1, at_most: 1 },
        "count 0 has 2 in the team, but at least 1 and at most 1 are wanted; leave some out",
    );
    refused(
        &check(&[0]),
        &E::Count { position: 1, given: 0, at_least: 1, at_most: u32::MAX },
        "count 1 has 0 in the team, but at least 1 and at most 4294967295 are wanted; add some",
    );
    let kinds = |at_least, nobody_alone| {
        let kinds = Kinds { at_least, nobody_alone, ..four().kinds[0].clone() };
        SelectionParts {
            kinds: vec![Kinds { of: vec![None; 4], ..Kinds::default() }, kinds],
            ..four()
        }
    };
    refused(
        &check_team(&kinds(3, false), &[0, 2, 3]).unwrap_err(),
        &E::Kinds { position: 1, given: 2, at_least: 3 },
        "the team has 2 of kinds 1, but at least 3 are wanted; add somebody of another kind",
    );
    refused(
        &check_team(&kinds(0, true), &[0, 2, 3]).unwrap_err(),
        &E::Alone { position: 1, candidate: 0, kind: 7 },
        "candidate 0 is the only one of kind 7 of kinds 1 in the team; \
         add another or leave them out",
    );
    let slots = vec![vec![0, 1], vec![], vec![1, 2], vec![2, 1]];
    let common = Some(Common { worth: vec![60, 30, 60], slots, at_least: 45 });
    refused(
        &check_team(&SelectionParts { common, ..four() }, &[0, 2, 3]).unwrap_err(),
        &E::Common { given: 30, at_least: 45 },
        "what all members have in common is worth 30, but at least 45 is wanted; \
         leave somebody out",
    );
    refused(
        &check_team(&fits(&[i64::MAX, 1], 0, 2), &[0, 1]).unwrap_err(),
        &E::Range { what: "the worth of the team" },
        "the worth of the team leaves the range of 64 bits; use smaller values, shares or prices",
    );
    assert_eq!(check_team(&fits(&[i64::MAX, 1, -1], 0, 3), &[0, 1, 2]), Ok(i64::MAX));
}

/// Both functions hold any parts against the same list.
#[test]
fn names_what_is_wrong_with_parts() {
    use SelectionVerifyError as E;
    let check = |parts: SelectionParts, expected: E| {
        assert_eq!(check_team(&parts, &[0, 2, 3]), Err(expected.clone()));
        assert_eq!(team_upper_bound(&parts, &proof(&parts, 0, &[Done])), Err(expected));
    };
    let not = |part, position, candidate| E::Candidate { part, position, candidate, count: 4 };
    let twice = |part, position, candidate| E::Twice { part, position, candidate };
    let length = |part, position, given| E::Length { part, position, given, wanted: 4 };
    check(SelectionParts { pairs: vec![(0, 1, 1), (2, 4, 1)], ..four() }, not("pair", 1, 4));
    check(SelectionParts { pairs: vec![(9, 0, 1)], ..four() }, not("pair", 0, 9));
    check(SelectionParts { pairs: vec![(2, 2, 1)], ..four() }, twice("pair", 0, 2));
    check(SelectionParts { required: vec![0, 5], ..four() }, not("required", 1, 5));
    check(SelectionParts { apart: vec![(0, u32::MAX)], ..four() }, not("pair apart", 0, u32::MAX));
    check(SelectionParts { apart: vec![(1, 1)], ..four() }, twice("pair apart", 0, 1));
    let groups = |groups: &[&[u32]]| SelectionParts {
        together: groups.iter().map(|group| group.to_vec()).collect(),
        ..four()
    };
    check(groups(&[&[0], &[1, 4]]), not("group together", 1, 4));
    check(groups(&[&[0, 1], &[2, 1]]), twice("group together", 1, 1));
    let counted = |members| SelectionParts {
        counts: vec![count(&[0, 1], 0, 9), count(members, 0, 1)],
        ..four()
    };
    check(counted(&[7]), not("count", 1, 7));
    check(counted(&[1, 0, 1]), twice("count", 1, 1));
    let kinds = |given| Kinds { of: vec![None; given], ..Kinds::default() };
    check(SelectionParts { kinds: vec![kinds(4), kinds(5)], ..four() }, length("kinds", 1, 5));
    let common = |slots: &[&[u32]]| SelectionParts {
        common: Some(Common {
            worth: vec![1, 1],
            slots: slots.iter().map(|slots| slots.to_vec()).collect(),
            at_least: 0,
        }),
        ..four()
    };
    check(common(&[&[], &[], &[]]), length("common", 0, 3));
    let slot = |candidate, slot| E::Slot { candidate, slot, count: 2 };
    check(common(&[&[], &[1, 2], &[], &[]]), slot(1, 2));
    check(common(&[&[], &[], &[0, 1, 0], &[]]), slot(2, 0));
    assert_eq!(
        slot(2, 0).to_string(),
        "candidate 2 has slot 0 twice, or it is not among 2; correct it"
    );
    assert_eq!(
        twice("count", 1, 1).to_string(),
        "count 1 names candidate 1 twice; keep one of them"
    );
    assert_eq!(
        length("kinds", 1, 5).to_string(),
        "kinds 1 has 5 entries, but 4 are needed; give one each"
    );
    assert_eq!(
        E::Size { what: "pairs", given: 5_000_000_000, most: 1_073_741_823 }.to_string(),
        "5000000000 pairs are more than 1073741823; split the problem"
    );
    // Values that sixteenths do not hold: a team may have them, prices not.
    let large = SelectionParts { pairs: vec![(0, 1, 1 << 59)], ..fits(&[0, 0], 0, 2) };
    assert_eq!(check_team(&large, &[0, 1]), Ok(1 << 59));
    refused(
        &team_upper_bound(&large, &proof(&large, 0, &[Done])).unwrap_err(),
        &E::Range { what: "sixteen times a pair value" },
        "sixteen times a pair value leaves the range of 64 bits; use smaller values, shares or prices",
    );
}

#[test]
fn names_what_is_wrong_with_prices() {
    use SelectionVerifyError as E;
    let parts = four();
    let with = |shares: &[i64], counts: &[(i64, i64)]| {
        let (shares, counts) = (shares.to_vec(), counts.to_vec());
        let prices = SelectionPrices { shares, counts, ..plain(&parts) };
        let certificate = SelectionCertificate {
            bound: Some(100),
            price_sets: vec![plain(&parts), prices],
            steps: vec![Done],
        };
        team_upper_bound(&parts, &certificate)
    };
    assert_eq!(with(&[], &[(0, 0), (0, 0)]), Ok(Some(100)));
    assert_eq!(with(&[0, 0], &[(1, 1), (1, 0)]), Ok(Some(100)));
    let length = |part, given| E::Length { part, position: 1, given, wanted: 2 };
    refused(
        &with(&[1], &[(0, 0); 2]).unwrap_err(),
        &length("shares of price set", 1),
        "shares of price set 1 has 1 entries, but 2 are needed; give one each",
    );
    assert_eq!(with(&[1; 3], &[(0, 0); 2]), Err(length("shares of price set", 3)));
    for given in [0, 1, 3] {
        let expected = length("count prices of price set", given);
        assert_eq!(with(&[], &vec![(0, 0); given]), Err(expected));
    }
    let negative = |count, price| E::NegativePrice { price_set: 1, count, price };
    refused(
        &with(&[], &[(0, 0), (-1, 0)]).unwrap_err(),
        &negative(1, -1),
        "price set 1 has the price -1 for count 1; prices are at least 0",
    );
    assert_eq!(with(&[], &[(3, i64::MIN), (-1, 0)]), Err(negative(0, i64::MIN)));
    refused(
        &with(&[], &[(0, 2), (0, 3)]).unwrap_err(),
        &E::NoLimit { price_set: 1, count: 1, price: 3 },
        "price set 1 has the price 3 for the most of count 1, which has no limit; give 0",
    );
    assert_eq!(with(&[0, i64::MAX], &[(0, 0); 2]), Err(E::Range { what: "a share" }));
    assert_eq!(with(&[i64::MIN, 0], &[(0, 0); 2]), Err(E::Range { what: "a share" }));
}

#[test]
fn names_what_is_wrong_with_prices_of_likeness() {
    use SelectionVerifyError as E;
    // Pairs of one kind are (0, 1) and (2, 3) by the first kinds, (0, 1) and (0, 3) and (1, 3) by the others.
    let others = Kinds { of: vec![Some(2), Some(2), None, Some(2)], ..Kinds::default() };
    let parts = SelectionParts { kinds: [four().kinds, vec![others]].concat(), ..four() };
    let read = |parts: &SelectionParts, of_worth, shares: &[i64], alike: &[AlikePrice]| {
        let (shares, alike) = (shares.to_vec(), alike.to_vec());
        let prices = SelectionPrices { of_worth, shares, alike, ..plain(parts) };
        let price_sets = vec![plain(parts), prices];
        let steps = vec![Done];
        team_upper_bound(parts, &SelectionCertificate { bound: Some(100), price_sets, steps })
    };
    let with = |alike: &[AlikePrice]| read(&parts, true, &[], alike);
    let fine = Ok(Some(100));
    assert_eq!(with(&[alike(0, 2, &[]), alike(1, 0, &[(2, 3), (7, 0)])]), fine);
    refused(
        &with(&[alike(1, 2, &[]), alike(2, 2, &[])]).unwrap_err(),
        &E::AlikeKinds { price_set: 1, kinds: 2, count: 2 },
        "price set 1 has a price of likeness for kinds 2, but there are 2, counted from 0; \
         leave it out or add to `kinds`",
    );
    refused(
        &with(&[alike(1, 2, &[]), alike(0, 2, &[]), alike(1, 0, &[])]).unwrap_err(),
        &E::AlikeTwice { price_set: 1, kinds: 1 },
        "price set 1 has two prices of likeness for kinds 1; keep one of them",
    );
    refused(
        &with(&[alike(1, -2, &[])]).unwrap_err(),
        &E::AlikePrice { price_set: 1, kinds: 1, price: -2 },
        "price set 1 has the price of likeness -2 for kinds 1; \
         these prices are even and at least 0",
    );
    for price in [1, -1, 33, i64::MAX, i64::MIN] {
        let error = E::AlikePrice { price_set: 1, kinds: 0, price };
        assert_eq!(with(&[alike(0, price, &[])]), Err(error));
    }
    // Also of a kind that nobody has.
    for kind in [7, 8] {
        refused(
            &with(&[alike(1, 2, &[]), alike(0, 0, &[(kind, 1), (9, 1), (kind, 1)])]).unwrap_err(),
            &E::CountedOnTwice { price_set: 1, kinds: 0, kind },
            &format!("price set 1 counts on kind {kind} of kinds 0 twice; keep one of them"),
        );
    }

    // What is named, at whatever price and in whichever set, is priced in all.
    let length =
        |given, wanted| Err(E::Length { part: "shares of price set", position: 1, given, wanted });
    assert_eq!(read(&parts, true, &[0; 2], &[]), fine);
    assert_eq!(read(&parts, true, &[0; 4], &[alike(0, 0, &[])]), fine);
    assert_eq!(read(&parts, true, &[0; 2], &[alike(0, 0, &[])]), length(2, 4));
    assert_eq!(read(&parts, true, &[0; 5], &[alike(1, 2, &[])]), fine);
    assert_eq!(read(&parts, true, &[0; 4], &[alike(1, 2, &[])]), length(4, 5));
    let both = [alike(1, 2, &[]), alike(0, 2, &[])];
    assert_eq!(read(&parts, false, &[0; 6], &both), fine);
    assert_eq!(read(&parts, false, &[0; 7], &both), length(7, 6));
    let likeness = SelectionPrices { alike: both.to_vec(), ..plain(&parts) };
    let shared = |shares| SelectionPrices { shares, ..plain(&parts) };
    let mut certificate = proof(&parts, 100, &[Done]);
    certificate.price_sets = vec![likeness.clone(), shared(vec![0; 6])];
    assert_eq!(team_upper_bound(&parts, &certificate), fine);
    certificate.price_sets = vec![likeness.clone(), shared(vec![0; 2])];
    assert_eq!(team_upper_bound(&parts, &certificate), length(2, 6));
    // Mistakes in likeness come before all others, since they say what is priced.
    certificate.price_sets.push(SelectionPrices { alike: vec![alike(0, 1, &[])], ..likeness });
    let error = E::AlikePrice { price_set: 2, kinds: 0, price: 1 };
    assert_eq!(team_upper_bound(&parts, &certificate), Err(error));

    // What 64 bits do not hold.
    let most = i64::MAX - 1;
    let range = |what| Err(E::Range { what });
    let counted = || range("a price of likeness for all that is counted on");
    assert_eq!(with(&[alike(0, most, &[(7, 1)])]), fine);
    assert_eq!(with(&[alike(0, most, &[(7, 2)])]), counted());
    assert_eq!(with(&[alike(0, most, &[(7, 1), (8, 1)])]), counted());
    assert_eq!(with(&[alike(0, most, &[(7, u32::MAX), (9, u32::MAX)])]), counted());
    assert_eq!(with(&[alike(1, 2, &[(2, 1)]), alike(0, most, &[(7, 1)])]), counted());
    assert_eq!(with(&[alike(0, 2, &[(7, u32::MAX)])]), counted());
    assert_eq!(with(&[alike(0, 0, &[(7, u32::MAX), (9, u32::MAX)])]), fine);
    // 0 and 1 are alike twice over.
    let whole = || range("a pair value with its prices of likeness");
    assert_eq!(with(&[alike(0, 1 << 62, &[]), alike(1, (1 << 62) - 2, &[])]), fine);
    assert_eq!(with(&[alike(0, 1 << 62, &[]), alike(1, 1 << 62, &[])]), whole());
    let one = |value| SelectionParts { pairs: vec![(2, 3, value)], ..parts.clone() };
    assert_eq!(read(&one(1), true, &[], &[alike(0, most, &[])]), whole());
    assert_eq!(read(&one(1), false, &[], &[alike(0, most, &[])]), fine);
    assert_eq!(read(&one(-1), true, &[], &[alike(0, most, &[])]), fine);
    let share = |share| read(&one(1), true, &[0, share], &[alike(0, 4, &[])]);
    assert_eq!(share(i64::MAX), fine);
    assert_eq!(share(20 - i64::MAX), fine);
    assert_eq!(share(19 - i64::MAX), range("a share"));

    // More pairs of one kind than can be named, of few enough candidates.
    let kinds = vec![Kinds { of: vec![Some(1); 46_342], ..Kinds::default() }];
    let many = SelectionParts { kinds, ..fits(&vec![0; 46_342], 0, 2) };
    assert_eq!(read(&many, true, &[], &[]), fine);
    refused(
        &read(&many, true, &[], &[alike(0, 2, &[])]).unwrap_err(),
        &E::Size {
            what: "pairs and pairs of one kind in priced kinds",
            given: 1_073_767_311,
            most: 1_073_741_823,
        },
        "1073767311 pairs and pairs of one kind in priced kinds are more than 1073741823; \
         split the problem",
    );
}

/// Members that must share kinds, and pairs that are worth something across kinds alone.
#[test]
fn likeness_closes_what_nothing_else_does() {
    let kinds =
        |of: &[u32]| Kinds { of: of.iter().map(|&k| Some(k)).collect(), ..Kinds::default() };
    let across = |kinds: &[Kinds], value: i64| {
        let count = kinds[0].of.len();
        let pairs = (0..count).flat_map(|b| (0..b).map(move |a| (a, b)));
        let priced = pairs.map(|(a, b)| {
            let is_across = |kinds: &&Kinds| kinds.of[a].is_none() || kinds.of[a] != kinds.of[b];
            let times = i64::try_from(kinds.iter().filter(is_across).count()).unwrap();
            (u32::try_from(a).unwrap(), u32::try_from(b).unwrap(), value * times)
        });
        let pairs = priced.filter(|pair| pair.2 > 0).collect();
        SelectionParts { pairs, kinds: kinds.to_vec(), ..fits(&vec![0; count], 4, 4) }
    };
    let priced = |parts: &SelectionParts, all: &[AlikePrice]| {
        let prices = SelectionPrices { alike: all.to_vec(), ..plain(parts) };
        least_bound(parts, &prices, &[Done])
    };

    // Four of three and three, 2 for every two of different kinds: two and two have 4 such pairs.
    let parts = across(&[kinds(&[5, 5, 5, 6, 6, 6])], 2);
    assert_eq!(Oracle::of(&parts).optimum(), Some(8));
    // Three halves of 2 for each of four; 2 for those of one kind as well, and 2·1 of each kind counted on.
    assert_eq!(priced(&parts, &[]), 12);
    assert_eq!(priced(&parts, &[alike(0, 32, &[(5, 1), (6, 1)])]), 8);
    // (N − m)·(N − m − 1) is 0 for N = 2 with m = 2 as well, and 2 with m = 0 and m = 3. With 1 and 2 counted on, three
    // and one have 3 pairs across, and 2 for each kind.
    assert_eq!(priced(&parts, &[alike(0, 32, &[(6, 2), (5, 2)])]), 8);
    assert_eq!(priced(&parts, &[alike(0, 32, &[(6, 1), (5, 2)])]), 10);
    assert_eq!(priced(&parts, &[alike(0, 32, &[])]), 12);
    assert_eq!(priced(&parts, &[alike(0, 32, &[(5, 3), (6, 3)])]), 12);
    assert_eq!(priced(&parts, &[alike(0, 0, &[(5, 1), (6, 1)])]), 12);
    // Half the price: 3 shares of 16 as before, less 16 for each of four, and 32 counted on.
    assert_eq!(priced(&parts, &[alike(0, 16, &[(5, 1), (6, 1)])]), 10);
    // A kind of nobody: 2·1 for one, 2·3 for two of them.
    assert_eq!(priced(&parts, &[alike(0, 32, &[(5, 1), (6, 1), (7, 1)])]), 10);
    assert_eq!(priced(&parts, &[alike(0, 32, &[(7, 2), (5, 1), (6, 1)])]), 14);
    // All of a pair to the lower position: three have 3·2, and the next 2·2.
    let counted_on = [alike(0, 32, &[(5, 1), (6, 1)])];
    let prices =
        SelectionPrices { alike: counted_on.to_vec(), shares: vec![32; 15], ..plain(&parts) };
    assert_eq!(least_bound(&parts, &prices, &[Done]), 4 + 3 * 4 + 2);
    // With one in, as well; in any state beside another price set that closes it.
    let prices = SelectionPrices { alike: counted_on.to_vec(), ..plain(&parts) };
    assert_eq!(least_bound(&parts, &prices, &[In(0), Done, Done]), 8);
    assert_eq!(least_bound(&parts, &prices, &[In(0), In(4), Done, In(5), Done, Done, Done]), 8);
    assert_eq!(least_bound(&parts, &prices, &[Out(3), Done]), 8);
    assert_eq!(least_bound(&parts, &plain(&parts), &[In(0), Done, Done]), 12);

    // Somebody of no kind is like nobody: 3 pairs with them, and 2 of the others.
    let mut none = kinds(&[5, 5, 5, 6, 6, 6, 0]);
    none.of[6] = None;
    let parts = across(&[none], 2);
    assert_eq!(Oracle::of(&parts).optimum(), Some(10));
    assert_eq!(priced(&parts, &[]), 12);
    assert_eq!(priced(&parts, &counted_on), 10);

    // Two kinds of kinds: 2 for each in which two differ. One each of the four has 4 of 2 and 2 of 4.
    let two = [kinds(&[1, 1, 2, 2, 1, 1, 2, 2]), kinds(&[1, 2, 1, 2, 1, 2, 1, 2])];
    let parts = across(&two, 2);
    assert_eq!(Oracle::of(&parts).optimum(), Some(16));
    assert_eq!(priced(&parts, &[]), 20);
    let both = |price| [alike(0, price, &[(1, 1), (2, 1)]), alike(1, 32, &[(2, 1), (1, 1)])];
    assert_eq!(priced(&parts, &both(32)), 16);
    assert_eq!(priced(&parts, &both(0)), 20);
    assert_eq!(priced(&parts, &both(32)[..1]), 20);

    // Without the worth there are halves of likeness too. Two of three, of whom each two are apart by counts, of which
    // the first alone is a cap: 6 − 2·4 is below 0, and likeness adds 4·(2 − m)·(2 − m − 1)/2.
    let counts: Vec<Count> = [[0, 1], [0, 2], [1, 2]].map(|two| count(&two, 0, 1)).into();
    let parts = SelectionParts { counts, kinds: vec![kinds(&[3; 3])], ..fits(&[0; 3], 2, 2) };
    let closes = |shares: &[i64], m| {
        let (shares, alike) = (shares.to_vec(), vec![alike(0, 4, &[(3, m)])]);
        let prices = SelectionPrices { of_worth: false, shares, counts: vec![(0, 2); 3], alike };
        let certificate =
            SelectionCertificate { bound: None, price_sets: vec![prices], steps: vec![Done] };
        team_upper_bound(&parts, &certificate).is_ok()
    };
    assert!(closes(&[], 1) && closes(&[], 2) && closes(&[2; 3], 1));
    assert!(!closes(&[], 0) && !closes(&[], 3));
    // Shares of 3 for the last two, or of 4.
    assert!(!closes(&[1; 3], 1) && !closes(&[0; 3], 1));
}

#[test]
fn names_what_is_wrong_with_steps() {
    use SelectionVerifyError as E;
    // 0 is required and is of the one count with a limit, so 1 can no longer join; 2 and 3 come together.
    let parts = four();
    let with =
        |bound, steps: &[SelectionStep]| team_upper_bound(&parts, &proof(&parts, bound, steps));
    let not_free = |step, candidate| Err(E::NotFree { step, candidate });
    assert_eq!(with(9, &[In(2), Done, Done]), Ok(Some(9)));
    // h of 2 and 3 is 5 and -1, and two may be enough.
    assert_eq!(with(10, &[Done]), Ok(Some(10)));
    assert_eq!(with(8, &[In(2), Done, Done]), Err(E::Open { step: 1 }));
    refused(
        &with(9, &[Done]).unwrap_err(),
        &E::Open { step: 0 },
        "step 0 ends a state that is not dead, nor closed by any price set; \
         go on with somebody in",
    );
    refused(
        &with(8, &[Out(3), Done]).unwrap_err(),
        &E::Out { step: 0, candidate: 3 },
        "step 0 puts candidate 3 out, but no price set shows that no team with them is worth \
         more than the bound; go on with them in",
    );
    // Without them there is nobody to make two.
    assert_eq!(with(9, &[Out(3), Done]), Ok(Some(9)));
    assert_eq!(with(9, &[Out(3), Out(2), Done]), not_free(1, 2));
    assert_eq!(with(9, &[In(2), In(3), Done, Done]), not_free(1, 3));
    assert_eq!(with(9, &[In(2), Done, In(3), Done]), not_free(2, 3));
    assert_eq!(with(9, &[In(1), Done]), not_free(0, 1));
    refused(
        &with(9, &[Out(0), Done]).unwrap_err(),
        &E::NotFree { step: 0, candidate: 0 },
        "step 0 names candidate 0, who is in, is out or can no longer join; name somebody free",
    );
    for step in [In(4), Out(4)] {
        refused(
            &with(9, &[In(3), Done, step]).unwrap_err(),
            &E::Candidate { part: "step", position: 2, candidate: 4, count: 4 },
            "step 2 names candidate 4, but there are 4, counted from 0; correct it or add to `fit`",
        );
    }
    refused(
        &with(9, &[In(2), Done]).unwrap_err(),
        &E::Unfinished { open: 1 },
        "the steps end with 1 states not done; end each with `Done`",
    );
    assert_eq!(with(9, &[]), Err(E::Unfinished { open: 1 }));
    assert_eq!(with(9, &[In(2)]), Err(E::Unfinished { open: 2 }));
    refused(
        &with(9, &[In(2), Done, Done, Done]).unwrap_err(),
        &E::After { step: 3 },
        "step 3 comes when the search has ended; leave it out",
    );
    // Without prices nothing is closed, but what is dead is dead.
    let bare = |steps: &[SelectionStep]| {
        let certificate =
            SelectionCertificate { bound: None, price_sets: vec![], steps: steps.to_vec() };
        team_upper_bound(
            &SelectionParts { size: (3, 3), required: vec![1], ..four() },
            &certificate,
        )
    };
    assert_eq!(bare(&[Done]), Ok(None));
    assert_eq!(
        team_upper_bound(
            &parts,
            &SelectionCertificate { bound: Some(i64::MAX), price_sets: vec![], steps: vec![Done] }
        ),
        Err(E::Open { step: 0 })
    );
}

#[test]
fn proves_cases_worked_by_hand() {
    let halves = |parts: &SelectionParts| plain(parts);
    // The greatest fits; with a fewest, some below 0.
    let parts = fits(&[5, -1, 4, -3], 0, 3);
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 9);
    let parts = fits(&[5, -1, 4, -3], 3, 3);
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 8);
    // Everybody with everybody: h is 3 + ½·2 for each of the two others, of whom there are three.
    let all = |n: u32, value| (0..n).flat_map(|b| (0..b).map(move |a| (b, a, value))).collect();
    let parts = SelectionParts { pairs: all(4, 2), ..fits(&[3; 4], 0, 3) };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 15);
    // A star of 7 and 7: halves give 7 + 3½ + 3½; all to the middle give 14, and so do all to the leaves.
    let parts =
        SelectionParts { pairs: vec![(0, 1, 7), (0, 2, 7), (0, 3, 7)], ..fits(&[0; 4], 3, 3) };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 14);
    let shares = |low| SelectionPrices { shares: vec![low; 3], ..plain(&parts) };
    assert_eq!(least_bound(&parts, &shares(16 * 7), &[Done]), 14);
    assert_eq!(least_bound(&parts, &shares(0), &[Done]), 21);
    // Sixteenths that do not add up to a whole are rounded down: 10 and 15/16.
    let parts = SelectionParts { pairs: vec![(0, 1, 10)], ..fits(&[0; 2], 0, 2) };
    let shares = SelectionPrices { shares: vec![16 * 11], ..plain(&parts) };
    assert_eq!(least_bound(&parts, &shares, &[Done]), 11);
    let shares = SelectionPrices { shares: vec![16 * 10 + 15], ..plain(&parts) };
    assert_eq!(least_bound(&parts, &shares, &[Done]), 10);

    // At most one of the two best: a price of 2 each makes all equal; the count is a cap as well.
    let counts = vec![count(&[0, 1], 0, 1)];
    let parts = SelectionParts { counts, ..fits(&[6, 6, 4, 4], 2, 2) };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 10);
    // Over a second count of the same, which is no cap.
    let counts = vec![count(&[0, 1], 0, 1), count(&[1, 2, 3], 0, 1)];
    let parts = SelectionParts { counts, ..fits(&[6, 0, 4, 4], 0, 3) };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 14);
    let priced = SelectionPrices { counts: vec![(0, 0), (0, 16 * 4)], ..plain(&parts) };
    assert_eq!(least_bound(&parts, &priced, &[Done]), 10);
    // At least two of those worth least: a price of 5 for each that is missing.
    let counts = vec![count(&[2, 3], 2, u32::MAX)];
    let parts = SelectionParts { counts, ..fits(&[6, 6, 1, 1], 0, 3) };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 13);
    let priced = SelectionPrices { counts: vec![(16 * 5, 0)], ..plain(&parts) };
    assert_eq!(least_bound(&parts, &priced, &[Done]), 8);

    // Kinds that lack: two of 1 kind are not enough, and the best of another is taken first.
    let kinds = |of: &[Option<u32>], at_least| {
        vec![Kinds { of: of.to_vec(), at_least, nobody_alone: false }]
    };
    let (a, b) = (Some(1), Some(2));
    let parts = SelectionParts { kinds: kinds(&[a, a, b, None], 2), ..fits(&[9, 8, 2, 7], 2, 2) };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 11);
    // Who is taken first takes no place of a cap: with 4 beside 0, here 2 and 3 are the best.
    let parts = SelectionParts {
        required: vec![0],
        counts: vec![count(&[1, 3], 0, 1)],
        kinds: kinds(&[a, b, b, a], 2),
        ..fits(&[0, 10, 9, 100], 3, 3)
    };
    assert_eq!(Oracle::of(&parts).optimum(), Some(109));
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 110);
    // Of equal ones the lower position is taken first: 0 leaves the place of the cap to 2, or 1 takes it.
    let parts = SelectionParts {
        counts: vec![count(&[1, 2], 0, 1)],
        kinds: kinds(&[a, a, None], 1),
        ..fits(&[5, 5, 5], 3, 3)
    };
    let not_enough = proof(&parts, -1_000, &[Done]);
    assert_eq!(team_upper_bound(&parts, &not_enough), Ok(Some(-1_000)));
    let parts = SelectionParts { counts: vec![count(&[0, 2], 0, 1)], ..parts };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 15);
    assert_eq!(Oracle::of(&parts).optimum(), None);
    // What they would take of a cap counts for those put out.
    let counts = vec![count(&[0, 1], 0, 1)];
    let parts = SelectionParts { counts, ..fits(&[6, 5, 4, 3], 2, 2) };
    assert_eq!(least_bound(&parts, &halves(&parts), &[Out(1), Done]), 10);
    assert_eq!(least_bound(&parts, &halves(&parts), &[Out(3), Out(1), Out(2), Done]), 10);

    // No team: three of whom each two are apart, two needed, by counts of at most one.
    let counts: Vec<Count> = [[0, 1], [0, 2], [1, 2]].map(|two| count(&two, 0, 1)).into();
    let parts = SelectionParts { counts, ..fits(&[1; 3], 2, 2) };
    let prices = SelectionPrices { of_worth: false, counts: vec![(0, 1); 3], ..plain(&parts) };
    let none = SelectionCertificate { bound: None, price_sets: vec![prices], steps: vec![Done] };
    assert_eq!(team_upper_bound(&parts, &none), Ok(None));
    let worth = SelectionCertificate { price_sets: vec![plain(&parts)], ..none };
    assert_eq!(team_upper_bound(&parts, &worth), Err(SelectionVerifyError::Open { step: 0 }));
    // Nobody at all.
    let parts = fits(&[], 0, 0);
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), 0);
    let parts = fits(&[], 1, 1);
    assert_eq!(least_bound(&parts, &halves(&parts), &[Done]), -200);
}

/// Pairs given twice count twice, and limits that cross leave no team: parts need not be those of a problem.
#[test]
fn parts_that_are_no_problem_are_read_as_they_stand() {
    let mut rng = Rng::new(341);
    for _ in 0..1_500 {
        let mut parts = small(&mut rng);
        if parts.fit.len() > 7 || parts.fit.iter().any(|fit| fit.abs() > 1 << 40) {
            continue;
        }
        for _ in 0..rng.below(3) {
            let Some(&(a, b, value)) = parts.pairs.first() else { break };
            parts.pairs.push(if rng.chance(1, 2) {
                (a, b, value)
            } else {
                (b, a, rng.within(-3, 3))
            });
        }
        parts.required.extend(parts.required.first().copied());
        if rng.chance(1, 5) {
            parts.size = (parts.size.1.max(1), 0);
        }
        if let Some(count) = parts.counts.first_mut().filter(|_| rng.chance(1, 5)) {
            (count.at_least, count.at_most) = (1, 0);
        }
        let optimum = oracle_of_any(&parts);
        assert_eq!(team_upper_bound(&parts, &whole_tree(&parts, optimum)), Ok(optimum));
        if let Some(optimum) = optimum {
            assert!(team_upper_bound(&parts, &whole_tree(&parts, Some(optimum - 1))).is_err());
        }
    }
}

/// The optimum, where somebody may be required twice.
fn oracle_of_any(parts: &SelectionParts) -> Option<i64> {
    let mut once = parts.clone();
    once.required.sort_unstable();
    once.required.dedup();
    Oracle::of(&once).optimum()
}

/// Numbers near every edge.
fn any_number(rng: &mut Rng, most: u32) -> u32 {
    match rng.below(12) {
        0 => u32::MAX - rng.below_u32(2),
        1 => most + rng.below_u32(2),
        _ => rng.below_u32(most.max(1)),
    }
}

fn any_value(rng: &mut Rng) -> i64 {
    match rng.below(60) {
        0 => i64::MIN + rng.within(0, 2),
        1 => i64::MAX - rng.within(0, 2),
        2..5 => *rng.pick(&[1 << 59, -(1 << 59), (1 << 59) - 1]),
        _ => rng.within(-40, 40),
    }
}

fn garbage_parts(rng: &mut Rng) -> SelectionParts {
    let n = rng.below_u32(7);
    let wild = rng.below(3) == 0;
    let c = |rng: &mut Rng| if wild { any_number(rng, n) } else { rng.below_u32(n.max(1)) };
    let list = |rng: &mut Rng| -> Vec<u32> { (0..rng.below(5)).map(|_| c(rng)).collect() };
    let length = |rng: &mut Rng| if wild && rng.chance(1, 9) { rng.below(9) } else { n as usize };
    let mut lists: Vec<Vec<u32>> = (0..rng.below(5)).map(|_| list(rng)).collect();
    if !wild {
        for list in &mut lists {
            list.sort_unstable();
            list.dedup();
        }
    }
    let counts = lists.into_iter().map(|members| Count {
        members,
        at_least: any_number(rng, 3),
        at_most: any_number(rng, 4),
    });
    let counts = counts.collect();
    let kinds = (0..rng.below(3)).map(|_| {
        let of = (0..length(rng)).map(|_| rng.chance(3, 4).then(|| any_number(rng, 3)));
        Kinds { of: of.collect(), at_least: 0, nobody_alone: false }
    });
    let mut kinds: Vec<Kinds> = kinds.collect();
    for kinds in &mut kinds {
        (kinds.at_least, kinds.nobody_alone) = (any_number(rng, 3), rng.chance(1, 2));
    }
    let slots = rng.below_u32(4);
    let common = rng.chance(1, 3).then(|| Common {
        worth: (0..slots).map(|_| *rng.pick(&[0, 1, u32::MAX])).collect(),
        slots: (0..length(rng))
            .map(|_| {
                let beyond = wild && rng.chance(1, 9);
                (0..slots + u32::from(beyond)).filter(|_| rng.chance(3, 4)).collect()
            })
            .collect(),
        at_least: *rng.pick(&[0, 1, 1, u64::MAX]),
    });
    let mut pairs: Vec<(u32, u32, i64)> = Vec::new();
    let mut apart = Vec::new();
    for _ in 0..rng.below(9) {
        let (one, other) = (c(rng), c(rng));
        if wild || one != other {
            pairs.push((one, other, any_value(rng)));
        }
        let (one, other) = (c(rng), c(rng));
        if rng.chance(1, 3) && (wild || one != other) {
            apart.push((one, other));
        }
    }
    let mut together: Vec<Vec<u32>> = Vec::new();
    if rng.chance(1, 3) {
        together.push(list(rng));
        if !wild {
            together[0].sort_unstable();
            together[0].dedup();
        }
    }
    let required = if rng.chance(1, 4) { list(rng) } else { Vec::new() };
    SelectionParts {
        fit: (0..n).map(|_| any_value(rng)).collect(),
        size: (any_number(rng, 4), any_number(rng, 7)),
        pairs,
        required,
        apart,
        together,
        counts,
        kinds,
        common,
    }
}

/// Prices of likeness with mistakes now and then, and near every edge.
fn garbage_alike(rng: &mut Rng, parts: &SelectionParts) -> Vec<AlikePrice> {
    let fields = u32::try_from(parts.kinds.len()).unwrap();
    let careless = rng.chance(1, 4);
    let kinds: Vec<u32> = if careless {
        (0..rng.below(3)).map(|_| any_number(rng, fields)).collect()
    } else {
        (0..fields).filter(|_| rng.chance(2, 3)).collect()
    };
    let alike = kinds.into_iter().map(|kinds| {
        let price = any_value(rng);
        let counted_on = (0..rng.below(4)).map(|_| (any_number(rng, 3), any_number(rng, 3)));
        let mut counted_on: Vec<(u32, u32)> = counted_on.collect();
        if !careless {
            counted_on.sort_unstable();
            counted_on.dedup_by_key(|counted| counted.0);
        }
        // The largest even price included.
        let price = if careless { price } else { price.saturating_abs() & !1 };
        AlikePrice { kinds, price, counted_on }
    });
    alike.collect()
}

/// How many pairs are priced, in any parts.
fn priced<'a>(parts: &SelectionParts, alike: impl Iterator<Item = &'a AlikePrice>) -> usize {
    let mut pairs: BTreeSet<(u32, u32)> =
        parts.pairs.iter().map(|&(a, b, _)| (a.min(b), a.max(b))).collect();
    for kinds in alike.filter_map(|alike| parts.kinds.get(alike.kinds as usize)) {
        let having: Vec<(u32, u32)> =
            (0..).zip(&kinds.of).filter_map(|(c, kind)| kind.map(|kind| (c, kind))).collect();
        for (i, &(high, kind)) in having.iter().enumerate() {
            let same = having[..i].iter().filter(|other| other.1 == kind);
            pairs.extend(same.map(|&(low, _)| (low, high)));
        }
    }
    pairs.len()
}

#[test]
fn nothing_makes_it_panic() {
    let mut rng = Rng::new(342);
    let (mut accepted, mut alike, mut teams) = (0, 0, 0);
    let is_alike = |prices: &SelectionPrices| prices.alike.iter().any(|alike| alike.price > 0);
    let mut reasons = BTreeSet::new();
    for _ in 0..60_000 {
        let parts = garbage_parts(&mut rng);
        let n = u32::try_from(parts.fit.len()).unwrap();
        let members: Vec<u32> = (0..rng.below(4)).map(|_| any_number(&mut rng, n)).collect();
        teams += usize::from(check_team(&parts, &members).is_ok());
        let sets = rng.below(3);
        let likeness = rng.chance(1, 2);
        let all = (0..if likeness { sets } else { 0 }).map(|_| garbage_alike(&mut rng, &parts));
        let all: Vec<Vec<AlikePrice>> = all.collect();
        let priced = priced(&parts, all.iter().flatten());
        let price_sets = (0..sets).map(|set| {
            let given = if rng.chance(1, 9) { rng.below(9) } else { priced };
            let shares = (0..given).map(|_| any_value(&mut rng)).collect();
            let careless = rng.chance(1, 9);
            let counts = parts.counts.iter().map(|count| {
                let prices = (any_value(&mut rng), any_value(&mut rng));
                let most = if count.at_most == u32::MAX { 0 } else { prices.1.saturating_abs() };
                if careless { prices } else { (prices.0.saturating_abs(), most) }
            });
            let counts = counts.collect();
            let shares = if rng.chance(2, 3) { Vec::new() } else { shares };
            let alike = all.get(set).cloned().unwrap_or_default();
            SelectionPrices { of_worth: rng.chance(2, 3), shares, counts, alike }
        });
        let price_sets = price_sets.collect();
        let steps = (0..1 + rng.below(6)).map(|_| match rng.below(5) {
            0 => In(any_number(&mut rng, n)),
            1 => Out(any_number(&mut rng, n)),
            _ => Done,
        });
        let steps = steps.collect();
        let bound = *rng.pick(&[None, Some(0), Some(i64::MIN), Some(i64::MAX)]);
        let certificate = SelectionCertificate { bound, price_sets, steps };
        match team_upper_bound(&parts, &certificate) {
            Ok(bound) => {
                accepted += 1;
                alike += usize::from(likeness && certificate.price_sets.iter().any(is_alike));
                let sixteenths = parts.pairs.iter().all(|pair| pair.2.unsigned_abs() < 1 << 50)
                    && parts.fit.iter().all(|fit| fit.unsigned_abs() < 1 << 50);
                if sixteenths {
                    assert!(bound >= oracle_of_any(&parts), "{parts:?} {certificate:?}");
                }
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                let name = format!("{error:?}");
                reasons.insert(name.split(' ').next().unwrap().to_owned());
            }
        }
    }
    assert!(accepted > 2_000 && teams > 400, "{accepted} accepted, {teams} teams, {reasons:?}");
    assert!(alike > 100, "{alike} accepted with prices of likeness");
    for reason in ["AlikeKinds", "AlikeTwice", "AlikePrice", "CountedOnTwice", "Range"] {
        assert!(reasons.contains(reason), "{reasons:?}");
    }
    assert!(reasons.len() >= 16, "{reasons:?}");
}

/// One step is as good as the next, however deep: no recursion, and rows that become no larger.
#[test]
fn reads_deep_and_wide_trees() {
    let n = 3_000;
    let parts = fits(&vec![1; n as usize], 0, n);
    let deep: Vec<SelectionStep> = (0..n).map(In).chain((0..=n).map(|_| Done)).collect();
    let bound = team_upper_bound(&parts, &proof(&parts, i64::from(n), &deep));
    assert_eq!(bound, Ok(Some(i64::from(n))));
    // Five of 400, each of whom does well with 60 others. Whoever has been in is out.
    let n = 400;
    let pairs = (0..n).flat_map(|a| (1..=30).map(move |d| (a, (a + d) % n, i64::from(d % 7))));
    let parts = SelectionParts { pairs: pairs.collect(), ..fits(&vec![3; n as usize], 5, 5) };
    let mut wide = Vec::new();
    for a in 0..n {
        wide.push(In(a));
        for b in a + 1..n.min(a + 20) {
            wide.extend([Out(b), In((b + 40) % n)].iter().take(if b + 40 < n { 2 } else { 1 }));
            wide.extend((b + 40 < n).then_some(Done));
        }
        wide.push(Done);
    }
    wide.push(Done);
    assert!(wide.len() > 20_000);
    let bound = team_upper_bound(&parts, &proof(&parts, 1_000, &wide));
    assert_eq!(bound, Ok(Some(1_000)));
    // And 10 000 pairs more, of one kind.
    let kinds = vec![Kinds { of: (0..n).map(|c| Some(c % 8)).collect(), ..Kinds::default() }];
    let parts = SelectionParts { kinds, ..parts };
    let counted_on: Vec<(u32, u32)> = (0..8).map(|kind| (kind, 1)).collect();
    let prices = SelectionPrices { alike: vec![alike(0, 32, &counted_on)], ..plain(&parts) };
    let likeness = SelectionCertificate { price_sets: vec![prices], ..proof(&parts, 1_000, &wide) };
    assert_eq!(team_upper_bound(&parts, &likeness), Ok(Some(1_000)));
}
