//! Where somebody's access to one resource comes from: the rows of the why-table, and the sentence above it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use shared::access::Access;
use shared::access::wire::{PermissionMap, ProjectRoleBody, ResourceAccess, Why};

use super::effect::level;
use super::words;

/// One source of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// `role`, `grant`, `restricted` …
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) note: &'static str,
    /// When it ends by itself.
    pub(crate) expires_at: Option<DateTime<Utc>>,
    /// By scope: what it gives, and whether that stands in the result.
    pub(crate) cells: BTreeMap<String, (Access, bool)>,
    /// It takes away rather than gives.
    pub(crate) cuts: bool,
    /// Nothing else gives as much somewhere.
    pub(crate) wins: bool,
    sentences: Vec<String>,
}

impl Source {
    /// Whether this cell is more than the role gives.
    pub(crate) fn adds(&self, scope: &str, ladder: &Ladder) -> bool {
        let Some(&(gives, counts)) = self.cells.get(scope) else { return false };
        let role = ladder.sources.iter().find(|source| source.key == "role");
        let by_role = role.and_then(|role| role.cells.get(scope)).map_or(Access::None, |cell| cell.0);
        counts && self.key != "role" && gives > by_role
    }

    /// What to say once about this source, where it says the same for every scope.
    pub(crate) fn sentence(&self) -> Option<&str> {
        self.sentences.first().map(String::as_str)
    }
}

/// All sources of one resource's access.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ladder {
    pub(crate) sources: Vec<Source>,
}

impl Ladder {
    /// Sources in the order in which they first appear, the role first.
    pub(crate) fn of(access: &ResourceAccess, role_name: &str) -> Self {
        let mut sources: Vec<Source> = Vec::new();
        for (scope, whys) in &access.why {
            let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
            for why in whys {
                let nth = seen.entry(why.source.as_str()).or_default();
                let found = sources.iter_mut().filter(|source| source.key == why.source).nth(*nth);
                *nth += 1;
                let source = match found {
                    Some(source) => source,
                    None => {
                        sources.push(blank(why, role_name));
                        let Some(last) = sources.last_mut() else { continue };
                        last
                    }
                };
                source.cells.insert(scope.clone(), (why.gives, why.counts));
                if !why.sentence.is_empty() && !source.sentences.contains(&why.sentence) {
                    source.sentences.push(why.sentence.clone());
                }
            }
        }
        // "Nothing gives this" is the result's own line, not a source.
        sources.retain(|source| source.key != "no_grant");
        sources.sort_by_key(|source| (source.key != "role", source.cuts));
        let mut ladder = Self { sources };
        ladder.mark_winners(&access.permissions);
        ladder
    }

    fn mark_winners(&mut self, result: &PermissionMap) {
        let stands = |source: &Source, scope: &String, wanted: Access| {
            source.cells.get(scope).is_some_and(|&(gives, counts)| counts && gives >= wanted)
        };
        let alone: Vec<bool> = self
            .sources
            .iter()
            .map(|source| {
                !source.cuts
                    && result.iter().any(|(scope, &wanted)| {
                        wanted > Access::None
                            && stands(source, scope, wanted)
                            && self.sources.iter().filter(|other| stands(other, scope, wanted)).count() == 1
                    })
            })
            .collect();
        for (source, wins) in self.sources.iter_mut().zip(alone) {
            source.wins = wins;
        }
    }

