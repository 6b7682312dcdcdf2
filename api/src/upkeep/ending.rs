//! What ends, as people call it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::access::{Principal, Reach, Resource, Snapshot};
use shared::ids::{GrantId, GroupId, MemberId, UserId};
use shared::notifications::Page;
use uuid::Uuid;

use super::store::{self, Due, Of};
use crate::db::AnyConn;
use crate::http::Refusal;
use crate::notifications::Place;

/// A membership or a grant that ends.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    pub(super) to: Whose,
    /// Where it is; the organization for a membership.
    pub(super) on: Resource,
    pub(super) membership: bool,
    pub(super) ends_at: DateTime<Utc>,
}

/// Whose it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    Member(UserId),
    Group(GroupId),
}

impl Ending {
    /// What a row is about, if it still stands: somebody may have prolonged it, taken it away, or deactivated the
    /// person since it was looked at.
    pub(super) fn standing(snapshot: &Snapshot, due: &Due, now: DateTime<Utc>) -> Option<Self> {
        let active = |member: MemberId| {
            let row = snapshot.member(member).filter(|row| row.is_active(now))?;
            Some(Whose::Member(row.user))
        };
        match due.of {
            Of::Membership => {
                let member = MemberId::from_uuid(due.subject);
                let ends_at = snapshot.member(member)?.expires_at.filter(|end| *end == due.ends_at)?;
                Some(Self { to: active(member)?, on: Resource::Organization, membership: true, ends_at })
            }
            Of::Grant => {
                let grant = snapshot.grant(GrantId::from_uuid(due.subject))?;
                let ends_at = grant.expires_at.filter(|end| *end == due.ends_at)?;
                let to = match grant.principal {
                    Principal::Member(member) => active(member)?,
                    Principal::Group(group) => Whose::Group(group),
                };
                Some(Self { to, on: grant.resource, membership: false, ends_at })
            }
        }
    }

    /// The people whose access it is. A group gives a guest nothing, and so tells them nothing.
    pub(super) fn users(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<UserId> {
        let is_guest = |member| snapshot.role_of(member).is_some_and(|role| role.reach == Reach::Shared);
        match self.to {
            Whose::Member(user) => vec![user],
            Whose::Group(group) => snapshot
                .members_of(group)
                .filter(|member| !is_guest(*member) && snapshot.sees(*member, self.on, now))
                .filter_map(|member| snapshot.member(member))
                .filter(|member| member.is_active(now))
                .map(|member| member.user)
                .collect(),
        }
    }

    /// The page about it, for the person.
    pub(super) fn page(&self) -> Page {
        match (self.membership, self.on) {
            (false, Resource::Workspace(id)) => Page::Workspace(id),
            (false, Resource::Project(id)) => Page::Project(id),
            (true, _) | (false, Resource::Organization | Resource::Item(_)) => Page::OwnAccess,
        }
    }
}

/// What people call the things that end.
#[derive(Debug, Default)]
pub(super) struct Names {
    places: BTreeMap<Uuid, String>,
    groups: BTreeMap<Uuid, String>,
    people: BTreeMap<Uuid, String>,
}

impl Names {
    /// Those of these endings.
    pub(super) fn of(conn: &mut AnyConn, endings: &[Ending]) -> Result<Self, Refusal> {
        let (mut workspaces, mut projects, mut items) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let (mut groups, mut people) = (BTreeSet::new(), BTreeSet::new());
        for ending in endings {
            match ending.on {
                Resource::Organization => {}
                Resource::Workspace(id) => drop(workspaces.insert(id.uuid())),
                Resource::Project(id) => drop(projects.insert(id.uuid())),
                Resource::Item(id) => drop(items.insert(id.uuid())),
            }
            match ending.to {
                Whose::Member(user) => drop(people.insert(user.uuid())),
                Whose::Group(group) => drop(groups.insert(group.uuid())),
            }
        }
        let mut places = store::workspace_names(conn, &workspaces)?;
        places.extend(store::project_names(conn, &projects)?);
        places.extend(store::item_names(conn, &items)?);
        Ok(Self {
            places,
            groups: store::group_names(conn, &groups)?,
            people: store::people_names(conn, &people)?,
        })
    }

