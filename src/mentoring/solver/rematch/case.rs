//! A case of a re-match: some decisions, the price of a change, and the assignment problem that bounds it.

use std::collections::BTreeSet;

use crate::matching::assignment::{AssignmentProblem, AuctionPaths, Matching};
use crate::mentoring::rematch::{Known, RematchError, Standing};
use crate::mentoring::solver::{MentoringProblem, OpenPairs, Participant, Place, SolveError};
use crate::mentoring::{Mode, Role};
use crate::solve::{AssignmentCertificate, Limits, Prices, Problem, Solver};

/// What a price of 1 is in counts of changes that are not whole.
pub(super) const WHOLE: i64 = 1 << 40;

/// What is decided about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Stays,
    Changes,
}

/// A decision by positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Person(Role, u32, Choice),
    Without(Place),
}

/// What changes may cost in the problem of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// At most what they cost in truth: for bounds.
    Below,
    /// At least that: to find plans with few changes.
    Above,
}

/// A pair that a plan may hold beside the pins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) place: Place,
    /// β + w.
    pub(super) value: i64,
    /// Whether it is a pair of the published plan.
    pub(super) is_old: bool,
}

/// The problem, and what has been published, by positions.
pub(super) struct Frame<'p> {
    pub(super) problem: &'p MentoringProblem<'p>,
    pub(super) standing: &'p Standing,
    pub(super) edges: Vec<Edge>,
    pub(super) places: [Vec<u32>; 2],
    /// β.
    pub(super) pair_value: i64,
    /// What the scores of a plan fall below 0 at most, taxes included.
    pub(super) least_score: i64,
    /// What no plan's worth exceeds in magnitude.
    pub(super) most_value: i64,
}

/// The best matching of a case at a price of change.
pub(super) struct Priced {
    pub(super) price: i64,
    /// What no plan of the case is worth more than, for a cap or less its taxes; pins aside.
    pub(super) bound: i128,
    /// All pairs but pins, ascending.
    pub(super) pairs: Vec<Place>,
    pub(super) prices: Prices,
    /// The answer of the kernel, to start others from.
    warm: (Matching, AssignmentCertificate),
}

/// Everybody by what is decided: the mentees, the mentors.
struct Decided {
    choice: [Vec<Option<Choice>>; 2],
    without: BTreeSet<Place>,
    changes: u64,
}

impl<'p> Frame<'p> {
    /// Scores as integers of one kind, where a tax is at most this much each.
    pub(super) fn new(
        problem: &'p MentoringProblem<'p>,
        standing: &'p Standing,
        tax: i64,
    ) -> Result<Self, RematchError> {
        let OpenPairs::Listed { candidates, .. } = &problem.pairs else {
            return Err(RematchError::NotListed);
        };
        let places = [Role::Mentee, Role::Mentor].map(|role| {
            problem.participants(role).iter().map(Participant::places).collect::<Vec<u32>>()
        });
        let sum = |places: &[u32]| places.iter().map(|&u| i64::from(u)).sum::<i64>();
        let most_pairs = sum(&places[0]).min(sum(&places[1]));
        let scores = || candidates.iter().map(|(_, _, score)| score.micros());
        let (least, most) =
            (scores().min().unwrap_or(0).min(0), scores().max().unwrap_or(0).max(0));
        let known = standing.mentees.iter().chain(&standing.mentors).filter(|k| k.is_known);
        let known = i64::try_from(known.count()).unwrap_or(i64::MAX);
        let headroom = || {
            let least_score =
                most_pairs.checked_mul(-least)?.checked_add(tax.checked_mul(known)?)?;
            let range = least_score.checked_add(most_pairs.checked_mul(most)?)?;
            let pair_value = match problem.mode {
                Mode::MostPairsFirst => range.checked_add(1)?,
                Mode::HighestScore => 0,
            };
            let most_value = range.checked_add(pair_value.checked_mul(most_pairs)?)?;
            Some((least_score, pair_value, most_value))
        };
        let (least_score, pair_value, most_value) = headroom().ok_or(RematchError::Headroom)?;
        let edges = candidates.iter().map(|(n, m, score)| Edge {
            place: (n, m),
            value: pair_value + score.micros(),
            is_old: standing.old.binary_search(&(n, m)).is_ok(),
        });
        let edges = edges.collect();
        Ok(Self { problem, standing, edges, places, pair_value, least_score, most_value })
    }

