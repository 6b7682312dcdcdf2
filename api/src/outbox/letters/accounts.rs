//! Mails about one's own account.

use super::parts::{action, letter};
use super::{Letter, Sample};
use crate::outbox::layout::{Layout, one_line};

const LINK_WORKS_ONCE: &str = "The link works once, and not for long. It opens a page; nothing happens until you press the button there.";

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    vec![
        Box::new(VerifyEmail { name: of.person(), link: of.link() }),
        Box::new(ResetPassword { name: of.person(), link: of.link() }),
        Box::new(PasswordChanged { name: of.person() }),
        Box::new(EmailAdded { name: of.person(), link: of.link() }),
    ]
}

/// To whoever signed up: the link verifies their address.
pub struct VerifyEmail {
    pub name: String,
    pub link: String,
}

impl Letter for VerifyEmail {
    fn kind(&self) -> &'static str {
        "verify_email"
    }
    fn layout(&self) -> Layout {
        let Self { name, link } = self;
        Layout {
            paragraphs: vec![format!("{}, this link shows that the address is yours.", one_line(name))],
            action: action("Verify this address", link),
            notes: vec![LINK_WORKS_ONCE.to_owned()],
            ..letter(
                "Verify your address",
                "You get this because an Usher account was made with this address. If that was not you, do \
                     nothing: the address stays unverified.",
            )
        }
    }
}

/// To whoever said that they forgot their password.
pub struct ResetPassword {
    pub name: String,
    pub link: String,
}

impl Letter for ResetPassword {
    fn kind(&self) -> &'static str {
        "reset_password"
    }
    fn layout(&self) -> Layout {
        let Self { name, link } = self;
        Layout {
            paragraphs: vec![format!(
                "{}, this link lets you choose a new password for your account. Until you do, the old one \
                     works.",
                one_line(name)
            )],
            action: action("Choose a new password", link),
            notes: vec![LINK_WORKS_ONCE.to_owned()],
            ..letter(
                "Choose a new password",
                "You get this because somebody gave this address as one whose password is forgotten. If \
                     that was not you, do nothing: your password stays as it is.",
            )
        }
    }
}

/// To the owner of an account whose password is another now.
pub struct PasswordChanged {
    pub name: String,
}

impl Letter for PasswordChanged {
    fn kind(&self) -> &'static str {
        "password_changed"
    }
    fn layout(&self) -> Layout {
        let Self { name } = self;
        Layout {
            paragraphs: vec![
                format!("{}, the password of your account was changed.", one_line(name)),
                "If that was not you, ask for a new password on the sign-in page now, then end the \
                     sessions that you do not know."
                    .to_owned(),
            ],
            ..letter(
                "Your password was changed",
                "You get this because it concerns the safety of your Usher account.",
            )
        }
    }
}

/// To the address that somebody added to their account: the link verifies it.
pub struct EmailAdded {
    pub name: String,
    pub link: String,
}

impl Letter for EmailAdded {
    fn kind(&self) -> &'static str {
        "email_added"
    }
    fn layout(&self) -> Layout {
        let Self { name, link } = self;
        Layout {
            paragraphs: vec![format!(
                "{} added this address to their account. The link shows that the address is theirs.",
                one_line(name)
            )],
            action: action("Verify this address", link),
            notes: vec![LINK_WORKS_ONCE.to_owned()],
            ..letter(
                "Verify your added address",
                "You get this because this address was added to an Usher account. If that was not you, do \
                     nothing: the address stays unverified.",
            )
        }
    }
}
