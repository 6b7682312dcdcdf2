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
            ends: Some(of.time()),
            replaces: true,
            link: of.link(),
        }),
        Box::new(Added {
            inviter: of.person(),
            organization: of.organization(),
            role: of.role(),
            ends: Some(of.time()),
            link: of.link(),
        }),
        Box::new(AddressAsked {
            name: of.person(),
            asked: of.email(),
            invited: of.email(),
            organization: of.organization(),
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
    /// When the membership ends.
    pub ends: Option<DateTime<Utc>>,
    /// Whether the link of an earlier mail is dead by this one.
    pub replaces: bool,
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
        let Self { inviter, organization, role, message, expires_at, ends, replaces, link } = self;

        let inviter = one_line(inviter);
        let organization = one_line(organization);
        let mut facts = vec![
            Fact { label: "Organization", value: organization.clone() },
            Fact { label: "Your role", value: one_line(role) },
        ];
        facts.extend(ends.map(|end| Fact { label: "Your access ends", value: date(end) }));
        facts.push(Fact { label: "Expires", value: date(*expires_at) });
        let mut notes = vec![
            "The invitation is for this address alone: a forwarded link lets nobody else in. You can decline it \
             on the same page."
                .to_owned(),
        ];
        if *replaces {
            notes.push("The link in an earlier mail no longer works; this one takes its place.".to_owned());
        }
        Layout {
            paragraphs: vec![format!(
                "Accept, and you work with the others at {organization}. An account is made if you have none."
            )],
            quote: quote(&inviter, message.as_deref()),
            facts,
            action: action("Open the invitation", link),
            notes,
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
    /// When the membership ends.
    pub ends: Option<DateTime<Utc>>,
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
        let Self { inviter, organization, role, ends, link } = self;

        let organization = one_line(organization);
        let mut facts = vec![Fact { label: "Your role", value: one_line(role) }];
        facts.extend(ends.map(|end| Fact { label: "Your access ends", value: date(end) }));
        Layout {
            paragraphs: vec![format!(
                "You are a member of {organization} now, with the account that you have."
            )],
            facts,
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

/// To whoever sent the invitation: somebody who holds its link has another address.
pub struct AddressAsked {
    pub name: String,
    /// The address that they have.
    pub asked: String,
    /// The one that the invitation is for.
    pub invited: String,
    pub organization: String,
    pub link: String,
}

impl Letter for AddressAsked {
    fn kind(&self) -> &'static str {
        "address_asked"
    }
    fn layout(&self) -> Layout {
        let Self { name, asked, invited, organization, link } = self;

        let (name, asked, organization) = (one_line(name), one_line(asked), one_line(organization));
        Layout {
            paragraphs: vec![
                format!(
                    "You sent an invitation to {}. Somebody opened its link with another account, and asks that \
                     it be sent to the address of that one.",
                    one_line(invited)
                ),
                "Whoever has the link can ask. Change the address only if you know that it is theirs; nothing has \
                 changed so far."
                    .to_owned(),
            ],
            facts: vec![
                Fact { label: "Asks", value: name.clone() },
                Fact { label: "Their address", value: asked },
                Fact { label: "Organization", value: organization.clone() },
            ],
            action: action("See the invitations", link),
            ..letter(
                format!("{name} asks for your invitation at another address"),
                because_sender(&organization),
            )
        }
    }
}
