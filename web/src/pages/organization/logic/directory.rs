//! The directory's tab, filters and order. All of it stands in the address, so that a view can be sent.

use shared::members::wire::{MembersQuery, MembersTableQuery};

use crate::query;

/// Which people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tab {
    #[default]
    Active,
    Pending,
    /// People who ask to be let in.
    Requests,
    Deactivated,
    /// Active and deactivated together: the filter's third choice, not a tab of its own.
    All,
}

impl Tab {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Requests => "requests",
            Self::Deactivated => "deactivated",
            Self::All => "all",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Pending, Self::Requests, Self::Deactivated, Self::All]
            .into_iter()
            .find(|tab| tab.key() == text)
    }
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Column {
    #[default]
    Name,
    Role,
    LastActive,
    Joined,
}

impl Column {
    pub(crate) const ALL: [Self; 4] = [Self::Name, Self::Role, Self::LastActive, Self::Joined];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Role => "role",
            Self::LastActive => "last_active_at",
            Self::Joined => "joined_at",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Name => "Member",
            Self::Role => "Role",
            Self::LastActive => "Last active",
            Self::Joined => "Joined",
        }
    }

    /// Names begin at A; times begin with the latest.
    const fn begins_descending(self) -> bool {
        matches!(self, Self::LastActive | Self::Joined)
    }
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) column: Column,
    pub(crate) descending: bool,
}

impl Order {
    fn parse(text: &str) -> Option<Self> {
        let (descending, key) = text.strip_prefix('-').map_or((false, text), |key| (true, key));
        let column = Column::ALL.into_iter().find(|column| column.key() == key)?;
        Some(Self { column, descending })
    }

    pub(crate) fn key(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.key())
    }

    /// What pressing this column's head does: turn the order round, or sort by it afresh.
    pub(crate) fn pressed(self, column: Column) -> Self {
        if self.column == column {
            Self { column, descending: !self.descending }
        } else {
            Self { column, descending: column.begins_descending() }
        }
    }

    /// For `aria-sort`.
    pub(crate) fn aria(self, column: Column) -> Option<&'static str> {
        (self.column == column).then_some(if self.descending { "descending" } else { "ascending" })
    }
}

/// One view of the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) tab: Tab,
    pub(crate) search: String,
    /// Keys of roles; none is all.
    pub(crate) roles: Vec<String>,
    /// `paid` or `free`.
    pub(crate) seat: Option<String>,
    /// A workspace's id.
    pub(crate) workspace: Option<String>,
    /// A group's id.
    pub(crate) group: Option<String>,
    /// Of invitations: the key of a state.
    pub(crate) state: Option<String>,
    pub(crate) order: Order,
}

/// The states that invitations are filtered by, and their words.
pub(crate) const STATES: [(&str, &str); 5] = [
    ("pending", "Sent"),
    ("queued", "Waiting for a seat"),
    ("expired", "Expired"),
    ("declined", "Declined"),
    ("revoked", "Revoked"),
];

impl View {
    /// The view that an address asks for. What it does not know is left out: an old link still opens.
    pub(crate) fn read(query_string: &str) -> Self {
        let get = |key| query::get(query_string, key).filter(|value| !value.is_empty());
        Self {
            tab: get("tab").and_then(|tab| Tab::parse(&tab)).unwrap_or_default(),
            search: get("q").unwrap_or_default(),
            roles: get("role")
                .map(|roles| roles.split(',').filter(|role| !role.is_empty()).map(str::to_owned).collect())
                .unwrap_or_default(),
            seat: get("seat").filter(|seat| seat == "paid" || seat == "free"),
            workspace: get("workspace"),
            group: get("group"),
            state: get("state").filter(|state| STATES.iter().any(|(key, _)| key == state)),
            order: get("sort").and_then(|order| Order::parse(&order)).unwrap_or_default(),
        }
    }

