//! Mails about one's own account.

use super::parts::{action, letter};
use super::{Letter, Sample};
use crate::outbox::layout::{Fact, Layout, one_line};

const LINK_WORKS_ONCE: &str = "The link works once, and not for long. It opens a page; nothing happens until you press the button there.";

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    vec![
        Box::new(VerifyEmail { name: of.person(), link: of.link() }),
        Box::new(ResetPassword { name: of.person(), link: of.link() }),
        Box::new(PasswordChanged { name: of.person() }),
        Box::new(EmailAdded { name: of.person(), link: of.link() }),
        Box::new(ConfirmNewAddress {
            name: of.person(),
            proposed_by: Some(of.organization()),
            link: of.link(),
        }),
        Box::new(NewAddressAsked {
            name: of.person(),
            email: of.email(),
            proposed_by: None,
            link: of.link(),
        }),
        Box::new(AddressChanged { name: of.person(), email: of.email() }),
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

/// To the address that an account is to go by: the link brings it into force.
pub struct ConfirmNewAddress {
    pub name: String,
    /// An admin with their organization, where it was not the person.
    pub proposed_by: Option<String>,
    pub link: String,
}

impl Letter for ConfirmNewAddress {
    fn kind(&self) -> &'static str {
        "confirm_new_address"
    }
    fn layout(&self) -> Layout {
        let Self { name, proposed_by, link } = self;
        let name = one_line(name);
        let asked = match proposed_by {
            None => format!("{name}, you asked for your account to go by this address."),
            Some(by) => format!("{name}, {} proposed that your account goes by this address.", one_line(by)),
        };
        Layout {
            paragraphs: vec![
                asked,
                "Until you confirm it, everything goes to the address that you have now.".to_owned(),
            ],
            action: action("Confirm this address", link),
            notes: vec![
                "Open the link in a browser where you are signed in, or sign in there. It works once, within \
                 24 hours, and nothing happens until you press the button there."
                    .to_owned(),
            ],
            ..letter(
                "Confirm your new address",
                "You get this because an Usher account is to go by this address. If that was not you, do \
                 nothing: nothing changes.",
            )
        }
    }
}

/// To the address that an account goes by, when another one is asked for: the link calls that off.
pub struct NewAddressAsked {
    pub name: String,
    pub email: String,
    /// An admin with their organization, where it was not the person.
    pub proposed_by: Option<String>,
    pub link: String,
}

impl Letter for NewAddressAsked {
    fn kind(&self) -> &'static str {
        "new_address_asked"
    }
    fn layout(&self) -> Layout {
        let Self { name, email, proposed_by, link } = self;
        let by = proposed_by.as_deref().map_or_else(|| "Somebody signed in as you".to_owned(), one_line);
        Layout {
            paragraphs: vec![
                format!(
                    "{}, your account is to go by another address. It does once the link that was sent there is \
                     pressed by you, signed in.",
                    one_line(name)
                ),
                "If this is not right, call it off. If you did not ask for it yourself, choose a new password, \
                 too."
                    .to_owned(),
            ],
            facts: vec![
                Fact { label: "New address", value: one_line(email) },
                Fact { label: "Asked for by", value: by },
            ],
            action: action("Call the change off", link),
            notes: vec![LINK_WORKS_ONCE.to_owned()],
            ..letter(
                "Your address is about to change",
                "You get this because your Usher account goes by this address.",
            )
        }
    }
}

/// To the address that an account went by until now.
pub struct AddressChanged {
    pub name: String,
    pub email: String,
}

impl Letter for AddressChanged {
    fn kind(&self) -> &'static str {
        "address_changed"
    }
    fn layout(&self) -> Layout {
        let Self { name, email } = self;
        Layout {
            paragraphs: vec![format!(
                "{}, your account goes by another address now. This one no longer signs in, and gets no more \
                 mail of it.",
                one_line(name)
            )],
            facts: vec![Fact { label: "New address", value: one_line(email) }],
            ..letter(
                "Your address was changed",
                "You get this because your Usher account went by this address.",
            )
        }
    }
}
