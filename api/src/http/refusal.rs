//! Why a request is not done: what every operation answers instead, and how a client reads it.

use std::borrow::Cow;

use shared::access::Denied;
use shared::problem::{Code, FieldProblem};

use crate::db::{DbError, constraint};

/// A request that is not done. Turned into problem details at the edge.
#[derive(Debug)]
pub struct Refusal {
    pub code: Code,
    /// What happened and what to do next, for the person.
    pub detail: Cow<'static, str>,
    pub errors: Vec<FieldProblem>,
    pub email_hint: Option<String>,
    /// Seconds, for 429 and 503.
    pub retry_after: Option<u64>,
    /// For the log alone.
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Refusal {
    /// A refusal with its own words.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            email_hint: None,
            retry_after: None,
            cause: None,
        }
    }

    /// The 404 that unknown, malformed, foreign and invisible ids share.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is nothing here, or nothing that you can see.")
    }

    /// One refused field: a JSON pointer into the body, or `?name`.
    pub fn field(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            errors: vec![FieldProblem {
                pointer: pointer.into(),
                code: code.to_owned(),
                detail: detail.clone(),
            }],
            ..Self::new(Code::ValidationFailed, detail)
        }
    }

    /// Something broke on our side; the cause goes to the log and nowhere else.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(
                Code::Internal,
                "It was not your request. Nothing was changed. Try again in a moment.",
            )
        }
    }

    /// Too busy: nothing was changed, and the same request may succeed shortly.
    pub fn unavailable() -> Self {
        Self {
            retry_after: Some(1),
            ..Self::new(
                Code::Unavailable,
                "Too much is going on at once. Nothing was changed. Try again shortly.",
            )
        }
    }

    /// A version was asked for that this process has not heard of, and it did not come about in time.
    pub fn version_not_reached() -> Self {
        Self {
            retry_after: Some(1),
            ..Self::new(
                Code::VersionNotReached,
                "This server has not seen the version that you ask for yet. Try again shortly.",
            )
        }
    }

    /// What the organization uses was taken out of the deployment's model file: nobody has anything until it is back.
    pub fn model_incomplete() -> Self {
        Self {
            retry_after: Some(60),
            ..Self::new(
                Code::ModelIncomplete,
                "A role or a permission that this organization uses is not set up on this server any more. Whoever \
                 runs it has to put it back.",
            )
        }
    }

    /// A link of a mail that was used, replaced or is too old.
    pub fn token_spent() -> Self {
        Self::new(Code::TokenSpent, "This link was used, replaced or is too old. Ask for a new one.")
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Pool(_) => Self::unavailable(),
            DbError::Query(error) => error.into(),
        }
    }
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        use constraint::Taken;
        if constraint::is_lock_timeout(&error) {
            return Self::unavailable();
        }
        if constraint::is_unholdable(&error) {
            return Self::new(Code::ValidationFailed, "A text or a date of this request cannot be kept.");
        }
        match constraint::taken(&error) {
            Some(Taken::Email) => Self::new(
                Code::EmailTaken,
                "An account with this address exists. Sign in, or use another address.",
            ),
            Some(Taken::Slug) => Self::new(Code::SlugTaken, "Another organization has or had this address."),
            Some(Taken::Membership) => Self::new(Code::AlreadyMember, "This person is a member already."),
            Some(Taken::Invitation) => {
                Self::new(Code::InvitationPending, "This address has an open invitation. Resend it instead.")
            }
            Some(Taken::Domain) => Self::new(
                Code::DomainTaken,
                "Another organization has proven this domain before. It has to give it up first.",
            ),
            Some(Taken::IdempotencyKey) => {
                Self::new(Code::IdempotencyInFlight, "The same request is under way. Wait for its answer.")
            }
            None => Self::internal(error),
        }
    }
}

