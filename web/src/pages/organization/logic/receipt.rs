//! What an invitation will give, as sentences. The permissions come from `shared`, computed in the page for
//! somebody who is not a member yet.

use shared::access::Access;
use shared::access::wire::{PermissionMap, RoleBody, ScopeBody};
use shared::invitations::wire::Delivery;

use super::words;

/// One line: the glyph, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) access: Access,
    pub(crate) text: String,
}

/// What one role's invitee can do.
pub(crate) fn lines(
    organization: &PermissionMap,
    projects: &[(String, Access)],
    label: impl Fn(&str) -> String,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let named = |wanted: Access| -> Vec<String> {
        projects.iter().filter(|(_, access)| *access == wanted).map(|(name, _)| name.clone()).collect()
    };
    let (full, view, none) = (named(Access::Full), named(Access::View), named(Access::None));
    if !full.is_empty() {
        lines.push(Line { access: Access::Full, text: format!("Edit {}", of_all(&full, projects.len())) });
    }
    if !view.is_empty() {
        lines.push(Line { access: Access::View, text: format!("Read {}", of_all(&view, projects.len())) });
    }
    let scopes = |wanted: Access| -> Vec<String> {
        // Ownership is never in reach of an invitation: saying so of everybody says nothing.
        organization
            .iter()
            .filter(|(key, access)| **access == wanted && key.as_str() != "ownership")
            .map(|(key, _)| lower_first(&label(key)))
            .collect()
    };
    let change = scopes(Access::Full);
    if !change.is_empty() {
        lines.push(Line { access: Access::Full, text: format!("Change {}", words::list(&change)) });
    }
    let see = scopes(Access::View);
    if !see.is_empty() {
        lines.push(Line { access: Access::View, text: format!("See {}", words::list(&see)) });
    }
    let mut hidden = scopes(Access::None);
    if !none.is_empty() {
        let other = if full.len() + view.len() > 0 { "other " } else { "" };
        hidden.push(words::count(none.len() as u64, &format!("{other}project"), &format!("{other}projects")));
    }
    if !hidden.is_empty() {
        lines.push(Line { access: Access::None, text: format!("Not see {}", or_list(&hidden)) });
    }
    lines
}

fn of_all(names: &[String], all: usize) -> String {
    match names {
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        _ if names.len() == all => format!("all {}", words::count(all as u64, "project", "projects")),
        _ => words::count(names.len() as u64, "project", "projects"),
    }
}

