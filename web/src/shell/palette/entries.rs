//! What the palette finds, and in which order: plain functions over plain data.

use shared::text::search_key;

/// Under which head an entry stands, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Recent,
    People,
    Workspaces,
    Projects,
    Pages,
    Acts,
    Organizations,
}

impl Group {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Recent => "Recent",
            Self::People => "People",
            Self::Workspaces => "Workspaces",
            Self::Projects => "Projects",
            Self::Pages => "Go to",
            Self::Acts => "Do",
            Self::Organizations => "Other organizations",
        }
    }

    /// Whether its entries are shown before anything is typed. Of the others there may be very many.
    const fn is_shown_at_first(self) -> bool {
        matches!(self, Self::Recent | Self::Pages | Self::Acts)
    }
}

/// What choosing an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Does {
    /// Goes to this address.
    Go(String),
    Theme(crate::theme::Theme),
    Shortcuts,
    SignOut,
    /// Makes the workspace of this id where signing in lands, and says its name.
    LandHere(String, String),
}

/// One thing to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is remembered by.
    pub(super) id: String,
    pub(super) group: Group,
    pub(super) icon: &'static str,
    pub(super) label: String,
    pub(super) note: String,
    /// The keys that do the same.
    pub(super) keys: &'static [&'static str],
    pub(super) does: Does,
}

/// The most that a group shows.
const SHOWN: usize = 6;

/// The most that are remembered.
pub(super) const REMEMBERED: usize = 5;

/// What is shown for these letters: by group, and in a group what begins with them first. People are found by the
/// server, so all of them match.
pub(super) fn found(entries: &[Entry], typed: &str, recent: &[String]) -> Vec<Entry> {
    let typed = search_key(typed.trim());
    if typed.is_empty() {
        return at_first(entries, recent);
    }
    let mut ranked: Vec<(Group, u8, usize, &Entry)> = entries
        .iter()
        .enumerate()
        .filter_map(|(place, entry)| Some((entry.group, rank(entry, &typed)?, place, entry)))
        .collect();
    ranked.sort_by_key(|(group, rank, place, _)| (*group, *rank, *place));
    let mut shown = Vec::new();
    for (group, _, _, entry) in ranked {
        if shown.iter().filter(|other: &&Entry| other.group == group).count() < SHOWN {
            shown.push(entry.clone());
        }
    }
    shown
}

/// What was chosen last, then what one can go to and do.
fn at_first(entries: &[Entry], recent: &[String]) -> Vec<Entry> {
    let recalled = recent.iter().filter_map(|id| entries.iter().find(|entry| entry.id == *id));
    let recalled: Vec<Entry> =
        recalled.map(|entry| Entry { group: Group::Recent, ..entry.clone() }).collect();
    let mut rest: Vec<Entry> = entries
        .iter()
        .filter(|entry| entry.group.is_shown_at_first() && !recent.contains(&entry.id))
        .cloned()
        .collect();
    rest.sort_by_key(|entry| entry.group);
    recalled.into_iter().chain(rest).collect()
}

/// How well an entry fits: 0 its name begins so, 1 a word of it does, 2 it stands somewhere. `None`: not at all.
fn rank(entry: &Entry, typed: &str) -> Option<u8> {
    let label = search_key(&entry.label);
    if label.starts_with(typed) {
        return Some(0);
    }
    let whole = format!("{label} {}", search_key(&entry.note));
    let each = |holds: &dyn Fn(&str) -> bool| typed.split_whitespace().all(holds);
    let words: Vec<&str> = whole.split(|c: char| !c.is_alphanumeric()).collect();
    if each(&|part| words.iter().any(|word| word.starts_with(part))) {
        return Some(1);
    }
    match entry.group {
        // The server looked at more than is shown here.
        Group::People => Some(2),
        Group::Recent
        | Group::Workspaces
        | Group::Projects
        | Group::Pages
        | Group::Acts
        | Group::Organizations => each(&|part| whole.contains(part)).then_some(2),
    }
}

/// What is remembered once this was chosen: the latest first, each once.
pub(super) fn remembering(recent: &[String], id: &str) -> Vec<String> {
    let others = recent.iter().filter(|other| *other != id).cloned();
    std::iter::once(id.to_owned()).chain(others).take(REMEMBERED).collect()
}

/// The entry after or before, round and round.
pub(super) fn step(at: usize, by: isize, all: usize) -> usize {
    let all = isize::try_from(all).unwrap_or(isize::MAX);
    if all == 0 {
        return 0;
    }
    let next = isize::try_from(at).unwrap_or(0).saturating_add(by).rem_euclid(all);
    usize::try_from(next).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(group: Group, label: &str, note: &str) -> Entry {
        let id = label.to_lowercase();
        let (label, note, does) = (label.to_owned(), note.to_owned(), Does::Shortcuts);
        Entry { id, group, icon: "search", label, note, keys: &[], does }
    }

    fn labels(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.label.as_str()).collect()
    }

    #[test]
    fn what_begins_so_comes_first_and_groups_stay_together() {
        let all = [
            entry(Group::Pages, "Members", ""),
            entry(Group::Projects, "Time machine", "Studio"),
            entry(Group::Projects, "Mercury", "Studio"),
            entry(Group::Projects, "Some memory", "Studio"),
            entry(Group::People, "Ümit Demir", "mert@example.com"),
        ];
        assert_eq!(
            labels(&found(&all, "me", &[])),
            ["Ümit Demir", "Mercury", "Some memory", "Time machine", "Members"]
        );
        assert_eq!(labels(&found(&all, "MEM", &[])), ["Ümit Demir", "Some memory", "Members"]);
        assert_eq!(labels(&found(&all[..4], "studio mer", &[])), ["Mercury"]);
        assert!(found(&all[..4], "nothing of it", &[]).is_empty());
    }

    #[test]
    fn before_anything_is_typed_it_shows_what_was_chosen_last_and_where_one_can_go() {
        let all = [
            entry(Group::Acts, "Invite people", ""),
            entry(Group::Pages, "Members", ""),
            entry(Group::Projects, "Mercury", "Studio"),
        ];
        let recent = remembering(&["members".to_owned(), "mercury".to_owned(), "gone".to_owned()], "mercury");
        assert_eq!(recent, ["mercury", "members", "gone"]);
        let shown = found(&all, " ", &recent);
        assert_eq!(labels(&shown), ["Mercury", "Members", "Invite people"]);
        assert!(shown[..2].iter().all(|entry| entry.group == Group::Recent));
    }

    #[test]
    fn a_group_is_short_and_the_arrows_go_round() {
        let all: Vec<Entry> =
            (0..20).map(|at| entry(Group::Projects, &format!("Project {at}"), "")).collect();
        assert_eq!(found(&all, "project", &[]).len(), SHOWN);
        assert_eq!((step(0, -1, 6), step(5, 1, 6), step(2, 1, 6), step(0, 1, 0)), (5, 0, 3, 0));
    }
}