    /// The query string of this view; what is as usual is left out.
    pub(crate) fn write(&self) -> String {
        let mut pairs = Vec::new();
        if self.tab != Tab::default() {
            pairs.push(("tab", self.tab.key().to_owned()));
        }
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if !self.roles.is_empty() {
            pairs.push(("role", self.roles.join(",")));
        }
        if let Some(seat) = &self.seat {
            pairs.push(("seat", seat.clone()));
        }
        if let Some(workspace) = &self.workspace {
            pairs.push(("workspace", workspace.clone()));
        }
        if let Some(group) = &self.group {
            pairs.push(("group", group.clone()));
        }
        if let Some(state) = &self.state {
            pairs.push(("state", state.clone()));
        }
        if self.order != Order::default() {
            pairs.push(("sort", self.order.key()));
        }
        query::write(pairs)
    }

    /// What to ask the server for.
    pub(crate) fn request(&self, cursor: Option<String>) -> MembersQuery {
        let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        MembersQuery {
            q: some(&self.search),
            role: (!self.roles.is_empty()).then(|| self.roles.join(",")),
            status: match self.tab {
                Tab::Active | Tab::Pending | Tab::Requests => None,
                Tab::Deactivated | Tab::All => Some(self.tab.key().to_owned()),
            },
            seat: self.seat.clone(),
            group: self.group.clone(),
            workspace: self.workspace.clone(),
            sort: Some(self.order.key()),
            limit: None,
            include: cursor.is_none().then(|| "total,counts".to_owned()),
            cursor,
        }
    }

    /// The same for a table of everything that the view shows.
    pub(crate) fn table(&self) -> MembersTableQuery {
        let MembersQuery { q, role, status, seat, group, workspace, sort, limit: _, cursor: _, include: _ } =
            self.request(None);
        MembersTableQuery { q, role, status, seat, group, workspace, sort }
    }

    /// Whether anything but the tab narrows the list.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.search.trim().is_empty()
            || !self.roles.is_empty()
            || self.seat.is_some()
            || self.workspace.is_some()
            || self.group.is_some()
            || self.state.is_some()
    }

    /// The same tab and order, with nothing filtered.
    pub(crate) fn cleared(&self) -> Self {
        Self { tab: self.tab, order: self.order, ..Self::default() }
    }

    /// With this role taken in, or out if it was in.
    pub(crate) fn toggle_role(&self, key: &str) -> Self {
        let mut view = self.clone();
        match view.roles.iter().position(|role| role == key) {
            Some(index) => {
                view.roles.remove(index);
            }
            None => view.roles.push(key.to_owned()),
        }
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m1_every_bit_of_the_view_survives_the_address() {
        let view = View {
            tab: Tab::Deactivated,
            search: "zoë & co".to_owned(),
            roles: vec!["editor".to_owned(), "viewer".to_owned()],
            seat: Some("paid".to_owned()),
            workspace: Some("ws_1".to_owned()),
            group: Some("grp_1".to_owned()),
            state: Some("queued".to_owned()),
            order: Order { column: Column::LastActive, descending: true },
        };
        assert_eq!(View::read(&view.write()), view);
    }

    #[test]
    fn the_usual_view_has_a_bare_address() {
        assert_eq!(View::default().write(), "");
        assert_eq!(View::read("?utm=1&seat=gold&state=lost&sort=shoe&tab=what"), View::default());
    }

    #[test]
    fn a_head_pressed_twice_turns_the_order() {
        let by_time = Order::default().pressed(Column::LastActive);
        assert_eq!(by_time.key(), "-last_active_at");
        assert_eq!(by_time.pressed(Column::LastActive).key(), "last_active_at");
        assert_eq!(by_time.aria(Column::LastActive), Some("descending"));
        assert_eq!(by_time.aria(Column::Name), None);
        assert_eq!(by_time.pressed(Column::Role).key(), "role");
    }

    #[test]
    fn the_request_says_only_what_is_asked() {
        let request = View { search: "  ".to_owned(), ..View::default() }.request(None);
        assert_eq!(request.q, None);
        assert_eq!(request.status, None);
        assert_eq!(request.include.as_deref(), Some("total,counts"));
        assert_eq!(View::default().request(Some("c".to_owned())).include, None);
    }

    #[test]
    fn a_role_is_taken_in_and_out() {
        let view = View::default().toggle_role("editor").toggle_role("viewer");
        assert_eq!(view.roles, ["editor", "viewer"]);
        assert!(view.is_filtered());
        assert!(!view.toggle_role("editor").toggle_role("viewer").is_filtered());
        assert!(!view.cleared().is_filtered());
    }
}
