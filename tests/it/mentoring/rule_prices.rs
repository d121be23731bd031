//! The price of a rule is what solving without it gains.

use crosstie::mentoring::PairAccess;

use super::world::World;
use crate::rng::Rng;

#[test]
fn each_rule_costs_what_solving_without_it_gains() {
    let mut rng = Rng::new(81);
    let (mut asked, mut dear, mut inexact) = (0, 0, 0);
    for _ in 0..1_200 {
        let world = World::random(&mut rng);
        let access = *rng.pick(&[PairAccess::Listed, PairAccess::Listed, PairAccess::Priced]);
        world.with_access(access, |problem| {
            let answer = problem.solve().unwrap();
            let before = answer.objective();
            let prices = answer.rule_prices().unwrap();
            assert_eq!(prices.len(), world.rules.len());
            for (position, price) in prices.iter().enumerate() {
                let mut without = world.clone();
                without.rules.remove(position);
                let anew = without.with_access(access, |problem| {
                    let answer = problem.solve().unwrap();
                    let eligible = problem.pair_counts().eligible;
                    (answer.objective(), answer.is_optimal(), eligible)
                });
                let text = price.to_string();
                assert!(
                    text.contains(&world.rules[position].in_words("mentor", "mentee")),
                    "{text}"
                );
                assert_eq!(price.position, position);
                assert_eq!(price.rule, world.rules[position].code());
                assert_eq!(price.is_exact, answer.is_optimal() && anew.1);
                let more = anew.2 - problem.pair_counts().eligible;
                assert_eq!(price.excludes, (access == PairAccess::Listed).then_some(more));
                let pairs = |pairs: Option<u64>| i64::try_from(pairs.unwrap_or(0)).unwrap();
                let gain = (
                    pairs(anew.0.pairs) - pairs(before.pairs),
                    anew.0.score.micros() - before.score.micros(),
                );
                if price.is_exact {
                    assert_eq!((price.gain.pairs, price.gain.score.micros()), gain, "{text}");
                    assert!(gain >= (0, 0), "{text}");
                }
                asked += 1;
                dear += i32::from(gain != (0, 0));
                inexact += i32::from(!price.is_exact);
            }
        });
    }
    assert!(asked > 2_500 && dear > 500 && inexact < asked / 20, "{asked} {dear} {inexact}");
}
