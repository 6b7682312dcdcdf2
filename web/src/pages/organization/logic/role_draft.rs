//! A role of the organization's own while it is written: what it says now, what it said, and what may not be
//! chosen and why.

use shared::access::wire::{AccessModelBody, PermissionMap, RoleBody};
use shared::access::{Access, Model, Reach, Role, RoleFlaw, Seat};
use shared::ids::RoleId;
use shared::invitations::rules::NEWCOMER;
use shared::roles::wire::{CreateRole, EditRole};
use shared::text::{Description, Name};

use super::effect::level;

/// The most that a role can reach, as the form offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ceiling {
    /// Everything but ownership.
    Open,
    /// Looking and commenting, everywhere.
    View,
    /// What the role gives by itself, and nothing more.
    AsGiven,
    /// As it was set elsewhere.
    Other(PermissionMap),
}

impl Ceiling {
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::View => "view",
            Self::AsGiven => "given",
            Self::Other(_) => "other",
        }
    }
}

/// Everything that a role says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) seat: Seat,
    pub(crate) reach: Reach,
    pub(crate) ceiling: Ceiling,
    permissions: PermissionMap,
}

/// The draft. Every step of it can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoleDraft {
    /// The role that is edited; none for one that does not exist yet.
    pub(crate) of: Option<RoleId>,
    pub(crate) now: Shape,
    /// How it is saved; for a new role, the one that it was started from.
    was: Shape,
    past: Vec<Shape>,
    /// The name of the role that a new one was started from.
    pub(crate) from: Option<String>,
}

/// Stands for a role that has no id yet.
pub(crate) const NEW_ROLE: RoleId = RoleId::from_uuid(NEWCOMER.uuid());

const OWNERSHIP: &str = "ownership";
const COMMENTS: &str = "comments";
const CONTENT: &str = "content";

impl Shape {
    fn of(role: &RoleBody) -> Self {
        let mut shape = Self {
            name: role.name.clone(),
            description: role.description.clone(),
            seat: role.seat,
            reach: role.reach,
            ceiling: Ceiling::Open,
            permissions: role.permissions.clone(),
        };
        let known = [Ceiling::Open, Ceiling::View, Ceiling::AsGiven].into_iter().find(|ceiling| {
            let tried = Self { ceiling: ceiling.clone(), ..shape.clone() };
            role.ceiling
                .keys()
                .all(|scope| tried.most(scope) == role.ceiling.get(scope).copied().unwrap_or_default())
        });
        shape.ceiling = known.unwrap_or_else(|| Ceiling::Other(role.ceiling.clone()));
        shape
    }

    /// What the role gives over a scope by itself.
    pub(crate) fn gives(&self, scope: &str) -> Access {
        self.permissions.get(scope).copied().unwrap_or_default()
    }

    /// The most that its holder can reach over a scope.
    pub(crate) fn most(&self, scope: &str) -> Access {
        match (self.reach, &self.ceiling) {
            (_, _) if scope == OWNERSHIP => Access::None,
            // Whoever reaches everything is the same whatever is granted.
            (Reach::Everything, _) => self.gives(scope),
            (Reach::Shared, _) if scope == CONTENT || scope == COMMENTS => Access::Full,
            (Reach::Shared, _) => Access::None,
            (Reach::Granted, Ceiling::Open) => Access::Full,
            (Reach::Granted, Ceiling::View) if scope == COMMENTS => Access::Full,
            (Reach::Granted, Ceiling::View) => Access::View,
            (Reach::Granted, Ceiling::AsGiven) => self.gives(scope),
            (Reach::Granted, Ceiling::Other(map)) => map.get(scope).copied().unwrap_or_default(),
        }
    }

    /// What the ceiling, or the lack of containers, leaves of what it gives. A form that could not be saved
    /// would only say so later.
    fn settle(&mut self) {
        let scopes: Vec<String> = self.permissions.keys().cloned().collect();
        for scope in scopes {
            let most = if self.reach == Reach::Shared { Access::None } else { self.most(&scope) };
            if let Some(gives) = self.permissions.get_mut(&scope) {
                *gives = (*gives).min(most);
            }
        }
    }

    fn given(&self) -> PermissionMap {
        self.permissions
            .iter()
            .filter(|(_, access)| **access > Access::None)
            .map(|(scope, access)| (scope.clone(), *access))
            .collect()
    }

