//! Through what somebody has access: one source as words, and what can be done about it on a project's page.

use shared::access::wire::{AccessLevel, AccessSource, PermissionMap};

use super::ladder::tally;
use super::words::list_some;

/// A source, by where it can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Role,
    WorkspaceRole,
    /// A grant to the member on the project itself.
    Here,
    /// One on what is around it.
    Around,
    /// A grant to a group of theirs on the project itself.
    GroupHere,
    GroupAround,
}

/// Which one it is, on the project with this id.
pub(crate) fn kind(source: &AccessSource, project: &str) -> Kind {
    let here = source.on.as_ref().is_some_and(|on| on.id == project);
    match (source.source.as_str(), here) {
        ("workspace_role", _) => Kind::WorkspaceRole,
        ("grant", true) => Kind::Here,
        ("grant", false) => Kind::Around,
        ("group_grant", true) => Kind::GroupHere,
        ("group_grant", false) => Kind::GroupAround,
        _ => Kind::Role,
    }
}

/// `Editor, in the organization`; `Given directly`; `eng-mobile, on Studio`.
pub(crate) fn title(source: &AccessSource) -> String {
    let role = source.role.as_ref().map_or("Role", |role| role.name.as_str());
    let on = source.on.as_ref().filter(|on| on.kind != "project").map(|on| match on.kind.as_str() {
        "organization" => " on the organization".to_owned(),
        _ => format!(" on {}", on.name),
    });
    let on = on.unwrap_or_default();
    match source.source.as_str() {
        "role" => format!("{role} in the organization"),
        "workspace_role" => match &source.on {
            Some(on) => format!("{role} in {}", on.name),
            None => format!("{role} in the workspace"),
        },
        "group_grant" => {
            let group = source.group.as_ref().and_then(|group| group.name.as_deref()).unwrap_or("A group");
            format!("{group}{on}")
        }
        _ => format!("Given directly{on}"),
    }
}

/// `Editor in the organization gives Editor.`
pub(crate) fn sentence(source: &AccessSource) -> String {
    match source.source.as_str() {
        "grant" => format!("They were given {} themselves.", source.level.name),
        _ => format!("{} gives {}.", title(source), source.level.name),
    }
}

/// What counts, in a few words: `Editor, eng-mobile`.
pub(crate) fn summary(sources: &[AccessSource]) -> String {
    let mut said: Vec<String> = Vec::new();
    for source in sources.iter().filter(|source| source.counts) {
        let words = match source.source.as_str() {
            "grant" => "Given directly".to_owned(),
            "group_grant" => {
                let name = source.group.as_ref().and_then(|group| group.name.clone());
                name.unwrap_or_else(|| "A group".to_owned())
            }
            _ => source.role.as_ref().map_or_else(|| "Role".to_owned(), |role| role.name.clone()),
        };
        if !said.contains(&words) {
            said.push(words);
        }
    }
    list_some(&said, 2)
}

/// What somebody has, by a name: a role of the project, or their own role where that alone gives it.
pub(crate) fn gets(level: &AccessLevel, sources: &[AccessSource], permissions: &PermissionMap) -> String {
    let mut counting = sources.iter().filter(|source| source.counts);
    match (&level.key, counting.next(), counting.next()) {
        (None, Some(AccessSource { role: Some(role), .. }), None) => role.name.clone(),
        (None, _, _) => tally(permissions),
        (Some(_), _, _) => level.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::Access;
    use shared::access::wire::{GroupRef, NamedResource, RoleRef};

    fn source(kind: &str, on: Option<(&str, &str)>) -> AccessSource {
        AccessSource {
            source: kind.to_owned(),
            role: kind.ends_with("role").then(|| RoleRef {
                id: "rol_00000000000000000000000001".parse().expect("an id"),
                key: "editor".into(),
                name: "Editor".into(),
            }),
            grant: None,
            group: (kind == "group_grant").then(|| GroupRef {
                id: "grp_00000000000000000000000001".parse().expect("an id"),
                name: Some("eng-mobile".into()),
            }),
            share: None,
            on: on.map(|(kind, id)| NamedResource {
                kind: kind.into(),
                id: id.into(),
                name: "Studio".into(),
            }),
            level: AccessLevel { key: Some("admin".into()), name: "Admin".into() },
            permissions: PermissionMap::new(),
            counts: true,
            expires_at: None,
            given_by: None,
            given_at: None,
        }
    }

    #[test]
    fn p5_each_source_is_taken_away_where_it_was_given() {
        assert_eq!(kind(&source("grant", Some(("project", "prj_1"))), "prj_1"), Kind::Here);
        assert_eq!(kind(&source("grant", Some(("workspace", "ws_1"))), "prj_1"), Kind::Around);
        assert_eq!(kind(&source("group_grant", Some(("project", "prj_1"))), "prj_1"), Kind::GroupHere);
        assert_eq!(kind(&source("role", None), "prj_1"), Kind::Role);
    }

    #[test]
    fn p5_sources_read_as_people_say_them() {
        assert_eq!(title(&source("role", None)), "Editor in the organization");
        assert_eq!(title(&source("group_grant", Some(("workspace", "ws_1")))), "eng-mobile on Studio");
        assert_eq!(sentence(&source("group_grant", Some(("project", "prj_1")))), "eng-mobile gives Admin.");
        assert_eq!(
            sentence(&source("grant", Some(("project", "prj_1")))),
            "They were given Admin themselves."
        );
        let mut cut = source("grant", None);
        cut.counts = false;
        let all = [source("role", None), source("group_grant", None), cut];
        assert_eq!(summary(&all), "Editor and eng-mobile");
        let custom = AccessLevel { key: None, name: "Custom".into() };
        let permissions = [("content".to_owned(), Access::Full)].into();
        assert_eq!(gets(&custom, &all[..1], &permissions), "Editor");
        assert_eq!(gets(&custom, &all, &permissions), "1 of 1 Full");
        assert_eq!(gets(&all[0].level, &all, &permissions), "Admin");
    }
}
