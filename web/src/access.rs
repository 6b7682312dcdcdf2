//! What the reader may do. Pages ask here and never compare roles.

use shared::access::wire::{PermissionMap, SnapshotBody};
use shared::access::{Access, CoreScope};
use shared::ids::MemberId;

use crate::client::{self, Failure};
use crate::here::Here;

/// Whether these permissions, of whatever resource, hold at least this much.
pub(crate) fn permits(permissions: &PermissionMap, scope: CoreScope, access: Access) -> bool {
    permissions.get(scope.key()).copied().unwrap_or_default() >= access
}

/// "Changing roles needs Full on Members. You have View, from the role Editor."
pub(crate) fn missing(here: Here, act: &str, scope: CoreScope, access: Access) -> String {
    let organization = here.organization();
    let held = organization.membership.permissions.get(scope.key()).copied().unwrap_or_default();
    format!(
        "{act} needs {} on {}. You have {}, from the role {}.",
        word(access),
        scope.label(),
        word(held),
        organization.membership.role.name
    )
}

/// The level as a label.
pub(crate) const fn word(access: Access) -> &'static str {
    match access {
        Access::None => "None",
        Access::View => "View",
        Access::Full => "Full",
    }
}

/// The facts about these members and the reader, to evaluate in the page with the server's own functions.
pub(crate) async fn snapshot(here: Here, members: &[MemberId]) -> Result<SnapshotBody, Failure> {
    let ids: Vec<String> = members.iter().map(ToString::to_string).collect();
    client::get(here.path(&format!("/snapshot{}", crate::query::write([("members", ids.join(","))])))).await
}