    fn reachable(&self) -> PermissionMap {
        self.permissions
            .keys()
            .map(|scope| (scope.clone(), self.most(scope)))
            .filter(|(_, access)| *access > Access::None)
            .collect()
    }
}

impl RoleDraft {
    /// The role as it is saved.
    pub(crate) fn edit(role: &RoleBody) -> Self {
        let now = Shape::of(role);
        Self { of: Some(role.id), was: now.clone(), now, past: Vec::new(), from: None }
    }

    /// A role that does not exist yet, starting as another one. Ownership stays behind.
    pub(crate) fn start(from: &RoleBody, name: String) -> Self {
        let mut now = Shape { name, description: String::new(), ..Shape::of(from) };
        now.permissions.entry(OWNERSHIP.to_owned()).and_modify(|access| *access = Access::None);
        now.settle();
        Self { of: None, was: now.clone(), now, past: Vec::new(), from: Some(from.name.clone()) }
    }

    fn step(&mut self, change: impl FnOnce(&mut Shape)) {
        let mut next = self.now.clone();
        change(&mut next);
        next.settle();
        if next != self.now {
            self.past.push(std::mem::replace(&mut self.now, next));
        }
    }

    /// Gives this much over a scope.
    pub(crate) fn set(&mut self, scope: &str, access: Access) {
        self.step(|shape| {
            shape.permissions.insert(scope.to_owned(), access);
        });
    }

    /// Typing is one step, however many letters it takes.
    pub(crate) fn rename(&mut self, name: String) {
        self.now.name = name;
    }

    pub(crate) fn describe(&mut self, description: String) {
        self.now.description = description;
    }

    /// A free seat never does paid work: it brings its ceiling along.
    pub(crate) fn seat(&mut self, seat: Seat) {
        self.step(|shape| {
            shape.seat = seat;
            if seat == Seat::Free && shape.reach == Reach::Everything {
                shape.reach = Reach::Granted;
            }
            if seat == Seat::Free && shape.reach == Reach::Granted {
                shape.ceiling = Ceiling::View;
            }
        });
    }

    pub(crate) fn reach(&mut self, reach: Reach) {
        self.step(|shape| {
            shape.reach = reach;
            if reach == Reach::Everything {
                shape.seat = Seat::Paid;
            }
        });
    }

    pub(crate) fn ceiling(&mut self, key: &str) {
        self.step(|shape| {
            shape.ceiling = match key {
                "open" => Ceiling::Open,
                "view" => Ceiling::View,
                "given" => Ceiling::AsGiven,
                _ => shape.ceiling.clone(),
            };
        });
    }

    /// Takes the last step back; answers whether there was one.
    pub(crate) fn undo(&mut self) -> bool {
        match self.past.pop() {
            Some(before) => {
                self.now = before;
                true
            }
            None => false,
        }
    }

    /// As it is saved.
    pub(crate) fn discard(&mut self) {
        self.past.clear();
        self.now = self.was.clone();
    }

    /// What the scope is saved as, where that differs.
    pub(crate) fn was(&self, scope: &str) -> Option<Access> {
        let was = self.was.gives(scope);
        (was != self.now.gives(scope)).then_some(was)
    }

    /// How many things differ from what is saved. A new role differs in any case.
    pub(crate) fn changes(&self) -> usize {
        let scopes = self.now.permissions.keys().filter(|scope| self.was(scope).is_some()).count();
        let fields = [
            self.now.name.trim() != self.was.name,
            self.now.description.trim() != self.was.description,
            self.now.seat != self.was.seat,
            self.now.reach != self.was.reach,
            self.now.ceiling != self.was.ceiling,
        ];
        scopes + fields.into_iter().filter(|differs| *differs).count()
    }

    pub(crate) fn is_dirty(&self) -> bool {
        self.of.is_none() || self.changes() > 0
    }

    /// The role as it would be, to evaluate with.
    pub(crate) fn role(&self, model: &Model, key: &str) -> Option<Role> {
        Some(Role {
            id: self.of.unwrap_or(NEW_ROLE),
            key: key.to_owned(),
            name: self.now.name.clone(),
            description: self.now.description.clone(),
            baseline: model.catalog.permissions(&self.now.given()).ok()?,
            ceiling: model.catalog.permissions(&self.now.reachable()).ok()?,
            seat: self.now.seat,
            reach: self.now.reach,
            built_in: false,
        })
    }

