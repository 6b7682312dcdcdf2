//! Another address for an account, proposed by the person, or by an admin of an organization that they are in.
//!
//! Until the link that is sent to the new address is pressed, in a session of that same person, everything uses
//! the old one. The old address is told at once, with a link that calls the change off: whoever took over a
//! session has not taken over the mailbox (NIST SP 800-63B-4 §4.2, notices of account changes).
//!
//! | file | operation |
//! | --- | --- |
//! | `show` | `GET /v1/me/email-change`: what waits |
//! | `start` | `POST /v1/me/email-change` |
//! | `confirm` | `POST /v1/me/email-change/confirm`, from the new address |
//! | `cancel` | `POST /v1/me/email-change/cancel`, from the old address |
//! | `withdraw` | `DELETE /v1/me/email-change`, from the account |
//! | `store` | the changes, and what one does when it comes into force |
//!
//! `members::propose_email` begins one for somebody else.

pub mod cancel;
pub mod confirm;
pub mod show;
pub mod start;
pub mod withdraw;

pub(crate) mod store;

use chrono::TimeDelta;
use shared::problem::Code;
use shared::text::EmailAddress;

use crate::app::App;
use crate::http::Refusal;
use crate::outbox::letters::{ConfirmNewAddress, NewAddressAsked};

/// How long the links are good.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// The page of the app that both links open.
const PAGE: &str = "email-change";

/// What the secret of the link to the old address begins with: the page has both, and says what a press does.
const CANCEL: &str = "cancel_";

/// The secrets of a change that began: plain once, in its two mails.
#[derive(Clone)]
pub(crate) struct Links {
    pub(super) confirm: String,
    pub(super) cancel: String,
}

/// The mails of a change that begins.
pub(crate) struct Mails {
    pub(crate) to_new: ConfirmNewAddress,
    pub(crate) to_old: NewAddressAsked,
}

/// What to send to either address. `proposed_by` is an admin with their organization.
pub(crate) fn mails(
    app: &App,
    links: &Links,
    name: &str,
    email: &EmailAddress,
    proposed_by: Option<&str>,
) -> Mails {
    let (name, proposed_by) = (name.to_owned(), proposed_by.map(str::to_owned));
    let to_new = ConfirmNewAddress {
        name: name.clone(),
        proposed_by: proposed_by.clone(),
        link: app.config.link(PAGE, &links.confirm),
    };
    let to_old = NewAddressAsked {
        name,
        email: email.to_string(),
        proposed_by,
        link: app.config.link(PAGE, &links.cancel),
    };
    Mails { to_new, to_old }
}

/// The answer where another account has the address.
pub(crate) fn taken() -> Refusal {
    Refusal::new(Code::EmailTaken, "Another account has this address. Choose another one.")
}

/// The answer where it is the address that they have.
pub(crate) fn unchanged() -> Refusal {
    Refusal::field("/email", "unchanged", "This is the address that the account goes by now.")
}

fn over() -> Refusal {
    Refusal::new(
        Code::TokenSpent,
        "This link was used, called off, replaced or is too old. Ask for the change again.",
    )
}