    pub(crate) fn source(&self, key: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.key == key)
    }

    /// The sentences that explain the result, what counts first; no more than three. What cuts speaks only
    /// where no source has said so already.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        let (winning, other): (Vec<&Source>, Vec<&Source>) =
            self.sources.iter().filter(|source| !source.cuts).partition(|source| source.wins);
        for source in winning.into_iter().chain(other) {
            said.extend(source.sentence().map(str::to_owned));
        }
        if said.is_empty() {
            said.extend(self.sources.iter().filter_map(Source::sentence).map(str::to_owned));
        }
        said.dedup();
        said.truncate(3);
        said
    }

    /// Why somebody has this, told to themselves in a few words; the first of what suffices.
    pub(crate) fn because(&self) -> String {
        let counts = |source: &&Source| source.cells.values().any(|cell| cell.1 && cell.0 > Access::None);
        let gives: Vec<&Source> = self.sources.iter().filter(|source| !source.cuts).filter(counts).collect();
        let winner = gives.iter().find(|source| source.wins).or_else(|| gives.first());
        match winner {
            Some(source) if source.key == "role" => "Your role".to_owned(),
            Some(source) if source.key == "workspace_role" => "Your role in this workspace".to_owned(),
            Some(source) => source.sentence().unwrap_or("Given to you").to_owned(),
            None => "Nothing gives it".to_owned(),
        }
    }

    /// When something that counts here ends, the earliest of all.
    pub(crate) fn ends(&self) -> Option<DateTime<Utc>> {
        let counting = self.sources.iter().filter(|source| source.cells.values().any(|cell| cell.1));
        counting.filter_map(|source| source.expires_at).min()
    }

    /// Whether this source alone makes the whole result.
    pub(crate) fn is_all_of(&self, key: &str, result: &PermissionMap) -> bool {
        self.source(key).is_some_and(|source| {
            result.iter().all(|(scope, wanted)| {
                source
                    .cells
                    .get(scope)
                    .map_or(Access::None, |cell| if cell.1 { cell.0 } else { Access::None })
                    == *wanted
            })
        })
    }
}

fn blank(why: &Why, role_name: &str) -> Source {
    let (title, note, cuts) = match why.source.as_str() {
        "role" => (role_name.to_owned(), "Organization role", false),
        "workspace_role" => ("Workspace role".to_owned(), "In place of the organization role", false),
        "grant" => ("Given directly".to_owned(), "On this project", false),
        "group_grant" => ("Group".to_owned(), "Group grant", false),
        "restricted" => ("Limited to some projects".to_owned(), "This is not one of them", true),
        "role_ceiling" => (role_name.to_owned(), "The most this role can reach", true),
        "seat_ceiling" => ("Free seat".to_owned(), "The most this seat can reach", true),
        "deactivated" => ("Deactivated".to_owned(), "Gives nothing until activated", true),
        "expired" => ("Expired".to_owned(), "Gives nothing any more", true),
        other => (other.replace('_', " "), "", false),
    };
    Source {
        key: why.source.clone(),
        title,
        note,
        expires_at: why.expires_at,
        cells: BTreeMap::new(),
        cuts,
        wins: false,
        sentences: Vec::new(),
    }
}

/// What a set of project permissions is called: a named bundle, `None`, or `Custom`.
pub(crate) fn project_level(permissions: &PermissionMap, bundles: &[ProjectRoleBody]) -> String {
    if permissions.values().all(|access| *access == Access::None) {
        return "None".to_owned();
    }
    bundles
        .iter()
        .find(|bundle| {
            permissions
                .iter()
                .all(|(scope, access)| bundle.permissions.get(scope).copied().unwrap_or_default() == *access)
        })
        .map_or_else(|| "Custom".to_owned(), |bundle| bundle.name.clone())
}

/// The glyph for a whole resource: how much of its most telling scope one has.
pub(crate) fn pip(permissions: &PermissionMap) -> Access {
    permissions
        .get("content")
        .copied()
        .filter(|access| *access > Access::None)
        .or_else(|| permissions.values().copied().max())
        .unwrap_or_default()
}

/// `Full on 6 of 8`, `View on 8 of 8`, `Nothing`.
pub(crate) fn tally(permissions: &PermissionMap) -> String {
    let total = permissions.len();
    let of = |wanted: Access| permissions.values().filter(|access| **access == wanted).count();
    match (of(Access::Full), of(Access::View)) {
        (0, 0) => "Nothing".to_owned(),
        (0, view) => format!("{view} of {total} {}", level(Access::View)),
        (full, 0) => format!("{full} of {total} {}", level(Access::Full)),
        (full, view) => format!("{full} {}, {view} {}, of {total}", level(Access::Full), level(Access::View)),
    }
}

