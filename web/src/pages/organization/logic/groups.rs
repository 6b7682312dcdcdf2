//! The view of the groups page, as it stands in the address, and what is said of a change.

use shared::access::wire::AccessChange;

use super::effect::Spread;
use super::words::first_name;
use crate::query;

/// One view of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// The groups as a table, in place of the matrix.
    pub(crate) list: bool,
    /// The id of the group that is open.
    pub(crate) group: Option<String>,
    pub(crate) search: String,
    /// Only people who are in the open group.
    pub(crate) only: bool,
}

impl View {
    /// The view that an address asks for; what it does not know is left out.
    pub(crate) fn read(query_string: &str) -> Self {
        let get = |key| query::get(query_string, key).filter(|value| !value.is_empty());
        Self {
            list: get("view").as_deref() == Some("list"),
            group: get("group"),
            search: get("q").unwrap_or_default(),
            only: get("only").as_deref() == Some("true"),
        }
    }

    /// The query string of this view; what is as usual is left out.
    pub(crate) fn write(&self) -> String {
        let mut pairs = Vec::new();
        if self.list {
            pairs.push(("view", "list".to_owned()));
        }
        if let Some(group) = &self.group {
            pairs.push(("group", group.clone()));
        }
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if self.only {
            pairs.push(("only", "true".to_owned()));
        }
        query::write(pairs)
    }
}

/// `Amara in client-harbor: +18 in 2 projects.`
pub(crate) fn effect(name: &str, group: &str, into: bool, changes: &[AccessChange]) -> String {
    let who = first_name(name);
    let head = if into { format!("{who} in {group}") } else { format!("{who} out of {group}") };
    let Spread { totals, gained_in, lost_in, .. } = Spread::of(changes);
    match (totals.gained, totals.lost) {
        (0, 0) => format!("{head}: changes nothing that they can do now."),
        (_, 0) => format!("{head}: {} in {gained_in}.", totals.text()),
        (0, _) => format!("{head}: {} in {lost_in}.", totals.text()),
        (_, _) => format!("{head}: {}.", totals.text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::Access;
    use shared::access::wire::ResourceRef;

    #[test]
    fn g1_the_view_survives_the_address() {
        let view =
            View { list: true, group: Some("grp_1".to_owned()), search: "zoë & co".to_owned(), only: true };
        assert_eq!(View::read(&view.write()), view);
        assert_eq!(View::default().write(), "");
        assert_eq!(View::read("?view=what&only=1"), View::default());
    }

    #[test]
    fn z1_a_change_of_a_group_is_said_before_it_is_made() {
        let change = AccessChange {
            member: Some("mem_00000000000000000000000007".parse().expect("an id")),
            resource: ResourceRef { kind: "project".to_owned(), id: "prj_1".to_owned() },
            scope: "content".to_owned(),
            before: Access::None,
            after: Access::Full,
        };
        let said = effect("Amara Diallo", "client-harbor", true, std::slice::from_ref(&change));
        assert_eq!(said, "Amara in client-harbor: +1 in 1 project.");
        let said = effect("Amara Diallo", "client-harbor", false, &[]);
        assert_eq!(said, "Amara out of client-harbor: changes nothing that they can do now.");
    }
}
