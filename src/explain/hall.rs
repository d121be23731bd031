//! Proof that some people cannot all have a partner: together they reach too few places.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::open::{Openness, openness};
use super::unmatched::other_role;
use crate::mentoring::{Answer, Participant, Role, Unmatched};

/// How many people are named; the data has them all.
const MOST_NAMED: usize = 3;

/// People who together want more places than they reach, so that not all of them can have what they want.
///
/// For the people S and the partners N with whom any of them may be:
/// ```text
/// wanted = Σ places(s) over S   >   places + beside,   places = Σ places(n) over N
/// ```
/// No plan gives S more than `places + beside` pairs: with N they have at most the places of N; and with others at most
/// `beside`, since that many pairs of S with others may be at all (Hall 1935; with places, Ford & Fulkerson 1956).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct HallWitness {
    /// Key of the person who was asked for: one of the people.
    pub key: String,
    /// Their role.
    pub role: Role,
    /// Keys of the people, in the order of enrolment.
    pub people: Vec<String>,
    /// Keys of the partners, in the order of enrolment: all with whom any of the people may be, but those `beside`.
    pub partners: Vec<String>,
    /// How many places for new pairs the people have.
    pub wanted: u64,
    /// How many places for new pairs the partners have.
    pub places: u64,
    /// How many pairs the people may have with anybody else. Such pairs are in the plan; where everybody among the people has
    /// one place there are none.
    pub beside: u64,
    /// The rules that alone keep somebody of the people from partners elsewhere, most places first.
    pub rules: Vec<RuleCost>,
}

/// What people would reach if one rule alone were gone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RuleCost {
    /// The rule in words.
    pub rule: String,
    /// Its position in the policy, from 0.
    pub index: usize,
    /// How many partners more with a place they would reach: this rule alone excludes the pair with one of the people.
    pub partners: usize,
    /// How many places for new pairs those have.
    pub places: u64,
    /// How many of these are free in the plan.
    pub free: u64,
}

impl HallWitness {
    /// A stable code for tools: `no_place` where the people reach no place at all, else `too_few_places`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.places == 0 { "no_place" } else { "too_few_places" }
    }
}

impl Answer<'_> {
    /// A proof that somebody without a pair cannot have one beside all others: people, of whom they are one, who together want
    /// more places than they reach. None where they could have a pair and nobody lose theirs, as may be in a plan of highest
    /// score; where they are paired, paused or have no place; and where they are not enrolled in the role.
    ///
    /// The people are all who can be reached from this person: who has a place with somebody with whom this person may be, or
    /// with whom such people may be, and so on. Nobody else matters.
    ///
    /// # Guarantees
    /// What it says of places, partners and rules is so by definition, and everybody without a pair in a plan proven to have
    /// the most pairs has one, if pairs may be mutual or nobody is enrolled in both roles: test `mentoring::hall`.
    ///
    /// # Complexity
    /// O(S·C) evaluations of the policy at most for S such people and C people of the other role; whether pairs are listed or
    /// priced.
    ///
    /// # References
    /// P. Hall, *On representatives of subsets*, J. London Math. Soc. 10, 1935; L. R. Ford and D. R. Fulkerson, *Maximal flow
    /// through a network*, Canad. J. Math. 8, 1956, for places.
    ///
    /// ```
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    /// use crosstie::org::{Organization, PersonRecord};
    /// use crosstie::policy::{Policy, Rule};
    ///
    /// let org = Organization::builder()
    ///     .person(PersonRecord::new("ada").site("Graz"))
    ///     .person(PersonRecord::new("bob").site("Ulm"))
    ///     .person(PersonRecord::new("cy").site("Graz"))
    ///     .person(PersonRecord::new("dee").site("Graz"))
    ///     .build()?;
    /// let policy = Policy::new().require(Rule::same_site());
    /// let people = |keys: [&str; 2]| keys.map(|key| org.person(key).unwrap());
    /// let problem = MentoringProblem::builder(&org, &policy)
    ///     .mentors(people(["ada", "bob"]), Capacity::ONE)
    ///     .mentees(people(["cy", "dee"]))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// let dee = answer.plan().unmatched().iter().find(|one| one.key == "dee").unwrap();
    /// let witness = answer.hall_witness(dee).unwrap();
    /// assert_eq!((witness.wanted, witness.places), (2, 1));
    /// assert_eq!(
    ///     witness.to_string(),
    ///     "2 mentees (cy, dee) want 2 places, and reach 1 place with 1 mentor (ada): they cannot all have what they want. \
    ///      Without \"same site\" they would reach 1 place more, 1 of them free."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn hall_witness(&self, person: &Unmatched) -> Option<HallWitness> {
        let Unmatched { key, role } = person;
        let problem = self.problem();
        let own = problem.participant(*role, key)?;
        if own.places() == 0 || self.pairs_of(*role, key).len() > 0 {
            return None;
        }
        Search::new(self, *role).from(key)
    }
}

/// A search for all whom somebody reaches.
struct Search<'s> {
    answer: &'s Answer<'s>,
    role: Role,
    own: &'s [Participant],
    others: &'s [Participant],
    position: BTreeMap<&'s str, usize>,
}

impl<'s> Search<'s> {
    fn new(answer: &'s Answer<'s>, role: Role) -> Self {
        let own = answer.problem().participants(role);
        let position = own.iter().zip(0..).map(|(one, at)| (&*one.key, at)).collect();
        Self {
            answer,
            role,
            own,
            others: answer.problem().participants(other_role(role)),
            position,
        }
    }

