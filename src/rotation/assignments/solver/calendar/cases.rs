//! A proof by cases: a case whose bound is too high is split by a stay that its plans have or do not have.

use super::super::super::plan::{PeriodPrices, ProofStep};
use super::frame::{Case, Frame, Start};
use super::prices::{Aim, FINE, POINT, Prices, Relaxation, Worth};
use super::search::{Search, Standing};
use super::year::Year;
use crate::solve::{Limits, Mode};

/// Steps of the prices of each case but the first.
const STEPS: u32 = 60;
/// Up to so many open stays cases are told apart at all.
const MOST_STARTS: usize = 3_000;
/// How many choices of open stays all cases may take together, and how many prices a proof may have.
const MOST_WORK: u64 = 40_000_000;
const MOST_PRICES: u64 = 1_000_000;

/// A plan that was found.
pub(super) struct Found {
    pub(super) standing: Standing,
    pub(super) years: Vec<Year>,
}

/// A proof in the making, and the best plan so far.
pub(super) struct Cases<'f> {
    frame: &'f Frame<'f>,
    /// What every score is a multiple of.
    unit: i128,
    pub(super) found: Option<Found>,
    pub(super) steps: Vec<ProofStep>,
    /// The greatest bound of a closed case; none while every one is impossible.
    pub(super) bound: Option<(i64, i64)>,
    work: u64,
    prices: u64,
}

/// A case to be closed.
struct Open {
    case: Case,
    starts: Vec<Vec<Start>>,
    prices: [Prices; 2],
}

/// What closes a case, or the best that was found to.
struct Closing {
    step: ProofStep,
    /// Stays and score that no plan of the case exceeds; none where there is no plan.
    bound: Option<(i64, i64)>,
    /// What was priced last, for the next split.
    worth: Worth,
    prices: [Prices; 2],
}

impl<'f> Cases<'f> {
    pub(super) fn new(frame: &'f Frame<'f>, found: Option<Found>) -> Self {
        let unit = frame.pairs.iter().fold(0, |unit, pair| gcd(unit, pair.value.unsigned_abs()));
        Self {
            frame,
            unit: i128::from(unit),
            found,
            steps: Vec::new(),
            bound: None,
            work: 0,
            prices: 0,
        }
    }

    /// Closes the case of all plans, and where it is small and stays open, its cases.
    pub(super) fn close(
        &mut self,
        case: Case,
        starts: Vec<Vec<Start>>,
        first: [Prices; 2],
        limits: &Limits,
    ) {
        let count: usize = starts.iter().map(Vec::len).sum();
        let splits = count <= MOST_STARTS;
        let mut open = vec![Open { case, starts, prices: first }];
        let mut opened = 0_u64;
        while let Some(next) = open.pop() {
            opened += 1;
            let steps = if opened == 1 { self.frame.price_steps } else { STEPS };
            let closing = self.price(&next, steps, limits);
            let is_closed =
                closing.bound.is_none_or(|bound| self.known().is_some_and(|k| bound <= k));
            let is_spent = !splits
                || self.work > MOST_WORK
                || self.prices > MOST_PRICES
                || limits.reached(opened).is_some();
            let split = if is_closed || is_spent {
                None
            } else {
                let Open { case, starts, .. } = &next;
                let relaxation = Relaxation { frame: self.frame, case, starts };
                let at = usize::from(closing.worth != Worth::Stays);
                relaxation.branch(closing.worth, &closing.prices[at])
            };
            let Some(start) = split else {
                self.bound = self.bound.max(closing.bound);
                self.prices += size_of_step(&closing.step);
                self.steps.push(closing.step);
                continue;
            };
            let pair = self.frame.pair(start.pair);
            let problem = self.frame.problem;
            self.steps.push(ProofStep::Split {
                person: problem.people.list[pair.person as usize].key.to_string(),
                host: problem.hosts.list[pair.host as usize].key.to_string(),
                period: start.period + 1,
            });
            let Open { case, starts, .. } = next;
            let (mut with, mut without) = (case.clone(), case);
            with.with.insert(start.pair, start.period);
            without.without.insert(start);
            for case in [without, with] {
                let mut starts = starts.clone();
                starts[pair.person as usize] = self.frame.starts(&case, pair.person);
                self.look(&case, &starts, limits);
                open.push(Open { case, starts, prices: closing.prices.clone() });
            }
        }
    }

    /// Stays and score of the best plan.
    fn known(&self) -> Option<(i64, i64)> {
        self.found.as_ref().map(|found| (found.standing.stays, found.standing.score))
    }

    /// Looks for a better plan in a case.
    fn look(&mut self, case: &Case, starts: &[Vec<Start>], limits: &Limits) {
        let Some(mut search) = Search::new(self.frame, case, starts) else { return };
        search.sweep(limits);
        let standing = search.standing;
        if search.is_plan() && self.found.as_ref().is_none_or(|found| standing > found.standing) {
            self.found = Some(Found { standing, years: search.years });
        }
    }