    /// As a role's body, for whatever shows one.
    pub(crate) fn to_body(&self) -> RoleBody {
        RoleBody {
            id: self.of.unwrap_or(NEW_ROLE),
            key: String::new(),
            name: self.now.name.clone(),
            description: self.now.description.clone(),
            permissions: self.now.permissions.clone(),
            ceiling: self.now.permissions.keys().map(|key| (key.clone(), self.now.most(key))).collect(),
            seat: self.now.seat,
            reach: self.now.reach,
            built_in: false,
        }
    }

    /// The body that makes it; `None` while its name or description cannot be.
    pub(crate) fn to_create(&self) -> Option<CreateRole> {
        Some(CreateRole {
            key: None,
            name: self.name()?,
            description: Some(self.description()?),
            permissions: self.now.given(),
            ceiling: Some(self.now.reachable()),
            seat: Some(self.now.seat),
            reach: Some(self.now.reach),
        })
    }

    /// The body that saves it, whole: what the form shows is what is saved.
    pub(crate) fn to_edit(&self) -> Option<EditRole> {
        Some(EditRole {
            name: Some(self.name()?),
            description: Some(self.description()?),
            permissions: Some(self.now.given()),
            ceiling: Some(self.now.reachable()),
            seat: Some(self.now.seat),
            reach: Some(self.now.reach),
        })
    }

    fn name(&self) -> Option<Name> {
        self.now.name.parse().ok()
    }

    fn description(&self) -> Option<Description> {
        self.now.description.parse().ok()
    }

    /// Whether somebody else has saved another form of the role meanwhile.
    pub(crate) fn is_behind(&self, saved: &RoleBody) -> bool {
        self.of == Some(saved.id) && self.was != Shape::of(saved)
    }

    /// Why this much cannot be chosen over a scope. `held` is what the reader holds, `top` the name of the role
    /// that alone has ownership.
    pub(crate) fn blocked(&self, scope: &str, access: Access, held: Access, top: &str) -> Option<String> {
        if scope == OWNERSHIP {
            return Some(format!("Only {top} can hold this."));
        }
        if access == Access::None {
            return None;
        }
        if self.now.reach == Reach::Shared {
            return Some("A role for single items gives nothing by itself.".to_owned());
        }
        let bound = match (self.now.reach, &self.now.ceiling) {
            (Reach::Granted, Ceiling::Other(_) | Ceiling::View) => self.now.most(scope),
            // Both follow what is chosen.
            (Reach::Everything | Reach::Granted | Reach::Shared, _) => Access::Full,
        };
        if access > bound {
            return Some(format!("The ceiling of this role is {} here.", level(bound)));
        }
        (access > held).then(|| format!("You have {} here. Nobody gives more than they hold.", level(held)))
    }
}

/// The next of none, view and full: what Space does.
pub(crate) const fn next(access: Access) -> Access {
    match access {
        Access::None => Access::View,
        Access::View => Access::Full,
        Access::Full => Access::None,
    }
}

/// Why a role cannot be, to whoever writes it.
pub(crate) fn flaw(flaw: &RoleFlaw, model: &AccessModelBody) -> String {
    let label = |key: &str| {
        let scope = model.scopes.iter().find(|scope| scope.key == key);
        scope.map_or_else(|| key.to_owned(), |scope| scope.label.clone())
    };
    match flaw {
        RoleFlaw::BaselineAboveCeiling(scope) => {
            format!("It gives more on {} than its own ceiling.", label(scope))
        }
        RoleFlaw::OwnershipBelowTop | RoleFlaw::TopRoleIncomplete => {
            "Ownership belongs to the top role alone.".to_owned()
        }
        RoleFlaw::EverythingWithRoom => {
            "A role that reaches everything has what it gives as its ceiling.".to_owned()
        }
        RoleFlaw::SharedWithBaseline => "A role for single items gives nothing by itself.".to_owned(),
        RoleFlaw::FreePaidWork(scope) => {
            format!(
                "A free seat cannot have Full on {}: that is paid work. Choose a lower ceiling.",
                label(scope)
            )
        }
    }
}

#[cfg(test)]
mod tests;
