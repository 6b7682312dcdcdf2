//! The rows of the roles matrix, and what stands under a role's name.

use shared::access::wire::{RoleBody, ScopeBody};
use shared::access::{Access, Reach, Seat};

use super::words::count;

/// Scopes that belong together, under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) scopes: Vec<ScopeBody>,
}

/// The scopes in sections, each in the model's order; an empty section is not there.
pub(crate) fn sections(scopes: &[ScopeBody]) -> Vec<Section> {
    const TITLES: [&str; 4] = ["Organization", "Workspaces", "Project features", "Project settings"];
    let titled = |scope: &ScopeBody| match scope.kind.as_str() {
        "organization" => TITLES[0],
        "workspace" => TITLES[1],
        _ if scope.key.starts_with("settings.") => TITLES[3],
        _ => TITLES[2],
    };
    let section = |title| {
        let scopes: Vec<ScopeBody> = scopes.iter().filter(|scope| titled(scope) == title).cloned().collect();
        (!scopes.is_empty()).then_some(Section { title, scopes })
    };
    TITLES.into_iter().filter_map(section).collect()
}

pub(crate) const fn seat(seat: Seat) -> &'static str {
    match seat {
        Seat::Paid => "paid",
        Seat::Free => "free",
    }
}

pub(crate) const fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Everything => "Everything",
        Reach::Granted => "Granted",
        Reach::Shared => "Shared",
    }
}

/// `2 people · paid`.
pub(crate) fn under(people: Option<u64>, taken: Seat) -> String {
    match people {
        Some(people) => format!("{} · {}", count(people, "person", "people"), seat(taken)),
        None => seat(taken).to_owned(),
    }
}

/// The most that a role can reach, in a word or two.
pub(crate) fn ceiling(role: &RoleBody) -> &'static str {
    let most = |scope: &str| role.ceiling.get(scope).copied().unwrap_or_default();
    match role.reach {
        Reach::Everything => "–",
        Reach::Shared => "Items only",
        Reach::Granted if role.ceiling.keys().all(|key| key == "ownership" || most(key) == Access::Full) => {
            "–"
        }
        Reach::Granted if role.ceiling.keys().all(|key| key == "comments" || most(key) <= Access::View) => {
            "View"
        }
        Reach::Granted => "Set",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::Model;
    use shared::access::wire::AccessModelBody;

    #[test]
    fn r6_every_scope_of_a_model_is_in_one_section() {
        for preset in Model::presets() {
            let scopes = AccessModelBody::of(preset).scopes;
            let sections = sections(&scopes);
            let shown: usize = sections.iter().map(|section| section.scopes.len()).sum();
            assert_eq!(shown, scopes.len(), "{}", preset.key);
            assert_eq!(sections[0].title, "Organization");
            assert!(sections.iter().all(|section| !section.scopes.is_empty()));
        }
    }

    #[test]
    fn a_role_is_said_in_a_line() {
        let roles = AccessModelBody::of(Model::studio()).roles;
        let of = |key: &str| roles.iter().find(|role| role.key == key).map(ceiling);
        assert_eq!((of("editor"), of("guest")), (Some("–"), Some("Items only")));
        assert_eq!(under(Some(1), Seat::Paid), "1 person · paid");
    }
}