    /// Those with whom somebody is planned on places that are not fixed.
    fn mates(&self, role: Role, key: &str) -> impl Iterator<Item = &'s str> + use<'s> {
        let pairs = self.answer.pairs_of(role, key).filter(|pair| !pair.pinned);
        let keys: Vec<&'s str> = pairs.map(|pair| pair.key(other_role(role))).collect();
        keys.into_iter()
    }

    fn from(&self, key: &str) -> Option<HallWitness> {
        let first = *self.position.get(key)?;
        let mut people = BTreeSet::from([first]);
        let mut waiting = vec![first];
        let mut partners = BTreeSet::new();
        let mut elsewhere: Vec<usize> = (0..self.others.len()).collect();
        // Of each rule, whom it alone keeps away.
        let mut kept: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        while let Some(one) = waiting.pop() {
            let one = &self.own[one];
            let mates: BTreeSet<&str> = self.mates(self.role, &one.key).collect();
            let mut reached = Vec::new();
            elsewhere.retain(|&at| {
                let other = &self.others[at];
                if other.places() == 0 || mates.contains(&*other.key) {
                    return true;
                }
                match openness(self.answer.problem(), self.role, one, other) {
                    Openness::Open(_) => {
                        reached.push(at);
                        return false;
                    }
                    Openness::Excluded(rules) if rules.len() == 1 => {
                        kept.entry(rules[0]).or_default().insert(at);
                    }
                    _ => {}
                }
                true
            });
            for at in reached {
                let holders: Vec<&str> =
                    self.mates(other_role(self.role), &self.others[at].key).collect();
                if holders.len() < self.others[at].places() as usize {
                    return None; // a way to a free place
                }
                partners.insert(at);
                for holder in holders {
                    let holder = *self.position.get(holder)?;
                    if people.insert(holder) {
                        waiting.push(holder);
                    }
                }
            }
        }
        Some(self.witness(key, &people, &partners, kept))
    }

    fn witness(
        &self,
        key: &str,
        people: &BTreeSet<usize>,
        partners: &BTreeSet<usize>,
        kept: BTreeMap<usize, BTreeSet<usize>>,
    ) -> HallWitness {
        let places = |all: &BTreeSet<usize>, side: &[Participant]| {
            all.iter().map(|&at| u64::from(side[at].places())).sum()
        };
        let keys = |all: &BTreeSet<usize>, side: &[Participant]| {
            all.iter().map(|&at| side[at].key.to_string()).collect::<Vec<_>>()
        };
        let inside: BTreeSet<&str> = partners.iter().map(|&at| &*self.others[at].key).collect();
        let beside = |&at: &usize| {
            let mates = self.mates(self.role, &self.own[at].key);
            mates.filter(|mate| !inside.contains(mate)).count() as u64
        };
        let rules = self.answer.problem().policy().map_or(&[][..], |policy| policy.rules());
        let mut costs: Vec<RuleCost> = kept
            .into_iter()
            .filter_map(|(index, mut others)| {
                others.retain(|at| !partners.contains(at));
                let free = |&at: &usize| {
                    let other = &self.others[at];
                    let used = self.mates(other_role(self.role), &other.key).count() as u64;
                    u64::from(other.places()).saturating_sub(used)
                };
                Some(RuleCost {
                    rule: rules.get(index)?.rule.in_words("mentor", "mentee"),
                    index,
                    partners: others.len(),
                    places: places(&others, self.others),
                    free: others.iter().map(free).sum(),
                })
            })
            .filter(|cost| cost.places > 0)
            .collect();
        costs.sort_by_key(|cost| (std::cmp::Reverse((cost.places, cost.free)), cost.index));
        HallWitness {
            key: key.to_owned(),
            role: self.role,
            people: keys(people, self.own),
            partners: keys(partners, self.others),
            wanted: places(people, self.own),
            places: places(partners, self.others),
            beside: people.iter().map(beside).sum(),
            rules: costs,
        }
    }
}

/// `3 mentees (a, b, c)`, or `9 mentees (a, b, c and 6 more)`.
fn named(people: &[String], role: Role) -> String {
    let plural = if people.len() == 1 { "" } else { "s" };
    let some = people.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = match people.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} {role}{plural} ({some}{more})", people.len())
}

fn places(count: u64) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}

impl fmt::Display for HallWitness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let want = if self.people.len() == 1 { "wants" } else { "want" };
        let they = if self.people.len() == 1 { "and reaches" } else { "and reach" };
        write!(f, "{} {want} {}, {they} ", named(&self.people, self.role), places(self.wanted))?;
        if self.partners.is_empty() {
            f.write_str("none")?;
        } else {
            let partners = named(&self.partners, other_role(self.role));
            write!(f, "{} with {partners}", places(self.places))?;
        }
        match self.beside {
            0 => {}
            1 => f.write_str(" and 1 pair with others")?,
            pairs => write!(f, " and {pairs} pairs with others")?,
        }
        f.write_str(": they cannot all have what they want.")?;
        for (i, cost) in self.rules.iter().take(MOST_NAMED).enumerate() {
            let lead = if i == 0 { " Without" } else { "; without" };
            write!(f, "{lead} \"{}\" they would reach {} more", cost.rule, places(cost.places))?;
            match cost.free {
                0 => f.write_str(", none of them free")?,
                free => write!(f, ", {free} of them free")?,
            }
        }
        f.write_str(if self.rules.is_empty() { "" } else { "." })
    }
}
