//! What a rule answers: the changes to make, or why not.

use super::change::Change;
use super::facts::FactsError;
use super::guard::{Broken, guard};
use super::may_grant::MayNotGrant;
use super::snapshot::Snapshot;

/// Changes that a rule has allowed. Nothing but the rules of this crate makes one, and the store writes
/// nothing else, so a write that no rule was asked about cannot be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    changes: Vec<Change>,
}

impl Decision {
    /// Tries the changes on the state, and asks the guard of what comes out.
    pub(crate) fn new(before: &Snapshot, changes: Vec<Change>) -> Result<Self, Denied> {
        guard(&before.with(&changes)?)?;
        Ok(Self { changes })
    }

    /// In the order in which they are to be made.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The state that the decision makes of the one that it was decided on.
    pub fn applied_to(&self, before: &Snapshot) -> Result<Snapshot, FactsError> {
        before.with(&self.changes)
    }
}

/// The answer of a rule that allows what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is so already. Nothing is written and no version is raised.
    Unchanged,
    Decision(Decision),
}

impl Outcome {
    /// The changes to make; none where it is so already.
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Unchanged => &[],
            Self::Decision(decision) => decision.changes(),
        }
    }
}

/// Why a rule refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Denied {
    /// The actor does not have the access that the operation needs at all.
    PermissionDenied,
    /// It would give, widen or take away more than the actor holds.
    MayNotGrant,
    /// The target is the owner, and the actor is not.
    OwnerProtected,
    /// The owner asks for what only a transfer does.
    UseOwnershipTransfer,
    /// Asked to remove oneself.
    UseLeave,
    /// Ownership would go to somebody who is no active admin for good.
    HeirNotAdmin,
    /// The model has no owner, so that there is nothing to hand on.
    NoOwnership,
    /// Nobody would be left who administers the organization for good.
    LastAdmin,
    /// An organization keeps one workspace.
    LastWorkspace,
    /// The role is in every workspace and project, so a restriction or another role there means nothing.
    ImplicitMember,
    /// More than the role can ever reach.
    AboveCeiling,
    /// The role gets single items alone.
    ReachShared,
    /// A scope that a resource of this kind does not have.
    MisplacedScope,
    /// A project in a workspace that the person would not be in.
    NotInWorkspace,
    AlreadyMember,
    /// The person is a member, deactivated: activate them.
    MemberDeactivated,
    /// Their own membership is deactivated: an admin can activate it.
    MembershipDeactivated,
    /// They were a member once: they come back where somebody asks them in by name.
    NeedsInvitation,
    /// Whoever sent the invitation could not give this any more.
    SenderMayNot,
    /// Whoever set the link could not give its role any more.
    LinkSetterMayNot,
    /// The role does not go to whoever walks in by themselves: it invites others, or gets single items alone.
    NotForWalkIns,
    UnknownMember,
    UnknownRole,
    UnknownWorkspace,
    UnknownProject,
    UnknownGroup,
    UnknownItem,
    /// Nothing of the kind was given, or it is over.
    UnknownGrant,
    /// An end that has passed.
    AlreadyOver,
    /// The membership that is offered was to end before now.
    AccessOver,
    /// The item is shared in another project.
    ItemElsewhere,
    /// The model has no role for somebody who only gets single items.
    NoGuests,
    /// The role comes with the model, and stays as it is.
    BuiltInRole,
    /// Somebody has the role: it needs a replacement.
    RoleInUse,
    /// A role that breaks what every role must keep.
    FlawedRole,
    /// Another role has the key.
    RoleTaken,
    /// A role that no workspace can give.
    NoWorkspaceRole,
    /// Everybody is in an open workspace: nobody is taken out of it.
    WorkspaceOpen,
    /// The model has one workspace, and never a second.
    SingleWorkspace,
    /// The model turns nobody who takes part into a guest.
    GuestConversion,
    /// More than ten minutes have passed since.
    UndoExpired,
    /// What would come back has changed since.
    UndoConflict,
    /// What would come back with a workspace does not fit with what there is now.
    RestoreConflict,
    /// Nothing of it is undone: it made or deleted a place, let somebody in, or moved ownership.
    UndoImpossible,
    /// The change contradicts a fact: an id that is taken, or a row that is not there.
    Contradiction,
}

impl From<MayNotGrant> for Denied {
    fn from(why: MayNotGrant) -> Self {
        match why {
            MayNotGrant::NoAuthority => Self::PermissionDenied,
            MayNotGrant::OutsidePlace
            | MayNotGrant::TargetAbove
            | MayNotGrant::GivesMore
            | MayNotGrant::ReachesFurther
            | MayNotGrant::GainsMore => Self::MayNotGrant,
        }
    }
}

impl From<Broken> for Denied {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::NoOwner | Broken::TwoOwners => Self::UseOwnershipTransfer,
            Broken::NoLastingAdmin => Self::LastAdmin,
        }
    }
}

impl From<FactsError> for Denied {
    fn from(error: FactsError) -> Self {
        match error {
            FactsError::UnknownRole(_) => Self::UnknownRole,
            FactsError::UnknownMember(_) => Self::UnknownMember,
            FactsError::UnknownWorkspace(_) => Self::UnknownWorkspace,
            FactsError::UnknownProject(_) | FactsError::ProjectElsewhere { .. } => Self::UnknownProject,
            FactsError::UnknownGroup(_) => Self::UnknownGroup,
            FactsError::UnknownItem(_) => Self::UnknownItem,
            FactsError::BuiltInRole(_) => Self::BuiltInRole,
            FactsError::RoleInUse(_) => Self::RoleInUse,
            FactsError::FlawedRole { .. } => Self::FlawedRole,
            FactsError::SecondMembership(_) => Self::AlreadyMember,
            FactsError::MisplacedScope { .. } | FactsError::UnknownScope(_) => Self::MisplacedScope,
            FactsError::UnknownGrant(_) | FactsError::Duplicate(_) | FactsError::Absent(_) => {
                Self::Contradiction
            }
        }
    }
}
