//! Which organization something is in. It never changes, so what was found once is known.

use shared::ids::{OrganizationId, ProjectId, UserId, WorkspaceId};
use uuid::Uuid;

use super::asked::Named;
use super::{Desk, Reach, Stop, store};
use crate::db::AnyConn;
use crate::http::Refusal;

/// How many workspaces and projects are remembered, and how many keys.
const KEPT: usize = 100_000;

/// What this process knows of where things are.
pub struct Homes {
    places: quick_cache::sync::Cache<Uuid, OrganizationId>,
    keys: quick_cache::sync::Cache<[u8; 32], OrganizationId>,
}

impl std::fmt::Debug for Homes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Homes({}, {})", self.places.len(), self.keys.len())
    }
}

impl Default for Homes {
    fn default() -> Self {
        Self { places: quick_cache::sync::Cache::new(KEPT), keys: quick_cache::sync::Cache::new(KEPT) }
    }
}

impl Homes {
    pub(super) fn of_key(&self, hash: &[u8; 32]) -> Option<OrganizationId> {
        self.keys.get(hash)
    }

    pub(super) fn note_key(&self, hash: [u8; 32], organization: OrganizationId) {
        self.keys.insert(hash, organization);
    }

    pub(super) fn forget_key(&self, hash: &[u8; 32]) {
        self.keys.remove(hash);
    }
}

/// The organization that a resource is in, if there is one that this person could be in.
pub(super) fn of(
    desk: &Desk<'_>,
    asker: UserId,
    resource: Named<'_>,
) -> Result<Option<OrganizationId>, Stop> {
    match (resource.kind, resource.project) {
        ("organization", _) => Ok(resource.id.parse().ok()),
        ("workspace", _) => match resource.id.parse::<WorkspaceId>() {
            Ok(id) => place(desk, id.uuid(), |conn| store::organization_of_workspace(conn, id)),
            Err(_) => Ok(None),
        },
        ("project", _) => project(desk, resource.id),
        (_, Some(named)) => project(desk, named),
        (kind, None) => match desk.reach {
            Reach::Memory => Err(Stop::AskDatabase),
            Reach::Database => {
                Ok(desk.app.db.read(|conn| store::organization_of_item(conn, asker, kind, resource.id))?)
            }
        },
    }
}

fn project(desk: &Desk<'_>, text: &str) -> Result<Option<OrganizationId>, Stop> {
    match text.parse::<ProjectId>() {
        Ok(id) => place(desk, id.uuid(), |conn| store::organization_of_project(conn, id)),
        Err(_) => Ok(None),
    }
}

fn place(
    desk: &Desk<'_>,
    id: Uuid,
    find: impl FnOnce(&mut AnyConn) -> Result<Option<OrganizationId>, Refusal>,
) -> Result<Option<OrganizationId>, Stop> {
    if let Some(known) = desk.app.homes.places.get(&id) {
        return Ok(Some(known));
    }
    match desk.reach {
        Reach::Memory => Err(Stop::AskDatabase),
        Reach::Database => {
            let found = desk.app.db.read(find)?;
            if let Some(organization) = found {
                desk.app.homes.places.insert(id, organization);
            }
            Ok(found)
        }
    }
}