/// The one place that turns a rule's denial into a problem.
impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        let (code, detail): (Code, &'static str) = match denied {
            Denied::MayNotGrant => (
                Code::MayNotGrant,
                "This gives or takes away more than you hold yourself. Ask somebody who holds it.",
            ),
            Denied::OwnerProtected => (
                Code::OwnerProtected,
                "Nobody but the owner can change the owner, and only by handing ownership on.",
            ),
            Denied::UseOwnershipTransfer => {
                (Code::UseOwnershipTransfer, "Ownership moves by a transfer to an admin. Transfer it first.")
            }
            Denied::LastAdmin => (
                Code::LastAdmin,
                "This is the last member who can manage members for good. Make somebody else an admin first.",
            ),
            Denied::UseLeave => (Code::UseLeave, "To end your own membership, leave the organization."),
            Denied::HeirNotAdmin => (
                Code::HeirNotAdmin,
                "Ownership goes to an active admin whose membership has no end. Make them one first.",
            ),
            Denied::ImplicitMember => {
                (Code::ImplicitMember, "This member is in every workspace by role. Change the role instead.")
            }
            Denied::AboveCeiling => {
                (Code::AboveCeiling, "This role can never reach that much. Choose less, or another role.")
            }
            Denied::ReachShared => {
                (Code::ReachShared, "A guest only gets single items. Choose another role to give more.")
            }
            Denied::PermissionDenied => {
                (Code::PermissionDenied, "You do not have the access that this needs. Ask an admin.")
            }
            Denied::AlreadyMember => (Code::AlreadyMember, "This person is a member already."),
            Denied::MemberDeactivated => (
                Code::MemberDeactivated,
                "This person's membership is deactivated, or has ended. Activate them instead.",
            ),
            Denied::SenderMayNot => (
                Code::InvitationSenderMayNot,
                "Whoever sent this can no longer give what it offers. Ask an admin to send it again.",
            ),
            Denied::MembershipDeactivated => (
                Code::MembershipDeactivated,
                "Your membership here is deactivated. An admin of the organization can activate it again.",
            ),
            Denied::NeedsInvitation => (
                Code::NeedsInvitation,
                "You were a member here before. Ask an admin of the organization to invite you by your address.",
            ),
            Denied::LinkSetterMayNot => (
                Code::LinkSetterMayNot,
                "Whoever set this link can no longer give its role. An admin has to reset it first.",
            ),
            Denied::NotForWalkIns => {
                return Self::field(
                    "/role",
                    "role_not_allowed",
                    "Choose a role that takes part and does not invite others.",
                );
            }
            Denied::UnknownMember
            | Denied::UnknownWorkspace
            | Denied::UnknownProject
            | Denied::UnknownGroup
            | Denied::UnknownItem
            | Denied::UnknownGrant
            | Denied::NoOwnership => {
                return Self::not_found();
            }
            Denied::AlreadyOver => {
                return Self::field("/expires_at", "past", "This moment has passed. Choose a later one.");
            }
            Denied::AccessOver => (
                Code::AccessOver,
                "The membership that this gives was to end before now. Invite them anew, with another end.",
            ),
            Denied::ItemElsewhere => (
                Code::ItemElsewhere,
                "This item is shared in another project of the organization. End those shares first.",
            ),
            Denied::NoGuests => (
                Code::NoGuests,
                "This organization has no guests. Invite the person as a member first, then share.",
            ),
            Denied::MisplacedScope => {
                return Self::field(
                    "/permissions",
                    "misplaced_scope",
                    "A resource of this kind has no such scope.",
                );
            }
            Denied::NotInWorkspace => {
                return Self::field(
                    "/restrict_to",
                    "not_in_workspace",
                    "Every listed project has to be in a workspace that the person comes into. Add its workspace, or drop it.",
                );
            }
            Denied::Contradiction => return Self::internal("a decision contradicts the facts"),
            Denied::UnknownRole => {
                return Self::field("/role", "unknown_role", "There is no such role here.");
            }
            Denied::BuiltInRole => (
                Code::BuiltInRole,
                "This role comes with the model and stays as it is. Make one of your own.",
            ),
            Denied::RoleInUse => {
                (Code::RoleInUse, "Somebody has this role. Say which role they get in its place.")
            }
            Denied::FlawedRole => {
                (Code::RoleInvalid, "These permissions, ceiling, seat and reach do not go together.")
            }
            Denied::RoleTaken => (Code::RoleTaken, "Another role has this key. Choose another one."),
            Denied::NoWorkspaceRole => {
                return Self::field("/role", "no_workspace_role", "A workspace cannot give this role.");
            }
            Denied::WorkspaceOpen => (
                Code::WorkspaceOpen,
                "Every member of the organization is in this workspace. Restrict them to projects instead.",
            ),
            Denied::SingleWorkspace => {
                (Code::SingleWorkspace, "An organization of this kind has one workspace, and no second.")
            }
            Denied::GuestConversion => (
                Code::GuestConversion,
                "A member cannot be turned into a guest here. Ask support, and name the member's id.",
            ),
            Denied::UndoExpired => {
                (Code::UndoExpired, "A change is undone for ten minutes. Change it back by hand instead.")
            }
            Denied::UndoConflict => (
                Code::UndoConflict,
                "Something of it has changed since, or it was undone already. Look at how it is now.",
            ),
            Denied::RestoreConflict => {
                (Code::RestoreConflict, "Something that was in it does not fit with what there is now.")
            }
            Denied::UndoImpossible => (
                Code::UndoImpossible,
                "Only roles, grants, groups, workspaces and status come back. Change this by hand instead.",
            ),
            Denied::LastWorkspace => (
                Code::LastWorkspace,
                "An organization keeps at least one workspace. Create another one first.",
            ),
        };
        Self::new(code, detail)
    }
}
