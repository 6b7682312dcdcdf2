//! Mails that bring an invitation, or tell its sender how it went.

use chrono::{DateTime, Utc};

use super::parts::{action, because_sender, date, letter, quote};
use super::{Letter, Sample};
use crate::outbox::layout::{Fact, Layout, one_line};

pub(super) fn samples(of: &Sample) -> Vec<Box<dyn Letter>> {
    vec![
        Box::new(Invitation {
            inviter: of.person(),
            organization: of.organization(),
            role: of.role(),
            message: Some(of.message()),
            expires_at: of.time(),
            link: of.link(),
        }),
        Box::new(Added {
            inviter: of.person(),
            organization: of.organization(),
            role: of.role(),
            link: of.link(),
        }),
        Box::new(InvitationDeclined { email: of.email(), organization: of.organization(), link: of.link() }),
        Box::new(InvitationAccepted {
            name: of.person(),
            email: of.email(),
            organization: of.organization(),
            link: of.link(),
        }),
    ]
}

/// To somebody who is invited.
pub struct Invitation {
    pub inviter: String,
    pub organization: String,
    pub role: String,
    pub message: Option<String>,
    pub expires_at: DateTime<Utc>,
    pub link: String,
}

impl Letter for Invitation {
    fn kind(&self) -> &'static str {
        "invitation"
    }
    fn brings_invitation(&self) -> bool {
        true
    }
    fn layout(&self) -> Layout {
        let Self { inviter, organization, role, message, expires_at, link } = self;

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
}

/// The account existed and was added at once.
pub struct Added {
    pub inviter: String,
    pub organization: String,
    pub role: String,
    pub link: String,
}

impl Letter for Added {
    fn kind(&self) -> &'static str {
        "added"
    }
    fn brings_invitation(&self) -> bool {
        true
    }
    fn layout(&self) -> Layout {
        let Self { inviter, organization, role, link } = self;

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
}

/// To whoever sent the invitation.
pub struct InvitationDeclined {
    pub email: String,
    pub organization: String,
    pub link: String,
}

impl Letter for InvitationDeclined {
    fn kind(&self) -> &'static str {
        "invitation_declined"
    }
    fn layout(&self) -> Layout {
        let Self { email, organization, link } = self;

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
}

/// To whoever sent the invitation.
pub struct InvitationAccepted {
    pub name: String,
    pub email: String,
    pub organization: String,
    pub link: String,
}

impl Letter for InvitationAccepted {
    fn kind(&self) -> &'static str {
        "invitation_accepted"
    }
    fn layout(&self) -> Layout {
        let Self { name, email, organization, link } = self;

        let name = one_line(name);
        let organization = one_line(organization);
        Layout {
            paragraphs: vec![format!("{name} accepted the invitation that you sent to {}.", one_line(email))],
            action: action("See the members", link),
            ..letter(format!("{name} joined {organization}"), because_sender(&organization))
        }
    }
}