    /// Prices a case.
    fn price(&mut self, open: &Open, steps: u32, limits: &Limits) -> Closing {
        let Open { case, starts, prices } = open;
        let relaxation = Relaxation { frame: self.frame, case, starts };
        let count: usize = starts.iter().map(Vec::len).sum();
        self.work += u64::from(steps) * (count as u64 + 1);
        // Where nothing is left open, the stays of the case are all that there is.
        let first = |at: usize| {
            if count == 0 { Prices::none(self.frame) } else { prices[at].clone() }
        };
        if self.frame.is_broken(case) {
            let step = ProofStep::Impossible { prices: PeriodPrices::default() };
            return Closing { step, bound: None, worth: Worth::Nothing, prices: prices.clone() };
        }
        let Some((stays, score)) = self.known() else {
            let worth = Worth::Nothing;
            let aim = Aim { worth, target: -i128::from(POINT), enough: -1, steps };
            let (_, found) = relaxation.descend(aim, first(1), limits);
            let (bound, proof) = relaxation.proof(worth, &found);
            if bound < 0 {
                let step = ProofStep::Impossible { prices: proof };
                return Closing { step, bound: None, worth, prices: prices.clone() };
            }
            let (step, bound) = self.at_most(&relaxation, prices);
            let prices = [prices[0].clone(), found];
            return Closing { step, bound: Some(bound), worth, prices };
        };
        let mut priced = [first(0), first(1)];
        let mut count_bound = None;
        if self.frame.problem.mode == Mode::MostPairsFirst {
            let target = i128::from(stays) * i128::from(POINT);
            let enough = target + i128::from(POINT) - 1;
            let aim = Aim { worth: Worth::Stays, target, enough, steps };
            let (bound, found) = relaxation.descend(aim, priced[0].clone(), limits);
            priced[0] = found;
            let most = bound.div_euclid(i128::from(POINT));
            count_bound = Some(most);
            if most != i128::from(stays) {
                let (step, bound) = self.at_most(&relaxation, &priced);
                return Closing { step, bound: Some(bound), worth: Worth::Stays, prices: priced };
            }
        }
        let exactly = count_bound.and_then(|most| u64::try_from(most).ok());
        let worth = Worth::Score(exactly);
        let target = i128::from(score) * FINE;
        let enough = (i128::from(score) + self.unit.max(1)) * FINE - 1;
        let aim = Aim { worth, target, enough, steps };
        priced[1] = relaxation.descend(aim, priced[1].clone(), limits).1;
        let (step, bound) = self.at_most(&relaxation, &priced);
        Closing { step, bound: Some(bound), worth, prices: priced }
    }

    /// The step that says what no plan of a case exceeds, by prices of the number of stays and of the score.
    fn at_most(
        &self,
        relaxation: &Relaxation<'_>,
        prices: &[Prices; 2],
    ) -> (ProofStep, (i64, i64)) {
        let counts_stays = self.frame.problem.mode == Mode::MostPairsFirst;
        let (mut most, mut of_stays) = (0, PeriodPrices::default());
        if counts_stays {
            let (bound, proof) = relaxation.proof(Worth::Stays, &prices[0]);
            (most, of_stays) = (bound.div_euclid(i128::from(POINT)), proof);
        }
        let exactly = u64::try_from(most).ok().filter(|_| counts_stays);
        let mut of_score = prices[1].clone();
        if !counts_stays {
            of_score.stay = 0;
        }
        let (bound, score) = relaxation.proof(Worth::Score(exactly), &of_score);
        let bound = match self.unit {
            0 => 0,
            unit => bound.div_euclid(FINE).div_euclid(unit) * unit,
        };
        let narrow = |wide: i128| i64::try_from(wide).unwrap_or(i64::MAX);
        let step = ProofStep::AtMost { stay_price: of_score.stay, stays: of_stays, score };
        (step, (narrow(most), narrow(bound)))
    }
}

/// How many prices a step has.
fn size_of_step(step: &ProofStep) -> u64 {
    let of = |prices: &PeriodPrices| {
        let rows = [&prices.person_periods, &prices.host_periods, &prices.group_periods];
        let rows: usize = rows.iter().flat_map(|rows| rows.values()).map(Vec::len).sum();
        let orders: usize = prices.orders.iter().map(|order| order.periods.len()).sum();
        (rows + orders + prices.person_stays.len()) as u64
    };
    match step {
        ProofStep::Split { .. } => 0,
        ProofStep::AtMost { stays, score, .. } => of(stays) + of(score),
        ProofStep::Impossible { prices } => of(prices),
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
