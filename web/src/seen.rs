//! The app as somebody else sees it: a member, or whoever would have a role, one that does not exist yet too.
//! Everything is evaluated in the page from the slice that the reader may see; nobody's session is taken.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::access::wire::{NamedResource, PermissionMap, ResourceAccess, RoleRef, SnapshotBody, Why};
use shared::access::{
    Access, Change, Member as MemberFact, Model, Names, Reach, Resource, Role, Snapshot, Status,
};
use shared::ids::{MemberId, UserId};
use shared::invitations::rules::NEWCOMER;
use shared::members::wire::{Member, Person};

/// Whose view it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    Member {
        id: MemberId,
        name: String,
    },
    /// Nobody's yet: as the role is written now, saved or not.
    Role {
        role: Role,
        name: String,
    },
}

impl Whose {
    /// The member to ask the slice for.
    pub(crate) const fn member(&self) -> MemberId {
        match self {
            Self::Member { id, .. } => *id,
            Self::Role { .. } => NEWCOMER,
        }
    }

    /// `Jonas Weber`, `somebody with the role Analyst`.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Member { name, .. } => name.clone(),
            Self::Role { name, .. } => format!("somebody with the role {name}"),
        }
    }

    /// Why nothing can be changed meanwhile.
    pub(crate) fn reason(&self) -> String {
        format!("You see this as {}. Leave that view to change something.", self.words())
    }
}

/// What they see.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) whose: Whose,
    pub(crate) role: RoleRef,
    snapshot: Snapshot,
    at: DateTime<Utc>,
    organization: PermissionMap,
}

/// A resource by name, and for a project the workspace around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) resource: Resource,
    pub(crate) name: String,
    pub(crate) within: Option<(Resource, String)>,
}

impl Seen {
    /// `None` where the slice does not hold them, or the role cannot be.
    pub(crate) fn new(body: SnapshotBody, model: Arc<Model>, whose: Whose) -> Option<Self> {
        let mut snapshot = Snapshot::from_facts(model, body.facts).ok()?;
        if let Whose::Role { role, .. } = &whose {
            snapshot = snapshot.with(&with_somebody(&snapshot, role)).ok()?;
        }
        let member = whose.member();
        let role = snapshot.role_of(member)?;
        let role = RoleRef { id: role.id, key: role.key.clone(), name: role.name.clone() };
        let mut seen = Self { whose, role, snapshot, at: body.at, organization: PermissionMap::new() };
        seen.organization = seen.permissions(Resource::Organization);
        Some(seen)
    }

    pub(crate) const fn member(&self) -> MemberId {
        self.whose.member()
    }

    pub(crate) const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(crate) const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// What they hold over the organization's scopes.
    pub(crate) const fn organization(&self) -> &PermissionMap {
        &self.organization
    }

    /// What they hold over every scope of a resource.
    pub(crate) fn permissions(&self, on: Resource) -> PermissionMap {
        let held = self.snapshot.effective(self.member(), on, self.at);
        self.snapshot.model().catalog.map(&held, on.kind())
    }

    /// Whether a resource is there for them at all.
    pub(crate) fn sees(&self, resource: Resource) -> bool {
        self.snapshot.sees(self.member(), resource, self.at)
    }

    /// Everything that they can get at of these, with the reasons: as their own page shows it.
    pub(crate) fn access(&self, places: &[Named], names: &Names) -> Vec<ResourceAccess> {
        let reference = |resource: Resource, name: &str| NamedResource {
            kind: resource.kind().as_str().to_owned(),
            id: match resource {
                Resource::Organization => self.snapshot.organization().to_string(),
                Resource::Workspace(id) => id.to_string(),
                Resource::Project(id) => id.to_string(),
                Resource::Item(id) => id.to_string(),
            },
            name: name.to_owned(),
        };
        let seen = places.iter().filter(|place| self.sees(place.resource));
        seen.map(|place| ResourceAccess {
            resource: reference(place.resource, &place.name),
            workspace: place.within.as_ref().map(|(resource, name)| reference(*resource, name)),
            permissions: self.permissions(place.resource),
            why: self.reasons(place.resource, names),
            sources: Vec::new(),
        })
        .collect()
    }

    fn reasons(&self, on: Resource, names: &Names) -> BTreeMap<String, Vec<Why>> {
        let held = self.snapshot.effective(self.member(), on, self.at);
        let entries = self.snapshot.model().catalog.of(on.kind());
        entries
            .map(|entry| {
                let need = held.get(entry.scope).max(Access::View);
                let told = self.snapshot.reasons(self.member(), on, entry.scope, need, self.at);
                (entry.key.clone(), told.sources.iter().map(|source| Why::of(source, names)).collect())
            })
            .filter(|(_, reasons): &(String, Vec<Why>)| !reasons.is_empty())
            .collect()
    }

    /// Somebody who is nobody yet, as the pages show a member.
    pub(crate) fn nobody(&self) -> Option<Member> {
        let Whose::Role { role, name } = &self.whose else { return None };
        let projects = self.snapshot.projects().filter(|(id, _)| self.sees(Resource::Project(*id)));
        Some(Member {
            id: NEWCOMER,
            user: Person {
                id: UserId::from_uuid(NEWCOMER.uuid()),
                name: format!("Anybody with {name}"),
                email: "Nobody in particular".to_owned(),
                avatar_url: None,
            },
            role: self.role.clone(),
            status: Status::Active,
            seat: role.seat,
            implicit: role.reach == Reach::Everything,
            restricted: false,
            provisioned_by: None,
            workspaces: Vec::new(),
            projects_count: projects.count() as u64,
            expires_at: None,
            expires_soon: false,
            joined_at: self.at,
            last_active_at: None,
        })
    }
}

