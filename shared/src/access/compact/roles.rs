//! The roles of a model by number, as a check reads them.

use crate::access::model::Model;
use crate::access::permissions::Permissions;
use crate::access::role::Reach;
use crate::ids::RoleId;

/// What a check needs of a role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoleLine {
    pub(crate) id: RoleId,
    pub(crate) baseline: Permissions,
    pub(crate) ceiling: Permissions,
    pub(crate) seat_ceiling: Permissions,
    pub(crate) reach: Reach,
}

/// A role keeps its number for as long as the model has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roles {
    lines: Vec<Option<RoleLine>>,
}

impl Roles {
    pub(crate) fn of(model: &Model) -> Self {
        let mut roles = Self::default();
        roles.follow(model);
        roles
    }

    /// Takes over what the model says now.
    pub(crate) fn follow(&mut self, model: &Model) {
        for line in &mut self.lines {
            if line.is_some_and(|line| model.role(line.id).is_none()) {
                *line = None;
            }
        }
        for role in &model.roles {
            let line = Some(RoleLine {
                id: role.id,
                baseline: role.baseline,
                ceiling: role.ceiling,
                seat_ceiling: role.seat_ceiling(),
                reach: role.reach,
            });
            let known = self.number(role.id).map(usize::from);
            let free = || self.lines.iter().position(Option::is_none);
            match known.or_else(free) {
                Some(at) => self.lines[at] = line,
                None => self.lines.push(line),
            }
        }
    }

    #[inline]
    pub(crate) fn get(&self, number: u16) -> Option<&RoleLine> {
        self.lines.get(usize::from(number))?.as_ref()
    }

    pub(crate) fn number(&self, id: RoleId) -> Option<u16> {
        let at = self.lines.iter().position(|line| line.is_some_and(|line| line.id == id))?;
        // The model's file and the limit on an organization's own roles keep them to hundreds.
        u16::try_from(at).ok()
    }
}
