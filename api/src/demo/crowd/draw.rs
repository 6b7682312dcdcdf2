//! What a crowd is drawn from: the same numbers make the same people.

use shared::text::search_key;

/// A sequence that looks random and is always the same (SplitMix64, Steele et al. 2014).
#[derive(Debug)]
pub(super) struct Draw(u64);

impl Draw {
    pub(super) const fn new() -> Self {
        Self(0x5eed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of a list that is not empty.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// An address that nobody else of the crowd has.
pub(super) fn address(name: &str, number: usize) -> String {
    let local: String = search_key(name)
        .chars()
        .filter_map(|letter| match letter {
            ' ' => Some('.'),
            letter if letter.is_ascii_alphanumeric() => Some(letter),
            _ => None,
        })
        .collect();
    format!("{local}.{number}@example.com")
}

pub(super) const FIRST: [&str; 48] = [
    "Ada", "Aiko", "Alma", "Amir", "Anouk", "Arjun", "Bea", "Björn", "Carla", "Chidi", "Dalia", "Dario",
    "Edda", "Emeka", "Fatima", "Finn", "Gita", "Goran", "Hana", "Hugo", "Ines", "Ivo", "Jana", "Jomo",
    "Kaia", "Kenji", "Leila", "Luca", "Maya", "Milan", "Nadia", "Nils", "Oona", "Omar", "Paula", "Pavel",
    "Quinn", "Rosa", "Ravi", "Sara", "Sven", "Tara", "Timo", "Uma", "Vera", "Wen", "Yara", "Zoë",
];

pub(super) const LAST: [&str; 48] = [
    "Abara",
    "Almeida",
    "Berg",
    "Bianchi",
    "Castillo",
    "Cohen",
    "Dahl",
    "Diop",
    "Eriksen",
    "Esposito",
    "Fischer",
    "Fonseca",
    "Garcia",
    "Gupta",
    "Haddad",
    "Holm",
    "Ibrahim",
    "Ivanov",
    "Jansen",
    "Jovanovic",
    "Kaya",
    "Kim",
    "Laurent",
    "Lind",
    "Marsh",
    "Moreau",
    "Nakamura",
    "Novak",
    "Obi",
    "Olsen",
    "Park",
    "Petrov",
    "Quist",
    "Rahman",
    "Reyes",
    "Santos",
    "Sato",
    "Tanaka",
    "Torres",
    "Ueda",
    "Ulrich",
    "Varga",
    "Vidal",
    "Weber",
    "Wong",
    "Yilmaz",
    "Zhang",
    "Zimmer",
];

pub(super) const PLACES: [&str; 16] = [
    "Harbour",
    "Northside",
    "Old Town",
    "Riverbank",
    "Hillcrest",
    "Station",
    "Market",
    "Garden",
    "Bridge",
    "Mill",
    "Tower",
    "Lakeside",
    "Meadow",
    "Quay",
    "Summit",
    "Arcade",
];

pub(super) const WORKS: [&str; 12] = [
    "survey",
    "rebuild",
    "campaign",
    "archive",
    "timetable",
    "guide",
    "report",
    "festival",
    "map",
    "ledger",
    "study",
    "plan",
];

pub(super) const TRADES: [&str; 12] = [
    "Surveyors",
    "Builders",
    "Writers",
    "Planners",
    "Drivers",
    "Clerks",
    "Gardeners",
    "Engineers",
    "Printers",
    "Cooks",
    "Masons",
    "Guides",
];