/// The changes that bring in somebody who has the role.
fn with_somebody(snapshot: &Snapshot, role: &Role) -> Vec<Change> {
    let mut changes = Vec::new();
    match snapshot.model().role(role.id) {
        Some(known) if known == role => {}
        Some(known) if known.built_in => {}
        Some(_) => changes.push(Change::RoleEdited(role.clone())),
        None => changes.push(Change::RoleAdded(role.clone())),
    }
    changes.push(Change::MemberAdded(MemberFact {
        id: NEWCOMER,
        user: UserId::from_uuid(NEWCOMER.uuid()),
        role: role.id,
        status: Status::Active,
        expires_at: None,
    }));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::access::{Facts, Permissions, ProjectFact, Seat, Visibility, WorkspaceFact};
    use shared::ids::{OrganizationId, ProjectId, RoleId, WorkspaceId};

    fn id<T: std::str::FromStr>(prefix: &str, n: u32) -> T
    where
        T::Err: std::fmt::Debug,
    {
        format!("{prefix}_{n:026}").parse().expect("an id")
    }

    fn body() -> SnapshotBody {
        let model = Model::studio();
        let mut facts = Facts::empty(id::<OrganizationId>("org", 1));
        for (n, role) in [(1, "owner"), (2, "guest")] {
            facts.members.push(MemberFact {
                id: id("mem", n),
                user: id("usr", n),
                role: model.role_by_key(role).expect("a role").id,
                status: Status::Active,
                expires_at: None,
            });
        }
        for (n, visibility) in [(1, Visibility::Open), (2, Visibility::Private)] {
            facts.workspaces.push(WorkspaceFact { id: id("ws", n), visibility });
            facts.projects.push(ProjectFact { id: id("prj", n), workspace: id("ws", n) });
        }
        let at = "2026-06-12T12:00:00Z".parse().expect("a time");
        SnapshotBody { version: 1, at, access_model: "studio".to_owned(), facts }
    }

    fn reader() -> Role {
        let model = Model::studio();
        Role {
            id: RoleId::from_uuid(NEWCOMER.uuid()),
            key: "reader".to_owned(),
            name: "Reader".to_owned(),
            description: String::new(),
            baseline: model
                .catalog
                .permissions(&[("content".to_owned(), Access::View)].into())
                .expect("scopes"),
            ceiling: model
                .catalog
                .permissions(&[("content".to_owned(), Access::View)].into())
                .expect("scopes"),
            seat: Seat::Free,
            reach: Reach::Granted,
            built_in: false,
        }
    }

    fn seen(whose: Whose) -> Seen {
        Seen::new(body(), Arc::clone(Model::studio()), whose).expect("a view")
    }

    #[test]
    fn z6_a_role_that_does_not_exist_yet_is_looked_through() {
        let seen = seen(Whose::Role { role: reader(), name: "Reader".to_owned() });
        assert_eq!(seen.role.name, "Reader");
        assert!(seen.organization().values().all(|access| *access == Access::None));
        assert!(seen.sees(Resource::Workspace(id::<WorkspaceId>("ws", 1))));
        assert!(!seen.sees(Resource::Project(id::<ProjectId>("prj", 2))), "nobody is in the private one");
        let nobody = seen.nobody().expect("somebody to show");
        assert_eq!((nobody.projects_count, nobody.seat), (1, Seat::Free));
        assert_ne!(
            seen.snapshot().effective(NEWCOMER, Resource::Project(id("prj", 1)), seen.at()),
            Permissions::NONE
        );
    }

    #[test]
    fn z6_a_member_is_seen_with_what_they_have_and_nothing_of_the_readers() {
        let seen = seen(Whose::Member { id: id("mem", 2), name: "Elif Kaya".to_owned() });
        assert!(!seen.sees(Resource::Workspace(id::<WorkspaceId>("ws", 1))), "a guest has no container");
        assert_eq!(seen.nobody(), None);
        assert!(seen.whose.reason().contains("Elif Kaya"));
    }

    #[test]
    fn z6_their_own_page_is_evaluated_with_its_reasons() {
        let seen = seen(Whose::Role { role: reader(), name: "Reader".to_owned() });
        let project = |n| Named {
            resource: Resource::Project(id("prj", n)),
            name: format!("Project {n}"),
            within: Some((Resource::Workspace(id("ws", n)), "Larkfield".to_owned())),
        };
        let rows = seen.access(&[project(1), project(2)], &Names::of(seen.snapshot().model()));
        assert_eq!(rows.len(), 1, "what they do not see is not there");
        assert_eq!(rows[0].permissions["content"], Access::View);
        assert_eq!(rows[0].why["content"][0].sentence, "Reader gives view here.");
    }

    #[test]
    fn somebody_who_is_not_in_the_slice_is_not_seen() {
        let whose = Whose::Member { id: id("mem", 9), name: "Nobody".to_owned() };
        assert!(Seen::new(body(), Arc::clone(Model::studio()), whose).is_none());
    }
}