fn or_list(items: &[String]) -> String {
    match items {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words::list(items),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What a role does not reach in the organization: `Not billing, audit log or integrations`.
pub(crate) fn cannot(role: &RoleBody, scopes: &[ScopeBody]) -> String {
    let none: Vec<String> = scopes
        .iter()
        .filter(|scope| scope.kind == "organization" && scope.key != "ownership")
        .filter(|scope| role.permissions.get(&scope.key).copied().unwrap_or_default() == Access::None)
        .map(|scope| lower_first(&scope.label))
        .collect();
    let all = scopes.iter().filter(|scope| scope.kind == "organization").count();
    match none.len() {
        0 if role.permissions.get("ownership").copied().unwrap_or_default() == Access::None => {
            "Cannot delete or hand over the organization".to_owned()
        }
        0 => String::new(),
        n if n + 1 >= all => "Nothing of the organization itself".to_owned(),
        _ => format!("Not {}", or_list(&none)),
    }
}

/// The heading: how many go, of how many; `waiting` of those who go wait for a seat.
pub(crate) fn heading(going: usize, waiting: usize, all: usize) -> String {
    let people = |n: usize| words::count(n as u64, "person", "people");
    match (going - waiting.min(going), waiting, all) {
        (_, _, 0) => "Nobody yet".to_owned(),
        (0, 1, _) => "1 person waits for a seat".to_owned(),
        (0, waiting, _) if waiting > 0 => format!("{} wait for a seat", people(waiting)),
        (now, 0, all) if now == all => format!("{} will be invited", people(all)),
        (now, 0, all) => {
            format!("{} of {} will be invited", words::number(now as u64), words::number(all as u64))
        }
        (now, waiting, _) => {
            format!("{} will be invited, {waiting} {} for a seat", people(now), waits(waiting))
        }
    }
}

/// The button's words: what pressing it does. `waiting` of those who go wait for a seat.
pub(crate) fn send_label(going: usize, waiting: usize, delivery: Delivery) -> String {
    let now = going - waiting.min(going);
    let act = match (delivery, now) {
        (Delivery::Email, 0) => "Send invitations".to_owned(),
        (Delivery::Link, 0) => "Make links".to_owned(),
        (Delivery::Email, n) if waiting > 0 => format!("Invite {n}"),
        (Delivery::Email, n) => format!("Send {}", words::count(n as u64, "invitation", "invitations")),
        (Delivery::Link, n) => format!("Make {}", words::count(n as u64, "link", "links")),
    };
    match (now, waiting) {
        (_, 0) => act,
        (0, waiting) => format!("Put {} in line for a seat", words::number(waiting as u64)),
        (_, waiting) => format!("{act}, {waiting} {} for a seat", waits(waiting)),
    }
}

const fn waits(n: usize) -> &'static str {
    if n == 1 { "waits" } else { "wait" }
}

/// Of those that do not go as they are.
pub(crate) fn needs_attention(left_out: u64) -> String {
    let (need, are) = if left_out == 1 { ("needs", "is") } else { ("need", "are") };
    let addresses = words::count(left_out, "address", "addresses");
    format!("{addresses} {need} your attention first, or {are} left out.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z1_what_they_get_reads_as_what_they_will_do() {
        let organization: PermissionMap = [
            ("billing", Access::None),
            ("general", Access::View),
            ("members", Access::View),
            ("ownership", Access::None),
            ("projects", Access::Full),
        ]
        .map(|(key, access)| (key.to_owned(), access))
        .into();
        let projects: Vec<(String, Access)> =
            [Access::Full, Access::Full, Access::Full, Access::View, Access::None]
                .iter()
                .enumerate()
                .map(|(n, access)| (format!("P{n}"), *access))
                .collect();
        let texts: Vec<String> =
            lines(&organization, &projects, |key| key.to_owned()).into_iter().map(|line| line.text).collect();
        assert_eq!(
            texts,
            [
                "Edit 3 projects",
                "Read P3",
                "Change projects",
                "See general and members",
                "Not see billing or 1 other project"
            ]
        );
        assert_eq!(needs_attention(1), "1 address needs your attention first, or is left out.");
        assert_eq!(needs_attention(10), "10 addresses need your attention first, or are left out.");
    }

    #[test]
    fn s7_the_heading_and_the_button_say_who_waits() {
        assert_eq!(heading(3, 0, 6), "3 of 6 will be invited");
        assert_eq!(heading(1, 0, 1), "1 person will be invited");
        assert_eq!(heading(3, 2, 4), "1 person will be invited, 2 wait for a seat");
        assert_eq!(heading(1, 1, 1), "1 person waits for a seat");
        assert_eq!(heading(2, 2, 2), "2 people wait for a seat");
        assert_eq!(heading(0, 0, 2), "0 of 2 will be invited");
        assert_eq!(send_label(3, 0, Delivery::Email), "Send 3 invitations");
        assert_eq!(send_label(1, 0, Delivery::Link), "Make 1 link");
        assert_eq!(send_label(0, 0, Delivery::Email), "Send invitations");
        assert_eq!(send_label(5, 2, Delivery::Email), "Invite 3, 2 wait for a seat");
        assert_eq!(send_label(2, 1, Delivery::Link), "Make 1 link, 1 waits for a seat");
        assert_eq!(send_label(2, 2, Delivery::Email), "Put 2 in line for a seat");
    }
}
