//! Every mail there is.

mod parts;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use self::parts::{action, because_member, because_sender, date, letter, quote, shared_facts};
use super::layout::{Fact, Layout, one_line};

/// A mail. Links come ready: most hold a secret, and whoever made it knows where it leads.
pub enum Letter {
    VerifyEmail {
        name: String,
        link: String,
    },
    ResetPassword {
        name: String,
        link: String,
    },
    PasswordChanged {
        name: String,
    },
    /// To the address that somebody added to their account: the link verifies it.
    EmailAdded {
        name: String,
        link: String,
    },
    Invitation {
        inviter: String,
        organization: String,
        role: String,
        message: Option<String>,
        expires_at: DateTime<Utc>,
        link: String,
    },
    /// The account existed and was added at once.
    Added {
        inviter: String,
        organization: String,
        role: String,
        link: String,
    },
    /// To a member, who has the item from now on.
    ItemShared {
        inviter: String,
        organization: String,
        item: String,
        access: String,
        expires_at: Option<DateTime<Utc>>,
        link: String,
    },
    /// To somebody who is no member: an invitation that brings the item.
    ItemOffered {
        inviter: String,
        organization: String,
        item: String,
        access: String,
        expires_at: DateTime<Utc>,
        link: String,
    },
    /// To somebody whose invitation, sent before, brings one more item. It holds no link: the one that they have
    /// stays good, and nobody can make it again.
    ItemAdded {
        inviter: String,
        organization: String,
        item: String,
        access: String,
    },
    RoleChanged {
        actor: String,
        organization: String,
        before: String,
        after: String,
        link: String,
    },
    Deactivated {
        actor: String,
        organization: String,
    },
    Activated {
        actor: String,
        organization: String,
        link: String,
    },
    Removed {
        actor: String,
        organization: String,
    },
    /// To whoever sent the invitation, as is the next one.
    InvitationDeclined {
        email: String,
        organization: String,
        link: String,
    },
    InvitationAccepted {
        name: String,
        email: String,
        organization: String,
        link: String,
    },
}

/// Without the data: a log must not hold a live link.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({})", self.kind())
    }
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

