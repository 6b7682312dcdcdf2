//! Permissions and roles that a request names, by key.

use shared::access::wire::PermissionMap;
use shared::access::{Access, CoreScope, Model, Permissions, ResourceKind};
use shared::ids::RoleId;

use super::role_named;
use crate::http::Refusal;

/// Reads them for a grant on a resource of this kind. `pointer` is where the map stands in the body: what is
/// refused is named by it and the scope.
pub fn permissions(
    model: &Model,
    map: &PermissionMap,
    on: ResourceKind,
    pointer: &str,
) -> Result<Permissions, Refusal> {
    let mut all = Permissions::NONE;
    for (key, access) in map {
        let at = || format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        let Some(entry) = model.catalog.scope(key).and_then(|scope| model.catalog.entry(scope)) else {
            return Err(Refusal::field(at(), "unknown_scope", "There is no such scope here."));
        };
        // An answer lists every scope, so that one with none may come back anywhere.
        let misplaced = !entry.is_within(on) || entry.core == Some(CoreScope::Ownership);
        if misplaced && *access > Access::None {
            let detail = "This scope cannot be granted on a resource of this kind.";
            return Err(Refusal::field(at(), "misplaced_scope", detail));
        }
        all = all.with(entry.scope, *access);
    }
    Ok(all)
}

/// The role that a request names for a workspace, in place of somebody's own; `None`: their own.
pub fn workspace_role(model: &Model, text: Option<&str>, pointer: &str) -> Result<Option<RoleId>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let role = role_named(model, text, pointer)?;
    if model.overrides_in_workspaces(role) {
        return Ok(Some(role.id));
    }
    Err(Refusal::field(pointer, "no_workspace_role", "A workspace cannot give this role."))
}

/// What is granted on a resource of this kind, as answers show it: every scope of the kind, and those inside
/// of it that have more than none.
pub fn granted(model: &Model, permissions: &Permissions, on: ResourceKind) -> PermissionMap {
    let mut all = model.catalog.map(permissions, on);
    all.extend(model.catalog.given(permissions));
    all
}
