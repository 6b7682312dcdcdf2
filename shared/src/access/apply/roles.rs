//! The organization's own roles.

use std::sync::Arc;

use crate::access::facts::{Elsewhere, FactsError};
use crate::access::guard;
use crate::access::role::Role;
use crate::access::snapshot::Snapshot;
use crate::ids::RoleId;

impl Snapshot {
    pub(in crate::access) fn add_role(&mut self, role: Role) -> Result<(), FactsError> {
        let known = |known: &Role| known.id == role.id || known.key == role.key;
        if self.model.roles.iter().any(known) {
            return Err(FactsError::Duplicate(role.key));
        }
        let role = self.sound(role)?;
        // By id, so that the same roles are the same model in whatever order they came.
        let roles = &mut Arc::make_mut(&mut self.model).roles;
        let place = roles.partition_point(|known| known.built_in || known.id < role.id);
        roles.insert(place, role);
        self.follow_model();
        Ok(())
    }

    pub(super) fn edit_role(&mut self, role: Role) -> Result<(), FactsError> {
        self.need_own_role(role.id)?;
        if self.model.roles.iter().any(|known| known.id != role.id && known.key == role.key) {
            return Err(FactsError::Duplicate(role.key));
        }
        let role = self.sound(role)?;
        let roles = Arc::make_mut(&mut self.model).roles.iter_mut();
        roles.filter(|known| known.id == role.id).for_each(|known| *known = role.clone());
        self.follow_model();
        Ok(())
    }

    pub(super) fn remove_role(&mut self, role: RoleId) -> Result<(), FactsError> {
        self.need_own_role(role)?;
        let number = self.roles.number(role);
        let has = |at| {
            let record = self.members.record(at);
            record.is_some_and(|record| {
                let mut over = record.places().filter_map(|(_, place)| place.over);
                Some(record.role()) == number || over.any(|over| Some(over) == number)
            })
        };
        let held = self.members.numbers().any(has);
        if held {
            return Err(FactsError::RoleInUse(role));
        }
        Arc::make_mut(&mut self.model).roles.retain(|known| known.id != role);
        self.follow_model();
        Ok(())
    }

    /// A role of the organization's own, in the place behind the model's, if it keeps what every role must.
    fn sound(&self, role: Role) -> Result<Role, FactsError> {
        let role = Role { built_in: false, ..role };
        role.check(&self.model.catalog, false)
            .map_err(|flaw| FactsError::FlawedRole { role: role.id, flaw })?;
        Ok(role)
    }

    fn need_own_role(&self, role: RoleId) -> Result<(), FactsError> {
        let known = self.model.role(role).ok_or(FactsError::UnknownRole(role))?;
        if known.built_in { Err(FactsError::BuiltInRole(role)) } else { Ok(()) }
    }

    /// After a change of a role: what is read off the roles once, read again.
    fn follow_model(&mut self) {
        Arc::make_mut(&mut self.roles).follow(&self.model);
        self.here = guard::count(&self.model, self.members.iter(), Elsewhere::default());
    }
}
