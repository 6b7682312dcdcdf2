//! Problems as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) bodies, and the one table of their codes.
//!
//! Codes are published: a client may switch on them. One is never renamed and never reused.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $status:literal, $title:literal;)*) => {
        /// What went wrong, as a stable key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl Code {
            /// Every code there is, in the order of this table.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable key: `invitation_expired`.
            pub const fn key(self) -> &'static str {
                match self { $(Code::$name => $key,)* }
            }

            /// The HTTP status that it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(Code::$name => $status,)* }
            }

            /// A short title in the person's words, the same every time.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The body could not be read at all.
    MalformedBody = "malformed_body", 400, "The request could not be read";
    /// No credential, or one that is dead.
    Unauthenticated = "unauthenticated", 401, "Sign in to go on";
    /// The address or the password is wrong; which one is not said.
    InvalidCredentials = "invalid_credentials", 401, "Address or password is wrong";
    /// A refresh token was used again: its whole family is ended.
    RefreshReused = "refresh_reused", 401, "This session was ended";
    /// Knows the thing and may not.
    PermissionDenied = "permission_denied", 403, "You do not have access to this";
    MembershipDeactivated = "membership_deactivated", 403, "Your membership is deactivated";
    EmailUnverified = "email_unverified", 403, "Verify your address first";
    /// It would give, widen or take away more than the caller holds.
    MayNotGrant = "may_not_grant", 403, "You cannot give what you do not have";
    /// They were a member here once: they come back where somebody asks them in by name.
    NeedsInvitation = "needs_invitation", 403, "You need an invitation to come back";
    /// The link is for addresses at certain domains.
    DomainNotAllowed = "domain_not_allowed", 403, "This link is for other addresses";
    OwnerProtected = "owner_protected", 403, "The owner cannot be changed this way";
    InvitationWrongAccount = "invitation_wrong_account", 403, "This invitation is for another address";
    /// The organization's plan does not have this.
    PlanRequired = "plan_required", 403, "Your plan does not include this";
    OriginRefused = "origin_refused", 403, "This page may not call here";
    /// Unknown, malformed, foreign and invisible are all this, with one body.
    NotFound = "not_found", 404, "Not found";
    InvitationNotFound = "invitation_not_found", 404, "This invitation is not available";
    /// Unknown, reset and turned off, all alike.
    LinkNotFound = "link_not_found", 404, "This link is not available";
    /// The organization has no shareable link.
    LinkDisabled = "link_disabled", 404, "The invite link is off";
    MethodNotAllowed = "method_not_allowed", 405, "This cannot be done here";
    EmailTaken = "email_taken", 409, "An account with this address exists";
    SlugTaken = "slug_taken", 409, "This address is taken";
    LastAdmin = "last_admin", 409, "Somebody has to remain an admin";
    UseOwnershipTransfer = "use_ownership_transfer", 409, "Ownership moves by transfer";
    UseLeave = "use_leave", 409, "Use leave for yourself";
    /// Ownership goes to an active admin and to nobody else.
    HeirNotAdmin = "heir_not_admin", 409, "Only an active admin can become the owner";
    AlreadyMember = "already_member", 409, "Already a member";
    MemberDeactivated = "member_deactivated", 409, "This member is deactivated";
    ImplicitMember = "implicit_member", 409, "This member is in every workspace";
    WorkspaceOpen = "workspace_open", 409, "Everybody is in an open workspace";
    SingleWorkspace = "single_workspace", 409, "This organization has one workspace";
    GuestConversion = "guest_conversion", 409, "Only support turns a member into a guest";
    RoleTaken = "role_taken", 409, "Another role has this key";
    BuiltInRole = "built_in_role", 409, "This role comes with the model";
    RoleInUse = "role_in_use", 409, "Somebody has this role";
    GroupTaken = "group_taken", 409, "Another group has this name";
    /// Only the last ten minutes are undone.
    UndoExpired = "undo_expired", 409, "Too late to undo this";
    /// What it would bring back has changed since, or was undone already.
    UndoConflict = "undo_conflict", 409, "This has changed since";
    /// A change of a kind that is not undone, or of nothing that access hangs on.
    UndoImpossible = "undo_impossible", 409, "This cannot be undone";
    /// A role or an item that would come back with it is not as it was.
    RestoreConflict = "restore_conflict", 409, "This cannot come back as it was";
    ItemElsewhere = "item_elsewhere", 409, "This item is shared in another project";
    LastWorkspace = "last_workspace", 409, "An organization keeps one workspace";
    LastEmail = "last_email", 409, "An account keeps one address";
    InvitationSenderMayNot = "invitation_sender_may_not", 409, "The sender may no longer give this";
    /// Whoever set the link left, or could not give its role any more: an admin resets it.
    LinkSetterMayNot = "link_setter_may_not", 409, "This link waits for an admin";
    /// The membership that an invitation gives was to end before now.
    AccessOver = "access_over", 409, "What it gives has ended";
    /// Said to whoever manages members: what they do needs a paid seat.
    NoSeat = "no_seat", 409, "No seat is free";
    /// Said to whoever would come in, or of an address that would be asked in.
    SeatsFull = "seats_full", 409, "The organization is full";
    InvitationPending = "invitation_pending", 409, "This address is invited already";
    InvitationNotPending = "invitation_not_pending", 409, "This invitation is closed";
    /// Said to whoever proved the domain, and to nobody else.
    DomainTaken = "domain_taken", 409, "Another organization has this domain";
    RecordNotFound = "record_not_found", 409, "The record is not there";
    DomainUnverified = "domain_unverified", 409, "This domain is not proven";
    JoinRequestClosed = "join_request_closed", 409, "This request was answered";
    /// Whoever asked does not have the address any more that they asked with.
    RequesterUnverified = "requester_unverified", 409, "Their address is not verified any more";
    /// Denied a short while ago.
    JoinRequestDenied = "join_request_denied", 409, "Your request was denied";
    /// This deployment has no mail server, and what was asked for comes by mail alone.
    MailNotConfigured = "mail_not_configured", 409, "This server sends no mail";
    IdempotencyInFlight = "idempotency_in_flight", 409, "The same request is under way";
    InvitationExpired = "invitation_expired", 410, "This invitation has expired";
    InvitationUsed = "invitation_used", 410, "This invitation was used";
    LinkExpired = "link_expired", 410, "This link has expired";
    LinkUsedUp = "link_used_up", 410, "This link has let in as many as it was made for";
    /// A link of a mail that was used, replaced or is too old.
    TokenSpent = "token_spent", 410, "This link no longer works";
    PreconditionFailed = "precondition_failed", 412, "Somebody else changed this";
    BodyTooLarge = "body_too_large", 413, "The request is too large";
    UnsupportedMediaType = "unsupported_media_type", 415, "Send JSON";
    ValidationFailed = "validation_failed", 422, "Some fields need another look";
    AboveCeiling = "above_ceiling", 422, "More than this role can ever reach";
    RoleInvalid = "role_invalid", 422, "This role cannot be";
    ReachShared = "reach_shared", 422, "A guest only gets single items";
    /// The organization's model has no guests, and the address is no member's.
    NoGuests = "no_guests", 422, "Only members can be given something here";
    IdempotencyKeyReused = "idempotency_key_reused", 422, "This key was used for another request";
    TooManyRequests = "too_many_requests", 429, "Too many tries";
    Internal = "internal", 500, "Something broke on our side";
    Unavailable = "unavailable", 503, "Busy: try again shortly";
    DnsUnreachable = "dns_unreachable", 503, "The domain could not be looked up";
    /// What the organization uses is not in the deployment's model file any more.
    ModelIncomplete = "model_incomplete", 503, "This organization cannot be read at present";
    VersionNotReached = "version_not_reached", 503, "This answer is not fresh enough yet";
}

/// An error body, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference that documents the code.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What happened and what to do next, for the person.
    pub detail: String,
    /// The id of the request, to find it in the server's log.
    pub instance: String,
    pub code: Code,
    /// The fields that were refused, where the code is `validation_failed`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The invited address, masked, where the code is `invitation_wrong_account`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_hint: Option<String>,
}

/// One refused field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Where: a JSON pointer into the body (RFC 6901), or `?name` for a query parameter.
    pub pointer: String,
    /// Stable: `required`, `unknown_field`, `too_long`, `malformed` …
    pub code: String,
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_snake_case_unique_and_what_serde_writes() {
        let mut seen = std::collections::BTreeSet::new();
        for &code in Code::ALL {
            assert!(seen.insert(code.key()), "{} stands twice", code.key());
            assert!(code.key().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
            assert_eq!(serde_json::to_value(code).expect("serializes"), code.key());
            assert!((400..=599).contains(&code.status()));
        }
    }
}
