//! Leximin by lexicographic optimisation: some values at a time, each on the face that those before leave.

use std::collections::{BTreeMap, BTreeSet};

use super::super::error::{LeximinError, SolveError};
use super::super::leximin::{LEXIMIN_SCHEMA, LeximinPlan, LeximinProof};
use super::super::problem::StaysProblem;
use super::id;
use crate::matching::assignment::{AssignmentProblem, AuctionPaths};
use crate::solve::{AssignmentCertificate, Claim, Limits, Mode, Problem, Solver, VerifyError};

/// The most values of a batch, where there are next to no people.
const MOST_DIGITS: u32 = 32;

/// What all plans that are best so far have in common.
struct Face {
    /// Fewest and most stays of each person and each host, beside the taken pairs.
    people: Vec<(u32, u32)>,
    hosts: Vec<(u32, u32)>,
    /// Pairs that may be a stay, with their value.
    pairs: Vec<(u32, u32, i64)>,
    /// Pairs that all of them have.
    taken: Vec<(u32, u32)>,
}

impl StaysProblem<'_> {
    /// The plan of one stay each that is best for who gets least, then for who gets second least, and so on; proven.
    ///
    /// The problem and what is compared stand at [`LeximinPlan`]; the [mode](Self::mode) has no part in it.
    ///
    /// # Guarantees
    /// - No plan is better by leximin, with plans enumerated: `stays::leximin::no_plan_is_fairer`.
    /// - The proof holds by the audit, which sums it up anew: the same test.
    ///
    /// # Complexity
    /// At most one solution of the kernel for each batch of values, of which there are at most as many as pairs; a batch has about 50 / log₂(2n) values for n people.
    /// It ends as soon as nobody's share is open.
    ///
    /// # Errors
    /// [`LeximinError`]: where periods differ, somebody may have more than one stay, or no plan is possible.
    ///
    /// ```
    /// use crosstie::{Score, audit};
    /// use crosstie::rotation::assignments::StaysProblem;
    ///
    /// // Together they get most if bob stays at home; but then he gets nothing.
    /// let problem = StaysProblem::from_scores(1)
    ///     .person("ada")
    ///     .person("bob")
    ///     .host("law", 1)
    ///     .host("sales", 1)
    ///     .score("ada", "law", Score::points(9))
    ///     .score("ada", "sales", Score::points(2))
    ///     .score("bob", "law", Score::points(3))
    ///     .build()?;
    /// let plan = problem.leximin()?;
    /// assert_eq!(plan.to_string(), "1 get 2, 1 get 3");
    /// assert!(audit::check_leximin(&problem, &plan).is_proven());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # References
    /// Lexicographic optimisation on faces: H. Isermann, *Linear lexicographic optimization*, OR Spektrum 4 (1982). Leximin as lists of how many get at least
    /// each value is its definition, rewritten.
    pub fn leximin(&self) -> Result<LeximinPlan, LeximinError> {
        let length = self.block().ok_or(LeximinError::Calendar)?;
        let people = 0..id(self.people.list.len());
        for (p, goer) in people.clone().zip(&self.people.list) {
            if self.person_places(p) > 1 {
                let (person, most) = (goer.key.to_string(), self.person_places(p));
                return Err(LeximinError::SeveralStays { person, most });
            }
        }
        let hosts = 0..id(self.hosts.list.len());
        let mut face = Face {
            people: people.clone().map(|p| (0, self.person_places(p))).collect(),
            hosts: hosts
                .map(|h| (self.host_least(h), self.host_places(h).max(self.host_least(h))))
                .collect(),
            pairs: self.open.iter().map(|(p, h, value)| (p, h, value.micros())).collect(),
            taken: Vec::new(),
        };
        let values: BTreeSet<i64> = face.pairs.iter().map(|pair| pair.2).chain([0]).collect();
        let values: Vec<i64> = values.into_iter().skip(1).collect();
        let base = 2 * i64::from(people.end) + 1;
        let digits = (1..=MOST_DIGITS).take_while(|&digits| room(base, digits)).last();
        let digits = digits.ok_or(LeximinError::TooMany { people: self.people.list.len() })?;
        let mut prices = [vec![Vec::new(); face.people.len()], vec![Vec::new(); face.hosts.len()]];
        let mut batches = Vec::new();
        let mut matched = Vec::new();
        // Without a value everybody gets 0, but hosts that must have people are still to get them.
        let mut batch_list: Vec<&[i64]> = values.chunks(digits as usize).collect();
        if batch_list.is_empty() {
            batch_list.push(&[]);
        }
        for batch in batch_list {
            if face.pairs.is_empty() && !batches.is_empty() {
                break;
            }
            matched = face.narrow(batch, base, &mut prices)?;
            batches.push(id(batch.len()));
        }
        let mut pairs: Vec<(u32, u32)> = face.taken.iter().copied().chain(matched).collect();
        pairs.sort_unstable();
        let stays = self.periods_of(&pairs, length).map_err(|error| match error {
            SolveError::Periods(errors) => LeximinError::Periods(errors),
            _ => LeximinError::Refused,
        })?;
        let away: BTreeSet<u32> = pairs.iter().map(|pair| pair.0).collect();
        let named = |prices: Vec<Vec<i64>>, keys: &mut dyn Iterator<Item = String>| {
            let priced = keys.zip(prices);
            let priced = priced.filter(|(_, prices)| prices.iter().any(|&price| price != 0));
            priced.collect::<BTreeMap<_, _>>()
        };
        let [of_people, of_hosts] = prices;
        let keys = self.people.list.iter().map(|goer| goer.key.to_string());
        Ok(LeximinPlan {
            schema: LEXIMIN_SCHEMA,
            periods: self.periods,
            at_home: people
                .zip(keys.clone())
                .filter(|(p, _)| !away.contains(p))
                .map(|(_, key)| key)
                .collect(),
            stays,
            proof: LeximinProof {
                batches,
                person_prices: named(of_people, &mut { keys }),
                host_prices: named(
                    of_hosts,
                    &mut self.hosts.list.iter().map(|host| host.key.to_string()),
                ),
            },
        })
    }
}