impl Letter {
    /// What kind of mail it is, in the outbox.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged { .. } => "password_changed",
            Self::EmailAdded { .. } => "email_added",
            Self::Invitation { .. } => "invitation",
            Self::Added { .. } => "added",
            Self::ItemShared { .. } => "item_shared",
            Self::ItemOffered { .. } => "item_offered",
            Self::ItemAdded { .. } => "item_added",
            Self::RoleChanged { .. } => "role_changed",
            Self::Deactivated { .. } => "deactivated",
            Self::Activated { .. } => "activated",
            Self::Removed { .. } => "removed",
            Self::InvitationDeclined { .. } => "invitation_declined",
            Self::InvitationAccepted { .. } => "invitation_accepted",
        }
    }

    /// Whether it brings an invitation to the invited person: only such a mail is what the invitation's
    /// delivery state speaks of, and only such a mail is taken back with it.
    pub(super) fn brings_invitation(&self) -> bool {
        match self {
            Self::Invitation { .. } | Self::Added { .. } | Self::ItemOffered { .. } => true,
            Self::VerifyEmail { .. }
            | Self::ResetPassword { .. }
            | Self::PasswordChanged { .. }
            | Self::EmailAdded { .. }
            | Self::ItemShared { .. }
            | Self::ItemAdded { .. }
            | Self::RoleChanged { .. }
            | Self::Deactivated { .. }
            | Self::Activated { .. }
            | Self::Removed { .. }
            | Self::InvitationDeclined { .. }
            | Self::InvitationAccepted { .. } => false,
        }
    }

    /// Both parts of the mail.
    pub fn render(&self) -> Rendered {
        let layout = self.layout();
        let (text, html) = (layout.text(), layout.html());
        let links = layout.action.into_iter().map(|action| action.link).collect();
        Rendered { subject: layout.subject, text, html, links }
    }

    fn layout(&self) -> Layout {
        match self {
            Self::VerifyEmail { name, link } => Layout {
                paragraphs: vec![format!("{}, this link shows that the address is yours.", one_line(name))],
                action: action("Verify this address", link),
                notes: vec![LINK_WORKS_ONCE.to_owned()],
                ..letter(
                    "Verify your address",
                    "You get this because an Usher account was made with this address. If that was not you, do \
                     nothing: the address stays unverified.",
                )
            },
            Self::ResetPassword { name, link } => Layout {
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
            },
            Self::PasswordChanged { name } => Layout {
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
            },
            Self::EmailAdded { name, link } => Layout {
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
            },
            Self::Invitation { inviter, organization, role, message, expires_at, link } => {
                let inviter = one_line(inviter);
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![format!(
                        "Accept, and you work with the others at {organization}. An account is made if you \
                         have none."
                    )],
                    quote: quote(&inviter, message.as_deref()),
                    facts: vec![
                        Fact { label: "Organization", value: organization.clone() },
                        Fact { label: "Your role", value: one_line(role) },
                        Fact { label: "Expires", value: date(*expires_at) },
                    ],
                    action: action("Open the invitation", link),
                    notes: vec![
                        "The invitation is for this address alone: a forwarded link lets nobody else in. You \
                         can decline it on the same page."
                            .to_owned(),
                    ],
                    ..letter(
                        format!("{inviter} invited you to {organization}"),
                        format!(
                            "You get this because {inviter} entered your address. If you do not know them, do \
                             nothing: nobody joins until they accept."
                        ),
                    )
                }
            }
            Self::ItemShared { inviter, organization, item, access, expires_at, link } => {
                let (inviter, organization) = (one_line(inviter), one_line(organization));
                let mut facts = shared_facts(&organization, item, access);
                facts.extend(expires_at.map(|at| Fact { label: "Until", value: date(at) }));
                Layout {
                    paragraphs: vec![format!("{inviter} gave you access to this one item.")],
                    facts,
                    action: action(format!("Open {organization}"), link),
                    ..letter(
                        format!("{inviter} shared {} with you", one_line(item)),
                        because_member(&organization),
                    )
                }
            }
            Self::ItemOffered { inviter, organization, item, access, expires_at, link } => {
                let (inviter, organization) = (one_line(inviter), one_line(organization));
                let mut facts = shared_facts(&organization, item, access);
                facts.push(Fact { label: "Expires", value: date(*expires_at) });
                Layout {
                    paragraphs: vec![
                        "Accept, and you can open this one item as a guest. An account is made if you have none."
                            .to_owned(),
                    ],
                    facts,
                    action: action("Open the invitation", link),
                    notes: vec![
                        "The invitation is for this address alone: a forwarded link lets nobody else in. You \
                         can decline it on the same page."
                            .to_owned(),
                    ],
                    ..letter(
                        format!("{inviter} wants to share {} with you", one_line(item)),
                        format!("You get this because {inviter} shared something of {organization} with you."),
                    )
                }
            }
            Self::ItemAdded { inviter, organization, item, access } => {
                let (inviter, organization) = (one_line(inviter), one_line(organization));
                Layout {
                    paragraphs: vec![
                        "It comes with the invitation that you have already: open the link in that mail, and \
                         accept it."
                            .to_owned(),
                    ],
                    facts: shared_facts(&organization, item, access),
                    ..letter(
                        format!("{inviter} wants to share {} with you, too", one_line(item)),
                        format!("You get this because you were invited to {organization}."),
                    )
                }
            }
            Self::Added { inviter, organization, role, link } => {
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![format!(
                        "You are a member of {organization} now, with the account that you have."
                    )],
                    facts: vec![Fact { label: "Your role", value: one_line(role) }],
                    action: action(format!("Open {organization}"), link),
                    notes: vec![format!("If you do not want this, you can leave {organization} there.")],
                    ..letter(
                        format!("{} added you to {organization}", one_line(inviter)),
                        "You get this because you have an Usher account with this address.",
                    )
                }
            }
            Self::RoleChanged { actor, organization, before, after, link } => {
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![
                        "The change is in force now, in every session that is open. What you made and what \
                         you work on is unchanged."
                            .to_owned(),
                    ],
                    facts: vec![
                        Fact { label: "Role before", value: one_line(before) },
                        Fact { label: "Role now", value: one_line(after) },
                    ],
                    action: action("See your access", link),
                    ..letter(
                        format!("{} changed your role at {organization}", one_line(actor)),
                        because_member(&organization),
                    )
                }
            }
            Self::Deactivated { actor, organization } => {
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![format!(
                        "You cannot open {organization} until one of its admins activates you again. What you \
                         made there is kept. Your account and your other organizations are unchanged."
                    )],
                    ..letter(
                        format!("{} deactivated your membership of {organization}", one_line(actor)),
                        because_member(&organization),
                    )
                }
            }
            Self::Activated { actor, organization, link } => {
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![format!(
                        "You can open {organization} again, with the access that you had before."
                    )],
                    action: action(format!("Open {organization}"), link),
                    ..letter(
                        format!("{} activated your membership of {organization}", one_line(actor)),
                        because_member(&organization),
                    )
                }
            }
            Self::Removed { actor, organization } => {
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![
                        format!("You no longer have access to {organization}. What you made stays there."),
                        "Your account and your other organizations are unchanged. To come back, ask for a new \
                         invitation."
                            .to_owned(),
                    ],
                    ..letter(
                        format!("{} removed you from {organization}", one_line(actor)),
                        format!("You get this because you were a member of {organization}."),
                    )
                }
            }
            Self::InvitationDeclined { email, organization, link } => {
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![
                        "Nobody joined, and the link in that mail is dead. A new invitation can be sent at \
                         any time."
                            .to_owned(),
                    ],
                    action: action("See the invitations", link),
                    ..letter(
                        format!("{} declined your invitation to {organization}", one_line(email)),
                        because_sender(&organization),
                    )
                }
            }
            Self::InvitationAccepted { name, email, organization, link } => {
                let name = one_line(name);
                let organization = one_line(organization);
                Layout {
                    paragraphs: vec![format!(
                        "{name} accepted the invitation that you sent to {}.",
                        one_line(email)
                    )],
                    action: action("See the members", link),
                    ..letter(format!("{name} joined {organization}"), because_sender(&organization))
                }
            }
        }
    }
}

const LINK_WORKS_ONCE: &str = "The link works once, and not for long. It opens a page; nothing happens until you press the button there.";

#[cfg(test)]
#[path = "letters_tests.rs"]
mod tests;
