//! Names of functions, skills, sites, languages and interests.

use crate::random::Random;

const FUNCTIONS: [&str; 16] = [
    "Headquarters",
    "Operations",
    "Sales",
    "Engineering",
    "Customer Service",
    "Finance",
    "Human Resources",
    "Marketing",
    "Technology",
    "Research",
    "Legal",
    "Procurement",
    "Logistics",
    "Quality",
    "Product",
    "Communications",
];

const COMMON_SKILLS: [&str; 12] = [
    "Writing",
    "Presenting",
    "Project management",
    "Data analysis",
    "Negotiation",
    "Coaching",
    "Facilitation",
    "Spreadsheets",
    "Statistics",
    "Public speaking",
    "Budgeting",
    "Change management",
];

/// Each function has its own of each.
const TOPICS: [&str; 8] =
    ["methods", "tools", "planning", "standards", "analysis", "systems", "reporting", "strategy"];

/// A place: its name, its minutes ahead of UTC, and the position of its language.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) name: String,
    pub(super) ahead: i32,
    pub(super) language: usize,
}

/// Standard time; clocks do not change in summer here.
const SITES: [(&str, i32, usize); 14] = [
    ("London", 0, 0),
    ("New York", -300, 0),
    ("Bengaluru", 330, 1),
    ("Berlin", 60, 2),
    ("São Paulo", -180, 3),
    ("Singapore", 480, 4),
    ("Mexico City", -360, 5),
    ("Tokyo", 540, 6),
    ("Paris", 60, 7),
    ("Warsaw", 60, 8),
    ("Nairobi", 180, 9),
    ("Sydney", 600, 0),
    ("Toronto", -300, 0),
    ("Istanbul", 180, 10),
];

const LANGUAGES: [&str; 12] = [
    "English",
    "Hindi",
    "German",
    "Portuguese",
    "Mandarin",
    "Spanish",
    "Japanese",
    "French",
    "Polish",
    "Swahili",
    "Turkish",
    "Italian",
];

const INTERESTS: [&str; 24] = [
    "Cooking",
    "Hiking",
    "Music",
    "Reading",
    "Football",
    "Travel",
    "Photography",
    "Gardening",
    "Running",
    "Cinema",
    "Cycling",
    "Board games",
    "Painting",
    "Chess",
    "Swimming",
    "Theatre",
    "Volunteering",
    "Astronomy",
    "Languages",
    "Woodwork",
    "Sailing",
    "Climbing",
    "Podcasts",
    "Birdwatching",
];

pub(super) fn function(index: usize) -> String {
    numbered(&FUNCTIONS, index, "Function")
}

pub(super) fn languages(count: usize) -> Vec<String> {
    (0..count).map(|i| numbered(&LANGUAGES, i, "Language")).collect()
}

pub(super) fn interests(count: usize) -> Vec<String> {
    (0..count).map(|i| numbered(&INTERESTS, i, "Interest")).collect()
}

pub(super) fn sites(count: usize, random: &mut Random) -> Vec<Site> {
    let site = |index: usize| match SITES.get(index) {
        Some(&(name, ahead, language)) => Site { name: name.to_owned(), ahead, language },
        None => Site {
            name: format!("Site {}", index + 1),
            ahead: random.pick(&SITES).1,
            language: index,
        },
    };
    (0..count).map(site).collect()
}

/// The skills: a fifth of them common, the others dealt to the functions.
#[derive(Debug)]
pub(super) struct Skills {
    pub(super) names: Vec<String>,
    pub(super) common: usize,
    functions: usize,
}

impl Skills {
    pub(super) fn new(count: usize, functions: usize) -> Self {
        let common = count.div_ceil(5);
        let name = |index: usize| {
            if index < common {
                return numbered(&COMMON_SKILLS, index, "Skill");
            }
            let (topic, owner) = ((index - common) / functions, (index - common) % functions);
            format!("{} {}", function(owner), numbered(&TOPICS, topic, "topic"))
        };
        Self { names: (0..count).map(name).collect(), common, functions }
    }

    /// How many skills are at the core of a function.
    pub(super) fn core(&self, function: usize) -> usize {
        (self.names.len() - self.common + self.functions - 1 - function) / self.functions
    }

    /// The skill at a position of a function's core.
    pub(super) fn core_skill(&self, function: usize, position: usize) -> usize {
        self.common + position * self.functions + function
    }
}

fn numbered(names: &[&str], index: usize, kind: &str) -> String {
    names.get(index).map_or_else(|| format!("{kind} {}", index + 1), |&name| name.to_owned())
}