    fn on(&self, resource: Resource) -> Option<&str> {
        let id = match resource {
            Resource::Organization => return None,
            Resource::Workspace(id) => id.uuid(),
            Resource::Project(id) => id.uuid(),
            Resource::Item(id) => id.uuid(),
        };
        self.places.get(&id).map(String::as_str)
    }

    /// As a person is told of it: "Your access to Apollo in Larkfield".
    pub(super) fn own(&self, ending: &Ending, place: &Place) -> String {
        let organization = &place.name;
        let on = self.on(ending.on);
        match (ending.membership, ending.to, on) {
            (true, _, _) => format!("Your membership of {organization}"),
            (false, Whose::Member(_), Some(on)) => format!("Your access to {on} in {organization}"),
            (false, Whose::Member(_), None) => format!("What you were given in {organization}"),
            (false, Whose::Group(group), on) => {
                let group = self.groups.get(&group.uuid()).map_or("a group", String::as_str);
                let on = on.map_or_else(String::new, |on| format!("on {on} "));
                format!("What the group {group} gives you {on}in {organization}")
            }
        }
    }

    /// In a list of one's own: "Apollo".
    pub(super) fn short(&self, ending: &Ending) -> String {
        match ending.membership {
            true => "your membership".to_owned(),
            false => self.on(ending.on).unwrap_or("what you were given").to_owned(),
        }
    }

    /// In a list for somebody else: "Noor Haddad on Apollo".
    pub(super) fn others(&self, ending: &Ending) -> String {
        let who = match ending.to {
            Whose::Member(user) => self.people.get(&user.uuid()).map_or("a member", String::as_str),
            Whose::Group(group) => self.groups.get(&group.uuid()).map_or("a group", String::as_str),
        };
        match (ending.membership, self.on(ending.on)) {
            (true, _) => format!("the membership of {who}"),
            (false, Some(on)) => format!("{who} on {on}"),
            (false, None) => format!("what {who} was given"),
        }
    }
}

/// "Apollo (3 December), Borealis (4 December) and 2 more", the earliest first.
pub(super) fn list(endings: &mut [Ending], name: impl Fn(&Ending) -> String) -> String {
    endings.sort_by_key(|ending| ending.ends_at);
    let said = |ending: &Ending| format!("{} ({})", name(ending), ending.ends_at.format("%-d %B"));
    let first: Vec<String> = endings.iter().take(LISTED).map(said).collect();
    match (endings.len().saturating_sub(LISTED), first.split_last()) {
        (0, Some((last, before))) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        (0, _) => first.join(", "),
        (more, _) => format!("{} and {more} more", first.join(", ")),
    }
}

/// How many a sentence names.
const LISTED: usize = 5;

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn r7_a_list_names_the_earliest_and_counts_the_rest() {
        let ending = |day: i64| Ending {
            to: Whose::Group(GroupId::from_uuid(Uuid::nil())),
            on: Resource::Organization,
            membership: false,
            ends_at: DateTime::UNIX_EPOCH + TimeDelta::days(day),
        };
        let said = |days: &[i64]| {
            let mut endings: Vec<Ending> = days.iter().map(|day| ending(*day)).collect();
            list(&mut endings, |_| "x".to_owned())
        };
        assert_eq!(said(&[0]), "x (1 January)");
        assert_eq!(said(&[1, 0]), "x (1 January) and x (2 January)");
        assert_eq!(said(&[0, 1, 2]), "x (1 January), x (2 January) and x (3 January)");
        assert!(said(&[0, 1, 2, 3, 4, 5, 6]).ends_with("x (5 January) and 2 more"));
    }
}