    pub(super) fn known(&self, role: Role, at: u32) -> &Known {
        match role {
            Role::Mentee => &self.standing.mentees[at as usize],
            Role::Mentor => &self.standing.mentors[at as usize],
        }
    }

    /// Everybody whose partners are not settled by the published plan alone, mentees first.
    pub(super) fn open_people(&self) -> impl Iterator<Item = (Role, u32)> + '_ {
        let of = |role, known: &'p [Known]| {
            let open = (0_u32..).zip(known).filter(|(_, known)| known.is_open());
            open.map(move |(at, _)| (role, at))
        };
        of(Role::Mentee, &self.standing.mentees).chain(of(Role::Mentor, &self.standing.mentors))
    }

    /// How many change in every plan, each for a reason of their own.
    pub(super) fn forced(&self) -> u64 {
        self.standing.least.people.len() as u64
    }

    /// Who of the open people change in a plan: pairs without pins, ascending.
    pub(super) fn changed(&self, pairs: &[Place]) -> Vec<(Role, u32)> {
        let [mentees, mentors] = self.moves(pairs);
        let moves = |role: Role, at: u32| match role {
            Role::Mentee => mentees[at as usize],
            Role::Mentor => mentors[at as usize],
        };
        self.open_people().filter(|&(role, at)| moves(role, at) != (0, 0)).collect()
    }

    /// How many open pairs of the published plan each drops, and how many others they begin.
    pub(super) fn moves(&self, pairs: &[Place]) -> [Vec<(u32, u32)>; 2] {
        let of = |known: &[Known]| known.iter().map(|known| (known.old, 0)).collect::<Vec<_>>();
        let mut moves = [of(&self.standing.mentees), of(&self.standing.mentors)];
        for &(n, m) in pairs {
            let is_old = self.standing.old.binary_search(&(n, m)).is_ok();
            for (side, at) in [(0, n), (1, m)] {
                let one: &mut (u32, u32) = &mut moves[side][at as usize];
                if is_old {
                    one.0 -= 1;
                } else {
                    one.1 += 1;
                }
            }
        }
        moves
    }

    /// What somebody undecided is charged for a pair dropped and for one begun.
    pub(super) fn charges(
        &self,
        role: Role,
        at: u32,
        price: i64,
        counting: Counting,
    ) -> (i64, i64) {
        let known = self.known(role, at);
        let places = self.places[usize::from(role == Role::Mentor)][at as usize];
        if !known.is_open() || places == 0 {
            return (0, 0);
        }
        let (s, u) = (i64::from(known.old), i64::from(places));
        match counting {
            _ if s == u && (u == 1 || counting == Counting::Below) => (price / s, 0),
            _ if s == 0 && (u == 1 || counting == Counting::Below) => (0, price / u),
            Counting::Below => (price / (s + u), price / (s + u)),
            Counting::Above => (price, price),
        }
    }

    fn decided(&self, steps: &[Step]) -> Decided {
        let none = |known: &[Known]| vec![None; known.len()];
        let mut decided = Decided {
            choice: [none(&self.standing.mentees), none(&self.standing.mentors)],
            without: BTreeSet::new(),
            changes: 0,
        };
        for &step in steps {
            match step {
                Step::Person(role, at, choice) => {
                    let side = usize::from(role == Role::Mentor);
                    decided.choice[side][at as usize] = Some(choice);
                    decided.changes += u64::from(choice == Choice::Changes);
                }
                Step::Without(place) => {
                    decided.without.insert(place);
                }
            }
        }
        decided
    }

    /// The best matching of a case at a price of change; none where nobody keeps to the decisions. `cap` is none for a
    /// tax.
    pub(super) fn solve(
        &self,
        steps: &[Step],
        price: i64,
        cap: Option<u64>,
        counting: Counting,
        warm: Option<&Priced>,
    ) -> Result<Option<Priced>, RematchError> {
        let decided = self.decided(steps);
        let settled = i128::from(self.forced() + decided.changes);
        let mut base = match cap {
            Some(cap) if i128::from(cap) < settled => return Ok(None),
            Some(cap) => i128::from(price) * (i128::from(cap) - settled),
            None => -i128::from(price) * settled,
        };
        let charge = |known: &[Known], role: Role| {
            let all = (0_u32..).zip(known).map(|(at, _)| {
                let side = usize::from(role == Role::Mentor);
                match decided.choice[side][at as usize] {
                    None => self.charges(role, at, price, counting),
                    Some(_) => (0, 0),
                }
            });
            all.collect::<Vec<(i64, i64)>>()
        };
        let charges = [
            charge(&self.standing.mentees, Role::Mentee),
            charge(&self.standing.mentors, Role::Mentor),
        ];
        for (known, charges) in
            [&self.standing.mentees, &self.standing.mentors].into_iter().zip(&charges)
        {
            let dropped =
                known.iter().zip(charges).map(|(k, c)| i128::from(k.old) * i128::from(c.0));
            base -= dropped.sum::<i128>();
        }
        let mut places = self.places.clone();
        let mut fixed: Vec<Place> = Vec::new();
        let mut open: Vec<(u32, u32, i64)> = Vec::with_capacity(self.edges.len());
        for &Edge { place: (n, m), value, is_old } in &self.edges {
            let (l, r) = (charges[0][n as usize], charges[1][m as usize]);
            let value = if is_old {
                value.checked_add(l.0).and_then(|v| v.checked_add(r.0))
            } else {
                value.checked_sub(l.1).and_then(|v| v.checked_sub(r.1))
            };
            let value = value.ok_or(RematchError::Headroom)?;
            let stays = decided.choice[0][n as usize] == Some(Choice::Stays)
                || decided.choice[1][m as usize] == Some(Choice::Stays);
            let is_out = decided.without.contains(&(n, m));
            if !stays {
                if !is_out {
                    open.push((n, m, value));
                }
            } else if is_old {
                let room =
                    [places[0][n as usize].checked_sub(1), places[1][m as usize].checked_sub(1)];
                let [Some(left), Some(right)] = room else { return Ok(None) };
                if is_out {
                    return Ok(None);
                }
                (places[0][n as usize], places[1][m as usize]) = (left, right);
                fixed.push((n, m));
                base += i128::from(value);
            }
        }
        let [mentees, mentors] = places;
        let kernel = AssignmentProblem::new(Mode::HighestScore, mentees, mentors, open)
            .map_err(|_| RematchError::Headroom)?;
        let claim = match warm {
            Some(Priced { warm: (matching, certificate), .. }) => {
                AuctionPaths.solve_from(&kernel, matching, certificate, &Limits::none())
            }
            None => AuctionPaths.solve(&kernel, &Limits::none()),
        };
        let quality =
            kernel.verify(&claim.solution, claim.certificate.as_ref()).map_err(|source| {
                let solver = AuctionPaths.name().to_owned();
                RematchError::Solve(SolveError::ClaimRefused { solver, source })
            })?;
        let (Some(bound), Some(certificate)) = (quality.bound(), claim.certificate) else {
            return Err(RematchError::Headroom); // there are no limits
        };
        let prices = match &certificate {
            AssignmentCertificate::HighestScore { prices } => prices.clone(),
            _ => Prices::default(),
        };
        let mut pairs: Vec<Place> = claim.solution.pairs().iter().copied().chain(fixed).collect();
        pairs.sort_unstable();
        Ok(Some(Priced {
            price,
            bound: base + i128::from(bound.weight),
            pairs,
            prices,
            warm: (claim.solution, certificate),
        }))
    }

    /// β times the number of pairs, and their scores; pins aside.
    pub(super) fn value(&self, pairs: &[Place]) -> i64 {
        let scores = pairs.iter().map(|&(n, m)| self.problem.open_score(n, m).micros());
        scores.map(|score| self.pair_value + score).sum()
    }

    /// How many changes a plan counts for in a case, in parts of [`WHOLE`].
    pub(super) fn counted(&self, steps: &[Step], pairs: &[Place], counting: Counting) -> i128 {
        let decided = self.decided(steps);
        let moves = self.moves(pairs);
        let mut sum = i128::from(self.forced() + decided.changes) * i128::from(WHOLE);
        for (role, at) in self.open_people() {
            let side = usize::from(role == Role::Mentor);
            if decided.choice[side][at as usize].is_none() {
                let (old, new) = self.charges(role, at, WHOLE, counting);
                let (dropped, begun) = moves[side][at as usize];
                sum += i128::from(old) * i128::from(dropped) + i128::from(new) * i128::from(begun);
            }
        }
        sum
    }
}