/// `Jonas can do everything in Mobile app`, and so on down.
pub(crate) fn lead(who: &str, resource: &str, permissions: &PermissionMap) -> String {
    let who = words::first_name(who);
    let all = |wanted: Access| permissions.values().all(|access| *access == wanted);
    if all(Access::Full) {
        format!("{who} can do everything in {resource}.")
    } else if all(Access::None) {
        format!("{who} cannot open {resource}.")
    } else if permissions.values().any(|access| *access == Access::Full) {
        format!("{who} can change things in {resource}: {}.", tally(permissions))
    } else {
        format!("{who} can look at {resource}, and change nothing: {}.", tally(permissions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::wire::NamedResource;

    fn why(source: &str, gives: Access, counts: bool, sentence: &str) -> Why {
        Why {
            source: source.to_owned(),
            gives,
            counts,
            sentence: sentence.to_owned(),
            grant: None,
            group: None,
            on: None,
            expires_at: None,
        }
    }

    fn mobile() -> ResourceAccess {
        let role = |gives| why("role", gives, true, "Editor gives this.");
        let grant = why("grant", Access::Full, true, "Noor gave Admin here.");
        ResourceAccess {
            resource: NamedResource { kind: "project".into(), id: "prj_1".into(), name: "Mobile app".into() },
            workspace: None,
            permissions: [("content", Access::Full), ("settings.members", Access::Full)]
                .map(|(key, access)| (key.to_owned(), access))
                .into(),
            why: [
                ("content".to_owned(), vec![role(Access::Full), grant.clone()]),
                ("settings.members".to_owned(), vec![role(Access::View), grant]),
            ]
            .into(),
            sources: Vec::new(),
        }
    }

    #[test]
    fn m3_the_source_that_alone_gives_something_wins() {
        let ladder = Ladder::of(&mobile(), "Editor");
        assert_eq!(ladder.sources.len(), 2);
        assert_eq!(ladder.sources[0].title, "Editor");
        assert!(!ladder.sources[0].wins, "content comes from both");
        assert!(ladder.sources[1].wins);
        assert!(ladder.sources[1].adds("settings.members", &ladder));
        assert!(!ladder.sources[1].adds("content", &ladder));
        assert_eq!(ladder.sentences()[0], "Noor gave Admin here.");
    }

    #[test]
    fn r7_what_ends_is_said_and_one_reads_why_in_a_few_words() {
        let mut access = mobile();
        assert_eq!(Ladder::of(&access, "Editor").ends(), None);
        assert_eq!(Ladder::of(&access, "Editor").because(), "Noor gave Admin here.");
        let end = "2026-08-31T12:00:00Z".parse().ok();
        for why in access.why.values_mut().flatten().filter(|why| why.source == "grant") {
            why.expires_at = end;
        }
        assert_eq!(Ladder::of(&access, "Editor").ends(), end);
        access.why.values_mut().for_each(|whys| whys.retain(|why| why.source == "role"));
        assert_eq!(Ladder::of(&access, "Editor").because(), "Your role");
        access.why.clear();
        assert_eq!(Ladder::of(&access, "Editor").because(), "Nothing gives it");
    }

    #[test]
    fn two_grants_are_two_rows_and_no_grant_is_none() {
        let mut access = mobile();
        access.why.insert(
            "content".to_owned(),
            vec![
                why("grant", Access::View, true, "One."),
                why("grant", Access::Full, true, "Two."),
                why("restricted", Access::None, true, "Limited."),
                why("no_grant", Access::None, true, "Nothing."),
            ],
        );
        let ladder = Ladder::of(&access, "Editor");
        let keys: Vec<&str> = ladder.sources.iter().map(|source| source.key.as_str()).collect();
        assert_eq!(keys, ["role", "grant", "grant", "restricted"]);
        assert!(ladder.sources[3].cuts);
    }

    #[test]
    fn levels_have_names() {
        let bundle =
            ProjectRoleBody { key: "admin".into(), name: "Admin".into(), permissions: mobile().permissions };
        assert_eq!(project_level(&mobile().permissions, &[bundle]), "Admin");
        assert_eq!(project_level(&mobile().permissions, &[]), "Custom");
        assert_eq!(project_level(&[("content".to_owned(), Access::None)].into(), &[]), "None");
        assert_eq!(tally(&mobile().permissions), "2 of 2 Full");
        assert_eq!(
            lead("Jonas Weber", "Mobile app", &mobile().permissions),
            "Jonas can do everything in Mobile app."
        );
    }
}
