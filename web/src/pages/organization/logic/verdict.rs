//! What would become, or became, of one address, as it is said beside it.

use std::collections::BTreeMap;

use shared::invitations::wire::{InviteResult, InviteStatus};
use shared::text::email_key;

use super::draft::Address;
use super::words;

/// What would become, or became, of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The server was not asked yet.
    Checking,
    /// Nothing is in the way.
    Ready,
    /// They have an account and would be in at once.
    WouldBeAdded,
    /// No seat is free: they are invited when one is.
    Waits,
    /// The code that it is refused with.
    Refused(String),
}

/// The next step that helps with a refused address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextStep {
    OpenMember,
    OpenDeactivated,
    OpenPending,
    Mend,
    /// The role that the others get.
    TakeRole,
    None,
}

impl Verdict {
    /// Of each address, from what is known in the page and what the server answered to the dry run.
    pub(crate) fn all(addresses: &[Address], results: &[InviteResult]) -> Vec<Self> {
        let answered: BTreeMap<String, &InviteResult> =
            results.iter().map(|result| (email_key(&result.email), result)).collect();
        addresses.iter().map(|address| Self::of(address, &answered)).collect()
    }

    fn of(address: &Address, answered: &BTreeMap<String, &InviteResult>) -> Self {
        if !address.well_formed {
            return Self::Refused("malformed_email".to_owned());
        }
        match answered.get(&email_key(&address.text)) {
            None => Self::Checking,
            Some(result) => match (result.status, &result.code) {
                (InviteStatus::Sent, _) => Self::Ready,
                (InviteStatus::Queued, _) => Self::Waits,
                (InviteStatus::Added, _) => Self::WouldBeAdded,
                (InviteStatus::Rejected, code) => Self::Refused(code.clone().unwrap_or_default()),
            },
        }
    }

    /// Whether sending would do something for it.
    pub(crate) const fn goes(&self) -> bool {
        matches!(self, Self::Checking | Self::Ready | Self::WouldBeAdded | Self::Waits)
    }

    /// What is said under the box, after the address; nothing where all is well.
    pub(crate) fn message(&self, address: &Address) -> Option<String> {
        match self {
            Self::Checking | Self::Ready => None,
            Self::WouldBeAdded => Some("has an account and is in at once.".to_owned()),
            Self::Waits => Some("waits for a seat, and is invited when one is free.".to_owned()),
            Self::Refused(code) => Some(match code.as_str() {
                "already_member" => "is already a member.".to_owned(),
                "member_deactivated" => "is deactivated.".to_owned(),
                "invitation_pending" => "has an open invitation.".to_owned(),
                "malformed_email" => "is not a complete address.".to_owned(),
                "duplicate" => "stands here twice.".to_owned(),
                "seats_full" => "has no seat: every one is taken.".to_owned(),
                "may_not_grant" => "would get more than you hold yourself.".to_owned(),
                "unknown_role" => match &address.role {
                    Some(role) => format!("is to be “{role}”, a role that does not exist here."),
                    None => "has a role that does not exist.".to_owned(),
                },
                other => format!("is left out: {}", words::refusal(other)),
            }),
        }
    }

    /// What it is, in a word or two.
    pub(crate) fn state(&self) -> String {
        match self {
            Self::Checking => "Checking…".to_owned(),
            Self::Ready => "New: is invited".to_owned(),
            Self::WouldBeAdded => "Has an account: is in at once".to_owned(),
            Self::Waits => "Waits for a seat".to_owned(),
            Self::Refused(code) => match code.as_str() {
                "already_member" => "Already a member".to_owned(),
                "member_deactivated" => "Deactivated".to_owned(),
                "invitation_pending" => "Already invited".to_owned(),
                other => words::refusal(other),
            },
        }
    }

    pub(crate) fn next_step(&self) -> NextStep {
        match self {
            Self::Refused(code) => match code.as_str() {
                "already_member" => NextStep::OpenMember,
                "member_deactivated" => NextStep::OpenDeactivated,
                "invitation_pending" => NextStep::OpenPending,
                "malformed_email" => NextStep::Mend,
                "unknown_role" => NextStep::TakeRole,
                _ => NextStep::None,
            },
            Self::Checking | Self::Ready | Self::WouldBeAdded | Self::Waits => NextStep::None,
        }
    }
}
