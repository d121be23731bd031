//! Plans where periods differ: a search for plans, a bound by prices per period, and cases.

mod cases;
mod frame;
mod prices;
mod search;
mod year;

use super::super::answer::Answer;
use super::super::error::{Impossible, SolveError};
use super::super::plan::{Stay, StaysProof};
use super::super::problem::StaysProblem;
use super::{Choice, id};
use crate::solve::{AssignmentCertificate, Limits, Mode, Objective};
use cases::{Cases, Found};
use frame::{Case, Frame, Start};
use prices::Prices;
use search::{Search, Standing};

/// How often somebody takes a stay that there is no room for, for each person, and at most.
const ROOMS: u64 = 60;
const MOST_ROOMS: u64 = 60_000;

impl StaysProblem<'_> {
    /// The best plan that is found, with the best bound: of the choice of pairs, or by prices per period and cases.
    pub(super) fn by_calendar(
        &self,
        choice: &Choice,
        limits: &Limits,
    ) -> Result<Answer<'_>, SolveError> {
        let frame = Frame::new(self);
        let fixed = self.terms.fixed.iter();
        let fixed = fixed.filter_map(|&(p, h, t)| Some((frame.find(p, h)?, t - 1)));
        let case = Case { with: fixed.collect(), ..Case::default() };
        let starts: Vec<Vec<Start>> = frame.people().map(|p| frame.starts(&case, p)).collect();
        let choice_bound = choice.quality.bound().map(|rest| self.with_fixed(rest));
        let goal = choice_bound.map_or(UNBOUNDED, |bound| self.standing(bound));

        let mut found = None;
        // At first the pairs of the best choice alone: where all of them find a period, no plan is better.
        let mut chosen = starts.clone();
        for start in &mut chosen {
            start.retain(|start| {
                let pair = frame.pair(start.pair);
                choice.optimum.matching.mates(pair.person).any(|host| host == pair.host)
            });
        }
        if let Some(mut search) = Search::new(&frame, &case, &chosen) {
            let rooms = (ROOMS * frame.most.len() as u64).min(MOST_ROOMS);
            for starts in [&chosen, &starts] {
                search.open(starts);
                search.sweep(limits);
                search.make_room(rooms, goal, limits);
            }
            let standing = search.standing;
            found = search.is_plan().then_some(Found { standing, years: search.years });
        }
        let is_met = found.as_ref().is_some_and(|found| found.standing >= goal);
        let mut steps = Vec::new();
        let mut bound = choice_bound;
        if !is_met && frame.can_be_priced() {
            // A proof that there is no plan should name no more hosts than it is about.
            let first = match &found {
                Some(_) => first_prices(&frame, choice.optimum.certificate.as_ref()),
                None => [Prices::none(&frame), Prices::none(&frame)],
            };
            let mut cases = Cases::new(&frame, found);
            cases.close(case, starts, first, limits);
            found = cases.found;
            match (cases.bound, &found) {
                (None, None) => {
                    return Err(SolveError::Impossible(Impossible { steps: cases.steps }));
                }
                (Some((stays, score)), _) => {
                    let by_cases = self.objective(stays, score);
                    if bound.is_none_or(|bound| by_cases < bound) {
                        (bound, steps) = (Some(by_cases), cases.steps);
                    }
                }
                (None, Some(_)) => {}
            }
        }
        let Some(Found { standing, years }) = found else { return Err(SolveError::NoneFound) };
        let mut starts: Vec<Start> = years.into_iter().flatten().collect();
        starts.sort_by_key(|start| (frame.pair(start.pair).person, start.period));
        let stays = starts.iter().map(|start| {
            let pair = frame.pair(start.pair);
            self.stay(pair.person, pair.host, start.period + 1)
        });
        let stays: Vec<Stay> = stays.collect();
        let certificate = choice.optimum.certificate.as_ref();
        let proof = if steps.is_empty() {
            certificate.map(|certificate| self.proof(certificate))
        } else {
            Some(StaysProof { steps, ..StaysProof::default() })
        };
        let objective = self.objective(standing.stays, standing.score);
        let plan = self.plan(stays, objective, bound, proof);
        Ok(Answer::new(self, plan, choice.stop, None))
    }

    fn objective(&self, stays: i64, score: i64) -> Objective {
        let counts_stays = self.mode == Mode::MostPairsFirst;
        let pairs = counts_stays.then(|| u64::try_from(stays).unwrap_or(0));
        Objective { pairs, weight: score }
    }

    fn standing(&self, objective: Objective) -> Standing {
        let stays = objective.pairs.and_then(|pairs| i64::try_from(pairs).ok());
        Standing { short: 0, stays: stays.unwrap_or(0), score: objective.weight }
    }
}

/// More than any plan has.
const UNBOUNDED: Standing = Standing { short: 0, stays: i64::MAX, score: i64::MAX };

/// Prices by period that prove what the choice of pairs does, nearly: of the number of stays, and of the score.
fn first_prices(frame: &Frame<'_>, certificate: Option<&AssignmentCertificate>) -> [Prices; 2] {
    let (mut stays, mut score) = (Prices::none(frame), Prices::none(frame));
    let highest = frame.highest_price();
    let fine = |price: i64| price.saturating_mul(1_000).clamp(-highest, highest);
    let of_choice = match certificate {
        Some(AssignmentCertificate::HighestScore { prices }) => prices,
        Some(AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices }) => {
            score.stay = fine(*pair_price);
            let covered = |covers: &bool| if *covers { prices::POINT } else { 0 };
            stays.person = cover_left.iter().map(covered).collect();
            spread(frame, &mut stays, cover_right.iter().map(covered));
            prices
        }
        _ => return [stays, score],
    };
    score.person = of_choice.left.iter().map(|&price| fine(price).max(0)).collect();
    spread(frame, &mut score, of_choice.right.iter().map(|&price| fine(price)));
    [stays, score]
}

/// Puts the price of a host on its periods L, 2L, … of which each of its stays has one.
fn spread(frame: &Frame<'_>, prices: &mut Prices, of_hosts: impl Iterator<Item = i64>) {
    for (h, price) in (0..id(frame.hosts)).zip(of_hosts) {
        let length = frame.problem.terms.length_of(h).max(1) as usize;
        let first = h as usize * frame.periods;
        for t in (length - 1..frame.periods).step_by(length) {
            let may_be_negative = frame.least[first + t] > 0;
            prices.host[first + t] = if may_be_negative { price } else { price.max(0) };
        }
    }
}
