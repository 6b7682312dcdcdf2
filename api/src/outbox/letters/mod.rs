//! Every mail there is. A mail is a type with what it says, in the file of its capability; it stands in that
//! file's `samples`, too, from which the tests and the previews under `/dev` are made.
//!
//! | file | its mails |
//! | --- | --- |
//! | `accounts` | one's own account |
//! | `invitations` | an invitation, and how it went |
//! | `join_requests` | a request to be let in |
//! | `members` | a membership |
//! | `shares` | one item |
//! | `organizations` | an organization as a whole |
//! | `notices` | what is said in the app, as a mail |
//! | `parts` | what several have in common |
//! | `sample` | what the samples are made of |

mod accounts;
mod invitations;
mod join_requests;
mod members;
mod notices;
mod organizations;
mod parts;
mod sample;
mod shares;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::accounts::{
    AddressChanged, ConfirmNewAddress, EmailAdded, NewAddressAsked, PasswordChanged, ResetPassword,
    VerifyEmail,
};
pub use self::invitations::{Added, AddressAsked, Invitation, InvitationAccepted, InvitationDeclined};
pub use self::join_requests::{JoinApproved, JoinDenied, JoinRequested};
pub use self::members::{Activated, Deactivated, OwnershipHandedOn, OwnershipReceived, Removed, RoleChanged};
pub use self::notices::Told;
pub use self::organizations::{OrganizationDeleted, OrganizationRestorable};
pub use self::sample::Sample;
pub use self::shares::{ItemAdded, ItemOffered, ItemShared};
use super::layout::{Footing, Layout};

/// A mail. Links come ready: most hold a secret, and whoever made it knows where it leads. No mail can be printed
/// with its data: a log must not hold a live link.
pub trait Letter {
    /// What kind of mail it is, in the outbox. Each has its own.
    fn kind(&self) -> &'static str;

    /// What it says.
    fn layout(&self) -> Layout;

    /// Whether it brings an invitation to the invited person: only such a mail is what the invitation's
    /// delivery state speaks of, and only such a mail is taken back with it.
    fn brings_invitation(&self) -> bool {
        false
    }
}

impl fmt::Debug for dyn Letter + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({})", self.kind())
    }
}

/// One mail of each kind.
pub fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    [
        accounts::samples,
        invitations::samples,
        join_requests::samples,
        members::samples,
        notices::samples,
        organizations::samples,
        shares::samples,
    ]
    .iter()
    .flat_map(|samples| samples(of))
    .collect()
}

/// A mail, ready to be sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where its buttons lead.
    pub links: Vec<String>,
}

/// Without the text: a log must not hold a live link.
impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rendered")
    }
}

/// Whether the recipient can choose not to get such a mail, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice<'c> {
    /// They asked for it, or somebody wrote to them: there is nothing to choose.
    Unsaid,
    /// It concerns their safety, and is always sent.
    Always,
    /// On this page.
    At(&'c str),
}

impl Rendered {
    /// Both parts of a mail.
    pub fn of(letter: &dyn Letter, choice: Choice<'_>) -> Self {
        let mut layout = letter.layout();
        layout.choice = match choice {
            Choice::Unsaid => None,
            Choice::Always => Some(Footing { text: "Mail about this is always sent.", link: None }),
            Choice::At(link) => {
                Some(Footing { text: "Choose what is mailed to you", link: Some(link.to_owned()) })
            }
        };
        let (text, html) = (layout.text(), layout.html());
        let links = layout.action.into_iter().map(|action| action.link).collect();
        Self { subject: layout.subject, text, html, links }
    }
}

#[cfg(test)]
mod tests;