/// Whether numbers of so many digits leave the kernel room for its sums.
fn room(base: i64, digits: u32) -> bool {
    let largest = base.checked_pow(digits);
    largest.is_some_and(|largest| i128::from(largest) * i128::from(base) * 64 < 1 << 62)
}

/// The number of a pair's list over a batch.
fn worth(value: i64, batch: &[i64], base: i64) -> i64 {
    batch.iter().fold(0, |number, &v| number * base + i64::from(value >= v) - i64::from(0 >= v))
}

impl Face {
    /// Narrows the face to the plans that are best by a batch of values; one of them, without the taken pairs.
    fn narrow(
        &mut self,
        batch: &[i64],
        base: i64,
        prices: &mut [Vec<Vec<i64>>; 2],
    ) -> Result<Vec<(u32, u32)>, LeximinError> {
        let most = |side: &[(u32, u32)]| side.iter().map(|places| places.1).collect::<Vec<u32>>();
        let least = |side: &[(u32, u32)]| side.iter().map(|places| places.0).collect::<Vec<u32>>();
        let edges: Vec<(u32, u32, i64)> =
            self.pairs.iter().map(|&(p, h, value)| (p, h, worth(value, batch, base))).collect();
        let kernel = AssignmentProblem::new(
            Mode::HighestScore,
            most(&self.people),
            most(&self.hosts),
            edges.iter().copied(),
        )
        .and_then(|kernel| kernel.with_lower_quotas(least(&self.people), least(&self.hosts)))
        .map_err(LeximinError::Kernel)?;
        let Claim { solution, certificate, .. } = AuctionPaths.solve(&kernel, &Limits::none());
        match kernel.verify(&solution, certificate.as_ref()) {
            Ok(quality) if quality.is_optimal() => {}
            Err(VerifyError::Infeasible(_)) => return Err(LeximinError::Shortage),
            _ => return Err(LeximinError::Refused),
        }
        let Some(AssignmentCertificate::HighestScore { prices: found }) = certificate else {
            return Err(LeximinError::Refused);
        };
        let mut taken = BTreeSet::new();
        let mut left = Vec::new();
        for (&(p, h, value), &(_, _, worth)) in self.pairs.iter().zip(&edges) {
            let rest = worth - found.left[p as usize] - found.right[h as usize];
            if rest > 0 {
                taken.insert((p, h));
            } else if rest == 0 {
                left.push((p, h, value));
            }
        }
        self.pairs = left;
        for (side, found) in [(&mut self.people, &found.left), (&mut self.hosts, &found.right)] {
            for (places, &price) in side.iter_mut().zip(found) {
                match price {
                    1.. => places.0 = places.1,
                    0 => {}
                    _ => places.1 = places.0,
                }
            }
        }
        for &(p, h) in &taken {
            for places in [&mut self.people[p as usize], &mut self.hosts[h as usize]] {
                *places = (places.0.saturating_sub(1), places.1.saturating_sub(1));
            }
            self.taken.push((p, h));
        }
        for (all, found) in prices.iter_mut().zip([&found.left, &found.right]) {
            for (list, &price) in all.iter_mut().zip(found) {
                list.push(price);
            }
        }
        Ok(solution.pairs().iter().copied().filter(|pair| !taken.contains(pair)).collect())
    }
}
