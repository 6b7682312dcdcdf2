//! Writing to a snapshot: each fact in, each fact out, and whatever points to it with it.
//!
//! | file | the facts of |
//! | --- | --- |
//! | `members` | members, the workspaces they are listed in, the projects they are restricted to |
//! | `places` | workspaces, projects and items |
//! | `grants` | groups, who is in them, and grants |
//! | `roles` | the organization's own roles |
//! | `need` | what has to be there for a fact to hang on |

mod grants;
mod members;
mod need;
mod places;
mod roles;

use super::change::Change;
use super::compact::register::{Entry, Register};
use super::facts::FactsError;
use super::snapshot::Snapshot;

impl Snapshot {
    /// Makes one change. On an error nothing has changed.
    ///
    /// The result is the snapshot that the changed rows would load as, all but the version, which the store
    /// raises once for all the changes of one decision.
    pub fn apply(&mut self, change: &Change) -> Result<(), FactsError> {
        match change {
            Change::MemberAdded(member) => self.add_member(member.clone()),
            Change::RoleChanged { member, role } => self.change_role(*member, *role),
            Change::StatusChanged { member, status } => self.change_status(*member, *status),
            Change::ExpiryChanged { member, expires_at } => self.change_expiry(*member, *expires_at),
            Change::MemberRemoved { member } => self.remove_member(*member),
            Change::WorkspaceAdded { workspace, visibility } => self.add_workspace(*workspace, *visibility),
            Change::VisibilityChanged { workspace, visibility } => {
                self.change_visibility(*workspace, *visibility)
            }
            Change::WorkspaceRemoved { workspace } => self.remove_workspace(*workspace),
            Change::ProjectAdded { project, workspace } => self.add_project(*project, *workspace),
            Change::ProjectRemoved { project } => self.remove_project(*project),
            Change::ItemAdded(item) => self.add_item(item.clone()),
            Change::ItemRemoved { item } => self.remove_item(*item),
            Change::WorkspaceMemberAdded { workspace, member, role } => self.list(*member, *workspace, *role),
            Change::WorkspaceRoleChanged { workspace, member, role } => {
                self.change_listing(*member, *workspace, *role)
            }
            Change::WorkspaceMemberRemoved { workspace, member } => self.unlist(*member, *workspace),
            Change::Restricted { member, workspace, projects } => {
                self.restrict(*member, *workspace, projects.clone())
            }
            Change::RestrictionLifted { member, workspace } => self.lift(*member, *workspace),
            Change::GrantAdded(grant) => self.add_grant(*grant),
            Change::GrantRemoved(grant) => self.remove_grant(*grant),
            Change::GroupAdded { group } => self.add_group(*group),
            Change::GroupRemoved { group } => self.remove_group(*group),
            Change::GroupMemberAdded { group, member } => self.join_group(*group, *member),
            Change::GroupMemberRemoved { group, member } => self.leave_group(*group, *member),
            Change::RoleAdded(role) => self.add_role(role.clone()),
            Change::RoleEdited(role) => self.edit_role(role.clone()),
            Change::RoleRemoved { role } => self.remove_role(*role),
            Change::OrganizationDeleted => self.set_deleted(true),
            Change::OrganizationRestored => self.set_deleted(false),
        }
    }

    fn set_deleted(&mut self, deleted: bool) -> Result<(), FactsError> {
        if self.deleted == deleted {
            let said = if deleted { "the deletion" } else { "the restoring" };
            return Err(FactsError::Duplicate(format!("{said} of {}", self.organization)));
        }
        self.deleted = deleted;
        Ok(())
    }

    /// A copy with all these changes made, or the first that does not fit.
    pub fn with<'a>(&self, changes: impl IntoIterator<Item = &'a Change>) -> Result<Self, FactsError> {
        let mut after = self.clone();
        for change in changes {
            after.apply(change)?;
        }
        Ok(after)
    }
}

/// Changes one entry of a register.
pub(super) fn change<E: Entry>(register: &mut Register<E>, at: u32, write: impl FnOnce(&mut E)) {
    if let Some(entry) = register.get_mut(at) {
        write(entry);
    }
}
